// A decoder in a thread of its own, so that decoding and scanning one large input overlap also where the decoder would
// keep its caller busy. What it decodes passes through a ring of slots in shared memory.
//
//   decoder (apart-worker.ts) ──► slot, slot, slot … ──► ApartSource ──► scan
//
// Control words: [WRITTEN] slots filled so far, [TAKEN] slots given back so far, [CLOSED] nobody reads any more,
// [ENDED] the thread uses the file no more.

import { Worker } from 'node:worker_threads';
import * as zlib from 'node:zlib';
import { builtWorker } from './built-worker.ts';
import type { CompressedKind } from './decoders.ts';
import { InputError, type InputReason } from './input-error.ts';
import type { Piece, Reader, Source } from './source.ts';

export const SLOTS = 8;
export const SLOT_BYTES = 128 * 1024;
export const WRITTEN = 0;
export const TAKEN = 1;
export const CLOSED = 2;
export const ENDED = 3;
/** Two words for each slot behind those: what it holds, and how many bytes of it. */
export const FIRST_SLOT = 4;
export const A_PIECE = 0;
export const AN_END = 1;
export const AN_ERROR = 2;

/** Smaller inputs are decoded before a thread has started. */
export const APART_BYTES = 4 * 1048576;
/** The event loop has its turn between such waits. */
const WAIT_MS = 10;
/** Longest that the decoder is waited for when nobody wants any more of it: it looks up after each piece. */
const END_MS = 5000;

export interface ApartSetup {
  readonly kind: CompressedKind;
  readonly fd: number;
  readonly size: number;
  readonly maxWindowBytes: number;
  readonly control: Int32Array;
  readonly data: Uint8Array;
  /** Stored bytes that were used when the slot was filled. */
  readonly used: Float64Array;
}

/** Whether this decoder works in the thread that asks. Node's own work on its thread pool. */
export function worthApart(kind: CompressedKind): boolean {
  return kind === 'bzip2' || kind === 'xz' || kind === 'lz4' || (kind === 'zstd' && !('createZstdDecompress' in zlib));
}

export class ApartSource implements Source {
  readonly #stored: Reader;
  readonly #worker: Worker;
  readonly #control = new Int32Array(new SharedArrayBuffer(4 * (FIRST_SLOT + 2 * SLOTS)));
  readonly #data = new Uint8Array(new SharedArrayBuffer(SLOTS * SLOT_BYTES));
  readonly #used = new Float64Array(new SharedArrayBuffer(8 * SLOTS));
  /** Slots read, and whether the last of them is still in use. */
  #read = 0;
  #holding = false;
  #done = false;
  #failure: Error | null = null;

  /** Decodes the whole file; `stored` is told how far that has come and is not read. */
  constructor(kind: CompressedKind, fd: number, size: number, maxWindowBytes: number, stored: Reader) {
    this.#stored = stored;
    const setup: ApartSetup = { kind, fd, size, maxWindowBytes, control: this.#control, data: this.#data, used: this.#used };
    this.#worker = new Worker(new URL(builtWorker('decode', 'input/apart-worker.js')), { workerData: setup });
    this.#worker.unref();
    this.#worker.on('error', (error: unknown) => this.#lost(error instanceof Error ? error : new Error(String(error))));
    this.#worker.on('exit', () => this.#lost(new Error('the decoding thread ended')));
  }

  pull(): Piece | Promise<Piece> {
    this.#giveBack();
    if (this.#done) return null;
    return this.#wait() ? this.#take() : this.#later();
  }

  close(): void {
    this.#giveBack();
    Atomics.store(this.#control, CLOSED, 1);
    // Also where the decoder has looked already and is about to wait.
    Atomics.add(this.#control, TAKEN, 1);
    Atomics.notify(this.#control, TAKEN);
    // The descriptor must not be closed, and its number not be given to another file, under the decoder's hands.
    if (this.#failure === null) Atomics.wait(this.#control, ENDED, 0, END_MS);
    void this.#worker.terminate();
  }

  /** True when a slot is filled. */
  #wait(): boolean {
    return Atomics.load(this.#control, WRITTEN) !== this.#read || Atomics.wait(this.#control, WRITTEN, this.#read, WAIT_MS) !== 'timed-out';
  }

  async #later(): Promise<Piece> {
    do {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#failure !== null && Atomics.load(this.#control, WRITTEN) === this.#read) throw new InputError('internal', `failed inside: ${this.#failure.message.slice(0, 200)}`);
    } while (!this.#wait());
    return this.#take();
  }

  #take(): Piece {
    const slot = this.#read % SLOTS;
    const from = slot * SLOT_BYTES;
    const length = this.#control[FIRST_SLOT + 2 * slot + 1] as number;
    this.#stored.passed((this.#used[slot] as number) - this.#stored.position);
    this.#read++;
    this.#holding = true;
    const kind = this.#control[FIRST_SLOT + 2 * slot];
    if (kind === A_PIECE) return this.#data.subarray(from, from + length);
    this.#done = true;
    if (kind === AN_END) return null;
    const [reason, message] = JSON.parse(Buffer.from(this.#data.subarray(from, from + length)).toString()) as [InputReason, string];
    throw new InputError(reason, message);
  }

  #giveBack(): void {
    if (!this.#holding) return;
    this.#holding = false;
    Atomics.store(this.#control, TAKEN, this.#read);
    Atomics.notify(this.#control, TAKEN);
  }

  #lost(error: Error): void {
    this.#failure ??= error;
  }
}
