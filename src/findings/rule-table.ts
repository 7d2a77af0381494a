// Everything about a rule that its findings share, worked out once: words, placeholders, the fixed parts of a JSON line.

import type { ProgramRule } from '../engine/program.ts';
import type { Severity, ViolationType } from '../rules/model.ts';
import { kindWords, suggestion, typeWords } from '../taxonomy/taxonomy.ts';
import { type Detailer, detailerFor } from './details.ts';
import { familyBytes } from './fingerprint.ts';
import { bulkPlaceholder, counted, placeholder } from './placeholder.ts';

/** A rule as the compiled program names it; the order in the program is the rule's number in hits. */
export type RuleRecord = Omit<ProgramRule, 'form'>;

export interface RuleEntry extends RuleRecord {
  readonly index: number;
  /** Position among all ids in order of their bytes: what findings at the same place are sorted by. */
  readonly rank: number;
  /** Belongs to one provider: 1; to anyone: 0. */
  readonly specific: 0 | 1;
  readonly label: string;
  readonly suggestion: string;
  readonly hexSuggestion: string;
  readonly reference: string;
  readonly familyBytes: Uint8Array;
  readonly prefixBytes: Uint8Array;
  readonly labelMatch: boolean;
  readonly detailer: Detailer | null;
  /** Numbers of the rules it makes a pair with, or null. Symmetric: being named is enough. */
  readonly partners: ReadonlySet<number> | null;
  /** Begin and end of its findings' JSON lines. */
  readonly jsonHead: string;
  readonly jsonNames: string;
  readonly jsonTail: string;
  /** The same with the rule's own name and suggestion in them. */
  readonly jsonOwnHead: string;
  readonly jsonOwnTail: string;
  /** Redacted forms by length; filled as they occur. */
  readonly forms: MatchForms;
}

export interface MatchForms {
  /** By number of hidden characters: with the public prefix, and without. */
  readonly kept: string[];
  readonly bare: string[];
}

export interface RuleTable {
  readonly rules: readonly RuleEntry[];
  readonly byId: ReadonlyMap<string, RuleEntry>;
}

/** The members of a JSON line between the name of what was found and its confidence. */
export function namesJson(kind: string, provider: string, severity: string): string {
  return `,"kind":${JSON.stringify(kind)},"provider":${JSON.stringify(provider)},"severity":"${severity}","confidence":"`;
}

export interface TableOptions {
  /** Policy references of an organization's own, by violation type. */
  readonly references?: Partial<Readonly<Record<ViolationType, string>>>;
}

export const FINDING_SCHEMA = 'wardline/finding@1';

export function createRuleTable(records: readonly RuleRecord[], options: TableOptions = {}): RuleTable {
  const ranks = new Map<string, number>();
  for (const [rank, id] of [...new Set(records.map((r) => r.id))].sort(byCodeUnits).entries()) ranks.set(id, rank);
  const partners = pairUp(records);
  const rules = records.map((record, index) => new Entry(record, index, ranks.get(record.id) ?? 0, partners[index] ?? null, options));
  return { rules, byId: new Map(rules.map((rule) => [rule.id, rule])) };
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const NO_PROVIDER = new Set(['', 'generic', 'any', 'none', 'other', 'common', 'various']);

/** What only rules that find something need. Made at the first finding: a process that judges one message has a thousand rules and needs three. */
interface Written {
  readonly label: string;
  readonly suggestion: string;
  readonly hexSuggestion: string;
  readonly familyBytes: Uint8Array;
  readonly prefixBytes: Uint8Array;
  readonly jsonHead: string;
  readonly jsonNames: string;
  readonly jsonTail: string;
  readonly jsonOwnHead: string;
  readonly jsonOwnTail: string;
  readonly forms: MatchForms;
}

class Entry implements RuleEntry {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly kind: string;
  readonly type: ViolationType;
  readonly severity: Severity;
  readonly family: string;
  readonly advice: string;
  readonly pairs: readonly string[];
  readonly prefix: string;
  readonly on: boolean;
  readonly index: number;
  readonly rank: number;
  readonly partners: ReadonlySet<number> | null;
  readonly reference: string;
  readonly specific: 0 | 1;
  readonly labelMatch: boolean;
  readonly detailer: Detailer | null;
  #written: Written | null = null;

  constructor(record: RuleRecord, index: number, rank: number, partners: ReadonlySet<number> | null, options: TableOptions) {
    this.id = record.id;
    this.name = record.name;
    this.provider = record.provider;
    this.kind = record.kind;
    this.type = record.type;
    this.severity = record.severity;
    this.family = record.family;
    this.advice = record.advice;
    this.pairs = record.pairs;
    this.prefix = record.prefix;
    this.on = record.on;
    this.index = index;
    this.rank = rank;
    this.partners = partners;
    this.reference = options.references?.[record.type] ?? typeWords(record.type).reference;
    this.specific = NO_PROVIDER.has(record.provider.toLowerCase()) ? 0 : 1;
    this.labelMatch = kindWords(record.kind).match === 'label';
    this.detailer = detailerFor(record);
  }

  get label(): string {
    return (this.#written ?? this.#write()).label;
  }
  get suggestion(): string {
    return (this.#written ?? this.#write()).suggestion;
  }
  get hexSuggestion(): string {
    return (this.#written ?? this.#write()).hexSuggestion;
  }
  get familyBytes(): Uint8Array {
    return (this.#written ?? this.#write()).familyBytes;
  }
  get prefixBytes(): Uint8Array {
    return (this.#written ?? this.#write()).prefixBytes;
  }
  get jsonHead(): string {
    return (this.#written ?? this.#write()).jsonHead;
  }
  get jsonNames(): string {
    return (this.#written ?? this.#write()).jsonNames;
  }
  get jsonTail(): string {
    return (this.#written ?? this.#write()).jsonTail;
  }
  get jsonOwnHead(): string {
    return (this.#written ?? this.#write()).jsonOwnHead;
  }
  get jsonOwnTail(): string {
    return (this.#written ?? this.#write()).jsonOwnTail;
  }
  get forms(): MatchForms {
    return (this.#written ?? this.#write()).forms;
  }

  #write(): Written {
    const { id, name, provider, kind, type, severity, family, advice, prefix, reference } = this;
    const words = suggestion(type, kind, placeholder(this, 'message'), advice);
    const json = JSON.stringify;
    const jsonHead = `{"type":"finding","schema":"${FINDING_SCHEMA}","rule_id":${json(id)},"violation_type":"${type}","trigger_pattern":`;
    const jsonNames = namesJson(kind, provider, severity);
    const jsonTail = `,"policy_reference":${json(reference)}}`;
    this.#written = {
      label: bulkPlaceholder(this),
      suggestion: words,
      hexSuggestion: suggestion(type, 'hex_key', kindWords('hex_key').message, advice),
      familyBytes: familyBytes(family === '' ? id : family),
      prefixBytes: new TextEncoder().encode(prefix),
      jsonHead,
      jsonNames,
      jsonTail,
      jsonOwnHead: jsonHead + json(name) + jsonNames,
      jsonOwnTail: `,"suggested_resolution":${json(words)}${jsonTail}`,
      forms: { kept: [], bare: [] },
    };
    return this.#written;
  }
}

function pairUp(records: readonly RuleRecord[]): (Set<number> | null)[] {
  const named = new Map<string, number[]>();
  const add = (name: string, index: number): void => {
    const list = named.get(name);
    if (list === undefined) named.set(name, [index]);
    else if (!list.includes(index)) list.push(index);
  };
  records.forEach((record, index) => {
    add(record.id, index);
    add(record.family, index);
  });
  const partners: (Set<number> | null)[] = records.map(() => null);
  const link = (from: number, to: number): void => {
    const set = partners[from] ?? new Set<number>();
    set.add(to);
    partners[from] = set;
  };
  records.forEach((record, index) => {
    for (const name of record.pairs) {
      for (const other of named.get(name) ?? []) {
        if (other === index) continue;
        link(index, other);
        link(other, index);
      }
    }
  });
  return partners;
}

const MOST_KEPT = 128;

/** The redacted form of a secret of `characters` characters, of which the rule's prefix stays if it has it. */
export function matchText(rule: RuleEntry, bytes: Uint8Array, start: number, end: number, characters: number): string {
  if (rule.labelMatch) return rule.label;
  const prefix = rule.prefixBytes;
  const n = prefix.length;
  // A secret that is little more than its prefix keeps nothing of it.
  let keep = n > 0 && n < end - start;
  for (let i = 0; keep && i < n; i += 1) keep = bytes[start + i] === prefix[i];
  const hidden = keep ? characters - rule.prefix.length : characters;
  const forms = keep ? rule.forms.kept : rule.forms.bare;
  const known = hidden < MOST_KEPT ? forms[hidden] : undefined;
  if (known !== undefined) return known;
  const form = keep ? rule.prefix + counted(hidden) : counted(hidden);
  if (hidden < MOST_KEPT) forms[hidden] = form;
  return form;
}
