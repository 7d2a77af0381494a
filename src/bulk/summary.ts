// What a run comes to: the last line of its reports.

import type { Finding } from '../findings/finding.ts';
import type { Ledger, Trouble } from './ledger.ts';
import type { Frame } from './frame.ts';

/** A finding and where it stands. */
export interface Located {
  readonly finding: Finding;
  readonly path: string;
  readonly entry: string | undefined;
  readonly frame: Frame | undefined;
}

export interface Summary {
  readonly files: number;
  readonly entries: number;
  readonly bytes_in: number;
  readonly bytes_scanned: number;
  readonly bytes_skipped: number;
  readonly skipped: Readonly<Record<string, number>>;
  readonly bytes_decoded: number;
  readonly findings: number;
  readonly by_rule: Readonly<Record<string, number>>;
  readonly by_type: Readonly<Record<string, number>>;
  readonly by_severity: Readonly<Record<string, number>>;
  readonly hidden_low_confidence: number;
  readonly suppressed: Readonly<Record<string, number>>;
  /** Links inside directories that were not followed. */
  readonly links: number;
  readonly errors: readonly Trouble[];
  readonly errors_total: number;
  readonly key_id: string;
  readonly seconds: number;
  readonly complete: boolean;
  readonly interrupted: boolean;
}

/** Errors beyond this are counted, not listed: a summary stays a summary. */
export const MOST_ERRORS_LISTED = 10_000;

/** Findings of one rule: type and severity are the rule's. */
interface Count {
  n: number;
  readonly type: string;
  readonly severity: string;
}

export class Tally {
  findings = 0;
  links = 0;
  errorsTotal = 0;
  interrupted = false;
  readonly errors: Trouble[] = [];
  readonly #rules = new Map<string, Count>();
  readonly #suppressed = new Map<string, number>();
  readonly #begun = performance.now();

  count(finding: Finding): void {
    this.findings++;
    const known = this.#rules.get(finding.rule_id);
    if (known !== undefined) known.n++;
    else this.#rules.set(finding.rule_id, { n: 1, type: finding.violation_type, severity: finding.severity });
  }

  /** Findings of one rule that were counted elsewhere. */
  add(rule: { readonly id: string; readonly type: string; readonly severity: string }, n: number): void {
    this.findings += n;
    const known = this.#rules.get(rule.id);
    if (known !== undefined) known.n += n;
    else this.#rules.set(rule.id, { n, type: rule.type, severity: rule.severity });
  }

  suppress(reason: string): void {
    bump(this.#suppressed, reason);
  }

  trouble(trouble: Trouble): void {
    this.errorsTotal++;
    if (trouble.reason === 'interrupted') this.interrupted = true;
    if (this.errors.length < MOST_ERRORS_LISTED) this.errors.push(trouble);
  }

  /** Findings by what `of` says of their rule. */
  #by(of: (count: Count, id: string) => string): Record<string, number> {
    const sums = new Map<string, number>();
    for (const [id, count] of this.#rules) bump(sums, of(count, id), count.n);
    return sorted(sums);
  }

  summary(ledger: Ledger, keyId: string): Summary {
    return {
      files: ledger.files, entries: ledger.entries, bytes_in: ledger.bytesIn, bytes_scanned: ledger.bytesScanned,
      bytes_skipped: ledger.bytesSkipped, skipped: ledger.skippedBy, bytes_decoded: ledger.bytesDecoded, findings: this.findings,
      by_rule: this.#by((_, id) => id), by_type: this.#by((count) => count.type), by_severity: this.#by((count) => count.severity),
      hidden_low_confidence: ledger.hidden, suppressed: sorted(this.#suppressed), links: this.links, errors: this.errors,
      errors_total: this.errorsTotal, key_id: keyId, seconds: Math.round(performance.now() - this.#begun) / 1000,
      complete: this.errorsTotal === 0 && !this.interrupted && ledger.disagreement === null, interrupted: this.interrupted,
    };
  }
}

function bump(map: Map<string, number>, key: string, n = 1): void {
  map.set(key, (map.get(key) ?? 0) + n);
}

function sorted(map: Map<string, number>): Record<string, number> {
  return Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
}
