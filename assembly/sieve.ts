// Stage one: where could anything be? One pass, 64 bytes a step, two answers.
//
//   bytes      g h p _ 7 x …            E = g p 7 …  bytes at even offsets      O = h _ x …  at odd ones
//   index      low  = c & 0x8f          (bit 7 stays: a byte ≥ 0x80 selects nothing; but of the first byte, which may be any)
//              high = (c >> 3) & 0x0f   (one bit overlaps; text is ASCII, so this splits it better than c >> 4)
//   literals   r0 = L0[low E] & H0[high E]    which of 8 groups of literals have this byte first in a window,
//              r1 = L1[low O] & H1[high O]    … second,
//              r2 = L2[low E] & H2[high E]    … third,
//              r3 = L3[low O] & H3[high O]    … fourth
//              m[i] = (r2 & r3)[i] & (r0 & r1)[i-1]   not 0: a window may begin at even byte i-1
//   runs       noToken(low, high)             all ones where the byte is not in [A-Za-z0-9_-]
//              one bit for each pair of bytes at an even offset: 0 when both are token characters. Nine such bits in a row
//              (shifted and-ed with themselves, 2 + 2 + 4 + 1) are 18 bytes; every run of RUN_SHORTEST or more holds nine
//
// Windows are looked for at even offsets only, which halves the work; so the compiler gives every literal two, one for
// each parity of the place where it stands. Both answers are candidates only. Steps that hold any are noted without a
// branch (it would be mispredicted about as often as it is taken) and gone through afterwards:
//
//   nibble product ──► the two bytes in the middle, a bitmap ──► three or four bytes, hashed, bitmaps ──► stored
//      1 in 40                     1 in 200                            1 in 500  (of logs)
//
// so groups may be crowded. A run is stored once, at the first of its nine pairs.
//
// INVARIANT: 64 bytes before `from` and 64 after `to` are readable and, at either end of a stream, zero.

import { filter, filterShift, pairFilter, shortFilter, sieve, sieveOn } from './program';
import { RUN_STEPS, steps, tables } from './memory';

/** Candidates stored by the last call. */
export let literalCount: i32 = 0;
export let runCount: i32 = 0;

/** Multiplier of the window hash: odd, its product's high bits depend on all three bytes. */
const HASH: u32 = 0x9e3779b1;

/** Hash of the three bytes at p, upper and lower case alike. */
export function windowHash(p: usize): u32 {
  return hash3(load<u32>(p) & 0xffffff);
}

/** Hash of the four bytes at p. */
export function windowHash4(p: usize): u32 {
  return hash4(load<u32>(p));
}

function hash3(bytes: u32): u32 {
  return (bytes | 0x202020) * HASH;
}

function hash4(bytes: u32): u32 {
  return (bytes | 0x20202020) * HASH;
}

/** The middle bytes of the window are those of some literal's. */
function mayPass(p: usize): bool {
  const pair = <u32>load<u16>(p, 1) | 0x2020;
  return (load<u8>(pairFilter + <usize>(pair >> 3)) >> (<u8>pair & 7) & 1) != 0;
}

/** CANDIDATE_* bits: the window is one of some literal; the three bytes at its start, or after its first, are those of a short one. */
function passes(p: usize): u32 {
  const w = load<u32>(p);
  const whole = hash4(w) >> filterShift;
  const short = hash3(w & 0xffffff) >> filterShift;
  const early = hash3(w >> 8) >> filterShift;
  return (<u32>load<u8>(filter + <usize>(whole >> 3)) >> (whole & 7) & 1) << 29
    | (<u32>load<u8>(shortFilter + <usize>(short >> 3)) >> (short & 7) & 1) << 30
    | <u32>load<u8>(shortFilter + <usize>(early >> 3)) >> (early & 7) << 31;
}

/** Of the places listed in [list, end), those that may pass; where they end now. */
function keepPairs(list: usize, end: usize): usize {
  let kept = list;
  for (let each = list; each < end; each += 4) {
    const at = load<u32>(each);
    store<u32>(kept, at);
    kept += mayPass(at) ? 4 : 0;
  }
  return kept;
}

/** The same with those that pass. */
function keepHashed(list: usize, end: usize): usize {
  let kept = list;
  for (let each = list; each < end; each += 4) {
    const at = load<u32>(each);
    const bits = passes(at);
    store<u32>(kept, at | bits);
    kept += bits ? 4 : 0;
  }
  return kept;
}

function pick(table: v128, index: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? i8x16.relaxed_swizzle(table, index) : i8x16.swizzle(table, index);
}

/** All ones in the lanes whose byte is not in [A-Za-z0-9_-]. */
function noToken(low: v128, high: v128): v128 {
  // 1 whole rows, 2 digits 8 9, 4 A-G a-g, 8 X Y Z _, 16 x y z, 32 the dash
  const lowRows = i8x16(1, 5, 5, 5, 5, 5, 5, 5, 27, 27, 25, 1, 1, 33, 1, 9);
  const highRows = i8x16(0, 0, 0, 0, 0, 32, 1, 2, 4, 1, 1, 8, 4, 1, 1, 16);
  return i8x16.eq(v128.and(pick(lowRows, low), pick(highRows, high)), i8x16.splat(0));
}

/** Groups that have both bytes of a pair at their places. */
function both(la: v128, ha: v128, lowA: v128, highA: v128, lb: v128, hb: v128, lowB: v128, highB: v128): v128 {
  return v128.and(v128.and(pick(la, lowA), pick(ha, highA)), v128.and(pick(lb, lowB), pick(hb, highB)));
}

/**
 * Looks through [from, to). `from` must be the address of a stream offset divisible by 16. Literal candidates are stored as
 * the address of the window's first byte with CANDIDATE_* bits above it, runs as the address of the first of their nine pairs.
 */
export function run(from: usize, to: usize, literalList: usize, runList: usize): void {
  if (ASC_FEATURE_SIMD) runVector(from, to, literalList, runList);
  else runScalar(from, to, literalList, runList);
}

function runVector(from: usize, to: usize, literalList: usize, runList: usize): void {
  const lowMask = i8x16.splat(<i8>0x8f);
  const highMask = i8x16.splat(0x0f);
  const evenMask = i16x8.splat(0x00ff);
  const zero = i8x16.splat(0);
  const l0 = v128.load(sieve, 0), h0 = v128.load(sieve, 16);
  const l1 = v128.load(sieve, 32), h1 = v128.load(sieve, 48);
  const l2 = v128.load(sieve, 64), h2 = v128.load(sieve, 80);
  const l3 = v128.load(sieve, 96), h3 = v128.load(sieve, 112);

  // windows that the pairs before have begun: lane 15 is all that is looked at
  let begun = i8x16.splat(<i8>pairAt(0, from - 2));
  let outside = outsidePairs(from - 64);
  let windowStep = steps, runStep = steps + RUN_STEPS;

  for (let p = from; p < to; p += 64) {
    let windows: u32 = 0, out: u32 = 0;
    for (let half: u32 = 0; half < 32; half += 16) {
      const v = v128.load(p + (half << 1)), w = v128.load(p + (half << 1), 16);
      const even = i8x16.narrow_i16x8_u(v128.and(v, evenMask), v128.and(w, evenMask));
      const odd = i8x16.narrow_i16x8_u(i16x8.shr_u(v, 8), i16x8.shr_u(w, 8));
      const lowEven = v128.and(even, lowMask), highEven = v128.and(i16x8.shr_u(even, 3), highMask), anyEven = v128.and(even, highMask);
      const lowOdd = v128.and(odd, lowMask), highOdd = v128.and(i16x8.shr_u(odd, 3), highMask);
      const pairs = both(l0, h0, anyEven, highEven, l1, h1, lowOdd, highOdd);
      const m = v128.and(
        both(l2, h2, lowEven, highEven, l3, h3, lowOdd, highOdd),
        i8x16.shuffle(begun, pairs, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30),
      );
      begun = pairs;
      windows |= (<u32>i8x16.bitmask(i8x16.eq(m, zero)) ^ 0xffff) << half;
      out |= <u32>i8x16.bitmask(v128.or(
        noToken(lowEven, highEven),
        noToken(lowOdd, highOdd),
      )) << half;
    }
    store<u32>(windowStep, <u32>p);
    store<u32>(windowStep, windows, 4);
    windowStep += windows ? 8 : 0;
    // units 0 … 31: the step before, 32 … 63: this one
    const units = ~(<u64>outside | <u64>out << 32);
    outside = out;
    let nine = units & units >> 1;
    nine &= nine >> 2;
    nine &= nine >> 4;
    nine &= units >> 8;
    // nine that end in this step and are not one further on in nine of before
    nine &= ~(nine << 1) & 0xffffffff000000;
    store<u32>(runStep, <u32>p);
    store<u64>(runStep, nine, 4);
    runStep += nine ? 12 : 0;
  }

  let literal = literalList;
  for (let step = steps; step < windowStep; step += 8) {
    const p = <usize>load<u32>(step) - 2;
    let bits = load<u32>(step, 4);
    // most have one or two: three are written at once, however many there are
    const found = popcnt(bits) << 2;
    store<u32>(literal, <u32>p + (ctz(bits) << 1));
    bits &= bits - 1;
    store<u32>(literal, <u32>p + (ctz(bits) << 1), 4);
    bits &= bits - 1;
    store<u32>(literal, <u32>p + (ctz(bits) << 1), 8);
    for (let more = literal + 12; more < literal + found; more += 4) {
      bits &= bits - 1;
      store<u32>(more, <u32>p + (ctz(bits) << 1));
    }
    literal += found;
  }
  literal = keepPairs(literalList, literal);
  literal = keepHashed(literalList, literal);
  let run = runList;
  for (let step = steps + RUN_STEPS; step < runStep; step += 12) {
    const p = <usize>load<u32>(step) - 64;
    for (let bits = load<u64>(step, 4); bits; bits &= bits - 1) {
      store<u32>(run, <u32>(p + <usize>(ctz(bits) << 1)));
      run += 4;
    }
  }
  literalCount = <i32>(literal - literalList) >> 2;
  runCount = <i32>(run - runList) >> 2;
}

/** The same answers byte by byte: the build without vectors, and the oracle of the one with. */
function runScalar(from: usize, to: usize, literalList: usize, runList: usize): void {
  let literal = literalList;
  let run = runList;
  let inside = 0; // pairs in a row, nine being all that matters
  while (inside < 9 && isToken(load<u8>(from - (inside << 1) - 2)) && isToken(load<u8>(from - (inside << 1) - 1))) ++inside;
  // like the vectors, a last step is looked at whole: what lies behind the stream's end is zero
  for (let p = from; p < to; p += 64) {
    for (let q = p; q < p + 64; q += 2) {
      if (sieveOn && (pairAt(0, q - 2) & pairAt(2, q)) != 0 && mayPass(q - 2)) {
        const bits = passes(q - 2);
        store<u32>(literal, <u32>(q - 2) | bits);
        literal += bits ? 4 : 0;
      }
      if (isToken(load<u8>(q)) && isToken(load<u8>(q + 1))) {
        if (++inside == 9) {
          store<u32>(run, <u32>(q - 16));
          run += 4;
        }
      } else {
        inside = 0;
      }
    }
  }
  literalCount = <i32>(literal - literalList) >> 2;
  runCount = <i32>(run - runList) >> 2;
}

/** Groups that have the pair at p as the bytes `position` and `position` + 1 of a window. */
function pairAt(position: usize, p: usize): u32 {
  return load<u8>(tables + position * 256 + <usize>load<u8>(p)) & load<u8>(tables + position * 256 + 256 + <usize>load<u8>(p, 1));
}

/** A bit for each of the 32 pairs at p: 1 when one of its bytes is no token character. */
function outsidePairs(p: usize): u32 {
  let bits: u32 = 0;
  for (let i: u32 = 0; i < 32; ++i) {
    if (!isToken(load<u8>(p + (i << 1))) || !isToken(load<u8>(p + (i << 1) + 1))) bits |= 1 << i;
  }
  return bits;
}

/** Nine pairs in front of p and the byte at p: a run that was reported before goes on here. */
export function goesOn(p: usize): bool {
  for (let q = p - 18; q <= p; ++q) if (!isToken(load<u8>(q))) return false;
  return true;
}

/** Address of the first byte ≥ p that is no token character, at most `stop`. */
export function runEnd(p: usize, stop: usize): usize {
  if (ASC_FEATURE_SIMD) {
    for (; p < stop; p += 16) {
      const v = v128.load(p);
      const low = v128.and(v, i8x16.splat(<i8>0x8f));
      const high = v128.and(i16x8.shr_u(v, 3), i8x16.splat(0x0f));
      const outside = i8x16.bitmask(noToken(low, high));
      if (outside) {
        p += <usize>ctz(outside);
        break;
      }
    }
    return p < stop ? p : stop;
  }
  while (p < stop && isToken(load<u8>(p))) ++p;
  return p;
}

/** Bits of the 16 bytes at p that are dashes. */
export function dashes(p: usize): u32 {
  if (ASC_FEATURE_SIMD) return <u32>i8x16.bitmask(i8x16.eq(v128.load(p), i8x16.splat(0x2d)));
  let bits: u32 = 0;
  for (let i: u32 = 0; i < 16; ++i) if (load<u8>(p + i) == 0x2d) bits |= 1 << i;
  return bits;
}

/** [A-Za-z0-9_-] */
export function isToken(c: u32): bool {
  return isWord(c) || c == 0x2d;
}

/** [A-Za-z0-9_] */
export function isWord(c: u32): bool {
  return (c | 0x20) - 0x61 < 26 || c - 0x30 < 10 || c == 0x5f;
}
