// Escapes of JSON and JavaScript strings: \uXXXX (pairs too), \u{…}, \xXX, \n \r \t \b \f \v \0, a backslash before a line
// end (nothing), before anything else (that character).

import { hexAt } from '../structures/text';
import { MODE_BYTES, setEntry, setMode } from './map';
import { writeUtf8 } from './utf8';

/** Code point of the escape read last; 0xffffffff when it stands for nothing. */
let code: u32 = 0;
const NOTHING: u32 = 0xffffffff;

function hex4(p: usize, end: usize): u32 {
  if (p + 4 > end) return NOTHING;
  const a = hexAt(p), b = hexAt(p + 1), c = hexAt(p + 2), d = hexAt(p + 3);
  return (a | b | c | d) > 15 ? NOTHING : <u32>(a << 12 | b << 8 | c << 4 | d);
}

/** Length of the unit at p, 1 for a plain byte; sets `code` for escapes. */
export function escapeLength(p: usize, end: usize): usize {
  if (load<u8>(p) != 0x5c || p + 1 >= end) return 1;
  const c = <u32>load<u8>(p + 1);
  code = c;
  switch (c) {
    case 0x75: { // u
      if (p + 2 < end && load<u8>(p + 2) == 0x7b) {
        let q = p + 3;
        let v: u32 = 0;
        while (q < end && q - p < 9 && hexAt(q) < 16) { v = v << 4 | <u32>hexAt(q); ++q; }
        if (q < end && q > p + 3 && load<u8>(q) == 0x7d && v < 0x110000) { code = v; return q + 1 - p; }
        return 2;
      }
      const high = hex4(p + 2, end);
      if (high == NOTHING) return 2;
      code = high;
      if ((high & 0xfc00) == 0xd800 && p + 8 <= end && load<u8>(p + 6) == 0x5c && load<u8>(p + 7) == 0x75) {
        const low = hex4(p + 8, end);
        if (low != NOTHING && (low & 0xfc00) == 0xdc00) {
          code = 0x10000 + ((high & 0x3ff) << 10) + (low & 0x3ff);
          return 12;
        }
      }
      return 6;
    }
    case 0x78: // x
      if (p + 4 <= end && (hexAt(p + 2) | hexAt(p + 3)) < 16) { code = hexAt(p + 2) << 4 | hexAt(p + 3); return 4; }
      return 2;
    case 0x6e: code = 10; return 2;
    case 0x72: code = 13; return 2;
    case 0x74: code = 9; return 2;
    case 0x62: code = 8; return 2;
    case 0x66: code = 12; return 2;
    case 0x76: code = 11; return 2;
    case 0x30: code = 0; return 2;
    case 10: code = NOTHING; return 2;
    case 13: code = NOTHING; return p + 2 < end && load<u8>(p + 2) == 10 ? 3 : 2;
    default: return c < 0x80 ? 2 : 1; // a backslash before UTF-8: leave both
  }
}

export function decodeEscape(p: usize, end: usize, out: usize, room: i32, map: usize): i32 {
  const start = p;
  setMode(map, MODE_BYTES);
  let n = 0;
  while (p < end && n + 4 <= room) {
    const length = escapeLength(p, end);
    if (length == 1) {
      setEntry(map, n, p - start);
      store<u8>(out + <usize>n, load<u8>(p));
      n++;
    } else if (code != NOTHING) {
      const written = writeUtf8(code, out + <usize>n);
      for (let k = 0; k < written; ++k) setEntry(map, n + k, p - start);
      n += written;
    }
    p += length;
  }
  setEntry(map, n, p - start);
  return n;
}
