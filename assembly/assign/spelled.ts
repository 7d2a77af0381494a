// How a value is spelled, where that shows what it is: a name of the program, a constant, text in base64, a label for people.

import { at, isAlnum, isDigit, isLetter, isLower, isUpper, isWord } from './chars';
import { WORD_NOUN } from './classes';
import { quoteAt, quoteBefore } from './quotes';
import { isCommon, keyRole, wordEnd, wordStart } from './words';

/** An identifier whose last word is one for secrets: `testSigningKey`, `EC_P256_KEY`. Of random text hardly any ends so. */
export function isNamedByNoun(s: usize, e: usize): bool {
  if (e - s < 6 || !isLetter(at(s)) && at(s) != 0x5f) return false;
  const from = wordStart(s, e);
  if (from <= s + 1 || e - from < 3 || (keyRole(from, <i32>(e - from)) & WORD_NOUN) == 0) return false;
  for (let q = s; q < from; q++) if (!isWord(at(q)) && at(q) != 0x24) return false;
  return isUpper(at(from)) || at(from - 1) == 0x5f;
}

/** bcdfghjklmnpqrstvwxz2456789: what Kubernetes makes its suffixes of. */
export function isPodCharacter(c: i32): bool {
  if (isDigit(c)) return c != 0x30 && c != 0x31 && c != 0x33;
  return isLower(c) && c != 0x61 && c != 0x65 && c != 0x69 && c != 0x6f && c != 0x75 && c != 0x79;
}

/** `default-token-7x2kq`: words in small letters and the suffix that Kubernetes gives to objects. */
export function isObjectName(s: usize, n: i32): bool {
  if (n < 9) return false;
  const last = s + <usize>n - 5;
  if (at(last - 1) != 0x2d) return false;
  for (let q = last; q < last + 5; q++) if (!isPodCharacter(at(q))) return false;
  let from = s;
  for (let q = s; q < last; q++) {
    if (isLower(at(q))) continue;
    if (at(q) != 0x2d || q - from < 2) return false;
    from = q + 1;
  }
  return true;
}

/** `ACME_LICENSE_JSON`: capitals in three words and more, one of them known. */
export function isConstant(s: usize, n: i32): bool {
  let words = 0;
  let known = false;
  const e = s + <usize>n;
  for (let q = s; q < e;) {
    if (at(q) == 0x5f) { q++; continue; }
    if (!isUpper(at(q))) return false;
    let end = wordEnd(q, e);
    if (isCommon(q, <i32>(end - q))) known = true;
    words++;
    while (end < e && isDigit(at(end)) && end - q < 12) end++;
    q = end;
  }
  return words >= 3 && known && words <= n / 4;
}

function sextet(c: i32): i32 {
  if (isUpper(c)) return c - 65;
  if (isLetter(c)) return c - 71;
  if (isAlnum(c)) return c + 4;
  return c == 0x2b || c == 0x2d ? 62 : c == 0x2f || c == 0x5f ? 63 : -1;
}

/** Base64 of a whole JSON object in plain ASCII. What is secret in it is found when it is opened. */
export function isReadable(s: usize, n: i32): bool {
  if (n < 16 || n > 1024 || at(s) != 0x65) return false; // `{` begins with e
  let tail: u32 = 0;
  while (n > 16 && at(s + n - 1) == 0x3d) n--;
  let bits: u32 = 0;
  let held = 0;
  let bytes = 0;
  let last = 0;
  for (let i = 0; i < n; i++) {
    const v = sextet(at(s + i));
    if (v < 0) return false;
    bits = bits << 6 | <u32>v;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    last = <i32>(bits >> <u32>held & 255);
    tail = tail << 8 | <u32>last;
    if (tail == 0x616c6722) return false; // alg": the head of a token
    if (bytes++ == 0 ? last != 0x7b : last < 0x20 || last > 0x7e) return false;
  }
  return last == 0x7d;
}

/** How far a neighbouring label may reach. */
const LABEL: usize = 64;

/** Whether the text in quotes that [s, e) is, or would be, holds a blank or letters beyond ASCII: people read it. */
function isLabel(s: usize, e: usize): bool {
  for (let q = s; q < e; q++) if (at(q) == 0x20 || at(q) > 0x7f) return true;
  return false;
}

/**
 * `username:"Nom d'usuari",password:"contrasenya",login:"Entra"`: the value is one of the texts of an interface. The value
 * before or the one behind it in the same list is a text for people.
 */
export function standsAmongLabels(s: usize, e: usize, keyStart: usize, lo: usize, hi: usize): bool {
  // the value before: … "text", "name": "value"
  let q = keyStart - quoteBefore(keyStart, lo);
  const least = q - lo > LABEL + 48 ? q - LABEL - 48 : lo;
  while (q > least && at(q - 1) <= 0x20) q--;
  if (q > least && at(q - 1) == 0x2c) {
    q--;
    const mark = quoteBefore(q, lo);
    if (mark != 0 && q > least + mark) {
      const end = q - mark;
      const quote = at(q - 1);
      q = end;
      while (q > least && at(q - 1) != quote && at(q - 1) != 0x0a) q--;
      if (q > least && at(q - 1) == quote && end - q <= LABEL && isLabel(q, end)) return true;
    }
  }
  // the value behind: "value", "name": "text" …
  q = e + quoteAt(e, hi);
  const most = hi - q > LABEL + 96 ? q + LABEL + 96 : hi;
  if (q >= most || at(q) != 0x2c) return false;
  q++;
  while (q < most && at(q) <= 0x20) q++;
  q += quoteAt(q, hi);
  while (q < most && (isWord(at(q)) || at(q) == 0x2d || at(q) == 0x2e)) q++;
  q += quoteAt(q, hi);
  while (q < most && at(q) == 0x20) q++;
  if (q >= most || at(q) != 0x3a) return false;
  q++;
  while (q < most && at(q) == 0x20) q++;
  if (quoteAt(q, hi) == 0) return false;
  const quote = at(q);
  const from = q + 1;
  q = from;
  while (q < most && at(q) != quote && at(q) != 0x0a) q++;
  return q < most && at(q) == quote && q - from <= LABEL && isLabel(from, q);
}
