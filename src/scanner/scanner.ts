// The scanner: rules, options and engines put together. It knows no files and no `node:` module.

import { WardlineError } from '../errors.ts';
import { Collector } from '../findings/collector.ts';
import type { Draft } from '../findings/build.ts';
import type { Finding } from '../findings/finding.ts';
import { Fingerprinter } from '../findings/fingerprint.ts';
import { checkKey, makeKey } from '../findings/key.ts';
import { Redactor, type RedactorOptions, replacementText, TokenNumbers } from '../findings/redactor.ts';
import type { RuleEntry, RuleTable } from '../findings/rule-table.ts';
import { selectRules } from '../findings/selection.ts';
import { feedBytes } from '../engine/feed.ts';
import type { HitSource } from '../engine/types.ts';
import { SEVERITY_WEIGHT } from '../rules/model.ts';
import { describe, explainText, type Explanation } from './explain.ts';
import { checkOptions, judge, levelOf, type RedactOptions, type ScannerOptions, type ScanOptions, styleOf } from './options.ts';
import type { SourcePool } from './source-pool.ts';
import { byteChunks, type StreamInput } from './streams.ts';
import { addCharOffsets, type BytesLike, feedText, toBytes } from './text.ts';

export interface Suppressed {
  readonly finding: Finding;
  readonly reason: string;
}

/** Findings of one input, in order. Can be iterated any number of times. */
export class ScanResult implements Iterable<Finding> {
  readonly findings: readonly Finding[];
  /** Left out by the filter. */
  readonly suppressed: readonly Suppressed[];
  /** Number of hits below the least confidence. */
  readonly hidden: number;
  /** Bytes scanned; of a string, its UTF-8 form. */
  readonly bytes: number;

  constructor(findings: readonly Finding[], suppressed: readonly Suppressed[], hidden: number, bytes: number) {
    this.findings = findings;
    this.suppressed = suppressed;
    this.hidden = hidden;
    this.bytes = bytes;
  }

  get length(): number {
    return this.findings.length;
  }

  [Symbol.iterator](): IterableIterator<Finding> {
    return this.findings[Symbol.iterator]();
  }
}

/** What an entry point hands to a scanner. */
export interface ScannerParts {
  readonly table: RuleTable;
  readonly pool: SourcePool;
}

export class Scanner {
  /** Name of the key that fingerprints are made with. */
  readonly keyId: string;

  readonly #table: RuleTable;
  readonly #pool: SourcePool;
  readonly #options: ScannerOptions;
  readonly #enabled: Uint8Array;
  readonly #fingerprinter: Fingerprinter;
  #closed = false;

  constructor(parts: ScannerParts, options: ScannerOptions = {}) {
    checkOptions(options);
    this.#table = parts.table;
    this.#pool = parts.pool;
    this.#options = options;
    this.#enabled = selectRules(parts.table, options);
    this.#fingerprinter = new Fingerprinter(options.key === undefined ? makeKey() : checkKey(options.key, '`key`'));
    this.keyId = this.#fingerprinter.keyId;
  }

  /** The rules that report. */
  get rules(): readonly RuleEntry[] {
    const on: RuleEntry[] = [];
    this.#enabled.forEach((set, index) => set === 1 && on.push(this.#table.entry(index)));
    return on;
  }

  /** All rules of the program, with what their findings share: for writers of reports. */
  get table(): RuleTable {
    return this.#table;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Findings of bytes or of a string (those have char_start and char_end as well). All are known when it returns. */
  scan(input: string | BytesLike, options: ScanOptions = {}): ScanResult {
    const found: Draft[] = [];
    const { hidden, bytes } = this.#run(input, options, found);
    if (typeof input === 'string') addCharOffsets(input, bytes, found);
    return this.#judged(found, options, hidden, bytes);
  }

  /** Findings of a stream, each as soon as it is certain. */
  async *scanStream(input: StreamInput, options: ScanOptions = {}): AsyncGenerator<Finding, void, void> {
    this.#open();
    const found: Finding[] = [];
    const collector = this.#collector(options, (finding) => found.push(finding));
    const source = this.#pool.acquire();
    for await (const chunk of byteChunks(input, options.signal)) {
      for (const part of pieces(source, chunk)) {
        source.push(part, collector.sink);
        collector.advance(source);
        if (found.length > 0) yield* this.#kept(found.splice(0), options);
      }
    }
    source.finish(collector.sink);
    collector.finish();
    this.#release(source);
    yield* this.#kept(found, options);
  }

  /** The input with every finding replaced. */
  redact(input: string, options?: RedactOptions): string;
  redact(input: BytesLike, options?: RedactOptions): Uint8Array;
  redact(input: string | BytesLike, options: RedactOptions = {}): string | Uint8Array {
    return typeof input === 'string' ? this.#redactText(input, options) : this.#redactBytes(toBytes(input), options);
  }

  /** The stream with every finding replaced, as bytes. Holds back no more than it takes to be certain. */
  async *redactStream(input: StreamInput, options: RedactOptions = {}): AsyncGenerator<Uint8Array, void, void> {
    this.#open();
    const out: Uint8Array[] = [];
    const found: Finding[] = [];
    const redactor = new Redactor(this.#table, redactorOptions(options), (bytes) => out.push(bytes));
    const collector = this.#collector(options, (finding) => found.push(finding));
    const source = this.#pool.acquire();
    const step = (): Uint8Array[] => {
      for (const finding of this.#kept(found.splice(0), options)) {
        options.onFinding?.(finding);
        redactor.finding(finding);
      }
      redactor.settle(collector.settled);
      return out.splice(0);
    };
    for await (const chunk of byteChunks(input, options.signal)) {
      let at = 0;
      for (const part of pieces(source, chunk)) {
        redactor.bytes(chunk.subarray(at, at + part));
        at += part;
        source.push(part, collector.sink);
        collector.advance(source);
        yield* step();
      }
    }
    source.finish(collector.sink);
    collector.finish();
    this.#release(source);
    yield* step();
  }

  /** What stands in a finding's place, e.g. for a host that rewrites text itself. */
  placeholder(finding: Finding, options: RedactOptions = {}): string {
    return replacementText(this.#table, finding, styleOf(options), options.surface ?? 'bulk', options.tokens ?? new TokenNumbers());
  }

  /** For the name of a rule, type or kind: what it means. For any other text: what decided about each hit in it. */
  explain(ruleOrText: string): Explanation {
    this.#open();
    const known = describe(this.#table, this.#enabled, ruleOrText);
    if (known !== null) return known;
    const source = this.#pool.acquire();
    const explanation = explainText(source, this.#table, this.#enabled, ruleOrText, levelOf(this.#options.minConfidence ?? 'medium'));
    this.#release(source);
    return explanation;
  }

  /** Lets go of the engines. Running streams go on to their end; new calls are errors. */
  close(): void {
    this.#closed = true;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #open(): void {
    if (this.#closed) throw new WardlineError('scanner_closed', 'the scanner is closed', { hint: 'make a new one with createScanner' });
  }

  #collector(options: ScanOptions, emit: (finding: Draft) => void): Collector {
    const least = levelOf(options.minConfidence ?? this.#options.minConfidence ?? 'medium');
    const settings = { least, fingerprinter: this.#fingerprinter, enabled: this.#enabled, reveal: this.#options.reveal === true };
    return new Collector(this.#table, settings, emit);
  }

  #run(input: string | BytesLike, options: ScanOptions, into: Draft[]): { hidden: number; bytes: number } {
    this.#open();
    options.signal?.throwIfAborted();
    const data = typeof input === 'string' ? input : toBytes(input);
    const collector = this.#collector(options, (finding) => into.push(finding));
    const source = this.#pool.acquire();
    let bytes = data.length;
    if (typeof data === 'string') bytes = feedText(source, data, collector.sink, options.signal);
    else feedBytes(source, data, collector.sink, options.signal);
    source.finish(collector.sink);
    collector.finish();
    this.#release(source);
    return { hidden: collector.hidden, bytes };
  }

  #release(source: HitSource): void {
    if (!this.#closed) this.#pool.release(source);
  }

  #filter(options: ScanOptions): ScannerOptions['filter'] {
    return options.filter ?? this.#options.filter;
  }

  #judged(found: readonly Finding[], options: ScanOptions, hidden: number, bytes: number): ScanResult {
    const filter = this.#filter(options);
    if (filter === undefined) return new ScanResult(found, [], hidden, bytes);
    const kept: Finding[] = [];
    const suppressed: Suppressed[] = [];
    for (const finding of found) {
      options.signal?.throwIfAborted();
      const reason = judge(filter, finding);
      if (reason === null) kept.push(finding);
      else suppressed.push({ finding, reason });
    }
    return new ScanResult(kept, suppressed, hidden, bytes);
  }

  *#kept(found: readonly Finding[], options: ScanOptions): Generator<Finding, void, void> {
    const filter = this.#filter(options);
    for (const finding of found) {
      options.signal?.throwIfAborted();
      if (judge(filter, finding) === null) yield finding;
    }
  }

  /** Strings are cut and joined, not decoded and encoded, so that everything else stays as it was, even lone surrogates. */
  #redactText(input: string, options: RedactOptions): string {
    const style = styleOf(options);
    const surface = options.surface ?? 'bulk';
    const tokens = options.tokens ?? new TokenNumbers();
    const result = this.scan(input, options);
    let text = '';
    let at = 0;
    for (const group of disjoint(result.findings)) {
      text += input.slice(at, group.start);
      text += style === 'mask' ? input.slice(group.start, group.end).replace(/[^\r\n]/gu, '*') : replacementText(this.#table, group.finding, style, surface, tokens);
      at = group.end;
    }
    for (const finding of result.findings) options.onFinding?.(finding);
    return text + input.slice(at);
  }

  #redactBytes(input: Uint8Array, options: RedactOptions): Uint8Array {
    const settings = redactorOptions(options);
    const result = this.scan(input, options);
    const parts: Uint8Array[] = [];
    const redactor = new Redactor(this.#table, settings, (bytes) => parts.push(bytes));
    redactor.bytes(input);
    for (const finding of result.findings) redactor.finding(finding);
    redactor.finish();
    for (const finding of result.findings) options.onFinding?.(finding);
    return join(parts);
  }
}

function redactorOptions(options: RedactOptions): RedactorOptions {
  return { style: styleOf(options), surface: options.surface ?? 'bulk', tokens: options.tokens ?? new TokenNumbers() };
}

/** Copies `chunk` into the source's room by pieces and yields how many bytes each has; push after every one. */
function* pieces(source: HitSource, chunk: Uint8Array): Generator<number, void, void> {
  let at = 0;
  while (at < chunk.length) {
    const room = source.room();
    const size = Math.min(room.length, chunk.length - at);
    room.set(chunk.subarray(at, at + size));
    at += size;
    yield size;
  }
}

interface Group {
  readonly start: number;
  readonly end: number;
  readonly finding: Finding;
}

/** Findings of different types may overlap; what is replaced does not. */
function disjoint(findings: readonly Finding[]): Group[] {
  const groups: Group[] = [];
  for (const finding of findings) {
    const start = finding.char_start ?? 0;
    const end = finding.char_end ?? 0;
    const last = groups[groups.length - 1];
    if (last === undefined || start >= last.end) groups.push({ start, end, finding });
    else {
      const graver = SEVERITY_WEIGHT[finding.severity] > SEVERITY_WEIGHT[last.finding.severity] ? finding : last.finding;
      groups[groups.length - 1] = { start: last.start, end: Math.max(last.end, end), finding: graver };
    }
  }
  return groups;
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
