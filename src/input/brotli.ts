// Brotli (RFC 7932): one stream, no magic number, no checksum.

import { createBrotliDecompress } from 'node:zlib';
import { InputError } from './input-error.ts';
import type { Piece, Reader, Source } from './source.ts';
import { AHEAD_OPTIONS, ZlibSource } from './zlib-source.ts';

export class BrotliSource implements Source {
  readonly #reader: Reader;
  readonly #body: ZlibSource;

  constructor(reader: Reader) {
    this.#reader = reader;
    this.#body = new ZlibSource(reader, createBrotliDecompress(AHEAD_OPTIONS), 'brotli');
  }

  async pull(): Promise<Piece> {
    const pulled = this.#body.pull();
    const piece = pulled instanceof Promise ? await pulled : pulled;
    if (piece !== null) return piece;
    const more = this.#reader.more();
    if (more instanceof Promise ? await more : more) throw new InputError('trailing_data', 'bytes follow the brotli data that belong to nothing');
    return null;
  }

  close(): void {
    this.#body.close();
  }
}
