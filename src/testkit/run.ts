// Tries every rule on its own examples and negatives. Messages name templates, never what was drawn from them.

import type { Confidence, Position, Rule } from '../rules/model.ts';
import { nearMisses, sampleOf } from './sample.ts';
import { createRandom } from './random.ts';
import { expand, expandWithSpans, type Expansion, literalsOf, type Span } from './template.ts';

/** One finding of one rule, before overlapping ones are joined; offsets in bytes. */
export interface Found {
  readonly rule_id: string;
  readonly start: number;
  readonly end: number;
  readonly confidence: Confidence;
  /** Other rules that found the same place, where they were joined already. */
  readonly also?: readonly string[];
}

export type Scan = (text: Uint8Array) => readonly Found[];

export type FailureCode =
  | 'RULE_EXAMPLE_MISSED'
  | 'RULE_EXAMPLE_LOW'
  | 'RULE_EXAMPLE_SPAN'
  | 'RULE_NEGATIVE_MATCHED'
  | 'RULE_LITERAL_EXAMPLE'
  | 'RULE_PAIR_UNKNOWN'
  | 'RULE_NEAR_MISS';

export interface RuleFailure {
  readonly rule: string;
  readonly code: FailureCode;
  readonly message: string;
  readonly hint: string;
  readonly at: Position;
}

export interface TestReport {
  readonly rules: number;
  /** Texts that were scanned. */
  readonly texts: number;
  readonly failures: readonly RuleFailure[];
  /** Near misses that were found all the same: a rule may be meant to be so lax. */
  readonly warnings: readonly RuleFailure[];
}

const RANK: Readonly<Record<Confidence, number>> = { low: 1, medium: 2, high: 3 };
const ENCODER = new TextEncoder();
/**
 * A random text may look like a placeholder, or like something else, by chance: what fails is drawn anew so often with the same
 * lengths, and must fail once more.
 */
const SECOND_CHANCES = 20;
/** Each text is tried with the shortest, the longest and some random lengths. */
const ROUNDS = ['least', 'most', 'random', 'random'] as const;

export interface TestOptions {
  /** For rule files of other tools, whose examples are written out. */
  readonly allowLiterals?: boolean;
}

/** `scan` must report every rule's findings, of any confidence. At most one failure for each template. */
export function testRules(rules: readonly Rule[], scan: Scan, seed: number | string, options: TestOptions = {}): TestReport {
  const run = new Run(rules, scan, seed, options);
  for (const rule of rules) run.rule(rule);
  return { rules: rules.length, texts: run.texts, failures: run.failures, warnings: run.warnings };
}

class Run {
  texts = 0;
  readonly failures: RuleFailure[] = [];
  readonly warnings: RuleFailure[] = [];
  private readonly scan: Scan;
  private readonly seed: number | string;
  private readonly allowLiterals: boolean;
  private readonly credentials: ReadonlySet<string>;
  /** Ids and families. */
  private readonly names: ReadonlySet<string>;

  constructor(rules: readonly Rule[], scan: Scan, seed: number | string, options: TestOptions) {
    this.allowLiterals = options.allowLiterals ?? false;
    this.names = new Set(rules.flatMap((rule) => [rule.id, rule.family]));
    this.scan = scan;
    this.seed = seed;
    this.credentials = new Set(rules.filter((rule) => rule.type === 'CREDENTIAL_DETECTION').map((rule) => rule.id));
  }

  rule(rule: Rule): void {
    rule.examples.forEach((template, index) => this.everyRound(rule, template, `example ${index + 1}`, (text, found) => this.example(rule, text, found)));
    rule.negatives.forEach((template, index) => this.everyRound(rule, template, `negative ${index + 1}`, (text, found) => this.negative(rule, text, found)));
    for (const pair of rule.pairs) {
      if (!this.names.has(pair)) this.failures.push({ rule: rule.id, code: 'RULE_PAIR_UNKNOWN', message: `\`pairs\` names \`${pair}\`, which is no rule and no family`, hint: '`wardline rules list` shows the ids', at: rule.at });
    }
    const around = rule.examples.find((template) => template.includes('{secret}')) ?? ' {secret}\n';
    for (const miss of nearMisses(rule, this.seed)) {
      const text = expand(around, { random: createRandom(`${this.seed}:${rule.id}:around`), secret: miss.text });
      const worst = of(rule, this.find(text)).reduce((most, one) => Math.max(most, RANK[one.confidence]), 0);
      const allowed = miss.atMost === 'none' ? RANK.low : RANK[miss.atMost];
      if (worst > allowed) {
        this.warnings.push({ rule: rule.id, code: 'RULE_NEAR_MISS', message: `a wrong secret is found: ${miss.reason}`, hint: 'narrow the pattern, or widen `sample` if such secrets exist', at: rule.at });
      }
    }
  }

  /** Tries one template in every round, until it fails. */
  private everyRound(rule: Rule, template: string, name: string, judge: (text: Expansion, found: readonly Found[]) => Verdict | null): void {
    const drawn = literalsOf(template).hasRandomness;
    const attempt = (lengths: (typeof ROUNDS)[number], seed: string): Verdict | null => {
      const secret = sampleOf(rule, `${this.seed}:${seed}`, lengths);
      const random = createRandom(`${this.seed}:${rule.id}:${name}:${seed}`);
      const text = expandWithSpans(template, { random, secret, lengths });
      return judge(text, this.find(text.text));
    };
    for (const [round, lengths] of ROUNDS.entries()) {
      const verdict = attempt(lengths, `${round}`);
      if (verdict && (!drawn || this.again(verdict, (n) => attempt(lengths, `${round}:${n}`)))) {
        this.failures.push({ rule: rule.id, code: verdict.code, message: `${name} ${verdict.message}${this.quote(template, verdict.code)}`, hint: verdict.hint, at: rule.at });
        return;
      }
      if (!drawn) return;
    }
  }

  /** Whether the verdict was more than chance. */
  private again(verdict: Verdict, attempt: (n: number) => Verdict | null): boolean {
    for (let n = 0; n < SECOND_CHANCES; n++) if (attempt(n)?.code === verdict.code) return true;
    return false;
  }

  /** The template, where it can't hold a credential that is written out. */
  private quote(template: string, code: FailureCode): string {
    return code === 'RULE_LITERAL_EXAMPLE' || this.allowLiterals ? '' : `: \`${template}\``;
  }

  private find(text: string): readonly Found[] {
    this.texts++;
    return this.scan(ENCODER.encode(text));
  }

  private example(rule: Rule, text: Expansion, found: readonly Found[]): Verdict | null {
    const literal = this.literal(text, found, 'medium');
    if (literal) return literal;
    const own = of(rule, found);
    if (own.length === 0) return { code: 'RULE_EXAMPLE_MISSED', message: 'is not found', hint: 'compare `pattern`, `boundary` and `context` with the text' };
    for (const wanted of text.secrets.length > 0 ? text.secrets : [null]) {
      const there = own.filter((one) => wanted === null || covers(wanted, one));
      if (wanted !== null && there.length === 0) return { code: 'RULE_EXAMPLE_SPAN', message: `is found, but ${shift(wanted, own)}`, hint: 'put what is the secret, and only that, into `(?<secret> )`' };
      const best = there.reduce((most, one) => Math.max(most, RANK[one.confidence]), 0);
      if (best < Math.min(RANK.medium, RANK[rule.confidence])) {
        return { code: 'RULE_EXAMPLE_LOW', message: 'is found with low confidence only', hint: 'see that the sample passes its checks and that a keyword stands near' };
      }
    }
    return null;
  }

  private negative(rule: Rule, text: Expansion, found: readonly Found[]): Verdict | null {
    if (of(rule, found).some((one) => RANK[one.confidence] >= RANK.medium)) {
      return { code: 'RULE_NEGATIVE_MATCHED', message: 'is found', hint: 'narrow the pattern, or add a check or `context`' };
    }
    return this.literal(text, found, 'high');
  }

  /** A credential that stands in the rule file itself. */
  private literal(text: Expansion, found: readonly Found[], least: Confidence): Verdict | null {
    if (this.allowLiterals) return null;
    const written = found.find((one) => this.credentials.has(one.rule_id) && RANK[one.confidence] >= RANK[least] && !text.drawn.some((span) => overlap(span, one)));
    return written ? { code: 'RULE_LITERAL_EXAMPLE', message: `holds a credential that \`${written.rule_id}\` finds`, hint: 'draw it from a template such as `{secret}` or `{b62:36}`' } : null;
  }
}

interface Verdict {
  readonly code: FailureCode;
  readonly message: string;
  readonly hint: string;
}

function of(rule: Rule, found: readonly Found[]): readonly Found[] {
  return found.filter((one) => one.rule_id === rule.id || one.also?.includes(rule.id) === true);
}

function overlap(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

/** Inside an encoded piece the engine may cover the piece or the part that was encoded. */
function covers(wanted: Span & { encoded: boolean }, found: Span): boolean {
  return wanted.encoded ? overlap(wanted, found) : wanted.start === found.start && wanted.end === found.end;
}

function shift(wanted: Span, own: readonly Found[]): string {
  const near = own.find((one) => overlap(wanted, one));
  if (!near) return 'elsewhere than the sample';
  const side = (bytes: number, name: string): string[] => (bytes === 0 ? [] : [`${Math.abs(bytes)} ${Math.abs(bytes) === 1 ? 'byte' : 'bytes'} too ${bytes > 0 ? 'much' : 'little'} on the ${name}`]);
  return `with ${[...side(wanted.start - near.start, 'left'), ...side(near.end - wanted.end, 'right')].join(' and ')}`;
}
