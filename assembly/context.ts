// Which context words stand near a candidate? All words of all rules are looked up in one pass over the few bytes around
// it: a bitmap over hashed three-byte windows rejects nearly every byte, the rest is compared exactly, without case.

import { CONTEXT_HEAD, WORDS_NEAR, WORD_SIZE } from './layout';
import { program } from './memory';
import { wordFilter, wordHeads, words } from './program';
import { windowHash } from './sieve';
import { sameText } from './shape';

// found words: { word u32, distance i32 } – negative before the candidate, 0 inside it
const found: usize = memory.data(WORDS_NEAR * 8, 8);
let foundCount: i32 = 0;
/** A bit for the low six bits of each word's number, as programs have them for rules and shapes. */
export let foundBits: u64 = 0;
/** Most rules look back so far at the most: all that ask about one place are answered by one search. */
const USUAL_REACH: i32 = 64;
// what the list above was made for
let atStart: usize = 0;
let atEnd: usize = 0;
let atBefore: i32 = 0;
let atAfter: i32 = 0;

/** Forgets the words found: the bytes at these addresses have changed. */
export function forgetWords(): void { atEnd = 0; foundCount = 0; }

/** Looks for words within `before` bytes in front of [s, e) and `after` bytes behind it, inside [lo, hi). */
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
  if (before > 0) search(from, s, s, e);
  if (after > 0) search(e, to, s, e);
  // a word may also be part of the match itself, e.g. the host name inside a URL
  const inside = e - s < 512 ? e : s + 512;
  search(s, inside, s, e);
}

/**
 * Words are looked up where one begins: at a letter or digit behind anything else, at a capital behind a small letter, and
 * behind the `-D` of Java's properties.
 */
function search(from: usize, to: usize, s: usize, e: usize): void {
  if (to < from + 3) return;
  if (ASC_FEATURE_SIMD) {
    for (let p = from; p < to; p += 16) {
      let bits = wordStarts(p);
      if (p + 16 > to) bits &= (1 << <u32>(to - p)) - 1;
      while (bits) {
        lookUpWord(p + <usize>ctz(bits), to, s, e);
        bits &= bits - 1;
      }
    }
    return;
  }
  for (let p = from; p < to; ++p) if (beginsWord(load<u8>(p), load<u8>(p - 1), load<u8>(p - 2))) lookUpWord(p, to, s, e);
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

function lookUpWord(p: usize, to: usize, s: usize, e: usize): void {
  const h = windowHash(p);
  const bit = h >> 16;
  if ((load<u8>(wordFilter + <usize>(bit >> 3)) >> (<u8>bit & 7) & 1) == 0) return;
  let w = load<u16>(wordHeads + <usize>(h >> 20) * 2);
  while (w != 0xffff) {
    const word = words + <usize>w * WORD_SIZE;
    const length = <u32>load<u16>(word, 4);
    if (p + length <= to && sameText(p, program + load<u32>(word), length, true)) note(w, p < s ? <i32>p + <i32>length - <i32>s : p >= e ? <i32>(p - e) + 1 : 0);
    w = load<u16>(word, 6);
  }
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
