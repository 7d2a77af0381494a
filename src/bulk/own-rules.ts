// Rule files of one's own, compiled together with the built-in rules.

import { readFileSync } from 'node:fs';
import { WardlineError } from '../errors.ts';
import { compileRules } from '../rules/compile/compile.ts';
import { lossOf, readRuleFile } from '../rules/load/any.ts';
import { joinRules, mergeRules } from '../rules/load/merge.ts';
import type { Rule } from '../rules/model.ts';

/** `warn` hears of rules of other tools that lost something on the way. */
export function compileOwnRules(files: readonly string[], builtInJson: string | null, all: boolean, warn: (text: string) => void): Uint8Array {
  const builtIn = builtInJson === null ? [] : (JSON.parse(readFileSync(builtInJson, 'utf8')) as { rules: readonly Rule[] }).rules;
  const sets = files.map((file) => {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (cause) {
      throw new WardlineError('rule_file_unreadable', `the rule file \`${file}\` can't be read`, { hint: 'check its path and permissions', cause });
    }
    const read = readRuleFile(text, file);
    const loss = lossOf(read);
    if (loss !== null) warn(loss);
    return read;
  });
  const merged = mergeRules(builtIn, joinRules(sets));
  // Rules that are off cost time on every byte: they are in the program only when they may be asked for.
  return compileRules(all ? merged : merged.filter((rule) => rule.on)).program;
}
