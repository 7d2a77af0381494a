// Compiles and loads the matcher alone (assembly/assign/test-entry.ts) and offers it to tests and measurements.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KEY_WORDS } from './key-words.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const wasmPath = join(root, 'build', 'assign-test.wasm');

function newest(dir) {
  return Math.max(...readdirSync(join(root, dir)).filter((f) => f.endsWith('.ts')).map((f) => statSync(join(root, dir, f)).mtimeMs));
}

export function load() {
  const sources = Math.max(newest('assembly/assign'), newest('assembly'));
  if (!existsSync(wasmPath) || statSync(wasmPath).mtimeMs < sources) {
    mkdirSync(join(root, 'build'), { recursive: true });
    execFileSync(process.execPath, [join(root, 'node_modules/assemblyscript/bin/asc.js'), 'assembly/assign/test-entry.ts', '--config', 'test/assign/asconfig.json', '-o', wasmPath, '--runtime', 'stub', '-O3', '--noAssert', '--enable', 'simd'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  }
  const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(wasmPath)), { env: { abort() { throw new Error('abort'); } } });
  const TEXT = wasm.TEXT.value;
  const memory = () => new Uint8Array(wasm.memory.buffer);

  /** Writes a text and gives its length in bytes. */
  function put(text) {
    const bytes = typeof text === 'string' ? Buffer.from(text) : text;
    const m = memory();
    m.fill(0x0a, TEXT - 64, TEXT);
    m.set(bytes, TEXT);
    wasm.resetValues(); // another text at the same addresses
    m.fill(0x0a, TEXT + bytes.length, TEXT + bytes.length + 64);
    return bytes.length;
  }

  const literals = KEY_WORDS.map((word) => word.text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const anchors = new RegExp(literals.map((l) => `(?=(${l}))`).join('|'), 'gi');
  const runs = /[A-Za-z0-9_-]{31,}/g;

  function answer(bytes) {
    const start = wasm.start() - TEXT;
    const end = wasm.end() - TEXT;
    return { start, end, value: bytes.toString('latin1', start, end), key: bytes.toString('latin1', wasm.keyStart() - TEXT, wasm.keyEnd() - TEXT), confidence: wasm.confidence(), reasons: wasm.reasons() >>> 0, detail: wasm.detail() };
  }

  /** All findings of a text, as the engine would reach them: key words, then long runs; one finding a span. */
  function scan(text) {
    const bytes = typeof text === 'string' ? Buffer.from(text) : text;
    const n = put(bytes);
    const latin = bytes.toString('latin1');
    const found = new Map();
    const keep = (hit) => {
      const id = `${hit.start}-${hit.end}`;
      const old = found.get(id);
      if (!old || old.confidence < hit.confidence) found.set(id, hit);
    };
    for (const literal of KEY_WORDS) {
      const lower = latin.toLowerCase();
      for (let at = lower.indexOf(literal.text); at >= 0; at = lower.indexOf(literal.text, at + 1)) {
        if (wasm.assignFromKey(TEXT + at, literal.text.length, TEXT, TEXT + n)) keep(answer(bytes));
      }
    }
    for (const run of latin.matchAll(runs)) {
      if (wasm.assignFromValue(TEXT + run.index, TEXT + run.index + run[0].length, TEXT, TEXT + n)) keep(answer(bytes));
    }
    return [...found.values()].sort((a, b) => a.start - b.start);
  }

  return {
    wasm, put, scan, anchors,
    randomness: (text) => wasm.randomness(TEXT, put(text)),
    placeholder: (text) => wasm.placeholder(TEXT, put(text)),
    judge: (text, quoted = true, keyClass = 1) => wasm.judgeValue(TEXT, put(text), quoted, keyClass),
    noise: (text, start, end) => { const n = put(text); return wasm.noise(TEXT + start, TEXT + end, TEXT, TEXT + n); },
  };
}
