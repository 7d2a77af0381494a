// A held message in the editor, at the marked place, until it passes.

import { closeSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { Answer } from '../gate/answer.ts';
import type { CheckOptions } from '../gate/check-options.ts';
import type { Gate } from '../gate/gate.ts';
import { renderAnswer } from '../gate/render.ts';
import { openEditor } from './editor.ts';
import { EXIT_OF_LEVEL } from './exit-codes.ts';
import { onTerminal, toStderr, toStdout } from './gate-output.ts';
import { readMessage } from './read-message.ts';
import { openTerminal, readLine } from './terminal.ts';

export interface HeldMessage {
  readonly gate: Gate;
  readonly text: string;
  readonly answer: Answer;
  readonly options: CheckOptions;
  readonly file: string | undefined;
}

/** Opens the message in the editor at the marked place and checks again, until it passes or is left as it was. */
export async function editLoop(input: HeldMessage): Promise<number> {
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
