// JUnit XML: one test case a finding, failed; one a problem, in error; one passed case when there is neither.

import type { ReportContext, Reporter } from './reporter.ts';

export function junitReporter({ out }: ReportContext): Reporter {
  let cases = 0;
  out.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="wardline">\n<testsuite name="wardline scan">\n');
  return {
    finding({ finding, path, entry }) {
      cases++;
      const place = `${entry === undefined ? path : `${path}!${entry}`}:${finding.line}:${finding.column}`;
      out.write(
        `<testcase classname="${xml(finding.rule_id)}" name="${xml(place)}" file="${xml(path)}" line="${finding.line}">` +
          `<failure type="${xml(finding.violation_type)}" message="${xml(`${finding.trigger_pattern} (${finding.severity})`)}">${xml(`${finding.match}\n${finding.suggested_resolution}`)}</failure></testcase>\n`,
      );
    },
    end(summary) {
      for (const { path, entry, reason, detail } of summary.errors) {
        out.write(`<testcase classname="input" name="${xml(entry === undefined ? path : `${path}!${entry}`)}"><error type="${xml(reason)}" message="${xml(detail)}"/></testcase>\n`);
      }
      if (cases === 0 && summary.errors.length === 0) out.write(`<testcase classname="wardline" name="no findings in ${summary.files} files"/>\n`);
      out.write('</testsuite>\n</testsuites>\n');
    },
  };
}

export function xml(text: string): string {
  return text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no form for them
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
