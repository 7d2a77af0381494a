// What a whole scan is asked to do, and what it keeps everywhere: the books, the tally, the way of results.

import type { Limits } from '../input/limits.ts';
import type { Source } from '../input/source.ts';
import type { WalkOptions } from '../input/walk.ts';
import type { Finding } from '../findings/finding.ts';
import type { RuleTable } from '../findings/rule-table.ts';
import type { BodyOptions } from './body-scanner.ts';
import type { Frame } from './frame.ts';
import { Ledger, type Trouble, troubleOf } from './ledger.ts';
import type { SharedParts } from './parts.ts';
import { type Located, type Summary, Tally } from './summary.ts';
import type { Found, WalkedFile } from './units.ts';

export type Verdict = 'keep' | { readonly suppress: string };

export interface ScanRequest {
  readonly paths: readonly string[];
  /** Standard input, for the path `-`. */
  readonly stdin?: (() => Source | Promise<Source>) | undefined;
  readonly walk: WalkOptions;
  readonly limits: Limits;
  readonly skipBinary: boolean;
  readonly body: BodyOptions;
  readonly threads: number;
  readonly parts: SharedParts;
  readonly table: RuleTable;
  readonly keyId: string;
  readonly filter?: ((located: Located) => Verdict) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Leaves out files that need not be scanned (resume). */
  readonly unchanged?: ((file: WalkedFile) => boolean) | undefined;
  /** Hears that a file is done without trouble. */
  readonly fileDone?: ((file: WalkedFile) => void) | undefined;
  finding(located: Located): void;
  trouble(trouble: Trouble): void;
  /** Hears that the files are many and small. */
  readonly manySmall?: (() => void) | undefined;
  /** A reader of the findings that falls behind answers a promise: the scan goes on when it settles. */
  readonly pause?: (() => Promise<void> | null) | undefined;
  progress?: ((doneBytes: number, ledger: Ledger, tally: Tally) => void) | undefined;
}

/** What a run needs everywhere: the books, the tally, the way of every finding and every trouble. */
export class Run {
  readonly request: ScanRequest;
  readonly ledger = new Ledger();
  readonly tally = new Tally();
  #alive = 0;

  constructor(request: ScanRequest) {
    this.request = request;
  }

  stopped(): boolean {
    return this.request.signal?.aborted === true;
  }

  finding(finding: Finding, path: string, entry: string | undefined, frame: Frame | undefined): void {
    const located: Located = { finding, path, entry, frame };
    const verdict = this.request.filter?.(located) ?? 'keep';
    if (verdict !== 'keep') {
      this.tally.suppress(verdict.suppress);
      return;
    }
    this.tally.count(finding);
    this.request.finding(located);
  }

  trouble(trouble: Trouble): void {
    this.tally.trouble(trouble);
    this.request.trouble(trouble);
  }

  progress(): void {
    const done = Math.max(this.ledger.bytesScanned + this.ledger.bytesSkipped, this.#alive);
    this.request.progress?.(done, this.ledger, this.tally);
  }

  /** Bytes that a worker has done and not yet entered into the books. */
  alive(bytes: number): void {
    this.#alive += bytes;
    this.progress();
  }

  /** What the walk itself has to tell; true for files that are to be scanned. */
  note(found: Found): found is WalkedFile {
    if (found.type === 'link') {
      this.tally.links++;
      return false;
    }
    if (found.type === 'trouble') {
      this.ledger.files++;
      this.ledger.came(found.size);
      this.ledger.skipped(found.size, found.error.reason);
      this.trouble(troubleOf(found.shown, undefined, found.error));
      return false;
    }
    if (found.type === 'turn') return false;
    if (found.type === 'unchanged') {
      this.ledger.files++;
      this.ledger.came(found.size);
      this.ledger.skipped(found.size, 'unchanged');
      return false;
    }
    return true;
  }

  summary(): Summary {
    if (this.stopped()) this.tally.interrupted = true;
    const { disagreement } = this.ledger;
    if (disagreement !== null) this.trouble(disagreement);
    return this.tally.summary(this.ledger, this.request.keyId);
  }
}
