// The figures that are promised, each printed by one command:  npm run bench:macro -- FIGURE… [options]
//
//   whole      a  whole scanner over clean logs : read loop, rg with 20 patterns, kingfisher   (CPU time of whole processes)
//   seeded     b  seeded logs : clean logs
//   inprocess  c  text that stays in the cache, in process; libhs beside it when there is a backend for it
//   worst      d  worst-case inputs : clean text
//   message    e  a 10 KB message, warm: p50, p99
//   startup    e  engine and rules ready
//   redact        redact : scan, to a file and to nowhere, one core (CPU) and all cores (wall)
//   packed     f  .gz and .zst : decoding alone, by CPU time; with two threads, by wall time
//   threads    g  two threads : one, wall time
//   small      h  100,000 files of 4 KB : rg, wall time                          (--files N)
//   memory     i  peak memory, whatever the size of what is scanned            (--gib N: size of the large ones, 2)
//   all           everything
//
// Options: --folder DIR (corpus), --mib N (its size, 256), --rounds N (5), --threads N, --keep NAME (into bench/results, else results/local), --build simd|scalar|relaxed

import { parseArgs, usage } from '../lib/args.mjs';
import { saveResults } from '../lib/results.mjs';

const FIGURES = { whole: 'whole', seeded: 'whole', inprocess: 'inprocess', worst: 'worst', message: 'message', startup: 'message', packed: 'bulk', threads: 'bulk', small: 'bulk', memory: 'memory', redact: 'redact' };
const { options, rest } = parseArgs({ folder: 'value', mib: 'number', rounds: 'number', keep: 'value', build: 'value', rule: 'value', long: 'number', files: 'number', threads: 'number', gib: 'number', all: 'flag' });
const wanted = rest.includes('all') || rest.length === 0 ? Object.keys(FIGURES) : rest;
for (const name of wanted) if (!FIGURES[name]) usage(`there is no figure \`${name}\`; there are ${Object.keys(FIGURES).join(', ')}, all`);

const records = [];
for (const name of wanted) {
  const figure = (await import(`./${FIGURES[name]}.mjs`))[name];
  console.log(`\n── ${name} ──`);
  records.push(...(await figure(options)));
}
console.log(`\nraw samples: ${saveResults(wanted.length === 1 ? wanted[0] : 'macro', records, options.keep)}`);
