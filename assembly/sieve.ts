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
//   runs       k = LC[low] & HC[high]         0 where the byte is not in [A-Za-z0-9_-]
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
  return ((load<u32>(p) & 0xffffff) | 0x202020) * HASH;
}

/** Hash of the four bytes at p. */
export function windowHash4(p: usize): u32 {
  return (load<u32>(p) | 0x20202020) * HASH;
}

/** The middle bytes of the window are those of some literal's. */
function mayPass(p: usize): bool {
  const pair = <u32>load<u16>(p, 1) | 0x2020;
  return (load<u8>(pairFilter + <usize>(pair >> 3)) >> (<u8>pair & 7) & 1) != 0;
}

/** CANDIDATE_* bits: the window is one of some literal; the three bytes at its start, or after its first, are those of a short one. */
function passes(p: usize): u32 {
  const w = load<u32>(p);
  const whole = ((w | 0x20202020) * HASH) >> filterShift;
  const short = (((w & 0xffffff) | 0x202020) * HASH) >> filterShift;
  const early = (((w >> 8) | 0x202020) * HASH) >> filterShift;
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
  // rows of [A-Za-z0-9_-]: 1 whole rows, 2 digits 8 9, 4 A-G a-g, 8 X Y Z _, 16 x y z, 32 the dash
  const lc = i8x16(1, 5, 5, 5, 5, 5, 5, 5, 27, 27, 25, 1, 1, 33, 1, 9);
  const hc = i8x16(0, 0, 0, 0, 0, 32, 1, 2, 4, 1, 1, 8, 4, 1, 1, 16);

  // windows that the pairs before have begun: lane 15 is all that is looked at
  let begun = i8x16.splat(<i8>pairAt(0, from - 2));
  let outside = outsidePairs(from - 64);
  let windowStep = steps, runStep = steps + RUN_STEPS;

  for (let p = from; p < to; p += 64) {
    const v0 = v128.load(p, 0), w0 = v128.load(p, 16);
    const even0 = i8x16.narrow_i16x8_u(v128.and(v0, evenMask), v128.and(w0, evenMask));
    const odd0 = i8x16.narrow_i16x8_u(i16x8.shr_u(v0, 8), i16x8.shr_u(w0, 8));
    const lowEven0 = v128.and(even0, lowMask), highEven0 = v128.and(i16x8.shr_u(even0, 3), highMask), anyEven0 = v128.and(even0, highMask);
    const lowOdd0 = v128.and(odd0, lowMask), highOdd0 = v128.and(i16x8.shr_u(odd0, 3), highMask);
    const begun0 = both(l0, h0, anyEven0, highEven0, l1, h1, lowOdd0, highOdd0);
    const m0 = v128.and(
      both(l2, h2, lowEven0, highEven0, l3, h3, lowOdd0, highOdd0),
      i8x16.shuffle(begun, begun0, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30),
    );
    begun = begun0;
    const out0 = i8x16.bitmask(v128.or(
      i8x16.eq(v128.and(pick(lc, lowEven0), pick(hc, highEven0)), zero),
      i8x16.eq(v128.and(pick(lc, lowOdd0), pick(hc, highOdd0)), zero),
    ));
    const v1 = v128.load(p, 32), w1 = v128.load(p, 48);
    const even1 = i8x16.narrow_i16x8_u(v128.and(v1, evenMask), v128.and(w1, evenMask));
    const odd1 = i8x16.narrow_i16x8_u(i16x8.shr_u(v1, 8), i16x8.shr_u(w1, 8));
    const lowEven1 = v128.and(even1, lowMask), highEven1 = v128.and(i16x8.shr_u(even1, 3), highMask), anyEven1 = v128.and(even1, highMask);
    const lowOdd1 = v128.and(odd1, lowMask), highOdd1 = v128.and(i16x8.shr_u(odd1, 3), highMask);
    const begun1 = both(l0, h0, anyEven1, highEven1, l1, h1, lowOdd1, highOdd1);
    const m1 = v128.and(
      both(l2, h2, lowEven1, highEven1, l3, h3, lowOdd1, highOdd1),
      i8x16.shuffle(begun, begun1, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30),
    );
    begun = begun1;
    const out1 = i8x16.bitmask(v128.or(
      i8x16.eq(v128.and(pick(lc, lowEven1), pick(hc, highEven1)), zero),
      i8x16.eq(v128.and(pick(lc, lowOdd1), pick(hc, highOdd1)), zero),
    ));
    const windows = ~<u32>(i8x16.bitmask(i8x16.eq(m0, zero)) | i8x16.bitmask(i8x16.eq(m1, zero)) << 16);
    store<u32>(windowStep, <u32>p);
    store<u32>(windowStep, windows, 4);
    windowStep += windows ? 8 : 0;
    // units 0 … 31: the step before, 32 … 63: this one
    const units = ~(<u64>outside | <u64><u32>(out0 | out1 << 16) << 32);
    outside = <u32>(out0 | out1 << 16);
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
    const lc = i8x16(1, 5, 5, 5, 5, 5, 5, 5, 27, 27, 25, 1, 1, 33, 1, 9);
    const hc = i8x16(0, 0, 0, 0, 0, 32, 1, 2, 4, 1, 1, 8, 4, 1, 1, 16);
    for (; p < stop; p += 16) {
      const v = v128.load(p);
      const low = v128.and(v, i8x16.splat(<i8>0x8f));
      const high = v128.and(i16x8.shr_u(v, 3), i8x16.splat(0x0f));
      const outside = i8x16.bitmask(i8x16.eq(v128.and(pick(lc, low), pick(hc, high)), i8x16.splat(0)));
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
