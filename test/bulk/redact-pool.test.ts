// Several threads: the same bytes as one, whatever the cuts; a worker that dies leaves nothing half-written.

import { closeSync, ftruncateSync, mkdirSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { loadParts } from '../../src/bulk/parts.ts';
import type { PoolHooks } from '../../src/bulk/redact/pool.ts';
import { runRedact, runRestore } from '../../src/bulk/redact/redact.ts';
import type { RedactRequest } from '../../src/bulk/redact/run.ts';
import { Vault } from '../../src/bulk/redact/vault.ts';
import type { Summary } from '../../src/bulk/summary.ts';
import { REDACT_STYLES, TokenNumbers } from '../../src/findings/redactor.ts';
import { DEFAULT_LIMITS } from '../../src/input/limits.ts';
import { createRandom } from '../../src/testkit/random.ts';
import { mixed } from '../engine/texts.ts';
import { file, folder, KEY, logWith, tar, token } from './helper.ts';

const { parts, table } = await loadParts({}, KEY);

async function redact(path: string, target: RedactRequest['target'], more: Partial<RedactRequest> = {}, hooks: PoolHooks = {}): Promise<Summary> {
  const summary = await runRedact({
    paths: [path], target, walk: { follow: false }, limits: DEFAULT_LIMITS, parts, table, keyId: 'test', threads: 1,
    least: 2, style: 'label', tokens: new TokenNumbers(), vault: null, trouble: () => {}, ...more,
  }, hooks);
  expect(summary.bytes_in).toBe(summary.bytes_scanned + summary.bytes_skipped);
  return summary;
}

/** Text with findings here and there, and now and then many. */
function text(seed: string, size: number): Buffer {
  const random = createRandom(seed);
  let out = '';
  for (let i = 0; out.length < size; i++) out += random() < 0.8 ? logWith(token(i), i, 60 + Math.floor(random() * 400), 0).text : mixed(random, 2000);
  return Buffer.from(out);
}

function tree(root: string): Map<string, string> {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
  return new Map(names.filter((name) => statSync(join(root, name)).isFile()).map((name) => [relative(root, join(root, name)), readFileSync(join(root, name)).toString('latin1')]));
}

describe('a large file in parts', () => {
  it.each(REDACT_STYLES)('comes out in style %s as it does from one thread', async (style) => {
    for (const [seed, size, partBytes] of [['a', 900_000, 100_000], ['b', 2_000_000, 262_144], ['c', 400_000, 65_536]] as const) {
      const input = file('big.log', text(`${seed} ${style}`, size));
      const [one, many] = [join(folder(), 'one'), join(folder(), 'many')];
      const a = await redact(input, { to: 'file', path: one }, { style });
      const b = await redact(input, { to: 'file', path: many }, { style, tokens: new TokenNumbers(), threads: 2 }, { partBytes });
      expect(b.errors).toEqual([]);
      expect(readFileSync(many).equals(readFileSync(one))).toBe(true);
      expect([b.findings, b.by_rule, b.bytes_scanned]).toEqual([a.findings, a.by_rule, a.bytes_scanned]);
      expect(a.findings).toBeGreaterThan(10);
    }
  });

  it('is taken up by one thread where it is dense with findings', async () => {
    const dense = Buffer.from(Array.from({ length: 40_000 }, (_, i) => `key ${token(i)} x`).join('\n'));
    const input = file('dense.log', Buffer.concat([text('start', 600_000), dense, text('end', 600_000)]));
    const [one, many] = [join(folder(), 'one'), join(folder(), 'many')];
    await redact(input, { to: 'file', path: one }, { style: 'token' });
    await redact(input, { to: 'file', path: many }, { style: 'token', tokens: new TokenNumbers(), threads: 2 }, { partBytes: 200_000 });
    expect(readFileSync(many).equals(readFileSync(one))).toBe(true);
  });

  it('stays away when it shrinks meanwhile, and nothing is left beside', async () => {
    const input = file('big.log', text('shrinks', 1_500_000));
    const where = folder();
    const fd = openSync(input, 'r+');
    const summary = await redact(input, { to: 'file', path: join(where, 'out') }, { threads: 2 }, { partBytes: 100_000, opened: () => setTimeout(() => ftruncateSync(fd, 700_000), 5) });
    closeSync(fd);
    expect(summary.errors.map((e) => e.reason)).toEqual(['changed']);
    expect(readdirSync(where)).toEqual([]);
  });
});

describe('a tree', () => {
  it('is mirrored alike by one thread and by several, numbers and vault included', async () => {
    const where = folder();
    mkdirSync(join(where, 'sub'));
    for (let i = 0; i < 12; i++) file(`${i}.log`, text(`tree ${i}`, 20_000), where);
    file('z.gz', gzipSync(text('gz', 60_000)), join(where, 'sub'));
    file('clean.gz', gzipSync('nothing'), join(where, 'sub'));
    file('a.tar', tar([{ name: 'x', data: text('tar', 30_000) }, { name: 'y.gz', data: gzipSync(text('in tar', 30_000)) }]), join(where, 'sub'));
    file('big.log', text('big', 700_000), where);
    const trees: Map<string, string>[] = [];
    for (const threads of [1, 3]) {
      const out = join(folder(), 'out');
      const path = join(folder(), 'vault');
      const vault = new Vault(path, KEY);
      const summary = await redact(where, { to: 'tree', path: out }, { style: 'token', tokens: new TokenNumbers(), threads, vault }, threads === 1 ? {} : { partBytes: 100_000 });
      expect(summary.errors).toEqual([]);
      trees.push(tree(out));
      vault.save();
      const back = join(folder(), 'back');
      const opened = new Vault(path, KEY);
      const restored = await runRestore({
        paths: [out], target: { to: 'tree', path: back }, walk: { follow: false }, limits: DEFAULT_LIMITS, parts, table, keyId: 'test', threads: 1,
        least: 2, style: 'token', tokens: new TokenNumbers(), vault: opened, trouble: () => {},
      });
      expect(restored.unknown).toBe(0);
      expect(readFileSync(join(back, 'big.log')).equals(readFileSync(join(where, 'big.log')))).toBe(true);
      expect(readFileSync(join(back, '3.log')).equals(readFileSync(join(where, '3.log')))).toBe(true);
    }
    expect(trees[1]).toEqual(trees[0]);
  });

  it('names what a dying worker leaves undone', async () => {
    const where = folder();
    for (let i = 0; i < 4; i++) file(`${i}.log`, text(`dies ${i}`, 300_000), where);
    const out = join(folder(), 'out');
    const summary = await redact(where, { to: 'tree', path: out }, { threads: 2 }, {
      partBytes: 50_000,
      opened: (pool) => setTimeout(() => void pool.threads[0]?.terminate(), 60),
    });
    for (const [name, content] of tree(out)) expect(content.length, name).toBeGreaterThan(200_000);
    for (const error of summary.errors) expect(error.reason).toBe('worker_died');
  });
});
