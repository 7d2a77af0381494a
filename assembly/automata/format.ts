// Layout of a compiled automaton: what src/rules/compile/automaton.ts writes and this folder reads.
// Position-independent; little-endian; begins at a multiple of 8 (the tables of masks are read as u64).
//
//   0   magic "AUT1"          what the bytes are, and their version
//   4   total bytes
//   8   instructions          Thompson program, 8 bytes each: op | arg << 8, next
//   12  start instruction
//   16  flags                 AF_*
//   20  byte classes (k)      bytes that no class of the pattern and no assertion tells apart share one
//   24  → byte to class       256 × u8
//   28  → instructions
//   32  → class sets          32 bytes each: bit c & 31 of word c >> 5 for byte class c
//   36  → first bytes         32 bytes: set of bytes (not classes) that a non-empty match can begin with
//   40  mask words (w)        u64 words of one position set; 0: no bit-parallel part, the threads do it all; 1, or even
//   44  → byte masks          k × w: positions that consume a byte of this class
//   48  → masks               step, accept, first: w words each (unconditional successor p+1, end, begin)
//   52  successor groups      count
//   56  → successor groups    each 8 + 16w bytes: conditions, 0, source mask, target mask
//   60  accept groups         count (conditional ends)
//   64  → accept groups       each 8 + 8w bytes: conditions, 0, source mask
//   68  begin groups          count (conditional begins)
//   72  → begin groups        each 8 + 8w bytes: conditions, 0, target mask
//   76  shortest match        bytes
//   80  → skips               8 bytes an instruction: class set u16 (0xffff: none), stride u16, count u32
//
// A skip says: a thread that stands here alone may take up to `count` bytes of that set at once and then stands `stride`
// instructions lower for each. Repeats of a class are written out, so nearly all bytes of a long secret are taken this way.

export const AUTOMATON_MAGIC = 0x31545541; // "AUT1"
export const AUTOMATON_HEAD = 88;

export const A_MAGIC = 0;
export const A_BYTES = 4;
export const A_INSTRUCTIONS = 8;
export const A_START = 12;
export const A_FLAGS = 16;
export const A_CLASSES = 20;
export const A_CLASS_OF = 24;
export const A_CODE = 28;
export const A_SETS = 32;
export const A_FIRST = 36;
export const A_WORDS = 40;
export const A_BYTE_MASKS = 44;
export const A_MASKS = 48;
export const A_SUCCESSOR_COUNT = 52;
export const A_SUCCESSORS = 56;
export const A_ACCEPT_COUNT = 60;
export const A_ACCEPTS = 64;
export const A_BEGIN_COUNT = 68;
export const A_BEGINS = 72;
export const A_SHORTEST = 76;
export const A_SKIPS = 80;
/** Size of a skip, its empty set, and the count of a repeat without an end. */
export const SKIP = 8;
export const NO_SKIP = 0xffff;
export const ENDLESS = 0x7fffffff;

/** The secret is a part of the match. */
export const AF_SECRET = 1;
/** Assertions occur. */
export const AF_ASSERTS = 2;

export const OP_CLASS = 0; // arg: class set
export const OP_SPLIT = 1; // arg: the way of lower priority
export const OP_ASSERT = 2; // arg: AS_* bit
export const OP_SECRET_START = 3;
export const OP_SECRET_END = 4;
export const OP_MATCH = 5;

export const AS_LINE_START = 1;
export const AS_LINE_END = 2;
export const AS_TEXT_START = 4;
export const AS_TEXT_END = 8;
export const AS_WORD = 16;
export const AS_NOT_WORD = 32;

/** Most instructions of a program, and splits among them; scratch memory is laid out for it. */
export const MAX_INSTRUCTIONS = 8192;
export const MAX_SPLITS = 4096;
export const MAX_CLASS_POSITIONS = 4000;
/** A match that is already complete is not sought to be longer over more than this many bytes without another end. */
export const LONGEST_GAP = 1024;
/** Anchors of a page that wait for their common pass; when there are more, the pass is made earlier. */
export const QUEUE_CAPACITY = 2048;
/** The same for each of three nested pieces. */
export const PIECE_QUEUE_CAPACITY = 256;
export const QUEUE_LEVELS = 4;

// Scratch memory: stamps of instructions | two thread lists | stack | two position sets of 64 words | queues | seed ranges | two single ranges | levels
/** Bytes of a thread: instruction, start, secret start, secret end. */
export const THREAD = 16;
export const SCRATCH_STAMPS = 0;
export const SCRATCH_LIST_A = 32768; // 4 × MAX_INSTRUCTIONS
export const SCRATCH_LIST_B = 97280; // + 16 × (MAX_CLASS_POSITIONS + 32)
export const SCRATCH_STACK = 161792;
export const SCRATCH_SETS = 210944; // + 12 × MAX_SPLITS
export const SCRATCH_QUEUE = 211968; // + 2 × 512: 63 words each
export const SCRATCH_RANGES = 234496; // + 8 × (QUEUE_CAPACITY + 3 × PIECE_QUEUE_CAPACITY)
export const SCRATCH_RANGE = 250880; // + 8 × QUEUE_CAPACITY
export const SCRATCH_LEVELS = 250912; // + 2 × 16
export const AUTOMATA_SCRATCH_BYTES = 250976; // + 16 × QUEUE_LEVELS

// An automaton record: where anchors lead. 0 program's offset from a base, 4 least and 8 greatest distance from the
// match's start to the anchor, 12 the caller's own number (the rule)
export const REC_PROGRAM = 0;
export const REC_MIN = 4;
export const REC_MAX = 8;
export const REC_RULE = 12;
