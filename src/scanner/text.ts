// Feeding strings to a source, and the way back from byte offsets to positions in a string.

import { feedBytes } from '../engine/feed.ts';
import type { HitSink, HitSource } from '../engine/types.ts';
import { WardlineError } from '../errors.ts';
import type { Draft } from '../findings/build.ts';

export type BytesLike = Uint8Array | ArrayBuffer | ArrayBufferView;

/** A view of whatever holds bytes; anything else is an error. */
export function toBytes(input: unknown): Uint8Array {
  if (input instanceof Uint8Array) return input;
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  if (input instanceof ArrayBuffer) return new Uint8Array(input);
  const given = input === null ? 'null' : Array.isArray(input) ? 'an array' : typeof input;
  throw new WardlineError('bad_input', `the input is ${given}`, { hint: 'pass a string, a Uint8Array, an ArrayBuffer or a view of one' });
}

const encoder = new TextEncoder();

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

/** Feeds the UTF-8 form of `text` without ever holding all of it. Returns its length in bytes. */
export function feedText(source: HitSource, text: string, sink: HitSink, signal?: AbortSignal): number {
  let at = 0;
  let total = 0;
  while (at < text.length) {
    signal?.throwIfAborted();
    const room = source.room();
    // Three bytes a unit is the most there can be; a room smaller than one character is filled through a buffer.
    if (room.length < 4) {
      const size = isHighSurrogate(text.charCodeAt(at)) && at + 1 < text.length ? 2 : 1;
      const bytes = encoder.encode(text.slice(at, at + size));
      feedBytes(source, bytes, sink, signal);
      total += bytes.length;
      at += size;
      continue;
    }
    let end = Math.min(text.length, at + room.length);
    if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1)) && end - 1 > at) end -= 1;
    const { read, written } = encoder.encodeInto(text.slice(at, end), room);
    at += read;
    total += written;
    source.push(written, sink);
  }
  return total;
}

/** Bytes from which on it pays to ask the encoder, and how many it is asked for at once. */
const FAR = 512;
const SCRATCH = 16_384;

/** Adds char_start and char_end. `byteLength` is the length of the text in UTF-8. */
export function addCharOffsets(text: string, byteLength: number, findings: readonly Draft[]): void {
  if (findings.length === 0) return;
  if (byteLength === text.length) {
    for (const finding of findings) {
      finding.char_start = finding.byte_start;
      finding.char_end = finding.byte_end;
    }
    return;
  }
  const scratch = new Uint8Array(SCRATCH);
  const offsets = Float64Array.from(findings.flatMap((f) => [f.byte_start, f.byte_end])).sort();
  const chars = new Map<number, number>();
  let byte = 0;
  let unit = 0;
  for (const offset of offsets) {
    while (byte < offset && unit < text.length) {
      // Far ahead, the encoder counts faster than a loop.
      if (offset - byte >= FAR) {
        const most = Math.min(offset - byte, SCRATCH);
        const { read, written } = encoder.encodeInto(text.slice(unit, unit + most), scratch.subarray(0, most));
        byte += written;
        unit += read;
        continue;
      }
      const c = text.charCodeAt(unit);
      if (c < 0x80) byte += 1;
      else if (c < 0x800) byte += 2;
      else if (isHighSurrogate(c) && isLowSurrogate(text.charCodeAt(unit + 1))) {
        byte += 4;
        unit += 1;
      } else byte += 3;
      unit += 1;
    }
    chars.set(offset, unit);
  }
  for (const finding of findings) {
    finding.char_start = chars.get(finding.byte_start) ?? 0;
    finding.char_end = chars.get(finding.byte_end) ?? text.length;
  }
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
