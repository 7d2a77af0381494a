// The bytes of a body that may still change, in one buffer that is used again and again: what is certain is written
// from where it lies, so that redacting costs one copy and one write more than scanning.
//
//   buffer   ├─ written ─┤ held: [from, to) of the body ├─ free ─┤

import type { Finding } from '../../findings/finding.ts';
import { replacementText, type RedactStyle, type TokenNumbers } from '../../findings/redactor.ts';
import type { RuleTable } from '../../findings/rule-table.ts';
import type { ByteSink } from './sink.ts';

const FIRST_BYTES = 2 * 1048576;
const LF = 0x0a;
const CR = 0x0d;
const WEIGHT: Readonly<Record<string, number>> = { low: 1, medium: 2, high: 3, critical: 4 };

export interface WindowOptions {
  readonly table: RuleTable;
  readonly style: RedactStyle;
  readonly tokens: TokenNumbers;
  /** How a placeholder is written in the encoding of the body. */
  readonly encode: (text: string) => Uint8Array;
}

export class Window {
  readonly #options: WindowOptions;
  readonly #to: ByteSink;
  #buffer = new Uint8Array(FIRST_BYTES);
  /** Held bytes lie at [#begin, #end) of the buffer; the first of them has offset #from in the body. */
  #begin = 0;
  #end = 0;
  #from = 0;
  #findings: Finding[] = [];

  constructor(options: WindowOptions, to: ByteSink) {
    this.#options = options;
    this.#to = to;
  }

  /** The next bytes of the body: copied. */
  bytes(chunk: Uint8Array): void {
    if (this.#end + chunk.length > this.#buffer.length) this.#makeRoom(chunk.length);
    this.#buffer.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  finding(finding: Finding): void {
    this.#findings.push(finding);
  }

  /** All findings that begin before `offset` were told: writes what is certain. */
  async settle(offset: number): Promise<void> {
    const last = offset === Number.POSITIVE_INFINITY;
    const reach = this.#from + (this.#end - this.#begin);
    const findings = this.#findings;
    let done = 0;
    while (done < findings.length) {
      let best = findings[done] as Finding;
      const { byte_start } = best;
      let end = best.byte_end;
      let next = done + 1;
      // Findings of several types may overlap: one placeholder, that of the gravest.
      for (let other = findings[next]; other !== undefined && other.byte_start < end; other = findings[++next]) {
        end = Math.max(end, other.byte_end);
        if ((WEIGHT[other.severity] ?? 0) > (WEIGHT[best.severity] ?? 0)) best = other;
      }
      if (!last && (end > offset || end > reach)) break;
      await this.#copy(Math.max(byte_start, this.#from));
      await this.#replace(best, Math.min(end, reach));
      done = next;
    }
    if (done > 0) this.#findings = findings.slice(done);
    await this.#copy(Math.min(offset, reach, this.#findings[0]?.byte_start ?? reach));
  }

  async #copy(to: number): Promise<void> {
    const n = to - this.#from;
    if (n <= 0) return;
    const pending = this.#to.write(this.#buffer.subarray(this.#begin, this.#begin + n));
    if (pending instanceof Promise) await pending;
    this.#pass(n);
  }

  async #replace(finding: Finding, end: number): Promise<void> {
    const { style, table, tokens, encode } = this.#options;
    const n = Math.max(0, end - this.#from);
    if (style === 'mask') {
      const star = encode('*');
      const part = this.#buffer.subarray(this.#begin, this.#begin + n);
      for (let i = 0; i < n; i++) if (star.length > 1 || (part[i] !== LF && part[i] !== CR)) part[i] = star[i % star.length] as number;
      return this.#copy(end);
    }
    this.#pass(n);
    const pending = this.#to.write(encode(replacementText(table, finding, style, 'bulk', tokens)));
    if (pending instanceof Promise) await pending;
  }

  #pass(n: number): void {
    this.#begin += n;
    this.#from += n;
    if (this.#begin === this.#end) this.#begin = this.#end = 0;
  }

  /** Moves what is held to the front; grows only when a finding is longer than the buffer. */
  #makeRoom(n: number): void {
    const held = this.#end - this.#begin;
    if (held + n > this.#buffer.length) {
      const larger = new Uint8Array(2 * (held + n));
      larger.set(this.#buffer.subarray(this.#begin, this.#end));
      this.#buffer = larger;
    } else this.#buffer.copyWithin(0, this.#begin, this.#end);
    this.#begin = 0;
    this.#end = held;
  }
}
