// A rule file, whoever's it is: our own form, or that of another tool. Import this lazily: it brings parsers with it.

import { type ForeignFormat, type ForeignNote, guessForeign, readForeign } from '../foreign/index.ts';
import { loadRules } from './load.ts';
import type { LoadedRules } from './merge.ts';

export interface RuleFile extends LoadedRules {
  readonly file: string;
  /** The other tool, null for our own form. */
  readonly format: ForeignFormat | null;
  /** What of another tool's rules could not be said here, rule by rule. */
  readonly notes: readonly ForeignNote[];
}

/** Throws a RuleFileError, or a WardlineError RULE_INVALID, when the file as a whole can't be used. */
export function readRuleFile(text: string, file: string): RuleFile {
  const format = guessForeign(text, file);
  if (format === null) return { ...loadRules(text, file), file, format, notes: [] };
  const { rules, notes } = readForeign(text, file, format);
  return { rules, disabled: [], file, format, notes };
}

/** One line about what was lost on the way, null when nothing was. */
export function lossOf({ file, format, rules, notes }: RuleFile): string | null {
  if (format === null) return null;
  const of = (effect: ForeignNote['effect']): number => new Set(notes.filter((note) => note.effect === effect).map((note) => note.rule)).size;
  const [dropped, looser, tighter] = [of('dropped'), of('looser'), of('tighter')];
  if (dropped + looser + tighter === 0) return null;
  const counts = [`${dropped} can't be said here and are left out`, `${looser} find more`, `${tighter} find less`].filter((text) => !text.startsWith('0 '));
  return `\`${file}\`: of the rules of ${format} ${rules.length} are used, ${counts.join(', ')}; \`wardline rules test\` names each`;
}
