// Which rules report: by default those that are on; more or fewer by id, type, kind, family or provider.

import { WardlineError } from '../errors.ts';
import { nearestName } from '../nearest.ts';
import type { RuleTable } from './rule-table.ts';

export interface RuleSelection {
  /** Begin with every rule, also with those that are off unless asked for. */
  readonly all?: boolean;
  /** Nothing but these. Naming a rule turns it on. */
  readonly only?: readonly string[];
  /** Not these. */
  readonly except?: readonly string[];
}

/** One byte a rule: 1 for those that report. Names that fit nothing are an error. */
export function selectRules(table: RuleTable, selection: RuleSelection): Uint8Array {
  const enabled = new Uint8Array(table.rules.length);
  if (selection.only !== undefined) {
    for (const name of selection.only) mark(table, enabled, name, 'only', 1);
  } else {
    table.rules.forEach((rule, index) => (enabled[index] = selection.all === true || rule.on ? 1 : 0));
  }
  for (const name of selection.except ?? []) mark(table, enabled, name, 'except', 0);
  return enabled;
}

function mark(table: RuleTable, enabled: Uint8Array, name: string, option: string, value: 0 | 1): void {
  const wanted = name.toLowerCase();
  let found = false;
  for (const [index, rule] of table.rules.entries()) {
    if (rule.id !== name && rule.type !== name && rule.kind !== name && rule.family !== name && rule.provider.toLowerCase() !== wanted) continue;
    enabled[index] = value;
    found = true;
  }
  if (found) return;
  const near = nearest(table, wanted);
  throw new WardlineError('unknown_rule', `\`${option}\` names \`${name}\`, which is no rule, type, kind, family or provider`, {
    hint: near === null ? '`wardline rules list` shows all' : `did you mean \`${near}\`?`,
  });
}

/** The name that differs least, if little enough. */
export function nearest(table: RuleTable, name: string): string | null {
  const names = new Set<string>();
  for (const rule of table.rules) names.add(rule.id).add(rule.type).add(rule.kind).add(rule.provider);
  return nearestName(name, names, 2);
}
