// Files of notes that are replaced as a whole.

import process from 'node:process';
import { accessSync, constants, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { WardlineError } from '../errors.ts';

/** Written beside the target and moved there: readers see the old file or the new one. */
export function replaceFile(path: string, text: string): void {
  const beside = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(beside, text, { mode: 0o600 });
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw failed(path, error);
  }
}

/** Said before a night's work, not after it. */
export function mustBeWritable(path: string): void {
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) throw Object.assign(new Error('directory'), { code: 'EISDIR' });
    accessSync(dirname(path), constants.W_OK);
  } catch (error) {
    throw failed(path, error);
  }
}

function failed(path: string, error: unknown): WardlineError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
  const why = code === 'ENOSPC' ? 'the disk is full (ENOSPC)' : code === 'EISDIR' ? 'it is a directory (EISDIR)' : code === 'ENOENT' ? 'its directory is not there (ENOENT)' : code;
  return new WardlineError('output_failed', `\`${path}\` could not be written: ${why}`, { hint: 'check the space and the permissions of its directory' });
}
