// Decides how each rule will be found: which matcher confirms it and which anchors lead to it.

import type { PatternAst } from '../regex/ast.ts';
import { parsePattern } from '../regex/parse.ts';
import { setOf } from '../regex/byteset.ts';
import { WardlineError } from '../../errors.ts';
import type { Rule } from '../model.ts';
import { anchorOf } from './anchors.ts';
import { type Element, leadingBytes, leadingRun, lowerToShapes, maxLengthOf, minLengthOf, type Shape } from './lower.ts';
import { BARE_LENGTHS, LOOK_BEHIND } from '../../../assembly/layout.ts';

export interface LiteralAnchor {
  /** Lower case when `fold`. */
  readonly bytes: readonly number[];
  readonly fold: boolean;
}

/** One way to find a rule. */
export type Plan =
  | { readonly form: 'shape'; readonly shape: Shape; readonly anchor: LiteralAnchor; readonly element: number; readonly offset: number; readonly where: 'sieve' | 'run' }
  | { readonly form: 'bare'; readonly shape: Shape; readonly minLength: number; readonly maxLength: number }
  | { readonly form: 'automaton'; readonly ast: PatternAst; readonly anchors: readonly LiteralAnchor[]; readonly minOffset: number; readonly maxOffset: number };

const TOKEN = setOf('A-Za-z0-9_-');
/** A run this long always holds a whole aligned block of 16 (assembly/sieve.ts). */
export const RUN_LENGTH = 31;
const MIN_LITERAL = 3;
const MAX_HEADS = 64;

export function planRule(rule: Rule): readonly Plan[] {
  return rule.patterns.flatMap((pattern) => planPattern(rule, parsePattern(pattern.source, pattern.at)));
}

function planPattern(rule: Rule, ast: PatternAst): readonly Plan[] {
  const shapes = lowerToShapes(ast);
  if (shapes) {
    const plans = shapes.map((shape) => planShape(rule, shape));
    if (plans.every((plan) => plan !== null)) return plans.flat();
  }
  const anchor = anchorOf(ast);
  if (anchor) {
    return [
      {
        form: 'automaton',
        ast,
        anchors: anchor.literals.map((literal) => ({ bytes: [...literal.bytes], fold: literal.fold })),
        minOffset: anchor.minOffset,
        maxOffset: Math.min(anchor.maxOffset, LOOK_BEHIND),
      },
    ];
  }
  throw new WardlineError('rule_without_anchor', `rule \`${rule.id}\`: the pattern has nothing that leads to it`, {
    at: ast.at,
    hint: 'give it a literal of three or more bytes, a run of 31 or more characters of [A-Za-z0-9_-], or `context` words with `without: drop`',
  });
}

function planShape(rule: Rule, shape: Shape): readonly Plan[] | null {
  const run = leadingRun(shape, TOKEN);
  const first = shape.elements[0] as Element;
  const leftOpen = rule.boundary.left === 'none' && !shape.wordLeft;
  if (run >= RUN_LENGTH && !leftOpen) {
    const heads = leadingBytes(shape, MIN_LITERAL, MAX_HEADS);
    if (heads) {
      return heads.map((head) => ({ form: 'shape', shape, anchor: head, element: 0, offset: 0, where: 'run' }));
    }
  }
  const literal = bestLiteral(shape);
  if (literal) return [{ form: 'shape', shape, anchor: literal.anchor, element: literal.element, offset: 0, where: 'sieve' }];
  const minLength = minLengthOf(shape);
  const maxLength = maxLengthOf(shape);
  if (rule.context && rule.context.without === 'drop' && minLength >= 6 && minLength <= BARE_LENGTHS) {
    return [{ form: 'bare', shape, minLength, maxLength: Math.min(maxLength, BARE_LENGTHS) }];
  }
  if (first.kind === 'literal' || first.kind === 'class') {
    // a literal too short by itself, followed by few enough choices
    const heads = leadingBytes(shape, MIN_LITERAL, MAX_HEADS / 4);
    if (heads) return heads.map((head) => ({ form: 'shape', shape, anchor: head, element: 0, offset: 0, where: 'sieve' }));
  }
  return null;
}

/** The literal element that ordinary text holds least often: long ones first, then those with odd characters. */
function bestLiteral(shape: Shape): { anchor: LiteralAnchor; element: number } | null {
  let best: { anchor: LiteralAnchor; element: number } | null = null;
  let bestScore = 0;
  shape.elements.forEach((element, index) => {
    if (element.kind !== 'literal' || element.bytes.length < MIN_LITERAL) return;
    // far from the start, a variable part in front would have to be walked backward: allowed, but the front is better
    const odd = new Set(element.bytes).size;
    const score = Math.min(element.bytes.length, 12) + odd / 4 - index / 2;
    if (score > bestScore) {
      bestScore = score;
      best = { anchor: { bytes: element.bytes, fold: element.fold }, element: index };
    }
  });
  return best;
}
