// The general automaton: everything in the pattern dialect that the shape matcher can't take.
//
// Two passes over the same program. The bit-parallel one answers "is there a match at all" for every start in question at
// once: nearly all candidates end there. Only when there is one, the thread simulation finds its exact spans.
// Semantics: leftmost start, longest match from it; the secret as a backtracking matcher would place it inside that match.

import { setSpan } from '../result';
import { A_SHORTEST, AUTOMATA_SCRATCH_BYTES, SCRATCH_RANGE } from './format';
import { open, scratch, setScratch, setText, textEnd, words } from './context';
import { anyMatch, liveFrom, nextStart } from './masks';
import { clearStamps, findMatch, matchEnd as lastEnd, matchStart as lastStart, secretEnd, secretStart } from './threads';

/** Span of the last match; the result registers hold the span of its secret. */
export let matchStart: usize = 0;
export let matchEnd: usize = 0;

/** Gives the automata their memory, AUTOMATA_SCRATCH_BYTES of it at a multiple of 8; false when it is too little. */
export function setAutomataScratch(p: usize, size: usize): bool {
  if (size < <usize>AUTOMATA_SCRATCH_BYTES) return false;
  setScratch(p);
  clearStamps();
  return true;
}

/**
 * Where the text itself begins and ends (addresses). Only there do `\A` and `\z` hold; elsewhere the bytes beside the window
 * are looked at, so `hi` may be any cut. Without a call the text has no known edge.
 */
export function setAutomataText(start: usize, end: usize): void { setText(start, end); }

/**
 * The first match with a start in [from, seedEnd], reading at most up to `hi`. The byte before `from` is read by
 * assertions unless the text begins there, the byte at `hi` likewise.
 */
export function runAutomaton(prog: usize, from: usize, seedEnd: usize, lo: usize, hi: usize): bool {
  if (from < lo) from = lo;
  if (seedEnd < from) return false;
  const range = scratch + SCRATCH_RANGE;
  store<u32>(range, <u32>from);
  store<u32>(range + 4, <u32>seedEnd);
  return runAutomatonRanges(prog, range, 1, from, hi);
}

/**
 * The same for many starts in one pass: `ranges` holds `count` pairs of u32 addresses (first and last start), ascending and
 * not overlapping. Starts before `from` are left out. For all matches, call again with `from` at the last match's end.
 */
export function runAutomatonRanges(prog: usize, ranges: usize, count: i32, from: usize, hi: usize): bool {
  open(prog);
  if (hi > textEnd) hi = textEnd;
  if (from + <usize>load<u32>(prog + A_SHORTEST) > hi) return false;
  let begin = from;
  if (words != 0 && !isOneStart(ranges, count)) {
    if (!anyMatch(ranges, count, from, hi)) return false;
    begin = liveFrom;
  }
  if (!tryStarts(ranges, count, begin, hi) && !findMatch(ranges, count, triedUntil, hi)) return false;
  matchStart = lastStart;
  matchEnd = lastEnd;
  setSpan(secretStart, secretEnd);
  return true;
}

/** Starts that are tried one by one before all others are tried together. */
const SINGLE_TRIES = 4;
let triedUntil: usize = 0;

/** The first few possible starts, each by itself: mostly one of them is it, and one thread alone is quick. */
function tryStarts(ranges: usize, count: i32, from: usize, hi: usize): bool {
  const single = scratch + SCRATCH_RANGE + 8;
  triedUntil = from;
  for (let i = 0; i < SINGLE_TRIES; ++i) {
    const start = nextStart(ranges, ranges + (<usize>count << 3), triedUntil, hi);
    if (start >= hi) { triedUntil = hi; return false; }
    store<u32>(single, <u32>start);
    store<u32>(single + 4, <u32>start);
    if (findMatch(single, 1, start, hi)) return true;
    triedUntil = start + 1;
  }
  return false;
}

/** One thread alone is quicker than many words of positions. */
function isOneStart(ranges: usize, count: i32): bool {
  return count == 1 && load<u32>(ranges) == load<u32>(ranges + 4);
}
