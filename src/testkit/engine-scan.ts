// The scan that `testRules` asks for, over a real engine: every hit of every rule, before overlapping ones are joined.

import { Engine } from '../engine/engine.ts';
import { feedBytes } from '../engine/feed.ts';
import type { RawHit } from '../engine/types.ts';
import { compileRules } from '../rules/compile/compile.ts';
import { CONFIDENCES, type Rule } from '../rules/model.ts';
import type { Found, Scan } from './run.ts';

/** Throws what the compiler throws when a rule can't be compiled. */
export function engineScan(rules: readonly Rule[], module: WebAssembly.Module): Scan {
  const engine = Engine.instantiate(module, compileRules(rules).program);
  return (text) => {
    const found: Found[] = [];
    const sink = (hits: readonly RawHit[]): void => {
      for (const { rule, start, end, confidence } of hits) {
        const id = rules[rule]?.id;
        if (id !== undefined) found.push({ rule_id: id, start, end, confidence: CONFIDENCES[confidence - 1] ?? 'low' });
      }
    };
    engine.begin();
    feedBytes(engine, text, sink);
    engine.finish(sink);
    return found;
  };
}
