// The extent of a value by the syntax it stands in: quoted in any spelling, element text, a bare word up to the end that
// its surroundings imply, the literal inside wrappers and default arguments.

import { visit } from '../result';
import { at, isAlnum, isBlank, isDigit, isLetter, isOf, isPathByte, isSpace, isWord, K_HARD, K_LIST, K_QUERY, same8, skipBlanks, skipSpace } from './chars';
import {
  FORM_CALL, FORM_CODE, FORM_COMPARE, FORM_FLAG, FORM_HEADER, FORM_LINE, FORM_MARKUP, FORM_PAIR, FORM_PIECE, FORM_PROSE, FORM_QUERY, FORM_QUOTED,
  FORM_SCHEME, FORM_TIGHT, FORM_WRAPPED, VALUE_WRAPS,
} from './classes';
import { closeQuote, openQuote, quoteAt } from './quotes';
import { randomness } from './randomness';
import { blockValue } from './siblings';
import { valueRole } from './words';

/** Longest value that is looked at; longer literals are data. */
export const MOST_VALUE: usize = 4096;

export let valueStart: usize = 0;
export let valueEnd: usize = 0;
export let valueForm: i32 = 0;

/** Whether the line holds nothing but indentation, comment and list marks, quotes or `export` before `p`. */
export function opensLine(p: usize, lo: usize): bool {
  let q = p;
  const least = q - lo > 40 ? q - 40 : lo;
  let letters = 0;
  while (q > least) {
    const c = at(q - 1);
    if (c == 0x0a) return true;
    if (isLetter(c)) { if (++letters > 8) return false; }
    else if (!isBlank(c) && c != 0x2d && c != 0x23 && c != 0x2f && c != 0x2a && c != 0x22 && c != 0x27 && c != 0x24 && c != 0x0d && c != 0x3b) return false;
    q--;
  }
  if (q > lo) return false;
  return true;
}

function limitOf(p: usize, hi: usize): usize { return hi - p > MOST_VALUE ? p + MOST_VALUE : hi; }

function set(s: usize, e: usize, bits: i32): bool {
  valueStart = s;
  valueEnd = e;
  valueForm = bits;
  return e > s;
}

/** The key is an authorization header: any word may be its scheme. Set by the caller. */
let anyScheme: bool = false;
export function expectScheme(yes: bool): void { anyScheme = yes; }

/** `Bearer `, `Basic `, `Token `, `ApiKey `: length with the blank, or 0. */
function schemeAt(p: usize): i32 {
  if (same8(p, 0x20_72_65_72_61_65_62, 7)) return 7;
  if (same8(p, 0x20_63_69_73_61_62, 6)) return 6;
  if (same8(p, 0x20_6e_65_6b_6f_74, 6)) return 6;
  if (same8(p, 0x20_79_65_6b_69_70_61, 7)) return 7;
  if (!anyScheme) return 0;
  let n: usize = 0;
  while (n < 16 && (isLetter(at(p + n)) || at(p + n) == 0x2d)) n++;
  return n >= 2 && at(p + n) == 0x20 && isAlnum(at(p + n + 1)) ? <i32>n + 1 : 0;
}

function quoted(p: usize, hi: usize, bits: i32): bool {
  const mark = openQuote(p, hi);
  let s = p + mark;
  const e = closeQuote(s, limitOf(s, hi));
  if (e == 0 || e == s) return false;
  bits |= FORM_QUOTED;
  // "\"…\"": a literal in a literal, as generators of code want it
  if (mark == 1 && e - s > 8 && at(s) == 0x5c && at(s + 1) == at(p) && at(e - 2) == 0x5c && at(e - 1) == at(p)) return set(s + 2, e - 2, bits);
  const scheme = schemeAt(s);
  if (scheme != 0) { s += <usize>scheme; bits |= FORM_SCHEME; }
  // What stands behind the literal: a sum is only a piece of the value.
  let q = e + (mark == 3 && quoteAt(e, hi) == 1 ? 3 : quoteAt(e, hi));
  q = skipBlanks(q, hi, 8);
  const c = at(q);
  if (c == 0x2b || c == 0x25 || c == 0x2e && !isSpace(at(q + 1)) && !keepsText(q + 1, hi) || c == 0x2e && isBlank(at(q + 1))) bits |= FORM_PIECE;
  return set(s, e, bits);
}

/** `"…".to_string()`, `"…".into()`, `"…".freeze`, `"…".encode("utf-8")`: the same text in another type. p is behind the dot. */
function keepsText(p: usize, hi: usize): bool {
  if (same8(p, 0x65_7a_65_65_72_66, 6) || same8(p, 0x28_65_64_6f_63_6e_65, 7) || same8(p, 0x73_65_74_79_62_74_65_67, 8)) return true;
  const most = hi - p > 24 ? p + 24 : hi;
  let q = p;
  while (q < most && isWord(at(q))) q++;
  return q > p && q + 1 < hi && at(q) == 0x28 && at(q + 1) == 0x29;
}

/** Whether a call of the callee that ends at `end` gives back (or stores) its literal argument: `String("…")`, `bytes(…)`. */
function keepsArgument(start: usize, end: usize): bool {
  let s = end;
  while (s > start && isWord(at(s - 1))) s--;
  if (s == end) return true; // plain parentheses
  return (valueRole(s, <i32>(end - s)) & VALUE_WRAPS) != 0;
}

/** Behind a name like `process.env.X`: `|| "default"`, `?? "default"`, `or "default"`. Address of the literal or 0. */
function fallback(p: usize, hi: usize): usize {
  let q = skipBlanks(p, hi, 4);
  const c = at(q);
  if ((c == 0x7c && at(q + 1) == 0x7c) || (c == 0x3f && (at(q + 1) == 0x3f || at(q + 1) == 0x3a))) q += 2;
  else if (c == 0x6f && at(q + 1) == 0x72 && isBlank(at(q + 2)) && q > p) q += 2;
  else return 0;
  q = skipBlanks(q, hi, 4);
  return quoteAt(q, hi) != 0 ? q : 0;
}

/**
 * Something that starts like an expression: type annotation, wrapper, look-up with a default, prefixed string literal.
 * 1: the value was set; 0: it is an expression without a literal; -1: not an expression, read it as a bare word.
 */
function expression(p: usize, hi: usize, bits: i32, annotated: bool): i32 {
  let q = p;
  const limit = limitOf(p, hi);
  const most = limit - p > 96 ? p + 96 : limit;
  while (q < most && isPathByte(at(q))) {
    if (at(q) == 0x3a && at(q + 1) != 0x3a && (q == p || at(q - 1) != 0x3a)) break;
    q++;
  }
  if (q == most && most < limit) return -1;
  let c = at(q);
  if (c == 0x5b && at(q + 1) == 0x5d) { q += 2; while (q < most && isWord(at(q))) q++; c = at(q); } // []byte(
  if (q - p <= 3 && (c == 0x22 || c == 0x27)) { // b"…", u"…", @"…", f"…", L"…"
    if (q > p && (at(q - 1) == 0x24 || at(q - 1) == 0x66)) bits |= FORM_PIECE;
    return quoted(q, hi, bits) ? 1 : 0;
  }
  if (c == 0x28 || c == 0x5b) { // callee( or list[
    let r = skipSpace(q + 1, hi, 40);
    const keeps = c == 0x28 && keepsArgument(p, q);
    // one wrapper inside another: String(new Buffer("…"))
    let inner = r;
    while (inner < most && (isPathByte(at(inner)) || at(inner) == 0x5b || at(inner) == 0x5d)) inner++;
    if (inner > r && inner < most && at(inner) == 0x28 && keeps && keepsArgument(r, inner)) r = skipSpace(inner + 1, hi, 40);
    if (quoteAt(r, hi) == 0) return 0;
    if (!quoted(r, hi, bits)) return 0;
    if (keeps) return 1;
    const s = valueStart;
    const e = valueEnd;
    const f = valueForm;
    // A second literal is the default of a look-up.
    let n = e + quoteAt(e, hi);
    n = skipSpace(n, hi, 8);
    if (at(n) == 0x2c) {
      n = skipSpace(n + 1, hi, 40);
      // the name that is looked up is no secret: merge("4f3a…", "9c1e…") is something else
      if (quoteAt(n, hi) != 0) return quoted(n, hi, e - s >= 12 && randomness(s, <i32>(e - s)) >= 24 ? bits | FORM_PIECE : bits) ? 1 : 0;
    }
    if (at(n) == 0x29 || at(n) == 0x5d) {
      const other = fallback(n + 1, hi);
      if (other != 0) return quoted(other, hi, bits) ? 1 : 0;
    }
    set(s, e, f | FORM_WRAPPED);
    return 1;
  }
  if (q > p && (isLetter(at(p)) || (at(p) == 0x26 && annotated))) {
    const other = fallback(q, hi);
    if (other != 0) return quoted(other, hi, bits) ? 1 : 0;
    if (annotated) { // name: Type = "…"
      let r = q;
      const far = most - r > 40 ? r + 40 : most;
      while (r < far) {
        const d = at(r);
        if (isWord(d) || isBlank(d) || d == 0x3c || d == 0x3e || d == 0x5b || d == 0x5d || d == 0x7c || d == 0x3f || d == 0x2e || d == 0x27 || d == 0x21) r++;
        else break;
      }
      if (at(r) == 0x3d && at(r + 1) != 0x3d && at(r + 1) != 0x3e) {
        const spaced = isBlank(at(r - 1));
        r = skipBlanks(r + 1, hi, 8);
        if (quoteAt(r, hi) != 0) return quoted(r, hi, bits) ? 1 : 0;
        if (!spaced) return -1;
        const wrapped = expression(r, hi, bits, false);
        return wrapped < 0 ? 0 : wrapped;
      }
    }
  }
  return -1;
}

// How far the scan for the end of a bare word has come, for each of its three kinds: text without an end is walked once,
// however many keys stand in it. { from u32, to u32 }
const WALKED: usize = memory.data(3 * 8, 8);

/** What is remembered of addresses is void. */
export function resetValues(): void { memory.fill(WALKED, 0, 3 * 8); }

/** A bare word. */
function bare(p: usize, hi: usize, bits: i32, line: bool): bool {
  const limit = limitOf(p, hi);
  const query = (bits & FORM_QUERY) != 0;
  const walked = WALKED + (query ? 16 : line ? 8 : 0);
  let e: usize = load<u32>(walked, 4);
  if (p < <usize>load<u32>(walked) || p > e) {
    store<u32>(walked, <u32>p);
    e = p;
  }
  if (e > limit) e = limit;
  const unseen = e;
  const ends: u8 = K_HARD | (query ? K_QUERY : 0) | (line ? 0 : K_LIST);
  while (e < limit && (!isOf(at(e), ends) || at(e) == 0x7c && isAlnum(at(e + 1)))) e++;
  visit(e - unseen);
  if (e > <usize>load<u32>(walked, 4) || <usize>load<u32>(walked) == p) store<u32>(walked, <u32>e, 4);
  if (e == limit && limit < hi) return false;
  // Expressions close brackets they did not open; sentences end in a full stop.
  let code = false;
  if (line) {
    let q = e;
    while (q > p && (at(q - 1) == 0x2c || at(q - 1) == 0x3b)) { q--; code = true; }
    e = q;
  } else {
    if (e > p + 1 && at(e - 1) == 0x2e && (e == limit || at(e) <= 0x20)) e--; // a sentence ends
    const c = at(e);
    if (c == 0x2c || c == 0x3b || c == 0x29 || c == 0x5d || c == 0x7d) code = true;
  }
  if (e == p) return false;
  if (line) {
    // The value closes the line, or a comment does.
    const q = skipBlanks(e, hi, 64);
    const c = q < hi ? at(q) : 0x0a;
    if (c == 0x0a || c == 0x0d || c == 0x5c || (q > e && (c == 0x23 || c == 0x3b || (c == 0x2f && at(q + 1) == 0x2f)))) bits |= FORM_LINE;
    else if ((bits & (FORM_TIGHT | FORM_FLAG)) == 0) bits |= FORM_PROSE;
    if ((bits & FORM_PROSE) != 0 && e > p + 1 && at(e - 1) == 0x2e) e--;
  }
  if (code && !query) bits |= FORM_CODE;
  const scheme = schemeAt(p);
  if (scheme != 0 && e == p + <usize>scheme - 1) { // Authorization: Bearer xyz
    let s = p + <usize>scheme;
    e = s;
    while (e < limit && isLetter(at(e))) e++;
    if (e > s && at(e) == 0x3d && isAlnum(at(e + 1)) && !same8(e - 5, 0x6e_65_6b_6f_74, 5)) return false; // `key=token trace=…`: the next field
    e = s;
    while (e < limit && at(e) > 0x20 && !(at(e) == 0x22 || at(e) == 0x27 || at(e) == 0x60 || at(e) == 0x2c || at(e) == 0x3b || at(e) == 0x5c || at(e) == 0x3c)) e++;
    return set(s, e, (bits & ~FORM_PROSE) | FORM_SCHEME | FORM_HEADER);
  }
  return set(p, e, bits);
}

/** `|`, `>-`, then the text on a line of its own. p is at the mark; answers where the text begins, or 0. */
function blockText(p: usize, hi: usize): usize {
  let q = p + 1;
  if (at(q) == 0x2d || at(q) == 0x2b) q++;
  q = skipBlanks(q, hi, 8);
  if (q < hi && at(q) == 0x0d) q++;
  if (q >= hi || at(q) != 0x0a || !isBlank(at(q + 1))) return 0;
  q = skipBlanks(q + 1, hi, 80);
  return q < hi && isWord(at(q)) ? q : 0;
}

/**
 * Finds the value behind an operator. `bits` are the FORM_* bits the operator implied; `colon` that it was `:`.
 * False when there is nothing that could be a literal.
 */
export function findValue(from: usize, keyStart: usize, lo: usize, hi: usize, bits: i32, colon: bool, nameQuoted: bool): bool {
  let p = skipBlanks(from, hi, 40);
  if (p >= hi) return false;
  let c = at(p);
  if (c == 0x0a || c == 0x0d || c == 0x5c && (at(p + 1) == 0x0a)) {
    // The literal may stand on the next line, when it is quoted; a YAML list opens with a dash.
    if ((bits & FORM_MARKUP) != 0) { p = skipSpace(p, hi, 80); }
    else {
      if (c == 0x5c) p++;
      p = skipSpace(p, hi, 80);
      if (same8(p, 0x28_67_6e_69_72_74_73, 7)) { // string(12) "…", as dumps write
        p += 7;
        while (p < hi && isDigit(at(p))) p++;
        if (at(p) == 0x29) p = skipBlanks(p + 1, hi, 4);
      }
      if (p < hi && at(p) == 0x2d && isBlank(at(p + 1))) p = skipBlanks(p + 1, hi, 8);
      if (p >= hi || quoteAt(p, hi) == 0) return false;
    }
    c = at(p);
  }
  if ((c == 0x7c || c == 0x3e) && colon && (bits & FORM_MARKUP) == 0) { // a block of YAML
    const text = blockText(p, hi);
    if (text != 0) return bare(text, hi, bits, true);
  }
  if (c == 0x2a && colon && quoteAt(p + 1, hi) != 0) c = at(++p); // a default in CUE
  if (c == 0x3c && (bits & FORM_MARKUP) == 0) { // <string>"…", <<"…">>
    let q = p + 1;
    while (q < hi && q < p + 16 && isWord(at(q))) q++;
    if (at(q) == (q == p + 1 ? 0x3c : 0x3e) && quoteAt(q + 1, hi) != 0) { p = q + 1; c = at(p); }
  }
  if (c == 0x7b && nameQuoted && colon) { // "password": { "value": "…" }
    const inner = blockValue(p, hi);
    if (inner == 0) return false;
    p = skipBlanks(inner, hi, 8);
    c = at(p);
    return quoteAt(p, hi) != 0 && quoted(p, hi, bits);
  }
  if ((bits & FORM_MARKUP) != 0) {
    if (c == 0x3c) { // <![CDATA[ … or a child element
      if (at(p + 1) != 0x21 || at(p + 2) != 0x5b) return false;
      p += 9;
    }
    const limit = limitOf(p, hi);
    let e = p;
    while (e < limit && at(e) != 0x3c && at(e) != 0x0a && !(at(e) == 0x5d && at(e + 1) == 0x5d)) e++;
    if (e == limit || (at(e) == 0x3c && at(e + 1) != 0x2f)) return false;
    if (at(e) == 0x0a && at(skipSpace(e, hi, 80)) != 0x3c) return false; // `<PASSWORD>` in a text, no element
    while (e > p && isSpace(at(e - 1))) e--;
    return set(p, e, bits);
  }
  const slice = c == 0x5b && at(p + 1) == 0x5d; // []byte("…")
  if ((c == 0x28 || c == 0x5b) && !slice) { p = skipSpace(p + 1, hi, 40); c = at(p); if (quoteAt(p, hi) == 0) return false; }
  if (quoteAt(p, hi) != 0) {
    if (c == 0x5c && (bits & FORM_CALL) == 0 && at(p + 1) != 0x22 && at(p + 1) != 0x27 && at(p + 1) != 0x5c) return false;
    return quoted(p, hi, bits);
  }
  if ((bits & (FORM_CALL | FORM_PAIR)) != 0) return false; // f(variable)
  if (isAlnum(c) || c == 0x5f || c == 0x24 || c == 0x40 || c == 0x26 || slice) {
    if (same8(p, 0x20_77_65_6e, 4)) p += 4; // new
    else if (same8(p, 0x20_74_69_61_77_61, 6)) p += 6; // await
    const seen = expression(p, hi, bits, colon && !nameQuoted);
    if (seen == 1) return true;
    if (seen == 0) return false;
  }
  if ((bits & FORM_COMPARE) != 0) return false; // compared with a name
  if (c == 0x26 || c == 0x2c || c == 0x3b || c == 0x29) return false; // nothing
  const before = keyStart > lo ? at(keyStart - 1) : 0x0a;
  if ((before == 0x3f || before == 0x26 || before == 0x3b && (bits & FORM_TIGHT) != 0) && (bits & FORM_TIGHT) != 0) return bare(p, hi, bits | FORM_QUERY, false);
  if (before == 0x7b && at(keyStart - 2) == 0x24) { // the default of a variable
    const any = bare(p, hi, bits, false);
    valueForm &= ~FORM_CODE;
    return any;
  }
  const line = (bits & (FORM_LINE | FORM_PROSE | FORM_FLAG)) != 0 || opensLine(keyStart, lo);
  return bare(p, hi, bits & ~FORM_LINE, line);
}
