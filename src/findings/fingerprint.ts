// Fingerprints: the same secret under the same family gives the same text, under one key. Nobody without the key can
// test a guess against it.

import { keyId } from './key.ts';
import { HmacSha256, sha256Hex } from './sha256.ts';

/** Longest part of a family that goes into the hash; rule ids are shorter. */
const MAX_FAMILY = 62;

/** The family as the hash takes it: its bytes and a zero. */
export function familyBytes(family: string): Uint8Array {
  const text = new TextEncoder().encode(family);
  const bytes = new Uint8Array(Math.min(text.length, MAX_FAMILY) + 1);
  bytes.set(text.subarray(0, MAX_FAMILY));
  return bytes;
}

/** HMAC-SHA-256 of `head` followed by `data[start, end)` as 64 hexadecimal digits; `head` is shorter than 64 bytes. */
export interface Mac {
  hex(head: Uint8Array, data: Uint8Array, start: number, end: number): string;
}

/**
 * From this many fingerprints on, the host's own implementation pays: ours is at hand at once, but compiling it costs
 * the system more than a few thousand calls of a native one.
 */
const FEW = 16;

export class Fingerprinter {
  readonly keyId: string;
  #mac: Mac;
  #native: (() => Mac) | null;
  #left = FEW;
  readonly #prefix: string;

  /** `native` makes the host's implementation under the same key. It is asked for when there are many secrets. */
  constructor(key: Uint8Array, native: ((key: Uint8Array) => Mac) | null = null) {
    this.keyId = keyId(key);
    this.#mac = new HmacSha256(key);
    const own = new Uint8Array(key);
    this.#native = native === null ? null : () => native(own);
    this.#prefix = `hmac-sha256:${this.keyId}:`;
  }

  /** Fingerprint of the secret `bytes[start, end)`; `family` comes from familyBytes. */
  of(family: Uint8Array, bytes: Uint8Array, start: number, end: number): string {
    if (this.#native !== null && (this.#left -= 1) < 0) {
      this.#mac = this.#native();
      this.#native = null;
    }
    return this.#prefix + this.#mac.hex(family, bytes, start, end);
  }
}

export interface ParsedFingerprint {
  readonly keyId: string;
  readonly digest: string;
}

/** The parts of a fingerprint, or null when the text is none. */
export function parseFingerprint(text: string): ParsedFingerprint | null {
  const parts = /^hmac-sha256:([0-9a-f]{8}):([0-9a-f]{64})$/.exec(text);
  return parts ? { keyId: parts[1]!, digest: parts[2]! } : null;
}

/** Bits below which a plain hash could be turned back by guessing. */
const LEAST_BITS = 96;

/**
 * The hash reference that answers to messages show: the first 16 hexadecimal digits of the plain SHA-256.
 * Null for secrets of less than 96 bits, which could be guessed from it.
 */
export function hashReference(secret: Uint8Array, bitsPerCharacter: number): string | null {
  return secret.length * bitsPerCharacter < LEAST_BITS ? null : sha256Hex(secret).slice(0, 16);
}
