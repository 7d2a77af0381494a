// The answer in words, for people: what, where, why, what to write instead, what can be done.

import type { Answer, Held } from './answer.ts';
import { MAX_MARKED } from './marks.ts';
import { markedLines } from './marks.ts';

export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
}

const PLAIN: Paint = { bold: String, dim: String, red: String, yellow: String };
export const COLOURS: Paint = {
  bold: (text) => `\u001b[1m${text}\u001b[22m`, dim: (text) => `\u001b[2m${text}\u001b[22m`, red: (text) => `\u001b[31m${text}\u001b[39m`, yellow: (text) => `\u001b[33m${text}\u001b[39m`,
};

export function renderAnswer(text: string, answer: Answer, paint: Paint = PLAIN): string {
  if (!('error' in answer)) {
    const exempted = (answer.exempted ?? []).map((one) => `  ${one.rule_id} at ${one.line}:${one.column} is allowed by ${one.by}: ${one.reason}\n`);
    return answer.override === undefined ? exempted.join('') : `Allowed by override ${answer.override}.\n${exempted.join('')}`;
  }
  const lines = [paint.bold(answer.level >= 2 ? paint.red(answer.headline) : paint.yellow(answer.headline))];
  for (const one of answer.alternatives) lines.push(`   • ${one.label}: ${one.example}`);
  lines.push('', ...markedLines(text, answer, paint));
  if (answer.violations.length > MAX_MARKED) lines.push(`   … and ${answer.violations.length - MAX_MARKED} more`);
  for (const notice of answer.notices) lines.push('', notice);
  for (const disclosure of answer.disclosures) lines.push('', `Duty: ${disclosure}`);
  if (answer.exempted.length > 0) lines.push('', ...answer.exempted.map((one) => paint.dim(`   allowed by ${one.by}: ${one.rule_id} at ${one.line}:${one.column}`)));
  lines.push('', why(answer, paint));
  if (answer.question !== '') lines.push('', answer.question);
  lines.push(`   ${answer.actions.map((one) => `[${one.label}]`).join(' ')}`);
  lines.push(paint.dim(`   Each can be carried out: check --do ${answer.actions.map((one) => one.id).join('|')}   (${answer.request_id})`));
  return `${lines.join('\n')}\n`;
}

function why(answer: Held, paint: Paint): string {
  const context = answer.context_evidence.find((one) => one.context === answer.context);
  const because = answer.context_source === 'declared' ? 'declared' : context === undefined ? 'nothing speaks for another' : context.because.join(', ');
  return paint.dim(
    `   Level ${answer.level} (${answer.decision.replace('_', ' ')}): ${answer.level_reason}. Context: ${answer.context.replaceAll('_', ' ')} (${because}).\n   Policy ${answer.policy.version}; ${answer.policy_reference}`,
  );
}
