// Seeds written as words: BIP 39, Electrum, Monero. Words are runs of letters, whatever stands between them.

import { CHECK_FAIL, CHECK_PASS, CHECK_UNKNOWN } from '../layout';
import { crc32Update } from './crc';
import { hmacSha512 } from './sha512';
import { sha256 } from './sha256';
import { isLetter, isUpper } from './text';
import { partLen, partPtr, scratch, select, work } from './state';
import { BIP39_ENGLISH } from './words';

const LIST_WORDS = 2048;
const MOST_WORDS = 25;
/** Offset of each word of the list in its text, in UTF-16 units; filled at the first use. */
const STARTS: usize = memory.data(4096, 8);
let filled: bool = false;
/** Offset and length of each word found. */
const FOUND: usize = memory.data(256, 8);
const ENTROPY: usize = memory.data(40, 8);
const SUM: usize = memory.data(64, 8);
const VERSION_KEY = memory.data<u8>([0x53, 0x65, 0x65, 0x64, 0x20, 0x76, 0x65, 0x72, 0x73, 0x69, 0x6f, 0x6e]); // Seed version

function listChar(i: i32): i32 { return <i32>load<u16>(changetype<usize>(BIP39_ENGLISH) + (<usize>i << 1)); }

function fill(): void {
  let n = 0;
  let inWord: bool = false;
  for (let i = 0; n < LIST_WORDS; i++) {
    const letter = isLetter(listChar(i));
    if (letter && !inWord) {
      store<u16>(STARTS + (<usize>n << 1), i);
      n++;
    }
    inWord = letter;
  }
  filled = true;
}

/** Index of a word in the list, or -1. */
function wordIndex(word: usize, len: i32): i32 {
  if (len < 3 || len > 8) return -1;
  let low = 0;
  let high = LIST_WORDS - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const from = <i32>load<u16>(STARTS + (<usize>middle << 1));
    let order = 0;
    for (let i = 0; i <= len && order == 0; i++) {
      const have = listChar(from + i);
      const a = i < len ? <i32>load<u8>(word + i) | 0x20 : 0;
      order = a - (isLetter(have) ? have : 0);
    }
    if (order == 0) return middle;
    if (order < 0) high = middle - 1;
    else low = middle + 1;
  }
  return -1;
}

/** Splits the part into words of letters; answers how many, or -1 for more than a seed has. */
function split(): i32 {
  let n = 0;
  let start = -1;
  for (let i = 0; i <= partLen; i++) {
    const letter = i < partLen && isLetter(load<u8>(partPtr + i));
    if (letter && start < 0) start = i;
    if (letter || start < 0) continue;
    if (n == MOST_WORDS) return -1;
    store<u32>(FOUND + (<usize>n << 3), start);
    store<u32>(FOUND + (<usize>n << 3), i - start, 4);
    n++;
    start = -1;
  }
  return n;
}

function wordPtr(i: i32): usize { return partPtr + <usize>load<u32>(FOUND + (<usize>i << 3)); }
function wordLen(i: i32): i32 { return <i32>load<u32>(FOUND + (<usize>i << 3), 4); }

/** All words of the list; the first bits of the SHA-256 of the entropy follow it. 12 random words pass in one of 16 cases. */
export function checkBip39(arg: i32, ptr: usize, len: i32): i32 {
  if (!select(arg, ptr, len)) return CHECK_UNKNOWN;
  if (!filled) fill();
  const n = split();
  if (n < 12 || n > 24 || n % 3 != 0) return CHECK_UNKNOWN;
  memory.fill(ENTROPY, 0, 40);
  let bit = 0;
  for (let i = 0; i < n; i++) {
    const index = wordIndex(wordPtr(i), wordLen(i));
    if (index < 0) return CHECK_FAIL;
    for (let k = 10; k >= 0; k--) {
      const at = ENTROPY + <usize>(bit >> 3);
      store<u8>(at, load<u8>(at) | (((index >> k) & 1) << (7 - (bit & 7))));
      bit++;
    }
  }
  const entropyBytes = (n * 11 * 32) / 33 / 8;
  const sumBits = n / 3;
  sha256(ENTROPY, entropyBytes, SUM);
  const written = load<u8>(ENTROPY + <usize>entropyBytes);
  return written >> <u8>(8 - sumBits) == load<u8>(SUM) >> <u8>(8 - sumBits) ? CHECK_PASS : CHECK_FAIL;
}

/** The first byte 01, or the first twelve bits 100, 101 or 102, of the HMAC-SHA-512 of the words, in lower case with single blanks. */
export function checkElectrum(arg: i32, ptr: usize, len: i32): i32 {
  if (scratch == 0 || !select(arg, ptr, len) || partLen > 1024) return CHECK_UNKNOWN;
  const n = split();
  if (n < 12 || n > 24) return CHECK_UNKNOWN;
  let to = work();
  for (let i = 0; i < n; i++) {
    if (i > 0) {
      store<u8>(to, 0x20);
      to++;
    }
    for (let k = 0; k < wordLen(i); k++) {
      const c: i32 = load<u8>(wordPtr(i) + k);
      store<u8>(to, isUpper(c) ? c | 0x20 : c);
      to++;
    }
  }
  hmacSha512(VERSION_KEY, 12, work(), <i32>(to - work()), SUM);
  const first: i32 = load<u8>(SUM);
  return first == 1 || (first == 0x10 && load<u8>(SUM, 1) >> 4 <= 2) ? CHECK_PASS : CHECK_FAIL;
}

/** CRC-32 of the first three letters of 24 words, modulo 24, is the index of the word that the 25th repeats. */
export function checkMonero(arg: i32, ptr: usize, len: i32): i32 {
  if (!select(arg, ptr, len) || split() != 25) return CHECK_UNKNOWN;
  let state: u32 = 0xffffffff;
  for (let i = 0; i < 24; i++) {
    for (let k = 0; k < wordLen(i) && k < 3; k++) {
      store<u8>(ENTROPY, load<u8>(wordPtr(i) + k) | 0x20);
      state = crc32Update(state, ENTROPY, 1);
    }
  }
  const named = <i32>(~state % 24);
  if (wordLen(named) != wordLen(24)) return CHECK_FAIL;
  for (let k = 0; k < wordLen(24); k++) {
    if ((load<u8>(wordPtr(named) + k) | 0x20) != (load<u8>(wordPtr(24) + k) | 0x20)) return CHECK_FAIL;
  }
  return CHECK_PASS;
}
