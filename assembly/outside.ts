// Candidates from outside: a host with a faster sieve of its own looks through each page itself and offers what it found.
// Everything behind the sieve is the same, so the hits are, too, as long as it offers all that the engine's sieve would
// find; more than that costs time and changes nothing.

import { DONE, ERR_STATE, PAGE, SLACK } from './layout';
import { literalList, runList } from './memory';

/** Pages are opened only when their candidates have been offered. */
export let outside: bool = false;
/** The page that waits for its candidates; 0, 0: none does. */
export let wantedFrom: usize = 0;
export let wantedTo: usize = 0;

let offered: bool = false;
export let literals: i32 = 0;
export let runs: i32 = 0;

/** A new stream: whatever was offered is of another one. */
export function forgetOffer(): void {
  offered = false;
  wantedFrom = wantedTo = 0;
}

export function setOutside(on: bool): void {
  outside = on;
  forgetOffer();
}

/** Whether the page [from, to) must wait: its candidates are the host's to find and have not been offered. */
export function mustWait(from: usize, to: usize): bool {
  if (!outside || offered) return false;
  wantedFrom = from;
  wantedTo = to;
  return true;
}

/** Whether candidates of the page that is opened now have been offered. */
export function takeOffer(): bool {
  const taken = offered;
  forgetOffer();
  return taken;
}

/** `l` literal and `r` run candidates of the wanted page have been written into the lists, by address. */
export function offer(l: i32, r: i32): i32 {
  if (wantedTo == 0 || l < 0 || l > PAGE || r < 0 || r > PAGE / 16) return ERR_STATE;
  if (!areInPage(literalList, l) || !areInPage(runList, r)) return ERR_STATE;
  literals = l;
  runs = r;
  offered = true;
  return DONE;
}

/** Ascending addresses, none of them far outside of the page. */
function areInPage(list: usize, count: i32): bool {
  let before: usize = wantedFrom - SLACK;
  for (let i = 0; i < count; ++i) {
    const at: usize = load<u32>(list + ((<usize>i) << 2));
    if (at <= before || at >= wantedTo) return false;
    before = at;
  }
  return true;
}
