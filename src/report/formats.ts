// The formats of reports by name; each writer is loaded when it is asked for.

import type { ReportContext, Reporter } from './reporter.ts';

export const FORMATS = ['pretty', 'jsonl', 'sarif', 'csv', 'junit', 'gitlab', 'ocsf', 'toon', 'html'] as const;
export type Format = (typeof FORMATS)[number];

/** Formats that show the line around a finding. */
export const FRAMED: ReadonlySet<Format> = new Set<Format>(['pretty', 'html']);

export async function openReporter(format: Format, context: ReportContext): Promise<Reporter> {
  switch (format) {
    case 'pretty':
      return (await import('./pretty.ts')).prettyReporter(context);
    case 'jsonl':
      return (await import('./jsonl.ts')).jsonlReporter(context);
    case 'sarif':
      return (await import('./sarif.ts')).sarifReporter(context);
    case 'csv':
      return (await import('./csv.ts')).csvReporter(context);
    case 'junit':
      return (await import('./junit.ts')).junitReporter(context);
    case 'gitlab':
      return (await import('./gitlab.ts')).gitlabReporter(context);
    case 'ocsf':
      return (await import('./ocsf.ts')).ocsfReporter(context);
    case 'toon':
      return (await import('./toon.ts')).toonReporter(context);
    case 'html':
      return (await import('./html.ts')).htmlReporter(context);
  }
}
