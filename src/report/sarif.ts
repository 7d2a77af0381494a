// SARIF 2.1.0, written as it goes. Code-scanning services take 25,000 results of a run: beyond that, results are
// counted and a notification says so.

import type { Trouble } from '../bulk/ledger.ts';
import type { Summary } from '../bulk/summary.ts';
import type { RuleEntry } from '../findings/rule-table.ts';
import { kindWords } from '../taxonomy/taxonomy.ts';
import type { ReportContext, Reporter } from './reporter.ts';

const MOST_RESULTS = 25_000;
const MOST_NOTIFICATIONS = 1000;
const LEVEL: Readonly<Record<string, string>> = { critical: 'error', high: 'error', medium: 'warning', low: 'note' };
/** What code-scanning services sort by: 0 to 10. */
const SCORE: Readonly<Record<string, string>> = { critical: '9.5', high: '8.0', medium: '5.5', low: '2.0' };

export function sarifReporter({ out, table, version, reveal }: ReportContext): Reporter {
  const used = new Map<string, { index: number; rule: RuleEntry }>();
  let results = 0;
  let dropped = 0;
  out.write(
    '{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"columnKind":"unicodeCodePoints","redactionTokens":["[REDACTED]"],"results":[',
  );
  void reveal;
  return {
    finding({ finding, path, entry }) {
      if (results >= MOST_RESULTS) {
        dropped++;
        return;
      }
      const rule = table.entryOf(finding.rule_id) as RuleEntry;
      let number = used.get(rule.id);
      if (number === undefined) {
        number = { index: used.size, rule };
        used.set(rule.id, number);
      }
      const region = {
        ...(finding.line > 0 ? { startLine: finding.line, startColumn: finding.column, endLine: finding.end_line, endColumn: finding.end_column } : {}),
        byteOffset: finding.byte_start, byteLength: finding.byte_end - finding.byte_start,
      };
      const result = {
        ruleId: rule.id, ruleIndex: number.index, level: LEVEL[finding.severity] ?? 'warning', kind: 'fail',
        message: { text: `${finding.trigger_pattern}: ${finding.match.replace(/\[REDACTED_\d+_CHARS\]/g, '[REDACTED]')}. ${finding.suggested_resolution}` },
        locations: [
          {
            physicalLocation: { artifactLocation: { uri: uriOf(path) }, ...(entry === undefined ? { region } : {}) },
            ...(entry === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: `${path}!${entry}`, kind: 'member' }] }),
          },
        ],
        partialFingerprints: { 'wardline/v1': finding.fingerprint },
        properties: {
          confidence: finding.confidence, reasons: finding.reasons, violation_type: finding.violation_type, policy_reference: finding.policy_reference,
          ...(entry === undefined ? {} : { entry, ...region }),
        },
      };
      out.write(`${results === 0 ? '' : ','}\n${JSON.stringify(result)}`);
      results++;
    },
    end(summary) {
      const rules = [...used.values()].map(({ rule }) => describe(rule));
      const driver = { name: 'Wardline', semanticVersion: version, version, rules };
      const notifications = summary.errors.slice(0, MOST_NOTIFICATIONS).map(notification);
      if (dropped > 0) notifications.push({ level: 'warning', message: { text: `${dropped} more results were left out: a run may hold ${MOST_RESULTS}` }, descriptor: { id: 'result_limit' } });
      const invocation = {
        executionSuccessful: summary.complete, toolExecutionNotifications: notifications,
        properties: counts(summary),
      };
      out.write(`\n],"tool":${JSON.stringify({ driver })},"invocations":${JSON.stringify([invocation])}}]}\n`);
    },
  };
}

function counts(summary: Summary): Record<string, unknown> {
  const { files, entries, bytes_in, bytes_scanned, bytes_skipped, findings, hidden_low_confidence, complete } = summary;
  return { files, entries, bytes_in, bytes_scanned, bytes_skipped, findings, hidden_low_confidence, complete };
}

function describe(rule: RuleEntry): Record<string, unknown> {
  return {
    id: rule.id, name: pascal(rule.id), shortDescription: { text: rule.name }, fullDescription: { text: `${rule.name}. ${kindWords(rule.kind).label}.` },
    help: { text: rule.suggestion, markdown: rule.suggestion }, helpUri: rule.reference,
    defaultConfiguration: { level: LEVEL[rule.severity] ?? 'warning' },
    properties: { tags: ['security', rule.type, rule.kind], precision: 'high', 'security-severity': SCORE[rule.severity] ?? '5.0', provider: rule.provider },
  };
}

function pascal(id: string): string {
  return id.split(/[^A-Za-z0-9]+/).map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('');
}

interface Notification {
  readonly level: string;
  readonly message: { readonly text: string };
  readonly descriptor: { readonly id: string };
  readonly locations?: readonly unknown[];
}

function notification(trouble: Trouble): Notification {
  return {
    level: 'error', message: { text: `${trouble.path}${trouble.entry === undefined ? '' : `!${trouble.entry}`}: ${trouble.detail}` }, descriptor: { id: trouble.reason },
    locations: trouble.path === '' ? [] : [{ physicalLocation: { artifactLocation: { uri: uriOf(trouble.path) } } }],
  };
}

/** A path as a URI reference; what is not allowed in one is escaped. */
export function uriOf(path: string): string {
  const escaped = path.split('/').map(encodeURIComponent).join('/');
  if (/^[A-Za-z]%3A\//.test(escaped)) return `file:///${escaped.replace('%3A', ':')}`;
  return path.startsWith('/') ? `file://${escaped}` : escaped;
}
