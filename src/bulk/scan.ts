// A whole scan: walks the inputs, scans them here or in a pool, and hands results on in one order.

import type { Source } from '../input/source.ts';
import { TURN_BYTES, walk } from '../input/walk.ts';
import { BodyScanner } from './body-scanner.ts';
import { FileScanner, type FileSink } from './file-scanner.ts';
import { lookAhead, POOL_WORTH_FILES } from './look-ahead.ts';
import { openParts } from './parts.ts';
import { Run, type ScanRequest } from './run.ts';
import type { Summary } from './summary.ts';
import { cutsIntoParts, type Found, type WalkedFile } from './units.ts';

/** Where files are smaller than this on average, asking for the size of each costs more than it brings. */
const SMALL_BYTES = 65536;
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
    const { ahead, more, bytes } = lookAhead(found, (one) => (one.type === 'file' ? one.size : one.type === 'turn' ? TURN_BYTES : 0));
    const small = bytes < ahead.length * SMALL_BYTES;
    if (ahead.length >= POOL_WORTH_FILES && small) {
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
      await runPool(run, joined(ahead, found), { own: small, numbered: here.numbered });
    }
  } else await here.files(found);
  return run.summary();
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
        if (run.ledger.files === POOL_WORTH_FILES && run.ledger.bytesIn < POOL_WORTH_FILES * SMALL_BYTES) run.request.manySmall?.();
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
