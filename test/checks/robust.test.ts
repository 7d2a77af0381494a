// No input makes a check trap, answer nonsense, write outside scratch, or depend on bytes outside the secret.

import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../src/rules/check-names.ts';
import { mend } from '../../src/testkit/mend.ts';
import { engine, put, SCRATCH, seeded, TEXT, UNKNOWN } from './support.ts';
import { ROWS } from './samples.ts';

const ALPHABETS = ['0123456789abcdef', 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=', 'abcdefghijklmnopqrstuvwxyz ', '-----BEGIN PRIVATE KEY\\n="%{}[]:,.$_', ''];

function randomText(random: () => number, n: number, kind: number): Buffer {
  const alphabet = ALPHABETS[kind % ALPHABETS.length] ?? '';
  return Buffer.from(Array.from({ length: n }, () => (alphabet === '' ? Math.floor(random() * 256) : alphabet.charCodeAt(Math.floor(random() * alphabet.length)))));
}

describe.each(Object.entries(CHECKS))('%s', (name, info) => {
  const row = ROWS.find((r) => r.check === name);
  it('takes random text of every length to 300 under any argument', () => {
    const random = seeded(info.id);
    const memory = new Uint8Array(engine.memory.buffer);
    memory.fill(0x5a, SCRATCH - 4096, SCRATCH);
    for (let n = 0; n <= 300; n++) {
      const arg = n % 3 === 0 ? 0 : Math.floor(random() * 0x7fffffff);
      const text = randomText(random, n, n);
      memory.fill(0x5a, TEXT - 64, TEXT + 512);
      put(text);
      const first = engine.runCheck(info.id, arg, TEXT, n);
      expect([0, 1, 2]).toContain(first);
      expect(memory.subarray(TEXT, TEXT + n).every((b, i) => b === text[i]), 'the text was written to').toBe(true);
      memory.fill(0xa5, TEXT - 64, TEXT);
      memory.fill(0xa5, TEXT + n, TEXT + 512);
      expect(engine.runCheck(info.id, arg, TEXT, n), `length ${n}: depends on what stands around`).toBe(first);
    }
    expect(memory.subarray(SCRATCH - 4096, SCRATCH).every((b) => b === 0x5a)).toBe(true);
  });
  it('takes right samples cut at any place and with any byte replaced', () => {
    if (!row) return;
    const random = seeded(info.id + 1000);
    const secret = Buffer.from(mend(row.check, row.args, row.draw(random), random), 'latin1');
    const memory = new Uint8Array(engine.memory.buffer);
    const slow = name === 'ed25519-pair';
    for (let i = 0; i < Math.min(secret.length, slow ? 40 : 400); i++) {
      put(secret);
      expect([0, 1, 2]).toContain(engine.runCheck(info.id, 0, TEXT, i));
      memory[TEXT + i] = Math.floor(random() * 256);
      expect([0, 1, 2]).toContain(engine.runCheck(info.id, 0, TEXT, secret.length));
    }
  });
});

it('answers UNKNOWN for numbers of no check, and for nothing', () => {
  expect(engine.runCheck(0, 0, TEXT, 10)).toBe(UNKNOWN);
  expect(engine.runCheck(9999, 0, TEXT, 10)).toBe(UNKNOWN);
  for (const info of Object.values(CHECKS)) expect(engine.runCheck(info.id, 0, TEXT, 0)).toBe(UNKNOWN);
});

it('answers UNKNOWN instead of decoding to nowhere when no scratch was given', () => {
  engine.setScratch(0);
  const memory = new Uint8Array(engine.memory.buffer);
  const before = Buffer.from(memory.subarray(0, 65536));
  for (const row of ROWS) {
    const random = seeded(5);
    const secret = mend(row.check, row.args, row.draw(random), random);
    expect([0, 1, 2]).toContain(engine.runCheck(CHECKS[row.check]?.id ?? 0, 0, TEXT, put(secret)));
  }
  expect(memory.subarray(0, 1024).every((b, i) => b === before[i])).toBe(true);
  engine.setScratch(SCRATCH);
});

it('is linear: the longest window takes milliseconds', () => {
  for (const [name, info] of Object.entries(CHECKS)) {
    for (const fill of ['A', 'a', '1', ' ', '\\', '{', '"', '.', '-', '$', 'e', 'abandon ']) {
      const text = `${fill.repeat(Math.ceil(32768 / fill.length)).slice(0, 32768)}`;
      const n = put(text);
      const start = performance.now();
      engine.runCheck(info.id, 0, TEXT, n);
      expect(performance.now() - start, `${name} on ${JSON.stringify(fill)}`).toBeLessThan(100);
    }
  }
});
