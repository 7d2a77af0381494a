// What the checks share: scratch memory, the clock, and the part of the secret a check looks at.

import {
  SEL_AFTER_FIRST, SEL_AFTER_LAST, SEL_DEFAULT, SEL_KIND_SHIFT, SEL_LAST, SEL_PART, SEL_SKIP, PARAM_SHIFT, PARAM_BITS, RANGE_BITS,
} from './ids';

/** Decoders write here; CHECK_SCRATCH bytes long (layout.ts). 0 until the host gives it: then checks that must decode answer CHECK_UNKNOWN. */
export let scratch: usize = 0;
/** The first part of scratch holds decoded secrets, the rest is working memory of single checks. */
export const DECODED_MAX = 49152;

export function setScratchAddress(ptr: usize): void { scratch = ptr; }

/** Working memory of a check: the last 16 KiB of scratch. */
export function work(): usize { return scratch + DECODED_MAX; }

/** Seconds since 1970, 0 when the host has told no time: results then do not depend on the day. */
export let now: u32 = 0;
export function setClock(seconds: u32): void { now = seconds; }

/** Most sums on curves that are worked out in a page: each takes longer than all else that is done for its bytes. */
const MOST_SUMS: i32 = 8;
let sumsLeft: i32 = i32.MAX_VALUE;
/** Number of the page: what a check remembers of one does not hold in another, so that results depend on no page before. */
export let page: u32 = 0;

/** A new page, with all that its checks may spend. */
export function openPage(): void {
  sumsLeft = MOST_SUMS;
  page += 1;
}

/** Takes one sum of the page's; false when none is left, and the check can't say. */
export function takeSum(): bool { return --sumsLeft >= 0; }

// ---- The selected part --------------------------------------------------------------------------------------------------
export let partPtr: usize = 0;
export let partLen: i32 = 0;

/** Sets partPtr and partLen to what `arg` selects of the secret. False when there is no such part. */
export function select(arg: i32, ptr: usize, len: i32): bool {
  const kind = (arg >> SEL_KIND_SHIFT) & 7;
  const value = arg & 0xff;
  partPtr = ptr;
  partLen = len;
  if (kind == SEL_DEFAULT) return true;
  if (kind == SEL_SKIP) return take(ptr, len, value, len);
  if (kind == SEL_LAST) return take(ptr, len, len - value, len);
  if (kind == SEL_PART) return selectPart(ptr, len, value);
  if (kind == SEL_AFTER_FIRST) {
    const at = indexOf(ptr, len, value);
    return at >= 0 && take(ptr, len, at + 1, len);
  }
  if (kind == SEL_AFTER_LAST) {
    const at = lastIndexOf(ptr, len, value);
    return at >= 0 && take(ptr, len, at + 1, len);
  }
  return false;
}

function take(ptr: usize, len: i32, from: i32, to: i32): bool {
  if (from < 0 || from >= to || to > len) return false;
  partPtr = ptr + <usize>from;
  partLen = to - from;
  return true;
}

/** The n-th of the pieces between dots. */
function selectPart(ptr: usize, len: i32, n: i32): bool {
  let from = 0;
  let left = n;
  for (let i = 0; i < len; i++) {
    if (load<u8>(ptr + i) != 0x2e) continue;
    if (left == 0) return take(ptr, len, from, i);
    left--;
    from = i + 1;
  }
  return left == 0 && take(ptr, len, from, len);
}

/** True when the rule named a part itself. */
export function selected(arg: i32): bool { return ((arg >> SEL_KIND_SHIFT) & 7) != SEL_DEFAULT; }

export function parameter(arg: i32): i32 { return (arg >> PARAM_SHIFT) & ((1 << PARAM_BITS) - 1); }

/** Whether a byte count lies in the range the parameter gives; no parameter allows any. */
export function inRange(arg: i32, count: i32): bool {
  const range = parameter(arg);
  if (range == 0) return true;
  return count >= (range & ((1 << RANGE_BITS) - 1)) && count <= range >> RANGE_BITS;
}

export function indexOf(ptr: usize, len: i32, byte: i32): i32 {
  for (let i = 0; i < len; i++) if (load<u8>(ptr + i) == <u8>byte) return i;
  return -1;
}

export function lastIndexOf(ptr: usize, len: i32, byte: i32): i32 {
  for (let i = len - 1; i >= 0; i--) if (load<u8>(ptr + i) == <u8>byte) return i;
  return -1;
}
