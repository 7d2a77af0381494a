// Values that stand for a secret instead of being one: templates, references, masks, repeats, sequences, example words.
// 0 no, 1 looks like one (lower the finding), 2 certainly one (drop it).

import { visit } from '../result';
import { at, isAlnum, isDigit, isHex, isLetter, isUpper, isWord, same8 } from './chars';
import { VALUE_HINT, VALUE_PLACEHOLDER, VALUE_VAGUE, VALUE_WEAK } from './classes';
import { isKnownExample } from './known';
import { isOrdinary } from './ordinary';
import { find, K_KNOWN, K_PLACEHOLDER, KNOWS_PLACEHOLDER } from './recall';
import { isCommon, lengthsAt, valueRole, wordEnd } from './words';

/**
 * Behind a verdict of 1: only the order of the characters speaks against the value, and it is no alphabet written out.
 * In the exact format of a provider that is worth a look all the same: keys are altered by hand before they are posted.
 */
export let merelyRegular: bool = false;
/** Behind a verdict of 1: example words in disguise and nothing else. Where only a password can stand that is a weak one. */
export let merelyDisguised: bool = false;
/** Besides being regular: enough of the value is outside of all steps to be a key by itself. */
export let partlyRegular: bool = false;
/** Letters and digits outside of steps that make a key. */
const A_KEY: i32 = 16;

/** Bytes of a value that are looked at. */
const MOST_LOOKED_AT: i32 = 4096;

export function placeholder(ptr: usize, len: i32): i32 {
  if (ptr == lastValue && len == lastLength) {
    merelyRegular = lastMerely;
    partlyRegular = lastPartly;
    merelyDisguised = lastDisguised;
    return lastVerdict;
  }
  lastValue = ptr;
  lastLength = len;
  const slot = find(ptr, len);
  if (slot != 0 && (load<u32>(slot, K_KNOWN) & KNOWS_PLACEHOLDER) != 0) {
    lastVerdict = load<u8>(slot, K_PLACEHOLDER);
    merelyRegular = load<u8>(slot, K_PLACEHOLDER + 1) != 0;
    partlyRegular = load<u8>(slot, K_PLACEHOLDER + 2) != 0;
    merelyDisguised = load<u8>(slot, K_PLACEHOLDER + 3) != 0;
  } else {
    lastVerdict = judgeText(ptr, len);
    if (slot != 0) {
      store<u8>(slot, lastVerdict, K_PLACEHOLDER);
      store<u8>(slot, u8(merelyRegular), K_PLACEHOLDER + 1);
      store<u8>(slot, u8(partlyRegular), K_PLACEHOLDER + 2);
      store<u8>(slot, u8(merelyDisguised), K_PLACEHOLDER + 3);
      store<u32>(slot, load<u32>(slot, K_KNOWN) | KNOWS_PLACEHOLDER, K_KNOWN);
    }
  }
  lastMerely = merelyRegular;
  lastPartly = partlyRegular;
  lastDisguised = merelyDisguised;
  return lastVerdict;
}

// The value judged last: every rule that has a claim to it asks, and so does the matcher that found it. All that a verdict
// leaves behind is kept with it, here and in the slot of the value.
let lastValue: usize = 0;
let lastLength: i32 = 0;
let lastVerdict: i32 = 0;
let lastMerely: bool = false;
let lastPartly: bool = false;
let lastDisguised: bool = false;

/** The bytes have changed. */
export function forgetValue(): void { lastValue = 0; }

function judgeText(ptr: usize, len: i32): i32 {
  visit(len << 2); // some of its tests walk it again
  merelyRegular = partlyRegular = merelyDisguised = false;
  if (len <= 0) return 2;
  // whoever stands in for a longer value says so at its beginning
  if (len > MOST_LOOKED_AT) len = MOST_LOOKED_AT;
  if (len <= 16 && isLetter(at(ptr)) && (valueRole(ptr, len) & VALUE_PLACEHOLDER) != 0) return 2;
  if (isOrdinary(ptr, len)) {
    if (isManaged(ptr, len) || isKnownExample(ptr, len)) return 2;
    const worded = len <= 96 ? exampleWords(ptr, len) : 0;
    if (worded != 0) return worded;
    if (hexWords(ptr, len) >= 2) return 1;
    merelyDisguised = disguised(ptr, len);
    return merelyDisguised ? 1 : 0;
  }
  if (isReference(ptr, len)) return 2;
  const masked = mask(ptr, len);
  if (masked == 2) return 2;
  if (isKnownExample(ptr, len)) return 2;
  let worst = masked;
  const repeated = repeats(ptr, len);
  if (repeated > worst) worst = repeated;
  let worded = 0;
  if (worst < 2 && len <= 96) {
    worded = exampleWords(ptr, len);
    if (worded > worst) worst = worded;
  }
  if (worst == 0) {
    if (sequence(ptr, len) || stretch(ptr, len)) {
      worst = 1;
      partlyRegular = different >= MANY && unstepped >= A_KEY && !flat;
      merelyRegular = partlyRegular || different >= MANY && longestStep < WRITTEN_OUT && !flat;
    }
    else if (hexWords(ptr, len) >= 2) worst = 1;
    else if (disguised(ptr, len)) { worst = 1; merelyDisguised = true; }
  } else if (worst == 1 && masked == 0 && worded == 0 && period >= 8) {
    sequence(ptr, len);
    merelyRegular = different >= 8 && longestStep < WRITTEN_OUT && !flat;
  }
  return worst;
}

// ---- references ------------------------------------------------------------------------------------------------------

/** Templates, variables, references to secret managers, values that are encrypted at rest. */
export function isReference(ptr: usize, len: i32): bool {
  const c = at(ptr);
  const last = at(ptr + len - 1);
  if (c == 0x3c && (last == 0x3e || at(ptr + 1) == 0x25)) return true; // <…> <%= … %>
  if (c == 0x26 && same8(ptr, 0x3b_74_6c_26, 4)) return true; // &lt;
  if (c == 0x24 && len > 1) { // $NAME, ${…}, $(…); not $2a$10$…
    const d = at(ptr + 1);
    if (d == 0x7b || d == 0x28 || d == 0x24) return true;
    if (isLetter(d) || d == 0x5f) {
      let p = 1;
      while (p < len && (isWord(at(ptr + p)) || at(ptr + p) == 0x3a || at(ptr + p) == 0x2e || at(ptr + p) == 0x2d || at(ptr + p) == 0x3e || at(ptr + p) == 0x5b || at(ptr + p) == 0x5d || at(ptr + p) == 0x27)) p++;
      if (p == len) return true;
    }
    if (isDigit(d) && len == 2) return true;
  }
  if (c == 0x25 && len > 2 && ((last == 0x25 && isName(ptr + 1, len - 2)) || at(ptr + 1) == 0x28)) return true; // %NAME%, %(x)s
  if (c == 0x25 && len == 2) return true; // %s
  if (c == 0x40 && last == 0x40 && len > 2 && isName(ptr + 1, len - 2)) return true; // @x@
  if (c == 0x5f && at(ptr + 1) == 0x5f && last == 0x5f && at(ptr + len - 2) == 0x5f) return true; // __X__
  if (c == 0x7b && last == 0x7d && at(ptr + 1) != 0x22 && at(ptr + 1) != 0x5c && len < 64) { // {x} {0} {{ x }}
    let p = 1;
    while (p < len - 1 && (isWord(at(ptr + p)) || at(ptr + p) == 0x20 || at(ptr + p) == 0x2e || at(ptr + p) == 0x7b || at(ptr + p) == 0x7d || at(ptr + p) == 0x2d)) p++;
    if (p == len - 1 && (len < 40)) return true;
  }
  if ((c == 0x28 && last == 0x29) || (c == 0x5b && last == 0x5d)) return true; // (redacted) [FILTERED] ((var)) [[x]]
  if (c == 0x3a && len > 1 && len < 40 && isLetter(at(ptr + 1))) return true; // :name
  if (c == 0x3f && len == 1) return true;
  if (c == 0x21 && isLetter(at(ptr + 1)) && len < 12) return isTag(ptr, len); // !Ref, !vault
  for (let i = 0; i + 1 < len; i++) {
    const a = at(ptr + i);
    const b = at(ptr + i + 1);
    if (b == 0x7b && (a == 0x24 || a == 0x7b || a == 0x23)) return true; // ${ {{ #{
    if (a == 0x24 && b == 0x28) return true;
    if (a == 0x25 && b == 0x37 && i + 2 < len && (at(ptr + i + 2) | 32) == 0x62) return true; // %7B
    if (a == 0x3c && b == 0x25) return true;
    if (a == 0x7b && b == 0x25) return true;
    if (a == 0x7b && (b == 0x7d || (isDigit(b) && i + 2 < len && at(ptr + i + 2) == 0x7d))) return true; // {} {0}
    if (a == 0x25 && (b == 0x73 || b == 0x76 || b == 0x64) && (i + 2 == len || !isAlnum(at(ptr + i + 2))) && isName(ptr, i)) return true; // %s
  }
  return isManaged(ptr, len);
}

/** Letters, `_`, `-`, `.`, `:`, `/`, `$` and blanks only (or nothing): what stands around and inside of templates. */
function isName(p: usize, n: i32): bool {
  for (let i = 0; i < n; i++) {
    const c = at(p + i);
    if (!isLetter(c) && c != 0x5f && c != 0x2d && c != 0x2e && c != 0x3a && c != 0x2f && c != 0x20 && c != 0x24 && c != 0x25) return false;
  }
  return true;
}

function isTag(ptr: usize, len: i32): bool {
  return same8(ptr, 0x66_65_72_21, 4) || same8(ptr, 0x62_75_73_21, 4) || same8(ptr, 0x74_6c_75_61_76_21, 6) || same8(ptr, 0x74_65_72_63_65_73_21, 7) || same8(ptr, 0x76_6e_65_21, 4) || same8(ptr, 0x74_72_6f_70_6d_69_21, 7) || same8(ptr, 0x74_65_67_21, 4);
}

/** References to secret managers and envelopes of encrypted values. */
function isManaged(ptr: usize, len: i32): bool {
  if (len < 5) return false;
  switch (at(ptr) | 32) {
    case 0x6f: return same8(ptr, 0x2f_2f_3a_70_6f, 5); // op://
    case 0x76: return same8(ptr, 0x3a_74_6c_75_61_76, 6); // vault:
    case 0x72: return same8(ptr, 0x2b_66_65_72, 4); // ref+
    case 0x70: return same8(ptr, 0x73_74_63_65_6a_6f_72_70, 8) && at(ptr + 8) == 0x2f; // projects/
    case 0x61: return len >= 680 && same8(ptr, 0x61_67_61, 3) && at(ptr) == 0x41 && at(ptr + 1) == 0x67 && at(ptr + 2) == 0x41 // AgA…: sealed with 4,096 bits
      || same8(ptr, 0x3a_6e_72_61, 4) || same8(ptr, 0x73_6d_6b_7a_61, 5); // arn: azkms
    case 0x40: return len > 20 && same8(ptr + 1, 0x66_6f_73_6f_72_63_69_6d, 8); // @microsof…
    case 0x6b: return same8(ptr, 0x67_6e_69_72_79_65_6b, 7); // keyring
    case 0x62: return same8(ptr, 0x2f_2f_3a_73_77_62, 6); // bws://
    case 0x73: return same8(ptr, 0x2f_3a_6d_73_73, 5) || same8(ptr, 0x3a_65_72_75_63_65_73, 7); // ssm:/ secure:
    case 0x65: return same8(ptr, 0x5b_63_6e_65, 4) || same8(ptr, 0x28_63_6e_65, 4) || same8(ptr, 0x74_70_79_72_63_6e_65, 7) && at(ptr + 9) == 0x3a; // ENC[ ENC( encrypted:
    case 0x7b: return same8(ptr, 0x65_68_70_69_63_7b, 6); // {cipher}
    default: return false;
  }
}

// ---- masks -----------------------------------------------------------------------------------------------------------

/** Bytes that masks and the words below are made of, or begin with: 1. All others end whatever went before. */
const MARKS: usize = memory.data(256);
fillMarks();
function fillMarks(): void {
  const marks: usize = memory.data<u8>([0x2a, 0x23, 0x2e, 0x78, 0x58, 0x2d, 0x5f, 0xe2, 0x45, 0x65, 0x52, 0x53, 0x44, 0x46]); // * # . x X - _ … E e R S D F
  for (let i = 0; i < 14; i++) store<u8>(MARKS + <usize>load<u8>(marks + <usize>i), 1);
}

function mask(ptr: usize, len: i32): i32 {
  let stars = 0;
  let dots = 0;
  let exes = 0;
  let rules = 0;
  let bullets = 0;
  let verdict = 0;
  let maskOnly = true;
  for (let i = 0; i < len; i++) {
    const c = at(ptr + i);
    if (load<u8>(MARKS + <usize>c) == 0) {
      stars = dots = exes = rules = 0;
      maskOnly = false;
      continue;
    }
    stars = c == 0x2a || c == 0x23 ? stars + 1 : 0;
    dots = c == 0x2e ? dots + 1 : 0;
    exes = (c | 32) == 0x78 ? (i > 0 && c == at(ptr + i - 1) ? exes + 1 : 1) : 0;
    rules = c == 0x2d || c == 0x5f ? rules + 1 : 0;
    if (stars >= 3 || dots >= 3) return 2;
    if (exes >= 4) return 2;
    if (exes == 3 && len < 24 && (i == 2 || i == len - 1 || !isAlnum(at(ptr + i - 3)) || !isAlnum(at(ptr + i + 1)))) verdict = verdict > 1 ? verdict : 1;
    if (rules >= 6) verdict = 1;
    if (c == 0xe2 && i + 2 < len) { // … • █ ▮ ●
      const d = at(ptr + i + 1);
      const e = at(ptr + i + 2);
      if (d == 0x80 && e == 0xa6) return 2;
      if (d == 0x80 && e == 0xa2 || d == 0x96 || d == 0x97) { if (++bullets >= 3) return 2; }
    }
    if (!(c == 0x2a || c == 0x2e || c == 0x2d || c == 0x5f || c == 0x23 || (c | 32) == 0x78)) maskOnly = false;
    if (c == 0x45 && i + 7 <= len && same8(ptr + i, 0x65_6c_70_6d_61_78_65, 7) && isUpper(at(ptr + i + 6))) return 2; // EXAMPLE
    else if ((c | 32) == 0x65 && i + 7 <= len && same8(ptr + i, 0x65_6c_70_6d_61_78_65, 7)) verdict = 1; // example
    if (c == 0x52 && i + 8 <= len && same8(ptr + i, 0x64_65_74_63_61_64_65_72, 8)) return 2; // REDACTED
    if ((c == 0x53 && i + 6 <= len && same8(ptr + i, 0x65_6c_70_6d_61_73, 6) && isUpper(at(ptr + i + 5)))
      || (c == 0x44 && i + 5 <= len && same8(ptr + i, 0x79_6d_6d_75_64, 5) && isUpper(at(ptr + i + 4)))
      || (c == 0x46 && i + 4 <= len && same8(ptr + i, 0x65_6b_61_66, 4) && isUpper(at(ptr + i + 3)))) verdict = 1; // SAMPLE DUMMY FAKE
  }
  return maskOnly ? 2 : verdict;
}

// ---- repeats and sequences ---------------------------------------------------------------------------------------------

/** Different characters that a value needs to be more than a repeat. */
const MANY: i32 = 10;
/** As long as the hexadecimal digits: the alphabet written out. */
const WRITTEN_OUT: i32 = 16;
let different: i32 = 0;
let period: i32 = 0;

/** One character, a short period, or very few different characters. */
function repeats(ptr: usize, len: i32): i32 {
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

/** Characters in the longest stretch that steps by one. */
let longestStep: i32 = 0;
/** Letters and digits that no stretch of four or more steps explains. */
let unstepped: i32 = 0;
/** A third of the characters are the same as the one before. */
let flat: bool = false;

/** More than half of the neighbours (or of the neighbours but one) step by the same -1, 0 or +1. */
function sequence(ptr: usize, len: i32): bool {
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
function stretch(ptr: usize, len: i32): bool {
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

/** deadbeef and its kin. */
function hexWords(ptr: usize, len: i32): i32 {
  if (len < 8) return 0;
  let count = 0;
  for (let i = 0; i + 4 <= len; i++) {
    const p = ptr + i;
    const c = at(p);
    if (!isHex(c)) return 0;
    if ((c | 32) < 0x62) continue; // a digit, or a
    // dead beef cafe babe face feed f00d c0de c0ff
    const two = (at(p + 1) | 32);
    if (two != 0x65 && two != 0x61 && two != 0x30) continue;
    if (same8(p, 0x64_61_65_64, 4) || same8(p, 0x66_65_65_62, 4) || same8(p, 0x65_66_61_63, 4) || same8(p, 0x65_62_61_62, 4) || same8(p, 0x65_63_61_66, 4)
      || same8(p, 0x64_65_65_66, 4) || same8(p, 0x64_30_30_66, 4) || same8(p, 0x65_64_30_63, 4) || same8(p, 0x66_66_30_63, 4)) { count++; i += 3; }
  }
  return count;
}

// ---- words -----------------------------------------------------------------------------------------------------------

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
function disguised(ptr: usize, len: i32): bool {
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

/** Example words: the whole value, its parts between separators and changes of case, or parts written together. */
function exampleWords(ptr: usize, len: i32): i32 {
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
