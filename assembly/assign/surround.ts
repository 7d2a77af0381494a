// What the syntax around a name and its value says against the two being a setting: the name is a path or an element of a
// list, a part of a resource name, the value begins with the name, or is the key of a cache. Asked last, of what would be reported.

import { at, isAlnum, isDigit, isHex, isLetter, isLower, isSpace, isUpper, isWord, same8 } from './chars';
import { CLASS_KEY, FORM_CODE, FORM_PAIR, FORM_PROSE, FORM_QUOTED, FORM_TIGHT } from './classes';
import { isUuid } from './noise';
import { quoteAt, quoteBefore } from './quotes';
import { randomness } from './randomness';

/** How far to the left an opening bracket is looked for. */
const BRACKET_REACH: usize = 256;

/** Nothing speaks against it, it is doubtful, it is no secret. */
export const CLEAR: i32 = 0;
export const DOUBTFUL: i32 = 1;
export const REFUSED: i32 = 2;

/** Verdict on the value [s, e) of the name [keyStart, keyEnd). */
export function surroundings(s: usize, e: usize, keyStart: usize, keyEnd: usize, keyClass: i32, form: i32, lo: usize, hi: usize): i32 {
  if (isResourceName(keyStart, lo)) return REFUSED;
  if (startsWithName(s, e, keyStart, keyEnd) || isRandomName(keyStart, keyEnd) || isNonce(keyStart, keyEnd)) return REFUSED;
  if (at(keyStart - 1) == 0x2f && quoteAt(keyEnd, hi) != 0 && isDigestLong(s, e)) { // "src/auth/token.rs": "4f3a…", "owner/token-store" "4f3a…"
    return (form & FORM_PROSE) != 0 || hasEnding(keyStart, keyEnd) ? REFUSED : DOUBTFUL;
  }
  if ((form & FORM_QUOTED) == 0) {
    if (at(s) == 0x7c) return REFUSED; // |1|…=|…: hashed names of hosts
    if (isOperation(s, e)) return REFUSED;
    if ((form & FORM_CODE) != 0 && (isMember(s, e) || isChoice(s, e))) return REFUSED;
  }
  if ((form & FORM_PAIR) != 0 && isElement(keyStart, lo) && opener(keyStart, lo) == 0x5b) return isDigitsAndLetters(s, e) ? DOUBTFUL : REFUSED;
  if (keyClass == CLASS_KEY && (isCacheKey(s, e) || isCompound(s, e))) return REFUSED;
  if ((form & (FORM_QUOTED | FORM_TIGHT)) == FORM_TIGHT && at(keyEnd) == 0x3a && isEntryName(s, e)) return REFUSED;
  if (isOfPicture(keyStart, lo)) return DOUBTFUL;
  if ((form & FORM_QUOTED) == 0 && at(keyEnd) == 0x3a && same8(keyStart - 5, 0x2f_63_74_65_2f, 5)) return REFUSED; // /etc/passwd:root:x:0:…
  return CLEAR;
}

/** `badge.svg?token=…`, `status.svg?style=flat&token=…`: the address of a picture that is shown to everybody. */
export function isOfPicture(keyStart: usize, lo: usize): bool {
  if (at(keyStart - 1) != 0x3f && at(keyStart - 1) != 0x26) return false;
  const least = keyStart - lo > 96 ? keyStart - 96 : lo;
  let q = keyStart;
  while (q > least && at(q - 1) != 0x3f && at(q - 1) > 0x20 && at(q - 1) != 0x22) q--;
  return q > least + 5 && at(q - 1) == 0x3f && same8(q - 5, 0x67_76_73_2e, 4);
}

/** `arn:…:secret:name`: the name is a part of a longer name. */
function isResourceName(keyStart: usize, lo: usize): bool {
  if (at(keyStart - 1) != 0x3a) return false;
  const least = keyStart - lo > 96 ? keyStart - 96 : lo;
  let q = keyStart - 1;
  while (q > least && (isWord(at(q - 1)) || at(q - 1) == 0x3a || at(q - 1) == 0x2d || at(q - 1) == 0x2a)) q--;
  return same8(q, 0x3a_6e_72_61, 4);
}

/** `("read_token_count", "ReadTokenCountConfig")`: the name comes again, in another spelling. */
function startsWithName(s: usize, e: usize, keyStart: usize, keyEnd: usize): bool {
  let q = s;
  let same = 0;
  for (let p = keyStart; p < keyEnd; p++) {
    if (!isAlnum(at(p))) continue;
    while (q < e && !isAlnum(at(q))) q++;
    if (q == e || (at(q) | 32) != (at(p) | 32)) return false;
    q++;
    same++;
  }
  return same >= 12;
}

/** `pwDq4G5UsMmZH`, `lTTK7keYe9`: a piece of data that happens to hold a short word. */
function isRandomName(keyStart: usize, keyEnd: usize): bool {
  const n = <i32>(keyEnd - keyStart);
  if (n < 8) return false;
  let digits = 0, lowers = 0, uppers = 0;
  for (let q = keyStart; q < keyEnd; q++) {
    const c = at(q);
    if (isDigit(c)) digits++;
    else if (isUpper(c)) uppers++;
    else if (isLower(c)) lowers++;
    else return false; // names of several words
  }
  return digits > 0 && lowers > 0 && uppers > 1 && randomness(keyStart, n) >= 24;
}

/** `Sec-WebSocket-Key`: drawn anew for each connection, and public. */
function isNonce(keyStart: usize, keyEnd: usize): bool {
  return keyEnd - keyStart >= 13 && same8(keyEnd - 13, 0x65_6b_63_6f_73_62_65_77, 8) && same8(keyEnd - 3, 0x79_65_6b, 3);
}

/** As long as a digest in hex, and nothing else. */
function isDigestLong(s: usize, e: usize): bool {
  const n = e - s;
  if (n < 32 || (n & 7) != 0) return false;
  for (let q = s; q < e; q++) if (!isHex(at(q))) return false;
  return true;
}

/** The name ends like that of a file: `.rs`, `.key`, `.a`. */
function hasEnding(keyStart: usize, keyEnd: usize): bool {
  let q = keyEnd;
  while (q > keyStart && isAlnum(at(q - 1)) && keyEnd - q < 7) q--;
  return q > keyStart + 1 && q < keyEnd && at(q - 1) == 0x2e;
}

/** `!0===t`, `a&&b`, `x||y`: operators of programs between the first and the last characters. */
function isOperation(s: usize, e: usize): bool {
  if (e - s < 4) return false;
  for (let q = s; q + 2 < e; q++) {
    const c = at(q);
    if (c == 0x26 || c == 0x7c) { if (at(q + 1) == c) return true; }
    else if (c == 0x3d && at(q + 1) == 0x3d && at(q + 2) == 0x3d) return true;
    else if (c == 0x3d && at(q + 1) == 0x21 && q > s) return true; // a=!0
    else if (c == 0x21 && at(q + 1) == 0x3d && q > s) return true;
  }
  return false;
}

/** `Pass.TRANSLUCENT_3D`: the name of a constant. */
function isCapitals(s: usize, e: usize): bool {
  let parts = 0;
  for (let q = s; q < e; q++) {
    if (at(q) == 0x5f) parts++;
    else if (!isUpper(at(q)) && !isDigit(at(q))) return false;
  }
  return parts > 0;
}

/** `a?B.ONE:B.TWO`: one of two names. */
function isChoice(s: usize, e: usize): bool {
  let q = s;
  while (q < e && (isWord(at(q)) || at(q) == 0x2e || at(q) == 0x24)) q++;
  if (q == s || q >= e || at(q) != 0x3f) return false;
  for (q++; q < e && (isWord(at(q)) || at(q) == 0x2e || at(q) == 0x24); q++);
  if (q >= e || at(q) != 0x3a) return false;
  for (q++; q < e && (isWord(at(q)) || at(q) == 0x2e || at(q) == 0x24); q++);
  return q == e;
}

/** `pair.Secp256K1Key`: identifiers and dots, and one of them is a word of a program. */
function isMember(s: usize, e: usize): bool {
  if (e - s > 48) return false;
  let named = false;
  let pieces = 0;
  let from = s;
  for (let q = s; q <= e; q++) {
    if (q < e && isWord(at(q))) continue;
    if (q < e && at(q) != 0x2e || q == from || isDigit(at(from))) return false;
    pieces++;
    if (q - from >= 2 && (randomness(from, <i32>(q - from)) < 0 || isCapitals(from, q))) named = true;
    from = q + 1;
  }
  return pieces > 1 && named;
}

/** `["a", "password", …`: the name is an element behind others. */
function isElement(keyStart: usize, lo: usize): bool {
  let q = keyStart;
  const least = q - lo > 64 ? q - 64 : lo;
  const mark = quoteBefore(q, lo);
  if (mark == 0) return false; // `--password` in a list of arguments has its dashes before it, and its value behind it
  q -= mark;
  while (q > least && isSpace(at(q - 1))) q--;
  if (q <= least || at(q - 1) != 0x2c) return false;
  q--;
  while (q > least && isSpace(at(q - 1))) q--;
  return quoteBefore(q, lo) != 0;
}

/** The bracket that is open at p, 0 when none is near. */
function opener(p: usize, lo: usize): i32 {
  const least = p - lo > BRACKET_REACH ? p - BRACKET_REACH : lo;
  let depth = 0;
  for (let q = p; q > least; q--) {
    const c = at(q - 1);
    if (c == 0x5d || c == 0x29 || c == 0x7d) depth++;
    else if (c == 0x5b || c == 0x28 || c == 0x7b) { if (depth == 0) return c; depth--; }
  }
  return 0;
}

/** Eight digits and more among letters: no name of an algorithm. */
function isDigitsAndLetters(s: usize, e: usize): bool {
  let digits = 0;
  for (let q = s; q < e; q++) if (isDigit(at(q))) digits++;
  return digits * 6 > <i32>(e - s) && digits >= 4;
}

/** Three parts and more, each behind a colon: `users/2:270d8f00:f84c5745`. */
function isCompound(s: usize, e: usize): bool {
  let colons = 0;
  for (let q = s + 1; q + 1 < e; q++) if (at(q) == 0x3a) colons++;
  return colons >= 2;
}

/** `web:4f3a…` behind `sessions:`: the whole names an entry of a store, and its last part is a digest behind a colon. */
export function isEntryName(s: usize, e: usize): bool {
  let q = e;
  if (e - s > 38 && isUuid(e - 36, 36)) q -= 36;
  else while (q > s && isHex(at(q - 1))) q--;
  return q > s && at(q - 1) == 0x3a && isCacheKey(s, e);
}

/** `node-Linux-4f3a…`, `users:42:4f3a…`: words or numbers, then a digest, all joined by one kind of separator. */
function isCacheKey(s: usize, e: usize): bool {
  let q = e;
  if (e - s > 38 && isUuid(e - 36, 36)) q -= 36;
  else while (q > s && isHex(at(q - 1))) q--;
  const digest = e - q;
  if (digest < 16 || q <= s + 2) return false;
  const c = at(q - 1);
  if (c != 0x2d && c != 0x3a && c != 0x2f && c != 0x7c) return false;
  let words = 0;
  let pieces = 0;
  let from = s;
  for (let p = s; p < q; p++) {
    const d = at(p);
    if (isAlnum(d) || d == 0x5f || d == 0x2e) continue;
    if (d != 0x2d && d != 0x3a && d != 0x2f && d != 0x7c) return false;
    if (isLetter(at(from)) && p - from >= 2 && p - from < 20) words++;
    pieces++;
    from = p + 1;
  }
  return words > 0 && (pieces > 1 || c == 0x3a || c == 0x2f || digest >= 40);
}
