import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ALPHABETS } from '../../src/testkit/alphabets.ts';
import { between, createRandom } from '../../src/testkit/random.ts';
import { expand, expandWithSpans, literalsOf, TemplateError } from '../../src/testkit/template.ts';

const SECRET = 'S'.repeat(5);
const text = (template: string, seed: number | string = 1) => expand(template, { random: createRandom(seed), secret: SECRET });
const utf8 = (value: string) => Buffer.from(value, 'utf8');

describe('templates', () => {
  test.each([
    ['plain text', /^plain text$/],
    ['{hex:8}', /^[0-9a-f]{8}$/],
    ['{b62:20-40}', /^[0-9A-Za-z]{20,40}$/],
    ['{[A-F_]:12}', /^[A-F_]{12}$/],
    ['{[^\\x00-/:-\\xff]:3-4}', /^[0-9]{3,4}$/],
    ['{uuid}', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/],
    ['{uuid32}', /^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$/],
    ['{oid}', /^[0-9a-f]{24}$/],
    ['{oid:24}', /^[0-9a-f]{24}$/],
    ['{rep:x:6}', /^x{6}$/],
    ['{rep:a:b:2}', /^a:ba:b$/],
    ['{seq:12}', /^0123456789ab$/],
    ['{word}', /^[a-z]+$/],
    ['{words:3}', /^[a-z]+ [a-z]+ [a-z]+$/],
    ['{host}', /^[a-z]+-\d\.[a-z]+\.io$/],
    ['{user}', /^[a-z-]+$/],
    ['<{secret}>', /^<SSSSS>$/],
    ['{{{d:2}}}', /^\{\d\d\}$/],
    ['{{}}', /^\{\}$/],
    ['{b64enc:"a{rep:b:2}"}', /^YWJi$/],
    ['{b64enc:"ab"}', /^YWI=$/],
    ['{b64uenc:"ab"}', /^YWI$/],
    ['{hexenc:"ab\\n\\"\\\\"}', /^61620a225c$/],
    ['{pctenc:"a b/é"}', /^a%20b%2F%C3%A9$/],
    ['{escenc:"a/b\\"é"}', /^a\\\/b\\"\\u00e9$/],
    ['{entenc:"a<b&c"}', /^a&lt;b&amp;c$/],
    ['{b64enc:"{b64enc:"a"}"}', /^WVE9PQ==$/],
    ['{json:"a": {"b": "{rep:x:2}"}, "c": "}}", "d{": {}}', /^\{"a": \{"b": "xx"\}, "c": "\}\}", "d\{": \{\}\}$/],
    ['{hexenc:""a":{{"b":"{rep:c:1}"}}"}', /^2261223a7b2262223a2263227d$/],
    ['{hexenc:"a"}}}', /^61\}$/],
    ['{json:}', /^\{\}$/],
    ['{b64enc:"{json:"a":1}"}', /^eyJhIjoxfQ==$/],
  ])('%s', (template, expected) => {
    expect(text(template)).toMatch(expected);
  });

  test('every class draws from its alphabet, and all of it', () => {
    for (const [name, alphabet] of ALPHABETS) {
      expect(new Set(alphabet).size, name).toBe(alphabet.length);
      expect([...new Set(text(`{${name}:3000}`))].sort().join(''), name).toBe([...alphabet].sort().join(''));
    }
  });

  test.each([
    ['{hx:3}', 0, 'is no template'],
    ['a {hex}', 2, 'needs a length'],
    ['{hex:0}', 0, 'no length'],
    ['{hex:5-2}', 0, 'no length'],
    ['{hex:99999}', 0, 'no length'],
    ['{hex:', 0, 'not closed'],
    ['{hex', 0, 'is not followed'],
    ['x}', 1, 'closes nothing'],
    ['{', 0, 'begins no template'],
    ['{ a }', 0, 'begins no template'],
    ['{secret:3}', 0, 'takes no argument'],
    ['{rep:x}', 0, 'needs a text and a count'],
    ['{rep:x:0}', 0, 'needs a count'],
    ['{seq}', 0, 'needs a count'],
    ['{b64enc:abc}', 0, 'needs a quoted text'],
    ['{b64enc:"abc', 9, 'ends too early'],
    ['{b64enc:"abc}', 12, 'closes nothing'],
    ['{b64enc:"a" }', 12, 'closes nothing'],
    ['{hexenc:"\\q"}', 9, 'is no escape'],
    ['{json:"a"', 6, 'ends too early'],
    ['{[a-f:3}', 0, 'has no end'],
    ['{[\\n]:3}', 0, 'no class of printable'],
    ['{b64enc:"'.repeat(9), 72, 'nested more than'],
    ['x'.repeat(16_385), 0, 'more than'],
  ])('%.30s is an error', (template, index, message) => {
    let error: unknown;
    try {
      text(template);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(TemplateError);
    expect((error as TemplateError).code).toBe('RULE_TEMPLATE');
    expect((error as TemplateError).message).toContain(message);
    expect((error as TemplateError).index).toBe(index);
    expect((error as TemplateError).hint).not.toBe('');
  });

  test('any text expands or is a TemplateError', () => {
    const piece = fc.constantFrom('{', '}', '"', '\\', 'hex', ':', '3', '-', 'secret', 'b64enc', 'json', 'rep', '[', ']', 'a', 'uuid');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        try {
          text(pieces.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateError);
        }
      }),
      { numRuns: 5000 },
    );
  });

  test('knows where the secret stands, in bytes', () => {
    const { text: all, secrets, drawn } = expandWithSpans('é{d:2}={secret} {b64enc:"u:{secret}"} {rep:x:3}', { random: createRandom(1), secret: SECRET });
    const [plain, encoded] = secrets;
    expect(secrets).toHaveLength(2);
    expect(utf8(all).subarray(plain?.start, plain?.end).toString()).toBe(SECRET);
    expect(plain?.encoded).toBe(false);
    expect(utf8(all).subarray(encoded?.start, encoded?.end).toString()).toBe(Buffer.from(`u:${SECRET}`).toString('base64'));
    expect(encoded?.encoded).toBe(true);
    expect(drawn).toHaveLength(3);
  });

  test('knows what is random', () => {
    expect(literalsOf('a{rep:x:3}{seq:4}{b64enc:"b"}')).toEqual({ hasRandomness: false, texts: ['a', 'b'] });
    expect(literalsOf('a{b64enc:"b{secret}"}c')).toEqual({ hasRandomness: true, texts: ['a', 'b', 'c'] });
  });

  test('lengths can be held at either end', () => {
    const length = (lengths: 'least' | 'most') => expand('{b62:20-400}', { random: createRandom(3), lengths }).length;
    expect([length('least'), length('most')]).toEqual([20, 400]);
  });
});

describe('randomness', () => {
  test('is a function of the seed', () => {
    expect(text('{b64:200} {uuid} {words:5}', 'a')).toBe(text('{b64:200} {uuid} {words:5}', 'a'));
    expect(text('{b64:200}', 'a')).not.toBe(text('{b64:200}', 'b'));
    expect(text('{b64:200}', 1)).not.toBe(text('{b64:200}', 2));
  });

  test('is spread evenly', () => {
    const random = createRandom('even');
    const buckets = new Array<number>(16).fill(0);
    for (let i = 0; i < 16_000; i++) {
      const at = between(random, 0, 15);
      buckets[at] = (buckets[at] ?? 0) + 1;
    }
    const chi = buckets.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chi).toBeLessThan(45); // 15 degrees of freedom: beyond this once in 10,000
  });
});
