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
  const shared = new Shared(records, options);
  const rules = records.map((record, index) => new Entry(record, index, shared));
  return { rules, byId: new Map(rules.map((rule) => [rule.id, rule])) };
}

/** What needs all rules to be known, and only rules that find something need. Made at the first hit. */
class Shared {
  readonly references: Partial<Readonly<Record<ViolationType, string>>>;
  readonly #records: readonly RuleRecord[];
  #ranks: Uint32Array | null = null;
  #partners: readonly (ReadonlySet<number> | null)[] | null = null;

  constructor(records: readonly RuleRecord[], options: TableOptions) {
    this.#records = records;
    this.references = options.references ?? {};
  }

  /** Place of each rule's id in the order of all ids. */
  get ranks(): Uint32Array {
    if (this.#ranks !== null) return this.#ranks;
    const order = new Map([...new Set(this.#records.map((record) => record.id))].sort(byCodeUnits).map((id, rank) => [id, rank]));
    this.#ranks = Uint32Array.from(this.#records, (record) => order.get(record.id) ?? 0);
    return this.#ranks;
  }

  get partners(): readonly (ReadonlySet<number> | null)[] {
    this.#partners ??= pairUp(this.#records);
    return this.#partners;
  }
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const NO_PROVIDER = new Set(['', 'generic', 'any', 'none', 'other', 'common', 'various']);

/** What only rules that find something need. Made at the first finding: a process that judges one message has a thousand rules and needs three. */
interface Written {
  readonly rank: number;
  readonly partners: ReadonlySet<number> | null;
  readonly reference: string;
  readonly specific: 0 | 1;
  readonly labelMatch: boolean;
  readonly detailer: Detailer | null;
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
  readonly index: number;
  readonly #record: RuleRecord;
  readonly #shared: Shared;
  #written: Written | null = null;

  constructor(record: RuleRecord, index: number, shared: Shared) {
    this.index = index;
    this.#record = record;
    this.#shared = shared;
  }

  get id(): string {
    return this.#record.id;
  }
  get name(): string {
    return this.#record.name;
  }
  get provider(): string {
    return this.#record.provider;
  }
  get kind(): string {
    return this.#record.kind;
  }
  get type(): ViolationType {
    return this.#record.type;
  }
  get severity(): Severity {
    return this.#record.severity;
  }
  get family(): string {
    return this.#record.family;
  }
  get advice(): string {
    return this.#record.advice;
  }
  get pairs(): readonly string[] {
    return this.#record.pairs;
  }
  get prefix(): string {
    return this.#record.prefix;
  }
  get on(): boolean {
    return this.#record.on;
  }
  get rank(): number {
    return (this.#written ?? this.#write()).rank;
  }
  get partners(): ReadonlySet<number> | null {
    return (this.#written ?? this.#write()).partners;
  }
  get reference(): string {
    return (this.#written ?? this.#write()).reference;
  }
  get specific(): 0 | 1 {
    return (this.#written ?? this.#write()).specific;
  }
  get labelMatch(): boolean {
    return (this.#written ?? this.#write()).labelMatch;
  }
  get detailer(): Detailer | null {
    return (this.#written ?? this.#write()).detailer;
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
    const { id, name, provider, kind, type, severity, family, advice, prefix } = this;
    const reference = this.#shared.references[type] ?? typeWords(type).reference;
    const words = suggestion(type, kind, placeholder(this, 'message'), advice);
    const json = JSON.stringify;
    const jsonHead = `{"type":"finding","schema":"${FINDING_SCHEMA}","rule_id":${json(id)},"violation_type":"${type}","trigger_pattern":`;
    const jsonNames = namesJson(kind, provider, severity);
    const jsonTail = `,"policy_reference":${json(reference)}}`;
    this.#written = {
      rank: this.#shared.ranks[this.index] as number,
      partners: this.#shared.partners[this.index] ?? null,
      reference,
      specific: NO_PROVIDER.has(provider.toLowerCase()) ? 0 : 1,
      labelMatch: kindWords(kind).match === 'label',
      detailer: detailerFor(this.#record),
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
  // Few names are anybody's partner: only those are looked up.
  const named = new Map<string, number[]>();
  for (const record of records) for (const name of record.pairs) if (!named.has(name)) named.set(name, []);
  records.forEach(({ id, family }, index) => {
    named.get(id)?.push(index);
    if (family !== id) named.get(family)?.push(index);
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
