// Limits that keep a hostile archive from costing more than it should. Reached: that entry is cut and reported.

import { breath } from './breath.ts';
import { InputError } from './input-error.ts';
import type { Piece, Reader, Source } from './source.ts';

export interface Limits {
  /** Decoders and containers inside each other. */
  readonly maxDepth: number;
  /** Decoded bytes for each stored byte, once RATIO_FREE_BYTES are decoded. */
  readonly maxRatio: number;
  /** Decoded bytes of one outermost input, all layers together. */
  readonly maxDecodedBytes: number;
  /** Members of one outermost input. */
  readonly maxEntries: number;
  /** Window of a decoder. */
  readonly maxWindowBytes: number;
}

export const DEFAULT_LIMITS: Limits = {
  maxDepth: 8,
  maxRatio: 400,
  maxDecodedBytes: 2 ** 40,
  maxEntries: 5_000_000,
  maxWindowBytes: 128 * 1048576,
};

/** A file of zeros that is small even when decoded hurts nobody. */
export const RATIO_FREE_BYTES = 64 * 1048576;

/** What one outermost input has used of its limits. */
export interface Spent {
  decodedBytes: number;
  entries: number;
}

/** A decoder under its limits. Its errors are marked with its depth: containers inside must not take them for their own. */
export class LayerSource implements Source {
  readonly #inner: Source;
  readonly #stored: Reader;
  readonly #storedFrom: number;
  readonly #depth: number;
  readonly #limits: Limits;
  readonly #spent: Spent;
  #decoded = 0;

  constructor(inner: Source, stored: Reader, depth: number, limits: Limits, spent: Spent) {
    this.#inner = inner;
    this.#stored = stored;
    this.#storedFrom = stored.position;
    this.#depth = depth;
    this.#limits = limits;
    this.#spent = spent;
  }

  pull(): Piece | Promise<Piece> {
    try {
      const piece = this.#inner.pull();
      if (!(piece instanceof Promise)) {
        const checked = this.#check(piece);
        const turn = breath();
        return turn === null ? checked : turn.then(() => checked);
      }
      return piece.then(
        (p) => {
          const checked = this.#check(p);
          const turn = breath();
          return turn === null ? checked : turn.then(() => checked);
        },
        (error: unknown) => {
          throw this.#mark(error);
        },
      );
    } catch (error) {
      throw this.#mark(error);
    }
  }

  close(): void {
    this.#inner.close();
  }

  #check(piece: Piece): Piece {
    if (piece === null) return null;
    this.#decoded += piece.length;
    this.#spent.decodedBytes += piece.length;
    if (this.#decoded > RATIO_FREE_BYTES) {
      // The piece being decoded counts as read: its input is passed only when all of it is used.
      const stored = this.#stored.position - this.#storedFrom + this.#stored.buffered;
      if (this.#decoded > stored * this.#limits.maxRatio) {
        throw this.#mark(new InputError('limit_ratio', `decodes to more than ${this.#limits.maxRatio} times its size (--max-ratio)`));
      }
    }
    if (this.#spent.decodedBytes > this.#limits.maxDecodedBytes) {
      throw this.#mark(new InputError('limit_decoded', `decodes to more than ${this.#limits.maxDecodedBytes} bytes (--max-decoded)`));
    }
    return piece;
  }

  #mark(error: unknown): unknown {
    if (error instanceof InputError) error.depth ??= this.#depth;
    return error;
  }
}
