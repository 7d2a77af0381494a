// The rules' answer with what a classifier said laid over it: the higher level holds.

import type { EffectivePolicy } from '../policy/merge.ts';
import type { Level } from '../policy/model.ts';
import { AUP, typeWords } from '../taxonomy/taxonomy.ts';
import { ACTIONS, type ActionId } from './advice-data.ts';
import { DECISIONS, type Decision, type Held, overrideContact, policyWords } from './answer.ts';
import type { ClassifierVerdict } from './classifier.ts';

/** What the answer says about the classifier. */
export function classifierNotices(said: ClassifierVerdict, policy: EffectivePolicy): string[] {
  return said.failure === '' ? said.classifications.filter((one) => one.level > 0).map((one) => `Classifier: ${one.reason}`)
    : [`The classifier gave no answer (${said.failure}); policy: ${policy.settings['classifier.on_failure']}`];
}

export function raise(answer: Held, said: ClassifierVerdict, policy: EffectivePolicy): Held {
  const notices = [...answer.notices, ...classifierNotices(said, policy)];
  if (said.level <= answer.level) return { ...answer, notices };
  return {
    ...answer, level: said.level, decision: said.decision, level_reason: reasonOf(said), organizational_override: overrideContact(said.level, policy), question: said.level === 1 ? answer.question : '',
    actions: answer.actions.filter((one) => one.id !== 'continue' && (said.level < 3 || (one.id !== 'request_override' && one.id !== 'continue_with_override' && one.id !== 'mock_data'))),
    notices: said.level === 3 ? [...notices, AUP.enforcement] : notices,
  };
}

function reasonOf(said: ClassifierVerdict): string {
  return said.failure === '' ? 'the organization\'s classifier says so' : 'the organization\'s classifier failed, and the policy says what that means';
}

/** The answer where the rules found nothing. */
export function heldByClassifier(said: ClassifierVerdict, text: string, policy: EffectivePolicy, more: { readonly context: Held['context']; readonly requestId: string; readonly fingerprint: string }): Held {
  const worst = [...said.classifications].sort((a, b) => b.level - a.level)[0];
  const level = said.level as Exclude<Level, 0>;
  const type = worst?.violation_type ?? 'SAFETY_CONCERN';
  const words = typeWords(type);
  const ids: ActionId[] = ['edit', 'learn_more', level === 1 ? 'continue' : 'request_override', 'dispute', 'contact_support'];
  const notices = classifierNotices(said, policy);
  return {
    error: 'USAGE_POLICY_VIOLATION', violation_type: type, trigger_pattern: worst === undefined ? 'No answer of the classifier' : 'Classifier of the organization',
    suggested_resolution: worst === undefined ? 'Send the message again when the classifier answers.' : words.remedy, policy_reference: words.reference, allow_retry: true,
    organizational_override: overrideContact(level, policy), level, decision: DECISIONS[level] as Decision, level_reason: reasonOf(said), context: more.context, context_source: 'none', context_evidence: [],
    request_id: more.requestId, message_fingerprint: more.fingerprint,
    headline: worst === undefined ? '⚠️ The classifier of your organization gave no answer about this message.' : `${level === 1 ? '⚠️' : level === 2 ? '🚫' : '⛔'} ${words.summary}`,
    question: level === 1 ? 'Continue anyway? [Y/N]' : '', violations: [], alternatives: [],
    actions: ids.filter((id) => level < 3 || id !== 'request_override').map((id) => ({ id, ...ACTIONS[id] })), sanitized: text,
    notices: level === 3 ? [...notices, AUP.enforcement] : notices, disclosures: [], exempted: [], policy: policyWords(policy),
  };
}
