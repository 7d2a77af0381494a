// `policy diff` on records that a gate made: messages that were held, that passed with something noted, that an exception
// or a comment let pass, and such with nothing in them.

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AuditLogSink } from '../../src/gate/audit-log-sink.ts';
import { comparePolicies, renderComparison } from '../../src/policy/diff.ts';
import { mergePolicies } from '../../src/policy/merge.ts';
import { base64Key, draw, HEX, KEY, makeGate, wireguardText } from '../gate/support.ts';
import { folder, load } from './support.ts';

const NOW = Date.UTC(2026, 4, 1);
const EXCEPTION = (id: string, what: string): string => `exceptions:\n  - { id: ${id}, ${what}, owner: o, reason: r, ticket: t, created: 2026-04-01, expires: 2026-12-01 }\n`;
const secret = draw(HEX, 64);
const key = `def f():\n    api_secret = '${secret}'\n    return api_secret\n`;
/** One private address alone: noted, and let pass. */
const passing = 'def f():\n    return connect("10.1.2.3", 8080)\n';

/** A state directory with the records of these messages, checked under `org`. */
async function recordedUnder(org: string, messages: readonly (readonly [text: string, path?: string])[]): Promise<string> {
  const state = folder();
  const gate = await makeGate({ policy: await load({ org }), audit: new AuditLogSink(join(state, 'audit'), mergePolicies([]).settings, KEY, () => NOW) });
  for (const [text, path] of messages) gate.check(text, path === undefined ? {} : { path });
  await gate.close();
  return state;
}
const compare = async (state: string, before: string, after: string) => comparePolicies(state, await load({ org: before }), await load({ org: after }), NOW);

describe('a tightening', () => {
  it('is seen in messages that passed, by what was noted in them', async () => {
    const state = await recordedUnder('', [[passing], [passing], ['Hello.'], ['Hello again.'], [key]]);
    const found = await compare(state, '', 'levels:\n  - { id: all-addresses, match: { range: private }, level: 2, reason: none leaves }\n');
    expect(found).toMatchObject({ records: 5, empty: 2, unknown: 0, decisions: { tighter: 2, looser: 0, same: 1 }, newly_held: 2, newly_released: 0 });
    expect(found.changes).toMatchObject([{ from: 0, to: 2, row: 'org:all-addresses', count: 2 }]);
    expect(renderComparison(found)).toContain('newly held: 2');
  });
  it('is seen where an exception ends, and where comments are no longer heard', async () => {
    const org = EXCEPTION('vector', 'rule: hex-key-64, path: "tests/*"');
    const state = await recordedUnder(org, [[key, 'tests/a.py'], [`${key.slice(0, -24)}  # wardline:allow hex-key-64 a vector of the standard\n`, 'b.py'], ['Hello.']]);
    expect(await compare(state, org, org)).toMatchObject({ records: 3, changed: 0, decisions: { same: 2 } });
    expect(await compare(state, org, '')).toMatchObject({ newly_held: 1, changes: [{ rule: 'hex-key-64', from: 0, to: 2 }] });
    expect(await compare(state, org, `${org}settings: { inline_allow.enabled: false }\n`)).toMatchObject({ newly_held: 1 });
    expect(await compare(state, org, 'settings: { inline_allow.max_level: 1 }\n')).toMatchObject({ newly_held: 2 });
  });
});

describe('a loosening', () => {
  it('by an exception: rule, path, context, fingerprint and the redacted form fit the records', async () => {
    const state = await recordedUnder('', [[key, 'docs/a.py'], [`token: sk_live_${draw(HEX, 24)}`, 'x']]);
    for (const what of ['rule: hex-key-64', 'path: "docs/*"', 'rule: hex-key-64, context: code', 'pattern: "[REDACTED_64_CHARS]"']) {
      expect(await compare(state, '', EXCEPTION('e', what)), what).toMatchObject({ newly_released: 1, changes: [{ rule: 'hex-key-64', from: 2, to: 0, row: 'exception e' }] });
    }
    expect(await compare(state, '', EXCEPTION('e', 'rule: hex-key-64, path: "src/*"'))).toMatchObject({ newly_released: 0 });
    expect(await compare(state, '', EXCEPTION('e', 'pattern: "sk_live_*"'))).toMatchObject({ newly_released: 1 });
  });
  it('by switching off: rules, kinds, phrases, network', async () => {
    const state = await recordedUnder('', [[key], ['Should i plead guilty?'], [wireguardText(base64Key(32), base64Key(32), 'vpn.acme-lab.net', '10.3.0.1/24')]]);
    expect(await compare(state, '', 'rules: { off: [hex-key-64] }\n')).toMatchObject({ newly_released: 1 });
    expect(await compare(state, '', 'settings: { phrases: off }\n')).toMatchObject({ decisions: { looser: 1 } });
    expect((await compare(state, '', 'settings: { network.enabled: false }\n')).changes.every((one) => one.to === 0 && one.row === 'switched off')).toBe(true);
  });
});

describe('what can\'t be known is said', () => {
  it('always, and for patterns of addresses, and for rows that look at persons and paths', async () => {
    const state = await recordedUnder('', [['reach it at 10.9.8.7 or 10.9.8.6']]);
    const found = await compare(state, '', `${EXCEPTION('e', 'pattern: "10.9.*"')}levels:\n  - { id: p, when: "path.startsWith('x')", level: 2, reason: r }\n`);
    expect(found.newly_released + found.decisions.looser).toBe(0);
    const words = found.limits.join('\n');
    expect(words).toContain('rules that are new');
    expect(words).toContain('hosts and addresses are not on record');
    expect(words).toContain('without path');
  });
  it('of the message nothing is on record', async () => {
    const state = await recordedUnder('', [[key], [passing], ['reach it at 10.9.8.7 or 10.9.8.6']]);
    const { readFileSync } = await import('node:fs');
    const log = readFileSync(join(state, 'audit', 'log-000001.jsonl'), 'utf8');
    for (const text of [secret, '10.1.2.3', '10.9.8', 'api_secret', 'connect']) expect(log).not.toContain(text);
    expect(log).toContain('"noted":[{');
  });
});
