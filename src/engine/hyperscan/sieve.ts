// The sieve by libhs: the literals of a program and the runs of token characters as patterns of one database. What it finds is
// turned into the candidates that the engine's own sieve would have found; everything behind them is the engine's.

import { SLACK } from '../../../assembly/layout.ts';
import { Engine, type OutsideSieve } from '../engine.ts';
import { sieveAnchors, type SieveAnchor } from './anchors.ts';
import { HS_CASELESS, HS_DOTALL, type HsDatabase, type HsPattern, loadHyperscan } from './library.ts';

/** Nine pairs of token characters are a run; with an odd start the first of them begins a byte later. */
const RUN = 18;
const RUN_PATTERN = '[^A-Za-z0-9_-][A-Za-z0-9_-]{18}';
/** Longest literal that a program holds. */
const LONGEST = 255;
/** The engine's sieve looks at whole steps of so many bytes, also behind the end of a stream. */
const STEP = 32;
/** The window of a literal may begin so many bytes before the page that it is looked for in. */
const EARLY = 2;

export function anchorPatterns(anchors: readonly SieveAnchor[]): readonly HsPattern[] {
  return [
    { expression: RUN_PATTERN, flags: HS_DOTALL },
    ...anchors.map(({ bytes, fold }) => ({
      expression: [...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join(''),
      flags: fold ? HS_CASELESS : 0,
    })),
  ];
}

class HyperscanSieve implements OutsideSieve {
  readonly #anchors: readonly SieveAnchor[];
  readonly #database: HsDatabase;
  readonly #onMatch: (pattern: number, end: number) => void;

  // the page under way
  #memory: Uint8Array = new Uint8Array(0);
  #base = 0;
  #from = 0;
  #until = 0;
  #literals: Uint32Array = new Uint32Array(0);
  #literalCount = 0;
  #runs: Uint32Array = new Uint32Array(0);
  #runCount = 0;

  constructor(anchors: readonly SieveAnchor[], database: HsDatabase) {
    this.#anchors = anchors;
    this.#database = database;
    this.#onMatch = (pattern, end) => (pattern === 0 ? this.#run(this.#base + end - RUN) : this.#literal(pattern - 1, this.#base + end));
  }

  find(memory: Uint8Array, from: number, to: number, last: number, literals: Uint32Array, runs: Uint32Array): number {
    this.#memory = memory;
    this.#base = from - SLACK;
    this.#from = from;
    this.#until = from + Math.ceil((to - from) / STEP) * STEP;
    this.#literals = literals;
    this.#runs = runs;
    this.#literalCount = this.#runCount = 0;
    this.#database.scan(memory.subarray(this.#base, Math.min(last, to + LONGEST)), this.#onMatch);
    this.#literalCount = sortOut(literals, this.#literalCount);
    this.#runCount = sortOut(runs, this.#runCount);
    return this.#literalCount | (this.#runCount << 16);
  }

  #run(start: number): void {
    const odd = (start - this.#from) & 1;
    const first = start + odd;
    const ninth = first + RUN - 2;
    if (ninth < this.#from || ninth >= this.#until) return;
    // the pattern has seen 18 bytes from the start on: with an odd start the ninth pair ends one further
    if (odd === 1 && !isToken(this.#memory[ninth + 1] ?? 0)) return;
    if (this.#runCount < this.#runs.length) this.#runs[this.#runCount++] = first;
  }

  #literal(index: number, end: number): void {
    const anchor = this.#anchors[index] as SieveAnchor;
    const start = end - anchor.bytes.length;
    const at = start + (((start - this.#from) & 1) === 0 ? anchor.even : anchor.odd);
    if (at < this.#from - EARLY || at >= this.#until - EARLY) return;
    // one place may be a candidate several times; nearly always it is the one before
    if (this.#literalCount > 0 && this.#literals[this.#literalCount - 1] === at) return;
    if (this.#literalCount === this.#literals.length) this.#literalCount = sortOut(this.#literals, this.#literalCount);
    this.#literals[this.#literalCount++] = at;
  }
}

/** Sorts the first `count` entries and takes doubles out; returns how many are left. */
function sortOut(list: Uint32Array, count: number): number {
  list.subarray(0, count).sort();
  let left = 0;
  for (let i = 0; i < count; i++) if (i === 0 || list[i] !== list[left - 1]) list[left++] = list[i] as number;
  return left;
}

function isToken(c: number): boolean {
  const letter = c | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || (c >= 0x30 && c <= 0x39) || c === 0x5f || c === 0x2d;
}

// Held by the programs themselves: compiling takes a while, and every engine of a program may share the outcome.
const databases = new WeakMap<Uint8Array, { readonly anchors: readonly SieveAnchor[]; readonly database: HsDatabase }>();

/** An engine whose sieve is libhs. Throws `backend_missing` when koffi or libhs is not there. */
export function hyperscanEngine(module: WebAssembly.Module, program: Uint8Array): Engine {
  let shared = databases.get(program);
  if (shared === undefined) {
    const anchors = sieveAnchors(program);
    shared = { anchors, database: loadHyperscan().compile(anchorPatterns(anchors)) };
    databases.set(program, shared);
  }
  return Engine.instantiate(module, program, new HyperscanSieve(shared.anchors, shared.database));
}
