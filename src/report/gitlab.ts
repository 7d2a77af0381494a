// GitLab's secret-detection report, schema version 15.1.4.

import { createHash } from 'node:crypto';
import type { ReportContext, Reporter } from './reporter.ts';

const SEVERITY: Readonly<Record<string, string>> = { critical: 'Critical', high: 'High', medium: 'Medium', low: 'Low' };

export function gitlabReporter({ out, version }: ReportContext): Reporter {
  const begun = new Date();
  let first = true;
  out.write('{"version":"15.1.4","vulnerabilities":[');
  return {
    finding({ finding, path, entry }) {
      const place = entry === undefined ? path : `${path}!${entry}`;
      const id = createHash('sha256').update(`${finding.fingerprint}\0${place}\0${finding.byte_start}`).digest('hex');
      const vulnerability = {
        id, name: finding.trigger_pattern, description: `${finding.match}. ${finding.suggested_resolution}`, solution: finding.suggested_resolution,
        severity: SEVERITY[finding.severity] ?? 'Unknown',
        identifiers: [{ type: 'wardline_rule_id', name: `Wardline rule ${finding.rule_id}`, value: finding.rule_id }],
        location: { file: place, start_line: finding.line, end_line: finding.end_line, commit: { sha: '0000000' } },
      };
      out.write(`${first ? '' : ','}\n${JSON.stringify(vulnerability)}`);
      first = false;
    },
    end(summary) {
      const tool = { id: 'wardline', name: 'Wardline', version, vendor: { name: 'Wardline' } };
      const scan = {
        analyzer: tool, scanner: tool, type: 'secret_detection', start_time: stamp(begun), end_time: stamp(new Date()),
        status: summary.complete ? 'success' : 'failure',
        messages: summary.errors.slice(0, 100).map((e) => ({ level: 'warn', value: `${e.path}${e.entry === undefined ? '' : `!${e.entry}`}: ${e.detail}` })),
      };
      out.write(`\n],"remediations":[],"scan":${JSON.stringify(scan)}}\n`);
    },
  };
}

function stamp(date: Date): string {
  return date.toISOString().slice(0, 19);
}
