// From candidates to hits: looks up what a candidate could be, lets the right matcher confirm it and the rule judge it.

import {
  BARE_LENGTHS, CONF_NONE, ENC_NONE, LITERAL_SIZE, LOOK_AHEAD, LOOK_BEHIND, RULE_SIZE, SHAPE_HEAD, TARGET_AUTOMATON, TARGET_ENCODING,
  TARGET_KEY_WORD, TARGET_MATCHER, TARGET_SHAPE, TARGET_SIZE, R_ASSIGNMENT,
} from './layout';
import { program } from './memory';
import * as P from './program';
import { isToken, isWord, windowHash } from './sieve';
import { matchEnd, matchShape, matchStart, sameText, secretEnd, secretStart } from './shape';
import { judge, judgeSecret, judgedReasons, leftFree } from './qualify';
import { anyFound, lookAround } from './context';
import { count as hitCount, emit } from './hits';
import { assignFromKey, assignFromValue, automatonEnd, automatonStart, matchAutomaton, openPiece, openRun, runMatcher } from './links';
import * as result from './result';

// ---- the region being worked on: the input, or a decoded piece ----
export let first: usize = 0;
export let last: usize = 0;
/** Bytes of token runs looked at, for the linearity test. */
export let candidates: u32 = 0;

export function setRegion(from: usize, to: usize): void { first = from; last = to; }
export function clearCandidates(): void { candidates = 0; }

export function lowEnd(p: usize): usize { return p - first > <usize>LOOK_BEHIND ? p - <usize>LOOK_BEHIND : first; }
export function highEnd(p: usize): usize { return last - p > <usize>LOOK_AHEAD ? p + <usize>LOOK_AHEAD : last; }

/** A window of three bytes at p passed the sieve. */
export function onLiteral(p: usize): void {
  ++candidates;
  const h = windowHash(p);
  let record = load<u16>(P.literalHeads + <usize>(h >> 20) * 2);
  while (record != 0xffff) {
    const r = P.literals + <usize>record * LITERAL_SIZE;
    const start = p - <usize>load<u8>(r, 5);
    const length = <u32>load<u8>(r, 4);
    if (start >= first && start + length <= last && sameText(start, program + load<u32>(r), length, load<u8>(r, 6) != 0)) {
      follow(r, start);
    }
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
    if (kind == TARGET_SHAPE) {
      const b = load<u32>(target, 8);
      tryShape(P.shapes + a, <i32>(b >> 16), at - <usize>(b & 0xffff), lo, hi);
    } else if (kind == TARGET_KEY_WORD) {
      result.clear();
      if (assignFromKey(at, a, lo, hi)) assigned(lo, hi);
    } else if (kind == TARGET_MATCHER) {
      result.clear();
      if (runMatcher(a, at, lo, hi)) matched(a, lo, hi);
    } else if (kind == TARGET_AUTOMATON) {
      const record = program + a;
      const rule = load<i32>(record, 12);
      if (matchAutomaton(record, at, lo, hi)) {
        const c = judge(rule, automatonStart(), automatonEnd(), result.start, result.end, lo, hi);
        if (c) emit(rule, c, judgedReasons, result.start, result.end, 0, 0);
      }
    } else if (kind == TARGET_ENCODING) {
      openPiece(a, at, lo, hi);
    }
  }
}

function tryShape(shape: usize, anchor: i32, at: usize, lo: usize, hi: usize): void {
  if (at < lo || !matchShape(shape, anchor, at, lo, hi, program)) return;
  const ms = matchStart, me = matchEnd, ss = secretStart, se = secretEnd;
  const owners = load<i32>(shape, 4);
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
}

/** An assignment was found: the value may be one of a rule without an anchor, and is a finding of the generic rule at the least. */
function assigned(lo: usize, hi: usize): void {
  const ss = result.start, se = result.end, ks = result.keyStart, ke = result.keyEnd;
  const confidence = result.confidence, reasons = result.reasons, detail = result.detail;
  tryBare(ss, se, lo, hi, ks, ke);
  const rule = P.matcherRule(0, detail);
  if (rule < 0 || confidence == CONF_NONE) return;
  const c = judgeSecret(rule, ss, se, ss, se, lo, hi, confidence, reasons | R_ASSIGNMENT);
  if (c) emit(rule, c, judgedReasons, ss, se, ks, ke);
}

/** Formats known by nothing but class and length: tried only where their context words stand near. */
function tryBare(s: usize, e: usize, lo: usize, hi: usize, ks: usize, ke: usize): bool {
  const length = <i32>(e - s);
  if (length > BARE_LENGTHS) return false;
  let list = <usize>load<u16>(P.bareHeads + <usize>length * 2);
  if (list == 0xffff) return false;
  list = P.bareLists + list * 4;
  const before = hitCount;
  for (let offset = load<u32>(list); offset; offset = load<u32>(list += 4)) {
    const shape = P.shapes + offset;
    if (!matchShape(shape, 0, s, s, e, program) || matchEnd != e) continue;
    const ss = secretStart, se = secretEnd;
    lookAround(s, e, load<u16>(shape, 8), load<u16>(shape, 10), lo, hi);
    if (!anyFound()) continue;
    const owners = load<i32>(shape, 4);
    for (let i = 0; i < owners; ++i) {
      const rule = load<i32>(shape + SHAPE_HEAD + <usize>i * 4);
      const c = judge(rule, s, e, ss, se, lo, hi);
      if (c) emit(rule, c, judgedReasons, ss, se, ks, ke);
    }
  }
  return hitCount != before;
}

/**
 * A run of token characters. `block` is its first full block in this page; prefixes are looked up at positions before `to`
 * only (the next page sees the rest). `going` is true when the run began in a page before.
 */
export function onRun(block: usize, to: usize, going: bool): void {
  ++candidates;
  let s = block;
  if (!going) while (s > first && isToken(load<u8>(s - 1))) --s;
  const stop = highEnd(block);
  let e = block + 16 < stop ? block + 16 : stop;
  while (e < stop && isToken(load<u8>(e))) ++e;

  const before = hitCount;
  if (!going) {
    onPrefix(s, e);
    if (load<u8>(s - 1) == 0x5c || load<u8>(s - 1) == 0x25 || load<u8>(s) == 0x75) skipEscape(s, e);
  }
  const until = e < to ? e : to;
  for (let p = going ? block : s + 1; p < until; ++p) {
    if (load<u8>(p - 1) == 0x2d) onPrefix(p, e);
  }
  if (going || hitCount != before) return;

  const lo = lowEnd(s), hi = highEnd(s);
  if (tryBare(s, e, lo, hi, 0, 0)) return;
  result.clear();
  if (assignFromValue(s, e, lo, hi)) assigned(lo, hi);
  openRun(s, e, lo, hi);
}

/** `\nTOKEN`, `%3DTOKEN`: the run begins with the rest of an escape. */
function skipEscape(s: usize, e: usize): void {
  if (load<u8>(s - 1) == 0x5c) onPrefix(s + 1, e);
  else if (load<u8>(s - 1) == 0x25) onPrefix(s + 2, e);
  if (load<u8>(s - 1) == 0x5c && load<u8>(s) == 0x75) onPrefix(s + 5, e);
}

function onPrefix(p: usize, e: usize): void {
  if (p + 3 > e) return;
  const h = windowHash(p);
  let record = load<u16>(P.prefixHeads + <usize>(h >> 20) * 2);
  while (record != 0xffff) {
    const r = P.prefixes + <usize>record * LITERAL_SIZE;
    const length = <u32>load<u8>(r, 4);
    if (p + length <= last && sameText(p, program + load<u32>(r), length, load<u8>(r, 6) != 0)) follow(r, p);
    record = load<u16>(r, 14);
  }
}
