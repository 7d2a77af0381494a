// Near misses: a value that begins with the mark of a known format without being one. It was cut, altered, or made up for a
// manual: hardly ever another secret that begins the same way by chance.

import { CONF_LOW, ELEMENT_SIZE, LITERAL_SIZE, RULE_SIZE, SHAPE_HEAD, SHAPE_NEEDS_WORDS, TARGET_AUTOMATON, TARGET_SHAPE, TARGET_SIZE } from './layout';
import { A_SHORTEST } from './automata/format';
import { program } from './memory';
import * as P from './program';
import { sameText } from './shape';
import { windowHash } from './sieve';
import { saysNothing } from './links';

/** Shortest mark that counts: three characters (`sk-`, `pk_`) belong to many. */
const SHORTEST_MARK: u32 = 4;
/** Farthest a mark can end, for those that are looked up from behind (`hvs.`). */
const FARTHEST_END: usize = 16;

/** Fewest characters of the longest of the formats that were found to begin so. */
let longest: u32 = 0;

/** The value that `beginsLikeFormat` was asked about last is shorter than a format that begins so: it may be cut off. */
export function isCutOff(s: usize, e: usize): bool { return <u32>(e - s) < longest; }

/** Whether [s, e) begins with a literal that opens some format of the program. */
export function beginsLikeFormat(s: usize, e: usize): bool {
  longest = 0;
  if (e < s + 12) return false;
  if (opens(P.prefixHeads + <usize>(windowHash(s) >> 20) * 2, P.prefixes, s, s, e)) return true;
  for (let p = s + 3; p < s + FARTHEST_END && p < e; ++p) {
    if (load<u8>(p - 1) == 0x2e) return opens(P.beforeHeads + <usize>(windowHash(p - 3) >> 22) * 2, P.befores, p - 3, s, e);
  }
  return false;
}

function opens(head: usize, records: usize, hashed: usize, s: usize, e: usize): bool {
  let record = load<u16>(head);
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
      noteShape(P.shapes + a);
    } else if (kind == TARGET_AUTOMATON && load<u32>(program + a, 8) == 0) {
      found = true;
      if (knowsWhole(load<u32>(program + a, 12))) noteLength(load<u32>(program + <usize>load<u32>(program + a) + A_SHORTEST));
    }
  }
  return found;
}

function noteShape(shape: usize): void {
  const owners = load<u32>(shape, 4) & ~SHAPE_NEEDS_WORDS;
  let whole = false;
  for (let i: u32 = 0; i < owners && !whole; ++i) whole = knowsWhole(load<u32>(shape + SHAPE_HEAD + <usize>i * 4));
  if (!whole) return;
  let element = shape + SHAPE_HEAD + <usize>owners * 4;
  let length: u32 = 0;
  for (let n = <i32>load<u16>(shape); n > 0; --n, element += ELEMENT_SIZE) length += load<u32>(element, 4);
  noteLength(length);
}

/** Rules of low confidence know no whole format. */
function knowsWhole(rule: u32): bool { return <i32>load<u8>(P.rules + <usize>rule * RULE_SIZE) > CONF_LOW; }

function noteLength(length: u32): void { if (length > longest) longest = length; }
