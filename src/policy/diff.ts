// What another policy would have decided about the checks that are on record: from their recorded features alone, for no
// content is kept. Both policies are applied as if they held today, so that a new exception counts from now on.

import type { ViolationType } from '../rules/model.ts';
import { exceptionFor } from './exceptions.ts';
import { decide, isOff } from './levels.ts';
import type { LoadedPolicy } from './load.ts';
import { CONTEXTS, type Features, type Level } from './model.ts';
import { SETTING_NAMES } from './settings.ts';
import { recorded } from './state-log.ts';

export interface Change {
  readonly rule: string;
  readonly kind: string;
  readonly context: string;
  readonly from: Level;
  readonly to: Level;
  /** What decides under the new policy. */
  readonly row: string;
  readonly count: number;
}

export interface Comparison {
  /** Checks on record, those that passed as well. */
  readonly records: number;
  /** Of them, allowed ones in which nothing was found at all: no table of levels can change them. */
  readonly empty: number;
  /** Of them, those recorded before features of what was exempted or noted were kept. */
  readonly unknown: number;
  /** Findings with features: held, exempted or noted. */
  readonly violations: number;
  readonly changed: number;
  /** Checks whose level as a whole would be another. */
  readonly decisions: { readonly tighter: number; readonly looser: number; readonly same: number };
  /** Checks that would be held (level 2 or 3) and are not, and the other way round. */
  readonly newly_held: number;
  readonly newly_released: number;
  readonly changes: readonly Change[];
  readonly settings: readonly { readonly name: string; readonly from: unknown; readonly to: unknown }[];
  /** What can't be told from the records. */
  readonly limits: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

interface Judgement {
  readonly level: Level;
  readonly by: string;
}

export function comparePolicies(state: string, before: LoadedPolicy, after: LoadedPolicy, now: number = Date.now()): Comparison {
  const changes = new Map<string, { -readonly [K in keyof Change]: Change[K] }>();
  const totals = { records: 0, empty: 0, unknown: 0, violations: 0, changed: 0, newly_held: 0, newly_released: 0 };
  const decisions = { tighter: 0, looser: 0, same: 0 };
  let patterns = false;
  for (const { event, fields } of recorded(state, 'check')) {
    const times = event === 'checks' ? Number(fields['checks'] ?? 0) : 1;
    if (event !== 'check' && event !== 'checks') continue;
    totals.records += times;
    const findings = [...listOf(fields['violations']), ...listOf(fields['exempted']), ...listOf(fields['noted'])];
    if (event === 'checks' && findings.length === 0) {
      totals.empty += times;
      continue;
    }
    if (listOf(fields['exempted']).some((one) => one['type'] === undefined)) {
      totals.unknown += times;
      continue;
    }
    let most = 0;
    let mostAfter = 0;
    for (const one of findings) {
      const n = times * Number(one['n'] ?? 1);
      totals.violations += n;
      const features = featuresOf(one, fields);
      const from = judge(before, one, features, now);
      const to = judge(after, one, features, now);
      most = Math.max(most, from.level);
      mostAfter = Math.max(mostAfter, to.level);
      if (features.type === 'NETWORK_SECURITY' && features.range !== '') patterns = true;
      if (from.level === to.level) continue;
      totals.changed += n;
      const key = `${features.rule}\0${features.context}\0${from.level}\0${to.level}\0${to.by}`;
      const known = changes.get(key);
      if (known !== undefined) known.count += n;
      else changes.set(key, { rule: features.rule, kind: features.kind, context: features.context, from: from.level, to: to.level, row: to.by, count: n });
    }
    decisions[mostAfter > most ? 'tighter' : mostAfter < most ? 'looser' : 'same'] += times;
    if (mostAfter >= 2 && most < 2) totals.newly_held += times;
    if (mostAfter < 2 && most >= 2) totals.newly_released += times;
  }
  const settings = SETTING_NAMES.flatMap((name) => {
    const from = before.policy.origins.get(name)?.value;
    const to = after.policy.origins.get(name)?.value;
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ name, from, to }];
  });
  return { ...totals, decisions, changes: [...changes.values()].sort((a, b) => b.count - a.count || (a.rule < b.rule ? -1 : 1)), settings, limits: limitsOf(before, after, totals.unknown, patterns) };
}

/** The level that remains when switched-off rules, the table, exceptions and inline comments have spoken. */
function judge({ policy, conditions }: LoadedPolicy, one: Fields, features: Features, now: number): Judgement {
  if (isOff(policy, features.type, features.kind, features.rule)) return { level: 0, by: 'switched off' };
  const { level, layer, row } = decide(policy, features, conditions);
  if (level === 0 || level >= 3) return { level, by: `${layer}:${row}` };
  const match = String(one['match'] ?? '');
  const exception = exceptionFor(policy, { fingerprint: String(one['fingerprint'] ?? ''), rule: features.rule, path: features.path, shown: match === '' ? [] : [match], context: features.context, level }, now);
  if (exception !== null) return { level: 0, by: `exception ${exception.id}` };
  const inline = one['by'] === 'inline' && policy.settings['inline_allow.enabled'] && level <= policy.settings['inline_allow.max_level'];
  return inline ? { level: 0, by: 'inline comment' } : { level, by: `${layer}:${row}` };
}

function limitsOf(before: LoadedPolicy, after: LoadedPolicy, unknown: number, addresses: boolean): string[] {
  const limits = ['Told from features alone: what rules that are new or were switched off would find in these messages is not known, nor what a classifier would say; overrides are left out.'];
  const byPattern = [before, after].some(({ policy }) => policy.exceptions.some(({ exception }) => exception.pattern !== undefined));
  if (byPattern && addresses) limits.push('Exceptions by pattern are compared with the redacted form of credentials; hosts and addresses are not on record, so for those they count as not fitting.');
  const byPerson = [before, after].some(({ policy }) => policy.rows.some(({ rows }) => rows.some((row) => row.match.group !== undefined || /\b(?:path|user|groups)\b/.test(row.when ?? ''))));
  if (byPerson) limits.push('Messages that passed are counted without path, person and groups: rows that look at these are compared only for messages that were held or exempted.');
  if (unknown > 0) limits.push(`${unknown} checks were recorded before features of exempted findings were kept; they are left out.`);
  return limits;
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? (value as Fields[]) : [];
}

function featuresOf(one: Fields, check: Fields): Features {
  const text = (key: string): string => String(one[key] ?? '');
  const context = String(check['context']);
  const groups = check['groups'] ?? one['groups'];
  return {
    type: text('type') as ViolationType, kind: text('kind'), rule: text('rule'), provider: text('provider'), severity: text('severity') as Features['severity'], confidence: text('confidence') as Features['confidence'],
    context: CONTEXTS.find((name) => name === context) ?? 'general', range: text('range') as Features['range'], corroborated: one['corroborated'] === true, same_type: Number(one['same_type'] ?? 1),
    language: text('language'), surface: String(check['surface'] ?? ''), path: String(check['path'] ?? ''), user: String(check['who'] ?? ''), groups: Array.isArray(groups) ? (groups as string[]) : [],
  };
}

export function renderComparison(found: Comparison): string {
  const { decisions } = found;
  const lines = [
    `${found.records} recorded checks, ${found.violations} findings: ${decisions.tighter} checks would be tighter, ${decisions.looser} looser, ${decisions.same} the same; ${found.empty} had nothing in them`,
    `  newly held: ${found.newly_held}; newly let pass: ${found.newly_released}`,
  ];
  for (const one of found.settings) lines.push(`  setting ${one.name}: ${JSON.stringify(one.from)} → ${JSON.stringify(one.to)}`);
  for (const one of found.changes) lines.push(`  ${String(one.count).padStart(5)} × ${one.rule} in ${one.context}: level ${one.from} → ${one.to} (${one.row})`);
  for (const limit of found.limits) lines.push(`note: ${limit}`);
  return `${lines.join('\n')}\n`;
}
