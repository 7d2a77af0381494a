// The reports of a run. One that can't be written any more is named and removed, so that nobody takes it for a whole one;
// the others go on.

import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, parse } from 'node:path';
import process from 'node:process';
import type { Located, Summary } from '../bulk/summary.ts';
import type { FdOut } from '../report/out.ts';
import type { Reporter } from '../report/reporter.ts';

export interface Output {
  readonly reporter: Reporter;
  readonly out: FdOut;
  /** Null: standard output. */
  readonly file: string | null;
}

export class Outputs {
  #open: readonly Output[];
  readonly #clear: () => void;
  /** One of them could not be written. */
  failed = false;

  /** `clear` makes room for a message on the terminal. */
  constructor(all: readonly Output[], clear: () => void) {
    this.#open = all;
    this.#clear = clear;
  }

  /** Nobody is left who would hear of a finding. */
  get lost(): boolean {
    return this.failed && this.#open.length === 0;
  }

  finding(located: Located): void {
    this.#each(({ reporter }) => reporter.finding(located));
  }

  /** One of them, or all; true when none has failed so far. */
  flush(which?: FdOut): boolean {
    this.#each(({ out }) => {
      if (which === undefined || out === which) out.flush();
    });
    return !this.failed;
  }

  end(summary: Summary): void {
    this.#each(({ reporter, out }) => {
      reporter.end(summary);
      out.close();
    });
  }

  #each(work: (output: Output) => void): void {
    for (const output of this.#open) {
      try {
        work(output);
      } catch (error) {
        if (!(error instanceof Error) || (error as { code?: unknown }).code !== 'output_failed') throw error;
        this.failed = true;
        this.#open = this.#open.filter((other) => other !== output);
        this.#clear();
        process.stderr.write(`wardline: ${output.file === null ? '' : `\`${output.file}\`: `}${error.message}\n`);
        if (output.file !== null) remove(output.file);
      }
    }
  }
}

/** Makes room for a report that does not repeat what the one of an earlier run says: that one is kept under another name. */
export function keepOld(file: string): void {
  if (!((statSync(file, { throwIfNoEntry: false })?.isFile() ?? false) && statSync(file).size > 0)) return;
  const { dir, name, ext } = parse(file);
  for (let n = 1; ; n++) {
    const aside = join(dir, `${name}.${n}${ext}`);
    if (existsSync(aside)) continue;
    renameSync(file, aside);
    process.stderr.write(`wardline: the report of the run before is now \`${aside}\`\n`);
    return;
  }
}

function remove(file: string): void {
  try {
    if (statSync(file).isFile()) rmSync(file);
  } catch {
    // gone already, or it may not be removed: its end is missing, which shows in all formats but CSV
  }
}
