// A pipe, terminal or other descriptor that can't seek, read on the thread pool so that signals are heard while it is
// silent.

import { read } from 'node:fs';
import { InputError, asInputError } from './input-error.ts';
import { PIECE_BYTES, type Piece, type Source } from './source.ts';

export class PipeSource implements Source {
  readonly #fd: number;
  readonly #buffer = Buffer.allocUnsafeSlow(PIECE_BYTES);
  readonly #signal: AbortSignal | null;

  constructor(fd: number, signal: AbortSignal | null = null) {
    this.#fd = fd;
    this.#signal = signal;
  }

  pull(): Promise<Piece> {
    return new Promise<Piece>((resolve, reject) => {
      const signal = this.#signal;
      const stop = (): void => reject(new InputError('interrupted', 'stopped before its end'));
      if (signal?.aborted === true) return stop();
      signal?.addEventListener('abort', stop, { once: true });
      const attempt = (): void => {
        read(this.#fd, this.#buffer, 0, this.#buffer.length, null, (error, n) => {
          if (error !== null && error.code === 'EAGAIN') {
            if (signal?.aborted !== true) setTimeout(attempt, 5);
            return;
          }
          signal?.removeEventListener('abort', stop);
          if (error !== null && error.code !== 'EOF') reject(asInputError(error));
          else resolve(n > 0 ? this.#buffer.subarray(0, n) : null);
        });
      };
      attempt();
    });
  }

  close(): void {}
}
