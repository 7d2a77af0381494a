// HMAC-SHA-256 by Node's own library, loaded when it is first needed.

import { createRequire } from 'node:module';
import type { Mac } from './fingerprint.ts';

const require = createRequire(import.meta.url);

export function nativeMac(key: Uint8Array): Mac {
  const { createHmac } = require('node:crypto') as typeof import('node:crypto');
  return {
    hex: (head, data, start, end) => createHmac('sha256', key).update(head).update(data.subarray(start, end)).digest('hex'),
  };
}
