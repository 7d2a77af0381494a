// The installation's fingerprint key, pure part: what a key is and how it is named. Reading and making the file is
// key-file.ts, which needs a file system.

import { WardlineError } from '../errors.ts';
import { sha256Hex } from './sha256.ts';

export const KEY_BYTES = 32;
const LEAST_BYTES = 16;

/** Name of a key that may be shown: the first 8 hexadecimal digits of its SHA-256. */
export function keyId(key: Uint8Array): string {
  return sha256Hex(key).slice(0, 8);
}

/**
 * A key as people write it: hexadecimal digits (an even number, at least 32) are taken as bytes, any other text of at
 * least 16 bytes is taken as it is. Surrounding white space does not count.
 */
export function parseKey(text: string, origin: string): Uint8Array {
  const trimmed = text.trim();
  if (/^(?:[0-9a-fA-F]{2}){16,}$/.test(trimmed)) {
    const bytes = new Uint8Array(trimmed.length / 2);
    for (let i = 0; i < bytes.length; i += 1) bytes[i] = Number.parseInt(trimmed.slice(2 * i, 2 * i + 2), 16);
    return bytes;
  }
  return checkKey(new TextEncoder().encode(trimmed), origin);
}

/** Refuses keys that are too short to keep fingerprints from being guessed. */
export function checkKey(key: Uint8Array, origin: string): Uint8Array {
  if (key.length >= LEAST_BYTES) return key;
  throw new WardlineError('key_too_short', `the key from ${origin} has ${key.length} bytes, at least ${LEAST_BYTES} are needed`, {
    hint: 'use 64 hexadecimal digits from a random source, e.g. `openssl rand -hex 32`',
  });
}

/** A fresh random key. */
export function makeKey(): Uint8Array {
  return globalThis.crypto.getRandomValues(new Uint8Array(KEY_BYTES));
}

export function keyToText(key: Uint8Array): string {
  let text = '';
  for (const byte of key) text += byte.toString(16).padStart(2, '0');
  return text;
}
