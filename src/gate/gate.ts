// The gate: one message in, one answer out. Scanning, exceptions, levels and the answer are synchronous; what is slow or
// far away (a classifier of one's own, the disk) is kept out of `check` or behind `AuditSink`.

import { WardlineError } from '../errors.ts';
import { exceptionFor } from '../policy/exceptions.ts';
import { inlineAllowFor, inlineAllows } from '../policy/inline.ts';
import type { LoadedPolicy } from '../policy/load.ts';
import type { EffectivePolicy } from '../policy/merge.ts';
import { type Context, CONTEXTS } from '../policy/model.ts';
import type { Scanner } from '../scanner/scanner.ts';
import { type Answer, disclosuresFor, type Exempted, gravestOf, holdAnswer } from './answer.ts';
import type { AuditSink, CheckRecord } from './audit-sink.ts';
import { sanitize, withMockData } from './clean.ts';
import { documentationTemplate } from './template.ts';
import type { Violation } from './violation.ts';
import { judgeFindings, type Judged } from './violations.ts';

export const MAX_MESSAGE = 16 * 1024 * 1024;

export interface CheckOptions {
  /** Declared instead of inferred. */
  readonly context?: Context;
  /** Where the message comes from, e.g. a file's path: for exceptions and for the language of the text. */
  readonly path?: string;
  readonly surface?: string;
  /** Who sends it. */
  readonly user?: string;
  readonly groups?: readonly string[];
  readonly session?: string;
  /** A granted override; see docs/policy.md. */
  readonly override?: string;
}

export interface OverrideChecker {
  /** Throws when the token does not let this message pass. Answers the override's number. Uses it up. */
  use(token: string, subject: { readonly fingerprint: string; readonly level: number; readonly user: string; readonly rules: readonly string[]; readonly now: number }): string;
}

export interface GateParts {
  readonly scanner: Scanner;
  readonly loaded: LoadedPolicy;
  /** Keyed fingerprint of a message. */
  readonly messageMac: (text: string) => string;
  readonly audit: AuditSink | null;
  readonly overrides: OverrideChecker | null;
  readonly now: () => number;
  readonly requestId: () => string;
}

export class Gate {
  readonly #parts: GateParts;

  constructor(parts: GateParts) {
    this.#parts = parts;
  }

  get policy(): EffectivePolicy {
    return this.#parts.loaded.policy;
  }

  get keyId(): string {
    return this.#parts.scanner.keyId;
  }

  /** Judges one message. */
  check(text: string, options: CheckOptions = {}): Answer {
    const { judged, kept, exempted } = this.judge(text, options);
    const { loaded, now, audit } = this.#parts;
    if (kept.length === 0) {
      audit?.checked(record('allow', 0, text, judged, [], exempted, options, '', '', loaded.policy));
      return exempted.length === 0 ? ALLOWED : { ...ALLOWED, exempted };
    }
    const fingerprint = this.messageFingerprint(text);
    const requestId = this.#parts.requestId();
    const gravest = gravestOf(kept);
    if (options.override !== undefined) {
      if (this.#parts.overrides === null) throw new WardlineError('override_refused', 'this gate takes no overrides', { hint: 'make it with a state directory' });
      const id = this.#parts.overrides.use(options.override, { fingerprint, level: gravest.level, user: options.user ?? '', rules: kept.map((one) => one.rule), now: now() });
      audit?.checked(record('allow', gravest.level, text, judged, kept, exempted, options, requestId, fingerprint, loaded.policy, id));
      return { ...ALLOWED, override: id, ...(exempted.length === 0 ? {} : { exempted }) };
    }
    const answer = holdAnswer({
      text, violations: kept, exempted, context: judged.context, policy: loaded.policy, requestId, messageFingerprint: fingerprint, notices: [], now: now(),
    });
    audit?.checked(record(answer.decision, gravest.level, text, judged, kept, exempted, options, requestId, fingerprint, loaded.policy));
    return answer;
  }

  /** The message with placeholders. */
  sanitize(text: string, options: CheckOptions = {}): string {
    return sanitize(text, this.judge(text, options).kept);
  }

  /** The message with made-up values. */
  mock(text: string, options: CheckOptions = {}): string {
    return withMockData(text, this.judge(text, options).kept);
  }

  /** A documentation template made from what the message has, without values. */
  template(text: string, options: CheckOptions = {}): string {
    const { judged, kept } = this.judge(text, options);
    return documentationTemplate(text, kept, judged.context.context);
  }

  /** Keyed fingerprint of a whole message: overrides are bound to it. */
  messageFingerprint(text: string): string {
    return this.#parts.messageMac(text);
  }

  /** What the deployment has to tell people at the start of each session, by the policy's `deployments`. */
  sessionDisclosures(): readonly string[] {
    return disclosuresFor([], this.policy);
  }

  /** Waits until all that was recorded is on disk. */
  async flush(): Promise<void> {
    await this.#parts.audit?.flush();
  }

  async close(): Promise<void> {
    await this.#parts.audit?.close();
    this.#parts.scanner.close();
  }

  /** The violations of a text, without an answer and without a record. */
  judge(text: string, options: CheckOptions = {}): { readonly judged: Judged; readonly kept: readonly Violation[]; readonly exempted: readonly Exempted[] } {
    if (typeof text !== 'string') throw new WardlineError('bad_option', 'the message is no text', { hint: 'pass a string' });
    if (text.length > MAX_MESSAGE) throw new WardlineError('message_too_long', `the message has ${text.length} characters, more than ${MAX_MESSAGE}`, { hint: 'use `wardline scan` for files' });
    if (options.context !== undefined && !CONTEXTS.includes(options.context)) throw new WardlineError('bad_option', `there is no context \`${String(options.context)}\``, { hint: `use one of ${CONTEXTS.join(', ')}` });
    const { scanner, loaded, now } = this.#parts;
    const result = scanner.scan(text);
    const judged = judgeFindings(text, result, scanner, loaded, {
      surface: options.surface ?? 'library', path: options.path ?? '', user: options.user ?? '', groups: options.groups ?? [], context: options.context,
    });
    const exempted: Exempted[] = [];
    if (judged.violations.length === 0) return { judged, kept: judged.violations, exempted };
    const { policy } = loaded;
    const allows = policy.settings['inline_allow.enabled'] ? inlineAllows(text) : [];
    if (allows.length === 0 && policy.exceptions.length === 0) return { judged, kept: judged.violations, exempted };
    const time = now();
    const kept = judged.violations.filter((one) => {
      const { finding } = one;
      const shown = one.range === '' ? [finding.match, one.placeholder] : [finding.match, text.slice(one.start, one.end)];
      const exception = exceptionFor(policy, { fingerprint: finding.fingerprint, rule: one.rule, path: options.path ?? '', shown, context: judged.context.context, level: one.level }, time);
      const inline = exception === null && one.level <= policy.settings['inline_allow.max_level'] && one.level < 3 ? inlineAllowFor(allows, one.rule, finding.line) : null;
      if (exception === null && inline === null) return true;
      exempted.push({
        rule_id: one.rule, line: finding.line, column: finding.column,
        by: exception === null ? `inline comment, line ${inline?.line ?? 0}` : `exception ${exception.id}`, reason: exception === null ? (inline?.reason ?? '') : exception.reason,
      });
      return false;
    });
    return { judged, kept, exempted };
  }
}

const ALLOWED = { decision: 'allow', level: 0, violations: [] } as const;

function record(
  decision: CheckRecord['decision'], level: number, text: string, judged: Judged, kept: readonly Violation[], exempted: readonly Exempted[], options: CheckOptions, requestId: string,
  fingerprint: string, policy: EffectivePolicy, override = '',
): CheckRecord {
  return {
    decision, level, characters: text.length, surface: options.surface ?? 'library', user: options.user ?? '', session: options.session ?? '', path: options.path ?? '',
    context: judged.context.context, requestId, fingerprint, override, policy: policy.version, policyHash: policy.hash,
    violations: kept.map((one) => ({ f: one.features, level: one.level, row: `${one.verdict.layer}:${one.verdict.row}`, line: one.finding.line, fingerprint: one.finding.fingerprint })),
    exempted: exempted.map((one) => ({ rule: one.rule_id, by: one.by, reason: one.by.startsWith('inline') ? '' : one.reason })),
  };
}

