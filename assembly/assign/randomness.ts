// How random a text looks: character pairs weighed against those of words, identifiers and paths.

import { at, pairClass } from './chars';
import { PAIRS } from './pairs-table';

/**
 * Log-likelihood ratio per character pair, in 1/16 bit: positive is random, negative is language.
 * A pair says little; from about 12 characters on the sign is reliable (docs/assignments.md has the figures).
 */
export function randomness(ptr: usize, len: i32): i32 {
  if (len < 2) return 0;
  if (ptr == lastText && len == lastLength) return lastScore;
  lastText = ptr;
  lastLength = len;
  let sum = 0;
  let previous = pairClass(at(ptr));
  for (let i = 1; i < len; i++) {
    const next = pairClass(at(ptr + i));
    sum += <i32>load<i8>(PAIRS + (previous << 6) + next);
    previous = next;
  }
  lastScore = sum / (len - 1);
  return lastScore;
}

// the text looked at last: several tests ask about one value in turn
let lastText: usize = 0;
let lastLength: i32 = 0;
let lastScore: i32 = 0;

/** The bytes have changed. */
export function forgetRandomness(): void { lastText = 0; }
