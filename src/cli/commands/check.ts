// wardline check: judge one message. What people read goes to stderr, what programs read to stdout.

import { userInfo } from 'node:os';
import process from 'node:process';
import { WardlineError } from '../../errors.ts';
import type { Answer } from '../../gate/answer.ts';
import { createGate } from '../../gate/index.ts';
import type { CheckOptions } from '../../gate/check-options.ts';
import type { Gate } from '../../gate/gate.ts';
import { renderAnswer, COLOURS } from '../../gate/render.ts';
import { loadPolicy, type LoadedPolicy } from '../../policy/load.ts';
import { CONTEXTS, type Context } from '../../policy/model.ts';
import type { Places } from '../../policy/places.ts';
import type { Args, Command } from '../command.ts';
import { EXIT_OF_LEVEL, EXIT_OK, EXIT_USAGE } from '../exit-codes.ts';
import { onTerminal, toStderr, toStdout } from '../gate-output.ts';
import { PLACE_OPTIONS, placesOf } from '../places.ts';
import { readMessage } from '../read-message.ts';

export const command: Command = {
  usage: 'check [FILE|-] [OPTIONS]',
  summary: 'Judge one message before it is sent: allow, warn, soft block, hard block, with what to write instead.',
  details: `Exit codes: 0 allow, 10 level 1, 20 level 2, 30 level 3, 2 wrong usage. With \`--exit hook\`: 0 for allow and level 1, 2 with the
reason on stderr for levels 2 and 3. On a terminal the question is asked there, also when the message is piped in.`,
  options: {
    json: { type: 'boolean', help: 'the whole answer as JSON on stdout' },
    exit: { type: 'string', value: 'STYLE', help: 'levels (default) or hook: 2 blocks, all else lets pass' },
    do: { type: 'string', value: 'ACTION', help: 'carry out an action of the answer: sanitize, mock_data, create_template, edit, request_override, dispute, …' },
    context: { type: 'string', value: 'CONTEXT', help: `declare what the text is for: ${CONTEXTS.join(', ')}`, group: 'Circumstances' },
    path: { type: 'string', value: 'PATH', help: 'where the text comes from, for exceptions by path', group: 'Circumstances' },
    group: { type: 'string', multiple: true, value: 'NAME', help: 'a group the sender belongs to (identities of the policy are used as well)', group: 'Circumstances' },
    surface: { type: 'string', value: 'NAME', help: 'where it is checked (default cli)', group: 'Circumstances' },
    override: { type: 'string', value: 'TOKEN', help: 'let the message pass by a granted override', group: 'Circumstances' },
    reason: { type: 'string', value: 'TEXT', help: 'why: for request_override and dispute', group: 'Circumstances' },
    finding: { type: 'string', value: 'ID', help: 'which finding: for dispute (default: the gravest)', group: 'Circumstances' },
    'no-input': { type: 'boolean', help: 'never ask' },
    quiet: { type: 'boolean', short: 'q', help: 'nothing but the exit code' },
    ...PLACE_OPTIONS,
  },
  examples: [
    ['echo "our key is …" | wardline check', 'judge a message'],
    ['wardline check message.txt --json', 'the answer for a program'],
    ['wardline check message.txt --do sanitize > clean.txt', 'the message with placeholders'],
    ['wardline check - --exit hook < prompt.txt', 'as a hook: 2 blocks'],
  ],
  run: check,
};

async function check(args: Args): Promise<number> {
  const style = args.choice('exit', ['levels', 'hook'], 'levels');
  let loaded: LoadedPolicy | null = null;
  try {
    const [file, ...more] = args.positionals;
    if (more.length > 0) throw new WardlineError('usage', 'give one message', { hint: '`wardline scan` takes many files' });
    const context = args.text('context') === undefined ? undefined : args.choice('context', CONTEXTS, 'general');
    const places = placesOf(args);
    loaded = await loadPolicy(places);
    const token = args.text('override');
    const overrides = token === undefined ? undefined : (await import('../../policy/override-use.ts')).overrideChecker(places.state, loaded.policy);
    const gate = await createGate({ places, policy: loaded, ...(overrides === undefined ? {} : { overrides }) });
    const text = readMessage(file);
    const options = optionsOf(args, loaded, context, file, token);
    const answer = await gate.checkClassified(text, options);
    await gate.flush();
    const action = args.text('do');
    if (action !== undefined) {
      const { carryOut } = await import('../gate-actions.ts');
      return await carryOut(action, { gate, places, text, answer, options, file, reason: args.text('reason') ?? '', finding: args.text('finding') ?? '' });
    }
    return await tell(args, style, gate, text, answer, { places, options, file });
  } catch (error) {
    if (style !== 'hook') throw error;
    return failedInHook(error, loaded);
  }
}

function optionsOf(args: Args, loaded: LoadedPolicy, context: Context | undefined, file: string | undefined, token: string | undefined): CheckOptions {
  const user = userInfo().username;
  const identity = loaded.policy.identities.find((one) => one.user === user);
  const path = args.text('path') ?? (file === undefined || file === '-' ? '' : file);
  return {
    user: identity?.name ?? user,
    // Groups that grant something come from the policy alone; those of the command line are for trying things out and are refused when the policy names people.
    groups: loaded.policy.identities.length > 0 ? (identity?.groups ?? []) : args.list('group', true),
    surface: args.text('surface') ?? 'cli', path, ...(context === undefined ? {} : { context }), ...(token === undefined ? {} : { override: token }),
  };
}

async function tell(args: Args, style: 'levels' | 'hook', gate: Gate, text: string, answer: Answer, more: { places: Places; options: CheckOptions; file: string | undefined }): Promise<number> {
  const level = answer.level;
  if (args.flag('json')) toStdout(`${JSON.stringify(answer)}\n`);
  if (style === 'hook') {
    if (level >= 2 || (level === 1 && !args.flag('json'))) toStderr(renderAnswer(text, answer));
    return level >= 2 ? EXIT_USAGE : EXIT_OK;
  }
  const colour = onTerminal() && !args.flag('no-color') && !process.env['NO_COLOR'];
  if (!args.flag('json') && !args.flag('quiet')) toStderr(renderAnswer(text, answer, colour ? COLOURS : undefined));
  if (level > 0 && 'error' in answer && !args.flag('json') && !args.flag('quiet') && !args.flag('no-input') && onTerminal()) {
    const { ask } = await import('../gate-question.ts');
    return ask({ gate, text, answer, reason: '', finding: '', ...more });
  }
  return EXIT_OF_LEVEL[level] as number;
}

/** A host that knows only "2 blocks" must not let pass what was never judged, unless the policy says so. */
function failedInHook(error: unknown, loaded: LoadedPolicy | null): number {
  const words = error instanceof Error ? error.message : String(error);
  const open = loaded !== null && loaded.policy.settings.failure === 'open';
  toStderr(`wardline: ${words}\n${open ? 'The message was not checked; the policy lets it pass (`failure: open`).' : 'The message was not checked and is held (`failure: closed`).'}\n`);
  return open ? EXIT_OK : EXIT_USAGE;
}
