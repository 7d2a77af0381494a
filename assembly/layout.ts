// The one place where the layout of engine memory, record formats and small enumerations are written down.
// Plain constants only: AssemblyScript compiles this file into the engine, TypeScript imports it on the host side.

/** Version of the exported functions and of everything below. A host refuses an engine of another version. */
export const ABI_VERSION = 2;

// ---- Windows ---------------------------------------------------------------------------------------------------------
/** Every decision about a byte is a function of at most this many bytes before it … */
export const LOOK_BEHIND = 4096;
/** … and this many after it. Longer structures end there and are reported as truncated. */
export const LOOK_AHEAD = 32768;
/** The sieve runs over pages of this size at fixed absolute offsets, so results never depend on how input is cut. */
export const PAGE = 32768;
/** Shortest run of [A-Za-z0-9_-] that the sieve reports. */
export const RUN_SHORTEST = 20;
/** Shortest run that is looked at as a value of its own: assignments, encodings, formats without a prefix. */
export const RUN_VALUE = 31;
/** Readable bytes on both sides of any window handed to a matcher (vector loads may overrun). */
export const SLACK = 64;

// ---- Confidence ------------------------------------------------------------------------------------------------------
export const CONF_NONE = 0;
export const CONF_LOW = 1;
export const CONF_MEDIUM = 2;
export const CONF_HIGH = 3;

// ---- Reasons: bit n of a hit's `reasons` ------------------------------------------------------------------------------
export const R_PREFIX = 1 << 0; // distinctive literal
export const R_LENGTH = 1 << 1; // exact or narrow length
export const R_ALPHABET = 1 << 2;
export const R_CHECKSUM = 1 << 3; // offline checksum holds
export const R_STRUCTURE = 1 << 4; // inner structure parses
export const R_CONTEXT = 1 << 5; // a keyword of the rule stands near
export const R_ENTROPY = 1 << 6; // entropy fits the alphabet and length
export const R_RANDOM = 1 << 7; // character pairs look random, not like words
export const R_ASSIGNMENT = 1 << 8; // value of a key that names a secret
export const R_URL = 1 << 9; // user-info of a URL or part of a connection string
export const R_HEADER = 1 << 10; // HTTP header or command-line flag
export const R_DECODED = 1 << 11; // found inside an encoded piece
export const R_PAIR = 1 << 12; // the other half of the pair stands near
export const R_QUOTED = 1 << 13; // a quoted literal
// reasons that lower
export const R_CHECKSUM_FAILED = 1 << 16;
export const R_STRUCTURE_FAILED = 1 << 17;
export const R_TRUNCATED = 1 << 18;
export const R_EXAMPLE = 1 << 19; // looks like a documented example or placeholder
export const R_NO_CONTEXT = 1 << 20; // format fits, no keyword near
export const R_LOW_ENTROPY = 1 << 21;
export const R_LOCAL_HOST = 1 << 22; // localhost, reserved or single-label host
export const R_WEAK = 1 << 23; // a word or a common password
export const R_NOISE = 1 << 24; // stands where digests, ids and hashes stand

// ---- Encodings a hit was found under (field `chain`) -----------------------------------------------------------------
export const ENC_NONE = 0;
export const ENC_BASE64 = 1;
export const ENC_BASE64URL = 2;
export const ENC_HEX = 3;
export const ENC_PERCENT = 4;
export const ENC_ESCAPE = 5; // JSON/JS string escapes
export const ENC_ENTITY = 6; // HTML entities
export const MAX_DECODE_DEPTH = 3;

// ---- Verdicts of checks (assembly/checks) ----------------------------------------------------------------------------
export const CHECK_FAIL = 0;
export const CHECK_PASS = 1;
/** The check can't say: too short, cut off, or another variant of the format. */
export const CHECK_UNKNOWN = 2;

// ---- Hit records -----------------------------------------------------------------------------------------------------
//
//   0 rule u32 │ 4 reasons u32 │ 8 confidence u8, chain length u8, 2 free │ 12 secret address u32 │ 16 secret length u32
//  20 key length u32 (0: none) │ 24 start f64 │ 32 end f64 │ 40 key start f64 │ 48 line f64 │ 56 column f64 │ 64 end line f64
//  72 end column f64 │ 80 chain: 3 × { start f64, length u32, encoding u32 }
//
// Offsets are absolute in the stream, as float64: exact to 2^53, and every host can read them.
export const HIT_SIZE = 128;
export const HIT_RULE = 0;
export const HIT_REASONS = 4;
export const HIT_CONFIDENCE = 8;
export const HIT_CHAIN_LENGTH = 9;
export const HIT_HELD = 10;
export const HIT_SECRET_PTR = 12;
export const HIT_SECRET_LENGTH = 16;
export const HIT_KEY_LENGTH = 20;
export const HIT_START = 24;
export const HIT_END = 32;
export const HIT_KEY_START = 40;
export const HIT_LINE = 48;
export const HIT_COLUMN = 56;
export const HIT_END_LINE = 64;
export const HIT_END_COLUMN = 72;
export const HIT_CHAIN = 80;
export const CHAIN_SIZE = 16;

/** Hit records that fit; the host is asked to drain when fewer than HITS_RESERVE are free. */
export const HITS_CAPACITY = 8192;
export const HITS_RESERVE = 2048;
/** Hits that may wait for the host while the input moves on, and bytes of theirs that are copied for it. */
export const HELD_MOST = 256;
export const HELD_BYTES = 65536;

// ---- Regions of engine memory ----------------------------------------------------------------------------------------
//
//   static data │ program │ tables │ scratch: checks, automata, pieces │ hits │ arena │ SLACK │ input … │ SLACK
//
/** Bytes that one room() can take at the most; what is carried over from the block before lies in front of it. */
export const INPUT_CAPACITY = 524288;
/** Longest carry: the unfinished page, its look-ahead and the look-behind. */
export const CARRY_CAPACITY = 102400;
/** Longest key or message that the engine hashes for its host. */
export const HASH_ROOM = 4096;
export const CHECK_SCRATCH = 65536;
export const AUTOMATA_SCRATCH = 262144;
/** One decoded piece, a level of nesting each. */
export const PIECE_CAPACITY = 40960;
/** Copies of decoded secrets until the host drains. */
export const ARENA_CAPACITY = 524288;

// ---- Status of push, finish and load ---------------------------------------------------------------------------------
/** All that could be decided is decided. */
export const DONE = 0;
/** Hits must be drained, then push(0) (or finish again) goes on. */
export const DRAIN = 1;
/** The host looks for candidates itself (outside(1)): it must offer those of the next page, then push(0) or finish goes on. */
export const WANT = 2;
export const ERR_MAGIC = -1;
export const ERR_VERSION = -2;
export const ERR_LENGTH = -3;
export const ERR_HASH = -4;
export const ERR_STATE = -5;

// ---- The binary program (written by src/rules/compile/writer.ts) -------------------------------------------------------
//
// All integers little-endian, all offsets from the start of the program. The head:
//
//   0 magic "WLPG" │ 4 version │ 8 length │ 12 FNV-1a of all bytes from 16 on │ 16 … one u32 each, below
//
export const PROGRAM_MAGIC = 0x47504c57;
export const PROGRAM_VERSION = 3;
export const P_RULE_COUNT = 16;
export const P_RULES = 20; // RULE_SIZE each
export const P_SIEVE = 24; // 8 nibble tables of 16 bytes: low and high of position 0 … 3 of a window, a bit for each of 8 groups of literals
export const P_FILTER = 28; // bitmaps: middle two bytes of all windows as they are (PAIR_FILTER), hashed whole windows, hashed first three bytes of short literals
export const P_LITERAL_HEADS = 32; // two × (1 << bits of heads) × u16: first literal record of a hash, 0xffff: none; whole windows, short literals
export const P_LITERALS = 36; // LITERAL_SIZE each
export const P_PREFIX_HEADS = 40; // LITERAL_SLOTS × u16, prefixes looked up at run starts
export const P_PREFIXES = 44; // LITERAL_SIZE each
export const P_TARGETS = 48; // TARGET_SIZE each
export const P_SHAPES = 52;
export const P_CLASSES = 56; // 256 bytes each: 1 where the byte belongs
export const P_CLASS_COUNT = 60;
export const P_BARE_HEADS = 64; // (BARE_LENGTHS + 1) × u16: shapes without an anchor, by the length of the run or value
export const P_BARE_LISTS = 68; // BARE_ENTRY each
export const P_WORD_FILTER = 72; // bitmaps over hashed context words: the first four bytes (FILTER_SIZE), those of three bytes (SHORT_WORD_FILTER)
export const P_WORD_HEADS = 76; // the same two: LITERAL_SLOTS × u16, SHORT_WORD_SLOTS × u16
export const P_WORDS = 80; // WORD_SIZE each
export const P_MATCHERS = 84; // MATCHER_VARIANTS × u16 a matcher: rule of each variant, 0xffff: off
export const P_METADATA = 88; // JSON, for the host alone
export const P_METADATA_LENGTH = 92;
export const P_OPTIONS = 96; // OPT_* bits
export const P_SIEVE_ON = 100; // 0 when no literal is looked for
export const P_BEFORE_HEADS = 104; // BEFORE_SLOTS × u16, literals that end where a run begins
export const P_BEFORES = 108;
export const P_PREFIX_FILTER = 112; // bitmap of FILTER_SIZE over the hashed first three bytes of prefixes
export const PROGRAM_HEAD = 128;

/**
 * Hashes are 32 bits wide; a table takes their highest. Small tables stay in the first cache beside the text.
 */
export const FILTER_SIZE = 8192; // prefixes and context words: 16 bits
export const LITERAL_SLOTS = 4096; // 12 bits
export const BEFORE_SLOTS = 1024; // 10 bits
/** Bits of the bitmaps for windows, and of their heads: as many as the literals need. */
export const P_WINDOW_BITS = 116; // bits of a bitmap │ bits of heads << 8
export const PAIR_FILTER = 8192;
/**
 * 0 text offset u32 │ 4 length u8, offset of the hashed bytes u8, fold case u8, 0 │ 8 first target u32 │ 12 targets u16, next
 * record u16 │ its first eight bytes, zero behind its end: 16 bits to set before they are compared (letters of either case),
 * 24 bits to compare, 32 the bytes │ 40 riders u32: the targets that come first; their telling bytes, a bit for the low five of
 * each: 44 in front of it u32, 48 behind it u32
 */
export const LITERAL_SIZE = 52;
/** In the sieve's list of literal candidates, above the address: which of the bitmaps had the window. None: not said. */
export const CANDIDATE_WHOLE = 0x20000000;
export const CANDIDATE_SHORT = 0x40000000;
export const CANDIDATE_EARLY = 0x80000000;
export const CANDIDATE_ADDRESS = 0x1fffffff;
/** 0 kind u32 │ 4 argument a u32 │ 8 argument b u32 */
export const TARGET_SIZE = 12;
/** a: offset of a shape, b: element index of the anchor << 16 | offset of the literal inside that element */
export const TARGET_SHAPE = 0;
/** a: offset of an automaton record { program offset, min offset, max offset, rule }, b: offset of the literal inside its anchor */
export const TARGET_AUTOMATON = 1;
/** a: number of a structured matcher */
export const TARGET_MATCHER = 2;
/** a: length of the key word */
export const TARGET_KEY_WORD = 3;
/** a: kind of encoding that may begin here */
export const TARGET_ENCODING = 4;
/** `://`: prefixes are looked up behind it */
export const TARGET_HOST = 5;
/**
 * a: number of a literal record that is looked at when a part of it has been found; b: where that part stands in it │ where a
 * telling byte stands behind the part's start (255: before it) << 8 │ that byte, bit 5 set << 16
 */
export const TARGET_RIDER = 6;

// A shape: 0 elements u16, secret from u8, secret to u8 │ 4 owners u32 (count) │ 8 reach before u16, after u16 (of the owners'
// context words) │ 12 owners' context words u64, as in the rule │ 20 owner rule u32 × count │ elements
export const SHAPE_HEAD = 20;
export const SHAPE_WORDS = 12;
/** 0 kind u8, flags u8, class u16 │ 4 min (length of a literal) u32 │ 8 max (text offset of a literal) u32 */
export const ELEMENT_SIZE = 12;
export const EL_LITERAL = 0;
export const EL_CLASS = 1;
export const EL_FOLD = 1; // flag: literal is compared without case

/**
 * 0 confidence u8, left boundary u8, right boundary u8, confidence without context u8 │ 4 entropy × 256 u16, checks u16
 * 8 offset of checks u32 │ 12 offset of context u32 (0: none) │ 16 reasons of the format u32 │ 20 flags u32
 * 24 context words u64: a bit for the low six bits of each word's number (0: none); tells most rules that they lack theirs
 */
export const RULE_SIZE = 32;
export const RULE_WORDS = 24;
export const BOUNDARY_NONE = 0;
export const BOUNDARY_WORD = 1;
export const BOUNDARY_TOKEN = 2;
/** flag: the generic placeholder test does not apply (the value is a word by nature) */
export const RULE_PLAIN = 1;
/** 0 number u32 │ 4 argument u32 │ 8 fail u8, pass u8, proves u8, 0 */
export const CHECK_SIZE = 12;
export const ACT_KEEP = 0;
export const ACT_LOW = 1;
export const ACT_MEDIUM = 2;
export const ACT_HIGH = 3;
export const ACT_DROP = 4;
export const PROVES_CHECKSUM = 0;
export const PROVES_STRUCTURE = 1;
export const PROVES_ALPHABET = 2;
// A context: 0 before u16, after u16 │ 4 count u32 │ 8 word number u32 × count
export const CONTEXT_HEAD = 8;
/** 0 text offset u32 │ 4 length u16, next u16 │ 8 its first eight bytes, three times, as a literal record has them */
export const WORD_SIZE = 32;
/** Words of three bytes are few: 13 bits of their hash, and 8. */
export const SHORT_WORD_FILTER = 1024;
export const SHORT_WORD_SLOTS = 256;
export const BARE_LENGTHS = 511;
/**
 * A bare list begins with: 0 bytes that must stand before a part, 4 those that must stand behind one where none must before it,
 * each a bit for the byte's low five │ 8 parts u16: the entries that come first
 */
export const BARE_LIST_HEAD = 16;
/** 0 BARE_PART | element << 24 | shape offset, u32, or BARE_SURE | shape offset; 0 ends │ 4 byte that must stand before the run, 5 behind it; 0: any │ 6 KIND_* of bytes it may hold, 7 of those it must */
export const BARE_ENTRY = 8;
/** Kinds of bytes, a bit each: by them most shapes are ruled out before one is walked (assembly/kinds.ts). */
export const KIND_DIGIT = 1;
export const KIND_A_TO_F = 2; // capitals
export const KIND_G_TO_Z = 4;
export const KIND_SMALL_A_TO_F = 8;
export const KIND_SMALL_G_TO_Z = 16;
export const KIND_DASH = 32;
export const KIND_UNDERSCORE = 64;
export const KIND_OTHER = 128;
/** In a bare list: the run is only a part of the shape, its element begins there. Not tried on values of assignments. */
export const BARE_PART = 0x80000000;
/** In a bare list, of an entry that is no part: the length and the kinds of its bytes say that a value is of the shape. */
export const BARE_SURE = 0x40000000;
/** Flag in the high bit of a shape's owner count: every owner is nothing without its context words. */
export const SHAPE_NEEDS_WORDS = 0x80000000;
export const MATCHER_VARIANTS = 32;
export const MATCHER_COUNT = 32;
/** Farthest a context word may stand. */
export const CONTEXT_REACH = 512;
/** Most words told apart near one candidate. */
export const WORDS_NEAR = 64;

export const OPT_LINES = 1;
export const OPT_DECODE = 2;
