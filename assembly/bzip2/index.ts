// bzip2 blocks: Huffman codes, run lengths and move-to-front undone, the Burrows–Wheeler transform inverted, runs written
// out. The host reads streams and compares checksums (src/input/bzip2.ts); this is what takes the time.
//
//   memory   │ tables │ input: one block and what follows │ tt: 4 bytes for each byte of the block │ output │
//
// A module of its own: the engine does not carry it.

const STATUS_DONE: i32 = 0;
const STATUS_CORRUPT: i32 = 1;
const STATUS_TRUNCATED: i32 = 2;
const STATUS_RANDOMISED: i32 = 3;

const GROUP: i32 = 50; // symbols a code is used for before the next selector
const MAX_CODE: i32 = 20;
/** Codes of up to this many bits are looked up in one step. */
const FAST_BITS: i32 = 10;
const FAST_SIZE: i32 = 1 << FAST_BITS;
const MOST_SELECTORS: i32 = 32768;

// addresses
const CRC_TABLE: usize = 1024; // 256 × u32
const FRONT: usize = CRC_TABLE + 1024; // 256 + 16 bytes, the move-to-front list
const USED: usize = FRONT + 512; // 256 bytes
const LENGTHS: usize = USED + 256; // 258 bytes
const COUNTS: usize = LENGTHS + 512; // 256 × u32
const LIMITS: usize = COUNTS + 1024; // 6 × 32 × i32: largest code of each length
const BASES: usize = LIMITS + 6 * 128; // 6 × 32 × i32: index of the first symbol of a length, less its code
const SYMBOLS: usize = BASES + 6 * 128; // 6 × 512 × u16, in the order of their codes
const FAST: usize = SYMBOLS + 6 * 1024; // 6 × FAST_SIZE × u16: length << 9 | symbol, 0 for longer codes
const SELECTORS: usize = FAST + 6 * FAST_SIZE * 2;
const INPUT: usize = (SELECTORS + MOST_SELECTORS + 0xffff) & ~0xffff;
const INPUT_CAPACITY: usize = 2400256;
const TT: usize = INPUT + INPUT_CAPACITY;
const OUTPUT: usize = TT + 900000 * 4;
const OUTPUT_CAPACITY: usize = 256 * 1024;
const PAGES: i32 = <i32>((OUTPUT + OUTPUT_CAPACITY + 0xffff) >> 16);

// reader
let at: usize = 0;
let end: usize = 0;
let bits: u64 = 0;
let held: i32 = 0;
let short: bool = false;

// the block that is being written out
let left: i32 = 0;
let position: u32 = 0;
let run: i32 = 0;
let last: i32 = -1;
let repeat: i32 = 0;
let crc: u32 = 0;
let wanted: u32 = 0;

/** Once, before anything else. */
export function init(): void {
  if (memory.size() < PAGES) memory.grow(PAGES - memory.size());
  for (let i: u32 = 0; i < 256; ++i) {
    let c = i << 24;
    for (let k = 0; k < 8; ++k) c = c & 0x80000000 ? (c << 1) ^ 0x04c11db7 : c << 1;
    store<u32>(CRC_TABLE + (i << 2), c);
  }
}

export function inputAddress(): usize { return INPUT; }
export function inputCapacity(): usize { return INPUT_CAPACITY; }
export function outputAddress(): usize { return OUTPUT; }

/** Bits of the input that the last block used, from the beginning of the input. */
export function bitsUsed(): f64 { return <f64>(at - INPUT) * 8 - <f64>held; }
export function blockCrc(): u32 { return ~crc; }
export function wantedCrc(): u32 { return wanted; }
export function blockLeft(): i32 { return left + repeat; }

function take(n: i32): u32 {
  while (held < n) {
    if (at >= end) {
      short = true;
      return 0;
    }
    bits = (bits << 8) | <u64>load<u8>(at++);
    held += 8;
  }
  held -= n;
  return <u32>(bits >> <u64>held) & ((<u32>1 << n) - 1);
}

/** Decodes a block whose magic number ends `skip` bits into the input of `length` bytes. */
export function decode(length: i32, skip: i32, limit: i32): i32 {
  at = INPUT + <usize>(skip >> 3);
  end = INPUT + <usize>length;
  bits = 0;
  held = 0;
  short = false;
  left = repeat = 0;
  take(skip & 7);
  wanted = (take(16) << 16) | take(16);
  if (take(1)) return STATUS_RANDOMISED;
  const origin = take(24);
  const used = readUsed();
  const tables = <i32>take(3);
  const selectors = <i32>take(15);
  if (short) return STATUS_TRUNCATED;
  if (used == 0 || tables < 2 || tables > 6 || selectors == 0) return STATUS_CORRUPT;
  if (!readSelectors(tables, selectors)) return short ? STATUS_TRUNCATED : STATUS_CORRUPT;
  for (let t = 0; t < tables; ++t) if (!readCode(t, used + 2)) return short ? STATUS_TRUNCATED : STATUS_CORRUPT;
  const count = readSymbols(used, selectors, limit);
  if (count < 0) return short ? STATUS_TRUNCATED : STATUS_CORRUPT;
  if (<i32>origin >= count) return STATUS_CORRUPT;
  invert(count);
  position = load<u32>(TT + (<usize>origin << 2)) >> 8;
  left = count;
  run = 0;
  last = -1;
  crc = 0xffffffff;
  return STATUS_DONE;
}

function readUsed(): i32 {
  const groups = take(16);
  let used = 0;
  for (let g = 0; g < 16; ++g) {
    if (!(groups & (0x8000 >> g))) continue;
    const members = take(16);
    for (let m = 0; m < 16; ++m) if (members & (0x8000 >> m)) store<u8>(USED + <usize>(used++), g * 16 + m);
  }
  return used;
}

/** Selectors are positions in a move-to-front list of the codes. */
function readSelectors(tables: i32, count: i32): bool {
  let order: u64 = 0x050403020100; // one byte for each code, the front one lowest
  for (let i = 0; i < count; ++i) {
    let j = 0;
    while (take(1)) if (++j >= tables) return false;
    if (short) return false;
    const shift = <u64>j << 3;
    const table = (order >> shift) & 0xff;
    const below = order & ((<u64>1 << shift) - 1);
    const above = j < 7 ? (order >> (shift + 8)) << (shift + 8) : 0;
    order = above | (below << 8) | table;
    store<u8>(SELECTORS + <usize>i, <u8>table);
  }
  return true;
}

/** Lengths are written as differences; codes are canonical. */
function readCode(table: i32, alphabet: i32): bool {
  let length = <i32>take(5);
  for (let s = 0; s < alphabet; ++s) {
    for (;;) {
      if (short || length < 1 || length > MAX_CODE) return false;
      if (!take(1)) break;
      length += take(1) ? -1 : 1;
    }
    store<u8>(LENGTHS + <usize>s, length);
  }
  if (short) return false;
  const limits = LIMITS + <usize>table * 128;
  const bases = BASES + <usize>table * 128;
  const symbols = SYMBOLS + <usize>table * 1024;
  const fast = FAST + <usize>table * FAST_SIZE * 2;
  memory.fill(fast, 0, FAST_SIZE * 2);
  let code = 0;
  let index = 0;
  for (let l = 1; l <= MAX_CODE; ++l) {
    store<i32>(bases + (<usize>l << 2), index - code);
    const first = index;
    for (let s = 0; s < alphabet; ++s) {
      if (<i32>load<u8>(LENGTHS + <usize>s) != l) continue;
      store<u16>(symbols + (<usize>index << 1), <u16>s);
      if (l <= FAST_BITS) {
        const from = code + (index - first) << (FAST_BITS - l);
        const to = from + (1 << (FAST_BITS - l));
        if (to <= FAST_SIZE) for (let k = from; k < to; ++k) store<u16>(fast + (<usize>k << 1), <u16>((l << 9) | s));
      }
      ++index;
    }
    code += index - first;
    store<i32>(limits + (<usize>l << 2), index == first ? -1 : code - 1);
    code <<= 1;
  }
  return true;
}

/** Fills tt with the bytes of the block; their number, or -1. */
function readSymbols(used: i32, selectors: i32, limit: i32): i32 {
  memory.copy(FRONT, USED, 256);
  memory.fill(COUNTS, 0, 1024);
  const endSymbol = used + 1;
  let count = 0;
  let zeros = 0;
  let weight = 1;
  let group = 0;
  let inGroup = 0;
  let limits: usize = 0;
  let bases: usize = 0;
  let symbols: usize = 0;
  let fast: usize = 0;
  let b = bits;
  let h = held;
  let p = at;
  for (;;) {
    if (inGroup == 0) {
      if (group >= selectors) return -1;
      const table = <usize>load<u8>(SELECTORS + <usize>(group++));
      limits = LIMITS + table * 128;
      bases = BASES + table * 128;
      symbols = SYMBOLS + table * 1024;
      fast = FAST + table * FAST_SIZE * 2;
      inGroup = GROUP;
    }
    --inGroup;
    if (h < MAX_CODE) {
      if (p + 4 <= end) {
        b = (b << 32) | <u64>bswap<u32>(load<u32>(p));
        p += 4;
        h += 32;
      } else {
        while (h < MAX_CODE && p < end) {
          b = (b << 8) | <u64>load<u8>(p++);
          h += 8;
        }
      }
    }
    let symbol = 0;
    let length = 0;
    let entry: u32 = 0;
    if (h >= FAST_BITS) entry = <u32>load<u16>(fast + (<usize>(<u32>(b >> <u64>(h - FAST_BITS)) & (FAST_SIZE - 1)) << 1));
    if (entry) {
      length = entry >> 9;
      symbol = entry & 511;
    } else {
      length = 1;
      for (;;) {
        if (length > MAX_CODE) return -1;
        if (length > h) {
          short = true;
          return -1;
        }
        const value = <i32>(<u32>(b >> <u64>(h - length)) & ((<u32>1 << length) - 1));
        if (value <= load<i32>(limits + (<usize>length << 2))) {
          const index = value + load<i32>(bases + (<usize>length << 2));
          if (index < 0 || index > 257) return -1;
          symbol = load<u16>(symbols + (<usize>index << 1));
          break;
        }
        ++length;
      }
    }
    h -= length;
    if (symbol <= 1) {
      // a number in bijective base 2: how many of the front byte follow
      zeros += weight << symbol;
      weight <<= 1;
      if (zeros > limit) return -1;
      continue;
    }
    if (zeros) {
      if (count + zeros > limit) return -1;
      const front = <u32>load<u8>(FRONT);
      const counter = COUNTS + (<usize>front << 2);
      store<u32>(counter, load<u32>(counter) + <u32>zeros);
      let q = TT + (<usize>count << 2);
      for (const stop = q + (<usize>zeros << 2); q < stop; q += 4) store<u32>(q, front);
      count += zeros;
      zeros = 0;
      weight = 1;
    }
    if (symbol == endSymbol) break;
    if (count >= limit || symbol > endSymbol) return -1;
    let from = FRONT + <usize>(symbol - 1);
    const byte = <u32>load<u8>(from);
    for (; from > FRONT; --from) store<u8>(from, load<u8>(from - 1));
    store<u8>(FRONT, <u8>byte);
    const counter = COUNTS + (<usize>byte << 2);
    store<u32>(counter, load<u32>(counter) + 1);
    store<u32>(TT + (<usize>(count++) << 2), byte);
  }
  bits = b;
  held = h;
  at = p;
  return count;
}

/** The upper 24 bits of each cell become the place of its successor. */
function invert(count: i32): void {
  let sum: u32 = 0;
  for (let c: usize = COUNTS; c < COUNTS + 1024; c += 4) {
    const n = load<u32>(c);
    store<u32>(c, sum);
    sum += n;
  }
  for (let i = 0; i < count; ++i) {
    const counter = COUNTS + (<usize>load<u8>(TT + (<usize>i << 2)) << 2);
    const to = load<u32>(counter);
    store<u32>(counter, to + 1);
    const cell = TT + (<usize>to << 2);
    store<u32>(cell, load<u32>(cell) | (<u32>i << 8));
  }
}

/** Writes the block out until the output is full or the block ends; the number of bytes. */
export function emit(): i32 {
  const stop = OUTPUT + OUTPUT_CAPACITY;
  let out: usize = OUTPUT;
  let c = crc;
  while (out < stop) {
    if (repeat > 0) {
      --repeat;
    } else {
      if (left == 0) break;
      const cell = load<u32>(TT + (<usize>position << 2));
      position = cell >> 8;
      --left;
      const byte = <i32>(cell & 255);
      if (run == 4) {
        repeat = byte;
        run = 0;
        continue;
      }
      run = byte == last ? run + 1 : 1;
      last = byte;
    }
    store<u8>(out++, <u8>last);
    c = (c << 8) ^ load<u32>(CRC_TABLE + (<usize>((c >> 24) ^ <u32>last) << 2));
  }
  crc = c;
  return <i32>(out - OUTPUT);
}
