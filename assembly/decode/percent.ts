// Percent encoding as decodeURIComponent reads it: `%XX` is a byte, everything else (`+` too) is itself, a broken `%` stays.

import { hexAt } from '../structures/text';
import { MODE_BYTES, setEntry, setMode } from './map';

export function percentLength(p: usize, end: usize): usize {
  return load<u8>(p) == 0x25 && p + 3 <= end && (hexAt(p + 1) | hexAt(p + 2)) < 16 ? 3 : 1;
}

export function decodePercent(p: usize, end: usize, out: usize, room: i32, map: usize): i32 {
  const start = p;
  setMode(map, MODE_BYTES);
  let n = 0;
  while (p < end && n < room) {
    setEntry(map, n, p - start);
    if (percentLength(p, end) == 3) {
      store<u8>(out + <usize>n, hexAt(p + 1) << 4 | hexAt(p + 2));
      p += 3;
    } else {
      store<u8>(out + <usize>n, load<u8>(p));
      ++p;
    }
    n++;
  }
  setEntry(map, n, p - start);
  return n;
}
