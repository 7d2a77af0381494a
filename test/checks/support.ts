// Compiles the checks alone and gives tests a way to call them.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { threadId } from 'node:worker_threads';
import { packArgs, CHECKS } from '../../src/rules/check-names.ts';

export const FAIL = 0;
export const PASS = 1;
export const UNKNOWN = 2;

interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly __heap_base?: WebAssembly.Global;
  runCheck(check: number, arg: number, ptr: number, len: number): number;
  setScratch(ptr: number): void;
  setNow(seconds: number): void;
  crc16(ptr: number, len: number): number;
  crc24(ptr: number, len: number): number;
  crc32(ptr: number, len: number): number;
  sha256(ptr: number, len: number, out: number): void;
  sha1(ptr: number, len: number, out: number): void;
  sha512(ptr: number, len: number, out: number): void;
  hmacSha256(key: number, keyLen: number, ptr: number, len: number, out: number): void;
  marvin32(seed: bigint, ptr: number, len: number): number;
  ed25519PublicKey(seed: number, out: number): void;
}

const root = new URL('../../', import.meta.url).pathname;
const wasm = `${root}build/checks-test.wasm`;

function isCurrent(): boolean {
  const sources = [`${root}assembly/layout.ts`, ...readdirSync(`${root}assembly/checks`).map((f) => `${root}assembly/checks/${f}`)];
  const newest = Math.max(...sources.map((f) => statSync(f).mtimeMs));
  return (statSync(wasm, { throwIfNoEntry: false })?.mtimeMs ?? 0) >= newest;
}

/** Test files run side by side: the first compiles to a file of its own and moves it into place, the others wait for it. */
function compile(): Uint8Array<ArrayBuffer> {
  mkdirSync(`${root}build`, { recursive: true });
  const lock = `${wasm}.lock`;
  for (let waited = 0; !isCurrent(); waited += 100) {
    try {
      mkdirSync(lock);
    } catch {
      if (waited > 60_000) rmSync(lock, { recursive: true, force: true }); // left behind by a run that was ended
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
      continue;
    }
    try {
      const made = `${wasm}.${process.pid}-${threadId}`;
      execFileSync(process.execPath, [
        `${root}node_modules/assemblyscript/bin/asc.js`, 'assembly/checks/test-entry.ts', '-o', made, '--config', 'none', // asconfig.json would add the whole engine
        '--runtime', 'stub', '-O3', '--noAssert', '--enable', 'simd', '--initialMemory', '32',
      ], { cwd: root, stdio: 'pipe' });
      renameSync(made, wasm);
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
  return new Uint8Array(readFileSync(wasm));
}

const instance = new WebAssembly.Instance(new WebAssembly.Module(compile()), { env: { abort: () => { throw new Error('aborted'); } } });
export const engine = instance.exports as unknown as Exports;
export const SCRATCH = 1 << 20;
export const TEXT = SCRATCH + 65536 + 64;
engine.setScratch(SCRATCH);

export function put(bytes: Uint8Array | string, at = TEXT): number {
  const raw = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
  new Uint8Array(engine.memory.buffer).set(raw, at);
  return raw.length;
}

export function bytesAt(ptr: number, n: number): Buffer {
  return Buffer.from(new Uint8Array(engine.memory.buffer, ptr, n));
}

/** The verdict on a text, which is surrounded by bytes that must not matter. */
export function run(name: string, args: readonly string[], text: string | Uint8Array, around = 0x41): number {
  const memory = new Uint8Array(engine.memory.buffer);
  const n = text.length;
  memory.fill(around, TEXT - 64, TEXT + n + 64);
  put(text);
  return engine.runCheck(CHECKS[name]?.id ?? -1, packArgs(name, args), TEXT, n);
}

/** A generator with a seed, for samples that are the same in each run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
