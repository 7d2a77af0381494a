// Every planted secret of the seeded logs, and nothing in the clean ones:  npm run bench:corpus -- [--folder DIR] [--mib N] [--limit MIB] [--misses]

import { openSync, readFileSync, readSync, closeSync } from 'node:fs';
import { parseArgs } from '../lib/args.mjs';
import { clean, findCorpus, seeded, truth } from '../lib/corpus.mjs';
import { makeScanner } from '../lib/library.mjs';
import { table } from '../lib/table.mjs';

const { options } = parseArgs({ folder: 'value', mib: 'number', limit: 'number', misses: 'flag', level: 'value' });
const folder = await findCorpus({ folder: options.folder, mib: options.mib ?? 256 });
const limit = (options.limit ?? Infinity) * 1048576;
const scanner = await makeScanner({ minConfidence: options.level ?? 'medium' });

function* chunks(file) {
  const fd = openSync(file, 'r');
  let left = limit;
  try {
    while (left > 0) {
      const bytes = new Uint8Array(Math.min(262_144, left));
      const n = readSync(fd, bytes);
      if (n === 0) return;
      left -= n;
      yield bytes.subarray(0, n);
    }
  } finally {
    closeSync(fd);
  }
}

async function findAll(file) {
  const found = [];
  for await (const finding of scanner.scanStream(chunks(file))) found.push(finding);
  return found.sort((a, b) => a.byte_start - b.byte_start);
}

const findings = await findAll(seeded(folder));
const planted = JSON.parse(readFileSync(truth(folder), 'utf8')).filter((one) => one.offset + one.length <= limit);
const exactSpans = new Set(findings.map((one) => `${one.byte_start}:${one.byte_end}`));
const types = new Map();
const spurious = new Set(findings);
let overlaps = 0;
let exact = 0;
let at = 0;
for (const secret of planted) {
  const end = secret.offset + secret.length;
  while (at < findings.length && findings[at].byte_end <= secret.offset) at++;
  const type = types.get(secret.type) ?? { planted: 0, found: 0, exact: 0, rules: new Set(), missed: [] };
  types.set(secret.type, type);
  type.planted++;
  let hit = false;
  for (let i = at; i < findings.length && findings[i].byte_start < end; i++) {
    if (findings[i].byte_end <= secret.offset) continue;
    hit = true;
    type.rules.add(findings[i].rule_id);
    spurious.delete(findings[i]);
  }
  if (hit) overlaps++, type.found++;
  else type.missed.push(secret.offset);
  if (exactSpans.has(`${secret.offset}:${end}`)) exact++, type.exact++;
}
const alarms = await findAll(clean(folder));

console.log(table(['type', 'planted', 'found', 'exact', 'by'], [...types].sort().map(([type, one]) => [type, one.planted, one.found, one.exact, [...one.rules].join(' ')])));
const count = (list) => Object.entries(list.reduce((all, one) => ({ ...all, [one.rule_id]: (all[one.rule_id] ?? 0) + 1 }), {})).map(([id, n]) => `${id} ${n}`).join(', ');
console.log(`\nfound ${overlaps}/${planted.length}, exact span ${exact}/${planted.length}, beside the planted ones ${spurious.size} (${count([...spurious])}), alarms on clean ${alarms.length} (${count(alarms)})`);
if (options.misses) for (const [type, one] of types) if (one.missed.length > 0) console.log(`${type}: missed at ${one.missed.slice(0, 10).join(' ')}`);
for (const one of alarms.slice(0, 10)) console.log(`alarm ${one.rule_id} (${one.confidence}) at ${one.byte_start}, line ${one.line}: ${one.match} [${one.reasons.join(' ')}]`);
if (overlaps < planted.length || exact < 0.95 * planted.length || alarms.length > 0) process.exitCode = 1;
