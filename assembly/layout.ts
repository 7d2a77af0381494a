// The one place where the layout of engine memory, record formats and small enumerations are written down.
// Plain constants only: AssemblyScript compiles this file into the engine, TypeScript imports it on the host side.

/** Version of the exported functions and of everything below. A host refuses an engine of another version. */
export const ABI_VERSION = 1;

// ---- Windows ---------------------------------------------------------------------------------------------------------
/** Every decision about a byte is a function of at most this many bytes before it … */
export const LOOK_BEHIND = 4096;
/** … and this many after it. Longer structures end there and are reported as truncated. */
export const LOOK_AHEAD = 32768;
/** The sieve runs over pages of this size at fixed absolute offsets, so results never depend on how input is cut. */
export const PAGE = 65536;
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
