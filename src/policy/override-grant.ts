// Granting: authorised by Cedar, signed with the approver's own key, recorded. With four eyes the first approval is kept
// until the second one completes the token.

import type { KeyObject } from 'node:crypto';
import { WardlineError } from '../errors.ts';
import { authorise } from './authorise.ts';
import { publicKeyText } from './keys.ts';
import type { EffectivePolicy } from './merge.ts';
import type { Identity } from './model.ts';
import { listOverrides, type OverrideRow, withOverrides } from './override-store.ts';
import { addSignature, makeToken, type OverridePayload, readToken } from './override-token.ts';
import { logIdentity, recordEvents } from './state-log.ts';

export interface GrantOptions {
  readonly hours: number;
  readonly uses: number;
  readonly now: number;
}

export interface Grant {
  readonly id: string;
  /** Empty while a second approver is missing. */
  readonly token: string;
  readonly missing: number;
  readonly expires: number;
}

export function findOverride(state: string, id: string, now: number): OverrideRow {
  const row = listOverrides(state, now).find((one) => one.id === id);
  if (row === undefined) throw new WardlineError('usage', `there is no override \`${id.slice(0, 60)}\``, { hint: '`wardline override list` shows all' });
  return row;
}

export function grantOverride(state: string, policy: EffectivePolicy, id: string, approver: { readonly name: string; readonly key: KeyObject }, options: GrantOptions): Grant {
  return withOverrides(state, () => {
    const { settings } = policy;
    const row = findOverride(state, id, options.now);
    if (row.log !== logIdentity(state)) throw new WardlineError('override_refused', 'the override was asked for in another log', { hint: 'the state directory was put together anew since; ask again' });
    const person = policy.identities.find((one) => one.name === approver.name);
    authorise(policy.identities, approver.name, 'grant_override', { kind: 'Override', id, owner: row.who, level: row.level, approvedBy: row.approvers }, settings['overrides.level3']);
    if ((person as Identity).key === '' || publicKeyText(approver.key) !== normal((person as Identity).key)) {
      throw new WardlineError('not_authorised', `the key is not the one that the policy names for \`${approver.name}\``, { hint: 'give your own with `--key FILE`' });
    }
    if (row.state !== 'requested' && row.state !== 'approved_once') throw new WardlineError('override_refused', `the override is ${row.state} already`, { hint: 'ask for a new one' });
    if (options.hours > settings['overrides.max_hours']) throw new WardlineError('usage', `the policy allows at most ${settings['overrides.max_hours']} hours`, { hint: `use --hours ${settings['overrides.max_hours']}` });
    if (options.uses > settings['overrides.max_uses']) throw new WardlineError('usage', `the policy allows at most ${settings['overrides.max_uses']} uses`, { hint: `use --uses ${settings['overrides.max_uses']}` });
    const needed = settings['overrides.four_eyes'] ? 2 : 1;
    const token = row.pending === '' ? makeToken(terms(row, options), approver.name, approver.key) : addSignature(row.pending, approver.name, approver.key);
    const { expires, uses, approvers } = readToken(token, policy.identities);
    if (approvers.length < needed) {
      recordEvents(state, policy, [{ event: 'override.approve', id, by: approver.name, pending: token }], options.now);
      return { id, token: '', missing: needed - approvers.length, expires };
    }
    recordEvents(state, policy, [{ event: 'override.grant', id, approvers, who: row.who, message: row.message, uses, expires, level: row.level }], options.now);
    return { id, token, missing: 0, expires };
  });
}

function terms(row: OverrideRow, options: GrantOptions): OverridePayload {
  return { id: row.id, log: row.log, message: row.message, who: row.who, level: row.level, rules: row.rules, reason: row.reason, uses: options.uses, granted: options.now, expires: options.now + options.hours * 3_600_000 };
}

function normal(key: string): string {
  return `ed25519:${Buffer.from(key.slice('ed25519:'.length), 'base64').toString('base64')}`;
}
