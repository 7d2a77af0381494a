// Facts about a pattern that hold for every match: lengths, first and last bytes, literals that must occur.

import type { PatternNode } from './ast.ts';
import { type ByteSet, addSet, bytesOf, emptySet, soleLetterOrByte } from './byteset.ts';

export function minLength(node: PatternNode): number {
  switch (node.type) {
    case 'empty':
    case 'assert':
      return 0;
    case 'class':
      return 1;
    case 'cat':
      return node.items.reduce((sum, item) => sum + minLength(item), 0);
    case 'alt':
      return Math.min(...node.items.map(minLength));
    case 'repeat':
      return node.min === 0 ? 0 : minLength(node.node) * node.min;
    case 'group':
      return minLength(node.node);
  }
}

/** May be Infinity. */
export function maxLength(node: PatternNode): number {
  switch (node.type) {
    case 'empty':
    case 'assert':
      return 0;
    case 'class':
      return 1;
    case 'cat':
      return node.items.reduce((sum, item) => sum + maxLength(item), 0);
    case 'alt':
      return Math.max(...node.items.map(maxLength));
    case 'repeat': {
      const one = maxLength(node.node);
      return one === 0 ? 0 : one * node.max;
    }
    case 'group':
      return maxLength(node.node);
  }
}

/** Whether some match takes no byte (assertions may still have to hold). */
export function isNullable(node: PatternNode): boolean {
  return minLength(node) === 0;
}

/** Bytes a match can begin with, leaving out the empty match. */
export function firstBytes(node: PatternNode): ByteSet {
  return edgeBytes(node, (items) => items);
}

/** Bytes a match can end with, leaving out the empty match. */
export function lastBytes(node: PatternNode): ByteSet {
  return edgeBytes(node, (items) => items.toReversed());
}

function edgeBytes(node: PatternNode, order: (items: readonly PatternNode[]) => readonly PatternNode[]): ByteSet {
  const set = emptySet();
  const visit = (one: PatternNode): void => {
    switch (one.type) {
      case 'empty':
      case 'assert':
        return;
      case 'class':
        return addSet(set, one.set);
      case 'alt':
        return one.items.forEach(visit);
      case 'repeat':
      case 'group':
        return visit(one.node);
      case 'cat':
        for (const item of order(one.items)) {
          visit(item);
          if (!isNullable(item)) return;
        }
    }
  };
  visit(node);
  return set;
}

/** One literal; with `folded` the bytes are lower case and stand for both cases. */
export interface Literal {
  readonly bytes: readonly number[];
  readonly folded: boolean;
}

/** One of `alternatives` stands in every match, beginning `minOffset` to `maxOffset` bytes after the match's start. */
export interface LiteralSet {
  readonly alternatives: readonly Literal[];
  readonly minOffset: number;
  /** May be Infinity. */
  readonly maxOffset: number;
}

const MAX_ALTERNATIVES = 64;
const MAX_LITERAL = 64;
/** A class of more members is no literal: its alternatives would say too little. */
const MAX_CLASS = 8;

/** Literal sets that every match holds, in the order they stand. None is part of another. */
export function literals(node: PatternNode): readonly LiteralSet[] {
  const found: LiteralSet[] = [];
  collect(node, 0, 0, found);
  return found;
}

function collect(node: PatternNode, minOffset: number, maxOffset: number, found: LiteralSet[]): void {
  const whole = exactStrings(node);
  if (whole !== null) {
    emit(whole, minOffset, maxOffset, found);
    return;
  }
  if (node.type === 'group') collect(node.node, minOffset, maxOffset, found);
  else if (node.type === 'repeat' && node.min > 0) collect(node.node, minOffset, maxOffset, found);
  else if (node.type === 'cat') collectSequence(node.items, minOffset, maxOffset, found);
  else if (node.type === 'alt') collectAlternatives(node.items, minOffset, maxOffset, found);
}

/** The best literal set of each branch, together. Nothing when a branch has none. */
function collectAlternatives(items: readonly PatternNode[], minOffset: number, maxOffset: number, found: LiteralSet[]): void {
  const alternatives: Literal[] = [];
  let low = Infinity;
  let high = 0;
  for (const item of items) {
    const best = literals(item).reduce<LiteralSet | null>((one, other) => (one !== null && weight(one) >= weight(other) ? one : other), null);
    if (best === null || alternatives.length + best.alternatives.length > MAX_ALTERNATIVES) return;
    alternatives.push(...best.alternatives);
    low = Math.min(low, best.minOffset);
    high = Math.max(high, best.maxOffset);
  }
  found.push({ alternatives, minOffset: minOffset + low, maxOffset: maxOffset + high });
}

/** Length of its shortest alternative. */
function weight(set: LiteralSet): number {
  return Math.min(...set.alternatives.map((one) => one.bytes.length));
}

/** Joins neighbours with exact strings; what is not exact ends the run and is looked into by itself. */
function collectSequence(items: readonly PatternNode[], minOffset: number, maxOffset: number, found: LiteralSet[]): void {
  let run: Literal[] = [NOTHING];
  let runMin = minOffset;
  let runMax = maxOffset;
  let low = minOffset;
  let high = maxOffset;
  const restart = (strings: Literal[]) => {
    emit(run, runMin, runMax, found);
    run = strings;
    runMin = low;
    runMax = high;
  };
  for (const item of items) {
    const strings = exactStrings(item);
    if (strings === null) {
      restart([NOTHING]);
      collect(item, low, high, found);
    } else {
      const joined = product(run, strings);
      if (joined === null) restart(strings);
      else run = joined;
    }
    low += minLength(item);
    high += maxLength(item);
    if (strings === null) {
      runMin = low;
      runMax = high;
    }
  }
  emit(run, runMin, runMax, found);
}

const NOTHING: Literal = { bytes: [], folded: false };

function emit(strings: readonly Literal[], minOffset: number, maxOffset: number, found: LiteralSet[]): void {
  if (strings.every((one) => one.bytes.length > 0)) found.push({ alternatives: strings, minOffset, maxOffset });
}

/** All strings the node matches, or null when there are too many or none can be named. */
function exactStrings(node: PatternNode): Literal[] | null {
  switch (node.type) {
    case 'empty':
    case 'assert':
      return [NOTHING];
    case 'class': {
      const sole = soleLetterOrByte(node.set);
      if (sole) return [{ bytes: [sole.byte], folded: sole.folded }];
      const bytes = bytesOf(node.set);
      return bytes.length <= MAX_CLASS ? bytes.map((byte) => ({ bytes: [byte], folded: false })) : null;
    }
    case 'group':
      return exactStrings(node.node);
    case 'alt': {
      const all: Literal[] = [];
      for (const item of node.items) {
        const strings = exactStrings(item);
        if (strings === null || all.length + strings.length > MAX_ALTERNATIVES) return null;
        all.push(...strings);
      }
      return all;
    }
    case 'cat':
      return node.items.reduce<Literal[] | null>((all, item) => (all === null ? null : product(all, exactStrings(item))), [NOTHING]);
    case 'repeat': {
      if (node.min !== node.max || node.max > MAX_LITERAL) return null;
      const one = exactStrings(node.node);
      let all: Literal[] | null = [NOTHING];
      for (let i = 0; i < node.max && all !== null; i++) all = product(all, one);
      return all;
    }
  }
}

function product(heads: readonly Literal[], tails: readonly Literal[] | null): Literal[] | null {
  if (tails === null || heads.length * tails.length > MAX_ALTERNATIVES) return null;
  const all: Literal[] = [];
  for (const head of heads) {
    for (const tail of tails) {
      if (head.bytes.length + tail.bytes.length > MAX_LITERAL) return null;
      all.push(join(head, tail));
    }
  }
  return all;
}

/** A literal is folded as a whole or not at all: folding more than the pattern does only makes it a weaker filter. */
function join(head: Literal, tail: Literal): Literal {
  const folded = head.folded || tail.folded;
  const bytes = [...head.bytes, ...tail.bytes];
  return { bytes: folded ? bytes.map((byte) => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte)) : bytes, folded };
}
