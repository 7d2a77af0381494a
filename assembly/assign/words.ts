// What is known about single words: their part in keys and values, and whether they are common.

import { at, isLetter, isLower, isUpper } from './chars';
import { COMMON, COMMON_BITS } from './common-table';
import { WORD_LENGTHS, WORD_SLOTS, WORDS } from './words-table';

/** FNV-1a over letters in lower case; scripts/train-pairs.mjs has the same. */
export function wordHash(p: usize, length: i32): u32 {
  let h: u32 = 0x811c9dc5;
  for (let i = 0; i < length; i++) {
    const c = at(p + i);
    h = (h ^ <u32>(c | i32(isUpper(c)) << 5)) * 0x01000193;
  }
  return h ^ (h >> 15);
}

/** Lengths that words which begin with the two characters at p may have: bit n for n characters. */
export function lengthsAt(p: usize): u32 {
  return load<u32>(WORD_LENGTHS + <usize>((at(p) & 31) << 7 | (at(p + 1) & 31) << 2));
}

/** Key part in the low 16 bits, value part in the bits above; 0 when the word is not in the table. */
export function wordRoles(p: usize, length: i32): i32 {
  if (length < 1 || length > 31 || length > 1 && (lengthsAt(p) >> length & 1) == 0) return 0;
  const h = wordHash(p, length);
  let slot: u32 = h & (WORD_SLOTS - 1);
  for (let step = 0; step < 16; step++) {
    const entry = load<u64>(WORDS + (<usize>slot << 3));
    if (entry == 0) return 0;
    if (<u32>entry == h) return <i32>(entry >> 32);
    slot = (slot + 1) & (WORD_SLOTS - 1);
  }
  return 0;
}

export function keyRole(p: usize, length: i32): i32 { return wordRoles(p, length) & 0xffff; }
export function valueRole(p: usize, length: i32): i32 { return wordRoles(p, length) >>> 16; }

function commonHash(h: u32): bool {
  const a = h & (COMMON_BITS - 1);
  const b = (h >> 15) & (COMMON_BITS - 1);
  return ((load<u8>(COMMON + (a >> 3)) >> <u8>(a & 7)) & 1) != 0 && ((load<u8>(COMMON + (b >> 3)) >> <u8>(b & 7)) & 1) != 0;
}

/** Whether this is a common word of prose or programs (about 2 % of random words pass). */
export function isCommon(p: usize, length: i32): bool {
  if (length < 3 || length > 16) return false;
  return commonHash(wordHash(p, length));
}

/** Whether this is a common word, or two of them written together. */
export function isCommonCompound(p: usize, length: i32): bool {
  if (isCommon(p, length)) return true;
  if (length < 6 || length > 24) return false;
  // the first word grows letter by letter, and so does its hash
  let h: u32 = 0x811c9dc5;
  for (let n = 1; n <= length - 3; n++) {
    let c = at(p + n - 1);
    if (isUpper(c)) c |= 32;
    h = (h ^ <u32>c) * 0x01000193;
    if (n >= 3 && n <= 16 && commonHash(h ^ (h >> 15)) && isCommon(p + n, length - n)) return true;
  }
  return false;
}

/** End of the word that starts at p: up to a separator, a digit or a change of case (`APIKey` is `API`, `Key`). */
export function wordEnd(p: usize, end: usize): usize {
  if (p >= end || !isLetter(at(p))) return p;
  let q = p + 1;
  if (isUpper(at(p))) {
    while (q < end && isUpper(at(q))) q++;
    if (q - p > 1) return q < end && isLower(at(q)) ? q - 1 : q;
  }
  while (q < end && isLower(at(q))) q++;
  return q;
}

/** Start of the word that ends at `end`. */
export function wordStart(start: usize, end: usize): usize {
  let q = end;
  if (q <= start || !isLetter(at(q - 1))) return end;
  if (isUpper(at(q - 1))) {
    while (q > start && isUpper(at(q - 1))) q--;
    return q;
  }
  while (q > start && isLower(at(q - 1))) q--;
  if (q > start && isUpper(at(q - 1))) q--;
  return q;
}

/** Whether a short text is made of words alone with which names and values of all kinds begin: `key-`, `api_`, `token.`. */
export function saysNothing(p: usize, length: i32): bool {
  if (length >= 8) return false;
  const end = p + length;
  let words = 0;
  while (p < end) {
    if (!isLetter(at(p))) { p++; continue; }
    const q = wordEnd(p, end);
    if (wordRoles(p, <i32>(q - p)) == 0) return false;
    words++;
    p = q;
  }
  return words > 0;
}
