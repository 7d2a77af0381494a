// One HTML file that opens from disk: all data and code inside, no network. The page itself is html-page.ts.

import { PAGE_HEAD, PAGE_TAIL } from './html-page.ts';
import type { ReportContext, Reporter } from './reporter.ts';

/** Rows that a browser still searches at once; beyond it the page says how many it leaves out. */
const MOST_ROWS = 20_000;
/** A date and time as logs write them, read from the text before the finding. */
const TIME = /(\d{4})-(\d{2})-(\d{2})[T ](\d{2})/;

export function htmlReporter({ out, table, version }: ReportContext): Reporter {
  let rows = 0;
  out.write(PAGE_HEAD);
  out.write('<script type="application/json" id="rows">[');
  return {
    finding({ finding, path, entry, frame }) {
      if (rows >= MOST_ROWS) return;
      const time = TIME.exec(frame?.before ?? '');
      const row = [
        finding.severity, finding.confidence, finding.rule_id, finding.trigger_pattern, finding.violation_type, path, entry ?? '', finding.line, finding.column,
        finding.byte_start, finding.match, frame?.before ?? '', frame?.after ?? '', finding.suggested_resolution, table.entryOf(finding.rule_id)?.label ?? '',
        time === null ? '' : `${time[1]}-${time[2]}-${time[3]} ${time[4]}`, finding.provider, finding.fingerprint, finding.policy_reference,
      ];
      out.write(`${rows === 0 ? '' : ','}\n${embedded(row)}`);
      rows++;
    },
    end(summary) {
      out.write(`\n]</script>\n<script type="application/json" id="summary">${embedded({ ...summary, version, shown: rows, made: new Date().toISOString() })}</script>\n`);
      out.write(PAGE_TAIL);
    },
  };
}

/** JSON that can't end the script element it stands in. */
function embedded(value: unknown): string {
  return JSON.stringify(value).replace(/</g, '\\u003c').replace(/[\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`);
}
