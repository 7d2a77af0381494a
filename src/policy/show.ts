// The effective policy in words: what holds, where it comes from, what is locked, what was refused, and the table of levels.

import { stateOf } from './exceptions.ts';
import type { EffectivePolicy } from './merge.ts';
import type { LevelRow, Match } from './model.ts';
import { SETTINGS, type SettingName } from './settings.ts';

const LEVEL_WORDS = ['0 allow', '1 warn', '2 soft block', '3 hard block'] as const;

export function showPolicy(policy: EffectivePolicy, now: number): string {
  const lines: string[] = ['Policies, strongest first:'];
  for (const source of policy.sources) {
    lines.push(`  ${source.layer.padEnd(8)} ${source.document.id}@${source.document.version}  ${source.hash}  ${source.signature === 'pinned' ? 'signed by the pinned key' : source.signature === 'shipped' ? 'shipped' : 'not signed'}  ${source.file}`);
  }
  lines.push('', 'Settings:');
  for (const [name, { value, origin, locked_by: lock }] of policy.origins) lines.push(`  ${name.padEnd(26)} ${JSON.stringify(value).padEnd(16)} ${origin.layer.padEnd(8)}${lock === null ? '' : ` locked by ${lock}`}`);
  lines.push('', 'Levels: in each policy the first row that fits; a later policy wins unless it loosens what is locked.');
  for (const { layer, rows } of policy.rows) {
    for (const row of rows) lines.push(`  ${layer.padEnd(8)} ${LEVEL_WORDS[row.level].padEnd(13)} ${row.id.padEnd(24)} ${matchWords(row)}\n${' '.repeat(25)}${row.reason}`);
  }
  lines.push('', `Locks: ${[...policy.locks].map(([name, layer]) => `${name} (${layer})`).join(', ') || 'none'}`);
  lines.push(`Rules off: ${[...policy.off].map(([name, layer]) => `${name} (${layer})`).join(', ') || 'none'}`);
  const exceptions = policy.exceptions.map(({ layer, exception }) => `  ${stateOf(exception, now, policy.settings['exceptions.max_days']).padEnd(8)} ${exception.id} until ${exception.expires}, ${exception.owner} (${layer})`);
  lines.push(exceptions.length === 0 ? 'Exceptions: none' : 'Exceptions:', ...exceptions);
  lines.push(policy.refused.length === 0 ? 'Refused: nothing' : 'Refused:', ...policy.refused.map((one) => `  ${one.layer}: ${one.what} (${one.reason})`));
  if (policy.identities.length > 0) lines.push('Identities:', ...policy.identities.map((one) => `  ${one.name}: ${one.roles.join(', ')}`));
  return `${lines.join('\n')}\n`;
}

function matchWords({ match, when }: LevelRow): string {
  const parts = Object.entries(match as Match & Record<string, unknown>).map(([key, value]) => `${key} ${Array.isArray(value) ? value.join('|') : String(value)}`);
  if (when !== undefined) parts.push(`when ${when}`);
  return parts.join(', ') || 'everything';
}

export function policyJson(policy: EffectivePolicy): unknown {
  return {
    id: policy.id, version: policy.version, hash: policy.hash,
    sources: policy.sources.map(({ layer, file, hash, signature, document }) => ({ layer, file, hash, signature, id: document.id, version: document.version })),
    settings: Object.fromEntries([...policy.origins].map(([name, one]) => [name, { ...one, help: SETTINGS[name as SettingName].help }])),
    levels: policy.rows.flatMap(({ layer, rows }) => rows.map((row) => ({ layer, ...row }))), locks: Object.fromEntries(policy.locks), off: Object.fromEntries(policy.off),
    exceptions: policy.exceptions.map(({ layer, exception }) => ({ layer, ...exception })), refused: policy.refused, identities: policy.identities.map(({ name, roles, groups }) => ({ name, roles, groups })),
  };
}
