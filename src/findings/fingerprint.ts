// Fingerprints: the same secret under the same family gives the same text, under one key. Nobody without the key can
// test a guess against it.

import type { HitSource } from '../engine/types.ts';
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

export type Hasher = Pick<HitSource, 'hash'>;
const NO_HASHER: Hasher = {};

export class Fingerprinter {
  readonly keyId: string;
  readonly #key: Uint8Array;
  #mac: HmacSha256 | null = null;
  readonly #prefix: string;

  constructor(key: Uint8Array) {
    this.keyId = keyId(key);
    this.#key = key.slice();
    this.#prefix = `hmac-sha256:${this.keyId}:`;
  }

  /** Fingerprint of the secret `bytes[start, end)`; `family` comes from familyBytes. An engine at hand does the hashing. */
  of(family: Uint8Array, bytes: Uint8Array, start: number, end: number, engine: Hasher = NO_HASHER): string {
    return this.#prefix + (engine.hash?.(this.#key, family, bytes, start, end) ?? this.#hash(family, bytes, start, end));
  }

  #hash(family: Uint8Array, bytes: Uint8Array, start: number, end: number): string {
    this.#mac ??= new HmacSha256(this.#key);
    return this.#mac.hex(family, bytes, start, end);
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
