// What the engine reports and how it is fed. `Engine` (engine.ts) implements HitSource; layers above depend on this file.

/** One hit, copied out of its record (assembly/layout.ts). Offsets are absolute in the stream. */
export interface RawHit {
  /** Index into the program's rule table. */
  readonly rule: number;
  readonly confidence: 1 | 2 | 3;
  /** Bit set, R_* in assembly/layout.ts. */
  readonly reasons: number;
  /** Span of the secret in the stream (of the outermost encoded piece, when it was found inside one). */
  readonly start: number;
  readonly end: number;
  /** Span of the name of the key, variable or header it belongs to; equal when there is none. Not for decoded hits. */
  readonly keyStart: number;
  readonly keyEnd: number;
  /** Where that name lies in engine memory, as long as the secret; 0 when there is none or it is gone. */
  readonly keyPtr: number;
  /** Position of start and of end; from 1, columns in bytes. 0 when the engine was told not to count lines. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** The (decoded) secret in engine memory: valid only until the sink returns. */
  readonly secretPtr: number;
  readonly secretLength: number;
  /** Encodings it was found under, outermost first; spans are mapped back to the stream. Empty for plain hits. */
  readonly chain: readonly { readonly encoding: number; readonly start: number; readonly end: number }[];
}

export interface HitSource {
  /** Whole linear memory. Fetch it anew inside each sink call: it is detached when memory grows. */
  readonly memory: Uint8Array;
  /** Starts a new stream whose first byte has this absolute offset (0 for whole inputs). */
  begin(offset?: number): void;
  /** Where the next bytes are to be written: a view of engine memory, never empty. Valid until the next push. */
  room(): Uint8Array;
  /**
   * `n` bytes were written into room(). Calls `sink` zero or more times. With `hold`, a source may keep hits until they
   * are many: they come with a later push or with finish, when the text around them is no longer resident.
   */
  push(n: number, sink: HitSink, hold?: boolean): void;
  /** No more bytes. Calls `sink` for what is left. */
  finish(sink: HitSink): void;
  /** Between calls: all hits with start < horizon have been given. Grows also while there are none to give. */
  readonly horizon: number;
  /** Line feeds in the pages worked on so far, and the offset of the last of them (one less than the first page's when there was none). */
  readonly lines: { readonly count: number; readonly last: number };
  /** Address of the byte at an absolute offset while it is resident, or -1. During a sink call at least LOOK_BEHIND bytes before each hit and everything up to its end are, unless hits were held. */
  addressOf(offset: number): number;
  /**
   * HMAC-SHA-256 under `key` of `head` and `bytes[start, end)`, as 64 hexadecimal digits; null when that is more than the
   * source hashes. A key is known again by being the same array. Sources need not have it.
   */
  readonly hash?: (key: Uint8Array, head: Uint8Array, bytes: Uint8Array, start: number, end: number) => string | null;
}

/** Receives hits in batches; within and across batches they are NOT sorted, but all hits with start < horizon have been given when a call with that horizon returns: Infinity with the last. */
export interface HitSink {
  (hits: readonly RawHit[], horizon: number, source: HitSource): void;
}
