// Pairs of hex digits in either case.

import { hexAt } from '../structures/text';
import { MODE_EVEN, setMode } from './map';

/** Decodes [p, end) up to the first odd or foreign byte; number of bytes. */
export function decodeHex(p: usize, end: usize, out: usize, room: i32, map: usize): i32 {
  setMode(map, MODE_EVEN);
  let n = 0;
  while (p + 2 <= end && n < room) {
    const a = hexAt(p), b = hexAt(p + 1);
    if ((a | b) > 15) break;
    store<u8>(out + <usize>n, a << 4 | b);
    n++;
    p += 2;
  }
  return n;
}
