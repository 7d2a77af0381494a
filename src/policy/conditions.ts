// Conditions of policy rows, in CEL. The library is loaded only when a policy has one.

import { WardlineError } from '../errors.ts';
import type { Position } from '../rules/model.ts';
import type { Features } from './model.ts';

export interface ConditionAnswer {
  readonly met: boolean;
  /** Why it could not be evaluated; it then counts as not met. */
  readonly remark: string;
}
export type Condition = (features: Features) => ConditionAnswer;

export const MAX_CONDITION = 4096;

const FIELDS = {
  violation_type: 'string', kind: 'string', rule: 'string', provider: 'string', severity: 'string', confidence: 'string', context: 'string', range: 'string',
  corroborated: 'bool', same_type: 'int', language: 'string', surface: 'string', path: 'string', user: 'string', groups: 'list<string>',
} as const;

export const CONDITION_FIELDS = Object.keys(FIELDS);

/** Compiles conditions; a wrong one is an error at its place. Regular expressions are refused: they need not end in linear time. */
export async function compileConditions(sources: readonly { readonly text: string; readonly at?: Position }[]): Promise<ReadonlyMap<string, Condition>> {
  const compiled = new Map<string, Condition>();
  if (sources.length === 0) return compiled;
  const { Environment } = await import('@marcbachmann/cel-js');
  const environment = new Environment({ limits: { maxAstNodes: 200, maxDepth: 20, maxListElements: 200, maxMapEntries: 50, maxCallArguments: 10 } });
  for (const [name, type] of Object.entries(FIELDS)) environment.registerVariable(name, type);
  for (const { text, at } of sources) {
    if (compiled.has(text)) continue;
    const fail = (message: string, hint: string): WardlineError => new WardlineError('policy_condition', message, at === undefined ? { hint } : { hint, at });
    if (text.length > MAX_CONDITION) throw fail(`the condition has ${text.length} characters, at most ${MAX_CONDITION} are allowed`, 'split it into rows');
    if (/\bmatches\s*\(/.test(text)) throw fail('`matches` is not allowed in conditions', 'use startsWith, endsWith, contains or `in`');
    let program: ReturnType<typeof environment.parse>;
    try {
      program = environment.parse(text);
      const checked = program.check();
      if (!checked.valid) throw checked.error ?? new Error('it does not fit its types');
      if (checked.type !== 'bool' && checked.type !== 'dyn') throw new Error(`it answers ${String(checked.type)}, not true or false`);
    } catch (error) {
      throw fail(`the condition does not compile: ${firstLine(error)}`, `the names are ${CONDITION_FIELDS.join(', ')}`);
    }
    compiled.set(text, (features) => {
      try {
        const value: unknown = program({ ...features, violation_type: features.type, same_type: BigInt(features.same_type), groups: [...features.groups] });
        return value === true ? MET : value === false ? NOT_MET : { met: false, remark: 'the condition answered neither true nor false' };
      } catch (error) {
        return { met: false, remark: `the condition failed: ${firstLine(error)}` };
      }
    });
  }
  return compiled;
}

const MET: ConditionAnswer = { met: true, remark: '' };
const NOT_MET: ConditionAnswer = { met: false, remark: '' };

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]?.toLowerCase() ?? '';
}
