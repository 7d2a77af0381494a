// wardline explain: what a rule, a violation type or a kind means, why it exists, what to do instead.

import process from 'node:process';
import { loadParts } from '../../bulk/parts.ts';
import { WardlineError } from '../../errors.ts';
import { makeKey } from '../../findings/key.ts';
import { nearest } from '../../findings/selection.ts';
import { describe, type Explanation } from '../../scanner/explain.ts';
import type { Args, Command } from '../command.ts';
import { EXIT_OK } from '../exit-codes.ts';
import { RULE_OPTIONS, ruleChoice } from '../scan-options.ts';

export const command: Command = {
  usage: 'explain RULE|TYPE|KIND [OPTIONS]',
  summary: 'What a rule, a violation type or a kind of secret means, why it is looked for, and what to do instead.',
  options: { json: { type: 'boolean', help: 'as JSON' }, rules: RULE_OPTIONS.rules as NonNullable<(typeof RULE_OPTIONS)['rules']> },
  examples: [
    ['wardline explain stripe-secret-key', 'one rule'],
    ['wardline explain CREDENTIAL_DETECTION', 'a violation type'],
  ],
  run: explain,
};

async function explain(args: Args): Promise<number> {
  const [name, ...more] = args.positionals;
  if (name === undefined || more.length > 0) throw new WardlineError('usage', 'give one rule, type or kind to explain', { hint: '`wardline rules list` shows all rules' });
  const { parts, table } = await loadParts({ ...ruleChoice(args), all: true }, makeKey());
  const found = describe(table, parts.enabled, name);
  if (found === null) {
    const near = nearest(table, name.toLowerCase());
    throw new WardlineError('unknown_rule', `\`${name}\` is no rule, type or kind`, { hint: near === null ? '`wardline rules list` shows all' : `did you mean \`${near}\`?` });
  }
  process.stdout.write(args.flag('json') ? `${JSON.stringify(found, null, 2)}\n` : words(found));
  return EXIT_OK;
}

function words(found: Explanation): string {
  const lines: string[] = [];
  const field = (label: string, text: string): void => {
    if (text !== '') lines.push(`${label.padEnd(12)} ${text}`);
  };
  if (found.what === 'rule') {
    lines.push(`${found.name} (${found.id})`, '');
    field('Provider', found.provider);
    field('Kind', found.kind);
    field('Type', found.violation_type);
    field('Severity', found.severity);
    field('Why', found.why);
    field('Instead', found.suggested_resolution);
    field('Placeholder', found.placeholder);
    field('Policy', found.policy_reference);
    field('Pairs with', found.pairs.join(', '));
  } else if (found.what === 'type') {
    lines.push(found.violation_type, '', found.summary, '');
    field('Why', found.why);
    field('Instead', found.suggested_resolution);
    field('Policy', found.policy_reference);
    field('Rules', found.rules.join(', '));
  } else if (found.what === 'kind') {
    lines.push(`${found.label} (${found.kind})`, '');
    field('Instead', found.suggested_resolution);
    field('Rules', found.rules.join(', '));
  }
  return `${lines.join('\n')}\n`;
}
