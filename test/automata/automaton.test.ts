import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { compileAutomaton } from '../../src/rules/compile/automaton.ts';
import { isNullable, type PatternNode, parsePattern } from '../../src/rules/regex/index.ts';
import { AutomataEngine, type Match } from './engine.ts';
import { expectedMatch } from './oracle.ts';

const AT = { file: 'test.yaml', line: 1, column: 1 };
const engine = new AutomataEngine();
const encode = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

function find(pattern: string, text: string, seeds: readonly [number, number] = [0, text.length]): Match | null {
  engine.load(compileAutomaton(parsePattern(pattern, AT)), encode(text));
  return engine.find(seeds[0], seeds[1], text.length);
}

describe('automaton: what is found', () => {
  const rows: readonly [pattern: string, text: string, match: readonly number[] | null][] = [
    ['abc', 'xxabcxx', [2, 5, 2, 5]],
    ['abc', 'xxabxx', null],
    ['a+', 'baaab', [1, 4, 1, 4]],
    ['a|ab|abc', 'zabcd', [1, 4, 1, 4]],
    ['key=(?<secret>[a-z]+);', 'my key=hidden;', [3, 14, 7, 13]],
    ['k["\']?(?<secret>\\S{2,})', 'k"abc', [0, 5, 2, 5]],
    ['x{2,3}y', 'xxxxy', [1, 5, 1, 5]],
    ['^b', 'a\nb', [2, 3, 2, 3]],
    ['a$', 'ab\na', [3, 4, 3, 4]],
    ['\\bfoo\\b', 'afoo foo', [5, 8, 5, 8]],
    ['\\Bfoo', 'foo afoo', [5, 8, 5, 8]],
    ['\\Ab', 'bb', [0, 1, 0, 1]],
    ['\\Ab', 'ab', null],
    ['b\\z', 'bab', [2, 3, 2, 3]],
    ['(?:a|b\\b)*c', 'abc', [2, 3, 2, 3]],
    ['(?:a?b?)*c', 'ababc', [0, 5, 0, 5]],
    ['a*', 'bbb', null],
    ['[^\\n]{0,70}end', `${'-'.repeat(60)}end`, [0, 63, 0, 63]],
    ['x.{100,200}y', `x${'z'.repeat(150)}y`, [0, 152, 0, 152]],
  ];
  it.each(rows)('%j on %j', (pattern, text, expected) => {
    const match = find(pattern, text);
    expect(match && [match.start, match.end, match.secretStart, match.secretEnd]).toEqual(expected);
  });

  it.each(['k[a-z]{3,}', 'k[a-z]{3,}=?', 'k[a-z]{100,900}[a-z]+', 'k(?:ab|z)*'])('follows a long match to its end: %j', (pattern) => {
    const text = `k${'ab'.repeat(9000)};`;
    expect(find(pattern, text)?.end).toBe(text.length - 1);
    expect(find(pattern, text, [0, 0])?.end).toBe(text.length - 1);
  });

  it('begins only where it may', () => {
    expect(find('ab', 'ab ab ab', [1, 2])).toBeNull();
    expect(find('ab', 'ab ab ab', [1, 3])?.start).toBe(3);
  });

  it('goes on after the last match', () => {
    const text = 'k1 k22 k333';
    engine.load(compileAutomaton(parsePattern('k(?<secret>[0-9]+)', AT)), encode(text));
    const spans: string[] = [];
    for (let m = engine.findIn([[0, 10]], 0, 11); m; m = engine.findIn([[0, 10]], m.end, 11)) spans.push(text.slice(m.secretStart, m.secretEnd));
    expect(spans).toEqual(['1', '22', '333']);
  });

  it('finds what queued anchors lead to, whatever order and number they come in', () => {
    const piece = (i: number): string => `id=${i} token ${'x'.repeat(i % 30)}:${String(i).padStart(5, '0')}; `;
    const text = Array.from({ length: 3000 }, (_, i) => piece(i)).join('');
    const anchors: number[] = [];
    for (let at = text.indexOf('token'); at >= 0; at = text.indexOf('token', at + 1)) anchors.push(at);
    engine.load(compileAutomaton(parsePattern('[a-z=0-9]{0,20} ?token x*:(?<secret>[0-9]{5})', AT)), encode(text));
    for (const order of [anchors, anchors.toReversed()]) {
      const found = engine.findAll(order, 0, 21, text.length).map((m) => text.slice(m.secretStart, m.secretEnd));
      expect(found.sort()).toEqual(anchors.map((_, i) => String(i).padStart(5, '0')));
    }
  });

  it('refuses what is too big, and says what to do', () => {
    const big = parsePattern('(?:ab){1000}(?:cd){990}', AT);
    expect(() => compileAutomaton({ ...big, positions: 4001 })).toThrow(/more than an automaton may have[^]*hint: .*lower the counts/);
  });
});

// ---- Differential ---------------------------------------------------------------------------------------------------------

const atom = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', '-', '[ab]', '[^a]', '.', '\\w', '\\W') },
  { weight: 1, arbitrary: fc.constantFrom('^', '$', '\\b', '\\B', '\\A', '\\z') },
);
const { expression: anyExpression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    atom,
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => a + b),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `(?:${a}|${b})`),
    fc.tuple(tie('expression'), fc.constantFrom('?', '*', '+', '{2}', '{0,3}', '{1,2}', '{2,}')).map(([a, q]) => `(?:${a})${q}`),
  ),
}));
const expression = anyExpression.filter((pattern) => accepted(pattern));
/** The parser refuses repeated assertions; they are as good as not written. */
const accepted = (pattern: string): boolean => {
  try {
    return parsePattern(pattern, AT).positions >= 0;
  } catch {
    return false;
  }
};
const patterns = fc.oneof(expression, fc.tuple(expression, expression, expression).map(([a, b, c]) => `${a}(?<secret>${b})${c}`)).filter(accepted);
const texts = fc.string({ unit: fc.constantFrom('a', 'b', '-', ' ', '\n'), maxLength: 24 });

/** Which of two equally long ways an endless repeat of something that may be empty takes is nobody's promise. */
function loopsOverNothing(node: PatternNode): boolean {
  if (node.type === 'cat' || node.type === 'alt') return node.items.some(loopsOverNothing);
  if (node.type === 'repeat' && node.max === Infinity && isNullable(node.node)) return true;
  return 'node' in node && loopsOverNothing(node.node);
}

function firstNonEmpty(pattern: string, text: string): [number, number] | null {
  const matcher = RE2JS.compile(`(?m:${pattern})`, RE2JS.LONGEST_MATCH).matcher(text);
  while (matcher.find()) if (matcher.end() > matcher.start()) return [matcher.start(), matcher.end()];
  return null;
}

describe('automaton against simple matchers', () => {
  it('agrees with plain recursion, with and without the bit-parallel part', () => {
    fc.assert(
      fc.property(patterns, texts, fc.nat(6), fc.nat(24), (pattern, text, from, length) => {
        const ast = parsePattern(pattern, AT);
        const bytes = encode(text);
        const first = Math.min(from, text.length);
        const last = Math.min(first + length, text.length);
        const expected = expectedMatch(ast.root, bytes, first, last);
        for (const threadsOnly of [false, true]) {
          engine.load(compileAutomaton(ast, { threadsOnly }), bytes);
          const match = engine.find(first, last, text.length);
          expect(match && [match.start, match.end]).toEqual(expected && [expected.start, expected.end]);
          if (!loopsOverNothing(ast.root)) expect(match).toEqual(expected);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('agrees with an RE2 in POSIX mode on where the match lies', () => {
    fc.assert(
      fc.property(expression, texts, (pattern, text) => {
        const match = find(pattern, text);
        expect(match && [match.start, match.end]).toEqual(firstNonEmpty(pattern, text));
      }),
      { numRuns: 1500 },
    );
  });

  it('agrees on wide patterns that need several words', () => {
    const piece = fc.tuple(fc.constantFrom('[ab]', 'a', '.', '(?:ab|-)', '\\w', 'b', '-'), fc.constantFrom('{0,30}', '{20,40}', '{33}', '*', '{5,}', '?', '{0,2}', '+', '')).map((p) => p.join(''));
    fc.assert(
      fc.property(fc.array(piece, { minLength: 2, maxLength: 5 }), fc.string({ unit: fc.constantFrom('a', 'a', 'b', '-'), maxLength: 160 }), fc.constantFrom('-', '', '\\b', '$'), (pieces, text, end) => {
        const ast = parsePattern(`${pieces.slice(0, 1).join('')}(?<secret>${pieces.slice(1).join('')})${end}`, AT);
        engine.load(compileAutomaton(ast), encode(text));
        const match = engine.find(0, text.length, text.length);
        expect(match && [match.start, match.end]).toEqual(firstNonEmpty(ast.source.replace('?<secret>', '?P<secret>'), text));
        // a lone thread takes runs of a class at once
        for (const start of [0, 1, 5]) {
          if (start < text.length) expect(engine.find(start, start, text.length)).toEqual(expectedMatch(ast.root, encode(text), start, start));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('finds the same through ranges as through their union start by start', () => {
    fc.assert(
      fc.property(expression, texts, fc.uniqueArray(fc.nat(24), { maxLength: 6 }), (pattern, text, starts) => {
        const ast = parsePattern(pattern, AT);
        const bytes = encode(text);
        const sorted = starts.filter((s) => s <= text.length).sort((a, b) => a - b);
        let expected: Match | null = null;
        for (const s of sorted) expected ??= expectedMatch(ast.root, bytes, s, s);
        engine.load(compileAutomaton(ast), bytes);
        expect(engine.findIn(sorted.map((s) => [s, s]), 0, text.length)).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('automaton: bounded work', () => {
  const rows: readonly [name: string, pattern: string, text: string][] = [
    ['anchors that never complete', 'key.{0,200}=(?<secret>[0-9]{20})', 'key'.repeat(20_000)],
    ['anchors before an endless class', 'key[^;]*;', 'key '.repeat(16_000)],
    ['nested repeats', '(?:a+b?)+c', 'a'.repeat(60_000)],
    ['overlapping counts', '(?:[a-z]{1,20}-){1,8}!', 'abcdefghij-'.repeat(6000)],
  ];
  it.each(rows)('%s', (_name, pattern, text) => {
    const ast = parsePattern(pattern, AT);
    engine.load(compileAutomaton(ast), encode(text));
    expect(engine.findIn([[0, text.length - 1]], 0, text.length)).toBeNull();
    // one pass for all starts: words of a position set, not starts, are what a byte costs
    expect(engine.visits() / text.length).toBeLessThanOrEqual(2 * Math.ceil(ast.positions / 128) + 0.01);
  });

  it('makes one pass for all anchors of a page', () => {
    const text = 'key '.repeat(16_000);
    const ast = parsePattern('key[^;]*;', AT);
    engine.load(compileAutomaton(ast), encode(text));
    const anchors = Array.from({ length: 2000 }, (_, i) => i * 4);
    expect(engine.findAll(anchors, 0, 0, text.length)).toEqual([]);
    expect(engine.visits()).toBeLessThan(text.length * 1.01);
  });

  it('looks for further matches inside a rejected one, but not for ever', () => {
    for (const [length, most] of [[300, 5], [5000, 1]] as const) {
      const text = `${'k'.repeat(length)};`;
      engine.load(compileAutomaton(parsePattern('k[^;]*;', AT)), encode(text));
      let tries = 0;
      expect(engine.findAll(Array.from({ length: 200 }, (_, i) => i), 0, 0, text.length, () => ++tries > 1e6)).toEqual([]);
      expect(tries).toBe(most);
    }
  });

  it('visits an instruction at most once a byte when threads do the work', () => {
    const text = 'key'.repeat(3000);
    const ast = parsePattern('key.{0,200}=(?<secret>[0-9]{20})', AT);
    engine.load(compileAutomaton(ast, { threadsOnly: true }), encode(text));
    expect(engine.find(0, text.length - 1, text.length)).toBeNull();
    expect(engine.visits() / text.length).toBeLessThan(3 * ast.positions);
  });

  it('stops looking for a longer match after a stretch without an end', () => {
    const text = `k${'x'.repeat(50_000)}`;
    engine.load(compileAutomaton(parsePattern('k(?:x*z)?', AT)), encode(text));
    expect(engine.find(0, 0, text.length)?.end).toBe(1);
    expect(engine.visits()).toBeLessThan(8000);
  });
});
