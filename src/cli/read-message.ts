// Reading one message: a file, or standard input to its end. A message that could not be read whole is an error, never
// an empty message: an empty one would be let pass.

import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { WardlineError } from '../errors.ts';

export const MAX_BYTES = 64 * 1024 * 1024;
const PART = 65_536;
const cell = new Int32Array(new SharedArrayBuffer(4));

export function readMessage(file: string | undefined): string {
  const stdin = file === undefined || file === '-';
  const name = stdin ? 'standard input' : `\`${file}\``;
  let bytes: Buffer;
  try {
    bytes = stdin ? readAll(0) : readFile(file);
  } catch (cause) {
    if (cause instanceof WardlineError) throw cause;
    throw new WardlineError('usage', `${name} can't be read`, { hint: 'give a file, or pipe the message in', cause });
  }
  return decode(bytes, name);
}

function readFile(file: string): Buffer {
  const handle = openSync(file, constants.O_RDONLY);
  try {
    if (fstatSync(handle).isDirectory()) throw new WardlineError('usage', `\`${file}\` is a directory`, { hint: '`wardline scan` looks through directories' });
    return readAll(handle);
  } finally {
    closeSync(handle);
  }
}

/** To the end, also where the writer is slow and the pipe does not block. */
function readAll(handle: number): Buffer {
  const parts: Buffer[] = [];
  let size = 0;
  for (;;) {
    const part = Buffer.allocUnsafe(PART);
    let got: number;
    try {
      got = readSync(handle, part, 0, PART, null);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : '';
      // Windows says EOF where others answer 0.
      if (code === 'EOF') break;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(cell, 0, 0, 5);
      continue;
    }
    if (got === 0) break;
    parts.push(part.subarray(0, got));
    size += got;
    if (size > MAX_BYTES) throw new WardlineError('message_too_long', `the message has more than ${MAX_BYTES} bytes`, { hint: 'use `wardline scan` for files' });
  }
  return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
}

/** UTF-8, or what its byte order mark says. */
function decode(bytes: Buffer, name: string): string {
  const mark = bytes.length >= 2 ? bytes.readUInt16BE(0) : 0;
  if (mark === 0xfffe) return new TextDecoder('utf-16le').decode(bytes);
  if (mark === 0xfeff) return new TextDecoder('utf-16be').decode(bytes);
  const text = bytes.toString('utf8');
  // Half of what is UTF-16 without a mark is zeros, between which nothing would be found.
  if (text.length > 3 && looksWide(bytes)) {
    throw new WardlineError('usage', `${name} seems to be UTF-16 without a byte order mark`, { hint: 'convert it to UTF-8: `iconv -f UTF-16LE -t UTF-8`' });
  }
  return text;
}

function looksWide(bytes: Buffer): boolean {
  const end = Math.min(bytes.length, 4096);
  let zeros = 0;
  for (let i = 0; i < end; i++) if (bytes[i] === 0) zeros++;
  return zeros * 3 > end;
}
