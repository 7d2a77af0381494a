// wardline/bulk as a program uses it.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scanPaths } from '../../src/bulk/index.ts';
import { file, folder, KEY, token } from './helper.ts';

describe('scanPaths', () => {
  it('gives findings and then the summary', async () => {
    const where = folder();
    file('a.log', `x ${token(1)}\n`, where);
    file('b.log', `x ${token(2)}\n`, where);
    const scan = scanPaths([where], { key: KEY });
    const seen: string[] = [];
    for await (const { path, finding } of scan) seen.push(`${path.slice(where.length)} ${finding.rule_id} ${finding.id}`);
    expect(seen).toEqual(['/a.log github-pat-classic f1', '/b.log github-pat-classic f2']);
    expect((await scan.summary).complete).toBe(true);
  });

  it('waits for a slow reader and stops when the reader leaves', async () => {
    const path = file('many.log', `${token(3)}\n`.repeat(900_000));
    let n = 0;
    const scan = scanPaths([path], { key: KEY, threads: 1 });
    for await (const _ of scan) if (++n === 3000) break;
    expect((await scan.summary).interrupted).toBe(true);
    expect((await scan.summary).bytes_scanned).toBeLessThan(900_000 * 41);
  });

  it('leaves out what the filter says, counted', async () => {
    const path = file('a.log', `x ${token(4)}\n`);
    const scan = scanPaths([path], { key: KEY, filter: () => ({ suppress: 'known' }) });
    for await (const _ of scan) expect.unreachable();
    expect((await scan.summary).suppressed).toEqual({ known: 1 });
  });

  it.skipIf(!existsSync('/proc/self/fd'))('leaves no file open when what hears of findings fails', () => {
    const where = folder();
    const text = `x ${token(5)}\n${'an ordinary line of a log\n'.repeat(3_000_000)}`;
    for (const name of ['a.log', 'b.log']) file(name, text, where);
    // In a process of its own: inside a thread of the test runner files are closed with their thread.
    const code = `
      import { readdirSync, readlinkSync } from 'node:fs';
      import { scanPaths } from ${JSON.stringify(new URL('../../dist/src/bulk/index.js', import.meta.url).href)};
      const filter = () => { throw new Error('full'); };
      for (let i = 0; i < 6; i++) await scanPaths([${JSON.stringify(where)}], { key: new Uint8Array(32), threads: 2, filter }).summary.catch((error) => console.log(error.message));
      for (const fd of readdirSync('/proc/self/fd')) try { console.log(readlinkSync('/proc/self/fd/' + fd)); } catch {}
    `;
    const out = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' }).stdout.split('\n');
    expect(out.filter((line) => line === 'full')).toHaveLength(6);
    expect(out.filter((line) => line.startsWith(where))).toEqual([]);
  });
});
