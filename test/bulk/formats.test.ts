// One planted token in every container and encoding, found at the right entry and byte; every kind of damage is named.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/input/limits.ts';
import { MemorySource, type Source } from '../../src/input/source.ts';
import { file, folder, logWith, scan, tar, token, zip } from './helper.ts';

const has = (command: string): boolean => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
const tool = (command: string, args: string[], data: Buffer): Buffer => execFileSync(command, args, { input: data, maxBuffer: 1 << 28 });
const log = (seed: number, lines = 300): { secret: string; data: Buffer; at: number; line: number } => {
  const secret = token(seed);
  const { text, at, line } = logWith(secret, seed, lines);
  return { secret, data: Buffer.from(text), at, line };
};

interface Case {
  readonly what: string;
  readonly name: string;
  readonly make: (data: Buffer) => Buffer;
  readonly entry?: string;
}

const cases: Case[] = [
  { what: 'plain text', name: 'a.log', make: (d) => d },
  { what: 'gzip without its name', name: 'noext', make: (d) => gzipSync(d) },
  { what: 'gzip of many members', name: 'm.gz', make: (d) => Buffer.concat([gzipSync(d.subarray(0, 5000)), gzipSync(d.subarray(5000, 5003)), gzipSync(d.subarray(5003))]) },
  { what: 'brotli by name', name: 'a.log.br', make: (d) => brotliCompressSync(d, { params: { 1: 4 } }) },
  { what: 'brotli inside tar inside brotli', name: 'a.tar.br', make: (d) => brotliCompressSync(tar([{ name: 'x/a.log.br', data: brotliCompressSync(d, { params: { 1: 4 } }) }]), { params: { 1: 4 } }), entry: 'x/a.log.br' },
  { what: 'tar', name: 'a.tar', make: (d) => tar([{ name: 'empty', data: Buffer.alloc(0) }, { name: 'var/log/a.log', data: d }]), entry: 'var/log/a.log' },
  { what: 'tar with a long name', name: 'a.tar', make: (d) => tar([{ name: `x/${'long'.repeat(60)}/a.log`, data: d }]), entry: `x/${'long'.repeat(60)}/a.log` },
  { what: 'gzip inside tar inside gzip', name: 'a.tgz', make: (d) => gzipSync(tar([{ name: 'b/a.log.gz', data: gzipSync(d) }])), entry: 'b/a.log.gz' },
  { what: 'zip', name: 'a.zip', make: (d) => zip([{ name: 'x/', data: Buffer.alloc(0) }, { name: 'x/a.log', data: d }]), entry: 'x/a.log' },
  { what: 'stored zip', name: 'a.jar', make: (d) => zip([{ name: 'x/a.log', data: d }], { stored: true }), entry: 'x/a.log' },
  { what: 'zip with descriptors', name: 'a.zip', make: (d) => zip([{ name: 'first', data: Buffer.from('x') }, { name: 'x/a.log', data: d }], { descriptors: true }), entry: 'x/a.log' },
  { what: 'self-extracting zip', name: 'a.exe', make: (d) => zip([{ name: 'a.log', data: d }]), entry: 'a.log' },
  { what: 'zip inside gzip', name: 'a.zip.gz', make: (d) => gzipSync(zip([{ name: 'a.log', data: d }], { descriptors: true })), entry: 'a.log' },
  { what: 'zip inside tar inside zip', name: 'z.zip', make: (d) => zip([{ name: 'c.tar', data: tar([{ name: 'b.zip', data: zip([{ name: 'a.log', data: d }]) }]) }]), entry: 'c.tar!b.zip!a.log' },
  { what: 'a line without end', name: 'one', make: (d) => Buffer.from(d.toString().replaceAll('\n', ' ')) },
  { what: 'binary with zero bytes', name: 'core', make: (d) => Buffer.concat([Buffer.from([0, 1, 2, 0, 0x7f, 0]), d.subarray(6), Buffer.alloc(100)]) },
];
for (const [command, args, ending] of [['bzip2', ['-c'], 'bz2'], ['xz', ['-c'], 'xz'], ['zstd', ['-q', '-c'], 'zst'], ['lz4', ['-q', '-c'], 'lz4']] as const) {
  if (!has(command)) continue;
  cases.push({ what: ending, name: `a.${ending}`, make: (d) => tool(command, [...args], d) });
  cases.push({ what: `joined ${ending}`, name: `a.${ending}`, make: (d) => Buffer.concat([tool(command, [...args], d.subarray(0, 9000)), tool(command, [...args], d.subarray(9000))]) });
  cases.push({ what: `tar in ${ending}, ${ending} in it`, name: `t.${ending}`, make: (d) => tool(command, [...args], tar([{ name: 'a', data: tool(command, [...args], d) }])), entry: 'a' });
}

describe('containers', () => {
  it.each(cases.map((c, i) => [c.what, c, i] as const))('finds the token in %s', async (_what, c, i) => {
    const { secret, data, at } = log(100 + i);
    const path = file(c.name, c.make(data));
    const { findings, summary } = await scan([path]);
    expect(summary.errors).toEqual([]);
    expect(findings).toHaveLength(1);
    const [only] = findings;
    expect(only?.entry).toBe(c.entry);
    expect(only?.finding.byte_start).toBe(at);
    expect(only?.finding.byte_end).toBe(at + secret.length);
    expect(summary.bytes_in).toBe(statSync(path).size);
    expect(summary.bytes_skipped).toBe(0);
    expect(summary.complete).toBe(true);
  });

  it('reads standard input, whatever it holds', async () => {
    const { data, at } = log(7);
    for (const bytes of [data, gzipSync(data), zip([{ name: 'a', data }]), tar([{ name: 'a', data }])]) {
      const { findings, summary } = await scan(['-'], { stdin: () => new MemorySource(bytes) });
      expect(findings.map((f) => f.finding.byte_start)).toEqual([at]);
      expect(summary.bytes_in).toBe(bytes.length);
      expect(summary.complete).toBe(true);
    }
  });
});

describe('encodings', () => {
  const utf16 = (text: string, big: boolean, bom: boolean): Buffer => {
    const bytes = Buffer.from((bom ? '\ufeff' : '') + text, 'utf16le');
    return big ? bytes.swap16() : bytes;
  };
  it.each([[false, false], [false, true], [true, false], [true, true]])('finds tokens in UTF-16 (big-endian %s, mark %s) at stored bytes', async (big, bom) => {
    const secret = token(11);
    const { text, line } = logWith(secret, 11, 3000);
    // characters of one to four bytes before it, also beyond the basic plane
    const whole = `größe ≥ 4 日本 😀 x\n${text}`;
    const path = file('u16.log', utf16(whole, big, bom));
    const { findings, summary } = await scan([path]);
    const at = (bom ? 2 : 0) + Buffer.from(whole.slice(0, whole.indexOf(secret)), 'utf16le').length;
    expect(findings.map((f) => [f.finding.byte_start, f.finding.byte_end, f.finding.line])).toEqual([[at, at + secret.length * 2, line + 1]]);
    expect(readFileSync(path).subarray(at, at + 8).toString('hex')).toBe(utf16(secret.slice(0, 4), big, false).toString('hex'));
    expect(summary.complete).toBe(true);
  });

  it('keeps places right behind a megabyte of wide characters and broken pairs', async () => {
    const secret = token(12);
    let before = '';
    for (let i = 0; i < 60_000; i++) before += ['日', 'x', 'ü', '😀', '\ud800', '\udc00y', '\n'][i % 7];
    const whole = `plain text first ${before} ${logWith(secret, 12, 1).text}`;
    const path = file('wide.log', Buffer.from(`\ufeff${whole}`, 'utf16le'));
    const { findings } = await scan([path]);
    expect(findings.map((f) => f.finding.byte_start)).toEqual([2 + whole.indexOf(secret) * 2]);
  });

  it('takes Latin-1 as bytes', async () => {
    const { text } = logWith(token(13), 13);
    const bytes = Buffer.from(text, 'latin1');
    const { findings } = await scan([file('l1.log', bytes)]);
    expect(findings.map((f) => f.finding.byte_start)).toEqual([bytes.indexOf('ghp_')]);
  });
});

describe('damage and limits', () => {
  const reasons = async (path: string, more = {}): Promise<string[]> => {
    const { summary } = await scan([path], more);
    expect(summary.complete).toBe(false);
    return summary.errors.map((e) => e.reason);
  };

  it('uses what stands before the end of a cut file, and says so', async () => {
    const { data, at } = log(20);
    const noise = Buffer.from(Array.from({ length: 60_000 }, (_, i) => (i * 7919) % 251 ^ (i >> 3) % 256));
    const packed = gzipSync(Buffer.concat([data, noise]));
    const { findings, summary } = await scan([file('cut.gz', packed.subarray(0, -9000))]);
    expect(findings.map((f) => f.finding.byte_start)).toEqual([at]);
    expect(summary.errors.map((e) => e.reason)).toEqual(['truncated']);
  });

  it('names the member in which an archive is cut, and what came before', async () => {
    const { data, at } = log(21);
    const whole = tar([{ name: 'a.log', data }, { name: 'b.log', data }]);
    const { findings, summary } = await scan([file('cut.tar', whole.subarray(0, 512 + Math.ceil(data.length / 512) * 512 + 512 + 100))]);
    expect(findings.map((f) => [f.entry, f.finding.byte_start])).toEqual([['a.log', at]]);
    expect(summary.errors.map((e) => [e.entry, e.reason])).toEqual([['b.log', 'truncated']]);
  });

  it('goes on behind a member that is left while its decoder is still at work', async () => {
    const { data, at } = log(27);
    const bomb = gzipSync(Buffer.alloc(90 * 1048576));
    const zeros = gzipSync(Buffer.concat([Buffer.alloc(2_000_000), Buffer.from(Array.from({ length: 200_000 }, (_, i) => ((i * 2654435761) >>> 9) & 255))]));
    const bytes = tar([{ name: 'bomb.gz', data: bomb }, { name: 'a.log', data }, { name: 'z.gz', data: zeros }, { name: 'b.log', data }, { name: 'z2.gz', data: zeros }, { name: 'c.log', data }]);
    const path = file('x.tar', bytes);
    /** Small pieces that come late: what a slow pipe gives. */
    const slow = (): Source => {
      let from = 0;
      return {
        pull: () => new Promise((resolve) => setImmediate(() => {
          const piece = bytes.subarray(from, from + 3000);
          from += piece.length;
          resolve(piece.length > 0 ? piece : null);
        })),
        close() {},
      };
    };
    for (const input of [{ paths: [path, path.replace('x.tar', '.')] }, { paths: ['-'], stdin: slow }]) {
      const { findings, summary } = await scan(input.paths, { skipBinary: true, limits: { ...DEFAULT_LIMITS, maxRatio: 300 }, ...(input.stdin === undefined ? {} : { stdin: input.stdin }) });
      const times = input.paths.length;
      expect(findings.map((f) => [f.entry, f.finding.byte_start])).toEqual(Array.from({ length: times }, () => ['a.log', 'b.log', 'c.log'].map((name) => [name, at])).flat());
      expect(summary.errors.map((e) => [e.entry, e.reason])).toEqual(Array.from({ length: times }, () => [['bomb.gz', 'binary'], ['z.gz', 'binary'], ['z2.gz', 'binary']]).flat());
      expect(summary.bytes_in).toBe(times * bytes.length);
    }
  });

  it('counts what a decoder had taken once, also when it is left early', async () => {
    const where = folder();
    const bomb = gzipSync(Buffer.alloc(20 * 1048576));
    const { data } = log(28);
    for (let i = 0; i < 10; i++) {
      file(`${i}-bomb.gz`, bomb, where);
      file(`${i}-log.gz`, gzipSync(Buffer.concat(Array.from({ length: 40 }, () => data))), where);
    }
    const { summary } = await scan([where], { skipBinary: true });
    expect(summary.errors.map((e) => e.reason)).toEqual(Array.from({ length: 10 }, () => 'binary'));
    expect(summary.findings).toBe(400);
  });

  it('goes on after a damaged member', async () => {
    const { data, at } = log(22);
    const bad = gzipSync(data);
    bad.fill(0x55, 30, 60);
    const { findings, summary } = await scan([file('a.tar', tar([{ name: 'bad.gz', data: bad }, { name: 'ok.log', data }]))]);
    expect(findings.map((f) => [f.entry, f.finding.byte_start])).toEqual([['ok.log', at]]);
    expect(summary.errors.map((e) => [e.entry, e.reason])).toEqual([['bad.gz', 'corrupt']]);
  });

  it.each([
    ['7z', Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0, 4, 1, 2, 3])],
    ['rar', Buffer.from('Rar!\x1a\x07\x01\x00 and more')],
    ['evtx', Buffer.from('ElfFile\x00 and more')],
    ['journal', Buffer.from('LPKSHHRH and more')],
  ])('names %s as not opened', async (_what, bytes) => {
    expect(await reasons(file('x', bytes))).toEqual(['unsupported_format']);
    const { summary } = await scan([file('x.tar', tar([{ name: 'in/x', data: bytes }]))]);
    expect(summary.errors.map((e) => [e.entry, e.reason])).toEqual([['in/x', 'unsupported_format']]);
    expect(summary.bytes_skipped).toBeGreaterThan(0);
  });

  it('names encrypted members and scans the others', async () => {
    expect(await reasons(file('e.zip', zip([{ name: 'a', data: Buffer.from('secret') }], { encrypted: true })))).toEqual(['unsupported_format']);
  });

  it('names zip members that share their bytes', async () => {
    const { data } = log(23);
    const bytes = zip([{ name: 'a', data }, { name: 'b', data: Buffer.from('y') }]);
    const second = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    bytes.writeUInt32LE(0, second + 42);
    expect(await reasons(file('o.zip', bytes))).toContain('corrupt');
  });

  it('reports what is no archive though it begins like one', async () => {
    expect((await reasons(file('bad.zip', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(500, 0xa5)])))).length).toBeGreaterThan(0);
    expect((await reasons(file('bad.gz', Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0]), Buffer.alloc(500, 0xa5)])))).length).toBeGreaterThan(0);
  });

  it('stops at the ratio, the decoded bytes, the entries and the depth', async () => {
    const bomb = file('bomb.gz', gzipSync(Buffer.alloc(80 * 1048576)));
    expect(await reasons(bomb)).toEqual(['limit_ratio']);
    const { data } = log(24);
    expect(await reasons(file('d.gz', gzipSync(data)), { limits: { ...DEFAULT_LIMITS, maxDecodedBytes: 1000 } })).toEqual(['limit_decoded']);
    const many = tar(Array.from({ length: 20 }, (_, i) => ({ name: `f${i}`, data: Buffer.from('x') })));
    expect(await reasons(file('many.tar', many), { limits: { ...DEFAULT_LIMITS, maxEntries: 10 } })).toEqual(['limit_entries']);
    let deep = data;
    for (let i = 0; i < 4; i++) deep = gzipSync(deep);
    expect(await reasons(file('deep.gz', deep), { limits: { ...DEFAULT_LIMITS, maxDepth: 3 } })).toEqual(['limit_depth']);
    expect((await scan([file('deep.gz', deep)], { limits: { ...DEFAULT_LIMITS, maxDepth: 4 } })).findings).toHaveLength(1);
  });

  it('names what a directory holds that can not be read', async () => {
    const where = folder();
    const { data } = log(25);
    file('ok.log', data, where);
    symlinkSync('loop', join(where, 'loop'));
    mkdirSync(join(where, 'sub'));
    symlinkSync('..', join(where, 'sub', 'up'));
    symlinkSync('ok.log', join(where, 'link.log'));
    symlinkSync('nowhere', join(where, 'dangling'));
    execFileSync('mkfifo', [join(where, 'pipe')]);
    const { findings, summary } = await scan([where]);
    expect(findings).toHaveLength(1);
    expect(summary.errors.map((e) => [e.path.slice(where.length + 1), e.reason])).toEqual([['loop', 'symlink_loop'], ['pipe', 'not_a_file'], ['sub/up', 'symlink_loop']]);
    expect(summary.links).toBe(2);
    const followed = await scan([where], { walk: { follow: true } });
    expect(followed.findings.map((f) => f.path.slice(where.length + 1))).toEqual(['link.log', 'ok.log']);
  });

  it.runIf(process.getuid?.() !== 0)('names files without permission', async () => {
    const path = file('locked.log', 'x');
    chmodSync(path, 0);
    expect(await reasons(path)).toEqual(['unreadable']);
  });

  it('waits for the writer of a named pipe, and not where there will be none', async () => {
    const where = folder();
    const pipe = join(where, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const { data, secret } = log(31);
    file('data', data, where);
    const writer = spawn('sh', ['-c', `sleep 0.2; (head -c 5000 data; sleep 0.1; tail -c +5001 data) > pipe`], { cwd: where });
    const written = new Promise((resolve) => writer.on('close', resolve));
    const { findings, summary } = await scan([pipe]);
    await written;
    expect(findings.map((f) => f.finding.secret?.revealText())).toEqual([secret]);
    expect(summary.bytes_in).toBe(data.length);
    expect((await scan(['/dev/null'])).summary).toMatchObject({ files: 1, bytes_in: 0, complete: true });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 100);
    expect((await scan([pipe], { signal: stop.signal })).summary).toMatchObject({ interrupted: true, complete: false });
    stop.abort();
  });

  it.runIf(process.platform === 'linux')('scans files and directories whose names are no UTF-8', async () => {
    const where = folder();
    const { data } = log(33);
    const odd = Buffer.concat([Buffer.from(`${where}/gr\u00f6\u00df`), Buffer.of(0xff, 0xe4)]);
    mkdirSync(odd);
    writeFileSync(Buffer.concat([odd, Buffer.from('/a'), Buffer.of(0x80), Buffer.from('.log')]), data);
    for (const threads of [1, 2]) {
      const { findings, summary } = await scan([where], { threads });
      expect(findings.map((f) => f.path.slice(where.length))).toEqual(['/gr\u00f6\u00df\udcff\udce4/a\udc80.log']);
      expect(summary).toMatchObject({ complete: true, bytes_in: data.length });
    }
  });

  it('names what became a directory before it was opened', async () => {
    const path = file('gone.log', 'some bytes');
    const { summary } = await scan([path], {
      // A file for the walk, a directory for the scan.
      unchanged: () => {
        rmSync(path);
        mkdirSync(path);
        return false;
      },
    });
    expect(summary.errors.map((e) => e.reason)).toEqual(['unreadable']);
  });

  it('names what does not exist', async () => {
    expect(await reasons(join(folder(), 'missing'))).toEqual(['unreadable']);
  });

  it('leaves binary files out when asked, and says so', async () => {
    expect(await reasons(file('b', Buffer.from([0, 1, 2, 3, 0, 5])), { skipBinary: true })).toEqual(['binary']);
  });
});
