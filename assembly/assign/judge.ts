// The value alone: is this a secret of the class its key names? Structure first (references, calls, paths, words), then
// randomness. Every threshold of `score` is explained with its figures in docs/assignments.md.

import { CONF_HIGH, CONF_LOW, CONF_MEDIUM, CONF_NONE, R_ENTROPY, R_EXAMPLE, R_LOW_ENTROPY, R_NOISE, R_RANDOM, R_WEAK } from '../layout';
import { visit } from '../result';
import { at, isAlnum, isDigit, isHex, isLetter, isLower, isWord, same8 } from './chars';
import { CLASS_API_KEY, CLASS_AUTH, CLASS_CREDENTIAL, CLASS_KEY, CLASS_PASSPHRASE, CLASS_PASSWORD, CLASS_SALT, CLASS_SECRET, CLASS_TOKEN } from './classes';
import {
  base64s, blanks, changes, digits, distinct, hexOnly, letters, longestRun, lowers, measure, others, restore, save, score, separators, symbols, syntax, uppers, wordShare,
} from './features';
import { isUuid } from './noise';
import { namesThing } from './other';
import { partlyRegular, placeholder } from './placeholder';
import { echo } from './regular';
import { K_ASKED, K_CONFIDENCE, K_FEATURES, K_KNOWN, K_REASONS, KNOWS_JUDGEMENT } from './recall';

/** Reasons of the last judgement. */
export let judgedReasons: u32 = 0;

/** Score above which a text of n characters is hardly ever a word or identifier (under 2 % of identifiers). */
function oddScore(n: i32): i32 {
  if (n < 6) return 30;
  if (n < 8) return 20;
  if (n < 12) return 10;
  if (n < 16) return 4;
  return 2;
}

/** Distinct characters a random text of n characters has at least, nearly always. */
function enoughDistinct(n: i32): bool {
  if (hexOnly) return distinct >= (n >= 32 ? 10 : n >= 16 ? 8 : n / 2);
  if (n >= 40) return distinct >= 18;
  if (n >= 24) return distinct >= 13;
  if (n >= 16) return distinct >= 10;
  return distinct * 2 >= n;
}

/** Random for certain: long, odd pairs, many different characters, letters and digits mixed. */
function isRandom(n: i32): bool {
  if (n < 16 || !enoughDistinct(n)) return false;
  if (digits > 0 && letters() > 0) return score >= 8 && (changes >= 3 || uppers > 2 && lowers > 2);
  // letters only: long and mixed case, or clearly odd
  return letters() > 0 && (uppers > 3 && lowers > 3 ? score >= 20 : n >= 20 && score >= 24);
}

/** Lower, upper, digit or other. */
function kindOf(c: i32): i32 { return isDigit(c) ? 1 : isLetter(c) ? (c & 32) + 2 : 0; }

/**
 * Kinds of characters that come back in turn: letter and digit throughout 18 characters, whatever separates them
 * (`a1b2-c3d4-…`), or a pattern of three (`Kp4Qx7…`). Hands type that; of random text less than one in 100,000 looks so.
 */
function typed(p: usize, n: i32): bool {
  if (n < 18) return false;
  let run = 0;
  let before = 0;
  for (let i = 0; i < n; i++) {
    const c = at(p + i);
    if (!isAlnum(c)) continue;
    const kind = isDigit(c) ? 1 : 2;
    run = kind == before ? 1 : run + 1;
    if (run == 18) return true;
    before = kind;
  }
  for (let i = 3; i < n; i++) if (kindOf(at(p + i)) != kindOf(at(p + i - 3))) return false;
  return kindOf(at(p)) != kindOf(at(p + 1)) || kindOf(at(p + 1)) != kindOf(at(p + 2));
}

/** Lengths that generated keys have: whole bytes in hex or base64, and round numbers of characters. */
function usualLength(n: i32): bool {
  return (n & 7) == 0 && n <= 64 || n == 20 || n == 43 || n == 44 || n == 80 || n == 86 || n == 88 || n == 96 || n == 128;
}

function digitsOnly(p: usize, n: i32): bool {
  for (let i = 0; i < n; i++) if (!isDigit(at(p + i))) return false;
  return n > 0;
}

/** A dot and two to five small letters at the end. */
function hasEnding(p: usize, n: i32): bool {
  let q = n;
  while (q > 0 && isLower(at(p + q - 1))) q--;
  return n - q >= 2 && n - q <= 5 && q > 1 && at(p + q - 1) == 0x2e;
}

/** A path, URL, file name, selector, dotted name, regular expression, mail address, date, version, markup. */
function isOtherThing(p: usize, n: i32): bool {
  visit(n);
  const c = at(p);
  if (c == 0x30 && (at(p + 1) | 32) == 0x78 && n < 34) { // 0x1f
    let i = 2;
    while (i < n && isHex(at(p + i))) i++;
    if (i == n) return true;
  }
  if (namesThing(p, n)) return true;
  if (n > 3 && c == 0x2d && at(p + 1) == 0x2d && at(p + 2) == 0x2d) return true; // PEM and rulers
  let dots = 0;
  let slashes = 0;
  let alphabetic = 0;
  let ats = 0;
  // nothing to see among letters and digits alone
  for (let i = letters() + digits == n ? n : 0; i < n; i++) {
    const b = at(p + i);
    if (isAlnum(b)) {
      alphabetic += i32(isLetter(b));
      continue;
    }
    if (b == 0x2e) dots++;
    else if (b == 0x2f) slashes++;
    else if (b == 0x40) ats++;
    if (b == 0x3a && i + 2 < n && at(p + i + 1) == 0x2f && at(p + i + 2) == 0x2f) return true; // URL
    if (b == 0x5c && i + 2 < n && (at(p + i + 1) == 0x64 || at(p + i + 1) == 0x77 || at(p + i + 1) == 0x73) && (at(p + i + 2) == 0x2b || at(p + i + 2) == 0x2a || at(p + i + 2) == 0x7b)) return true; // \d+
    if (b == 0x28 && i + 1 < n && at(p + i + 1) == 0x3f) return true; // (?
    if (b == 0x5c && i + 3 < n && (at(p + i + 1) == 0x78 || at(p + i + 1) == 0x75) && isHex(at(p + i + 2)) && isHex(at(p + i + 3))) return true; // \xa1
    if (b == 0x26 && i + 3 < n && (same8(p + i, 0x3b_74_6c_26, 4) || same8(p + i, 0x3b_74_67_26, 4))) return true; // &lt; &gt;
    if (b == 0x3a && i > 0 && i + 2 < n && n - i <= 7 && isLetter(at(p + i - 1)) && alphabetic + dots == i && digitsOnly(p + i + 1, at(p + n - 1) == 0x2f ? n - i - 2 : n - i - 1)) return true; // host:port
    if (b == 0x5b && i + 3 < n && at(p + i + 2) == 0x2d && at(p + i + 1) == 0x61) return true; // [a-
  }
  if ((c == 0x2f || c == 0x7e) && (score < 8 || n < 12)) return true; // /etc/…, ~/…
  if (c == 0x2e && (at(p + 1) == 0x2f || at(p + 1) == 0x2e)) return true; // ./ ../
  if (n > 2 && at(p + 1) == 0x3a && (at(p + 2) == 0x5c || at(p + 2) == 0x2f)) return true; // C:\
  if ((c == 0x23 || c == 0x2e) && n > 1 && isLetter(at(p + 1)) && digits == 0 && symbols <= 1 && score < 10) return true; // #id .class
  if (c == 0x2f && hasEnding(p, n)) return true; // /static/x.4f3a….js
  if (slashes > 0 && score < 2 && digits * 4 < n) return true; // a/b/c
  if (dots > 0 && ats == 0) {
    // dotted words, file names, versions
    if (digits + separators == n) return true;
    if (alphabetic + separators == n && score < 12) return true;
    let q = n - 1;
    while (q > 0 && isAlnum(at(p + q))) q--;
    if (at(p + q) == 0x2e && n - q <= 5 && n - q >= 3 && q > 0 && isLetter(at(p + q + 1)) && score < 12 && symbols == 0) return true;
  }
  if (ats == 1 && dots > 0 && c != 0x40 && at(p + n - 1) != 0x40) { // mail address
    let q = 0;
    while (q < n && at(p + q) != 0x40) q++;
    let r = q + 1;
    let dotted = false;
    while (r < n && (isWord(at(p + r)) || at(p + r) == 0x2d || at(p + r) == 0x2e)) { if (at(p + r) == 0x2e) dotted = true; r++; }
    if (r == n && dotted && isLetter(at(p + n - 1))) return true;
  }
  return false;
}

/** An identifier, a call, a member or an index: what programs put on the right. For bare words. */
export function isExpression(p: usize, n: i32): bool {
  let i = 0;
  if (at(p) == 0x5b && at(p + 1) == 0x5d) { // []uint64{…
    i = 2;
    while (i < n && (isWord(at(p + i)) || at(p + i) == 0x2e || at(p + i) == 0x2a)) i++;
    return i > 2 && i < n && (at(p + i) == 0x7b || at(p + i) == 0x28);
  }
  while (i < n && (at(p + i) == 0x26 || at(p + i) == 0x2a || at(p + i) == 0x21 || at(p + i) == 0x40)) i++;
  if (i == n || !(isLetter(at(p + i)) || at(p + i) == 0x5f || at(p + i) == 0x24)) return false;
  let members = 0;
  while (i < n) {
    const c = at(p + i);
    if (isWord(c) || c == 0x24) { i++; continue; }
    if (c == 0x28 || c == 0x5b) return true;
    if ((c == 0x2e && i + 1 < n && isWord(at(p + i + 1))) || ((c == 0x3f || c == 0x21) && i + 1 < n && (at(p + i + 1) == 0x2e || at(p + i + 1) == 0x28))) { members++; i++; continue; }
    if ((c == 0x2d && i + 1 < n && at(p + i + 1) == 0x3e) || (c == 0x3a && i + 1 < n && at(p + i + 1) == 0x3a)) { members++; i += 2; continue; }
    if (c == 0x3e || c == 0x2a || c == 0x21 || c == 0x3f) { i++; continue; }
    return false;
  }
  return members > 0 && score < 14;
}

function done(confidence: i32, reasons: u32): i32 {
  judgedReasons = reasons;
  return confidence;
}

/**
 * Confidence (CONF_*) that the value is a secret, its key being of `keyClass`; `quoted` says that it is a literal for certain.
 * Leaves the reasons in `judgedReasons`.
 */
export function judgeValue(p: usize, n: i32, quoted: bool, keyClass: i32): i32 {
  judgedReasons = 0;
  if (n < 4 || n > 4096) return CONF_NONE;
  measure(p, n);
  return judgeMeasured(p, n, quoted, keyClass);
}

/** Whether a bare word of letters, just measured, is no secret for sure: a word, or an identifier of a program. */
export function isPlainName(n: i32, expression: bool): bool {
  return letters() + separators == n && (expression || score < oddScore(n));
}

/** The same for a value that has just been measured, or was judged before: then it is `measured` by this. */
export function judgeAgain(slot: usize): i32 {
  restore(slot + K_FEATURES);
  judgedReasons = load<u32>(slot, K_REASONS);
  return load<i32>(slot, K_CONFIDENCE);
}

/** Whether the value of the slot was judged before for a key of this class. */
export function isJudged(slot: usize, quoted: bool, keyClass: i32): bool {
  return slot != 0 && (load<u32>(slot, K_KNOWN) & KNOWS_JUDGEMENT) != 0 && load<u32>(slot, K_ASKED) == <u32>(keyClass << 1 | i32(quoted));
}

/** Keeps a judgement of measured text without blanks in its slot. */
export function keepJudgement(slot: usize, quoted: bool, keyClass: i32, confidence: i32): void {
  if (slot == 0 || others > 0 || blanks > 0) return; // pieces of those are measured by themselves
  save(slot + K_FEATURES);
  store<u32>(slot, <u32>(keyClass << 1 | i32(quoted)), K_ASKED);
  store<i32>(slot, confidence, K_CONFIDENCE);
  store<u32>(slot, judgedReasons, K_REASONS);
  store<u32>(slot, load<u32>(slot, K_KNOWN) | KNOWS_JUDGEMENT, K_KNOWN);
}

/** The same for a value that has just been measured. */
export function judgeMeasured(p: usize, n: i32, quoted: bool, keyClass: i32): i32 {
  judgedReasons = 0;
  if (others > 0 || blanks > 0) return judgeText(p, n, quoted, keyClass);
  if (isOtherThing(p, n)) return CONF_NONE;
  const example = placeholder(p, n);
  if (example == 2) return CONF_NONE;
  const words = wordShare(p, n);
  const odd = score >= oddScore(n) && words < 50;
  const random = isRandom(n) && words < 60;
  let reasons: u32 = 0;
  if (example == 1) reasons |= R_EXAMPLE;
  if (random) reasons |= R_RANDOM | R_ENTROPY;
  else if (odd) reasons |= R_RANDOM;
  let confidence = CONF_NONE;
  if (keyClass == CLASS_PASSWORD || keyClass == CLASS_PASSPHRASE) confidence = judgePassword(p, n, quoted, odd, random, words);
  else confidence = judgeToken(p, n, quoted, keyClass, odd, random, words);
  // A key of the right form that is too regular to be a fresh one: documentation, or a lazy hand.
  if (confidence == CONF_NONE && example == 1 && n >= 16 && keyClass != CLASS_KEY && digits >= 4 && letters() >= 4 && (longestRun >= 16 || words < 50)) confidence = CONF_LOW;
  if (confidence == CONF_NONE) return CONF_NONE;
  if (example == 1 && !(partlyRegular && random && confidence > CONF_LOW)) confidence = CONF_LOW;
  else if (example == 1) confidence = CONF_MEDIUM;
  if (confidence == CONF_LOW && !random && !odd) reasons |= R_WEAK;
  if (confidence > CONF_LOW && hexOnly && n >= 24 && lowers > 0 && uppers > 0) { reasons |= R_EXAMPLE; confidence = CONF_LOW; } // nothing prints hex so
  if (confidence > CONF_LOW && (typed(p, n) || echo(p, n))) {
    // of a length that keys have it may still be one, altered before it was posted
    reasons |= R_EXAMPLE;
    confidence = usualLength(longestRun) || isUuid(p, n) ? CONF_MEDIUM : CONF_LOW;
  }
  if (!enoughDistinct(n) && n >= 16) { reasons |= R_LOW_ENTROPY; if (confidence > CONF_LOW) confidence = CONF_LOW; }
  return done(confidence, reasons);
}

/** A password's hash in one of the crypt formats: $6$…, {SSHA}…, $argon2id$…, pbkdf2_sha256$…. */
function isCrypt(p: usize, n: i32): bool {
  if (n < 20) return false;
  let i = 0;
  if (at(p) == 0x7b) {
    while (i < n && i < 16 && at(p + i) != 0x7d) i++;
    if (i < n && at(p + i) == 0x7d) return true;
    return false;
  }
  let dollars = 0;
  for (i = 0; i < n && i < 40; i++) if (at(p + i) == 0x24) dollars++;
  return dollars >= 2 && (at(p) == 0x24 || same8(p, 0x66_64_6b_62_70, 5) || same8(p, 0x74_70_79_72_63_73, 6) || same8(p, 0x74_70_79_72_63_62, 6));
}

function judgePassword(p: usize, n: i32, quoted: bool, odd: bool, random: bool, words: i32): i32 {
  if (n > 200) return random ? CONF_MEDIUM : CONF_NONE;
  if (digits == n) return n >= 6 ? CONF_LOW : CONF_NONE;
  if (letters() == 0) return n >= 6 && digits > 0 ? CONF_LOW : CONF_NONE;
  if (isCrypt(p, n)) { // those of known schemes have rules of their own: what these do not confirm is broken
    judgedReasons |= R_NOISE;
    return at(p) == 0x24 ? CONF_NONE : CONF_LOW;
  }
  if (random) return quoted || digits > 2 ? CONF_HIGH : CONF_MEDIUM;
  const mixed = digits > 0 || symbols > 0;
  if (odd) return CONF_MEDIUM;
  if (mixed) {
    // Letters with digits or symbols: Summer2024!, p4ssw0rt; but not user1, field_2, utf8
    if (words >= 80 && digits > 0 && digits <= 2 && symbols == 0) return CONF_LOW;
    if (symbols > 0 && digits == 0 && words >= 80) return CONF_LOW;
    return n >= 6 && (syntax == 0 || digits > 1) ? CONF_MEDIUM : CONF_LOW;
  }
  // letters only, pronounceable
  if (words >= 80) return n >= 5 && separators == 0 ? CONF_LOW : separators > 0 && n < 40 && words < 100 ? CONF_LOW : CONF_NONE;
  // no word of any kind, small letters throughout: a label or a name would be one or be capitalised
  if (words == 0 && n >= 5 && uppers == 0 && separators == 0) return CONF_MEDIUM;
  return n >= 5 || words == 0 ? CONF_LOW : CONF_NONE;
}

function judgeToken(p: usize, n: i32, quoted: bool, keyClass: i32, odd: bool, random: bool, words: i32): i32 {
  const strongKey = keyClass == CLASS_API_KEY || keyClass == CLASS_SECRET || keyClass == CLASS_TOKEN || keyClass == CLASS_AUTH;
  if (isUuid(p, n)) {
    judgedReasons |= R_NOISE;
    return strongKey ? (keyClass == CLASS_SECRET || keyClass == CLASS_API_KEY ? CONF_MEDIUM : CONF_LOW) : CONF_NONE;
  }
  if (keyClass == CLASS_CREDENTIAL && (base64s > 0 || symbols > 0)) return random ? CONF_LOW : CONF_NONE; // ids with date and scope
  if (n > 600 && base64s == 0 && separators == 0) return CONF_NONE;
  if (random) {
    if (keyClass == CLASS_SALT) return CONF_LOW;
    if (keyClass == CLASS_KEY) return hexOnly ? CONF_LOW : CONF_MEDIUM;
    if (hexOnly && n < 24) return CONF_MEDIUM; // as short as span and request ids
    return CONF_HIGH;
  }
  if (digits == n) return keyClass == CLASS_SECRET ? (n >= 8 ? CONF_LOW : CONF_NONE) : strongKey && n >= 15 ? CONF_LOW : CONF_NONE;
  if (n < 8) return CONF_NONE;
  const mixed = digits > 0 && letters() > 0;
  if (keyClass == CLASS_KEY && syntax > 0) return CONF_NONE;
  if (keyClass == CLASS_KEY || keyClass == CLASS_SALT) return mixed && odd && n >= 12 ? CONF_LOW : CONF_NONE;
  if (mixed && odd) return digits >= 2 && n >= 10 ? CONF_MEDIUM : CONF_LOW;
  if (odd && n >= 10) return keyClass == CLASS_SECRET || n >= 20 ? CONF_MEDIUM : CONF_LOW;
  if (mixed && n >= 12 && digits >= 2 && words < 70) return CONF_LOW;
  if (keyClass == CLASS_SECRET && digits == 0 && n < 24 && words < 50) return CONF_LOW;
  if (odd && keyClass == CLASS_SECRET) return CONF_LOW;
  if (symbols > 0 && digits > 0 && n >= 10 && words < 70) return CONF_LOW;
  return CONF_NONE;
}

/** Values with blanks or bytes beyond ASCII: sentences, or something that holds a random piece (JSON in a string). */
function judgeText(p: usize, n: i32, quoted: bool, keyClass: i32): i32 {
  if (n > 600) return CONF_NONE;
  const c = at(p);
  if (c == 0x7b || c == 0x5b) return randomPiece(p, n) ? done(CONF_MEDIUM, R_RANDOM) : CONF_NONE;
  const passwordLike = keyClass == CLASS_PASSWORD || keyClass == CLASS_PASSPHRASE;
  if (!passwordLike || !quoted || n > 40 || blanks > 3) return CONF_NONE;
  const words = wordShare(p, n);
  if (placeholder(p, n) == 0 && words < 40 && ((others == 0 && score >= oddScore(n)) || (digits > 0 && symbols > 0 && syntax == 0))) return done(CONF_LOW, R_WEAK);
  return CONF_NONE;
}

/** Whether a stretch of 20 or more letters and digits inside looks random. */
export function randomPiece(p: usize, n: i32): bool {
  let s = 0;
  for (let i = 0; i <= n; i++) {
    if (i < n && isAlnum(at(p + i))) continue;
    if (i - s >= 20) {
      measure(p + s, i - s);
      if (isRandom(i - s) && placeholder(p + s, i - s) == 0) return true;
    }
    s = i + 1;
  }
  return false;
}
