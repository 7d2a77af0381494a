// From candidates to hits: looks up what a candidate could be, lets the right matcher confirm it and the rule judge it.

import {
  CONF_NONE, R_ASSIGNMENT, ENC_PERCENT, ENC_ESCAPE, ENC_ENTITY, LITERAL_SIZE, CANDIDATE_WHOLE, CANDIDATE_SHORT,
  CANDIDATE_EARLY, CANDIDATE_ADDRESS, TARGET_SIZE, TARGET_SHAPE, TARGET_AUTOMATON, TARGET_MATCHER, TARGET_KEY_WORD,
  TARGET_ENCODING, TARGET_HOST, SHAPE_HEAD, BARE_LENGTHS, SHAPE_NEEDS_WORDS,
} from './layout';
import { first, last, lowEnd, highEnd } from './region';
import { runEnd, windowHash, windowHash4 } from './sieve';
import { kindsOf } from './kinds';
import { matchEnd, matchShape, matchStart, sameText, secretEnd, secretStart } from './shape';
import { judge, judgeSecret, judgedReasons } from './qualify';
import {
  assignFromKey, automatonEnd, automatonStart, leftToFormats, matchStructure, nextMatch, nextStructure, queueAnchor,
  rejectMatch,
} from './links';
import { noteOpening } from './openings';
import { tooMany } from './nested';
import { noteLookedUp } from './looked-up';
import { tryBare } from './bare';
import { program } from './memory';
import { count as hitCount, emit, roomLeft } from './hits';
import * as P from './program';
import * as result from './result';

/** Candidates looked at, for the linearity test. */
export let candidates: u32 = 0;
export function clearCandidates(): void { candidates = 0; }
export function countCandidate(): void { ++candidates; }

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
export function stands(r: usize, p: usize): bool {
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
export function follow(record: usize, at: usize): void {
  let target = P.targets + <usize>load<u32>(record, 8) * TARGET_SIZE;
  let n = <i32>load<u16>(record, 12);
  const riders = load<i32>(record, 40);
  if (riders) {
    // hardly ever does a byte stand beside it that one of the riders needs
    const behind = at + <usize>load<u8>(record, 4);
    if ((load<u32>(record, 44) >> (load<u8>(at - 1) & 31) | load<u32>(record, 48) >> (load<u8>(behind) & 31)) & 1) ride(target, riders, at);
    target += <usize>riders * TARGET_SIZE;
    n -= riders;
  }
  const lo = lowEnd(at);
  const hi = highEnd(at);
  for (; n > 0; --n, target += TARGET_SIZE) {
    const kind = load<u32>(target);
    const a = load<u32>(target, 4);
    if (kind == TARGET_SHAPE) {
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

/** Longer literals that hold the one at `at`, each told by one byte beside it from most places. */
function ride(target: usize, riders: i32, at: usize): void {
  for (let i = 0; i < riders; ++i, target += TARGET_SIZE) {
    const b = load<u32>(target, 8);
    if ((<u32>load<u8>(at + <usize><i8>(b >> 8 & 0xff)) | 0x20) != b >> 16) continue;
    const rider = P.literals + <usize>load<u32>(target, 4) * LITERAL_SIZE;
    const start = at - <usize>(b & 0xff);
    if (stands(rider, start)) follow(rider, start);
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

/** The value of a structure or a key may be one of a known format. */
function tryValue(s: usize, e: usize, lo: usize, hi: usize, ks: usize, ke: usize): void {
  onPrefix(s, e);
  if (e - s <= <usize>BARE_LENGTHS) tryBare(s, e, kindsOf(s, e), lo, hi, ks, ke, false);
}

/** A structured matcher found something: its detail says which rule of the matcher it is. */
function matched(matcher: i32, lo: usize, hi: usize): void {
  const rule = P.matcherRule(matcher, result.detail);
  if (rule < 0) return;
  const ss = result.start, se = result.end, ks = result.keyStart, ke = result.keyEnd;
  const c = judgeSecret(rule, ss, se, ss, se, lo, hi, result.confidence, result.reasons);
  if (c) emit(rule, c, judgedReasons, ss, se, ks, ke);
  tryValue(ss, se, lo, hi, ks, ke);
}

/** An assignment was found: the value may be one of a rule without an anchor, and is a finding of the generic rule at the least. */
export function assigned(lo: usize, hi: usize): void {
  const ss = result.start, se = result.end, ks = result.keyStart, ke = result.keyEnd;
  const confidence = result.confidence, reasons = result.reasons, detail = result.detail;
  const before = hitCount;
  tryValue(ss, se, lo, hi, ks, ke);
  noteLookedUp(ss, se, hitCount != before);
  const rule = P.matcherRule(0, detail);
  if (rule < 0 || confidence == CONF_NONE) return;
  const c = judgeSecret(rule, ss, se, ss, se, lo, hi, confidence, reasons | R_ASSIGNMENT);
  if (c) emit(rule, c, judgedReasons, ss, se, ks, ke);
}

/** Literals that end where the run begins: `SG.`, `hvs.`, … */
export function onBefore(s: usize): void {
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
export function onPrefix(p: usize, e: usize): void {
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
