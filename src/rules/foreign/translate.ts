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
import type { ForeignNote } from './model.ts';

export interface Draft {
  /** As the file has it. */
  readonly id: string;
  readonly name: string;
  readonly pattern: string;
  readonly secretGroup: ForeignSyntax['secretGroup'];
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
    const pattern = this.pattern(draft);
    if (pattern === null) return;
    const source = printPattern(pattern.root);
    const rule = this.anchored(draft, this.rule(draft, pattern.root, { source, at: draft.at }));
    if (rule !== null) this.rules.push(rule);
  }

  /** The tree of the pattern, the whole match as the secret when the group cannot be singled out; null when it is out of reach. */
  private pattern(draft: Draft): { readonly root: PatternNode } | null {
    const { pattern, at, id } = draft;
    const syntax = (secretGroup: ForeignSyntax['secretGroup']) => ({ foreign: { ignoreCase: false, dotAll: false, multiLine: false, verbose: false, secretGroup } });
    try {
      const ast = parsePattern(pattern, at, syntax(draft.secretGroup));
      const secret = ast.root.type === 'cat' ? ast.root.items.find((item) => item.type === 'group') : undefined;
      if (isNullable(secret ?? ast.root)) {
        this.note(id, 'empty match', 'dropped', 'the pattern can match nothing at all', at);
        return null;
      }
      // What is printed must read again: it is bound by the limits of our own patterns.
      parsePattern(printPattern(ast.root), at);
      this.patternNotes(draft);
      return ast;
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      if (draft.secretGroup !== 0 && /secret group/.test(error.construct)) {
        this.note(id, error.construct, 'looser', 'the whole match is taken as the secret', at);
        return this.pattern({ ...draft, secretGroup: 0 });
      }
      this.note(id, error.construct, 'dropped', `${error.construct} at character ${error.index + 1} of the pattern; ${error.hint}`, at);
      return null;
    }
  }

  private patternNotes({ id, pattern, at }: Draft): void {
    if (/\{\d+,\d{4,}\}/.test(pattern)) this.note(id, 'large repeat', 'looser', 'a repeat of more than 1,000 is read as open', at);
  }

  private rule(draft: Draft, root: PatternNode, pattern: Pattern): Rule {
    const id = this.uniqueId(draft);
    return {
      id, name: oneLine(draft.name).slice(0, 120) || id, provider: providerOf(draft.id), kind: kindOf(`${draft.id} ${draft.name}`),
      type: 'CREDENTIAL_DETECTION', severity: 'high', family: id, patterns: [pattern], matcher: null,
      boundary: { left: 'none', right: 'none' }, confidence: draft.confidence ?? (isDistinctive(root) ? 'high' : 'medium'),
      context: null, entropy: Math.min(8, Math.max(0, draft.entropy)), checks: [], on: draft.on, pairs: draft.pairs.map((pair) => this.idOf(pair)),
      sample: '', examples: draft.examples.map(escapeTemplate), negatives: draft.negatives.map(escapeTemplate),
      references: draft.references, advice: '', at: draft.at,
    };
  }

  /** A pattern that nothing leads to gets the keywords as its context; without any the engine could not look for it. */
  private anchored(draft: Draft, rule: Rule): Rule | null {
    if (canPlan(rule)) return rule;
    const words = draft.keywords.filter((word) => word.trim() !== '').slice(0, 64);
    if (words.length > 0) {
      const context: Context = { keywords: words, within: KEYWORD_DISTANCE, where: 'around', without: 'drop' };
      if (canPlan({ ...rule, context })) {
        this.note(draft.id, 'keywords', 'tighter', `one of the keywords must stand within ${KEYWORD_DISTANCE} bytes of the match`, draft.at);
        return { ...rule, context };
      }
    }
    this.note(draft.id, 'no anchor', 'dropped', 'the pattern has no literal of three bytes and no long run, and no keywords lead to it', draft.at);
    return null;
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
