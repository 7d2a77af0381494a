// The input: bytes arrive in blocks of any size and are worked on in pages at fixed offsets of the stream, each together
// with everything its decisions may look at. How the bytes were cut on their way in can't be seen from here on.
//
//   input                                                                              inputEnd
//     │ carry: look-behind, unfinished page, look-ahead │ what the host writes next … │
//     ▼ start                    ▼ next       ▼ fill                                  ▼
//     ├──── done, kept to look back at ──┼─ page ─┼─ look-ahead …┤
//
// A page is worked on when it and LOOK_AHEAD bytes behind it are there, or the stream has ended. What is carried over to
// the front of the buffer is never more than LOOK_BEHIND + SLACK + PAGE + LOOK_AHEAD bytes for each block the host writes.

import { CARRY_CAPACITY, DONE, DRAIN, WANT, INPUT_CAPACITY, LOOK_AHEAD, LOOK_BEHIND, OPT_LINES, PAGE, SLACK } from './layout';
import { input, inputEnd, literalList, program, runList } from './memory';
import { options } from './program';
import { clearOpenings, openNext } from './pieces';
import { goesOn, literalCount, run, runCount } from './sieve';
import { drainAutomata, onLiteral } from './core';
import { forgetRegion } from './forget';
import { setRegion } from './region';
import { onRun } from './runs';
import { clearHits, feedsOfPage, mayBegin, roomLeft, setPage, setPosition } from './hits';
import { lastLineFeed } from './lines';
import { openPage, openQueue } from './links';
import { forgetOffer, literals as offeredLiterals, mustWait, runs as offeredRuns, takeOffer } from './outside';

/** Kept in front of the next page: a run or a window may begin a few bytes before it and still looks back in full. */
const KEEP_BEHIND: usize = LOOK_BEHIND + SLACK;
/** Seen behind a page. */
const AHEAD: usize = LOOK_AHEAD - SLACK;

/** Address of the first byte kept, and its stream offset. */
let start: usize = 0;
let startOffset: f64 = 0;
/** Address behind the last byte written. */
let fill: usize = 0;
/** Address of the next page to work on. */
let next: usize = 0;
let ended: bool = false;
/** Line feeds before the next page, and the offset of the last of them. */
export let feeds: f64 = 0;
export let lastFeed: f64 = -1;
/** Offset of the last line feed before what is kept in front of the next page; both begin as that of the byte before the first page. */
let farFeed: f64 = -1;
let firstPage: f64 = 0;

// a page in the middle of its candidates
let working: bool = false;
let pageEnd: usize = 0;
let literalAt: i32 = 0;
let literalTo: i32 = 0;
let runAt: i32 = 0;
let runTo: i32 = 0;
let openingAt: i32 = 0;
let goingOn: bool = false;

/** Starts a stream at this offset. The first page is the first multiple of PAGE at or behind it: what lies before is context only. */
export function begin(offset: f64): void {
  start = fill = input + CARRY_CAPACITY;
  memory.fill(start - SLACK, 0, SLACK);
  startOffset = offset;
  const page = Math.ceil(offset / <f64>PAGE) * <f64>PAGE;
  next = start + <usize>(page - offset);
  ended = working = false;
  feeds = 0;
  firstPage = page;
  forgetOffer();
  lastFeed = farFeed = page - 1;
  clearHits();
}

/** Stream offset up to which everything has been decided. */
export function decided(): f64 { return startOffset + <f64>(next - start); }
export function firstOffset(): f64 { return startOffset; }
export function firstAddress(): usize { return start; }
export function fillAddress(): usize { return fill; }

/** Makes room behind what is kept and says where it begins. Nothing moves under a page that is being worked on. */
export function room(): usize {
  if (working) return fill;
  let keepFrom = next > start + KEEP_BEHIND ? next - KEEP_BEHIND : start;
  if (keepFrom > fill) keepFrom = fill; // the first page is still to come
  if (keepFrom > input + SLACK && inputEnd - fill < <usize>INPUT_CAPACITY) {
    const kept = fill - keepFrom;
    const to = (input + <usize>CARRY_CAPACITY) - kept;
    if (to < keepFrom) {
      // SLACK bytes in front come along: they are what a vector sees before the first byte
      memory.copy(to - SLACK, keepFrom - SLACK, kept + SLACK);
      startOffset += <f64>(keepFrom - start);
      next = next - keepFrom + to;
      fill = to + kept;
      start = to;
    }
  }
  return fill;
}

export function roomSize(): i32 { return <i32>(inputEnd - fill); }

/**
 * `n` more bytes lie at room(). Works on all pages that are complete. No page sees hits of another, so that which
 * is the same as one before it does not depend on the blocks either.
 */
export function push(n: i32): i32 {
  fill += <usize>n;
  while (working || next + PAGE + LOOK_AHEAD <= fill) {
    if (!working) {
      if (!mayBegin()) return DRAIN;
      if (mustWait(next, next + PAGE)) return WANT;
      open(next, next + PAGE);
    }
    if (!work()) return DRAIN;
  }
  return DONE;
}

/** The stream has ended: works on what is left. */
export function finish(): i32 {
  if (!ended) {
    ended = true;
    memory.fill(fill, 0, SLACK);
  }
  while (working || next < fill) {
    if (!working) {
      if (!mayBegin()) return DRAIN;
      const to = next + PAGE < fill ? next + PAGE : fill;
      if (mustWait(next, to)) return WANT;
      open(next, to);
    }
    if (!work()) return DRAIN;
  }
  return DONE;
}

/** Address of what is kept in front of the page at p, and not before the stream. */
function keptFrom(p: usize): usize { return p - start > KEEP_BEHIND ? p - KEEP_BEHIND : start; }

/** The same, and not before the first page: lines count from there. */
function linesFrom(p: usize): usize {
  const from = keptFrom(p);
  return firstPage > startOffset + <f64>(from - start) ? start + <usize>(firstPage - startOffset) : from;
}

// INVARIANT: what a page sees are KEEP_BEHIND bytes before and AHEAD bytes behind it, or as many as the stream has, never
// what else is in the buffer. SLACK bytes more are there on both sides, so that a look over the border sees the same, too.
function open(from: usize, to: usize): void {
  const first = keptFrom(from);
  const last = fill - to > AHEAD ? to + AHEAD : fill;
  setRegion(first, last);
  setPosition(start, startOffset);
  setPage(from, feeds, lastFeed, linesFrom(from), farFeed);
  forgetRegion();
  clearOpenings();
  openPage();
  openQueue(program, first, last);
  literalAt = runAt = openingAt = 0;
  if (takeOffer()) {
    literalTo = offeredLiterals;
    runTo = offeredRuns;
  } else {
    run(from, to, literalList, runList);
    literalTo = literalCount;
    runTo = runCount;
  }
  goingOn = goesOn(from);
  pageEnd = to;
  working = true;
}

/** Goes through the page's candidates; false when hits must be drained first. */
function work(): bool {
  if (goingOn) {
    goingOn = false;
    onRun(next, pageEnd, true);
  }
  while (literalAt < literalTo) {
    if (!roomLeft()) return false;
    onLiteral(load<u32>(literalList + (literalAt++ << 2)));
  }
  while (runAt < runTo) {
    if (!roomLeft()) return false;
    onRun(load<u32>(runList + (runAt++ << 2)), pageEnd, false);
  }
  if (!drainAutomata(false)) return false;
  do {
    if (!roomLeft()) return false;
  } while (openNext(openingAt++));
  if (options & OPT_LINES) {
    feeds += <f64>feedsOfPage(pageEnd);
    const feed = lastLineFeed(next, pageEnd);
    if (feed) lastFeed = startOffset + <f64>(feed - start);
    const far = lastLineFeed(linesFrom(next), linesFrom(pageEnd));
    if (far) farFeed = startOffset + <f64>(far - start);
  }
  next = pageEnd;
  working = false;
  return true;
}
