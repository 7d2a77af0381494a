import { describe, expect, test } from 'vitest';
import { loadRules } from '../../src/rules/load/load.ts';
import type { Confidence, Rule } from '../../src/rules/model.ts';
import { parsePattern, type PatternNode } from '../../src/rules/regex/index.ts';
import { type Found, testRules } from '../../src/testkit/run.ts';
import { nearMisses, sampleOf } from '../../src/testkit/sample.ts';
import { endsOf } from './naive.ts';

function rules(...bodies: string[]): readonly Rule[] {
  return loadRules(`provider: Acme\nrules:\n${bodies.map((body) => `  - ${body.trim().replaceAll('\n', '\n    ')}`).join('\n')}\n`, 'acme.yaml').rules;
}

const HEAD = 'name: Acme token\nkind: api_token\nseverity: high';
const TOKEN = `id: acme-token\n${HEAD}\npattern: 'acme_[a-z0-9]{20}'\nsample: 'acme_{b36:20}'\nexamples: ['TOKEN={secret}', '{json:"t": "{secret}"}']\nnegatives: ['acme_{b36:19}', 'acme_{b36:21}', 'acme']`;

/** All leftmost-longest matches of a rule with its boundary, as an engine without checks reports them. */
function scanner(all: readonly Rule[], confidence: Confidence = 'high') {
  return (text: Uint8Array): Found[] =>
    all.flatMap((rule) => rule.patterns.flatMap((pattern) => {
      const { root } = parsePattern(pattern.source, pattern.at);
      const found: Found[] = [];
      for (let start = 0; start < text.length; ) {
        const end = Math.max(-1, ...endsOf(root, text, new Set([start])));
        if (end <= start || (rule.boundary.left !== 'none' && word(text[start - 1])) || word(text[end])) start++;
        else {
          found.push({ rule_id: rule.id, ...secretSpan(root, text, start, end), confidence });
          start = end;
        }
      }
      return found;
    }));
}

const word = (byte: number | undefined) => byte !== undefined && /\w/.test(String.fromCharCode(byte));

function secretSpan(root: PatternNode, text: Uint8Array, start: number, end: number): { start: number; end: number } {
  if (root.type !== 'cat') return { start, end };
  const at = root.items.findIndex((item) => item.type === 'group');
  if (at < 0) return { start, end };
  const before = endsOf({ type: 'cat', items: root.items.slice(0, at) }, text, new Set([start]));
  const from = Math.min(...before);
  return { start: from, end: Math.max(...endsOf(root.items[at] as PatternNode, text, new Set([from]))) };
}

const codes = (all: readonly Rule[], scan = scanner(all)) => testRules(all, scan, 7).failures.map((one) => one.code);

describe('testing rules', () => {
  test('a right rule passes, and every text was scanned', () => {
    const all = rules(TOKEN);
    const report = testRules(all, scanner(all), 7);
    expect(report.failures).toEqual([]);
    expect(report.warnings).toEqual([]);
    expect(report).toMatchObject({ rules: 1, texts: 2 * 4 + 2 * 4 + 1 + 4 });
  });

  test('an example that is not found', () => {
    const all = rules(TOKEN);
    const [failure] = testRules(all, () => [], 7).failures;
    expect(failure).toMatchObject({ rule: 'acme-token', code: 'RULE_EXAMPLE_MISSED', message: 'example 1 is not found: `TOKEN={secret}`', at: { file: 'acme.yaml', line: 3 } });
  });

  test('an example that is found in the wrong place', () => {
    const all = rules(TOKEN.replace("'acme_[a-z0-9]{20}'", "'=acme_[a-z0-9]{20}'").replace(", '{json:\"t\": \"{secret}\"}'", ''));
    const [failure] = testRules(all, scanner(all), 7).failures;
    expect(failure).toMatchObject({ code: 'RULE_EXAMPLE_SPAN' });
    expect(failure?.message).toContain('1 byte too much on the left');
    expect(codes(rules(TOKEN.replace("'acme_[a-z0-9]{20}'", "'=(?<secret>acme_[a-z0-9]{20})'").replace(", '{json:\"t\": \"{secret}\"}'", '')))).toEqual([]);
  });

  test('an example that is found with low confidence', () => {
    const all = rules(TOKEN);
    expect(codes(all, scanner(all, 'low'))).toEqual(['RULE_EXAMPLE_LOW', 'RULE_EXAMPLE_LOW']);
    expect(codes(rules(`${TOKEN}\nconfidence: low`), scanner(all, 'low'))).toEqual([]);
  });

  test('a negative that is found', () => {
    const all = rules(TOKEN.replace("'acme_{b36:19}'", "'acme_{b36:20}'"));
    expect(codes(all)).toEqual(['RULE_NEGATIVE_MATCHED']);
    expect(codes(all, scanner(all, 'low'))).not.toContain('RULE_NEGATIVE_MATCHED');
  });

  test('a secret that is written out', () => {
    const written = `acme_${'q1w2e3r4t5'.repeat(2)}`;
    expect(codes(rules(TOKEN.replace("'TOKEN={secret}'", `'TOKEN=${written}'`)))).toEqual(['RULE_LITERAL_EXAMPLE']);
    expect(codes(rules(TOKEN.replace("'TOKEN={secret}'", `'{word} TOKEN=${written}'`)))).toEqual(['RULE_LITERAL_EXAMPLE']);
    const other = TOKEN.replace('acme-token', 'other').replaceAll('acme_', 'other_').replace("'acme']", `'${written}']`);
    expect(codes(rules(TOKEN, other))).toEqual(['RULE_LITERAL_EXAMPLE']);
  });

  test('a secret that is written out is not repeated in the message', () => {
    const written = `acme_${'q1w2e3r4t5'.repeat(2)}`;
    const all = rules(TOKEN.replace("'TOKEN={secret}'", `'TOKEN=${written}'`));
    expect(JSON.stringify(testRules(all, scanner(all), 7))).not.toContain(written);
    expect(JSON.stringify(testRules(all, () => [], 7, { allowLiterals: true }))).not.toContain(written);
  });

  test('written secrets may be allowed', () => {
    const all = rules(TOKEN.replace("'TOKEN={secret}'", `'TOKEN=acme_${'q1w2e3r4t5'.repeat(2)}'`));
    expect(testRules(all, scanner(all), 7, { allowLiterals: true }).failures).toEqual([]);
  });

  test('a pair that is no rule', () => {
    const other = TOKEN.replace('acme-token', 'acme-id').replaceAll('acme_', 'acmeid_');
    expect(codes(rules(`${TOKEN}\npairs: [acme-id]`, other))).toEqual([]);
    expect(codes(rules(`${TOKEN}\npairs: [acme-ids]`, other))).toEqual(['RULE_PAIR_UNKNOWN']);
    expect(codes(rules(`${TOKEN}\npairs: [acme]`, `${other}\nfamily: acme`))).toEqual([]);
  });

  test('no message holds what was drawn', () => {
    const all = rules(TOKEN);
    const drawn = new Set<string>();
    const report = testRules(all, (text) => {
      for (const one of Buffer.from(text).toString().match(/acme_\w+/g) ?? []) drawn.add(one);
      return [];
    }, 7);
    expect(drawn.size).toBeGreaterThan(5);
    for (const one of drawn) expect(JSON.stringify(report)).not.toContain(one);
  });

  test('near misses that are found are warnings', () => {
    const lax = rules(TOKEN.replace('{20}', '{19,22}').replace("['acme_{b36:19}', 'acme_{b36:21}', 'acme']", "['acme']"));
    const { failures, warnings } = testRules(lax, scanner(lax), 7);
    expect(failures).toEqual([]);
    expect(warnings.map((one) => one.message)).toEqual([
      'a wrong secret is found: one character short of 20 in its last run',
      'a wrong secret is found: one character more than 20 in its last run',
    ]);
  });

  test('a secret inside an encoded piece may be covered whole', () => {
    const all = rules(TOKEN.replace("'TOKEN={secret}'", "'x {b64enc:\"k={secret}\"} y'"));
    const scan = (text: Uint8Array): Found[] => {
      const line = Buffer.from(text).toString();
      const piece = /[A-Za-z0-9+/=]{32,}/.exec(line);
      return piece ? [{ rule_id: 'acme-token', start: piece.index, end: piece.index + piece[0].length, confidence: 'high' }] : scanner(all)(text);
    };
    expect(codes(all, scan)).toEqual([]);
  });
});

describe('samples', () => {
  const summed = TOKEN.replace("'acme_[a-z0-9]{20}'", "'acme_[A-Za-z0-9]{36}'").replace('{b36:20}', '{b62:36}').replace(/negatives.*/, "negatives: ['acme']\nchecks: [crc32-base62: { fail: drop }]");

  test('are functions of seed and rule', () => {
    const [rule] = rules(TOKEN);
    if (!rule) throw new Error('no rule');
    expect(sampleOf(rule, 1)).toMatch(/^acme_[a-z0-9]{20}$/);
    expect(sampleOf(rule, 1)).toBe(sampleOf(rule, 1));
    expect(sampleOf(rule, 1)).not.toBe(sampleOf(rule, 2));
    expect(sampleOf({ ...rule, sample: '' }, 1)).toBe('');
  });

  test('are mended by the checks of the rule', () => {
    const [rule] = rules(summed);
    const [plain] = rules(summed.replace(/\nchecks.*/, ''));
    if (!rule || !plain) throw new Error('no rule');
    expect(sampleOf(rule, 1)).toMatch(/^acme_[A-Za-z0-9]{36}$/);
    expect(sampleOf(rule, 1).slice(0, 35)).toBe(sampleOf(plain, 1).slice(0, 35));
    expect(sampleOf(rule, 1)).not.toBe(sampleOf(plain, 1));
  });

  test('have near misses that say what is wrong', () => {
    const [rule] = rules(summed);
    if (!rule) throw new Error('no rule');
    const misses = nearMisses(rule, 1);
    expect(misses.map((one) => [one.kind, one.atMost])).toEqual([['short', 'none'], ['long', 'none'], ['alphabet', 'none'], ['checksum', 'none'], ['case', 'none']]);
    const [short, long, alphabet, checksum, letters] = misses.map((one) => one.text);
    expect(short).toMatch(/^acme_\w{35}$/);
    expect(long).toMatch(/^acme_\w{37}$/);
    expect(alphabet).toMatch(/^acme_\w{18}!\w{17}$/);
    expect(checksum).toMatch(/^acme_\w{36}$/);
    expect(letters).toMatch(/^ACME_\w{36}$/);
    expect(new Set(misses.map((one) => one.reason)).size).toBe(5);
  });
});
