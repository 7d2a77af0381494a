// Confirm: shapes. Most credential formats are a sequence of literals and class repeats that can be walked without
// choice: every repeat of variable length is followed by something outside its class (the compiler holds that).
//
//   anchor "SG." found here
//        │
//   [SG.][A-Za-z0-9_-]{22}[.][A-Za-z0-9_-]{43}        elements; walked forward from the anchor, then backward
//
// How far a class reaches from a position is remembered per class (`reach`), so overlapping attempts of any number of
// rules walk each byte at most once forward and once backward per class: text made of anchors costs no more than that.

import { ELEMENT_SIZE, EL_CLASS, EL_FOLD, SHAPE_HEAD, SHAPE_NEEDS_WORDS } from './layout';
import { classes } from './program';

/** Set by a successful match. */
export let matchStart: usize = 0;
export let matchEnd: usize = 0;
export let secretStart: usize = 0;
export let secretEnd: usize = 0;
/** Bytes walked since the counter was last read: what the linearity test bounds. */
export let visits: u32 = 0;

export function clearVisits(): void { visits = 0; }

// each class × { forward start, forward end, backward start, backward end }
const CLASSES_MAX: i32 = 256;
const memo: usize = memory.data(256 * 16, 16);

// The classes once more, for vectors: 16 bytes of ASCII and 16 of what is above; byte `low nibble` has a bit for each value
// of the other three bits with which it belongs.
const nibbles: usize = memory.data(256 * 32, 16);

/** Writes the classes of the program out for vectors. */
export function setUpClasses(count: i32): void {
  memory.fill(nibbles, 0, <usize>CLASSES_MAX * 32);
  for (let cls: usize = 0; cls < <usize>count; ++cls) {
    for (let c: usize = 0; c < 256; ++c) {
      if (load<u8>(classes + (cls << 8) + c) == 0) continue;
      const at = nibbles + (cls << 5) + (c >> 7 << 4) + (c & 15);
      store<u8>(at, load<u8>(at) | <u8>(<u32>1 << <u32>(c >> 4 & 7)));
    }
  }
}

/** First address ≥ p, at most `cap`, whose byte is outside the class: sixteen bytes at once. */
function classEnd(cls: u32, p: usize, cap: usize): usize {
  const table = nibbles + (<usize>cls << 5);
  const ascii = v128.load(table), above = v128.load(table, 16);
  const keep = i8x16.splat(<i8>0x8f), bit = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128);
  for (; p < cap; p += 16) {
    const v = v128.load(p);
    // an index of 16 and more selects 0: of each byte one of the two tables knows something
    const low = v128.or(
      i8x16.swizzle(ascii, v128.and(v, keep)),
      i8x16.swizzle(above, v128.and(v128.xor(v, i8x16.splat(<i8>0x80)), keep)),
    );
    const isIn = v128.and(low, i8x16.swizzle(bit, i8x16.shr_u(v, 4)));
    const outside = <u32>i8x16.bitmask(i8x16.eq(isIn, i8x16.splat(0)));
    if (outside) {
      p += <usize>ctz(outside);
      break;
    }
  }
  return p < cap ? p : cap;
}

/** Forgets all reaches: the bytes at these addresses have changed. */
export function forget(): void { memory.fill(memo, 0, <usize>CLASSES_MAX * 16); }

/** First address ≥ p, at most `cap`, whose byte is outside the class. */
function reach(cls: u32, p: usize, cap: usize): usize {
  const m = memo + <usize>cls * 16;
  let q: usize = load<u32>(m, 4);
  if (p < <usize>load<u32>(m) || p > q) {
    store<u32>(m, <u32>p);
    store<u32>(m, <u32>p, 4);
    q = p;
  }
  if (q < cap) {
    const table = classes + <usize>cls * 256;
    const from = q;
    if (ASC_FEATURE_SIMD) q = classEnd(cls, q, cap);
    else while (q < cap && load<u8>(table + <usize>load<u8>(q))) ++q;
    visits += <u32>(q - from);
    store<u32>(m, <u32>q, 4);
  }
  return q < cap ? q : cap;
}

/** Lowest address ≥ `floor` such that all bytes from there to p are in the class. */
function reachBack(cls: u32, p: usize, floor: usize): usize {
  const m = memo + <usize>cls * 16;
  const knownStart: usize = load<u32>(m, 8);
  const knownEnd: usize = load<u32>(m, 12);
  const table = classes + <usize>cls * 256;
  let q = p;
  while (q > floor) {
    if (q <= knownEnd && q > knownStart) q = knownStart > floor ? knownStart : floor;
    else if (load<u8>(table + <usize>load<u8>(q - 1))) { --q; ++visits; }
    else break;
    if (q == floor) break;
  }
  store<u32>(m, <u32>q, 8);
  store<u32>(m, <u32>p, 12);
  return q;
}

export function sameText(p: usize, text: usize, length: u32, fold: bool): bool {
  if (fold) {
    for (let i: u32 = 0; i < length; ++i) {
      let c = <u32>load<u8>(p + i);
      if (c - 0x41 < 26) c |= 0x20; // literals to fold are stored in lower case
      if (c != <u32>load<u8>(text + i)) return false;
    }
    return true;
  }
  for (let i: u32 = 0; i < length; ++i) if (load<u8>(p + i) != load<u8>(text + i)) return false;
  return true;
}

/**
 * Matches a shape whose element `anchor` begins at `at`; everything read lies in [lo, hi).
 * `programBase` is where the offsets of literal texts count from.
 */
export function matchShape(shape: usize, anchor: i32, at: usize, lo: usize, hi: usize, programBase: usize): bool {
  const count = <i32>load<u16>(shape);
  const secretFrom = <i32>load<u8>(shape, 2);
  const secretTo = <i32>load<u8>(shape, 3);
  const elements = shape + SHAPE_HEAD + <usize>(load<u32>(shape, 4) & ~SHAPE_NEEDS_WORDS) * 4;
  // what stands in front first: it is short and rejects most
  let p = at;
  for (let i = anchor - 1; i >= 0; --i) {
    const element = elements + <usize>i * ELEMENT_SIZE;
    if (i + 1 == secretTo) secretEnd = p;
    const min = load<u32>(element, 4);
    if (p < lo + min) return false;
    if (load<u8>(element) == EL_CLASS) {
      const max = load<u32>(element, 8);
      const floor = <usize>max > p - lo ? lo : p - max;
      const q = reachBack(load<u16>(element, 2), p, floor);
      if (p - q < <usize>min) return false;
      p = q;
    } else {
      p -= min;
      if (!sameText(p, programBase + load<u32>(element, 8), min, (load<u8>(element, 1) & EL_FOLD) != 0)) return false;
    }
    if (i == secretFrom) secretStart = p;
  }
  matchStart = p;
  p = at;
  for (let i = anchor; i < count; ++i) {
    const element = elements + <usize>i * ELEMENT_SIZE;
    if (i == secretFrom) secretStart = p;
    const min = load<u32>(element, 4);
    if (load<u8>(element) == EL_CLASS) {
      if (p + min > hi) return false;
      const max = load<u32>(element, 8);
      const cap = <usize>max > hi - p ? hi : p + max;
      const q = reach(load<u16>(element, 2), p, cap);
      if (q - p < <usize>min) return false;
      p = q;
    } else {
      if (p + min > hi || !sameText(p, programBase + load<u32>(element, 8), min, (load<u8>(element, 1) & EL_FOLD) != 0)) return false;
      p += min;
    }
    if (i + 1 == secretTo) secretEnd = p;
  }
  matchEnd = p;
  return true;
}
