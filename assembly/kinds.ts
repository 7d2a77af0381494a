// Which kinds of bytes does a value hold? One look at it rules out most of the formats that have its length.

import {
  KIND_A_TO_F, KIND_DASH, KIND_DIGIT, KIND_G_TO_Z, KIND_OTHER, KIND_SMALL_A_TO_F, KIND_SMALL_G_TO_Z, KIND_UNDERSCORE,
} from './layout';

/** KIND_* bits of the bytes in [s, e). */
export function kindsOf(s: usize, e: usize): u32 {
  if (!ASC_FEATURE_SIMD || e - s < 16) {
    let kinds: u32 = 0;
    for (let p = s; p < e; ++p) kinds |= kindOf(load<u8>(p));
    return kinds;
  }
  let digit = i8x16.splat(0), capitalA = digit, capitalG = digit, smallA = digit, smallG = digit, dash = digit, underscore = digit, other = digit;
  for (let p = s; p < e; p += 16) {
    // the last sixteen may overlap those before
    const v = v128.load(p + 16 <= e ? p : e - 16);
    const isDigit = within(v, 0x30, 10), isCapital = within(v, 0x41, 26), isSmall = within(v, 0x61, 26);
    const isCapitalA = within(v, 0x41, 6), isSmallA = within(v, 0x61, 6);
    const isDash = i8x16.eq(v, i8x16.splat(0x2d)), isUnderscore = i8x16.eq(v, i8x16.splat(0x5f));
    digit = v128.or(digit, isDigit);
    capitalA = v128.or(capitalA, isCapitalA);
    capitalG = v128.or(capitalG, v128.andnot(isCapital, isCapitalA));
    smallA = v128.or(smallA, isSmallA);
    smallG = v128.or(smallG, v128.andnot(isSmall, isSmallA));
    dash = v128.or(dash, isDash);
    underscore = v128.or(underscore, isUnderscore);
    other = v128.or(other, v128.not(v128.or(v128.or(v128.or(isDigit, isCapital), v128.or(isSmall, isDash)), isUnderscore)));
  }
  return bit(digit, KIND_DIGIT) | bit(capitalA, KIND_A_TO_F) | bit(capitalG, KIND_G_TO_Z) | bit(smallA, KIND_SMALL_A_TO_F)
    | bit(smallG, KIND_SMALL_G_TO_Z) | bit(dash, KIND_DASH) | bit(underscore, KIND_UNDERSCORE) | bit(other, KIND_OTHER);
}

function within(v: v128, from: i32, count: i32): v128 {
  return i8x16.lt_u(i8x16.sub(v, i8x16.splat(<i8>from)), i8x16.splat(<i8>count));
}

function bit(seen: v128, kind: u32): u32 {
  return v128.any_true(seen) ? kind : 0;
}

function kindOf(c: u32): u32 {
  if (c - 0x30 < 10) return KIND_DIGIT;
  if (c - 0x41 < 26) return c - 0x41 < 6 ? KIND_A_TO_F : KIND_G_TO_Z;
  if (c - 0x61 < 26) return c - 0x61 < 6 ? KIND_SMALL_A_TO_F : KIND_SMALL_G_TO_Z;
  return c == 0x2d ? KIND_DASH : c == 0x5f ? KIND_UNDERSCORE : KIND_OTHER;
}
