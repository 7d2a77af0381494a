// The terminal itself, where answers are typed even when the message comes through a pipe.

import { openSync, readSync } from 'node:fs';
import process from 'node:process';

const TERMINAL = process.platform === 'win32' ? 'CON' : '/dev/tty';

export function openTerminal(): number | null {
  try {
    return openSync(TERMINAL, 'r');
  } catch {
    return null;
  }
}

export function readLine(terminal: number): string | null {
  const buffer = Buffer.alloc(1024);
  const got = readSync(terminal, buffer, 0, buffer.length, null);
  return got === 0 ? null : buffer.toString('utf8', 0, got).trim().toLowerCase();
}
