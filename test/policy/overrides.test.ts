import { execFile } from 'node:child_process';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import { listDisputes, openDispute, resolveDispute } from '../../src/policy/dispute-store.ts';
import { grantOverride } from '../../src/policy/override-grant.ts';
import { makePrivateKey, publicKeyText } from '../../src/policy/keys.ts';
import type { EffectivePolicy } from '../../src/policy/merge.ts';
import { listOverrides, requestOverride } from '../../src/policy/override-store.ts';
import { addSignature, makeToken, type OverridePayload } from '../../src/policy/override-token.ts';
import { logIdentity } from '../../src/policy/state-log.ts';
import { useOverride } from '../../src/policy/override-use.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { folder, load } from './support.ts';

const NOW = Date.UTC(2026, 4, 1, 12);
const HOUR = 3_600_000;
const bob = { name: 'bob', ...makePrivateKey() };
const eve = { name: 'eve', ...makePrivateKey() };
const mallory = { name: 'mallory', ...makePrivateKey() };
const message = `hmac-sha256:00000000:${'1'.repeat(64)}`;
const identities = `identities:\n  - { name: ann, roles: [member] }\n  - { name: bob, roles: [approver], key: '${publicKeyText(bob.key)}' }\n  - { name: eve, roles: [approver], key: '${publicKeyText(eve.key)}' }\n  - { name: mallory, roles: [member], key: '${publicKeyText(mallory.key)}' }\n`;

let state: string;
beforeEach(() => {
  state = join(folder(), 'state');
});
const policyWith = async (settings = ''): Promise<EffectivePolicy> => (await load({ org: `${identities}settings: { overrides.max_hours: 4, overrides.max_uses: 2, overrides.per_person_day: 3${settings} }\n` })).policy;
const ask = (policy: EffectivePolicy, level = 2, who = 'ann') => requestOverride(state, policy, { who, fingerprint: message, level, rules: ['jwt'], reason: 'report', requestId: 'req_x' }, NOW);
const grant = (policy: EffectivePolicy, id: string, by = bob, more = {}) => grantOverride(state, policy, id, by, { hours: 1, uses: 1, now: NOW, ...more });
const use = (policy: EffectivePolicy, token: string, more = {}) => useOverride(state, policy, token, { fingerprint: message, level: 2, user: 'ann', rules: ['jwt'], now: NOW + 1000, ...more });

describe('a granted override', () => {
  it('lets its message pass once, and is recorded', async () => {
    const policy = await policyWith();
    const { id } = ask(policy);
    const { token } = grant(policy, id);
    expect(use(policy, token)).toBe(id);
    expect(() => use(policy, token)).toThrow(/was used already/);
    expect(listOverrides(state, NOW)[0]).toMatchObject({ state: 'used', uses: 1, approvers: ['bob'] });
    expect(verifyLog(join(state, 'audit')).ok).toBe(true);
    expect(readFileSync(join(state, 'audit', 'log-000001.jsonl'), 'utf8')).not.toContain(token.split('.')[1]);
  });
  it('is for one message, one person, one time and no graver level', async () => {
    const policy = await policyWith();
    const { token } = grant(policy, ask(policy).id);
    expect(() => use(policy, token, { fingerprint: message.replace('1', '2') })).toThrow(/another message/);
    expect(() => use(policy, token, { user: 'zoe' })).toThrow(/is for `ann`/);
    expect(() => use(policy, token, { now: NOW + HOUR })).toThrow(/has expired/);
    expect(() => use(policy, token, { level: 3 })).toThrow(/graver/);
    expect(listOverrides(state, NOW)[0]).toMatchObject({ uses: 0 });
  });
  it('can be used as often as granted, and no more', async () => {
    const policy = await policyWith();
    const { token } = grant(policy, ask(policy).id, bob, { uses: 2 });
    use(policy, token);
    use(policy, token);
    expect(() => use(policy, token)).toThrow(/used 2 times already/);
  });
  it('a person has a limit a day', async () => {
    const policy = await policyWith();
    for (let i = 0; i < 3; i += 1) use(policy, grant(policy, ask(policy).id).token);
    const { token } = grant(policy, ask(policy).id, bob, { hours: 4 });
    expect(() => use(policy, token)).toThrow(/which is the limit/);
  });
});

describe('forgeries', () => {
  const bare = { id: 'ov_x', message, who: 'ann', level: 2, rules: ['jwt'], reason: '', uses: 1, granted: NOW, expires: NOW + HOUR };
  /** As somebody would write it who can read the state directory. */
  let payload: OverridePayload;
  beforeEach(() => {
    payload = { ...bare, log: logIdentity(state) };
  });
  it('every changed character is refused', async () => {
    const policy = await policyWith();
    const { token } = grant(policy, ask(policy).id);
    for (let i = 0; i < token.length; i += 5) {
      const changed = token.slice(0, i) + (token[i] === 'A' ? 'B' : 'A') + token.slice(i + 1);
      if (changed !== token) expect(() => use(policy, changed)).toThrow();
    }
    expect(use(policy, token)).toMatch(/^ov_/);
  });
  it('signed by nobody the policy names as approver', async () => {
    const policy = await policyWith();
    expect(() => use(policy, makeToken(payload, 'mallory', mallory.key))).toThrow(/is no approver/);
    expect(() => use(policy, makeToken(payload, 'bob', mallory.key))).toThrow(/signature of `bob` is wrong/);
    expect(() => use(policy, makeToken({ ...payload, who: 'bob' }, 'bob', bob.key), { user: 'bob' })).toThrow(/by the person it is for/);
    expect(() => use(policy, 'wo1.x')).toThrow(/is no override/);
    expect(() => use(policy, `wo1.${'A'.repeat(20_000)}.a~b`)).toThrow(/is no override/);
  });
  it('signed by an approver, but beyond what the policy allows', async () => {
    const policy = await policyWith();
    expect(() => use(policy, makeToken({ ...payload, expires: NOW + 100 * HOUR }, 'bob', bob.key))).toThrow(/lives longer/);
    expect(() => use(policy, makeToken({ ...payload, uses: 100 }, 'bob', bob.key))).toThrow(/more uses/);
    expect(() => use(policy, makeToken({ ...payload, granted: NOW + HOUR, expires: NOW + 2 * HOUR }, 'bob', bob.key))).toThrow(/in the future/);
  });
  it('signed by an approver, but never granted on record, or otherwise than on record', async () => {
    const policy = await policyWith();
    expect(() => use(policy, makeToken(payload, 'bob', bob.key))).toThrow(/not on record/);
    const { id } = ask(policy);
    grant(policy, id);
    expect(() => use(policy, makeToken({ ...payload, id, uses: 2 }, 'bob', bob.key))).toThrow(/says something else/);
  });
  it('refusals are recorded', async () => {
    const policy = await policyWith();
    expect(() => use(policy, makeToken(payload, 'bob', mallory.key))).toThrow();
    expect(readFileSync(join(state, 'audit', 'log-000001.jsonl'), 'utf8')).toContain('"event":"override.refused"');
  });
});

describe('the place and the time', () => {
  it('a token is good only where it was asked for: uses are counted there', async () => {
    const policy = await policyWith();
    const { token } = grant(policy, ask(policy).id);
    const here = state;
    state = join(folder(), 'state');
    expect(() => use(policy, token)).toThrow(/another state directory/);
    // The records alone, under a key made anew, are another log, too.
    cpSync(join(here, 'audit'), join(state, 'audit'), { recursive: true, filter: (name) => !/log\.(?:key|pub)$/.test(name) });
    rmSync(join(state, 'audit', 'log.key'));
    expect(() => use(policy, token)).toThrow(/another state directory/);
    state = here;
    expect(use(policy, token)).toMatch(/^ov_/);
  });
  it('two processes that share the directory can\'t both use it', async () => {
    const policy = await policyWith();
    const { token } = grant(policy, ask(policy).id);
    const [useUrl, source] = [new URL('../../dist/src/policy/override-use.js', import.meta.url).href, JSON.stringify({ identities: policy.identities, settings: policy.settings })];
    const script = `import { useOverride } from ${JSON.stringify(useUrl)};
const policy = ${source};
try { useOverride(process.argv[1], policy, process.argv[2], { fingerprint: ${JSON.stringify(message)}, level: 2, user: 'ann', rules: [], now: ${NOW + 1000} }); process.stdout.write('used'); } catch (error) { process.stdout.write(error.message.split('\\n')[0]); }`;
    const outs = await Promise.all([1, 2, 3].map(() => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, state, token])));
    expect(outs.map((one) => one.stdout).sort()).toEqual(['the override was used already', 'the override was used already', 'used']);
  });
  it('a clock that is set back revives nothing', async () => {
    const policy = await policyWith();
    const { token } = grant(policy, ask(policy).id, bob, { uses: 2 });
    use(policy, token);
    expect(() => use(policy, token, { now: NOW + 2 * HOUR })).toThrow(/has expired/);
    expect(() => use(policy, token, { now: NOW + 1000 })).toThrow(/120 minutes behind its own record/);
  });
  it('what was pruned or cut off takes the token with it', async () => {
    const policy = await policyWith();
    const { token } = grant(policy, ask(policy).id);
    use(policy, token);
    rmSync(join(state, 'audit', 'log-000001.jsonl'));
    rmSync(join(state, 'audit', 'head.json'));
    expect(() => use(policy, token)).toThrow(/not on record/);
  });
});

describe('one person under two names', () => {
  const twice = (extra: string): Promise<EffectivePolicy> => load({ org: `${identities}${extra}settings: { overrides.four_eyes: true, overrides.max_hours: 4 }\n` }).then(({ policy }) => policy);
  it('is not two pairs of eyes: the same key', async () => {
    const policy = await twice(`  - { name: bobby, roles: [approver], key: '${publicKeyText(bob.key)}' }\n`);
    const { id } = ask(policy);
    grant(policy, id);
    expect(() => grant(policy, id, { ...bob, name: 'bobby' })).toThrow(/both of two pairs of eyes/);
    const one = makeToken({ id, log: logIdentity(state), message, who: 'ann', level: 2, rules: ['jwt'], reason: '', uses: 1, granted: NOW, expires: NOW + HOUR }, 'bob', bob.key);
    expect(() => use(policy, addSignature(one, 'bobby', bob.key))).toThrow(/twice/);
  });
  it('can\'t approve what the other name asked for: the same user', async () => {
    const admin = { name: 'ann-admin', ...makePrivateKey() };
    const policy = await twice(`  - { name: zoe, user: zoe, roles: [member] }\n  - { name: ann-admin, user: zoe, roles: [approver], key: '${publicKeyText(admin.key)}' }\n`);
    expect(() => grant(policy, ask(policy, 2, 'zoe').id, admin)).toThrow(/asked for themselves/);
  });
  it('below an organization nobody names approvers, even if it names none', async () => {
    const { policy } = await load({ org: 'settings: { phrases: on }\n', user: `identities:\n  - { name: me, roles: [approver], key: '${publicKeyText(bob.key)}' }\n` });
    expect(policy.identities).toEqual([]);
    expect(policy.refused.map((one) => one.what)).toContain('identity me');
  });
});

describe('granting', () => {
  it('is for approvers, not for those who ask, and with their own key', async () => {
    const policy = await policyWith();
    const { id } = ask(policy);
    expect(() => grant(policy, id, mallory)).toThrow(/roles of `mallory`/);
    expect(() => grant(policy, id, { ...mallory, name: 'nobody' })).toThrow(/not among the policy's identities/);
    expect(() => grant(policy, id, { ...bob, key: mallory.key })).toThrow(/not the one that the policy names/);
    expect(() => grant(policy, ask(policy, 2, 'bob').id, bob)).toThrow(/asked for themselves/);
    expect(() => grant(policy, id, bob, { hours: 5 })).toThrow(/at most 4 hours/);
    grant(policy, id);
    expect(() => grant(policy, id)).toThrow(/both of two pairs of eyes/);
    expect(() => grant(policy, id, eve)).toThrow(/granted already/);
  });
  it('four eyes: two different approvers', async () => {
    const policy = await policyWith(', overrides.four_eyes: true');
    const { id } = ask(policy);
    const first = grant(policy, id);
    expect(first).toMatchObject({ token: '', missing: 1 });
    expect(() => grant(policy, id)).toThrow(/both of two pairs of eyes/);
    const { token } = grant(policy, id, eve);
    expect(() => use(policy, token.split('.').slice(0, 3).join('.'))).toThrow(/two approvers/);
    expect(() => use(policy, addSignature(token.split('.').slice(0, 3).join('.'), 'bob', bob.key))).toThrow(/twice/);
    expect(use(policy, token)).toBe(id);
    expect(listOverrides(state, NOW)[0]?.approvers).toEqual(['bob', 'eve']);
  });
  it('hard blocks only where the policy says so', async () => {
    const policy = await policyWith();
    expect(() => ask(policy, 3)).toThrow(/hard blocks/);
    const open = await policyWith(', overrides.level3: true');
    const { id } = ask(open, 3);
    expect(() => grant(policy, id)).toThrow(/hard blocks/);
    expect(use(open, grant(open, id).token, { level: 3 })).toBe(id);
  });
  it('no overrides at all', async () => {
    const policy = await policyWith();
    const { token } = grant(policy, ask(policy).id);
    const off = await policyWith(', overrides.enabled: false');
    expect(() => ask(off)).toThrow(/takes no overrides/);
    expect(() => use(off, token)).toThrow(/takes no overrides/);
  });
});

describe('disputes', () => {
  it('are opened, resolved by somebody else, and propose what to change', async () => {
    const policy = await policyWith();
    const { id } = openDispute(state, policy, { who: 'ann', rule: 'jwt', type: 'CREDENTIAL_DETECTION', kind: 'jwt', confidence: 'low', fingerprint: message, context: 'code', reason: 'test vector', requestId: 'r' }, NOW);
    expect(listDisputes(state)).toMatchObject([{ id, state: 'open', rule: 'jwt' }]);
    expect(() => resolveDispute(state, policy, id, 'false_positive', 'ann', '', NOW)).toThrow(/may not do `resolve_dispute`/);
    const { proposal } = resolveDispute(state, policy, id, 'false_positive', 'bob', 'agreed', NOW);
    expect(listDisputes(state)).toMatchObject([{ state: 'false_positive', resolved_by: 'bob' }]);
    expect(() => resolveDispute(state, policy, id, 'upheld', 'bob', '', NOW)).toThrow(/resolved already/);
    const yaml = proposal.split('# for the rule')[0] ?? '';
    expect(parsePolicy(`wardline: policy@1\nid: a\n${yaml}`, 'p.yaml').document.exceptions).toMatchObject([{ fingerprint: message, owner: 'bob' }]);
  });
});
