// Thread simulation: finds the leftmost-longest match and the span of its secret in one forward pass.
//
// A thread is (instruction, start, secret start, secret end). The list of threads is ordered by start, and for one start by
// the priority a backtracking matcher would give (greedy, first alternative first). Each instruction is visited at most once
// a byte, by the first thread that reaches it, so a pass costs at most (instructions × bytes) however many starts are alive.
//
// Empty steps are followed when the next byte is known: assertions see both neighbours, and a thread enters the next list
// only if it consumes that byte.

import {
  A_CODE, A_FIRST, A_SETS, A_SKIPS, A_START, AF_SECRET, LONGEST_GAP, NO_SKIP, OP_ASSERT, OP_CLASS, OP_MATCH, OP_SECRET_END,
  OP_SECRET_START, OP_SPLIT, SCRATCH_LIST_A, SCRATCH_LIST_B, SCRATCH_STACK, SCRATCH_STAMPS, SKIP, THREAD,
} from './format';
import { addVisits, classOf, flags, hasAsserts, holds, program, scratch } from './context';

/** The match of the last successful pass. */
export let matchStart: usize = 0;
export let matchEnd: usize = 0;
export let secretStart: usize = 0;
export let secretEnd: usize = 0;

/** Stamps tell which instructions were visited at this byte. They only grow, so that nothing has to be cleared. */
let stamp: u32 = 0;

// the byte under consideration
let position: usize = 0;
let heldHere: u32 = 0;
let classHere: u32 = 0; // 256: there is no byte to consume
let next: usize = 0; // where the next thread is written
let found: bool = false;

export function clearStamps(): void {
  memory.fill(scratch + SCRATCH_STAMPS, 0, SCRATCH_LIST_A - SCRATCH_STAMPS);
  stamp = 0;
}

/** Follows the empty steps from `pc`; threads that consume the byte go to `next`, a match is recorded. Returns the visits. */
function follow(pc: u32, start: usize, s: usize, e: usize): u32 {
  const code = program + load<u32>(program + A_CODE);
  const sets = program + load<u32>(program + A_SETS);
  const bottom = scratch + SCRATCH_STACK;
  let top = bottom;
  let visited: u32 = 0;
  while (true) {
    const mark = scratch + SCRATCH_STAMPS + (<usize>pc << 2);
    ++visited;
    let ended = true;
    if (load<u32>(mark) != stamp) {
      store<u32>(mark, stamp);
      const at = code + (<usize>pc << 3);
      const word = load<u32>(at);
      const op = word & 255;
      if (op == OP_CLASS) {
        const c = classHere;
        if (c < 256 && (load<u32>(sets + (<usize>(word >> 8) << 5) + (<usize>(c >> 5) << 2)) >> (c & 31) & 1) != 0) {
          store<u32>(next, load<u32>(at + 4));
          store<u32>(next + 4, <u32>start);
          store<u32>(next + 8, <u32>s);
          store<u32>(next + 12, <u32>e);
          next += THREAD;
        }
      } else if (op == OP_MATCH) {
        if (position > start) record(start, s, e);
      } else {
        ended = false;
        if (op == OP_SPLIT) {
          store<u32>(top, word >> 8);
          store<u32>(top + 4, <u32>s);
          store<u32>(top + 8, <u32>e);
          top += 12;
        } else if (op == OP_SECRET_START) {
          s = position;
        } else if (op == OP_SECRET_END) {
          e = position;
        } else if (op == OP_ASSERT) {
          ended = (word >> 8 & heldHere) == 0;
        }
        pc = load<u32>(at + 4);
      }
    }
    if (ended) {
      if (top == bottom) return visited;
      top -= 12;
      pc = load<u32>(top);
      s = load<u32>(top + 4);
      e = load<u32>(top + 8);
    }
  }
}

/** Keeps the match when it begins earlier than the best one, or as early and ends later. */
function record(start: usize, s: usize, e: usize): void {
  if (found && start > matchStart) return;
  found = true;
  matchStart = start;
  matchEnd = position;
  secretStart = s;
  secretEnd = e;
}

/** Lets a lone thread take as many bytes as it may before `limit`; moves `position`. */
function skipAhead(thread: usize, limit: usize): void {
  const pc = load<u32>(thread);
  const skip = program + load<u32>(program + A_SKIPS) + <usize>pc * SKIP;
  const set: u32 = load<u16>(skip);
  if (set == NO_SKIP) return;
  const count = <usize>load<u32>(skip, 4);
  if (limit - position > count) limit = position + count;
  const bits = program + load<u32>(program + A_SETS) + (<usize>set << 5);
  let p = position;
  for (; p < limit; ++p) {
    const c: u32 = load<u8>(classOf + load<u8>(p));
    if ((load<u32>(bits + (<usize>(c >> 5) << 2)) >> (c & 31) & 1) == 0) break;
  }
  store<u32>(thread, pc - <u32>(p - position) * load<u16>(skip, 2));
  position = p;
}

/** The first match that begins inside one of the `count` ranges (pairs of u32: first and last start) at or after `from`. */
export function findMatch(ranges: usize, count: i32, from: usize, hi: usize): bool {
  const first = program + load<u32>(program + A_FIRST);
  const startPc = load<u32>(program + A_START);
  const whole = (flags & AF_SECRET) == 0;
  let list = scratch + SCRATCH_LIST_A;
  let other = scratch + SCRATCH_LIST_B;
  let listEnd = list;
  let range = ranges;
  const rangesEnd = ranges + (<usize>count << 3);
  let visited: u64 = 0;
  found = false;
  if (stamp > 0xffff0000) clearStamps();
  position = from;
  while (true) {
    if (listEnd == list) { // nothing alive: on to the next start
      if (found) break;
      while (range < rangesEnd && <usize>load<u32>(range + 4) < position) range += 8;
      if (range == rangesEnd) break;
      const begin = <usize>load<u32>(range);
      if (position < begin) position = begin;
    }
    if (listEnd == list + THREAD && position < hi) {
      let limit = hi;
      if (found) {
        if (hi - matchEnd > <usize>LONGEST_GAP) limit = matchEnd + LONGEST_GAP;
      } else {
        while (range < rangesEnd && <usize>load<u32>(range + 4) < position) range += 8;
        if (range < rangesEnd && <usize>load<u32>(range) < limit) limit = load<u32>(range);
      }
      if (limit > position) { skipAhead(list, limit); ++visited; }
    }
    if (position > hi) break;
    if (found && position - matchEnd > <usize>LONGEST_GAP) break;
    ++stamp;
    const inside = position < hi;
    classHere = inside ? load<u8>(classOf + load<u8>(position)) : 256;
    if (hasAsserts()) heldHere = holds(position);
    next = other;
    for (let t = list; t < listEnd; t += THREAD) {
      const start: usize = load<u32>(t + 4);
      if (found && start > matchStart) break;
      visited += follow(load<u32>(t), start, load<u32>(t + 8), load<u32>(t + 12));
    }
    if (!found) {
      while (range < rangesEnd && <usize>load<u32>(range + 4) < position) range += 8;
      if (range < rangesEnd && <usize>load<u32>(range) <= position && inside) {
        const b: u32 = load<u8>(position);
        if ((load<u32>(first + (<usize>(b >> 5) << 2)) >> (b & 31) & 1) != 0) {
          visited += follow(startPc, position, whole ? position : 0, 0);
        }
        ++visited;
      }
    }
    if (!inside) break;
    const swap = list; list = other; other = swap;
    listEnd = next;
    ++position;
  }
  addVisits(visited);
  if (found && whole) { secretStart = matchStart; secretEnd = matchEnd; }
  return found;
}
