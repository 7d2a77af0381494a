// Which context words stand near a candidate? All words of all rules are looked up in one pass over the few bytes around
// it: a bitmap over their hashed first four bytes rejects nearly every byte, the rest is compared exactly, without case.

import { CONTEXT_HEAD, CONTEXT_REACH, WORDS_NEAR, WORD_SIZE } from './layout';
import { program } from './memory';
import { shortWordFilter, shortWordHeads, wordFilter, wordHeads, words } from './program';
import { windowHash, windowHash4 } from './sieve';
import { visit } from './result';
import { sameText } from './shape';

// Found words: { word u32, distance i32 } – negative before the candidate, 0 inside it.
const found: usize = memory.data(WORDS_NEAR * 8, 8);
export let foundCount: i32 = 0;
/** Number of the i-th word found. */
export function foundWord(i: i32): u32 { return load<u32>(found + <usize>i * 8); }
/** A bit for the low six bits of each word's number, as programs have them for rules and shapes. */
export let foundBits: u64 = 0;

// All words that begin in [knownFrom, knownTo), by address: { address u32, word u16, length u16 }. Candidates come by
// address, and what was looked through for one is not looked through again for the next.
const KNOWN_MOST: i32 = 512;
const known: usize = memory.data(512 * 8, 8);
/** Words so far back stay known: some rules look back further than most. */
const KEPT_BEHIND: usize = CONTEXT_REACH;
let knownFirst: i32 = 0;
let knownCount: i32 = 0;
let knownFrom: usize = 0;
let knownTo: usize = 0;

/** Most rules look back so far at the most: all that ask about one place are answered by one search. */
const USUAL_REACH: i32 = 64;
/** Of a long match, so many bytes are looked through for words inside. */
const INSIDE: usize = 512;
// what the list of found words was made for
let atStart: usize = 0;
let atEnd: usize = 0;
let atBefore: i32 = 0;
let atAfter: i32 = 0;

/** Forgets the words found: the bytes at these addresses have changed. */
export function forgetWords(): void {
  atEnd = knownFrom = knownTo = 0;
  foundCount = knownFirst = knownCount = 0;
}

/** Looks for words within `before` bytes in front of [s, e) and `after` bytes behind it, inside [lo, hi), and within. */
export function lookAround(s: usize, e: usize, before: i32, after: i32, lo: usize, hi: usize): void {
  if (s == atStart && e == atEnd) {
    if (before <= atBefore && after <= atAfter) return;
    // one more search for all that are still to come
    if (before < atBefore) before = atBefore;
    if (after < atAfter) after = atAfter;
  } else if (before < USUAL_REACH) before = USUAL_REACH;
  atStart = s; atEnd = e; atBefore = before; atAfter = after;
  foundCount = 0;
  foundBits = 0;
  const from = s - lo > <usize>before ? s - <usize>before : lo;
  const to = hi - e > <usize>after ? e + <usize>after : hi;
  const inside = e - s < INSIDE ? e : s + INSIDE;
  learn(from, inside < e ? inside : to, hi);
  gather(from, inside < e ? inside : to, s, inside, to);
  if (inside < e && after > 0) {
    learn(e, to, hi);
    gather(e, to, e, e, to);
  }
}

/** Sees to it that the words which begin in [from, to) are known. */
function learn(from: usize, to: usize, hi: usize): void {
  if (from < knownFrom || from > knownTo || knownFirst + knownCount > KNOWN_MOST / 2) {
    knownFrom = knownTo = from;
    knownFirst = knownCount = 0;
  } else if (from > knownFrom + KEPT_BEHIND) {
    knownFrom = from - KEPT_BEHIND;
    while (knownCount > 0 && <usize>load<u32>(known + <usize>knownFirst * 8) < knownFrom) {
      ++knownFirst;
      --knownCount;
    }
  }
  if (to <= knownTo) return;
  search(knownTo, to, hi);
  knownTo = to;
}

/** Words of [from, to) that touch neither edge of [s, inside): before it, in it, or behind it and no further than `to`. */
function gather(from: usize, to: usize, s: usize, inside: usize, end: usize): void {
  for (let i = knownFirst; i < knownFirst + knownCount; ++i) {
    const k = known + <usize>i * 8;
    const p: usize = load<u32>(k);
    if (p < from) continue;
    if (p >= to) break;
    const stop = p + <usize>load<u16>(k, 6);
    if (p < s) { if (stop <= s) note(load<u16>(k, 4), <i32>stop - <i32>s); }
    else if (p < inside) { if (stop <= inside) note(load<u16>(k, 4), 0); }
    else if (stop <= end) note(load<u16>(k, 4), <i32>(p - inside) + 1);
  }
}

/**
 * Words are looked up where one begins: at a letter or digit behind anything else, at a capital behind a small letter, and
 * behind the `-D` of Java's properties.
 */
function search(from: usize, to: usize, hi: usize): void {
  visit(to - from);
  if (ASC_FEATURE_SIMD) {
    for (let p = from; p < to; p += 16) {
      let bits = wordStarts(p);
      if (p + 16 > to) bits &= (1 << <u32>(to - p)) - 1;
      while (bits) {
        lookUpWord(p + <usize>ctz(bits), hi);
        bits &= bits - 1;
      }
    }
    return;
  }
  for (let p = from; p < to; ++p) if (beginsWord(load<u8>(p), load<u8>(p - 1), load<u8>(p - 2))) lookUpWord(p, hi);
}

function wordStarts(p: usize): u32 {
  const v = v128.load(p), before = v128.load(p - 1);
  const capital = i8x16.lt_u(i8x16.sub(v, i8x16.splat(0x41)), i8x16.splat(26));
  return <u32>i8x16.bitmask(v128.and(alnum(v), v128.or(
    v128.or(
      v128.not(alnum(before)),
      v128.and(i8x16.eq(before, i8x16.splat(0x44)), i8x16.eq(v128.load(p - 2), i8x16.splat(0x2d))),
    ),
    v128.and(capital, i8x16.lt_u(i8x16.sub(before, i8x16.splat(0x61)), i8x16.splat(26))),
  )));
}

function alnum(v: v128): v128 {
  return v128.or(
    i8x16.lt_u(i8x16.sub(v128.or(v, i8x16.splat(0x20)), i8x16.splat(0x61)), i8x16.splat(26)),
    i8x16.lt_u(i8x16.sub(v, i8x16.splat(0x30)), i8x16.splat(10)),
  );
}

function isAlnum(c: u32): bool { return (c | 0x20) - 0x61 < 26 || c - 0x30 < 10; }

function beginsWord(c: u32, before: u32, further: u32): bool {
  return isAlnum(c) && (!isAlnum(before) || (before == 0x44 && further == 0x2d) || (c - 0x41 < 26 && before - 0x61 < 26));
}

/** The words that begin at p; those of three bytes have tables of their own. */
function lookUpWord(p: usize, hi: usize): void {
  const h = windowHash4(p), h3 = windowHash(p);
  if (load<u8>(wordFilter + <usize>(h >> 19)) >> (h >> 16 & 7) & 1) compareWords(load<u16>(wordHeads + <usize>(h >> 20) * 2), p, hi);
  if (load<u8>(shortWordFilter + <usize>(h3 >> 22)) >> (h3 >> 19 & 7) & 1) compareWords(load<u16>(shortWordHeads + <usize>(h3 >> 24) * 2), p, hi);
}

function compareWords(first: u32, p: usize, hi: usize): void {
  const text = load<u64>(p);
  let w = first;
  while (w != 0xffff) {
    const word = words + <usize>w * WORD_SIZE;
    if (((text | load<u64>(word, 8)) & load<u64>(word, 16)) == load<u64>(word, 24)) learnWord(word, w, p, hi);
    w = load<u16>(word, 6);
  }
}

/** `scw`, `Scw`, `SCW`; `sCW` is a piece of something random. */
function isSpelled(p: usize, length: u32): bool {
  let capitals = false;
  let smalls = <u32>load<u8>(p) - 0x61 < 26;
  for (let i: u32 = 1; i < length; ++i) {
    const c = <u32>load<u8>(p + i);
    if (c - 0x41 < 26) capitals = true;
    else if (c - 0x61 < 26) smalls = true;
  }
  return !(capitals && smalls);
}

/** The first bytes of the word stand at p. */
function learnWord(word: usize, w: u32, p: usize, hi: usize): void {
  const length = <u32>load<u16>(word, 4);
  if (p + length > hi || knownFirst + knownCount == KNOWN_MOST) return;
  if (length > 8 && !sameText(p + 8, program + load<u32>(word) + 8, length - 8, true) || length <= 4 && !isSpelled(p, length)) return;
  const k = known + <usize>(knownFirst + knownCount) * 8;
  store<u32>(k, <u32>p);
  store<u16>(k, w, 4);
  store<u16>(k, length, 6);
  ++knownCount;
}

function note(word: u32, distance: i32): void {
  if (foundCount == WORDS_NEAR) return;
  store<u32>(found + foundCount * 8, word);
  store<i32>(found + foundCount * 8, distance, 4);
  foundBits |= (<u64>1) << <u64>(word & 63);
  ++foundCount;
}

/** Does one of the context's words stand within its distance? lookAround has been called for the candidate. */
export function satisfied(context: usize): bool {
  const before = -<i32>load<u16>(context);
  const after = <i32>load<u16>(context, 2);
  const count = load<i32>(context, 4);
  for (let k = 0; k < count; ++k) {
    const word = load<u32>(context + CONTEXT_HEAD + <usize>k * 4);
    if ((foundBits >> <u64>(word & 63) & 1) == 0) continue;
    for (let i = 0; i < foundCount; ++i) {
      if (load<u32>(found + i * 8) != word) continue;
      const distance = load<i32>(found + i * 8, 4);
      if (distance >= before && distance <= after) return true;
    }
  }
  return false;
}

/** How far before the candidate the nearest of the context's words ends; -1 when none stands before it. As `satisfied`. */
export function nearestBefore(context: usize): i32 {
  const before = -<i32>load<u16>(context);
  const count = load<i32>(context, 4);
  let nearest = i32.MIN_VALUE;
  for (let i = 0; i < foundCount; ++i) {
    const distance = load<i32>(found + i * 8, 4);
    if (distance < before || distance >= 0 || distance <= nearest) continue;
    const word = load<u32>(found + i * 8);
    for (let k = 0; k < count; ++k) if (load<u32>(context + CONTEXT_HEAD + <usize>k * 4) == word) nearest = distance;
  }
  return nearest == i32.MIN_VALUE ? -1 : -nearest;
}
