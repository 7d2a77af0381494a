// Single kernels and host functions:  npm run bench:micro -- [--keep NAME] [--seconds S] [--only TEXT]

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs, usage } from '../lib/args.mjs';
import { loadInternal } from '../lib/library.mjs';
import { loadProgram, makeEngine } from '../lib/engine.mjs';
import { feed } from '../lib/loop.mjs';
import { saveResults } from '../lib/results.mjs';
import { runSuite } from '../lib/suite.mjs';
import { LINES, tools } from '../accuracy/noise.mjs';

const { options } = parseArgs({ keep: 'value', seconds: 'number', only: 'value' });
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const [automaton, regex, randomness, fingerprint] = await Promise.all(
  ['rules/compile/automaton.js', 'rules/regex/index.js', 'testkit/random.js', 'findings/fingerprint.js'].map(loadInternal),
);
if (!automaton || !randomness) usage('the library is not built; run `npm run build`');

const BYTES = 1 << 20;
const t = tools(randomness.createRandom('micro'));
const kernels = compileKernels();
const memory = () => new Uint8Array(kernels.memory.buffer);
const base = (kernels.heapBase() + 63) & ~63;
const SCRATCH = 262_144;
kernels.setAutomataScratch(base, SCRATCH);
const ranges = base + SCRATCH;
const programAt = ranges + 64;
const textAt = programAt + 65_536;

function compileKernels() {
  const out = `${ROOT}build/bench-kernels.wasm`;
  mkdirSync(`${ROOT}build`, { recursive: true });
  const stale = (statSync(out, { throwIfNoEntry: false })?.mtimeMs ?? 0) < Date.now() - 60_000;
  if (stale) {
    const flags = ['--config', 'none', '--runtime', 'stub', '-O3', '--noAssert', '--enable', 'simd', '--initialMemory', '64'];
    execFileSync(process.execPath, [`${ROOT}node_modules/assemblyscript/bin/asc.js`, 'bench/micro/kernels.ts', '-o', out, ...flags], { cwd: ROOT, stdio: 'pipe' });
  }
  return new WebAssembly.Instance(new WebAssembly.Module(readFileSync(out)), {}).exports;
}

/** About 100 bytes a line, many kinds of noise. */
function makeText() {
  const kinds = Object.keys(LINES);
  let text = '';
  while (text.length < BYTES) text += `2026-04-20T10:${t.d(2)}:00Z INFO [${t.word()}-${t.d(2)}] ${t.word()} took ${t.d(3)} ms, ${LINES[t.pick(kinds)](t).split('\n')[0].slice(0, 160)}\n`;
  return new TextEncoder().encode(text.slice(0, BYTES));
}

const text = makeText();
memory().set(text, textAt);

function automatonCase(name, pattern, anchors) {
  const program = automaton.compileAutomaton(regex.parsePattern(pattern, { file: 'bench', line: 1, column: 1 }));
  const starts = anchors ? positions(anchors) : null;
  const run = () => {
    memory().set(program, programAt);
    let matches = 0;
    const table = new Uint32Array(kernels.memory.buffer, ranges, 2);
    if (starts) {
      for (const start of starts) {
        table.set([textAt + start, textAt + start]);
        matches += kernels.runAutomatonRanges(programAt, ranges, 1, textAt + start, textAt + BYTES);
      }
    } else {
      table.set([textAt, textAt + BYTES - 1]);
      matches = kernels.runAutomatonRanges(programAt, ranges, 1, textAt, textAt + BYTES);
    }
    return matches;
  };
  return { name: `automaton, ${name}`, run, expected: run(), ...(starts ? { items: starts.length } : { bytes: BYTES }) };
}

function positions(word) {
  const found = [];
  const all = Buffer.from(text);
  for (let at = all.indexOf(word); at >= 0 && found.length < 2000; at = all.indexOf(word, at + 1)) found.push(at);
  return found;
}

function entropyCase(length) {
  const run = () => kernels.entropies(textAt, textAt + 65_536, length);
  return { name: `entropy of ${length} bytes`, run, expected: run(), items: Math.floor(65_536 / length) };
}

const engine = await makeEngine();
const page = text.subarray(0, 65_536);
const hits = feed(engine, page);
const feeds = page.reduce((n, byte) => n + (byte === 10 ? 1 : 0), 0);
const mac = new fingerprint.Fingerprinter(new Uint8Array(32).fill(7));
const family = fingerprint.familyBytes('bench');
const sum = kernels.sumBytes(textAt, textAt + 65_536);
const { readProgram } = await loadInternal('engine/program.js');
const program = loadProgram();
const rules = readProgram(program).rules.length;

const cases = [
  { name: 'sum of 64 KiB (ceiling)', run: () => kernels.sumBytes(textAt, textAt + 65_536), expected: sum, bytes: 65_536 },
  { name: 'line feeds of 64 KiB', run: () => kernels.countLines(textAt, textAt + 65_536), expected: feeds, bytes: 65_536 },
  ...[20, 32, 64, 100].map(entropyCase),
  automatonCase('one word of states, any start', 'zq[a-z]{2,8}=(?<secret>[0-9a-f]{16})'),
  automatonCase('three words, any start', 'zq[^;]{0,120}=(?<secret>[0-9a-f]{32});'),
  automatonCase('rejects at an anchor', 'INFO (?<secret>[a-z]{30}|[0-9]{20})', 'INFO'),
  automatonCase('matches at an anchor', 'INFO \\[(?<secret>[a-z]+-?[0-9]{2})\\](?: [a-z]+)? took', 'INFO'),
  { name: 'engine: 64 KiB, begin to finish', run: () => feed(engine, page), expected: hits, bytes: 65_536 },
  { name: 'engine: 100 bytes, begin to finish', run: () => feed(engine, page.subarray(0, 100)), expected: feed(engine, page.subarray(0, 100)) },
  { name: 'program: metadata read', run: () => readProgram(program).rules.length, expected: rules },
  { name: 'fingerprint of 40 bytes', run: () => mac.of(family, page, 0, 40).length, expected: mac.of(family, page, 0, 40).length },
].filter((one) => options.only === undefined || one.name.includes(options.only));

const records = runSuite(cases, { seconds: options.seconds ?? 0.5 });
console.log(`\nraw samples: ${saveResults('micro', records, options.keep)}`);
