import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadRules } from '../../src/rules/load/load.ts';
import { joinRules } from '../../src/rules/load/merge.ts';
import type { Rule } from '../../src/rules/model.ts';
import { type PatternNode, parsePattern } from '../../src/rules/regex/index.ts';
import { engineScan } from '../../src/testkit/engine-scan.ts';
import { createRandom } from '../../src/testkit/random.ts';
import { testRules } from '../../src/testkit/run.ts';
import { sampleOf } from '../../src/testkit/sample.ts';
import { expandWithSpans, type Span } from '../../src/testkit/template.ts';
import { endsOf } from './naive.ts';

const folder = new URL('../../rules/', import.meta.url);
const { rules } = joinRules(
  readdirSync(folder).filter((name) => name.endsWith('.yaml')).sort().map((name) => loadRules(readFileSync(new URL(name, folder), 'utf8'), `rules/${name}`)),
);

/** Whether some match of the pattern takes exactly this span as its secret, by the naive matcher. */
function takes(root: PatternNode, text: Uint8Array, { start, end }: Span): boolean {
  const items = root.type === 'cat' ? root.items : [root];
  const at = items.findIndex((item) => item.type === 'group');
  if (at < 0) return endsOf(root, text, new Set([start])).has(end);
  if (!endsOf(items[at] as PatternNode, text, new Set([start])).has(end)) return false;
  if (endsOf({ type: 'cat', items: items.slice(at + 1) }, text, new Set([end])).size === 0) return false;
  for (let from = start; from >= 0; from--) if (endsOf({ type: 'cat', items: items.slice(0, at) }, text, new Set([from])).has(start)) return true;
  return false;
}

function missed(rule: Rule): string[] {
  const roots = rule.patterns.map((pattern) => parsePattern(pattern.source, pattern.at).root);
  return (['least', 'most', 'random'] as const).flatMap((lengths) => {
    const secret = sampleOf(rule, 1, lengths);
    return rule.examples.filter((example) => {
      const { text, secrets } = expandWithSpans(example, { random: createRandom(1), secret, lengths });
      const bytes = new TextEncoder().encode(text);
      return secrets.some((span) => !span.encoded && !roots.some((root) => takes(root, bytes, span)));
    });
  });
}

describe('built-in rules', () => {
  test('load', () => {
    expect(rules.length).toBeGreaterThan(100);
  });

  test('have samples that their own patterns take, in every example', () => {
    const wrong = rules.filter((rule) => rule.patterns.length > 0).flatMap((rule) => missed(rule).map((example) => `${rule.id}: ${example}`));
    expect(wrong).toEqual([]);
  });

  // WARDLINE_TEST_ENGINE=dist/engine.wasm
  const engine = process.env['WARDLINE_TEST_ENGINE'];
  test.skipIf(engine === undefined)('pass the test kit with the engine', { timeout: 120_000 }, () => {
    const report = testRules(rules, engineScan(rules, new WebAssembly.Module(readFileSync(engine ?? ''))), 1);
    for (const { rule, message } of report.warnings) console.warn(`${rule}: ${message}`);
    expect(report.failures.map((one) => `${one.rule}: ${one.code} ${one.message}`)).toEqual([]);
  });
});
