// CSV (RFC 4180) with a header line. Cells that a spreadsheet would take for a formula are quoted as text.

import type { ReportContext, Reporter } from './reporter.ts';

const COLUMNS = [
  'path', 'entry', 'line', 'column', 'byte_start', 'byte_end', 'rule_id', 'violation_type', 'trigger_pattern', 'kind', 'provider', 'severity',
  'confidence', 'match', 'length', 'entropy', 'fingerprint', 'suggested_resolution', 'policy_reference',
] as const;

export function csvReporter({ out }: ReportContext): Reporter {
  out.write(`${COLUMNS.join(',')}\r\n`);
  return {
    finding({ finding, path, entry }) {
      const row: Record<(typeof COLUMNS)[number], string | number> = { ...finding, path, entry: entry ?? '' };
      out.write(`${COLUMNS.map((name) => cell(row[name])).join(',')}\r\n`);
    },
    end() {},
  };
}

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  // Spreadsheets skip blanks, and take wide forms of the signs for the signs.
  const safe = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
