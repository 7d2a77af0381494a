// HMAC-SHA-256 by Node's own library, loaded when it is first needed. Two plain hashes cost less than one HMAC object.

import { createRequire } from 'node:module';
import type { Mac } from './fingerprint.ts';
import { sha256 } from './sha256.ts';

const require = createRequire(import.meta.url);
const BLOCK = 64;
const DIGEST = 32;
const MOST_HEAD = 64;
const USUAL = 4096;

export function nativeMac(key: Uint8Array): Mac {
  const { createHmac, hash } = require('node:crypto') as typeof import('node:crypto');
  const long: Mac = {
    hex: (head, data, start, end) => createHmac('sha256', key).update(head).update(data.subarray(start, end)).digest('hex'),
  };
  // Older versions of Node have no one-call hash.
  if (typeof hash !== 'function') return long;
  const inner = Buffer.alloc(BLOCK + MOST_HEAD + USUAL, 0x36);
  const outer = Buffer.alloc(BLOCK + DIGEST, 0x5c);
  const short = key.length > BLOCK ? sha256(key) : key;
  for (let i = 0; i < short.length; i += 1) {
    inner[i]! ^= short[i]!;
    outer[i]! ^= short[i]!;
  }
  return {
    hex(head, data, start, end) {
      if (end - start > USUAL) return long.hex(head, data, start, end);
      let at = BLOCK;
      for (let i = 0; i < head.length; i += 1) inner[at++] = head[i]!;
      for (let i = start; i < end; i += 1) inner[at++] = data[i]!;
      outer.write(hash('sha256', inner.subarray(0, at), 'latin1'), BLOCK, 'latin1');
      // No secret stays in the buffer.
      inner.fill(0, BLOCK, at);
      return hash('sha256', outer, 'hex');
    },
  };
}
