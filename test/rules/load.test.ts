import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WardlineError } from '../../src/errors.ts';
import { loadRules } from '../../src/rules/load/load.ts';
import { joinRules, mergeRules } from '../../src/rules/load/merge.ts';
import { RuleFileError } from '../../src/rules/load/problems.ts';

const FILE = 'rules/acme.yaml';
/** A whole rule file whose rule has these lines besides (or instead of) the usual ones. */
function file(lines: Readonly<Record<string, string | null>> = {}): string {
  const usual: Record<string, string | null> = {
    id: 'acme-token', name: 'Acme token', kind: 'api_token', severity: 'high', pattern: "'acme_[a-z0-9]{20}'",
    sample: "'acme_{b36:20}'", examples: "['TOKEN={secret}']", negatives: "['acme_{b36:19}']", ...lines,
  };
  const body = Object.entries(usual).flatMap(([key, value]) => (value === null ? [] : [`${key}: ${value}`]));
  return `provider: Acme\nrules:\n  - ${body.join('\n    ')}\n`;
}
const one = (lines: Readonly<Record<string, string | null>> = {}) => loadRules(file(lines), FILE).rules[0];

function problems(text: string): string[] {
  try {
    loadRules(text, FILE);
  } catch (error) {
    if (!(error instanceof RuleFileError)) throw error;
    expect(error).toBeInstanceOf(WardlineError);
    expect(error.code).toBe('RULE_INVALID');
    return error.problems.map((one) => `${one.at.line}:${one.at.column} ${one.message} | ${one.hint}`);
  }
  return [];
}

describe('a rule', () => {
  test('gets the defaults that the language promises', () => {
    expect(one()).toEqual({
      id: 'acme-token', name: 'Acme token', provider: 'Acme', kind: 'api_token', type: 'CREDENTIAL_DETECTION', severity: 'high', family: 'acme-token',
      patterns: [{ source: 'acme_[a-z0-9]{20}', at: { file: FILE, line: 7, column: 15 } }],
      matcher: null, boundary: { left: 'word', right: 'word' }, confidence: 'high', context: null, entropy: 0, checks: [], on: true, pairs: [],
      sample: 'acme_{b36:20}', examples: ['TOKEN={secret}'], negatives: ['acme_{b36:19}'], references: [], advice: '',
      at: { file: FILE, line: 3, column: 5 },
    });
  });

  test('keeps every field that is set', () => {
    const rule = one({
      provider: 'Other', type: 'NETWORK_SECURITY', family: 'acme', boundary: '{ left: none, right: token }', confidence: 'medium',
      context: '{ keywords: [acme, Key], within: 99, where: before, without: low }', entropy: '3.5', on: 'true', pairs: '[acme-id]',
      checks: '[crc32-base62, base58check: { args: [33, skip=5], fail: drop, pass: keep }]', references: '[https://acme.example/docs]', advice: 'Rotate it.',
    });
    expect(rule).toMatchObject({
      provider: 'Other', type: 'NETWORK_SECURITY', family: 'acme', boundary: { left: 'none', right: 'token' }, confidence: 'medium',
      context: { keywords: ['acme', 'Key'], within: 99, where: 'before', without: 'low' }, entropy: 3.5, on: true, pairs: ['acme-id'],
      checks: [{ name: 'crc32-base62', args: [], fail: 'low', pass: 'high' }, { name: 'base58check', args: ['33', 'skip=5'], fail: 'drop', pass: 'keep' }],
      references: ['https://acme.example/docs'], advice: 'Rotate it.',
    });
  });

  test.each([
    ["'[a-z-]{8}'", 'word', 'token'],
    ["'-----BEGIN-----'", 'none', 'none'],
    ["'[a-z]{8}@'", 'word', 'none'],
    ["'[a-z+/]{8}={0,2}'", 'word', 'word'],
  ])('%s has boundaries %s, %s', (pattern, left, right) => {
    expect(one({ pattern })?.boundary).toEqual({ left, right });
  });

  test('may have a matcher instead of patterns, and then no sample', () => {
    const rule = one({ pattern: null, sample: null, matcher: '{ name: pem, label: RSA PRIVATE KEY, min: 3, all: [a, b] }', examples: "['{word}']" });
    expect(rule?.matcher).toEqual({ name: 'pem', args: { label: 'RSA PRIVATE KEY', min: 3, all: ['a', 'b'] } });
    expect(one({ pattern: null, sample: null, matcher: 'jwt', examples: "['{word}']" })?.matcher).toEqual({ name: 'jwt', args: {} });
    expect(problems(file({ pattern: null, sample: null, matcher: 'jwt' }))).toEqual(['3:5 `{secret}` is used, but the rule has no `sample` | add one']);
  });

  test('is off by default when it is about something else than credentials', () => {
    expect(one({ type: 'CONTENT_POLICY' })?.on).toBe(false);
  });
});

describe('problems', () => {
  test.each<[string, Readonly<Record<string, string | null>>, string]>([
    ['unknown key', { severty: 'high' }, '11:5 unknown key `severty` in a rule | did you mean `severity`'],
    ['missing', { severity: null }, '3:5 the rule has no `severity` | add `severity:` with one of low, medium, high, critical'],
    ['wrong choice', { severity: 'hihg' }, '6:15 `severity` must be one of low, medium, high, critical, not `hihg` | did you mean `high`'],
    ['wrong type', { name: '12' }, '4:11 `name` must be a text, not the number 12 | put it in quotes'],
    ['bad id', { id: 'Acme_Token' }, '3:9 `id` must be lower-case letters and digits joined by `-` | for example `acme-api-key`'],
    ['kind', { kind: 'api_tokn' }, '5:11 `kind` must be one of'],
    ['two patterns', { patterns: '[a]' }, '11:5 the rule has both `pattern` and `patterns` | keep one of them'],
    ['pattern and matcher', { matcher: 'jwt' }, '11:5 the rule has both a pattern and a `matcher` | keep one of them'],
    ['neither', { pattern: null }, '3:5 the rule has neither `pattern` nor `matcher`'],
    ['nullable', { pattern: "'a*'" }, '7:15 the pattern can match nothing at all'],
    ['nullable secret', { pattern: "'a(?<secret>b*)'" }, '7:15 the secret group can match nothing at all'],
    ['entropy', { entropy: '9' }, '11:14 `entropy` must be a number from 0 to 8, not the number 9'],
    ['flag', { on: 'yes' }, '11:9 `on` must be true or false, not `yes`'],
    ['check', { checks: '[crc32-bas62]' }, '11:14 there is no check `crc32-bas62` | did you mean `crc32-base62`'],
    ['check fails hard', { checks: '[canonical-base64: { fail: drop }]' }, '11:14 check `canonical-base64` is not reject-safe'],
    ['check arguments', { checks: '[hex-bytes]' }, '11:14 check `hex-bytes`: needs an argument | expected a count of bytes'],
    ['two checks in one', { checks: '[{ uuid-v4: {}, eip55: {} }]' }, '11:14 a check must be one name'],
    ['context', { context: '{ within: 3 }' }, '11:14 `context` has no `keywords`'],
    ['negatives', { negatives: null }, '3:5 the rule has no `negatives`'],
    ['examples', { examples: '[]' }, '9:15 `examples` is empty'],
    ['sample', { sample: null }, '3:5 the rule has no `sample`'],
    ['sample in itself', { sample: "'a{secret}'" }, '8:13 `sample` refers to `{secret}`'],
    ['reference', { references: '[acme.example]' }, '11:17 an item of `references` is no URL'],
    ['empty value', { advice: '' }, '11:13 `advice` must be a text, not'],
    ['merge key', { '<<': '{}' }, '11:5 unknown key `<<` in a rule | merge keys are not read'],
  ])('%s', (_, lines, expected) => {
    const found = problems(file(lines));
    expect(found[0]?.slice(0, expected.length)).toBe(expected);
    expect(found).toHaveLength(1);
  });

  test.each([
    ['plain', 'acme(?=x)', '7:18'],
    ['single-quoted', "'acme(?=x)'", '7:19'],
    ['single-quoted with a quote', "'ac''me(?=x)'", '7:21'],
    ['double-quoted', '"acme(?=x)"', '7:19'],
    ['double-quoted with escapes', '"a\\\\d\\x41(?=x)"', '7:23'],
    ['literal block', '|-\n        ab(?=x)', '8:11'],
    ['folded block, by its start', '>-\n        ab(?=x)', '7:14'],
  ])('point into a %s pattern', (_, pattern, place) => {
    expect(problems(file({ pattern }))).toEqual([`${place} look-ahead \`(?=\` is not supported | match the text after it too and put the secret into \`(?<secret> )\`, or use \`context\``]);
  });

  test('point into a template', () => {
    expect(problems(file({ examples: "['ok {secret}', 'a {hx:3}']" }))[0]).toMatch(/^9:34 an item of `examples`: `\{hx` is no template .*did you mean `\{hex`/);
  });

  test('a pattern in a block that keeps its line break', () => {
    expect(problems(file({ pattern: '|\n        abc' }))[0]).toMatch(/ends in a line break \| write `\|-`/);
  });

  test('are listed together, at most twenty', () => {
    const text = `provider: Acme\nrules:\n${'  - { id: A }\n'.repeat(30)}`;
    expect(problems(text)).toHaveLength(20);
    expect(problems(file({ severity: 'x', kind: 'y' }))).toHaveLength(2);
    expect(() => loadRules(file({ severity: 'x', kind: 'y' }), FILE)).toThrow(/^2 problems in rules\n {2}rules\/acme.yaml:5:11: /);
  });

  test('the same id twice names both places', () => {
    const twice = file() + file().split('\n').slice(2).join('\n');
    expect(problems(twice)).toEqual(['11:5 rule `acme-token` is already defined at rules/acme.yaml:3:5 | give one of them another id']);
    const a = loadRules(file(), 'a.yaml');
    expect(() => joinRules([a, loadRules(file(), 'b.yaml')])).toThrow(/b.yaml:3:5: rule `acme-token` is already defined at a.yaml:3:5/);
  });
});

describe('broken files', () => {
  test.each([
    ['', '1:1 the file has no `rules`'],
    ['# nothing', '1:1 the file has no `rules`'],
    ['rules: 3', '1:8 `rules` must be a list, not the number 3'],
    ['- a', '1:1 the file must be a map, not a list'],
    ['rules: [', '1:9 not valid YAML'],
    ['a: b: c', '1:4 not valid YAML'],
    ['rules:\n\t- a', '2:1 not valid YAML'],
    ['rules: []\n---\nrules: []', '2:1 the file holds several YAML documents'],
    ['rules: *x', '1:8 `*x` refers to nothing'],
    ['{'.repeat(100_000), 'the file is nested too deeply'],
    ['- '.repeat(100_000), 'the file is nested too deeply'],
    [`rules: [${'&a [*a, *a], '.repeat(3)}]`, ''],
    ['x'.repeat(4 * 1024 * 1024 + 1), '1:1 the file has 4194305 characters'],
    [`a: &a x\nrules: [${'*a,'.repeat(3000)}]`, ''],
  ])('%.20s', (text, expected) => {
    expect(problems(text).join('\n')).toContain(expected);
    expect(problems(text).length).toBeGreaterThan(0);
  });

  test('many keys take linear time', { timeout: 60_000 }, () => {
    // quadratic time, as the YAML package would take to look for repeated ones, is minutes here
    expect(problems(`rules:\n - ${Array.from({ length: 200_000 }, (_, i) => `k${i}: 1`).join('\n   ')}`)).toHaveLength(20);
  });

  test('any text is rules or a list of problems', () => {
    const piece = fc.constantFrom('rules:', '\n', '  ', '- ', 'id: a', 'name: ', '[', ']', '{', '}', '&a ', '*a', "'", '"', '|', '>', ': ', '#', '? ', '!!x ', 'pattern: ', '(?<secret>a)', '\t', '---', '%');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        problems(pieces.join(''));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('layers', () => {
  const base = loadRules(`${file()}${file({ id: 'acme-other' }).split('\n').slice(2).join('\n')}`, FILE).rules;
  test('replace, add and disable', () => {
    const more = loadRules(`${file({ name: 'Mine' })}${file({ id: 'mine' }).split('\n').slice(2).join('\n')}  - { id: acme-other, disabled: true }\n`, 'mine.yaml');
    expect(mergeRules(base, more).map((rule) => `${rule.id} ${rule.name}`)).toEqual(['acme-token Mine', 'mine Acme token']);
  });

  test('refuse to disable what is not there', () => {
    const more = loadRules('rules:\n  - { id: acme-oter, disabled: true }', 'mine.yaml');
    expect(() => mergeRules(base, more)).toThrow(/mine.yaml:2:5: there is no rule `acme-oter` to disable/);
  });

  test('a disabled rule says nothing else', () => {
    expect(problems('rules:\n  - { id: a, disabled: true, name: b }')).toEqual(['2:30 a disabled rule needs no `name` | keep `id` and `disabled` alone, or take `disabled` out']);
  });
});
