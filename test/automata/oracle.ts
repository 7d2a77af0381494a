// What an automaton has to find, by means that only have to be right.

import type { PatternNode } from '../../src/rules/regex/ast.ts';
import { endsOf } from '../rules/naive.ts';
import type { Match } from './engine.ts';

/** Leftmost start within [from, seedEnd], longest non-empty match; the secret as greedy backtracking places it in there. */
export function expectedMatch(root: PatternNode, text: Uint8Array, from: number, seedEnd: number): Match | null {
  for (let start = from; start <= Math.min(seedEnd, text.length); start++) {
    const end = Math.max(-1, ...endsOf(root, text, new Set([start])));
    if (end <= start) continue;
    const [secretStart, secretEnd] = secretOf(root, text, start, end);
    return { start, end, secretStart, secretEnd };
  }
  return null;
}

type Go = (at: number) => boolean;

function secretOf(root: PatternNode, text: Uint8Array, start: number, end: number): [number, number] {
  let span: [number, number] = [start, end];
  const walk = (node: PatternNode, at: number, go: Go): boolean => {
    switch (node.type) {
      case 'cat': {
        const item = (index: number): Go => (here) => (index === node.items.length ? go(here) : walk(node.items[index] as PatternNode, here, item(index + 1)));
        return item(0)(at);
      }
      case 'alt':
        return node.items.some((one) => walk(one, at, go));
      case 'group':
        return walk(node.node, at, (to) => {
          if (!go(to)) return false;
          span = [at, to];
          return true;
        });
      case 'repeat': {
        const round = (count: number): Go => (here) => {
          if (count < node.max && walk(node.node, here, (to) => (to > here || node.max !== Infinity || count < node.min) && round(count + 1)(to))) return true;
          return count >= node.min && go(here);
        };
        return round(0)(at);
      }
      default:
        return [...endsOf(node, text, new Set([at]))].some(go);
    }
  };
  walk(root, start, (to) => to === end);
  return span;
}
