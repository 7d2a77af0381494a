// What every report writer is told, in this order: findings as they come, the summary at the end.

import type { RuleTable } from '../findings/rule-table.ts';
import type { Located, Summary } from '../bulk/summary.ts';
import type { Out } from './out.ts';

export interface Reporter {
  finding(located: Located): void;
  end(summary: Summary): void;
}

export interface ReportContext {
  readonly out: Out;
  readonly table: RuleTable;
  readonly version: string;
  readonly reveal: boolean;
  readonly color: boolean;
  /** Columns of the terminal, or a sensible number. */
  readonly width: number;
}
