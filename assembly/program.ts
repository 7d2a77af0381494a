// The loaded program: section addresses, and the checks that refuse a damaged or foreign one.

import {
  DONE, ERR_HASH, ERR_LENGTH, ERR_MAGIC, ERR_VERSION, FILTER_SIZE, LITERAL_SLOTS, P_BARE_HEADS, P_BARE_LISTS, P_BEFORES, P_BEFORE_HEADS,
  P_CLASSES, P_CLASS_COUNT, P_FILTER, P_LITERALS,
  P_LITERAL_HEADS, P_MATCHERS, P_OPTIONS, P_PREFIXES, P_PREFIX_FILTER, P_PREFIX_HEADS, P_RULES, P_SHAPES, P_SIEVE, P_SIEVE_ON,
  P_TARGETS, P_WINDOW_BITS, P_WORDS, P_WORD_FILTER, P_WORD_HEADS, PAIR_FILTER, PROGRAM_HEAD, PROGRAM_MAGIC, PROGRAM_VERSION, MATCHER_VARIANTS,
} from './layout';
import { program, tables } from './memory';

export let rules: usize = 0;
export let sieve: usize = 0;
export let sieveOn: bool = false;
export let filter: usize = 0;
export let shortFilter: usize = 0;
export let pairFilter: usize = 0;
/** How far a window's hash is shifted for its bit, and for its head. */
export let filterShift: u32 = 0;
export let headShift: u32 = 0;
export let shortHeads: usize = 0;
export let literalHeads: usize = 0;
export let literals: usize = 0;
export let prefixHeads: usize = 0;
export let prefixFilter: usize = 0;
export let prefixes: usize = 0;
export let beforeHeads: usize = 0;
export let befores: usize = 0;
export let targets: usize = 0;
export let shapes: usize = 0;
export let classes: usize = 0;
export let classCount: i32 = 0;
export let bareHeads: usize = 0;
export let bareLists: usize = 0;
export let wordFilter: usize = 0;
export let wordHeads: usize = 0;
export let shortWordFilter: usize = 0;
export let shortWordHeads: usize = 0;
export let words: usize = 0;
export let matchers: usize = 0;
export let options: u32 = 0;

function section(field: usize): usize { return program + load<u32>(program + field); }

export function open(length: i32): i32 {
  if (length < PROGRAM_HEAD) return ERR_LENGTH;
  if (load<u32>(program) != PROGRAM_MAGIC) return ERR_MAGIC;
  if (load<u32>(program + 4) != PROGRAM_VERSION) return ERR_VERSION;
  if (load<u32>(program + 8) != <u32>length) return ERR_LENGTH;
  if (load<u32>(program + 12) != digest(program + 16, program + <usize>length)) return ERR_HASH;
  rules = section(P_RULES);
  sieve = section(P_SIEVE);
  sieveOn = load<u32>(program + P_SIEVE_ON) != 0;
  const filterBits = load<u32>(program + P_WINDOW_BITS) & 0xff, headBits = load<u32>(program + P_WINDOW_BITS) >> 8;
  filterShift = 32 - filterBits;
  headShift = 32 - headBits;
  pairFilter = section(P_FILTER);
  filter = pairFilter + PAIR_FILTER;
  shortFilter = filter + (1 << filterBits >> 3);
  literalHeads = section(P_LITERAL_HEADS);
  shortHeads = literalHeads + (2 << headBits);
  literals = section(P_LITERALS);
  prefixHeads = section(P_PREFIX_HEADS);
  prefixFilter = section(P_PREFIX_FILTER);
  prefixes = section(P_PREFIXES);
  beforeHeads = section(P_BEFORE_HEADS);
  befores = section(P_BEFORES);
  targets = section(P_TARGETS);
  shapes = section(P_SHAPES);
  classes = section(P_CLASSES);
  classCount = load<i32>(program + P_CLASS_COUNT);
  bareHeads = section(P_BARE_HEADS);
  bareLists = section(P_BARE_LISTS);
  wordFilter = section(P_WORD_FILTER);
  wordHeads = section(P_WORD_HEADS);
  shortWordFilter = wordFilter + FILTER_SIZE;
  shortWordHeads = wordHeads + LITERAL_SLOTS * 2;
  words = section(P_WORDS);
  matchers = section(P_MATCHERS);
  options = load<u32>(program + P_OPTIONS);
  writeOutTables();
  return DONE;
}

/** FNV-1a over whole words, then over the odd bytes: damage is noticed, 2 MB take a millisecond. */
export function digest(from: usize, to: usize): u32 {
  let h: u32 = 0x811c9dc5;
  let p = from;
  for (; p + 4 <= to; p += 4) h = (h ^ load<u32>(p)) * 0x01000193;
  for (; p < to; ++p) h = (h ^ <u32>load<u8>(p)) * 0x01000193;
  return h;
}

/** The nibble products of the sieve for single bytes: what the scalar build and the tests look up. */
function writeOutTables(): void {
  for (let position: usize = 0; position < 4; ++position) {
    const low = sieve + position * 32;
    const high = low + 16;
    for (let c: u32 = 0; c < 256; ++c) {
      // the first byte of a window may stand in front of a short literal: it may be any
      const m = c < 128 || position == 0 ? load<u8>(low + (c & 15)) & load<u8>(high + (c >> 3 & 15)) : 0;
      store<u8>(tables + position * 256 + c, m);
    }
  }
}

/** Rule of a variant of a structured matcher, or -1 when it is off. */
export function matcherRule(matcher: i32, variant: i32): i32 {
  const r = load<u16>(matchers + <usize>(matcher * MATCHER_VARIANTS + variant) * 2);
  return r == 0xffff ? -1 : <i32>r;
}
