// TOON (Token-Oriented Object Notation, version 3): the findings as one table, for programs that pay by the word. Its
// tables begin with their length, so rows are held back, and only so many.

import { visible } from '../bulk/frame.ts';
import { summaryLine } from './jsonl.ts';
import type { ReportContext, Reporter } from './reporter.ts';

/** More than any reader of this format takes in; the summary counts all. */
const MOST_ROWS = 20_000;
const MOST_ERRORS = 1000;

const COLUMNS = [
  'severity', 'confidence', 'rule_id', 'path', 'entry', 'line', 'column', 'byte_start', 'byte_end', 'match', 'fingerprint', 'suggested_resolution',
] as const;

type Cell = string | number | boolean;

export function toonReporter({ out, version }: ReportContext): Reporter {
  const rows: string[] = [];
  return {
    finding({ finding, path, entry }) {
      if (rows.length >= MOST_ROWS) return;
      const row: Record<(typeof COLUMNS)[number], Cell> = { ...finding, path, entry: entry ?? '' };
      rows.push(cells(COLUMNS.map((name) => row[name])));
    },
    end(summary) {
      const { type: _type, errors: _errors, ...plain } = summaryLine(summary, version);
      const lines = ['summary:', ...fields(plain, '  ')];
      const errors = summary.errors.slice(0, MOST_ERRORS);
      lines.push(`errors[${errors.length}]{path,entry,reason,detail}:`);
      for (const { path, entry, reason, detail } of errors) lines.push(cells([path, entry ?? '', reason, detail]));
      lines.push(`findings_listed: ${rows.length}`, `findings[${rows.length}]{${COLUMNS.join(',')}}:`);
      out.write(`${lines.join('\n')}\n`);
      for (const row of rows) out.write(`${row}\n`);
    },
  };
}

function fields(object: Readonly<Record<string, unknown>>, indent: string): string[] {
  return Object.entries(object).flatMap(([name, value]) => {
    const key = /^[A-Za-z_][\w.]*$/.test(name) ? name : quoted(name);
    return typeof value === 'object' && value !== null
      ? [`${indent}${key}:`, ...fields(value as Record<string, unknown>, `${indent}  `)]
      : [`${indent}${key}: ${primitive(value as Cell)}`];
  });
}

function cells(values: readonly Cell[]): string {
  return `  ${values.map(primitive).join(',')}`;
}

function primitive(value: Cell): string {
  if (typeof value !== 'string') return String(value);
  const text = visible(value);
  const bare = /^[^\s-]/.test(text) && /\S$/.test(text) && !/[:"\\[\]{},]/.test(text) && !/^(?:true|false|null)$/.test(text) && !/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text);
  return bare ? text : quoted(text);
}

/** Line ends and tabs are gone by then: they are shown as dots, as in every report for reading. */
function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
