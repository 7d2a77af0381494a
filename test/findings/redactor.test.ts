import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/findings/finding.ts';
import { findingLine, placeJson, renumber } from '../../src/findings/jsonl.ts';
import { Redactor, type RedactorOptions, TokenNumbers } from '../../src/findings/redactor.ts';
import { createRuleTable } from '../../src/findings/rule-table.ts';
import { Secret } from '../../src/findings/secret.ts';

const TABLE = createRuleTable(
  ['token', 'grave'].map((id) => ({
    id, name: `a ${id}`, provider: 'Acme "Ltd"', kind: 'api_token', type: 'CREDENTIAL_DETECTION' as const,
    severity: id === 'grave' ? ('critical' as const) : ('low' as const), family: id, advice: '', pairs: [], prefix: '', on: true,
  })),
);

function finding(start: number, end: number, more: Partial<Finding> = {}): Finding {
  const rule = TABLE.entryOf(more.rule_id ?? 'token')!;
  return {
    rule_id: 'token', violation_type: rule.type, trigger_pattern: rule.name, kind: rule.kind, provider: rule.provider, severity: rule.severity,
    confidence: 'high', reasons: Object.freeze(['prefix']), byte_start: start, byte_end: end, line: 1, column: start + 1, end_line: 1,
    end_column: end + 1, id: 'f1', match: '[REDACTED_3_CHARS]', length: end - start, entropy: 3.5,
    fingerprint: `hmac-sha256:01234567:${'0123456789abcdef'.repeat(4)}`, suggested_resolution: rule.suggestion, policy_reference: rule.reference, ...more,
  };
}

function redact(text: string, findings: readonly Finding[], options: RedactorOptions = {}, cuts: readonly number[] = []): string {
  const out: Buffer[] = [];
  const redactor = new Redactor(TABLE, options, (bytes) => out.push(Buffer.from(bytes)));
  const bytes = Buffer.from(text, 'latin1');
  let at = 0;
  let told = 0;
  for (const cut of [...cuts, bytes.length]) {
    redactor.bytes(bytes.subarray(at, cut));
    at = cut;
    while (told < findings.length && findings[told]!.byte_start < cut) redactor.finding(findings[told++]!);
    redactor.settle(cut);
  }
  redactor.finish();
  expect(redactor.held).toBe(0);
  return Buffer.concat(out).toString('latin1');
}

describe('redactor', () => {
  test('replaces what is found and leaves the rest byte for byte', () => {
    expect(redact('key=SECRET\xff\x00;', [finding(4, 10)])).toBe('key=[TOKEN_REDACTED]\xff\x00;');
  });

  test('the styles', () => {
    const two = [finding(0, 3), finding(4, 7), finding(8, 11, { fingerprint: `hmac-sha256:01234567:${'f'.repeat(64)}` })];
    expect(redact('AAA AAA BBB', two, { style: 'token' })).toBe('[TOKEN_REDACTED_1] [TOKEN_REDACTED_1] [TOKEN_REDACTED_2]');
    expect(redact('AAA AAA BBB', two, { style: 'hash' })).toBe('[TOKEN_REDACTED_0123456789abcdef] [TOKEN_REDACTED_0123456789abcdef] [TOKEN_REDACTED_ffffffffffffffff]');
    expect(redact('xA\r\nAx', [finding(1, 5)], { style: 'mask' })).toBe('x*\r\n*x');
  });

  test('numbers agree between inputs that share them', () => {
    const tokens = new TokenNumbers();
    expect(redact('AAA', [finding(0, 3)], { style: 'token', tokens })).toBe('[TOKEN_REDACTED_1]');
    expect(redact('AAA', [finding(0, 3)], { style: 'token', tokens })).toBe('[TOKEN_REDACTED_1]');
  });

  test('what overlaps is replaced once, under the gravest name', () => {
    expect(redact('0123456789', [finding(1, 4), finding(3, 7, { rule_id: 'grave', severity: 'critical' })])).toBe('0[GRAVE_REDACTED]789');
  });

  test('wide characters are written as the input writes them', () => {
    const encode = (text: string): Uint8Array => Buffer.from(text, 'utf16le');
    const out: Buffer[] = [];
    const redactor = new Redactor(TABLE, { encode }, (bytes) => out.push(Buffer.from(bytes)));
    redactor.bytes(Buffer.from('a=SECRET;', 'utf16le'));
    redactor.finding(finding(4, 16));
    redactor.finish();
    expect(Buffer.concat(out).toString('utf16le')).toBe('a=[TOKEN_REDACTED];');
  });

  test('a finding whose end never came is not let through', () => {
    expect(redact('abcdef', [finding(3, 9)])).toBe('abc[TOKEN_REDACTED]');
  });

  test('how the input is cut does not matter', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 30 }))),
        fc.array(fc.nat(300)),
        fc.constantFrom('label' as const, 'mask' as const),
        (gaps, cuts, style) => {
          let at = 0;
          const findings: Finding[] = [];
          let expected = '';
          let text = '';
          for (const [gap, size] of gaps) {
            text += 'k'.repeat(gap) + 'S'.repeat(size);
            expected += 'k'.repeat(gap) + (style === 'mask' ? '*'.repeat(size) : '[TOKEN_REDACTED]');
            findings.push(finding(at + gap, at + gap + size));
            at += gap + size;
          }
          // Neighbours that touch are two findings; ids don't matter here.
          const places = cuts.filter((c) => c < text.length).sort((a, b) => a - b);
          expect(redact(text, findings, { style }, places)).toBe(expected);
        },
      ),
    );
  });
});

describe('JSON line', () => {
  test('is the contract\'s, field by field', () => {
    const place = placeJson({ path: 'a "b".gz', entry: 'c/d.log' });
    const line = findingLine(TABLE, finding(4, 10, { related: ['f2'], key: 'api "key"' }), place);
    const parsed = JSON.parse(line) as Record<string, unknown>;
    expect(Object.keys(parsed)).toEqual([
      'type', 'schema', 'rule_id', 'violation_type', 'trigger_pattern', 'kind', 'provider', 'severity', 'confidence', 'reasons', 'path', 'entry',
      'byte_start', 'byte_end', 'line', 'column', 'end_line', 'end_column', 'id', 'match', 'length', 'entropy', 'fingerprint', 'related', 'key',
      'suggested_resolution', 'policy_reference',
    ]);
    expect(parsed).toMatchObject({ ...finding(4, 10), path: 'a "b".gz', entry: 'c/d.log', key: 'api "key"', provider: 'Acme "Ltd"' });
  });

  test('holds the secret only when asked', () => {
    const secret = new Secret(new TextEncoder().encode('never-seen'));
    expect(findingLine(TABLE, finding(4, 10, { secret }), '')).not.toContain('never-seen');
    expect(JSON.parse(findingLine(TABLE, finding(4, 10, { secret }), '', true))).toMatchObject({ secret: 'never-seen' });
  });

  test('renumbering moves relations along', () => {
    expect(renumber(finding(1, 2, { id: 'f3', related: ['f4'] }), 10)).toMatchObject({ id: 'f13', related: ['f14'] });
  });
});
