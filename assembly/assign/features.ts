// One pass over a value: what it is made of. Read by the placeholder test and by the judgement.

import { visit } from '../result';
import { at, isDigit, isHex, isLetter, isLower, isUpper, pairClass } from './chars';
import { PAIRS } from './pairs-table';
import { isCommonCompound, valueRole, wordEnd } from './words';

export let length: i32 = 0;
export let lowers: i32 = 0;
export let uppers: i32 = 0;
export let digits: i32 = 0;
/** `-`, `_` and `.`. */
export let separators: i32 = 0;
/** `+`, `/` and `=`: the rest of base64. */
export let base64s: i32 = 0;
/** Other printable ASCII. */
export let symbols: i32 = 0;
/** Those of the symbols that syntax is made of: quotes, brackets, backslash, comma, colon, semicolon, bar. */
export let syntax: i32 = 0;
export let blanks: i32 = 0;
/** Bytes above 127 and control characters. */
export let others: i32 = 0;
export let distinct: i32 = 0;
export let hexOnly: bool = false;
/** randomness() of the whole. */
export let score: i32 = 0;
/** Longest stretch of letters and digits. */
export let longestRun: i32 = 0;
/** Changes between letter and digit. */
export let changes: i32 = 0;

// What one byte adds to the counts, by table: a branch for each kind would go wrong at every other byte of a random value.
const COUNTS: usize = memory.data(256 * 8, 16);
const TRAITS: usize = memory.data(256, 16);
/** 1 letter, 2 digit, 0 anything else. */
const T_KIND: u32 = 3;
const T_HEX: u32 = 4;
fill();

function fill(): void {
  for (let c: i32 = 0; c < 256; c++) {
    let field: u64 = 0;
    if (isLower(c)) field = 1;
    else if (isUpper(c)) field = <u64>1 << 8;
    else if (isDigit(c)) field = <u64>1 << 16;
    else if (c == 0x2d || c == 0x5f || c == 0x2e) field = <u64>1 << 24;
    else if (c == 0x2b || c == 0x2f || c == 0x3d) field = <u64>1 << 32;
    else if (c == 0x20 || c == 0x09) field = <u64>1 << 40;
    else if (c >= 0x20 && c <= 0x7e) {
      field = <u64>1 << 48;
      if (c == 0x22 || c == 0x27 || c == 0x60 || c == 0x28 || c == 0x29 || c == 0x5b || c == 0x5d || c == 0x7b || c == 0x7d || c == 0x3c || c == 0x3e
        || c == 0x5c || c == 0x2c || c == 0x3a || c == 0x3b || c == 0x7c) field |= <u64>1 << 56;
    }
    store<u64>(COUNTS + (<usize>c << 3), field);
    const kind: u32 = isLetter(c) ? 1 : isDigit(c) ? 2 : 0;
    store<u8>(TRAITS + <usize>c, kind | (isHex(c) ? T_HEX : 0));
  }
}

export function letters(): i32 { return lowers + uppers; }

export function measure(ptr: usize, len: i32): void {
  visit(len);
  length = len;
  lowers = 0; uppers = 0; digits = 0; separators = 0; base64s = 0; symbols = 0; syntax = 0; blanks = 0;
  let low: u64 = 0;
  let high: u64 = 0;
  let sum = 0;
  let previous = -1;
  let run = 0;
  let longest = 0;
  let kind = 0;
  let changed = 0;
  let traits: u32 = T_HEX;
  for (let i = 0; i < len; ) {
    // eight counts of a byte each in one number, which are added up before they could run over
    let counts: u64 = 0;
    const stop = len - i > 255 ? i + 255 : len;
    for (; i < stop; i++) {
      const c = at(ptr + i);
      const bit = <u64>1 << <u64>(c & 63);
      const isHigh = -<u64>(c >> 6 & 1);
      low |= bit & ~isHigh;
      high |= bit & isHigh;
      const group = pairClass(c);
      if (previous >= 0) sum += <i32>load<i8>(PAIRS + (previous << 6) + group);
      previous = group;
      counts += load<u64>(COUNTS + (<usize>c << 3));
      const trait = <u32>load<u8>(TRAITS + <usize>c);
      traits &= trait | ~T_HEX;
      const now = <i32>(trait & T_KIND);
      changed += i32((now ^ kind) == T_KIND);
      kind = now;
      run = (run + 1) & -i32(now != 0);
      longest = run > longest ? run : longest;
    }
    lowers += <i32>(counts & 255);
    uppers += <i32>(counts >> 8 & 255);
    digits += <i32>(counts >> 16 & 255);
    separators += <i32>(counts >> 24 & 255);
    base64s += <i32>(counts >> 32 & 255);
    blanks += <i32>(counts >> 40 & 255);
    symbols += <i32>(counts >> 48 & 255);
    syntax += <i32>(counts >> 56);
  }
  others = len - lowers - uppers - digits - separators - base64s - blanks - symbols;
  hexOnly = (traits & T_HEX) != 0;
  longestRun = longest;
  changes = changed;
  distinct = <i32>popcnt(low) + <i32>popcnt(high);
  score = len > 1 ? sum / (len - 1) : 0;
}

/** Percentage of the letters that stand in common words of three letters or more. */
export function wordShare(ptr: usize, len: i32): i32 {
  visit(len);
  const end = ptr + len;
  let total = 0;
  let covered = 0;
  let p = ptr;
  while (p < end) {
    if (!isLetter(at(p))) { p++; continue; }
    const q = wordEnd(p, end);
    const n = <i32>(q - p);
    total += n;
    if (n >= 3 && (isCommonCompound(p, n) || valueRole(p, n) != 0)) covered += n;
    p = q;
  }
  return total == 0 ? 0 : covered * 100 / total;
}

/** Keeps what was measured: 60 bytes at p. */
export function save(p: usize): void {
  store<i32>(p, length);
  store<i32>(p, lowers, 4);
  store<i32>(p, uppers, 8);
  store<i32>(p, digits, 12);
  store<i32>(p, separators, 16);
  store<i32>(p, base64s, 20);
  store<i32>(p, symbols, 24);
  store<i32>(p, syntax, 28);
  store<i32>(p, blanks, 32);
  store<i32>(p, others, 36);
  store<i32>(p, distinct, 40);
  store<i32>(p, i32(hexOnly), 44);
  store<i32>(p, score, 48);
  store<i32>(p, longestRun, 52);
  store<i32>(p, changes, 56);
}

/** Takes it back. */
export function restore(p: usize): void {
  length = load<i32>(p);
  lowers = load<i32>(p, 4);
  uppers = load<i32>(p, 8);
  digits = load<i32>(p, 12);
  separators = load<i32>(p, 16);
  base64s = load<i32>(p, 20);
  symbols = load<i32>(p, 24);
  syntax = load<i32>(p, 28);
  blanks = load<i32>(p, 32);
  others = load<i32>(p, 36);
  distinct = load<i32>(p, 40);
  hexOnly = load<i32>(p, 44) != 0;
  score = load<i32>(p, 48);
  longestRun = load<i32>(p, 52);
  changes = load<i32>(p, 56);
}
