// Opening the files of a state directory. Somebody else may have put something in their place: a link to another file, a
// pipe that never ends, a directory. None of these is followed, waited for or written to.

import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { WardlineError } from '../errors.ts';

const { O_APPEND, O_CREAT, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY } = constants;

const FLAGS = {
  read: O_RDONLY, change: O_RDWR, append: O_WRONLY | O_APPEND | O_CREAT, replace: O_WRONLY | O_TRUNC | O_CREAT,
} as const;

/** A handle on a plain file, made where `how` says so. Throws ENOENT as Node does, and `state_file` for what is no plain file. */
export function openPlain(file: string, how: keyof typeof FLAGS, mode = 0o600): number {
  let handle: number;
  try {
    handle = openSync(file, FLAGS[how] | O_NOFOLLOW | O_NONBLOCK, mode);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : '';
    // ELOOP: a link; ENXIO: a pipe that nobody reads; EISDIR: a directory.
    if (code === 'ELOOP' || code === 'ENXIO' || code === 'EISDIR') throw notPlain(file, cause);
    throw cause;
  }
  if (fstatSync(handle).isFile()) return handle;
  closeSync(handle);
  throw notPlain(file);
}

/** The whole of a plain file, or null when there is none. */
export function readPlain(file: string): string | null {
  let handle: number;
  try {
    handle = openPlain(file, 'read');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  try {
    return readFileSync(handle, 'utf8');
  } finally {
    closeSync(handle);
  }
}

function notPlain(file: string, cause?: unknown): WardlineError {
  return new WardlineError('state_file', `\`${file}\` is no plain file, so nothing is read from it or written to it`, { hint: 'look who put a link, pipe or directory there, and move it away', cause });
}
