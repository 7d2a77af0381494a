// What the engine reports: plain numbers, straight from the hit record (assembly/layout.ts).

export interface RawHit {
  /** Index into the program's rule table. */
  readonly rule: number;
  readonly confidence: 1 | 2 | 3;
  readonly reasons: number;
  /** Absolute byte offsets in the stream. */
  readonly start: number;
  readonly end: number;
  /** Absolute span of the key, variable or header name; equal when there is none. */
  readonly keyStart: number;
  readonly keyEnd: number;
  /** Address and length of the (decoded) secret in engine memory; valid until the next push. */
  readonly secretPtr: number;
  readonly secretLength: number;
  /** Encodings outermost first, empty for plain hits. */
  readonly chain: readonly { readonly encoding: number; readonly start: number; readonly end: number }[];
}
