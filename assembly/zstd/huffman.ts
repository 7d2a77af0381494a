// The literals of a block: a Huffman tree (RFC 8878, 4.2) and one or four streams coded with it.

import { HUFFMAN, INPUT, LITERALS, MAX_BLOCK, RANKS, STATUS_CORRUPT, WEIGHT_CELLS, WEIGHTS } from './layout';
import { bitsLeft, marked, openBits, take } from './bits';
import { KIND_WEIGHT, makeCells, readProbabilities, tableLog } from './tables';

const MOST_BITS: i32 = 11;

/** Bits of the longest code of the tree; 0 while there is none. */
let depth: i32 = 0;

/** Where the literals of the block lie, and how many there are. */
export let literals: usize = 0;
export let literalCount: i32 = 0;

/** A new frame knows no tree. */
export function forgetTree(): void { depth = 0; }

/** Reads the literals section of a block of `length` bytes; the bytes used, or STATUS_CORRUPT. */
export function readLiterals(length: i32): i32 {
  if (length < 1) return STATUS_CORRUPT;
  const p = INPUT;
  const first = <i32>load<u8>(p);
  const type = first & 3;
  const format = (first >> 2) & 3;
  if (type < 2) {
    const header = format == 1 ? 2 : format == 3 ? 3 : 1;
    if (length < header) return STATUS_CORRUPT;
    literalCount = header == 1 ? first >> 3 : header == 2 ? <i32>load<u16>(p) >> 4 : <i32>(load<u32>(p) & 0xffffff) >> 4;
    if (literalCount > MAX_BLOCK) return STATUS_CORRUPT;
    if (type == 0) {
      if (length < header + literalCount) return STATUS_CORRUPT;
      literals = p + <usize>header;
      return header + literalCount;
    }
    if (length < header + 1) return STATUS_CORRUPT;
    memory.fill(LITERALS, load<u8>(p + <usize>header), <usize>literalCount);
    literals = LITERALS;
    return header + 1;
  }
  const header = format < 2 ? 3 : format + 2;
  if (length < header) return STATUS_CORRUPT;
  const sizeBits: u64 = format < 2 ? 10 : format == 2 ? 14 : 18;
  const fields = load<u64>(p) >> 4;
  const mask = (<u64>1 << sizeBits) - 1;
  literalCount = <i32>(fields & mask);
  const packed = <i32>((fields >> sizeBits) & mask);
  if (literalCount > MAX_BLOCK || length < header + packed) return STATUS_CORRUPT;
  let at = p + <usize>header;
  const end = at + <usize>packed;
  if (type == 2) {
    const used = readTree(at, end);
    if (used < 0) return STATUS_CORRUPT;
    at += <usize>used;
  } else if (depth == 0) return STATUS_CORRUPT;
  literals = LITERALS;
  if (!(format == 0 ? decodeOne(at, end, LITERALS, LITERALS + <usize>literalCount) : decodeFour(at, end))) return STATUS_CORRUPT;
  return header + packed;
}

/** Reads the weights of the tree at [p, end) and lays its table out; the bytes used, or STATUS_CORRUPT. */
function readTree(p: usize, end: usize): i32 {
  if (p >= end) return STATUS_CORRUPT;
  const head = <i32>load<u8>(p);
  let count = 0;
  let size = 0;
  if (head >= 128) {
    count = head - 127;
    size = 1 + ((count + 1) >> 1);
    if (p + <usize>size > end) return STATUS_CORRUPT;
    for (let i = 0; i < count; ++i) {
      const pair = <i32>load<u8>(p + 1 + <usize>(i >> 1));
      store<u8>(WEIGHTS + <usize>i, <u8>(i & 1 ? pair & 15 : pair >> 4));
    }
  } else {
    size = 1 + head;
    if (p + <usize>size > end) return STATUS_CORRUPT;
    count = readWeights(p + 1, p + <usize>size);
    if (count < 0) return STATUS_CORRUPT;
  }
  return layOut(count) ? size : STATUS_CORRUPT;
}

/** Weights coded by two states that take turns; their number, or STATUS_CORRUPT. */
function readWeights(p: usize, end: usize): i32 {
  const used = readProbabilities(p, end, MOST_BITS + 2, 6);
  if (used < 0 || !makeCells(KIND_WEIGHT, WEIGHT_CELLS)) return STATUS_CORRUPT;
  if (!openBits(p + <usize>used, end)) return STATUS_CORRUPT;
  let a = take(<u64>tableLog);
  let b = take(<u64>tableLog);
  if (bitsLeft() < 0) return STATUS_CORRUPT;
  let count = 0;
  // the stream ends where a state would need bits that are not there: the other state still has its symbol
  while (count < 253) {
    let cell = WEIGHT_CELLS + (<usize>a << 3);
    store<u8>(WEIGHTS + <usize>(count++), load<u8>(cell));
    a = <u32>load<u16>(cell + 4) + take(<u64>load<u8>(cell + 6));
    if (bitsLeft() < 0) {
      store<u8>(WEIGHTS + <usize>(count++), load<u8>(WEIGHT_CELLS + (<usize>b << 3)));
      return count;
    }
    cell = WEIGHT_CELLS + (<usize>b << 3);
    store<u8>(WEIGHTS + <usize>(count++), load<u8>(cell));
    b = <u32>load<u16>(cell + 4) + take(<u64>load<u8>(cell + 6));
    if (bitsLeft() < 0) {
      store<u8>(WEIGHTS + <usize>(count++), load<u8>(WEIGHT_CELLS + (<usize>a << 3)));
      return count;
    }
  }
  return STATUS_CORRUPT;
}

/** The weight of the last symbol is what is missing to a power of two. */
function layOut(count: i32): bool {
  memory.fill(RANKS, 0, 64);
  let sum = 0;
  for (let i = 0; i < count; ++i) {
    const weight = <i32>load<u8>(WEIGHTS + <usize>i);
    if (weight > MOST_BITS) return false;
    if (weight) sum += 1 << (weight - 1);
    const rank = RANKS + (<usize>weight << 2);
    store<u32>(rank, load<u32>(rank) + 1);
  }
  if (sum == 0) return false;
  depth = 32 - clz(sum);
  if (depth > MOST_BITS) {
    depth = 0;
    return false;
  }
  const missing = (1 << depth) - sum;
  if (missing & (missing - 1)) {
    depth = 0;
    return false;
  }
  const last = 32 - clz(missing);
  store<u8>(WEIGHTS + <usize>count, <u8>last);
  const rank = RANKS + (<usize>last << 2);
  store<u32>(rank, load<u32>(rank) + 1);
  // where the codes of each weight begin, the longest codes (the lightest symbols) first
  let place = 0;
  for (let weight = 1; weight <= depth; ++weight) {
    const here = RANKS + (<usize>weight << 2);
    const n = <i32>load<u32>(here);
    store<u32>(here, <u32>place);
    place += n << (weight - 1);
  }
  for (let s = 0; s <= count; ++s) {
    const weight = <i32>load<u8>(WEIGHTS + <usize>s);
    if (weight == 0) continue;
    const here = RANKS + (<usize>weight << 2);
    const from = <i32>load<u32>(here);
    const n = 1 << (weight - 1);
    const entry = <u16>(((depth + 1 - weight) << 8) | s);
    for (let i = from; i < from + n; ++i) store<u16>(HUFFMAN + (<usize>i << 1), entry);
    store<u32>(here, <u32>(from + n));
  }
  return true;
}

/** One stream [first, end) into [out, stop); true when it ends where it should. */
function decodeOne(first: usize, end: usize, out: usize, stop: usize): bool {
  if (end <= first || load<u8>(end - 1) == 0) return false;
  const shift: u64 = 64 - <u64>depth;
  let at = end - 8;
  let used = marked(<u32>load<u8>(end - 1));
  while (out < stop) {
    at -= <usize>(used >> 3);
    if (at + 16 < first) return false;
    used &= 7;
    const held = load<u64>(at);
    for (let i = 0; i < 4 && out < stop; ++i) {
      const entry = <u64>load<u16>(HUFFMAN + (<usize>((held << used) >> shift) << 1));
      used += entry >> 8;
      store<u8>(out++, <u8>entry);
    }
  }
  return (<i32>at - <i32>first) * 8 + 64 == <i32>used;
}

/** Four streams of a quarter each; their sizes stand in front. They are decoded in turns, which keeps the processor busy. */
function decodeFour(p: usize, end: usize): bool {
  if (end < p + 10) return false;
  const quarter = <usize>((literalCount + 3) >> 2);
  const first0 = p + 6;
  const first1 = first0 + <usize>load<u16>(p);
  const first2 = first1 + <usize>load<u16>(p + 2);
  const first3 = first2 + <usize>load<u16>(p + 4);
  if (first3 >= end || quarter * 3 > <usize>literalCount) return false;
  if (first1 == first0 || first2 == first1 || first3 == first2) return false;
  const mark0 = <u32>load<u8>(first1 - 1);
  const mark1 = <u32>load<u8>(first2 - 1);
  const mark2 = <u32>load<u8>(first3 - 1);
  const mark3 = <u32>load<u8>(end - 1);
  if (!mark0 || !mark1 || !mark2 || !mark3) return false;
  const shift: u64 = 64 - <u64>depth;
  const table = HUFFMAN;
  let at0 = first1 - 8, at1 = first2 - 8, at2 = first3 - 8, at3 = end - 8;
  let used0 = marked(mark0), used1 = marked(mark1), used2 = marked(mark2), used3 = marked(mark3);
  let out = LITERALS;
  // the last quarter is the shortest
  const stop = LITERALS + <usize>literalCount - quarter * 3;
  while (out + 4 <= stop) {
    at0 -= <usize>(used0 >> 3);
    at1 -= <usize>(used1 >> 3);
    at2 -= <usize>(used2 >> 3);
    at3 -= <usize>(used3 >> 3);
    if (at0 + 16 < first0 || at1 + 16 < first1 || at2 + 16 < first2 || at3 + 16 < first3) return false;
    used0 &= 7;
    used1 &= 7;
    used2 &= 7;
    used3 &= 7;
    const held0 = load<u64>(at0), held1 = load<u64>(at1), held2 = load<u64>(at2), held3 = load<u64>(at3);
    let word0: u32 = 0, word1: u32 = 0, word2: u32 = 0, word3: u32 = 0;
    for (let i: u32 = 0; i < 32; i += 8) {
      const entry0 = <u32>load<u16>(table + (<usize>((held0 << used0) >> shift) << 1));
      const entry1 = <u32>load<u16>(table + (<usize>((held1 << used1) >> shift) << 1));
      const entry2 = <u32>load<u16>(table + (<usize>((held2 << used2) >> shift) << 1));
      const entry3 = <u32>load<u16>(table + (<usize>((held3 << used3) >> shift) << 1));
      used0 += <u64>(entry0 >> 8);
      used1 += <u64>(entry1 >> 8);
      used2 += <u64>(entry2 >> 8);
      used3 += <u64>(entry3 >> 8);
      word0 |= (entry0 & 255) << i;
      word1 |= (entry1 & 255) << i;
      word2 |= (entry2 & 255) << i;
      word3 |= (entry3 & 255) << i;
    }
    store<u32>(out, word0);
    store<u32>(out + quarter, word1);
    store<u32>(out + quarter * 2, word2);
    store<u32>(out + quarter * 3, word3);
    out += 4;
  }
  return (
    finishOne(first0, at0, used0, out, LITERALS + quarter) && finishOne(first1, at1, used1, out + quarter, LITERALS + quarter * 2) &&
    finishOne(first2, at2, used2, out + quarter * 2, LITERALS + quarter * 3) && finishOne(first3, at3, used3, out + quarter * 3, LITERALS + <usize>literalCount)
  );
}

/** The last few bytes of a stream; true when it ends where it should. */
function finishOne(first: usize, from: usize, usedBefore: u64, out: usize, stop: usize): bool {
  const shift: u64 = 64 - <u64>depth;
  let at = from;
  let used = usedBefore;
  for (; out < stop; ++out) {
    at -= <usize>(used >> 3);
    if (at + 16 < first) return false;
    used &= 7;
    const entry = <u64>load<u16>(HUFFMAN + (<usize>((load<u64>(at) << used) >> shift) << 1));
    used += entry >> 8;
    store<u8>(out, <u8>entry);
  }
  return (<i32>at - <i32>first) * 8 + 64 == <i32>used;
}
