// Few small hashes are made here, many or large ones by Node: nobody can tell which.

import { createHash, createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { digest, keyedDigest } from '../../src/audit/hash.ts';

it('hashes as Node does, before and after it is loaded', () => {
  const key = Buffer.alloc(32, 7);
  for (let i = 0; i < 100; i++) {
    const size = i === 90 ? 50_000 : i * 7;
    const [a, b] = [Buffer.alloc(size, i), Buffer.from(`größe ${i}`)];
    expect(digest(a, b)).toEqual(createHash('sha256').update(a).update(b).digest());
    expect(keyedDigest(key, b.toString().repeat(i))).toBe(createHmac('sha256', key).update(b.toString().repeat(i)).digest('hex'));
  }
});
