// Disputes: a finding is held to be wrong, gets a number, and is resolved as a false positive (which proposes an exception
// and a test for the rule) or upheld. All of it is in the audit.

import { randomBytes } from 'node:crypto';
import { WardlineError } from '../errors.ts';
import { authorise } from './authorise.ts';
import { dayOf } from './dates.ts';
import type { EffectivePolicy } from './merge.ts';
import { recorded, recordEvents } from './state-log.ts';

export type Resolution = 'false_positive' | 'upheld';

export interface Dispute {
  readonly id: string;
  readonly who: string;
  readonly rule: string;
  readonly type: string;
  readonly kind: string;
  readonly confidence: string;
  readonly fingerprint: string;
  readonly context: string;
  readonly reason: string;
  readonly opened: number;
  readonly state: 'open' | Resolution;
  readonly resolved_by: string;
  readonly note: string;
}

export function openDispute(
  state: string, policy: EffectivePolicy,
  from: { who: string; rule: string; type: string; kind: string; confidence: string; fingerprint: string; context: string; reason: string; requestId: string }, now: number = Date.now(),
): { readonly id: string } {
  const id = `d_${randomBytes(5).toString('hex')}`;
  const { requestId, reason, ...rest } = from;
  recordEvents(state, policy, [{ event: 'dispute.open', id, ...rest, reason: reason.slice(0, 500), request: requestId }], now);
  return { id };
}

export function listDisputes(state: string): readonly Dispute[] {
  const rows = new Map<string, Dispute>();
  for (const { event, fields, time } of recorded(state, 'dispute.')) {
    const id = String(fields['id']);
    const text = (key: string): string => String(fields[key] ?? '');
    if (event === 'dispute.open') {
      rows.set(id, {
        id, who: text('who'), rule: text('rule'), type: text('type'), kind: text('kind'), confidence: text('confidence'), fingerprint: text('fingerprint'), context: text('context'), reason: text('reason'),
        opened: time, state: 'open', resolved_by: '', note: '',
      });
    } else if (event === 'dispute.resolve') {
      const row = rows.get(id);
      if (row !== undefined) rows.set(id, { ...row, state: text('as') as Resolution, resolved_by: text('by'), note: text('note') });
    }
  }
  return [...rows.values()];
}

export interface Resolved {
  readonly dispute: Dispute;
  /** YAML of an exception and of a test for the rule, to be put into the policy by its owner. */
  readonly proposal: string;
}

export function resolveDispute(state: string, policy: EffectivePolicy, id: string, as: Resolution, by: string, note: string, now: number = Date.now()): Resolved {
  const dispute = listDisputes(state).find((one) => one.id === id);
  if (dispute === undefined) throw new WardlineError('usage', `there is no dispute \`${id.slice(0, 60)}\``, { hint: '`wardline dispute list` shows all' });
  if (dispute.state !== 'open') throw new WardlineError('dispute_closed', `the dispute is resolved already: ${dispute.state}`, { hint: 'open a new one' });
  // Without named people there is nobody else to decide: a person alone may resolve their own.
  if (policy.identities.length > 0) authorise(policy.identities, by, 'resolve_dispute', { kind: 'Dispute', id, owner: dispute.who, level: 0, approvedBy: [] }, false);
  recordEvents(state, policy, [{ event: 'dispute.resolve', id, as, by, note: note.slice(0, 500), rule: dispute.rule, who: dispute.who }], now);
  return { dispute: { ...dispute, state: as, resolved_by: by, note }, proposal: as === 'false_positive' ? propose(dispute, by, now) : '' };
}

function propose(dispute: Dispute, by: string, now: number): string {
  if (dispute.rule === 'classifier') return `# No exception takes away what a classifier says: correct the classifier (dispute ${dispute.id}).\n`;
  const later = dayOf(now + 180 * 86_400_000);
  return [
    '# for the policy', 'exceptions:', `  - id: ${dispute.id.replace('_', '-')}`, ...(dispute.fingerprint === '' ? [`    rule: ${dispute.rule}`, `    context: ${dispute.context}`, '    path: "…"'] : [`    fingerprint: ${dispute.fingerprint}`]),
    `    owner: ${JSON.stringify(by)}`, `    reason: ${JSON.stringify(`false positive of ${dispute.rule}, dispute ${dispute.id}`)}`, `    ticket: ${dispute.id}`, `    created: ${dayOf(now)}`, `    expires: ${later}`, '',
    `# for the rule \`${dispute.rule}\`: a text of this form that it has to leave alone (docs/rules.md, negatives)`, 'negatives:', `  - '…'  # dispute ${dispute.id}`, '',
  ].join('\n');
}
