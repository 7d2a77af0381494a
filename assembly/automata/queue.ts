// Anchors of a page wait here, so that all those of one rule share one forward pass:
//
//   openQueue(base, first, last)                 a new page
//   if (!queueAnchor(record, at)) drain          … for every anchor; full: drain, the anchor itself was taken
//   while ((record = nextMatch()) != 0) { judge; if it was no hit: rejectMatch() }      "drain"
//
// A decoded piece is worked on while the page's anchors wait: enterPiece, its own anchors, drain, leavePiece.
//
// What is found depends on the anchors alone and on the bytes around them, not on how the page reached memory.

import { LOOK_AHEAD, LOOK_BEHIND } from '../layout';
import {
  PIECE_QUEUE_CAPACITY, QUEUE_CAPACITY, QUEUE_LEVELS, REC_MAX, REC_MIN, REC_PROGRAM, SCRATCH_LEVELS, SCRATCH_QUEUE, SCRATCH_RANGES,
} from './format';
import { scratch, setText } from './context';
import { matchEnd, matchStart, runAutomatonRanges } from './run';

/** A rejected match may hide another one inside it; so many are looked for before going on behind it, and none in long ones. */
const MAX_REJECTED = 4;
const MAX_REJECTED_LENGTH = 512;

let base: usize = 0;
let first: usize = 0;
let last: usize = 0;
let level: i32 = 0;
let count: i32 = 0;
let sorted: bool = true;

// the group of anchors whose pass is under way
let index: i32 = 0;
let record: usize = 0; // 0: none
let table: usize = 0; // its ranges of starts, and how many are left
let ranges: i32 = 0;
let from: usize = 0;
let hi: usize = 0;
let rejected: i32 = 0;
let rejectedUntil: usize = 0;

function slot(i: i32): usize {
  const before = level == 0 ? 0 : QUEUE_CAPACITY + (level - 1) * PIECE_QUEUE_CAPACITY;
  return scratch + SCRATCH_QUEUE + (<usize>(before + i) << 3);
}

/** `base`: what the program offsets of records count from; [first, last): the bytes that are resident. */
export function openQueue(programBase: usize, firstByte: usize, lastByte: usize): void {
  base = programBase;
  level = 0;
  setBounds(firstByte, lastByte);
}

/** Puts the anchors so far aside until leavePiece. Not while matches are being drained; at most three levels deep. */
export function enterPiece(firstByte: usize, lastByte: usize): void {
  const saved = scratch + SCRATCH_LEVELS + (<usize>level << 4);
  store<u32>(saved, <u32>first);
  store<u32>(saved + 4, <u32>last);
  store<u32>(saved + 8, <u32>count);
  store<u32>(saved + 12, <u32>sorted);
  if (level < QUEUE_LEVELS - 1) ++level;
  setBounds(firstByte, lastByte);
}

export function leavePiece(): void {
  if (level == 0) return;
  --level;
  const saved = scratch + SCRATCH_LEVELS + (<usize>level << 4);
  setBounds(load<u32>(saved), load<u32>(saved + 4));
  count = load<i32>(saved + 8);
  sorted = load<u32>(saved + 12) != 0;
}

function setBounds(firstByte: usize, lastByte: usize): void {
  first = firstByte;
  last = lastByte;
  count = 0;
  index = 0;
  record = 0;
  sorted = true;
  setText(firstByte, lastByte);
}

/** Takes the anchor at address `at`. False: that was the last free place, drain before the next one. */
export function queueAnchor(r: usize, at: usize): bool {
  const entry = <u64>r << 32 | <u64>at;
  if (count != 0 && load<u64>(slot(count - 1)) > entry) sorted = false;
  store<u64>(slot(count), entry);
  return ++count < (level == 0 ? QUEUE_CAPACITY : PIECE_QUEUE_CAPACITY);
}

/** Record of the next match; its spans are in run.ts and in the result registers. 0: there is none, the queue is empty. */
export function nextMatch(): usize {
  if (!sorted) sort();
  while (true) {
    if (record == 0 && !takeGroup()) {
      count = 0;
      index = 0;
      return 0;
    }
    // ranges that lie behind are not walked through again for every match
    while (ranges > 0 && <usize>load<u32>(table + 4) < from) { table += 8; --ranges; }
    if (ranges > 0 && runAutomatonRanges(base + load<u32>(record + REC_PROGRAM), table, ranges, from, hi)) {
      if (matchStart >= rejectedUntil) rejected = 0;
      from = matchEnd;
      return record;
    }
    record = 0;
  }
}

/** The last match came to nothing: others that begin inside it count again. */
export function rejectMatch(): void {
  if (record == 0 || rejected >= MAX_REJECTED || matchEnd - matchStart > <usize>MAX_REJECTED_LENGTH) return;
  ++rejected;
  if (matchEnd > rejectedUntil) rejectedUntil = matchEnd;
  from = matchStart + 1;
}

/** Turns the anchors of the next record into ranges of starts. */
function takeGroup(): bool {
  if (index == count) return false;
  record = <usize>(load<u64>(slot(index)) >> 32);
  // one byte before the first start and one after the last byte stay readable for assertions
  const min = <usize>load<u32>(record + REC_MIN);
  let max = <usize>load<u32>(record + REC_MAX);
  if (max > <usize>(LOOK_BEHIND - 1)) max = <usize>(LOOK_BEHIND - 1);
  table = scratch + SCRATCH_RANGES;
  let range = table;
  let at: usize = 0;
  ranges = 0;
  while (index < count && <usize>(load<u64>(slot(index)) >> 32) == record) {
    at = <usize>(load<u64>(slot(index)) & 0xffffffff);
    ++index;
    if (at - first < min) continue;
    const low = at - first > max ? at - max : first;
    const high = at - min;
    if (high < low) continue;
    if (ranges != 0 && low <= <usize>load<u32>(range - 4) + 1) {
      store<u32>(range - 4, <u32>high);
    } else {
      store<u32>(range, <u32>low);
      store<u32>(range + 4, <u32>high);
      range += 8;
      ++ranges;
    }
  }
  from = ranges == 0 ? last : <usize>load<u32>(table);
  hi = last - at < <usize>LOOK_AHEAD ? last : at + <usize>(LOOK_AHEAD - 1);
  rejected = 0;
  rejectedUntil = 0;
  return true;
}

/** Heap sort by record, then by address. */
function sort(): void {
  for (let root = (count >> 1) - 1; root >= 0; --root) sink(root, count);
  for (let end = count - 1; end > 0; --end) {
    const top = load<u64>(slot(0));
    store<u64>(slot(0), load<u64>(slot(end)));
    store<u64>(slot(end), top);
    sink(0, end);
  }
  sorted = true;
}

function sink(root: i32, end: i32): void {
  const value = load<u64>(slot(root));
  while (true) {
    let child = 2 * root + 1;
    if (child >= end) break;
    if (child + 1 < end && load<u64>(slot(child + 1)) > load<u64>(slot(child))) ++child;
    if (load<u64>(slot(child)) <= value) break;
    store<u64>(slot(root), load<u64>(slot(child)));
    root = child;
  }
  store<u64>(slot(root), value);
}
