// In-process throughput: the same bytes through the engine again and again, each time with the same number of hits.

import { readSync, openSync, closeSync } from 'node:fs';
import { expectCount } from './results.mjs';

export function readPart(file, bytes, offset = 0) {
  const part = new Uint8Array(bytes);
  const fd = openSync(file, 'r');
  const n = readSync(fd, part, 0, bytes, offset);
  closeSync(fd);
  return part.subarray(0, n);
}

/** One pass of a text through an engine; returns the hits. */
export function feed(source, text) {
  let hits = 0;
  const sink = (batch) => {
    hits += batch.length;
  };
  source.begin(0);
  for (let at = 0; at < text.length; ) {
    const room = source.room();
    const n = Math.min(room.length, text.length - at);
    room.set(text.subarray(at, at + n));
    source.push(n, sink);
    at += n;
  }
  source.finish(sink);
  return hits;
}

/** Bytes per second in `rounds` samples of at least `seconds` each. */
export function throughput(name, pass, bytes, { rounds = 5, seconds = 0.4 } = {}) {
  const expected = pass();
  const samples = [];
  for (let warm = performance.now() + 300; performance.now() < warm; ) pass();
  for (let round = 0; round < rounds; round++) {
    const begun = process.cpuUsage();
    const start = performance.now();
    let passes = 0;
    while (performance.now() - start < seconds * 1000) {
      expectCount(name, expected, pass());
      passes++;
    }
    const used = process.cpuUsage(begun);
    samples.push((passes * bytes) / (used.user + used.system) / 1e3);
  }
  return { samples, count: expected };
}
