// Figures a and b: whole processes over whole files, CPU time, interleaved on one core.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { clean, findCorpus, seeded, sizeOf } from '../lib/corpus.mjs';
import { chooseBuild } from '../lib/engine.mjs';
import { DIST } from '../lib/library.mjs';
import { hasCommand, interleaved } from '../lib/process.mjs';
import { median, spread } from '../lib/stats.mjs';
import { table } from '../lib/table.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const WORKER = here('./scan-file.mjs');
const CLI = fileURLToPath(new URL('src/cli/main.js', DIST));
const PATTERNS = here('../../../shared/bench/rg-20.txt');
const lastNumber = (text) => Number(text.trim().split(/\s+/).at(-1) || 0);
const GOALS = { 'read loop': 0.33, 'rg, 20 patterns': 0.55, kingfisher: 7 };

function records(results, bytes, prefix) {
  return [...results].map(([name, { cpu, count }]) => ({ benchmark: `${prefix}/${name}`, unit: 'GB per CPU second', samples: cpu.map((s) => bytes / s / 1e9), got: count }));
}

export async function whole(options) {
  const file = clean(await findCorpus({ folder: options.folder, mib: options.mib }));
  const node = process.execPath;
  const jobs = [
    { name: 'scan', command: [node, WORKER, 'scan', file], count: lastNumber, env: options.build ? { BENCH_BUILD: options.build } : {} },
    { name: 'read loop', command: [node, WORKER, 'read', file], count: lastNumber },
  ];
  if (existsSync(CLI)) jobs.push({ name: 'cli', command: [node, CLI, 'scan', file, '--threads', '1', '--format', 'jsonl'], ok: [0, 1] });
  if (hasCommand('rg') && existsSync(PATTERNS)) jobs.push({ name: 'rg, 20 patterns', command: ['rg', '-j1', '-c', '-f', PATTERNS, file], ok: [0, 1], count: lastNumber });
  else console.log('note: rg or its pattern file is not here; left out');
  const kingfisher = process.env.KINGFISHER ?? 'kingfisher';
  if (hasCommand(kingfisher)) {
    jobs.push({ name: 'kingfisher', command: [kingfisher, 'scan', file, '--no-validate', '--no-update-check', '--no-limits', '--jobs', '1', '--format', 'jsonl'], ok: [0, 200, 205] });
  } else console.log('note: kingfisher is not here (PyPI `kingfisher-bin`, or its path in KINGFISHER); left out');
  const bytes = sizeOf(file);
  const results = interleaved(jobs, options.rounds ?? 5);
  const scan = results.get('scan');
  console.log(`${(bytes / 1048576).toFixed(0)} MiB of clean logs, engine build ${chooseBuild(options.build)}, ${scan.count} findings`);
  const rows = [...results].map(([name, { cpu }]) => {
    const ratios = cpu.map((s, i) => s / scan.cpu[i]);
    return [name, spread(cpu.map((s) => bytes / s / 1e9), 2), name === 'scan' ? '' : spread(ratios), GOALS[name] ? `≥ ${GOALS[name]}` : '', GOALS[name] ? (median(ratios) >= GOALS[name] ? 'yes' : 'NO') : ''];
  });
  console.log(table(['process', 'GB per CPU second', 'scan : it', 'goal', 'reached'], rows));
  return records(results, bytes, 'whole');
}

export async function seededFigure(options) {
  const folder = await findCorpus({ folder: options.folder, mib: options.mib });
  const node = process.execPath;
  const results = interleaved(
    [['clean', clean(folder)], ['seeded', seeded(folder)]].map(([name, file]) => ({ name, command: [node, WORKER, 'scan', file], count: lastNumber })),
    options.rounds ?? 5,
  );
  const [a, b] = [results.get('clean'), results.get('seeded')];
  const sizes = [sizeOf(clean(folder)), sizeOf(seeded(folder))];
  const ratios = a.cpu.map((s, i) => (sizes[1] / b.cpu[i]) / (sizes[0] / s));
  console.log(`seeded ${b.count} findings, clean ${a.count}; throughput seeded : clean ${spread(ratios)} (goal ≥ 0.9) ${median(ratios) >= 0.9 ? 'yes' : 'NO'}`);
  return records(results, sizes[0], 'seeded');
}

export { seededFigure as seeded };
