// Runs of token characters: most formats begin where one does, and what no format claims may be the value of a key, a piece
// of base64 or something encoded.

import {
  RUN_SHORTEST, RUN_VALUE, BARE_LENGTHS, KIND_A_TO_F, KIND_G_TO_Z, KIND_SMALL_A_TO_F, KIND_SMALL_G_TO_Z, KIND_DASH,
} from './layout';
import { first, highEnd, lowEnd } from './region';
import { dashes, isToken, runEnd } from './sieve';
import { kindsOf } from './kinds';
import { assignFromValue } from './links';
import { noteRun } from './openings';
import { wasLookedUp, hadFormat } from './looked-up';
import { tryBare } from './bare';
import { onPrefix, onBefore, assigned, countCandidate } from './core';
import { count as hitCount } from './hits';
import * as result from './result';

/** End of the base64 value whose last run was looked at: its other runs lead to the same value. */
let base64Tried: usize = 0;

/** What is remembered of addresses is void. */
export function forgetRuns(): void { base64Tried = 0; }

/**
 * A run of token characters that holds the byte at `inside`. Prefixes are looked up at positions before `to` only: the next
 * page sees the rest. `going` is true when the run began in a page before; it is then looked at from `inside` on.
 */
export function onRun(inside: usize, to: usize, going: bool): void {
  countCandidate();
  let s = inside;
  if (!going && s > first && isToken(load<u8>(s - 1))) --s; // half a pair
  const stop = highEnd(inside);
  const e = runEnd(inside, stop);
  const length = <i32>(e - s);
  if (length < RUN_SHORTEST) return;

  const before = hitCount;
  const again = !going && wasLookedUp(s, e);
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
  if (going || hitCount != before || again && hadFormat(s) && !goesOnBeside(s, e)) return;

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
    const goesOn = base64Tried > lo && wideStart == base64Tried && isValueByte(load<u8>(wideStart - 1));
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

/** What values without a format are made of: both alphabets of base64, and `~`. */
function isValueByte(c: u32): bool { return isToken(c) || c == 0x2b || c == 0x2f || c == 0x7e; }

function base64Start(s: usize, lo: usize): usize {
  const floor = s - lo > <usize>BARE_LENGTHS ? s - <usize>BARE_LENGTHS : lo;
  while (s > floor && isValueByte(load<u8>(s - 1))) --s;
  return s;
}

function base64End(e: usize, hi: usize): usize {
  const cap = hi - e > <usize>BARE_LENGTHS ? e + <usize>BARE_LENGTHS : hi;
  while (e < cap && isValueByte(load<u8>(e))) ++e;
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
