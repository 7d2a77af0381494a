// Everything about a rule that its findings share, worked out once: words, placeholders, the fixed parts of a JSON line.

import type { ProgramRule } from '../engine/program.ts';
import type { ViolationType } from '../rules/model.ts';
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
  /** All rules; a rule's place is its number in hits. */
  readonly rules: readonly RuleRecord[];
  /** The rule of this number, with what its findings share. */
  entry(index: number): RuleEntry;
  /** The same by its id. */
  entryOf(id: string): RuleEntry | undefined;
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
  return new Table(records, options.references ?? {});
}

/**
 * Entries are plain objects, made when their rule finds something for the first time: a process that judges one message
 * has a thousand rules and needs three. Getters would save the second look-up, but V8 writes out what they call wherever
 * they are used, and compiling that costs a scan more than all its findings do.
 */
class Table implements RuleTable {
  readonly rules: readonly RuleRecord[];
  readonly #references: Partial<Readonly<Record<ViolationType, string>>>;
  readonly #entries: (RuleEntry | undefined)[];
  readonly #byId = new Map<string, RuleEntry>();
  #ranks: Uint32Array | null = null;
  #partners: readonly (ReadonlySet<number> | null)[] | null = null;

  constructor(records: readonly RuleRecord[], references: Partial<Readonly<Record<ViolationType, string>>>) {
    this.rules = records;
    this.#references = references;
    this.#entries = new Array<undefined>(records.length).fill(undefined);
  }

  entry(index: number): RuleEntry {
    return this.#entries[index] ?? this.#make(index);
  }

  entryOf(id: string): RuleEntry | undefined {
    return this.#byId.get(id) ?? this.#find(id);
  }

  #find(id: string): RuleEntry | undefined {
    const index = this.rules.findLastIndex((rule) => rule.id === id);
    if (index < 0) return undefined;
    const entry = this.entry(index);
    this.#byId.set(id, entry);
    return entry;
  }

  #make(index: number): RuleEntry {
    this.#ranks ??= ranksOf(this.rules);
    this.#partners ??= pairUp(this.rules);
    const entry = makeEntry(this.rules[index] as RuleRecord, index, this.#ranks[index] as number, this.#partners[index] ?? null, this.#references);
    this.#entries[index] = entry;
    return entry;
  }
}

/** Place of each rule's id in the order of all ids. */
function ranksOf(records: readonly RuleRecord[]): Uint32Array {
  const order = new Map([...new Set(records.map((record) => record.id))].sort(byCodeUnits).map((id, rank) => [id, rank]));
  return Uint32Array.from(records, (record) => order.get(record.id) ?? 0);
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const NO_PROVIDER = new Set(['', 'generic', 'any', 'none', 'other', 'common', 'various']);

function makeEntry(record: RuleRecord, index: number, rank: number, partners: ReadonlySet<number> | null, references: TableOptions['references']): RuleEntry {
  const { id, name, provider, kind, type, severity, family, advice, pairs, prefix, on } = record;
  const reference = references?.[type] ?? typeWords(type).reference;
  const words = suggestion(type, kind, placeholder(record, 'message'), advice);
  const json = JSON.stringify;
  const jsonHead = `{"type":"finding","schema":"${FINDING_SCHEMA}","rule_id":${json(id)},"violation_type":"${type}","trigger_pattern":`;
  const jsonNames = namesJson(kind, provider, severity);
  const jsonTail = `,"policy_reference":${json(reference)}}`;
  return {
    id, name, provider, kind, type, severity, family, advice, pairs, prefix, on, index, rank, partners, reference,
    specific: NO_PROVIDER.has(provider.toLowerCase()) ? 0 : 1,
    labelMatch: kindWords(kind).match === 'label',
    detailer: detailerFor(record),
    label: bulkPlaceholder(record),
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
