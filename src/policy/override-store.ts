// Requests, grants, uses and revocations of overrides, as records of the audit.

import { randomBytes } from 'node:crypto';
import { withLock } from '../audit/lock.ts';
import { WardlineError } from '../errors.ts';
import { makeDirectory } from '../findings/directory.ts';
import type { EffectivePolicy } from './merge.ts';
import { logIdentity, recorded, recordEvents, stateLock } from './state-log.ts';

export interface OverrideRequest {
  readonly id: string;
  readonly who: string;
  /** The log it stands in; see `logIdentity`. */
  readonly log: string;
  readonly message: string;
  readonly level: number;
  readonly rules: readonly string[];
  readonly reason: string;
  readonly requested: number;
}

export type OverrideState = 'requested' | 'approved_once' | 'granted' | 'used' | 'expired' | 'revoked';

export interface OverrideRow extends OverrideRequest {
  readonly state: OverrideState;
  readonly approvers: readonly string[];
  readonly uses: number;
  readonly max_uses: number;
  readonly expires: number;
  /** Partial token of a first approver, where four eyes are asked for. */
  readonly pending: string;
}

const PER_DAY_REQUESTS = 50;

export function requestOverride(
  state: string, policy: EffectivePolicy,
  request: { who: string; fingerprint: string; level: number; rules: readonly string[]; reason: string; requestId: string }, now: number = Date.now(),
): OverrideRequest {
  const refuse = (message: string, hint: string): never => {
    throw new WardlineError('override_refused', message, { hint });
  };
  if (!policy.settings['overrides.enabled']) refuse('the policy takes no overrides', 'leave out what is marked');
  if (request.level >= 3 && !policy.settings['overrides.level3']) refuse('hard blocks can\'t be overridden', 'leave out what is marked, or open a dispute');
  const today = recorded(state, 'override.request').filter((one) => one.fields['who'] === request.who && one.time > now - 86_400_000);
  if (today.length >= PER_DAY_REQUESTS) refuse(`${request.who} has asked ${today.length} times in a day`, 'wait, or talk to an approver');
  const made: OverrideRequest = {
    id: `ov_${randomBytes(6).toString('hex')}`, who: request.who, log: logIdentity(state), message: request.fingerprint, level: request.level, rules: request.rules, reason: request.reason.slice(0, 500), requested: now,
  };
  recordEvents(state, policy, [{ event: 'override.request', id: made.id, who: made.who, log: made.log, message: made.message, level: made.level, rules: made.rules, reason: made.reason, request: request.requestId }], now);
  return made;
}

export function listOverrides(state: string, now: number = Date.now()): readonly OverrideRow[] {
  const rows = new Map<string, { -readonly [K in keyof OverrideRow]: OverrideRow[K] }>();
  for (const { event, fields, time } of recorded(state, 'override.')) {
    const id = String(fields['id']);
    if (event === 'override.request') {
      rows.set(id, {
        id, who: String(fields['who']), log: String(fields['log'] ?? ''), message: String(fields['message']), level: Number(fields['level']), rules: fields['rules'] as string[], reason: String(fields['reason'] ?? ''), requested: time,
        state: 'requested', approvers: [], uses: 0, max_uses: 0, expires: 0, pending: '',
      });
      continue;
    }
    const row = rows.get(id);
    if (row === undefined) continue;
    if (event === 'override.approve') Object.assign(row, { state: 'approved_once', approvers: [...row.approvers, String(fields['by'])], pending: String(fields['pending'] ?? '') });
    else if (event === 'override.grant') Object.assign(row, { state: 'granted', approvers: fields['approvers'], max_uses: Number(fields['uses']), expires: Number(fields['expires']), pending: '' });
    else if (event === 'override.use') {
      row.uses += 1;
      if (row.uses >= row.max_uses) row.state = 'used';
    } else if (event === 'override.revoke') row.state = 'revoked';
  }
  for (const row of rows.values()) if (row.state === 'granted' && row.expires <= now) row.state = 'expired';
  return [...rows.values()];
}

/** One person at a time decides about overrides: two uses of a single-use token can't both win. */
export function withOverrides<T>(state: string, work: () => T): T {
  makeDirectory(state);
  return withLock(stateLock(state, 'overrides'), work);
}
