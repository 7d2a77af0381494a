// An answer of the rules with what a classifier says laid over it: the higher level holds.

import type { EffectivePolicy } from '../policy/merge.ts';
import { AUP, typeWords } from '../taxonomy/taxonomy.ts';
import { type Answer, DECISIONS, type Decision, type Held, policyWords } from './answer.ts';
import { ACTIONS } from './advice-data.ts';
import { type Classification, type Classifier, classifyWith, httpClassifier } from './classifier.ts';
import type { CheckOptions, Gate } from './gate.ts';
import { requestId } from './request-id.ts';

export async function withClassifier(gate: Gate, policy: EffectivePolicy, text: string, options: CheckOptions, answer: Answer, classifier?: Classifier): Promise<Answer> {
  const ask = classifier ?? httpClassifier(policy.settings['classifier.url']);
  const said = await classifyWith(
    ask, { text: 'error' in answer ? answer.sanitized : text, context: 'error' in answer ? answer.context : (options.context ?? 'general') },
    { timeoutMs: policy.settings['classifier.timeout_ms'], onFailure: policy.settings['classifier.on_failure'] as 'block' | 'warn' | 'ignore' },
  );
  const level = DECISIONS.indexOf(said.decision) as 0 | 1 | 2 | 3;
  const notices = said.failure === '' ? said.classifications.map((one) => `Classifier: ${one.reason}`) : [`The classifier gave no answer (${said.failure}); policy: ${policy.settings['classifier.on_failure']}`];
  if (level === 0 && said.failure === '') return answer;
  if ('error' in answer) return level > answer.level ? { ...answer, level, decision: said.decision, level_reason: 'a classifier says so', notices: [...answer.notices, ...notices] } : { ...answer, notices: [...answer.notices, ...notices] };
  return level === 0 ? { ...answer, notices } : held(gate, policy, text, said.classifications, level, said.decision, notices);
}

function held(gate: Gate, policy: EffectivePolicy, text: string, classifications: readonly Classification[], level: 1 | 2 | 3, decision: Decision, notices: readonly string[]): Held {
  const worst = [...classifications].sort((a, b) => b.level - a.level)[0];
  const type = worst?.violation_type ?? 'SAFETY_CONCERN';
  const words = typeWords(type);
  const action = (id: keyof typeof ACTIONS) => ({ id, ...ACTIONS[id] });
  return {
    error: 'USAGE_POLICY_VIOLATION', violation_type: type, trigger_pattern: worst === undefined ? 'No answer of the classifier' : 'Classifier of the organization', suggested_resolution: words.remedy,
    policy_reference: words.reference, allow_retry: true, organizational_override: policy.settings['overrides.contact'], level, decision, level_reason: worst?.reason ?? 'the classifier failed',
    context: 'general', context_source: 'none', context_evidence: [], request_id: requestId(), message_fingerprint: gate.messageFingerprint(text), headline: `⚠️ ${words.summary}`, question: level === 1 ? 'Continue anyway? [Y/N]' : '',
    violations: [], alternatives: [], actions: [...(level === 1 ? [action('continue')] : [action('request_override')]), action('edit'), action('learn_more'), action('dispute')], sanitized: text, notices: level === 3 ? [...notices, AUP.enforcement] : notices,
    disclosures: [], exempted: [], policy: policyWords(policy),
  };
}
