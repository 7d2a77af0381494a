// A whole redaction: every file named, to a file, a mirror tree, standard output, or in its own place; and the way back.

import { breath } from '../../input/breath.ts';
import { InputError } from '../../input/input-error.ts';
import type { Source } from '../../input/source.ts';
import { TURN_BYTES } from '../../input/walk.ts';
import { BodyScanner, type ScanParts } from '../body-scanner.ts';
import type { Ledger } from '../ledger.ts';
import { lookAhead } from '../look-ahead.ts';
import { openParts } from '../parts.ts';
import type { Summary } from '../summary.ts';
import { Redaction } from './body.ts';
import { Changed, FileCopier } from './file-copier.ts';
import { needsFingerprint } from './placeholders.ts';
import type { PoolHooks, Rest } from './pool.ts';
import { Restoration } from './restore.ts';
import { type Piece, RedactRun, type RedactRequest } from './run.ts';
import { FdSink } from './sink.ts';
import type { Vault } from './vault.ts';

export async function runRedact(request: RedactRequest, hooks: PoolHooks = {}): Promise<Summary> {
  const run = new RedactRun(request);
  const here = new Here(run);
  if (request.paths.includes('-') && request.stdin !== undefined) await here.stream(await request.stdin());
  const pieces = run.pieces();
  // A vault must be written before a file it stands for is replaced: one after another.
  if (request.threads > 1 && !(request.vault !== null && request.target.to === 'place')) {
    const { ahead, more } = lookAhead(pieces, (piece) => piece?.file.size ?? TURN_BYTES);
    if (more || hooks.partBytes !== undefined) {
      const { runRedactPool } = await import('./pool.ts');
      await runRedactPool(run, joined(ahead, pieces), (rest, ledger) => here.onward(rest, ledger), hooks);
    } else await here.files(ahead);
  } else await here.files(pieces);
  return run.summary();
}

function* joined(first: Iterable<Piece | null>, rest: Iterable<Piece | null>): Generator<Piece | null, void, void> {
  yield* first;
  yield* rest;
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

  async files(pieces: Iterable<Piece | null>): Promise<void> {
    const run = this.#run;
    for (const piece of pieces) {
      await breath();
      if (piece === null) continue;
      const { job } = piece;
      const { copier, redaction } = this.#open();
      await copier.copy(job);
      run.ledger.hidden += redaction.hidden;
      redaction.hidden = 0;
      run.progress();
    }
  }

  /** The rest of a large plain file. */
  async onward(rest: Rest, ledger: Ledger): Promise<number> {
    const { redaction } = this.#open();
    const before = redaction.changes;
    const end = await redaction.file(rest.kind, rest.fd, rest.size, ledger, new FdSink(rest.out, rest.position), rest.start);
    ledger.hidden += redaction.hidden;
    redaction.hidden = 0;
    if (end < rest.size) throw new InputError('changed', `ended at byte ${end} while it was read`);
    return redaction.changes - before;
  }

  #open(): { readonly copier: FileCopier; readonly redaction: Redaction } {
    if (this.#copier !== null) return this.#copier;
    const run = this.#run;
    const { request, placeholders } = run;
    const stopped = (): boolean => {
      run.progress();
      return run.stopped();
    };
    let second: BodyScanner | null = null;
    const open = (): ScanParts => {
      const parts = openParts(request.parts, request.table);
      return needsFingerprint(request.style) ? parts : { ...parts, fingerprinter: null };
    };
    const again = (): BodyScanner => (second ??= new BodyScanner(open(), { least: request.least, reveal: false, frames: false }));
    const choice = { parts: open(), again, least: request.least, placeholders, stopped };
    const copied = request.copies === true ? (rule: string) => run.tally.add(run.ruleOf(rule), 1) : null;
    const redaction = new Redaction({ ...choice, found: (finding) => run.tally.count(finding), copied });
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
  if (request.paths.includes('-') && request.stdin !== undefined) await copier.stream(await request.stdin(), target.to === 'file' ? target.path : null);
  for (const one of run.pieces()) {
    if (one === null) await breath();
    else await copier.copy(one.job);
  }
  return { ...run.summary(), restored: writer.changes, unknown: writer.unknown };
}
