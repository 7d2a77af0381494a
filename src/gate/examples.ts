// A policy's own examples, run through the gate. Templates in their texts draw fresh values each time.

import type { EffectivePolicy } from '../policy/merge.ts';
import { createRandom } from '../testkit/random.ts';
import { expand } from '../testkit/template.ts';
import type { Gate } from './gate.ts';

export interface ExampleResult {
  readonly layer: string;
  readonly name: string;
  /** What was not as expected; empty when all was. */
  readonly wrong: readonly string[];
}

export function runExamples(gate: Gate, policy: EffectivePolicy, seed = 'policy examples'): readonly ExampleResult[] {
  const random = createRandom(seed);
  return policy.sources.flatMap(({ layer, document }) =>
    document.examples.map(({ name, text, context, groups, path, expect }) => {
      const answer = gate.check(expand(text, { random }), {
        ...(context === undefined ? {} : { context: context as never }), ...(groups === undefined ? {} : { groups }), ...(path === undefined ? {} : { path }),
      });
      const wrong: string[] = [];
      const types: string[] = 'error' in answer ? answer.violations.map((one) => one.violation_type) : [];
      if (expect.level !== undefined && expect.level !== answer.level) wrong.push(`level ${answer.level}, expected ${expect.level}`);
      if (expect.decision !== undefined && expect.decision !== answer.decision) wrong.push(`decision ${answer.decision}, expected ${expect.decision}`);
      if (expect.context !== undefined && 'error' in answer && expect.context !== answer.context) wrong.push(`context ${answer.context}, expected ${expect.context}`);
      for (const type of expect.types ?? []) if (!types.includes(type)) wrong.push(`no ${type} was found`);
      return { layer, name, wrong };
    }),
  );
}
