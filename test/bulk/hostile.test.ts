// Whatever is done to an archive, a scan ends, keeps its books, and says that something is wrong or finds all there is.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { MemorySource } from '../../src/input/source.ts';
import { loadParts } from '../../src/bulk/parts.ts';
import { runRedact } from '../../src/bulk/redact/redact.ts';
import { TokenNumbers } from '../../src/findings/redactor.ts';
import { DEFAULT_LIMITS } from '../../src/input/limits.ts';
import { folder, KEY, logWith, random, scan, tar, token, zip } from './helper.ts';

const data = Buffer.from(logWith(token(1), 1, 60).text);
const wide = Buffer.from(`\ufeff${logWith(token(2), 2, 60).text}`, 'utf16le');
const members = [{ name: 'a.log', data }, { name: 'b.gz', data: gzipSync(data) }, { name: 'w.log', data: wide }, { name: `${'long'.repeat(40)}`, data: Buffer.alloc(3000, 65) }];
const seeds: [string, Buffer][] = [
  ['tar', tar(members)],
  ['tgz', gzipSync(tar(members))],
  ['zip', zip(members)],
  ['zip with descriptors', zip(members, { descriptors: true })],
  ['zip of zips', zip([{ name: 'i.zip', data: zip(members) }, { name: 'i.tar', data: tar(members) }], { stored: true })],
];

function harmed(bytes: Buffer, draw: (n: number) => number): Buffer {
  const copy = Buffer.from(bytes);
  const kind = draw(6);
  if (kind === 0) return copy.subarray(0, draw(copy.length));
  if (kind === 1) return Buffer.concat([copy.subarray(0, draw(copy.length)), copy.subarray(draw(copy.length))]);
  if (kind === 2) return Buffer.concat([copy, Buffer.from(Array.from({ length: 1 + draw(2000) }, () => draw(256)))]);
  for (let i = 0; i < 1 + draw(20); i++) copy[draw(copy.length)] = kind === 3 ? 0xff : draw(256);
  return copy;
}

describe('harmed archives', () => {
  it.each(seeds)('of %s end with their books in order', async (_name, whole) => {
    const draw = random(whole.length);
    const where = folder();
    const path = join(where, 'x');
    for (let i = 0; i < 60; i++) {
      const bytes = harmed(whole, draw);
      writeFileSync(path, bytes);
      const fromFile = await scan([path]);
      const fromPipe = await scan(['-'], { stdin: () => new MemorySource(bytes) });
      for (const { summary } of [fromFile, fromPipe]) {
        expect(summary.bytes_in).toBe(bytes.length);
        expect(summary.errors.map((e) => e.reason)).not.toContain('internal');
        expect(summary.complete).toBe(summary.errors.length === 0);
      }
    }
  });

  it.each(seeds)('of %s are redacted whole or refused', async (_name, whole) => {
    const draw = random(whole.length + 1);
    const { parts, table } = await loadParts({}, KEY);
    const where = folder();
    const path = join(where, 'x');
    const out = join(folder(), 'out');
    for (let i = 0; i < 30; i++) {
      writeFileSync(path, harmed(whole, draw));
      const summary = await runRedact({
        paths: [path], target: { to: 'tree', path: out }, walk: { follow: false }, limits: DEFAULT_LIMITS, parts, table, keyId: 'test', threads: 1,
        least: 2, style: 'label', tokens: new TokenNumbers(), vault: null, trouble: () => {},
      });
      expect(summary.errors.map((e) => e.reason)).not.toContain('internal');
      if (summary.complete) expect((await scan([out])).findings).toEqual([]);
    }
  });
});
