import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import * as layout from '../../assembly/layout.ts';
import type { Finding } from '../../src/findings/finding.ts';
import { TokenNumbers } from '../../src/findings/redactor.ts';
import { createRuleTable } from '../../src/findings/rule-table.ts';
import type { ScannerOptions } from '../../src/scanner/options.ts';
import { Scanner, type ScanResult } from '../../src/scanner/scanner.ts';
import { SourcePool } from '../../src/scanner/source-pool.ts';
import { BASE62, FakeSource, fakeRule, HEX, random } from '../findings/fake-source.ts';

const RULES = [
  fakeRule('acme-token', /(?<![A-Za-z0-9_])tk_[A-Za-z0-9]{20}(?![A-Za-z0-9_])/dg, { prefix: 'tk_', severity: 'critical' }),
  fakeRule('assignment', /(?<=[a-z_]{2,20}=)[A-Za-z0-9_]{8,64}(?![A-Za-z0-9_])/dg, {
    provider: '', kind: 'password', severity: 'medium', confidence: 2, reasons: layout.R_ASSIGNMENT,
  }),
  fakeRule('weak-word', /hunter[0-9]/dg, { provider: '', kind: 'password', confidence: 1, reasons: layout.R_WEAK }),
  fakeRule('address', /10\.[0-9]+\.[0-9]+\.[0-9]+/dg, { provider: '', type: 'NETWORK_SECURITY', kind: 'network_address', on: false }),
];
const table = createRuleTable(RULES);
let made = 0;

function scanner(options: ScannerOptions = {}, room = 100): Scanner {
  const pool = new SourcePool(() => {
    made += 1;
    return new FakeSource(RULES, room);
  });
  return new Scanner({ table, pool }, { key: new Uint8Array(32).fill(7), ...options });
}

const draw = random(42);
const token = (): string => `tk_${draw(BASE62, 20)}`;
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

async function all<T>(input: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of input) list.push(item);
  return list;
}

describe('scan', () => {
  test('finds in bytes and in strings alike, with positions of both kinds', () => {
    const t = token();
    const text = `naïve 🙂 token: ${t} end`;
    const [ofText] = scanner().scan(text).findings;
    const [ofBytes] = scanner().scan(utf8(text)).findings;
    expect(text.slice(ofText?.char_start, ofText?.char_end)).toBe(t);
    expect(Buffer.from(utf8(text).subarray(ofBytes?.byte_start, ofBytes?.byte_end)).toString()).toBe(t);
    expect(ofBytes?.char_start).toBeUndefined();
    expect({ ...ofText, char_start: undefined, char_end: undefined }).toEqual({ ...ofBytes, char_start: undefined, char_end: undefined });
  });

  test('nothing in nothing', () => {
    expect([...scanner().scan('')]).toEqual([]);
    expect([...scanner().scan(new Uint8Array(0))]).toEqual([]);
    expect(scanner().redact('')).toBe('');
    expect(scanner().redact(new Uint8Array(0))).toEqual(new Uint8Array(0));
  });

  test('any view of bytes is bytes; anything else is an error with a code', () => {
    const bytes = utf8(`..${token()}..`);
    expect(scanner().scan(bytes.buffer as ArrayBuffer)).toHaveLength(1);
    expect(scanner().scan(new DataView(bytes.buffer))).toHaveLength(1);
    for (const wrong of [null, undefined, 5, {}, ['x']]) {
      expect(() => scanner().scan(wrong as never)).toThrow(expect.objectContaining({ code: 'bad_input' }));
    }
  });

  test('iterations are independent of each other and of other scans', () => {
    const s = scanner();
    const result = s.scan(`${token()} ${token()}`);
    let seen = 0;
    for (const outer of result) {
      for (const inner of result) seen += Number(inner.id !== outer.id);
      expect(s.scan(`x ${token()}`)).toHaveLength(1);
    }
    expect(seen).toBe(2);
  });

  test('however small the room, the same findings', () => {
    const text = `é🙂${token()} pass_word=${draw(HEX, 40)} ${'ü🙂'.repeat(50)} ${token()}`;
    const expected = scanner({}, 4096).scan(text).findings;
    expect(expected).toHaveLength(3);
    for (const room of [1, 2, 3, 4, 5, 7, 64]) expect(scanner({}, room).scan(text).findings).toEqual(expected);
  });

  test('hidden and suppressed findings are accounted for', () => {
    const s = scanner({ filter: (f) => (f.rule_id === 'acme-token' ? { suppress: 'known' } : 'keep') });
    const result = s.scan(`hunter2 ${token()} word=${draw(BASE62, 12)}`);
    expect(result.findings.map((f) => f.rule_id)).toEqual(['assignment']);
    expect(result.hidden).toBe(1);
    expect(result.suppressed.map((x) => [x.finding.rule_id, x.reason])).toEqual([['acme-token', 'known']]);
    expect(s.scan('hunter2', { minConfidence: 'low' })).toHaveLength(1);
  });

  test('rules can be chosen by id, type, kind, family and provider', () => {
    const text = `${token()} host 10.1.2.3 hunter2`;
    const ids = (options: ScannerOptions): string[] => scanner({ minConfidence: 'low', ...options }).scan(text).findings.map((f) => f.rule_id);
    expect(ids({})).toEqual(['acme-token', 'weak-word']);
    expect(ids({ all: true })).toEqual(['acme-token', 'address', 'weak-word']);
    expect(ids({ only: ['NETWORK_SECURITY'] })).toEqual(['address']);
    expect(ids({ only: ['Acme', 'password'], except: ['weak-word'] })).toEqual(['acme-token']);
    expect(() => scanner({ only: ['acme-tokens'] })).toThrow(/did you mean `acme-token`/);
  });

  test('a callback that throws leaves the scanner usable', () => {
    const s = scanner();
    const text = `${token()}`;
    expect(() => s.scan(text, { filter: () => { throw new Error('mine'); } })).toThrow('mine');
    expect(() => s.scan(text, { filter: (() => 'perhaps') as never })).toThrow(expect.objectContaining({ code: 'bad_filter_answer' }));
    expect(() => s.redact(text, { onFinding: () => { throw new Error('mine'); } })).toThrow('mine');
    expect(s.scan(text)).toHaveLength(1);
  });

  test('misspelled options are errors', () => {
    expect(() => scanner({ minConfidance: 'low' } as never)).toThrow(expect.objectContaining({ code: 'bad_option' }));
    expect(() => scanner({ minConfidence: 'certain' } as never)).toThrow(expect.objectContaining({ code: 'bad_option' }));
    expect(() => scanner({ key: new Uint8Array(3) })).toThrow(expect.objectContaining({ code: 'key_too_short' }));
  });

  test('after close, calls are errors', () => {
    const s = scanner();
    s.close();
    expect(() => s.scan('x')).toThrow(expect.objectContaining({ code: 'scanner_closed' }));
    expect(() => s.explain('x')).toThrow(expect.objectContaining({ code: 'scanner_closed' }));
  });

  test('engines are reused', () => {
    const s = scanner();
    s.scan('a');
    const before = made;
    for (let i = 0; i < 50; i += 1) s.scan('a');
    expect(made).toBe(before);
  });
});

describe('scanStream', () => {
  const text = `first ${token()} then ${'-'.repeat(700)} pass_word=${draw(BASE62, 30)} 🙂 last ${token()}`;
  const expected = scanner().scan(utf8(text)).findings;

  test('takes streams of all makes', async () => {
    const halves = [text.slice(0, 20), text.slice(20)];
    const inputs = [
      Readable.from([Buffer.from(text)]),
      new ReadableStream({ start(c) { for (const h of halves) c.enqueue(utf8(h)); c.close(); } }),
      (async function* () { yield* halves; })(),
      halves,
      [utf8(halves[0]!), halves[1]!],
    ];
    for (const input of inputs) expect(await all(scanner().scanStream(input))).toEqual(expected);
    await expect(all(scanner().scanStream('text' as never))).rejects.toThrow(/stream/);
    await expect(all(scanner().scanStream(7 as never))).rejects.toMatchObject({ code: 'bad_input' });
  });

  test('cuts do not matter, not even within a character', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(text.length)), fc.boolean(), async (cuts, asText) => {
        const places = [0, ...cuts.sort((a, b) => a - b), text.length];
        const parts = places.slice(1).map((to, i) => text.slice(places[i], to));
        const bytes = utf8(text);
        const chunks = asText ? parts : places.slice(1).map((to, i) => bytes.subarray(places[i], i === places.length - 2 ? bytes.length : to));
        expect(await all(scanner({}, 64).scanStream(chunks))).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  test('findings come while the stream goes on', async () => {
    const seen: string[] = [];
    const input = (async function* () {
      yield `${token()} ${'.'.repeat(900)}`;
      seen.push('second chunk asked for');
      yield 'end';
    })();
    for await (const finding of scanner().scanStream(input)) seen.push(finding.rule_id);
    expect(seen).toEqual(['acme-token', 'second chunk asked for']);
  });

  test('leaving the loop closes the input', async () => {
    let closed = false;
    const input = (async function* () {
      try {
        for (;;) yield `${token()} ${'.'.repeat(900)}`;
      } finally {
        closed = true;
      }
    })();
    for await (const _ of scanner().scanStream(input)) break;
    expect(closed).toBe(true);
  });

  test('abort stops at once, also while waiting for input', async () => {
    const control = new AbortController();
    const never = new ReadableStream<Uint8Array>({});
    const running = all(scanner().scanStream(never, { signal: control.signal }));
    setTimeout(() => control.abort(new Error('enough')), 5);
    await expect(running).rejects.toThrow('enough');
    expect(() => scanner().scan('x', { signal: control.signal })).toThrow('enough');
  });

  test('errors of the input pass through', async () => {
    const input = (async function* () {
      yield 'a';
      throw new Error('disk on fire');
    })();
    await expect(all(scanner().scanStream(input))).rejects.toThrow('disk on fire');
  });
});

describe('redact', () => {
  const a = token();
  const b = token();
  const text = `naïve 🙂 ${a}\n\uD800 lone ${b} again ${a}\r\n`;

  test('strings stay strings, with everything else as it was', () => {
    const s = scanner();
    expect(s.redact(text)).toBe('naïve 🙂 [ACME_TOKEN_REDACTED]\n\uD800 lone [ACME_TOKEN_REDACTED] again [ACME_TOKEN_REDACTED]\r\n');
    expect(s.redact(text, { style: 'token' })).toContain('[ACME_TOKEN_REDACTED_2] again [ACME_TOKEN_REDACTED_1]');
    expect(s.redact(text, { style: 'mask' })).toBe(text.replaceAll(/tk_\w+/g, '*'.repeat(23)));
    expect(s.redact(text, { surface: 'message' })).toContain('tk_[REDACTED_20_CHARS]');
    expect(s.redact(text, { style: 'hash' })).toMatch(/\[ACME_TOKEN_REDACTED_[0-9a-f]{16}\]/);
    expect(() => s.redact(text, { style: 'stars' as never })).toThrow(expect.objectContaining({ code: 'unknown_style' }));
  });

  test('bytes that are no text stay as they are', () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0, 0xfe, 0x20]), Buffer.from(a), Buffer.from([0x20, 0x80])]);
    expect(Buffer.from(scanner().redact(bytes)).toString('latin1')).toBe('\xff\x00\xfe [ACME_TOKEN_REDACTED] \x80');
  });

  test('twice is once, and nothing is found afterwards', () => {
    const s = scanner();
    const input = `${a} word=${b} secret_word=${draw(HEX, 32)}`;
    for (const style of ['label', 'mask', 'hash', 'token'] as const) {
      const once = s.redact(input, { style });
      expect(once).not.toContain(a.slice(3));
      expect(s.redact(once, { style })).toBe(once);
    }
  });

  test('streams give the bytes that the whole gives', async () => {
    const long = `${text.repeat(30)}${'x'.repeat(900)}${b}`;
    const bytes = utf8(long);
    for (const style of ['label', 'mask', 'token'] as const) {
      const whole = scanner().redact(bytes, { style });
      const chunks = Array.from({ length: Math.ceil(bytes.length / 97) }, (_, i) => bytes.subarray(i * 97, i * 97 + 97));
      const tokens = new TokenNumbers();
      expect(Buffer.concat(await all(scanner().redactStream(chunks, { style, tokens }))).equals(Buffer.from(whole))).toBe(true);
    }
  });

  test('what the filter leaves out is not replaced', () => {
    expect(scanner({ filter: () => ({ suppress: 'all fine' }) }).redact(text)).toBe(text);
  });
});

describe('explain', () => {
  test('a rule, a type, a kind', () => {
    const s = scanner();
    expect(s.explain('acme-token')).toMatchObject({ what: 'rule', id: 'acme-token', on: true, placeholder: '[ACME_TOKEN_REDACTED]' });
    expect(s.explain('NETWORK_SECURITY')).toMatchObject({ what: 'type', rules: ['address'] });
    expect(s.explain('password')).toMatchObject({ what: 'kind', violation_types: ['CREDENTIAL_DETECTION'], rules: ['assignment', 'weak-word'] });
  });

  test('a text: what decided about every hit, and no secret', () => {
    const t = token();
    const explained = scanner().explain(`pass_word=${t} hunter2 10.0.0.1`);
    if (explained.what !== 'text') throw new Error('not a text');
    expect(explained.hits.map((h) => [h.rule_id, h.outcome, h.by])).toEqual([
      ['acme-token', 'reported', undefined], ['assignment', 'beaten', 'acme-token'], ['weak-word', 'hidden', undefined], ['address', 'off', undefined],
    ]);
    expect(JSON.stringify(explained)).not.toContain(t.slice(3));
  });
});

test('types', () => {
  const s = scanner();
  expectTypeOf(s.scan).returns.toEqualTypeOf<ScanResult>();
  expectTypeOf(s.scan('x')[Symbol.iterator]).returns.toEqualTypeOf<IterableIterator<Finding>>();
  expectTypeOf(s.scanStream).returns.toEqualTypeOf<AsyncGenerator<Finding, void, void>>();
  expectTypeOf(s.redact('x')).toEqualTypeOf<string>();
  expectTypeOf(s.redact(new Uint8Array(1))).toEqualTypeOf<Uint8Array>();
  expectTypeOf<Finding['confidence']>().toEqualTypeOf<'low' | 'medium' | 'high'>();
});
