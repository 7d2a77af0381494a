// Bytes that are there already, into the room of an engine or of whatever stands for one.

import type { HitSink, HitSource } from './types.ts';

export function feedBytes(source: HitSource, bytes: Uint8Array, sink: HitSink, signal?: AbortSignal): void {
  let at = 0;
  while (at < bytes.length) {
    signal?.throwIfAborted();
    const room = source.room();
    const size = Math.min(room.length, bytes.length - at);
    room.set(size === bytes.length ? bytes : bytes.subarray(at, at + size));
    at += size;
    source.push(size, sink);
  }
}
