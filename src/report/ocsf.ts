// OCSF 1.3: one Data Security Finding (class 2006) a line.

import type { ReportContext, Reporter } from './reporter.ts';

const SEVERITY: Readonly<Record<string, number>> = { low: 2, medium: 3, high: 4, critical: 5 };
const SEVERITY_WORD: Readonly<Record<string, string>> = { low: 'Low', medium: 'Medium', high: 'High', critical: 'Critical' };
const CONFIDENCE: Readonly<Record<string, number>> = { low: 1, medium: 2, high: 3 };

export function ocsfReporter({ out, version }: ReportContext): Reporter {
  const time = Date.now();
  return {
    finding({ finding, path, entry }) {
      const event = {
        activity_id: 1, activity_name: 'Create', category_uid: 2, category_name: 'Findings', class_uid: 2006, class_name: 'Data Security Finding',
        type_uid: 200601, type_name: 'Data Security Finding: Create', time, status_id: 1, status: 'New',
        severity_id: SEVERITY[finding.severity] ?? 0, severity: SEVERITY_WORD[finding.severity] ?? 'Unknown',
        confidence_id: CONFIDENCE[finding.confidence] ?? 0, confidence: finding.confidence,
        message: `${finding.trigger_pattern} in ${entry === undefined ? path : `${path}!${entry}`}`,
        metadata: { version: '1.3.0', product: { name: 'Wardline', vendor_name: 'Wardline', version } },
        finding_info: { uid: finding.fingerprint, title: finding.trigger_pattern, desc: finding.suggested_resolution, types: [finding.violation_type], analytic: { type_id: 1, type: 'Rule', uid: finding.rule_id, name: finding.trigger_pattern } },
        data_security: { category_id: 99, category: finding.kind, detection_pattern: finding.rule_id },
        resources: [{ type: 'file', name: entry === undefined ? path : `${path}!${entry}`, data: { byte_start: finding.byte_start, byte_end: finding.byte_end, line: finding.line, column: finding.column, match: finding.match } }],
        remediation: { desc: finding.suggested_resolution, references: [finding.policy_reference] },
      };
      out.write(`${JSON.stringify(event)}\n`);
    },
    end() {},
  };
}
