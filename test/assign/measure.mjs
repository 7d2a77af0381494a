// Measures the matcher on text it was not written for.   usage: node test/assign/measure.mjs [what…] [--misses] [--alarms] [--rule NAME] [--held]
//   what: names of suites (creddata, detect_secrets, …), `logs`, `modules`; default all that are there
//   --dir PATH: any folder as text that should hold hardly anything
//   --held / --dev: only the held-out half (or the other one) of creddata's repositories
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from './engine.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cases = join(root, '..', 'shared', 'cases');
const logs = join(root, '..', 'shared', 'corpus', 'logs');
const args = process.argv.slice(2);
const flag = (name) => args.includes(name);
const option = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
const what = args.filter((a, i) => !a.startsWith('--') && args[i - 1] !== '--rule' && args[i - 1] !== '--most' && args[i - 1] !== '--dir');
const most = Number(option('--most') ?? 40);
const engine = load();
const percent = (a, b) => (b === 0 ? '  –  ' : `${((100 * a) / b).toFixed(1).padStart(5)}`);
const wholeFile = new Set(['detect_secrets', 'whispers']);

/** Half of the repositories, chosen by their name, are never looked at while the matcher is worked on. */
function held(row) {
  const name = (row.source ?? row.id).split(':')[0];
  let h = 7;
  for (const c of name) h = (h * 31 + c.charCodeAt(0)) >>> 0;
  return (h >>> 3) % 2 === 0;
}

function measureSuite(name) {
  let rows = readFileSync(join(cases, `${name}.jsonl`), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  if (flag('--held')) rows = rows.filter(held);
  if (flag('--dev')) rows = rows.filter((row) => !held(row));
  if (option('--rule')) rows = rows.filter((row) => row.rule === option('--rule'));
  const stats = { tp: 0, low: 0, normal: 0, fp: 0, alarmsLow: 0, alarms: 0 };
  const rules = new Map();
  let shown = 0;
  for (const row of rows) {
    const hits = engine.scan(row.text);
    const bytes = Buffer.from(row.text);
    const rule = rules.get(row.rule) ?? { tp: 0, low: 0, normal: 0, fp: 0, alarms: 0, alarmsLow: 0 };
    rules.set(row.rule, rule);
    if (row.label === 'tp') {
      stats.tp++; rule.tp++;
      const spans = [];
      if (row.secret !== null && !wholeFile.has(name)) {
        const secret = Buffer.from(row.secret);
        for (let at = bytes.indexOf(secret); at >= 0; at = bytes.indexOf(secret, at + 1)) spans.push([at, at + secret.length]);
      }
      const overlap = spans.length === 0 ? hits : hits.filter((hit) => spans.some(([s, e]) => hit.start < e && hit.end > s));
      const best = Math.max(0, ...overlap.map((hit) => hit.confidence));
      if (best >= 1) { stats.low++; rule.low++; }
      if (best >= 2) { stats.normal++; rule.normal++; }
      if (best < (flag('--weak') ? 2 : 1) && flag('--misses') && shown++ < most) console.log(`  miss ${row.rule} ${JSON.stringify(row.secret)?.slice(0, 80)} in ${JSON.stringify(context(row.text, row.secret))}`);
    } else if (row.label === 'fp') {
      stats.fp++; rule.fp++;
      const best = Math.max(0, ...hits.map((hit) => hit.confidence));
      if (best >= 1) { stats.alarmsLow++; rule.alarmsLow++; }
      if (best >= 2) { stats.alarms++; rule.alarms++; }
      if (best >= (flag('--weak') ? 1 : 2) && flag('--alarms') && shown++ < most) console.log(`  alarm ${row.rule} ${hits.map((h) => `${'?LMH'[h.confidence]} ${h.key} → ${JSON.stringify(h.value)}`).join(' | ')} in ${JSON.stringify(context(row.text, hits[0].value))}`);
    }
  }
  console.log(`${name.padEnd(16)} recall any ${percent(stats.low, stats.tp)} default ${percent(stats.normal, stats.tp)} of ${stats.tp}   alarms default ${percent(stats.alarms, stats.fp)} any ${percent(stats.alarmsLow, stats.fp)} of ${stats.fp}`);
  if (flag('--rules')) for (const [rule, r] of [...rules].sort((a, b) => b[1].tp + b[1].fp - a[1].tp - a[1].fp).slice(0, 40)) console.log(`   ${rule.padEnd(36)} ${percent(r.low, r.tp)} ${percent(r.normal, r.tp)} of ${String(r.tp).padStart(4)}   ${percent(r.alarms, r.fp)} ${percent(r.alarmsLow, r.fp)} of ${r.fp}`);
}

function context(text, piece) {
  const at = piece ? text.indexOf(piece) : -1;
  return at < 0 ? text.slice(0, 200) : text.slice(Math.max(0, at - 90), at + Math.min(piece.length, 80) + 30);
}

function measureText(name, files) {
  let bytes = 0;
  const kinds = new Map();
  const counts = [0, 0, 0, 0];
  let shown = 0;
  const started = process.hrtime.bigint();
  for (const file of files) {
    const text = readFileSync(file);
    for (let at = 0; at < text.length; at += 1 << 20) {
      const piece = text.subarray(at, at + (1 << 20));
      bytes += piece.length;
      for (const hit of engine.scan(piece)) {
        counts[hit.confidence]++;
        const kind = `${'?LMH'[hit.confidence]} class ${hit.detail}`;
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
        if (flag('--alarms') && hit.confidence >= (flag('--weak') ? 1 : 2) && shown++ < most) console.log(`  ${'?LMH'[hit.confidence]} ${hit.key} → ${JSON.stringify(hit.value.slice(0, 80))} in ${file.replace(root, '')}: ${JSON.stringify(piece.toString('latin1', Math.max(0, hit.start - 60), hit.end + 20))}`);
      }
    }
  }
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  console.log(`${name.padEnd(16)} ${(bytes / 1e6).toFixed(1)} MB, low ${counts[1]}, medium ${counts[2]}, high ${counts[3]}: ${((counts[2] + counts[3]) / (bytes / 1e6)).toFixed(2)} alarms a MB (${seconds.toFixed(1)} s)`, Object.fromEntries(kinds));
}

function* walk(dir, pattern) {
  for (const entry of readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) yield* walk(path, pattern);
    else if (entry.isFile() && pattern.test(entry.name) && statSync(path).size < 4 << 20) yield path;
  }
}

const wants = (name) => (what.length === 0 && !option('--dir')) || what.includes(name);
if (!existsSync(cases)) console.log('no ../shared/cases here: suites skipped');
else for (const suite of ['creddata', 'detect_secrets', 'whispers', 'gitleaks', 'noseyparker', 'kingfisher', 'secretlint', 'keyhog', 'ms_spmi']) if (wants(suite)) measureSuite(suite);
if (existsSync(logs) && wants('logs')) measureText('logs', readdirSync(logs).map((f) => join(logs, f)));
if (option('--dir')) measureText(option('--dir'), [...walk(option('--dir'), /\.(py|rs|go|c|h|js|ts|java|rb|php|sh|json|ya?ml|toml|md|rst|txt|html|ini|cfg|conf|xml|properties|po|lock|svg|css|ipynb)$/)]);
if (wants('modules') && !option('--dir')) measureText('modules', [...walk(join(root, 'node_modules'), /\.(js|cjs|mjs|d\.ts|json|md)$/), join(root, 'package-lock.json')]);
