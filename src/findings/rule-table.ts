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
  /** Belongs to one provider: 1; to anyone: 0. */
  readonly specific: 0 | 1;
  /** The provider says whose the secret is, not only where it stood. */
  readonly owned: boolean;
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
  #naming: readonly RuleRecord[] | null = null;

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
    this.#naming ??= this.rules.filter((rule) => rule.pairs.length > 0);
    const entry = makeEntry(this.rules[index] as RuleRecord, index, partnersOf(this.rules, this.#naming, index), this.#references);
    this.#entries[index] = entry;
    return entry;
  }
}

/** Providers of built-in rules that say where a secret stood, not whose it is. */
const PLACES: ReadonlySet<string> = new Set(['HTTP', 'URLs', 'Connection strings', 'Files']);
const NO_PROVIDER = new Set(['', 'generic', 'any', 'none', 'other', 'common', 'various']);

function makeEntry(record: RuleRecord, index: number, partners: ReadonlySet<number> | null, references: TableOptions['references']): RuleEntry {
  const { id, name, provider, kind, type, severity, family, advice, pairs, prefix, on } = record;
  const reference = references?.[type] ?? typeWords(type).reference;
  const words = suggestion(type, kind, placeholder(record, 'message'), advice);
  const specific = NO_PROVIDER.has(provider.toLowerCase()) ? 0 : 1;
  const json = JSON.stringify;
  const jsonHead = `{"type":"finding","schema":"${FINDING_SCHEMA}","rule_id":${json(id)},"violation_type":"${type}","trigger_pattern":`;
  const jsonNames = namesJson(kind, provider, severity);
  const jsonTail = `,"policy_reference":${json(reference)}}`;
  return {
    id, name, provider, kind, type, severity, family, advice, pairs, prefix, on, index, partners, reference, specific,
    owned: specific === 1 && !PLACES.has(provider),
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

/** The rules that this one names, and those that name it: by id or by family. `naming` are the few that name any. */
function partnersOf(records: readonly RuleRecord[], naming: readonly RuleRecord[], index: number): ReadonlySet<number> | null {
  const own = records[index] as RuleRecord;
  const found = new Set<number>();
  for (const other of naming) if (other !== own && isNamed(own, other.pairs)) found.add(records.indexOf(other));
  if (own.pairs.length > 0) records.forEach((other, i) => other !== own && isNamed(other, own.pairs) && found.add(i));
  return found.size === 0 ? null : found;
}

function isNamed({ id, family }: RuleRecord, names: readonly string[]): boolean {
  return names.includes(id) || names.includes(family);
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
