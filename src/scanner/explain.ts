// Why: what a rule means, and which condition decided about each hit in a text. Nothing here shows a secret.

import type { HitSource } from '../engine/types.ts';
import { build, CONFIDENCE_WORDS } from '../findings/build.ts';
import { Collector, type Fate } from '../findings/collector.ts';
import { Candidate } from '../findings/overlap.ts';
import { reasonMeaning, reasonWords } from '../findings/reasons.ts';
import type { RuleTable } from '../findings/rule-table.ts';
import type { Confidence, Severity } from '../rules/model.ts';
import { KINDS, kindWords, VIOLATION_TYPES, type ViolationTypeName } from '../taxonomy/taxonomy.ts';
import { feedText } from './text.ts';

export interface RuleExplanation {
  readonly what: 'rule';
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly kind: string;
  readonly violation_type: ViolationTypeName;
  readonly severity: Severity;
  readonly why: string;
  readonly suggested_resolution: string;
  readonly policy_reference: string;
  readonly placeholder: string;
  /** Whether it reports in this scanner. */
  readonly on: boolean;
  readonly pairs: readonly string[];
}

export interface TypeExplanation {
  readonly what: 'type';
  readonly violation_type: ViolationTypeName;
  readonly summary: string;
  readonly why: string;
  readonly suggested_resolution: string;
  readonly policy_reference: string;
  readonly rules: readonly string[];
}

export interface KindExplanation {
  readonly what: 'kind';
  readonly kind: string;
  readonly label: string;
  /** Of the rules of this kind; nearly always one. */
  readonly violation_types: readonly string[];
  readonly why: string;
  readonly suggested_resolution: string;
  readonly policy_reference: string;
  readonly rules: readonly string[];
}

export interface HitExplanation {
  readonly rule_id: string;
  readonly outcome: Fate['outcome'];
  /** The rule that won, when this one was beaten. */
  readonly by?: string;
  readonly confidence: Confidence;
  readonly reasons: readonly { readonly reason: string; readonly meaning: string }[];
  readonly byte_start: number;
  readonly byte_end: number;
  readonly match: string;
  /** One sentence: what decided. */
  readonly decision: string;
}

export interface TextExplanation {
  readonly what: 'text';
  readonly hits: readonly HitExplanation[];
}

export type Explanation = RuleExplanation | TypeExplanation | KindExplanation | TextExplanation;

/** What a rule, a violation type or a kind means; null when the text names none. */
export function describe(table: RuleTable, enabled: Uint8Array, name: string): Explanation | null {
  const rule = table.entryOf(name);
  if (rule !== undefined) {
    return {
      what: 'rule', id: rule.id, name: rule.name, provider: rule.provider, kind: rule.kind, violation_type: rule.type,
      severity: rule.severity, why: VIOLATION_TYPES[rule.type].why, suggested_resolution: rule.suggestion,
      policy_reference: rule.reference, placeholder: rule.label, on: enabled[rule.index] === 1, pairs: rule.pairs,
    };
  }
  if (Object.hasOwn(VIOLATION_TYPES, name)) {
    const type = name as ViolationTypeName;
    const words = VIOLATION_TYPES[type];
    return {
      what: 'type', violation_type: type, summary: words.summary, why: words.why, suggested_resolution: words.remedy,
      policy_reference: words.reference, rules: table.rules.filter((r) => r.type === type).map((r) => r.id),
    };
  }
  if (Object.hasOwn(KINDS, name)) {
    const words = kindWords(name);
    const rules = table.rules.filter((r) => r.kind === name);
    const types = [...new Set(rules.map((r) => r.type))];
    const type = VIOLATION_TYPES[types[0] ?? 'CREDENTIAL_DETECTION'];
    return {
      what: 'kind', kind: name, label: words.label, violation_types: types, why: type.why, suggested_resolution: words.remedy,
      policy_reference: type.reference, rules: rules.map((r) => r.id),
    };
  }
  return null;
}

/** Every hit in `text`, with what became of it under the given rules and least confidence. */
export function explainText(source: HitSource, table: RuleTable, enabled: Uint8Array, text: string, least: 1 | 2 | 3): TextExplanation {
  const hits: HitExplanation[] = [];
  const open: { readonly at: number; readonly fate: Fate }[] = [];
  // Redacted forms are made while the bytes are still in engine memory, for hits of rules that are off as well.
  const matches = new Map<unknown, string>();
  const reported = new Set<string>();
  const trace = (fate: Fate): void => void open.push({ at: open.length, fate });
  const collector = new Collector(table, { least, enabled, trace }, (f) => void reported.add(`${f.rule_id} ${f.byte_start} ${f.byte_end}`));
  feedAll(source, text, (batch, horizon, from) => {
    for (const hit of batch) {
      const candidate = new Candidate(hit, table.entry(hit.rule), 0);
      const draft = build(candidate, from.memory, hit.secretPtr, hit.secretPtr + hit.secretLength, { fingerprinter: null, reveal: false });
      matches.set(hit, draft.match);
    }
    collector.sink(batch, horizon, from);
  });
  collector.finish();
  for (const { fate } of open) {
    const { hit } = fate;
    const rule = table.entry(hit.rule);
    const key = `${rule.id} ${hit.start} ${hit.end}`;
    const outcome = fate.outcome === 'hidden' && reported.has(key) ? 'reported' : fate.outcome;
    hits.push({
      rule_id: rule.id, outcome, ...(fate.outcome === 'beaten' ? { by: fate.by } : {}),
      confidence: CONFIDENCE_WORDS[hit.confidence]!,
      reasons: reasonWords(hit.reasons).map((reason) => ({ reason, meaning: reasonMeaning(reason) })),
      byte_start: hit.start, byte_end: hit.end, match: matches.get(hit) ?? '',
      decision: decision(outcome, fate, CONFIDENCE_WORDS[hit.confidence]!, CONFIDENCE_WORDS[least]!),
    });
  }
  hits.sort((a, b) => a.byte_start - b.byte_start || (a.rule_id < b.rule_id ? -1 : a.rule_id > b.rule_id ? 1 : 0));
  return { what: 'text', hits };
}

function feedAll(source: HitSource, text: string, sink: Parameters<HitSource['push']>[1]): void {
  feedText(source, text, sink);
  source.finish(sink);
}

function decision(outcome: Fate['outcome'], fate: Fate, confidence: Confidence, least: Confidence): string {
  switch (outcome) {
    case 'reported':
      return `reported with confidence ${confidence}`;
    case 'hidden':
      return `hidden: confidence ${confidence} is below ${least}`;
    case 'off':
      return 'left out: the rule is off here';
    case 'duplicate':
      return 'left out: the same hit was seen already';
    case 'beaten':
      return `left out: \`${fate.outcome === 'beaten' ? fate.by : ''}\` is more specific about the same bytes`;
  }
}
