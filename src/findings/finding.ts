// A finding as the outer contract names it (docs/findings.md). Nothing in here holds a secret; `secret` exists only
// on request (`reveal`) and is a value that can't be printed by accident.

import type { Confidence, Severity, ViolationType } from '../rules/model.ts';
import type { Secret } from './secret.ts';

export interface DecodedSpan {
  readonly as: 'base64' | 'base64url' | 'hex' | 'percent' | 'escape' | 'entity';
  readonly byte_start: number;
  readonly byte_end: number;
}

export interface Finding {
  readonly rule_id: string;
  readonly violation_type: ViolationType;
  readonly trigger_pattern: string;
  readonly kind: string;
  readonly provider: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly reasons: readonly string[];
  /** Half-open, in bytes of the scanned stream; covers the secret itself. */
  readonly byte_start: number;
  readonly byte_end: number;
  /** For scans of strings: the same span in UTF-16 code units. */
  readonly char_start?: number | undefined;
  readonly char_end?: number | undefined;
  readonly line: number;
  readonly column: number;
  readonly end_line: number;
  readonly end_column: number;
  readonly id: string;
  /** Redacted form, e.g. `sk_live_[REDACTED_24_CHARS]`. */
  readonly match: string;
  readonly length: number;
  readonly entropy: number;
  readonly fingerprint: string;
  readonly suggested_resolution: string;
  readonly policy_reference: string;
  readonly also?: readonly string[] | undefined;
  readonly related?: readonly string[] | undefined;
  readonly decoded?: readonly DecodedSpan[] | undefined;
  /** Name of the variable, key or header that holds the secret, where one was seen. */
  readonly key?: string | undefined;
  /** Facts read from the secret's own public part: JWT `alg` and `exp`, AWS account, issue date. */
  readonly details?: Readonly<Record<string, string>> | undefined;
  /** Only with `reveal`. Prints as `[secret]`. */
  readonly secret?: Secret | undefined;
}
