// What the gate tells the audit. The audit's own form is in src/audit; the gate knows only this.

import type { EffectivePolicy } from '../policy/merge.ts';
import type { Features } from '../policy/model.ts';
import type { Decision, Exempted } from './answer.ts';
import type { ClassifierVerdict } from './classifier.ts';
import type { CheckOptions } from './check-options.ts';
import type { Violation } from './violation.ts';
import type { Judged } from './violations.ts';

/** A finding as it is recorded: what decided about it, and no content. */
export interface RecordedFinding {
  readonly f: Features;
  readonly level: number;
  readonly row: string;
  readonly line: number;
  readonly fingerprint: string;
  /** Redacted form of a credential; empty for all else, whose form would be its content. */
  readonly match: string;
}

export interface RecordedExemption extends RecordedFinding {
  readonly by: 'exception' | 'inline';
  /** The exception's id; of an inline comment, its line. */
  readonly id: string;
  readonly reason: string;
}

/** Without its reasons: a model may quote the text in them. */
export interface RecordedVerdict {
  readonly level: number;
  readonly decision: Decision;
  readonly types: readonly string[];
  /** Empty when it answered. */
  readonly failure: string;
  readonly ms: number;
}

export interface CheckRecord {
  readonly decision: Decision;
  readonly level: number;
  readonly characters: number;
  readonly surface: string;
  readonly user: string;
  readonly groups: readonly string[];
  readonly session: string;
  readonly path: string;
  readonly context: string;
  readonly contextSource: string;
  readonly requestId: string;
  /** Of the message, keyed; empty where nothing was held. */
  readonly fingerprint: string;
  readonly override: string;
  readonly policy: string;
  readonly policyHash: string;
  readonly violations: readonly RecordedFinding[];
  /** Found, and of level 0 by the table. */
  readonly noted: readonly RecordedFinding[];
  readonly exempted: readonly RecordedExemption[];
  /** Null: none was asked. */
  readonly classifier: RecordedVerdict | null;
}

export interface AuditSink {
  checked(record: CheckRecord): void;
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** What was seen of a message, with what exceptions and comments took away. */
export interface Seen {
  readonly judged: Judged;
  readonly kept: readonly Violation[];
  readonly exempted: readonly (Exempted & { readonly violation: Violation; readonly how: 'exception' | 'inline'; readonly source: string })[];
}

export interface Outcome {
  readonly decision: Decision;
  readonly level: number;
  readonly requestId: string;
  readonly fingerprint: string;
  readonly override: string;
  readonly classifier: ClassifierVerdict | null;
}

export function checkRecord(text: string, seen: Seen, options: CheckOptions, policy: EffectivePolicy, outcome: Outcome): CheckRecord {
  const { classifier } = outcome;
  return {
    decision: outcome.decision, level: outcome.level, characters: text.length, surface: options.surface ?? 'library', user: options.user ?? '', groups: options.groups ?? [],
    session: options.session ?? '', path: options.path ?? '', context: seen.judged.context.context, contextSource: seen.judged.context.source, requestId: outcome.requestId,
    fingerprint: outcome.fingerprint, override: outcome.override, policy: policy.version, policyHash: policy.hash,
    violations: seen.kept.length === 0 ? NONE : seen.kept.map(recorded),
    noted: seen.judged.noted.length === 0 ? NONE : seen.judged.noted.map(recorded),
    exempted: seen.exempted.map((one) => ({ ...recorded(one.violation), by: one.how, id: one.source, reason: one.how === 'inline' ? '' : one.reason })),
    classifier: classifier === null ? null : {
      level: classifier.level, decision: classifier.decision, types: [...new Set(classifier.classifications.map((one) => one.violation_type))], failure: classifier.failure, ms: classifier.ms,
    },
  };
}

const NONE: readonly never[] = [];

function recorded(one: Violation): RecordedFinding {
  return {
    f: one.features, level: one.level, row: `${one.verdict.layer}:${one.verdict.row}`, line: one.finding.line, fingerprint: one.finding.fingerprint,
    match: one.type === 'CREDENTIAL_DETECTION' ? one.finding.match : '',
  };
}
