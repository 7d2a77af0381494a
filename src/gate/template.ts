// A documentation template from a message: what it has, where it comes from, how it is handled. No values.

import type { Context } from '../policy/model.ts';
import { kindWords } from '../taxonomy/taxonomy.ts';
import { environmentName, surroundingsOf } from './surroundings.ts';
import type { Violation } from './violation.ts';

export function documentationTemplate(text: string, violations: readonly Violation[], context: Context): string {
  const rows: string[] = [];
  for (const one of violations) {
    if (!one.hidden) continue;
    const around = surroundingsOf(text, one.start, one.end, one.key);
    const scheme = /\b(Bearer|Basic|Token)\s+["']?$/i.exec(around.line.slice(0, around.from))?.[1];
    const where = /^\s*(?:[-*]\s*)?([A-Z][A-Za-z /-]{2,30}):\s/.exec(around.line)?.[1] ?? (around.name === '' || violations.some((other) => other.hidden && around.name.includes(text.slice(other.start, other.end))) ? 'line ' + String(one.finding.line) : around.name);
    rows.push(`| ${where} | ${kindWords(one.kind).label} | \`${scheme === undefined ? '' : `${scheme} `}${one.placeholder}\` | \`$${environmentName(around.name, '', one.kind.toUpperCase())}\` from the secret store |`);
  }
  const title = context === 'compliance_documentation' ? 'Authentication and key management' : context === 'infrastructure_documentation' ? 'Network access and keys' : 'Credentials in use';
  return [
    `# ${title}`, '', '_Template without values. Fill in what stands in angle brackets._', '', '## What is in use', '', '| Where | What | Form | Source |', '|---|---|---|---|', ...rows, '',
    '## How it is handled', '', '- Storage: secret store <name>; never in documents, code or messages', '- Access: <roles>, approved by <owner>',
    '- Rotation: tokens rotate every <90> days per security policy <reference>; at once after exposure', '- Transport: TLS <version>', '- Logging: values are redacted before logs are stored or passed on', '',
    '## Responsibilities', '', '- Owner: <name, role>', '- Review: <qualified professional>, every <12> months', '- Evidence: <link to audit record>', '',
  ].join('\n');
}
