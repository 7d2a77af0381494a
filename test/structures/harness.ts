// Compiles the test build once and runs the matchers over whole texts the way the engine does: at every literal.

import { threadId } from 'node:worker_threads';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';

import * as layout from '../../assembly/layout.ts';
import { MATCHERS } from '../../src/rules/matchers.ts';

export interface Found {
  readonly matcher: string;
  readonly variant: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly key: string;
  readonly confidence: number;
  readonly reasons: readonly string[];
}

interface Exports {
  memory: WebAssembly.Memory;
  buffer(): number;
  room(): number;
  match(matcher: number, at: number, lo: number, hi: number): number;
  next(matcher: number, lo: number, hi: number): number;
  reset(): void;
  start(): number;
  end(): number;
  keyStart(): number;
  keyEnd(): number;
  confidence(): number;
  reasons(): number;
  detail(): number;
  random(s: number, e: number): number;
  stand(s: number, e: number): number;
}

const REASONS = Object.entries(layout).filter(([name]) => name.startsWith('R_')) as [string, number][];

function compile(): Exports {
  mkdirSync('build', { recursive: true });
  const out = `build/structures-test-${process.pid}-${threadId}.wasm`;
  execFileSync(process.execPath, ['node_modules/assemblyscript/bin/asc.js', 'assembly/structures/test-entry.ts', '-o', out, '--runtime', 'stub', '-O3', '--noAssert', '--enable', 'simd', '--config', 'none'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const module = new WebAssembly.Module(readFileSync(out));
  rmSync(out);
  return new WebAssembly.Instance(module, { env: { abort() { throw new Error('abort'); } } }).exports as unknown as Exports;
}

export const wasm: Exports = compile();

/** Puts text into engine memory; random bytes around it, so that reading outside the window shows. */
export function place(bytes: Uint8Array, filler = 0x41): void {
  if (bytes.length > wasm.room()) throw new Error('text too long for the test build');
  const memory = new Uint8Array(wasm.memory.buffer);
  const base = wasm.buffer();
  memory.fill(filler, base - 64, base);
  memory.set(bytes, base);
  memory.fill(filler, base + bytes.length, base + bytes.length + 64);
}

function* anchors(bytes: Buffer, folded: Buffer, name: string): Generator<number> {
  for (const literal of MATCHERS[name]!.literals) {
    const hay = literal.fold ? folded : bytes;
    for (let at = hay.indexOf(literal.text, 0, 'latin1'); at >= 0; at = hay.indexOf(literal.text, at + 1, 'latin1')) yield at;
  }
}

export interface Options {
  readonly only?: readonly string[];
  readonly windowed?: boolean;
}

/** All findings in a text, in the order of their anchors, equal spans of one variant once. */
export function scan(text: string | Uint8Array, options: Options = {}): Found[] {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : Buffer.from(text);
  const folded = Buffer.from(bytes.toString('latin1').replace(/[A-Z]/gu, (c) => c.toLowerCase()), 'latin1');
  place(bytes);
  const found = new Map<string, Found>();
  wasm.reset();
  for (const [name, info] of Object.entries(MATCHERS)) {
    if (options.only && !options.only.includes(name)) continue;
    const order = [...anchors(bytes, folded, name)].sort((a, b) => a - b);
    for (const at of order) {
      const lo = Math.max(0, at - layout.LOOK_BEHIND);
      const hi = Math.min(bytes.length, at + layout.LOOK_AHEAD);
      if (wasm.match(info.number, at, lo, hi) === 0) continue;
      do {
        const start = wasm.start();
        const end = wasm.end();
        if (start < lo || end > hi || end <= start) throw new Error(`${name}: span ${start}-${end} outside the window ${lo}-${hi}`);
        const bits = wasm.reasons();
        const variant = info.variants[wasm.detail()] ?? `?${wasm.detail()}`;
        const f: Found = {
          matcher: name, variant, start, end,
          text: bytes.toString('utf8', start, end),
          key: wasm.keyStart() < 0 ? '' : bytes.toString('utf8', wasm.keyStart(), wasm.keyEnd()),
          confidence: wasm.confidence(),
          reasons: REASONS.filter(([, bit]) => (bits & bit) !== 0).map(([reason]) => reason),
        };
        found.set(`${name} ${variant} ${start} ${end}`, f);
      } while (wasm.next(info.number, lo, hi) !== 0);
    }
  }
  return [...found.values()];
}

/** CPU milliseconds that scanning takes, best of three. */
export function cost(text: string, options: Options = {}): number {
  let best = Infinity;
  for (let i = 0; i < 3; i++) {
    const before = process.cpuUsage();
    scan(text, options);
    const used = process.cpuUsage(before);
    best = Math.min(best, (used.user + used.system) / 1000);
  }
  return best;
}

/** A small seeded generator, so that failures can be repeated. */
export function seeded(seed: number): { next(): number; pick<T>(list: readonly T[]): T; text(alphabet: string, n: number): string } {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  const text = (alphabet: string, n: number): string => Array.from({ length: n }, () => alphabet[Math.floor(next() * alphabet.length)]).join('');
  return { next, pick, text };
}

export const BASE62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
export const BASE64URL = `${BASE62}-_`;
export const HEX = '0123456789abcdef';
