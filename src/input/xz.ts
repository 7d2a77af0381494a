// xz through the xz-decompress package (WebAssembly). The package lets one stream decode at a time in one copy of it;
// a .tar.xz that holds .xz files needs two at once, so copies are kept on a free list.

import { createRequire } from 'node:module';
import { InputError } from './input-error.ts';
import type { Piece, Reader, Source } from './source.ts';

type XzClass = new (compressed: ReadableStream<Uint8Array>) => ReadableStream<Uint8Array>;

const require = createRequire(import.meta.url);
const free: XzClass[] = [];

function borrow(): XzClass {
  const ready = free.pop();
  if (ready !== undefined) return ready;
  const path = require.resolve('xz-decompress');
  delete require.cache[path];
  const copy = require(path) as { XzReadableStream: XzClass };
  delete require.cache[path];
  return copy.XzReadableStream;
}

export class XzSource implements Source {
  readonly #reader: Reader;
  #xz: XzClass | null = null;
  #output: ReadableStreamDefaultReader<Uint8Array> | null = null;
  #handed = 0;
  #ended = false;
  #inputFailure: unknown = null;
  #tail: readonly number[] = [];

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  async pull(): Promise<Piece> {
    for (;;) {
      this.#output ??= this.#open();
      let next: Awaited<ReturnType<ReadableStreamDefaultReader<Uint8Array>['read']>>;
      try {
        next = await this.#output.read();
      } catch {
        this.#release(false);
        if (this.#inputFailure !== null) throw this.#inputFailure;
        throw this.#ended ? new InputError('truncated', 'xz data ends too early') : new InputError('corrupt', 'xz data is damaged');
      }
      if (!next.done) {
        if (next.value.length > 0) return next.value;
        continue;
      }
      this.#release(true);
      if (await this.#nothingLeft()) return null;
    }
  }

  close(): void {
    if (this.#output !== null) void this.#output.cancel().catch(() => {});
    this.#release(false);
  }

  #open(): ReadableStreamDefaultReader<Uint8Array> {
    this.#xz = borrow();
    const compressed = new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          try {
            const piece = await this.#next();
            if (piece === null) controller.close();
            else controller.enqueue(piece);
          } catch (error) {
            this.#inputFailure = error;
            controller.error(error);
          }
        },
      },
      { highWaterMark: 0 },
    );
    return new this.#xz(compressed).getReader();
  }

  async #next(): Promise<Piece> {
    this.#settle();
    const more = this.#reader.more();
    if (!(more instanceof Promise ? await more : more)) {
      this.#ended = true;
      return null;
    }
    // The package's own buffer is 64 KiB: a small piece keeps what it reads beyond the end of a stream small.
    const piece = this.#reader.view.subarray(0, 65536);
    this.#handed = piece.length;
    this.#remember(piece);
    return piece;
  }

  /** Keeps the last two bytes that are not zero: they tell the end of a stream from anything else. */
  #remember(piece: Uint8Array): void {
    let end = piece.length;
    while (end > 0 && piece[end - 1] === 0) end--;
    if (end >= 2) this.#tail = [piece[end - 2] as number, piece[end - 1] as number];
    else if (end === 1) this.#tail = [this.#tail[1] ?? 0, piece[0] as number];
  }

  #settle(): void {
    if (this.#handed > 0) this.#reader.consume(this.#handed);
    this.#handed = 0;
  }

  /** After the end of the stream: true when the input is used up but for padding. */
  async #nothingLeft(): Promise<boolean> {
    // A stream ends with the letters YZ; zero bytes may follow in multiples of four. Whatever else the last piece
    // holds was read by the decoder and can't be told from a second stream: it is looked at here.
    const clean = this.#tail[0] === 0x59 && this.#tail[1] === 0x5a;
    this.#settle();
    const more = this.#reader.more();
    const left = more instanceof Promise ? await more : more;
    if (!left && clean) return true;
    throw new InputError('trailing_data', 'bytes follow the xz data that were not decoded');
  }

  #release(whole: boolean): void {
    if (this.#xz !== null && whole) free.push(this.#xz);
    this.#xz = null;
    this.#output = null;
    this.#settle();
  }
}
