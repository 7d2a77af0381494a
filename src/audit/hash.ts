// SHA-256 and HMAC for the record of one message. Node's own brings half of its library with it, which costs a short
// command more than all it hashes: it is loaded when there is much to do.

import process from 'node:process';
import { HmacSha256, sha256 } from '../findings/sha256.ts';

type Native = typeof import('node:crypto');

/** What is hashed here before Node's own is worth loading. */
const FEW = 64;
const SMALL_BYTES = 16_384;
const NOTHING = new Uint8Array(0);
let native: Native | null = null;
let done = 0;

function nativeFor(bytes: number): Native | null {
  if (native === null && (++done > FEW || bytes > SMALL_BYTES)) native = process.getBuiltinModule('node:crypto');
  return native;
}

export function digest(...parts: readonly Uint8Array[]): Buffer {
  const own = nativeFor(parts.reduce((sum, part) => sum + part.length, 0));
  if (own === null) return Buffer.from(sha256(Buffer.concat(parts)));
  const hash = own.createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** As hexadecimal digits. */
export function keyedDigest(key: Uint8Array, text: string): string {
  const own = nativeFor(text.length);
  if (own !== null) return own.createHmac('sha256', key).update(text).digest('hex');
  const bytes = Buffer.from(text);
  return new HmacSha256(key).hex(NOTHING, bytes, 0, bytes.length);
}
