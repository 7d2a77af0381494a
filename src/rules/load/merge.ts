// Layers of rules: files of one layer joined, one layer over another. No YAML in here.

import type { Position, Rule } from '../model.ts';
import { Problems } from './problems.ts';

export const MAX_RULES = 20_000;

export interface Disabled {
  readonly id: string;
  readonly at: Position;
}

/** One layer of rules: a file, or several joined by `joinRules`. */
export interface LoadedRules {
  readonly rules: readonly Rule[];
  /** Rules of lower layers to take out. */
  readonly disabled: readonly Disabled[];
}

/** Notes a problem when the id was seen before. */
export function noteId(problems: Problems, places: Map<string, Position>, { id, at }: Disabled): void {
  const before = places.get(id);
  if (before) problems.add(`rule \`${id}\` is already defined at ${before.file}:${before.line}:${before.column}`, 'give one of them another id', at);
  else places.set(id, at);
}

/** Files of one layer together; an id that stands in two of them is an error naming both places. */
export function joinRules(parts: readonly LoadedRules[]): LoadedRules {
  return Problems.during((problems) => {
    const places = new Map<string, Position>();
    for (const { rules, disabled } of parts) for (const one of [...rules, ...disabled]) noteId(problems, places, one);
    return { rules: parts.flatMap((part) => part.rules), disabled: parts.flatMap((part) => part.disabled) };
  });
}

/** A layer over another: same ids replace (in place), new ones follow, disabled ones go. */
export function mergeRules(base: readonly Rule[], more: LoadedRules): readonly Rule[] {
  return Problems.during((problems) => {
    const byId = new Map(base.map((rule) => [rule.id, rule]));
    for (const { id, at } of more.disabled) {
      if (!byId.delete(id)) problems.add(`there is no rule \`${id}\` to disable`, '`wardline rules list` shows the ids', at);
    }
    for (const rule of more.rules) byId.set(rule.id, rule);
    if (byId.size > MAX_RULES) problems.add(`${byId.size} rules, more than ${MAX_RULES}`, 'disable some', more.rules[0]?.at ?? { file: '', line: 1, column: 1 });
    return [...byId.values()];
  });
}
