// Matches inside matches: text made of anchors holds as many of them as it has anchors, and to judge one takes time in
// proportion to its length.

import { program } from './memory';
import { region } from './region';

/** So many matches of one shape are judged that begin inside its match before them. */
const MOST_NESTED: u32 = 16;
/** The same of long ones. */
const MOST_LONG_NESTED: u32 = 3;
const LONG: usize = 256;
// By some bits of the shape's address, many more than there are shapes that text could lead to in turn: { shape u32, start
// and end of the outermost match u32, region u16, matches inside u16 }
const NESTED: usize = memory.data(2048 * 16, 8);

/** Numbers of regions begin again. */
export function forgetNested(): void { memory.fill(NESTED, 0, 2048 * 16); }

/** Is the shape's match [s, e) one too many inside the match before it? */
export function tooMany(shape: usize, s: usize, e: usize): bool {
  const n = NESTED + <usize>((<u32>(shape - program) * 0x9e3779b1) >> 21 << 4);
  // candidates come by address, but twice: once as literals, once as runs
  if (<usize>load<u32>(n) != shape || load<u16>(n, 12) != region || s < <usize>load<u32>(n, 4) || s >= <usize>load<u32>(n, 8)) {
    store<u32>(n, <u32>shape);
    store<u32>(n, <u32>s, 4);
    store<u32>(n, <u32>e, 8);
    store<u32>(n, region, 12);
    return false;
  }
  const inside = <u32>load<u16>(n, 14) + 1;
  if (inside > MOST_NESTED) return true;
  store<u16>(n, inside, 14);
  return inside > (e - s > LONG ? MOST_LONG_NESTED : MOST_NESTED);
}
