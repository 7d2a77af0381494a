// wardline explain: what a rule, a violation type or a kind means, why it exists, what to do instead.

import { closeSync, openSync } from 'node:fs';
import process from 'node:process';
import { loadParts, openParts } from '../../bulk/parts.ts';
import { WardlineError } from '../../errors.ts';
import { makeKey } from '../../findings/key.ts';
import { nearest } from '../../findings/selection.ts';
import { readPiece } from '../../input/source.ts';
import { describe, type Explanation, explainText, type TextExplanation } from '../../scanner/explain.ts';
import type { Args, Command } from '../command.ts';
import { EXIT_OK } from '../exit-codes.ts';
import { RULE_OPTIONS, leastOf, ruleChoice } from '../scan-options.ts';

export const command: Command = {
  usage: 'explain RULE|TYPE|KIND | --text FILE [OPTIONS]',
  summary: 'What a rule, a violation type or a kind of secret means, why it is looked for, and what to do instead.',
  details: `With --text: every place in a text that a rule looked at and judged, reported or not, and what decided. It shows no secret.`,
  options: {
    text: { type: 'string', value: 'FILE', help: 'explain what is found in this file (`-`: standard input) and what is not, and why' },
    json: { type: 'boolean', help: 'as JSON' },
    ...RULE_OPTIONS,
  },
  examples: [
    ['wardline explain stripe-secret-key', 'one rule'],
    ['wardline explain CREDENTIAL_DETECTION', 'a violation type'],
    ['grep -m1 token app.log | wardline explain --text -', 'why this line is reported, or not'],
  ],
  run: explain,
};

async function explain(args: Args): Promise<number> {
  const [name, ...more] = args.positionals;
  const file = args.text('text');
  if (file !== undefined) {
    if (name !== undefined) throw new WardlineError('usage', '`--text` and a name exclude each other', { hint: 'explain one of them' });
    return explainFile(args, file);
  }
  if (name === undefined || more.length > 0) throw new WardlineError('usage', 'give one rule, type or kind to explain', { hint: '`wardline rules list` shows all rules' });
  const { parts, table } = await loadParts({ ...ruleChoice(args), all: true }, makeKey());
  const found = describe(table, parts.enabled, name);
  if (found === null) {
    const provider = table.rules.find((rule) => rule.provider.toLowerCase() === name.toLowerCase())?.provider;
    if (provider !== undefined) throw new WardlineError('unknown_rule', `\`${name}\` is a provider`, { hint: `\`wardline rules list ${provider}\` shows its rules; explain one of them` });
    const near = nearest(table, name.toLowerCase());
    throw new WardlineError('unknown_rule', `\`${name}\` is no rule, type or kind`, { hint: near === null ? '`wardline rules list` shows all' : `did you mean \`${near}\`?` });
  }
  process.stdout.write(args.flag('json') ? `${JSON.stringify(found, null, 2)}\n` : words(found));
  return EXIT_OK;
}

/** More than anyone reads hit by hit; a scan is for the rest. */
const MOST_BYTES = 1 << 20;

async function explainFile(args: Args, file: string): Promise<number> {
  const { parts, table } = await loadParts(ruleChoice(args), makeKey());
  const { source } = openParts(parts, table);
  const found = explainText(source, table, parts.enabled, readText(file), leastOf(args));
  process.stdout.write(args.flag('json') ? `${JSON.stringify(found, null, 2)}\n` : textWords(found));
  return EXIT_OK;
}

function readText(file: string): string {
  const buffer = Buffer.alloc(MOST_BYTES + 1);
  let n = 0;
  try {
    const fd = file === '-' ? 0 : openSync(file, 'r');
    for (let got = 1; got > 0 && n < buffer.length; n += got) got = readPiece(fd, buffer, n, buffer.length - n, null);
    if (fd !== 0) closeSync(fd);
  } catch (cause) {
    throw new WardlineError('usage', `\`${file}\` can't be read`, { hint: 'check its path and permissions', cause });
  }
  if (n > MOST_BYTES) throw new WardlineError('usage', `\`${file}\` is larger than 1 MiB`, { hint: 'cut out the lines in question' });
  return buffer.toString('utf8', 0, n);
}

function textWords({ hits }: TextExplanation): string {
  if (hits.length === 0) return 'no rule found anything to judge here\n';
  return hits
    .map((hit) => `${hit.byte_start}-${hit.byte_end}  ${hit.rule_id}  ${hit.match}\n  ${hit.decision}\n${hit.reasons.map(({ reason, meaning }) => `  ${reason}: ${meaning}\n`).join('')}`)
    .join('\n');
}

const MOST_RULES = 24;

/** All of them only as JSON: some kinds have hundreds. */
function firstOf(rules: readonly string[], name: string): string {
  const more = rules.length - MOST_RULES;
  return more <= 0 ? rules.join(', ') : `${rules.slice(0, MOST_RULES).join(', ')} and ${more} more (\`wardline explain ${name} --json\`)`;
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
    field('Redacted as', found.placeholder);
    field('Policy', found.policy_reference);
    field('Pairs with', found.pairs.join(', '));
  } else if (found.what === 'type') {
    lines.push(found.violation_type, '', found.summary, '');
    field('Why', found.why);
    field('Instead', found.suggested_resolution);
    field('Policy', found.policy_reference);
    field('Rules', firstOf(found.rules, found.violation_type));
  } else if (found.what === 'kind') {
    lines.push(`${found.label} (${found.kind})`, '');
    field('Type', found.violation_types.join(', '));
    field('Why', found.why);
    field('Instead', found.suggested_resolution);
    field('Policy', found.policy_reference);
    field('Rules', firstOf(found.rules, found.kind));
  }
  return `${lines.join('\n')}\n`;
}
