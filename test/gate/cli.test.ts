// The command itself: exit codes, streams, hooks, actions, the state it leaves. Runs the built command.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { base64Key, draw, HEX, wireguardText } from './support.ts';

const MAIN = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'check-'));
});

function run(args: readonly string[], input = '', env: Record<string, string> = {}) {
  const done = spawnSync(process.execPath, [MAIN, ...args], { input, encoding: 'utf8', cwd: home, env: { ...process.env, WARDLINE_CONFIG_DIR: home, WARDLINE_ORG_POLICY: '', ...env } });
  return { code: done.status, out: done.stdout, err: done.stderr };
}
const secret = draw(HEX, 64);
const code = `def f():\n    api_secret = '${secret}'\n    return api_secret\n`;

describe('exit codes and streams', () => {
  it('allow: 0, and the short answer', () => {
    expect(run(['check', '--json', '-'], 'Hello there.')).toEqual({ code: 0, out: '{"decision":"allow","level":0,"violations":[]}\n', err: '' });
  });
  it('level 2: 20, words on stderr, nothing on stdout, the secret on neither', () => {
    const { code: exit, out, err } = run(['check'], code);
    expect(exit).toBe(20);
    expect(out).toBe('');
    expect(err).toContain("api_secret = os.getenv('API_SECRET')");
    expect(err).toContain('^^^^');
    expect(err).not.toContain(secret);
  });
  it('level 1: 10', () => expect(run(['check', '-q'], 'Should i plead guilty?').code).toBe(10));
  it('wrong usage: 2', () => {
    expect(run(['check', 'a', 'b']).code).toBe(2);
    expect(run(['check', '--context', 'nonsense'], 'x').code).toBe(2);
    expect(run(['check', join(home, 'missing')]).code).toBe(2);
    expect(run(['check', '--do', 'nonsense'], code).code).toBe(2);
  });
  it('hook: 2 blocks, level 1 passes, what fails is held unless the policy says otherwise', () => {
    expect(run(['check', '--exit', 'hook'], code)).toMatchObject({ code: 2, out: '' });
    expect(run(['check', '--exit', 'hook'], 'Should i plead guilty?').code).toBe(0);
    expect(run(['check', '--exit', 'hook'], 'Hello.', { WARDLINE_ORG_POLICY: join(home, 'missing.yaml') })).toMatchObject({ code: 2 });
    expect(run(['check', '--exit', 'hook', '--override', 'wo1.x'], code).code).toBe(2);
  });
});

describe('actions', () => {
  it('sanitize, mock_data and create_template print a message without the secret', () => {
    for (const action of ['sanitize', 'mock_data', 'create_template', 'show_patterns', 'learn_more', 'guidelines', 'contact_admin']) {
      const { code: exit, out } = run(['check', '--do', action], code);
      expect(exit).toBe(0);
      expect(out.length).toBeGreaterThan(20);
      expect(out).not.toContain(secret);
    }
    expect(run(['check', '--do', 'sanitize'], code).out).toBe(code.replace(secret, '[HEX_KEY_REDACTED]'));
  });
  it('edit opens the editor and checks again', () => {
    const editor = join(home, 'editor');
    writeFileSync(editor, "#!/bin/sh\nsed -i \"s/'.*'/os.environ['API_SECRET']/\" \"$1\"\n");
    chmodSync(editor, 0o755);
    const { code: exit, out } = run(['check', '--do', 'edit'], code, { EDITOR: editor });
    expect(exit).toBe(0);
    expect(out).toContain("api_secret = os.environ['API_SECRET']");
  });
  it('continue is for level 1', () => {
    expect(run(['check', '--do', 'continue'], 'Should i plead guilty?').code).toBe(0);
    expect(run(['check', '--do', 'continue'], code).code).toBe(1);
  });
});

describe('places', () => {
  it('policies and the state directory can be named on the command line', () => {
    const org = join(home, 'org.yaml');
    writeFileSync(org, 'wardline: policy@1\nid: acme\nrules: { off: [hex-key-64] }\n');
    const state = join(home, 'other', 'state');
    expect(run(['check', '-q', '--org-policy', org, '--state-dir', state], code).code).toBe(0);
    expect(run(['audit', 'show', '--state-dir', state]).out).toContain('checks');
    expect(run(['policy', 'show', '--user-policy', org]).out).toContain('user     acme');
    expect(run(['policy', 'show', '--project-policy', org]).out).toContain('project  acme');
    expect(run(['check', '-q', '--project-policy', join(home, 'none.yaml')], code)).toMatchObject({ code: 2 });
    expect(run(['check', '-q', '--user-policy', 'none'], code, { WARDLINE_USER_POLICY: org }).code).toBe(20);
    expect(run(['check', '-q'], code, { WARDLINE_USER_POLICY: org }).code).toBe(0);
  });
  it('a project can\'t say where messages are sent', () => {
    const file = join(home, 'p.yaml');
    writeFileSync(file, 'wardline: policy@1\nid: p\nsettings: { classifier.url: "http://127.0.0.1:9/" }\n');
    expect(run(['policy', 'show', '--project-policy', file]).out).toContain("a project can't say where messages are sent");
    expect(run(['check', '-q', '--project-policy', file], 'hi').code).toBe(0);
    expect(run(['check', '-q', '--user-policy', file], 'hi').code).toBe(10);
  });
});

describe('from request to audit', () => {
  it('dispute, exception, inline comment, audit', () => {
    const id = run(['check', '--do', 'dispute', '--reason', 'a test vector'], code).out.trim();
    expect(run(['dispute', 'list']).out).toContain(id);
    expect(run(['dispute', 'resolve', id, '--as', 'false_positive']).out).toContain('exceptions:');
    const answer = JSON.parse(run(['check', '--json'], code).out) as { violations: { fingerprint: string }[] };
    const fingerprint = answer.violations[0]?.fingerprint as string;
    expect(run(['exception', 'add', '--id', 'vector', '--fingerprint', fingerprint, '--reason', 'test vector', '--ticket', id]).code).toBe(0);
    expect(run(['check', '--json'], code)).toMatchObject({ code: 0 });
    expect(run(['check', '-q'], code.replace(secret, draw(HEX, 64))).code).toBe(20);
    expect(run(['exception', 'expire', 'vector']).code).toBe(0);
    expect(run(['check', '-q'], code).code).toBe(20);
    expect(run(['exception', 'list']).out).toContain('expired');
    expect(run(['check', '-q'], code.replace("'\n", "'  # wardline:allow hex-key-64 vector of the standard\n")).code).toBe(0);
    expect(run(['exception', 'add', '--pattern', `sk_live_${draw(HEX, 32)}`, '--reason', 'x', '--ticket', 'y'])).toMatchObject({ code: 1 });
    const log = readdirSync(join(home, 'state', 'audit')).filter((name) => name.endsWith('.jsonl')).map((name) => readFileSync(join(home, 'state', 'audit', name), 'utf8')).join('');
    for (const event of ['dispute.open', 'dispute.resolve', 'exception.add', 'exception.expire', '"by":"inline"', '"by":"exception","id":"vector"']) expect(log).toContain(event);
    expect(log).not.toContain(secret);
    const checkpoint = join(home, 'kept');
    expect(run(['audit', 'checkpoint', '-o', checkpoint]).code).toBe(0);
    expect(run(['audit', 'verify', '--checkpoint', checkpoint])).toMatchObject({ code: 0 });
    expect(run(['audit', 'prove', '1', '-o', join(home, 'proof')]).code).toBe(0);
    expect(run(['audit', 'check-proof', join(home, 'proof')]).code).toBe(0);
    expect(run(['audit', 'export', '--format', 'csv']).out.split('\n')[0]).toContain('seq,time,event');
  });
  it('policy diff works from records alone', () => {
    run(['check', '-q'], wireguardText(base64Key(32), base64Key(32), 'vpn.acme-lab.net', '10.3.0.1/24'));
    const file = join(home, 'new.yaml');
    writeFileSync(file, 'wardline: policy@1\nid: new\nlevels:\n  - { id: docs, match: { context: infrastructure_documentation }, level: 1, reason: reviewed }\n');
    const { out } = run(['policy', 'diff', file, '--json']);
    expect(JSON.parse(out)).toMatchObject({ records: 1, decisions: { looser: 1, tighter: 0 } });
    expect(run(['policy', 'lint', file]).code).toBe(0);
    expect(run(['policy', 'test']).code).toBe(0);
    expect(run(['policy', 'show']).out).toContain('private-key');
  });
  it('allowed checks are counted, and nothing of them is kept', () => {
    run(['check'], 'a perfectly harmless message about rivers');
    const log = readFileSync(join(home, 'state', 'audit', 'log-000001.jsonl'), 'utf8');
    expect(log).toContain('"event":"checks"');
    expect(log).not.toContain('rivers');
    expect(existsSync(join(home, 'state', 'audit', 'head.json'))).toBe(true);
  });
});
