// From candidates to hits: looks up what a candidate could be, lets the right matcher confirm it and the rule judge it.

import {
  CANDIDATE_ADDRESS, CANDIDATE_EARLY, CANDIDATE_SHORT, CANDIDATE_WHOLE, BARE_ENTRY, BARE_LENGTHS, BARE_LIST_HEAD, BARE_PART, KIND_A_TO_F, KIND_DASH, KIND_G_TO_Z, KIND_SMALL_A_TO_F, KIND_SMALL_G_TO_Z, CONF_NONE, ENC_ENTITY, ENC_ESCAPE, ENC_PERCENT, LITERAL_SIZE, LOOK_AHEAD, LOOK_BEHIND, SHAPE_HEAD, SHAPE_NEEDS_WORDS, TARGET_AUTOMATON, TARGET_ENCODING, TARGET_HOST, TARGET_RIDER,
  TARGET_KEY_WORD, TARGET_MATCHER, TARGET_SHAPE, TARGET_SIZE, R_ASSIGNMENT, RULE_SIZE, RULE_WORDS, RUN_SHORTEST, RUN_VALUE, SHAPE_WORDS,
} from './layout';
import { program } from './memory';
import * as P from './program';
import { dashes, isToken, runEnd, windowHash, windowHash4 } from './sieve';
import { kindsOf } from './kinds';
import { matchEnd, matchShape, matchStart, sameText, secretEnd, secretStart } from './shape';
import { forgetMeasures, judge, judgeSecret, judgedReasons } from './qualify';
import { foundBits, lookAround } from './context';
import { count as hitCount, emit, roomLeft } from './hits';
import { assignFromKey, assignFromValue, automatonEnd, automatonStart, leftToFormats, matchStructure, newPage, nextMatch, nextStructure, queueAnchor, rejectMatch } from './links';
import { noteOpening, noteRun } from './pieces';
import { forget } from './shape';
import { forgetWords } from './context';
import * as result from './result';

// ---- the region being worked on: the input, or a decoded piece ----
export let first: usize = 0;
export let last: usize = 0;
/** Number of the region: what is remembered of addresses in another one is void. */
let region: u32 = 0;
/** Bytes of token runs looked at, for the linearity test. */
export let candidates: u32 = 0;

export function setRegion(from: usize, to: usize): void { first = from; last = to; }
export function clearCandidates(): void { candidates = 0; }

export function lowEnd(p: usize): usize { return p - first > <usize>LOOK_BEHIND ? p - <usize>LOOK_BEHIND : first; }
export function highEnd(p: usize): usize { return last - p > <usize>LOOK_AHEAD ? p + <usize>LOOK_AHEAD : last; }

/** A window that begins at p passed the sieve: which literals stand there? */
export function onLiteral(candidate: u32): void {
  ++candidates;
  const p = <usize>(candidate & CANDIDATE_ADDRESS);
  const isSaid = (candidate & ~CANDIDATE_ADDRESS) != 0;
  if (!isSaid || candidate & CANDIDATE_WHOLE) lookUp(P.literalHeads, windowHash4(p), p);
  // literals shorter than a window: it begins with them, or a byte before
  if (!isSaid || candidate & CANDIDATE_SHORT) lookUp(P.shortHeads, windowHash(p), p);
  if (!isSaid || candidate & CANDIDATE_EARLY) lookUp(P.shortHeads, windowHash(p + 1), p + 1);
}

/** Does the literal of the record stand at p? */
function stands(r: usize, p: usize): bool {
  const length = <u32>load<u8>(r, 4);
  if (p < first || p + length > last) return false;
  if (((load<u64>(p) | load<u64>(r, 16)) & load<u64>(r, 24)) != load<u64>(r, 32)) return false;
  return length <= 8 || sameText(p + 8, program + load<u32>(r) + 8, length - 8, load<u8>(r, 6) != 0);
}

function lookUp(heads: usize, hash: u32, hashed: usize): void {
  let record = load<u16>(heads + <usize>(hash >> P.headShift) * 2);
  while (record != 0xffff) {
    const r = P.literals + <usize>record * LITERAL_SIZE;
    const start = hashed - <usize>load<u8>(r, 5);
    if (stands(r, start)) follow(r, start);
    record = load<u16>(r, 14);
  }
}

/** Does what the targets of a literal or prefix record say. */
function follow(record: usize, at: usize): void {
  let target = P.targets + <usize>load<u32>(record, 8) * TARGET_SIZE;
  const lo = lowEnd(at);
  const hi = highEnd(at);
  for (let n = <i32>load<u16>(record, 12); n > 0; --n, target += TARGET_SIZE) {
    const kind = load<u32>(target);
    const a = load<u32>(target, 4);
    // most are riders, and most of those told by one byte beside them not to stand here
    if (kind == TARGET_RIDER) {
      const b = load<u32>(target, 8);
      if ((<u32>load<u8>(at + <usize><i8>(b >> 8 & 0xff)) | 0x20) != b >> 16) continue;
      const rider = P.literals + <usize>a * LITERAL_SIZE;
      const start = at - <usize>(b & 0xff);
      if (stands(rider, start)) follow(rider, start);
    } else if (kind == TARGET_SHAPE) {
      const b = load<u32>(target, 8);
      tryShape(P.shapes + a, <i32>(b >> 16), at - <usize>(b & 0xffff), lo, hi);
    } else if (kind == TARGET_KEY_WORD) {
      const kind = encodedBehind(at, hi);
      if (kind) noteOpening(kind, at);
      result.clear();
      if (assignFromKey(at, a, lo, hi) || leftToFormats()) assigned(lo, hi);
    } else if (kind == TARGET_MATCHER) {
      result.clear();
      if (matchStructure(a, at, lo, hi)) {
        do matched(a, lo, hi); while (nextStructure(a, lo, hi));
      }
    } else if (kind == TARGET_AUTOMATON) {
      if (!queueAnchor(program + <usize>a, at - <usize>load<u32>(target, 8))) drainAutomata(true);
    } else if (kind == TARGET_ENCODING) {
      noteOpening(a, at);
    } else if (kind == TARGET_HOST) {
      onHost(at + 3, hi);
    }
  }
}

/** The host of a URL: rules may know it whole, or its domain. */
function onHost(p: usize, hi: usize): void {
  const stop = hi - p > 96 ? p + 96 : hi;
  onPrefix(p, hi);
  if (ASC_FEATURE_SIMD) {
    for (; p < stop; p += 16) {
      const v = v128.load(p);
      const end = <u32>i8x16.bitmask(v128.or(v128.or(i8x16.eq(v, i8x16.splat(0x2f)), i8x16.eq(v, i8x16.splat(0x22))), i8x16.lt_u(v, i8x16.splat(0x21)))) | 0x10000;
      let dots = <u32>i8x16.bitmask(i8x16.eq(v, i8x16.splat(0x2e))) & (end & -end) - 1;
      if (p + 16 > stop) dots &= (1 << <u32>(stop - p)) - 1;
      for (; dots; dots &= dots - 1) onPrefix(p + <usize>ctz(dots) + 1, hi);
      if (end != 0x10000) return;
    }
    return;
  }
  for (; p < stop; ++p) {
    const c = <u32>load<u8>(p);
    if (c == 0x2e) onPrefix(p + 1, hi);
    else if (c == 0x2f || c <= 0x20 || c == 0x22) return;
  }
}

/** A key word whose name is followed by an encoded operator or quote: `token%3D`, `password&quot;`, `secret\\u0022`. */
function encodedBehind(at: usize, hi: usize): u32 {
  const stop = hi - at > 32 ? at + 32 : hi;
  const p = runEnd(at, stop);
  const c = load<u8>(p);
  if (c == 0x25) return ENC_PERCENT;
  if (c == 0x26) return load<u8>(p + 1) == 0x71 || load<u8>(p + 1) == 0x23 ? ENC_ENTITY : 0;
  return c == 0x5c && (load<u8>(p + 1) == 0x75 || load<u8>(p + 1) == 0x78) ? ENC_ESCAPE : 0;
}

/** Judges what the waiting anchors lead to. False when hits must be drained first, unless the reserve may be used. */
export function drainAutomata(useReserve: bool): bool {
  while (useReserve || roomLeft()) {
    const record = nextMatch();
    if (record == 0) return true;
    const rule = load<i32>(record, 12);
    const ss = result.start, se = result.end;
    const c = judge(rule, automatonStart(), automatonEnd(), ss, se, lowEnd(ss), highEnd(se));
    if (c) emit(rule, c, judgedReasons, ss, se, 0, 0);
    else rejectMatch();
  }
  return false;
}

/**
 * So many matches of one shape are judged that begin inside its match before them. To judge one takes time in proportion
 * to its length, and text made of anchors holds as many as it has anchors.
 */
const MOST_NESTED: u32 = 16;
/** The same of long ones. */
const MOST_LONG_NESTED: u32 = 3;
const LONG: usize = 256;
// By some bits of the shape's address, many more than there are shapes that text could lead to in turn: { shape u32, start
// and end of the outermost match u32, region u16, matches inside u16 }
const NESTED: usize = memory.data(2048 * 16, 8);

function tooMany(shape: usize, s: usize, e: usize): bool {
  const n = NESTED + <usize>((<u32>(shape - program) * 0x9e3779b1) >> 21 << 4);
  // candidates come by address, but twice: once as literals, once as runs
  if (<usize>load<u32>(n) != shape || load<u16>(n, 12) != region || s < <usize>load<u32>(n, 4) || s >= <usize>load<u32>(n, 8)) {
    store<u32>(n, <u32>shape);
    store<u32>(n, <u32>s, 4);
    store<u32>(n, <u32>e, 8);
    store<u32>(n, region, 12);
    return false;
  }
  const inside = <u32>load<u16>(n, 14) + 1;
  if (inside > MOST_NESTED) return true;
  store<u16>(n, inside, 14);
  return inside > (e - s > LONG ? MOST_LONG_NESTED : MOST_NESTED);
}

function tryShape(shape: usize, anchor: i32, at: usize, lo: usize, hi: usize): void {
  if (at < lo || !matchShape(shape, anchor, at, lo, hi, program)) return;
  const ms = matchStart, me = matchEnd, ss = secretStart, se = secretEnd;
  if (tooMany(shape, ms, me)) return;
  const owners = <i32>(load<u32>(shape, 4) & ~SHAPE_NEEDS_WORDS);
  for (let i = 0; i < owners; ++i) {
    const rule = load<i32>(shape + SHAPE_HEAD + <usize>i * 4);
    const c = judge(rule, ms, me, ss, se, lo, hi);
    if (c) emit(rule, c, judgedReasons, ss, se, 0, 0);
  }
}

/** A structured matcher found something: its detail says which rule of the matcher it is. */
function matched(matcher: i32, lo: usize, hi: usize): void {
  const rule = P.matcherRule(matcher, result.detail);
  if (rule < 0) return;
  const ss = result.start, se = result.end, ks = result.keyStart, ke = result.keyEnd;
  const c = judgeSecret(rule, ss, se, ss, se, lo, hi, result.confidence, result.reasons);
  if (c) emit(rule, c, judgedReasons, ss, se, ks, ke);
  // the value may be one of a known format
  onPrefix(ss, se);
  if (se - ss <= <usize>BARE_LENGTHS) tryBare(ss, se, kindsOf(ss, se), lo, hi, ks, ke, false);
}

// Values of assignments that were looked up: most are runs, too, and come again as such. By a few bits of the address:
// { start u32, region u16, length u16: its high bit says that a format was found }
const LOOKED_UP: usize = memory.data(512 * 8, 8);

function lookedUp(s: usize): usize { return LOOKED_UP + <usize>((<u32>(s - first) * 0x9e3779b1) >> 23 << 3); }

function noteLookedUp(s: usize, e: usize, hit: bool): void {
  if (e - s >= 0x8000) return;
  const v = lookedUp(s);
  store<u32>(v, <u32>s);
  store<u16>(v, region, 4);
  store<u16>(v, <u32>(e - s) | (hit ? 0x8000 : 0), 6);
}

/** An assignment was found: the value may be one of a rule without an anchor, and is a finding of the generic rule at the least. */
function assigned(lo: usize, hi: usize): void {
  const ss = result.start, se = result.end, ks = result.keyStart, ke = result.keyEnd;
  const confidence = result.confidence, reasons = result.reasons, detail = result.detail;
  const before = hitCount;
  onPrefix(ss, se);
  if (se - ss <= <usize>BARE_LENGTHS) tryBare(ss, se, kindsOf(ss, se), lo, hi, ks, ke, false);
  noteLookedUp(ss, se, hitCount != before);
  const rule = P.matcherRule(0, detail);
  if (rule < 0 || confidence == CONF_NONE) return;
  const c = judgeSecret(rule, ss, se, ss, se, lo, hi, confidence, reasons | R_ASSIGNMENT);
  if (c) emit(rule, c, judgedReasons, ss, se, ks, ke);
}

/**
 * Formats that no literal leads to, by the length of a run or of an assigned value [s, e). Most are nothing without their
 * context words, which are looked up only once the shape fits. `kinds` are those of its bytes; `again`: all but parts of
 * longer shapes was tried before.
 */
function tryBare(s: usize, e: usize, kinds: u32, lo: usize, hi: usize, ks: usize, ke: usize, isRun: bool, again: bool = false): bool {
  const length = <i32>(e - s);
  if (length > BARE_LENGTHS) return false;
  const head = load<u16>(P.bareHeads + <usize>length * 2);
  if (head == 0xffff) return false;
  const before = hitCount;
  let named = -1; // not yet known
  let looked = false; // at the words around, for all shapes that take the whole value
  let list = P.bareLists + <usize>head * BARE_ENTRY;
  // hardly ever does a byte stand beside the run that one of the parts needs
  const mayBePart = isRun && ((load<u32>(list) >> (load<u8>(s - 1) & 31) | load<u32>(list, 4) >> (load<u8>(e) & 31)) & 1) != 0;
  list += <usize>BARE_LIST_HEAD + (mayBePart ? <usize>0 : <usize>load<u16>(list, 8) * BARE_ENTRY);
  for (let entry = load<u32>(list); entry; list += BARE_ENTRY, entry = load<u32>(list)) {
    if (kinds & ~<u32>load<u8>(list, 6)) continue;
    const shape = P.shapes + <usize>(entry & 0xffffff);
    const needsWords = (load<u32>(shape, 4) & SHAPE_NEEDS_WORDS) != 0;
    if (entry & BARE_PART) {
      const left = load<u8>(list, 4), right = load<u8>(list, 5);
      if ((left && left != load<u8>(s - 1)) || (right && right != load<u8>(e)) || !matchShape(shape, <i32>(entry >> 24 & 0x7f), s, lo, hi, program)) continue;
      looked = false;
    } else {
      if (again) continue;
      if (needsWords) {
        if (isRun) {
          if (named < 0) named = i32(mayBeNamed(s, lo));
          if (named == 0) break; // shapes that need words are the last of a list
        }
        if (looked) {
          lookAround(s, e, load<u16>(shape, 8), load<u16>(shape, 10), lo, hi);
          if ((load<u64>(shape, SHAPE_WORDS) & foundBits) == 0) continue;
        }
      }
      if (!matchShape(shape, 0, s, s, e, program) || matchEnd != e) continue;
    }
    const ms = matchStart, me = matchEnd, ss = secretStart, se = secretEnd;
    const owners = load<u32>(shape, 4) & ~SHAPE_NEEDS_WORDS;
    if (needsWords) {
      lookAround(ms, me, load<u16>(shape, 8), load<u16>(shape, 10), lo, hi);
      looked = ms == s && me == e;
      if ((load<u64>(shape, SHAPE_WORDS) & foundBits) == 0) continue;
    }
    for (let i: u32 = 0; i < owners; ++i) {
      const rule = load<i32>(shape + SHAPE_HEAD + <usize>i * 4);
      if (needsWords && (load<u64>(P.rules + <usize>rule * RULE_SIZE, RULE_WORDS) & foundBits) == 0) continue;
      const c = judge(rule, ms, me, ss, se, lo, hi);
      if (c) emit(rule, c, judgedReasons, ss, se, ks, ke);
    }
  }
  return hitCount != before;
}

/**
 * Could a word in front of the run at s be about it? Most hex runs and ids of logs stand in paths, in brackets or behind
 * other ids: told by a byte or two, before any word is looked up.
 */
function mayBeNamed(s: usize, lo: usize): bool {
  const c = <u32>load<u8>(s - 1);
  if (c == 0x2f) return isInUrl(s, lo);
  if (c != 0x20 && c != 0x09) return c != 0x2e && c != 0x5b && c != 0x40 && c != 0x23 && c != 0x7e && c != 0x2b && c != 0x26 && c != 0x25 && c != 0x5c;
  let p = s - 1;
  const floor = p - lo > 28 ? p - 28 : lo;
  while (p > floor && load<u8>(p - 1) == 0x20) --p;
  const d = <u32>load<u8>(p - 1);
  if (d == 0x5d || d == 0x29 || d == 0x2d || d == 0x2e || d == 0x2f) return false;
  // a number or an id in front: this is the next column
  while (p > floor && isToken(load<u8>(p - 1))) {
    if (<u32>load<u8>(p - 1) - 0x30 < 10) return false;
    --p;
  }
  return true;
}

/** A path of a URL, whose host may be the provider's: `://` stands in front, without a blank between. */
function isInUrl(s: usize, lo: usize): bool {
  const floor = s - lo > 96 ? s - 96 : lo + 2;
  for (let p = s; p > floor; --p) {
    const c = <u32>load<u8>(p - 1);
    if (c <= 0x20 || c == 0x22) return false;
    if (c == 0x2f && load<u8>(p - 2) == 0x2f && load<u8>(p - 3) == 0x3a) return true;
  }
  return false;
}

/**
 * A run of token characters that holds the byte at `inside`. Prefixes are looked up at positions before `to` only: the next
 * page sees the rest. `going` is true when the run began in a page before; it is then looked at from `inside` on.
 */
export function onRun(inside: usize, to: usize, going: bool): void {
  ++candidates;
  let s = inside;
  if (!going && s > first && isToken(load<u8>(s - 1))) --s; // half a pair
  const stop = highEnd(inside);
  const e = runEnd(inside, stop);
  const length = <i32>(e - s);
  if (length < RUN_SHORTEST) return;

  const before = hitCount;
  const v = lookedUp(s);
  const again = !going && <usize>load<u32>(v) == s && load<u16>(v, 4) == region && (<usize>load<u16>(v, 6) & 0x7fff) == e - s;
  if (!going) {
    if (!again) onPrefix(s, e);
    onBefore(s);
    const c = load<u8>(s - 1);
    if (c == 0x5c || c == 0x25) skipEscape(s, e, c);
  }
  const isValue = length >= RUN_VALUE;
  const kinds = isValue ? kindsOf(s, length < BARE_LENGTHS ? e : s + <usize>BARE_LENGTHS) : KIND_DASH;
  if (kinds & KIND_DASH || length >= BARE_LENGTHS) {
    const until = e < to ? e : to;
    for (let p = s; p < until; p += 16) {
      let bits = dashes(p);
      while (bits) {
        const after = p + <usize>ctz(bits) + 1;
        if (after < until) onPrefix(after, e);
        bits &= bits - 1;
      }
    }
  }
  if (going || hitCount != before || again && load<u16>(v, 6) >= 0x8000 && !goesOnBeside(s, e)) return;

  const isPiece = isCut(s, e), isThird = !isValue && endsTriple(s);
  if (!isValue && !isPiece && !isThird) return;
  const lo = lowEnd(s), hi = highEnd(s);
  if (isValue && tryBare(s, e, kinds, lo, hi, 0, 0, true, again)) return;
  if (isThird && tryBare(s, e, kindsOf(s, e), lo, hi, 0, 0, true, again)) return;
  // a part of a path, and no part of base64, which holds letters of both cases wherever it is looked at
  const isPlain = isValue && !isPiece && !((kinds & (KIND_A_TO_F | KIND_G_TO_Z)) && (kinds & (KIND_SMALL_A_TO_F | KIND_SMALL_G_TO_Z)));
  // the run may be a piece of base64, cut by `+` and `/`; its other runs need not be walked out from again
  if (!isPlain && s >= base64Tried) {
    const wideStart = base64Start(s, base64Tried > lo ? base64Tried : lo), wideEnd = base64End(e, hi);
    // more of a value that is longer than any format
    const goesOn = base64Tried > lo && wideStart == base64Tried && isBase64(load<u8>(wideStart - 1));
    if (wideStart < s || wideEnd > e) {
      base64Tried = wideEnd;
      if (!goesOn) {
        if (wideStart < s) onPrefix(wideStart, wideEnd);
        if (hitCount != before || tryBare(wideStart, wideEnd, kindsOf(wideStart, wideEnd), lo, hi, 0, 0, false)) return;
      }
    }
  }
  if (!isValue) return;
  const inPath = isPlain && load<u8>(s - 1) == 0x2f;
  if (!inPath) {
    result.clear();
    if (assignFromValue(s, e, lo, hi)) assigned(lo, hi);
  }
  if (mayBeEncoded(s, inPath)) noteRun(s);
}

/** Signed values with their time: the last of three parts between dots, the middle one of 6 or 7 characters. */
function endsTriple(s: usize): bool {
  return load<u8>(s - 1) == 0x2e && (load<u8>(s - 8) == 0x2e || load<u8>(s - 9) == 0x2e);
}

/** Is the run cut out of base64 that goes on? */
function goesOnBeside(s: usize, e: usize): bool {
  const before = <u32>load<u8>(s - 1), behind = <u32>load<u8>(e);
  return before == 0x2b || before == 0x2f || behind == 0x2b || behind == 0x2f;
}

/** Does something cut the run that base64 holds and paths do not? */
function isCut(s: usize, e: usize): bool {
  const before = <u32>load<u8>(s - 1), behind = <u32>load<u8>(e);
  return before == 0x2b || behind == 0x2b || before == 0x7e || behind == 0x7e || behind == 0x3d;
}

/** End of the base64 value whose last run was looked at: its other runs lead to the same value. */
let base64Tried: usize = 0;

/** Forgets what is remembered of addresses: their bytes have changed. */
export function forgetRegion(): void {
  base64Tried = 0;
  if (++region == 0x10000) {
    memory.fill(LOOKED_UP, 0, 512 * 8);
    memory.fill(NESTED, 0, 2048 * 16);
    region = 1;
  }
  forget();
  forgetWords();
  forgetMeasures();
  newPage();
}

function isBase64(c: u32): bool { return isToken(c) || c == 0x2b || c == 0x2f || c == 0x7e; }

function base64Start(s: usize, lo: usize): usize {
  const floor = s - lo > <usize>BARE_LENGTHS ? s - <usize>BARE_LENGTHS : lo;
  while (s > floor && isBase64(load<u8>(s - 1))) --s;
  return s;
}

function base64End(e: usize, hi: usize): usize {
  const cap = hi - e > <usize>BARE_LENGTHS ? e + <usize>BARE_LENGTHS : hi;
  while (e < cap && isBase64(load<u8>(e))) ++e;
  while (e < cap && load<u8>(e) == 0x3d) ++e;
  return e;
}

/** `\nTOKEN`, `%3DTOKEN`, `\u003dTOKEN`: the run begins with the rest of an escape. */
function skipEscape(s: usize, e: usize, c: u32): void {
  if (c == 0x25) onPrefix(s + 2, e);
  else onPrefix(load<u8>(s) == 0x75 ? s + 5 : s + 1, e);
}

/** Quick look at what base64 or hex would begin with: text, in nearly all pieces worth opening. */
function mayBeEncoded(s: usize, inPath: bool): bool {
  const before = <u32>load<u8>(s - 1);
  if (before == 0x2b || (before == 0x2f && !inPath) || before == 0x5c || before == 0x25) return true;
  const c = <u32>load<u8>(s), d = <u32>load<u8>(s + 1);
  // hex of four printable characters: the first digit of each is 2 to 7
  if (c - 0x32 < 6 && load<u8>(s + 2) - 0x32 < 6 && load<u8>(s + 4) - 0x32 < 6 && load<u8>(s + 6) - 0x32 < 6) return true;
  // marks of UTF-16 and UTF-8, and `\u0022`
  if (c == 0x41 || c == 0x37 || (c == 0x75 && d - 0x30 < 10)) return true;
  // base64 of text: 001xxx to 011xxx, xx0010 to xx0111, xxxx0x; a line feed as the second, and as the fourth to sixth, anything
  if (!(c - 0x49 < 18 || c - 0x61 < 6)) return false;
  const second = sixth(d) & 15;
  if (!(second - 2 < 6 || second == 0) || (sixth(load<u8>(s + 2)) & 2) != 0) return false;
  const fourth = <u32>load<u8>(s + 4);
  return fourth - 0x49 < 18 || fourth - 0x61 < 6 || fourth == 0x43 || fourth == 0x44 || second == 0;
}

/** The six bits that a base64 letter or digit stands for. */
function sixth(c: u32): u32 {
  return c >= 0x61 ? c - 71 : c >= 0x41 ? c - 65 : c + 4;
}

/** Literals that end where the run begins: `SG.`, `hvs.`, … */
function onBefore(s: usize): void {
  const h = windowHash(s - 3);
  let record = load<u16>(P.beforeHeads + <usize>(h >> 22) * 2);
  while (record != 0xffff) {
    const r = P.befores + <usize>record * LITERAL_SIZE;
    const start = s - <usize>load<u8>(r, 4);
    if (stands(r, start)) follow(r, start);
    record = load<u16>(r, 14);
  }
}

/** Formats that begin at p: seldom any, which the bitmap tells; small enough to be inlined. */
function onPrefix(p: usize, e: usize): void {
  const h = windowHash(p);
  if (load<u8>(P.prefixFilter + <usize>(h >> 19)) >> (h >> 16 & 7) & 1) followPrefixes(h, p, e);
}

function followPrefixes(h: u32, p: usize, e: usize): void {
  if (p + 3 > e) return;
  let record = load<u16>(P.prefixHeads + <usize>(h >> 20) * 2);
  while (record != 0xffff) {
    const r = P.prefixes + <usize>record * LITERAL_SIZE;
    if (stands(r, p)) follow(r, p);
    record = load<u16>(r, 14);
  }
}
