// Descriptors that can't seek: pipes, terminals, devices.

import { fstatSync, read, readSync, readlinkSync } from 'node:fs';
import { breath } from './breath.ts';
import { InputError, asInputError } from './input-error.ts';
import { PIECE_BYTES, type Piece, type Source } from './source.ts';

/** A descriptor that somebody else has opened, as standard input is. */
export async function pipeSource(fd: number, signal: AbortSignal | null = null): Promise<Source> {
  const stat = fstatSync(fd);
  const silent = stat.isFIFO() || stat.isSocket() || (stat.isCharacterDevice() && (await import('node:tty')).isatty(fd));
  if (!silent) return new DeviceSource(fd, signal);
  const { SocketSource } = await import('./socket-source.ts');
  return new SocketSource(fd, signal);
}

/** A file or device, which has something to read or has ended. */
class DeviceSource implements Source {
  readonly #fd: number;
  readonly #buffer = Buffer.allocUnsafeSlow(PIECE_BYTES);
  readonly #signal: AbortSignal | null;

  constructor(fd: number, signal: AbortSignal | null) {
    this.#fd = fd;
    this.#signal = signal;
  }

  pull(): Promise<Piece> {
    return new Promise<Piece>((resolve, reject) => {
      if (this.#signal?.aborted === true) return reject(new InputError('interrupted', 'stopped before its end'));
      read(this.#fd, this.#buffer, 0, this.#buffer.length, null, (error, n) => {
        if (error !== null && error.code !== 'EOF') reject(asInputError(error));
        else resolve(n > 0 ? this.#buffer.subarray(0, n) : null);
      });
    });
  }

  close(): void {}
}

/**
 * A named pipe or device, opened without waiting. A pipe that nobody has opened for writing yet looks like one that has
 * ended: it is asked again until somebody has.
 */
export class PollSource implements Source {
  readonly #fd: number;
  readonly #stopped: () => boolean;
  readonly #buffer = Buffer.allocUnsafeSlow(PIECE_BYTES);
  #writerSeen: boolean;

  constructor(fd: number, path: string, stopped: () => boolean) {
    this.#fd = fd;
    this.#stopped = stopped;
    this.#writerSeen = !isNamedPipe(fd, path);
  }

  async pull(): Promise<Piece> {
    for (;;) {
      await breath();
      if (this.#stopped()) throw new InputError('interrupted', 'stopped before its end');
      let n: number;
      try {
        n = readSync(this.#fd, this.#buffer, 0, this.#buffer.length, null);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code !== 'EAGAIN' && code !== 'EINTR') throw asInputError(error);
        this.#writerSeen = true;
        await new Promise((resolve) => setTimeout(resolve, 5));
        continue;
      }
      if (n > 0) {
        this.#writerSeen = true;
        return this.#buffer.subarray(0, n);
      }
      if (this.#writerSeen) return null;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  close(): void {}
}

/** A pipe of the shell (`<(command)`) has had its writer before we came. */
function isNamedPipe(fd: number, path: string): boolean {
  if (!fstatSync(fd).isFIFO()) return false;
  try {
    return !readlinkSync(path).startsWith('pipe:');
  } catch {
    return true;
  }
}
