// Base64 in both alphabets, on one line or wrapped, with `\n` or `\/` of a surrounding string inside; and UTF-16 in it, as
// PowerShell's -EncodedCommand takes it.

import { BASE64_VALUES } from '../structures/text';
import { FRESH, MODE_BYTES, MODE_CHARS, MODE_EVEN, setEntry, setMode } from './map';
import { writeUtf8 } from './utf8';

/** Where decoding stopped: at padding, at the end, or at the first byte that belongs to no base64. */
export let consumed: usize = 0;

function value(p: usize): u32 { return <u32>load<u8>(BASE64_VALUES + <usize>load<u8>(p)); }

/** Length of a break inside a piece: line ends with the indentation that follows, escaped line ends, the backslash of `\/`. 0 for none. */
export function breakLength(p: usize, hi: usize): usize {
  let q = p;
  while (q < hi && q - p < 64) {
    const c = load<u8>(q);
    if (c == 10 || c == 13) ++q;
    else if ((c == 32 || c == 9) && q > p) ++q;
    else if (c == 0x5c && q + 1 < hi) {
      const d = load<u8>(q + 1);
      if (d == 0x6e || d == 0x72) q += 2;
      else if (d == 0x2f) return q + 1 - p;
      else break;
    } else break;
  }
  return q - p;
}

/**
 * Decodes [p, end) into `out`, at most `room` bytes, and fills `map`. Number of bytes; 0 when there is nothing.
 * Decoding stops at padding and at foreign bytes; see `consumed`.
 */
export function decodeBase64(p: usize, end: usize, out: usize, room: i32, map: usize): i32 {
  const start = p;
  let o = out;
  // whole quartets without a break
  const stop = out + (room > 3 ? <usize>(room - 3) : 0);
  while (p + 4 <= end && o < stop) {
    const a = value(p), b = value(p + 1), c = value(p + 2), d = value(p + 3);
    if ((a | b | c | d) > 63) break;
    const v = a << 18 | b << 12 | c << 6 | d;
    store<u8>(o, v >>> 16);
    store<u8>(o + 1, v >>> 8);
    store<u8>(o + 2, v);
    p += 4;
    o += 3;
  }
  setMode(map, MODE_EVEN);
  let n = <i32>(o - out);
  let acc: u32 = 0, bits = 0;
  let characters = <i32>(p - start);
  let even = true;
  while (p < end && n < room) {
    const v = value(p);
    if (v <= 63) {
      if (!even) setEntry(map, characters, p - start);
      characters++;
      acc = acc << 6 | v;
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        store<u8>(out + n, acc >>> bits);
        n++;
      }
      ++p;
      continue;
    }
    const skip = breakLength(p, end);
    if (skip == 0) break;
    if (even) {
      even = false;
      setMode(map, MODE_CHARS);
      for (let k = 0; k < characters; ++k) setEntry(map, k, k);
    }
    p += skip;
  }
  consumed = p;
  return n;
}

/** The same for UTF-16 of either byte order; writes UTF-8. */
export function decodeBase64Utf16(p: usize, end: usize, out: usize, room: i32, map: usize, bigEndian: bool): i32 {
  const start = p;
  setMode(map, MODE_BYTES);
  let acc: u32 = 0, bits = 0;
  let n = 0;
  let first = true, low: u32 = 0; // first byte of a unit
  let high: u32 = 0; // pending surrogate
  let unitAt: usize = 0, highAt: usize = 0;
  while (p < end && n + 8 < room) {
    const v = value(p);
    if (v > 63) {
      const skip = breakLength(p, end);
      if (skip == 0) break;
      p += skip;
      continue;
    }
    acc = acc << 6 | v;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      const b = acc >>> bits & 0xff;
      if (first) {
        low = b;
        unitAt = p - 1 - start; // a byte ends one character behind the one it begins in
        if (bits == 4) unitAt |= <usize>FRESH;
      }
      else {
        const code: u32 = bigEndian ? low << 8 | b : b << 8 | low;
        if (high != 0) {
          if ((code & 0xfc00) == 0xdc00) {
            n = put(0x10000 + ((high & 0x3ff) << 10) + (code & 0x3ff), out, n, map, highAt);
            high = 0;
            first = true;
            ++p;
            continue;
          }
          n = put(high, out, n, map, highAt);
          high = 0;
        }
        if ((code & 0xfc00) == 0xd800) { high = code; highAt = unitAt; }
        else if (code != 0xfeff || n != 0) n = put(code, out, n, map, unitAt);
      }
      first = !first;
    }
    ++p;
  }
  if (high != 0) n = put(high, out, n, map, highAt);
  consumed = p;
  setEntry(map, n, (p - start) | <usize>FRESH);
  return n;
}

function put(code: u32, out: usize, n: i32, map: usize, at: usize): i32 {
  const length = writeUtf8(code, out + <usize>n);
  for (let k = 0; k < length; ++k) setEntry(map, n + k, at);
  return n + length;
}
