import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadRules } from '../../src/rules/load/load.ts';
import { KIND_NAMES, VIOLATION_TYPE_NAMES } from '../../src/taxonomy/taxonomy.ts';

const schema = JSON.parse(readFileSync(new URL('../../docs/rules.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false }).compile(schema);
const folder = new URL('../../rules/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

describe('the schema for editors', () => {
  test('names the kinds and types of the taxonomy', () => {
    const { kind, type } = schema.$defs.rule.properties;
    expect([...kind.enum].sort()).toEqual([...KIND_NAMES].sort());
    expect([...type.enum].sort()).toEqual([...VIOLATION_TYPE_NAMES].sort());
  });

  test('takes every built-in rule file', () => {
    expect(files.length).toBeGreaterThan(0);
    for (const name of files) {
      validate(parse(readFileSync(new URL(name, folder), 'utf8')));
      expect(validate.errors, name).toBe(null);
    }
  });

  const rule = { id: 'a', name: 'A', provider: 'A', kind: 'api_key', severity: 'low', pattern: 'abc[0-9]', sample: 'abc{d:1}', examples: ['{secret}'], negatives: ['abc'] };
  test.each<[string, Readonly<Record<string, unknown>>, boolean]>([
    ['a rule', {}, true],
    ['an unknown key', { severty: 'low' }, false],
    ['two patterns', { patterns: ['abc'] }, false],
    ['neither pattern', { pattern: undefined }, false],
    ['a matcher', { pattern: undefined, sample: undefined, matcher: 'jwt', examples: ['{word}'] }, true],
    ['no sample', { sample: undefined }, false],
    ['a wrong severity', { severity: 'hi' }, false],
    ['checks', { checks: ['eip55', { 'uuid-v4': { fail: 'low', args: ['skip=4'] } }] }, true],
    ['a wrong check', { checks: [{ 'uuid-v4': { fial: 'low' } }] }, false],
    ['a disabled rule', { disabled: true }, false],
    ['context without words', { context: { within: 3 } }, false],
    ['too far a context', { context: { keywords: ['a'], within: 5000 } }, false],
    ['no negatives', { negatives: [] }, false],
  ])('agrees with the loader about %s', (_, change, right) => {
    const file = JSON.parse(JSON.stringify({ rules: [{ ...rule, ...change }] }));
    expect(validate(file)).toBe(right);
    const load = () => loadRules(JSON.stringify(file), 'a.yaml');
    if (right) expect(load().rules).toHaveLength(1);
    else expect(load).toThrow();
  });

  test('knows rules that are switched off', () => {
    expect(validate({ rules: [{ id: 'a', disabled: true }] })).toBe(true);
  });
});
