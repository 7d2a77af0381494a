// Where the words of `check` go. Written to the handles themselves: making Node's streams costs a fresh process more than
// judging the message does.

import { fstatSync, statSync, writeSync } from 'node:fs';
import process from 'node:process';

const cell = new Int32Array(new SharedArrayBuffer(4));

/** For programs. */
export function toStdout(text: string): void {
  write(1, text);
}

/** For people. */
export function toStderr(text: string): void {
  write(2, text);
}

export function onTerminal(): boolean {
  // Asking costs a module that a pipe or a file does not need.
  try {
    const stat = fstatSync(2);
    if (!stat.isCharacterDevice() || (process.platform !== 'win32' && stat.rdev === statSync('/dev/null').rdev)) return false;
    return process.getBuiltinModule('node:tty').isatty(2);
  } catch {
    return false;
  }
}

/** All of it, also to a slow pipe. Somebody who stops reading changes nothing: the exit code is the answer. */
function write(handle: 1 | 2, text: string): void {
  if (text === '') return;
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(handle, bytes, at);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : '';
      if (code === 'EPIPE' || code === 'EBADF' || code === 'EIO') return;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(cell, 0, 0, 2);
    }
  }
}
