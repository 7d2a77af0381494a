// Figure d: worst-case inputs, in process, each against clean text in the same run; memory must not grow.

import { closeSync, existsSync, openSync, writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { clean, findCorpus } from '../lib/corpus.mjs';
import { makeEngine } from '../lib/engine.mjs';
import { loadInternal } from '../lib/library.mjs';
import { feed, readPart } from '../lib/loop.mjs';
import { median, quantile } from '../lib/stats.mjs';
import { table } from '../lib/table.mjs';
import { generalInputs, ruleInputs } from './worst-inputs.mjs';

const MIB = 1048576;
const GOAL = 0.1;
/** More than one hit in so many bytes: what costs is the hits. */
const DENSE = 2048;
/** Secrets of one rule that are different: more than the engine knows again. */
const DIFFERENT = 300;
/** Slowest inputs of each kind whose figures are kept. */
const KEPT = 50;

/** GB/s of the fastest of a few passes, the hits, and how far memory grew. */
function timed(engine, text, passes) {
  const before = engine.memory.length;
  const times = [];
  let hits = 0;
  for (let i = 0; i < passes; i++) {
    const start = process.cpuUsage();
    hits = feed(engine, text);
    const used = process.cpuUsage(start);
    times.push(Math.max(used.user + used.system, 1));
  }
  return { speed: text.length / Math.min(...times) / 1e3, bytes: text.length, hits, perHit: hits === 0 ? null : (Math.min(...times) * 1e3) / hits, grown: engine.memory.length - before, lost: engine.hitsLost };
}

export async function worst(options) {
  const [sample, randomness, builtIn] = await Promise.all(['testkit/sample.js', 'testkit/random.js', 'rules/built-in.js'].map(loadInternal));
  const engine = await makeEngine({ build: options.build });
  const text = readPart(clean(await findCorpus({ folder: options.folder, mib: options.mib })), 8 * MIB, 8 * MIB);
  for (let i = 0; i < 3; i++) feed(engine, text);
  const base = median(Array.from({ length: 5 }, () => timed(engine, text, 1).speed));
  const rows = [];
  const measure = (name, input) => {
    // a short look first: what is slow gets no more time than it needs
    const quick = timed(engine, input.subarray(0, input.length >> 3), 1);
    const result = quick.speed < base * GOAL ? quick : timed(engine, input, 2);
    rows.push({ name, ratio: result.speed / base, ...result });
  };
  if (!options.rule) for (const [name, input] of generalInputs(randomness.createRandom('worst'), 4 * MIB)) measure(name, input);
  if (sample && builtIn) {
    const rules = builtIn.loadFolder(fileURLToPath(new URL('../../rules', import.meta.url)));
    for (const rule of rules) {
      if (options.rule && rule.id !== options.rule) continue;
      const others = Array.from({ length: DIFFERENT }, (_, i) => sample.sampleOf(rule, `worst ${i}`));
      for (const [kind, input] of ruleInputs(rule, sample.sampleOf(rule, 'worst'), MIB, others)) measure(`${rule.id}: ${kind}`, input);
    }
  }
  if (options.long) measure(`one line of ${options.long} MiB`, longLine(options.long * MIB));
  rows.sort((a, b) => a.ratio - b.ratio);
  const slow = rows.filter((row) => row.ratio < GOAL);
  // text that is full of findings pays for each of them: told apart, not left out
  const isFull = (row) => row.hits > row.bytes / DENSE;
  const [full, empty] = [rows.filter(isFull), rows.filter((row) => !isFull(row))];
  const grown = rows.filter((row) => row.grown > 0 || row.lost > 0);
  const show = (list) => table(['input', 'GB/s', 'of clean', 'hits', 'ns a hit', 'memory'], list.slice(0, options.all ? list.length : 30).map((row) => [row.name, row.speed.toFixed(3), `${row.ratio.toFixed(3)}×`, row.hits, row.perHit?.toFixed(0), row.grown === 0 ? 'fixed' : `+${row.grown}`]));
  const perHit = full.map((row) => row.perHit);
  console.log(`── inputs with few hits ──\n${show(empty)}\n\n── inputs full of hits (more than one in ${DENSE} bytes): what costs is each of them ──\n${show(full)}\n`);
  if (perHit.length > 0) console.log(`µs a hit where there are many: median ${(median(perHit) / 1e3).toFixed(1)}, nine of ten under ${(quantile(perHit, 0.9) / 1e3).toFixed(1)}, most ${(Math.max(...perHit) / 1e3).toFixed(0)}`);
  console.log(`clean text ${base.toFixed(2)} GB/s; ${rows.length} inputs, ${slow.length} under ${GOAL} of it (goal 0): ${slow.filter((row) => !isFull(row)).length} of ${empty.length} with few hits, ${slow.filter(isFull).length} of ${full.length} full of them; ${grown.length} grew memory or lost hits (goal 0)`);
  return [
    { benchmark: 'worst/clean', unit: 'GB per CPU second', samples: [base] },
    // thousands of inputs: all of them as quantiles, the slowest and the general ones by name
    { benchmark: 'worst/few hits, quantiles 0 to 1', unit: 'of clean', samples: deciles(empty.map((row) => row.ratio)), got: empty.length },
    { benchmark: 'worst/full of hits, quantiles 0 to 1', unit: 'of clean', samples: deciles(full.map((row) => row.ratio)), got: full.length },
    { benchmark: 'worst/full of hits, quantiles 0 to 1', unit: 'ns a hit', samples: deciles(perHit), got: full.length },
    ...rows.filter((row) => !row.name.includes(': ') || row.name.startsWith('endless run') || empty.indexOf(row) < KEPT && empty.includes(row) || full.indexOf(row) < KEPT && full.includes(row))
      .map((row) => ({ benchmark: `worst/${row.name}`, unit: 'of clean', samples: [row.ratio], got: row.hits })),
  ];
}

const deciles = (samples) => (samples.length === 0 ? [] : Array.from({ length: 11 }, (_, i) => quantile(samples, i / 10)));

function longLine(bytes) {
  const line = new Uint8Array(bytes);
  const piece = new TextEncoder().encode('{"time":"2026-04-20T10:00:00Z","level":"info","took":123,"path":"/api/v1/items"},');
  for (let at = 0; at < bytes; at += piece.length) line.set(piece.subarray(0, Math.min(piece.length, bytes - at)), at);
  return line;
}

/** Writes the general inputs as files, for other scanners. */
export async function writeInputs(folder, bytes) {
  const randomness = await loadInternal('testkit/random.js');
  if (!existsSync(folder)) throw new Error(`there is no folder \`${folder}\``);
  for (const [name, input] of generalInputs(randomness.createRandom('worst'), bytes)) {
    const fd = openSync(`${folder}/${name.replace(/[^a-z0-9]+/gi, '-')}.txt`, 'w');
    writeSync(fd, input);
    closeSync(fd);
  }
}
