// Where everything lies. Nothing before OUTPUT moves; the output grows to what the frame's window asks for.
//
//   │ tables │ input: one block │ literals of the block │ output: what is looked back at, what is new │

export const MAX_BLOCK: i32 = 131072;
/** Read and written beyond what is asked for: copies go in steps of 16 bytes, bits are read 8 bytes at a time. */
export const SLACK: usize = 64;

export const STATUS_CORRUPT: i32 = -1;

/** Cells of a sequence table, 8 bytes each: u32 base value, u16 base of the next state, u8 bits of the state, u8 extra bits. */
export const CELL: usize = 8;
/** The compiler puts its own data below. */
const TABLES: usize = 4096;
export const LITERAL_LENGTHS: usize = TABLES; // 512 cells
export const MATCH_LENGTHS: usize = LITERAL_LENGTHS + 512 * CELL; // 512 cells
export const OFFSETS: usize = MATCH_LENGTHS + 512 * CELL; // 256 cells
/** The table of the weights of a Huffman tree: 64 cells. */
export const WEIGHT_CELLS: usize = OFFSETS + 256 * CELL;
/** 2048 × u16: bits << 8 | byte. */
export const HUFFMAN: usize = WEIGHT_CELLS + 64 * CELL;
export const WEIGHTS: usize = HUFFMAN + 4096; // 256 bytes
export const RANKS: usize = WEIGHTS + 256; // 16 × u32
export const PROBABILITIES: usize = RANKS + 64; // 256 × i16
export const SPREAD: usize = PROBABILITIES + 512; // 512 bytes: which symbol a state stands for
export const NEXT: usize = SPREAD + 512; // 256 × u16
export const INPUT: usize = (NEXT + 512 + SLACK + 0xffff) & ~0xffff;
export const LITERALS: usize = INPUT + <usize>MAX_BLOCK + SLACK * 2;
export const OUTPUT: usize = (LITERALS + <usize>MAX_BLOCK + SLACK * 2 + 0xffff) & ~0xffff;
