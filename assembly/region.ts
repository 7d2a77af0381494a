// The region being worked on: a page of the input with what may be looked at around it, or a decoded piece.

import { LOOK_AHEAD, LOOK_BEHIND } from './layout';

export let first: usize = 0;
export let last: usize = 0;
/** Its number, never 0, of 16 bits: what is remembered of addresses in another one is void. */
export let region: u32 = 0;

export function setRegion(from: usize, to: usize): void { first = from; last = to; }

/** True when the numbers begin again: whatever is remembered by number must be wiped. */
export function nextRegion(): bool {
  if (++region < 0x10000) return false;
  region = 1;
  return true;
}

export function lowEnd(p: usize): usize { return p - first > <usize>LOOK_BEHIND ? p - <usize>LOOK_BEHIND : first; }
export function highEnd(p: usize): usize { return last - p > <usize>LOOK_AHEAD ? p + <usize>LOOK_AHEAD : last; }
