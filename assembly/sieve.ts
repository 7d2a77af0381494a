// Stage one: where could anything be? One pass, 32 bytes a step, two answers.
//
//   bytes      g h p _ 7 x …            E = g p 7 …  bytes at even offsets      O = h _ x …  at odd ones
//   index      low  = c & 0x8f          (bit 7 stays: a byte ≥ 0x80 selects nothing; but not of the first byte)
//              high = (c >> 3) & 0x0f   (one bit overlaps; text is ASCII, so this splits it better than c >> 4)
//   literals   r0 = L0[low E] & H0[high E]    which of 8 groups of literals (done twice: there are 16) have this byte first,
//              r1 = L1[low O] & H1[high O]    … second,
//              r2 = L2[low E] & H2[high E]    … third,
//              r3 = L3[low O] & H3[high O]    … fourth
//              m[i] = (r2 & r3)[i] & (r0 & r1)[i-1]   not 0: a window may begin at even byte i-1
//   runs       k = LC[low] & HC[high]         0 where the byte is not in [A-Za-z0-9_-]
//              one bit for each pair of bytes at an even offset: 0 when both are token characters. Nine such bits in a row
//              (shifted and-ed with themselves, 2 + 2 + 4 + 1) are 18 bytes; every run of RUN_SHORTEST or more holds nine
//
// Windows are looked for at even offsets only, which halves the work; so the compiler gives every literal two, one for
// each parity of the place where it stands. Both answers are candidates only. A window that survives the nibble product is
// looked up in a bitmap of hashed windows before it is stored; a run is stored once, at the first of its nine pairs.
//
// INVARIANT: 32 bytes before `from` and up to 32 after `to` are readable and, at either end of a stream, zero.

import { FILTER_SIZE } from './layout';
import { filter, sieve, sieveOn } from './program';
import { tables } from './memory';

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

/** The window is one of some literal; or the three bytes at its start, or after its first, are those of a short one. */
function passes(p: usize): bool {
  const w = load<u32>(p);
  const whole = ((w | 0x20202020) * HASH) >> 16;
  const short = (((w & 0xffffff) | 0x202020) * HASH) >> 16;
  const early = (((w >> 8) | 0x202020) * HASH) >> 16;
  const hit = (load<u8>(filter + <usize>(whole >> 3)) >> (<u8>whole & 7))
    | (load<u8>(filter + <usize>(short >> 3), FILTER_SIZE) >> (<u8>short & 7))
    | (load<u8>(filter + <usize>(early >> 3), FILTER_SIZE) >> (<u8>early & 7));
  return (hit & 1) != 0;
}

function pick(table: v128, index: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? i8x16.relaxed_swizzle(table, index) : i8x16.swizzle(table, index);
}

/**
 * Looks through [from, to). `from` must be the address of a stream offset divisible by 16. Literal candidates are stored as
 * the address of the window's first byte, runs as the address of the first of their nine pairs.
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
  const l4 = v128.load(sieve, 128), h4 = v128.load(sieve, 144);
  const l5 = v128.load(sieve, 160), h5 = v128.load(sieve, 176);
  const l6 = v128.load(sieve, 192), h6 = v128.load(sieve, 208);
  const l7 = v128.load(sieve, 224), h7 = v128.load(sieve, 240);
  // rows of [A-Za-z0-9_-]: 1 whole rows, 2 digits 8 9, 4 A-G a-g, 8 X Y Z _, 16 x y z, 32 the dash
  const lc = i8x16(1, 5, 5, 5, 5, 5, 5, 5, 27, 27, 25, 1, 1, 33, 1, 9);
  const hc = i8x16(0, 0, 0, 0, 0, 32, 1, 2, 4, 1, 1, 8, 4, 1, 1, 16);
  let literal = literalList;
  let run = runList;

  // the window that began in the two bytes before: lane 15 is all that is looked at
  let before = i8x16.splat(<i8>pairBefore(tables, from));
  let before8 = i8x16.splat(<i8>pairBefore(tables + 1024, from));
  let pairs = outsidePairs(from - 32);

  for (let p = from; p < to; p += 32) {
    const v = v128.load(p), w = v128.load(p, 16);
    const even = i8x16.narrow_i16x8_u(v128.and(v, evenMask), v128.and(w, evenMask));
    const odd = i8x16.narrow_i16x8_u(i16x8.shr_u(v, 8), i16x8.shr_u(w, 8));
    // a window's first byte may be any for short literals, also one ≥ 0x80
    const lowFirst = v128.and(even, highMask);
    const lowEven = v128.and(even, lowMask), highEven = v128.and(i16x8.shr_u(even, 3), highMask);
    const lowOdd = v128.and(odd, lowMask), highOdd = v128.and(i16x8.shr_u(odd, 3), highMask);
    const pair = v128.and(
      v128.and(pick(l0, lowFirst), pick(h0, highEven)),
      v128.and(pick(l1, lowOdd), pick(h1, highOdd)),
    );
    const pair8 = v128.and(
      v128.and(pick(l4, lowFirst), pick(h4, highEven)),
      v128.and(pick(l5, lowOdd), pick(h5, highOdd)),
    );
    const m = v128.or(
      v128.and(
        v128.and(
          v128.and(pick(l2, lowEven), pick(h2, highEven)),
          v128.and(pick(l3, lowOdd), pick(h3, highOdd)),
        ),
        i8x16.shuffle(before, pair, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30),
      ),
      v128.and(
        v128.and(
          v128.and(pick(l6, lowEven), pick(h6, highEven)),
          v128.and(pick(l7, lowOdd), pick(h7, highOdd)),
        ),
        i8x16.shuffle(before8, pair8, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30),
      ),
    );
    before = pair;
    before8 = pair8;
    const outside = i8x16.bitmask(v128.or(
      i8x16.eq(v128.and(pick(lc, lowEven), pick(hc, highEven)), zero),
      i8x16.eq(v128.and(pick(lc, lowOdd), pick(hc, highOdd)), zero),
    ));
    if (v128.any_true(m)) {
      let bits = (i8x16.bitmask(i8x16.eq(m, zero)) ^ 0xffff);
      while (bits) {
        const at = p + <usize>(ctz(bits) << 1) - 2;
        store<u32>(literal, <u32>at);
        literal += passes(at) ? 4 : 0;
        bits &= bits - 1;
      }
    }
    // units 0 … 15: the step before, 16 … 31: this one
    const units = ~(pairs | <u32>outside << 16);
    pairs = <u32>outside;
    let nine = units & units >> 1;
    nine &= nine >> 2;
    nine &= nine >> 4;
    nine &= units >> 8;
    // nine that end in this step and are not one further on in nine of before
    nine &= ~(nine << 1) & 0xffff00;
    while (nine) {
      store<u32>(run, <u32>(p + <usize>(ctz(nine) << 1) - 32));
      run += 4;
      nine &= nine - 1;
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
  for (let p = from; p < to; p += 32) {
    for (let q = p; q < p + 32; q += 2) {
      if (
        sieveOn && (windowAt(tables, q - 2) | windowAt(tables + 1024, q - 2)) != 0
      ) {
        store<u32>(literal, <u32>(q - 2));
        literal += passes(q - 2) ? 4 : 0;
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

/** Groups that have a window at p: `table` is the one written out for groups 0 to 7, or 8 to 15. */
function windowAt(table: usize, p: usize): u32 {
  return <u32>(pairBefore(table, p + 2) & load<u8>(table + 512 + <usize>load<u8>(p + 2)) & load<u8>(table + 768 + <usize>load<u8>(p + 3)));
}

/** Groups whose windows begin with the two bytes in front of p. */
function pairBefore(table: usize, p: usize): u8 {
  return load<u8>(table + <usize>load<u8>(p - 2)) & load<u8>(table + 256 + <usize>load<u8>(p - 1));
}

/** A bit for each of the 16 pairs at p: 1 when one of its bytes is no token character. */
function outsidePairs(p: usize): u32 {
  let bits: u32 = 0;
  for (let i: u32 = 0; i < 16; ++i) {
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
