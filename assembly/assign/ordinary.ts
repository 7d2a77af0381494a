// The quick answer for most secrets: nothing about their characters speaks against them. One pass with vectors in place of
// the four tests of `placeholder` that it stands for: references, masks, repeats, sequences.
//
// INVARIANT: true only where each of those would find nothing. What is not told for certain is left to them, so the build
// without vectors gives the same answers by never asking.

import { at, isAlnum } from './chars';

const SHORTEST: i32 = 16;
const LONGEST: i32 = 4096;
/** Different characters that no test for few of them minds. */
const ENOUGH: i32 = 6;

/** Whether [ptr, ptr + len) is letters, digits and `+ / = - _ .`, and neither masked nor repeated nor in any order. */
export function isOrdinary(ptr: usize, len: i32): bool {
  if (!ASC_FEATURE_SIMD || len < SHORTEST || len > LONGEST || !isAlnum(at(ptr))) return false;
  if (isPeriodic(ptr, len) || !isVaried(ptr, len)) return false;
  const pairs = i8x16.splat(0x20);
  let near = 0; // neighbours that step by one or not at all, or may do so over a separator
  let far = 0; // the same of neighbours but one
  let alnums = 0;
  let plain = false; // something that masks are not made of
  const end = ptr + len;
  for (let p = ptr; p < end; p += 16) {
    const rest = <u32>(end - p);
    const mask: u32 = rest >= 16 ? 0xffff : (1 << rest) - 1;
    const first: u32 = p == ptr ? mask & ~1 : mask; // the first character has no neighbour
    const v = v128.load(p), b = v128.load(p - 1), bb = v128.load(p - 2);
    const low = v128.or(v, pairs), before = v128.or(b, pairs);
    const letter = i8x16.lt_u(i8x16.sub(low, i8x16.splat(0x61)), i8x16.splat(26));
    const digit = i8x16.lt_u(i8x16.sub(v, i8x16.splat(0x30)), i8x16.splat(10));
    const alnum = v128.or(letter, digit);
    const separator = v128.or(v128.or(i8x16.eq(v, i8x16.splat(0x2d)), i8x16.eq(v, i8x16.splat(0x5f))), i8x16.eq(v, i8x16.splat(0x2e)));
    const other = v128.or(v128.or(i8x16.eq(v, i8x16.splat(0x2b)), i8x16.eq(v, i8x16.splat(0x2f))), i8x16.eq(v, i8x16.splat(0x3d)));
    if ((~(<u32>i8x16.bitmask(v128.or(v128.or(alnum, separator), other))) & mask) != 0) return false;
    const ex = i8x16.eq(low, i8x16.splat(0x78));
    plain = plain || (<u32>i8x16.bitmask(v128.andnot(alnum, ex)) & mask) != 0;

    const step = i8x16.sub(v, b);
    const same = i8x16.eq(step, i8x16.splat(0));
    // masks: two of the same of `. - _ x`, or `-_`; words: exAMPle sAMPle redACTed dUMMy FAKe
    const joined = v128.or(
      v128.and(same, v128.or(separator, ex)),
      v128.and(separator, v128.or(v128.or(i8x16.eq(b, i8x16.splat(0x2d)), i8x16.eq(b, i8x16.splat(0x5f))), i8x16.eq(b, i8x16.splat(0x2e)))),
    );
    const further = v128.or(bb, pairs);
    const word = v128.or(
      v128.or(
        v128.and(i8x16.eq(low, i8x16.splat(0x70)), v128.and(i8x16.eq(before, i8x16.splat(0x6d)), i8x16.eq(further, i8x16.splat(0x61)))),
        v128.and(i8x16.eq(low, i8x16.splat(0x74)), v128.and(i8x16.eq(before, i8x16.splat(0x63)), i8x16.eq(further, i8x16.splat(0x61)))),
      ),
      v128.or(
        v128.and(i8x16.eq(low, i8x16.splat(0x6d)), v128.and(i8x16.eq(before, i8x16.splat(0x6d)), i8x16.eq(further, i8x16.splat(0x75)))),
        v128.and(i8x16.eq(low, i8x16.splat(0x6b)), v128.and(i8x16.eq(before, i8x16.splat(0x61)), i8x16.eq(further, i8x16.splat(0x66)))),
      ),
    );
    if ((<u32>i8x16.bitmask(v128.or(joined, word)) & first) != 0) return false;

    // sequences: 9a 9A 90 f0 F0 a9 count as steps, too; over a separator everything may
    const up = <u32>i8x16.bitmask(i8x16.eq(step, i8x16.splat(1))) & first;
    const down = <u32>i8x16.bitmask(i8x16.eq(step, i8x16.splat(-1))) & first;
    const isA = i8x16.eq(low, i8x16.splat(0x61)), wasNine = i8x16.eq(b, i8x16.splat(0x39));
    const around = v128.or(
      v128.and(v128.or(isA, i8x16.eq(v, i8x16.splat(0x30))), v128.or(wasNine, i8x16.eq(before, i8x16.splat(0x66)))),
      v128.and(i8x16.eq(v, i8x16.splat(0x39)), i8x16.eq(before, i8x16.splat(0x61))),
    );
    if (inARow(up | <u32>i8x16.bitmask(around) & first) || inARow(down)) return false;
    const breaks = popcnt(~(<u32>i8x16.bitmask(alnum)) & mask);
    alnums += <i32>(popcnt(mask) - breaks);
    near += <i32>(popcnt(<u32>i8x16.bitmask(v128.or(v128.or(same, around), v128.or(i8x16.eq(step, i8x16.splat(1)), i8x16.eq(step, i8x16.splat(-1))))) & first) + breaks);
    const wide = i8x16.sub(v, bb);
    far += <i32>(popcnt(<u32>i8x16.bitmask(v128.or(i8x16.eq(wide, i8x16.splat(0)), i8x16.eq(wide, i8x16.splat(1)))) & first) + 2 * breaks);
  }
  return plain && near * 2 <= alnums - 1 && far * 3 <= (alnums - 1) * 2;
}

/** Four bits in a row: of eight steps in a row either half of a vector's width holds so many. */
function inARow(bits: u32): bool {
  bits &= bits >> 1;
  return (bits & bits >> 2) != 0;
}

/** Whether the value may be one short text again and again: told from the four bytes behind the first period. */
function isPeriodic(ptr: usize, len: i32): bool {
  const head = load<u32>(ptr);
  const most = len < 32 ? len >> 1 : 16;
  for (let period = 2; period <= most; period++) if (load<u32>(ptr + period) == head) return true;
  return false;
}

/** Six or more different characters, leaving `-` and `_` aside. */
function isVaried(ptr: usize, len: i32): bool {
  let low: u64 = 0;
  let high: u64 = 0;
  for (let i = 0; i < len; i++) {
    const c = at(ptr + i);
    if (c == 0x2d || c == 0x5f) continue;
    if (c < 64) low |= (<u64>1) << <u64>c; else high |= (<u64>1) << <u64>(c & 63);
    if ((i & 7) == 7 && <i32>popcnt(low) + <i32>popcnt(high) >= ENOUGH) return true;
  }
  return <i32>popcnt(low) + <i32>popcnt(high) >= ENOUGH;
}
