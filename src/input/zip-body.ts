// The body of a zip member: its decoder by method number, checked by CRC and length.

import { crc32, createInflateRaw } from 'node:zlib';
import { InputError } from './input-error.ts';
import { type Piece, type Reader, ReaderSource, type Source } from './source.ts';
import { AHEAD_OPTIONS, ZlibSource } from './zlib-source.ts';
import type { ZipEntry } from './zip-format.ts';

/** Decoder of a member whose compressed bytes are what the reader gives. */
export async function zipDecoder(entry: ZipEntry, stored: Reader, maxWindowBytes: number): Promise<Source> {
  switch (entry.method) {
    case 0:
      return new ReaderSource(stored, entry.compressed);
    case 8:
      return new ZlibSource(stored, createInflateRaw(AHEAD_OPTIONS), 'zip');
    case 12:
      return (await import('./bzip2.ts')).openBzip2(stored);
    case 93:
    case 20:
      return new (await import('./zstd.ts')).ZstdSource(stored, maxWindowBytes);
    case 95:
      return new (await import('./xz.ts')).XzSource(stored);
    default:
      throw new InputError('unsupported_format', `zip method ${entry.method} is not read`);
  }
}

export class CheckedSource implements Source {
  readonly #inner: Source;
  #crc = 0;
  #length = 0;
  #checked = false;
  /** Replaced when a trailing descriptor says otherwise. */
  readonly #expected: { readonly crc: number; readonly size: number } | null;

  constructor(inner: Source, expected: { readonly crc: number; readonly size: number } | null) {
    this.#inner = inner;
    this.#expected = expected;
  }

  get crc(): number {
    return this.#crc >>> 0;
  }

  get length(): number {
    return this.#length;
  }

  pull(): Piece | Promise<Piece> {
    const piece = this.#inner.pull();
    return piece instanceof Promise ? piece.then((p) => this.#pass(p)) : this.#pass(piece);
  }

  close(): void {
    this.#inner.close();
  }

  #pass(piece: Piece): Piece {
    if (piece !== null) {
      this.#crc = crc32(piece, this.#crc);
      this.#length += piece.length;
    } else if (!this.#checked) {
      this.#checked = true;
      const expected = this.#expected;
      if (expected !== null && expected.size !== this.#length) throw new InputError('truncated', 'a zip member has another length than its header says');
      if (expected !== null && expected.crc !== this.crc) throw new InputError('checksum_mismatch', 'the checksum of a zip member does not match');
    }
    return piece;
  }
}
