// Assignments: a key that names a secret, an operator, a value. Answers go through the result registers.
//
//   assignFromKey     the sieve saw a key word; finds name, operator and value and judges them
//   assignFromValue   the sieve saw a long run that no format claimed; looks to the left for operator and name

import { CONF_HIGH, CONF_LOW, CONF_MEDIUM, CONF_NONE, R_ASSIGNMENT, R_ENTROPY, R_EXAMPLE, R_RANDOM, R_HEADER, R_NOISE, R_QUOTED, R_STRUCTURE_FAILED, R_WEAK, RUN_VALUE } from '../layout';
import * as result from '../result';
import { at, isAlnum, isBlank, isDigit, isLetter, isWord, same8, skipBlanks } from './chars';
import {
  CLASS_AUTH, CLASS_CREDENTIAL, CLASS_KEY, CLASS_PASSPHRASE, CLASS_PASSWORD, CLASS_SALT, CLASS_SECRET, FORM_CALL, FORM_CODE, FORM_COMPARE, FORM_FLAG,
  FORM_HEADER, FORM_LINE, FORM_MARKUP, FORM_BESIDE, FORM_PAIR, FORM_PIECE, FORM_PROSE, FORM_QUERY, FORM_QUOTED, FORM_SCHEME, FORM_SPACED, FORM_TIGHT,
  FORM_WRAPPED,
} from './classes';
import * as features from './features';
import { isExpression, isJudged, isPlainName, judgeAgain, judgedReasons, judgeMeasured, keepJudgement, randomPiece } from './judge';
import * as key from './key';
import { namesDigest } from './named';
import { forgetLines, isUuid, noise, tabled } from './noise';
import * as operator from './operator';
import { forgetValue } from './placeholder';
import { forgetRandomness } from './randomness';
import { find } from './recall';
import { quoteAt, quoteBefore } from './quotes';
import { resetValues as resetWalked } from './value';
import { isConstant, isNamedByNoun, isObjectName, isReadable, standsAmongLabels } from './spelled';
import { CLEAR, REFUSED, surroundings } from './surround';
import * as value from './value';

export { judgeValue, judgedReasons } from './judge';
export { placeholder } from './placeholder';
export { noise } from './noise';
export { randomness } from './randomness';

/** A key word at [p, p + len). True when something is to be reported, if only with low confidence. */
export function assignFromKey(p: usize, len: i32, lo: usize, hi: usize): bool {
  valueFound = false;
  while (len > 3 && !isWord(at(p + len - 1))) len--; // `pass=` is found with its operator
  // `_pass` also opens `_password`, which has a literal of its own, and `_passed`.
  if (at(p) == 0x5f && (at(p + 1) | 32) == 0x70 && isLetter(at(p + len)) && (at(p + len) | 32) != 0x63) return false;
  if ((at(p) | 32) != 0x69 && !operator.mayAssign(p, len, hi)) return false;
  if (!key.findName(p, len, lo, hi)) return false;
  if ((at(p) | 32) == 0x69) return identifiedBy(p, len, lo, hi);
  if (!operator.findOperator(key.keyStart, key.keyEnd, key.keyDashes, lo, hi)) return false;
  if (!key.classifyKey(p, len)) return false;
  value.expectScheme(key.keyClass == CLASS_AUTH);
  if (!value.findValue(operator.valueFrom, key.keyStart, lo, hi, operator.form, operator.colon, operator.nameQuoted)) return false;
  valueFound = true;
  return decide(value.valueStart, value.valueEnd, value.valueForm, lo, hi);
}

/** The last key word had a value, whatever became of it. */
let valueFound: bool = false;

/** Shortest value that a format without a mark of its own may have. */
const LEAST_FORMAT: i32 = 10;
/** Longer ones are runs, which are tried by themselves. */
const MOST_FORMAT: i32 = RUN_VALUE;

/**
 * After a refusal of assignFromKey: whether there is a value at all that formats may be made of that only their length, their
 * alphabet and a provider's name make one. Values of letters and digits that are no plain word; sets its span and its name.
 */
export function leftToFormats(): bool {
  if (!valueFound) return false;
  const s = value.valueStart, e = value.valueEnd;
  const n = <i32>(e - s);
  if (n < LEAST_FORMAT || n > MOST_FORMAT) return false;
  let digits = 0;
  for (let p = s; p < e; p++) {
    const c = at(p);
    if (isDigit(c)) digits++;
    else if (!isLetter(c) && c != 0x2d) return false;
  }
  if (digits == n || digits == 0 && n < 20) return false;
  result.setSpan(s, e);
  result.setKey(key.keyStart, key.keyEnd);
  result.setJudgement(CONF_NONE, 0, key.keyClass);
  return true;
}

/** Before `identified by` stands what it belongs to: a user, a role, a grant. In capitals it is SQL for certain. */
function isStatement(p: usize, lo: usize): bool {
  if (at(p) == 0x49) return true;
  const least = p - lo > 160 ? p - 160 : lo;
  for (let q = p; q > least && at(q - 1) != 0x3b; q--) {
    const c = at(q - 1) | 32;
    if (c == 0x75 && same8(q - 1, 0x20_72_65_73_75, 5) || c == 0x72 && same8(q - 1, 0x20_65_6c_6f_72, 5) || c == 0x67 && same8(q - 1, 0x20_74_6e_61_72_67, 6)) return true; // user role grant
  }
  return false;
}

/** SQL: IDENTIFIED BY 'x', IDENTIFIED BY PASSWORD 'x', IDENTIFIED WITH … BY 'x'. */
function identifiedBy(p: usize, len: i32, lo: usize, hi: usize): bool {
  let q = p + len;
  const most = hi - q > 64 ? q + 64 : hi;
  while (q + 4 < most && !(isBlank(at(q)) && same8(q + 1, 0x20_79_62, 3))) {
    if (!isWord(at(q)) && !isBlank(at(q)) && at(q) != 0x27) return false;
    q++;
  }
  if (q + 4 >= most) return false;
  q = skipBlanks(q + 4, hi, 8);
  if (quoteAt(q, hi) == 0 || at(q) == 0x60 || !isStatement(p, lo)) return false; // people write `identified by "x"`, too
  value.expectScheme(false);
  if (!value.findValue(q, p, lo, hi, FORM_TIGHT, false, false)) return false;
  key.keyVague = false;
  key.keyMadeUp = false;
  key.nounStart = key.nounEnd = p;
  return decideAs(value.valueStart, value.valueEnd, value.valueForm | FORM_LINE, CLASS_PASSWORD, p, p + len, lo, hi);
}

function decide(s: usize, e: usize, form: i32, lo: usize, hi: usize): bool {
  return decideAs(s, e, form, key.keyClass, key.keyStart, key.keyEnd, lo, hi);
}

/** `${NAME:-default}` and `${NAME:default}`: the default may be real. */
function defaultOf(s: usize, e: usize): usize {
  if (e - s < 8 || at(s) != 0x24 || at(s + 1) != 0x7b || at(e - 1) != 0x7d) return 0;
  let q = s + 2;
  while (q < e && (isWord(at(q)) || at(q) == 0x2e || at(q) == 0x2d && at(q - 1) != 0x3a)) q++;
  if (q >= e || at(q) != 0x3a) return 0;
  q++;
  if (at(q) == 0x2d || at(q) == 0x3d) q++;
  return q < e - 1 ? q : 0;
}

/** Whether the value says the key's noun again (`password: userPassword`, `token=my_token`). */
function repeatsNoun(s: usize, e: usize): bool {
  const n = key.nounEnd - key.nounStart;
  if (n < 3 || e - s < n || e - s > 64) return false;
  const first = at(key.nounStart) | 32;
  for (let q = s; q + n <= e; q++) {
    if ((at(q) | 32) != first) continue;
    let i: usize = 1;
    while (i < n && (at(q + i) | 32) == (at(key.nounStart + i) | 32)) i++;
    if (i == n) return true;
  }
  return false;
}

/** `PublicKey{ID: 1, Key: "…"}`, `"@type": "…PubKey", "key": "…"`: the line or the one before it says that this key is public. */
function saysPublic(p: usize, lo: usize): bool {
  const least = p - lo > 96 ? p - 96 : lo;
  let lines = 0;
  for (let q = p; q > least && lines < 2; q--) {
    const c = at(q - 1);
    if (c == 0x0a) lines++;
    else if ((c | 32) == 0x70 && (same8(q - 1, 0x63_69_6c_62_75_70, 6) || same8(q - 1, 0x6b_62_75_70, 4) || same8(q - 1, 0x6b_5f_62_75_70, 5))) return true;
  }
  return false;
}

/** Whether the same name, but for its digits, stands again near: the records of a table, not one setting among others. */
function nameAgain(s: usize, e: usize, lo: usize, hi: usize): bool {
  const n = e - s;
  const from = s - lo > 384 ? s - 384 : lo;
  const to = hi - e > 384 ? e + 384 : hi;
  const first = at(s);
  for (let q = from; q + n <= to; q++) {
    if (at(q) != first || q == s || isWord(at(q + n)) || q > lo && isWord(at(q - 1))) continue;
    let i: usize = 1;
    while (i < n && (at(q + i) == at(s + i) || isDigit(at(q + i)) && isDigit(at(s + i)))) i++;
    if (i == n) return true;
  }
  return false;
}

/** The name says AWS and secret key, whose values have 40 characters of base64, and this is none. */
function otherThanAws(s: usize, n: i32, keyStart: usize, keyEnd: usize): bool {
  let aws = false;
  let secret = false;
  for (let q = keyStart; q + 3 <= keyEnd; q++) {
    const c = at(q) | 32;
    if (c == 0x61 && same8(q, 0x73_77_61, 3) && (q == keyStart || !isLetter(at(q - 1)))) aws = true;
    else if (c == 0x73 && same8(q, 0x74_65_72_63_65_73, 6)) secret = true;
  }
  if (!aws || !secret || !same8(keyEnd - 3, 0x79_65_6b, 3)) return false;
  return n != 40 || features.base64s + features.letters() + features.digits != n;
}

/** Values of more bytes than this are judged so many times with one end: text of nothing but keys is a value of each of them. */
const LONG: i32 = 256;
const MOST_OF_ONE_END: i32 = 8;
let oneEnd: usize = 0;
let endedThere: i32 = 0;

function isTailAgain(e: usize, n: i32): bool {
  if (n <= LONG) return false;
  if (e != oneEnd) { oneEnd = e; endedThere = 0; }
  return ++endedThere > MOST_OF_ONE_END;
}

/** What is remembered of addresses is void. */
export function resetValues(): void {
  oneEnd = 0;
  forgetValue();
  forgetRandomness();
  forgetLines();
  resetWalked();
}

function decideAs(s: usize, e: usize, form: i32, keyClass: i32, keyStart: usize, keyEnd: usize, lo: usize, hi: usize): bool {
  const inner = defaultOf(s, e);
  if (inner != 0) { s = inner; e -= 1; form &= ~FORM_QUOTED; }
  const n = <i32>(e - s);
  if (n < 4 || isTailAgain(e, n)) return false;
  const quoted = (form & FORM_QUOTED) != 0;
  const passwordLike = keyClass == CLASS_PASSWORD || keyClass == CLASS_PASSPHRASE || keyClass == CLASS_CREDENTIAL;
  const isBeside = !quoted && (form & FORM_MARKUP) == 0 && (form & FORM_PROSE) != 0 && (form & FORM_BESIDE) != 0;
  // nothing connects the two: only what is random, and no id; the name alone tells that of some
  if (isBeside && (passwordLike || keyClass == CLASS_KEY && !key.keyPrefixed)) return false;
  const slot = find(s, n);
  const again = isJudged(slot, quoted, keyClass);
  let confidence = CONF_NONE;
  if (again) confidence = judgeAgain(slot);
  else features.measure(s, n);
  // Cheap first: most bare words behind a key word in logs and programs are names.
  if (!quoted && (form & (FORM_MARKUP | FORM_LINE | FORM_QUERY)) == 0 && isPlainName(n, (form & FORM_CODE) != 0)) return false;
  if (!again) {
    confidence = judgeMeasured(s, n, quoted, keyClass);
    keepJudgement(slot, quoted, keyClass, confidence);
  }
  let reasons = judgedReasons;
  if (confidence == CONF_NONE) {
    // A structure in a string, e.g. a token that is JSON: {"sig":"…"}
    if (!quoted || keyClass == CLASS_KEY || n > 600 || (at(s) != 0x7b && at(s) != 0x5b) || !randomPiece(s, n)) return false;
    confidence = CONF_MEDIUM;
    reasons = judgedReasons;
  }
  if (!quoted && key.keyDashes > 1 && features.uppers == n) return false; // --password=WORD: what a manual calls the value
  const random = (reasons & R_ENTROPY) != 0; // for certain
  const odd = (reasons & R_RANDOM) != 0;
  if (!random && repeatsNoun(s, e)) {
    if (features.digits < 1 || !quoted && (form & (FORM_LINE | FORM_TIGHT)) == 0) return false;
    confidence = CONF_LOW;
    reasons |= R_EXAMPLE;
  }
  if (!quoted && (form & FORM_MARKUP) == 0) {
    // ---- a bare word may be an expression
    const expression = isExpression(s, n);
    if (expression) {
      if ((form & FORM_QUERY) == 0 && !(random && (form & FORM_LINE) != 0 && features.symbols == 0)) return false;
    }
    let identifier = features.digits == 0 && features.symbols == 0 && features.base64s == 0;
    if (((form & FORM_CODE) != 0 || !passwordLike && (form & FORM_QUERY) == 0) && isNamedByNoun(s, e)) return false;
    if ((form & FORM_CODE) != 0) {
      // an identifier, unless it could not be one
      if (identifier) return false;
      if (isLetter(at(s)) && features.symbols == 0 && !random && features.digits < 4) return false;
      if (confidence == CONF_HIGH) confidence = CONF_MEDIUM;
    }
    if ((form & FORM_PROSE) != 0) {
      if (!random && (features.digits == 0 || !odd && features.symbols == 0)) return false;
      if (confidence > CONF_LOW && !random) confidence = CONF_LOW;
      if (isBeside) {
        if (!random) return false;
        confidence = features.hexOnly || isUuid(s, n) || !key.keyQualified && keyClass != CLASS_SECRET ? CONF_LOW : CONF_MEDIUM;
      }
    }
    if (identifier) {
      const settings = (form & (FORM_LINE | FORM_TIGHT | FORM_FLAG | FORM_QUERY | FORM_SCHEME)) != 0;
      if (!settings && !(random && n >= 20)) return false;
      if ((form & FORM_SPACED) != 0) {
        if (!odd || n < 6) return false;
        if (!random && features.separators == 0 && n < 8 && confidence > CONF_LOW) confidence = CONF_LOW;
      }
      if ((form & FORM_FLAG) != 0 && !odd) return false;
      if (!odd && (form & FORM_LINE) == 0) return false;
      // a plain word closes a settings line: `password: hunter`; types and other words of programs are known
      if (!odd && !passwordLike) return false;
    } else if ((form & FORM_SPACED) != 0 && !random && !odd && isLetter(at(s)) && features.symbols == 0) {
      confidence = CONF_LOW; // x = foo2
    }
    if (features.symbols > 0 && (form & (FORM_LINE | FORM_TIGHT | FORM_FLAG | FORM_QUERY)) == 0 && !random) return false;
    if (features.symbols * 3 > n) return false;
  } else {
    // ---- a literal that need not be the value
    if ((form & (FORM_WRAPPED | FORM_COMPARE | FORM_PIECE)) != 0) {
      const compared = (form & FORM_COMPARE) != 0 && passwordLike && features.digits > 0 && features.letters() > 0;
      if (!random && !compared && !(odd && (form & FORM_WRAPPED) == 0)) return false;
      if (confidence > CONF_MEDIUM) confidence = CONF_MEDIUM;
      if (!random || (form & FORM_PIECE) != 0) confidence = CONF_LOW;
    }
    if ((form & FORM_PAIR) != 0) {
      let q = e + quoteAt(e, hi);
      q += quoteAt(q, hi);
      if (at(q) == 0x3e && at(q + 1) == 0x3e) q += 2;
      const c = q < hi ? at(q) : 0x0a;
      if (c != 0x29 && c != 0x7d && c != 0x5d && c != 0x0a && c != 0x0d) confidence = CONF_LOW; // one of many arguments
    }
    if ((form & FORM_PAIR) != 0 && !odd && !(features.digits > 0 && features.symbols + features.uppers > 0 && passwordLike)) return false;
    if ((form & FORM_CALL) != 0 && !odd && !random && features.digits == 0) return false;
    if ((form & FORM_PROSE) != 0 && !odd && features.digits == 0) return false;
  }
  if (quoted && passwordLike && confidence == CONF_MEDIUM && !odd && features.letters() == n && standsAmongLabels(s, e, keyStart, lo, hi)) {
    confidence = CONF_LOW;
    reasons |= R_WEAK;
  }
  if (!passwordLike && confidence > CONF_LOW && isReadable(s, n)) { confidence = CONF_LOW; reasons |= R_NOISE; }
  if (!random && isConstant(s, n)) { if (!passwordLike) return false; confidence = CONF_LOW; }
  if (!passwordLike && isObjectName(s, n)) return false;
  // ---- names that say little
  if (key.keyVague && keyClass != CLASS_SALT) {
    if (!odd && !random && features.digits == 0) return false;
    if (confidence > CONF_LOW && !random) confidence -= 1;
  }
  if (keyClass == CLASS_KEY && confidence > CONF_LOW && !random) confidence = CONF_LOW;
  if (keyClass == CLASS_KEY && confidence > CONF_LOW && saysPublic(keyStart, lo)) confidence = CONF_LOW;
  if (confidence > CONF_LOW && key.keyMadeUp) { confidence = CONF_LOW; reasons |= R_EXAMPLE; }
  if (confidence > CONF_LOW && otherThanAws(s, n, keyStart, keyEnd)) { confidence = CONF_LOW; reasons |= R_STRUCTURE_FAILED; }
  // ---- what stands around: digests and ids
  if (random || odd) {
    if (features.hexOnly && at(keyStart - 1) == 0x2f && namesDigest(s, keyStart - lo > 24 ? keyStart - 24 : lo)) return false; // checksum/secret: 4f3a…
    const public_ = noise(s, e, lo, hi);
    const listed = public_ == 2 && tabled && keyClass != CLASS_KEY && !key.keyVague && !nameAgain(keyStart, keyEnd, lo, hi);
    if (public_ == 2 && n <= 1000 && !listed) return false;
    if (public_ == 2 && !listed) { confidence = CONF_LOW; reasons |= R_NOISE; }
  }
  const around = surroundings(s, e, keyStart, keyEnd, keyClass, form, lo, hi);
  if (around == REFUSED) return false;
  if (around != CLEAR && confidence > CONF_LOW) { confidence = CONF_LOW; reasons |= R_NOISE; }
  reasons |= R_ASSIGNMENT;
  if (quoted) reasons |= R_QUOTED;
  if ((form & (FORM_HEADER | FORM_FLAG | FORM_SCHEME)) != 0) reasons |= R_HEADER;
  result.setSpan(s, e);
  result.setKey(keyStart, keyEnd);
  result.setJudgement(confidence, reasons, keyClass);
  return true;
}

/** A run of 31 or more [A-Za-z0-9_-] that no format claimed. Looks at the byte before it first: most runs stand alone. */
export function assignFromValue(start: usize, end: usize, lo: usize, hi: usize): bool {
  let s = start;
  const least = s - lo > 128 ? s - 128 : lo;
  // The run may be the middle of base64.
  while (s > least && (at(s - 1) == 0x2b || at(s - 1) == 0x2f || (s < start && isWord(at(s - 1))))) s--;
  if (s == lo || s == least) return false;
  let q = s;
  const before = at(q - 1);
  if (before != 0x22 && before != 0x27 && before != 0x3d && before != 0x3a && before != 0x20 && before != 0x60 && before != 0x3e) return false;
  let form = 0;
  const mark = quoteBefore(q, lo);
  if (mark != 0) { q -= mark; form |= FORM_QUOTED; }
  while (q > lo && isBlank(at(q - 1)) && s - q < 24) q--;
  if (q == lo) return false;
  let c = at(q - 1);
  if (c == 0x3e && q - lo > 1 && at(q - 2) == 0x3d) { q -= 2; } // =>
  else if (c == 0x3d || c == 0x3a) {
    q--;
    if (q > lo && at(q - 1) == 0x3a) q--;
    if (mark == 0 && q + 1 == s) form |= FORM_TIGHT;
  } else if (c == 0x28 && mark != 0) { q--; form |= FORM_CALL; }
  else return false;
  while (q > lo && isBlank(at(q - 1)) && s - q < 32) q--;
  q -= quoteBefore(q, lo);
  if (q > lo && at(q - 1) == 0x5d) { q--; q -= quoteBefore(q, lo); }
  if (!key.classifyFromRight(q, lo)) return false;
  // only now: text of nothing but runs would be walked once for each of them
  let e = end;
  while (e < hi && e - s < 4096 && (isWord(at(e)) || at(e) == 0x2b || at(e) == 0x2f || at(e) == 0x3d || at(e) == 0x2d || (at(e) == 0x2e && isAlnum(at(e + 1))))) e++;
  return decide(s, e, form, lo, hi);
}
