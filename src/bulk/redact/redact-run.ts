// A whole redaction: every file named, to a file, a mirror tree, standard output, or in its own place.

import type { SharedParts } from '../parts.ts';
import type { RedactStyle, TokenNumbers } from '../../findings/redactor.ts';
import type { RuleTable } from '../../findings/rule-table.ts';
import { InputError } from '../../input/input-error.ts';
import type { Limits } from '../../input/limits.ts';
import type { Source } from '../../input/source.ts';
import { type Walked, type WalkOptions, walk } from '../../input/walk.ts';
import { Ledger, type Trouble, troubleOf } from '../ledger.ts';
import { openParts } from '../parts.ts';
import { type Summary, Tally } from '../summary.ts';
import { Redaction } from './body.ts';
import { Changed, type CopyJob, FileCopier } from './file-copier.ts';
import { ownPlaceholders, type Placeholders } from './placeholders.ts';
import { Restoration } from './restore.ts';
import { placeIn, type Target } from './target.ts';
import type { Vault } from './vault.ts';

export interface RedactRequest {
  readonly paths: readonly string[];
  readonly stdin?: (() => Source) | undefined;
  readonly target: Target;
  readonly walk: WalkOptions;
  readonly limits: Limits;
  readonly parts: SharedParts;
  readonly table: RuleTable;
  readonly keyId: string;
  readonly least: 1 | 2 | 3;
  readonly style: RedactStyle;
  readonly tokens: TokenNumbers;
  readonly vault: Vault | null;
  readonly threads: number;
  readonly signal?: AbortSignal | undefined;
  trouble(trouble: Trouble): void;
  progress?: ((doneBytes: number, ledger: Ledger, tally: Tally) => void) | undefined;
}

export type WalkedFile = Extract<Walked, { type: 'file' }>;

/** A file and where it goes. */
export type Piece = { readonly file: WalkedFile; readonly job: CopyJob };

export class RedactRun {
  readonly request: RedactRequest;
  readonly ledger = new Ledger();
  readonly tally = new Tally();
  readonly placeholders: Placeholders;

  constructor(request: RedactRequest) {
    this.request = request;
    this.placeholders = ownPlaceholders(request.table, request.style, request.tokens, request.vault);
  }

  stopped(): boolean {
    return this.request.signal?.aborted === true;
  }

  progress(): void {
    this.request.progress?.(this.ledger.bytesScanned + this.ledger.bytesSkipped, this.ledger, this.tally);
  }

  trouble(trouble: Trouble): void {
    this.tally.trouble(trouble);
    this.request.trouble(trouble);
  }

  /** What the walk met that is no file. */
  note(found: Exclude<Walked, WalkedFile>): void {
    if (found.type === 'link') {
      this.tally.links++;
      return;
    }
    this.ledger.files++;
    this.ledger.came(found.size);
    this.ledger.skipped(found.size, found.error.reason);
    this.trouble(troubleOf(found.shown, undefined, found.error));
  }

  /** The files of all roots in order, notes on the way taken. */
  *pieces(): Generator<Piece, void, void> {
    const { paths, target, walk: options } = this.request;
    for (const root of paths) {
      if (root === '-') continue;
      for (const found of walk([root], options)) {
        if (this.stopped()) return;
        if (found.type !== 'file') {
          this.note(found);
          continue;
        }
        yield { file: found, job: { path: found.path, shown: found.shown, ...outOf(target, root, paths.length > 1, found.path) } };
      }
    }
  }

  summary(): Summary {
    if (this.stopped()) this.tally.interrupted = true;
    if (!this.ledger.agrees) {
      const { bytesIn, bytesScanned, bytesSkipped } = this.ledger;
      this.trouble(troubleOf('', undefined, new InputError('internal', `the books do not agree: ${bytesIn} bytes came in, ${bytesScanned} were read, ${bytesSkipped} skipped`)));
    }
    return this.tally.summary(this.ledger, this.request.keyId);
  }
}

function outOf(target: Target, root: string, several: boolean, path: string): Pick<CopyJob, 'out' | 'place'> {
  switch (target.to) {
    case 'stdout':
      return { out: null, place: false };
    case 'file':
      return { out: target.path, place: false };
    case 'place':
      return { out: path, place: true };
    case 'tree':
      return { out: placeIn(target.path, root, several, path), place: false };
  }
}

export async function runRedact(request: RedactRequest): Promise<Summary> {
  const run = new RedactRun(request);
  const here = new Here(run);
  if (request.paths.includes('-') && request.stdin !== undefined) await here.stream(request.stdin());
  await here.files(run.pieces());
  return run.summary();
}

/** Copies in this thread. */
class Here {
  readonly #run: RedactRun;
  #copier: { readonly copier: FileCopier; readonly redaction: Redaction } | null = null;

  constructor(run: RedactRun) {
    this.#run = run;
  }

  async stream(source: Source): Promise<void> {
    const { target } = this.#run.request;
    const { copier, redaction } = this.#open();
    await copier.stream(source, target.to === 'file' ? target.path : null);
    this.#run.ledger.hidden += redaction.hidden;
    redaction.hidden = 0;
  }

  async files(pieces: Iterable<Piece>): Promise<void> {
    const run = this.#run;
    for (const { job } of pieces) {
      const { copier, redaction } = this.#open();
      await copier.copy(job);
      run.ledger.hidden += redaction.hidden;
      redaction.hidden = 0;
      run.progress();
    }
  }

  #open(): { readonly copier: FileCopier; readonly redaction: Redaction } {
    if (this.#copier !== null) return this.#copier;
    const run = this.#run;
    const { request, placeholders } = run;
    const stopped = (): boolean => {
      run.progress();
      return run.stopped();
    };
    const choice = { parts: openParts(request.parts, request.table), least: request.least, placeholders, stopped };
    const redaction = new Redaction({ ...choice, found: (finding) => run.tally.count(finding) });
    const probe = new Redaction({
      ...choice,
      found: () => {
        throw new Changed();
      },
    });
    const copier = new FileCopier({ writer: redaction, probe, limits: request.limits, ledger: run.ledger, stopped, trouble: (trouble) => run.trouble(trouble), beforeReplace: () => request.vault?.save() });
    this.#copier = { copier, redaction };
    return this.#copier;
  }
}

/** Puts the secrets of a vault back. Answers how many tokens were not in it. */
export async function runRestore(request: RedactRequest & { readonly vault: Vault }): Promise<Summary & { readonly restored: number; readonly unknown: number }> {
  const run = new RedactRun(request);
  const stopped = (): boolean => {
    run.progress();
    return run.stopped();
  };
  const piece = (): void => {
    if (stopped()) throw new InputError('interrupted', 'stopped before its end');
  };
  const writer = new Restoration(request.vault, piece);
  const probe = new Restoration(request.vault, piece, () => {
    throw new Changed();
  });
  const copier = new FileCopier({ writer, probe, limits: request.limits, ledger: run.ledger, stopped, trouble: (trouble) => run.trouble(trouble) });
  const { target } = request;
  if (request.paths.includes('-') && request.stdin !== undefined) await copier.stream(request.stdin(), target.to === 'file' ? target.path : null);
  for (const { job } of run.pieces()) await copier.copy(job);
  return { ...run.summary(), restored: writer.changes, unknown: writer.unknown };
}
