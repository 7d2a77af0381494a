// Compiles the rules that come with the package. Run at build time; at run time only its products are read:
//   rules.bin       the credentials that bulk scans look for        rules-all.bin   everything, for messages
//   rules.json      all rules as checked data, for other selections, `explain` and the docs

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileRules } from './compile/compile.ts';
import { joinRules, loadRules } from './load/load.ts';
import type { Rule } from './model.ts';

/** At build time there is time to place literals well. */
const BUILD_MOVES = 60_000;

export interface BuildSummary {
  readonly rules: number;
  readonly bytes: number;
  readonly literals: number;
  readonly milliseconds: number;
}

/** All rules under a folder, in the order of their files. */
export function loadFolder(folder: string): readonly Rule[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml')).sort();
  return joinRules(files.map((name) => loadRules(readFileSync(join(folder, name), 'utf8'), `rules/${name}`))).rules;
}

export function buildBuiltIn(folder: string, out: string): BuildSummary {
  const rules = loadFolder(folder);
  const begun = performance.now();
  const bulk = compileRules(rules.filter((rule) => rule.on), { moves: BUILD_MOVES });
  const milliseconds = Math.round(performance.now() - begun);
  const all = compileRules(rules, { moves: BUILD_MOVES });
  writeFileSync(join(out, 'rules.bin'), bulk.program);
  writeFileSync(join(out, 'rules-all.bin'), all.program);
  writeFileSync(join(out, 'rules.json'), JSON.stringify({ rules, found: all.report }));
  return { rules: rules.length, bytes: bulk.program.length, literals: bulk.sieve.literals, milliseconds };
}
