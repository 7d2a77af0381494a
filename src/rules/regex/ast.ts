// The tree of a pattern. Everything is over bytes: case, escapes and non-ASCII text are already resolved.

import type { Position } from '../model.ts';
import { type ByteSet, union } from './byteset.ts';

export type AssertKind = 'lineStart' | 'lineEnd' | 'textStart' | 'textEnd' | 'wordBoundary' | 'notWordBoundary';

export type PatternNode =
  | { readonly type: 'empty' }
  | { readonly type: 'class'; readonly set: ByteSet }
  | { readonly type: 'cat'; readonly items: readonly PatternNode[] }
  | { readonly type: 'alt'; readonly items: readonly PatternNode[] }
  /** `max` may be Infinity. */
  | { readonly type: 'repeat'; readonly node: PatternNode; readonly min: number; readonly max: number }
  | { readonly type: 'assert'; readonly kind: AssertKind }
  /** Only the secret is a group here; other groups leave no node. */
  | { readonly type: 'group'; readonly secret: true; readonly node: PatternNode };

/**
 * INVARIANT: when there is a secret group, it is the root itself or an item of the root `cat`: every match has
 * the form before · secret · after, never a secret that some matches lack or that repeats.
 */
export interface PatternAst {
  readonly source: string;
  readonly at: Position;
  readonly root: PatternNode;
  /** True when a part of the match, not the whole, is the secret. */
  readonly hasSecret: boolean;
  /** Class positions with all repeats written out; at most MAX_POSITIONS. */
  readonly positions: number;
}

export const MAX_PATTERN_LENGTH = 4096;
export const MAX_REPEAT = 1000;
export const MAX_NESTING = 50;
export const MAX_POSITIONS = 4000;

export const EMPTY: PatternNode = { type: 'empty' };

export function classNode(set: ByteSet): PatternNode {
  return { type: 'class', set };
}

/** A sequence without nested sequences and empty items. */
export function cat(items: readonly PatternNode[]): PatternNode {
  const flat: PatternNode[] = [];
  for (const item of items) {
    if (item.type === 'cat') flat.push(...item.items);
    else if (item.type !== 'empty') flat.push(item);
  }
  if (flat.length === 0) return EMPTY;
  return flat.length === 1 ? (flat[0] as PatternNode) : { type: 'cat', items: flat };
}

/** Alternatives; single bytes and classes among them become one class. */
export function alt(items: readonly PatternNode[]): PatternNode {
  const flat: PatternNode[] = [];
  let classAt = -1;
  for (const item of items.flatMap((one) => (one.type === 'alt' ? one.items : [one]))) {
    const merged = classAt < 0 ? undefined : flat[classAt];
    if (item.type === 'class' && merged?.type === 'class') {
      flat[classAt] = classNode(union(merged.set, item.set));
      continue;
    }
    if (item.type === 'empty' && flat.some((one) => one.type === 'empty')) continue;
    if (item.type === 'class') classAt = flat.length;
    flat.push(item);
  }
  return flat.length === 1 ? (flat[0] as PatternNode) : { type: 'alt', items: flat };
}

export function repeat(node: PatternNode, min: number, max: number): PatternNode {
  if (max === 0 || node.type === 'empty') return EMPTY;
  if (min === 1 && max === 1) return node;
  return { type: 'repeat', node, min, max };
}

/** How many class positions the node has once its repeats are written out. */
export function countPositions(node: PatternNode): number {
  switch (node.type) {
    case 'empty':
    case 'assert':
      return 0;
    case 'class':
      return 1;
    case 'cat':
    case 'alt':
      return node.items.reduce((sum, item) => sum + countPositions(item), 0);
    case 'group':
      return countPositions(node.node);
    case 'repeat':
      return countPositions(node.node) * (node.max === Infinity ? Math.max(node.min, 1) : node.max);
  }
}
