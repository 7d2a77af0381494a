// A walk over names alone lets the event loop have its turn.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { units } from '../../src/bulk/units.ts';
import { walk } from '../../src/input/walk.ts';
import { folder, scan } from '../bulk/helper.ts';

const where = folder();
for (let i = 0; i < 1200; i++) mkdirSync(join(where, String(i)));

it.each([['seen', undefined], ['left out', () => true]])('says when it has %s many names', async (_, excluded) => {
  const found = [...walk([where], { follow: false, excluded })];
  expect(found.length).toBeGreaterThanOrEqual(2);
  expect(found.every((one) => one.type === 'turn')).toBe(true);
  expect([...units(found, false)]).toEqual(found.map(() => ({ files: [], notes: [], part: null, lastPart: true })));
  for (const threads of [1, 2]) expect((await scan([where], { threads })).summary).toMatchObject({ files: 0, complete: true });
});

it('hears of an interrupt while it meets no file', async () => {
  const stop = new AbortController();
  const scanned = scan([where, where], { threads: 1, signal: stop.signal, walk: { follow: false, excluded: () => (stop.abort(), false) } });
  expect((await scanned).summary).toMatchObject({ interrupted: true, complete: false });
});
