// `wardline redact` as others see it: where files go, what is refused, and what is left when something goes wrong.

import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { existsSync, linkSync, lstatSync, mkdirSync, readdirSync, readFileSync, realpathSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { file, folder, token } from '../bulk/helper.ts';

const MAIN = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
const env = { ...process.env, WARDLINE_KEY: '0'.repeat(64), NO_COLOR: '1' };
const LABEL = '[GITHUB_PAT_CLASSIC_REDACTED]';

function redact(args: readonly string[], input?: string): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [MAIN, 'redact', ...args], { encoding: 'utf8', input, env, maxBuffer: 1 << 28 });
}

const line = (seed: number): string => `key ${token(seed)} end\n`;
const clean = `key ${LABEL} end\n`;

describe('targets', () => {
  it('are written over only when they are files; devices stay devices', () => {
    const path = file('a.log', line(1));
    expect(redact([path, '-o', '/dev/null']).status).toBe(0);
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
    const out = file('old.log', 'old');
    expect(redact([path, '-o', out]).status).toBe(0);
    expect(readFileSync(out, 'utf8')).toBe(clean);
    const link = join(folder(), 'link');
    symlinkSync(out, link);
    expect(redact([path, '-o', link]).status).toBe(0);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
  });

  it.runIf(existsSync('/dev/full'))('say when the disk is full', () => {
    const { status, stderr } = redact([file('a.log', line(1)), '-o', '/dev/full']);
    expect(status).toBe(3);
    expect(stderr).toContain('the disk is full');
    expect(stderr).not.toContain(token(1).slice(8, 20));
  });

  it('that would eat their input are refused before anything is read', () => {
    const where = folder();
    const path = file('a.log', line(1), where);
    mkdirSync(join(where, 'sub'));
    symlinkSync(where, join(folder(), 'alias'));
    for (const args of [[path, '-o', path], [where, '-o', where], [where, '-o', join(where, 'sub')], [where, '-o', join(where, 'new/deep')], [where, '-o', path]]) {
      const { status, stderr } = redact(args);
      expect([args[1], status]).toEqual(['-o', 2]);
      expect(stderr).toMatch(/in-place|lies inside|is no directory/);
    }
    expect(readFileSync(path, 'utf8')).toBe(line(1));
    expect(readdirSync(where).sort()).toEqual(['a.log', 'sub']);
    const alias = join(folder(), 'alias');
    symlinkSync(path, alias);
    expect(redact([path, '-o', alias]).status).toBe(2);
  });

  it('keep several inputs apart', () => {
    const [a, b, out] = [folder(), folder(), join(folder(), 'out')];
    file('x.log', line(1), a);
    file('x.log', line(2), b);
    expect(redact([join(a, 'x.log'), join(b, 'x.log'), '-o', out]).stderr).toContain('would both become');
    expect(redact([a, b, '-o', out]).status).toBe(0);
    const names = readdirSync(out).sort();
    expect(names).toHaveLength(2);
    for (const name of names) expect(readFileSync(join(out, name, 'x.log'), 'utf8')).toBe(clean);
  });

  it('that can not be written are named, file by file, and the rest goes on', () => {
    const where = folder();
    file('a.log', line(1), where);
    file('b.log', line(2), where);
    const out = folder();
    mkdirSync(join(out, 'a.log'));
    const { status, stderr } = redact([where, '-o', out]);
    expect(status).toBe(3);
    expect(stderr).toMatch(/a\.log: .*is a directory.*\[not_written\]/);
    expect(readFileSync(join(out, 'b.log'), 'utf8')).toBe(clean);
    expect(readdirSync(out).sort()).toEqual(['a.log', 'b.log']);
    expect(redact([join(where, 'a.log'), '-o', join(where, 'b.log', 'x')]).stderr).toContain('[not_written]');
  });
});

describe('in place', () => {
  it('follows a link that is named, keeps mode and time, and says that other names hold the secret', () => {
    const where = folder();
    const path = file('a.log', line(1), where);
    utimesSync(path, 1_600_000_000.25, 1_600_000_000.25);
    symlinkSync(path, join(where, 'link'));
    linkSync(path, join(where, 'hard'));
    const { status, stderr } = redact(['-i', join(where, 'link')]);
    expect(status).toBe(3);
    expect(stderr).toContain('[hard_link]');
    expect(readFileSync(path, 'utf8')).toBe(clean);
    expect(realpathSync(join(where, 'link'))).toBe(realpathSync(path));
    expect(statSync(path).mtimeMs).toBe(1_600_000_000_250);
    expect(readFileSync(join(where, 'hard'), 'utf8')).toBe(line(1));
  });

  it('does not copy links of a directory, and says so', () => {
    const where = folder();
    file('a.log', line(1), where);
    symlinkSync('/etc/hostname', join(where, 'l'));
    const out = join(folder(), 'out');
    const { status, stderr } = redact([where, '-o', out]);
    expect(status).toBe(0);
    expect(stderr).toContain('1 symbolic link not copied');
    expect(readdirSync(out)).toEqual(['a.log']);
  });
});

describe('the way back', () => {
  it('goes through packed files and trees', () => {
    const where = folder();
    file('a.gz', gzipSync(`${line(1)}${line(2)}`), where);
    file('b.log', line(1), where);
    const [key, vault, out, back] = [file('key', 'ab'.repeat(32)), join(folder(), 'v'), join(folder(), 'out'), join(folder(), 'back')];
    const keys = ['--vault', vault, '--vault-key', key];
    expect(redact([where, '-o', out, ...keys]).status).toBe(0);
    expect(redact(['--restore', out, '-o', back, ...keys]).stderr).toContain('3 tokens restored in 2 files');
    expect(readFileSync(join(back, 'b.log'), 'utf8')).toBe(line(1));
    expect(statSync(vault).mode & 0o777).toBe(0o600);
    const unknown = redact(['--restore', '-', ...keys], 'x [GITHUB_PAT_CLASSIC_REDACTED_99] y\n');
    expect([unknown.status, unknown.stdout]).toEqual([3, 'x [GITHUB_PAT_CLASSIC_REDACTED_99] y\n']);
  });
});

it('ends quietly when nobody reads', () => {
  const big = file('big.log', 'words and more words\n'.repeat(300_000));
  const out = spawnSync('bash', ['-c', `"${process.execPath}" "${MAIN}" redact "${big}" | head -1; echo "\${PIPESTATUS[0]}"`], { encoding: 'utf8', env });
  expect([out.stdout, out.stderr]).toEqual(['words and more words\n0\n', '']);
});
