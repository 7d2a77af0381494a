// Literals that share a part, or hold another one, are found through it: fewer literals in the sieve, the same hits.

import { describe, expect, test } from 'vitest';
import { compileRules } from '../../src/rules/compile/compile.ts';
import { loadRules } from '../../src/rules/load/load.ts';
import { bytes, engineOf, feed, WHOLE } from '../engine/support.ts';

/** A rule whose values stand behind this text. */
function rule(id: string, before: string): string {
  return `  - id: ${id}
    name: ${id}
    kind: api_token
    severity: high
    pattern: '${before}(?P<secret>[a-z]{9})'
    boundary: none
    sample: '{az:9}'
    examples: ['${before}{secret}']
    negatives: ['${before}{az:4}']
`;
}

const compile = (...befores: readonly string[]) =>
  compileRules(loadRules(`provider: Test\nrules:\n${befores.map((before, i) => rule(`test-${i}`, before)).join('')}`, 'test.yaml').rules, { decode: false });

function spans(program: Uint8Array, text: string): readonly string[] {
  const found: string[] = [];
  const engine = engineOf(program);
  engine.begin();
  const sink = (hits: readonly { rule: number; start: number; end: number }[]): void => {
    for (const { rule: number, start, end } of hits) found.push(`${number} ${text.slice(start, end)}`);
  };
  feed(engine, bytes(text), WHOLE, sink);
  engine.finish(sink);
  return found.sort();
}

describe('literals', () => {
  const befores = ['<quartzKey>', '"quartzPin":', 'my_quartz=', 'QUARTZ! '];
  const text = befores.map((before, i) => `${before}kwjzqmvr${'cdef'[i]}`);

  test('that share a part are looked for by it, wherever it stands in them and in whatever case', () => {
    const { program, sieve } = compile(...befores);
    expect(sieve.literals).toBeLessThan(befores.length);
    const wanted = ['c', 'd', 'e', 'f'].map((last, i) => `${i} kwjzqmvr${last}`);
    // at both parities of their place, and directly behind each other
    for (const pad of ['', ' ', '\n\n', '___']) expect(spans(program, pad + text.join('\n' + pad))).toEqual(wanted);
  });

  test('that share only part of their neighbours are not taken for each other', () => {
    const { program } = compile(...befores);
    expect(spans(program, '<quartzKeykwjzqmvrc quartzPin":kwjzqmvrc my-quartz=kwjzqmvrc quartz! kwjzqmvrc')).toEqual([]);
  });

  test('with nothing in common have windows of their own', () => {
    expect(compile('alpha_one=', 'bravo_two=', 'gamma~nine~').sieve.literals).toBe(3);
  });

  test('that hold `://` are found behind it', () => {
    const { program } = compile('https://vault\\.acme\\.test/v1/', 'ftp://files\\.acme\\.test/');
    const urls = ' https://vault.acme.test/v1/abcdefghi ftp://files.acme.test/bcdefghij http://vault.acme.test/v1/abcdefghi';
    expect(spans(program, urls)).toEqual(['0 abcdefghi', '1 bcdefghij']);
  });
});

describe('a short value behind a short prefix', () => {
  test('is found wherever it stands, in a setting or alone in a sentence', () => {
    const { program } = compileRules(
      loadRules(`provider: Test\nrules:\n  - id: test-short\n    name: short\n    kind: api_token\n    severity: high\n    pattern: 'acme_[0-9]{12}'
    sample: 'acme_{[0-9]:12}'\n    examples: ['{secret}']\n    negatives: ['acme_{[0-9]:11}']\n`, 'test.yaml').rules,
    );
    for (const text of ['TOKEN=acme_739205816437', 'we gave them acme_739205816437 for now', 'acme_739205816437', '(acme_739205816437)']) {
      expect(spans(program, text), text).toEqual(['0 acme_739205816437']);
    }
  });
});
