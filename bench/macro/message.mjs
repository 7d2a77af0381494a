// Figure e: a message of 10 KB, warm, through the library; and how long a fresh process needs until a scanner is ready.

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { DIST, makeScanner, loadInternal } from '../lib/library.mjs';
import { expectCount } from '../lib/results.mjs';
import { quantile, spread, median } from '../lib/stats.mjs';
import { table } from '../lib/table.mjs';
import { tools } from '../accuracy/noise.mjs';

const SIZE = 10_000;

/** Prose, code and a log, as people paste them; with one secret or without. */
function makeMessage(t, secret) {
  const parts = [];
  let length = 0;
  for (let i = 0; length < SIZE; i++) {
    const part =
      i % 3 === 0 ? `Could you look at why the ${t.word()} service stops after the ${t.word()} has been updated? It worked until yesterday.\n`
      : i % 3 === 1 ? `function ${t.word()}${t.d(2)}(${t.word()}) {\n  return ${t.word()}.map((one) => one.${t.word()} + ${t.d(2)});\n}\n`
      : `2026-04-20T10:${t.d(2)}:00Z INFO [${t.word()}-${t.d(2)}] request ${t.uuid()} took ${t.d(3)} ms\n`;
    parts.push(part);
    length += part.length;
  }
  if (secret) parts.splice(parts.length >> 1, 0, `export SERVICE_TOKEN=${secret}\n`);
  return parts.join('').slice(0, SIZE + (secret ? 80 : 0));
}

export async function message(_options) {
  const [sample, randomness, builtIn] = await Promise.all(['testkit/sample.js', 'testkit/random.js', 'rules/built-in.js'].map(loadInternal));
  const scanner = await makeScanner();
  const t = tools(randomness.createRandom('message'));
  const rule = builtIn.loadFolder(fileURLToPath(new URL('../../rules', import.meta.url))).find((one) => one.id === 'github-pat-classic');
  const records = [];
  const rows = [];
  for (const [name, secret] of [['nothing in it', null], ['one secret', rule ? sample.sampleOf(rule, 1) : null]]) {
    const text = makeMessage(t, secret);
    for (const [form, input] of [['string', text], ['bytes', new TextEncoder().encode(text)]]) {
      const expected = [...scanner.scan(input)].length;
      const samples = [];
      for (let i = 0; i < 3000; i++) scanner.scan(input);
      for (let i = 0; i < 8000; i++) {
        const start = performance.now();
        const got = scanner.scan(input).length;
        samples.push((performance.now() - start) * 1000);
        if (i % 1000 === 0) expectCount(name, expected, got);
      }
      const [p50, p99] = [quantile(samples, 0.5), quantile(samples, 0.99)];
      rows.push([name, form, expected, p50.toFixed(1), p99.toFixed(1), quantile(samples, 0.999).toFixed(1), p50 < 50 && p99 < 150 ? 'yes' : 'NO']);
      records.push({ benchmark: `message/${name}/${form}`, unit: 'µs', samples: [0.1, 0.5, 0.9, 0.99, 0.999].map((q) => quantile(samples, q)), got: expected });
    }
  }
  console.log(table(['10 KB message', 'as', 'findings', 'p50 µs', 'p99 µs', 'p99.9 µs', 'p50 < 50, p99 < 150'], rows));
  return records;
}

const READY = `
const t0 = performance.now();
const { createScanner } = await import(process.argv[1]);
const t1 = performance.now();
const scanner = await createScanner({ key: new Uint8Array(32) });
const t2 = performance.now();
scanner.scan('hello world');
const t3 = performance.now();
console.log(JSON.stringify([t1 - t0, t2 - t1, t3 - t2]));`;

export async function startup(options) {
  const entry = new URL('src/index.js', DIST).href;
  const runs = Array.from({ length: (options.rounds ?? 5) * 3 }, () => JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', READY, entry], { encoding: 'utf8' })));
  const column = (i) => runs.map((run) => run[i]);
  const ready = runs.map(([, make, scan]) => make + scan);
  console.log(table(['start-up, fresh process', 'ms'], [['modules loaded', spread(column(0), 1)], ['engine and program ready', spread(column(1), 1)], ['first scan', spread(column(2), 1)]]));
  console.log(`engine and program ready in ${median(ready).toFixed(1)} ms with the first scan (goal < 20) ${median(ready) < 20 ? 'yes' : 'NO'}`);
  return ['modules', 'ready', 'first scan'].map((name, i) => ({ benchmark: `startup/${name}`, unit: 'ms', samples: column(i) }));
}
