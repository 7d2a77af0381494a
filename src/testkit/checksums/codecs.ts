// Encodings and sums for building right test secrets. Written apart from the engine's own, so that tests compare two authors' views.

import { createHash } from 'node:crypto';

export const DIGITS = '0123456789';
export const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
export const LOWER = UPPER.toLowerCase();
export const BASE62 = DIGITS + UPPER + LOWER;
export const BASE36 = DIGITS + LOWER;
export const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
export const BASE58_RIPPLE = 'rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz';
export const BASE32 = `${UPPER}234567`;
export const BASE64 = `${UPPER}${LOWER}${DIGITS}+/`;
const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';

/** Numbers in [0, 1). */
export type Random = () => number;

export function below(random: Random, n: number): number {
  return Math.min(n - 1, Math.floor(random() * n));
}

export function randomBytes(random: Random, n: number): Buffer {
  return Buffer.from(Array.from({ length: n }, () => below(random, 256)));
}

export function randomText(random: Random, alphabet: string, n: number): string {
  return Array.from({ length: n }, () => alphabet[below(random, alphabet.length)]).join('');
}

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[below(random, from.length)] as T;
}

/** Digits of a number in an alphabet, filled up on the left with its first character. */
export function inBase(value: bigint | number, alphabet: string, width = 0): string {
  let rest = BigInt(value);
  const base = BigInt(alphabet.length);
  let text = '';
  while (rest > 0n) {
    text = (alphabet[Number(rest % base)] ?? '') + text;
    rest /= base;
  }
  return text.padStart(width, alphabet[0]);
}

export function fromBase(text: string, alphabet: string): bigint | null {
  let value = 0n;
  for (const c of text) {
    const digit = alphabet.indexOf(c);
    if (digit < 0) return null;
    value = value * BigInt(alphabet.length) + BigInt(digit);
  }
  return value;
}

/** Bit by bit, unlike the engine's table. */
export function crc32(bytes: Uint8Array | string): number {
  let c = 0xffffffff;
  for (const byte of typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes) {
    c ^= byte;
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  }
  return ~c >>> 0;
}

export function crc16(bytes: Uint8Array): number {
  let c = 0;
  for (const byte of bytes) {
    c ^= byte << 8;
    for (let k = 0; k < 8; k++) c = c & 0x8000 ? ((c << 1) ^ 0x1021) & 0xffff : (c << 1) & 0xffff;
  }
  return c;
}

export function crc24(bytes: Uint8Array): number {
  let c = 0xb704ce;
  for (const byte of bytes) {
    c ^= byte << 16;
    for (let k = 0; k < 8; k++) c = c & 0x800000 ? (c << 1) ^ 0x1864cfb : c << 1;
  }
  return c & 0xffffff;
}

export function littleEndian(value: number): Buffer {
  const out = Buffer.alloc(4);
  out.writeUInt32LE(value >>> 0);
  return out;
}

export function bigEndian(value: number): Buffer {
  const out = Buffer.alloc(4);
  out.writeUInt32BE(value >>> 0);
  return out;
}

export function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

// ---- Base64 -------------------------------------------------------------------------------------------------------------

/** Either alphabet, padding and percent escapes allowed; null when it is not base64. */
export function unbase64(text: string): Buffer | null {
  const plain = text.replace(/%2b/giu, '+').replace(/%2f/giu, '/').replace(/%3d/giu, '=').replaceAll('-', '+').replaceAll('_', '/');
  const bare = plain.replace(/={1,2}$/u, '');
  if (!/^[A-Za-z0-9+/]*$/u.test(bare) || bare.length % 4 === 1) return null;
  return Buffer.from(bare, 'base64');
}

/** Encodes the way `like` is written: alphabet and padding. */
export function base64Like(like: string, bytes: Uint8Array): string {
  const padded = like.includes('=') || like.includes('%3');
  const standard = /[+/=%]/u.test(like);
  let text = Buffer.from(bytes).toString(standard ? 'base64' : 'base64url');
  if (!padded) text = text.replace(/=+$/u, '');
  if (like.includes('%')) text = encodeURIComponent(text);
  return text;
}

// ---- Base32 -------------------------------------------------------------------------------------------------------------

export function base32(bytes: Uint8Array): string {
  let acc = 0;
  let bits = 0;
  let text = '';
  for (const byte of bytes) {
    acc = ((acc << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32[(acc >> bits) & 31];
    }
  }
  return bits > 0 ? text + BASE32[(acc << (5 - bits)) & 31] : text;
}

export function unbase32(text: string): Buffer | null {
  const out: number[] = [];
  let acc = 0;
  let bits = 0;
  for (const c of text.toUpperCase().replace(/=+$/u, '')) {
    const v = BASE32.indexOf(c);
    if (v < 0) return null;
    acc = ((acc << 5) | v) & 0xffff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      out.push((acc >> bits) & 255);
    }
  }
  return Buffer.from(out);
}

// ---- Base58 -------------------------------------------------------------------------------------------------------------

export function base58(bytes: Uint8Array, alphabet = BASE58): string {
  let zeros = 0;
  while (zeros < bytes.length && bytes[zeros] === 0) zeros++;
  const value = bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  return (alphabet[0] ?? '').repeat(zeros) + inBase(value, alphabet);
}

export function unbase58(text: string, alphabet = BASE58): Buffer | null {
  const value = fromBase(text, alphabet);
  if (value === null) return null;
  let zeros = 0;
  while (zeros < text.length && text[zeros] === alphabet[0]) zeros++;
  const hex = value === 0n ? '' : value.toString(16);
  return Buffer.concat([Buffer.alloc(zeros), Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex')]);
}

export function base58check(payload: Uint8Array, alphabet = BASE58): string {
  return base58(Buffer.concat([payload, sha256(sha256(payload)).subarray(0, 4)]), alphabet);
}

// ---- Bech32 -------------------------------------------------------------------------------------------------------------

const GENERATORS = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

function bechSum(values: readonly number[]): number {
  let sum = 1;
  for (const value of values) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    GENERATORS.forEach((g, k) => {
      if ((top >>> k) & 1) sum ^= g;
    });
  }
  return sum >>> 0;
}

/** `data` in characters of the bech32 alphabet, without checksum. `constant` 1, or 2BC830A3 for bech32m. */
export function bech32Checksum(human: string, data: string, constant: number): string {
  const values = [...human].map((c) => c.charCodeAt(0) >> 5).concat(0, [...human].map((c) => c.charCodeAt(0) & 31), [...data].map((c) => BECH32.indexOf(c)));
  const sum = (bechSum([...values, 0, 0, 0, 0, 0, 0]) ^ constant) >>> 0;
  return Array.from({ length: 6 }, (_, i) => BECH32[(sum >>> (5 * (5 - i))) & 31]).join('');
}

/** Zeroes the bits of the last character that no whole byte uses. */
export function bech32Trim(data: string): string {
  const unused = (data.length * 5) % 8;
  if (data.length === 0 || unused >= 5) return data;
  const last = BECH32.indexOf(data[data.length - 1] ?? 'q');
  return data.slice(0, -1) + BECH32[(last >> unused) << unused];
}
