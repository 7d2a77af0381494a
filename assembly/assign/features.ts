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

export function letters(): i32 { return lowers + uppers; }

export function measure(ptr: usize, len: i32): void {
  visit(len);
  length = len;
  lowers = 0; uppers = 0; digits = 0; separators = 0; base64s = 0; symbols = 0; syntax = 0; blanks = 0; others = 0; changes = 0;
  longestRun = 0;
  hexOnly = true;
  let low: u64 = 0;
  let high: u64 = 0;
  let sum = 0;
  let previous = -1;
  let run = 0;
  let kind = 0;
  for (let i = 0; i < len; i++) {
    const c = at(ptr + i);
    if (c < 64) low |= (<u64>1) << <u64>c; else high |= (<u64>1) << <u64>(c & 63);
    if (hexOnly && !isHex(c)) hexOnly = false;
    const group = pairClass(c);
    if (previous >= 0) sum += <i32>load<i8>(PAIRS + (previous << 6) + group);
    previous = group;
    if (isLower(c)) { lowers++; if (kind == 2) changes++; kind = 1; run++; }
    else if (isUpper(c)) { uppers++; if (kind == 2) changes++; kind = 1; run++; }
    else if (isDigit(c)) { digits++; if (kind == 1) changes++; kind = 2; run++; }
    else {
      kind = 0;
      run = 0;
      if (c == 0x2d || c == 0x5f || c == 0x2e) separators++;
      else if (c == 0x2b || c == 0x2f || c == 0x3d) base64s++;
      else if (c == 0x20 || c == 0x09) blanks++;
      else if (c < 0x20 || c > 0x7e) others++;
      else {
        symbols++;
        if (c == 0x22 || c == 0x27 || c == 0x60 || c == 0x28 || c == 0x29 || c == 0x5b || c == 0x5d || c == 0x7b || c == 0x7d || c == 0x3c || c == 0x3e
          || c == 0x5c || c == 0x2c || c == 0x3a || c == 0x3b || c == 0x7c) syntax++;
      }
    }
    if (run > longestRun) longestRun = run;
  }
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
