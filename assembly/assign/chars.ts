// Character tests and bounded text comparison, ASCII only.

// Kinds of bytes, a bit each, by table: values are random by nature, and so is every branch that asks about their bytes.
const K_ALNUM: u8 = 1;
const K_WORD: u8 = 2;
const K_TOKEN: u8 = 4;
const K_HEX: u8 = 8;
const K_PATH: u8 = 16;
/** Ends every bare value. */
export const K_HARD: u8 = 32;
/** Ends one in the query of a URL. */
export const K_QUERY: u8 = 64;
/** Ends one in a list or in brackets, a bar only if no letter or digit follows. */
export const K_LIST: u8 = 128;
const KINDS: usize = memory.data(256, 16);
const PAIR_CLASSES: usize = memory.data(256, 16);
fill();

function fill(): void {
  for (let c: i32 = 0; c < 256; c++) {
    let kinds: u8 = 0;
    let pair = 63;
    if (isLower(c)) pair = c - 97;
    else if (isUpper(c)) pair = c - 65 + 26;
    else if (isDigit(c)) pair = c - 48 + 52;
    else if (c == 0x2d || c == 0x5f) pair = 62;
    if (isLetter(c) || isDigit(c)) kinds |= K_ALNUM | K_WORD | K_TOKEN;
    if (c == 0x5f) kinds |= K_WORD | K_TOKEN;
    if (c == 0x2d) kinds |= K_TOKEN;
    if (isDigit(c) || <u32>((c | 32) - 97) < 6) kinds |= K_HEX;
    if ((kinds & K_WORD) != 0 || c == 0x2e || c == 0x3a || c == 0x24 || c == 0x26 || c == 0x40 || c == 0x21) kinds |= K_PATH;
    if (c <= 0x20 || c == 0x22 || c == 0x27 || c == 0x60 || c == 0x3c || c == 0x3e || c == 0x5c) kinds |= K_HARD;
    if (c == 0x26 || c == 0x23 || c == 0x27 || c == 0x3b || c == 0x29) kinds |= K_QUERY;
    if (c == 0x2c || c == 0x3b || c == 0x26 || c == 0x7d || c == 0x5d || c == 0x29 || c == 0x7c) kinds |= K_LIST;
    store<u8>(KINDS + <usize>c, kinds);
    store<u8>(PAIR_CLASSES + <usize>c, pair);
  }
}

export function isOf(c: i32, kinds: u8): bool { return (load<u8>(KINDS + <usize>c) & kinds) != 0; }

/** Characters are bytes: all tests here take 0 to 255. */
export function at(p: usize): i32 { return <i32>load<u8>(p); }
export function isLower(c: i32): bool { return <u32>(c - 97) < 26; }
export function isUpper(c: i32): bool { return <u32>(c - 65) < 26; }
export function isLetter(c: i32): bool { return <u32>((c | 32) - 97) < 26; }
export function isDigit(c: i32): bool { return <u32>(c - 48) < 10; }
export function isAlnum(c: i32): bool { return isOf(c, K_ALNUM); }
export function isWord(c: i32): bool { return isOf(c, K_WORD); }
/** [A-Za-z0-9_-]: what a run is made of. */
export function isToken(c: i32): bool { return isOf(c, K_TOKEN); }
export function isHex(c: i32): bool { return isOf(c, K_HEX); }
/** Letters, digits and `_ . : $ & @ !`: names of programs, with what joins them. */
export function isPathByte(c: i32): bool { return isOf(c, K_PATH); }
export function isBlank(c: i32): bool { return c == 0x20 || c == 0x09; }
export function isSpace(c: i32): bool { return isBlank(c) || c == 0x0a || c == 0x0d; }
export function isQuote(c: i32): bool { return c == 0x22 || c == 0x27 || c == 0x60; }

/** a–z 0–25, A–Z 26–51, 0–9 52–61, `-` and `_` 62, everything else 63: the classes of the pair table. */
export function pairClass(c: i32): i32 { return <i32>load<u8>(PAIR_CLASSES + <usize>c); }

/** Whether the bytes at p are these (up to 8, lower case, little endian in `text`), letters in any case. */
export function same8(p: usize, text: u64, length: i32): bool {
  for (let i = 0; i < length; i++) {
    let c = at(p + i);
    if (isUpper(c)) c |= 32;
    if (c != <i32>((text >> (<u64>i << 3)) & 255)) return false;
  }
  return true;
}

/** Skips spaces and tabs, at most `most`. */
export function skipBlanks(p: usize, hi: usize, most: i32): usize {
  const stop = hi - p > <usize>most ? p + most : hi;
  while (p < stop && isBlank(at(p))) p++;
  return p;
}

/** Skips white space of all kinds, at most `most`. */
export function skipSpace(p: usize, hi: usize, most: i32): usize {
  const stop = hi - p > <usize>most ? p + most : hi;
  while (p < stop && isSpace(at(p))) p++;
  return p;
}

/** Address of the first line feed in [from, to), or 0. */
export function nextFeed(from: usize, to: usize): usize {
  let p = from;
  if (ASC_FEATURE_SIMD) {
    for (; p + 16 <= to; p += 16) {
      const feeds = i8x16.bitmask(i8x16.eq(v128.load(p), i8x16.splat(10)));
      if (feeds) return p + <usize>ctz(feeds);
    }
  }
  for (; p < to; ++p) if (at(p) == 10) return p;
  return 0;
}

/** Address of the last line feed in [from, to), or 0. */
export function lastFeed(from: usize, to: usize): usize {
  let p = to;
  if (ASC_FEATURE_SIMD) {
    for (; p >= from + 16; p -= 16) {
      const feeds = i8x16.bitmask(i8x16.eq(v128.load(p - 16), i8x16.splat(10)));
      if (feeds) return p - 16 + <usize>(31 - clz(feeds));
    }
  }
  while (p > from) if (at(--p) == 10) return p;
  return 0;
}

/** Letters and digits in 16 bytes: all bits where the byte belongs. */
function alnums(v: v128): v128 {
  return v128.or(
    i8x16.lt_u(i8x16.sub(v128.or(v, i8x16.splat(0x20)), i8x16.splat(0x61)), i8x16.splat(26)),
    i8x16.lt_u(i8x16.sub(v, i8x16.splat(0x30)), i8x16.splat(10)),
  );
}

/** [A-Za-z0-9_-], in the same way. */
function tokens(v: v128): v128 {
  return v128.or(alnums(v), v128.or(i8x16.eq(v, i8x16.splat(0x5f)), i8x16.eq(v, i8x16.splat(0x2d))));
}

/** Hex digits, in the same way. */
function hexes(v: v128): v128 {
  return v128.or(
    i8x16.lt_u(i8x16.sub(v128.or(v, i8x16.splat(0x20)), i8x16.splat(0x61)), i8x16.splat(6)),
    i8x16.lt_u(i8x16.sub(v, i8x16.splat(0x30)), i8x16.splat(10)),
  );
}

/** First address ≥ p, at most `most`, whose byte is no hex digit. */
export function endOfHex(p: usize, most: usize): usize {
  if (ASC_FEATURE_SIMD) {
    for (; p < most; p += 16) {
      const outside = ~(<u32>i8x16.bitmask(hexes(v128.load(p)))) & 0xffff;
      if (outside) {
        p += <usize>ctz(outside);
        break;
      }
    }
    return p < most ? p : most;
  }
  while (p < most && isHex(at(p))) p++;
  return p;
}

/** Lowest address ≥ `least` from which all bytes up to p are hex digits. */
export function startOfHex(p: usize, least: usize): usize {
  if (ASC_FEATURE_SIMD) {
    while (p > least) {
      const outside = ~(<u32>i8x16.bitmask(hexes(v128.load(p - 16)))) & 0xffff;
      if (outside) {
        p -= <usize>(clz(outside) - 16);
        break;
      }
      p -= 16;
    }
    return p > least ? p : least;
  }
  while (p > least && isHex(at(p - 1))) p--;
  return p;
}

/** First address ≥ p, at most `most`, whose byte is no letter and no digit. */
export function endOfAlnums(p: usize, most: usize): usize {
  if (ASC_FEATURE_SIMD) {
    for (; p < most; p += 16) {
      const outside = ~(<u32>i8x16.bitmask(alnums(v128.load(p)))) & 0xffff;
      if (outside) {
        p += <usize>ctz(outside);
        break;
      }
    }
    return p < most ? p : most;
  }
  while (p < most && isAlnum(at(p))) p++;
  return p;
}

/** First address ≥ p, at most `most`, whose byte is neither a token character nor `extra`. */
export function endOfTokens(p: usize, most: usize, extra: i32): usize {
  if (ASC_FEATURE_SIMD) {
    for (; p < most; p += 16) {
      const v = v128.load(p);
      const outside = ~(<u32>i8x16.bitmask(v128.or(tokens(v), i8x16.eq(v, i8x16.splat(<i8>extra))))) & 0xffff;
      if (outside) {
        p += <usize>ctz(outside);
        break;
      }
    }
    return p < most ? p : most;
  }
  while (p < most && (isToken(at(p)) || at(p) == extra)) p++;
  return p;
}

/** Lowest address ≥ `least` from which all bytes up to p are what names are made of: token characters, `.` and `$`. */
export function startOfName(p: usize, least: usize): usize {
  if (ASC_FEATURE_SIMD) {
    while (p > least) {
      const v = v128.load(p - 16);
      const inside = v128.or(tokens(v), v128.or(i8x16.eq(v, i8x16.splat(0x2e)), i8x16.eq(v, i8x16.splat(0x24))));
      const outside = ~(<u32>i8x16.bitmask(inside)) & 0xffff;
      if (outside) {
        p -= <usize>(clz(outside) - 16);
        break;
      }
      p -= 16;
    }
    return p > least ? p : least;
  }
  while (p > least && (isToken(at(p - 1)) || at(p - 1) == 0x2e || at(p - 1) == 0x24)) p--;
  return p;
}
