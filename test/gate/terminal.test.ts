// The conversation on a terminal, through a pseudo-terminal: the question is asked there and read from there while the
// message comes through a pipe, and the edit-in-place loop goes on until the message passes.

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { editorArguments } from '../../src/cli/editor.ts';
import { draw, HEX } from './support.ts';

const MAIN = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
const TALK = fileURLToPath(new URL('terminal.py', import.meta.url));

/** Empty when there is all that a pseudo-terminal needs. */
function whyNot(): string {
  if (process.platform === 'win32') return 'no pseudo-terminals on Windows';
  const probe = spawnSync('python3', ['-c', 'import os, pty; os.waitstatus_to_exitcode; a, b = pty.openpty()'], { encoding: 'utf8' });
  return probe.error !== undefined ? 'python3 is not there' : probe.status === 0 ? '' : `python3 has no pseudo-terminal: ${probe.stderr.trim().split('\n').pop() ?? ''}`;
}
const reason = whyNot();

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'terminal-'));
});

type Steps = readonly (readonly [wait: string, send: string])[];
interface Talk {
  readonly status: number;
  readonly screen: string;
  readonly out: string;
  readonly missed: string | null;
}

function talk(args: readonly string[], input: string | null, steps: Steps, env: Record<string, string> = {}): Talk {
  const { VISUAL: _, ...inherited } = process.env;
  const job = { argv: [process.execPath, MAIN, ...args], env: { ...inherited, WARDLINE_CONFIG_DIR: home, WARDLINE_ORG_POLICY: '', TMPDIR: home, TERM: 'dumb', ...env }, cwd: home, input, steps, seconds: 30 };
  const done = spawnSync('python3', [TALK], { input: JSON.stringify(job), encoding: 'utf8', timeout: 60_000 });
  if (done.status !== 0) throw new Error(`the terminal failed: ${done.stderr}`);
  return JSON.parse(done.stdout) as Talk;
}

function script(name: string, lines: string): string {
  const file = join(home, name);
  writeFileSync(file, `#!/bin/sh\n${lines}\n`);
  chmodSync(file, 0o755);
  return file;
}

const secret = draw(HEX, 64);
const held = `def f():\n    api_secret = '${secret}'\n    return api_secret\n`;
const QUESTION = 'Continue anyway? [Y/N]';

describe.skipIf(reason !== '')(`on a terminal${reason === '' ? '' : ` (${reason})`}`, () => {
  it.each([['y\n', 0], ['YES\n', 0], ['n\n', 10], ['\n', 10], ['\u0004', 10]])('level 1 asks, and %j gives %i, though the message is piped', (answer, status) => {
    const done = talk(['check'], 'Should i plead guilty?', [['(or the name of an action)', answer]]);
    expect(done).toMatchObject({ status, missed: null, out: '' });
    expect(done.screen).toContain(QUESTION);
  });
  it('level 2 asks what to do; an action is carried out, and its output goes to stdout', () => {
    const done = talk(['check'], held, [['What to do? (', 'nonsense\n'], ['There is no action', ''], ['What to do? (', 'sanitize\n']]);
    expect(done).toMatchObject({ status: 0, missed: null });
    expect(done.out).toBe(held.replace(secret, '[HEX_KEY_REDACTED]'));
    expect(done.screen).not.toContain(secret);
  });
  it('level 2 can\'t be answered with yes', () => {
    expect(talk(['check'], held, [['What to do? (', 'y\n'], ['There is no action', ''], ['What to do? (', '\n']])).toMatchObject({ status: 20, missed: null, out: '' });
  });
  it('nothing is asked with --no-input, --quiet or --json', () => {
    for (const option of ['--no-input', '--quiet', '--json']) {
      const done = talk(['check', option], 'Should i plead guilty?', []);
      expect(done.status).toBe(10);
      expect(done.screen).not.toContain('(or the name of an action)');
    }
  });
  it('edit opens the editor at the marked line, on the terminal, and checks again until the message passes', () => {
    // The first time the secret gets another value, the second time it is replaced.
    const editor = script('vi', `test -t 0 || exit 9\necho "$1" >> "${home}/places"\nif [ -e "${home}/once" ]; then sed -i "s/'.*'/os.environ['API_SECRET']/" "$2"; else sed -i "s/^def f/# moved\\n\\ndef f/" "$2"; touch "${home}/once"; fi`);
    const done = talk(['check'], held, [['What to do? (', 'edit\n'], ['Edit again? [Y/N]', 'y\n'], ['allowed now', '']], { EDITOR: editor });
    expect(done).toMatchObject({ status: 0, missed: null });
    expect(done.out).toBe(`# moved\n\n${held.replace(`'${secret}'`, "os.environ['API_SECRET']")}`);
    expect(readFileSync(join(home, 'places'), 'utf8')).toBe('+2\n+4\n');
    expect(done.screen).not.toContain(secret);
    expect(readdirSync(home).filter((name) => name.startsWith('wardline-'))).toEqual([]);
  });
  it('a file is edited in its place, and an answer of no ends the loop', () => {
    const file = join(home, 'my $(touch hit) message.txt');
    writeFileSync(file, held);
    const editor = `${script('vi', 'sed -i "s/^def f/# moved\\ndef f/" "$3"')} -q`;
    const done = talk(['check', file, '--do', 'edit'], null, [['Edit again? [Y/N]', 'n\n']], { EDITOR: editor });
    expect(done).toMatchObject({ status: 20, missed: null, out: '' });
    expect(readFileSync(file, 'utf8')).toBe(`# moved\n${held}`);
    expect(existsSync(join(home, 'hit'))).toBe(false);
  });
  it('an editor that fails is named, and the message is not kept in a temporary file', () => {
    const done = talk(['check', '--do', 'edit'], held, [], { EDITOR: script('vi', 'exit 3') });
    expect(done.status).toBe(1);
    expect(done.screen).toMatch(/the editor `.*vi` ended with 3/);
    expect(readdirSync(home).filter((name) => name.startsWith('wardline-'))).toEqual([]);
  });
});

describe('editors', () => {
  const place = { line: 7, column: 3 };
  it.each([
    ['vim', ['+7', 'f']], ['/usr/bin/nvim -u NONE', ['+7', 'f']], ['nano', ['+7,3', 'f']], ['emacs -nw', ['+7:3', 'f']], ['code --wait', ['--goto', 'f:7:3']], ['hx', ['f:7:3']], ['ed', ['f']],
  ])('%s is told the place', (editor, args) => expect(editorArguments(editor, 'f', place)).toEqual(args));
});
