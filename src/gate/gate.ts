// The gate: one message in, one answer out. Scanning, exceptions, levels and the answer are synchronous; what is slow or
// far away (a classifier of one's own, the disk) is kept out of `check` or behind `AuditSink`.

import { WardlineError } from '../errors.ts';
import { exceptionFor } from '../policy/exceptions.ts';
import { inlineAllowFor, inlineAllows } from '../policy/inline.ts';
import type { LoadedPolicy } from '../policy/load.ts';
import type { EffectivePolicy } from '../policy/merge.ts';
import { CONTEXTS, type Level } from '../policy/model.ts';
import type { Scanner } from '../scanner/scanner.ts';
import { type Answer, disclosuresFor, gravestOf, type Held, holdAnswer } from './answer.ts';
import { type AuditSink, checkRecord, type Seen } from './audit-sink.ts';
import type { CheckOptions } from './check-options.ts';
import { classifierNotices, heldByClassifier, raise } from './classified.ts';
import { type Classifier, type ClassifierVerdict, classifyWith, httpClassifier } from './classifier.ts';
import { sanitize, withMockData } from './clean.ts';
import { documentationTemplate } from './template.ts';
import { judgeFindings } from './violations.ts';

export const MAX_MESSAGE = 16 * 1024 * 1024;

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

  /** Judges one message by the rules. Asks no classifier: `checkClassified` does. */
  check(text: string, options: CheckOptions = {}): Answer {
    return this.#conclude(text, options, this.judge(text, options), null);
  }

  /** Judges one message by the rules and by a classifier: the one given, or that of the policy (`classifier.url`) if there is one. */
  async checkClassified(text: string, options: CheckOptions = {}, classifier?: Classifier): Promise<Answer> {
    const { settings } = this.policy;
    const seen = this.judge(text, options);
    const ask = classifier ?? (settings['classifier.url'] === '' ? null : httpClassifier(settings['classifier.url']));
    if (ask === null) return this.#conclude(text, options, seen, null);
    const said = await classifyWith(
      ask, { text: sanitize(text, seen.judged.violations), context: seen.judged.context.context },
      { timeoutMs: settings['classifier.timeout_ms'], onFailure: settings['classifier.on_failure'] },
    );
    return this.#conclude(text, options, seen, said);
  }

  /** What was seen → the answer and its record. */
  #conclude(text: string, options: CheckOptions, seen: Seen, said: ClassifierVerdict | null): Answer {
    const { loaded: { policy }, now, audit, overrides } = this.#parts;
    const { kept } = seen;
    const exempted = seen.exempted.map(({ rule_id, line, column, by, reason }) => ({ rule_id, line, column, by, reason }));
    const shown = exempted.length === 0 ? {} : { exempted };
    const level = Math.max(kept.length === 0 ? 0 : gravestOf(kept).level, said?.level ?? 0) as Level;
    if (level === 0) {
      audit?.checked(checkRecord(text, seen, options, policy, { decision: 'allow', level: 0, requestId: '', fingerprint: '', override: '', classifier: said }));
      const notices = said === null ? [] : classifierNotices(said, policy);
      return exempted.length === 0 && notices.length === 0 ? ALLOWED : { ...ALLOWED, ...shown, ...(notices.length === 0 ? {} : { notices }) };
    }
    const fingerprint = this.messageFingerprint(text);
    const requestId = this.#parts.requestId();
    if (options.override !== undefined) {
      if (overrides === null) throw new WardlineError('override_refused', 'this gate takes no overrides', { hint: 'make it with a state directory' });
      const rules = kept.length === 0 ? ['classifier'] : kept.map((one) => one.rule);
      const id = overrides.use(options.override, { fingerprint, level, user: options.user ?? '', rules, now: now() });
      audit?.checked(checkRecord(text, seen, options, policy, { decision: 'allow', level, requestId, fingerprint, override: id, classifier: said }));
      return { ...ALLOWED, override: id, ...shown };
    }
    const byRules = kept.length === 0 ? null : holdAnswer({ text, violations: kept, exempted, context: seen.judged.context, policy, requestId, messageFingerprint: fingerprint, notices: [], now: now() });
    const answer = said === null ? (byRules as Held) : byRules !== null ? raise(byRules, said, policy) : { ...heldByClassifier(said, text, policy, { context: seen.judged.context.context, requestId, fingerprint }), exempted };
    audit?.checked(checkRecord(text, seen, options, policy, { decision: answer.decision, level, requestId, fingerprint, override: '', classifier: said }));
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
  judge(text: string, options: CheckOptions = {}): Seen {
    if (typeof text !== 'string') throw new WardlineError('bad_option', 'the message is no text', { hint: 'pass a string' });
    if (text.length > MAX_MESSAGE) throw new WardlineError('message_too_long', `the message has ${text.length} characters, more than ${MAX_MESSAGE}`, { hint: 'use `wardline scan` for files' });
    if (options.context !== undefined && !CONTEXTS.includes(options.context)) throw new WardlineError('bad_option', `there is no context \`${String(options.context)}\``, { hint: `use one of ${CONTEXTS.join(', ')}` });
    const { scanner, loaded, now } = this.#parts;
    const result = scanner.scan(text);
    const judged = judgeFindings(text, result, scanner, loaded, {
      surface: options.surface ?? 'library', path: options.path ?? '', user: options.user ?? '', groups: options.groups ?? [], context: options.context,
    });
    const exempted: Seen['exempted'][number][] = [];
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
        violation: one, how: exception === null ? 'inline' : 'exception', source: exception === null ? String(inline?.line ?? 0) : exception.id,
      });
      return false;
    });
    return { judged, kept, exempted };
  }
}

const ALLOWED = { decision: 'allow', level: 0, violations: [] } as const;
