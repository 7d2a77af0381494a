// Zstandard frames (RFC 8878), block by block. The host walks frames and blocks (src/input/zstd.ts); this decodes blocks
// and sums what they decode to. A module of its own: the engine does not carry it.

import { INPUT, MAX_BLOCK, OUTPUT, SLACK, STATUS_CORRUPT } from './layout';
import { forgetTree, readLiterals } from './huffman';
import { forgetTables, writeSequences } from './sequences';
import { beginHash, endHash, hash } from './hash';

const BLOCK_RAW: i32 = 0;
const BLOCK_RUN: i32 = 1;
const BLOCK_PACKED: i32 = 2;

const ROOM_LEAST: usize = 1 << 20;
const ROOM_MOST: usize = 16 << 20;

let windowBytes: usize = 0;
/** End of the room for output. */
let roomEnd: usize = 0;
/** Behind the last byte decoded. */
let fill: usize = 0;
/** The last block. */
let blockStart: usize = 0;
/** Where the sum goes on. */
let summed: usize = 0;
let sums: bool = false;

export function inputAddress(): usize { return INPUT; }
export function outputAddress(): usize { return blockStart; }

/** Begins a frame; 0 when there is not enough memory for its window. */
export function begin(window: f64, checksum: i32): i32 {
  windowBytes = <usize>window;
  // what is new lies behind what is looked back at, and moves to the front when the room is full
  const spare = min(max(windowBytes, ROOM_LEAST), ROOM_MOST);
  roomEnd = OUTPUT + windowBytes + spare + <usize>MAX_BLOCK;
  const pages = <i32>((roomEnd + SLACK * 2 + 0xffff) >> 16);
  if (memory.size() < pages && memory.grow(pages - memory.size()) < 0) return 0;
  fill = blockStart = summed = OUTPUT;
  sums = checksum != 0;
  forgetTree();
  forgetTables();
  beginHash();
  return 1;
}

/** Decodes the block of `length` stored bytes at the input; the bytes it holds, at outputAddress, or STATUS_CORRUPT. */
export function decode(type: i32, length: i32, runLength: i32): i32 {
  if (fill + <usize>MAX_BLOCK > roomEnd) {
    // a sum that waits for the rest of a stripe stays within reach
    const kept = max(windowBytes, 32);
    memory.copy(OUTPUT, fill - kept, kept);
    summed = OUTPUT + kept - (fill - summed);
    fill = OUTPUT + kept;
  }
  blockStart = fill;
  let n = length;
  if (type == BLOCK_RAW) memory.copy(fill, INPUT, <usize>length);
  else if (type == BLOCK_RUN) {
    n = runLength;
    memory.fill(fill, load<u8>(INPUT), <usize>n);
  } else if (type == BLOCK_PACKED) {
    const used = readLiterals(length);
    if (used < 0) return STATUS_CORRUPT;
    const far = OUTPUT + windowBytes < fill ? fill - windowBytes : OUTPUT;
    n = writeSequences(INPUT + <usize>used, INPUT + <usize>length, far, fill);
    if (n < 0) return STATUS_CORRUPT;
  } else return STATUS_CORRUPT;
  fill += <usize>n;
  if (sums) summed = hash(summed, fill);
  return n;
}

/** The sum of the frame, once all its blocks are decoded. */
export function checksum(): u32 { return endHash(summed, fill); }
