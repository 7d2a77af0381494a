// Figure: redacting : scanning the same file. CPU time of whole processes on one core, and wall time on all cores.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clean, findCorpus, seeded, sizeOf } from '../lib/corpus.mjs';
import { DIST } from '../lib/library.mjs';
import { interleaved, run } from '../lib/process.mjs';
import { median, spread } from '../lib/stats.mjs';
import { table } from '../lib/table.mjs';

const CLI = fileURLToPath(new URL('src/cli/main.js', DIST));
const GOAL = 0.8;

export async function redact(options) {
  const folder = await findCorpus({ folder: options.folder, mib: options.mib });
  const work = mkdtempSync(join(tmpdir(), 'wardline-redact-'));
  const node = process.execPath;
  const records = [];
  const rows = [];
  try {
    for (const [name, file] of [['clean', clean(folder)], ['seeded', seeded(folder)]]) {
      const bytes = sizeOf(file);
      const out = join(work, 'out');
      const found = countOf(run([node, CLI, 'scan', file, '-j1', '--format', 'jsonl'], { ok: [0, 1] }).stdout);
      run([node, CLI, 'redact', file, '-q', '-j1', '-o', out]);
      const left = countOf(run([node, CLI, 'scan', out, '-j1', '--format', 'jsonl'], { ok: [0, 1] }).stdout);
      if (left !== 0) throw new Error(`${name}: ${left} findings are left`);
      if (found === 0 && !readFileSync(out).equals(readFileSync(file))) throw new Error(`${name}: text without findings was changed`);
      const jobs = [];
      for (const threads of ['-j1', '']) {
        const more = threads === '' ? [] : [threads];
        const pinned = threads === '-j1';
        jobs.push({ name: `scan ${threads}`, command: [node, CLI, 'scan', file, '--format', 'jsonl', ...more], ok: [0, 1], count: countOf, pinned });
        jobs.push({ name: `redact to nowhere ${threads}`, command: ['sh', '-c', `exec "$@" > /dev/null`, 'sh', node, CLI, 'redact', file, '-q', ...more], pinned });
        if (pinned) jobs.push({ name: 'cat into a file', command: ['sh', '-c', 'cat "$1" > "$2"', 'sh', file, out], pinned });
        jobs.push({ name: `redact to a file ${threads}`, command: [node, CLI, 'redact', file, '-q', '-o', out, ...more], pinned });
      }
      const results = interleaved(jobs, options.rounds ?? 5);
      for (const { name: job, pinned } of jobs) {
        const measure = pinned ? 'cpu' : 'wall';
        const own = results.get(job)[measure];
        const scan = results.get(pinned ? 'scan -j1' : 'scan ')[measure];
        const ratios = own.map((s, i) => scan[i] / s);
        const isScan = job.startsWith('scan') || job.startsWith('cat');
        rows.push([name, job.trim(), spread(own.map((s) => bytes / s / 1e9), 2), measure, job.startsWith('cat') ? 'what the system takes for it' : isScan ? `${found} findings` : spread(ratios), isScan ? '' : median(ratios) >= GOAL ? 'yes' : 'NO']);
        records.push({ benchmark: `redact/${name}/${job.trim()}`, unit: `GB per ${measure} second`, samples: own.map((s) => bytes / s / 1e9), got: found });
      }
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  console.log(table(['logs', 'process', 'GB per second', 'of', `redact : scan (≥ ${GOAL})`, 'reached'], rows));
  return records;
}

function countOf(text) {
  const last = text.trim().split('\n').at(-1) ?? '';
  return last.startsWith('{') ? JSON.parse(last).findings : 0;
}
