// Values of assignments that were looked up already: most are runs, too, and come again as such.

import { first, region } from './region';

// By a few bits of the address: { start u32, region u16, length u16: its high bit says that a format was found }
const LOOKED_UP: usize = memory.data(512 * 8, 8);

function slotOf(s: usize): usize { return LOOKED_UP + <usize>((<u32>(s - first) * 0x9e3779b1) >> 23 << 3); }

export function noteLookedUp(s: usize, e: usize, hit: bool): void {
  if (e - s >= 0x8000) return;
  const v = slotOf(s);
  store<u32>(v, <u32>s);
  store<u16>(v, region, 4);
  store<u16>(v, <u32>(e - s) | (hit ? 0x8000 : 0), 6);
}

/** The run [s, e) was looked up as the value of a key. */
export function wasLookedUp(s: usize, e: usize): bool {
  const v = slotOf(s);
  return <usize>load<u32>(v) == s && load<u16>(v, 4) == region && (<usize>load<u16>(v, 6) & 0x7fff) == e - s;
}

/** … and a format was found; asked only of one that was looked up. */
export function hadFormat(s: usize): bool { return load<u16>(slotOf(s), 6) >= 0x8000; }

/** Numbers of regions begin again. */
export function forgetLookedUp(): void { memory.fill(LOOKED_UP, 0, 512 * 8); }
