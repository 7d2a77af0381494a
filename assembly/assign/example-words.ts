// Values made of words that people write where a secret belongs: `your-api-key`, `changeme`, `P@ssw0rd`, `deadbeef`.

import { at, endOfHex, isAlnum, isDigit, isHex, isLetter } from './chars';
import { VALUE_HINT, VALUE_PLACEHOLDER, VALUE_VAGUE, VALUE_WEAK } from './classes';
import { isCommon, lengthsAt, valueRole, wordEnd } from './words';

/** Reachable positions of a split of the letters [p, p + n) into words of the table; bit n set means it splits. */
let splitHint: u64 = 0;
let splitPlain: u64 = 0;
function split(p: usize, n: i32): void {
  splitPlain = 1;
  splitHint = 0;
  for (let i = 0; i < n; i++) {
    const here: u64 = (<u64>1) << <u64>i;
    if (((splitPlain | splitHint) & here) == 0) continue;
    const rest = n - i;
    let lengths = lengthsAt(p + i) & 0x7ffc;
    if (rest < 14) lengths &= ((<u32>2) << rest) - 1;
    for (; lengths != 0; lengths &= lengths - 1) {
      const l = <i32>ctz(lengths);
      const role = valueRole(p + i, l);
      if (role == 0) continue;
      const there: u64 = (<u64>1) << <u64>(i + l);
      if ((role & (VALUE_HINT | VALUE_PLACEHOLDER)) != 0 || (splitHint & here) != 0) splitHint |= there;
      else if ((role & (VALUE_VAGUE | VALUE_WEAK)) != 0) splitPlain |= there;
    }
  }
}

/** The letter that a digit or sign stands for when people disguise a word; 0 for none. */
function undisguise(c: i32): i32 {
  switch (c) {
    case 0x30: return 0x6f; // 0 o
    case 0x31: case 0x21: return 0x69; // 1 ! i
    case 0x33: return 0x65; // 3 e
    case 0x34: case 0x40: return 0x61; // 4 @ a
    case 0x35: case 0x24: return 0x73; // 5 $ s
    case 0x37: return 0x74; // 7 t
    default: return isLetter(c) ? c | 32 : 0;
  }
}
const plain: usize = memory.data(32);

function hexDigit(c: i32): i32 { return isDigit(c) ? c - 0x30 : (c | 32) - 0x57; }

/** `super$ecret`, `P@ssw0rd12`, `p%40ssw0rd`: example words with letters changed for what looks like them. */
export function disguised(ptr: usize, len: i32): bool {
  if (len < 6 || len > 32) return false;
  let n = len;
  while (n > 0 && !isLetter(at(ptr + n - 1))) n--;
  let s = 0;
  while (s < n && !isAlnum(at(ptr + s))) s++;
  let letters = 0;
  let to = 0;
  for (let i = s; i < n; i++) {
    let c = at(ptr + i);
    if (c == 0x25 && i + 2 < n && isHex(at(ptr + i + 1)) && isHex(at(ptr + i + 2))) { c = hexDigit(at(ptr + i + 1)) << 4 | hexDigit(at(ptr + i + 2)); i += 2; } // %40
    const letter = undisguise(c);
    if (letter == 0) return false;
    if (isLetter(c)) letters++;
    store<u8>(plain + to++, letter);
  }
  n = to;
  if (n < 6 || letters == n || letters * 2 < n) return false;
  split(plain, n);
  return ((splitPlain | splitHint) & ((<u64>1) << <u64>n)) != 0;
}

/** Digits that example words may have among them. */
const MOST_DIGITS: i32 = 4;

/** 0 to 2. Example words: the whole value, its parts between separators and changes of case, or parts written together. */
export function exampleWords(ptr: usize, len: i32): i32 {
  // ---- the whole, without digits and punctuation at its end
  let n = len;
  while (n > 0 && !isLetter(at(ptr + n - 1))) n--;
  const whole = valueRole(ptr, n);
  const role = n == len ? whole : valueRole(ptr, len);
  if (n == len || role != 0) {
    if ((role & (VALUE_PLACEHOLDER | VALUE_HINT)) != 0) return 2;
    if ((role & VALUE_WEAK) != 0) return 1;
  } else if ((whole & (VALUE_PLACEHOLDER | VALUE_HINT | VALUE_WEAK)) != 0) return len - n > 5 ? 0 : 1;
  // ---- its words, unless there are too many digits between them
  const end = ptr + len;
  let digitRun = 0;
  for (let q = ptr; q < end; q++) digitRun += i32(isDigit(at(q)));
  if (digitRun > MOST_DIGITS) return 0;
  let p = ptr;
  let total = 0;
  let known = 0;
  let hints = 0;
  let hold = 0;
  let unknown = 0;
  while (p < end) {
    if (!isLetter(at(p))) {
      p++;
      continue;
    }
    const q = wordEnd(p, end);
    const size = <i32>(q - p);
    const role = valueRole(p, size);
    total++;
    if (role != 0 && (role & 15) != 0) {
      known++;
      if ((role & VALUE_HINT) != 0) {
        hints++;
      }
      if ((role & (VALUE_PLACEHOLDER | VALUE_WEAK)) != 0) hold++;
    } else if (size >= 4 && size <= 32) {
      split(p, size);
      const all: u64 = (<u64>1) << <u64>size;
      if ((splitHint & all) != 0) { known++; hints++; hold++; }
      else if ((splitPlain & all) != 0) { known++; hold++; }
      else if (!isCommon(p, size)) unknown++;
    } else if (size > 1) unknown++;
    p = q;
    // too many that are none for the rest, a word a letter, to make up for
    if (unknown > 0 && 2 * total - 3 * known > <i32>(end - p)) return 0;
  }
  if (total == 0) return 0;
  if (known == total) {
    if (hints > 0 || hold > 0) return digitRun == 0 ? 2 : 1;
    return total > 1 ? (digitRun == 0 ? 2 : 1) : 0;
  }
  // your-slack-token, <insert your key here>, MY_APP_SECRET: a hint and no word that isn't one
  if (hints > 0 && unknown == 0) return 2;
  if (hints > 0 && known * 3 >= total * 2) return 1;
  return 0;
}

/** How many words like deadbeef are in hexadecimal digits; 0 where there are other characters. */
export function hexWords(ptr: usize, len: i32): i32 {
  if (len < 8) return 0;
  const end = ptr + <usize>len - 3; // of the places where a word may begin
  if (endOfHex(ptr, end) != end) return 0;
  let count = 0;
  if (ASC_FEATURE_SIMD) {
    let behind = ptr; // the last word
    for (let p = ptr; p < end; p += 16) {
      let bits = mayBeHexWords(p);
      if (p + 16 > end) bits &= (1 << <u32>(end - p)) - 1;
      for (; bits; bits &= bits - 1) {
        const q = p + <usize>ctz(bits);
        if (q >= behind && isHexWord(q)) { count++; behind = q + 4; }
      }
    }
    return count;
  }
  for (let p = ptr; p < end; p++) if (isHexWord(p)) { count++; p += 3; }
  return count;
}

/** Of 16 hex digits: where b, c, d or f stands before 0, a or e. */
function mayBeHexWords(p: usize): u32 {
  const v = v128.or(v128.load(p), i8x16.splat(0x20)), w = v128.or(v128.load(p + 1), i8x16.splat(0x20));
  const isFirst = v128.andnot(i8x16.gt_u(v, i8x16.splat(0x61)), i8x16.eq(v, i8x16.splat(0x65)));
  const isSecond = v128.or(v128.or(i8x16.eq(w, i8x16.splat(0x30)), i8x16.eq(w, i8x16.splat(0x61))), i8x16.eq(w, i8x16.splat(0x65)));
  return <u32>i8x16.bitmask(v128.and(isFirst, isSecond));
}

/** dead beef cafe babe face feed f00d c0de c0ff */
function isHexWord(p: usize): bool {
  const c = load<u32>(p) | 0x20202020;
  return c == 0x64616564 || c == 0x66656562 || c == 0x65666163 || c == 0x65626162 || c == 0x65636166
    || c == 0x64656566 || c == 0x64303066 || c == 0x65643063 || c == 0x66663063;
}
