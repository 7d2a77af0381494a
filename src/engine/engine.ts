// Owns one engine instance: loads a program into it, feeds it bytes, copies hits out.

import * as L from '../../assembly/layout.ts';
import { WardlineError } from '../errors.ts';
import type { HitSink, HitSource, RawHit } from './types.ts';

/** What engine.wasm exports (docs/abi.md). */
interface Exports {
  readonly memory: WebAssembly.Memory;
  abiVersion(): number;
  build(): number;
  reserve(length: number): number;
  load(length: number): number;
  begin(offset: number): number;
  room(): number;
  roomSize(): number;
  push(n: number): number;
  finish(): number;
  hitsAddress(): number;
  hitCount(): number;
  clearHits(): void;
  hold(): number;
  hitsLost(): number;
  decided(): number;
  residentOffset(): number;
  residentStart(): number;
  residentEnd(): number;
  lineFeeds(): number;
  lastLineFeed(): number;
  hashRoom(): number;
  hashKey(length: number): void;
  hashDigits(length: number, at: number, more: number): number;
  visits(): number;
  candidates(): number;
  clearCounters(): void;
  sieveOutside(on: number): void;
  wantedFrom(): number;
  wantedTo(): number;
  literalsAddress(): number;
  runsAddress(): number;
  offerCandidates(literals: number, runs: number): number;
}

/** Looks through pages in place of the engine's own sieve (hyperscan/sieve.ts). */
export interface OutsideSieve {
  /**
   * Finds the candidates of the page [from, to); bytes up to SLACK before it and up to `last` behind it may be read. Writes
   * their addresses, ascending, into the lists and returns how many it wrote: `literals | runs << 16`.
   */
  find(memory: Uint8Array, from: number, to: number, last: number, literals: Uint32Array, runs: Uint32Array): number;
}

export type EngineBuild = 'scalar' | 'simd' | 'relaxed';
const BUILDS: readonly EngineBuild[] = ['scalar', 'simd', 'relaxed'];

const LOAD_ERRORS: Readonly<Record<number, [code: string, message: string]>> = {
  [L.ERR_MAGIC]: ['program_magic', 'this is no compiled rule program'],
  [L.ERR_VERSION]: ['program_version', 'the rule program was compiled for another version of the engine'],
  [L.ERR_LENGTH]: ['program_length', 'the rule program is cut short or has bytes behind its end'],
  [L.ERR_HASH]: ['program_damaged', 'the rule program is damaged: its hash does not match'],
};

export class Engine implements HitSource {
  private readonly wasm: Exports;
  private readonly hits: number;
  private bytes: Uint8Array;
  /** The same memory by words and by numbers, for hit records; like all hosts of WebAssembly it is little-endian. */
  private readonly words: Uint32Array;
  private readonly numbers: Float64Array;
  /** The same view of the input is handed out again as long as it starts and ends where it did. */
  private roomView: Uint8Array;
  private readonly sieve: OutsideSieve | null;
  private readonly hashRoom: number;
  private hashedWith: Uint8Array | null = null;
  /** The horizon when the last hits were given, or the stream began. */
  private told = 0;

  private constructor(wasm: Exports, hits: number, sieve: OutsideSieve | null) {
    this.sieve = sieve;
    this.wasm = wasm;
    this.hits = hits;
    this.hashRoom = wasm.hashRoom();
    this.bytes = new Uint8Array(wasm.memory.buffer);
    this.words = new Uint32Array(wasm.memory.buffer);
    this.numbers = new Float64Array(wasm.memory.buffer);
    this.roomView = this.bytes.subarray(0, 0);
  }

  /** Instantiates a compiled module and loads a program into it. With `sieve`, that one finds the candidates. */
  static instantiate(module: WebAssembly.Module, program: Uint8Array, sieve: OutsideSieve | null = null): Engine {
    const wasm = new WebAssembly.Instance(module).exports as unknown as Exports;
    const version = typeof wasm.abiVersion === 'function' ? wasm.abiVersion() : 0;
    if (version !== L.ABI_VERSION) {
      throw new WardlineError('engine_version', `the engine speaks version ${version} of its interface, wanted ${L.ABI_VERSION}`, { hint: 'use the engine.wasm that came with this package' });
    }
    const at = wasm.reserve(program.length);
    if (at === 0) throw new WardlineError('engine_memory', `no memory for a rule program of ${program.length} bytes`, { hint: 'free memory, or use fewer rules' });
    new Uint8Array(wasm.memory.buffer).set(program, at);
    const status = wasm.load(program.length);
    if (status !== L.DONE) {
      const [code, message] = LOAD_ERRORS[status] ?? ['program_invalid', `the engine refused the rule program (${status})`];
      throw new WardlineError(code, message, { hint: 'compile the rules again: wardline rules compile' });
    }
    if (sieve) wasm.sieveOutside(1);
    return new Engine(wasm, wasm.hitsAddress(), sieve);
  }

  get build(): EngineBuild {
    return BUILDS[this.wasm.build()] ?? 'scalar';
  }

  get memory(): Uint8Array {
    return this.bytes;
  }

  begin(offset = 0): void {
    this.wasm.begin(offset);
    this.told = offset - L.LOOK_BEHIND - L.SLACK;
  }

  room(): Uint8Array {
    const at = this.wasm.room();
    const size = this.wasm.roomSize();
    if (this.roomView.byteOffset !== at || this.roomView.length !== size) this.roomView = this.bytes.subarray(at, at + size);
    return this.roomView;
  }

  push(n: number, sink: HitSink, hold = false): void {
    let status = this.wasm.push(n);
    if (status < 0) throw new WardlineError('engine_room', `${n} bytes are more than room() offered`);
    while (status !== L.DONE) {
      if (status === L.WANT) this.offer();
      else this.drain(sink);
      status = this.wasm.push(0);
    }
    if (this.wasm.hitCount() > 0 && !(hold && this.wasm.hold() === 1)) this.drain(sink);
  }

  finish(sink: HitSink): void {
    for (let status = this.wasm.finish(); status !== L.DONE; status = this.wasm.finish()) {
      if (status === L.WANT) this.offer();
      else this.drain(sink);
    }
    // Nothing comes behind these: they can be settled while what they point at lies here.
    if (this.wasm.hitCount() > 0) this.drain(sink, Number.POSITIVE_INFINITY);
  }

  /** Lets the outside sieve look through the page that waits. */
  private offer(): void {
    const { wasm, sieve } = this;
    if (sieve === null) throw new WardlineError('engine_state', 'the engine waits for candidates that nobody finds');
    const buffer = wasm.memory.buffer;
    const literals = new Uint32Array(buffer, wasm.literalsAddress(), L.PAGE);
    const runs = new Uint32Array(buffer, wasm.runsAddress(), L.PAGE / 16);
    const counts = sieve.find(this.bytes, wasm.wantedFrom(), wasm.wantedTo(), wasm.residentEnd(), literals, runs);
    if (wasm.offerCandidates(counts & 0xffff, counts >>> 16) !== L.DONE) {
      throw new WardlineError('engine_state', 'the engine refused the candidates of a page', { hint: 'use the backend wasm, and report this' });
    }
  }

  addressOf(offset: number): number {
    const first = this.wasm.residentOffset();
    const at = this.wasm.residentStart() + (offset - first);
    return offset >= first && at < this.wasm.residentEnd() ? at : -1;
  }

  hash(key: Uint8Array, head: Uint8Array, bytes: Uint8Array, start: number, end: number): string | null {
    const { wasm, hashRoom: room } = this;
    const length = end - start;
    // What lies in engine memory is hashed where it lies.
    const here = bytes === this.bytes;
    if (head.length + (here ? 0 : length) > L.HASH_ROOM || key.length > L.HASH_ROOM) return null;
    if (this.hashedWith !== key) {
      this.bytes.set(key, room);
      wasm.hashKey(key.length);
      this.hashedWith = key;
    }
    this.bytes.set(head, room);
    if (!here) this.bytes.set(bytes.subarray(start, end), room + head.length);
    const digits = here ? wasm.hashDigits(head.length, start, length) : wasm.hashDigits(head.length + length, 0, 0);
    return decoder.decode(this.bytes.subarray(digits, digits + 64));
  }

  get lines(): { readonly count: number; readonly last: number } {
    return { count: this.wasm.lineFeeds(), last: this.wasm.lastLineFeed() };
  }

  get horizon(): number {
    return this.wasm.hitCount() > 0 ? this.told : this.decided - L.LOOK_BEHIND - L.SLACK;
  }

  /** Stream offset below which everything has been decided. */
  get decided(): number {
    return this.wasm.decided();
  }

  /** Work done since the last call: for the tests that bound it. */
  takeCounters(): { readonly visits: number; readonly candidates: number } {
    const counters = { visits: this.wasm.visits() >>> 0, candidates: this.wasm.candidates() >>> 0 };
    this.wasm.clearCounters();
    return counters;
  }

  /** Hits the engine had no record left for; anything but 0 is a defect. */
  get hitsLost(): number {
    return this.wasm.hitsLost() >>> 0;
  }

  private drain(sink: HitSink, horizon = this.decided - L.LOOK_BEHIND - L.SLACK): void {
    const count = this.wasm.hitCount();
    const hits: RawHit[] = [];
    for (let i = 0; i < count; i++) hits.push(this.readHit(this.hits + i * L.HIT_SIZE));
    this.told = horizon;
    try {
      sink(hits, horizon, this);
    } finally {
      this.wasm.clearHits();
    }
  }

  private readHit(at: number): RawHit {
    const { words, numbers } = this;
    const word = at >> 2;
    const number = at >> 3;
    // Confidence, depth and whether it was held are the lowest bytes of one word.
    const small = words[word + (L.HIT_CONFIDENCE >> 2)]!;
    const depth = (small >> 8) & 0xff;
    const keyStart = numbers[number + (L.HIT_KEY_START >> 3)]!;
    const keyLength = words[word + (L.HIT_KEY_LENGTH >> 2)]!;
    const secretPtr = words[word + (L.HIT_SECRET_PTR >> 2)]!;
    const secretLength = words[word + (L.HIT_SECRET_LENGTH >> 2)]!;
    return {
      rule: words[word + (L.HIT_RULE >> 2)]!,
      confidence: (small & 0xff) as 1 | 2 | 3,
      reasons: words[word + (L.HIT_REASONS >> 2)]!,
      start: numbers[number + (L.HIT_START >> 3)]!,
      end: numbers[number + (L.HIT_END >> 3)]!,
      keyStart,
      keyEnd: keyStart + keyLength,
      keyPtr: keyLength === 0 ? 0 : ((small >> 16) & 0xff) === 0 ? Math.max(0, this.addressOf(keyStart)) : secretPtr + secretLength,
      line: numbers[number + (L.HIT_LINE >> 3)]!,
      column: numbers[number + (L.HIT_COLUMN >> 3)]!,
      endLine: numbers[number + (L.HIT_END_LINE >> 3)]!,
      endColumn: numbers[number + (L.HIT_END_COLUMN >> 3)]!,
      secretPtr,
      secretLength,
      chain: depth === 0 ? NO_CHAIN : this.readChain(at + L.HIT_CHAIN, depth),
    };
  }

  private readChain(at: number, depth: number): RawHit['chain'] {
    return Array.from({ length: depth }, (_, i) => {
      const piece = at + i * L.CHAIN_SIZE;
      const start = this.numbers[piece >> 3]!;
      return { encoding: this.words[(piece + 12) >> 2]!, start, end: start + this.words[(piece + 8) >> 2]! };
    });
  }
}

/** Of digits; one that need not look out for UTF-8 is twice as fast. */
const decoder = new TextDecoder('latin1');
const NO_CHAIN: RawHit['chain'] = [];
