// Bit-parallel simulation: does any match exist, and where may the first one begin? No spans, few operations a byte.
//
// A position set holds one bit for each byte-consuming place of the pattern: "this place consumed the byte before". One step:
//
//   after = (set & step) << 1  |  targets of every successor group whose source meets the set  |  first, where a start is allowed
//   set   = after & bytes[class of the byte]
//
// Most places lead only to the next one (`step`); all others are grouped by where they lead and on which assertions.

import {
  A_ACCEPTS, A_ACCEPT_COUNT, A_BEGINS, A_BEGIN_COUNT, A_BYTE_MASKS, A_FIRST, A_MASKS, A_SUCCESSORS, A_SUCCESSOR_COUNT, SCRATCH_SETS,
} from './format';
import { addVisits, classOf, hasAsserts, holds, program, scratch, words } from './context';

/** Where the earliest live start of the first match may lie. */
export let liveFrom: usize = 0;

/** Whether a match exists that begins inside one of the ranges at or after `from`; the program has a bit-parallel part. */
export function anyMatch(ranges: usize, count: i32, from: usize, hi: usize): bool {
  if (words == 1) return anyMatchOne(ranges, count, from, hi);
  if (ASC_FEATURE_SIMD) {
    if (words == 2) return anyMatchTwo(ranges, count, from, hi);
  }
  return anyMatchMany(ranges, count, from, hi);
}

function anyMatchOne(ranges: usize, count: i32, from: usize, hi: usize): bool {
  const bytes = program + load<u32>(program + A_BYTE_MASKS);
  const masks = program + load<u32>(program + A_MASKS);
  const step = load<u64>(masks), accept = load<u64>(masks + 8), first = load<u64>(masks + 16);
  const groups = program + load<u32>(program + A_SUCCESSORS);
  const groupsEnd = groups + 24 * <usize>load<u32>(program + A_SUCCESSOR_COUNT);
  const ends = program + load<u32>(program + A_ACCEPTS);
  const endsEnd = ends + 16 * <usize>load<u32>(program + A_ACCEPT_COUNT);
  const begins = program + load<u32>(program + A_BEGINS);
  const beginsEnd = begins + 16 * <usize>load<u32>(program + A_BEGIN_COUNT);
  const firstBytes = program + load<u32>(program + A_FIRST);
  const classes = classOf;
  const rangesEnd = ranges + (<usize>count << 3);
  const asserts = hasAsserts();
  let range = ranges;
  let set: u64 = 0;
  let p = from;
  let steps: u64 = 0;
  let found = false;
  while (!found) {
    // a stretch in which a start is allowed at every byte, or at none
    while (range < rangesEnd && <usize>load<u32>(range + 4) < p) range += 8;
    let begin = hi + 1, until = hi + 1;
    if (range < rangesEnd) { begin = load<u32>(range); until = <usize>load<u32>(range + 4) + 1; }
    if (set == 0) {
      if (p < begin) p = begin;
      for (; p < until && p < hi; ++p) {
        const b: u32 = load<u8>(p);
        if ((load<u32>(firstBytes + (<usize>(b >> 5) << 2)) >> (b & 31) & 1) != 0) break;
      }
      if (p >= hi) break;
      if (p >= until) continue;
      liveFrom = p;
    }
    const seeding = p >= begin;
    if (!seeding) until = begin;
    const seed: u64 = seeding ? first : 0;
    const entered = p;
    while (true) {
      let held: u32 = 0;
      if (asserts) {
        held = holds(p);
        for (let g = ends; g < endsEnd; g += 16) {
          if ((set & load<u64>(g + 8)) != 0 && (load<u32>(g) & ~held) == 0) { found = true; break; }
        }
        if (found) break;
      }
      if (p >= hi || p >= until) break;
      let after = (set & step) << 1 | seed;
      for (let g = groups; g < groupsEnd; g += 24) {
        if ((set & load<u64>(g + 8)) != 0 && (load<u32>(g) & ~held) == 0) after |= load<u64>(g + 16);
      }
      if (seeding) for (let g = begins; g < beginsEnd; g += 16) if ((load<u32>(g) & ~held) == 0) after |= load<u64>(g + 8);
      set = after & load<u64>(bytes + (<usize>load<u8>(classes + load<u8>(p)) << 3));
      ++p;
      if ((set & accept) != 0) { found = true; break; }
      if (set == 0) break;
    }
    steps += p - entered;
    if (p >= hi) break;
  }
  addVisits(steps);
  return found;
}

/** The same with two words in one vector. */
function anyMatchTwo(ranges: usize, count: i32, from: usize, hi: usize): bool {
  const bytes = program + load<u32>(program + A_BYTE_MASKS);
  const masks = program + load<u32>(program + A_MASKS);
  const step = v128.load(masks), accept = v128.load(masks + 16), first = v128.load(masks + 32);
  const zero = i64x2.splat(0);
  const groups = program + load<u32>(program + A_SUCCESSORS);
  const groupsEnd = groups + 40 * <usize>load<u32>(program + A_SUCCESSOR_COUNT);
  const ends = program + load<u32>(program + A_ACCEPTS);
  const endsEnd = ends + 24 * <usize>load<u32>(program + A_ACCEPT_COUNT);
  const begins = program + load<u32>(program + A_BEGINS);
  const beginsEnd = begins + 24 * <usize>load<u32>(program + A_BEGIN_COUNT);
  const firstBytes = program + load<u32>(program + A_FIRST);
  const classes = classOf;
  const rangesEnd = ranges + (<usize>count << 3);
  const asserts = hasAsserts();
  let range = ranges;
  let set = zero;
  let p = from;
  let steps: u64 = 0;
  let found = false;
  while (!found) {
    // a stretch in which a start is allowed at every byte, or at none
    while (range < rangesEnd && <usize>load<u32>(range + 4) < p) range += 8;
    let begin = hi + 1, until = hi + 1;
    if (range < rangesEnd) { begin = load<u32>(range); until = <usize>load<u32>(range + 4) + 1; }
    if (!v128.any_true(set)) {
      if (p < begin) p = begin;
      for (; p < until && p < hi; ++p) {
        const b: u32 = load<u8>(p);
        if ((load<u32>(firstBytes + (<usize>(b >> 5) << 2)) >> (b & 31) & 1) != 0) break;
      }
      if (p >= hi) break;
      if (p >= until) continue;
      liveFrom = p;
    }
    const seeding = p >= begin;
    if (!seeding) until = begin;
    const seed = seeding ? first : zero;
    const entered = p;
    while (true) {
      let held: u32 = 0;
      if (asserts) {
        held = holds(p);
        for (let g = ends; g < endsEnd; g += 24) {
          if (v128.any_true(v128.and(set, v128.load(g + 8))) && (load<u32>(g) & ~held) == 0) { found = true; break; }
        }
        if (found) break;
      }
      if (p >= hi || p >= until) break;
      const moving = v128.and(set, step);
      // << 1 over both words: the upper one takes the lower one's top bit
      const carry = i8x16.shuffle(zero, i64x2.shr_u(moving, 63), 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
      let after = v128.or(v128.or(i64x2.shl(moving, 1), carry), seed);
      for (let g = groups; g < groupsEnd; g += 40) {
        if (v128.any_true(v128.and(set, v128.load(g + 8))) && (load<u32>(g) & ~held) == 0) after = v128.or(after, v128.load(g + 24));
      }
      if (seeding) for (let g = begins; g < beginsEnd; g += 24) if ((load<u32>(g) & ~held) == 0) after = v128.or(after, v128.load(g + 8));
      set = v128.and(after, v128.load(bytes + (<usize>load<u8>(classes + load<u8>(p)) << 4)));
      ++p;
      if (v128.any_true(v128.and(set, accept))) { found = true; break; }
      if (!v128.any_true(set)) break;
    }
    steps += <u64>(p - entered) << 1;
    if (p >= hi) break;
  }
  addVisits(steps);
  return found;
}

// More than two words are padded to an even number, so that vectors of two fit.

function meets(set: usize, mask: usize): bool {
  if (ASC_FEATURE_SIMD) {
    for (let w: usize = 0; w < words << 3; w += 16) if (v128.any_true(v128.and(v128.load(set + w), v128.load(mask + w)))) return true;
    return false;
  }
  for (let w: usize = 0; w < words << 3; w += 8) if ((load<u64>(set + w) & load<u64>(mask + w)) != 0) return true;
  return false;
}

function add(set: usize, mask: usize): void {
  if (ASC_FEATURE_SIMD) {
    for (let w: usize = 0; w < words << 3; w += 16) v128.store(set + w, v128.or(v128.load(set + w), v128.load(mask + w)));
    return;
  }
  for (let w: usize = 0; w < words << 3; w += 8) store<u64>(set + w, load<u64>(set + w) | load<u64>(mask + w));
}

/** The first position from p on where a start is allowed and the byte could begin a match; hi when there is none. */
export function nextStart(range: usize, rangesEnd: usize, p: usize, hi: usize): usize {
  const firstBytes = program + load<u32>(program + A_FIRST);
  for (; range < rangesEnd; range += 8) {
    const last = <usize>load<u32>(range + 4);
    if (last < p) continue;
    const begin = <usize>load<u32>(range);
    if (p < begin) p = begin;
    for (; p <= last && p < hi; ++p) {
      const b: u32 = load<u8>(p);
      if ((load<u32>(firstBytes + (<usize>(b >> 5) << 2)) >> (b & 31) & 1) != 0) return p;
    }
    if (p >= hi) break;
  }
  return hi;
}

function anyMatchMany(ranges: usize, count: i32, from: usize, hi: usize): bool {
  const size = words << 3;
  const bytes = program + load<u32>(program + A_BYTE_MASKS);
  const step = program + load<u32>(program + A_MASKS);
  const accept = step + size, first = accept + size;
  const groups = program + load<u32>(program + A_SUCCESSORS);
  const groupsEnd = groups + (8 + 2 * size) * <usize>load<u32>(program + A_SUCCESSOR_COUNT);
  const ends = program + load<u32>(program + A_ACCEPTS);
  const endsEnd = ends + (8 + size) * <usize>load<u32>(program + A_ACCEPT_COUNT);
  const begins = program + load<u32>(program + A_BEGINS);
  const beginsEnd = begins + (8 + size) * <usize>load<u32>(program + A_BEGIN_COUNT);
  const rangesEnd = ranges + (<usize>count << 3);
  const asserts = hasAsserts();
  let set = scratch + SCRATCH_SETS;
  let after = set + 512;
  memory.fill(set, 0, size);
  let empty = true;
  let range = ranges;
  let p = from;
  let steps: u64 = 0;
  let found = false;
  while (true) {
    if (empty) {
      p = nextStart(range, rangesEnd, p, hi);
      if (p >= hi) break;
      liveFrom = p;
    } else if (meets(set, accept)) { found = true; break; }
    if (p > hi) break;
    steps += words;
    let held: u32 = 0;
    if (asserts) {
      held = holds(p);
      for (let g = ends; g < endsEnd; g += 8 + size) {
        if ((load<u32>(g) & ~held) == 0 && meets(set, g + 8)) { found = true; break; }
      }
      if (found) break;
    }
    if (p >= hi) break;
    if (ASC_FEATURE_SIMD) {
      let last = i64x2.splat(0);
      for (let w: usize = 0; w < size; w += 16) {
        const moved = v128.and(v128.load(set + w), v128.load(step + w));
        const tops = i64x2.shr_u(moved, 63);
        // each word takes the top bit of the one below: the upper word of the vector before, then the lower one of this
        const carry = i8x16.shuffle(last, tops, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23);
        v128.store(after + w, v128.or(i64x2.shl(moved, 1), carry));
        last = tops;
      }
    } else {
      let carry: u64 = 0;
      for (let w: usize = 0; w < size; w += 8) {
        const moved = load<u64>(set + w) & load<u64>(step + w);
        store<u64>(after + w, moved << 1 | carry);
        carry = moved >> 63;
      }
    }
    for (let g = groups; g < groupsEnd; g += 8 + 2 * size) {
      if ((load<u32>(g) & ~held) == 0 && meets(set, g + 8)) add(after, g + 8 + size);
    }
    while (range < rangesEnd && <usize>load<u32>(range + 4) < p) range += 8;
    if (range < rangesEnd && <usize>load<u32>(range) <= p) {
      add(after, first);
      for (let g = begins; g < beginsEnd; g += 8 + size) if ((load<u32>(g) & ~held) == 0) add(after, g + 8);
    }
    const mask = bytes + <usize>load<u8>(classOf + load<u8>(p)) * size;
    if (ASC_FEATURE_SIMD) {
      let any = i64x2.splat(0);
      for (let w: usize = 0; w < size; w += 16) {
        const value = v128.and(v128.load(after + w), v128.load(mask + w));
        v128.store(after + w, value);
        any = v128.or(any, value);
      }
      empty = !v128.any_true(any);
    } else {
      let any: u64 = 0;
      for (let w: usize = 0; w < size; w += 8) {
        const value = load<u64>(after + w) & load<u64>(mask + w);
        store<u64>(after + w, value);
        any |= value;
      }
      empty = any == 0;
    }
    const swap = set; set = after; after = swap;
    ++p;
  }
  addVisits(steps);
  return found;
}
