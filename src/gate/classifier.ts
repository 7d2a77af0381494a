// A model of the organization's own beside the rules: a function or an HTTP service. It has a time limit, and what its
// failure means is a setting (`classifier.on_failure`). It can only add to what the rules say, never take away.

import { WardlineError } from '../errors.ts';
import type { Decision } from './answer.ts';

export interface Classification {
  /** 0 to 3; the message gets the higher one of this and the rules' level. */
  readonly level: 0 | 1 | 2 | 3;
  readonly violation_type: 'CONTENT_POLICY' | 'SAFETY_CONCERN' | 'COORDINATION_CONCERN' | 'NETWORK_SECURITY' | 'CREDENTIAL_DETECTION';
  readonly reason: string;
}

export interface ClassifierInput {
  /** With every violation that the rules found replaced: a classifier needs no secrets. */
  readonly text: string;
  readonly context: string;
}

export type Classifier = (input: ClassifierInput, signal: AbortSignal) => Promise<readonly Classification[]>;

export interface ClassifierOptions {
  readonly timeoutMs: number;
  readonly onFailure: 'block' | 'warn' | 'ignore';
}

export interface ClassifierAnswer {
  readonly classifications: readonly Classification[];
  readonly decision: Decision;
  /** Empty when it answered. */
  readonly failure: string;
}

const DECISION: readonly Decision[] = ['allow', 'warn', 'soft_block', 'hard_block'];
const TYPES = new Set(['CONTENT_POLICY', 'SAFETY_CONCERN', 'COORDINATION_CONCERN', 'NETWORK_SECURITY', 'CREDENTIAL_DETECTION']);
const MOST = 100;

/** Asks the classifier; always answers within the time limit. */
export async function classifyWith(classifier: Classifier, input: ClassifierInput, options: ClassifierOptions): Promise<ClassifierAnswer> {
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${options.timeoutMs} ms`)), options.timeoutMs);
    });
    const classifications = checked(await Promise.race([classifier(input, stop.signal), late]));
    const level = classifications.reduce((most, one) => Math.max(most, one.level), 0);
    return { classifications, decision: DECISION[level] as Decision, failure: '' };
  } catch (error) {
    const failure = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? 'failed';
    return { classifications: [], decision: options.onFailure === 'block' ? 'soft_block' : options.onFailure === 'warn' ? 'warn' : 'allow', failure };
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}

function checked(answer: unknown): readonly Classification[] {
  const fine =
    Array.isArray(answer) && answer.length <= MOST &&
    answer.every((one) => typeof one === 'object' && one !== null && [0, 1, 2, 3].includes(one.level) && TYPES.has(one.violation_type) && typeof one.reason === 'string' && one.reason.length <= 500);
  if (!fine) throw new WardlineError('classifier_answer', 'the classifier answered in another form', { hint: 'a list of { level: 0–3, violation_type, reason }' });
  return answer as readonly Classification[];
}

/** POST { text, context } → a list of classifications, as JSON. */
export function httpClassifier(url: string): Classifier {
  return async (input, signal) => {
    const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(input), signal, redirect: 'error' });
    if (!answer.ok) throw new Error(`the classifier answered ${answer.status}`);
    return (await answer.json()) as readonly Classification[];
  };
}
