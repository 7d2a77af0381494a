// JUnit XML: a suite for each file, one failed test case a finding; a suite of errors for what could not be read; one
// passed case when there is neither. Suites say how many cases they hold, so each is kept until it is whole.

import type { ReportContext, Reporter } from './reporter.ts';

/** A file with more findings gets several suites: what is held stays small. */
const MOST_CASES = 1000;

export function junitReporter({ out }: ReportContext): Reporter {
  let name = '';
  let cases: string[] = [];
  let suites = 0;
  const flush = (errors = 0): void => {
    if (cases.length === 0) return;
    const failures = errors > 0 || name === 'wardline' ? 0 : cases.length;
    out.write(`<testsuite name="${xml(name)}" tests="${cases.length}" failures="${failures}" errors="${errors}">\n${cases.join('')}</testsuite>\n`);
    suites++;
    cases = [];
  };
  out.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="wardline scan">\n');
  return {
    finding({ finding, path, entry }) {
      if (path !== name || cases.length >= MOST_CASES) flush();
      name = path;
      const place = `${entry === undefined ? '' : `${entry}:`}${finding.line > 0 ? `${finding.line}:${finding.column}` : `byte ${finding.byte_start}`} ${finding.trigger_pattern}`;
      cases.push(
        `<testcase classname="${xml(finding.rule_id)}" name="${xml(place)}" file="${xml(path)}" line="${finding.line}">` +
          `<failure type="${xml(finding.violation_type)}" message="${xml(`${finding.trigger_pattern} (${finding.severity})`)}">${xml(`${finding.match}\n${finding.suggested_resolution}`)}</failure></testcase>\n`,
      );
    },
    end(summary) {
      flush();
      name = 'input';
      for (const { path, entry, reason, detail } of summary.errors) {
        cases.push(`<testcase classname="input" name="${xml(entry === undefined ? path : `${path}!${entry}`)}"><error type="${xml(reason)}" message="${xml(detail)}"/></testcase>\n`);
        if (cases.length >= MOST_CASES) flush(cases.length);
      }
      flush(cases.length);
      if (suites === 0) {
        name = 'wardline';
        cases.push(`<testcase classname="wardline" name="no findings in ${summary.files} files"/>\n`);
        flush();
      }
      out.write('</testsuites>\n');
    },
  };
}

export function xml(text: string): string {
  return text
    // XML 1.0 has no form for them.
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
