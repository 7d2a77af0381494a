// Rule files of other tools, as people bring them: on the command line and in the library, with an account of what is lost.

import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createScanner } from '../../src/index.ts';
import { source } from '../assign/random.ts';
import { file, folder } from '../bulk/helper.ts';

const MAIN = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
const where = folder();
const draw = source(31);
const secret = `acmx_${draw.text('abcdefghijklmnopqrstuvwxyz0123456789', 24)}`;
const TOML = `title = "ours"
[[rules]]
id = "acme-key"
description = "Acme key"
regex = '''\\b(acmx_[a-z0-9]{24})\\b'''
keywords = ["acmx_"]
[[rules]]
id = "acme-ahead"
description = "Acme with look-ahead"
regex = '''acmy_(?=[0-9])[a-z0-9]{24}'''
`;
const YAML = `rules:
- name: Acme key
  id: kingfisher.acme.1
  pattern: |
    (?x)
    \\b
    ( acmx_ [a-z0-9]{24} )
    \\b
  confidence: medium
  validation:
    type: Http
`;

function run(...args: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8', env: { ...process.env, WARDLINE_KEY: '0'.repeat(64) } });
}

describe('rule files of other tools', () => {
  const toml = file('theirs.toml', TOML, where);
  const yaml = file('theirs.yml', YAML, where);
  const text = file('a.log', `deploy with ${secret} now\n`, where);

  test('scan takes them and says what was left out', () => {
    for (const [rules, id, lost] of [[toml, 'gitleaks-acme-key', true], [yaml, 'kingfisher-acme-1', false]] as const) {
      const { stdout, stderr, status } = run('scan', '--rules', rules, '--only', id, '-f', 'jsonl', text);
      expect(status).toBe(1);
      expect(stdout).toContain(`"rule_id":"${id}"`);
      expect(stderr.includes('left out')).toBe(lost);
    }
  });

  test('compile names each rule with its place, and fails in part', () => {
    const { stderr, status } = run('rules', 'compile', toml, '--no-built-in', '-o', join(where, 'x.bin'));
    expect(status).toBe(3);
    expect(stderr).toMatch(/theirs\.toml:\d+:\d+: acme-ahead: .*dropped/);
    expect(stderr).toContain('1 rules of other tools left out');
    expect(run('rules', 'compile', yaml, '--no-built-in', '-o', join(where, 'y.bin')).status).toBe(0);
  });

  test('test lists the notes', () => {
    const { rules, notes } = JSON.parse(run('rules', 'test', '--no-built-in', '--json', toml).stdout) as { rules: number; notes: { rule: string; effect: string }[] };
    expect(rules).toBe(1);
    expect(notes).toContainEqual(expect.objectContaining({ rule: 'acme-ahead', effect: 'dropped' }));
  });

  test('the library takes them and warns', async () => {
    const warnings: Error[] = [];
    const listen = (warning: Error): void => void warnings.push(warning);
    process.on('warning', listen);
    onTestFinished(() => void process.off('warning', listen));
    const scanner = await createScanner({ key: new Uint8Array(32).fill(2), rules: [toml] });
    expect(scanner.scan(`x ${secret} y`).findings.map((f) => f.rule_id)).toContain('gitleaks-acme-key');
    await new Promise((resolve) => setImmediate(resolve));
    expect(warnings.map((w) => w.message).join()).toContain('left out');
  });

  test('what is no list of rules is refused', async () => {
    await expect(createScanner({ rules: 'x.toml' as never })).rejects.toMatchObject({ code: 'bad_option' });
  });
});
