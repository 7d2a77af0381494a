// wardline exception: trusted patterns in the project's or one's own policy.

import process from 'node:process';
import { userInfo } from 'node:os';
import { WardlineError } from '../../errors.ts';
import { dayOf } from '../../policy/dates.ts';
import { stateOf } from '../../policy/exceptions.ts';
import { loadPolicy } from '../../policy/load.ts';
import type { Args, Command } from '../command.ts';
import { EXIT_FAILED, EXIT_OK } from '../exit-codes.ts';
import { PLACE_OPTIONS, placesOf } from '../places.ts';

export const command: Command = {
  usage: 'exception add|list|expire [ID] [OPTIONS]',
  summary: 'Trusted patterns: what may pass, why, who answers for it, until when.',
  details: 'An exception never names a secret in clear: use the fingerprint of an answer, a rule, a path, a pattern of the redacted form or a context.',
  options: {
    id: { type: 'string', value: 'ID', help: 'add: its name (default: made from the day)' },
    fingerprint: { type: 'string', value: 'HMAC', help: 'add: one secret, as answers name it', group: 'What' },
    rule: { type: 'string', value: 'ID', help: 'add: a rule', group: 'What' },
    path: { type: 'string', value: 'GLOB', help: 'add: files, `*` for any run of characters', group: 'What' },
    pattern: { type: 'string', value: 'GLOB', help: 'add: redacted form, host or address', group: 'What' },
    context: { type: 'string', value: 'CONTEXT', help: 'add: a context, together with another one of these', group: 'What' },
    owner: { type: 'string', value: 'NAME', help: 'add: who answers for it (default: you)', group: 'Why' },
    reason: { type: 'string', value: 'TEXT', help: 'add: why', group: 'Why' },
    ticket: { type: 'string', value: 'ID', help: 'add: where it was decided', group: 'Why' },
    expires: { type: 'string', value: 'DAY', help: 'add: last day, YYYY-MM-DD (default: in 90 days)', group: 'Why' },
    scope: { type: 'string', value: 'LAYER', help: 'project (default) or user' },
    json: { type: 'boolean', help: 'as JSON' },
    ...PLACE_OPTIONS,
  },
  examples: [
    ['wardline exception add --fingerprint hmac-sha256:… --reason "public demo key" --ticket SEC-12', 'one secret'],
    ['wardline exception add --rule private-ipv4-address --path "docs/*" --reason "lab network" --ticket NET-3', 'a rule in some files'],
    ['wardline exception list', 'all, with the expired ones'],
    ['wardline exception expire demo-key', 'end one today'],
  ],
  run: exception,
};

async function exception(args: Args): Promise<number> {
  const [what, id] = args.positionals;
  if (what === 'list') return list(args);
  const { addException, expireException, exceptionFile } = await import('../../policy/exception-file.ts');
  const places = placesOf(args);
  const file = exceptionFile(places, args.choice('scope', ['project', 'user'], 'project'));
  const now = Date.now();
  const { recordEvents } = await import('../../policy/state-log.ts');
  const { policy } = await loadPolicy(places);
  const who = userInfo().username;
  if (what === 'expire') {
    if (id === undefined) throw new WardlineError('usage', 'say which exception', { hint: '`wardline exception list` shows all' });
    expireException(file, id, now);
    recordEvents(places.state, policy, [{ event: 'exception.expire', id, who, file }], now);
    process.stdout.write(`${id} has ended (${file})\n`);
    return EXIT_OK;
  }
  if (what !== 'add') throw new WardlineError('usage', what === undefined ? 'say what to do' : `there is no \`exception ${what}\``, { hint: 'use add, list or expire' });
  const text = (name: string): string => args.text(name) ?? '';
  if (text('reason') === '' || text('ticket') === '') throw new WardlineError('usage', 'an exception needs a reason and a ticket', { hint: '--reason TEXT --ticket ID' });
  const made = {
    id: text('id') === '' ? `exception-${dayOf(now)}-${Math.floor(now % 86_400_000).toString(36)}` : text('id'),
    ...Object.fromEntries(['fingerprint', 'rule', 'path', 'pattern', 'context'].flatMap((name) => (text(name) === '' ? [] : [[name, text(name)]]))),
    owner: text('owner') === '' ? who : text('owner'), reason: text('reason'), ticket: text('ticket'), created: dayOf(now), expires: text('expires') === '' ? dayOf(now + 90 * 86_400_000) : text('expires'),
  };
  await refuseSecrets(made);
  addException(file, made);
  recordEvents(places.state, policy, [{ event: 'exception.add', who, file, ...made, created: undefined }], now);
  process.stdout.write(`${made.id} holds until the end of ${made.expires} (${file})\n`);
  return EXIT_OK;
}

/** A secret pasted into a pattern would stand in a file that is committed. */
async function refuseSecrets(made: Readonly<Record<string, string>>): Promise<void> {
  const { createScanner } = await import('../../index.ts');
  const scanner = await createScanner();
  for (const [name, value] of Object.entries(made)) {
    if (name !== 'fingerprint' && scanner.scan(`${name} = "${value}"`).length > 0) throw new WardlineError('secret_in_exception', `\`${name}\` holds a credential`, { hint: 'name it by its fingerprint: `wardline check --json` shows it' });
  }
}

async function list(args: Args): Promise<number> {
  const { policy } = await loadPolicy(placesOf(args));
  const now = Date.now();
  const rows = policy.exceptions.map(({ layer, exception: one }) => ({ ...one, layer, state: stateOf(one, now, policy.settings['exceptions.max_days']) }));
  if (args.flag('json')) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  else {
    for (const one of rows) {
      const what = [one.fingerprint, one.rule, one.path, one.pattern, one.context].filter((part) => part !== undefined).join(', ');
      process.stdout.write(`${one.state.padEnd(8)} ${one.id}  ${what}  ${one.owner}: ${one.reason} (${one.ticket}), ${one.created} to ${one.expires}, ${one.layer}\n`);
    }
    if (rows.length === 0) process.stderr.write('There are no exceptions.\n');
  }
  return rows.some((one) => one.state === 'too_long') ? EXIT_FAILED : EXIT_OK;
}
