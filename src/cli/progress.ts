// One line on stderr while a run goes on: a bar where the total is known, bytes, rate, time left, findings so far.

import process from 'node:process';
import type { Ledger } from '../bulk/ledger.ts';
import type { Tally } from '../bulk/summary.ts';
import { grouped, sizeWords } from '../report/pretty.ts';

export type ProgressMode = 'bar' | 'plain' | 'none';

const BAR_EVERY_MS = 100;
const PLAIN_EVERY_MS = 10_000;
const BAR_CELLS = 24;

export class Progress {
  readonly #mode: ProgressMode;
  readonly #begun = performance.now();
  #last = performance.now();
  #shown = false;
  /** Stored bytes of everything named, once known. */
  total = 0;
  /** Nothing more is to be shown. */
  over = false;

  constructor(mode: ProgressMode) {
    this.#mode = mode;
  }

  get wanted(): boolean {
    return this.#mode !== 'none';
  }

  update(done: number, ledger: Ledger, tally: Tally): void {
    if (this.#mode === 'none') return;
    const now = performance.now();
    if (now - this.#last < (this.#mode === 'bar' ? BAR_EVERY_MS : PLAIN_EVERY_MS)) return;
    this.#last = now;
    const seconds = (now - this.#begun) / 1000;
    const rate = done / Math.max(0.001, seconds);
    const found = `${grouped(tally.findings)} found${tally.errorsTotal > 0 ? `, ${tally.errorsTotal} problems` : ''}`;
    const amount = `${sizeWords(done)}${this.total > 0 ? ` of ${sizeWords(this.total)}` : ''}  ${sizeWords(rate)}/s`;
    const left = this.total > done && rate > 0 ? `  ${timeWords((this.total - done) / rate)} left` : '';
    if (this.#mode === 'plain') {
      process.stderr.write(`wardline: ${amount}${left}  ${ledger.files} files  ${found}\n`);
      return;
    }
    const cells = this.total > 0 ? Math.min(BAR_CELLS, Math.floor((done / this.total) * BAR_CELLS)) : 0;
    const bar = this.total > 0 ? `${'█'.repeat(cells)}${'░'.repeat(BAR_CELLS - cells)} ` : '';
    const line = `${bar}${amount}${left}  ${found}`;
    process.stderr.write(`\r\u001b[2K${line.slice(0, (process.stderr.columns ?? 80) - 1)}`);
    this.#shown = true;
  }

  end(): void {
    this.over = true;
    this.clear();
  }

  /** Takes the line away: something else is to be written. */
  clear(): void {
    if (!this.#shown) return;
    process.stderr.write('\r\u001b[2K');
    this.#shown = false;
  }
}

function timeWords(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5400) return `${Math.ceil(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}
