// A finding ends where it ends whatever else stands in the text: secrets of all rules in one text, in several orders, against
// each of them alone.

import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createScanner } from '../../src/index.ts';
import { loadFolder } from '../../src/rules/built-in.ts';
import { below, createRandom } from '../../src/testkit/random.ts';
import { sampleOf } from '../../src/testkit/sample.ts';

const ORDERS = 4;
const GAP = 'INFO nothing here\n'.repeat(6);

test('findings end where they end alone', { timeout: 60_000 }, async () => {
  const scanner = await createScanner({ key: new Uint8Array(32).fill(5), minConfidence: 'low' });
  const rules = loadFolder(fileURLToPath(new URL('../../rules/', import.meta.url))).filter((rule) => rule.sample !== '' && rule.type === 'CREDENTIAL_DETECTION');
  const lines = rules.map((rule) => {
    const name = (rule.context?.keywords[0] ?? rule.provider).toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_');
    const text = `export ${name}_KEY=${sampleOf(rule, 'neighbours')}\n`;
    const ends = new Map(scanner.scan(text).findings.map((f) => [`${f.rule_id} ${f.byte_start}`, f.byte_end]));
    return { text, ends };
  });
  const random = createRandom('orders');
  let compared = 0;
  for (let round = 0; round < ORDERS; round++) {
    for (let i = lines.length - 1; i > 0 && round > 0; i--) {
      const j = below(random, i + 1);
      [lines[i], lines[j]] = [lines[j]!, lines[i]!];
    }
    const found = scanner.scan(lines.map((line) => line.text + GAP).join('')).findings;
    let at = 0;
    let next = 0;
    for (const { text, ends } of lines) {
      const size = Buffer.byteLength(text);
      for (; next < found.length && found[next]!.byte_start < at + size + GAP.length; next++) {
        const finding = found[next]!;
        const end = ends.get(`${finding.rule_id} ${finding.byte_start - at}`);
        if (end === undefined) continue;
        expect(`${finding.rule_id} ${finding.byte_end - at}`).toBe(`${finding.rule_id} ${end}`);
        compared++;
      }
      at += size + GAP.length;
    }
  }
  expect(compared).toBeGreaterThan(ORDERS * rules.length * 0.8);
});
