// Mending of password hashes and of the words of wallets.

import { createHmac } from 'node:crypto';
import { BIP39_ENGLISH } from '../../../assembly/checks/words.ts';
import { BASE62, below, crc32, DIGITS, LOWER, pick, type Random, randomBytes, randomText, sha256 } from './codecs.ts';

/** Salt ends in one of four characters, digest in one of sixteen: their low bits are unused. */
export function mendBcrypt(sample: string, random: Random): string {
  const cost = /^\$2[abxy]?\$(0[4-9]|[12]\d|3[01])\$/u.test(sample) ? sample.slice(0, 7) : '$2b$12$';
  const body = sample.slice(7).padEnd(53, 'A').slice(0, 53);
  return `${cost}${body.slice(0, 21)}${pick(random, [...'.Oeu'])}${body.slice(22, 52)}${pick(random, [...'.CGKOSWaeimquy26'])}`;
}

export function makeScram(algorithm: string, random: Random): string {
  const n = algorithm.includes('1') && !algorithm.includes('256') && !algorithm.includes('512') ? 20 : algorithm.includes('512') ? 64 : 32;
  const b64 = (count: number): string => randomBytes(random, count).toString('base64');
  return `${algorithm}$4096:${b64(16)}$${b64(n)}:${b64(n)}`;
}

const CISCO = 'dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87';

/** Two digits of offset, then hex of printable text under the fixed one. */
export function mendCisco(sample: string, random: Random): string {
  const body = /[0-9]{2}(?:[0-9A-Fa-f]{2})+$/u.exec(sample)?.[0] ?? '00'.repeat(9);
  const offset = below(random, 16);
  const plain = randomText(random, LOWER + DIGITS, Math.max(4, body.length / 2 - 1));
  const hex = [...plain].map((c, i) => (c.charCodeAt(0) ^ CISCO.charCodeAt((offset + i) % CISCO.length)).toString(16).padStart(2, '0')).join('').toUpperCase();
  return sample.slice(0, sample.length - body.length) + String(offset).padStart(2, '0') + hex;
}

// ---- Words --------------------------------------------------------------------------------------------------------------

export const WORDS: readonly string[] = BIP39_ENGLISH.trim().split(/\s+/u);

export function makeBip39(count: number, random: Random): string {
  const bits = count * 11;
  const entropyBits = (bits * 32) / 33;
  const entropy = randomBytes(random, entropyBits / 8);
  const all = (BigInt(`0x${entropy.toString('hex')}`) << BigInt(bits - entropyBits)) | BigInt((sha256(entropy)[0] ?? 0) >> (8 - (bits - entropyBits)));
  return Array.from({ length: count }, (_, i) => WORDS[Number((all >> BigInt(11 * (count - 1 - i))) & 2047n)]).join(' ');
}

const wordCount = (sample: string): number => sample.trim().split(/[^A-Za-z]+/u).filter((w) => w !== '').length;

export function mendBip39(sample: string, random: Random): string {
  const count = wordCount(sample);
  return makeBip39([12, 15, 18, 21, 24].includes(count) ? count : 12, random);
}

export function electrumVersion(words: string): string {
  return createHmac('sha512', 'Seed version').update(words).digest('hex');
}

export function makeElectrum(random: Random): string {
  for (;;) {
    const words = Array.from({ length: 12 }, () => pick(random, WORDS)).join(' ');
    if (/^(?:01|10[012])/u.test(electrumVersion(words))) return words;
  }
}

/** 24 words of any list; the 25th repeats the one that the CRC-32 of their heads names. */
export function makeMonero(random: Random): string {
  const words = Array.from({ length: 24 }, () => randomText(random, LOWER, 4 + below(random, 6)));
  return [...words, words[crc32(words.map((w) => w.slice(0, 3)).join('')) % 24]].join(' ');
}

// ---- Ethereum addresses -------------------------------------------------------------------------------------------------

const ROUNDS = 24;
const MASK = (1n << 64n) - 1n;
const turn = (v: bigint, n: number): bigint => n === 0 ? v : ((v << BigInt(n)) | (v >> BigInt(64 - n))) & MASK;

/** Keccak-256 with the padding from before SHA-3, for at most 135 bytes. */
export function keccak256(message: Uint8Array): Buffer {
  const block = Buffer.alloc(136);
  block.set(message);
  block[message.length] = (block[message.length] ?? 0) ^ 1;
  block[135] = (block[135] ?? 0) ^ 0x80;
  let a = Array.from({ length: 25 }, (_, i) => (i < 17 ? block.readBigUInt64LE(i * 8) : 0n));
  const at = (x: number, y: number): number => (x % 5) + 5 * (y % 5);
  let lfsr = 1;
  for (let round = 0; round < ROUNDS; round++) {
    const c = Array.from({ length: 5 }, (_, x) => [0, 1, 2, 3, 4].reduce((sum, y) => sum ^ (a[at(x, y)] ?? 0n), 0n));
    a = a.map((v, i) => v ^ (c[(i + 4) % 5] ?? 0n) ^ turn(c[(i + 1) % 5] ?? 0n, 1));
    const b = [...a];
    let [x, y] = [1, 0];
    for (let t = 0; t < 24; t++) {
      const from = at(x, y);
      [x, y] = [y, (2 * x + 3 * y) % 5];
      b[at(x, y)] = turn(a[from] ?? 0n, (((t + 1) * (t + 2)) / 2) % 64);
    }
    a = b.map((v, i) => {
      const row = i - (i % 5);
      return v ^ (~(b[row + ((i + 1) % 5)] ?? 0n) & MASK & (b[row + ((i + 2) % 5)] ?? 0n));
    });
    for (let j = 0; j < 7; j++) {
      if (lfsr & 1) a[0] = (a[0] ?? 0n) ^ (1n << BigInt((1 << j) - 1));
      lfsr = (lfsr << 1) ^ (lfsr >> 7 ? 0x171 : 0);
    }
  }
  const out = Buffer.alloc(32);
  for (let i = 0; i < 4; i++) out.writeBigUInt64LE(a[i] ?? 0n, i * 8);
  return out;
}

export function mendEip55(sample: string): string {
  const digits = sample.slice(-40).toLowerCase();
  const hash = keccak256(Buffer.from(digits)).toString('hex');
  return sample.slice(0, -40) + [...digits].map((c, i) => (Number.parseInt(hash[i] ?? '0', 16) >= 8 ? c.toUpperCase() : c)).join('');
}

/** `$name$v=1$k=1$salt$hash` as PHC writes it; what is no such string becomes one of argon2id. */
export function mendPhc(sample: string, random: Random): string {
  return /^\$[a-z0-9-]+(?:\$v=\d+)?\$[a-z0-9-]+=[^$,]+(?:,[a-z0-9-]+=[^$,]+)*\$[A-Za-z0-9+/.-]+\$[A-Za-z0-9+/]{16,}$/u.test(sample)
    ? sample
    : `$argon2id$v=19$m=65536,t=3,p=4$${randomBytes(random, 16).toString('base64').replace(/=+$/u, '')}$${randomBytes(random, 32).toString('base64').replace(/=+$/u, '')}`;
}

export function mendUnixCrypt(sample: string, random: Random): string {
  const shape = /^\$(1|apr1|5|6)\$(?:rounds=\d+\$)?[^$]{1,16}\$/u.exec(sample);
  const lengths: Readonly<Record<string, number>> = { 1: 22, apr1: 22, 5: 43, 6: 86 };
  const tail: Readonly<Record<string, string>> = { 1: './01', apr1: './01', 5: './0123456789ABCD', 6: './01' };
  const kind = shape?.[1] ?? '6';
  const head = shape?.[0] ?? `$6$${randomText(random, BASE62, 16)}$`;
  return head + randomText(random, BASE62, (lengths[kind] ?? 86) - 1) + pick(random, [...(tail[kind] ?? '.')]);
}
