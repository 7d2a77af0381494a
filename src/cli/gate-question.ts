// The question on a terminal: what to do about a message that was held.

import { closeSync } from 'node:fs';
import type { Held } from '../gate/answer.ts';
import { EXIT_OF_LEVEL, EXIT_OK } from './exit-codes.ts';
import { type ActionInput, carryOut } from './gate-actions.ts';
import { toStderr } from './gate-output.ts';
import { openTerminal, readLine } from './terminal.ts';

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
