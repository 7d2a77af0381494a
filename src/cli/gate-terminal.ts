// The conversation on a terminal: the question is read from the terminal itself, not from the piped message.

import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { Held } from '../gate/answer.ts';
import { renderAnswer } from '../gate/render.ts';
import { openEditor } from './editor.ts';
import { EXIT_OF_LEVEL, EXIT_OK } from './exit-codes.ts';
import { onTerminal, toStderr, toStdout } from './gate-output.ts';
import { type ActionInput, carryOut } from './gate-actions.ts';
import { readMessage } from './read-message.ts';

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
  const exit = EXIT_OF_LEVEL[answer.level] as number;
  if (terminal === null) return exit;
  try {
    for (let tries = 0; tries < 5; tries += 1) {
      toStderr(answer.level === 1 ? 'Continue anyway? [Y/N] (or the name of an action) ' : `What to do? (${answer.actions.map((one) => one.id).join(', ')}; empty: nothing) `);
      const line = readLine(terminal);
      if (line === null || line === '') return exit;
      if (answer.level === 1 && (line === 'y' || line === 'yes')) return EXIT_OK;
      if (line === 'n' || line === 'no' || line === 'q') return exit;
      const action = answer.actions.find((one) => one.id === line || one.label.toLowerCase() === line) ?? answer.actions.find((one) => one.id.startsWith(line));
      if (action !== undefined) return await carryOut(action.id, input);
      toStderr(`There is no action \`${line.slice(0, 40)}\`.\n`);
    }
    return exit;
  } finally {
    closeSync(terminal);
  }
}

/** Opens the message in the editor at the marked place and checks again, until it passes or is left as it was. */
export async function editLoop(input: ActionInput): Promise<number> {
  const own = input.file === undefined || input.file === '-';
  const folder = own ? mkdtempSync(join(tmpdir(), 'wardline-')) : '';
  const file = own ? join(folder, 'message.txt') : (input.file as string);
  // An interrupt is for the editor; this process has a copy of the message to take away.
  const stay = (): void => undefined;
  process.on('SIGINT', stay);
  try {
    if (own) writeFileSync(file, input.text, { mode: 0o600 });
    let { answer, text } = input;
    for (;;) {
      const place = 'error' in answer ? answer.violations[0] : undefined;
      const terminal = openTerminal();
      try {
        openEditor(file, { line: place?.line ?? 1, column: place?.column ?? 1 }, [terminal ?? 'inherit', terminal === null ? 'inherit' : 2, 'inherit']);
      } finally {
        if (terminal !== null) closeSync(terminal);
      }
      const edited = readMessage(file);
      const same = edited === text;
      text = edited;
      answer = await input.gate.checkClassified(text, input.options);
      toStderr(answer.level === 0 ? 'The message is allowed now.\n' : renderAnswer(text, answer));
      if (answer.level === 0 || same || !goOn()) break;
    }
    if (own) toStdout(text);
    await input.gate.flush();
    return EXIT_OF_LEVEL[answer.level] as number;
  } finally {
    process.off('SIGINT', stay);
    if (own) rmSync(folder, { recursive: true, force: true });
  }
}

function goOn(): boolean {
  const terminal = onTerminal() ? openTerminal() : null;
  if (terminal === null) return false;
  try {
    toStderr('Edit again? [Y/N] ');
    return readLine(terminal)?.startsWith('y') ?? false;
  } finally {
    closeSync(terminal);
  }
}
