// A redaction on several threads. Small files go to workers in batches; a large plain file goes in parts, which are
// written where the parts before them end. What comes out is the same for every number of threads.

import { closeSync, fstatSync, openSync } from 'node:fs';
import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { builtWorker } from '../../input/built-worker.ts';
import { InputError, type InputReason, asInputError } from '../../input/input-error.ts';
import { osPath } from '../../input/os-path.ts';
import { SNIFF_BYTES, sniff } from '../../input/sniff.ts';
import { breath } from '../../input/breath.ts';
import { readPiece } from '../../input/source.ts';
import type { BodyKind } from '../../input/visit.ts';
import { shared } from '../pool.ts';
import { Ledger, type Trouble, troubleOf } from '../ledger.ts';
import { type CopyJob, finishTarget, openTarget, type OpenTarget, READ } from './file-copier.ts';
import { cuts, PART_BYTES } from './part.ts';
import { type RedactTask, type Said, STOP, type TaskDone, type Told, type WorkerSetup } from './protocol.ts';
import type { Piece, RedactRun } from './run.ts';
import { notWritten } from './sink.ts';

const BATCH_BYTES = 8 * 1048576;
const BATCH_FILES = 256;

/** For tests: sees the pool, cuts finer. */
export interface PoolHooks {
  readonly opened?: (pool: Piscina) => void;
  readonly partBytes?: number;
}

/** A large plain file from where its parts did not fit together any more. */
export interface Rest {
  readonly fd: number;
  readonly kind: BodyKind;
  readonly size: number;
  readonly start: number;
  readonly out: number;
  /** Where in `out`; null: where it stands. */
  readonly position: number | null;
}

/** Redacts such a rest in this thread. Answers how much was replaced. */
export type Onward = (rest: Rest, ledger: Ledger) => Promise<number>;

interface Hearing {
  part(said: Extract<Said, { type: 'part' }>, tell: (told: Told) => void): void;
  trouble(trouble: Trouble): void;
  /** What the task asks for is not wanted any more. */
  dropped(): boolean;
}

export async function runRedactPool(run: RedactRun, pieces: Iterable<Piece | null>, onward: Onward, hooks: PoolHooks = {}): Promise<void> {
  const pool = new RedactPool(run, onward, hooks);
  try {
    await pool.all(pieces);
  } finally {
    await pool.end();
  }
}

interface Started {
  /** Settles when the task has asked for everything it will ask for. */
  readonly composed: Promise<void>;
  readonly done: Promise<TaskDone | null>;
}

class RedactPool {
  readonly #run: RedactRun;
  readonly #onward: Onward;
  readonly #partBytes: number;
  readonly #control = new Int32Array(new SharedArrayBuffer(4));
  readonly #pool: Piscina;
  readonly #running = new Set<Promise<unknown>>();
  /** Everything before has its tokens. */
  #turn: Promise<void> = Promise.resolve();
  readonly #stop: () => void;

  constructor(run: RedactRun, onward: Onward, hooks: PoolHooks) {
    this.#run = run;
    this.#onward = onward;
    // A copy may stand far behind: such files stay whole.
    this.#partBytes = run.request.copies === true ? Number.POSITIVE_INFINITY : (hooks.partBytes ?? PART_BYTES);
    const { request } = run;
    const setup: WorkerSetup = {
      parts: { ...request.parts, program: shared(request.parts.program) }, limits: request.limits, least: request.least, style: request.style, copies: request.copies === true, wantsBytes: request.vault !== null, control: this.#control,
    };
    this.#pool = new Piscina({
      filename: builtWorker('redact-worker', 'bulk/redact/worker.js'), workerData: setup, minThreads: request.threads, maxThreads: request.threads,
      idleTimeout: 60_000, atomics: 'disabled', recordTiming: false,
    });
    this.#pool.on('error', () => {});
    hooks.opened?.(this.#pool);
    this.#stop = () => void Atomics.store(this.#control, STOP, 1);
    if (run.stopped()) this.#stop();
    request.signal?.addEventListener('abort', this.#stop);
  }

  async end(): Promise<void> {
    this.#run.request.signal?.removeEventListener('abort', this.#stop);
    await this.#pool.destroy();
  }

  async all(pieces: Iterable<Piece | null>): Promise<void> {
    let batch: CopyJob[] = [];
    let sizes: number[] = [];
    let bytes = 0;
    const flush = async (): Promise<void> => {
      if (batch.length > 0) await this.#batch(batch, sizes);
      batch = [];
      sizes = [];
      bytes = 0;
    };
    for (const piece of pieces) {
      await breath();
      if (piece === null) continue;
      const { file, job } = piece;
      if (file.size >= 2 * this.#partBytes && !file.special) {
        const kind = plainKind(file.path);
        if (kind !== null) {
          await flush();
          await this.#parts(job, kind);
          continue;
        }
      }
      if (batch.length > 0 && bytes + file.size > BATCH_BYTES) await flush();
      batch.push(job);
      sizes.push(file.size);
      bytes += file.size;
      if (bytes >= BATCH_BYTES || batch.length >= BATCH_FILES) await flush();
    }
    await flush();
    await Promise.all(this.#running);
  }

  async #batch(jobs: readonly CopyJob[], sizes: readonly number[]): Promise<void> {
    await this.#room();
    const started = this.#start({ jobs, part: null }, { part: () => {}, trouble: (trouble) => this.#run.trouble(trouble), dropped: () => false });
    this.#keep(
      started.done.then((done) => {
        if (done !== null) return;
        for (const [i, job] of jobs.entries()) {
          this.#run.ledger.files++;
          this.#run.ledger.came(sizes[i] as number);
          this.#run.ledger.skipped(sizes[i] as number, 'worker_died');
          this.#run.trouble(troubleOf(job.shown, undefined, new InputError('worker_died', 'the worker that redacted it died; it was not written')));
        }
      }),
    );
  }

  /** At most one task for each worker, so that tasks wait here and not in a queue. */
  async #room(): Promise<void> {
    while (this.#running.size >= this.#run.request.threads) await Promise.race(this.#running);
  }

  #keep(work: Promise<unknown>): void {
    const kept: Promise<unknown> = work.finally(() => this.#running.delete(kept));
    this.#running.add(kept);
  }

  #start(task: Omit<RedactTask, 'port'>, hearing: Hearing): Started {
    const { port1, port2 } = new MessageChannel();
    const run = this.#run;
    const { request } = run;
    const before = this.#turn;
    let composed = (): void => {};
    const settled = new Promise<void>((resolve) => (composed = resolve));
    const tell = (told: Told): void => port1.postMessage(told);
    let heard = 0;
    const hear = async (said: Said): Promise<void> => {
      if (said.type === 'alive') run.alive(said.bytes);
      else if (said.type === 'trouble') hearing.trouble(said.trouble);
      else if (said.type === 'part') {
        composed();
        hearing.part(said, tell);
      } else {
        await before;
        if (hearing.dropped()) tell({ type: 'drop' });
        else tell({ type: 'texts', texts: await run.placeholders.texts(said.places, said.kind, said.late) });
      }
    };
    port1.on('message', (said: Said) => {
      heard++;
      void hear(said);
    });
    const finished = async (): Promise<TaskDone | null> => {
      try {
        const done = (await this.#pool.run({ ...task, port: port2 } satisfies RedactTask, { transferList: [port2] } as never)) as TaskDone;
        // The result may overtake the last messages.
        while (heard < done.messages) await new Promise((resolve) => setImmediate(resolve));
        run.ledger.add(done.books);
        for (const [rule, n] of done.rules) run.tally.add(run.ruleOf(rule), n);
        run.progress();
        return done;
      } catch {
        return null;
      } finally {
        composed();
        port1.close();
      }
    };
    const done = finished();
    if (request.style === 'token') this.#turn = Promise.all([before, settled]).then(() => {});
    return { composed: settled, done };
  }

  /** One large plain file, cut. */
  async #parts(job: CopyJob, kind: BodyKind): Promise<void> {
    const run = this.#run;
    const { ledger } = run;
    ledger.files++;
    let fd = -1;
    let target: OpenTarget | null = null;
    let size = 0;
    try {
      fd = openSync(osPath(job.path), READ);
      const stat = fstatSync(fd);
      if (!stat.isFile()) throw new InputError('not_a_file', 'was no file any more when it was opened');
      ({ size } = stat);
      ledger.came(size);
      target = job.out === null ? null : openTarget(job.out, job.place, fd);
    } catch (error) {
      run.trouble(troubleOf(job.shown, undefined, fd < 0 ? asInputError(error) : error instanceof InputError ? error : notWritten(error)));
      ledger.skipped(size, 'not_redacted');
      if (fd >= 0) closeSync(fd);
      return;
    }
    const line = new PartLine(target === null || target.beside === null ? null : 0, target?.fd ?? 1);
    const tasks: Promise<unknown>[] = [];
    let scanned = 0;
    let changes = 0;
    let troubled = false;
    const trouble = (reason: InputReason, detail: string): void => {
      troubled = true;
      run.trouble({ path: job.shown, reason, detail });
    };
    for (const { from, to } of cuts(size, this.#partBytes)) {
      await this.#room();
      if (run.stopped() || line.broken) break;
      const place = line.next();
      const { done } = this.#start({ jobs: [], part: { fd, kind, size, from, to } }, {
        part: (said, tell) => line.ready(place, said, tell),
        trouble: (one) => {
          line.fail();
          if (!troubled && one.reason !== 'interrupted') trouble(one.reason, one.detail);
        },
        dropped: () => line.broken,
      });
      const ended = done.then((result) => {
        if (result === null) {
          line.fail();
          if (!troubled) trouble('worker_died', 'a worker that redacted it died; it was not written');
          return;
        }
        scanned += result.books.bytesScanned;
        for (const n of result.rules.values()) changes += n;
        line.ended(place);
      });
      tasks.push(ended);
      this.#keep(ended);
    }
    await Promise.all(tasks);
    if (run.stopped()) trouble('interrupted', 'stopped before its end');
    else if (line.broken && !troubled) {
      const books = new Ledger();
      try {
        changes += await this.#onward({ fd, kind, size, start: line.at, out: target?.fd ?? 1, position: line.position }, books);
      } catch (thrown) {
        const error = asInputError(thrown);
        if (!error.reported) trouble(error.reason, error.message);
      }
      scanned += books.bytesScanned;
      ledger.add(books.take());
    }
    ledger.skipped(size - scanned, 'not_redacted');
    if (target !== null) {
      const error = finishTarget(target, !troubled && scanned === size && !(job.place && changes === 0), fd, job.place);
      if (error !== null) trouble(error.reason, error.message);
    }
    closeSync(fd);
  }
}

/** The parts of one file in a row: each is told where to write once it fits to the one before. */
class PartLine {
  /** Offset in the input up to which parts were let through; where the next one goes in the output. */
  at = 0;
  position: number | null;
  /** A part did not fit, or failed: nothing behind `at` is written. */
  broken = false;
  readonly #fd: number;
  readonly #waiting = new Map<number, { said: Extract<Said, { type: 'part' }>; tell: (told: Told) => void }>();
  #count = 0;
  #turn = 0;
  /** Where writing is one after another: the part that writes. */
  #writing = -1;

  /** `position` null: parts are written where the descriptor stands. */
  constructor(position: number | null, fd: number) {
    this.position = position;
    this.#fd = fd;
  }

  next(): number {
    return this.#count++;
  }

  ready(place: number, said: Extract<Said, { type: 'part' }>, tell: (told: Told) => void): void {
    this.#waiting.set(place, { said, tell });
    this.#go();
  }

  ended(place: number): void {
    if (this.#writing === place) this.#writing = -1;
    this.#go();
  }

  fail(): void {
    this.broken = true;
    this.#go();
  }

  #go(): void {
    for (;;) {
      if (this.broken) {
        for (const { tell } of this.#waiting.values()) tell({ type: 'drop' });
        this.#waiting.clear();
        return;
      }
      const first = this.#waiting.get(this.#turn);
      if (first === undefined || this.#writing >= 0) return;
      const { said, tell } = first;
      if (!said.whole || said.b !== this.at) {
        this.broken = true;
        continue;
      }
      this.#waiting.delete(this.#turn);
      this.at = said.a;
      tell({ type: 'write', fd: this.#fd, position: this.position });
      if (this.position === null) this.#writing = this.#turn;
      else this.position += said.length;
      this.#turn++;
    }
  }
}

function plainKind(path: string): BodyKind | null {
  let fd: number;
  try {
    fd = openSync(osPath(path), READ);
  } catch {
    return null;
  }
  try {
    const head = Buffer.alloc(SNIFF_BYTES);
    const { kind } = sniff(head.subarray(0, readPiece(fd, head, 0, SNIFF_BYTES, 0)), path);
    return kind === 'text' || kind === 'binary' ? kind : null;
  } catch {
    return null;
  } finally {
    closeSync(fd);
  }
}
