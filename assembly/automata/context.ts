// What the running automaton shares: its program's tables, the window, what holds at a position, and the count of visits.

import {
  AS_LINE_END, AS_LINE_START, AS_NOT_WORD, AS_TEXT_END, AS_TEXT_START, AS_WORD, A_CLASS_OF, A_FLAGS, A_WORDS, AF_ASSERTS,
} from './format';

export let scratch: usize = 0;

/** First byte of the text and end of it, where they are resident; assertions outside the window look no further. */
export let textStart: usize = 0;
export let textEnd: usize = usize.MAX_VALUE;

export let program: usize = 0;
export let flags: u32 = 0;
export let words: usize = 0;
export let classOf: usize = 0;

/** Instructions and mask words looked at since the last reset: what the tests bound. */
export let visits: u64 = 0;

export function setScratch(p: usize): void { scratch = p; }
export function setText(start: usize, end: usize): void { textStart = start; textEnd = end; }
export function resetVisits(): void { visits = 0; }
export function addVisits(n: u64): void { visits += n; }

export function open(prog: usize): void {
  program = prog;
  flags = load<u32>(prog + A_FLAGS);
  words = load<u32>(prog + A_WORDS);
  classOf = prog + load<u32>(prog + A_CLASS_OF);
}

export function hasAsserts(): bool { return (flags & AF_ASSERTS) != 0; }

function isWord(c: u32): bool {
  return c - 48 < 10 || (c | 32) - 97 < 26 || c == 95;
}

/** The set of assertions that hold between p - 1 and p. */
export function holds(p: usize): u32 {
  const atStart = p <= textStart;
  const atEnd = p >= textEnd;
  const before: u32 = atStart ? 10 : load<u8>(p - 1);
  const after: u32 = atEnd ? 10 : load<u8>(p);
  let bits: u32 = isWord(before) != isWord(after) ? AS_WORD : AS_NOT_WORD;
  if (before == 10) bits |= AS_LINE_START;
  if (after == 10) bits |= AS_LINE_END;
  if (atStart) bits |= AS_TEXT_START;
  if (atEnd) bits |= AS_TEXT_END;
  return bits;
}
