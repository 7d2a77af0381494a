import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, test } from 'vitest';
import { WardlineError } from '../../src/errors.ts';
import { alternativesOf } from '../../src/rules/foreign/alternatives.ts';
import { countConstructs, type ForeignRules, guessForeign, readForeign } from '../../src/rules/foreign/index.ts';
import type { Rule } from '../../src/rules/model.ts';
import { type PatternNode, parsePattern } from '../../src/rules/regex/index.ts';
import { endsOf, naiveFind } from './naive.ts';

const gitleaks = (body: string) => readForeign(`[[rules]]\nid = "acme-key"\ndescription = "Acme key"\n${body}`, 'x.toml', 'gitleaks');
const yaml = (pattern: string, more = '') => readForeign(`rules:\n- name: Acme key\n  id: kingfisher.acme.1\n  pattern: |\n    ${pattern.replaceAll('\n', '\n    ')}\n${more}`, 'x.yaml', 'kingfisher');
const notes = ({ notes: list }: ForeignRules) => list.map((one) => `${one.effect}: ${one.construct}`);

/** What the only rule takes as the secret of a text. */
function secretIn({ rules }: ForeignRules, text: string): string | null {
  const [rule] = rules;
  if (!rule) throw new Error('no rule');
  const { root } = parsePattern(rule.patterns[0]?.source ?? '', rule.at);
  const bytes = new TextEncoder().encode(text);
  const found = naiveFind(root, bytes);
  if (!found) return null;
  const cut = (span: readonly [number, number]) => new TextDecoder().decode(bytes.subarray(...span));
  if (root.type === 'group') return cut(found);
  if (root.type !== 'cat') return cut(found);
  const at = root.items.findIndex((item) => item.type === 'group');
  if (at < 0) return cut(found);
  const starts = endsOf({ type: 'cat', items: root.items.slice(0, at) }, bytes, new Set([found[0]]));
  for (const start of starts) {
    for (const end of endsOf(root.items[at] as PatternNode, bytes, new Set([start]))) {
      if (endsOf({ type: 'cat', items: root.items.slice(at + 1) }, bytes, new Set([end])).has(found[1])) return cut([start, end]);
    }
  }
  return null;
}

describe('gitleaks', () => {
  test('a rule with everything that can be said', () => {
    const read = gitleaks("regex = '''(?i)acme[_-]?key\\s*=\\s*['\"]?([a-z0-9]{24})\\b'''\nentropy = 3.2\nkeywords = [\"acme\"]\ntags = [\"x\"]\n");
    expect(read.notes).toEqual([]);
    expect(read.rules[0]).toMatchObject({
      id: 'gitleaks-acme-key', name: 'Acme key', provider: 'Acme', kind: 'api_key', confidence: 'medium', entropy: 3.2, context: null, on: true,
      boundary: { left: 'none', right: 'none' }, at: { file: 'x.toml', line: 1, column: 1 },
    } satisfies Partial<Rule>);
    expect(secretIn(read, "x ACME-KEY = 'abcdefghijklmnopqrstuvwx'")).toBe('abcdefghijklmnopqrstuvwx');
  });

  test('the secret is the group that is named, else the first', () => {
    const regex = "regex = '''(acme)_(key)_([a-z]{9})'''\n";
    expect(secretIn(gitleaks(`${regex}secretGroup = 3\n`), 'acme_key_abcdefghi')).toBe('abcdefghi');
    expect(secretIn(gitleaks(regex), 'acme_key_abcdefghi')).toBe('acme');
    expect(secretIn(gitleaks("regex = '''acme_[a-z]{9}'''\n"), 'acme_abcdefghi')).toBe('acme_abcdefghi');
  });

  test('a prefix inside the secret makes it distinctive', () => {
    expect(gitleaks("regex = '''\\b(acme_[a-z]{9})\\b'''\n").rules[0]?.confidence).toBe('high');
  });

  test('a secret group that not every match has', () => {
    const read = gitleaks("regex = '''acme_(?:(ab)|cd)[0-9]{9}'''\n");
    expect(notes(read)).toEqual(['looser: secret group in an alternative']);
    expect(secretIn(read, 'acme_cd123456789')).toBe('acme_cd123456789');
  });

  test('alternatives of the whole pattern are patterns of their own', () => {
    const read = gitleaks("regex = '''(?i)(?:acme[(|]key=([a-z]{12})|other\\|key:([0-9]{8})[|])'''\n");
    expect(read.notes).toEqual([]);
    expect(read.rules[0]?.patterns).toHaveLength(2);
    expect([0, 1].map((n) => secretIn({ ...read, rules: [{ ...(read.rules[0] as Rule), patterns: [(read.rules[0] as Rule).patterns[n] as Rule['patterns'][0]] }] }, 'ACME|key=abcdefghijkl other|KEY:12345678|'))).toEqual(['abcdefghijkl', '12345678']);
    const half = gitleaks("regex = '''acme_[a-z]{9}|[a-z]{5}'''\n");
    expect(notes(half)).toEqual(['tighter: alternative']);
    expect(half.rules[0]?.patterns).toHaveLength(1);
  });

  test('what betterleaks adds', () => {
    const regex = "regex = '''(?P<host>acme)_(key)_([a-z]{9})'''\nvalueGroup = 3\nconfidence = \"low\"\n";
    const read = gitleaks(`${regex}filter = '''entropy(finding["secret"]) <= 3.25'''\nskipReport = true\nvalidate = 'x'\nspecificity = 2\ncomponents = [{ id = "acme-id", within = "5L" }]\n`);
    expect(notes(read)).toEqual(['ignored: validate', 'looser: components']);
    expect(read.rules[0]).toMatchObject({ confidence: 'low', entropy: 3.25, on: false, pairs: ['gitleaks-acme-id'] });
    expect(secretIn(read, 'acme_key_abcdefghi')).toBe('abcdefghi');
    expect(notes(gitleaks(`${regex}filter = 'entropy(finding["secret"]) < 3 || tokenRatio(finding["secret"]) >= 2'\n`))).toEqual(['looser: filter']);
    expect(gitleaks(`${regex}filter = 'entropy(finding["secret"]) < 3 || x'\n`).rules[0]?.entropy).toBe(3);
    // both have to hold there: nothing is left out by the first alone
    expect(gitleaks(`${regex}filter = 'entropy(finding["secret"]) < 3 && x'\n`).rules[0]?.entropy).toBe(0);
    expect(notes(readForeign("prefilter = 'x'\n[[rules]]\nid = 'a'\nregex = 'acme_[a-z]{9}'\n", 'x.toml', 'gitleaks'))).toEqual(['looser: prefilter']);
  });

  test('keywords lead to what has no literal', () => {
    const read = gitleaks("regex = '''\\b[a-z0-9]{24}\\b'''\nkeywords = [\"acme\"]\n");
    expect(notes(read)).toEqual(['tighter: keywords']);
    expect(read.rules[0]?.context).toEqual({ keywords: ['acme'], within: 1024, where: 'around', without: 'drop' });
    expect(notes(gitleaks("regex = '''\\b[a-z0-9]{24}\\b'''\n"))).toEqual(['dropped: no anchor']);
  });

  test.each([
    ["path = '''\\.pem$'''", ['dropped: path-only rule']],
    ['', ['dropped: no pattern']],
    ["regex = '''acme_[a-z]{9}'''\npath = '''\\.env$'''", ['looser: path']],
    ["regex = '''acme_[a-z]{9}'''\n[rules.allowlist]\nregexes = ['a', 'b']\nstopwords = ['c']\npaths = ['d']\ncommits = ['e']", ['looser: allowlist regexes', 'looser: stopwords', 'looser: allowlist paths', 'ignored: allowlist commits']],
    ["regex = '''acme_[a-z]{9}'''\n[[rules.allowlists]]\nstopwords = ['c']\n[[rules.allowlists]]\nstopwords = ['d']", ['looser: stopwords', 'looser: stopwords']],
    ["regex = '''acme_(?!x)[a-z]{9}'''", ['dropped: negative look-ahead']],
    ["regex = '''acme_[a-z]{9,5000}'''", ['looser: large repeat']],
    ["regex = '''(?:acme_[a-z]{900}){900}'''", ['dropped: pattern too large']],
    ["regex = '''a*'''", ['dropped: empty match']],
    ["regex = '''acme_[a-z'''", ['dropped: unclosed class']],
    ["regex = '''acme_[a-z]{9}'''\nverify = 1", ['looser: field verify']],
  ])('%s', (body, expected) => {
    expect(notes(gitleaks(body))).toEqual(expected);
  });

  test('what concerns the whole file', () => {
    const read = readForeign("[extend]\nuseDefault = true\ndisabledRules = ['a']\n[allowlist]\npaths = ['b']\n[[rules]]\nid = 'a'\nregex = 'acme_[a-z]{9}'\n[[rules]]\nid = 'A'\nregex = 'acme_[a-z]{9}'\n[[rules]]\n", 'x.toml', 'gitleaks');
    expect(notes(read)).toEqual(['ignored: extend', 'looser: disabledRules', 'looser: allowlist paths', 'ignored: repeated id', 'dropped: no id']);
    expect(read.rules.map((rule) => `${rule.id} ${rule.at.line}`)).toEqual(['gitleaks-a 6', 'gitleaks-a-2 9']);
    expect(countConstructs([...read.notes, ...read.notes])[0]).toEqual({ construct: 'allowlist paths', effect: 'looser', count: 2 });
  });

  test.each([
    ['x = ', /^x.toml:1:\d+: not valid TOML/],
    ['x = 1', /no `\[\[rules\]\]`/],
    [`x = ${'['.repeat(100_000)}`, /not valid TOML/],
    ['# '.padEnd(4 * 1024 * 1024 + 1, 'x'), /more than 4194304/],
  ])('a broken file: %.20s', (text, message) => {
    expect(() => readForeign(text, 'x.toml', 'gitleaks')).toThrow(message);
    expect(() => readForeign(text, 'x.toml', 'gitleaks')).toThrow(WardlineError);
  });
});

describe('Kingfisher and Nosey Parker', () => {
  test('the secret of Nosey Parker is the last group', () => {
    const read = readForeign("rules:\n- name: User\n  id: np.x.1\n  categories: []\n  pattern: |\n    (?x) user= ([a-z()]{3,30}) (?# name ( ) [(] (?:,|;) password=([a-z]{8})\n", 'x.yaml', 'noseyparker');
    expect(read.notes).toEqual([]);
    expect(secretIn(read, 'user=abc(,password=abcdefgh')).toBe('abcdefgh');
  });

  test('verbose patterns with comments', () => {
    const read = yaml('(?xi)\nacme   # the name\n(?: [\\s"] ){0,3}? =\\ #\n( [a-z] [#\\ ]? [0-9]{6} )  (?# done )\n\\b');
    expect(read.notes).toEqual([]);
    expect(secretIn(read, 'ACME"= a#123456,')).toBe('a#123456');
    expect(secretIn(read, 'acme =  a123456')).toBe(null);
  });

  test('fields', () => {
    const read = yaml('acme_(?P<ID>[a-z]{3})_(?P<TOKEN>[a-z]{12})', `  min_entropy: 3.5\n  confidence: medium\n  visible: false\n  examples: ['acme_abc_{x}']\n  references: [https://acme.example]\n  depends_on_rule:\n  - rule_id: kingfisher.acme.2\n    variable: ID\n  validation: { type: Http }\n  pattern_requirements: { min_digits: 2 }\n`);
    expect(read.rules[0]).toMatchObject({
      id: 'kingfisher-acme-1', provider: 'Acme', entropy: 3.5, confidence: 'medium', on: false, pairs: ['kingfisher-acme-2'], examples: ['acme_abc_{{x}}'],
      references: ['https://acme.example'], at: { file: 'x.yaml', line: 2, column: 3 },
    });
    expect(notes(read)).toEqual(['looser: depends_on_rule', 'ignored: validation', 'looser: pattern_requirements']);
    expect(secretIn(read, 'acme_abc_abcdefghijkl')).toBe('abcdefghijkl');
  });

  test('Nosey Parker', () => {
    const read = readForeign("rules:\n- name: Acme\n  id: np.acme.1\n  pattern: '\\b(acme[0-9]{8})\\b'\n  categories: [secret]\n  examples: ['a']\n  negative_examples: ['b']\n", 'x.yml', 'noseyparker');
    expect(read.rules[0]).toMatchObject({ id: 'noseyparker-np-acme-1', provider: 'Acme', negatives: ['b'] });
    expect(read.notes).toEqual([]);
  });

  test.each([
    ['acme_(?:x|y)(?<!z)[a-z]{9}', ['dropped: negative look-behind']],
    ['(acme_[a-z])\\1{9}', ['dropped: back-reference']],
    ['acme_\\p{L}{9}', ['dropped: Unicode class']],
    ['acme_(?>a|b){9}', ['dropped: atomic group']],
    ['acme_[a-z]{9}+', ['dropped: possessive quantifier']],
  ])('%s', (pattern, expected) => {
    expect(notes(yaml(pattern))).toEqual(expected);
  });

  test.each([
    ['a: [', /not valid YAML/],
    ['a: b', /no list `rules`/],
    ['', /no list `rules`/],
    ['[['.repeat(50_000), /nested too deeply/],
  ])('a broken file: %.20s', (text, message) => {
    expect(() => readForeign(text, 'x.yaml', 'kingfisher')).toThrow(message);
  });

  test('odd rules are noted, not fatal', () => {
    const read = readForeign('rules:\n- 3\n- {}\n- { id: a }\n- { id: b, pattern: [c] }\n- { id: c, pattern: "acme_[a-z]{9}", odd: 1, examples: 3, depends_on_rule: x }\n', 'x.yaml', 'kingfisher');
    expect(notes(read)).toEqual(['dropped: malformed rule', 'dropped: no id', 'dropped: no pattern', 'dropped: no pattern', 'looser: field odd', 'looser: depends_on_rule']);
    expect(read.rules).toHaveLength(1);
  });
});

test('groups in groups and endless alternatives are given up', () => {
  const deep = `${'(?:'.repeat(40_000)}acme|b${')'.repeat(40_000)}`;
  expect(alternativesOf(deep)).toEqual([deep]);
  expect(alternativesOf('(?i)(?:(?:ab|cd))')).toEqual(['(?i)ab', '(?i)cd']);
  const wide = 'a|'.repeat(200_000);
  expect(alternativesOf(wide)).toEqual([wide]);
}, 5000);

describe('translated patterns', () => {
  const atom = fc.constantFrom('a', 'b', '.', '\\s', '\\w', '[^a]', '(?s:.)', '(?m:^)', '$', '^', '\\b', '(?i:B)', '(?:a|b)', '\\n', '[\\x00-\\x1f]', '\\x{62}', '(?s)', '(?m)', '(?i)', '(?-i)', '(?s-m:.$)');
  const quantifier = fc.constantFrom('', '', '', '?', '+', '*?', '{1,2}');
  const pattern = fc.array(fc.tuple(atom, quantifier).map(([one, count]) => (/^(?:\(\?[a-z-]+\)|\(\?m:\^\)|[$^]|\\b)$/.test(one) ? one : one + count)), { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''));

  test('mean what RE2 means, with its flags', () => {
    let compared = 0;
    fc.assert(
      fc.property(pattern, fc.string({ unit: fc.constantFrom('a', 'b', 'B', ' ', '\n'), maxLength: 10 }), (inner, text) => {
        const read = gitleaks(`regex = '''xyz${inner}'''\nkeywords = ['xyz']\n`);
        fc.pre(read.rules.length === 1);
        const [rule] = read.rules;
        const matcher = RE2JS.compile(`xyz${inner}`, RE2JS.LONGEST_MATCH).matcher(`xyz${text}`);
        const expected = matcher.find() ? [matcher.start(), matcher.end()] : null;
        compared++;
        expect(naiveFind(parsePattern(rule?.patterns[0]?.source ?? '', { file: '', line: 1, column: 1 }).root, new TextEncoder().encode(`xyz${text}`))).toEqual(expected);
      }),
      { numRuns: 1500 },
    );
    expect(compared).toBeGreaterThan(1200);
  });
});

test('the format is guessed from ending and words', () => {
  expect(guessForeign("[[rules]]\nid = 'a'", 'a.toml')).toBe('gitleaks');
  expect(guessForeign('a = 1', 'a.toml')).toBe(null);
  expect(guessForeign('rules:\n- name: a\n  id: kingfisher.a.1\n  min_entropy: 3\n', 'a.yml')).toBe('kingfisher');
  expect(guessForeign('rules:\n- name: a\n  id: np.a.1\n  pattern: a\n', 'a.yml')).toBe('noseyparker');
  expect(guessForeign('provider: a\nrules:\n  - id: a\n    severity: high\n    confidence: low\n', 'a.yaml')).toBe(null);
});
