// Rule files of other tools. Import this lazily: it brings parsers with it.

import { readGitleaks } from './gitleaks.ts';
import type { ForeignRules } from './model.ts';
import { readYamlRules } from './yaml-rules.ts';

export { countConstructs, type ForeignNote, type ForeignRules } from './model.ts';

export const FOREIGN_FORMATS = ['gitleaks', 'kingfisher', 'noseyparker'] as const;
export type ForeignFormat = (typeof FOREIGN_FORMATS)[number];

export function readForeign(text: string, file: string, format: ForeignFormat): ForeignRules {
  return format === 'gitleaks' ? readGitleaks(text, file) : readYamlRules(text, file, format);
}

/** What a file most likely is, by its ending and its first words; null for our own rule files and all else. */
export function guessForeign(text: string, file: string): ForeignFormat | null {
  if (/\.toml$/i.test(file)) return /^[ \t]*\[\[[ \t]*rules[ \t]*\]\]/m.test(text) ? 'gitleaks' : null;
  if (!/^rules:/m.test(text) || /^ *(?:- )?(?:severity|sample|negatives):/m.test(text)) return null;
  if (/^ *(?:- )?(?:min_entropy|confidence|validation|depends_on_rule|pattern_requirements):/m.test(text)) return 'kingfisher';
  return /^ *(?:- )?(?:negative_examples|categories):/m.test(text) || /^ *(?:- )?id: +np\./m.test(text) ? 'noseyparker' : null;
}
