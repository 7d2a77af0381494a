// Character tests and bounded text comparison, ASCII only.

export function at(p: usize): i32 { return <i32>load<u8>(p); }
export function isLower(c: i32): bool { return <u32>(c - 97) < 26; }
export function isUpper(c: i32): bool { return <u32>(c - 65) < 26; }
export function isLetter(c: i32): bool { return <u32>((c | 32) - 97) < 26; }
export function isDigit(c: i32): bool { return <u32>(c - 48) < 10; }
export function isAlnum(c: i32): bool { return isLetter(c) || isDigit(c); }
export function isWord(c: i32): bool { return isAlnum(c) || c == 0x5f; }
/** [A-Za-z0-9_-]: what a run is made of. */
export function isToken(c: i32): bool { return isWord(c) || c == 0x2d; }
export function isHex(c: i32): bool { return isDigit(c) || <u32>((c | 32) - 97) < 6; }
export function isBlank(c: i32): bool { return c == 0x20 || c == 0x09; }
export function isSpace(c: i32): bool { return isBlank(c) || c == 0x0a || c == 0x0d; }
export function isQuote(c: i32): bool { return c == 0x22 || c == 0x27 || c == 0x60; }

/** a–z 0–25, A–Z 26–51, 0–9 52–61, `-` and `_` 62, everything else 63: the classes of the pair table. */
export function pairClass(c: i32): i32 {
  if (isLower(c)) return c - 97;
  if (isUpper(c)) return c - 65 + 26;
  if (isDigit(c)) return c - 48 + 52;
  return c == 0x2d || c == 0x5f ? 62 : 63;
}

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

/** [A-Za-z0-9_-] in 16 bytes: all bits where the byte belongs. */
function tokens(v: v128): v128 {
  return v128.or(
    v128.or(
      i8x16.lt_u(i8x16.sub(v128.or(v, i8x16.splat(0x20)), i8x16.splat(0x61)), i8x16.splat(26)),
      i8x16.lt_u(i8x16.sub(v, i8x16.splat(0x30)), i8x16.splat(10)),
    ),
    v128.or(i8x16.eq(v, i8x16.splat(0x5f)), i8x16.eq(v, i8x16.splat(0x2d))),
  );
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
