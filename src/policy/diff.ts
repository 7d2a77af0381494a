// What another policy would have decided about the violations that are on record: from their recorded features alone,
// for no content is kept.

import type { ViolationType } from '../rules/model.ts';
import { decide } from './levels.ts';
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
  readonly row: string;
  readonly count: number;
}

export interface Comparison {
  readonly records: number;
  readonly violations: number;
  readonly changed: number;
  /** Checks whose level as a whole would be another. */
  readonly decisions: { readonly tighter: number; readonly looser: number; readonly same: number };
  readonly changes: readonly Change[];
  readonly settings: readonly { readonly name: string; readonly from: unknown; readonly to: unknown }[];
  /** What can't be told from the records. */
  readonly limits: string;
}

export function comparePolicies(state: string, before: LoadedPolicy, after: LoadedPolicy): Comparison {
  const changes = new Map<string, { -readonly [K in keyof Change]: Change[K] }>();
  let records = 0;
  let violations = 0;
  let changed = 0;
  const decisions = { tighter: 0, looser: 0, same: 0 };
  for (const { event, fields } of recorded(state, 'check')) {
    if (event !== 'check' || !Array.isArray(fields['violations'])) continue;
    records += 1;
    let most = 0;
    let mostAfter = 0;
    for (const one of fields['violations'] as Readonly<Record<string, unknown>>[]) {
      violations += 1;
      const features = featuresOf(one, fields);
      const from = decide(before.policy, features, before.conditions).level;
      const verdict = after.policy.off.has(features.rule) || after.policy.off.has(features.kind) ? null : decide(after.policy, features, after.conditions);
      const to = verdict?.level ?? 0;
      most = Math.max(most, from);
      mostAfter = Math.max(mostAfter, to);
      if (from === to) continue;
      changed += 1;
      const key = `${features.rule}\0${features.context}\0${from}\0${to}`;
      const known = changes.get(key);
      if (known !== undefined) known.count += 1;
      else changes.set(key, { rule: features.rule, kind: features.kind, context: features.context, from, to, row: verdict === null ? 'rule is off' : `${verdict.layer}:${verdict.row}`, count: 1 });
    }
    decisions[mostAfter > most ? 'tighter' : mostAfter < most ? 'looser' : 'same'] += 1;
  }
  const settings = SETTING_NAMES.flatMap((name) => {
    const from = before.policy.origins.get(name)?.value;
    const to = after.policy.origins.get(name)?.value;
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ name, from, to }];
  });
  return {
    records, violations, changed, decisions, changes: [...changes.values()].sort((a, b) => b.count - a.count), settings,
    limits: 'Messages that passed without a violation are not on record, so what a tighter policy would newly find in them can\'t be told; exceptions by pattern are not compared.',
  };
}

function featuresOf(one: Readonly<Record<string, unknown>>, check: Readonly<Record<string, unknown>>): Features {
  const text = (key: string): string => String(one[key] ?? '');
  const context = String(check['context']);
  return {
    type: text('type') as ViolationType, kind: text('kind'), rule: text('rule'), provider: text('provider'), severity: text('severity') as Features['severity'], confidence: text('confidence') as Features['confidence'],
    context: CONTEXTS.find((name) => name === context) ?? 'general', range: text('range') as Features['range'], corroborated: one['corroborated'] === true, same_type: Number(one['same_type'] ?? 1),
    language: text('language'), surface: String(check['surface'] ?? ''), path: String(check['path'] ?? ''), user: String(check['who'] ?? ''), groups: Array.isArray(one['groups']) ? (one['groups'] as string[]) : [],
  };
}

export function renderComparison(found: Comparison): string {
  const lines = [`${found.records} recorded checks with ${found.violations} violations: ${found.decisions.tighter} would be tighter, ${found.decisions.looser} looser, ${found.decisions.same} the same`];
  for (const one of found.settings) lines.push(`  setting ${one.name}: ${JSON.stringify(one.from)} → ${JSON.stringify(one.to)}`);
  for (const one of found.changes) lines.push(`  ${String(one.count).padStart(5)} × ${one.rule} in ${one.context}: level ${one.from} → ${one.to} (${one.row})`);
  lines.push(found.limits);
  return `${lines.join('\n')}\n`;
}
