// What reading another tool's rule file gives: rules, and an account of everything that could not be said.

import type { Position, Rule } from '../model.ts';

export interface ForeignNote {
  /** Id as the file has it; empty for what concerns the whole file. */
  readonly rule: string;
  /** What could not be expressed, in stable words: `look-ahead`, `stopwords`, `path`, … */
  readonly construct: string;
  /**
   * `dropped`: the rule is not there. `looser`: it finds more than in the other tool. `tighter`: it finds less.
   * `ignored`: what it finds is the same.
   */
  readonly effect: 'dropped' | 'looser' | 'tighter' | 'ignored';
  readonly message: string;
  readonly at: Position;
}

export interface ForeignRules {
  readonly rules: readonly Rule[];
  readonly notes: readonly ForeignNote[];
}

/** How often each construct stands in the notes, most frequent first. */
export function countConstructs(notes: readonly ForeignNote[]): readonly { readonly construct: string; readonly effect: ForeignNote['effect']; readonly count: number }[] {
  const counts = new Map<string, { construct: string; effect: ForeignNote['effect']; count: number }>();
  for (const { construct, effect } of notes) {
    const key = `${effect} ${construct}`;
    const entry = counts.get(key) ?? { construct, effect, count: 0 };
    entry.count++;
    counts.set(key, entry);
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || (a.construct < b.construct ? -1 : 1));
}
