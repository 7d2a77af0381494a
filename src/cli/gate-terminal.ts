// The conversation on a terminal: the question is read from the terminal itself, not from the piped message.

import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { WardlineError } from '../errors.ts';
import type { Held } from '../gate/answer.ts';
import { renderAnswer } from '../gate/render.ts';
import { EXIT_OK } from './exit-codes.ts';
import { type ActionInput, carryOut } from './gate-actions.ts';

const LEVEL_EXITS = [0, 10, 20, 30] as const;
const TERMINAL = process.platform === 'win32' ? 'CON' : '/dev/tty';

function openTerminal(): number | null {
  try {
    return openSync(TERMINAL, 'r');
  } catch {
    return null;
  }
}

function readLine(terminal: number): string | null {
  const buffer = Buffer.alloc(1024);
  const got = readSync(terminal, buffer, 0, buffer.length, null);
  return got === 0 ? null : buffer.toString('utf8', 0, got).trim().toLowerCase();
}

/** Asks what to do. Without a terminal the exit code is the answer. */
export async function ask(input: ActionInput & { readonly answer: Held }): Promise<number> {
  const terminal = openTerminal();
  const { answer } = input;
  const exit = LEVEL_EXITS[answer.level] as number;
  if (terminal === null) return exit;
  try {
    for (let tries = 0; tries < 5; tries += 1) {
      process.stderr.write(answer.level === 1 ? 'Continue anyway? [Y/N] (or the name of an action) ' : `What to do? (${answer.actions.map((one) => one.id).join(', ')}; empty: nothing) `);
      const line = readLine(terminal);
      if (line === null || line === '') return exit;
      if (answer.level === 1 && (line === 'y' || line === 'yes')) return EXIT_OK;
      if (line === 'n' || line === 'no' || line === 'q') return exit;
      const action = answer.actions.find((one) => one.id === line || one.label.toLowerCase() === line) ?? answer.actions.find((one) => one.id.startsWith(line));
      if (action !== undefined) return await carryOut(action.id, input);
      process.stderr.write(`There is no action \`${line.slice(0, 40)}\`.\n`);
    }
    return exit;
  } finally {
    closeSync(terminal);
  }
}

/** Opens the message in the editor at the marked place and checks again, until it passes or is left as it was. */
export async function editLoop(input: ActionInput): Promise<number> {
  const editor = process.env['VISUAL'] ?? process.env['EDITOR'];
  if (!editor) throw new WardlineError('no_editor', 'no editor is set', { hint: 'set EDITOR, e.g. `EDITOR=nano`, or use `--do sanitize`' });
  const own = input.file === undefined || input.file === '-';
  const folder = own ? mkdtempSync(join(tmpdir(), 'wardline-')) : '';
  const file = own ? join(folder, 'message.txt') : (input.file as string);
  try {
    if (own) writeFileSync(file, input.text, { mode: 0o600 });
    let { answer, text } = input;
    for (;;) {
      const line = 'error' in answer ? (answer.violations[0]?.line ?? 1) : 1;
      const terminal = openTerminal();
      const ran = spawnSync(editor, [...(/\b(?:vi|vim|nvim|nano|emacs|pico|joe|micro)$/.test(editor) ? [`+${line}`] : []), file], { stdio: [terminal ?? 'inherit', terminal === null ? 'inherit' : 2, 'inherit'], shell: /\s/.test(editor) });
      if (terminal !== null) closeSync(terminal);
      if (ran.error !== undefined || ran.status !== 0) throw new WardlineError('editor_failed', `the editor \`${editor.slice(0, 60)}\` ended with ${ran.status ?? 'an error'}`, { hint: 'set EDITOR to one that works' });
      const edited = readFileSync(file, 'utf8');
      const same = edited === text;
      text = edited;
      answer = input.gate.check(text, input.options);
      process.stderr.write(renderAnswer(text, answer));
      if (answer.level === 0 || same) break;
      if (process.stderr.isTTY !== true) break;
      const again = openTerminal();
      if (again === null) break;
      process.stderr.write('Edit again? [Y/N] ');
      const more = readLine(again);
      closeSync(again);
      if (more === null || !more.startsWith('y')) break;
    }
    if (own) process.stdout.write(text);
    await input.gate.flush();
    return LEVEL_EXITS[answer.level] as number;
  } finally {
    if (own) rmSync(folder, { recursive: true, force: true });
  }
}
