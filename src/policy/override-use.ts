// Letting one message pass by a token: everything about it is checked again here, and the use is recorded before the
// answer is given.

import { WardlineError } from '../errors.ts';
import type { EffectivePolicy } from './merge.ts';
import { withOverrides } from './override-store.ts';
import { type ReadToken, readToken } from './override-token.ts';
import { logIdentity, newestTime, recorded, recordEvents } from './state-log.ts';

/** By how much the clocks of machines that share a state directory may differ. */
const CLOCK_SLACK_MS = 300_000;

export interface OverrideSubject {
  readonly fingerprint: string;
  readonly level: number;
  readonly user: string;
  readonly rules: readonly string[];
  readonly now: number;
}

export function overrideChecker(state: string, policy: EffectivePolicy): { use(token: string, subject: OverrideSubject): string } {
  return { use: (token, subject) => useOverride(state, policy, token, subject) };
}

/** The override's id; throws `override_refused` with the reason, which is recorded as well. */
export function useOverride(state: string, policy: EffectivePolicy, token: string, subject: OverrideSubject): string {
  return withOverrides(state, () => {
    let payload: ReadToken | null = null;
    try {
      payload = readToken(token, policy.identities);
      check(state, policy, payload, subject);
    } catch (error) {
      if (error instanceof WardlineError && error.code === 'override_refused') {
        recordEvents(state, policy, [{ event: 'override.refused', id: payload?.id ?? '', who: subject.user, message: subject.fingerprint, level: subject.level, why: error.message.split('\n')[0] }], subject.now);
      }
      throw error;
    }
    recordEvents(state, policy, [{ event: 'override.use', id: payload.id, who: subject.user, message: subject.fingerprint, level: subject.level, rules: subject.rules }], subject.now);
    return payload.id;
  });
}

function check(state: string, policy: EffectivePolicy, payload: ReadToken, subject: OverrideSubject): void {
  const { settings } = policy;
  const refuse = (message: string, hint: string): never => {
    throw new WardlineError('override_refused', message, { hint });
  };
  if (!settings['overrides.enabled']) refuse('the policy takes no overrides', 'leave out what is marked');
  if (payload.log !== logIdentity(state)) refuse('the override belongs to another state directory', 'uses are counted where it was asked for: use it there (WARDLINE_STATE_DIR), or ask here');
  if (payload.message !== subject.fingerprint) refuse('the override is for another message', 'ask for one for this message; a single changed character makes it another');
  if (payload.who !== subject.user) refuse(`the override is for \`${payload.who.slice(0, 60)}\``, 'it can\'t be handed on');
  if (payload.expires <= subject.now) refuse(`the override has expired on ${new Date(payload.expires).toISOString()}`, 'ask for a new one');
  if (payload.granted > subject.now + CLOCK_SLACK_MS) refuse('the override is granted in the future', 'check the clocks of both machines');
  if (payload.expires - payload.granted > settings['overrides.max_hours'] * 3_600_000) refuse(`the override lives longer than the policy allows (${settings['overrides.max_hours']} hours)`, 'ask for a new one');
  if (payload.uses > settings['overrides.max_uses']) refuse(`the override has more uses than the policy allows (${settings['overrides.max_uses']})`, 'ask for a new one');
  if (settings['overrides.four_eyes'] && payload.approvers.length < 2) refuse('the policy asks for two approvers', 'a second one has to grant it');
  if (subject.level > payload.level) refuse('the message is graver than what was granted', 'ask for a new one');
  if (subject.level >= 3 && !settings['overrides.level3']) refuse('hard blocks can\'t be overridden', 'leave out what is marked, or open a dispute');
  // Set back, the clock would give life back to what has expired, and a day its uses.
  const behind = newestTime(state) - subject.now;
  if (behind > CLOCK_SLACK_MS) refuse(`the clock of this machine is ${Math.round(behind / 60_000)} minutes behind its own record`, 'set the clock');
  const events = recorded(state, 'override.');
  const granted = events.find((one) => one.event === 'override.grant' && one.fields['id'] === payload.id);
  // Pruned, cut off, or signed without being recorded: its uses can't be counted on.
  if (granted === undefined) refuse('the grant is not on record here', 'an override is granted with `wardline override grant`, which records it; ask for a new one');
  if (granted?.fields['expires'] !== payload.expires || granted.fields['uses'] !== payload.uses || granted.fields['message'] !== payload.message) refuse('the record of the grant says something else than the token', 'ask for a new one');
  if (events.some((one) => one.event === 'override.revoke' && one.fields['id'] === payload.id)) refuse('the override was revoked', 'ask for a new one');
  const uses = events.filter((one) => one.event === 'override.use');
  if (uses.filter((one) => one.fields['id'] === payload.id).length >= payload.uses) refuse(payload.uses === 1 ? 'the override was used already' : `the override was used ${payload.uses} times already`, 'ask for a new one');
  const today = new Date(subject.now).toISOString().slice(0, 10);
  const ofToday = uses.filter((one) => one.fields['who'] === subject.user && new Date(one.time).toISOString().slice(0, 10) === today);
  if (ofToday.length >= settings['overrides.per_person_day']) refuse(`\`${subject.user}\` has used ${ofToday.length} overrides today, which is the limit`, 'wait until tomorrow (UTC)');
}
