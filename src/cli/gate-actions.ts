// Carries out the actions that an answer offers.

import { WardlineError } from '../errors.ts';
import type { Held } from '../gate/answer.ts';
import { ACTIONS, type ActionId } from '../gate/advice-data.ts';
import type { Places } from '../policy/places.ts';
import { AUP, typeWords } from '../taxonomy/taxonomy.ts';
import { EXIT_FAILED, EXIT_OK } from './exit-codes.ts';
import type { HeldMessage } from './gate-editor.ts';
import { toStderr, toStdout } from './gate-output.ts';

export interface ActionInput extends HeldMessage {
  readonly places: Places;
  readonly reason: string;
  readonly finding: string;
}

export async function carryOut(action: string, input: ActionInput): Promise<number> {
  if (!Object.hasOwn(ACTIONS, action)) throw new WardlineError('usage', `there is no action \`${action}\``, { hint: `the actions are ${Object.keys(ACTIONS).join(', ')}` });
  const id = action as ActionId;
  const { gate, text, answer, options } = input;
  if (id === 'sanitize') return print('error' in answer ? answer.sanitized : text);
  if (id === 'mock_data') return print(gate.mock(text, options));
  if (id === 'create_template') return print(gate.template(text, options));
  if (!('error' in answer)) {
    toStderr('The message is allowed; there is nothing to do.\n');
    return EXIT_OK;
  }
  if (answer.level === 3 && (id === 'continue' || id === 'request_override') && answer.organizational_override === 'not_available') {
    throw new WardlineError('action_refused', 'a hard block can\'t be overridden', { hint: 'leave out what is marked, or open a dispute' });
  }
  switch (id) {
    case 'continue':
      if (answer.level === 1) return EXIT_OK;
      throw new WardlineError('action_refused', `level ${answer.level} needs more than \`continue\``, { hint: `use ${answer.actions.map((one) => one.id).join(', ')}` });
    case 'learn_more': return print(learnMore(answer, input));
    case 'show_patterns': return print(patterns(answer));
    case 'guidelines': return print(guidelines(answer));
    case 'contact_admin':
    case 'contact_support': return print(contact(answer, input));
    case 'request_override': return requestOverride(answer, input);
    case 'continue_with_override':
      throw new WardlineError('usage', 'no override was given', { hint: 'ask for one with `--do request_override`, then pass the token: `--override TOKEN`' });
    case 'dispute': return dispute(answer, input);
    case 'edit':
    case 'edit_code': return (await import('./gate-editor.ts')).editLoop(input);
  }
  return EXIT_FAILED;
}

function print(text: string): number {
  toStdout(text);
  return EXIT_OK;
}

/** All types of the answer; one that a classifier alone gave has no violations. */
function typesOf(answer: Held): ReadonlySet<Held['violation_type']> {
  return new Set([answer.violation_type, ...answer.violations.map((one) => one.violation_type)]);
}

function learnMore(answer: Held, { gate }: ActionInput): string {
  const lines: string[] = [];
  for (const type of typesOf(answer)) {
    const words = typeWords(type);
    lines.push(`${type}: ${words.summary}`, `  Why: ${words.why}`, `  Instead: ${words.remedy}`, `  Policy: ${words.reference} (${words.section}; ${AUP.tiers[words.tier]})`, '');
  }
  const own = gate.policy.settings['learn_more'];
  if (own !== '') lines.push(`Training of your organization: ${own}`, '');
  lines.push(`${AUP.title}, version ${AUP.version}: ${AUP.url}`, AUP.enforcement, '');
  return `${lines.join('\n')}`;
}

function patterns(answer: Held): string {
  return `${answer.alternatives.map((one) => `# ${one.label}\n${one.example}\n`).join('\n')}`;
}

function guidelines(answer: Held): string {
  const lines: string[] = [];
  for (const duty of answer.disclosures) lines.push(`- ${duty}`);
  for (const type of typesOf(answer)) {
    lines.push(`${type} touches:`);
    for (const [framework, ids] of Object.entries(typeWords(type).controls)) lines.push(`  ${framework}: ${(ids as readonly string[]).join(', ')}`);
  }
  lines.push('Wardline supports these controls; it does not fulfil them alone. This is no legal advice.', '');
  return lines.join('\n');
}

function contact(answer: Held, { gate }: ActionInput): string {
  const whom = gate.policy.settings['support.contact'] || gate.policy.settings['overrides.contact'];
  return `Contact: ${whom === 'contact_admin' ? 'the people who run Wardline for you (the policy names nobody: settings.support.contact)' : whom}\nTell them the number of this answer: ${answer.request_id}\n`;
}

async function requestOverride(answer: Held, { gate, places, options, reason }: ActionInput): Promise<number> {
  const { requestOverride: request } = await import('../policy/override-store.ts');
  const made = request(places.state, gate.policy, {
    who: options.user ?? '', fingerprint: answer.message_fingerprint, level: answer.level, rules: answer.violations.length === 0 ? ['classifier'] : [...new Set(answer.violations.map((one) => one.rule_id))], reason, requestId: answer.request_id,
  });
  toStdout(`${made.id}\n`);
  toStderr(`Override ${made.id} is requested. An approver grants it with \`wardline override grant ${made.id}\`; then send the same message with \`--override TOKEN\`.\n`);
  return EXIT_OK;
}

async function dispute(answer: Held, { gate, places, options, reason, finding }: ActionInput): Promise<number> {
  const { openDispute } = await import('../policy/dispute-store.ts');
  const wanted = finding === '' ? answer.violations.find((one) => one.violation_type === answer.violation_type && one.level === answer.level) : answer.violations.find((one) => one.id === finding);
  if (answer.violations.length === 0 && finding === '') {
    const made = openDispute(places.state, gate.policy, {
      who: options.user ?? '', rule: 'classifier', type: answer.violation_type, kind: 'other', confidence: 'low', fingerprint: '', context: answer.context, reason, requestId: answer.request_id,
    });
    toStdout(`${made.id}\n`);
    toStderr(`Dispute ${made.id} is open: what the classifier said. \`wardline dispute list\` shows what becomes of it.\n`);
    return EXIT_OK;
  }
  if (wanted === undefined) throw new WardlineError('usage', `the answer has no finding \`${finding}\``, { hint: `it has ${answer.violations.map((one) => one.id).join(', ')}` });
  const made = openDispute(places.state, gate.policy, {
    who: options.user ?? '', rule: wanted.rule_id, type: wanted.violation_type, kind: wanted.kind, confidence: wanted.confidence, fingerprint: wanted.fingerprint, context: answer.context, reason, requestId: answer.request_id,
  });
  toStdout(`${made.id}\n`);
  toStderr(`Dispute ${made.id} is open: ${wanted.rule_id} at ${wanted.line}:${wanted.column}. \`wardline dispute list\` shows what becomes of it.\n`);
  return EXIT_OK;
}
