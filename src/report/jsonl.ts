// One finding a line, then the summary: the format other programs read (docs/findings.md).

import { findingLine, placeJson } from '../findings/jsonl.ts';
import type { Summary } from '../bulk/summary.ts';
import type { ReportContext, Reporter } from './reporter.ts';

export function jsonlReporter({ out, table, reveal, version }: ReportContext): Reporter {
  let path: string | null = null;
  let entry: string | undefined;
  let place = '';
  return {
    finding(located) {
      if (located.path !== path || located.entry !== entry) {
        ({ path, entry } = located);
        place = placeJson({ path, entry });
      }
      out.write(`${findingLine(table, located.finding, place, reveal)}\n`);
    },
    end(summary) {
      out.write(`${JSON.stringify(summaryLine(summary, version))}\n`);
    },
  };
}

export function summaryLine(summary: Summary, version: string): Record<string, unknown> {
  return { type: 'summary', schema: 'wardline/summary@1', version, ...summary };
}
