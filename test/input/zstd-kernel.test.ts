// The zstd kernel against the reference tool: every level and kind of block, joined, cut and damaged frames.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/input/input-error.ts';
import { MemorySource, Reader } from '../../src/input/source.ts';
import { ZstdSource } from '../../src/input/zstd.ts';
import { random } from '../bulk/helper.ts';

async function decode(bytes: Uint8Array): Promise<{ readonly bytes: Buffer; readonly reason: string }> {
  const source = new ZstdSource(new Reader(new MemorySource(bytes)), 128 * 1048576, false);
  const parts: Buffer[] = [];
  let reason = '';
  try {
    for (;;) {
      const piece = await source.pull();
      if (piece === null) break;
      parts.push(Buffer.from(piece));
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    reason = error.reason;
  }
  source.close();
  return { bytes: Buffer.concat(parts), reason };
}

const zstd = (data: Buffer, ...args: string[]): Buffer => spawnSync('zstd', ['-q', '-c', ...args], { input: data, maxBuffer: 1 << 28 }).stdout;

const draw = random(99);
const noise = (n: number): Buffer => Buffer.from(Array.from({ length: n }, () => draw(256)));
const skewed = (n: number): Buffer => Buffer.from(Array.from({ length: n }, () => draw(draw(draw(200) + 1) + 1)));
function logs(n: number): Buffer {
  const out: string[] = [];
  for (let i = 0; i < n; i++) out.push(`2026-04-20T10:${10 + draw(50)}:00.${draw(1000)}Z ${['INFO', 'WARN', 'DEBUG'][draw(3)]} [worker-${draw(40)}] request ${draw(2 ** 31).toString(16)} done in ${draw(999)} ms`);
  return Buffer.from(out.join('\n'));
}

const bodies: readonly (readonly [string, Buffer])[] = [
  ['nothing', Buffer.alloc(0)],
  ['one byte', Buffer.from('x')],
  ['a few bytes', Buffer.from('abcabcabcabcabd')],
  ['logs', logs(30_000)],
  ['code', readFileSync(process.execPath).subarray(0, 3_000_000)],
  ['noise', noise(300_000)],
  ['few symbols', skewed(400_000)],
  ['one symbol', Buffer.alloc(1_000_000, 65)],
  ['short periods', Buffer.concat(Array.from({ length: 40 }, (_, i) => Buffer.alloc(5000, noise(i + 1))))],
  ['far repeats', ((a) => Buffer.concat([a, noise(900_000), a, logs(2000), a]))(noise(50_000))],
];

describe.runIf(spawnSync('zstd', ['--version']).status === 0)('the zstd kernel', () => {
  it.each(bodies)('decodes %s at every level', async (_what, body) => {
    for (const args of [['--fast=9'], ['-1'], ['-2'], ['-3'], ['-5'], ['-8'], ['-12'], ['-16'], ['-19'], ['--ultra', '-22', '--long=27'], ['-3', '--no-check'], ['-3', '--zstd=wlog=10'], ['-6', '--zstd=wlog=12,mml=3']]) {
      const out = await decode(zstd(body, ...args));
      expect(out.reason, args.join(' ')).toBe('');
      expect(out.bytes.equals(body), args.join(' ')).toBe(true);
    }
  });

  it('decodes frames of different windows after each other, and says where they are cut', async () => {
    const body = logs(8000);
    const joined = Buffer.concat([zstd(body, '-1'), zstd(noise(5000)), zstd(body, '-19', '--long=24'), zstd(Buffer.alloc(0)), zstd(body, '--no-check')]);
    const whole = await decode(joined);
    expect(whole.reason).toBe('');
    expect(whole.bytes.length).toBe(body.length * 3 + 5000);
    for (let i = 0; i < 60; i++) {
      const keep = 1 + draw(joined.length - 1);
      const out = await decode(joined.subarray(0, keep));
      expect(whole.bytes.subarray(0, out.bytes.length).equals(out.bytes)).toBe(true);
      if (out.reason !== '') expect(out.reason).toBe('truncated');
    }
  });

  it('lets nothing damaged pass: the checksum of the content is compared', async () => {
    const seen = new Set<string>();
    for (const args of [['-1'], ['-19'], ['--fast=5']]) {
      const body = logs(1500);
      const encoded = zstd(body, ...args);
      for (let i = 0; i < 400; i++) {
        const bad = Buffer.from(encoded);
        const at = 4 + draw(bad.length - 4);
        bad[at] = (bad[at] as number) ^ (1 << draw(8));
        const out = await decode(bad);
        if (out.reason === '') expect(out.bytes.equals(body)).toBe(true);
        seen.add(out.reason);
      }
    }
    expect([...seen]).toEqual(expect.arrayContaining(['checksum_mismatch', 'corrupt']));
  });

  it('never leaves its memory, whatever it is given', async () => {
    const encoded = zstd(logs(3000), '--no-check');
    for (let i = 0; i < 400; i++) {
      const bad = Buffer.from(encoded);
      for (let n = 1 + draw(40); n > 0; n--) bad[6 + draw(bad.length - 6)] = draw(256);
      await decode(bad); // an error of another kind is thrown
    }
    expect((await decode(encoded)).reason).toBe('');
  });
});
