// The command line as others see it: exit codes, streams, formats, and no secret anywhere unless asked for.

import { spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/table.ts';
import { file, folder, logWith, tar, token } from '../bulk/helper.ts';

const MAIN = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
const home = folder();
const env = { ...process.env, WARDLINE_KEY: '0'.repeat(64), XDG_CONFIG_HOME: home, NO_COLOR: '', FORCE_COLOR: '0' };

function run(args: readonly string[], input?: string | Buffer, more: NodeJS.ProcessEnv = {}): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8', input: input as string, env: { ...env, ...more }, maxBuffer: 1 << 28 });
}

const lines = (text: string): Record<string, unknown>[] => text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>);

describe('scan', () => {
  const secret = token(77);
  const { text, at } = logWith(secret, 77);
  const path = file('a.log', text);

  it('exits with 0, 1, 2 and 3 as documented', () => {
    expect(run(['scan', file('clean.log', 'nothing\n')]).status).toBe(0);
    expect(run(['scan', path]).status).toBe(1);
    expect(run(['scan', path, '--min-confidence', 'high', '--except', 'GitHub']).status).toBe(0);
    expect(run(['scan', '--no-such-option']).status).toBe(2);
    expect(run(['scan', path, '--format', 'pdf']).status).toBe(2);
    expect(run(['scan', path, '--only', 'no-such-rule']).status).toBe(2);
    expect(run(['scan', path, join(home, 'missing')]).status).toBe(3);
    expect(run(['nonsense']).status).toBe(2);
  });

  it('suggests what was meant', () => {
    expect(run(['scan', '--fromat', 'x']).stderr).toContain('did you mean `--format`');
    expect(run(['sacn']).stderr).toContain('did you mean `scan`');
    expect(run(['scan', path, '--only', 'github-pat-clasic']).stderr).toContain('github-pat-classic');
  });

  it('gives the documented lines', () => {
    const { stdout, stderr } = run(['scan', path, '--format', 'jsonl']);
    const [finding, summary] = lines(stdout);
    expect(finding).toMatchObject({
      type: 'finding', schema: 'wardline/finding@1', rule_id: 'github-pat-classic', violation_type: 'CREDENTIAL_DETECTION', severity: 'critical', confidence: 'high',
      path, byte_start: at, byte_end: at + 40, line: 301, match: 'ghp_[REDACTED_36_CHARS]', length: 40, id: 'f1',
    });
    expect(summary).toMatchObject({ type: 'summary', files: 1, findings: 1, complete: true, bytes_in: Buffer.byteLength(text), bytes_scanned: Buffer.byteLength(text), bytes_skipped: 0 });
    expect(stderr).toBe('');
  });

  it('reads standard input', () => {
    const { stdout, status } = run(['scan', '-', '--format', 'jsonl'], gzipSync(text));
    expect(status).toBe(1);
    expect(lines(stdout)[0]).toMatchObject({ path: '-', byte_start: at });
  });

  it('writes several reports in one run, none of which holds the secret', () => {
    const where = folder();
    const kinds = ['jsonl', 'sarif', 'csv', 'junit', 'gitlab', 'ocsf', 'toon', 'html', 'pretty'];
    const source = folder();
    file('twice.log', `${text}same line again ${secret} and ${secret} tail\npassword=${secret}\n`, source);
    file('in.tar', tar([{ name: 'x/a.log', data: Buffer.from(text) }]), source);
    file('cut.gz', gzipSync(text).subarray(0, 40), source);
    const out = run(['scan', source, ...kinds.flatMap((kind) => ['--report', `${kind}=${join(where, kind)}`])], undefined, { FORCE_COLOR: '1' });
    expect(out.status).toBe(3);
    const half = secret.slice(10, 26);
    for (const kind of kinds) {
      const report = readFileSync(join(where, kind), 'utf8');
      expect(report.length).toBeGreaterThan(100);
      expect(report).not.toContain(half);
    }
    expect(out.stdout + out.stderr).not.toContain(half);
    const sarif = JSON.parse(readFileSync(join(where, 'sarif'), 'utf8')) as { version: string; runs: { results: unknown[]; invocations: { executionSuccessful: boolean }[] }[] };
    expect(sarif.version).toBe('2.1.0');
    expect(sarif.runs[0]?.results.length).toBeGreaterThanOrEqual(3);
    expect(sarif.runs[0]?.invocations[0]?.executionSuccessful).toBe(false);
    JSON.parse(readFileSync(join(where, 'gitlab'), 'utf8'));
    lines(readFileSync(join(where, 'ocsf'), 'utf8'));
  });

  it('reveals only in machine formats and only when asked', () => {
    expect(run(['scan', path, '--format', 'jsonl', '--reveal']).stdout).toContain(secret);
    expect(run(['scan', path, '--reveal']).stdout).not.toContain(secret);
  });

  it('shows the line with the finding underlined and the replacement beneath', () => {
    const shown = run(['scan', path]).stdout.split('\n');
    const row = shown.findIndex((line) => line.includes('ghp_[REDACTED_36_CHARS]'));
    expect(shown[row]).toContain('git remote https://x-access-token:ghp_[REDACTED_36_CHARS]@git.acme.test');
    const column = (shown[row] as string).indexOf('ghp_');
    expect((shown[row + 1] as string).indexOf('^')).toBe(column);
    expect((shown[row + 2] as string).indexOf('[GITHUB_PAT_CLASSIC_REDACTED]')).toBe(column);
    // Escape sequences are what is looked for
    expect(shown.join('')).not.toMatch(/\u001b/);
    expect(run(['scan', path], undefined, { FORCE_COLOR: '1' }).stdout).toContain('\u001b[');
    expect(run(['scan', path, '--no-color'], undefined, { FORCE_COLOR: '1' }).stdout).not.toContain('\u001b[');
  });

  it('gives the same bytes whatever the number of threads', () => {
    const where = folder();
    for (let i = 0; i < 30; i++) file(`${i}.log`, `${'x'.repeat(700_000)}\n${logWith(token(i), i).text}`, where);
    const one = run(['scan', where, '--format', 'jsonl', '--threads', '1']);
    const three = run(['scan', where, '--format', 'jsonl', '--threads', '3']);
    const findings = (text: string): string[] => text.split('\n').filter((line) => line.includes('"type":"finding"'));
    expect(findings(one.stdout)).toHaveLength(30);
    expect(findings(three.stdout)).toEqual(findings(one.stdout));
  });

  it('stops on an interrupt within a second, with valid reports', async () => {
    const report = join(folder(), 'r.sarif');
    const child = spawn(process.execPath, [MAIN, 'scan', '-', '--format', 'jsonl', '--report', `sarif=${report}`], { env });
    let out = '';
    child.stdout.on('data', (piece: Buffer) => (out += piece.toString()));
    child.stdin.write(text);
    await new Promise((resolve) => setTimeout(resolve, 700));
    const begun = performance.now();
    child.kill('SIGINT');
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(130);
    expect(performance.now() - begun).toBeLessThan(1500);
    expect(lines(out).at(-1)).toMatchObject({ type: 'summary', complete: false, interrupted: true });
    expect((JSON.parse(readFileSync(report, 'utf8')) as { version: string }).version).toBe('2.1.0');
  });

  it.each([['tar', '1'], ['tar', '2'], ['bz2', '1']])('hears an interrupt also while it decodes a %s with %s threads', async (format, threads) => {
    // Neither waits for anything while it is read: signals must be let through.
    const where = folder();
    const piece = Buffer.from('2026-04-20 INFO nothing to be seen here, and so on and on\n'.repeat(50_000));
    const data = format === 'tar' ? tar(Array.from({ length: 300 }, (_, i) => ({ name: `${i}.log`, data: piece }))) : Buffer.concat(new Array<Buffer>(1500).fill(spawnSync('bzip2', ['-c'], { input: piece }).stdout));
    const big = file(`big.${format}`, data, where);
    const child = spawn(process.execPath, [MAIN, 'scan', big, '--format', 'jsonl', '--threads', threads], { env });
    let out = '';
    child.stdout.on('data', (part: Buffer) => (out += part.toString()));
    await new Promise((resolve) => setTimeout(resolve, 600));
    const begun = performance.now();
    child.kill('SIGINT');
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(performance.now() - begun).toBeLessThan(1500);
    expect(code).toBe(130);
    expect(lines(out).at(-1)).toMatchObject({ type: 'summary', complete: false, interrupted: true });
  });

  it('tells what it finds in a pipe while the pipe goes on', async () => {
    const child = spawn(process.execPath, [MAIN, 'scan', '-', '--format', 'jsonl'], { env: { ...process.env, WARDLINE_KEY: '0'.repeat(64) } });
    const ended = new Promise((resolve) => child.on('close', resolve));
    // the engine decides about a place when it has seen what lies behind it
    child.stdin.write(`GITHUB_TOKEN=${token(71)}\n${'an ordinary line of a log that goes on\n'.repeat(6000)}`);
    const first = await new Promise<string>((resolve) => child.stdout.once('data', (data: Buffer) => resolve(data.toString())));
    expect(first).toContain('github-pat-classic');
    expect(child.exitCode).toBe(null);
    child.stdin.end();
    expect(await ended).toBe(1);
  });

  it('ends quietly when nobody reads', () => {
    const out = spawnSync('sh', ['-c', `"${process.execPath}" "${MAIN}" scan "${path}" --format jsonl | true; echo "$?"`], { encoding: 'utf8', env });
    expect(out.stderr).toBe('');
  });
});

describe('memory', () => {
  it('leaves known findings out and keeps new ones', () => {
    const where = folder();
    const known = join(folder(), 'known.json');
    file('a.log', `GITHUB_TOKEN=${token(1)}\n`, where);
    expect(run(['scan', where, '--write-baseline', known]).status).toBe(1);
    expect(readFileSync(known, 'utf8')).not.toContain(token(1).slice(4));
    expect(run(['scan', where, '--baseline', known]).status).toBe(0);
    // another secret in the same place is new
    writeFileSync(join(where, 'a.log'), `GITHUB_TOKEN=${token(2)}\n`);
    expect(run(['scan', where, '--baseline', known]).status).toBe(1);
    expect(run(['scan', where, '--baseline', known], undefined, { WARDLINE_KEY: '1'.repeat(64) }).stderr).toContain('made with key');
  });

  it('takes the baselines and remarks of other scanners', () => {
    const where = folder();
    const [a, b] = [token(21), token(22)];
    file('a.log', `x ${a}\ny ${b}\nz ${token(23)} # gitleaks:allow\n`, where);
    const left = (name: string, content: string, ...more: string[]): unknown[] => {
      const out = run(['scan', where, '--format', 'jsonl', '--baseline', file(name, content), ...more]);
      expect(out.stdout).not.toContain('"secret"');
      return lines(out.stdout).filter((l) => l.type === 'finding').map((l) => l.line);
    };
    const sha1 = createHash('sha1').update(b).digest('hex');
    expect(left('r.json', JSON.stringify([{ File: 'a.log', StartLine: 9, Secret: a, RuleID: 'x' }]))).toEqual([2, 3]);
    expect(left('r.json', JSON.stringify([{ File: 'a.log', StartLine: 2, Secret: 'REDACTED', RuleID: 'x' }]))).toEqual([1, 3]);
    expect(left('d.json', JSON.stringify({ version: '1.5.0', results: { 'a.log': [{ hashed_secret: sha1, line_number: 1 }] } }))).toEqual([1, 3]);
    expect(left('.gitleaksignore', '# known\n./a.log:generic-api-key:1\n', '--allow-markers')).toEqual([2]);
    const hog = (fields: object): string => `${JSON.stringify({ SourceMetadata: { Data: { Filesystem: { file: 'a.log', line: 1 } } }, DetectorName: 'Github', ...fields })}\n`;
    expect(left('t.json', hog({ Raw: a }))).toEqual([2, 3]);
    expect(left('t.jsonl', `${JSON.stringify({ level: 'info', msg: 'running' })}\n${hog({ Raw: '' })}${hog({ Raw: '', RawV2: b })}`)).toEqual([3]);
    expect(left('k.yml', "ExactFindings:\n  matches:\n  - filepath: a.log\n    fingerprint: '1'\n    linenum: 3\n")).toEqual([1, 2]);
    expect(left('k2.yml', "version: 2\nfingerprint_algorithm: kingfisher-v1\nrepositories:\n- id: local:///x\n  findings:\n  - path: a.log\n    line: 1\n")).toEqual([2, 3]);
    expect(left('.gitguardian.yaml', `version: 2\nsecret:\n  ignored_matches:\n    - name: known\n      match: ${a}\n    - match: ${'0f'.repeat(32)}\n`)).toEqual([2, 3]);
    expect(run(['scan', where, '--baseline', file('.gitguardian.yaml', `secret:\n  ignored_matches:\n    - match: ${'0f'.repeat(32)}\n`)]).stderr).toContain("can't be compared");
    expect(run(['scan', where, '--baseline', file('no.yml', 'repositories: 3\n')]).status).toBe(2);
  });

  it('tells which entries of a baseline were not met again', () => {
    const where = folder();
    const known = join(folder(), 'known.json');
    file('a.log', `x ${token(1)}\ny ${token(2)}\n`, where);
    run(['scan', where, '--write-baseline', known]);
    expect(run(['scan', where, '--baseline', known]).stderr).toBe('');
    writeFileSync(join(where, 'a.log'), `x ${token(1)}\n`);
    expect(run(['scan', where, '--baseline', known]).stderr).toContain('1 of 2 entries');
  });

  it('knows the remarks of other scanners, in the line and above it', () => {
    const where = folder();
    const same = ['wardline:allow', 'gitleaks:allow', 'betterleaks:allow', 'kingfisher:ignore', 'trufflehog:ignore', 'keyhog:ignore', 'pragma: allowlist secret', 'pragma: whitelist secret', 'ggignore', 'secretlint-disable-line', 'HashiCorpIgnore'];
    const above = ['pragma: allowlist nextline secret', 'secretlint-disable-next-line', 'wardline:allow-next-line'];
    const text = [...same.map((mark, i) => `k=${token(100 + i)} # ${mark}`), ...above.map((mark, i) => `# ${mark}\nk=${token(200 + i)}\nk=${token(300 + i)}`)].join('\n');
    for (const [name, bytes] of [['a.log', Buffer.from(text)], ['w.log', Buffer.from(`\ufeff${text}`, 'utf16le')]] as const) {
      const path = file(name, bytes, where);
      const out = run(['scan', path, '--format', 'jsonl', '--allow-markers']);
      const all = lines(out.stdout);
      expect(all.filter((l) => l.type === 'finding').map((l) => l.line)).toEqual([same.length + 3, same.length + 6, same.length + 9]);
      expect(all.at(-1)).toMatchObject({ suppressed: { marker: same.length + above.length } });
    }
  });

  it('skips what is unchanged since the last run, and does not trust a damaged state', () => {
    const where = folder();
    const state = join(folder(), 'state');
    file('a.log', 'nothing\n', where);
    file('b.log', `GITHUB_TOKEN=${token(1)}\n`, where);
    const summary = (): Record<string, unknown> => lines(run(['scan', where, '--format', 'jsonl', '--resume', state]).stdout).at(-1) as Record<string, unknown>;
    expect(summary()).toMatchObject({ findings: 1, bytes_skipped: 0 });
    expect(summary()).toMatchObject({ findings: 0, bytes_scanned: 0 });
    writeFileSync(join(where, 'a.log'), 'changed\n');
    expect(summary()).toMatchObject({ bytes_scanned: 8 });
    writeFileSync(state, readFileSync(state, 'utf8').slice(0, -20));
    expect(run(['scan', where, '--resume', state]).status).toBe(2);
  });
});

describe('redact', () => {
  it('copies standard input to standard output', () => {
    const out = run(['redact', '-'], `a ${token(3)} b\n`);
    expect(out.stdout).toBe('a [GITHUB_PAT_CLASSIC_REDACTED] b\n');
    expect(out.status).toBe(0);
  });
  it('keeps a vault that only its key opens, and restores from it', () => {
    const where = folder();
    const key = file('key', 'ab'.repeat(32), where);
    const vault = join(where, 'vault');
    const text = `a ${token(31)}\nb ${token(32)}\na again ${token(31)}\n`;
    const made = run(['redact', '-', '--vault', vault, '--vault-key', key], text);
    expect(made.stdout).toBe('a [GITHUB_PAT_CLASSIC_REDACTED_1]\nb [GITHUB_PAT_CLASSIC_REDACTED_2]\na again [GITHUB_PAT_CLASSIC_REDACTED_1]\n');
    expect(readFileSync(vault, 'latin1')).not.toContain('ghp_');
    // a later run goes on with the same tokens
    expect(run(['redact', '-', '--vault', vault, '--vault-key', key], `${token(33)} ${token(32)}\n`).stdout).toBe('[GITHUB_PAT_CLASSIC_REDACTED_3] [GITHUB_PAT_CLASSIC_REDACTED_2]\n');
    expect(run(['redact', '--restore', '-', '--vault', vault, '--vault-key', key], made.stdout).stdout).toBe(text);
    const other = run(['redact', '--restore', '-', '--vault', vault, '--vault-key', file('other', 'cd'.repeat(32), where)], made.stdout);
    expect(other.status).toBe(2);
    expect(other.stdout).toBe('');
  });
  it('asks where to, and writes nothing when it must refuse', () => {
    expect(run(['redact', folder()]).status).toBe(2);
    const out = join(folder(), 'out');
    const refused = run(['redact', file('x.7z', Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0, 4])), '-o', out]);
    expect(refused.status).toBe(3);
    expect(refused.stderr).toContain('7z');
    expect(existsSync(out)).toBe(false);
  });
});

describe('every command', () => {
  it.each(Object.keys(COMMANDS))('%s has help with examples', (name) => {
    const { stdout, status } = run([name, '--help']);
    expect(status).toBe(0);
    expect(stdout).toContain('Examples:');
    expect(stdout).toContain(`wardline ${name}`);
  });
  it('tells its version', () => {
    expect(run(['--version']).stdout).toMatch(/^\d+\.\d+\.\d+/);
    expect(run(['scan', '--version']).stdout).toMatch(/^\d+\.\d+\.\d+/);
  });
  it('explains what was found in a text and what was not, without showing it', () => {
    const secret = token(61);
    const path = file('a.log', `x ${secret} y\n`);
    const told = run(['explain', '--text', path]);
    expect(told.status).toBe(0);
    expect(told.stdout).toContain('github-pat-classic');
    expect(told.stdout).toContain('reported with confidence high');
    expect(told.stdout).toContain('is more specific about the same bytes');
    expect(told.stdout).not.toContain(secret.slice(8));
    const { hits } = JSON.parse(run(['explain', '--text', '-', '--json'], `x ${secret.slice(0, -1)}${secret.endsWith('0') ? '1' : '0'} y\n`).stdout) as { hits: { outcome: string; confidence: string }[] };
    expect(hits.map((h) => h.outcome)).not.toContain('duplicate');
    expect(hits.length).toBeGreaterThan(0);
    expect(run(['explain', '--text', '-'], 'plain words\n').stdout).toContain('no rule found anything');
    expect(run(['explain', '--text', join(folder(), 'no')]).status).toBe(2);
  });

  it('measures what rules cost', () => {
    const rule = (id: string, pattern: string): string => `  - id: ${id}\n    name: ${id}\n    kind: api_key\n    severity: low\n    pattern: '${pattern}'\n    sample: 'acme_{d:16}'\n    examples: ['x {secret}']\n    negatives: ['acme_{d:3}']\n`;
    const rules = file('own.yaml', `provider: Acme\nrules:\n${rule('acme-key', 'acme_[0-9]{16}')}${rule('acme-other', 'acmeother_[0-9]{16}')}`);
    const text = file('a.log', `x acme_${'4930275618047296'} y\n`.repeat(1000));
    const { bytes, rules: costs } = JSON.parse(run(['rules', 'bench', rules, '--on', text, '--json']).stdout) as { bytes: number; rules: { rule: string; ns_per_byte: number; hits: number }[] };
    expect(bytes).toBe(26_000);
    expect(Object.fromEntries(costs.map((c) => [c.rule, c.hits]))).toEqual({ 'acme-key': 1000, 'acme-other': 0 });
    expect(costs.every((c) => c.ns_per_byte >= 0)).toBe(true);
    expect(run(['rules', 'bench']).status).toBe(2);
    expect(run(['rules', 'bench', rules, '--on', file('empty', '')]).status).toBe(2);
  });

  it('explains and lists', () => {
    expect(run(['explain', 'github-pat-classic']).stdout).toContain('GitHub');
    expect(run(['explain', 'CREDENTIAL_DETECTION']).status).toBe(0);
    expect(run(['rules', 'list', 'github']).stdout).toContain('github-pat-classic');
    expect(run(['rules', 'show', 'github-pat-classic']).stdout).toContain('crc32');
  });
});
