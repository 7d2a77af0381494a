// The lock of a directory that several processes write to. Node has no lock for files, so it is a file of its own,
// `NAME.lock`, made with O_EXCL: who makes it holds it. It names the holder (process, machine, begin of the process), so
// that a lock whose holder is gone can be taken over; a holder on another machine is waited for, never taken over.

import { closeSync, openSync, readlinkSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import process from 'node:process';
import { WardlineError } from '../errors.ts';
import { readPlain } from './files.ts';

const WAIT_MS = 10_000;
const cell = new Int32Array(new SharedArrayBuffer(4));

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly space?: string;
  readonly began: string;
  readonly nonce: string;
}

/** When the process began, in the kernel's own measure; empty where it can't be learned. Tells a reused pid from its former owner. */
function beganAt(pid: number): string {
  try {
    return (readPlain(`/proc/${pid}/stat`) ?? '').replace(/^.*\)/s, '').trim().split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/** Process numbers mean something within one namespace: containers that share a directory can have the same host name. */
function processSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

let own: Holder | null = null;
/** A lock without a holder's name is somebody's who was stopped between making and naming it, which takes a live one no time. */
const NAMELESS_MS = 2000;

/** Milliseconds. Of `performance` Node would load more than a short command wants. */
const monotonic = (): number => process.uptime() * 1000;

/** Runs `work` under the lock. */
export function withLock<T>(file: string, work: () => T): T {
  own ??= { pid: process.pid, host: hostname(), space: processSpace(), began: beganAt(process.pid), nonce: '' };
  const nonce = `${process.pid}-${Math.random().toString(36).slice(2)}`;
  const begun = monotonic();
  let nameless = 0;
  for (let wait = 0.5; ; wait = Math.min(20, wait * 1.5)) {
    if (tryMake(file, { ...own, nonce })) break;
    const holder = readHolder(file);
    if (holder === null) {
      // Counted here, not by the file's time: clocks of file systems differ.
      if (nameless === 0) nameless = monotonic();
      else if (monotonic() - nameless > NAMELESS_MS && moveAway(file, null)) continue;
    } else {
      nameless = 0;
      if (isGone(holder) && moveAway(file, holder)) continue;
    }
    if (monotonic() - begun > WAIT_MS) {
      throw new WardlineError('locked', `\`${file}\` has been held for ${WAIT_MS / 1000} seconds`, { hint: 'another process writes there; if none does (on no machine), delete the file' });
    }
    Atomics.wait(cell, 0, 0, wait * (0.5 + Math.random()));
  }
  try {
    return work();
  } finally {
    try {
      unlinkSync(file);
    } catch {
      // already gone: nothing to let go of
    }
  }
}

function tryMake(file: string, holder: Holder): boolean {
  let handle: number;
  try {
    handle = openSync(file, 'wx', 0o600);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'failed';
    if (code === 'EEXIST') return false;
    throw new WardlineError('state_file', `\`${file}\` can't be made: ${code}`, { hint: 'set WARDLINE_STATE_DIR to a directory that you can write to', cause: error });
  }
  try {
    writeSync(handle, JSON.stringify(holder));
  } finally {
    closeSync(handle);
  }
  return true;
}

/** Moves a dead holder's lock away. Only one of several can move it, and what was moved is looked at again. */
function moveAway(file: string, holder: Holder | null): boolean {
  const aside = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  try {
    renameSync(file, aside);
  } catch {
    return true;
  }
  const moved = readHolder(aside);
  if (moved !== null && moved.nonce !== holder?.nonce && !isGone(moved)) {
    // Somebody was quicker: theirs was moved. Give it back if the place is still free.
    try {
      renameSync(aside, file);
      return false;
    } catch {
      return false;
    }
  }
  unlinkSync(aside);
  return true;
}

function readHolder(file: string): Holder | null {
  try {
    const value: unknown = JSON.parse(readPlain(file) ?? 'null');
    return typeof value === 'object' && value !== null && 'pid' in value ? (value as Holder) : null;
  } catch {
    return null;
  }
}

function isGone(holder: Holder): boolean {
  if (holder.host !== hostname() || (holder.space !== undefined && holder.space !== processSpace()) || typeof holder.pid !== 'number') return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
  const began = beganAt(holder.pid);
  return began !== '' && holder.began !== '' && began !== holder.began;
}
