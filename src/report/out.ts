// Text to a file descriptor, in large pieces, synchronously: a slow reader slows the scan down instead of filling memory.

import { closeSync, openSync, writeSync } from 'node:fs';
import { WardlineError } from '../errors.ts';

export interface Out {
  write(text: string): void;
  flush(): void;
  close(): void;
  /** False when nobody reads any more. */
  readonly open: boolean;
}

const PIECE = 1 << 16;
const nap = new Int32Array(new SharedArrayBuffer(4));

export class FdOut implements Out {
  readonly #fd: number;
  readonly #owned: boolean;
  #text = '';
  open = true;
  /** Called before bytes go out: whoever shares the terminal makes room. */
  before: (() => void) | null = null;

  constructor(fd: number, owned = false) {
    this.#fd = fd;
    this.#owned = owned;
  }

  write(text: string): void {
    this.#text += text;
    if (this.#text.length >= PIECE) this.flush();
  }

  flush(): void {
    if (this.#text === '') return;
    const bytes = Buffer.from(this.#text, 'utf8');
    this.#text = '';
    this.before?.();
    if (this.open) this.open = writeAll(this.#fd, bytes);
  }

  close(): void {
    this.flush();
    if (this.#owned) closeSync(this.#fd);
  }
}

/** Writes all bytes; false when the other end is closed. */
export function writeAll(fd: number, bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(fd, bytes, at, bytes.length - at);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'EAGAIN') Atomics.wait(nap, 0, 0, 2);
      else if (code === 'EPIPE') return false;
      else if (code !== 'EINTR') throw new WardlineError('output_failed', `the output could not be written${code === 'ENOSPC' ? ': the disk is full' : ''} (${code ?? 'unknown error'})`, { hint: 'check the space and the permissions of the target' });
    }
  }
  return true;
}

export function fileOut(path: string): Out {
  try {
    return new FdOut(openSync(path, 'w', 0o600), true);
  } catch (error) {
    throw new WardlineError('output_failed', `\`${path}\` could not be opened for writing (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`, { hint: 'check that its directory exists and can be written' });
  }
}
