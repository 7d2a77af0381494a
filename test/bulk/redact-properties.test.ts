// Whatever the text and its container: nothing is found afterwards, twice is once, all else is as it was, and a vault
// brings everything back.

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { loadParts } from '../../src/bulk/parts.ts';
import { runRedact, runRestore } from '../../src/bulk/redact/redact.ts';
import type { RedactRequest } from '../../src/bulk/redact/run.ts';
import { Vault } from '../../src/bulk/redact/vault.ts';
import type { Located } from '../../src/bulk/summary.ts';
import { type RedactStyle, REDACT_STYLES, TokenNumbers } from '../../src/findings/redactor.ts';
import { DEFAULT_LIMITS } from '../../src/input/limits.ts';
import { createRandom, type Random } from '../../src/testkit/random.ts';
import { mixed } from '../engine/texts.ts';
import { file, folder, KEY, scan, tar, zip } from './helper.ts';

const { parts, table } = await loadParts({}, KEY);
const ROUNDS = Number(process.env.WARDLINE_ROUNDS ?? 1);
const has = (command: string): boolean => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;

interface Container {
  readonly name: string;
  readonly pack: (data: Buffer) => Buffer;
  /** What `pack` was given. */
  readonly unpack: (packed: Buffer) => Buffer;
}

const tool = (name: string): Container => ({
  name: `a.${name}`,
  pack: (data) => execFileSync(name, ['-q', '-c'], { input: data, maxBuffer: 1 << 28 }),
  unpack: (packed) => execFileSync(name, ['-d', '-q', '-c'], { input: packed, maxBuffer: 1 << 28 }),
});
const member = (packed: Buffer): Buffer => execFileSync('tar', ['xOf', '-', 'x/a.log'], { input: packed, maxBuffer: 1 << 28 });
const zipped = (packed: Buffer): Buffer => execFileSync('unzip', ['-p', file('z.zip', packed), 'x/a.log'], { maxBuffer: 1 << 28 });

const containers: readonly Container[] = [
  { name: 'a.log', pack: (d) => d, unpack: (d) => d },
  { name: 'a.gz', pack: (d) => gzipSync(d, { level: 1 }), unpack: (d) => gunzipSync(d) },
  { name: 'a.br', pack: (d) => brotliCompressSync(d, { params: { 1: 3 } }), unpack: (d) => brotliDecompressSync(d) },
  { name: 'a.tar', pack: (d) => tar([{ name: 'other', data: Buffer.from('nothing') }, { name: 'x/a.log', data: d }]), unpack: member },
  { name: 'a.tgz', pack: (d) => gzipSync(tar([{ name: 'x/a.log', data: d }])), unpack: (d) => member(gunzipSync(d)) },
  { name: 'a.zip', pack: (d) => zip([{ name: 'x/a.log', data: d }]), unpack: zipped },
  { name: 'stored.zip', pack: (d) => zip([{ name: 'x/a.log', data: d }], { stored: true }), unpack: zipped },
  { name: 'gz-in-zip-in-tar.tar', pack: (d) => tar([{ name: 'x/a.log', data: zip([{ name: 'x/a.log', data: gzipSync(d) }]) }]), unpack: (d) => gunzipSync(zipped(member(d))) },
  ...['bzip2', 'xz', 'zstd', 'lz4'].filter(has).map(tool),
];

const encodings: Readonly<Record<string, (text: string) => Buffer>> = {
  'utf-8': (text) => Buffer.from(text, 'utf8'),
  'utf-16le': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'utf-16be': (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
};

async function redact(path: string, out: string, style: RedactStyle, least: 1 | 2 | 3, vault: Vault | null = null): Promise<number> {
  const summary = await runRedact(requestFor(path, out, style, least, vault));
  expect(summary.errors).toEqual([]);
  expect(summary.bytes_in).toBe(summary.bytes_scanned + summary.bytes_skipped);
  return summary.findings;
}

function requestFor(path: string, out: string, style: RedactStyle, least: 1 | 2 | 3, vault: Vault | null): RedactRequest {
  const tokens = new TokenNumbers();
  vault?.seed(tokens);
  return { paths: [path], target: { to: 'file', path: out }, walk: { follow: false }, limits: DEFAULT_LIMITS, parts, table, keyId: 'test', threads: 1, least, style, tokens, vault, trouble: () => {} };
}

/** What a scan would point at, put together from its findings alone. */
function outside(data: Buffer, findings: readonly Located[]): Buffer[] {
  const kept: Buffer[] = [];
  let at = 0;
  for (const { finding } of findings) {
    if (finding.byte_start > at) kept.push(data.subarray(at, finding.byte_start));
    at = Math.max(at, finding.byte_end);
  }
  return [...kept, data.subarray(at)];
}

const where = folder();
const text = (random: Random): string => mixed(random, 3000 + Math.floor(random() * 20_000));

describe.each(Object.keys(encodings))('plain text in %s', (encoding) => {
  it.each(REDACT_STYLES.flatMap((style) => ([1, 2, 3] as const).map((least) => [style, least] as const)))('%s at %i: nothing left, nothing else touched, twice is once', async (style, least) => {
    for (let round = 0; round < 4 * ROUNDS; round++) {
      const random = createRandom(`${encoding} ${style} ${least} ${round} redact`);
      const data = (encodings[encoding] as (t: string) => Buffer)(text(random));
      const input = file('in.log', data, where);
      const [out, again] = [join(where, 'out.log'), join(where, 'again.log')];
      const before = await scan([input], { body: { least, reveal: false, frames: false } });
      const replaced = await redact(input, out, style, least);
      const result = readFileSync(out);
      const after = await scan([out], { body: { least, reveal: false, frames: false } });
      expect(after.findings.map((f) => [f.finding.rule_id, f.finding.byte_start, f.finding.match]), `round ${round}`).toEqual([]);
      let at = 0;
      // What the first findings had hidden is replaced as well; that all else comes back is what the vaults show.
      expect(replaced).toBeGreaterThanOrEqual(before.findings.length);
      for (const piece of replaced === before.findings.length ? outside(data, before.findings) : []) {
        const found = result.indexOf(piece, at);
        expect(found, `round ${round}`).toBeGreaterThanOrEqual(at);
        at = found + piece.length;
      }
      if (style === 'mask') expect(result.length).toBe(data.length);
      await redact(out, again, style, least);
      expect(readFileSync(again).equals(result), `round ${round}`).toBe(true);
    }
  });
});

describe.each(containers.map((c) => [c.name, c] as const))('%s', (name, container) => {
  it('is redacted as its text would be, and restored from a vault', async () => {
    let total = 0;
    for (let round = 0; round < 2 * ROUNDS; round++) {
      const random = createRandom(`${name} ${round}`);
      const encode = encodings[Object.keys(encodings)[round % 3] as string] as (t: string) => Buffer;
      const data = encode(text(random));
      const plain = join(where, 'plain.out');
      await redact(file('plain.log', data, where), plain, 'token', 2);
      const input = file(name, container.pack(data), where);
      const packed = join(where, `out-${name}`);
      const found = await redact(input, packed, 'token', 2);
      total += found;
      expect(container.unpack(readFileSync(packed)).equals(readFileSync(plain))).toBe(true);
      expect((await scan([packed])).findings).toEqual([]);

      const path = join(where, 'vault');
      rmSync(path, { force: true });
      const vault = new Vault(path, KEY);
      await redact(input, packed, 'token', 2, vault);
      vault.save();
      const back = join(where, `back-${name}`);
      const opened = new Vault(path, KEY);
      const restored = await runRestore({ ...requestFor(packed, back, 'token', 2, opened), vault: opened });
      expect([restored.errors, restored.unknown]).toEqual([[], 0]);
      expect(container.unpack(readFileSync(back)).equals(data)).toBe(true);
    }
    expect(total).toBeGreaterThan(0);
  });
});
