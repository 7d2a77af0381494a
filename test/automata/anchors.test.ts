import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anchorOf, perMillion } from '../../src/rules/compile/anchors.ts';
import { parsePattern } from '../../src/rules/regex/index.ts';
import { endsOf } from '../rules/naive.ts';

const AT = { file: 'test.yaml', line: 1, column: 1 };
const encode = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

function shown(pattern: string): unknown {
  const anchor = anchorOf(parsePattern(pattern, AT));
  return anchor && [anchor.literals.map((l) => String.fromCharCode(...l.bytes) + (l.fold ? '/i' : '')).sort(), anchor.minOffset, anchor.maxOffset];
}

describe('anchors', () => {
  it.each<[string, unknown]>([
    ['ghp_[a-z]{36}', [['ghp_'], 0, 0]],
    ['(?:AKIA|ASIA)[A-Z0-9]{16}', [['AKIA', 'ASIA'], 0, 0]],
    ['(?i)[a-z]{0,20}zqx', [['zqx/i'], 0, 20]],
    ['[a-z]+zqx', [['zqx'], 1, 4095]],
    ['http.{0,9}zqxvj', [['zqxvj'], 4, 13]],
    ['[a-z]{40}', null],
    ['(?:zqx)?[a-z]', null],
    ['(?:zqx|[0-9]+)y', null],
    ['(?:zqx|[0-9]+jvk)', [['jvk', 'zqx'], 0, 4095]],
  ])('%j', (pattern, expected) => expect(shown(pattern)).toEqual(expected));

  it('prefers what is rare in text', () => {
    const rate = (text: string): number => perMillion([...encode(text)], false);
    expect(rate('ghp_')).toBeLessThan(rate('http'));
    expect(rate('error')).toBeGreaterThan(rate('zqxvj'));
    expect(perMillion([...encode('get')], true)).toBeGreaterThan(rate('get'));
  });

  it('stands in every match, at one of the promised distances', () => {
    const word = fc.constantFrom('abc', 'bca', 'cab', 'aab', '[ab]', '[abc]', 'c?', 'a*', '(?:abc|cab)', '(?:bca){1,2}', '[a-c]{0,4}', '(?i:abc)');
    const texts = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'A', 'B'), maxLength: 14 });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), texts, (words, text) => {
        const ast = parsePattern(words.join(''), AT);
        const anchor = anchorOf(ast);
        if (!anchor) return;
        const bytes = encode(text);
        for (let start = 0; start < text.length; start++) {
          for (const end of endsOf(ast.root, bytes, new Set([start]))) {
            const match = text.slice(start, end);
            const stands = anchor.literals.some(({ bytes: literal, fold }) => {
              const wanted = String.fromCharCode(...literal);
              for (let at = anchor.minOffset; at <= Math.min(anchor.maxOffset, match.length); at++) {
                const piece = match.slice(at, at + wanted.length);
                if ((fold ? piece.toLowerCase() : piece) === wanted) return true;
              }
              return false;
            });
            expect(stands, `${words.join('')} in ${match}`).toBe(true);
          }
        }
      }),
      { numRuns: 3000 },
    );
  });
});
