// A pipe or terminal, waited for by the event loop. Not by the thread pool: a process can't end while one of its threads
// waits for a silent writer.

import { Socket, type SocketConstructorOpts } from 'node:net';
import { isatty, ReadStream } from 'node:tty';
import { asInputError, InputError } from './input-error.ts';
import { PIECE_BYTES, type Piece, type Source } from './source.ts';

export class SocketSource implements Source {
  readonly #signal: AbortSignal | null;
  readonly #socket: Socket;
  readonly #buffer = Buffer.allocUnsafeSlow(PIECE_BYTES);
  #arrived = 0;
  #ended = false;
  #error: Error | null = null;
  #wake: (() => void) | null = null;

  constructor(fd: number, signal: AbortSignal | null) {
    this.#signal = signal;
    const options = {
      fd, readable: true, writable: false,
      onread: { buffer: this.#buffer, callback: (bytes: number) => this.#came(bytes) },
    } satisfies SocketConstructorOpts;
    this.#socket = isatty(fd) ? new ReadStream(fd, options) : new Socket(options);
    this.#socket.on('error', (error) => this.#finish(error));
    this.#socket.on('end', () => this.#finish(null));
    this.#socket.on('close', () => this.#finish(null));
    this.#socket.resume();
  }

  async pull(): Promise<Piece> {
    const signal = this.#signal;
    const wake = (): void => this.#wake?.();
    signal?.addEventListener('abort', wake, { once: true });
    while (this.#arrived === 0 && !this.#ended && signal?.aborted !== true) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        this.#socket.resume();
      });
    }
    signal?.removeEventListener('abort', wake);
    if (signal?.aborted === true) {
      this.close();
      throw new InputError('interrupted', 'stopped before its end');
    }
    const bytes = this.#arrived;
    this.#arrived = 0;
    if (bytes > 0) return this.#buffer.subarray(0, bytes);
    if (this.#error !== null) throw asInputError(this.#error);
    return null;
  }

  close(): void {
    this.#socket.destroy();
  }

  /** False: nothing more until this piece was taken. */
  #came(bytes: number): boolean {
    this.#arrived = bytes;
    this.#wake?.();
    return false;
  }

  #finish(error: Error | null): void {
    this.#error ??= error;
    this.#ended = true;
    this.#wake?.();
  }
}
