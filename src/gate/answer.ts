// The answer to one message, as the contract names it: the fields of the contextual error format first.

import type { Severity, ViolationType } from '../rules/model.ts';
import type { Level } from '../policy/model.ts';
import type { EffectivePolicy } from '../policy/merge.ts';
import { AUP, kindWords } from '../taxonomy/taxonomy.ts';
import { SEVERITY_WEIGHT } from '../rules/model.ts';
import { type Action, advise, type Alternative } from './advice.ts';
import { sanitize } from './clean.ts';
import type { ContextEvidence, InferredContext } from './context.ts';
import type { Violation } from './violation.ts';

export type Decision = 'allow' | 'warn' | 'soft_block' | 'hard_block';
export const DECISIONS: readonly Decision[] = ['allow', 'warn', 'soft_block', 'hard_block'];

export interface AnswerViolation {
  readonly id: string;
  readonly violation_type: ViolationType;
  readonly trigger_pattern: string;
  readonly suggested_resolution: string;
  readonly policy_reference: string;
  readonly rule_id: string;
  readonly kind: string;
  readonly provider: string;
  readonly severity: Severity;
  readonly confidence: string;
  readonly reasons: readonly string[];
  readonly level: Level;
  readonly level_reason: string;
  readonly level_row: string;
  readonly remarks?: readonly string[];
  readonly byte_start: number;
  readonly byte_end: number;
  readonly char_start: number;
  readonly char_end: number;
  readonly line: number;
  readonly column: number;
  readonly end_line: number;
  readonly end_column: number;
  readonly match: string;
  readonly placeholder: string;
  readonly length: number;
  readonly fingerprint: string;
  readonly range?: string;
  readonly hash_reference?: string;
  readonly also?: readonly string[];
  readonly related?: readonly string[];
  readonly decoded?: unknown;
  readonly details?: unknown;
}

export interface Exempted {
  readonly rule_id: string;
  readonly line: number;
  readonly column: number;
  readonly by: string;
  readonly reason: string;
}

export interface PolicyWords {
  readonly id: string;
  readonly version: string;
  readonly hash: string;
  readonly sources: readonly string[];
}

export interface Allowed {
  readonly decision: 'allow';
  readonly level: 0;
  readonly violations: readonly never[];
  readonly exempted?: readonly Exempted[];
  readonly override?: string;
  readonly notices?: readonly string[];
}

export interface Held {
  readonly error: 'USAGE_POLICY_VIOLATION';
  readonly violation_type: ViolationType;
  readonly trigger_pattern: string;
  readonly suggested_resolution: string;
  readonly policy_reference: string;
  readonly allow_retry: boolean;
  readonly organizational_override: string;
  readonly level: Level;
  readonly decision: Decision;
  readonly level_reason: string;
  readonly context: string;
  readonly context_source: string;
  readonly context_evidence: readonly ContextEvidence[];
  readonly request_id: string;
  readonly message_fingerprint: string;
  readonly headline: string;
  readonly question: string;
  readonly violations: readonly AnswerViolation[];
  readonly alternatives: readonly Alternative[];
  readonly actions: readonly Action[];
  readonly sanitized: string;
  readonly notices: readonly string[];
  readonly disclosures: readonly string[];
  readonly exempted: readonly Exempted[];
  readonly policy: PolicyWords;
}

export type Answer = Allowed | Held;

/** Level, then severity, then position. */
export function gravestOf(violations: readonly Violation[]): Violation {
  return violations.reduce((a, b) => (b.level > a.level || (b.level === a.level && SEVERITY_WEIGHT[b.finding.severity] > SEVERITY_WEIGHT[a.finding.severity]) ? b : a));
}

export interface AnswerParts {
  readonly text: string;
  readonly violations: readonly Violation[];
  readonly exempted: readonly Exempted[];
  readonly context: InferredContext;
  readonly policy: EffectivePolicy;
  readonly requestId: string;
  readonly messageFingerprint: string;
  readonly notices: readonly string[];
  readonly now: number;
}

export function holdAnswer(parts: AnswerParts): Held {
  const { text, violations, context, policy } = parts;
  const gravest = gravestOf(violations);
  const advice = advise(text, violations, gravest, context.context);
  const first = resolution(gravest, advice.alternatives);
  return {
    error: 'USAGE_POLICY_VIOLATION',
    violation_type: gravest.type,
    trigger_pattern: gravest.pattern,
    suggested_resolution: first,
    policy_reference: gravest.finding.policy_reference,
    allow_retry: true,
    organizational_override: overrideContact(gravest.level, policy),
    level: gravest.level,
    decision: DECISIONS[gravest.level] as Decision,
    level_reason: gravest.verdict.reason,
    context: context.context,
    context_source: context.source,
    context_evidence: context.evidence,
    request_id: parts.requestId,
    message_fingerprint: parts.messageFingerprint,
    headline: advice.headline,
    question: advice.question,
    violations: violations.map((one) => shown(one, advice.alternatives)),
    alternatives: advice.alternatives,
    actions: advice.actions,
    sanitized: sanitize(text, violations),
    notices: [...parts.notices, ...noticesFor(parts, gravest)],
    disclosures: disclosuresFor(violations, policy),
    exempted: parts.exempted,
    policy: policyWords(policy),
  };
}

/** Whom to ask for an override, or that there is none. */
export function overrideContact(level: Level, policy: EffectivePolicy): string {
  const { settings } = policy;
  return settings['overrides.enabled'] && (level < 3 || settings['overrides.level3']) ? settings['overrides.contact'] : 'not_available';
}

export function policyWords(policy: EffectivePolicy): PolicyWords {
  return { id: policy.id, version: policy.version, hash: policy.hash, sources: policy.sources.map((source) => source.layer) };
}

/** `Replace with placeholder (e.g., …)` and, where there is one, the replacement for this very line. */
function resolution(violation: Violation, alternatives: readonly Alternative[]): string {
  const remedy = kindWords(violation.kind).remedy;
  if (violation.type !== 'CREDENTIAL_DETECTION') return `${violation.hidden ? `Replace with placeholder (e.g., ${violation.placeholder}); ` : ''}${remedy}`;
  const example = alternatives.find((one) => (one.id === 'env_var' || one.id === 'token_format') && one.for.includes(violation.id))?.example ?? '';
  return `Replace with placeholder (e.g., ${violation.placeholder})${example === '' ? '' : ` or write: ${example}`}; ${remedy}`;
}

function shown(violation: Violation, alternatives: readonly Alternative[]): AnswerViolation {
  const { finding, verdict } = violation;
  return {
    id: violation.id, violation_type: violation.type, trigger_pattern: violation.pattern, suggested_resolution: resolution(violation, alternatives), policy_reference: finding.policy_reference,
    rule_id: violation.rule, kind: violation.kind, provider: violation.provider, severity: finding.severity, confidence: finding.confidence, reasons: finding.reasons, level: violation.level,
    level_reason: verdict.reason, level_row: `${verdict.layer}:${verdict.row}`, ...(verdict.remarks.length === 0 ? {} : { remarks: verdict.remarks }),
    byte_start: finding.byte_start, byte_end: finding.byte_end, char_start: violation.start, char_end: violation.end, line: finding.line, column: finding.column, end_line: finding.end_line,
    end_column: finding.end_column, match: finding.violation_type === 'CREDENTIAL_DETECTION' ? (violation.placeholder.includes('REDACTED_') ? violation.placeholder : finding.match) : violation.placeholder,
    placeholder: violation.placeholder, length: finding.length, fingerprint: finding.fingerprint, ...(violation.range === '' ? {} : { range: violation.range }),
    ...(violation.hashReference === '' ? {} : { hash_reference: violation.hashReference }), ...(finding.also === undefined ? {} : { also: finding.also }),
    ...(finding.related === undefined ? {} : { related: finding.related }), ...(finding.decoded === undefined ? {} : { decoded: finding.decoded }), ...(finding.details === undefined ? {} : { details: finding.details }),
  };
}

function noticesFor(parts: AnswerParts, gravest: Violation): string[] {
  const notices: string[] = [];
  if (gravest.verdict.note !== '') notices.push(`Organizational policy: ${gravest.verdict.note}`);
  else if (gravest.verdict.layer !== 'base' && gravest.verdict.layer !== 'default') notices.push(`Policy of ${gravest.verdict.layer}: ${gravest.verdict.reason}`);
  if (parts.context.context === 'security_research' && gravest.verdict.layer === 'base') notices.push('No organizational policy authorises anybody to send these; an override can.');
  if (gravest.level === 3) notices.push(AUP.enforcement);
  const age = aupNotice(parts.policy, parts.now);
  if (age !== '' && gravest.type !== 'CREDENTIAL_DETECTION' && gravest.type !== 'NETWORK_SECURITY') notices.push(age);
  return notices;
}

/** Says that the usage policy that the taxonomy was made from has grown old; empty while it is young. */
export function aupNotice(policy: EffectivePolicy, now: number): string {
  const days = Math.floor((now - Date.parse(AUP.version)) / 86_400_000);
  if (days <= policy.settings['aup.max_age_days']) return '';
  return `The usage policy these words refer to is that of ${AUP.version} (SHA-256 ${AUP.sha256}…), ${days} days old; it may have changed: ${AUP.url}`;
}

export function disclosuresFor(violations: readonly Violation[], policy: EffectivePolicy): string[] {
  const out = new Set<string>();
  for (const name of policy.settings.deployments) {
    if (Object.hasOwn(AUP.deployments, name)) out.add(AUP.deployments[name as keyof typeof AUP.deployments]);
  }
  for (const { kind } of violations) {
    if (kindWords(kind).duty === undefined) continue;
    out.add(AUP.duties.review).add(AUP.duties.disclosure);
  }
  return [...out];
}
