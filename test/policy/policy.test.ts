import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { compileConditions } from '../../src/policy/conditions.ts';
import { exceptionFor, globFits, stateOf } from '../../src/policy/exceptions.ts';
import { addException, expireException } from '../../src/policy/exception-file.ts';
import { inlineAllowFor, inlineAllows } from '../../src/policy/inline.ts';
import { makePrivateKey, publicKeyText } from '../../src/policy/keys.ts';
import { decide } from '../../src/policy/levels.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import type { Features } from '../../src/policy/model.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { policySchema } from '../../src/policy/schema.ts';
import { SETTING_NAMES } from '../../src/policy/settings.ts';
import { showPolicy } from '../../src/policy/show.ts';
import { signPolicy } from '../../src/policy/signature.ts';
import { WardlineError } from '../../src/errors.ts';
import { folder, load, places } from './support.ts';

const credential: Features = {
  type: 'CREDENTIAL_DETECTION', kind: 'api_key', rule: 'x', provider: 'Acme', severity: 'high', confidence: 'high', context: 'code', range: '', corroborated: false, same_type: 1, language: 'python',
  surface: 'cli', path: '', user: 'ann', groups: [],
};
const level = async (layers: Parameters<typeof load>[0], features: Partial<Features> = {}) => {
  const { policy, conditions } = await load(layers);
  return decide(policy, { ...credential, ...features }, conditions);
};
const row = (id: string, to: number, match = '{ type: CREDENTIAL_DETECTION }'): string => `levels:\n  - { id: ${id}, match: ${match}, level: ${to}, reason: because }\n`;

describe('levels', () => {
  it('the base says', async () => expect(await level({})).toMatchObject({ level: 2, layer: 'base', row: 'credential' }));
  it('a lower policy may loosen what is not locked', async () => expect(await level({ project: row('mine', 0) })).toMatchObject({ level: 0, layer: 'project', row: 'mine' }));
  it('a lower policy may not loosen what is locked, and the answer says so', async () => {
    for (const lock of ['levels', 'levels.CREDENTIAL_DETECTION', 'levels.CREDENTIAL_DETECTION.api_key', 'levels.2']) {
      const verdict = await level({ org: `locks: [${lock}]\n`, project: row('mine', 1) });
      expect(verdict).toMatchObject({ level: 2, row: 'credential' });
      expect(verdict.remarks.join()).toMatch(/locked by org/);
    }
    expect(await level({ org: 'locks: [levels.NETWORK_SECURITY]\n', project: row('mine', 1) })).toMatchObject({ level: 1 });
  });
  it('tightening is always allowed', async () => expect(await level({ org: 'locks: [levels]\n', user: row('strict', 3) })).toMatchObject({ level: 3, layer: 'user' }));
  it('an organization is not bound by its own lock', async () => expect(await level({ org: `locks: [levels]\n${row('ours', 1)}` })).toMatchObject({ level: 1, layer: 'org' }));
  it('level 3 is locked by the base', async () => expect(await level({ org: row('never', 0, '{ kind: child_safety }') }, { type: 'CONTENT_POLICY', kind: 'child_safety' })).toMatchObject({ level: 3 }));
  it('a project that may only tighten', async () => expect(await level({ org: 'settings: { project_policy: tighten_only }\n', project: row('mine', 0) })).toMatchObject({ level: 2 }));
  it('conditions', async () => {
    const org = `levels:\n  - { id: team, match: { context: security_research }, when: "'security' in groups && confidence != 'high'", level: 1, reason: team }\n`;
    expect(await level({ org }, { context: 'security_research', groups: ['security'], confidence: 'medium' })).toMatchObject({ level: 1 });
    expect(await level({ org }, { context: 'security_research', groups: ['security'] })).toMatchObject({ level: 2 });
    expect(await level({ org }, { context: 'security_research', groups: [], confidence: 'medium' })).toMatchObject({ level: 2 });
  });
});

describe('settings', () => {
  it('origin, lock and refusal are told', async () => {
    const { policy } = await load({ org: 'settings: { overrides: { max_hours: 4 } }\nlocks: [overrides]\n', project: 'settings: { overrides.max_hours: 8, overrides.four_eyes: true }\n', user: 'settings: { overrides.max_hours: 2 }\n' });
    expect(policy.settings['overrides.max_hours']).toBe(2);
    expect(policy.settings['overrides.four_eyes']).toBe(true);
    expect(policy.origins.get('overrides.max_hours')).toMatchObject({ origin: { layer: 'user' }, locked_by: 'org' });
    expect(policy.refused).toEqual([{ layer: 'project', what: 'overrides.max_hours = 8', reason: '`overrides.max_hours` is locked by org' }]);
    const shown = showPolicy(policy, Date.now());
    for (const name of SETTING_NAMES) expect(shown).toContain(name);
    expect(shown).toContain('`overrides.max_hours` is locked by org');
  });
  it('identities are the organization\'s to name', async () => {
    const { policy } = await load({ org: 'identities: [{ name: ann, roles: [approver] }]\n', user: 'identities: [{ name: me, roles: [approver] }]\n' });
    expect(policy.identities.map((one) => one.name)).toEqual(['ann']);
  });
});

describe('mistakes', () => {
  const wrong = (text: string): string => {
    try {
      parsePolicy(text, 'p.yaml');
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };
  it.each([
    ['an unknown key', 'wardline: policy@1\nid: a\nsetings: {}\n', /p\.yaml:3:1: unknown key `setings`.*\n.*did you mean `settings`/],
    ['a wrong type', 'wardline: policy@1\nid: a\nsettings: { failure: 3 }\n', /p\.yaml:3:22: `failure` must be one of closed, open/],
    ['a bad date', 'wardline: policy@1\nid: a\nexceptions: [{ id: e, rule: r, owner: o, reason: x, ticket: t, created: 2026-02-30, expires: 2026-12-31 }]\n', /p\.yaml:3:\d+: `created` is no day/],
    ['no format', 'id: a\n', /`wardline` is missing/],
    ['a level that is none', 'wardline: policy@1\nid: a\nlevels: [{ id: r, level: 4, reason: x }]\n', /p\.yaml:3:26: `level` must be a whole number from 0 to 3/],
    ['an exception for everything', 'wardline: policy@1\nid: a\nexceptions: [{ id: e, context: code, owner: o, reason: x, ticket: t, created: 2026-02-01, expires: 2026-12-31 }]\n', /by context alone/],
    ['a secret as fingerprint', 'wardline: policy@1\nid: a\nexceptions: [{ id: e, fingerprint: hunter2, owner: o, reason: x, ticket: t, created: 2026-02-01, expires: 2026-12-31 }]\n', /never the secret itself/],
    ['a lock on nothing', 'wardline: policy@1\nid: a\nlocks: [levls]\n', /can't be locked/],
    ['no YAML', 'wardline: [\n', /p\.yaml:\d+:\d+: not valid YAML/],
  ])('%s', (_, text, message) => expect(wrong(text)).toMatch(message));
  it('conditions that do not compile have their place', async () => {
    await expect(load({ org: 'levels:\n  - { id: r, level: 1, reason: x, when: "nothing == 1" }\n' })).rejects.toThrow(/org\.yaml:5:\d+: the condition does not compile/);
    for (const text of ['kind.matches /* no comment of CEL */("a+")', 'path.matches // hidden\n("(a+)+$")', 'groups.map(g, g).size() > 0', 'groups.all(a, groups.all(b, a == b))', '[1, 2].exists(a, [1, 2].exists(b, [a].all(c, c == b)))', '"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!".matches("(a+)+$")']) {
      await expect(compileConditions([{ text }]), text).rejects.toThrow(WardlineError);
    }
    await expect(compileConditions([{ text: "groups.exists(g, g in ['a']) && path.startsWith('x') && size(groups) > 0" }])).resolves.toBeDefined();
    await expect(compileConditions([{ text: 'kind.matches("a+")' }])).rejects.toThrow(/`matches` is not allowed/);
    await expect(compileConditions([{ text: '"a" + kind' }])).rejects.toThrow(/not true or false/);
    await expect(compileConditions([{ text: 'x'.repeat(5000) }])).rejects.toThrow(/at most 4096/);
  });
  it('a cycle of includes', async () => {
    const dir = folder();
    writeFileSync(join(dir, 'b.yaml'), 'wardline: policy@1\nid: b\ninclude: [org.yaml]\n');
    await expect(load({ dir, org: 'include: [b.yaml]\n' })).rejects.toThrow(/b\.yaml:3:11: the includes go round/);
  });
  it('nothing half-applied', async () => {
    await expect(load({ org: 'settings: { overrides.max_hours: 1, failure: perhaps }\n' })).rejects.toMatchObject({ code: 'policy_invalid' });
  });
});

describe('signatures', () => {
  it('a pinned policy: good, changed, unsigned, of another key, missing', async () => {
    const { key } = makePrivateKey();
    const pin = { key: publicKeyText(key), from: 'the test' };
    const at = places({ org: 'settings: { failure: open }\n', pin });
    const file = at.org as string;
    await expect(loadPolicy(at)).rejects.toThrow(/has no signature/);
    writeFileSync(`${file}.sig`, signPolicy(readFileSync(file), key));
    expect((await loadPolicy(at)).policy.sources[1]).toMatchObject({ signature: 'pinned' });
    writeFileSync(`${file}.sig`, signPolicy(readFileSync(file), makePrivateKey().key));
    await expect(loadPolicy(at)).rejects.toMatchObject({ code: 'policy_signature' });
    writeFileSync(`${file}.sig`, signPolicy(readFileSync(file), key));
    writeFileSync(file, `${readFileSync(file, 'utf8')}# changed\n`);
    await expect(loadPolicy(at)).rejects.toThrow(/was changed after it was signed/);
    await expect(loadPolicy({ ...at, org: null })).rejects.toMatchObject({ code: 'policy_missing' });
  });
});

describe('exceptions', () => {
  const one = (selector: string, expires = '2026-06-30'): string => `exceptions: [{ id: e, ${selector}, owner: o, reason: r, ticket: t, created: 2026-01-01, expires: ${expires} }]\n`;
  const subject = { fingerprint: `hmac-sha256:00000000:${'a'.repeat(64)}`, rule: 'r1', path: 'docs/a.md', shown: ['vpn.acme.io:443'], context: 'code', level: 2 };
  const at = (day: string): number => Date.parse(`${day}T12:00:00Z`);
  it.each([['rule: r1', true], ['rule: r2', false], ['path: "docs/*"', true], ['path: "src/*"', false], ['pattern: "*.acme.io:*"', true], ['rule: r1, context: code', true], ['rule: r1, context: general', false], [`fingerprint: "hmac-sha256:00000000:${'a'.repeat(64)}"`, true]])('%s', async (selector, fits) => {
    const { policy } = await load({ project: one(selector) });
    expect(exceptionFor(policy, subject, at('2026-03-01')) !== null).toBe(fits);
    expect(exceptionFor(policy, { ...subject, level: 3 }, at('2026-03-01'))).toBeNull();
  });
  it('expired, not yet begun and too long ones do not work', async () => {
    const { policy } = await load({ project: one('rule: r1') });
    expect(exceptionFor(policy, subject, at('2026-06-30'))).not.toBeNull();
    expect(exceptionFor(policy, subject, at('2026-07-01'))).toBeNull();
    expect(exceptionFor(policy, subject, at('2025-12-31'))).toBeNull();
    const long = await load({ project: one('rule: r1', '2030-01-01') });
    expect(exceptionFor(long.policy, subject, at('2026-03-01'))).toBeNull();
    expect(stateOf(long.policy.exceptions[0]?.exception as never, at('2026-03-01'), 365)).toBe('too_long');
  });
  it('an organization can lock them', async () => {
    const { policy } = await load({ org: 'locks: [exceptions]\n', project: one('rule: r1') });
    expect(policy.exceptions).toEqual([]);
    expect(policy.refused[0]?.reason).toMatch(/locked by org/);
  });
  it('are added and ended in the file, comments stay', () => {
    const file = join(folder(), 'policy.yaml');
    writeFileSync(file, "# ours\nwardline: policy@1\nid: own\nversion: '1' # first\n");
    addException(file, { id: 'e1', rule: 'r1', owner: 'o', reason: 'r', ticket: 't', created: '2026-01-01', expires: '2026-12-31' });
    expect(parsePolicy(readFileSync(file, 'utf8'), file).document.exceptions).toHaveLength(1);
    expect(readFileSync(file, 'utf8')).toContain("# ours\nwardline: policy@1\nid: own\nversion: '1' # first");
    expireException(file, 'e1', Date.UTC(2026, 4, 1));
    expect(parsePolicy(readFileSync(file, 'utf8'), file).document.exceptions[0]).toMatchObject({ expires: '2026-04-30' });
    expect(() => addException(file, { id: 'bad', owner: 'o', reason: 'r', ticket: 't', created: '2026-01-01', expires: '2026-12-31' })).toThrow(/names nothing/);
    expect(readFileSync(file, 'utf8')).not.toContain('bad');
  });
  it('globs', () => {
    expect(globFits('a*c*', 'abcd')).toBe(true);
    expect(globFits('*', '')).toBe(true);
    expect(globFits('a*b', 'acd')).toBe(false);
    const begun = performance.now();
    globFits(`${'*a'.repeat(200)}b`, 'a'.repeat(4000));
    expect(performance.now() - begun).toBeLessThan(300);
  });
  it('inline comments need a rule and a reason, and stand on the line or above it', () => {
    const allows = inlineAllows('x\n# wardline:allow hex-key-64 test vector of the RFC\nkey\n// wardline:allow other\nz');
    expect(allows).toEqual([{ rule: 'hex-key-64', reason: 'test vector of the RFC', line: 2 }]);
    expect(inlineAllowFor(allows, 'hex-key-64', 3)).not.toBeNull();
    expect(inlineAllowFor(allows, 'hex-key-64', 4)).toBeNull();
    expect(inlineAllowFor(allows, 'jwt', 3)).toBeNull();
  });
});

describe('the schema', () => {
  const validate = new Ajv({ allowUnionTypes: true, strict: false }).compile(policySchema() as object);
  it('takes the shipped policy and refuses what the reader refuses', () => {
    expect(validate(parse(readFileSync(new URL('../../policies/base.yaml', import.meta.url), 'utf8')))).toBe(true);
    expect(validate({ wardline: 'policy@1', id: 'a', settings: { overrides: { max_hours: 2 }, 'audit.person': 'name' } })).toBe(true);
    for (const wrong of [{ id: 'a' }, { wardline: 'policy@1', id: 'a', x: 1 }, { wardline: 'policy@1', id: 'a', settings: { failure: 'x' } }, { wardline: 'policy@1', id: 'a', levels: [{ id: 'r', level: 9, reason: 'x' }] }]) expect(validate(wrong)).toBe(false);
  });
  it('is the published one', () => {
    expect(JSON.parse(readFileSync(new URL('../../docs/policy.schema.json', import.meta.url), 'utf8'))).toEqual(JSON.parse(JSON.stringify(policySchema())));
  });
});
