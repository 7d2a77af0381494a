// What a scan keeps between runs and what it leaves out: states and baselines that are damaged, reports that can't be
// written, regions and exceptions.

import { spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { file, folder, scan, token } from '../bulk/helper.ts';

const MAIN = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
const home = folder();
const env = { ...process.env, WARDLINE_KEY: '0'.repeat(64), XDG_CONFIG_HOME: home, NO_COLOR: '', FORCE_COLOR: '0' };

function run(args: readonly string[], options: { input?: string; cwd?: string; env?: NodeJS.ProcessEnv } = {}): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8', input: options.input as string, cwd: options.cwd, env: { ...env, ...options.env }, maxBuffer: 1 << 28 });
}

const summaryOf = (out: SpawnSyncReturns<string>): Record<string, unknown> => JSON.parse(out.stdout.trim().split('\n').at(-1) as string) as Record<string, unknown>;
const linesOf = (out: SpawnSyncReturns<string>): unknown[] =>
  out.stdout.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>).filter((line) => line['type'] === 'finding').map((line) => line['line']);

describe('resume', () => {
  it('knows large files as well', async () => {
    const big = file('big.log', Buffer.alloc(80 * 1048576, 'an ordinary line\n'));
    const { summary } = await scan([big, file('small.log', 'x\n')], { threads: 2, unchanged: () => true });
    expect(summary).toMatchObject({ complete: true, bytes_scanned: 0, skipped: { unchanged: 80 * 1048576 + 2 } });
  });

  it('scans again what was scanned with other rules', () => {
    const state = join(folder(), 'state');
    const log = file('a.log', 'nothing\n');
    const bytes = (...more: string[]): unknown => summaryOf(run(['scan', log, '-f', 'jsonl', '--resume', state, ...more]))['bytes_scanned'];
    expect([bytes(), bytes(), bytes('--min-confidence', 'low'), bytes('--min-confidence', 'low'), bytes('--only', 'GitHub', '--min-confidence', 'low')]).toEqual([8, 0, 8, 0, 8]);
  });

  it('refuses a state that is damaged in whatever way', () => {
    const log = file('a.log', 'nothing\n');
    const state = join(folder(), 'state');
    run(['scan', log, '--resume', state]);
    const good = readFileSync(state, 'utf8');
    const [first, seal] = good.trim().split('\n') as [string, string];
    for (const bad of ['', 'x', '\n\n', 'null\n', '{}\n', good.slice(0, -1), good.slice(0, -9), `${good}\n`, `${good}x`, `${seal}\n`, `${first}\n${first}\n${seal}\n`, good.replace('a.log', 'b.log'), good.replace('"schema"', '"schemb"'), `\0${good}`]) {
      writeFileSync(state, bad);
      const out = run(['scan', log, '--resume', state]);
      expect([out.status, out.stderr], JSON.stringify(bad)).toEqual([2, expect.stringContaining('is damaged or no state')]);
    }
  });

  it('keeps the report of the run before', () => {
    const where = folder();
    const out = folder();
    file('a.log', `k=${token(1)}\n`, where);
    const args = ['scan', where, '--format', 'none', '--report', `jsonl=${join(out, 'r.jsonl')}`, '--resume', join(out, 'state')];
    run(args);
    file('b.log', `k=${token(2)}\n`, where);
    expect(run(args).stderr).toContain('r.1.jsonl');
    const findings = (name: string): number => readFileSync(join(out, name), 'utf8').split('\n').filter((line) => line.includes('"finding"')).length;
    expect([findings('r.1.jsonl'), findings('r.jsonl')]).toEqual([1, 1]);
  });

  it('keeps in the baseline it writes what it leaves out of the scan', () => {
    const where = folder();
    const out = folder();
    const [known, state] = [join(out, 'known.json'), join(out, 'state')];
    file('a.log', `k=${token(1)}\n`, where);
    const write = (): SpawnSyncReturns<string> => run(['scan', where, '--resume', state, '--write-baseline', known]);
    write();
    file('b.log', `k=${token(2)}\n`, where);
    write();
    expect(summaryOf(run(['scan', where, '-f', 'jsonl', '--baseline', known]))).toMatchObject({ findings: 0, suppressed: { baseline: 2 } });
    writeFileSync(known, 'x');
    expect(write().status).toBe(2);
  });

  it('scans again what remarks had left out', () => {
    const state = join(folder(), 'state');
    const log = file('a.log', `k=${token(1)} # wardline:allow\n`);
    const findings = (...more: string[]): unknown => summaryOf(run(['scan', log, '-f', 'jsonl', '--resume', state, ...more]))['findings'];
    expect([findings('--allow-markers'), findings()]).toEqual([0, 1]);
  });

  it.skipIf(!existsSync('/dev/full'))('does not count as done what could not be reported', () => {
    const state = join(folder(), 'state');
    const log = file('a.log', `k=${token(1)}\n`);
    const out = run(['scan', log, '-f', 'none', '--report', 'csv=/dev/full', '--resume', state]);
    expect([out.status, out.stderr]).toEqual([2, expect.stringContaining('`/dev/full`: the output could not be written: the disk is full')]);
    expect(summaryOf(run(['scan', log, '-f', 'jsonl', '--resume', state]))).toMatchObject({ findings: 1 });
  });
});

describe('baselines', () => {
  it('are refused when they are damaged', () => {
    const log = file('a.log', `k=${token(1)}\n`);
    const known = join(folder(), 'known.json');
    run(['scan', log, '--write-baseline', known]);
    const good = readFileSync(known, 'utf8');
    for (const bad of ['', 'null', '1', '[null]', '{"results":{"a":[null]}}', good.slice(0, -4), good.replace('"findings"', '"fundings"'), good.replace('"fingerprint"', '"fungerprint"'), good.replace(/"hmac[^"]*"/, '3'), good.replace(/"hmac[^"]*"/, '"x"')]) {
      writeFileSync(known, bad);
      const out = run(['scan', log, '--baseline', known]);
      expect([out.status, out.stderr], bad.slice(0, 80)).toEqual([2, expect.stringMatching(/baseline.*hint/s)]);
    }
    writeFileSync(known, `\ufeff${good}`);
    expect(run(['scan', log, '--baseline', known]).status).toBe(0);
  });

  it('that could not be written are said before the scan', () => {
    const out = run(['scan', file('a.log', `k=${token(1)}\n`), '--write-baseline', join(folder(), 'no', 'such')]);
    expect([out.status, out.stdout]).toEqual([2, '']);
    expect(out.stderr).toContain('its directory is not there');
  });
});

describe('reports', () => {
  it.skipIf(!existsSync('/dev/full'))('go on when another can\'t be written', () => {
    const good = join(folder(), 'r.jsonl');
    const text = Array.from({ length: 400 }, (_, i) => `k=${token(i)}\n`).join('');
    const out = run(['scan', file('a.log', text), '-f', 'none', '--report', 'sarif=/dev/full', '--report', `jsonl=${good}`]);
    expect(out.status).toBe(2);
    expect(JSON.parse(readFileSync(good, 'utf8').trim().split('\n').at(-1) as string)).toMatchObject({ complete: true, findings: 400 });
    expect(existsSync('/dev/full')).toBe(true);
  });
});

describe('remarks', () => {
  const k = (i: number): string => `k=${token(i)}`;

  it('open and close regions, wherever the text is cut and in whatever encoding', () => {
    const text = [k(1), '# wardline:ignore-start', k(2), k(3), '# wardline:ignore-end', k(4), '/* secretlint-disable */', k(5), '/* secretlint-enable */', k(6), '// secretlint-disable-next-line', k(7), k(8)].join('\n');
    for (const bytes of [Buffer.from(text), Buffer.from(`\ufeff${text}`, 'utf16le')]) {
      const out = run(['scan', file('r.log', bytes), '-f', 'jsonl', '--allow-markers']);
      expect(linesOf(out)).toEqual([1, 6, 10, 13]);
      expect(summaryOf(out)).toMatchObject({ suppressed: { marker: 4 } });
    }
    expect(linesOf(run(['scan', file('r.log', text), '-f', 'jsonl']))).toHaveLength(8);
  });

  it('hold across the parts of a file', async () => {
    const filler = 'an ordinary line of a log, one like all others\n'.repeat(Math.ceil((33 * 1048576) / 47));
    const big = file('big.log', `${k(1)}\nwardline:ignore-start\n${k(2)}\n${filler}${k(3)}\n${filler}${k(4)}\nwardline:ignore-end\n${k(5)}\n`);
    for (const threads of ['1', '2']) {
      const out = run(['scan', big, '-f', 'jsonl', '--allow-markers', '--threads', threads]);
      expect(linesOf(out)).toHaveLength(2);
      expect(summaryOf(out)).toMatchObject({ suppressed: { marker: 3 } });
    }
  });

  it('that name a rule are about that rule', () => {
    const text = [`${k(1)} # wardline:allow github-pat-classic demo`, `${k(2)} # wardline:allow jwt demo`, `${k(3)} # wardline:allow because it is known`, '# wardline:allow-next-line jwt', k(4), `${k(5)} # wardline:ignore-end`].join('\n');
    expect(linesOf(run(['scan', file('r.log', text), '-f', 'jsonl', '--allow-markers']))).toEqual([2, 5, 6]);
  });
});

describe('exceptions of a policy', () => {
  it('hold in scans, are counted by name, and can be left aside', () => {
    const where = folder();
    mkdirSync(join(where, '.git'));
    file('a.log', `k=${token(1)}\nk=${token(2)}\n`, where);
    const fingerprint = (JSON.parse(run(['scan', 'a.log', '-f', 'jsonl'], { cwd: where }).stdout.split('\n')[0] as string) as { fingerprint: string }).fingerprint;
    const states = { WARDLINE_STATE_DIR: folder() };
    expect(run(['exception', 'add', '--id', 'demo', '--fingerprint', fingerprint, '--reason', 'demo key', '--ticket', 'T-1'], { cwd: where, env: states }).status).toBe(0);
    const out = run(['scan', 'a.log', '-f', 'jsonl'], { cwd: where });
    expect(linesOf(out)).toEqual([2]);
    expect(summaryOf(out)).toMatchObject({ suppressed: { 'exception demo': 1 } });
    expect(linesOf(run(['scan', 'a.log', '-f', 'jsonl', '--no-exceptions'], { cwd: where }))).toEqual([1, 2]);
    const other = run(['scan', 'a.log', '-f', 'jsonl'], { cwd: where, env: { WARDLINE_KEY: '1'.repeat(64) } });
    expect(linesOf(other)).toEqual([1, 2]);
    expect(other.stderr).toContain('was made with key');
    expect(run(['exception', 'expire', 'demo'], { cwd: where, env: states }).status).toBe(0);
    expect(linesOf(run(['scan', 'a.log', '-f', 'jsonl'], { cwd: where }))).toEqual([1, 2]);
    writeFileSync(join(where, '.wardline', 'policy.yaml'), 'wardline: [');
    expect(run(['scan', 'a.log'], { cwd: where }).status).toBe(2);
  });
});

describe('a silent pipe', () => {
  it.skipIf(process.platform === 'win32')('does not keep an interrupted run from ending', async () => {
    const pipe = join(folder(), 'pipe');
    spawnSync('mkfifo', [pipe]);
    for (const command of ['scan', 'redact']) {
      // The writer goes on for long and says nothing.
      const child = spawn('sh', ['-c', `sleep 30 > "${pipe}" & sleeper=$!; "${process.execPath}" "${MAIN}" ${command} - < "${pipe}" & scan=$!; sleep 1; kill -INT $scan; wait $scan; code=$?; kill $sleeper; exit $code`], { env, stdio: 'ignore' });
      const begun = performance.now();
      expect(await new Promise((resolve) => child.on('close', resolve))).toBe(130);
      expect(performance.now() - begun).toBeLessThan(6000);
    }
  });
});
