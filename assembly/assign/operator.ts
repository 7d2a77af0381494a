// What connects a key with its value. `findOperator` answers from the first few bytes behind the name, so that the many
// harmless mentions of a key word in logs (`Failed password for root`) cost nothing more.

import { at, endOfTokens, isBlank, isLetter, isWord, same8, skipBlanks, skipSpace } from './chars';
import { FORM_BESIDE, FORM_CALL, FORM_COMPARE, FORM_FLAG, FORM_LINE, FORM_MARKUP, FORM_PAIR, FORM_PROSE, FORM_SPACED, FORM_TIGHT } from './classes';
import { quoteAt, quoteBefore } from './quotes';
import { opensLine } from './value';
import { blockValue, COMMAND, follows, isNamed, NOTHING, propertyValue, serialisedValue, siblingBefore, siblingElement, siblingValue } from './siblings';

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

/** The same for an address that may be none. */
function foundAt(p: usize, bits: i32): bool { return p != 0 && found(p, bits); }

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
    else if (at(p) == 0x7d && isBraced(start, lo)) return behindBraces(start, p + 1, hi);
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
        if (at(r) == 0x3d) return found(r + 1, FORM_SPACED);
        return isBlank(at(r)) && quoteAt(r + 1, hi) != 0 ? found(r + 1, 0) : false; // a hidden field
      }
      if (at(start - 1) == 0x7b && at(start - 2) == 0x24) { // ${NAME:-default}, ${name:default}
        if (n == 0x2d || n == 0x3d) return found(q + 2, FORM_TIGHT);
        return isWord(n) || n > 0x40 ? found(q + 1, FORM_TIGHT) : false;
      }
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
      if (at(q + 1) == 0x2f && gap == 0) return foundAt(siblingElement(q, hi), FORM_MARKUP);
      return at(q + 1) == 0x2d && gap != 0 ? found(q + 2, FORM_SPACED) : false;
    case 0x3e: // <password>value</password>, <string name="password">value</string>
      if (gap != 0 || (!nameQuoted && at(start - 1) != 0x3c && at(start - 1) != 0x3a)) return false;
      return found(q + 1, FORM_MARKUP);
    case 0x28: // setPassword("…")
      if (gap != 0 || nameQuoted) return false;
      return found(q + 1, FORM_CALL);
    case 0x2c: { // ("password", "…") or "name": "password", "value": "…"
      if (!nameQuoted) { // :password, "…" and {password, "…"}
        const before = at(start - 1);
        const v = skipBlanks(q + 1, hi, 4);
        return (before == 0x3a || before == 0x7b) && (quoteAt(v, hi) != 0 || at(v) == 0x3c && at(v + 1) == 0x3c) ? found(v, FORM_PAIR) : false;
      }
      return foundAt(siblingValue(q, hi), FORM_LINE) || foundAt(siblingBefore(start, lo), FORM_LINE) || found(q + 1, FORM_PAIR);
    }
    case 0x7b: // { "value": "…" }, { get; set; } = "…", name{"…"}
      if (gap == 0 && !nameQuoted) return quoteAt(q + 1, hi) != 0 && found(q + 1, FORM_CALL);
      return nameQuoted ? foundAt(blockValue(q, hi), FORM_LINE) : foundAt(propertyValue(q, hi), FORM_SPACED);
    case 0x7d:
      return nameQuoted && foundAt(siblingBefore(start, lo), FORM_LINE);
    case 0x5b: { // char password[] = "…"
      if (gap != 0 || nameQuoted) return false;
      let r = q + 1;
      while (r < q + 6 && <u32>(at(r) - 48) < 10) r++;
      if (at(r) != 0x5d) return false;
      r = skipBlanks(r + 1, hi, 4);
      return at(r) == 0x3d && at(r + 1) != 0x3d && found(r + 1, FORM_SPACED);
    }
    case 0x2d: // ->
      return gap != 0 && at(q + 1) == 0x3e && isBlank(at(q + 2)) && found(q + 2, FORM_PROSE);
    case 0x3b: // s:8:"password";s:12:"…"
      return nameQuoted && foundAt(serialisedValue(q, hi), FORM_LINE);
    case 0x26: // &lt;password&gt;…
      return gap == 0 && same8(q, 0x3b_74_67_26, 4) && same8(start - 4, 0x3b_74_6c_26, 4) && found(q + 4, FORM_TIGHT);
    case 0x0a:
    case 0x0d:
      if (!nameQuoted && !isNamed(start, lo)) return false;
      return foundAt(siblingValue(q, hi), FORM_LINE) || nameQuoted && foundAt(siblingBefore(start, lo), FORM_LINE);
    default:
      break;
  }
  if (gap == 0 && quoteAt(end, hi) == 0) return false;
  if (nameQuoted) { // <add key="Password" value="…"/>
    if (isLetter(c) && foundAt(siblingValue(q, hi), FORM_LINE)) return true;
    return foundAt(siblingBefore(start, lo), FORM_LINE);
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
  }
  if (isWord(c)) {
    const command = follows(start, end, lo);
    if (command != NOTHING) return found(q, command == COMMAND ? FORM_FLAG : FORM_LINE);
    if (gap == 1 && at(p) == 0x09 && opensLine(start, lo)) return found(q, FORM_PROSE | FORM_BESIDE); // a table of two columns
  }
  return gap == 1 && looksOpaque(q, hi) ? found(q, FORM_PROSE | FORM_BESIDE) : false;
}

/** `$config{password}`, `$config{'password'}`, `${PASSWORD}`: the name stands in braces. */
function isBraced(start: usize, lo: usize): bool {
  const q = start - quoteBefore(start, lo);
  return at(q - 1) == 0x7b && (isWord(at(q - 2)) || at(q - 2) == 0x3e || at(q - 2) == 0x24);
}

/** `$config{password} = "…"`; `${PASSWORD}    …` as the name of a variable that opens its line. */
function behindBraces(start: usize, p: usize, hi: usize): bool {
  const q = skipBlanks(p, hi, 40);
  if (at(start - 1) == 0x7b && at(start - 2) == 0x24) return q - p >= 2 && at(start - 3) == 0x0a && isWord(at(q)) && found(q, FORM_FLAG);
  return at(q) == 0x3d && at(q + 1) != 0x3d && at(q + 1) != 0x7e && found(at(q + 1) == 0x3e ? q + 2 : q + 1, FORM_SPACED);
}

/** `var token string = "…"`, `Dim token As String = "…"`: the type stands between. Address of the literal or 0. */
function typedLiteral(p: usize, hi: usize): usize {
  let q = same8(p, 0x20_73_61, 3) ? p + 3 : p;
  const most = hi - p > 24 ? p + 24 : hi;
  while (q < most && (isWord(at(q)) || at(q) == 0x2e || at(q) == 0x2a)) q++;
  if (q + 3 >= hi || at(q) != 0x20 || at(q + 1) != 0x3d || at(q + 2) == 0x3d) return 0;
  q = skipBlanks(q + 2, hi, 4);
  return quoteAt(q, hi) != 0 ? q : 0;
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
    // = : " ' ` \ & % ] * ? | + < > ( , { } [ line end
    return c == 0x3d || c == 0x3a || c == 0x22 || c == 0x27 || c == 0x5c || c == 0x60 || c == 0x26 || c == 0x25 || c == 0x5d || c == 0x7c || c == 0x2b || c == 0x2a
      || c == 0x28 || c == 0x3e || c == 0x3c || c == 0x2c || c == 0x3f || c == 0x0a || c == 0x0d || c == 0x7b || c == 0x7d || c == 0x5b;
  }
  q = skipBlanks(q, hi, 40);
  c = at(q);
  if (!isLetter(c)) return !(c == 0x28 || c == 0x29 || c == 0x5b || c == 0x7b && !same8(skipBlanks(q + 1, hi, 4), 0x74_65_67, 3) || c == 0x3b || c == 0x2c || c == 0x2f);
  // words: `is`, `was`, `to`, a type before `=`, a long opaque run, or a value of its own at the end of the line
  let e = q + 1;
  const far = hi - q > 16 ? q + 16 : hi;
  while (e < far && at(e) > 0x20 && at(e) != 0x3d) e++;
  if (e == far) return true;
  const next = at(e);
  if (next == 0x0a || next == 0x0d || next == 0x3d) return true;
  if (next != 0x20 || at(e + 1) == 0x3d) return true;
  return e - q == 2 ? (c == 0x69 && at(q + 1) == 0x73) || (c == 0x74 && at(q + 1) == 0x6f) || ((c | 32) == 0x61 && (at(q + 1) | 32) == 0x73) : e - q == 3 && c == 0x77;
}
