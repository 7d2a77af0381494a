// A whole scan: walks the inputs, scans them here or in a pool, and hands results on in one order.

import type { Limits } from '../input/limits.ts';
import type { Source } from '../input/source.ts';
import { type WalkOptions, walk } from '../input/walk.ts';
import type { Finding } from '../findings/finding.ts';
import type { RuleTable } from '../findings/rule-table.ts';
import { BodyScanner, type BodyOptions } from './body-scanner.ts';
import { FileScanner, type FileSink } from './file-scanner.ts';
import type { Frame } from './frame.ts';
import { Ledger, type Trouble, troubleOf } from './ledger.ts';
import { lookAhead, POOL_WORTH_FILES } from './look-ahead.ts';
import { openParts, type SharedParts } from './parts.ts';
import { type Located, type Summary, Tally } from './summary.ts';
import { cutsIntoParts, type Found, type WalkedFile } from './units.ts';

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

/** Where files are smaller than this on average, asking for the size of each costs more than it brings. */
const SMALL_BYTES = 65536;
/** Files scanned between two looks whether a worker is ready. */
const WHILE_STARTING = 32;
/** Between two turns of the event loop. */
const TURN_MS = 40;

export async function runScan(request: ScanRequest): Promise<Summary> {
  const run = new Run(request);
  // One thread needs no sizes; many need them until it is known that the files are many and small.
  const sizes = { wanted: request.threads > 1 || request.unchanged !== undefined };
  const walked = walk(request.paths.filter((path) => path !== '-'), { ...request.walk, sizes: () => sizes.wanted });
  const found: Generator<Found, void, void> = request.unchanged === undefined ? walked : marked(walked, request.unchanged);
  const here = new Here(run);
  if (request.paths.includes('-') && request.stdin !== undefined) await here.stream(await request.stdin());
  if (request.threads > 1) {
    const { ahead, more, bytes } = lookAhead(found, (one) => (one.type === 'file' ? one.size : 0));
    if (ahead.length >= POOL_WORTH_FILES && bytes < ahead.length * SMALL_BYTES) {
      if (request.unchanged === undefined) sizes.wanted = false;
      request.manySmall?.();
    }
    if (more && ahead.length === 1) {
      const second = found.next();
      if (second.done !== true) ahead.push(second.value);
    }
    // One packed file is work for one thread, and its decoder for another.
    const [first] = ahead;
    const whole = ahead.length === 1 && first?.type === 'file' && !cutsIntoParts(first, request.skipBinary);
    if (!more || whole) await here.files(ahead);
    else if (!run.stopped()) {
      const { runPool } = await import('./pool.ts');
      const waiting = new Queue(ahead);
      // Small files in front are scanned here until there is a worker to do it.
      await runPool(run, joined(waiting, found), {}, {
        async meanwhile() {
          const first = waiting.take((file) => file.type !== 'file' || (file.size <= SMALL_BYTES && !file.special), WHILE_STARTING);
          await here.files(first);
          return first.length > 0 && !run.stopped();
        },
        numbered: () => here.numbered,
      });
    }
  } else await here.files(found);
  return run.summary();
}

/** What was walked already. */
class Queue {
  readonly #items: readonly Found[];
  #at = 0;

  constructor(items: readonly Found[]) {
    this.#items = items;
  }

  /** The next items, at most `most` of them, as long as they fit. */
  take(fits: (item: Found) => boolean, most: number): readonly Found[] {
    const from = this.#at;
    while (this.#at < this.#items.length && this.#at - from < most && fits(this.#items[this.#at] as Found)) this.#at++;
    return this.#items.slice(from, this.#at);
  }

  *[Symbol.iterator](): Generator<Found, void, void> {
    while (this.#at < this.#items.length) yield this.#items[this.#at++] as Found;
  }
}

/** Files that an earlier run has done are known as such from here on. */
function* marked(files: Iterable<Found>, unchanged: (file: WalkedFile) => boolean): Generator<Found, void, void> {
  for (const found of files) yield found.type === 'file' && unchanged(found) ? { type: 'unchanged', size: found.size } : found;
}

function* joined(first: Iterable<Found>, rest: Iterable<Found>): Generator<Found, void, void> {
  yield* first;
  yield* rest;
}

/** Scans in this thread. The engine is made when the first input is met. */
class Here {
  readonly #run: Run;
  #scanner: FileScanner | null = null;
  #troubles = 0;

  constructor(run: Run) {
    this.#run = run;
  }

  /** Findings numbered so far. */
  get numbered(): number {
    return this.#scanner?.numbered ?? 0;
  }

  async stream(source: Source): Promise<void> {
    await this.#open().scanStream(source, '-');
  }

  async files(files: Iterable<Found>): Promise<void> {
    const run = this.#run;
    let turn = performance.now();
    for (const found of files) {
      if (run.stopped()) break;
      if (run.note(found)) {
        const before = this.#troubles;
        const pending = this.#open().scan(found.path, found.shown, found.special);
        if (pending !== undefined) await pending;
        if (this.#troubles === before) run.request.fileDone?.(found);
      }
      const now = performance.now();
      if (now - turn > TURN_MS) {
        run.progress();
        await new Promise((resolve) => setImmediate(resolve));
        turn = performance.now();
      }
      const pause = run.request.pause?.() ?? null;
      if (pause !== null) {
        await pause;
      }
    }
  }

  #open(): FileScanner {
    if (this.#scanner !== null) return this.#scanner;
    const run = this.#run;
    const { request } = run;
    const body = new BodyScanner(openParts(request.parts, request.table), request.body);
    const sink: FileSink = {
      finding: (finding, path, entry, frame) => run.finding(finding, path, entry, frame),
      trouble: (trouble) => {
        this.#troubles++;
        run.trouble(trouble);
      },
      stopped: () => {
        run.progress();
        return run.stopped();
      },
      pause: () => request.pause?.() ?? null,
    };
    this.#scanner = new FileScanner(body, run.ledger, { limits: request.limits, skipBinary: request.skipBinary, apart: request.threads > 1 }, sink);
    return this.#scanner;
  }
}
