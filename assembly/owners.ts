// Which owners of a shape do the words around a value name? A length and an alphabet belong to a hundred rules, each nothing
// without its words, and text that is full of values says the same words again and again: the answer is kept with the words.

import { CONTEXT_HEAD, RULE_SIZE, RULE_WORDS, SHAPE_HEAD, SHAPE_NEEDS_WORDS } from './layout';
import { foundBits, foundCount, foundWord } from './context';
import { program } from './memory';
import * as P from './program';

const MOST_WORDS: i32 = 32;
const MOST_OWNERS: i32 = 40;
// By a few bits of both: 0 shape u32 │ 4 words u16 │ 6 owners u16 │ 8 words u16 × 32 │ 72 owners u16 × 40
const ENTRY: usize = 152;
const NAMED: usize = memory.data(32 * 152, 8);
const E_WORDS: usize = 8;
const E_OWNERS: usize = 72;

/** Another program: shapes, words and rules have other numbers. */
export function forgetOwners(): void { memory.fill(NAMED, 0, 32 * ENTRY); }

/**
 * The owners of the shape that have one of the words found by lookAround among their own, wherever it stands: to be read with
 * `ownerCount` and `ownerAt`. 0 when that are too many to remember: then any owner may be one.
 */
export function namedOwners(shape: usize): usize {
  if (foundCount > MOST_WORDS) return 0;
  let h = <u32>shape;
  for (let i = 0; i < foundCount; ++i) h = (h ^ foundWord(i)) * 0x9e3779b1;
  const entry = NAMED + <usize>(h >> 27) * ENTRY;
  if (!isFor(entry, shape)) learn(entry, shape);
  return <i32>load<u16>(entry, 6) > MOST_OWNERS ? 0 : entry;
}

export function ownerCount(entry: usize): i32 { return load<u16>(entry, 6); }
export function ownerAt(entry: usize, i: i32): i32 { return load<u16>(entry + E_OWNERS + (<usize>i << 1)); }

function isFor(entry: usize, shape: usize): bool {
  if (<usize>load<u32>(entry) != shape || <i32>load<u16>(entry, 4) != foundCount) return false;
  for (let i = 0; i < foundCount; ++i) if (<u32>load<u16>(entry + E_WORDS + (<usize>i << 1)) != foundWord(i)) return false;
  return true;
}

function learn(entry: usize, shape: usize): void {
  store<u32>(entry, <u32>shape);
  store<u16>(entry, foundCount, 4);
  for (let i = 0; i < foundCount; ++i) store<u16>(entry + E_WORDS + (<usize>i << 1), foundWord(i));
  const owners = load<u32>(shape, 4) & ~SHAPE_NEEDS_WORDS;
  let count = 0;
  for (let k: u32 = 0; k < owners && count <= MOST_OWNERS; ++k) {
    const rule = load<i32>(shape + SHAPE_HEAD + <usize>k * 4);
    if (!isNamed(rule)) continue;
    if (count < MOST_OWNERS) store<u16>(entry + E_OWNERS + (<usize>count << 1), rule);
    ++count;
  }
  store<u16>(entry, count, 6);
}

/** Is one of the words found one of the rule's? */
function isNamed(rule: i32): bool {
  const r = P.rules + <usize>rule * RULE_SIZE;
  if ((load<u64>(r, RULE_WORDS) & foundBits) == 0) return false;
  const context = program + <usize>load<u32>(r, 12);
  for (let k = <i32>load<u32>(context, 4) - 1; k >= 0; --k) {
    const word = load<u32>(context + CONTEXT_HEAD + <usize>k * 4);
    if ((foundBits >> <u64>(word & 63) & 1) == 0) continue;
    for (let i = 0; i < foundCount; ++i) if (foundWord(i) == word) return true;
  }
  return false;
}
