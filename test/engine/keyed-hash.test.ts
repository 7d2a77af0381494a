// The engine's HMAC-SHA-256 gives what Node's does, whatever is hashed before and under which key.

import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { HASH_ROOM } from '../../assembly/layout.ts';
import { Fingerprinter } from '../../src/findings/fingerprint.ts';
import { below, createRandom } from '../../src/testkit/random.ts';
import { allProgram, engineOf } from './support.ts';

const engine = engineOf(allProgram());
const random = createRandom('keyed hash');
const some = (length: number): Uint8Array => Uint8Array.from({ length }, () => below(random, 256));
const expected = (key: Uint8Array, ...parts: readonly Uint8Array[]): string => {
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest('hex');
};

test('messages of all lengths around the borders of blocks, under keys of all kinds of lengths', () => {
  for (const key of [16, 32, 63, 64, 65, 200].map(some)) {
    for (const length of [0, 1, 40, 47, 54, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1000, HASH_ROOM - 9]) {
      const head = some(9);
      const bytes = some(length + 7);
      expect(engine.hash(key, head, bytes, 3, 3 + length)).toBe(expected(key, head, bytes.subarray(3, 3 + length)));
    }
  }
});

test('what is too long is left to the host, and the next is hashed as if nothing had been', () => {
  const key = some(32);
  const head = some(5);
  const long = some(HASH_ROOM);
  expect(engine.hash(key, head, long, 0, long.length)).toBeNull();
  expect(engine.hash(some(HASH_ROOM + 1), head, long, 0, 10)).toBeNull();
  expect(engine.hash(key, head, long, 0, 10)).toBe(expected(key, head, long.subarray(0, 10)));
});

test('a fingerprint is the same with an engine at hand and without', () => {
  const prints = new Fingerprinter(some(32));
  for (const length of [8, 40, 400, 2 * HASH_ROOM]) {
    const family = some(12);
    const secret = some(length);
    expect(prints.of(family, secret, 0, length, engine)).toBe(prints.of(family, secret, 0, length));
  }
});

test('nothing of what was hashed stays in the engine', () => {
  const secret = some(48);
  engine.hash(some(32), some(4), secret, 0, secret.length);
  const memory = Buffer.from(engine.memory);
  for (let from = 0; from + 12 <= secret.length; from += 12) expect(memory.includes(secret.subarray(from, from + 12))).toBe(false);
});

test('what lies in engine memory is hashed where it lies, however long it is', () => {
  for (const length of [0, 5, 50, 500, 2 * HASH_ROOM]) {
    engine.begin();
    const room = engine.room();
    const secret = some(length);
    room.set(secret);
    const at = room.byteOffset;
    const [key, head] = [some(32), some(7)];
    expect(engine.hash(key, head, engine.memory, at, at + length)).toBe(expected(key, head, secret));
    expect(Buffer.from(engine.memory.subarray(at, at + length))).toEqual(Buffer.from(secret));
  }
});
