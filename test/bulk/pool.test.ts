// The pool gives what one thread gives, in the same order, whatever the cuts; dead workers and interrupts are survived.

import { spawnSync } from 'node:child_process';
import { appendFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Piscina } from 'piscina';
import { runPool } from '../../src/bulk/pool.ts';
import { Run, type ScanRequest } from '../../src/bulk/run.ts';
import type { Located, Summary } from '../../src/bulk/summary.ts';
import { LOOK_AHEAD, LOOK_BEHIND } from '../../assembly/layout.ts';
import { partOf, units } from '../../src/bulk/units.ts';
import { walk } from '../../src/input/walk.ts';
import { file, folder, logWith, random, request, scan, tar, token } from './helper.ts';

async function pooled(paths: readonly string[], more: Partial<ScanRequest> = {}, hooks: Parameters<typeof runPool>[2] = {}): Promise<{ findings: readonly Located[]; summary: Summary }> {
  const made = await request(paths, { threads: 2, ...more });
  const run = new Run(made);
  await runPool(run, walk(paths, made.walk), hooks);
  const summary = run.summary();
  expect(summary.bytes_in).toBe(summary.bytes_scanned + summary.bytes_skipped);
  return { findings: made.findings, summary };
}

const plain = (found: readonly Located[]): unknown[] =>
  found.map(({ finding: { secret: _secret, ...finding }, path, entry, frame }) => ({ ...finding, path, entry, frame }));
const books = ({ files, entries, bytes_in, bytes_scanned, bytes_skipped, skipped, findings, by_rule, hidden_low_confidence, errors, complete }: Summary): unknown =>
  ({ files, entries, bytes_in, bytes_scanned, bytes_skipped, skipped, findings, by_rule, hidden_low_confidence, errors, complete });

/** About `bytes` of lines with tokens strewn in, some where parts of `part` bytes meet, some lines very long. */
function bigLog(bytes: number, part: number, seed: number): Buffer {
  const draw = random(seed);
  const chunks: string[] = [];
  let at = 0;
  let n = 0;
  const put = (text: string): void => {
    chunks.push(text);
    at += text.length;
  };
  while (at < bytes) {
    const toBorder = part - (at % part);
    if (toBorder > 60 && toBorder < 400) {
      put('x'.repeat(toBorder - 10 - draw(50)));
      put(` ${token(seed * 1000 + n++)}\n`);
    } else if (draw(300) === 0) put(`GITHUB_TOKEN=${token(seed * 1000 + n++)} tail\n`);
    else if (draw(400) === 0) put(`${'no line end here, '.repeat(draw(9000))}`);
    else put(`2026-04-20T10:${10 + draw(50)}:00Z INFO worker-${draw(40)} request done in ${draw(999)} ms\n`);
  }
  return Buffer.from(chunks.join(''));
}

describe('parts of a file', () => {
  it('cover it without gap or overlap', () => {
    for (const size of [1, 131072, 131073, 262144, 1_000_003]) {
      const one = { type: 'file', path: file('f', Buffer.alloc(Math.min(size, 4096), 65)), shown: 'f', size, mtimeMs: 0, special: false } as const;
      let at = 0;
      for (const unit of units([one], false, 131072)) {
        if (unit.part === null) {
          at = size;
          continue;
        }
        expect(unit.part.from).toBe(at);
        at = unit.part.to;
      }
      expect(at).toBe(size);
    }
    expect(partOf(1 << 20, 2 << 20, 4 << 20).begin).toBeLessThan((1 << 20) - LOOK_AHEAD - LOOK_BEHIND);
  });

  it.each([1, 2, 3])('give the findings of a single thread, lines and columns included (seed %i)', async (seed) => {
    const part = 131072;
    const path = file('big.log', bigLog(1_500_000, part, seed));
    const alone = await scan([path], { body: { least: 1, reveal: true, frames: true } });
    expect(alone.findings.length).toBeGreaterThan(15);
    const together = await pooled([path], { body: { least: 1, reveal: true, frames: true } }, { partBytes: part });
    expect(plain(together.findings)).toEqual(plain(alone.findings));
    expect(together.findings.map((f) => f.finding.secret?.revealText())).toEqual(alone.findings.map((f) => f.finding.secret?.revealText()));
    expect(books(together.summary)).toEqual(books(alone.summary));
  });
});

describe.each([{ own: false }, { own: true }])('many files (the calling thread scans: $own)', (who) => {
  it('come out in the order of their paths, archives and troubles among them', async () => {
    const where = folder();
    for (let i = 0; i < 40; i++) {
      const { text } = logWith(token(500 + i), i, 20);
      const data = Buffer.from(text);
      if (i % 3 === 0) file(`f${i}.gz`, gzipSync(data), where);
      else if (i % 3 === 1) file(`f${i}.tar`, tar([{ name: 'b', data }, { name: 'a', data }]), where);
      else file(`f${i}.log`, data, where);
    }
    file('f3x.gz', gzipSync('cut').subarray(0, 12), where);
    const alone = await scan([where]);
    const together = await pooled([where], {}, who);
    expect(alone.findings.length).toBeGreaterThan(40);
    expect(plain(together.findings)).toEqual(plain(alone.findings));
    expect(books(together.summary)).toEqual(books(alone.summary));
    expect(together.summary.errors).toHaveLength(1);
  });

  it('wait for each other where they hold much', async () => {
    const where = folder();
    const lines = Array.from({ length: 10 }, (_, i) => `GITHUB_TOKEN=${token(3000 + i)}\n`).join('');
    for (let i = 0; i < 1300; i++) file(`f${10000 + i}.log`, lines, where);
    const alone = await scan([where]);
    const together = await pooled([where], { walk: { follow: false, sizes: () => false } }, who);
    expect(alone.findings).toHaveLength(13_000);
    expect(plain(together.findings)).toEqual(plain(alone.findings));
    expect(books(together.summary)).toEqual(books(alone.summary));
  });

  it('of unknown size are given back where they are much, and come out in their place', async () => {
    const where = folder();
    for (let i = 0; i < 30; i++) file(`a${10 + i}.log`, logWith(token(700 + i), i, 5).text, where);
    for (let i = 0; i < 4; i++) file(`b${i}.log`, bigLog(3_000_000, 131072, 20 + i), where);
    // Large enough to be cut into parts, and mostly holes.
    const large = file('c.log', bigLog(200_000, 131072, 30), where);
    truncateSync(large, 64 * 1048576 + 5);
    appendFileSync(large, bigLog(200_000, 131072, 31));
    for (let i = 0; i < 5; i++) file(`d${i}.log`, logWith(token(800 + i), i, 5).text, where);
    const alone = await scan([where]);
    const unsized = { follow: false, sizes: () => false };
    const together = await pooled([where], { walk: unsized }, who);
    expect(new Set(alone.findings.map((found) => found.path)).size).toBe(40);
    expect(plain(together.findings)).toEqual(plain(alone.findings));
    expect(books(together.summary)).toEqual(books(alone.summary));
  });

  it('that are small come out the same, without workers and with some', async () => {
    const where = folder();
    for (let i = 0; i < 2300; i++) file(`f${10000 + i}.log`, i % 100 === 0 ? logWith(token(900 + i), i, 2, 1).text : 'nothing\n', where);
    const alone = await scan([where]);
    const together = await scan([where], { threads: 2 });
    expect(alone.findings).toHaveLength(23);
    expect(plain(together.findings)).toEqual(plain(alone.findings));
    expect(books(together.summary)).toEqual(books(alone.summary));
  });
});

describe('a part of a file', () => {
  it('is scanned in the calling thread, too', async () => {
    const path = file('big.log', bigLog(1_500_000, 131072, 3));
    const alone = await scan([path]);
    const together = await pooled([path], {}, { partBytes: 131072, own: true });
    expect(plain(together.findings)).toEqual(plain(alone.findings));
    expect(books(together.summary)).toEqual(books(alone.summary));
  });
});

describe('a worker that dies', () => {
  const path = (): string => file('big.log', bigLog(3_000_000, 131072, 9));
  it('is replaced and its unit repeated, without a finding twice', async () => {
    const name = path();
    const alone = await scan([name]);
    let pool: Piscina | undefined;
    const kill = setTimeout(() => void pool?.threads[0]?.terminate(), 60);
    const together = await pooled([name], {}, { partBytes: 131072, opened: (opened) => (pool = opened) });
    clearTimeout(kill);
    expect(plain(together.findings)).toEqual(plain(alone.findings));
    expect(together.summary.complete).toBe(true);
  });

  it('is reported when it dies again', async () => {
    let pool: Piscina | undefined;
    const kill = setInterval(() => {
      for (const thread of pool?.threads ?? []) void thread.terminate();
    }, 5);
    const { summary } = await pooled([path()], {}, { partBytes: 131072, opened: (opened) => (pool = opened) });
    clearInterval(kill);
    expect(summary.complete).toBe(false);
    expect(summary.errors.some((e) => e.reason === 'worker_died')).toBe(true);
  });
});

describe('an interrupt', () => {
  it('stops soon, keeps the books and says that the run is not complete', async () => {
    const name = file('big.log', bigLog(2_000_000, 131072, 4));
    for (let i = 0; i < 5; i++) appendFileSync(name, bigLog(2_000_000, 131072, 5 + i));
    const stop = new AbortController();
    let seen = 0;
    const { summary } = await pooled([name, join(name, '..')], {
      signal: stop.signal,
      finding: () => {
        if (++seen === 5) stop.abort();
      },
    }, { partBytes: 131072 });
    expect(summary.interrupted).toBe(true);
    expect(summary.complete).toBe(false);
    expect(summary.skipped.interrupted).toBeGreaterThan(0);
  });
});

describe('one packed file and two threads', () => {
  it.skipIf(spawnSync('sh', ['-c', 'command -v bzip2']).status !== 0)('gives what one thread gives, damaged or not, and can be stopped', async () => {
    const draw = random(77);
    const noise = Array.from({ length: 60_000 }, (_, i) => `${i} ${Array.from({ length: 16 }, () => draw(65536).toString(16)).join('-')}\n`);
    for (let i = 0; i < 20; i++) noise.splice(draw(noise.length), 0, `GITHUB_TOKEN=${token(7700 + i)}\n`);
    const packed = spawnSync('bzip2', ['-1', '-c'], { input: noise.join(''), maxBuffer: 1 << 28 }).stdout;
    const path = file('big.bz2', packed);
    const one = await scan([path]);
    expect(one.findings).toHaveLength(20);
    const two = await scan([path], { threads: 2 });
    expect(plain(two.findings)).toEqual(plain(one.findings));
    expect(books(two.summary)).toEqual(books(one.summary));

    const broken = file('broken.bz2', Buffer.concat([packed.subarray(0, packed.length - 500_000), Buffer.alloc(500_000, 7)]));
    const [here, apart] = [await scan([broken]), await scan([broken], { threads: 2 })];
    expect(here.summary.complete).toBe(false);
    expect(plain(apart.findings)).toEqual(plain(here.findings));
    expect(books(apart.summary)).toEqual({ ...(books(here.summary) as object) });

    const stop = new AbortController();
    const stopped = await scan([path], { threads: 2, signal: stop.signal, finding: () => stop.abort() });
    expect(stopped.summary.interrupted).toBe(true);
    expect(stopped.summary.skipped.interrupted).toBeGreaterThan(0);
  }, 60_000);
});
