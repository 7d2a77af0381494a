import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, test } from 'vitest';
import { PatternError } from '../../src/rules/regex/pattern-error.ts';
import { firstBytes, lastBytes, literals, maxLength, minLength } from '../../src/rules/regex/analyse.ts';
import { hasByte } from '../../src/rules/regex/byteset.ts';
import { parsePattern, type PatternAst, printPattern } from '../../src/rules/regex/index.ts';
import { naiveFind } from './naive.ts';

const AT = { file: 'a.yaml', line: 3, column: 10 };
const bytes = (text: string) => new TextEncoder().encode(text);

function find(pattern: string, text: string | Uint8Array): string | null {
  const input = typeof text === 'string' ? bytes(text) : text;
  const found = naiveFind(parsePattern(pattern, AT).root, input);
  return found && Buffer.from(input.subarray(found[0], found[1])).toString('latin1');
}

function errorOf(pattern: string): PatternError {
  try {
    parsePattern(pattern, AT);
  } catch (error) {
    if (error instanceof PatternError) return error;
    throw error;
  }
  throw new Error(`${pattern} parsed`);
}

/** Patterns of the part of the dialect whose meaning RE2 shares, on ASCII. */
const atom = fc.oneof(
  fc.constantFrom('a', 'b', 'c', 'A', '-', '_', '0', ' ', '\\.', '\\n', '.', '\\d', '\\w', '\\s', '\\W', '\\D', '\\S', '\\x62', '\\b', '\\B', '^', '$', '\\A', '\\z'),
  fc.constantFrom('[ab]', '[^a]', '[a-c0-9_-]', '[]a]', '[^]a]', '[\\w-]', '[[:alpha:]_]', '[[:^digit:]]', '[\\s.]', '[a-]', '{', '}', ']', '(?i)'),
);
const quantifier = fc.constantFrom('', '', '', '', '?', '*', '+', '{2}', '{1,}', '{0,2}', '{1,3}', '*?', '{2,3}?', '{0}');
const ZERO_WIDTH = ['\\b', '\\B', '^', '$', '\\A', '\\z', '(?i)'];
const { pattern } = fc.letrec<{ pattern: string; piece: string; sequence: string }>((tie) => ({
  piece: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.tuple(atom, quantifier).map(([one, count]) => (ZERO_WIDTH.includes(one) ? one : one + count)),
    fc.tuple(fc.constantFrom('(', '(?:', '(?i:', '(?-i:'), tie('pattern'), quantifier).map(([open, inner, count]) => `${open}${inner})${count}`),
  ),
  sequence: fc.array(tie('piece'), { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join('')),
  pattern: fc.array(tie('sequence'), { minLength: 1, maxLength: 2 }).map((branches) => branches.join('|')),
}));
const input = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'A', 'B', '-', '_', '0', ' ', '.', '\n', ']', '{', '}'), maxLength: 14 });

function parseOrSkip(source: string): PatternAst {
  try {
    return parsePattern(source, AT);
  } catch (error) {
    fc.pre(!(error instanceof PatternError)); // `(?i)` may end up before a quantifier
    throw error;
  }
}

describe('meaning', () => {
  test('finds what RE2 finds', () => {
    let compared = 0;
    fc.assert(
      fc.property(pattern, input, (source, text) => {
        const tree = parseOrSkip(source);
        const matcher = RE2JS.compile(source, RE2JS.MULTILINE | RE2JS.LONGEST_MATCH).matcher(text);
        const expected = matcher.find() ? [matcher.start(), matcher.end()] : null;
        compared++;
        expect(naiveFind(tree.root, bytes(text))).toEqual(expected);
      }),
      { numRuns: 4000 },
    );
    expect(compared).toBeGreaterThan(3000);
  });

  test('a printed tree reads as itself', () => {
    fc.assert(
      fc.property(pattern, (source) => {
        const tree = parseOrSkip(source);
        const printed = printPattern(tree.root);
        fc.pre(printed !== '');
        expect(parsePattern(printed, AT).root).toEqual(tree.root);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['é+', 'caféé', 'é'.repeat(2)],
    ['[^\\x00-\\x7f]+', 'a€b', '€'],
    ['(?i)straße', 'STRAßE', 'STRAßE'],
  ])('%s is over bytes', (source, text, expected) => {
    expect(find(source, text)).toBe(Buffer.from(expected).toString('latin1'));
  });

  test('a hex escape is a byte, not a character', () => {
    expect(find('\\xff', new Uint8Array([0x41, 0xff]))).toBe('\xff');
    expect(find('\\xff', 'ÿ')).toBe(null);
  });

  test('flags end with their group', () => {
    expect(find('(?:a(?i)b|c)d', 'Cd')).toBe('Cd');
    expect(find('(?:(?i)b)d', 'BD')).toBe(null);
    expect(find('(?i)a(?-i:b)c', 'AbC')).toBe('AbC');
    expect(find('(?i)a(?-i:b)c', 'ABC')).toBe(null);
  });

  test('braces that count nothing are literals', () => {
    expect(find('{"type"}', 'x{"type"}')).toBe('{"type"}');
    expect(find('a{b}', 'a{b}')).toBe('a{b}');
    expect(find('a{}', 'a{}')).toBe('a{}');
  });

  test('the secret stands at the root', () => {
    const tree = parsePattern('(?:key=(?<secret>[a-z]{3}))(?:;|$)', AT);
    expect(tree.hasSecret).toBe(true);
    expect(tree.root.type === 'cat' && tree.root.items.filter((item) => item.type === 'group')).toHaveLength(1);
    expect(parsePattern('(?P<secret>a|b)', AT).root.type).toBe('group');
    expect(parsePattern('(a)(b)', AT).hasSecret).toBe(false);
  });
});

describe('errors', () => {
  test.each([
    ['a(?=b)', 'look-ahead', 1],
    ['a(?!b)', 'negative look-ahead', 1],
    ['(?<=b)a', 'look-behind', 0],
    ['(?<!b)a', 'negative look-behind', 0],
    ['(a)\\1', 'back-reference', 3],
    ['(?P<secret>a)(?P=secret)', 'back-reference', 13],
    ['ab++', 'possessive quantifier', 2],
    ['a{2}+', 'possessive quantifier', 1],
    ['(?>a)', 'atomic group', 0],
    ['\\p{L}', 'Unicode class', 0],
    ['[\\p{L}]', 'Unicode class', 1],
    ['\\y', 'unknown escape', 0],
    ['\\', 'lone backslash', 0],
    ['\\x1', 'bad escape', 0],
    ['[a', 'unclosed class', 0],
    ['[b-a]', 'reversed range', 1],
    ['[a-\\d]', 'bad range', 2],
    ['[[:foo:]]', 'unknown class', 1],
    ['[é]', 'non-ASCII class', 1],
    ['[^\\x00-\\xff]', 'empty class', 0],
    ['(a', 'unclosed group', 0],
    ['a)', 'unmatched parenthesis', 1],
    ['*a', 'misplaced quantifier', 0],
    ['a|{2}', 'misplaced quantifier', 2],
    ['a**', 'doubled quantifier', 2],
    ['a{2}{3}', 'doubled quantifier', 4],
    ['\\b+', 'repeated assertion', 2],
    ['a{3,2}', 'reversed repeat', 1],
    ['a{,2}', 'ambiguous brace', 1],
    ['a{1001}', 'repeat too large', 1],
    [`a{${'9'.repeat(60)}}`, 'repeat too large', 1],
    ['(?:a{100}){41}', 'pattern too large', 10],
    ['a{1000}b{1000}c{1000}d{1000}e', 'pattern too large', 0],
    [`${'('.repeat(51)}a${')'.repeat(51)}`, 'nesting too deep', 50],
    ['a'.repeat(4097), 'pattern too long', 0],
    ['', 'empty pattern', 0],
    ['(?s)a', 'flag `s`', 0],
    ['(?m:a)', 'flag `m`', 0],
    ['(?<key>a)', 'named group', 0],
    ['(?<secret>a)(?<secret>b)', 'second secret group', 12],
    ['(?:(?<secret>a))?', 'repeated secret group', 3],
    ['a|(?<secret>b)', 'secret group in an alternative', 2],
    ['(?@a)', 'unknown group', 0],
    ['a\ud800', 'lone surrogate', 1],
  ])('%s', (source, construct, index) => {
    const error = errorOf(source);
    expect([error.construct, error.index]).toEqual([construct, index]);
    expect(error.code).toBe('RULE_PATTERN');
    expect(error.at).toEqual({ file: 'a.yaml', line: 3, column: 10 + index });
    expect(error.hint.length).toBeGreaterThan(5);
  });

  test('any text parses or is a pattern error, quickly', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'()[]{}?*+|\\^$.-:<>=!Pisxz1,9abé'), maxLength: 40 }), (source) => {
        try {
          parsePattern(source, AT);
        } catch (error) {
          expect(error).toBeInstanceOf(PatternError);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe('facts', () => {
  const factsOf = (source: string) => {
    const { root } = parsePattern(source, AT);
    return literals(root).map((set) => [
      set.alternatives.map((one) => String.fromCharCode(...one.bytes) + (one.folded ? '/i' : '')).join(' '),
      set.minOffset,
      set.maxOffset,
    ]);
  };

  test.each([
    ['ghp_[0-9]{36}', [['ghp_', 0, 0]]],
    ['gh[ps]_x', [['ghp_x ghs_x', 0, 0]]],
    ['[a-z]{2,4}key(?i)Ab', [['keyab/i', 2, 4]]],
    ['[a-z]*\\bfoo\\.[a-z]+bar', [['foo.', 0, Infinity], ['bar', 5, Infinity]]],
    ['(?:sk|pk)_(?:live|test)_[a-z]+', [['sk_live_ sk_test_ pk_live_ pk_test_', 0, 0]]],
    ['(?:aa[0-9]+|[0-9]bbb)', [['aa bbb', 0, 1]]],
    ['(?:a[0-9]+)?b', [['b', 0, Infinity]]],
    ['(?:ab){2}', [['abab', 0, 0]]],
    ['(?<secret>ab)[0-9]', [['ab', 0, 0]]],
    ['[0-9a-f]{32}', []],
  ])('literals of %s', (source, expected) => {
    expect(factsOf(source)).toEqual(expected);
  });

  test('hold for every match', () => {
    fc.assert(
      fc.property(pattern, input, (source, text) => {
        const { root } = parseOrSkip(source);
        const data = bytes(text);
        const found = naiveFind(root, data);
        fc.pre(found !== null);
        const [start, end] = found;
        expect(end - start).toBeGreaterThanOrEqual(minLength(root));
        expect(end - start).toBeLessThanOrEqual(maxLength(root));
        if (end > start) {
          expect(hasByte(firstBytes(root), data[start] ?? 0)).toBe(true);
          expect(hasByte(lastBytes(root), data[end - 1] ?? 0)).toBe(true);
        }
        for (const set of literals(root)) {
          const holds = set.alternatives.some(({ bytes: want, folded }) => {
            for (let at = start + set.minOffset; at <= Math.min(start + set.maxOffset, end - want.length); at++) {
              if (want.every((byte, i) => (data[at + i] ?? 0) === byte || (folded && String.fromCharCode(data[at + i] ?? 0).toLowerCase().charCodeAt(0) === byte))) return true;
            }
            return false;
          });
          expect(holds, JSON.stringify(set)).toBe(true);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
