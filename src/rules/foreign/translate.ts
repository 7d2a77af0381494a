// One rule of another tool → one rule of ours. The readers of the single formats fill a Draft and leave the rest to this.

import { WardlineError } from '../../errors.ts';
import { planRule } from '../compile/plan.ts';
import type { Confidence, Context, Pattern, Position, Rule } from '../model.ts';
import type { PatternNode } from '../regex/ast.ts';
import { isNullable, literals, minLength } from '../regex/analyse.ts';
import type { ForeignSyntax } from '../regex/cursor.ts';
import { parsePattern } from '../regex/parse.ts';
import { PatternError } from '../regex/pattern-error.ts';
import { printPattern } from '../regex/print.ts';
import { alternativesOf, capturesOf } from './alternatives.ts';
import type { ForeignNote } from './model.ts';

export interface Draft {
  /** As the file has it. */
  readonly id: string;
  readonly name: string;
  readonly pattern: string;
  /** `last`: what stands before it, as the name of a user does, is context. */
  readonly secretGroup: ForeignSyntax['secretGroup'] | 'last';
  /** Null when the tool does not say. */
  readonly confidence: Confidence | null;
  readonly entropy: number;
  /** Words one of which must stand in the same text for the other tool to look at all. */
  readonly keywords: readonly string[];
  readonly pairs: readonly string[];
  readonly on: boolean;
  readonly examples: readonly string[];
  readonly negatives: readonly string[];
  readonly references: readonly string[];
  readonly at: Position;
}

/** Where a keyword of a prefilter has to stand when it becomes context. */
const KEYWORD_DISTANCE = 1024;
/** A literal this long inside the secret makes a format of its own. */
const DISTINCTIVE = 3;

export class Translator {
  readonly rules: Rule[] = [];
  readonly notes: ForeignNote[] = [];
  private readonly tool: string;
  private readonly ids = new Set<string>();

  constructor(tool: string) {
    this.tool = tool;
  }

  note(rule: string, construct: string, effect: ForeignNote['effect'], message: string, at: Position): void {
    this.notes.push({ rule, construct, effect, message, at });
  }

  add(draft: Draft): void {
    const whole = this.read(draft, draft.pattern, draft.secretGroup);
    if ('root' in whole) {
      const rule = this.anchored(draft, [whole.root]);
      if (rule !== null) return this.take(draft, rule);
    }
    if (this.addAlternatives(draft)) return;
    if ('root' in whole) return this.note(draft.id, 'no anchor', 'dropped', 'the pattern has no literal of three bytes and no long run, and no keywords lead to it', draft.at);
    if (draft.secretGroup !== 0 && /secret group/.test(whole.construct)) {
      this.note(draft.id, whole.construct, 'looser', 'the whole match is taken as the secret', draft.at);
      return this.add({ ...draft, secretGroup: 0 });
    }
    this.note(draft.id, whole.construct, 'dropped', whole.message, draft.at);
  }

  /** `a|b` as patterns of their own, each with its secret and what leads to it; false where that does not help. */
  private addAlternatives(draft: Draft): boolean {
    // Numbers of groups would be others.
    if (typeof draft.secretGroup === 'number') return false;
    const parts = alternativesOf(draft.pattern);
    const roots: PatternNode[] = [];
    for (const part of parts) {
      const read = this.read(draft, part, draft.secretGroup);
      if ('root' in read && this.anchored(draft, [read.root]) !== null) roots.push(read.root);
    }
    const rule = parts.length > 1 && roots.length > 0 ? this.anchored(draft, roots) : null;
    if (rule === null) return false;
    if (roots.length < parts.length) this.note(draft.id, 'alternative', 'tighter', `${parts.length - roots.length} of its ${parts.length} alternatives can't be said or have nothing that leads to them`, draft.at);
    this.take(draft, rule);
    return true;
  }

  private take(draft: Draft, rule: Rule): void {
    this.patternNotes(draft);
    if (rule.context !== null) this.note(draft.id, 'keywords', 'tighter', `one of the keywords must stand within ${KEYWORD_DISTANCE} bytes of the match`, draft.at);
    const id = this.uniqueId(draft);
    this.rules.push({ ...rule, id, family: id, name: rule.name === '' ? id : rule.name });
  }

  /** The tree of a pattern, or why it is out of reach. */
  private read({ at }: Draft, pattern: string, wanted: Draft['secretGroup']): { readonly root: PatternNode } | { readonly construct: string; readonly message: string } {
    const secretGroup = wanted === 'last' ? capturesOf(pattern) : wanted;
    try {
      const ast = parsePattern(pattern, at, { foreign: { ignoreCase: false, dotAll: false, multiLine: false, verbose: false, secretGroup } });
      const secret = ast.root.type === 'cat' ? ast.root.items.find((item) => item.type === 'group') : undefined;
      if (isNullable(secret ?? ast.root)) return { construct: 'empty match', message: 'the pattern can match nothing at all' };
      // What is printed must read again: it is bound by the limits of our own patterns.
      parsePattern(printPattern(ast.root), at);
      return ast;
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      return { construct: error.construct, message: `${error.construct} at character ${error.index + 1} of the pattern; ${error.hint}` };
    }
  }

  private patternNotes({ id, pattern, at }: Draft): void {
    if (/\{\d+,\d{4,}\}/.test(pattern)) this.note(id, 'large repeat', 'looser', 'a repeat of more than 1,000 is read as open', at);
  }

  private rule(draft: Draft, roots: readonly PatternNode[]): Rule {
    const patterns: readonly Pattern[] = roots.map((root) => ({ source: printPattern(root), at: draft.at }));
    return {
      id: '', name: oneLine(draft.name).slice(0, 120), provider: providerOf(draft.id), kind: kindOf(`${draft.id} ${draft.name}`),
      type: 'CREDENTIAL_DETECTION', severity: 'high', family: '', patterns, matcher: null,
      boundary: { left: 'none', right: 'none' }, confidence: draft.confidence ?? (roots.every(isDistinctive) ? 'high' : 'medium'),
      context: null, entropy: Math.min(8, Math.max(0, draft.entropy)), checks: [], on: draft.on, pairs: draft.pairs.map((pair) => this.idOf(pair)),
      sample: '', examples: draft.examples.map(escapeTemplate), negatives: draft.negatives.map(escapeTemplate),
      references: draft.references, advice: '', at: draft.at,
    };
  }

  /** A pattern that nothing leads to gets the keywords as its context; null where the engine could not look for it all the same. */
  private anchored(draft: Draft, roots: readonly PatternNode[]): Rule | null {
    const rule = this.rule(draft, roots);
    if (canPlan(rule)) return rule;
    const words = draft.keywords.filter((word) => word.trim() !== '').slice(0, 64);
    if (words.length === 0) return null;
    const context: Context = { keywords: words, within: KEYWORD_DISTANCE, where: 'around', without: 'drop' };
    return canPlan({ ...rule, context }) ? { ...rule, context } : null;
  }

  private idOf(foreign: string): string {
    const slug = foreign.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '') || 'rule';
    return (slug.startsWith(`${this.tool}-`) ? slug : `${this.tool}-${slug}`).slice(0, 76).replace(/-+$/, '');
  }

  private uniqueId(draft: Draft): string {
    const first = this.idOf(draft.id);
    let id = first;
    for (let n = 2; this.ids.has(id); n++) id = `${first}-${n}`;
    if (id !== first) this.note(draft.id, 'repeated id', 'ignored', `the id stands twice; this one becomes \`${id}\``, draft.at);
    this.ids.add(id);
    return id;
  }
}

function canPlan(rule: Rule): boolean {
  try {
    return planRule(rule).length > 0;
  } catch (error) {
    if (error instanceof WardlineError) return false;
    throw error;
  }
}

/** Whether the secret itself holds a fixed text, as prefixed tokens do. */
function isDistinctive(root: PatternNode): boolean {
  const secret = root.type === 'cat' ? (root.items.find((item) => item.type === 'group') ?? root) : root;
  return minLength(secret) >= 8 && literals(secret).some((set) => set.alternatives.every((one) => one.bytes.length >= DISTINCTIVE));
}

/** `kingfisher.acme.1` and `acme-api-key` are about Acme. */
function providerOf(id: string): string {
  const words = id.split(/[^A-Za-z0-9]+/).filter((word) => word !== '' && !/^(?:np|kingfisher|custom|gitleaks|betterleaks)$/i.test(word));
  const word = words[0] ?? 'custom';
  return word.charAt(0).toUpperCase() + word.slice(1);
}

const KIND_WORDS: readonly (readonly [word: RegExp, kind: string])[] = [
  [/private.?key|\bpem\b/i, 'private_key'],
  [/webhook/i, 'webhook'],
  [/\bjwt\b|json web token/i, 'jwt'],
  [/connection.?string|\buri\b|\bdsn\b/i, 'connection_string'],
  [/password|passwd/i, 'password'],
  [/cookie/i, 'cookie'],
  [/hash/i, 'hash'],
  [/token|\bpat\b/i, 'api_token'],
  [/key|secret/i, 'api_key'],
  [/\bid\b|identifier/i, 'identifier'],
];

function kindOf(words: string): string {
  return KIND_WORDS.find(([word]) => word.test(words))?.[1] ?? 'other';
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** Examples of other tools are plain texts; here they are templates. */
function escapeTemplate(text: string): string {
  return text.replace(/[{}]/g, '$&$&');
}
