// Peak memory of whole scans: the same for little and for much, in every form much can come in.

import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32, gzipSync } from 'node:zlib';
import { clean, findCorpus } from '../lib/corpus.mjs';
import { DIST } from '../lib/library.mjs';
import { expectCount } from '../lib/results.mjs';
import { table } from '../lib/table.mjs';

const CLI = fileURLToPath(new URL('src/cli/main.js', DIST));
const MIB = 1 << 20;
const BASE_MIB = 160;
const WORKER_MIB = 60;

function writeAll(path, pieces) {
  const fd = openSync(path, 'w');
  for (const piece of pieces) for (let at = 0; at < piece.length; ) at += writeSync(fd, piece, at);
  closeSync(fd);
}

function* times(piece, n) {
  for (let i = 0; i < n; i++) yield piece;
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const base62 = (value, width) => {
  let text = '';
  for (let left = value; text.length < width; left = Math.floor(left / 62)) text = DIGITS[left % 62] + text;
  return text;
};

/** Lines with a token each, all of them different. */
function* tokenLines(n) {
  let lines = [];
  let state = 1;
  for (let i = 0; i < n; i++) {
    let body = '';
    for (let k = 0; k < 6; k++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      body += base62(state, 5).replace(/x/gi, 'k'); // a row of x is a placeholder
    }
    lines.push(`GITHUB_TOKEN=ghp_${body}${base62(crc32(body), 6)} loaded\n`);
    if (lines.length === 20_000 || i === n - 1) {
      yield Buffer.from(lines.join(''), 'latin1');
      lines = [];
    }
  }
}

function* tarOf(n) {
  const body = Buffer.from('one line of a log that says nothing\n'.padEnd(512, '\0'), 'latin1');
  for (let i = 0; i < n; i++) {
    const head = Buffer.alloc(512);
    head.write(`logs/${i}.log`);
    head.write('0000644\0', 100);
    head.write(`${(36).toString(8).padStart(11, '0')}\0`, 124);
    head.write('00000000000\0', 136);
    head.fill(32, 148, 156);
    head.write('0ustar\0', 156);
    let sum = 0;
    for (const byte of head) sum += byte;
    head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    yield Buffer.concat([head, body]);
  }
  yield Buffer.alloc(1024);
}

export async function memory(options) {
  const corpus = clean(await findCorpus({ folder: options.folder, mib: options.mib }));
  const gib = options.gib ?? 2;
  const piece = Buffer.alloc(64 * MIB);
  const fd = openSync(corpus, 'r');
  const have = readSync(fd, piece);
  closeSync(fd);
  const text = piece.subarray(0, piece.lastIndexOf(10, have) + 1);
  const folder = mkdtempSync(join(tmpdir(), 'wardline-bench-'));
  const rounds = Math.ceil((gib * 1024 * MIB) / text.length);
  const count = options.files ?? 5_000_000;
  const cases = [
    { name: '10 MB of text', make: (path) => writeAll(path, [text.subarray(0, 10_000_000)]), findings: 0 },
    { name: `${gib} GiB of text`, make: (path) => writeAll(path, times(text, rounds)), findings: 0 },
    { name: `.gz of ${gib} GiB`, make: (path) => writeAll(path, times(gzipSync(text, { level: 6 }), rounds)), findings: 0 },
    { name: `a line of ${gib} GiB`, make: (path) => writeAll(path, times(Buffer.from(text).map((byte) => (byte === 10 ? 32 : byte)), rounds)), findings: 0 },
    { name: 'a tar of 200,000 members', make: (path) => writeAll(path, tarOf(200_000)), findings: 0 },
    { name: `${count} findings`, make: (path) => writeAll(path, tokenLines(count)), findings: count },
  ];
  const rows = [];
  const records = [];
  try {
    for (const { name, make, findings } of cases) {
      const path = join(folder, 'data');
      make(path);
      for (const threads of [1, 2]) {
        const usage = join(folder, 'usage');
        const report = join(folder, 'report');
        const out = openSync(report, 'w');
        // through a shell: a process counts the memory of the one it was forked from as its own
        const child = spawnSync('sh', ['-c', '"$@"; exit $?', 'sh', process.execPath, CLI, 'scan', path, '--threads', String(threads), '--format', 'jsonl', '--quiet'], { stdio: ['ignore', out, 'inherit'], env: { ...process.env, WARDLINE_USAGE_FILE: usage } });
        closeSync(out);
        if (![0, 1].includes(child.status)) throw new Error(`${name}: exit ${child.status}`);
        // a random token may hold a word that makes it doubtful by chance
        const summary = summaryOf(report);
        expectCount(name, findings, summary.findings + summary.hidden_low_confidence);
        const peak = Number(readFileSync(usage, 'utf8')) / MIB;
        const most = BASE_MIB + (threads > 1 ? threads * WORKER_MIB : WORKER_MIB);
        rows.push([name, threads, peak.toFixed(0), most, peak <= most ? 'yes' : 'NO']);
        records.push({ benchmark: `memory/${name}/${threads}`, unit: 'MiB', samples: [peak], expected: findings, got: findings });
      }
      rmSync(path);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(table(['scan of', 'threads', 'peak MiB', 'allowed', 'kept'], rows));
  return records;
}

/** The last line of a report that may be gigabytes long. */
function summaryOf(path) {
  const fd = openSync(path, 'r');
  const tail = Buffer.alloc(MIB);
  const size = Number(spawnSync('wc', ['-c', path], { encoding: 'utf8' }).stdout.trim().split(' ')[0]);
  const n = readSync(fd, tail, 0, tail.length, Math.max(0, size - tail.length));
  closeSync(fd);
  return JSON.parse(tail.subarray(0, n).toString().trim().split('\n').at(-1));
}
