// Who may do what, decided by Cedar. Default deny; `forbid` wins; an error of the engine is a refusal.

import { createRequire } from 'node:module';
import { WardlineError } from '../errors.ts';
import type { Identity } from './model.ts';
import { samePerson } from './people.ts';

export type PolicyAction = 'grant_override' | 'revoke_override' | 'resolve_dispute' | 'sign_policy' | 'add_exception';

export const RULES_OF_AUTHORITY = `
permit (principal in Role::"approver", action in [Action::"grant_override", Action::"revoke_override", Action::"resolve_dispute"], resource);
permit (principal in Role::"policy_editor", action in [Action::"sign_policy", Action::"add_exception", Action::"resolve_dispute"], resource);

// Nobody decides about what they asked for themselves.
@reason("nobody decides about what they asked for themselves")
forbid (principal, action in [Action::"grant_override", Action::"resolve_dispute"], resource) when { resource.owner == principal };

@reason("one person can't be both of two pairs of eyes")
forbid (principal, action == Action::"grant_override", resource) when { resource.approved_by.contains(principal) };

@reason("hard blocks can't be overridden")
forbid (principal, action == Action::"grant_override", resource) when { resource.level >= 3 && !context.level3_allowed };
`;

export interface Subject {
  readonly kind: 'Override' | 'Dispute' | 'Policy';
  readonly id: string;
  readonly owner: string;
  readonly level: number;
  readonly approvedBy: readonly string[];
}

interface CedarAnswer {
  readonly type: 'success' | 'failure';
  readonly errors?: readonly { readonly message: string }[];
  readonly response?: { readonly decision: 'allow' | 'deny'; readonly diagnostics: { readonly reason: readonly string[]; readonly errors: readonly unknown[] } };
}

/** Throws `not_authorised` unless `name`, one of `identities`, may do it. */
export function authorise(identities: readonly Identity[], name: string, action: PolicyAction, given: Subject, level3Allowed: boolean): void {
  const person = identities.find((one) => one.name === name);
  if (person === undefined) {
    throw new WardlineError('not_authorised', `\`${name}\` is not among the policy's identities`, { hint: 'the organization\'s policy names approvers: `identities: [{ name, user, roles: [approver], key }]`' });
  }
  // Other names of this person count as this one.
  const real = (other: string): string => (samePerson(identities, other, person.name) ? person.name : other);
  const subject: Subject = { ...given, owner: real(given.owner), approvedBy: given.approvedBy.map(real) };
  const uid = (type: string, id: string) => ({ type, id });
  const reference = (id: string) => ({ __entity: uid('User', id) });
  let answer: CedarAnswer;
  try {
    // The Node build is CommonJS.
    const cedar = createRequire(import.meta.url)('@cedar-policy/cedar-wasm/nodejs') as { isAuthorized(call: unknown): CedarAnswer };
    answer = cedar.isAuthorized({
      principal: uid('User', person.name), action: uid('Action', action), resource: uid(subject.kind, subject.id), context: { level3_allowed: level3Allowed },
      policies: { staticPolicies: RULES_OF_AUTHORITY },
      entities: [
        { uid: uid('User', person.name), attrs: {}, parents: person.roles.map((role) => uid('Role', role)) },
        { uid: uid(subject.kind, subject.id), attrs: { owner: reference(subject.owner), level: subject.level, approved_by: subject.approvedBy.map(reference) }, parents: [] },
      ],
    });
  } catch (cause) {
    throw new WardlineError('not_authorised', 'the authorisation engine failed, so nothing is allowed', { hint: 'check that @cedar-policy/cedar-wasm is installed', cause });
  }
  const response = answer.response;
  if (answer.type === 'success' && response?.decision === 'allow' && response.diagnostics.errors.length === 0) return;
  if (answer.type !== 'success') throw new WardlineError('not_authorised', `the authorisation engine refused the question: ${answer.errors?.[0]?.message ?? 'unknown'}`);
  const why =
    subject.owner === person.name ? 'nobody decides about what they asked for themselves'
    : subject.approvedBy.includes(person.name) ? 'one person can\'t be both of two pairs of eyes'
    : subject.level >= 3 && !level3Allowed ? 'hard blocks can\'t be overridden'
    : `the roles of \`${person.name}\` (${person.roles.join(', ') || 'none'}) do not include it`;
  throw new WardlineError('not_authorised', `\`${person.name}\` may not do \`${action}\`: ${why}`, { hint: 'ask somebody whom the policy names as approver' });
}
