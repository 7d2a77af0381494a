// Values that do not stand behind their name: in the field beside it, in the object or block it opens, in the next element,
// behind a command that sets it. Each function answers the address at which the value begins, or 0.

import { at, isBlank, isDigit, isLetter, isSpace, isWord, same8, skipBlanks, skipSpace } from './chars';
import { quoteAt, quoteBefore } from './quotes';

/** How far the fields of one object are read. */
const FIELDS_REACH: usize = 256;
/** Fields that are read before the value's. */
const MOST_FIELDS = 5;

/** `value`, `val`, `content`, `default`, `defaultValue`: the attribute or field that holds what `name` names. Its length or 0. */
function valueWord(p: usize): usize {
  if (same8(p, 0x65_75_6c_61_76, 5)) return 5;
  if (same8(p, 0x74_6e_65_74_6e_6f_63, 7)) return 7;
  if (same8(p, 0x74_6c_75_61_66_65_64, 7)) return same8(p + 7, 0x65_75_6c_61_76, 5) ? 12 : 7;
  if (same8(p, 0x6c_61_76, 3)) return 3;
  return 0;
}

/** The value field among those that begin at p: `description: "…", value: x`, one a line or with commas. */
function fieldAmong(p: usize, hi: usize): usize {
  const most = hi - p > FIELDS_REACH ? p + FIELDS_REACH : hi;
  for (let fields = 0; fields < MOST_FIELDS; fields++) {
    p = skipSpace(p, most, 64);
    if (p + 8 > most) return 0;
    p += quoteAt(p, most);
    let length = valueWord(p);
    let q = p + length;
    while (q < most && isWord(at(q))) { q++; length = 0; }
    if (q == p) return 0;
    q += quoteAt(q, most);
    q = skipBlanks(q, most, 8);
    const c = at(q);
    if (c != 0x3a && c != 0x3d) return 0;
    if (length != 0) return q + 1;
    // another field: a literal, or a word
    q = skipBlanks(q + 1, most, 8);
    const mark = quoteAt(q, most);
    if (mark != 0) {
      const quote = at(q + mark - 1);
      q += mark;
      while (q < most && at(q) != quote && at(q) != 0x0a) q++;
      if (q >= most || at(q) != quote) return 0;
      q++;
    } else while (q < most && isWord(at(q))) q++;
    q = skipBlanks(q, most, 8);
    if (at(q) == 0x2c) q++;
    else if (!isSpace(at(q)) && !isLetter(at(q))) return 0;
    p = q;
  }
  return 0;
}

/** `name: DB_PASSWORD, value: x` in JSON, YAML and XML attributes. p is behind the name and its quote. */
export function siblingValue(p: usize, hi: usize): usize {
  const q = skipSpace(p, hi, 4);
  return fieldAmong(q < hi && at(q) == 0x2c ? q + 1 : q, hi);
}

/** `"password": { "type": "…", "value": "…" }`, `variable "password" { default = "…" }`. p is at the brace. */
export function blockValue(p: usize, hi: usize): usize { return fieldAmong(p + 1, hi); }

/** `"value": "…", "name": "password"`: writers that sort their fields. Answers the opening quote of the value. */
export function siblingBefore(start: usize, lo: usize): usize {
  const least = start - lo > FIELDS_REACH ? start - FIELDS_REACH : lo;
  let q = start;
  const mark = quoteBefore(q, least);
  if (mark != 1) return 0;
  q = fieldName(q - 1, least);
  if (q == 0 || !(same8(q, 0x65_6d_61_6e, 4) || same8(q, 0x79_65_6b, 3))) return 0;
  q -= quoteBefore(q, least);
  while (q > least && isSpace(at(q - 1))) q--;
  if (q > least && at(q - 1) == 0x2c) q--;
  while (q > least && isSpace(at(q - 1))) q--;
  if (quoteBefore(q, least) != 1) return 0;
  const quote = at(q - 1);
  let open = q - 1;
  while (open > least && at(open - 1) != quote && at(open - 1) != 0x0a) open--;
  if (open <= least || at(open - 1) != quote || open == q - 1) return 0;
  const name = fieldName(open - 1, least);
  return name != 0 && same8(name, 0x65_75_6c_61_76, 5) ? open - 1 : 0;
}

/** Where the name of the field begins whose operator ends at e: `"name": `, `name=`. */
function fieldName(e: usize, least: usize): usize {
  let q = e;
  while (q > least && isBlank(at(q - 1))) q--;
  if (q <= least || at(q - 1) != 0x3a && at(q - 1) != 0x3d) return 0;
  q--;
  while (q > least && isBlank(at(q - 1))) q--;
  q -= quoteBefore(q, least);
  const end = q;
  while (q > least && isLetter(at(q - 1))) q--;
  return q == end || q == least ? 0 : q;
}

/** Whether the name at `start` is itself the value of `name:` or `key:` (without quotes: YAML). */
export function isNamed(start: usize, lo: usize): bool {
  let q = start;
  const least = q - lo > 16 ? q - 16 : lo;
  while (q > least && isBlank(at(q - 1))) q--;
  if (q <= least || at(q - 1) != 0x3a) return false;
  q--;
  return (q - least >= 4 && same8(q - 4, 0x65_6d_61_6e, 4)) || (q - least >= 3 && same8(q - 3, 0x79_65_6b, 3));
}

/** `<key>password</key> <string>…</string>`, as in property lists. p is at `</`. */
export function siblingElement(p: usize, hi: usize): usize {
  let q = p + 2;
  const most = hi - p > 16 ? p + 16 : hi;
  while (q < most && isLetter(at(q))) q++;
  if (q >= most || at(q) != 0x3e) return 0;
  q = skipSpace(q + 1, hi, 64);
  if (q + 10 > hi || at(q) != 0x3c) return 0;
  if (same8(q + 1, 0x3e_67_6e_69_72_74_73, 7)) return q + 8;
  if (same8(q + 1, 0x3e_65_75_6c_61_76, 6)) return q + 7;
  return 0;
}

/** `public string Password { get; set; } = "…"`: the initial value of a property. p is at the brace. */
export function propertyValue(p: usize, hi: usize): usize {
  let q = skipBlanks(p + 1, hi, 4);
  if (!same8(q, 0x74_65_67, 3) && !same8(q, 0x74_69_6e_69, 4)) return 0;
  const most = hi - p > 48 ? p + 48 : hi;
  while (q < most && (isWord(at(q)) || isBlank(at(q)) || at(q) == 0x3b)) q++;
  if (q >= most || at(q) != 0x7d) return 0;
  q = skipBlanks(q + 1, hi, 4);
  return at(q) == 0x3d && at(q + 1) != 0x3d ? q + 1 : 0;
}

/** `;s:32:"…"`: the value of a serialised member. p is at the semicolon behind its name. */
export function serialisedValue(p: usize, hi: usize): usize {
  if (p + 8 > hi || at(p + 1) != 0x73 || at(p + 2) != 0x3a) return 0;
  let q = p + 3;
  while (q < p + 10 && isDigit(at(q))) q++;
  return at(q) == 0x3a && quoteAt(q + 1, hi) != 0 ? q + 1 : 0;
}

/** Words of commands that set a variable or an option. */
function isSetter(p: usize, n: usize): bool {
  if (n == 3) return same8(p, 0x76_6e_65, 3) || same8(p, 0x74_65_73, 3) || same8(p, 0x74_75_70, 3);
  if (n == 6) return same8(p, 0x76_6e_65_74_65_73, 6) || same8(p, 0x67_69_66_6e_6f_63, 6);
  return false;
}

/** What stands to the left of a name that has a blank and a word behind it. */
export const NOTHING: i32 = 0;
/** `ENV PASSWORD y` opens a line, `login x password y`: the word is the value. */
export const SETTING: i32 = 1;
/** `set -gx PASSWORD y`, `config set password y`: the word is the value, unless it is one of a sentence. */
export const COMMAND: i32 = 2;

export function follows(start: usize, end: usize, lo: usize): i32 {
  if (end - start < 3 || at(start - 1) > 0x20) return NOTHING;
  const least = start - lo > 80 ? start - 80 : lo;
  let q = start;
  let first = true;
  for (let words = 0; words < 4; words++) {
    let e = q;
    while (e > least && isBlank(at(e - 1))) e--;
    if (e == q || e == least) return NOTHING;
    q = e;
    while (q > least && at(q - 1) > 0x20) q--;
    if (at(q) == 0x2d) { first = false; continue; } // a flag of the command
    if (isSetter(q, e - q)) return first && at(q) != 0x73 && at(q) != 0x53 && e - q == 3 && (q == lo || at(q - 1) == 0x0a) ? SETTING : COMMAND;
    if (!first) return NOTHING;
    // one word further left: login
    e = q;
    while (e > least && isBlank(at(e - 1))) e--;
    q = e;
    while (q > least && at(q - 1) > 0x20) q--;
    return e - q == 5 && same8(q, 0x6e_69_67_6f_6c, 5) ? SETTING : NOTHING;
  }
  return NOTHING;
}
