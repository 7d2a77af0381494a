// wardline override: ask, grant, revoke, list; keys of approvers.

import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { WardlineError } from '../../errors.ts';
import { loadPolicy } from '../../policy/load.ts';
import type { Args, Command } from '../command.ts';
import { EXIT_OK } from '../exit-codes.ts';
import { PLACE_OPTIONS, placesOf } from '../places.ts';
import { readMessage } from '../read-message.ts';
import { readText } from './policy.ts';

export const command: Command = {
  usage: 'override request|grant|revoke|list|key [FILE|ID] [OPTIONS]',
  summary: 'Organizational override: one message passes by a signed grant, for one person, for a time.',
  details: `  request [FILE|-]   ask for this message
  grant ID           sign a token (approvers of the policy)
  revoke ID          take a grant back
  list               all requests and grants
  key --new FILE     make an approver's key and print the line for the policy's identities`,
  options: {
    reason: { type: 'string', value: 'TEXT', help: 'request: why; revoke: why' },
    hours: { type: 'string', value: 'N', help: 'grant: how long it lives (default 1)' },
    uses: { type: 'string', value: 'N', help: 'grant: how often it may be used (default 1)' },
    key: { type: 'string', value: 'FILE', help: 'grant: your private key (default: override.key in the configuration)' },
    new: { type: 'string', value: 'FILE', help: 'key: make one' },
    json: { type: 'boolean', help: 'as JSON' },
    ...PLACE_OPTIONS,
  },
  examples: [
    ['wardline override request message.txt --reason "board report"', 'prints a number'],
    ['wardline override grant ov_… --key me.pem', 'prints the token'],
    ['wardline check message.txt --override wo1.…', 'uses it'],
  ],
  run: override,
};

async function override(args: Args): Promise<number> {
  const [what, name] = args.positionals;
  const places = placesOf(args);
  if (what === 'key') return key(args);
  const loaded = await loadPolicy(places);
  const { policy } = loaded;
  const user = userInfo().username;
  const me = policy.identities.find((one) => one.user === user)?.name ?? user;
  const now = Date.now();
  if (what === 'list') {
    const { listOverrides } = await import('../../policy/override-store.ts');
    const rows = listOverrides(places.state, now).map(({ pending, ...row }) => row);
    if (args.flag('json')) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    else for (const one of rows) process.stdout.write(`${one.id}  ${one.state.padEnd(9)} ${one.who}  level ${one.level}  ${one.rules.join(', ')}  ${one.reason}${one.approvers.length > 0 ? `  by ${one.approvers.join(' and ')}` : ''}${one.expires > 0 ? `  until ${new Date(one.expires).toISOString()}` : ''}\n`);
    return EXIT_OK;
  }
  if (what === 'request') {
    const { createGate } = await import('../../gate/index.ts');
    const { carryOut } = await import('../gate-actions.ts');
    const gate = await createGate({ places, policy: loaded });
    const text = readMessage(name);
    const options = { user: me, surface: 'cli' };
    const code = await carryOut('request_override', { gate, places, text, answer: await gate.checkClassified(text, options), options, file: name, reason: args.text('reason') ?? '', finding: '' });
    await gate.flush();
    return code;
  }
  if (name === undefined) throw new WardlineError('usage', what === undefined ? 'say what to do' : 'say which override', { hint: 'use request, grant ID, revoke ID, list or key' });
  if (what === 'grant') {
    const [{ grantOverride }, { parsePrivateKey }] = await Promise.all([import('../../policy/override-grant.ts'), import('../../policy/keys.ts')]);
    const file = args.text('key') ?? join(places.config, 'override.key');
    if (!existsSync(file)) throw new WardlineError('usage', `there is no key at \`${file}\``, { hint: 'give yours with `--key FILE`' });
    const grant = grantOverride(places.state, policy, name, { name: me, key: parsePrivateKey(readText(file), `\`${file}\``) }, { hours: args.number('hours', 1, { min: 1 }), uses: args.number('uses', 1, { min: 1 }), now });
    if (grant.token === '') process.stderr.write(`${name} has your approval; ${grant.missing} more is needed.\n`);
    else process.stdout.write(`${grant.token}\n`);
    return EXIT_OK;
  }
  if (what === 'revoke') {
    const [{ findOverride }, { authorise }, { recordEvents }] = await Promise.all([import('../../policy/override-grant.ts'), import('../../policy/authorise.ts'), import('../../policy/state-log.ts')]);
    const row = findOverride(places.state, name, now);
    // Whoever asked may take it back; else it needs an approver.
    if (row.who !== me) authorise(policy.identities, me, 'revoke_override', { kind: 'Override', id: name, owner: row.who, level: row.level, approvedBy: [] }, policy.settings['overrides.level3']);
    recordEvents(places.state, policy, [{ event: 'override.revoke', id: name, by: me, why: args.text('reason') ?? '' }], now);
    process.stdout.write(`${name} is revoked\n`);
    return EXIT_OK;
  }
  throw new WardlineError('usage', `there is no \`override ${what ?? ''}\``, { hint: 'use request, grant, revoke, list or key' });
}

async function key(args: Args): Promise<number> {
  const file = args.text('new');
  if (file === undefined) throw new WardlineError('usage', 'say where the key goes', { hint: 'wardline override key --new FILE' });
  const { makePrivateKey, publicKeyText } = await import('../../policy/keys.ts');
  const { writeFileSync } = await import('node:fs');
  const made = makePrivateKey();
  try {
    writeFileSync(file, made.pem, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    throw new WardlineError('usage', `\`${file}\` can't be written`, { hint: 'a key is never written over another file', cause });
  }
  process.stdout.write(`identities:\n  - { name: ${userInfo().username}, user: ${userInfo().username}, roles: [approver], key: '${publicKeyText(made.key)}' }\n`);
  return EXIT_OK;
}
