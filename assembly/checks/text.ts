// Characters and their values in the alphabets of encodings. All functions answer -1 for a byte outside the alphabet.

export function digitValue(c: i32): i32 { return <u32>(c - 0x30) < 10 ? c - 0x30 : -1; }
export function isLetter(c: i32): bool { return <u32>((c | 0x20) - 0x61) < 26; }
export function isLower(c: i32): bool { return <u32>(c - 0x61) < 26; }
export function isUpper(c: i32): bool { return <u32>(c - 0x41) < 26; }
export function isAlnum(c: i32): bool { return isLetter(c) || <u32>(c - 0x30) < 10; }
export function isSpace(c: i32): bool { return c == 0x20 || <u32>(c - 9) < 5; }
export function isPrintable(c: i32): bool { return <u32>(c - 0x20) < 0x5f; }

export function hexValue(c: i32): i32 {
  if (<u32>(c - 0x30) < 10) return c - 0x30;
  const l = c | 0x20;
  return <u32>(l - 0x61) < 6 ? l - 0x57 : -1;
}

/** 0-9 A-Z a-z */
export function base62Value(c: i32): i32 {
  if (<u32>(c - 0x30) < 10) return c - 0x30;
  if (<u32>(c - 0x41) < 26) return c - 0x37;
  return <u32>(c - 0x61) < 26 ? c - 0x3d : -1;
}

/** 0-9 a-z */
export function base36Value(c: i32): i32 {
  if (<u32>(c - 0x30) < 10) return c - 0x30;
  return <u32>(c - 0x61) < 26 ? c - 0x57 : -1;
}

/** Both base64 alphabets at once: + and - are 62, / and _ are 63. */
export function base64Value(c: i32): i32 {
  if (<u32>(c - 0x41) < 26) return c - 0x41;
  if (<u32>(c - 0x61) < 26) return c - 0x47;
  if (<u32>(c - 0x30) < 10) return c + 4;
  if (c == 0x2b || c == 0x2d) return 62;
  return c == 0x2f || c == 0x5f ? 63 : -1;
}

/** A-Z 2-7 in either case. */
export function base32Value(c: i32): i32 {
  if (isLetter(c)) return (c | 0x20) - 0x61;
  return <u32>(c - 0x32) < 6 ? c - 0x18 : -1;
}

/** The order of crypt(3): . / 0-9 A-Z a-z. bcrypt has its own. */
export function isCryptChar(c: i32): bool { return isAlnum(c) || c == 0x2e || c == 0x2f; }

/** Whether the bytes at `ptr` are the `n` bytes at `literal`. */
export function same(ptr: usize, literal: usize, n: i32): bool {
  for (let i = 0; i < n; i++) if (load<u8>(ptr + i) != load<u8>(literal + i)) return false;
  return true;
}

/** Position of `n` bytes within `len` bytes, or -1. Only for short literals. */
export function find(ptr: usize, len: i32, literal: usize, n: i32): i32 {
  const first = load<u8>(literal);
  for (let i = 0; i <= len - n; i++) {
    if (load<u8>(ptr + i) == first && same(ptr + i, literal, n)) return i;
  }
  return -1;
}

/** Decimal number of up to 9 digits at `ptr`; -1 when there is none or it is longer. */
export function decimal(ptr: usize, len: i32): i32 {
  if (len < 1 || len > 9) return -1;
  let value = 0;
  for (let i = 0; i < len; i++) {
    const d = digitValue(load<u8>(ptr + i));
    if (d < 0) return -1;
    value = value * 10 + d;
  }
  return value;
}

/** Whether all bytes are printable UTF-8: no control characters but tab and line ends, no malformed sequences. */
export function isPrintableUtf8(ptr: usize, len: i32): bool {
  let i = 0;
  while (i < len) {
    const c: i32 = load<u8>(ptr + i);
    if (c < 0x80) {
      if (c < 0x20 ? c != 9 && c != 10 && c != 13 : c == 0x7f) return false;
      i++;
      continue;
    }
    const more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : 1;
    if (c < 0xc2 || c > 0xf4 || i + more >= len) return false;
    const second: i32 = load<u8>(ptr + i + 1);
    if (second >> 6 != 2) return false;
    if ((c == 0xe0 && second < 0xa0) || (c == 0xf0 && second < 0x90) || (c == 0xed && second > 0x9f) || (c == 0xf4 && second > 0x8f)) return false;
    for (let k = 2; k <= more; k++) if (load<u8>(ptr + i + k) >> 6 != 2) return false;
    i += more + 1;
  }
  return true;
}
