// A matcher that only has to be right: all ends of a node from one start, by plain recursion over the tree.

import type { PatternNode } from '../../src/rules/regex/ast.ts';
import { hasByte } from '../../src/rules/regex/byteset.ts';
import { WORD } from '../../src/rules/regex/classes.ts';

/** Leftmost start, longest end; null when nothing matches. */
export function naiveFind(root: PatternNode, text: Uint8Array): readonly [start: number, end: number] | null {
  for (let start = 0; start <= text.length; start++) {
    const ends = endsOf(root, text, new Set([start]));
    if (ends.size > 0) return [start, Math.max(...ends)];
  }
  return null;
}

export function endsOf(node: PatternNode, text: Uint8Array, starts: ReadonlySet<number>): Set<number> {
  switch (node.type) {
    case 'empty':
      return new Set(starts);
    case 'class':
      return new Set([...starts].filter((at) => at < text.length && hasByte(node.set, text[at] ?? 0)).map((at) => at + 1));
    case 'assert':
      return new Set([...starts].filter((at) => holds(node.kind, text, at)));
    case 'group':
      return endsOf(node.node, text, starts);
    case 'cat':
      return node.items.reduce((ends, item) => endsOf(item, text, ends), new Set(starts));
    case 'alt':
      return new Set(node.items.flatMap((item) => [...endsOf(item, text, starts)]));
    case 'repeat': {
      let now = new Set(starts);
      for (let i = 0; i < node.min; i++) now = endsOf(node.node, text, now);
      const all = new Set(now);
      for (let i = node.min; i < node.max && now.size > 0; i++) {
        now = new Set([...endsOf(node.node, text, now)].filter((at) => !all.has(at)));
        for (const at of now) all.add(at);
      }
      return all;
    }
  }
}

function holds(kind: string, text: Uint8Array, at: number): boolean {
  const word = (index: number) => index >= 0 && index < text.length && hasByte(WORD, text[index] ?? 0);
  switch (kind) {
    case 'textStart':
      return at === 0;
    case 'textEnd':
      return at === text.length;
    case 'lineStart':
      return at === 0 || text[at - 1] === 0x0a;
    case 'lineEnd':
      return at === text.length || text[at] === 0x0a;
    case 'wordBoundary':
      return word(at - 1) !== word(at);
    default:
      return word(at - 1) === word(at);
  }
}
