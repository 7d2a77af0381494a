// Where bytes come from: pull sources of pieces, and a reader over them. Everything that decodes or walks a container
// is a source that pulls from a reader, so memory holds one piece per layer whatever the size of the input.

import { closeSync, readSync } from 'node:fs';
import { breath } from './breath.ts';
import { InputError } from './input-error.ts';

/** Bytes, valid until the next pull of the same source; null at the end. Never empty. */
export type Piece = Uint8Array | null;

export interface Source {
  /** Throws (or rejects with) InputError when the input is damaged; what came before stays good. */
  pull(): Piece | Promise<Piece>;
  close(): void;
}

export const PIECE_BYTES = 512 * 1024;

/** A file descriptor read from start to end (or from where it stands: a pipe). Owns and closes the descriptor. */
export class FileSource implements Source {
  readonly #fd: number;
  readonly #buffer: Buffer;
  #position: number | null;
  readonly #end: number;
  readonly #owned: boolean;

  /** `from` null reads a pipe or terminal; `end` bounds the read in bytes of the file; the buffer may be shared by sources used in turn. */
  constructor(fd: number, from: number | null = 0, end = Number.POSITIVE_INFINITY, buffer: Buffer = Buffer.allocUnsafeSlow(PIECE_BYTES), owned = true) {
    this.#fd = fd;
    this.#position = from;
    this.#end = end;
    this.#buffer = buffer;
    this.#owned = owned;
  }

  pull(): Piece | Promise<Piece> {
    const turn = breath();
    return turn === null ? this.#read() : turn.then(() => this.#read());
  }

  #read(): Piece {
    const position = this.#position;
    const want = position === null ? this.#buffer.length : Math.min(this.#buffer.length, this.#end - position);
    if (want <= 0) return null;
    const n = readPiece(this.#fd, this.#buffer, 0, want, position);
    if (n === 0) return null;
    if (position !== null) this.#position = position + n;
    return this.#buffer.subarray(0, n);
  }

  close(): void {
    if (!this.#owned) return;
    try {
      closeSync(this.#fd);
    } catch {
      // closed already: nothing is lost, the descriptor was only read
    }
  }
}

/** readSync that retries a pipe which has nothing yet, and turns failures into InputError. */
export function readPiece(fd: number, into: Uint8Array, at: number, length: number, position: number | null): number {
  for (;;) {
    try {
      return readSync(fd, into, at, length, position);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'EAGAIN') {
        Atomics.wait(napCell, 0, 0, 2);
        continue;
      }
      if (code === 'EOF') return 0;
      if (code === 'EINTR') continue;
      throw new InputError('unreadable', `could not be read (${code ?? 'unknown error'})`);
    }
  }
}

const napCell = new Int32Array(new SharedArrayBuffer(4));


/** One piece of memory as a source. */
export class MemorySource implements Source {
  #bytes: Piece;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes.length > 0 ? bytes : null;
  }

  pull(): Piece {
    const bytes = this.#bytes;
    this.#bytes = null;
    return bytes;
  }

  close(): void {}
}

/** Told about every byte a reader hands on or passes over. */
export interface Meter {
  scanned(bytes: number): void;
  skipped(bytes: number, reason: string): void;
}

/**
 * Buffered reading over a source. Bytes count as consumed when `consume` or `skip` passes them; a meter hears of both.
 * Methods answer synchronously when the bytes are there already: callers test for a promise before they await.
 */
export class Reader {
  readonly source: Source;
  readonly #meter: Meter | null;
  #chunk: Uint8Array = EMPTY;
  #at = 0;
  #ended = false;
  /** A pull under way: a decoder that was closed while it waited leaves it to whoever reads on. */
  #pending: Promise<boolean> | null = null;
  /** Bytes consumed or skipped so far. */
  position = 0;

  constructor(source: Source, meter: Meter | null = null) {
    this.source = source;
    this.#meter = meter;
  }

  /** What is buffered and not consumed yet; may be empty. Valid until the next call of `more` or `ensure`. */
  get view(): Uint8Array {
    return this.#at === 0 ? this.#chunk : this.#chunk.subarray(this.#at);
  }

  get buffered(): number {
    return this.#chunk.length - this.#at;
  }

  /** True when at least one byte is buffered, false at the end of the source. */
  more(): boolean | Promise<boolean> {
    if (this.#at < this.#chunk.length) return true;
    if (this.#ended) return false;
    if (this.#pending !== null) return this.#pending;
    const piece = this.source.pull();
    if (!(piece instanceof Promise)) return this.#accept(piece);
    const pending = piece.then(
      (p) => {
        this.#pending = null;
        return this.#accept(p);
      },
      (error: unknown) => {
        this.#pending = null;
        throw error;
      },
    );
    this.#pending = pending;
    return pending;
  }

  #accept(piece: Piece): boolean {
    if (piece === null) {
      this.#ended = true;
      return false;
    }
    this.#chunk = plain(piece);
    this.#at = 0;
    return true;
  }

  /** Buffers at least `n` bytes if the source has them; answers how many are buffered (less only at the end). `n` must be small. */
  ensure(n: number): number | Promise<number> {
    if (this.buffered >= n || this.#ended) return this.buffered;
    return this.#gather(n);
  }

  async #gather(n: number): Promise<number> {
    if (this.#pending !== null) await this.#pending;
    const parts: Uint8Array[] = [this.view.slice()];
    let have = this.buffered;
    while (have < n && !this.#ended) {
      const pulled = this.source.pull();
      const piece = pulled instanceof Promise ? await pulled : pulled;
      if (piece === null) {
        this.#ended = true;
        break;
      }
      parts.push(have + piece.length >= n ? piece : plain(piece).slice());
      have += piece.length;
    }
    if (parts.length > 1) {
      this.#chunk = plain(Buffer.concat(parts, have));
      this.#at = 0;
    }
    return this.buffered;
  }

  /** Passes `n` buffered bytes as read. */
  consume(n: number): void {
    this.#at += n;
    this.position += n;
    this.#meter?.scanned(n);
  }

  /** `n` more bytes were read by another thread. */
  passed(n: number): void {
    this.position += n;
    this.#meter?.scanned(n);
  }

  /** Passes up to `n` bytes without looking at them; answers how many there were. */
  async skip(n: number, reason: string): Promise<number> {
    let left = n;
    while (left > 0) {
      const more = this.more();
      if (!(more instanceof Promise ? await more : more)) break;
      const step = Math.min(left, this.buffered);
      this.#at += step;
      this.position += step;
      this.#meter?.skipped(step, reason);
      left -= step;
    }
    return n - left;
  }

  /** Exactly `n` bytes copied out and consumed, or null when the source ends before. `n` must be small. */
  async take(n: number): Promise<Uint8Array | null> {
    const have = this.ensure(n);
    if ((have instanceof Promise ? await have : have) < n) return null;
    const bytes = this.view.slice(0, n);
    this.consume(n);
    return bytes;
  }

  close(): void {
    this.source.close();
  }
}

const EMPTY = new Uint8Array(0);

/** The same bytes as a plain array: `slice` of a Buffer does not copy, which is a trap for everyone who keeps bytes. */
function plain(bytes: Uint8Array): Uint8Array {
  return Buffer.isBuffer(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length) : bytes;
}

/** A reader's bytes as a source, at most `limit` of them. Leaves the reader open. */
export class ReaderSource implements Source {
  readonly #reader: Reader;
  left: number;
  #handed = 0;

  constructor(reader: Reader, limit = Number.POSITIVE_INFINITY) {
    this.#reader = reader;
    this.left = limit;
  }

  pull(): Piece | Promise<Piece> {
    // At the end the last piece stays unsettled: it may still be given back.
    if (this.left - this.#handed <= 0) return null;
    this.#settle();
    const more = this.#reader.more();
    return more instanceof Promise ? more.then((m) => this.#hand(m)) : this.#hand(more);
  }

  #hand(more: boolean): Piece {
    if (!more) return null;
    const view = this.#reader.view;
    const piece = view.length > this.left ? view.subarray(0, this.left) : view;
    this.#handed = piece.length;
    return piece;
  }

  /** Consumes what the last pull handed out. */
  #settle(): void {
    if (this.#handed === 0) return;
    this.#reader.consume(this.#handed);
    this.left -= this.#handed;
    this.#handed = 0;
  }

  /** The last `n` bytes handed out were not looked at. */
  giveBack(n: number): void {
    this.#handed = Math.max(0, this.#handed - n);
  }

  close(): void {
    this.#settle();
  }
}
