// Values in which the order of the characters is regular: repeats, sequences of the keyboard and the alphabet, echoes. What a
// function sees besides its answer it leaves behind, until it is called again.

import { at, isAlnum } from './chars';

/** Different characters that a value needs to be more than a repeat. */
export const MANY: i32 = 10;
/** As long as the hexadecimal digits: the alphabet written out. */
export const WRITTEN_OUT: i32 = 16;
/** Left by `repeats`: how many different characters, without `-` and `_`. */
export let different: i32 = 0;
/** Left by `repeats`: after how many characters the value begins anew, or 0. */
export let period: i32 = 0;

/** 0 to 2: one character, a short period, or very few different characters. */
export function repeats(ptr: usize, len: i32): i32 {
  different = 0;
  period = 0;
  if (len < 4) return 0;
  let low: u64 = 0;
  let high: u64 = 0;
  let plain = 0;
  for (let i = 0; i < len; i++) {
    const c = at(ptr + i);
    if (c == 0x2d || c == 0x5f) continue;
    plain++;
    if (c < 64) low |= (<u64>1) << <u64>c; else high |= (<u64>1) << <u64>(c & 63);
  }
  different = <i32>popcnt(low) + <i32>popcnt(high);
  if (different <= 1) return 2;
  if (different == 2 && plain >= 12) return 2;
  if (different <= 4 && plain >= 16) return 1;
  if (different <= 5 && plain >= 24) return 1;
  for (period = 2; period <= 16 && period * 2 <= len; period++) {
    if (period <= 3 && period * 3 > len && len > 5) continue;
    let i = period;
    while (i < len && at(ptr + i) == at(ptr + i - period)) i++;
    if (i == len) return 1;
  }
  period = 0;
  return 0;
}

/** Left by `sequence`: characters in the longest stretch that steps by one. */
export let longestStep: i32 = 0;
/** Left by `sequence`: letters and digits that no stretch of four or more steps explains. */
export let unstepped: i32 = 0;
/** Left by `sequence`: a third of the characters are the same as the one before. */
export let flat: bool = false;

/** More than half of the neighbours (or of the neighbours but one) step by the same -1, 0 or +1. */
export function sequence(ptr: usize, len: i32): bool {
  let up = 0;
  let down = 0;
  let same = 0;
  let up2 = 0;
  let same2 = 0;
  let n = 0;
  let previous = -1;
  let before = -1;
  let run = 0;
  let direction = 0;
  longestStep = 0;
  unstepped = 0;
  for (let i = 0; i < len; i++) {
    const c = at(ptr + i);
    if (!isAlnum(c)) continue;
    if (previous >= 0) {
      const step = c - previous;
      let way = 0;
      if (step == 1 || (c == 0x61 && previous == 0x39) || (c == 0x41 && previous == 0x39) || (c == 0x30 && (previous == 0x39 || (previous | 32) == 0x66))) { up++; way = 1; }
      else if (step == -1 || (previous == 0x61 && c == 0x39)) { down++; way = -1; }
      else if (step == 0) same++;
      if (way == 0 || way != direction) {
        if (run >= 4) unstepped -= run;
        run = way != 0 ? 2 : 1;
      } else run++;
      direction = way;
      if (run > longestStep) longestStep = run;
      if (before >= 0) {
        const far = c - before;
        if (far == 1) up2++;
        else if (far == 0) same2++;
      }
    }
    before = previous;
    previous = c;
    n++;
  }
  unstepped += n - (run >= 4 ? run : 0);
  if (n < 5) return false;
  const pairs = n - 1;
  flat = same * 3 > pairs;
  if (up2 * 3 > pairs * 2 || same2 * 3 > pairs * 2) unstepped = 0; // a1b2c3
  return up * 2 > pairs || down * 2 > pairs || same * 2 > pairs || (n >= 8 && (up2 * 3 > pairs * 2 || same2 * 3 > pairs * 2)) || (n >= 12 && (up + same) * 4 > pairs * 3);
}

/** Eight neighbours in a row that each step by one: `abcdefgh`, `12345678`, `hgfedcba`. */
export function stretch(ptr: usize, len: i32): bool {
  if (len < 16) return false;
  let up = 0;
  let down = 0;
  let previous = at(ptr);
  for (let i = 1; i < len; i++) {
    const c = at(ptr + i);
    up = isAlnum(c) && (c == previous + 1 || (c == 0x30 && previous == 0x39)) ? up + 1 : 0;
    down = isAlnum(c) && c == previous - 1 ? down + 1 : 0;
    if (up == 7 || down == 7) return true;
    previous = c;
  }
  return false;
}

/** Where each four characters were seen last, by their hash, plus one. */
const seenAt: usize = memory.data(256);
/** Longest value in which echoes are looked for: whatever is longer may hold data with a structure. */
const ECHO_MOST = 128;

/** Eight letters and digits that stand twice in one stretch of them: a hand that went on typing, or a value that was made longer. */
export function echo(ptr: usize, len: i32): bool {
  if (len < 16 || len > ECHO_MOST) return false;
  memory.fill(seenAt, 0, 256);
  let run = 0;
  for (let i = 0; i + 8 <= len; i++) {
    if (!isAlnum(at(ptr + i))) run = i + 1;
    const four = load<u32>(ptr + i);
    const slot = seenAt + <usize>((four * 0x9e3779b1) >> 24);
    const j = <i32>load<u8>(slot) - 1;
    if (j >= run && j + 8 <= i && load<u64>(ptr + j) == load<u64>(ptr + i)) return true;
    store<u8>(slot, i + 1);
  }
  return false;
}
