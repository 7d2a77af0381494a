// Bytes as the structured matchers see them: character classes, comparison with literal text, small searches.
// All functions take addresses and stay inside [lo, hi); a byte looked up outside is read from SLACK and never trusted.

export const C_BASE64: u8 = 1; // A-Z a-z 0-9 + /
export const C_BASE64URL: u8 = 2; // A-Z a-z 0-9 - _
export const C_HEX: u8 = 8;
export const C_SPACE: u8 = 16; // blank, tab, line ends
export const C_ALNUM: u8 = 32;
/** Ends any unquoted value: white space, quotes, control characters, angle brackets. */
export const C_HARD: u8 = 64;
/** RFC 7235 token68, with `=` as well. */
export const C_TOKEN68: u8 = 128;

const CLASSES: usize = memory.data(256, 16);
/** Value of both base64 alphabets, 0xff outside. */
export const BASE64_VALUES: usize = memory.data(256, 16);
const HEX_VALUES: usize = memory.data(256, 16);
fill();

function fill(): void {
  for (let c: i32 = 0; c < 256; ++c) {
    let k: u8 = 0;
    let v: u8 = 0xff;
    let h: u8 = 0xff;
    const upper = <u32>(c - 65) < 26, lower = <u32>(c - 97) < 26, digit = <u32>(c - 48) < 10;
    if (upper) v = <u8>(c - 65);
    if (lower) v = <u8>(c - 71);
    if (digit) { v = <u8>(c + 4); h = <u8>(c - 48); k |= C_HEX; }
    if (<u32>((c | 32) - 97) < 6) { h = <u8>((c | 32) - 87); k |= C_HEX; }
    if (upper || lower || digit) k |= C_ALNUM | C_BASE64 | C_BASE64URL | C_TOKEN68;
    if (c == 0x2b || c == 0x2f) { k |= C_BASE64 | C_TOKEN68; v = c == 0x2b ? 62 : 63; }
    if (c == 0x2d || c == 0x5f) { k |= C_BASE64URL | C_TOKEN68; v = c == 0x2d ? 62 : 63; }
    if (c == 0x2e || c == 0x7e || c == 0x3d) k |= C_TOKEN68;
    if (c == 32 || c == 9 || c == 10 || c == 13) k |= C_SPACE;
    if (c <= 32 || c == 0x22 || c == 0x27 || c == 0x60 || c == 0x3c || c == 0x3e || c == 127) k |= C_HARD;
    store<u8>(CLASSES + c, k);
    store<u8>(BASE64_VALUES + c, v);
    store<u8>(HEX_VALUES + c, h);
  }
}

export function byte(p: usize): i32 { return <i32>load<u8>(p); }
export function lower(c: i32): i32 { return <u32>(c - 65) < 26 ? c | 32 : c; }
export function is(c: i32, k: u8): bool { return (load<u8>(CLASSES + <usize>c) & k) != 0; }
export function isAt(p: usize, k: u8): bool { return (load<u8>(CLASSES + <usize>load<u8>(p)) & k) != 0; }
/** All classes of the byte at p. */
export function classesAt(p: usize): u8 { return load<u8>(CLASSES + <usize>load<u8>(p)); }
export function isLetter(c: i32): bool { return <u32>((c | 32) - 97) < 26; }
export function isDigit(c: i32): bool { return <u32>(c - 48) < 10; }
export function isQuote(c: i32): bool { return c == 0x22 || c == 0x27 || c == 0x60; }
/** 0…15, or 255 */
export function hexAt(p: usize): i32 { return <i32>load<u8>(HEX_VALUES + <usize>load<u8>(p)); }
/** 0…63, or 255 */
export function base64At(p: usize): i32 { return <i32>load<u8>(BASE64_VALUES + <usize>load<u8>(p)); }
export function base64Of(c: i32): i32 { return <i32>load<u8>(BASE64_VALUES + <usize>c); }

/** Whether `text` (ASCII) stands at p, wholly before hi. Static strings cost no allocation. */
export function textAt(p: usize, hi: usize, text: string): bool {
  const n = text.length;
  if (p + <usize>n > hi) return false;
  const t = changetype<usize>(text);
  for (let i = 0; i < n; ++i) if (<u16>load<u8>(p + i) != load<u16>(t + (<usize>i << 1))) return false;
  return true;
}

/** The same without regard to case; `text` in lower case. */
export function foldAt(p: usize, hi: usize, text: string): bool {
  const n = text.length;
  if (p + <usize>n > hi) return false;
  const t = changetype<usize>(text);
  for (let i = 0; i < n; ++i) if (lower(byte(p + i)) != <i32>load<u16>(t + (<usize>i << 1))) return false;
  return true;
}

/** Whether [p, e) is `text` without regard to case. */
export function foldEquals(p: usize, e: usize, text: string): bool {
  return e - p == <usize>text.length && foldAt(p, e, text);
}

/** Whether `text` occurs in [p, e), without regard to case. For short ranges. */
export function foldFind(p: usize, e: usize, text: string): usize {
  const n = <usize>text.length;
  const first = <i32>load<u16>(changetype<usize>(text));
  if (ASC_FEATURE_SIMD) {
    const small = i8x16.splat(<i8>first), capital = i8x16.splat(<i8>(<u32>(first - 97) < 26 ? first - 32 : first));
    for (; p + n <= e; p += 16) {
      const v = v128.load(p);
      let bits = <u32>i8x16.bitmask(v128.or(i8x16.eq(v, small), i8x16.eq(v, capital)));
      for (; bits; bits &= bits - 1) if (foldAt(p + <usize>ctz(bits), e, text)) return p + <usize>ctz(bits);
    }
    return 0;
  }
  for (; p + n <= e; ++p) if (lower(byte(p)) == first && foldAt(p, e, text)) return p;
  return 0;
}

// For each list that was asked of, what its words begin with: a bit for first letter, second letter and length together.
// { list u32, bits 252 bytes } by the list's address. A list whose place is taken has no bits and is walked through.
const BLOOMS: usize = memory.data(32 * 256, 16);
const BLOOM_BITS: u32 = 252 * 8;

function bloomOf(first: i32, second: i32, n: i32): u32 {
  return (<u32>(first & 31 | (second & 31) << 5 | n << 10) * 0x9e3779b1 >> 16) * BLOOM_BITS >> 16;
}

function fillBloom(bloom: usize, list: string): void {
  store<u32>(bloom, <u32>changetype<usize>(list));
  const t = changetype<usize>(list);
  let from = 1;
  for (let i = 1; i < list.length; ++i) {
    if (load<u16>(t + (<usize>i << 1)) != 32) continue;
    const bit = bloomOf(<i32>load<u16>(t + (<usize>from << 1)), i - from > 1 ? <i32>load<u16>(t + (<usize>(from + 1) << 1)) : 0, i - from);
    store<u8>(bloom + 4 + <usize>(bit >> 3), load<u8>(bloom + 4 + <usize>(bit >> 3)) | <u8>(<u32>1 << (bit & 7)));
    from = i + 1;
  }
}

/** False when no word of the list can be the `n` bytes at p: nearly all that are none. */
function mayBeIn(p: usize, n: i32, list: string): bool {
  const bloom = BLOOMS + <usize>(((<u32>changetype<usize>(list)) * 0x9e3779b1) >> 27 << 8);
  if (load<u32>(bloom) == 0) fillBloom(bloom, list);
  if (load<u32>(bloom) != <u32>changetype<usize>(list)) return true;
  const bit = bloomOf(byte(p), n > 1 ? byte(p + 1) : 0, n);
  return (load<u8>(bloom + 4 + <usize>(bit >> 3)) >> (<u8>bit & 7) & 1) != 0;
}

/** Whether [p, e), in lower case, is one of the words of `list`, which begins and ends with a blank and has one between words. */
export function wordIn(p: usize, e: usize, list: string): bool {
  const n = <i32>(e - p);
  if (n <= 0 || n > 40 || !mayBeIn(p, n, list)) return false;
  const t = changetype<usize>(list);
  const last = list.length - n - 1;
  // a blank, and the word's first letter behind it
  const opening = <u32>lower(byte(p)) << 16 | 32;
  for (let i = 0; i < last; ++i) {
    if (ASC_FEATURE_SIMD) {
      // eight places at once; words lie in static data, so that a few bytes behind a list may be read
      const at = t + (<usize>i << 1);
      const bits = i16x8.bitmask(v128.and(i16x8.eq(v128.load(at), i16x8.splat(32)), i16x8.eq(v128.load(at, 2), i16x8.splat(<i16>(opening >> 16)))));
      if (bits == 0) { i += 7; continue; }
      i += ctz(bits);
      if (i >= last) return false;
    } else if (load<u32>(t + (<usize>i << 1)) != opening) continue;
    let k = 1;
    while (k < n && lower(byte(p + k)) == <i32>load<u16>(t + (<usize>(i + 1 + k) << 1))) ++k;
    if (k == n && load<u16>(t + (<usize>(i + 1 + n) << 1)) == 32) return true;
  }
  return false;
}

export function skipClass(p: usize, hi: usize, k: u8): usize {
  while (p < hi && isAt(p, k)) ++p;
  return p;
}

export function skipBlanks(p: usize, hi: usize): usize {
  while (p < hi && (byte(p) == 32 || byte(p) == 9)) ++p;
  return p;
}

export function findByte(p: usize, hi: usize, c: i32): usize {
  while (p < hi && byte(p) != c) ++p;
  return p;
}

/** First address of the line p lies in, at most `reach` bytes back. */
export function lineStart(p: usize, lo: usize, reach: usize): usize {
  const least = p - lo > reach ? p - reach : lo;
  while (p > least && byte(p - 1) != 10 && byte(p - 1) != 13) --p;
  return p;
}

/**
 * Whether a token may begin at p: what stands before is no letter, digit, `_` or `-`, or is the end of an escape
 * (`%3D`, `\n`, `\u003d`).
 */
export function boundaryBefore(p: usize, lo: usize): bool {
  if (p <= lo) return true;
  const c = byte(p - 1);
  if (!is(c, C_BASE64URL)) return true;
  if (p - lo >= 2 && byte(p - 2) == 0x5c && (c == 0x6e || c == 0x72 || c == 0x74)) return true;
  if (p - lo >= 3 && byte(p - 3) == 0x25 && is(c, C_HEX) && isAt(p - 2, C_HEX)) return true;
  return p - lo >= 6 && byte(p - 6) == 0x5c && byte(p - 5) == 0x75 && is(c, C_HEX);
}
