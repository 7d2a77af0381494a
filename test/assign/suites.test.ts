// Accuracy on the third-party cases and on clean logs, when they lie beside the repository. Floors and ceilings, not targets.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { load } from './engine.mjs';

const shared = fileURLToPath(new URL('../../../shared/', import.meta.url));
const cases = `${shared}cases/creddata.jsonl`;
const logs = `${shared}corpus/logs/`;

test.skipIf(!existsSync(cases))('real code: recall and alarms', () => {
  const engine = load();
  const rows = readFileSync(cases, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  const count = { tp: 0, any: 0, normal: 0, fp: 0, alarms: 0, alarmsAny: 0 };
  for (const row of rows) {
    const hits = engine.scan(row.text);
    if (row.label === 'fp') {
      count.fp++;
      if (hits.length > 0) count.alarmsAny++;
      if (hits.some((hit) => hit.confidence > 1)) count.alarms++;
    } else {
      count.tp++;
      const bytes = Buffer.from(row.text);
      const at = bytes.indexOf(row.secret);
      const end = at + Buffer.byteLength(row.secret);
      const touching = hits.filter((hit) => (hit.start < end && hit.end > at) || bytes.indexOf(row.secret, at + 1) >= 0);
      if (touching.length > 0) count.any++;
      if (touching.some((hit) => hit.confidence > 1)) count.normal++;
    }
  }
  expect(count.any / count.tp).toBeGreaterThan(0.78);
  expect(count.normal / count.tp).toBeGreaterThan(0.7);
  expect(count.alarms / count.fp).toBeLessThan(0.005);
  expect(count.alarmsAny / count.fp).toBeLessThan(0.025);
});

test.skipIf(!existsSync(logs))('clean logs: nothing at all', () => {
  const engine = load();
  for (const file of readdirSync(logs)) {
    const text = readFileSync(logs + file);
    for (let at = 0; at < text.length; at += 1 << 20) expect(engine.scan(text.subarray(at, at + (1 << 20))), file).toEqual([]);
  }
});
