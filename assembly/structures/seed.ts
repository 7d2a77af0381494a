// Seed phrases: 12, 15, 18, 21, 24 (or 25) words of 3 to 8 lower-case letters behind a word that announces them. Whether the
// words are those of a list, and the checksum, is for a check of the rule (assembly/checks). Anchors: `mnemonic`, `phrase`, `seed words`.
//
//      mnemonic = "legal winner thank …"       ["legal", "winner", …]       1. legal 2. winner …
//         ^at      ^first word

import { CONF_LOW, CONF_MEDIUM, R_CONTEXT, R_EXAMPLE, R_STRUCTURE } from '../layout';
import { clear, setJudgement, setKey, setSpan } from '../result';
import { SEED_WORDS } from './ids';
import { byte, foldFind, is, isDigit, isLetter, wordIn, C_ALNUM } from './text';

/** How far behind the anchor the first word may stand. */
const REACH: usize = 96;

/** Behind the words read last: an anchor before it would read the same ones. */
let readTo: usize = 0;
let readFrom: usize = 0;

export function resetSeed(): void {
  readTo = 0;
  readFrom = 0;
}

/** Words of nearly every sentence, and of no list. */
const PROSE = ' the and are was has had not for from but its our which should were been ';

let wordsEnd: usize = 0;
let distinct: i32 = 0;
/** How often a word of the run comes before the one ahead of it in the alphabet. */
let descents: i32 = 0;

function isLower(c: i32): bool { return <u32>(c - 97) < 26; }

/** Length of a word at p, 0 when there is none of 3 to 8 lower-case letters. */
function wordLength(p: usize, hi: usize): usize {
  let e = p;
  while (e < hi && e - p < 9 && isLower(byte(e))) ++e;
  const n = e - p;
  if (n < 3 || n > 8) return 0;
  if (e >= hi) return n;
  const c = byte(e); // part of a name, or a name before an operator
  return is(c, C_ALNUM) || c == 0x5f || c == 0x3d || c == 0x3a || c == 0x28 ? 0 : n;
}

/** Behind a separator at p: blanks, line ends, commas, quotes, numbers with a dot. Its kind must stay the same; 0 when there is none. */
function separator(p: usize, hi: usize): usize {
  let q = p;
  const most = hi - p > 16 ? p + 16 : hi;
  while (q < most) {
    const c = byte(q);
    if (c == 32 || c == 10 || c == 13 || c == 9 || c == 0x2c || c == 0x22 || c == 0x27 || c == 0x2d || c == 0x2b) { ++q; continue; }
    if (c == 0x5c && q + 1 < most && (byte(q + 1) == 0x6e || byte(q + 1) == 0x22)) { q += 2; continue; }
    if (isDigit(c)) { // 12.  12)
      let d = q;
      while (d < most && isDigit(byte(d)) && d - q < 3) ++d;
      if (d < most && d - q <= 2 && (byte(d) == 0x2e || byte(d) == 0x29 || byte(d) == 0x3a)) { q = d + 1; continue; }
    }
    break;
  }
  return q > p ? q : 0;
}

/** Counts the words of the run that begins at p; sets wordsEnd behind the last that counts. */
function count(p: usize, hi: usize, most: i32): i32 {
  let n = 0;
  let heads: u64 = 0;
  let tails: u64 = 0;
  let before = 0;
  descents = 0;
  let end: usize = 0;
  let q = p;
  let lastSeparator: usize = 0;
  while (n < most) {
    const length = wordLength(q, hi);
    if (length == 0 || wordIn(q, q + length, PROSE)) break;
    n++;
    const h = (byte(q) * 31 + byte(q + 1) * 7 + byte(q + 2)) & 63;
    heads |= (<u64>1) << <u64>h;
    const order = byte(q) << 16 | byte(q + 1) << 8 | byte(q + 2);
    if (order < before) descents++;
    before = order;
    tails |= (<u64>1) << <u64>((byte(q + length - 1) * 13 + <i32>length) & 63);
    q += length;
    if (n == 12 || n == 15 || n == 18 || n == 21 || n == 24 || n == 25) end = q;
    const next = separator(q, hi);
    if (next == 0) break;
    const width = next - q;
    // prose has one blank between words as well, but lists keep to one kind of separator
    if (n > 1 && width > 1 && lastSeparator == 1 && byte(q) != 32 && byte(q) != 10 && byte(q) != 13 && byte(q) != 0x5c) break;
    lastSeparator = width;
    q = next;
  }
  wordsEnd = end;
  distinct = <i32>popcnt(heads);
  return n;
}

export function matchSeed(at: usize, lo: usize, hi: usize): bool {
  clear();
  let p = at;
  while (p < hi && p - at < 25 && (isLetter(byte(p)) || byte(p) == 0x5f)) ++p;
  if (p - at > 24) return false;
  const nameEnd = p;
  const far = hi - p > REACH ? p + REACH : hi;
  const back = at - lo > 128 ? at - 128 : lo;
  const monero = foldFind(back, nameEnd, 'monero') != 0;
  // ---- a run that begins behind an operator or a bracket, or at once
  let tries = 0;
  while (p < far && tries < 8) {
    const c = byte(p);
    if (isLower(c) && (p == nameEnd || !isLetter(byte(p - 1)))) {
      if (p >= readFrom && p < readTo) return false;
      tries++;
      const n = count(p, hi, monero ? 25 : 24);
      if (n >= 12 && wordsEnd != 0) {
        readFrom = p;
        readTo = wordsEnd;
        const few = distinct < 6;
        if (descents < 2 && !few) return false; // a sorted list: one phrase in 100,000
        setKey(at, nameEnd);
        setSpan(p, wordsEnd);
        const exact = n == 12 || n == 15 || n == 18 || n == 21 || n == 24 || n == 25;
        setJudgement(few ? CONF_LOW : CONF_MEDIUM, R_CONTEXT | (few ? R_EXAMPLE : exact ? R_STRUCTURE : 0), SEED_WORDS);
        return true;
      }
      while (p < far && isLetter(byte(p))) ++p;
      continue;
    }
    ++p;
  }
  return false;
}
