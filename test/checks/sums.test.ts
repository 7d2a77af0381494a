// The sums and hashes against Node's own, and against published check values.

import { createHash, createHmac, createPrivateKey, createPublicKey } from 'node:crypto';
import { crc32 as zlibCrc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import * as codecs from '../../src/testkit/checksums/codecs.ts';
import { electrumVersion, keccak256, WORDS } from '../../src/testkit/checksums/hashes.ts';
import { marvin32, seedOf } from '../../src/testkit/checksums/marvin.ts';
import { bytesAt, engine, put, seeded, TEXT } from './support.ts';

const OUT = TEXT + 8192;
const KEY = TEXT + 16384;
const digest = (name: string, bytes: Uint8Array): string => createHash(name).update(bytes).digest('hex');

describe('sums', () => {
  const random = seeded(3);
  it.each(['sha256', 'sha1', 'sha512'] as const)('%s agrees with Node for every length to 300', (name) => {
    const size = { sha256: 32, sha1: 20, sha512: 64 }[name];
    for (let n = 0; n <= 300; n++) {
      const bytes = codecs.randomBytes(random, n);
      engine[name](TEXT, put(bytes), OUT);
      expect(bytesAt(OUT, size).toString('hex'), `length ${n}`).toBe(digest(name, bytes));
    }
  });
  it('sha256 may write over its input', () => {
    const bytes = codecs.randomBytes(random, 64);
    put(bytes);
    engine.sha256(TEXT, 64, TEXT + 7);
    expect(bytesAt(TEXT + 7, 32).toString('hex')).toBe(digest('sha256', bytes));
  });
  it('hmacSha256 agrees with Node for keys shorter and longer than a block', () => {
    for (let n = 0; n <= 200; n += 3) {
      const key = codecs.randomBytes(random, n);
      const bytes = codecs.randomBytes(random, (n * 7) % 150);
      put(key, KEY);
      engine.hmacSha256(KEY, n, TEXT, put(bytes), OUT);
      expect(bytesAt(OUT, 32).toString('hex'), `key of ${n}`).toBe(createHmac('sha256', key).update(bytes).digest('hex'));
    }
  });
  it('crc32 agrees with zlib', () => {
    for (let n = 0; n <= 300; n++) {
      const bytes = codecs.randomBytes(random, n);
      expect(engine.crc32(TEXT, put(bytes)) >>> 0).toBe(zlibCrc32(bytes));
      expect(codecs.crc32(bytes)).toBe(zlibCrc32(bytes));
    }
  });
  it('crc16 and crc24 give the published check values', () => {
    const n = put('123456789');
    expect(engine.crc16(TEXT, n)).toBe(0x31c3);
    expect(engine.crc24(TEXT, n)).toBe(0x21cf02);
    expect([codecs.crc16(Buffer.from('123456789')), codecs.crc24(Buffer.from('123456789'))]).toEqual([0x31c3, 0x21cf02]);
  });
  it('marvin32 gives the published value and agrees with the other implementation', () => {
    expect(engine.marvin32(0xd53cd9cecd0893b7n, TEXT, put('abc')) >>> 0).toBe(0x6be02a86);
    for (let n = 0; n <= 70; n++) {
      const bytes = codecs.randomBytes(random, n);
      expect(engine.marvin32(seedOf('Default0'), TEXT, put(bytes)) >>> 0, `length ${n}`).toBe(marvin32(bytes, seedOf('Default0')));
    }
  });
  it('ed25519PublicKey agrees with Node', () => {
    for (let i = 0; i < 150; i++) {
      const seed = i === 0 ? Buffer.from(Array.from({ length: 32 }, (_, k) => k)) : codecs.randomBytes(random, 32);
      const key = createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]), format: 'der', type: 'pkcs8' });
      put(seed);
      engine.ed25519PublicKey(TEXT, OUT);
      expect(bytesAt(OUT, 32).toString('hex')).toBe(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex'));
    }
  });
  it('the keccak of the test kit gives the published value of the empty message', () => {
    expect(keccak256(Buffer.alloc(0)).toString('hex')).toBe('c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470');
  });
  it('knows the word list of BIP 39', () => {
    expect([WORDS.length, new Set(WORDS.map((w) => w.slice(0, 4))).size]).toEqual([2048, 2048]);
    expect(digest('sha256', Buffer.from(`${WORDS.join('\n')}\n`))).toBe('2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda');
    expect(electrumVersion('a')).toHaveLength(128);
  });
});
