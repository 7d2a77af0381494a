// One directory with everything that can be opened, each holding one token, and one with everything that is wrong in some
// way, through the built command: each at its entry and byte, each named, the books in order, the exit code as documented.

import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, statSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { file, folder, logWith, tar, token, zip } from '../bulk/helper.ts';

const MAIN = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
/** What may not be read is no test for root, who then runs the command as nobody, where nobody can reach this repository. */
const root = process.getuid?.() === 0;
const nobody = { uid: 65534, gid: 65534 };
const asNobody = root && spawnSync(process.execPath, [MAIN, '--version'], nobody).status === 0;
const readsAll = root && !asNobody;

interface Line {
  readonly type: string;
  readonly path: string;
  readonly entry?: string;
  readonly byte_start: number;
  readonly byte_end: number;
}
interface Summary {
  readonly errors: readonly { readonly path: string; readonly entry?: string; readonly reason: string }[];
  readonly complete: boolean;
  readonly bytes_in: number;
  readonly bytes_scanned: number;
  readonly bytes_skipped: number;
  readonly skipped: Readonly<Record<string, number>>;
}

function scan(where: string, ...more: string[]): { status: number | null; stderr: string; found: Line[]; summary: Summary } {
  const runs = ['1', '2'].map((threads) =>
    spawnSync(process.execPath, [MAIN, 'scan', '.', '--format', 'jsonl', '--threads', threads, ...more], {
      cwd: where, encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, WARDLINE_KEY: '0'.repeat(64) },
      ...(asNobody && more.length > 0 ? nobody : {}),
    }),
  );
  const [one, two] = runs.map(({ stdout }) => stdout.replace(/"seconds":[\d.]+/, '')) as [string, string];
  expect(two).toBe(one);
  const { status, stderr, stdout } = runs[0] as (typeof runs)[0];
  const lines = stdout.trim().split('\n').map((line) => JSON.parse(line) as Line);
  return { status, stderr, found: lines.slice(0, -1), summary: lines.at(-1) as unknown as Summary };
}

const has = (command: string): boolean => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
const tool = (command: string, ...args: string[]) => (data: Buffer): Buffer => execFileSync(command, args, { input: data, maxBuffer: 1 << 28 });

/** Compressors that are here, by the ending of their files. */
const packers: [string, (data: Buffer) => Buffer][] = [['gz', (d) => gzipSync(d)], ['br', (d) => brotliCompressSync(d, { params: { 1: 5 } })]];
if (has('zstd')) packers.push(['zst', tool('zstd', '-q', '-c')]);
if (has('bzip2')) packers.push(['bz2', tool('bzip2', '-c')]);
if (has('xz')) packers.push(['xz', tool('xz', '-c')]);
if (has('lz4')) packers.push(['lz4', tool('lz4', '-q', '-c')]);

const halves = (data: Buffer): [Buffer, Buffer] => [data.subarray(0, data.length >> 1), data.subarray(data.length >> 1)];

function bgzf(data: Buffer): Buffer {
  const block = (piece: Buffer): Buffer => {
    const deflated = deflateRawSync(piece);
    const head = Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, 6, 0, 0x42, 0x43, 2, 0, 0, 0]);
    head.writeUInt16LE(18 + deflated.length + 8 - 1, 16);
    const tail = Buffer.alloc(8);
    tail.writeUInt32LE(crc32(piece), 0);
    tail.writeUInt32LE(piece.length, 4);
    return Buffer.concat([head, deflated, tail]);
  };
  return Buffer.concat([...halves(data).map(block), block(Buffer.alloc(0))]);
}

/** Independent frames and a table of them at the end, in a frame that decoders skip. */
function seekableZstd(data: Buffer, pack: (data: Buffer) => Buffer): Buffer {
  const pieces = halves(data);
  const frames = pieces.map(pack);
  const rows = frames.map((frame, i) => {
    const row = Buffer.alloc(8);
    row.writeUInt32LE(frame.length, 0);
    row.writeUInt32LE(pieces[i]?.length ?? 0, 4);
    return row;
  });
  const foot = Buffer.alloc(9);
  foot.writeUInt32LE(frames.length, 0);
  foot.writeUInt32LE(0x8f92eab1, 5);
  const table = Buffer.concat([...rows, foot]);
  const head = Buffer.alloc(8);
  head.writeUInt32LE(0x184d2a5e, 0);
  head.writeUInt32LE(table.length, 4);
  return Buffer.concat([...frames, head, table]);
}

/** One stored member whose sizes and place stand in the 64-bit fields. */
function zip64(name: string, data: Buffer): Buffer {
  const long = (...values: number[]): Buffer => {
    const bytes = Buffer.alloc(8 * values.length);
    values.forEach((value, i) => bytes.writeBigUInt64LE(BigInt(value), 8 * i));
    return bytes;
  };
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(45, 0);
  fields.writeUInt32LE(crc32(data), 10);
  fields.writeUInt32LE(0xffffffff, 14);
  fields.writeUInt32LE(0xffffffff, 18);
  fields.writeUInt16LE(name.length, 22);
  const extra = (values: Buffer): Buffer => Buffer.concat([Buffer.from([1, 0, values.length, 0]), values]);
  const localExtra = extra(long(data.length, data.length));
  fields.writeUInt16LE(localExtra.length, 24);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), localExtra, data]);
  const centralExtra = extra(long(data.length, data.length, 0));
  const record = Buffer.alloc(46);
  record.write('PK\x01\x02');
  record.writeUInt16LE(45, 4);
  fields.copy(record, 6);
  record.writeUInt16LE(centralExtra.length, 30);
  record.writeUInt32LE(0xffffffff, 42);
  const central = Buffer.concat([record, Buffer.from(name), centralExtra]);
  const end64 = Buffer.alloc(24);
  end64.write('PK\x06\x06');
  end64.writeBigUInt64LE(44n, 4);
  end64.writeUInt16LE(45, 12);
  end64.writeUInt16LE(45, 14);
  const locator = Buffer.concat([Buffer.from('PK\x06\x07'), Buffer.alloc(4), long(local.length + central.length), Buffer.from([1, 0, 0, 0])]);
  const end = Buffer.alloc(22, 0xff);
  end.write('PK\x05\x06');
  end.writeUInt32LE(0, 4);
  end.writeUInt16LE(0, 20);
  return Buffer.concat([local, central, end64, long(1, 1, central.length, local.length), locator, end]);
}

interface Planted {
  readonly entry?: string;
  readonly at: number;
  readonly length: number;
}

it('finds one token in each container and encoding, at its entry and byte', () => {
  const where = folder();
  const wanted = new Map<string, Planted>();
  let seed = 5000;
  const plant = (name: string, make: (data: Buffer) => Buffer, entry?: string, encode: (text: string) => Buffer = (text) => Buffer.from(text)): void => {
    const secret = token(++seed);
    const { text } = logWith(secret, seed, 400);
    const data = encode(text);
    const at = data.indexOf(encode(secret));
    expect(at).toBeGreaterThan(0);
    file(name, make(data), where);
    wanted.set(`./${name}`, { ...(entry === undefined ? {} : { entry }), at, length: encode(secret).length });
  };
  const same = (data: Buffer): Buffer => data;
  const inTar = (data: Buffer): Buffer => tar([{ name: 'other.log', data: Buffer.from('nothing\n') }, { name: 'var/a.log', data }]);

  plant('plain.log', same);
  plant('.hidden', same);
  plant('one-line.log', (d) => Buffer.from(`${d.toString('latin1').replaceAll('\n', ' ')}${'x '.repeat(1_500_000)}`, 'latin1'));
  plant('latin1.log', same, undefined, (text) => Buffer.from(text, 'latin1'));
  plant('nul-laced.bin', same, undefined, (text) => Buffer.concat([Buffer.from([0, 1, 2, 0x7f, 0]), Buffer.from(text.includes('\n') ? text.replaceAll(' INFO ', '\0INFO\0') : text)]).subarray(text.includes('\n') ? 0 : 5));
  for (const [name, big, mark] of [['le', false, false], ['le-bom', false, true], ['be', true, false], ['be-bom', true, true]] as const) {
    plant(`utf16-${name}.log`, (d) => (mark ? Buffer.concat([Buffer.from(big ? [0xfe, 0xff] : [0xff, 0xfe]), d]) : d), undefined, (text) => {
      const wide = Buffer.from(text, 'utf16le');
      return big ? wide.swap16() : wide;
    });
    const planted = wanted.get(`./utf16-${name}.log`) as Planted;
    wanted.set(`./utf16-${name}.log`, { ...planted, at: planted.at + (mark ? 2 : 0) });
  }
  for (const [ending, pack] of packers) {
    const named = ending === 'br' ? '.br' : ''; // the others are known by what they hold
    plant(`packed-${ending}${named}`, pack);
    plant(`utf16-in-${ending}${named}`, pack, undefined, (text) => Buffer.from(text, 'utf16le'));
    if (ending !== 'br') plant(`joined-${ending}`, (d) => Buffer.concat(halves(d).map(pack)));
    plant(`tar-${ending}${named}`, (d) => pack(inTar(d)), 'var/a.log');
    plant(`in-tar-${ending}`, (d) => tar([{ name: `a.${ending}`, data: pack(d) }]), `a.${ending}`);
    plant(`in-zip-${ending}`, (d) => zip([{ name: `a.${ending}`, data: pack(d) }], { stored: true }), `a.${ending}`);
    plant(`zip-${ending}${named}`, (d) => pack(zip([{ name: 'a.log', data: d }], { descriptors: true })), 'a.log');
  }
  plant('bgzf', bgzf);
  const zstd = packers.find(([ending]) => ending === 'zst')?.[1];
  if (zstd !== undefined) plant('seekable-zst', (d) => seekableZstd(d, zstd));
  plant('tar', inTar, 'var/a.log');
  plant('zip', (d) => zip([{ name: 'a.log', data: d }]), 'a.log');
  plant('stored.jar', (d) => zip([{ name: 'a.log', data: d }], { stored: true }), 'a.log');
  plant('zip64', (d) => zip64('a.log', d), 'a.log');
  plant('nested', (d) => zip([{ name: 'c.tgz', data: gzipSync(tar([{ name: 'b.zip', data: zip([{ name: 'a.log', data: d }]) }])) }]), 'c.tgz!b.zip!a.log');

  const { status, stderr, found, summary } = scan(where);
  expect(stderr).toBe('');
  expect(summary.errors).toEqual([]);
  expect(summary.complete).toBe(true);
  expect(found.map(({ path, entry, byte_start, byte_end }) => [path, { ...(entry === undefined ? {} : { entry }), at: byte_start, length: byte_end - byte_start }]))
    .toEqual([...wanted].sort(([a], [b]) => (a < b ? -1 : 1)));
  expect(summary.bytes_scanned + summary.bytes_skipped).toBe(summary.bytes_in);
  expect(summary.bytes_in).toBe([...wanted.keys()].reduce((n, name) => n + statSync(join(where, name)).size, 0));
  expect(status).toBe(1);
}, 60_000);

it('names everything that is damaged, cut, locked, looped or hostile, and scans the rest', async () => {
  const where = folder();
  chmodSync(where, 0o755);
  const wanted: [string, string | undefined, string | RegExp][] = [];
  const tokens: string[] = [];
  let seed = 7000;
  const log = (): Buffer => Buffer.from(logWith(token(++seed), seed, 40).text);
  const noise = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (((i * 2654435761) ^ (i * i * 40503)) >>> 11) & 255));
  const bad = (name: string, bytes: Buffer, reason: string | RegExp, entry?: string): void => {
    file(name, bytes, where);
    wanted.push([`./${name}`, entry, reason]);
  };
  for (const [ending, pack] of packers) {
    const named = ending === 'br' ? '.br' : '';
    const whole = pack(Buffer.concat([log(), noise]));
    bad(`cut-${ending}${named}`, whole.subarray(0, whole.length - 20_000), 'truncated');
    const damaged = Buffer.from(pack(Buffer.concat([log(), noise, noise])));
    damaged.fill(0x5a, damaged.length - 30_000, damaged.length - 29_000);
    if (ending !== 'br') bad(`damaged-${ending}`, damaged, /corrupt|checksum_mismatch/);
    else bad(`damaged-${ending}${named}`, Buffer.concat([damaged.subarray(0, 2000), Buffer.alloc(4000, 0xff)]), /corrupt|truncated/);
    if (ending !== 'br') bad(`tail-${ending}`, Buffer.concat([pack(log()), Buffer.from('bytes that belong to nothing')]), /trailing_data|corrupt/);
    bad(`damaged-in-tar-${ending}`, tar([{ name: `a.${ending}`, data: ending === 'br' ? whole.subarray(0, 100) : damaged }, { name: 'whole.log', data: log() }]), /corrupt|checksum_mismatch|truncated/, `a.${ending}`);
    tokens.push(`./damaged-in-tar-${ending} whole.log`);
    if (ending !== 'br') tokens.push(`./tail-${ending} `);
  }
  const archive = tar([{ name: 'a.log', data: log() }, { name: 'b.log', data: log() }]);
  bad('cut-tar', archive.subarray(0, archive.length - 3000), 'truncated', 'b.log');
  tokens.push('./cut-tar a.log');
  const zipped = zip([{ name: 'a.log', data: log() }, { name: 'b.log', data: noise }], { descriptors: true });
  bad('cut-zip', zipped.subarray(0, zipped.length - 100_000), /truncated|corrupt/, 'b.log');
  tokens.push('./cut-zip a.log');
  bad('locked-zip', zip([{ name: 'a', data: log() }], { encrypted: true }), 'unsupported_format', 'a');
  for (const [name, head] of [['7z', '7z\xbc\xaf\x27\x1c\0\x04'], ['rar', 'Rar!\x1a\x07\x01\0'], ['evtx', 'ElfFile\0'], ['journal', 'LPKSHHRH']] as const) bad(name, Buffer.from(`${head} and so on`, 'latin1'), 'unsupported_format');
  const shared = zip([{ name: 'a', data: log() }, { name: 'b', data: Buffer.from('y') }]);
  shared.writeUInt32LE(0, shared.lastIndexOf('PK\x01\x02', 'latin1') + 42);
  bad('overlapping-zip', shared, 'corrupt', 'b');
  bad('bomb-ratio', gzipSync(Buffer.alloc(80 * 1048576)), 'limit_ratio');
  let deep = log();
  for (let i = 0; i < 9; i++) deep = gzipSync(deep);
  bad('too-deep', deep, 'limit_depth');
  bad('too-many', tar(Array.from({ length: 40 }, (_, i) => ({ name: `f${i}`, data: Buffer.from('x') }))), 'limit_entries');
  if (has('zstd')) bad('wide-zst', tool('zstd', '-q', '-c', '--ultra', '-22', '--long=30')(Buffer.concat(Array.from({ length: 8 }, () => Buffer.alloc(1048576, 'ab')))), 'limit_window');
  mkdirSync(join(where, 'closed'));
  if (!readsAll) {
    bad('closed.log', log(), 'unreadable');
    chmodSync(join(where, 'closed.log'), 0);
    file('inside.log', log(), join(where, 'closed'));
    chmodSync(join(where, 'closed'), 0);
    wanted.push(['./closed', undefined, 'unreadable']);
  }
  symlinkSync('loop', join(where, 'loop'));
  mkdirSync(join(where, 'sub'));
  symlinkSync('..', join(where, 'sub', 'up'));
  execFileSync('mkfifo', [join(where, 'pipe')]);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(where, 'socket'), resolve));
  wanted.push(['./loop', undefined, 'symlink_loop'], ['./sub/up', undefined, 'symlink_loop'], ['./pipe', undefined, 'not_a_file'], ['./socket', undefined, 'not_a_file']);
  file('whole.log', log(), where);
  tokens.push('./whole.log ');

  try {
    const { status, stderr, found, summary } = scan(where, '--max-entries', '30');
    expect(status).toBe(3);
    expect(summary.complete).toBe(false);
    expect(summary.bytes_scanned + summary.bytes_skipped).toBe(summary.bytes_in);
    expect(Object.values(summary.skipped).reduce((a, b) => a + b, 0)).toBe(summary.bytes_skipped);
    const named = new Map(summary.errors.map((e) => [e.path, e]));
    for (const [path, entry, reason] of wanted) {
      const error = named.get(path);
      expect([path, error?.entry, error?.reason]).toEqual([path, entry, typeof reason === 'string' ? reason : expect.stringMatching(reason)]);
      expect(stderr).toContain(`${path.replace(/^\.\//, '')}`);
    }
    expect([...named.keys()].sort()).toEqual(wanted.map(([path]) => path).sort());
    const met = found.map((f) => `${f.path} ${f.entry ?? ''}`);
    for (const one of tokens) expect(met).toContain(one);
  } finally {
    server.close();
    chmodSync(join(where, 'closed'), 0o755);
  }
}, 60_000);
