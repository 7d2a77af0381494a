// Where redacted bytes go: a descriptor, an encoder in front of another sink, a spool whose size is wanted first.

import { spawn } from 'node:child_process';
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync, writevSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { InputError } from '../../input/input-error.ts';
import type { CompressedKind } from '../../input/decoders.ts';
import { writeAll } from '../../report/out.ts';

export interface ByteSink {
  /** Takes bytes that stay as they are until the promise settles. */
  write(bytes: Uint8Array): void | Promise<void>;
  writeParts?(parts: readonly Uint8Array[]): void | Promise<void>;
  end(): void | Promise<void>;
}

/** Several pieces in one go; those, too, stay as they are until the promise settles. */
export function writeParts(to: ByteSink, parts: readonly Uint8Array[]): void | Promise<void> {
  if (to.writeParts !== undefined) return to.writeParts(parts);
  return to.write(parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts));
}

/**
 * Files are written in pieces that end where multiples of this do: of longer ones Linux makes larger units of its page
 * cache, and looks for memory in one piece for them, which where memory is in pieces takes longer than scanning does.
 */
const FILE_PIECE = 65536;
const MOST_VECTORS = 1000;

/** A descriptor, written to at once, pipes at the reader's pace. */
export class FdSink implements ByteSink {
  readonly #fd: number;
  readonly #file: boolean;
  readonly #placed: boolean;
  #position: number;

  /** Files only: `position` is where writing begins; null where the descriptor stands. */
  constructor(fd: number, position: number | null = null) {
    this.#fd = fd;
    this.#placed = position !== null;
    this.#position = position ?? 0;
    this.#file = fstatSync(fd).isFile();
  }

  write(bytes: Uint8Array): void {
    this.writeParts([bytes]);
  }

  writeParts(parts: readonly Uint8Array[]): void {
    if (!this.#file) {
      for (const part of parts) if (!writeAll(this.#fd, part)) throw nobodyReads();
      return;
    }
    let piece: Uint8Array[] = [];
    let room = FILE_PIECE - (this.#position % FILE_PIECE);
    for (const part of parts) {
      for (let at = 0; at < part.length; ) {
        const n = Math.min(room, part.length - at);
        piece.push(n === part.length ? part : part.subarray(at, at + n));
        at += n;
        room -= n;
        if (room > 0 && piece.length < MOST_VECTORS) continue;
        this.#written(piece);
        piece = [];
        room = FILE_PIECE - (this.#position % FILE_PIECE);
      }
    }
    if (piece.length > 0) this.#written(piece);
  }

  #written(piece: readonly Uint8Array[]): void {
    const whole = piece.reduce((sum, part) => sum + part.length, 0);
    let left = piece;
    for (let done = 0; ; ) {
      let n: number;
      try {
        n = writevSync(this.#fd, left, this.#placed ? this.#position : undefined);
      } catch (error) {
        throw notWritten(error);
      }
      this.#position += n;
      done += n;
      if (done === whole) return;
      // Short: the disk is nearly full. The rest says so.
      left = [Buffer.concat(piece).subarray(done)];
    }
  }

  end(): void {}
}

/** The other end of the pipe is closed: no trouble, and nothing to go on for. */
function nobodyReads(): InputError {
  const error = new InputError('interrupted', 'nobody reads the output any more');
  error.reported = true;
  return error;
}

/** Takes bytes and forgets them. */
export const NOWHERE: ByteSink = { write: () => {}, writeParts: () => {}, end: () => {} };

export function notWritten(error: unknown): InputError {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const words = code === 'ENOSPC' || code === 'EDQUOT' ? 'the disk is full' : code === 'EFBIG' ? 'the file would be larger than allowed here' : code === 'EACCES' || code === 'EPERM' || code === 'EROFS' ? 'no permission to write there' : 'an error of the system';
  return new InputError('not_written', `could not be written: ${words}${code === '' ? '' : ` (${code})`}`);
}

/** Encodes into another sink. `end` ends the encoder, not the sink behind it. */
class StreamSink implements ByteSink {
  readonly #stream: Transform;
  readonly #finished: Promise<void>;
  #failure: unknown = null;

  constructor(stream: Transform, to: ByteSink) {
    this.#stream = stream;
    this.#finished = (async () => {
      for await (const piece of stream) {
        const pending = to.write(piece as Uint8Array);
        if (pending instanceof Promise) await pending;
      }
    })();
    this.#finished.catch((error: unknown) => {
      this.#failure = error;
      stream.destroy();
    });
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#stream.write(bytes, (error) => (error ? reject(error) : resolve()));
    });
  }

  async end(): Promise<void> {
    this.#stream.end();
    await this.#finished;
  }
}

/** Encodes with a tool of the system. */
class ToolSink implements ByteSink {
  readonly #child: ReturnType<typeof spawn>;
  readonly #finished: Promise<void>;

  constructor(command: string, args: readonly string[], to: ByteSink) {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
    this.#child = child;
    const exit = new Promise<void>((resolve, reject) => {
      child.on('error', () => reject(new InputError('unsupported_format', `\`${command}\` is not on this system: this format can't be written`)));
      child.on('close', (code) => (code === 0 ? resolve() : reject(new InputError('internal', `\`${command}\` failed with ${code}`))));
    });
    child.stdin?.on('error', () => {});
    this.#finished = (async () => {
      for await (const piece of child.stdout as AsyncIterable<Uint8Array>) {
        const pending = to.write(piece);
        if (pending instanceof Promise) await pending;
      }
      await exit;
    })();
    this.#finished.catch(() => {});
    exit.catch(() => {});
  }

  write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      const input = this.#child.stdin;
      if (input === null || input.destroyed) return resolve();
      input.write(bytes, () => resolve());
    });
  }

  async end(): Promise<void> {
    this.#child.stdin?.end();
    await this.#finished;
  }
}

/** An encoder of the format in front of `to`; formats that can't be written here are refused by name. */
export function openEncoder(kind: CompressedKind, to: ByteSink): ByteSink {
  switch (kind) {
    case 'gzip':
      return new StreamSink(zlib.createGzip(), to);
    case 'brotli':
      return new StreamSink(zlib.createBrotliCompress({ params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 6 } }), to);
    case 'zstd': {
      const native = zlib as unknown as { createZstdCompress?: () => Transform };
      return native.createZstdCompress === undefined ? new ToolSink('zstd', ['-q', '-c'], to) : new StreamSink(native.createZstdCompress(), to);
    }
    case 'xz':
      return new ToolSink('xz', ['-c'], to);
    case 'bzip2':
      return new ToolSink('bzip2', ['-c'], to);
    case 'lz4':
      return new ToolSink('lz4', ['-q', '-c'], to);
  }
}

export function deflater(to: ByteSink): ByteSink {
  return new StreamSink(zlib.createDeflateRaw(), to);
}

const SPOOL_MEMORY = 4 * 1048576;

/** Holds redacted bytes until their number is known: in memory, beyond 4 MiB in a temporary file (mode 0600, removed at once). */
export class Spool implements ByteSink {
  #parts: Uint8Array[] = [];
  #fd = -1;
  size = 0;

  write(bytes: Uint8Array): void {
    this.size += bytes.length;
    if (this.#fd >= 0) {
      writeAll(this.#fd, bytes);
      return;
    }
    this.#parts.push(new Uint8Array(bytes));
    if (this.size <= SPOOL_MEMORY) return;
    const folder = mkdtempSync(join(tmpdir(), 'wardline-'));
    const path = join(folder, 'redacted');
    this.#fd = openSync(path, 'wx+', 0o600);
    // Removed while open: nothing is left behind whatever happens. Where that is impossible, `drop` closes it.
    try {
      rmSync(folder, { recursive: true });
    } catch {
      // a system that keeps open files: the folder is cleaned by the system
    }
    for (const part of this.#parts) writeAll(this.#fd, part);
    this.#parts = [];
  }

  end(): void {}

  async copyTo(to: ByteSink): Promise<void> {
    for (const part of this.#parts) await to.write(part);
    if (this.#fd < 0) return;
    const buffer = Buffer.allocUnsafeSlow(512 * 1024);
    for (let at = 0; at < this.size; ) {
      const n = readSync(this.#fd, buffer, 0, buffer.length, at);
      if (n === 0) break;
      await to.write(buffer.subarray(0, n));
      at += n;
    }
  }

  drop(): void {
    if (this.#fd >= 0) closeSync(this.#fd);
    this.#fd = -1;
    this.#parts = [];
  }
}
