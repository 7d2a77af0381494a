// A right secret of a rule, and wrong ones that stand close to it.

import { CHECKS } from '../rules/check-names.ts';
import type { Confidence, Rule } from '../rules/model.ts';
import { mend } from './mend.ts';
import { createRandom, pick, type Random } from './random.ts';
import { type ExpandOptions, parseTemplate, renderParts, type TemplatePart } from './template.ts';

type Draw = Extract<TemplatePart, { type: 'draw' }>;

/** Expands the sample and lets each check put its checksum or structure in, in the order of the rule. Empty without a sample. */
export function sampleOf(rule: Rule, seed: number | string, lengths: ExpandOptions['lengths'] = 'random'): string {
  if (rule.sample === '') return '';
  const random = createRandom(`${seed}:${rule.id}`);
  return mended(rule, renderParts(parseTemplate(rule.sample), { random, lengths }).text, random);
}

function mended(rule: Rule, secret: string, random: Random): string {
  return rule.checks.reduce((text, check) => mend(check.name, check.args, text, random), secret);
}

export interface NearMiss {
  readonly text: string;
  readonly kind: 'short' | 'long' | 'alphabet' | 'checksum' | 'case';
  /** What is wrong with it. */
  readonly reason: string;
  /** The most a right rule says of it. */
  readonly atMost: Confidence | 'none';
}

/** Wrong secrets derived from the sample. Rules may be laxer than their sample, so each is a question, not a verdict. */
export function nearMisses(rule: Rule, seed: number | string): readonly NearMiss[] {
  if (rule.sample === '') return [];
  const parts = parseTemplate(rule.sample);
  return [...wrongLengths(rule, parts, seed), ...wrongAlphabet(rule, parts, seed), ...wrongChecksums(rule, parts, seed), ...wrongCase(rule, parts, seed)];
}

function render(rule: Rule, parts: readonly TemplatePart[], seed: number | string): string {
  return renderParts(parts, { random: createRandom(`${seed}:${rule.id}:near`), lengths: 'least' }).text;
}

function replaced(parts: readonly TemplatePart[], index: number, ...by: readonly TemplatePart[]): readonly TemplatePart[] {
  return parts.toSpliced(index, 1, ...by);
}

function wrongLengths(rule: Rule, parts: readonly TemplatePart[], seed: number | string): NearMiss[] {
  const index = parts.findLastIndex((part) => part.type === 'draw');
  const last = parts[index];
  if (last?.type !== 'draw') return [];
  const misses: NearMiss[] = [];
  const of = (length: number): string => render(rule, replaced(parts, index, ...(length > 0 ? [{ ...last, min: length, max: length }] : [])), seed);
  misses.push({ text: of(last.min - 1), kind: 'short', reason: `one character short of ${last.min} in its last run`, atMost: 'none' });
  // Beside an open boundary a longer run merely holds a right one.
  if (index < parts.length - 1 || rule.boundary.right !== 'none') {
    misses.push({ text: of(last.max + 1), kind: 'long', reason: `one character more than ${last.max} in its last run`, atMost: 'none' });
  }
  return misses;
}

/** Index of the draw that holds most characters at least, or -1. */
function longestDraw(parts: readonly TemplatePart[]): number {
  let best = -1;
  let most = 1;
  parts.forEach((part, index) => {
    if (part.type === 'draw' && part.min > most) {
      most = part.min;
      best = index;
    }
  });
  return best;
}

function wrongAlphabet(rule: Rule, parts: readonly TemplatePart[], seed: number | string): NearMiss[] {
  const index = longestDraw(parts);
  const run = parts[index];
  if (run?.type !== 'draw') return [];
  const stranger = [...'!*,~^'].find((char) => !run.alphabet.includes(char));
  if (stranger === undefined) return [];
  const left = Math.floor(run.min / 2);
  const right = run.min - left - 1;
  const half = (length: number): Draw[] => (length > 0 ? [{ ...run, min: length, max: length }] : []);
  const text = render(rule, replaced(parts, index, ...half(left), { type: 'text', text: stranger }, ...half(right)), seed);
  return [{ text, kind: 'alphabet', reason: `\`${stranger}\` stands in the middle of its longest run`, atMost: 'none' }];
}

function wrongChecksums(rule: Rule, parts: readonly TemplatePart[], seed: number | string): NearMiss[] {
  const index = longestDraw(parts);
  const run = parts[index];
  const check = rule.checks.find((one) => CHECKS[one.name]?.proves === 'checksum' && one.fail !== 'keep');
  if (run?.type !== 'draw' || check === undefined || check.fail === 'keep') return [];
  const random = createRandom(`${seed}:${rule.id}:sum`);
  const before = renderParts(parts.slice(0, index), { random, lengths: 'least' }).text;
  const right = mended(rule, before + renderParts(parts.slice(index), { random, lengths: 'least' }).text, random);
  const at = before.length + Math.floor(run.min / 2);
  const others = [...run.alphabet].filter((char) => char !== right[at]);
  if (others.length === 0 || at >= right.length) return [];
  const text = right.slice(0, at) + pick(random, others) + right.slice(at + 1);
  return [{ text, kind: 'checksum', reason: `one character changed, so that \`${check.name}\` fails`, atMost: check.fail === 'drop' ? 'none' : check.fail }];
}

function wrongCase(rule: Rule, parts: readonly TemplatePart[], seed: number | string): NearMiss[] {
  const [first] = parts;
  if (first?.type !== 'text' || !/[A-Za-z]/.test(first.text)) return [];
  const swapped = first.text.replace(/[A-Za-z]/g, (char) => (char === char.toLowerCase() ? char.toUpperCase() : char.toLowerCase()));
  return [{ text: render(rule, replaced(parts, 0, { type: 'text', text: swapped }), seed), kind: 'case', reason: 'its prefix is in the other case', atMost: 'none' }];
}
