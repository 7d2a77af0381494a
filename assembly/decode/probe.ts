// What is not worth decoding, told from its first characters in a few nanoseconds. A random token passes the base64 probe
// once in 10^8, a digest the hex probe once in 10^7.

import { base64At, hexAt } from '../structures/text';

export const PROBE_NO = 0;
export const PROBE_TEXT = 1;
/** UTF-16, least significant byte first, with or without a byte order mark. */
export const PROBE_UTF16 = 2;
export const PROBE_UTF16_BIG = 3;

/** Least encoded characters: shorter pieces hold no secret that could be told from noise. */
export const LEAST_BASE64: i32 = 20;
export const LEAST_HEX: i32 = 32;

function printable(c: i32): bool { return <u32>(c - 32) < 95 || c == 10 || c == 13 || c == 9; }

/** Decoded byte i of the base64 at p, -1 for a foreign character. */
function byteOf(p: usize, i: i32): i32 {
  const k = <usize>(i * 4 / 3);
  const a = base64At(p + k), b = base64At(p + k + 1);
  if ((a | b) > 63) return -1;
  const r = i % 3;
  return r == 0 ? (a << 2 | b >> 4) & 255 : r == 1 ? (a << 4 | b >> 2) & 255 : (a << 6 | b) & 255;
}

/** Looks at up to 18 decoded bytes. `length` characters of base64 begin at p. */
export function probeBase64(p: usize, length: i32): i32 {
  if (length < LEAST_BASE64) return PROBE_NO;
  const c = byteOf(p, 0);
  if (c < 0) return PROBE_NO;
  if (c == 0xff || c == 0xfe || c == 0) { // a byte order mark, or UTF-16 big endian
    const d = byteOf(p, 1);
    if (c == 0xff && d == 0xfe) return probeUtf16(p, 2, false);
    if (c == 0xfe && d == 0xff) return probeUtf16(p, 2, true);
    return c == 0 && printable(d) ? probeUtf16(p, 0, true) : PROBE_NO;
  }
  let i = 0;
  if (c == 0xef) { // UTF-8 byte order mark
    if (byteOf(p, 1) != 0xbb || byteOf(p, 2) != 0xbf) return PROBE_NO;
    i = 3;
  } else if (!printable(c)) return PROBE_NO;
  else if (byteOf(p, 1) == 0) return probeUtf16(p, 0, false);
  const most = length * 3 / 4 < 18 ? length * 3 / 4 : 18;
  for (; i < most; ++i) if (!printable(byteOf(p, i))) return PROBE_NO;
  return PROBE_TEXT;
}

function probeUtf16(p: usize, from: i32, big: bool): i32 {
  for (let i = from; i < from + 12; i += 2) {
    const a = byteOf(p, i), b = byteOf(p, i + 1);
    if ((big ? a : b) != 0 || !printable(big ? b : a)) return PROBE_NO;
  }
  return big ? PROBE_UTF16_BIG : PROBE_UTF16;
}

/** Looks at 16 decoded bytes; all printable and not all digits (a decimal number in hex is no text worth the trouble). */
export function probeHex(p: usize, length: i32): i32 {
  if (length < LEAST_HEX || (length & 1) != 0) return PROBE_NO;
  let digits = 0;
  for (let i: usize = 0; i < 16; ++i) {
    const a = hexAt(p + i * 2);
    if (a < 2 || a > 7) return PROBE_NO;
    const b = hexAt(p + i * 2 + 1);
    const c = a << 4 | b;
    if (b > 15 || c < 32 || c > 126) return PROBE_NO;
    if (<u32>(c - 48) < 10) digits++;
  }
  return digits < 14 ? PROBE_TEXT : PROBE_NO;
}
