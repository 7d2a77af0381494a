import { describe, expect, it } from 'vitest';
// @ts-expect-error plain JavaScript without types
import { measure, rightProvider } from '../../bench/accuracy/suites.mjs';
// @ts-expect-error plain JavaScript without types
import { quantile } from '../../bench/lib/stats.mjs';
// @ts-expect-error plain JavaScript without types
import { expectCount } from '../../bench/lib/results.mjs';

const row = (rule: string, label: string, text: string, secret: string | null, provider = 'acme') => ({ rule, label, text, secret, provider });
/** Finds every run of capital letters. */
const scan = (text: string) => [...text.matchAll(/[A-Z]+/g)].map((m) => ({ char_start: m.index, char_end: m.index + m[0].length, provider: 'Acme Inc', rule_id: 'capitals' }));

describe('accuracy figures', () => {
  it('counts a case as found when a finding overlaps its secret, at any of its places', () => {
    const result = measure([row('a', 'tp', 'xx ABC', 'ABC'), row('a', 'tp', 'ABC xx', 'xx'), row('b', 'tp', 'yy; yyABC', 'yyA'), row('b', 'tp', 'some ABC', null)], scan);
    expect([result.found, result.tp]).toEqual([3, 4]);
    expect(result.micro).toBe(75);
    expect(result.macro).toBe(75); // a: 1 of 2, b: 2 of 2
    expect(result.misses.map((one: { row: { text: string } }) => one.row.text)).toEqual(['ABC xx']);
  });

  it('counts any finding in a negative as an alarm, and failures as nothing found', () => {
    const result = measure([row('a', 'fp', 'ABC', null), row('a', 'fp', 'abc', null)], scan);
    expect([result.alarmRate, result.macro]).toEqual([50, null]);
    const failing = measure([row('a', 'tp', 'ABC', 'ABC')], () => {
      throw new Error('no');
    });
    expect([failing.found, failing.failures.length]).toEqual([0, 1]);
  });

  it('knows providers by part of their name and by their other names', () => {
    expect(rightProvider('github', 'GitHub')).toBe(true);
    expect(rightProvider('gcp', 'Google Cloud')).toBe(true);
    expect(rightProvider('stripe', 'Slack')).toBe(false);
    expect(rightProvider('stripe', '')).toBe(false);
  });

  it('refuses a time whose count is wrong', () => {
    expect(() => expectCount('x', 3, 4)).toThrow(/expected a count of 3, got 4/);
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  });
});
