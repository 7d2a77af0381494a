// Small enumerations of the assignment matcher.

// ---- Class of a key (result register `detail`); the numbers are the noun roles of scripts/assign-words.mjs ------------
export const CLASS_NONE: i32 = 0;
export const CLASS_PASSWORD: i32 = 1;
export const CLASS_SECRET: i32 = 2;
export const CLASS_TOKEN: i32 = 3;
/** `key` with nothing beside it that makes it a secret one. */
export const CLASS_KEY: i32 = 4;
export const CLASS_CREDENTIAL: i32 = 5;
export const CLASS_AUTH: i32 = 6;
export const CLASS_SALT: i32 = 7;
export const CLASS_PASSPHRASE: i32 = 8;
/** `api_key`, `secret_key`, `AccountKey`, … */
export const CLASS_API_KEY: i32 = 9;

// ---- Part of a word in a key: bits above the noun number ---------------------------------------------------------------
export const WORD_NOUN: i32 = 15;
/** Before `key`: makes it a secret one. */
export const WORD_QUALIFIES: i32 = 16;
/** Before `key`: makes it something else. */
export const WORD_DISTRACTS: i32 = 32;
/** After a noun: the value is about the secret. */
export const WORD_ABOUT: i32 = 64;
/** After a noun: changes nothing. */
export const WORD_NEUTRAL: i32 = 128;
/** Before a noun: the whole is about something else. */
export const WORD_OTHER: i32 = 256;
/** Names what is an id or a digest. */
export const WORD_ID: i32 = 512;
/** Before a noun: the value was made up. */
export const WORD_MADE_UP: i32 = 1024;

// ---- Part of a word in a value: bits -----------------------------------------------------------------------------------
export const VALUE_PLACEHOLDER: i32 = 1;
export const VALUE_WEAK: i32 = 2;
export const VALUE_HINT: i32 = 4;
export const VALUE_VAGUE: i32 = 8;
/** As the name of a call: gives back or stores its literal argument. */
export const VALUE_WRAPS: i32 = 16;

// ---- How a value stands in its surroundings (value.ts): bits -------------------------------------------------------------
export const FORM_QUOTED: i32 = 1;
/** Key opens the line and value closes it: settings files, environment, YAML. */
export const FORM_LINE: i32 = 2;
/** `k=v` without spaces. */
export const FORM_TIGHT: i32 = 4;
/** Unquoted and followed by `,` `;` or `)`: an expression unless it is clearly random. */
export const FORM_CODE: i32 = 8;
/** Argument of a call whose callee names the secret, or of a setter pair. */
export const FORM_CALL: i32 = 16;
/** Wrapped in a call that need not return its argument. */
export const FORM_WRAPPED: i32 = 32;
export const FORM_COMPARE: i32 = 64;
export const FORM_FLAG: i32 = 128;
export const FORM_PROSE: i32 = 256;
export const FORM_QUERY: i32 = 512;
export const FORM_MARKUP: i32 = 1024;
/** `("a", "b")`: the key may be one of a list of words. */
export const FORM_PAIR: i32 = 2048;
/** Behind `Bearer `, `Basic `, `Token `. */
export const FORM_SCHEME: i32 = 4096;
/** Followed by `+`, `.` or the like: only a piece of the value. */
export const FORM_PIECE: i32 = 8192;
/** HTTP header or header-like line. */
export const FORM_HEADER: i32 = 16384;
/** Spaces on both sides of `=`: programs more often than settings. */
export const FORM_SPACED: i32 = 32768;
/** Directly behind the name, nothing between: `secret 4f5e…`. */
export const FORM_BESIDE: i32 = 65536;
