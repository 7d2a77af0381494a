// Formats without a literal: a value of the right length and kinds of bytes, mostly with a word about it near.

import {
  BARE_ENTRY, BARE_LENGTHS, BARE_LIST_HEAD, BARE_PART, BARE_SURE, KIND_A_TO_F, KIND_DASH, KIND_DIGIT, KIND_SMALL_A_TO_F, RULE_SIZE, RULE_WORDS,
  SHAPE_HEAD, SHAPE_NEEDS_WORDS, SHAPE_WORDS,
} from './layout';
import { isToken } from './sieve';
import { matchEnd, matchShape, matchStart, secretEnd, secretStart } from './shape';
import { judge, judgedReasons } from './qualify';
import { foundBits, lookAround } from './context';
import { namedOwners, ownerAt, ownerCount } from './owners';
import { followsKnownId } from './links';
import { program } from './memory';
import { count as hitCount, emit } from './hits';
import * as P from './program';

/** Owners of a shape that are asked one by one. */
const FEW_OWNERS: u32 = 4;

/**
 * Formats that no literal leads to, by the length of a run or of an assigned value [s, e). Most are nothing without their
 * context words, which are looked up only once the shape fits. `kinds` are those of its bytes; `again`: all but parts of
 * longer shapes was tried before.
 */
export function tryBare(s: usize, e: usize, kinds: u32, lo: usize, hi: usize, ks: usize, ke: usize, isRun: bool, again: bool = false): bool {
  const length = <i32>(e - s);
  if (length > BARE_LENGTHS) return false;
  const head = load<u16>(P.bareHeads + <usize>length * 2);
  if (head == 0xffff) return false;
  const before = hitCount;
  let nameable = -1; // not yet known
  const isId = !(kinds & ~(KIND_DIGIT | KIND_A_TO_F | KIND_SMALL_A_TO_F | KIND_DASH)); // hex, or a UUID
  let looked = false; // at the words around, for all shapes that take the whole value
  let list = P.bareLists + <usize>head * BARE_ENTRY;
  // hardly ever does a byte stand beside the run that one of the parts needs
  const mayBePart = isRun && ((load<u32>(list) >> (load<u8>(s - 1) & 31) | load<u32>(list, 4) >> (load<u8>(e) & 31)) & 1) != 0;
  list += <usize>BARE_LIST_HEAD + (mayBePart ? <usize>0 : <usize>load<u16>(list, 8) * BARE_ENTRY);
  for (let entry = load<u32>(list); entry; list += BARE_ENTRY, entry = load<u32>(list)) {
    if (kinds & ~<u32>load<u8>(list, 6) | ~kinds & <u32>load<u8>(list, 7)) continue;
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
          if (nameable < 0) nameable = i32(mayBeNamed(s, lo) && !(isId && followsKnownId(s, lo)));
          if (nameable == 0) break; // shapes that need words are the last of a list
        }
        if (looked) {
          lookAround(s, e, load<u16>(shape, 8), load<u16>(shape, 10), lo, hi);
          if ((load<u64>(shape, SHAPE_WORDS) & foundBits) == 0) continue;
        }
      }
      if (!(entry & BARE_SURE) && (!matchShape(shape, 0, s, s, e, program) || matchEnd != e)) continue;
    }
    let ms = s, me = e, ss = s, se = e;
    if (!(entry & BARE_SURE) || entry & BARE_PART) { ms = matchStart; me = matchEnd; ss = secretStart; se = secretEnd; }
    const owners = load<u32>(shape, 4) & ~SHAPE_NEEDS_WORDS;
    if (needsWords) {
      lookAround(ms, me, load<u16>(shape, 8), load<u16>(shape, 10), lo, hi);
      looked = ms == s && me == e;
      if ((load<u64>(shape, SHAPE_WORDS) & foundBits) == 0) continue;
    }
    // of many owners those that the words name are known from the last time
    const named = needsWords && owners > FEW_OWNERS ? namedOwners(shape) : 0;
    const count = named ? <u32>ownerCount(named) : owners;
    for (let i: u32 = 0; i < count; ++i) {
      const rule = named ? ownerAt(named, i) : load<i32>(shape + SHAPE_HEAD + <usize>i * 4);
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
