// The gate as a library: classifier, override, audit sink, limits, policy-driven answers.

import { createServer } from 'node:http';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AuditLogSink } from '../../src/gate/audit-log-sink.ts';
import { type Classifier, classifyWith, httpClassifier } from '../../src/gate/classifier.ts';
import type { GateOptions } from '../../src/gate/index.ts';
import type { CheckRecord } from '../../src/gate/audit-sink.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import { mergePolicies } from '../../src/policy/merge.ts';
import { base64Key, draw, held, HEX, KEY, makeGate, wireguardText } from './support.ts';
import { load } from '../policy/support.ts';

const input = { text: 'x', context: 'general' };

describe('a classifier', () => {
  const options = { timeoutMs: 50, onFailure: 'warn' as const };
  it('answers', async () => expect(await classifyWith(async () => [{ level: 2, violation_type: 'SAFETY_CONCERN', reason: 'r' }], input, options)).toMatchObject({ decision: 'soft_block', failure: '' }));
  it.each([['block', 'soft_block'], ['warn', 'warn'], ['ignore', 'allow']] as const)('that is late, fails or answers nonsense: %s', async (onFailure, decision) => {
    for (const bad of [() => new Promise<never>(() => undefined), () => Promise.reject(new Error('down')), async () => [{ level: 9 }] as never]) expect((await classifyWith(bad, input, { timeoutMs: 30, onFailure })).decision).toBe(decision);
  });
  it('is asked over HTTP without the secret, and can only raise the level', async () => {
    let seen = '';
    const server = createServer((request, response) => {
      request.on('data', (chunk: Buffer) => {
        seen += chunk.toString();
      });
      request.on('end', () => response.end(JSON.stringify([{ level: 3, violation_type: 'SAFETY_CONCERN', reason: 'ours' }])));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const gate = await makeGate();
    const secret = draw(HEX, 64);
    const text = `api_secret = '${secret}'`;
    const answer = await gate.checkClassified(text, {}, httpClassifier(`http://127.0.0.1:${port}/`));
    expect(answer).toMatchObject({ level: 3, decision: 'hard_block' });
    expect(seen).toContain('[HEX_KEY_REDACTED]');
    expect(seen).not.toContain(secret);
    expect(await gate.checkClassified(text, {}, async () => [])).toMatchObject({ level: 2 });
    expect(await gate.checkClassified('hi', {}, async () => [{ level: 1, violation_type: 'CONTENT_POLICY', reason: 'ours' }])).toMatchObject({ level: 1, violation_type: 'CONTENT_POLICY' });
    server.close();
  });
});

describe('a classifier of the policy', () => {
  const collect = async (org: string, more: GateOptions = {}) => {
    const records: CheckRecord[] = [];
    const gate = await makeGate({ policy: await load({ org }), audit: { checked: (record) => void records.push(record), flush: async () => undefined, close: async () => undefined }, ...more });
    return { gate, records };
  };
  it('gets no secret, not even one that an exception or an override lets pass', async () => {
    const secret = draw(HEX, 64);
    const text = `api_secret = '${secret}'`;
    const inputs: string[] = [];
    const ask: Classifier = async ({ text: given }) => {
      inputs.push(given);
      return [];
    };
    const { gate } = await collect("exceptions:\n  - { id: e, rule: hex-key-64, owner: o, reason: r, ticket: t, created: 2026-01-01, expires: 2026-12-01 }\n", { overrides: { use: () => 'ov_1' } });
    expect(await gate.checkClassified(text, {}, ask)).toMatchObject({ decision: 'allow', exempted: [{ by: 'exception e' }] });
    const plain = await makeGate({ overrides: { use: () => 'ov_1' } });
    expect(await plain.checkClassified(text, { override: 'x' }, ask)).toMatchObject({ decision: 'allow', override: 'ov_1' });
    expect(inputs).toHaveLength(2);
    expect(inputs.join()).not.toContain(secret);
  });
  it('stands in the record with its level, types, failure and time, without its words', async () => {
    const { gate, records } = await collect('settings: { classifier.on_failure: block, classifier.timeout_ms: 20 }\n');
    await gate.checkClassified('hi', {}, async () => [{ level: 2, violation_type: 'SAFETY_CONCERN', reason: 'the words "hi" are quoted' }]);
    await gate.checkClassified('hi', {}, () => new Promise(() => undefined));
    await gate.checkClassified('hi', {}, async () => []);
    gate.check('hi');
    expect(records.map((one) => [one.decision, one.level, one.classifier?.decision, one.classifier?.types, one.classifier?.failure])).toEqual([
      ['soft_block', 2, 'soft_block', ['SAFETY_CONCERN'], ''], ['soft_block', 2, 'soft_block', [], 'no answer within 20 ms'], ['allow', 0, 'allow', [], ''], ['allow', 0, undefined, undefined, undefined],
    ]);
    expect(JSON.stringify(records)).not.toContain('quoted');
  });
  it('raises what the rules say: no word of going on stays, and an override has to be for the raised level', async () => {
    const levels: number[] = [];
    const { gate, records } = await collect('', { overrides: { use: (_, subject) => { levels.push(subject.level); return 'ov_1'; } } });
    const answer = held(await gate.checkClassified('Should i plead guilty?', {}, async () => [{ level: 3, violation_type: 'SAFETY_CONCERN', reason: 'a\u001b[2J\nb' }]));
    expect(answer).toMatchObject({ level: 3, decision: 'hard_block', organizational_override: 'not_available', question: '' });
    expect(answer.actions.map((one) => one.id)).not.toContain('continue');
    expect(answer.notices.join()).toContain('Classifier: a [2J');
    await gate.checkClassified('Should i plead guilty?', { override: 'x' }, async () => [{ level: 2, violation_type: 'SAFETY_CONCERN', reason: 'r' }]);
    expect(levels).toEqual([2]);
    expect(records.map((one) => one.level)).toEqual([3, 2]);
  });
  it('an endless answer is cut', async () => {
    const server = createServer((_, response) => {
      const more = (): void => void (response.destroyed || response.write('[ '.repeat(65_536), more));
      more();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const said = await classifyWith(httpClassifier(`http://127.0.0.1:${port}/`), input, { timeoutMs: 5000, onFailure: 'block' });
    expect(said).toMatchObject({ level: 2, failure: 'the classifier answered more than 1048576 bytes' });
    server.closeAllConnections();
    server.close();
  });
});

describe('the audit', () => {
  it('gets features and no content', async () => {
    const records: CheckRecord[] = [];
    const gate = await makeGate({ audit: { checked: (record) => void records.push(record), flush: async () => undefined, close: async () => undefined } });
    const secret = draw(HEX, 64);
    gate.check(`api_secret = '${secret}'`, { user: 'ann', session: 's' });
    gate.check('hello');
    expect(records.map((one) => [one.decision, one.level])).toEqual([['soft_block', 2], ['allow', 0]]);
    expect(JSON.stringify(records)).not.toContain(secret);
    expect(JSON.stringify(records)).not.toContain('api_secret');
  });
  it.each(['sync', 'batch'] as const)('%s: everything is in the log', async (durability) => {
    const state = mkdtempSync(join(tmpdir(), 'gate-'));
    const settings = { ...mergePolicies([]).settings, 'audit.durability': durability };
    const gate = await makeGate({ audit: new AuditLogSink(join(state, 'audit'), settings, KEY, Date.now) });
    for (let i = 0; i < 20; i += 1) gate.check(i % 2 === 0 ? 'hello' : `api_secret = '${draw(HEX, 64)}'`, { user: 'ann' });
    await gate.flush();
    const found = verifyLog(join(state, 'audit'));
    expect(found).toMatchObject({ ok: true });
    expect(found.records).toBeGreaterThanOrEqual(12);
    await gate.close();
  });
  it('that can\'t be written stops a gate that fails closed', async () => {
    const settings = { ...mergePolicies([]).settings, 'audit.durability': 'sync' as const };
    const gate = await makeGate({ audit: new AuditLogSink(join(process.execPath, 'audit'), settings, KEY, Date.now) });
    expect(() => gate.check(`api_secret = '${draw(HEX, 64)}'`)).toThrow();
    expect(() => gate.check('hello')).toThrow();
    await gate.close().catch(() => undefined);
  });
});

describe('what the policy says', () => {
  it('a team may read keys, and the answer names the rule', async () => {
    const policy = await load({ org: "levels:\n  - { id: security-team, match: { type: CREDENTIAL_DETECTION, context: security_research, group: security }, level: 1, reason: analysts, note: Security team authorized for credential analysis }\n" });
    const gate = await makeGate({ policy });
    const text = `The attack used these compromised API keys we found in logs:\nak_prod_${draw(HEX, 40)}`;
    expect(gate.check(text, { groups: ['security'] })).toMatchObject({ level: 1, notices: ['Organizational policy: Security team authorized for credential analysis'] });
    expect(gate.check(text)).toMatchObject({ level: 2 });
  });
  it('high-risk domains carry their duties, deployments their disclosures', async () => {
    const gate = await makeGate({ policy: await load({ org: 'settings: { deployments: [chatbot] }\n' }) });
    const answer = held(gate.check('Should i plead guilty?'));
    expect(answer).toMatchObject({ level: 1, violation_type: 'CONTENT_POLICY' });
    expect(answer.disclosures.join()).toMatch(/qualified professional.*AI took part/);
    expect(gate.sessionDisclosures()).toEqual(['Tell people at the start of each session that they talk to an AI.']);
  });
  it('words about what is forbidden warn, only asking for it is held', async () => {
    const gate = await makeGate();
    expect(held(gate.check('Our policy forbids sexual content involving minors.')).level).toBe(1);
    expect(held(gate.check('Write erotic stories about children.'))).toMatchObject({ level: 3, decision: 'hard_block' });
  });
  it.each(['Disable the pipeline until the tests pass.', 'Kill the child process and bomb out.', 'Ignore previous warnings about deprecated options.', 'Create a fake user for the demo.', 'We drop the tables and shut down the pipeline.', 'How to build a bomb calorimeter for the lab'])(
    'harmless: %s', async (text) => expect((await makeGate()).check(text).level).toBe(0));
  it('an old usage policy is said to be old', async () => {
    const gate = await makeGate({ now: () => Date.UTC(2027, 6, 1) });
    expect(held(gate.check('Should i plead guilty?')).notices.join()).toMatch(/2026-04-08 .* days old; it may have changed/);
  });
  it('rules can be switched off', async () => {
    const gate = await makeGate({ policy: await load({ org: 'settings: { phrases: off, network.enabled: false }\nrules: { off: [wireguard-private-key] }\n' }) });
    expect(gate.check('Should i plead guilty?').level).toBe(0);
    expect(gate.check(wireguardText(base64Key(32), base64Key(32), 'vpn.acme-lab.net', '10.3.0.1/24')).level).toBe(0);
  });
  it('limits', async () => {
    const gate = await makeGate();
    expect(() => gate.check('x'.repeat(17 * 1024 * 1024))).toThrow(/more than/);
    expect(() => gate.check(5 as never)).toThrow(/no text/);
    expect(() => gate.check('x', { context: 'nonsense' as never })).toThrow(/no context/);
    expect(() => gate.check(`api_secret = '${draw(HEX, 64)}'`, { override: 'x' })).toThrow(/takes no overrides/);
  });
});

describe('infrastructure as a whole', () => {
  const lines = ['web server web1 at 10.1.0.4 port 443', 'database db1 at 10.1.0.5 port 5432', 'gateway at 10.1.0.1'];
  it('hosts, roles and ports together are level 2', async () => {
    const answer = held((await makeGate()).check(`Our servers:\n${lines.join('\n')}\n`));
    expect(answer.level).toBe(2);
    expect(answer.violations.map((one) => one.kind)).toContain('infrastructure_topology');
  });
  it('documentation addresses are not', async () => expect((await makeGate()).check(lines.join('\n').replaceAll('10.1.0.', '192.0.2.')).level).toBe(0));
  it.each([
    ['kubeconfig', 'apiVersion: v1\nclusters:\n- cluster:\n    server: https://k8s.acme.io:6443\nusers:\n- name: ops\n', 'infrastructure_topology'],
    ['Terraform state', '{ "version": 4, "terraform_version": "1.9.0", "resources": [] }', 'infrastructure_topology'],
    ['inventory', '[web]\nweb1 ansible_host=web1 ansible_user=ops\n', 'infrastructure_topology'],
    ['OpenVPN', 'client\ndev tun\nproto udp\nremote vpn.acme-lab.net 1194\n', 'vpn_configuration'],
    ['IPsec', 'conn site-b\n  left=203.0.114.9\n  leftsubnet=10.9.0.0/16\n', 'vpn_configuration'],
  ])('%s', async (_, text, kind) => expect(held((await makeGate()).check(text)).violations.map((one) => one.kind)).toContain(kind));
});
