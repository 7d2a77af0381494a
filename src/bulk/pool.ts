// Many units at once on Piscina, their results in order.
//
//   units ──► window of running units ──► the oldest one's packets are printed as they come, the others' wait
//
// The window bounds what is held; credit (protocol.ts) bounds what each unit in it may send ahead.
//
// Where files are small, the calling thread is one of the workers (own-lane.ts).
//
// Files whose sizes nobody asked for come in units by number. A worker that meets much in one gives the rest back; when
// its turn to be printed comes, the rest is measured, cut and run like everything else, in a window of its own.

import { lstatSync } from 'node:fs';
import { Piscina } from 'piscina';
import { renumber } from '../findings/jsonl.ts';
import type { Finding } from '../findings/finding.ts';
import { Secret } from '../findings/secret.ts';
import { PAGE } from '../../assembly/layout.ts';
import { breath } from '../input/breath.ts';
import { builtWorker } from '../input/built-worker.ts';
import { InputError } from '../input/input-error.ts';
import { osPath } from '../input/os-path.ts';
import { UNSIZED, type Walked } from '../input/walk.ts';
import type { Block } from './block-marks.ts';
import { troubleOf } from './ledger.ts';
import { Lanes } from './lanes.ts';
import { OwnLane } from './own-lane.ts';
import type { PartLines } from './file-scanner.ts';
import { FIRST_SLOT, NO_LIMIT, type Packet, type Parcel, STOP, type UnitResult, type UnitTask, type WorkerSetup } from './protocol.ts';
import type { Run } from './run.ts';
import { type Found, type Unit, type WalkedFile, units } from './units.ts';

/** Units that may run or wait at once, for each worker. */
const UNITS_A_WORKER = 3;

interface Running {
  readonly unit: Unit;
  readonly slot: number;
  readonly packets: Packet[];
  /** Findings printed already: a repeated attempt skips as many. */
  printed: number;
  skip: number;
  /** First files of what was given back and is done. */
  readonly rested: Set<number>;
  attempt: number;
  result: UnitResult | null;
  failed: boolean;
  wake: () => void;
}

/** Where the parts of one file stand: line feeds before the next part, and the last of them. */
interface FilePlace {
  feeds: number;
  lastFeed: number;
  block: Block | undefined;
}

export interface PoolHooks {
  /** The calling thread is one of the threads. */
  readonly own?: boolean;
  /** Findings that were numbered before. */
  readonly numbered?: number;
  /** For tests: sees the pool once it runs. */
  readonly opened?: (pool: Piscina) => void;
  readonly partBytes?: number;
}

export async function runPool(run: Run, files: Iterable<Found>, hooks: PoolHooks = {}): Promise<void> {
  const { request } = run;
  const window = request.threads * UNITS_A_WORKER;
  const control = new Int32Array(new SharedArrayBuffer(4 * (FIRST_SLOT + 2 * window)));
  const setup: WorkerSetup = {
    parts: { ...request.parts, program: shared(request.parts.program) },
    body: request.body, limits: request.limits, skipBinary: request.skipBinary, control,
  };
  const workers = hooks.own === true ? Math.max(1, request.threads - 1) : request.threads;
  const pool = new Piscina({
    filename: builtWorker('worker', 'bulk/worker.js'), workerData: setup, minThreads: workers, maxThreads: workers,
    idleTimeout: 60_000, maxQueue: 2 * window + 4, atomics: 'disabled', recordTiming: false, trackUnmanagedFds: false,
  });
  // A worker that dies rejects its task; the pool's own event must not end the process.
  pool.on('error', () => {});
  hooks.opened?.(pool);
  const lanes = new Lanes(pool, workers, hooks.own === true ? new OwnLane(setup, request.table) : null);
  const stop = (): void => {
    Atomics.store(control, STOP, 1);
    for (let slot = FIRST_SLOT; slot < control.length; slot++) Atomics.notify(control, slot);
  };
  if (run.stopped()) stop();
  request.signal?.addEventListener('abort', stop);
  const slots = (from: number): number[] => Array.from({ length: window }, (_, i) => from + i);
  const spare = slots(window);
  /** Runs units and prints them in order. */
  const work = async (source: Iterator<Unit>, free: number[]): Promise<void> => {
    const queue: Running[] = [];
    let more = true;
    for (;;) {
      while (more && free.length > 0 && !run.stopped()) {
        const next = source.next();
        if (next.done === true) {
          more = false;
          break;
        }
        queue.push(start(lanes, next.value, free.pop() as number, control, run));
      }
      const head = queue.shift();
      if (head === undefined) break;
      await breath();
      await printer.drain(head);
      free.push(head.slot);
      if (run.stopped()) more = false;
    }
  };
  const printer = new Printer(run, control, async (files) => {
    // Workers that wait for their turn to be printed are needed for this.
    letAllGoOn(control);
    await work(units(measured(files), request.skipBinary, hooks.partBytes), spare);
  });
  try {
    printer.numbered = hooks.numbered ?? 0;
    await work(units(files, request.skipBinary, hooks.partBytes), slots(0));
    printer.end();
  } finally {
    request.signal?.removeEventListener('abort', stop);
    // After an error units are still at work. They end by themselves: nobody closes the file of a worker that is ended.
    stop();
    await lanes.end();
    await pool.destroy();
  }
}

function letAllGoOn(control: Int32Array): void {
  for (let slot = FIRST_SLOT; slot < control.length; slot++) {
    Atomics.store(control, slot, NO_LIMIT);
    Atomics.notify(control, slot);
  }
}

/** The same files with their sizes. What is gone meanwhile is left to the worker to report. */
function* measured(files: readonly WalkedFile[]): Generator<Walked, void, void> {
  for (const file of files) yield { ...file, size: sizeOf(file) };
}

function sizeOf(file: WalkedFile): number {
  if (file.size !== UNSIZED) return file.size;
  try {
    return lstatSync(osPath(file.path)).size;
  } catch {
    return 0;
  }
}

/** A copy that workers read without another. */
export function shared(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

function start(lanes: Lanes, unit: Unit, slot: number, control: Int32Array, run: Run): Running {
  const running: Running = { unit, slot, packets: [], printed: 0, skip: 0, rested: new Set(), attempt: 0, result: null, failed: false, wake: () => {} };
  void attempt(lanes, running, control, run);
  return running;
}

async function attempt(lanes: Lanes, running: Running, control: Int32Array, run: Run): Promise<void> {
  const { unit, slot } = running;
  // Notes may be all there is.
  if (unit.files.length === 0) {
    running.result = EMPTY_RESULT;
    running.wake();
    return;
  }
  const number = ++running.attempt;
  Atomics.store(control, FIRST_SLOT + slot, number > 1 ? NO_LIMIT : 0);
  const send = (packet: Packet): void => {
    // Of a worker that is dead.
    if (running.attempt !== number) return;
    if (packet.type === 'alive') {
      run.alive(packet.bytes);
      return;
    }
    running.packets.push(packet);
    running.wake();
  };
  const [file] = unit.files as [WalkedFile];
  const paths = unit.files.map(({ path }) => path);
  const task: UnitTask = { slot, paths, part: unit.part, special: file.special, unsized: unit.files.some(({ size }) => size === UNSIZED) };
  try {
    // What a worker died of is not tried here.
    running.result = await lanes.run(task, number === 1, send);
  } catch {
    if (number === 1 && !run.stopped()) {
      running.packets.length = 0;
      running.skip = running.printed;
      // The repeated unit may stand behind others that wait for it to be printed: let them go on.
      letAllGoOn(control);
      return attempt(lanes, running, control, run);
    }
    running.failed = true;
  }
  running.wake();
}

const EMPTY_RESULT: UnitResult = {
  books: { files: 0, entries: 0, bytesIn: 0, bytesScanned: 0, bytesSkipped: 0, skipped: {}, bytesDecoded: 0, hidden: 0 },
  lines: { feedsBefore: 0, feeds: 0, lastFeed: -1 }, packets: 0,
};

/** Prints units one after another. */
class Printer {
  readonly #run: Run;
  readonly #control: Int32Array;
  /** Runs and prints files that a worker gave back. */
  readonly #again: (files: readonly WalkedFile[]) => Promise<void>;
  /** Findings numbered so far. */
  numbered = 0;
  #place: FilePlace = { feeds: 0, lastFeed: -1, block: undefined };
  /** Not every part of the file so far was scanned to its end. */
  #partsTroubled = false;
  /** A file of which not all parts were printed yet, and how far they came. */
  #open: { readonly shown: string; readonly size: number; to: number } | null = null;

  constructor(run: Run, control: Int32Array, again: (files: readonly WalkedFile[]) => Promise<void>) {
    this.#run = run;
    this.#control = control;
    this.#again = again;
  }

  async drain(running: Running): Promise<void> {
    const run = this.#run;
    const { unit } = running;
    for (const note of unit.notes) run.note(note);
    const { part } = unit;
    if (part !== null && part.from === 0) {
      run.ledger.files++;
      run.ledger.came((unit.files[0] as { size: number }).size);
      this.#place = { feeds: 0, lastFeed: -1, block: undefined };
      this.#partsTroubled = false;
    }
    if (part !== null) {
      const file = unit.files[0] as Unit['files'][number];
      this.#open = unit.lastPart ? null : { shown: file.shown, size: file.size, to: part.to };
    }
    const { files } = unit;
    const troubled = new Set<number>();
    const given = new Set<number>();
    const first = this.numbered;
    let shift = first;
    let own = -1;
    let last = first;
    for (;;) {
      const packet = running.packets.shift();
      if (packet !== undefined) {
        if (packet.type === 'findings') {
          for (const parcel of packet.parcels) {
            if (running.skip > 0) {
              running.skip--;
              continue;
            }
            const local = Number(parcel.finding.id.slice(1));
            if (own < 0) {
              own = local;
              // Parts begin with findings of the part before, which were left out: their own begin here.
              if (part !== null) shift = first - local + 1;
            }
            last = Math.max(last, local + shift);
            this.#print(parcel, files[parcel.file]?.shown ?? '', shift, part === null ? null : { begin: part.begin, feedsBefore: packet.feedsBefore, from: part.from });
            running.printed++;
          }
        } else if (packet.type === 'trouble') {
          troubled.add(packet.file);
          run.trouble({ ...packet.trouble, path: files[packet.file]?.shown ?? '' });
        } else if (packet.type === 'rest' && !running.rested.has(packet.from)) {
          running.rested.add(packet.from);
          for (let i = packet.from; i < packet.to; i++) given.add(i);
          this.numbered = last;
          await this.#again(files.slice(packet.from, packet.to));
          shift += this.numbered - last;
          last = this.numbered;
        }
        const pause = run.request.pause?.() ?? null;
        if (pause !== null) await pause;
        Atomics.add(this.#control, FIRST_SLOT + running.slot, 1);
        Atomics.notify(this.#control, FIRST_SLOT + running.slot);
        continue;
      }
      if (running.result !== null || running.failed) break;
      await new Promise<void>((resolve) => {
        running.wake = resolve;
      });
      running.wake = () => {};
    }
    this.numbered = last;
    if (running.failed) {
      this.#partsTroubled = true;
      this.#lost(unit, files.filter((_, index) => !given.has(index)));
    } else {
      const result = running.result as UnitResult;
      run.ledger.add(result.books);
      if (part !== null) this.#advance(result.lines);
      if (part !== null && troubled.size > 0) this.#partsTroubled = true;
      const whole = part === null || (unit.lastPart && !this.#partsTroubled);
      const { fileDone } = run.request;
      if (fileDone !== undefined && !run.stopped() && whole) for (const [index, file] of files.entries()) if (!troubled.has(index) && !given.has(index)) fileDone(file);
    }
    run.progress();
  }

  #print(parcel: Parcel, path: string, shift: number, part: { begin: number; feedsBefore: number; from: number } | null): void {
    let finding: Finding = renumber(parcel.finding as Finding, shift);
    if (part !== null && part.from > 0 && finding.line > 0) finding = this.#placed(finding, part);
    if (parcel.secret !== undefined) finding = { ...finding, secret: new Secret(parcel.secret) } as Finding;
    let { frame } = parcel;
    if (part !== null && this.#place.block !== undefined && frame?.block === undefined) frame = { before: '', after: '', ...frame, block: this.#place.block };
    this.#run.finding(finding, path, parcel.entry, frame);
  }

  /** Lines and columns of a part count from its first page; here they become those of the file. */
  #placed(finding: Finding, part: { begin: number; feedsBefore: number }): Finding {
    const lines = this.#place.feeds - part.feedsBefore;
    const firstPage = Math.ceil(part.begin / PAGE) * PAGE;
    const columns = firstPage - 1 - this.#place.lastFeed;
    return {
      ...finding,
      line: finding.line + lines,
      column: finding.line === 1 ? finding.column + columns : finding.column,
      end_line: finding.end_line + lines,
      end_column: finding.end_line === 1 ? finding.end_column + columns : finding.end_column,
    };
  }

  #advance(lines: PartLines): void {
    this.#place.feeds += lines.feeds - lines.feedsBefore;
    if (lines.feeds > 0) this.#place.lastFeed = lines.lastFeed;
    this.#place.block = lines.block ?? this.#place.block;
  }

  /** All units that will come have come. */
  end(): void {
    const open = this.#open;
    if (open === null) return;
    this.#run.ledger.skipped(open.size - open.to, 'interrupted');
    this.#run.trouble(troubleOf(open.shown, undefined, new InputError('interrupted', 'stopped before its end')));
  }

  #lost(unit: Unit, files: Unit['files']): void {
    const run = this.#run;
    const reason = run.stopped() ? 'interrupted' : 'worker_died';
    const words = run.stopped() ? 'stopped before its end' : 'the worker that scanned it died twice';
    for (const file of files) {
      if (unit.part === null) {
        const size = sizeOf(file);
        run.ledger.files++;
        run.ledger.came(size);
        run.ledger.skipped(size, reason);
      } else run.ledger.skipped(unit.part.to - unit.part.from, reason);
      run.trouble(troubleOf(file.shown, undefined, new InputError(reason, words)));
    }
  }
}
