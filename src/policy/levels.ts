// Which level a violation has: the first row of each layer that fits, base first; a later layer's row counts unless it
// loosens what a layer above has locked. Every answer names the row and its reason.

import type { Condition } from './conditions.ts';
import type { EffectivePolicy } from './merge.ts';
import { lockOf } from './merge.ts';
import type { Features, Layer, Level, LevelRow, Match } from './model.ts';

export interface Verdict {
  readonly level: Level;
  readonly row: string;
  readonly layer: Layer | 'default';
  readonly reason: string;
  readonly note: string;
  /** Rows that fitted and were refused, or conditions that could not be evaluated. */
  readonly remarks: readonly string[];
}

const WITHOUT_ROW: Verdict = { level: 1, row: 'none', layer: 'default', reason: 'no row of the table fits', note: '', remarks: [] };

export function fits(match: Match, f: Features): boolean {
  return (
    has(match.type, f.type) && has(match.kind, f.kind) && has(match.rule, f.rule) && has(match.provider, f.provider) &&
    has(match.severity, f.severity) && has(match.confidence, f.confidence) && has(match.context, f.context) && has(match.range, f.range) &&
    has(match.language, f.language) && has(match.surface, f.surface) &&
    (match.group === undefined || match.group.some((group) => f.groups.includes(group))) &&
    (match.corroborated === undefined || match.corroborated === f.corroborated) &&
    (match.min_same_type === undefined || f.same_type >= match.min_same_type)
  );
}

const PHRASE_TYPES: ReadonlySet<string> = new Set(['COORDINATION_CONCERN', 'CONTENT_POLICY', 'SAFETY_CONCERN']);

/** Whether the policy has switched off what finds this. */
export function isOff(policy: EffectivePolicy, type: string, kind: string, rule: string): boolean {
  if (policy.off.size > 0 && (policy.off.has(rule) || policy.off.has(kind))) return true;
  if (policy.settings.phrases === 'off' && PHRASE_TYPES.has(type)) return true;
  return type === 'NETWORK_SECURITY' && !policy.settings['network.enabled'];
}

function has(wanted: readonly string[] | undefined, value: string): boolean {
  return wanted === undefined || wanted.includes(value);
}

/** `conditions` holds the compiled `when` of every row that has one, by its text. */
export function decide(policy: EffectivePolicy, features: Features, conditions: ReadonlyMap<string, Condition>): Verdict {
  let verdict = WITHOUT_ROW;
  let remarks: string[] | null = null;
  for (const { layer, rows } of policy.rows) {
    for (const row of rows) {
      if (!fits(row.match, features)) continue;
      if (row.when !== undefined) {
        const met = conditions.get(row.when)?.(features) ?? { met: false, remark: 'the condition is not compiled' };
        if (met.remark !== '') (remarks ??= []).push(`row \`${row.id}\`: ${met.remark}`);
        if (!met.met) continue;
      }
      const refused = verdict === WITHOUT_ROW || row.level >= verdict.level ? null : whyRefused(policy, layer, row, verdict.level, features);
      if (refused === null) verdict = { level: row.level, row: row.id, layer, reason: row.reason, note: row.note ?? '', remarks: [] };
      else (remarks ??= []).push(`row \`${row.id}\` of ${layer} would make it level ${row.level}: ${refused}`);
      break;
    }
  }
  return remarks === null ? verdict : { ...verdict, remarks };
}

function whyRefused(policy: EffectivePolicy, layer: Layer, _row: LevelRow, before: Level, f: Features): string | null {
  if (policy.locks.size > 0) {
    for (const name of [`levels.${f.type}.${f.kind}`, `levels.${before}`]) {
      const by = lockOf(policy.locks, name, layer);
      if (by !== null) return `\`${name}\` is locked by ${by}`;
    }
  }
  if (layer === 'project' && policy.settings.project_policy === 'tighten_only') return 'project policies may only tighten';
  return null;
}
