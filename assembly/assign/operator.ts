// What connects a key with its value. `findOperator` answers from the first few bytes behind the name, so that the many
// harmless mentions of a key word in logs (`Failed password for root`) cost nothing more.

import { at, endOfTokens, isBlank, isLetter, isWord, same8, skipBlanks, skipSpace } from './chars';
import { FORM_BESIDE, FORM_CALL, FORM_COMPARE, FORM_FLAG, FORM_LINE, FORM_MARKUP, FORM_PAIR, FORM_PROSE, FORM_SPACED, FORM_TIGHT } from './classes';
import { quoteAt, quoteBefore } from './quotes';

/** First byte behind the operator (blanks not skipped). */
export let valueFrom: usize = 0;
/** FORM_* bits the operator implies. */
export let form: i32 = 0;
/** The name itself stands in quotes. */
export let nameQuoted: bool = false;
/** The operator was `:` (or `=>`). */
export let colon: bool = false;

function found(p: usize, bits: i32): bool {
  valueFrom = p;
  form = bits;
  return true;
}

/** `value`, `val`, `v`, `content`, `default`: the attribute or field that holds what `name` names. */
function valueWord(p: usize): usize {
  if (same8(p, 0x65_75_6c_61_76, 5)) return 5;
  if (same8(p, 0x74_6e_65_74_6e_6f_63, 7)) return 7;
  if (same8(p, 0x74_6c_75_61_66_65_64, 7)) return 7;
  if (same8(p, 0x6c_61_76, 3)) return 3;
  return 0;
}

/** `name: DB_PASSWORD, value: x` in JSON, YAML and XML attributes. p is behind the name and its quote. */
function siblingValue(p: usize, hi: usize): bool {
  let q = skipSpace(p, hi, 4);
  if (q < hi && at(q) == 0x2c) q++;
  q = skipSpace(q, hi, 48);
  if (q + 12 > hi) return false;
  q += quoteAt(q, hi);
  const length = valueWord(q);
  if (length == 0) return false;
  q += length;
  q += quoteAt(q, hi);
  q = skipBlanks(q, hi, 4);
  const c = at(q);
  if (c != 0x3a && c != 0x3d) return false;
  return found(q + 1, FORM_LINE);
}

/** Whether the name at `start` is itself the value of `name:` or `key:` (without quotes: YAML). */
function isNamed(start: usize, lo: usize): bool {
  let q = start;
  const least = q - lo > 16 ? q - 16 : lo;
  while (q > least && isBlank(at(q - 1))) q--;
  if (q <= least || at(q - 1) != 0x3a) return false;
  q--;
  return (q - least >= 4 && same8(q - 4, 0x65_6d_61_6e, 4)) || (q - least >= 3 && same8(q - 3, 0x79_65_6b, 3));
}

/**
 * The operator behind the name [start, end). `dashes` is the number of dashes before the name.
 * False when nothing behind the name makes it a key.
 */
export function findOperator(start: usize, end: usize, dashes: i32, lo: usize, hi: usize): bool {
  let p = end;
  nameQuoted = false;
  colon = false;
  let closers = 0;
  while (p < hi && closers < 4) {
    const length = quoteAt(p, hi);
    if (length != 0) { p += length; nameQuoted = true; }
    else if (at(p) == 0x5d || at(p) == 0x2a) p++; // env["X"] and **X**
    else break;
    closers++;
  }
  if (nameQuoted && quoteBefore(start, lo) == 0 && at(start - 1) != 0x2e && at(start - 1) != 0x24) {
    // The quotation mark closes something longer than the name, or opens the value (`PASSWORD "x"`, no blank).
    if (closers == 1 && dashes == 0) nameQuoted = false;
  }
  const q = skipBlanks(p, hi, 40);
  if (q >= hi) return false;
  const gap = q - p;
  const c = at(q);
  switch (c) {
    case 0x3d: { // =
      const n = at(q + 1);
      if (n == 0x3e) { colon = true; return found(q + 2, 0); }
      if (n == 0x7e) return false;
      if (n == 0x3d) {
        let r = q + 2;
        if (at(r) == 0x3d) r++;
        return found(r, FORM_COMPARE);
      }
      return found(q + 1, gap == 0 ? (isBlank(n) ? 0 : FORM_TIGHT) : isBlank(n) ? FORM_SPACED : 0);
    }
    case 0x3a: { // :
      const n = at(q + 1);
      if (n == 0x3a) { // `::` is a path, `::=` a definition
        let r = q + 2;
        while (r < q + 4 && at(r) == 0x3a) r++;
        return at(r) == 0x3d ? found(r + 1, FORM_SPACED) : false;
      }
      if (at(start - 1) == 0x7b && at(start - 2) == 0x24) return n == 0x2d || n == 0x3d ? found(q + 2, FORM_TIGHT) : false; // ${NAME:-default}
      if (n == 0x3d) return found(q + 2, FORM_SPACED);
      if (n == 0x2f && at(q + 2) == 0x2f) return false;
      colon = true;
      return found(n == 0x2a && at(q + 2) == 0x2a ? q + 3 : q + 1, gap == 0 && n > 0x20 ? FORM_TIGHT : 0);
    }
    case 0x25: // %3A%22…%22
      if (at(q + 1) == 0x33 && ((at(q + 2) | 32) == 0x61 || (at(q + 2) | 32) == 0x64) && quoteAt(q + 3, hi) == 3) return found(q + 3, 0);
      return false;
    case 0x7c: // | password | x | and ||=
      if (gap != 0 && at(q + 1) == 0x20 && start - lo > 2 && (at(start - 1) == 0x20 && at(start - 2) == 0x7c)) return found(q + 1, FORM_PROSE);
    case 0x3f: // ?= and ?:
    case 0x2b: { // +=
      let r = q + 1;
      if (c == 0x7c && at(r) == 0x7c) r++;
      if (c == 0x3f && at(r) == 0x3f) r++;
      if (at(r) != 0x3d) return c == 0x3f && at(r) == 0x3a && !nameQuoted ? found(r + 1, 0) : false;
      return found(r + 1, 0);
    }
    case 0x21: // !=
      return at(q + 1) == 0x3d ? found(at(q + 2) == 0x3d ? q + 3 : q + 2, FORM_COMPARE) : false;
    case 0x2e: // .=
      return at(q + 1) == 0x3d && gap != 0 ? found(q + 2, FORM_SPACED) : false;
    case 0x3c: // <- and </key><value>
      if (at(q + 1) == 0x2f && gap == 0) return siblingElement(q, hi);
      return at(q + 1) == 0x2d && gap != 0 ? found(q + 2, FORM_SPACED) : false;
    case 0x3e: // <password>value</password>, <string name="password">value</string>
      if (gap != 0 || (!nameQuoted && at(start - 1) != 0x3c && at(start - 1) != 0x3a)) return false;
      return found(q + 1, FORM_MARKUP);
    case 0x28: // setPassword("…")
      if (gap != 0 || nameQuoted) return false;
      return found(q + 1, FORM_CALL);
    case 0x2c: // ("password", "…") or "name": "password", "value": "…"
      if (!nameQuoted) return false;
      if (siblingValue(q, hi)) return true;
      return found(q + 1, FORM_PAIR);
    case 0x0a:
    case 0x0d:
      if (!nameQuoted && !isNamed(start, lo)) return false;
      return siblingValue(q, hi);
    default:
      break;
  }
  if (gap == 0 && quoteAt(end, hi) == 0) return false;
  if (nameQuoted) { // <add key="Password" value="…"/>
    return isLetter(c) && siblingValue(q, hi);
  }
  if (quoteAt(q, hi) != 0) return found(q, FORM_PROSE); // #define PASSWORD "…"; PASSWORD '…'
  if (dashes > 0 && gap <= 4 && c != 0x2d) return found(q, FORM_FLAG);
  if (isLetter(c)) {
    const typed = typedLiteral(q, hi);
    if (typed != 0) return found(typed, FORM_SPACED);
    // `password is …`
    if (same8(q, 0x20_73_69, 3)) return found(q + 3, FORM_PROSE);
    if (same8(q, 0x20_73_61_77, 4)) return found(q + 4, FORM_PROSE);
    if (same8(q, 0x20_6f_74, 3)) return found(q + 3, FORM_PROSE);
    if (isWord(c) && follows(start, end, lo)) return found(q, FORM_LINE);
  }
  if (isWord(c) && follows(start, end, lo)) return found(q, FORM_LINE);
  return gap == 1 && looksOpaque(q, hi) ? found(q, FORM_PROSE | FORM_BESIDE) : false;
}

/** `var token string = "…"`: the type stands between. Address of the literal or 0. */
function typedLiteral(p: usize, hi: usize): usize {
  let q = p;
  const most = hi - p > 24 ? p + 24 : hi;
  while (q < most && (isWord(at(q)) || at(q) == 0x2e || at(q) == 0x2a)) q++;
  if (q + 3 >= hi || at(q) != 0x20 || at(q + 1) != 0x3d || at(q + 2) == 0x3d) return 0;
  q = skipBlanks(q + 2, hi, 4);
  return quoteAt(q, hi) != 0 ? q : 0;
}

/** `<key>password</key> <string>…</string>`, as in property lists. p is at `</`. */
function siblingElement(p: usize, hi: usize): bool {
  let q = p + 2;
  const most = hi - p > 16 ? p + 16 : hi;
  while (q < most && isLetter(at(q))) q++;
  if (q >= most || at(q) != 0x3e) return false;
  q = skipSpace(q + 1, hi, 64);
  if (q + 10 > hi || at(q) != 0x3c) return false;
  if (same8(q + 1, 0x3e_67_6e_69_72_74_73, 7)) return found(q + 8, FORM_MARKUP);
  if (same8(q + 1, 0x3e_65_75_6c_61_76, 6)) return found(q + 7, FORM_MARKUP);
  return false;
}

/** A word of 16 or more token characters that starts with letters and digits mixed: no word of a sentence. */
function looksOpaque(p: usize, hi: usize): bool {
  if (p + 16 > hi) return false;
  let digits = 0;
  let letters = 0;
  for (let i = 0; i < 16; i++) {
    const c = at(p + i);
    if (<u32>(c - 48) < 10) digits++;
    else if (isLetter(c)) letters++;
    else if (c != 0x2d && c != 0x5f && c != 0x2b && c != 0x2f) return false;
  }
  return digits >= 2 && letters >= 2;
}

/**
 * Whether an operator can stand behind the key word at [p, p + len): looks at the rest of the name and at most one byte
 * behind the blanks after it. Rejects the mentions of key words in prose and logs before anything is read to the left.
 */
export function mayAssign(p: usize, len: i32, hi: usize): bool {
  let q = p + len;
  const most = hi - q > 48 ? q + 48 : hi;
  q = endOfTokens(q, most, 0x2e);
  if (q >= most) return false;
  let c = at(q);
  if (c != 0x20 && c != 0x09) {
    // = : " ' ` \ & % ] * ? | + ! < > ( , ) line end
    return c == 0x3d || c == 0x3a || c == 0x22 || c == 0x27 || c == 0x5c || c == 0x60 || c == 0x26 || c == 0x25 || c == 0x5d || c == 0x7c || c == 0x2b || c == 0x2a
      || c == 0x28 || c == 0x3e || c == 0x3c || c == 0x2c || c == 0x3f || c == 0x0a || c == 0x0d;
  }
  q = skipBlanks(q, hi, 40);
  c = at(q);
  if (!isLetter(c)) return !(c == 0x28 || c == 0x29 || c == 0x5b || c == 0x7b || c == 0x3b || c == 0x2c || c == 0x2f);
  // words: `is`, `was`, `to`, a type before `=`, a long opaque run, or a value of its own at the end of the line
  let e = q + 1;
  const far = hi - q > 16 ? q + 16 : hi;
  while (e < far && at(e) > 0x20 && at(e) != 0x3d) e++;
  if (e == far) return true;
  const next = at(e);
  if (next == 0x0a || next == 0x0d || next == 0x3d) return true;
  if (next != 0x20 || at(e + 1) == 0x3d) return true;
  return e - q == 2 ? (c == 0x69 && at(q + 1) == 0x73) || (c == 0x74 && at(q + 1) == 0x6f) : e - q == 3 && c == 0x77;
}

/** netrc (`login x password y`) and Dockerfile (`ENV PASSWORD y`): a word is a value without an operator. */
function follows(start: usize, end: usize, lo: usize): bool {
  const size = end - start;
  if (size < 3 || at(start - 1) > 0x20) return false;
  let q = start;
  const least = q - lo > 80 ? q - 80 : lo;
  while (q > least && isBlank(at(q - 1))) q--;
  if (q == start) return false;
  let e = q;
  while (q > least && at(q - 1) > 0x20) q--;
  if (e - q == 3 && same8(q, 0x76_6e_65, 3) && (q == lo || at(q - 1) == 0x0a)) return true; // env at the line's start
  // one word further left: login
  while (q > least && isBlank(at(q - 1))) q--;
  e = q;
  while (q > least && at(q - 1) > 0x20) q--;
  return e - q == 5 && same8(q, 0x6e_69_67_6f_6c, 5);
}
