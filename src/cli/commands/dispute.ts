// wardline dispute: a finding is held to be wrong.

import { userInfo } from 'node:os';
import process from 'node:process';
import { WardlineError } from '../../errors.ts';
import { listDisputes, resolveDispute } from '../../policy/dispute-store.ts';
import { loadPolicy } from '../../policy/load.ts';
import type { Args, Command } from '../command.ts';
import { EXIT_OK } from '../exit-codes.ts';
import { PLACE_OPTIONS, placesOf } from '../places.ts';
import { readMessage } from '../read-message.ts';

export const command: Command = {
  usage: 'dispute open|list|resolve [FILE|ID] [OPTIONS]',
  summary: 'Contest a finding: it gets a number, somebody decides, and the audit holds both.',
  options: {
    reason: { type: 'string', value: 'TEXT', help: 'open: why it is wrong; resolve: why it is so' },
    finding: { type: 'string', value: 'ID', help: 'open: which finding (default: the gravest)' },
    as: { type: 'string', value: 'RESULT', help: 'resolve: false_positive or upheld' },
    json: { type: 'boolean', help: 'as JSON' },
    ...PLACE_OPTIONS,
  },
  examples: [
    ['wardline dispute open message.txt --reason "this is a commit id"', 'prints a number'],
    ['wardline dispute list', 'all of them'],
    ['wardline dispute resolve d_… --as false_positive', 'prints an exception and a rule test to take over'],
  ],
  run: dispute,
};

async function dispute(args: Args): Promise<number> {
  const [what, name] = args.positionals;
  const places = placesOf(args);
  const loaded = await loadPolicy(places);
  const user = userInfo().username;
  const me = loaded.policy.identities.find((one) => one.user === user)?.name ?? user;
  if (what === 'list') {
    const rows = listDisputes(places.state);
    if (args.flag('json')) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    else for (const one of rows) process.stdout.write(`${one.id}  ${one.state.padEnd(14)} ${one.rule}  ${one.who}: ${one.reason}${one.note === '' ? '' : `  → ${one.resolved_by}: ${one.note}`}\n`);
    return EXIT_OK;
  }
  if (what === 'open') {
    const { createGate } = await import('../../gate/index.ts');
    const { carryOut } = await import('../gate-actions.ts');
    const gate = await createGate({ places, policy: loaded });
    const text = readMessage(name);
    const options = { user: me, surface: 'cli' };
    const code = await carryOut('dispute', { gate, places, text, answer: gate.check(text, options), options, file: name, reason: args.text('reason') ?? '', finding: args.text('finding') ?? '' });
    await gate.flush();
    return code;
  }
  if (what === 'resolve') {
    if (name === undefined) throw new WardlineError('usage', 'say which dispute', { hint: '`wardline dispute list` shows all' });
    if (args.text('as') === undefined) throw new WardlineError('usage', 'say how it is resolved', { hint: '--as false_positive or --as upheld' });
    const { dispute: done, proposal } = resolveDispute(places.state, loaded.policy, name, args.choice('as', ['false_positive', 'upheld'], 'upheld'), me, args.text('reason') ?? '');
    process.stderr.write(`${done.id} is resolved: ${done.state.replace('_', ' ')}\n`);
    process.stdout.write(proposal);
    return EXIT_OK;
  }
  throw new WardlineError('usage', what === undefined ? 'say what to do' : `there is no \`dispute ${what}\``, { hint: 'use open, list or resolve' });
}
