// Redaction: every secret gone, everything else as it was, formats kept, twice is once, nothing half-written.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { loadParts } from '../../src/bulk/parts.ts';
import { runRedact } from '../../src/bulk/redact/redact.ts';
import type { RedactRequest } from '../../src/bulk/redact/run.ts';
import { targetOf } from '../../src/bulk/redact/target.ts';
import type { Summary } from '../../src/bulk/summary.ts';
import { TokenNumbers } from '../../src/findings/redactor.ts';
import { DEFAULT_LIMITS } from '../../src/input/limits.ts';
import { file, folder, KEY, logWith, scan, tar, token, zip } from './helper.ts';

const LABEL = '[GITHUB_PAT_CLASSIC_REDACTED]';
const has = (command: string): boolean => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;

async function redact(paths: readonly string[], target: RedactRequest['target'], more: Partial<RedactRequest> = {}): Promise<Summary> {
  const { parts, table } = await loadParts({}, KEY);
  const summary = await runRedact({
    paths, target, walk: { follow: false }, limits: DEFAULT_LIMITS, parts, table, keyId: 'test', threads: 1,
    least: 2, style: 'label', tokens: new TokenNumbers(), vault: null, trouble: () => {}, ...more,
  });
  expect(summary.bytes_in).toBe(summary.bytes_scanned + summary.bytes_skipped);
  return summary;
}

describe('one file', () => {
  it('is copied with the secret replaced, across pieces, byte for byte otherwise', async () => {
    const secrets = [token(1), token(2), token(3)];
    const filler = Buffer.alloc(700_000, 'plain words and bytes \xff\xfe here\n', 'latin1');
    const input = Buffer.concat(secrets.flatMap((secret) => [filler, Buffer.from(` GITHUB_TOKEN=${secret}\n`)]).concat(filler));
    const out = join(folder(), 'out.log');
    const summary = await redact([file('in.log', input)], { to: 'file', path: out });
    expect(summary.findings).toBe(3);
    let wanted = input.toString('latin1');
    for (const secret of secrets) wanted = wanted.replace(secret, LABEL);
    expect(readFileSync(out, 'latin1')).toBe(wanted);
    const again = join(folder(), 'again.log');
    await redact([out], { to: 'file', path: again });
    expect(readFileSync(again).equals(readFileSync(out))).toBe(true);
  });

  it.each([false, true])('in UTF-16 (big-endian %s) gets its placeholder in the same encoding', async (big) => {
    const secret = token(4);
    const { text } = logWith(secret, 4, 900);
    const encode = (t: string): Buffer => (big ? Buffer.from(`\ufeff${t}`, 'utf16le').swap16() : Buffer.from(`\ufeff${t}`, 'utf16le'));
    const out = join(folder(), 'out.log');
    await redact([file('u16.log', encode(`😀 日本\n${text}`))], { to: 'file', path: out });
    expect(readFileSync(out).equals(encode(`😀 日本\n${text.replace(secret, LABEL)}`))).toBe(true);
  });

  it('keeps length and lines with masks, and tells secrets apart with tokens', async () => {
    const [a, b] = [token(5), token(6)];
    const path = file('a.log', `x ${a}\ny ${b}\nz ${a}\n`);
    const run = async (style: 'mask' | 'token' | 'hash'): Promise<string> => {
      const out = join(folder(), 'out');
      await redact([path], { to: 'file', path: out }, { style });
      return readFileSync(out, 'utf8');
    };
    expect(await run('mask')).toBe(`x ${'*'.repeat(40)}\ny ${'*'.repeat(40)}\nz ${'*'.repeat(40)}\n`);
    expect(await run('token')).toBe('x [GITHUB_PAT_CLASSIC_REDACTED_1]\ny [GITHUB_PAT_CLASSIC_REDACTED_2]\nz [GITHUB_PAT_CLASSIC_REDACTED_1]\n');
    const hashed = (await run('hash')).split('\n');
    expect(hashed[0]?.slice(2)).toBe(hashed[2]?.slice(2));
    expect(hashed[0]?.slice(2)).not.toBe(hashed[1]?.slice(2));
  });
});

describe('packed files', () => {
  const { text } = logWith(token(8), 8);
  const data = Buffer.from(text);
  const clean = Buffer.from(text.replace(token(8), LABEL));

  it('are packed again', async () => {
    const where = folder();
    file('a.gz', gzipSync(data), where);
    file('a.br', brotliCompressSync(data, { params: { 1: 4 } }), where);
    const out = join(folder(), 'mirror');
    const summary = await redact([where], { to: 'tree', path: out });
    expect(summary.complete).toBe(true);
    expect(gunzipSync(readFileSync(join(out, 'a.gz'))).equals(clean)).toBe(true);
    expect(brotliDecompressSync(readFileSync(join(out, 'a.br'))).equals(clean)).toBe(true);
  });

  it.each([['bzip2', '-d', 'bz2'], ['xz', '-d', 'xz'], ['zstd', '-d', 'zst'], ['lz4', '-d', 'lz4']])('are written with %s where there is such a tool', async (command, decode, ending) => {
    if (!has(command)) return;
    const packed = execFileSync(command, ['-q', '-c'], { input: data });
    const where = folder();
    file(`a.${ending}`, packed, where);
    const out = join(folder(), 'mirror');
    expect((await redact([where], { to: 'tree', path: out })).complete).toBe(true);
    expect(execFileSync(command, [decode, '-q', '-c'], { input: readFileSync(join(out, `a.${ending}`)) }).equals(clean)).toBe(true);
  });

  it('keep their members, names and neighbours, at every depth', async () => {
    const inner = zip([{ name: 'x/', data: Buffer.alloc(0) }, { name: 'x/a.log', data }, { name: 'x/b.bin', data: Buffer.from([1, 2, 0, 255]) }]);
    const long = `d/${'name'.repeat(40)}.log`;
    const outer = tar([{ name: 'dir/', data: Buffer.alloc(0), type: '5' }, { name: 'n.zip', data: inner }, { name: long, data }, { name: 'last', data: Buffer.from('tail') }]);
    const where = folder();
    file('all.tgz', gzipSync(outer), where);
    file('plain.zip', inner, where);
    const out = join(folder(), 'mirror');
    const summary = await redact([where], { to: 'tree', path: out });
    expect(summary.complete).toBe(true);
    expect(summary.findings).toBe(3);
    const listed = execFileSync('tar', ['tzf', join(out, 'all.tgz')]).toString().trim().split('\n');
    expect(listed).toEqual(['dir/', 'n.zip', long, 'last']);
    expect(execFileSync('tar', ['xzOf', join(out, 'all.tgz'), long]).equals(clean)).toBe(true);
    expect(execFileSync('tar', ['xzOf', join(out, 'all.tgz'), 'last']).toString()).toBe('tail');
    execFileSync('unzip', ['-tq', join(out, 'plain.zip')]);
    expect(execFileSync('unzip', ['-p', join(out, 'plain.zip'), 'x/a.log']).equals(clean)).toBe(true);
    expect(execFileSync('unzip', ['-p', join(out, 'plain.zip'), 'x/b.bin']).equals(Buffer.from([1, 2, 0, 255]))).toBe(true);
    expect((await scan([out])).findings).toEqual([]);
  });

  it('hold brotli that is known by its name, and are named with the member they are cut in', async () => {
    const where = folder();
    file('b.tar', tar([{ name: 'a.log.br', data: brotliCompressSync(data) }]), where);
    const out = join(folder(), 'mirror');
    expect(await redact([where], { to: 'tree', path: out })).toMatchObject({ complete: true, findings: 1 });
    expect(brotliDecompressSync(execFileSync('tar', ['xOf', join(out, 'b.tar'), 'a.log.br'])).equals(clean)).toBe(true);
    const whole = tar([{ name: 'a.log', data }, { name: 'b.log', data }]);
    const cut = file('cut.tar', whole.subarray(0, whole.length - 1024 - 700));
    const { errors } = await redact([cut], { to: 'file', path: join(folder(), 'out') });
    expect(errors.map((e) => [e.entry, e.reason])).toEqual([['b.log', 'truncated']]);
  });

  it('without a finding are copied as they are', async () => {
    const where = folder();
    const packed = gzipSync(Buffer.from('nothing here\n'), { level: 1 });
    file('a.gz', packed, where);
    const out = join(folder(), 'mirror');
    await redact([where], { to: 'tree', path: out });
    expect(readFileSync(join(out, 'a.gz')).equals(packed)).toBe(true);
  });

  it('that can not be opened do not appear in the output', async () => {
    const where = folder();
    mkdirSync(join(where, 'sub'));
    file('x.7z', Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0, 4]), where);
    file('cut.gz', gzipSync(data).subarray(0, -9), join(where, 'sub'));
    file('ok.log', data, join(where, 'sub'));
    const out = join(folder(), 'mirror');
    const summary = await redact([where], { to: 'tree', path: out });
    expect(summary.errors.map((e) => e.reason).sort()).toEqual(['truncated', 'unsupported_format']);
    expect(existsSync(join(out, 'x.7z'))).toBe(false);
    expect(readdirSync(join(out, 'sub'))).toEqual(['ok.log']);
  });
});

describe('in place', () => {
  it('keeps mode and time, leaves clean files alone and nothing beside', async () => {
    const where = folder();
    const path = file('a.log', `k ${token(9)}\n`, where);
    const untouched = file('b.log', 'nothing\n', where);
    execFileSync('chmod', ['640', path]);
    utimesSync(path, 1_700_000_000, 1_700_000_000);
    const inode = statSync(untouched).ino;
    await redact([where], { to: 'place' });
    expect(readFileSync(path, 'utf8')).toBe(`k ${LABEL}\n`);
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(statSync(path).mtimeMs).toBe(1_700_000_000_000);
    expect(statSync(untouched).ino).toBe(inode);
    expect(readdirSync(where).sort()).toEqual(['a.log', 'b.log']);
  });
});

describe('targets', () => {
  it('are understood from what the person wrote', () => {
    const where = folder();
    const path = file('a.log', 'x', where);
    expect(targetOf(['-'], undefined, false)).toEqual({ to: 'stdout' });
    expect(targetOf([path], undefined, false)).toEqual({ to: 'stdout' });
    expect(targetOf([path], where, false)).toEqual({ to: 'tree', path: where });
    expect(targetOf([path], `${where}/new`, false)).toEqual({ to: 'file', path: `${where}/new` });
    expect(targetOf([where], undefined, false)).toMatch(/--output/);
    expect(targetOf([path], path, false)).toMatch(/--in-place/);
    expect(targetOf(['-'], undefined, true)).toMatch(/standard input/);
  });
});

describe.runIf(process.platform === 'linux')('names and kinds of files', () => {
  it('that are no UTF-8, or as long as they can be, are mirrored and replaced', async () => {
    const where = folder();
    const inside = Buffer.concat([Buffer.from(`${where}/gr\u00f6\u00df`), Buffer.of(0xff, 0xe4)]);
    mkdirSync(inside);
    const name = Buffer.concat([Buffer.from('/a'), Buffer.of(0x80), Buffer.from('.log')]);
    const long = '\u65e5'.repeat(85);
    writeFileSync(Buffer.concat([inside, name]), `k ${token(41)} e\n`);
    writeFileSync(join(where, long), `k ${token(42)} e\n`);
    for (const threads of [1, 2]) {
      const out = folder();
      const summary = await redact([where], { to: 'tree', path: out }, { threads });
      expect(summary).toMatchObject({ complete: true, findings: 2 });
      const there = Buffer.concat([Buffer.from(out), inside.subarray(where.length), name]);
      expect(readFileSync(there, 'utf8')).toBe(`k ${LABEL} e\n`);
      expect(readFileSync(join(out, long), 'utf8')).toBe(`k ${LABEL} e\n`);
    }
    expect(await redact([where], { to: 'place' })).toMatchObject({ complete: true, findings: 2 });
    expect(readFileSync(Buffer.concat([inside, name]), 'utf8')).toBe(`k ${LABEL} e\n`);
    expect(readdirSync(inside, { encoding: 'buffer' })).toHaveLength(1);
    expect(readdirSync(where)).toHaveLength(2);
  });

  it('such as a named pipe are read to the end of their writer, and left when the run is stopped', async () => {
    const where = folder();
    const pipe = join(where, 'pipe');
    execFileSync('mkfifo', [pipe]);
    writeFileSync(join(where, 'data'), `k ${token(43)} e\n`);
    const out = join(where, 'out');
    const writer = spawn('sh', ['-c', 'sleep 0.2; (head -c 10 data; sleep 0.1; tail -c +11 data) > pipe'], { cwd: where });
    const written = new Promise((resolve) => writer.on('close', resolve));
    expect(await redact([pipe], { to: 'file', path: out })).toMatchObject({ complete: true, findings: 1 });
    await written;
    expect(readFileSync(out, 'utf8')).toBe(`k ${LABEL} e\n`);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 100);
    const late = join(where, 'late');
    expect(await redact([pipe], { to: 'file', path: late }, { signal: stop.signal })).toMatchObject({ interrupted: true, complete: false });
    expect(existsSync(late)).toBe(false);
  });
});
