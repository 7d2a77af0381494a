// Where a lone thread of an automaton may take many bytes at once.

import * as F from '../../../assembly/automata/format.ts';
import type { ByteSet } from '../regex/byteset.ts';
import { firstFrom, type Instruction, isAsserted, type Program } from './automaton-program.ts';

export interface Skip {
  readonly set: number;
  readonly stride: number;
  readonly count: number;
}

/**
 * Places where a lone thread may take many bytes at once, see format.ts. Taking them must leave exactly one thread: at an
 * optional repeat that holds for bytes that can't begin what follows it. New class sets may be added to the program's.
 */
export function findSkips(program: Program): readonly (Skip | null)[] {
  const { code, sets } = program;
  const skips: (Skip | null)[] = [];
  const exits = new Map<number, ByteSet | null>();
  const added = new Map<string, number>();
  const without = (set: number, exit: number): number | null => {
    if (!exits.has(exit)) exits.set(exit, isAsserted(program, exit) ? null : firstFrom(program, exit));
    const first = exits.get(exit);
    if (!first) return null;
    const rest = (sets[set] as ByteSet).map((word, i) => word & ~(first[i] ?? 0));
    if (rest.every((word) => word === 0)) return null;
    const key = rest.join();
    const index = added.get(key) ?? sets.push(rest) - 1;
    added.set(key, index);
    return index;
  };
  code.forEach(({ op, arg, next }, pc) => {
    let skip: Skip | null = null;
    const before = skips[pc - 1] ?? null;
    if (op === F.OP_CLASS && next === pc - 1 && code[next]?.op === F.OP_CLASS && code[next].arg === arg) {
      skip = { set: arg, stride: 1, count: (before?.stride === 1 ? before.count : 0) + 1 };
    } else if (op === F.OP_SPLIT && code[next]?.op === F.OP_CLASS) {
      const body = code[next] as Instruction;
      const inner = code[pc - 2];
      if (body.next === pc) {
        const set = without(body.arg, arg);
        if (set !== null) skip = { set, stride: 0, count: F.ENDLESS };
      } else if (next === pc - 1 && body.next === pc - 2 && inner?.op === F.OP_SPLIT && inner.arg === arg && inner.next === pc - 3 && code[pc - 3]?.arg === body.arg && code[pc - 3]?.op === F.OP_CLASS) {
        const set = without(body.arg, arg);
        const innerSkip = skips[pc - 2];
        if (set !== null) skip = { set, stride: 2, count: (innerSkip?.stride === 2 && innerSkip.set === set ? innerSkip.count : 0) + 1 };
      }
    }
    skips.push(skip);
  });
  return skips;
}
