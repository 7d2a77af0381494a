// Compiles assembly/automata by itself and runs single programs over single texts.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface Exports {
  readonly memory: WebAssembly.Memory;
  runAutomaton(program: number, from: number, seedEnd: number, lo: number, hi: number): number;
  runAutomatonRanges(program: number, ranges: number, count: number, from: number, hi: number): number;
  openQueue(base: number, first: number, last: number): void;
  queueAnchor(record: number, at: number): number;
  nextMatch(): number;
  rejectMatch(): void;
  setAutomataScratch(address: number, size: number): number;
  setAutomataText(start: number, end: number): void;
  readonly matchStart: WebAssembly.Global;
  readonly matchEnd: WebAssembly.Global;
  spanStart(): number;
  spanEnd(): number;
  visits(): bigint;
  clearVisits(): void;
  heapBase(): number;
}

export interface Match {
  readonly start: number;
  readonly end: number;
  readonly secretStart: number;
  readonly secretEnd: number;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SCRATCH = 262_144;

function build(): Uint8Array<ArrayBuffer> {
  const out = `${ROOT}build/automata-test.wasm`;
  mkdirSync(`${ROOT}build`, { recursive: true });
  const sources = ['context', 'format', 'masks', 'queue', 'run', 'test-entry', 'threads'].map((name) => `${ROOT}assembly/automata/${name}.ts`);
  const newest = Math.max(...sources.map((file) => statSync(file).mtimeMs));
  if ((statSync(out, { throwIfNoEntry: false })?.mtimeMs ?? 0) < newest) {
    const compiler = `${ROOT}node_modules/assemblyscript/bin/asc.js`;
    const flags = ['--config', 'none', '--runtime', 'stub', '-O3', '--noAssert', '--enable', 'simd', '--initialMemory', '32'];
    execFileSync(process.execPath, [compiler, 'assembly/automata/test-entry.ts', '-o', out, ...flags], { cwd: ROOT, stdio: 'pipe' });
  }
  return new Uint8Array(readFileSync(out));
}

export class AutomataEngine {
  private readonly wasm: Exports;
  private readonly programAt: number;
  private readonly textAt: number;
  private readonly rangesAt: number;

  constructor() {
    this.wasm = new WebAssembly.Instance(new WebAssembly.Module(build()), {}).exports as unknown as Exports;
    const base = (this.wasm.heapBase() + 63) & ~63;
    if (this.wasm.setAutomataScratch(base, SCRATCH) === 0) throw new Error('scratch too small');
    this.rangesAt = base + SCRATCH;
    this.programAt = this.rangesAt + 65_536;
    this.textAt = this.programAt + 700_000;
  }

  load(program: Uint8Array, text: Uint8Array): void {
    const memory = new Uint8Array(this.wasm.memory.buffer);
    if (program.length > 700_000 || this.textAt + text.length + 64 > memory.length) throw new Error('too big for the test memory');
    memory.set(program, this.programAt);
    memory.set(text, this.textAt);
    this.wasm.setAutomataText(this.textAt, this.textAt + text.length);
    this.wasm.clearVisits();
  }

  /** The first match with a start in [from, seedEnd]. */
  find(from: number, seedEnd: number, hi: number): Match | null {
    const at = this.textAt;
    return this.wasm.runAutomaton(this.programAt, at + from, at + seedEnd, at, at + hi) === 0 ? null : this.match();
  }

  findIn(ranges: readonly (readonly [number, number])[], from: number, hi: number): Match | null {
    const table = new Uint32Array(this.wasm.memory.buffer, this.rangesAt, ranges.length * 2);
    ranges.forEach(([first, last], i) => table.set([this.textAt + first, this.textAt + last], 2 * i));
    return this.wasm.runAutomatonRanges(this.programAt, this.rangesAt, ranges.length, this.textAt + from, this.textAt + hi) === 0 ? null : this.match();
  }

  /** All matches that anchors at these positions lead to, as the core finds them; `judge` says whether one counts. */
  findAll(anchors: readonly number[], minOffset: number, maxOffset: number, length: number, judge: (match: Match) => boolean = () => true): Match[] {
    const record = new Uint32Array(this.wasm.memory.buffer, this.rangesAt, 4);
    record.set([0, minOffset, maxOffset, 7]);
    const found: Match[] = [];
    const drain = (): void => {
      while (this.wasm.nextMatch() !== 0) {
        const match = this.match();
        if (judge(match)) found.push(match);
        else this.wasm.rejectMatch();
      }
    };
    this.wasm.openQueue(this.programAt, this.textAt, this.textAt + length);
    for (const anchor of anchors) if (this.wasm.queueAnchor(this.rangesAt, this.textAt + anchor) === 0) drain();
    drain();
    return found;
  }

  private match(): Match {
    const { matchStart, matchEnd } = this.wasm;
    return {
      start: (matchStart.value as number) - this.textAt,
      end: (matchEnd.value as number) - this.textAt,
      secretStart: this.wasm.spanStart() - this.textAt,
      secretEnd: this.wasm.spanEnd() - this.textAt,
    };
  }

  visits(): number {
    return Number(this.wasm.visits());
  }
}
