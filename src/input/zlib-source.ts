// Node's own decoders (inflate, brotli, zstd) as a pull source. Node decodes on its thread pool while the caller works
// on the piece before, so decoding and scanning overlap. Ends exactly where the compressed stream ends: what follows
// stays in the reader.

import type { BrotliDecompress, InflateRaw } from 'node:zlib';
import { InputError } from './input-error.ts';
import type { Piece, Reader, Source } from './source.ts';

/** Decoded bytes a piece holds at most; also what a damaged stream loses at most before its damage. */
export const DECODED_PIECE_BYTES = 256 * 1024;

/** Options of a decoder that works up to four pieces ahead of its reader. */
export const AHEAD_OPTIONS = { chunkSize: DECODED_PIECE_BYTES, readableHighWaterMark: 4 * DECODED_PIECE_BYTES } as const;

export type NodeDecoder = InflateRaw | BrotliDecompress;

export class ZlibSource implements Source {
  readonly #reader: Reader;
  readonly #decoder: NodeDecoder;
  readonly #format: string;
  #feed: Promise<void> | null = null;
  #inputEnded = false;
  #ended = false;
  /** What is still being decoded then is no longer passed in the reader: others read on from there. */
  #closed = false;
  #failure: unknown = null;
  #waiter: { resolve(piece: Piece): void; reject(error: unknown): void } | null = null;
  #drained: (() => void) | null = null;

  constructor(reader: Reader, decoder: NodeDecoder, format: string) {
    this.#reader = reader;
    this.#decoder = decoder;
    this.#format = format;
    decoder.on('readable', () => this.#answer());
    decoder.on('end', () => {
      this.#ended = true;
      this.#answer();
    });
    decoder.on('error', (error) => {
      this.#failure ??= this.#words(error);
      this.#answer();
    });
  }

  pull(): Piece | Promise<Piece> {
    this.#feed ??= this.#feedAll();
    const piece = this.#take();
    if (piece !== null && piece.length > 0) return piece;
    if (this.#ended) return this.#feed.then(() => null);
    if (this.#failure !== null) throw this.#failure;
    this.#drained?.();
    return new Promise<Piece>((resolve, reject) => {
      this.#waiter = { resolve, reject };
    });
  }

  /** One piece of what is decoded: more than one at a time would be copied together. */
  #take(): Buffer | null {
    const decoder = this.#decoder;
    return (decoder.readableLength > DECODED_PIECE_BYTES ? decoder.read(DECODED_PIECE_BYTES) : decoder.read()) as Buffer | null;
  }

  close(): void {
    this.#ended = true;
    this.#closed = true;
    this.#decoder.destroy();
    this.#drained?.();
  }

  #answer(): void {
    const waiter = this.#waiter;
    if (waiter === null) return;
    const piece = this.#take();
    if (piece !== null && piece.length > 0) {
      this.#waiter = null;
      waiter.resolve(piece);
    } else if (this.#ended) {
      this.#waiter = null;
      // The reader stands right only when the feeding has come to its end.
      void (this.#feed ?? Promise.resolve()).then(() => waiter.resolve(null));
    } else if (this.#failure !== null) {
      this.#waiter = null;
      waiter.reject(this.#failure);
    }
  }

  /** Feeds the decoder until it has had enough or the input ends. */
  async #feedAll(): Promise<void> {
    const { reader, decoder } = { reader: this.#reader, decoder: this.#decoder };
    try {
      let fed = 0;
      for (;;) {
        const more = reader.more();
        if (!(more instanceof Promise ? await more : more)) break;
        if (this.#closed) return;
        const chunk = reader.view;
        await new Promise<void>((resolve) => {
          decoder.write(chunk, () => resolve());
        });
        if (this.#closed) return;
        if (this.#failure !== null || decoder.destroyed) {
          reader.consume(Math.min(chunk.length, Math.max(0, decoder.bytesWritten - fed)));
          return;
        }
        const used = decoder.bytesWritten - fed;
        reader.consume(used);
        fed += used;
        if (used < chunk.length) return;
      }
      // An error destroys what is still unread: let the caller have all of it before the decoder hears of the end.
      while (decoder.readableLength > 0 && !decoder.destroyed) {
        await new Promise<void>((resolve) => {
          this.#drained = resolve;
        });
        this.#drained = null;
      }
      this.#inputEnded = true;
      decoder.end();
    } catch (error) {
      this.#failure ??= error;
      this.#answer();
    }
  }

  #words(error: unknown): InputError {
    const code = (error as { code?: string }).code ?? '';
    if (code === 'Z_BUF_ERROR' || this.#inputEnded) return new InputError('truncated', `${this.#format} data ends too early`);
    if (code === 'Z_MEM_ERROR' || /WINDOW|TOO_LARGE/.test(code)) return new InputError('limit_window', `${this.#format} data needs a larger window than allowed (${code})`);
    return new InputError('corrupt', `${this.#format} data is damaged`);
  }
}
