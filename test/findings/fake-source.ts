// A stand-in for the engine: fixed patterns over a growing memory, hits handed out late, unsorted and in small batches,
// with just the guarantees that src/engine/types.ts gives.

import * as layout from '../../assembly/layout.ts';
import type { HitSink, HitSource, RawHit } from '../../src/engine/types.ts';
import type { RuleRecord } from '../../src/findings/rule-table.ts';

export interface FakeRule extends RuleRecord {
  /** With the flags `dg`; the whole match is the secret. */
  readonly find: RegExp;
  readonly confidence: 1 | 2 | 3;
  readonly reasons: number;
}

export function fakeRule(id: string, find: RegExp, more: Partial<FakeRule> = {}): FakeRule {
  return {
    id, name: id.replaceAll('-', ' '), provider: 'Acme', kind: 'api_token', type: 'CREDENTIAL_DETECTION', severity: 'high',
    family: id, advice: '', pairs: [], prefix: '', on: true, find, confidence: 3,
    reasons: layout.R_PREFIX | layout.R_LENGTH | layout.R_ALPHABET, ...more,
  };
}

/** Hits end at most this far behind the last byte pushed before they are told. */
const LAG = 300;

export class FakeSource implements HitSource {
  readonly #rules: readonly FakeRule[];
  readonly #room: number;
  #bytes = new Uint8Array(0);
  #area = new Uint8Array(0);
  #told = new Set<string>();
  begun = 0;
  readonly lines = { count: 0, last: -1 };

  constructor(rules: readonly FakeRule[], room = 100) {
    this.#rules = rules;
    this.#room = room;
  }

  get memory(): Uint8Array {
    return this.#bytes;
  }

  begin(): void {
    this.begun += 1;
    this.#bytes = new Uint8Array(0);
    this.#told = new Set();
  }

  room(): Uint8Array {
    this.#area = new Uint8Array(this.#room);
    return this.#area;
  }

  push(n: number, sink: HitSink): void {
    const next = new Uint8Array(this.#bytes.length + n);
    next.set(this.#bytes);
    next.set(this.#area.subarray(0, n), this.#bytes.length);
    this.#bytes = next;
    this.#tell(Math.max(0, this.#bytes.length - LAG), sink);
  }

  finish(sink: HitSink): void {
    this.#tell(Number.POSITIVE_INFINITY, sink);
  }

  get horizon(): number {
    return Math.max(0, this.#bytes.length - LAG);
  }

  addressOf(offset: number): number {
    return offset < this.#bytes.length ? offset : -1;
  }

  #tell(horizon: number, sink: HitSink): void {
    const text = Array.from(this.#bytes, (b) => String.fromCharCode(b)).join('');
    const hits: RawHit[] = [];
    this.#rules.forEach((rule, index) => {
      for (const found of text.matchAll(rule.find)) {
        const [start, end] = found.indices![0]!;
        const name = `${index}:${start}:${end}`;
        if (start >= horizon || this.#told.has(name)) continue;
        // A match that touches the end of what is known may still grow.
        if (end >= text.length && horizon !== Number.POSITIVE_INFINITY) continue;
        this.#told.add(name);
        const before = text.slice(0, start).split('\n');
        const upTo = text.slice(0, end).split('\n');
        hits.push({
          rule: index, confidence: rule.confidence, reasons: rule.reasons, start, end, keyStart: 0, keyEnd: 0, keyPtr: 0,
          line: before.length, column: before.at(-1)!.length + 1, endLine: upTo.length, endColumn: upTo.at(-1)!.length + 1,
          secretPtr: start, secretLength: end - start, chain: [],
        });
      }
    });
    hits.reverse();
    const middle = hits.length >> 1;
    const least = Math.min(horizon, ...hits.slice(middle).map((hit) => hit.start));
    // Like the engine, it says nothing when there is nothing to say.
    if (middle > 0) sink(hits.slice(0, middle), least, this);
    if (hits.length > 0) sink(hits.slice(middle), horizon === Number.POSITIVE_INFINITY ? this.#bytes.length - LAG : horizon, this);
  }
}

/** A seeded source of characters: no secret stands in the repository. */
export function random(seed: number): (alphabet: string, length: number) => string {
  let state = seed >>> 0 || 1;
  return (alphabet, length) => {
    let text = '';
    for (let i = 0; i < length; i += 1) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      text += alphabet[Math.floor((state / 4294967296) * alphabet.length)];
    }
    return text;
  };
}

export const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
export const HEX = '0123456789abcdef';
