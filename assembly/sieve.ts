// Stage one: where could anything be? One pass, 16 bytes a step, two answers.
//
//   bytes      … t o k e n = g h p _ 7 x …
//   index      low  = c & 0x8f            (bit 7 stays: a byte ≥ 0x80 selects nothing)
//              high = (c >> 3) & 0x0f     (one bit overlaps; text is ASCII, so this splits it better than c >> 4)
//   literals   r0 = L0[low] & H0[high]    which of 8 groups of literals have this byte first,
//              r1 = L1[low] & H1[high]    … second,
//              r2 = L2[low] & H2[high]    … third in their window of three
//              m[q] = r2[q] & r1[q-1] & r0[q-2]      not 0: a window may end at q
//   runs       k = LC[low] & HC[high]     0 where the byte is not in [A-Za-z0-9_-]
//              a block of 16 without a 0 lies inside a run; every run of 31 or more holds one at an offset divisible by 16
//
// Both answers are candidates only. A window that survives the nibble product is looked up in a bitmap of hashed windows
// before it is stored; a run is stored once, at its first full block.
//
// INVARIANT: 16 bytes before `from` and up to 16 after `to` are readable and, at either end of a stream, zero.

import { filter, sieve, sieveOn } from './program';
import { tables } from './memory';

/** Candidates stored by the last call. */
export let literalCount: i32 = 0;
export let runCount: i32 = 0;

/** Multiplier of the window hash: odd, its product's high bits depend on all three bytes. */
const HASH: u32 = 0x9e3779b1;

/** Slot of the window of three bytes at p, upper and lower case alike. */
export function windowHash(p: usize): u32 {
  return ((load<u32>(p) & 0xffffff) | 0x202020) * HASH;
}

function passes(p: usize): bool {
  const h = windowHash(p) >> 16;
  return (load<u8>(filter + <usize>(h >> 3)) >> (<u8>h & 7) & 1) != 0;
}

function pick(table: v128, index: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? i8x16.relaxed_swizzle(table, index) : i8x16.swizzle(table, index);
}

/**
 * Looks through [from, to). `from` must be the address of a stream offset divisible by 16. Literal candidates are stored as
 * the address of the window's first byte, runs as the address of their first full block.
 */
export function run(from: usize, to: usize, literalList: usize, runList: usize): void {
  if (ASC_FEATURE_SIMD) runVector(from, to, literalList, runList);
  else runScalar(from, to, literalList, runList);
}

function runVector(from: usize, to: usize, literalList: usize, runList: usize): void {
  const lowMask = i8x16.splat(<i8>0x8f);
  const highMask = i8x16.splat(0x0f);
  const zero = i8x16.splat(0);
  const l0 = v128.load(sieve, 0), h0 = v128.load(sieve, 16);
  const l1 = v128.load(sieve, 32), h1 = v128.load(sieve, 48);
  const l2 = v128.load(sieve, 64), h2 = v128.load(sieve, 80);
  // rows of [A-Za-z0-9_-]: 1 whole rows, 2 digits 8 9, 4 A-G a-g, 8 X Y Z _, 16 x y z, 32 the dash
  const lc = i8x16(1, 5, 5, 5, 5, 5, 5, 5, 27, 27, 25, 1, 1, 33, 1, 9);
  const hc = i8x16(0, 0, 0, 0, 0, 32, 1, 2, 4, 1, 1, 8, 4, 1, 1, 16);
  let literal = literalList;
  let run = runList;

  // the block before, so that windows across the border are seen
  let v = v128.load(from - 16);
  let low = v128.and(v, lowMask);
  let high = v128.and(i16x8.shr_u(v, 3), highMask);
  let before0 = v128.and(pick(l0, low), pick(h0, high));
  let before1 = v128.and(pick(l1, low), pick(h1, high));
  let inside = i8x16.bitmask(i8x16.eq(v128.and(pick(lc, low), pick(hc, high)), zero)) == 0;

  for (let p = from; p < to; p += 16) {
    v = v128.load(p);
    low = v128.and(v, lowMask);
    high = v128.and(i16x8.shr_u(v, 3), highMask);
    const r0 = v128.and(pick(l0, low), pick(h0, high));
    const r1 = v128.and(pick(l1, low), pick(h1, high));
    const r2 = v128.and(pick(l2, low), pick(h2, high));
    const m = v128.and(
      r2,
      v128.and(
        i8x16.shuffle(before1, r1, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30),
        i8x16.shuffle(before0, r0, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29),
      ),
    );
    before0 = r0;
    before1 = r1;
    if (v128.any_true(m)) {
      let bits = i8x16.bitmask(i8x16.eq(m, zero)) ^ 0xffff;
      do {
        const at = p + <usize>ctz(bits) - 2;
        store<u32>(literal, <u32>at);
        literal += passes(at) ? 4 : 0;
        bits &= bits - 1;
      } while (bits);
    }
    if (i8x16.bitmask(i8x16.eq(v128.and(pick(lc, low), pick(hc, high)), zero)) == 0) {
      store<u32>(run, <u32>p);
      run += inside ? 0 : 4;
      inside = true;
    } else {
      inside = false;
    }
  }
  literalCount = <i32>(literal - literalList) >> 2;
  runCount = <i32>(run - runList) >> 2;
}

/** The same answers byte by byte: the build without vectors, and the oracle of the one with. */
function runScalar(from: usize, to: usize, literalList: usize, runList: usize): void {
  let literal = literalList;
  let run = runList;
  const first = tables, second = tables + 256, third = tables + 512;
  let inside = fullBlock(from - 16);
  // like the vectors, a last block is looked at whole: what lies behind the stream's end is zero
  for (let p = from; p < to; p += 16) {
    if (sieveOn) {
      for (let q = p; q < p + 16; ++q) {
        if (load<u8>(third + load<u8>(q)) & load<u8>(second + load<u8>(q - 1)) & load<u8>(first + load<u8>(q - 2))) {
          store<u32>(literal, <u32>(q - 2));
          literal += passes(q - 2) ? 4 : 0;
        }
      }
    }
    const full = fullBlock(p);
    if (full && !inside) {
      store<u32>(run, <u32>p);
      run += 4;
    }
    inside = full;
  }
  literalCount = <i32>(literal - literalList) >> 2;
  runCount = <i32>(run - runList) >> 2;
}

function fullBlock(p: usize): bool {
  for (let q = p; q < p + 16; ++q) if (!isToken(load<u8>(q))) return false;
  return true;
}

/** [A-Za-z0-9_-] */
export function isToken(c: u32): bool {
  return isWord(c) || c == 0x2d;
}

/** [A-Za-z0-9_] */
export function isWord(c: u32): bool {
  return (c | 0x20) - 0x61 < 26 || c - 0x30 < 10 || c == 0x5f;
}
