// A finding on its way through the gate: where it is in the text, what its level is, what stands in its place.

import type { Finding } from '../findings/finding.ts';
import type { AddressRange, Features, Level } from '../policy/model.ts';
import type { Verdict } from '../policy/levels.ts';
import type { ViolationType } from '../rules/model.ts';

export interface Violation {
  readonly finding: Finding;
  readonly id: string;
  readonly type: ViolationType;
  readonly kind: string;
  readonly rule: string;
  readonly provider: string;
  /** What was seen, described; never the text. */
  readonly pattern: string;
  /** What an analyst calls it; of an unknown provider, that. */
  readonly category: string;
  /** In UTF-16 units of the text. */
  readonly start: number;
  readonly end: number;
  readonly key: string | undefined;
  readonly range: AddressRange;
  readonly features: Features;
  readonly verdict: Verdict;
  readonly level: Level;
  readonly placeholder: string;
  /** Cleaning the message replaces it. */
  readonly hidden: boolean;
  /** 16 digits of the plain SHA-256, only where an answer shows it; else empty. */
  readonly hashReference: string;
}
