// For people: grouped by file, each finding underlined in its line, the replacement beneath, a sum at the end.

import { styleText } from 'node:util';
import { visible } from '../bulk/frame.ts';
import type { Summary } from '../bulk/summary.ts';
import { bulkPlaceholder } from '../findings/placeholder.ts';
import type { ReportContext, Reporter } from './reporter.ts';

type Style = Parameters<typeof styleText>[0];

const SEVERITY_STYLE: Readonly<Record<string, Style>> = { critical: ['bold', 'red'], high: 'red', medium: 'yellow', low: 'cyan' };

export function prettyReporter({ out, table, color, width }: ReportContext): Reporter {
  const paint = (style: Style, text: string): string => (color ? styleText(style, text, { validateStream: false } as never) : text);
  let group = '';
  return {
    finding({ finding, path, entry, frame }) {
      const name = visible(entry === undefined ? path : `${path} › ${entry}`);
      if (name !== group) {
        out.write(`${group === '' ? '' : '\n'}${paint(['bold', 'underline'], name)}\n`);
        group = name;
      }
      const place = finding.line > 0 ? `${finding.line}:${finding.column}` : `byte ${finding.byte_start}`;
      const severity = paint(SEVERITY_STYLE[finding.severity] ?? 'bold', finding.severity);
      const sure = finding.confidence === 'high' ? '' : paint('dim', `, ${finding.confidence} confidence`);
      out.write(`\n  ${paint('dim', place)}  ${severity}  ${visible(finding.trigger_pattern)}${sure}  ${paint('dim', finding.rule_id)}\n`);
      const match = visible(finding.match);
      const number = finding.line > 0 ? String(finding.line) : '';
      const gutter = `  ${' '.repeat(number.length)} ${paint('dim', '│')} `;
      const fit = fitted(frame?.before ?? '', match, frame?.after ?? '', Math.max(40, width - number.length - 6));
      out.write(`  ${paint('dim', number)} ${paint('dim', '│')} ${fit.before}${paint('red', match)}${fit.after}\n`);
      out.write(`${gutter}${' '.repeat(columns(fit.before))}${paint('red', '^'.repeat(Math.max(1, columns(match))))}\n`);
      const room = Math.max(30, width - number.length - 6);
      const rule = table.entryOf(finding.rule_id);
      if (rule !== undefined) {
        const instead = bulkPlaceholder(rule);
        out.write(`${gutter}${' '.repeat(Math.max(0, Math.min(columns(fit.before), room - instead.length)))}${paint('green', instead)}\n`);
      }
      // The replacement stands above already, in the form that `redact` writes.
      const advice = finding.suggested_resolution.replace(/^Replace with placeholder \([^)]*\); /, '');
      for (const line of wrapped(visible(advice.charAt(0).toUpperCase() + advice.slice(1)), room)) out.write(`${gutter}${paint('dim', line)}\n`);
      if (finding.also !== undefined) out.write(`${gutter}${paint('dim', `also: ${finding.also.join(', ')}`)}\n`);
    },
    end(summary) {
      out.write(`${group === '' ? '' : '\n'}${sum(summary, paint)}\n`);
    },
  };
}

/** Cuts the context so that the match and what is nearest to it fit. */
function fitted(before: string, match: string, after: string, width: number): { before: string; after: string } {
  const room = Math.max(20, width - columns(match));
  const left = Math.min(before.length, Math.max(Math.floor(room / 2), room - after.length));
  const right = Math.min(after.length, room - left);
  const b = [...before];
  const a = [...after];
  return {
    before: b.length > left ? `…${b.slice(b.length - left + 1).join('')}` : before,
    after: a.length > right ? `${a.slice(0, Math.max(0, right - 1)).join('')}…` : after,
  };
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && columns(line) + 1 + columns(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** Columns a text takes on a terminal, near enough: wide East Asian characters count two, marks none. */
function columns(text: string): number {
  let n = 0;
  for (const c of text) {
    const code = c.codePointAt(0) as number;
    if (code >= 0x300 && code < 0x370) continue;
    n += code >= 0x1100 && (code <= 0x115f || (code >= 0x2e80 && code <= 0xa4cf) || (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff) || (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff60) || code >= 0x1f300) ? 2 : 1;
  }
  return n;
}

function sum(summary: Summary, paint: (style: Style, text: string) => string): string {
  const { findings, files, entries, bytes_in, seconds } = summary;
  const parts = (['critical', 'high', 'medium', 'low'] as const)
    .filter((s) => (summary.by_severity[s] ?? 0) > 0)
    .map((s) => paint(SEVERITY_STYLE[s] as Style, `${summary.by_severity[s]} ${s}`));
  const head = findings === 0 ? paint('green', 'no findings') : `${paint('bold', plural(findings, 'finding'))} (${parts.join(', ')})`;
  const lines = [
    `${head} in ${plural(files, 'file')}${entries > 0 ? ` and ${plural(entries, 'archive member')}` : ''}, ${sizeWords(bytes_in)} in ${seconds.toFixed(seconds < 10 ? 2 : 0)} s`,
  ];
  if (summary.hidden_low_confidence > 0) lines.push(paint('dim', `${plural(summary.hidden_low_confidence, 'hit')} of low confidence not shown (--min-confidence low)`));
  const suppressed = Object.entries(summary.suppressed);
  if (suppressed.length > 0) lines.push(paint('dim', `left out: ${suppressed.map(([reason, n]) => `${n} ${reason}`).join(', ')}`));
  if (summary.bytes_skipped > 0) {
    const reasons = Object.entries(summary.skipped).map(([reason, n]) => `${reason} ${sizeWords(n)}`);
    lines.push(paint('yellow', `${sizeWords(summary.bytes_skipped)} skipped: ${reasons.join(', ')}`));
  }
  if (!summary.complete) lines.push(paint(['bold', 'yellow'], `not everything was scanned: ${plural(summary.errors_total, 'problem')}${summary.interrupted ? ', interrupted' : ''}`));
  return lines.join('\n');
}

export function plural(n: number, word: string): string {
  return `${grouped(n)} ${word}${n === 1 ? '' : 's'}`;
}

/** 1234567 → 1,234,567. Loading the locale data for this would cost a tenth of the start-up. */
export function grouped(n: number): string {
  return String(n).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

export function sizeWords(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ${units[unit]}`;
}
