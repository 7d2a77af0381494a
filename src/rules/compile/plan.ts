// Decides how each rule will be found: which matcher confirms it and which anchors lead to it.

import type { PatternAst } from '../regex/ast.ts';
import { parsePattern } from '../regex/parse.ts';
import { type ByteSet, emptySet, hasByte, isSubset, setOf, soleLetterOrByte, union } from '../regex/byteset.ts';
import { WardlineError } from '../../errors.ts';
import type { Rule } from '../model.ts';
import { minLength } from '../regex/analyse.ts';
import type { PatternNode } from '../regex/ast.ts';
import { anchorOf, perMillion } from './anchors.ts';
import { cutBefore, cutLiterals, headsFrom, lowerToShapes, maxLengthOf, minLengthOf, runFrom, type Shape, walksBack } from './lower.ts';
import { BARE_LENGTHS, LOOK_BEHIND, RUN_SHORTEST, RUN_VALUE } from '../../../assembly/layout.ts';

export interface LiteralAnchor {
  /** Lower case when `fold`. */
  readonly bytes: readonly number[];
  readonly fold: boolean;
}

/** Where an anchor is looked up: by the sieve, at the start of a run, or directly before one. */
export type AnchorPlace = 'sieve' | 'run' | 'before';

/** One way to find a rule. */
export type Plan =
  | { readonly form: 'shape'; readonly shape: Shape; readonly anchor: LiteralAnchor; readonly element: number; /** Of the anchor inside its element. */ readonly offset?: number; readonly where: AnchorPlace }
  /** Tried at runs and, when it is `whole`, at assigned values of these lengths. */
  | { readonly form: 'bare'; readonly shape: Shape; readonly element: number; readonly whole: boolean; readonly minLength: number; readonly maxLength: number; /** Byte that always stands directly before or behind the run; 0: none does. */ readonly left: number; readonly right: number }
  | { readonly form: 'automaton'; readonly ast: PatternAst; readonly anchors: readonly LiteralAnchor[]; readonly minOffset: number; readonly maxOffset: number; readonly offset?: number; readonly where: AnchorPlace };

const TOKEN = setOf('A-Za-z0-9_-');
/** What the engine walks over to find the ends of a value around a run. */
const BASE64 = setOf('A-Za-z0-9+/=_~-');
const MIN_BASE64 = 30;
/** What a value may hold without quotes. */
const VALUE = setOf('!#-&*-+--:=?-Z^_a-z|~');
const LONG_VALUE = 40;
/** Shortest literal with a whole window of each parity. */
const WHOLE_LITERAL = 5;
const LONG_LITERAL = 7;
/** `+` and `~`: so rare in text that a literal with one is cheap. */
const RARE: ReadonlySet<number> = new Set([0x2b, 0x7e]);
const MIN_LITERAL = 3;
const MAX_HEADS = 64;
/** Most lengths a bare shape is listed under. */
const MAX_LENGTHS = 40;

export function planRule(rule: Rule): readonly Plan[] {
  return rule.patterns.flatMap((pattern) => planPattern(rule, parsePattern(pattern.source, pattern.at)));
}

function planPattern(rule: Rule, ast: PatternAst): readonly Plan[] {
  const shapes = lowerToShapes(ast);
  if (shapes) {
    const plans = shapes.map((shape) => planShape(rule, shape));
    if (plans.every((plan) => plan !== null)) return plans.flat();
  }
  const heads = rule.boundary.left === 'none' ? null : (runHeads(ast, TOKEN, RUN_SHORTEST) ?? shortHeads(ast));
  if (heads) return [{ form: 'automaton', ast, anchors: heads, minOffset: 0, maxOffset: 0, where: 'run' }];
  const anchor = anchorOf(ast);
  if (anchor) {
    const anchors = anchor.literals.map((literal) => ({ bytes: [...literal.bytes], fold: literal.fold }));
    const plan = { form: 'automaton', ast, minOffset: anchor.minOffset, maxOffset: Math.min(anchor.maxOffset, LOOK_BEHIND) } as const;
    const domains = anchors.map((one) => domainOf(one));
    if (/^\(?[^[(]*:\/\//.test(ast.source) && domains.every((one) => one !== null)) return [{ ...plan, anchors: domains, offset: 1, where: 'run' }];
    return [{ ...plan, anchors, where: 'sieve' }];
  }
  throw new WardlineError('rule_without_anchor', `rule \`${rule.id}\`: the pattern has nothing that leads to it`, {
    at: ast.at,
    hint: `give it a literal of three or more bytes, a prefix before a run of ${RUN_SHORTEST} or more [A-Za-z0-9_-], or context words with \`without: drop\``,
  });
}

/** Runs cost nothing extra, literals of the sieve do: so a run is taken wherever the shape holds one. */
function planShape(rule: Rule, shape: Shape): readonly Plan[] | null {
  return planHost(shape) ?? planRun(rule, cutLiterals(shape, TOKEN)) ?? planBase64(shape) ?? planValue(shape) ?? planLiteral(shape) ?? planWhole(rule, shape) ?? planShort(shape);
}

/** URLs of a known host: looked up behind every `://`, which the sieve looks for anyway. */
function planHost(shape: Shape): readonly Plan[] | null {
  const first = shape.elements[0];
  if (first?.kind !== 'literal') return null;
  const text = String.fromCharCode(...first.bytes);
  const offset = text.indexOf('://') + 3;
  if (offset < 3) return null;
  if (text.length - offset < MIN_LITERAL) {
    for (const [element, e] of shape.elements.entries()) {
      const anchor = e.kind === 'literal' ? domainOf(e) : null;
      if (anchor && walksBack(shape, element)) return [{ form: 'shape', shape, anchor, element, offset: 1, where: 'run' }];
    }
    return null;
  }
  return [{ form: 'shape', shape, anchor: { bytes: first.bytes.slice(offset), fold: first.fold }, element: 0, offset, where: 'run' }];
}

/** `.acme.com/…` without its dot: prefixes are looked up behind every dot of a URL's host. */
function domainOf(anchor: LiteralAnchor): LiteralAnchor | null {
  return /^\.[a-z0-9-]+\.[a-z0-9.-]+/.test(String.fromCharCode(...anchor.bytes)) ? { bytes: anchor.bytes.slice(1), fold: anchor.fold } : null;
}

function planRun(rule: Rule, shape: Shape): readonly Plan[] | null {
  for (let element = 0; element < shape.elements.length; element++) {
    const begins = element === 0 ? rule.boundary.left !== 'none' || shape.wordLeft : cutBefore(shape, element, TOKEN);
    if (!begins || !walksBack(shape, element)) continue;
    const run = runFrom(shape, element, TOKEN);
    if (run.min < RUN_SHORTEST) continue;
    const heads = headsFrom(shape, element, MIN_LITERAL, MAX_HEADS);
    if (heads) return heads.map((anchor) => ({ form: 'shape', shape, anchor, element, where: 'run' }));
    const before = shape.elements[element - 1];
    if (before?.kind === 'literal' && before.bytes.length >= MIN_LITERAL) {
      return [{ form: 'shape', shape, anchor: { bytes: before.bytes, fold: before.fold }, element: element - 1, where: 'before' }];
    }
    // the run is as long as the shape says, or ends where something else takes over
    const whole = element === 0 && run.toEnd;
    if ((run.min >= RUN_VALUE || (element > 0 && endsTriple(shape, element))) && run.max - run.min <= MAX_LENGTHS && run.max <= BARE_LENGTHS) {
      const behind = shape.elements[element + run.elements];
      const left = before?.kind === 'literal' && !before.fold ? (before.bytes.at(-1) ?? 0) : 0;
      const right = behind?.kind === 'literal' && !behind.fold && run.whole ? (behind.bytes[0] ?? 0) : 0;
      return [{ form: 'bare', shape, element, whole, minLength: run.min, maxLength: run.max, left, right }];
    }
  }
  return null;
}

/** `….6 or 7.…`: the engine looks at shorter runs, too, when they are the third of three between dots. */
function endsTriple(shape: Shape, element: number): boolean {
  const [dot, middle, first] = [shape.elements[element - 1], shape.elements[element - 2], shape.elements[element - 3]];
  const isDot = (e: typeof dot): boolean => e?.kind === 'literal' && e.bytes.length === 1 && e.bytes[0] === 0x2e;
  return isDot(dot) && isDot(first) && middle?.kind === 'class' && middle.min >= 6 && middle.max <= 7;
}

/** Long values of fixed length in base64 or the like: their runs lead to them, or the assignments they stand in. */
function planBase64(shape: Shape): readonly Plan[] | null {
  const literal = bestLiteral(shape)?.anchor.bytes ?? [];
  if (literal.length >= WHOLE_LITERAL || literal.some((byte) => RARE.has(byte))) return null;
  const run = runFrom(shape, 0, BASE64);
  if (!run.toEnd || run.min < MIN_BASE64 || run.max - run.min > MAX_LENGTHS || run.max > BARE_LENGTHS) return null;
  return [{ form: 'bare', shape, element: 0, whole: true, minLength: run.min, maxLength: run.max, left: 0, right: 0 }];
}

/**
 * Short literals crowd the sieve. A format that is one unbroken value, so long that it holds a run wherever it stands, and
 * begins with one is looked for where values begin instead: at runs, and at what assignments, headers and URLs hold.
 */
function planValue(shape: Shape): readonly Plan[] | null {
  const literal = bestLiteral(shape);
  if (literal && (literal.anchor.bytes.length >= LONG_LITERAL || literal.anchor.bytes.some((byte) => RARE.has(byte)))) return null;
  if (runFrom(shape, 0, TOKEN).max < RUN_SHORTEST) return null; // no run begins with them
  const value = runFrom(shape, 0, VALUE);
  const heads = headsFrom(shape, 0, MIN_LITERAL, MAX_HEADS / 4);
  if (!heads || !value.toEnd || value.min < LONG_VALUE || heads.some((head) => !hasByte(TOKEN, head.bytes[0] ?? 0))) return null;
  return heads.map((anchor) => ({ form: 'shape', shape, anchor, element: 0, where: 'run' }));
}

function planLiteral(shape: Shape): readonly Plan[] | null {
  const literal = bestLiteral(shape);
  if (literal && literal.element === 0 && literal.anchor.bytes.length < WHOLE_LITERAL) {
    // a few more bytes, where there are few to choose from
    const heads = headsFrom(shape, 0, WHOLE_LITERAL, 4);
    if (heads) return heads.map((anchor) => ({ form: 'shape', shape, anchor, element: 0, where: 'sieve' }));
  }
  return literal && [{ form: 'shape', shape, anchor: literal.anchor, element: literal.element, where: 'sieve' }];
}

/** A value known by class, length and the words around it: assignments lead to it. */
function planWhole(rule: Rule, shape: Shape): readonly Plan[] | null {
  const minLength = minLengthOf(shape);
  if (rule.context?.without !== 'drop' || minLength < 6 || minLength > BARE_LENGTHS) return null;
  return [{ form: 'bare', shape, element: 0, whole: true, minLength, maxLength: Math.min(maxLengthOf(shape), BARE_LENGTHS), left: 0, right: 0 }];
}

/** A literal too short by itself, followed by few enough choices. */
function planShort(shape: Shape): readonly Plan[] | null {
  const heads = headsFrom(shape, 0, MIN_LITERAL, MAX_HEADS / 4);
  return heads && heads.map((anchor) => ({ form: 'shape', shape, anchor, element: 0, where: 'sieve' }));
}

/** Short literals of long unbroken values, as in planValue. */
function shortHeads(ast: PatternAst): readonly LiteralAnchor[] | null {
  const heads = runHeads(ast, VALUE, LONG_VALUE);
  return heads?.every((head) => head.bytes.length < LONG_LITERAL && hasByte(TOKEN, head.bytes[0] ?? 0)) ? heads : null;
}

/** Literals with which every match of a pattern begins, when `least` characters of a set begin with them. */
function runHeads(ast: PatternAst, set: ByteSet, least: number): readonly LiteralAnchor[] | null {
  const root = ast.root;
  const branches = root.type === 'alt' ? root.items : [root];
  const anchors: LiteralAnchor[] = [];
  for (const branch of branches) {
    const items = branch.type === 'cat' ? branch.items.flatMap((item) => (item.type === 'group' ? (item.node.type === 'cat' ? item.node.items : [item.node]) : [item])) : branch.type === 'group' && branch.node.type === 'cat' ? branch.node.items : [branch];
    const bytes: number[] = [];
    let fold = false;
    for (const item of items) {
      const one = item.type === 'class' ? soleLetterOrByte(item.set) : null;
      if (!one || bytes.length === 255) break;
      bytes.push(one.byte);
      fold ||= one.folded;
    }
    let run = 0;
    for (const item of items) {
      if (!isSubset(bytesUsed(item), set)) break;
      run += minLength(item);
    }
    if (bytes.length < MIN_LITERAL || run < least) return null;
    anchors.push({ bytes, fold });
  }
  return anchors;
}

/** Every byte that a match of the node may hold. */
function bytesUsed(node: PatternNode): ByteSet {
  switch (node.type) {
    case 'class':
      return node.set;
    case 'cat':
    case 'alt':
      return node.items.map(bytesUsed).reduce(union, emptySet());
    case 'repeat':
    case 'group':
      return bytesUsed(node.node);
    default:
      return emptySet();
  }
}

/** The literal element that ordinary text holds least often: long ones first, then those with odd characters. */
function bestLiteral(shape: Shape): { anchor: LiteralAnchor; element: number } | null {
  let best: { anchor: LiteralAnchor; element: number } | null = null;
  let least = Number.POSITIVE_INFINITY;
  shape.elements.forEach((element, index) => {
    if (element.kind !== 'literal' || element.bytes.length < MIN_LITERAL || !walksBack(shape, index)) return;
    const frequency = perMillion(element.bytes, element.fold) + index;
    if (frequency < least) {
      least = frequency;
      best = { anchor: { bytes: element.bytes, fold: element.fold }, element: index };
    }
  });
  return best;
}
