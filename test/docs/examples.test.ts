// The examples of the documentation, run as they are written: programs against the built package, commands against its
// command line. Only paths are put in.

import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { logWith, token } from '../bulk/helper.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MAIN = join(ROOT, 'dist/src/cli/main.js');
// Below the package, so that it finds itself by its name.
mkdirSync(join(ROOT, 'build'), { recursive: true });
const work = mkdtempSync(join(ROOT, 'build/docs-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));
const env = { ...process.env, WARDLINE_KEY: '0'.repeat(64), NO_COLOR: '1' };
const LABEL = '[GITHUB_PAT_CLASSIC_REDACTED]';

function blocks(file: string, language: string): readonly string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map((match) => match[1] as string);
}

const secret = token(7);
writeFileSync(join(work, 'app.log'), logWith(secret, 7).text);

/** `before` stands in for what the example has and this test has not. */
function program(name: string, code: string, before = ''): SpawnSyncReturns<string> {
  writeFileSync(join(work, `${name}.mjs`), `${code}`);
  writeFileSync(join(work, 'before.mjs'), before);
  return spawnSync(process.execPath, ['--import', './before.mjs', `${name}.mjs`], { cwd: work, encoding: 'utf8', env });
}

function shell(script: string, cwd: string): SpawnSyncReturns<string> {
  return spawnSync('bash', ['-c', `wardline() { "${process.execPath}" "${MAIN}" "$@"; }\nnpx() { shift; wardline "$@"; }\nkubectl() { cat app.log; }\n${script}`], { cwd, encoding: 'utf8', env });
}

describe('programs', () => {
  it('of the README', () => {
    const [code] = blocks('README.md', 'ts');
    const run = program('readme', (code as string).replace("'GITHUB_TOKEN=…'", `'GITHUB_TOKEN=${secret}'`));
    expect([run.stderr, run.status]).toEqual(['', 0]);
    expect(run.stdout).toMatch(/github-pat-classic high 13 ghp_\[REDACTED_36_CHARS\]/);
  });

  it('of docs/library.md', () => {
    const [first, browser] = blocks('docs/library.md', 'ts');
    const run = program('library', first as string);
    expect([run.stderr, run.status]).toEqual(['', 0]);
    expect(run.stdout).toContain('revoke the token');
    expect(run.stdout).not.toContain(secret.slice(6, 20));
    expect(readFileSync(join(work, 'app.clean.log'), 'utf8')).toBe(logWith(secret, 7).text.replace(secret, LABEL));
    // Node does not fetch files, as pages do from where they came.
    const fetching = "import { readFile } from 'node:fs/promises';\nglobalThis.fetch = async (url) => new Response(await readFile(new URL(url)));\n";
    const core = program('core', `${browser as string}\nconsole.log(scanner.scan('${secret}').findings.length);`, fetching);
    expect([core.stderr, core.stdout]).toEqual(['', '1\n']);
  });

  it('of docs/bulk.md', () => {
    const [code] = blocks('docs/bulk.md', 'ts');
    const run = program('bulk', `${(code as string).replace("'/var/log'", "'app.log'")}\nconsole.log(complete, errors.length);`);
    expect([run.stderr, run.status]).toEqual(['', 0]);
    expect(run.stdout).toBe('app.log undefined 301 ghp_[REDACTED_36_CHARS]\ntrue 0\n');
  });
});

describe('commands of docs/bulk.md', () => {
  const scripts = blocks('docs/bulk.md', 'sh');
  const script = (word: string): string => {
    const found = scripts.find((text) => text.includes(word));
    if (found === undefined) throw new Error(`docs/bulk.md has no command with \`${word}\``);
    return found;
  };
  const tree = (name: string): string => {
    const root = join(work, name);
    for (const [path, data] of [['logs/app.log', logWith(secret, 7).text], ['logs/old/a.log.gz', gzipSync(logWith(token(8), 8).text)]] as const) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), data);
    }
    writeFileSync(join(root, 'app.log'), logWith(secret, 7).text);
    return root;
  };

  it('one night: findings, page and state are there, and the second run has nothing to do', () => {
    const root = tree('night');
    const night = script('--resume').replaceAll('/archive/logs', `${root}/logs`).replaceAll('/var/lib/wardline', root);
    const first = shell(night, root);
    expect(first.stdout).toBe('exit 1\n');
    const lines = readFileSync(join(root, 'findings.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map((line) => line['type'])).toEqual(['finding', 'finding', 'summary']);
    expect(readFileSync(join(root, 'findings.html'), 'utf8')).toContain('ghp_[REDACTED_36_CHARS]');
    expect(shell(night, root).stdout).toBe('exit 0\n');
    expect(JSON.parse(readFileSync(join(root, 'findings.jsonl'), 'utf8').trim())).toMatchObject({ findings: 0, bytes_scanned: 0, complete: true });
  });

  it('baselines', () => {
    expect(shell(script('--write-baseline'), tree('baseline')).stdout).toContain('left out: 2 ');
  });

  it('redacting, and the way back', () => {
    const root = tree('redact');
    const run = shell(`set -e\n${script('--in-place')}`, root);
    expect([run.status, run.stdout]).toEqual([0, logWith(secret, 7).text.replace(secret, LABEL)]);
    expect(readFileSync(join(root, 'logs/app.log'), 'utf8')).toContain(LABEL);
    const back = tree('back');
    const there = shell(`set -e\n${script('--restore')}`, back);
    expect(there.status).toBe(0);
    expect(readFileSync(join(back, 'sent/app.log'), 'utf8')).toContain('[GITHUB_PAT_CLASSIC_REDACTED_1]');
    expect(readFileSync(join(back, 'back/app.log'), 'utf8')).toBe(logWith(secret, 7).text);
  });
});

it('commands of the README end as they should', () => {
  const root = join(work, 'readme');
  mkdirSync(root, { recursive: true });
  mkdirSync(join(root, 'logs'));
  for (const name of ['logs/a.log', 'app.log', 'message.txt']) writeFileSync(join(root, name), logWith(secret, 7).text);
  writeFileSync(join(root, 'app.log.gz'), gzipSync(logWith(secret, 7).text));
  const lines = blocks('README.md', 'sh').join('').split('\n').filter((line) => /npx wardline/.test(line) && !/npm ci|\/var\/log|backup\.tar/.test(line));
  expect(lines.length).toBeGreaterThanOrEqual(5);
  for (const line of lines) {
    const { status, stderr } = shell(line, root);
    const wanted = /check/.test(line) ? [10, 20, 30] : /scan/.test(line) ? [1] : [0];
    expect(wanted, `${line}: ${stderr}`).toContain(status);
  }
});
