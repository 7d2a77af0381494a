// Tables of finite state entropy: the probabilities as they are written, and the cells of a decoder made from them.

import { CELL, NEXT, PROBABILITIES, SPREAD, STATUS_CORRUPT } from './layout';

/** What a table's symbols stand for. */
export const KIND_LITERAL_LENGTH: i32 = 0;
export const KIND_OFFSET: i32 = 1;
export const KIND_MATCH_LENGTH: i32 = 2;
export const KIND_WEIGHT: i32 = 3;

/** Logarithm of the number of cells of the table that was read or made last. */
export let tableLog: i32 = 0;
/** Number of symbols of the probabilities that were read last. */
let symbols: i32 = 0;

// RFC 8878, 3.1.1.3.2.2: the probabilities of tables that are not written
const DEFAULT_LITERAL_LENGTHS = memory.data<i8>([4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1]);
const DEFAULT_MATCH_LENGTHS = memory.data<i8>([1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1]);
const DEFAULT_OFFSETS = memory.data<i8>([1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1]);
// 3.1.1.3.2.1.1: extra bits of the codes from 16 (literal lengths) and from 32 (match lengths) on
const LITERAL_LENGTH_BITS = memory.data<u8>([1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
const MATCH_LENGTH_BITS = memory.data<u8>([1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);

/** Reads probabilities at [p, end) for a table of at most 2^mostLog cells; the bytes used, or STATUS_CORRUPT. */
export function readProbabilities(p: usize, end: usize, mostSymbols: i32, mostLog: i32): i32 {
  if (p >= end) return STATUS_CORRUPT;
  let bit = 0;
  const limit = <i32>(end - p) * 8;
  tableLog = (<i32>load<u8>(p) & 15) + 5;
  if (tableLog > mostLog) return STATUS_CORRUPT;
  bit = 4;
  let left = 1 << tableLog;
  symbols = 0;
  while (left > 0) {
    if (symbols >= mostSymbols) return STATUS_CORRUPT;
    // values up to left + 1 are written in as few bits as that takes, the small ones in one less
    const bits = 32 - clz(left + 1);
    let value = <i32>forward(p, bit, end) & ((1 << bits) - 1);
    const low = value & ((1 << (bits - 1)) - 1);
    const short = (1 << bits) - 1 - (left + 1);
    if (low < short) {
      value = low;
      bit += bits - 1;
    } else {
      if (value >= 1 << (bits - 1)) value -= short;
      bit += bits;
    }
    const probability = value - 1;
    left -= probability < 0 ? 1 : probability;
    store<i16>(PROBABILITIES + (<usize>(symbols++) << 1), <i16>probability);
    if (probability == 0) {
      for (;;) {
        const zeros = <i32>forward(p, bit, end) & 3;
        bit += 2;
        if (symbols + zeros > mostSymbols) return STATUS_CORRUPT;
        for (let i = 0; i < zeros; ++i) store<i16>(PROBABILITIES + (<usize>(symbols++) << 1), 0);
        if (zeros != 3) break;
        if (bit > limit) return STATUS_CORRUPT;
      }
    }
    if (bit > limit) return STATUS_CORRUPT;
  }
  return left < 0 ? STATUS_CORRUPT : (bit + 7) >> 3;
}

/** At least 25 bits from a place on; zeros behind the end. */
function forward(p: usize, bit: i32, end: usize): u32 {
  let at = p + <usize>(bit >> 3);
  let value: u64 = 0;
  for (let shift: u64 = 0; shift < 40 && at < end; shift += 8) value |= <u64>load<u8>(at++) << shift;
  return <u32>(value >> <u64>(bit & 7));
}

export function makeDefault(kind: i32, to: usize): void {
  const from = kind == KIND_LITERAL_LENGTH ? DEFAULT_LITERAL_LENGTHS : kind == KIND_OFFSET ? DEFAULT_OFFSETS : DEFAULT_MATCH_LENGTHS;
  symbols = kind == KIND_LITERAL_LENGTH ? 36 : kind == KIND_OFFSET ? 29 : 53;
  tableLog = kind == KIND_OFFSET ? 5 : 6;
  for (let i = 0; i < symbols; ++i) store<i16>(PROBABILITIES + (<usize>i << 1), <i16>load<i8>(from + <usize>i));
  makeCells(kind, to);
}

/** A table of one cell, whose symbol never changes. */
export function makeSingle(kind: i32, symbol: i32, to: usize): void {
  tableLog = 0;
  putCell(kind, symbol, to, 0, 0);
}

/** Cells from the probabilities that were read last (RFC 8878, 4.1.1); false when they fill no table. */
export function makeCells(kind: i32, to: usize): bool {
  const size = 1 << tableLog;
  let high = size;
  for (let s = 0; s < symbols; ++s) {
    const probability = <i32>load<i16>(PROBABILITIES + (<usize>s << 1));
    if (probability == -1) {
      store<u8>(SPREAD + <usize>(--high), <u8>s);
      store<u16>(NEXT + (<usize>s << 1), 1);
    } else store<u16>(NEXT + (<usize>s << 1), <u16>probability);
  }
  const step = (size >> 1) + (size >> 3) + 3;
  let position = 0;
  for (let s = 0; s < symbols; ++s) {
    const probability = <i32>load<i16>(PROBABILITIES + (<usize>s << 1));
    for (let i = 0; i < probability; ++i) {
      store<u8>(SPREAD + <usize>position, <u8>s);
      do position = (position + step) & (size - 1); while (position >= high);
    }
  }
  if (position != 0) return false;
  for (let i = 0; i < size; ++i) {
    const symbol = <i32>load<u8>(SPREAD + <usize>i);
    const counter = NEXT + (<usize>symbol << 1);
    const state = <i32>load<u16>(counter);
    store<u16>(counter, <u16>(state + 1));
    const bits = tableLog - (31 - clz(state));
    putCell(kind, symbol, to + <usize>i * CELL, (state << bits) - size, bits);
  }
  return true;
}

function putCell(kind: i32, symbol: i32, to: usize, next: i32, bits: i32): void {
  let base = symbol;
  let extra = 0;
  if (kind == KIND_OFFSET) {
    base = 1 << symbol;
    extra = symbol;
  } else if (kind == KIND_LITERAL_LENGTH && symbol >= 16) {
    base = 16;
    for (let s = 16; s < symbol; ++s) base += 1 << <i32>load<u8>(LITERAL_LENGTH_BITS + <usize>(s - 16));
    // lengths from 64 on stand at powers of two
    extra = <i32>load<u8>(LITERAL_LENGTH_BITS + <usize>(symbol - 16));
  } else if (kind == KIND_MATCH_LENGTH) {
    base = symbol + 3;
    if (symbol >= 32) {
      base = 35;
      for (let s = 32; s < symbol; ++s) base += 1 << <i32>load<u8>(MATCH_LENGTH_BITS + <usize>(s - 32));
      extra = <i32>load<u8>(MATCH_LENGTH_BITS + <usize>(symbol - 32));
    }
  }
  store<u32>(to, <u32>base);
  store<u16>(to + 4, <u16>next);
  store<u8>(to + 6, <u8>bits);
  store<u8>(to + 7, <u8>extra);
}
