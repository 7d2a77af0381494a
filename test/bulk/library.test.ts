// wardline/bulk as a program uses it.

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
});
