import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as layout from '../../assembly/layout.ts';
import type { HitSource, RawHit } from '../../src/engine/types.ts';
import { Collector, type CollectorOptions } from '../../src/findings/collector.ts';
import type { Finding } from '../../src/findings/finding.ts';
import { Fingerprinter } from '../../src/findings/fingerprint.ts';
import { createRuleTable, type RuleRecord } from '../../src/findings/rule-table.ts';
import { Secret } from '../../src/findings/secret.ts';

const CRED = 'CREDENTIAL_DETECTION';

function rule(id: string, more: Partial<RuleRecord> = {}): RuleRecord {
  return { id, name: `the ${id}`, provider: 'Acme', kind: 'api_token', type: CRED, severity: 'high', family: id, advice: '', pairs: [], prefix: '', on: true, ...more };
}

const RULES = [
  rule('token', { prefix: 'tk_' }),
  rule('generic-assignment', { provider: '' }),
  rule('bearer', { provider: '', kind: 'password' }),
  rule('jwt', { provider: '', kind: 'jwt' }),
  rule('private-key', { provider: '', kind: 'private_key' }),
  rule('address', { provider: '', type: 'NETWORK_SECURITY', kind: 'network_address' }),
  rule('key-id', { pairs: ['key-secret'], family: 'pair' }),
  rule('key-secret'),
  rule('asleep', { on: false }),
];
const TABLE = createRuleTable(RULES);
const FULL = layout.R_PREFIX | layout.R_LENGTH | layout.R_ALPHABET;

const memory = new Uint8Array(1 << 16);
for (let i = 0; i < memory.length; i += 1) memory[i] = 33 + ((i * 7919) % 90);
const source: HitSource = {
  memory,
  begin() {},
  room: () => memory,
  push() {},
  horizon: 0,
  lines: { count: 0, last: -1 },
  finish() {},
  addressOf: (offset) => (offset < memory.length ? offset : -1),
};

function hit(id: string, start: number, end: number, more: Partial<RawHit> = {}): RawHit {
  return {
    rule: RULES.findIndex((r) => r.id === id), confidence: 3, reasons: FULL, start, end, keyStart: 0, keyEnd: 0, keyPtr: 0, line: 1, column: start + 1,
    endLine: 1, endColumn: end + 1, secretPtr: start, secretLength: end - start, chain: [], ...more,
  };
}

function run(hits: readonly RawHit[], options: CollectorOptions = {}): { found: Finding[]; collector: Collector } {
  const found: Finding[] = [];
  const collector = new Collector(TABLE, options, (f) => found.push(f));
  collector.sink(hits, Number.POSITIVE_INFINITY, source);
  collector.finish();
  return { found, collector };
}

const names = (found: readonly Finding[]): string[] => found.map((f) => `${f.rule_id}@${f.byte_start}`);
const GENERIC = { reasons: layout.R_ASSIGNMENT | layout.R_ENTROPY } as const;

describe('order and duplicates', () => {
  test('findings come by position, then rule id, whatever the order of the hits', () => {
    const { found } = run([hit('token', 900, 940), hit('address', 10, 20), hit('token', 10, 20), hit('token', 500, 540)]);
    expect(names(found)).toEqual(['address@10', 'token@10', 'token@500', 'token@900']);
    expect(found.map((f) => f.id)).toEqual(['f1', 'f2', 'f3', 'f4']);
  });

  test('the same hit told twice is one finding', () => {
    expect(names(run([hit('token', 5, 45), hit('token', 5, 45)]).found)).toEqual(['token@5']);
  });

  test('rules that are off are silent, unless enabled', () => {
    expect(run([hit('asleep', 5, 45)]).found).toEqual([]);
    expect(run([hit('asleep', 5, 45)], { enabled: new Uint8Array(RULES.length).fill(1) }).found).toHaveLength(1);
  });

  test('what is below the least confidence is counted', () => {
    const { found, collector } = run([hit('token', 5, 45, { confidence: 1 }), hit('token', 50, 90, { confidence: 2 })]);
    expect(names(found)).toEqual(['token@50']);
    expect(collector.hidden).toBe(1);
    expect(run([hit('token', 5, 45, { confidence: 1 })], { least: 1 }).found[0]?.confidence).toBe('low');
  });
});

describe('overlap', () => {
  test('a literal beats what only its place gives away, and names it', () => {
    const { found } = run([hit('generic-assignment', 10, 50, GENERIC), hit('token', 10, 50)]);
    expect(names(found)).toEqual(['token@10']);
    expect(found[0]?.also).toEqual(['generic-assignment']);
  });

  test('one finding for a token in a bearer header and one for a key in a JSON value', () => {
    const { found } = run([
      hit('bearer', 100, 300, { reasons: layout.R_HEADER | layout.R_STRUCTURE }),
      hit('jwt', 100, 300, { reasons: layout.R_PREFIX | layout.R_STRUCTURE }),
      hit('generic-assignment', 1000, 2700, GENERIC),
      hit('private-key', 1001, 2699, { reasons: layout.R_STRUCTURE }),
    ]);
    expect(names(found)).toEqual(['jwt@100', 'private-key@1001']);
  });

  test('a chance match inside a private key does not win', () => {
    const { found } = run([hit('private-key', 1000, 2700, { reasons: layout.R_STRUCTURE }), hit('token', 1500, 1540)]);
    expect(names(found)).toEqual(['private-key@1000']);
    expect(found[0]?.also).toEqual(['token']);
  });

  test('but a passing checksum does', () => {
    const { found } = run([
      hit('private-key', 1000, 2700, { reasons: layout.R_STRUCTURE }),
      hit('token', 1500, 1540, { reasons: FULL | layout.R_CHECKSUM }),
    ]);
    expect(names(found)).toEqual(['token@1500']);
  });

  test('a hit that would be hidden gives way to one that is shown', () => {
    const failed = { confidence: 1, reasons: FULL | layout.R_STRUCTURE_FAILED } as const;
    expect(names(run([hit('token', 10, 50, failed), hit('generic-assignment', 10, 50, { ...GENERIC, confidence: 2 })]).found)).toEqual(['generic-assignment@10']);
  });

  test.each([layout.R_EXAMPLE, layout.R_CHECKSUM_FAILED])('except that a rule which knows the example, or whose checksum fails, keeps its say (%d)', (reason) => {
    const example = { confidence: 1, reasons: FULL | reason } as const;
    const { found, collector } = run([hit('token', 10, 50, example), hit('generic-assignment', 10, 50, { ...GENERIC, confidence: 2 })]);
    expect(found).toEqual([]);
    expect(collector.hidden).toBe(1);
  });

  test('types do not compete', () => {
    expect(run([hit('token', 10, 50), hit('address', 20, 30)]).found).toHaveLength(2);
  });

  test('one wide loser leaves room for two winners', () => {
    const { found } = run([hit('generic-assignment', 10, 200, GENERIC), hit('token', 20, 60), hit('token', 100, 140)]);
    expect(names(found)).toEqual(['token@20', 'token@100']);
  });

  test('two secrets of one encoded piece are two findings, the same one twice is one', () => {
    const chain = [{ encoding: layout.ENC_BASE64, start: 10, end: 400 }];
    const { found } = run([
      hit('token', 10, 400, { chain, secretPtr: 5000, secretLength: 40 }),
      hit('token', 10, 400, { chain, secretPtr: 5100, secretLength: 40 }),
      hit('generic-assignment', 10, 400, { ...GENERIC, chain, secretPtr: 5000, secretLength: 42 }),
    ]);
    expect(names(found)).toEqual(['token@10', 'token@10']);
    expect(found[0]?.decoded).toEqual([{ as: 'base64', byte_start: 10, byte_end: 400 }]);
    expect(found[0]?.length).toBe(40);
  });
});

describe('settling', () => {
  const kinds = fc.constantFrom<Partial<RawHit>>(GENERIC, {}, { reasons: layout.R_STRUCTURE }, { reasons: FULL | layout.R_CHECKSUM }, { confidence: 1 });
  const drawn = fc.array(fc.tuple(fc.constantFrom('token', 'generic-assignment', 'jwt', 'address'), fc.nat(300), fc.integer({ min: 1, max: 120 }), kinds), {
    minLength: 2, maxLength: 60,
  });

  test('winners of a type are apart, and every loser touches a winner that names it', () => {
    fc.assert(
      fc.property(drawn, (list) => {
        const hits = list.map(([id, start, size, more]) => hit(id, start, start + size, more));
        const { found } = run(hits, { least: 1 });
        const type = (id: string): string => RULES.find((r) => r.id === id)!.type;
        for (const a of found) {
          for (const b of found) {
            if (a !== b && a.violation_type === b.violation_type) expect(a.byte_end <= b.byte_start || b.byte_end <= a.byte_start).toBe(true);
          }
        }
        for (const h of hits) {
          const { id } = RULES[h.rule]!;
          const near = found.filter((f) => f.violation_type === type(id) && f.byte_start < h.end && h.start < f.byte_end);
          expect(near.some((f) => f.rule_id === id || f.also?.includes(id))).toBe(true);
        }
      }),
    );
  });
});

describe('batches', () => {
  const hits = [
    hit('token', 10, 50), hit('generic-assignment', 10, 60, GENERIC), hit('token', 300, 340), hit('address', 320, 330),
    hit('private-key', 400, 2100, { reasons: layout.R_STRUCTURE }), hit('token', 900, 940), hit('key-id', 3000, 3020),
    hit('key-secret', 3100, 3140), hit('token', 5000, 5040, { confidence: 1 }), hit('jwt', 9000, 9300),
  ];

  test.each([1, 7, 64, 300, 1000, 5000])('any horizon step gives the same findings: %i', (step) => {
    const whole = run(hits, { fingerprinter: new Fingerprinter(new Uint8Array(32)) });
    const found: Finding[] = [];
    const collector = new Collector(TABLE, { fingerprinter: new Fingerprinter(new Uint8Array(32)) }, (f) => found.push(f));
    let given = 0;
    for (let horizon = step; horizon < 10_000; horizon += step) {
      const batch = hits.filter((h) => h.start >= given && h.start < horizon).reverse();
      given = horizon;
      const before = found.length;
      collector.sink(batch, horizon, source);
      for (const finding of found.slice(before)) expect(finding.byte_start).toBeLessThan(horizon);
      for (const finding of found) expect(finding.byte_start < collector.settled || finding.byte_start < horizon).toBe(true);
    }
    collector.sink(hits.filter((h) => h.start >= given), Number.POSITIVE_INFINITY, source);
    collector.finish();
    expect(found).toEqual(whole.found);
    expect(collector.hidden).toBe(whole.collector.hidden);
  });

  test('a secret that outlives its batch is read from its copy', () => {
    const found: Finding[] = [];
    const collector = new Collector(TABLE, { reveal: true }, (f) => found.push(f));
    const own = memory.slice();
    const moving = { ...source, memory: own };
    collector.sink([hit('token', 100, 140)], 120, moving);
    const expected = memory.slice(100, 140);
    own.fill(0x2a);
    collector.sink([], 1000, moving);
    expect(found[0]?.secret?.reveal()).toEqual(expected);
  });

  test('settled never passes what is still held', () => {
    const collector = new Collector(TABLE, {}, () => undefined);
    collector.sink([hit('token', 100, 140)], 120, source);
    expect(collector.settled).toBe(100);
    collector.sink([], 500, source);
    expect(collector.settled).toBe(500);
    collector.sink([hit('key-id', 600, 620)], 700, source);
    expect(collector.settled).toBe(600);
  });

  test('overlapping hits without end do not pile up', () => {
    const found: Finding[] = [];
    const collector = new Collector(TABLE, {}, (f) => found.push(f));
    for (let at = 0; at < 60_000; at += 20) collector.sink([hit('token', at, at + 39)], at + 30, { ...source });
    for (let lap = 1; lap < 10; lap += 1) {
      for (let at = 0; at < 60_000; at += 20) {
        const start = lap * 60_000 + at;
        collector.sink([hit('token', start, start + 39, { secretPtr: at })], start + 30, source);
      }
    }
    expect(found.length).toBeGreaterThan(1000);
  });
});

describe('pairs', () => {
  const context = { confidence: 1, reasons: layout.R_LENGTH | layout.R_NO_CONTEXT } as const;

  test('halves name each other and the weak half rises', () => {
    const { found } = run([hit('key-id', 100, 120), hit('key-secret', 150, 190, context)]);
    expect(found.map((f) => [f.rule_id, f.id, f.related, f.confidence])).toEqual([
      ['key-id', 'f1', ['f2'], 'high'],
      ['key-secret', 'f2', ['f1'], 'medium'],
    ]);
    expect(found[1]?.reasons).toEqual(['length', 'pair']);
  });

  test('each half has one mate of a rule, the nearest', () => {
    const { found } = run([hit('key-id', 100, 120), hit('key-secret', 130, 170), hit('key-id', 200, 220), hit('key-secret', 230, 270)]);
    expect(found.map((f) => f.related)).toEqual([['f2'], ['f1'], ['f4'], ['f3']]);
  });

  test('too far apart is no pair', () => {
    const { found, collector } = run([hit('key-id', 100, 120), hit('key-secret', 120 + 513, 680, context)]);
    expect(found.map((f) => f.related)).toEqual([undefined]);
    expect(collector.hidden).toBe(1);
  });

  test('what speaks against a half is not outweighed', () => {
    const example = { confidence: 1, reasons: layout.R_LENGTH | layout.R_EXAMPLE } as const;
    expect(run([hit('key-id', 100, 120), hit('key-secret', 150, 190, example)]).found).toHaveLength(1);
  });

  test('two weak halves do not hold each other up', () => {
    expect(run([hit('key-id', 100, 120, context), hit('key-secret', 150, 190, context)]).found).toEqual([]);
  });

  test('a long run of halves is bounded and numbered without gaps', () => {
    const many = Array.from({ length: 3000 }, (_, i) => hit(i % 3 === 0 ? 'key-id' : 'key-secret', i * 20, i * 20 + 10, { secretPtr: 0, secretLength: 10 }));
    const { found } = run(many);
    expect(found.map((f) => f.id)).toEqual(many.map((_, i) => `f${i + 1}`));
    for (const finding of found) for (const id of finding.related ?? []) expect(found[Number(id.slice(1)) - 1]?.related).toContain(finding.id);
  });
});

describe('what a finding says', () => {
  test('name of the key, unless it is part of a hit itself', () => {
    memory.set(new TextEncoder().encode('api_key'), 30_000);
    const { found } = run([hit('token', 30_010, 30_050, { keyStart: 30_000, keyEnd: 30_007, keyPtr: 30_000 })]);
    expect(found[0]?.key).toBe('api_key');
    const guarded = run([hit('token', 29_990, 30_009), hit('token', 30_010, 30_050, { keyStart: 30_000, keyEnd: 30_007, keyPtr: 30_000 })]);
    expect(guarded.found[1]?.key).toBeUndefined();
  });

  test('public prefix and count, no more', () => {
    const bytes = new TextEncoder().encode('tk_abcdefghij');
    memory.set(bytes, 31_000);
    expect(run([hit('token', 31_000, 31_013)]).found[0]?.match).toBe('tk_[REDACTED_10_CHARS]');
    expect(run([hit('token', 31_001, 31_013)]).found[0]?.match).toBe('[REDACTED_12_CHARS]');
    expect(run([hit('private-key', 31_000, 31_013, { reasons: layout.R_STRUCTURE })]).found[0]?.match).toBe('[PRIVATE_KEY_REDACTED]');
  });

  test('plain hexadecimal keys are called what they look like', () => {
    const digits = Array.from({ length: 64 }, (_, i) => ((i * 7 + 3) % 16).toString(16)).join('');
    memory.set(new TextEncoder().encode(digits), 32_000);
    const [finding] = run([hit('generic-assignment', 32_000, 32_064, GENERIC)]).found;
    expect(finding?.trigger_pattern).toBe('64-character hexadecimal string');
    expect(finding?.suggested_resolution).toContain('[HEX_KEY_REDACTED]');
  });

  test('a revealed secret does not print itself', () => {
    const [finding] = run([hit('token', 31_000, 31_013)], { reveal: true }).found;
    expect(finding?.secret).toBeInstanceOf(Secret);
    expect(JSON.stringify(finding)).not.toContain('abcdefghij');
    expect(`${finding?.secret}`).toBe('[secret]');
    expect(finding?.secret?.revealText()).toBe('tk_abcdefghij');
  });
});
