// What a redaction keeps: what was asked for, the files it walks over, its books and its placeholders.

import type { RedactStyle, TokenNumbers } from '../../findings/redactor.ts';
import type { RuleEntry, RuleTable } from '../../findings/rule-table.ts';
import type { Limits } from '../../input/limits.ts';
import type { Source } from '../../input/source.ts';
import { type Walked, type WalkOptions, walk } from '../../input/walk.ts';
import { Ledger, type Trouble, troubleOf } from '../ledger.ts';
import type { SharedParts } from '../parts.ts';
import { type Summary, Tally } from '../summary.ts';
import type { WalkedFile } from '../units.ts';
import type { CopyJob } from './file-copier.ts';
import { ownPlaceholders, type Placeholders } from './placeholders.ts';
import { placeIn, type Target } from './target.ts';
import type { Vault } from './vault.ts';

export interface RedactRequest {
  readonly paths: readonly string[];
  readonly stdin?: (() => Source | Promise<Source>) | undefined;
  readonly target: Target;
  readonly walk: WalkOptions;
  readonly limits: Limits;
  readonly parts: SharedParts;
  readonly table: RuleTable;
  readonly keyId: string;
  readonly least: 1 | 2 | 3;
  readonly style: RedactStyle;
  /** Further copies of a secret in the same body are replaced, too. */
  readonly copies?: boolean | undefined;
  readonly tokens: TokenNumbers;
  readonly vault: Vault | null;
  readonly threads: number;
  readonly signal?: AbortSignal | undefined;
  trouble(trouble: Trouble): void;
  progress?: ((doneBytes: number, ledger: Ledger, tally: Tally) => void) | undefined;
}

/** A file and where it goes. */
export type Piece = { readonly file: WalkedFile; readonly job: CopyJob };

export class RedactRun {
  readonly request: RedactRequest;
  readonly ledger = new Ledger();
  readonly tally = new Tally();
  readonly placeholders: Placeholders;
  #alive = 0;

  constructor(request: RedactRequest) {
    this.request = request;
    this.placeholders = ownPlaceholders(request.table, request.style, request.tokens, request.vault);
  }

  stopped(): boolean {
    return this.request.signal?.aborted === true;
  }

  progress(): void {
    this.request.progress?.(Math.max(this.ledger.bytesScanned + this.ledger.bytesSkipped, this.#alive), this.ledger, this.tally);
  }

  /** Bytes that a worker has done and not yet entered into the books. */
  alive(bytes: number): void {
    this.#alive += bytes;
    this.progress();
  }

  ruleOf(id: string): RuleEntry {
    return this.request.table.entryOf(id) as RuleEntry;
  }

  trouble(trouble: Trouble): void {
    this.tally.trouble(trouble);
    this.request.trouble(trouble);
  }

  /** What the walk met that is no file. */
  note(found: Extract<Walked, { type: 'link' | 'trouble' }>): void {
    if (found.type === 'link') {
      this.tally.links++;
      return;
    }
    this.ledger.files++;
    this.ledger.came(found.size);
    this.ledger.skipped(found.size, found.error.reason);
    this.trouble(troubleOf(found.shown, undefined, found.error));
  }

  /** The files of all roots in order, notes on the way taken; null where signals and timers want to be heard. */
  *pieces(): Generator<Piece | null, void, void> {
    const { paths, target, walk: options } = this.request;
    for (const root of paths) {
      if (root === '-') continue;
      for (const found of walk([root], options)) {
        if (this.stopped()) return;
        if (found.type === 'turn') {
          yield null;
          continue;
        }
        if (found.type !== 'file') {
          this.note(found);
          continue;
        }
        yield { file: found, job: { path: found.path, special: found.special, shown: found.shown, ...outOf(target, root, paths.length > 1, found.path) } };
      }
    }
  }

  summary(): Summary {
    if (this.stopped()) this.tally.interrupted = true;
    const { disagreement } = this.ledger;
    if (disagreement !== null) this.trouble(disagreement);
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
