// A model of the organization's own beside the rules: a function or an HTTP service. It has a time limit, and what its
// failure means is a setting (`classifier.on_failure`). It can only add to what the rules say, never take away.

import { WardlineError } from '../errors.ts';
import type { Level } from '../policy/model.ts';
import { VIOLATION_TYPE_NAMES, type ViolationTypeName } from '../taxonomy/taxonomy.ts';
import { DECISIONS, type Decision } from './answer.ts';

export interface Classification {
  /** 0 to 3; the message gets the higher one of this and the rules' level. */
  readonly level: Level;
  readonly violation_type: ViolationTypeName;
  /** Shown to the person; not recorded, for a model may quote the text. */
  readonly reason: string;
}

export interface ClassifierInput {
  /** With everything that the rules found replaced, also what an exception lets pass: a classifier needs no secrets. */
  readonly text: string;
  readonly context: string;
}

export type Classifier = (input: ClassifierInput, signal: AbortSignal) => Promise<readonly Classification[]>;

export interface ClassifierOptions {
  readonly timeoutMs: number;
  readonly onFailure: 'block' | 'warn' | 'ignore';
}

export interface ClassifierVerdict {
  readonly classifications: readonly Classification[];
  readonly level: Level;
  readonly decision: Decision;
  /** Why there is no answer; empty when it answered. */
  readonly failure: string;
  readonly ms: number;
}

const MOST = 100;
const MOST_BYTES = 1024 * 1024;

/** Asks the classifier; always answers within the time limit. */
export async function classifyWith(classifier: Classifier, input: ClassifierInput, options: ClassifierOptions): Promise<ClassifierVerdict> {
  const stop = new AbortController();
  const begun = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const verdict = (classifications: readonly Classification[], level: Level, failure: string): ClassifierVerdict =>
    ({ classifications, level, decision: DECISIONS[level] as Decision, failure, ms: Math.round(performance.now() - begun) });
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${options.timeoutMs} ms`)), options.timeoutMs);
    });
    const said = checked(await Promise.race([classifier(input, stop.signal), late]));
    return verdict(said, said.reduce<Level>((most, one) => (one.level > most ? one.level : most), 0), '');
  } catch (error) {
    return verdict([], options.onFailure === 'block' ? 2 : options.onFailure === 'warn' ? 1 : 0, plain(error instanceof Error ? error.message : String(error)) || 'it failed');
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}

function checked(answer: unknown): readonly Classification[] {
  const fine =
    Array.isArray(answer) && answer.length <= MOST &&
    answer.every((one) => typeof one === 'object' && one !== null && [0, 1, 2, 3].includes(one.level) && VIOLATION_TYPE_NAMES.includes(one.violation_type) && typeof one.reason === 'string' && one.reason.length <= 500);
  if (!fine) throw new WardlineError('classifier_answer', 'the classifier answered in another form', { hint: 'a list of { level: 0–3, violation_type, reason }' });
  return (answer as readonly Classification[]).map(({ level, violation_type, reason }) => ({ level, violation_type, reason: plain(reason) }));
}

/** One line without control characters: it is shown on terminals. */
function plain(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return (text.split('\n')[0] ?? '').replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ').trim();
}

/** POST { text, context } → a list of classifications, as JSON of at most 1 MiB. */
export function httpClassifier(url: string): Classifier {
  return async (input, signal) => {
    const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(input), signal, redirect: 'error' });
    if (!answer.ok) throw new Error(`the classifier answered ${answer.status}`);
    const parts: Uint8Array[] = [];
    let bytes = 0;
    for await (const part of answer.body ?? []) {
      parts.push(part);
      bytes += part.length;
      if (bytes > MOST_BYTES) throw new Error(`the classifier answered more than ${MOST_BYTES} bytes`);
    }
    return JSON.parse(Buffer.concat(parts).toString('utf8')) as readonly Classification[];
  };
}
