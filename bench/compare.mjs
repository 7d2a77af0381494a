// Compares two records of raw samples:  npm run bench:compare -- BEFORE.json AFTER.json

import { parseArgs, usage } from './lib/args.mjs';
import { readResults } from './lib/results.mjs';
import { median, spread } from './lib/stats.mjs';
import { table } from './lib/table.mjs';

const { rest } = parseArgs({});
if (rest.length !== 2) usage('give two result files, e.g. `npm run bench:compare -- bench/results/a.json bench/results/b.json`');
const [before, after] = rest.map(readResults);
for (const key of ['cpu', 'node', 'commit']) if (before.machine[key] !== after.machine[key]) console.log(`${key}: ${before.machine[key]} → ${after.machine[key]}`);
const old = new Map(before.records.map((record) => [record.benchmark, record]));
const rows = [];
for (const record of after.records) {
  const base = old.get(record.benchmark);
  if (!base) continue;
  const ratio = median(record.samples) / median(base.samples);
  // samples that overlap say little
  const apart = Math.min(...record.samples) > Math.max(...base.samples) || Math.max(...record.samples) < Math.min(...base.samples);
  rows.push([record.benchmark, record.unit, spread(base.samples), spread(record.samples), `${ratio.toFixed(3)}×`, apart ? '' : 'within the noise']);
}
console.log(table(['benchmark', 'unit', 'before', 'after', 'ratio', ''], rows));
