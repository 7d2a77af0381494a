// Where the regions lie (drawing in layout.ts). Set once by `reserve`, before the host makes any view of memory.

import {
  ARENA_CAPACITY, AUTOMATA_SCRATCH, CARRY_CAPACITY, CHECK_SCRATCH, HIT_SIZE, HITS_CAPACITY, INPUT_CAPACITY,
  MAX_DECODE_DEPTH, PAGE, PIECE_CAPACITY, SLACK,
} from './layout';

export let program: usize = 0;
export let tables: usize = 0; // 4 × 256 bytes: the sieve's nibble products, written out for single bytes
/** Steps of the sieve that hold windows { address u32, bits u32 }; from RUN_STEPS on those that hold runs { address u32, bits u64 }. */
export let steps: usize = 0;
export let literalList: usize = 0; // u32 each: position in the page
export let runList: usize = 0; // u32 each
export let checkScratch: usize = 0;
export let automataScratch: usize = 0;
export let openings: usize = 0; // u32 each: encoded pieces to look into once the page itself is done
export let pieceLists: usize = 0; // candidate lists of the pieces, a level each
export let pieces: usize = 0; // one piece a level, SLACK around each
export let pieceMaps: usize = 0; // position maps of decoded pieces, a level each
export let hits: usize = 0;
export let arena: usize = 0;
/** First byte of the input buffer: the carry grows in front of what room() offers. */
export let input: usize = 0;
export let inputEnd: usize = 0;

/** Steps of the longest text that the sieve goes through at once. */
const MOST_STEPS: usize = PIECE_CAPACITY / 64 + 1;
export const RUN_STEPS: usize = (MOST_STEPS + 1) * 8;
/** Room between two pieces: the piece itself and slack on both sides. */
export const PIECE_STRIDE: usize = PIECE_CAPACITY + 2 * SLACK;
/** Literal candidates of a piece, then its runs, then its openings. */
export const LIST_RUNS: usize = 2 * PIECE_CAPACITY + 1024;
export const LIST_OPENINGS: usize = LIST_RUNS + PIECE_CAPACITY / 4 + 1024;
export const LIST_STRIDE: usize = LIST_OPENINGS + 4 * PIECE_CAPACITY;
/** Openings of a page, or of a piece, that are remembered; more than that is beyond what text holds. */
export const MAX_OPENINGS: i32 = 4096;
/** Most entries of a position map: one u32 each decoded byte. */
export const MAP_STRIDE: usize = 4 * PIECE_CAPACITY + 2 * SLACK;

function align(p: usize): usize { return (p + 63) & ~(<usize>63); }

/** Lays the regions out behind a program of `length` bytes and grows memory to fit; false when the host refuses. */
export function layOut(length: i32): bool {
  let p = align(__heap_base);
  program = p; p = align(p + <usize>length + SLACK);
  tables = p; p = align(p + 4 * 256);
  steps = p; p = align(p + RUN_STEPS + (MOST_STEPS + 1) * 12);
  literalList = p; p = align(p + PAGE * 4 + SLACK);
  runList = p; p = align(p + PAGE / 4 + 1024);
  checkScratch = p; p = align(p + CHECK_SCRATCH);
  automataScratch = p; p = align(p + AUTOMATA_SCRATCH);
  openings = p; p = align(p + MAX_OPENINGS * 4);
  pieceLists = p; p = align(p + LIST_STRIDE * MAX_DECODE_DEPTH);
  pieces = p; p = align(p + PIECE_STRIDE * MAX_DECODE_DEPTH);
  pieceMaps = p; p = align(p + MAP_STRIDE * MAX_DECODE_DEPTH);
  hits = p; p = align(p + HIT_SIZE * HITS_CAPACITY);
  arena = p; p = align(p + ARENA_CAPACITY);
  p = align(p + SLACK);
  input = p; p = align(p + CARRY_CAPACITY + INPUT_CAPACITY);
  inputEnd = p; p = align(p + SLACK * 2);
  const pages = <i32>((p + 65535) >> 16);
  const have = memory.size();
  return pages <= have || memory.grow(pages - have) >= 0;
}
