// Near misses: a value that begins with the mark of a known format without being one. It was cut, altered, or made up for a
// manual: hardly ever another secret that begins the same way by chance.

import { CONF_LOW, LITERAL_SIZE, RULE_SIZE, SHAPE_HEAD, SHAPE_NEEDS_WORDS, TARGET_AUTOMATON, TARGET_SHAPE, TARGET_SIZE } from './layout';
import { program } from './memory';
import * as P from './program';
import { sameText } from './shape';
import { windowHash } from './sieve';
import { saysNothing } from './links';

/** Shortest mark that counts: three characters (`sk-`, `pk_`) belong to many. */
const SHORTEST_MARK: u32 = 4;
/** Farthest a mark can end, for those that are looked up from behind (`hvs.`). */
const FARTHEST_END: usize = 16;

/** Shortest value of a rule whose pattern has no length that is known here. */
const UNKNOWN_LENGTH: u32 = 0xffff;
/** Fewest characters of the longest of the formats that were found to begin so. */
let longest: u32 = 0;

/** The value that `beginsLikeFormat` was asked about last is shorter than a format that begins so: it may be cut off. */
export function isCutOff(s: usize, e: usize): bool { return <u32>(e - s) < longest; }

/** Whether [s, e) begins with a literal that opens some format of the program. */
export function beginsLikeFormat(s: usize, e: usize): bool {
  longest = 0;
  if (e < s + 12) return false;
  if (opens(P.prefixHeads, P.prefixes, s, s, e)) return true;
  for (let p = s + 3; p < s + FARTHEST_END && p < e; ++p) {
    if (load<u8>(p - 1) == 0x2e) return opens(P.beforeHeads, P.befores, p - 3, s, e);
  }
  return false;
}

function opens(heads: usize, records: usize, hashed: usize, s: usize, e: usize): bool {
  let record = load<u16>(heads + <usize>(windowHash(hashed) >> 20) * 2);
  while (record != 0xffff) {
    const r = records + <usize>record * LITERAL_SIZE;
    const text = program + load<u32>(r);
    const length = <u32>load<u8>(r, 4);
    if (length >= SHORTEST_MARK && s + length < e && (hashed == s || hashed + 3 == s + length)
      && sameText(s, text, length, load<u8>(r, 6) != 0) && isHead(r) && !saysNothing(text, <i32>length)) return true;
    record = load<u16>(r, 14);
  }
  return false;
}

/** Whether some format begins with the literal of the record. Notes how short the formats may be. */
function isHead(record: usize): bool {
  let target = P.targets + <usize>load<u32>(record, 8) * TARGET_SIZE;
  let found = false;
  for (let n = <i32>load<u16>(record, 12); n > 0; --n, target += TARGET_SIZE) {
    const kind = load<u32>(target);
    const a: usize = load<u32>(target, 4);
    if (kind == TARGET_SHAPE && load<u32>(target, 8) == 0) {
      found = true;
      const shape = P.shapes + a;
      const owners = load<u32>(shape, 4) & ~SHAPE_NEEDS_WORDS;
      for (let i: u32 = 0; i < owners; ++i) noteLength(load<u32>(shape + SHAPE_HEAD + <usize>i * 4));
    } else if (kind == TARGET_AUTOMATON && load<u32>(program + a, 8) == 0) {
      found = true;
      noteLength(load<u32>(program + a, 12));
    }
  }
  return found;
}

/** Rules of low confidence know no whole format. */
function noteLength(rule: u32): void {
  const r = P.rules + <usize>rule * RULE_SIZE;
  if (<i32>load<u8>(r) <= CONF_LOW) return;
  const length = load<u32>(r, 24);
  if (length != UNKNOWN_LENGTH && length > longest) longest = length;
}
