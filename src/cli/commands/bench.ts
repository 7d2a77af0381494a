// wardline bench: what this machine does, stage by stage, on generated data or on given paths, beside other tools.

import { spawnSync } from 'node:child_process';
import { closeSync, fstatSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { crc32, gzipSync } from 'node:zlib';
import { chart } from '../../bulk/bench/chart.ts';
import { makeLogs } from '../../bulk/bench/data.ts';
import { type Contender, type Measured, measure, median } from '../../bulk/bench/measure.ts';
import { type Backend, builtFile, loadParts, openParts } from '../../bulk/parts.ts';
import { feedBytes } from '../../engine/feed.ts';
import { WardlineError } from '../../errors.ts';
import { Collector } from '../../findings/collector.ts';
import { makeKey } from '../../findings/key.ts';
import { walk } from '../../input/walk.ts';
import { sizeWords } from '../../report/pretty.ts';
import type { Rule } from '../../rules/model.ts';
import type { Args, Command } from '../command.ts';
import { EXIT_OK } from '../exit-codes.ts';
import { BACKEND_OPTION, backendOf } from '../scan-options.ts';

const PEERS = ['rg', 'gitleaks', 'kingfisher', 'trufflehog', 'betterleaks', 'titus'] as const;

export const command: Command = {
  usage: 'bench [PATH…] [OPTIONS]',
  summary: 'Measure this machine: each stage, one core and all cores, beside other tools, in one interleaved run.',
  details: 'Speeds are of decoded bytes. Busy machines give wide spreads: the least of each line is what the code can do.',
  options: {
    size: { type: 'string', value: 'SIZE', help: 'amount of generated data (default 256M)' },
    seed: { type: 'string', value: 'N', help: 'seed of the generated data (default 1)' },
    rounds: { type: 'string', value: 'N', help: 'measured rounds after one to warm up (default 5)' },
    vs: { type: 'string', multiple: true, value: 'TOOL,…', help: `beside these, where they are on the path: ${PEERS.join(', ')}` },
    threads: { type: 'string', short: 'j', value: 'N', help: 'workers of the lines with all cores' },
    ...BACKEND_OPTION,
    json: { type: 'boolean', help: 'samples and medians as JSON' },
    markdown: { type: 'boolean', help: 'the table in Markdown' },
    chart: { type: 'string', value: 'FILE.svg', help: 'a picture of the table' },
  },
  examples: [
    ['wardline bench', 'generated logs'],
    ['wardline bench /var/log/app --vs rg', 'your own logs, beside ripgrep with the patterns of 20 rules'],
    ['wardline bench --size 1G --chart bench.svg --json > bench.json', 'for the record'],
  ],
  run: bench,
};

async function bench(args: Args): Promise<number> {
  const rounds = args.number('rounds', 5, { min: 1 });
  const threads = args.number('threads', availableParallelism(), { min: 1 });
  const folder = mkdtempSync(join(tmpdir(), 'wardline-bench-'));
  try {
    const data = args.positionals.length > 0 ? givenData(args.positionals) : generatedData(folder, args.number('size', 256 * 1048576, { size: true, min: 65536 }), args.number('seed', 1));
    const contenders = [...(await stages(data, folder, threads, backendOf(args))), ...peers(args.list('vs', true), data, folder)];
    const notes = process.stderr.isTTY === true;
    const measured = await measure(contenders, rounds, (name, round) => {
      if (notes) process.stderr.write(`\r\u001b[2K${round === 0 ? 'warming up' : `round ${round} of ${rounds}`}: ${name}`);
    });
    if (notes) process.stderr.write('\r\u001b[2K');
    const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: availableParallelism(), node: process.version, platform: `${process.platform} ${process.arch}` };
    const lines = measured.map((m) => ({ ...m, ...figures(m) }));
    if (args.flag('json')) process.stdout.write(`${JSON.stringify({ machine, data: { paths: data.paths, bytes: data.bytes, planted: data.planted }, rounds, lines }, null, 1)}\n`);
    else process.stdout.write(args.flag('markdown') ? markdown(machine, data, lines) : table(machine, data, lines));
    const picture = args.text('chart');
    if (picture !== undefined) {
      const bars = lines.filter((l) => l.samples.length > 0).map((l) => ({ label: l.name, value: l.speed, low: l.slowest, high: l.fastest, own: !PEERS.some((p) => l.name.startsWith(p)) }));
      writeFileSync(picture, chart(`GB/s on ${machine.cpu}`, 'GB/s', bars));
    }
    return EXIT_OK;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Data {
  readonly paths: readonly string[];
  readonly bytes: number;
  /** Credentials that must be found; -1 when nobody knows. */
  readonly planted: number;
  /** Generated with credentials in it. */
  readonly seeded?: string;
}

function givenData(paths: readonly string[]): Data {
  let bytes = 0;
  for (const found of walk(paths, { follow: false })) {
    if (found.type === 'file') bytes += found.size;
    else if (found.type === 'trouble') throw new WardlineError('usage', `\`${found.shown}\` ${found.error.message}`, { hint: 'give paths that can be read' });
  }
  return { paths, bytes, planted: -1 };
}

function generatedData(folder: string, bytes: number, seed: number): Data {
  const clean = join(folder, 'clean.log');
  const seeded = join(folder, 'seeded.log');
  makeLogs(clean, bytes, seed, 0, githubToken);
  const planted = makeLogs(seeded, bytes, seed + 1, 1000, githubToken);
  return { paths: [clean], bytes: statSync(clean).size, planted, seeded };
}

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function githubToken(draw: (n: number) => number): string {
  let body = '';
  for (let i = 0; i < 30; i++) body += BASE62[draw(62)];
  let sum = crc32(body);
  let check = '';
  for (let i = 0; i < 6; i++) {
    check = BASE62[sum % 62] + check;
    sum = Math.floor(sum / 62);
  }
  return `ghp_${body}${check}`;
}

async function stages(data: Data, folder: string, threads: number, backend: Backend): Promise<Contender[]> {
  const main = fileURLToPath(new URL('../main.js', import.meta.url));
  const scan = (paths: readonly string[], j: number): readonly string[] => [process.execPath, main, 'scan', ...paths, '--threads', String(j), '--format', 'none', '--quiet', '--backend', backend];
  const list: Contender[] = [];
  const [first] = data.paths;
  if (first !== undefined && data.paths.length === 1 && statSync(first).isFile()) {
    const { parts, table } = await loadParts({}, makeKey(), backend);
    const own = openParts(parts, table);
    const sample = head(first, 64 * 1048576);
    const feed = (sink: Parameters<typeof own.source.push>[1], bytes: Uint8Array): void => {
      own.source.begin(0);
      feedBytes(own.source, bytes, sink);
      own.source.finish(sink);
    };
    const target = new Uint8Array(1 << 20);
    list.push(
      { name: 'read (file into memory)', bytes: statSync(first).size, inside: () => readThrough(first) },
      {
        name: 'copy (memory to memory)', bytes: sample.length,
        inside: () => {
          for (let at = 0; at < sample.length; at += target.length) target.set(sample.subarray(at, Math.min(sample.length, at + target.length)));
        },
      },
      { name: 'engine (find, judge)', bytes: sample.length, inside: () => feed(() => {}, sample) },
      {
        name: 'engine and findings', bytes: sample.length,
        inside: () => {
          const collector = new Collector(table, { least: 2, enabled: own.enabled, fingerprinter: own.fingerprinter }, () => {});
          feed(collector.sink, sample);
          collector.finish();
        },
      },
    );
    const packed = join(folder, 'part.gz');
    writeFileSync(packed, gzipSync(sample, { level: 6 }));
    list.push({ name: 'decode (gzip)', bytes: sample.length, inside: () => decodeAll(packed) });
    list.push({ name: 'scan, gzip, one thread', bytes: sample.length, command: scan([packed], 1), own: true });
  }
  list.push({ name: 'scan, one thread', bytes: data.bytes, command: scan(data.paths, 1), own: true, okCodes: [0, 1, 3] });
  if (threads > 1) list.push({ name: `scan, ${threads} threads`, bytes: data.bytes, command: scan(data.paths, threads), own: true, okCodes: [0, 1, 3] });
  if (data.seeded !== undefined) {
    expectFindings(main, data.seeded, data.planted);
    list.push({ name: 'scan, with findings', bytes: data.bytes, command: scan([data.seeded], 1), own: true });
    list.push({ name: 'redact', bytes: data.bytes, command: [process.execPath, main, 'redact', data.seeded, '--quiet'], own: true });
  }
  return list;
}

/** A speed with the wrong result is none. */
function expectFindings(main: string, path: string, planted: number): void {
  const child = spawnSync(process.execPath, [main, 'scan', path, '--format', 'jsonl'], { encoding: 'utf8', maxBuffer: 1 << 30 });
  const summary = JSON.parse(child.stdout.trim().split('\n').at(-1) ?? '{}') as { findings?: number };
  if (summary.findings !== planted) throw new WardlineError('bench_count', `found ${String(summary.findings)} of ${planted} planted credentials`, { hint: 'this is a defect: please report it' });
}

function head(path: string, most: number): Uint8Array {
  const fd = openSync(path, 'r');
  try {
    const bytes = new Uint8Array(Math.min(most, fstatSync(fd).size));
    let at = 0;
    while (at < bytes.length) {
      const n = readSync(fd, bytes, at, bytes.length - at, at);
      if (n === 0) break;
      at += n;
    }
    return bytes.subarray(0, at);
  } finally {
    closeSync(fd);
  }
}

function readThrough(path: string): void {
  const fd = openSync(path, 'r');
  const buffer = new Uint8Array(512 * 1024);
  while (readSync(fd, buffer, 0, buffer.length, null) > 0);
  closeSync(fd);
}

async function decodeAll(path: string): Promise<void> {
  const { openDecoder } = await import('../../input/decoders.ts');
  const { FileSource, Reader } = await import('../../input/source.ts');
  const source = await openDecoder('gzip', new Reader(new FileSource(openSync(path, 'r'))), { maxWindowBytes: 1 << 27 });
  while ((await source.pull()) !== null);
}

function peers(wanted: readonly string[], data: Data, folder: string): Contender[] {
  const list: Contender[] = [];
  for (const name of wanted) {
    if (!(PEERS as readonly string[]).includes(name)) throw new WardlineError('usage', `\`--vs ${name}\` is not known`, { hint: `use some of ${PEERS.join(', ')}` });
    if (spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0) {
      process.stderr.write(`wardline: ${name} is not on this machine and is left out\n`);
      continue;
    }
    if (name === 'rg') {
      const patterns = join(folder, 'patterns');
      writeFileSync(patterns, `${comparable().join('\n')}\n`);
      list.push({ name: 'rg, one thread, 20 rules', bytes: data.bytes, command: ['rg', '-j1', '-c', '-uuu', '-a', '-f', patterns, ...data.paths] });
      list.push({ name: 'rg, all cores, 20 rules', bytes: data.bytes, command: ['rg', '-c', '-uuu', '-a', '-f', patterns, ...data.paths] });
    } else {
      const commands: Readonly<Record<string, readonly string[]>> = {
        gitleaks: ['gitleaks', 'dir', '--no-banner', '--exit-code', '0', ...data.paths],
        betterleaks: ['betterleaks', 'dir', '--no-banner', '--exit-code', '0', ...data.paths],
        kingfisher: ['kingfisher', 'scan', '--no-validate', '--quiet', ...data.paths],
        trufflehog: ['trufflehog', 'filesystem', '--no-verification', '--no-update', ...data.paths],
        titus: ['titus', 'scan', ...data.paths],
      };
      list.push({ name, bytes: data.bytes, command: commands[name] as readonly string[], okCodes: [0, 1, 183, 200, 205] });
    }
  }
  return list;
}

/** Patterns of 20 of our rules that other tools can run as they are: a literal and what follows it. */
function comparable(): string[] {
  const { rules } = JSON.parse(readFileSync(builtFile('rules.json'), 'utf8')) as { rules: readonly Rule[] };
  return rules.filter((r) => r.on && r.matcher === null && r.patterns.length === 1 && r.context === null).map((r) => r.patterns[0]?.source ?? '').filter((p) => /^[A-Za-z]{3,}[_-]/.test(p)).slice(0, 20);
}

interface Figures {
  readonly speed: number;
  readonly slowest: number;
  readonly fastest: number;
  readonly cpu: number;
  readonly peak: number;
}

function figures({ bytes, samples }: Measured): Figures {
  const speeds = samples.map((s) => bytes / 1e9 / s.wall);
  return { speed: median(speeds), slowest: Math.min(...speeds), fastest: Math.max(...speeds), cpu: median(samples.map((s) => s.cpu / (bytes / 1e9))), peak: Math.max(0, ...samples.map((s) => s.peak)) };
}

/** For a README: what was measured on which machine, and how busy it was. */
function markdown(machine: { readonly cpu: string; readonly cores: number; readonly node: string }, data: Data, lines: readonly (Measured & Figures)[]): string {
  const out = [`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, load ${(loadavg()[0] ?? 0).toFixed(1)}; ${sizeWords(data.bytes)} of logs`, ''];
  out.push('| stage | GB/s | least–most | CPU s/GB | peak |', '|---|--:|--:|--:|--:|');
  for (const line of lines) {
    if (line.failed === '') out.push(`| ${line.name} | ${line.speed.toFixed(2)} | ${line.slowest.toFixed(2)}–${line.fastest.toFixed(2)} | ${line.cpu.toFixed(2)} | ${line.peak > 0 ? sizeWords(line.peak) : ''} |`);
    else out.push(`| ${line.name} | failed: ${line.failed} | | | |`);
  }
  return `${out.join('\n')}\n`;
}

function table(machine: { readonly cpu: string; readonly cores: number; readonly node: string }, data: Data, lines: readonly (Measured & Figures)[]): string {
  const out = [`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}; ${sizeWords(data.bytes)}`, ''];
  out.push(`${'stage'.padEnd(28)}${'GB/s'.padStart(8)}${'least–most'.padStart(16)}${'CPU s/GB'.padStart(11)}${'peak'.padStart(11)}`);
  for (const line of lines) {
    if (line.failed !== '') out.push(`${line.name.padEnd(28)}  failed: ${line.failed}`);
    else out.push(`${line.name.padEnd(28)}${line.speed.toFixed(2).padStart(8)}${`${line.slowest.toFixed(2)}–${line.fastest.toFixed(2)}`.padStart(16)}${line.cpu.toFixed(2).padStart(11)}${(line.peak > 0 ? sizeWords(line.peak) : '').padStart(11)}`);
  }
  return `${out.join('\n')}\n`;
}
