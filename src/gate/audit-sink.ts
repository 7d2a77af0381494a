// What the gate tells the audit. The audit's own form is in src/audit; the gate knows only this.

import type { Features } from '../policy/model.ts';
import type { Decision } from './answer.ts';

export interface CheckRecord {
  readonly decision: Decision;
  readonly level: number;
  readonly characters: number;
  readonly surface: string;
  readonly user: string;
  readonly session: string;
  readonly path: string;
  readonly context: string;
  readonly requestId: string;
  /** Of the message, keyed; empty where nothing was held. */
  readonly fingerprint: string;
  readonly override: string;
  readonly policy: string;
  readonly policyHash: string;
  readonly violations: readonly { readonly f: Features; readonly level: number; readonly row: string; readonly line: number; readonly fingerprint: string }[];
  readonly exempted: readonly { readonly rule: string; readonly by: string; readonly reason: string }[];
}

export interface AuditSink {
  checked(record: CheckRecord): void;
  flush(): Promise<void>;
  close(): Promise<void>;
}
