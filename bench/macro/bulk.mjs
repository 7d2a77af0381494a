// The figures of bulk scanning: packed files, two threads, many small files. Whole processes, interleaved, each with a
// count that must be right.

import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findCorpus, seeded, sizeOf } from '../lib/corpus.mjs';
import { DIST } from '../lib/library.mjs';
import { hasCommand, interleaved } from '../lib/process.mjs';
import { expectCount } from '../lib/results.mjs';
import { median, spread } from '../lib/stats.mjs';
import { table } from '../lib/table.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const CLI = fileURLToPath(new URL('src/cli/main.js', DIST));
const PATTERNS = here('../../../shared/bench/rg-20.txt');
const node = process.execPath;

const lastNumber = (text) => Number(text.trim().split(/\s+/).at(-1) || 0);
const summaryOf = (text) => JSON.parse(text.trim().split('\n').at(-1));
const scan = (paths, threads, what = (summary) => summary.findings) => ({
  command: [node, CLI, 'scan', ...paths, '--threads', String(threads), '--format', 'jsonl', '--quiet'], ok: [0, 1], count: (text) => what(summaryOf(text)),
});
const load = () => `load ${loadavg()[0].toFixed(1)}`;

function temporary(work) {
  const folder = mkdtempSync(join(tmpdir(), 'wardline-bench-'));
  return Promise.resolve(work(folder)).finally(() => rmSync(folder, { recursive: true, force: true }));
}

const pack = (tool, args, from, to) => execFileSync('sh', ['-c', `${tool} ${args} -c < "$1" > "$2"`, 'sh', from, to]);
const ratios = (over, under) => over.map((one, i) => one / under[i]);
const records = (figure, results, key, bytes) => [...results].map(([name, result]) => ({ benchmark: `${figure}/${name}`, unit: `GB per ${key} second`, samples: result[key].map((s) => bytes / s / 1e9), got: result.count }));
const verdict = (values, goal, least) => `${spread(values)} (goal ${least ? '≥' : '≤'} ${goal}) ${(least ? median(values) >= goal : median(values) <= goal) ? 'yes' : 'NO'}`;

/** Packed files: scanning against decoding alone, by CPU time; with two threads, by wall time. */
export async function packed(options) {
  const file = seeded(await findCorpus({ folder: options.folder, mib: options.mib }));
  const bytes = sizeOf(file);
  return temporary(async (folder) => {
    const gz = join(folder, 'a.log.gz');
    const zst = join(folder, 'a.log.zst');
    pack('gzip', '-6', file, gz);
    const jobs = [
      { name: 'scan, plain', ...scan([file], 1) },
      { name: 'zlib, 1 MiB chunks', command: [node, here('./decode-file.mjs'), 'zlib', gz], count: lastNumber },
      { name: 'scan, gz', ...scan([gz], 1) },
    ];
    if (hasCommand('zstd')) {
      pack('zstd', '-q -3', file, zst);
      jobs.push(
        { name: 'zstd decoder', command: [node, here('./decode-file.mjs'), 'own', zst], count: lastNumber },
        { name: 'zstd -dc', command: ['zstd', '-dcq', zst], count: (text) => text.length },
        { name: 'scan, zst', ...scan([zst], 1) },
      );
    } else console.log('note: zstd is not here; left out');
    const text = jobs.filter((job) => job.name !== 'zstd -dc');
    const results = interleaved(text, options.rounds ?? 5);
    const own = jobs.find((job) => job.name === 'zstd -dc');
    if (own) for (const [name, result] of interleaved([{ ...own, command: ['sh', '-c', `zstd -dcq "$1" | wc -c`, 'sh', zst], count: lastNumber }], options.rounds ?? 5)) results.set(name, result);
    const plain = results.get('scan, plain');
    for (const [name, { count }] of results) expectCount(name, name.startsWith('scan') ? plain.count : bytes, count);
    console.log(`${(bytes / 1048576).toFixed(0)} MiB decoded, ${plain.count} findings each, ${load()}`);
    console.log(table(['process', 'GB per CPU second'], [...results].map(([name, { cpu }]) => [name, spread(cpu.map((s) => bytes / s / 1e9))])));
    console.log(`scan .gz : zlib alone, by CPU   ${verdict(ratios(results.get('zlib, 1 MiB chunks').cpu, results.get('scan, gz').cpu), 0.8, true)}`);
    if (own) console.log(`scan .zst : decoder alone, by CPU   ${verdict(ratios(results.get('zstd decoder').cpu, results.get('scan, zst').cpu), 0.7, true)}`);
    // what would be left if looking at the text cost as much as in a plain file and nothing else were added
    const ideal = results.get('zlib, 1 MiB chunks').cpu.map((d, i) => d / (d + plain.cpu[i]));
    console.log(`decoding alone : decoding and scanning as two processes   ${spread(ideal)}`);
    const two = interleaved([
      { name: 'zlib, wall', command: [node, here('./decode-file.mjs'), 'zlib', gz], count: lastNumber, pinned: false },
      { name: 'scan, gz, 2 threads', ...scan([gz], 2), pinned: false },
    ], options.rounds ?? 5);
    expectCount('scan, gz, 2 threads', plain.count, two.get('scan, gz, 2 threads').count);
    console.log(`scan .gz with two threads : zlib alone, by wall time   ${verdict(ratios(two.get('scan, gz, 2 threads').wall, two.get('zlib, wall').wall), 1.15, false)}, ${load()}`);
    return [...records('packed', results, 'cpu', bytes), ...records('packed', two, 'wall', bytes)];
  });
}

/** One large plain file with one thread and with two. */
export async function threads(options) {
  const file = seeded(await findCorpus({ folder: options.folder, mib: options.mib }));
  const bytes = sizeOf(file);
  const results = interleaved([1, 2].map((n) => ({ name: `${n} thread${n > 1 ? 's' : ''}`, ...scan([file], n), pinned: false })), options.rounds ?? 5);
  const [one, two] = [results.get('1 thread'), results.get('2 threads')];
  expectCount('2 threads', one.count, two.count);
  console.log(`${(bytes / 1048576).toFixed(0)} MiB, ${one.count} findings each, ${load()}`);
  console.log(table(['', 'wall s', 'CPU ns a byte'], [...results].map(([name, { wall, cpu }]) => [name, spread(wall, 2), spread(cpu.map((s) => (s * 1e9) / bytes), 2)])));
  console.log(`one thread : two, by wall time   ${verdict(ratios(one.wall, two.wall), 1.8, true)}`);
  return records('threads', results, 'wall', bytes);
}

/** Many files of 4 KB, against rg over the same tree. */
export async function small(options) {
  const corpus = seeded(await findCorpus({ folder: options.folder, mib: options.mib }));
  const files = options.files ?? 100_000;
  return temporary(async (folder) => {
    const tree = join(folder, 'tree');
    const from = openSync(corpus, 'r');
    const piece = Buffer.alloc(4096);
    const most = Math.floor(sizeOf(corpus) / piece.length);
    for (let i = 0; i < files; i++) {
      const inside = join(tree, String(Math.floor(i / 1000)).padStart(4, '0'));
      if (i % 1000 === 0) mkdirSync(inside, { recursive: true });
      readSync(from, piece, 0, piece.length, (i % most) * piece.length);
      writeFileSync(join(inside, `${i}.log`), piece);
    }
    closeSync(from);
    const jobs = [
      { name: 'scan, all cores', ...scan([tree], options.threads ?? 2, (summary) => `${summary.files} ${summary.findings}`), pinned: false },
      { name: 'scan, one thread', ...scan([tree], 1, (summary) => `${summary.files} ${summary.findings}`), pinned: false },
    ];
    const rg = hasCommand('rg') && existsSync(PATTERNS);
    if (rg) jobs.push({ name: 'rg, all cores', command: ['rg', '-c', '-f', PATTERNS, tree], ok: [0, 1], count: (text) => text.trim().split('\n').length, pinned: false });
    else console.log('note: rg or its pattern file is not here; left out');
    const results = interleaved(jobs, options.rounds ?? 5);
    const all = results.get('scan, all cores');
    expectCount('scan, all cores', String(files), all.count.split(' ')[0]);
    expectCount('scan, one thread', all.count, results.get('scan, one thread').count);
    console.log(`${files} files of 4 KB, ${all.count.split(' ')[1]} findings, ${load()}`);
    console.log(table(['process', 'wall s', 'CPU s'], [...results].map(([name, { wall, cpu }]) => [name, spread(wall, 2), spread(cpu, 2)])));
    if (rg) {
      console.log(`rg : scan, by wall time   ${verdict(ratios(results.get('rg, all cores').wall, all.wall), 0.5, true)}`);
      console.log(`rg : scan, by CPU time    ${spread(ratios(results.get('rg, all cores').cpu, all.cpu))}`);
    }
    return records('small', results, 'wall', files * 4096);
  });
}
