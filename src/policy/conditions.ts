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

/** Walks over a list. One inside another would cost the product of their lengths, so none may. */
const WALKS: ReadonlySet<string> = new Set(['exists', 'all', 'exists_one']);
/** All that a condition may call. No regular expressions: they need not end in linear time. */
const CALLS: ReadonlySet<string> = new Set([...WALKS, 'startsWith', 'endsWith', 'contains', 'size', 'lowerAscii', 'upperAscii', 'trim', 'has']);

/** What is wrong with the calls of a condition, seen in its tree: its text can hide a call behind a comment. */
function wrongCall(node: unknown, inWalk: boolean): string | null {
  if (Array.isArray(node)) return node.reduce<string | null>((found, one) => found ?? wrongCall(one, inWalk), null);
  if (typeof node !== 'object' || node === null || !('op' in node) || !('args' in node)) return null;
  const { op, args } = node;
  if ((op === 'call' || op === 'rcall') && Array.isArray(args)) {
    const name = String(args[0]);
    if (!CALLS.has(name)) return `\`${name}\` is not allowed in conditions`;
    if (WALKS.has(name) && inWalk) return `\`${name}\` stands inside another walk over a list`;
    // What is walked over is looked at once, what is asked of each item is not.
    return wrongCall(args[1], inWalk) ?? wrongCall(args[2], inWalk || WALKS.has(name));
  }
  return op === 'value' || op === 'id' ? null : wrongCall(args, inWalk);
}

/** Compiles conditions; a wrong one is an error at its place. */
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
    let program: ReturnType<typeof environment.parse>;
    let calls: string | null = null;
    try {
      program = environment.parse(text);
      calls = wrongCall(program.ast, false);
      const checked = calls === null ? program.check() : { valid: true, type: 'bool' };
      if (!checked.valid) throw checked.error ?? new Error('it does not fit its types');
      if (checked.type !== 'bool' && checked.type !== 'dyn') throw new Error(`it answers ${String(checked.type)}, not true or false`);
    } catch (error) {
      throw fail(`the condition does not compile: ${firstLine(error)}`, `the names are ${CONDITION_FIELDS.join(', ')}`);
    }
    if (calls !== null) throw fail(calls, `a condition may call ${[...CALLS].join(', ')}, use \`in\`, and walk over one list at a time`);
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
