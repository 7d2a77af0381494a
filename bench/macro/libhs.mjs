// libhs over the same text and, as far as it can express them, the same patterns: the measure that figure c is held against.
// Through koffi, in this process, without a callback: what libhs would do with its matches is not counted.

import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadInternal } from '../lib/library.mjs';
import { throughput } from '../lib/loop.mjs';

const RESULTS = fileURLToPath(new URL('../results/', import.meta.url));

/** Why libhs can't be measured here; null when it can. */
export async function libhsMissing() {
  const library = await loadInternal('engine/hyperscan/library.js');
  return library ? (library.hyperscanMissing()?.split('\n')[0] ?? null) : 'the library is not built';
}

/**
 * What libhs is given of rules that are nothing without a word near (`[a-z0-9]{32}`), which it can't look for by itself:
 *   bare       their patterns, which match all the time
 *   words      the word in front, as the rule files of other scanners write it: `(word|word)[^]{0,64}pattern`
 *   literal    only patterns that hold a literal, so none of those rules
 */
export const FORMS = { bare: 'libhs, all patterns', words: 'libhs, all patterns, words in front', literal: 'libhs, patterns with a literal' };

/** The default rules' patterns in a form that libhs reads; rules that are matched by code have none. */
async function patternsOf(form) {
  const [builtIn, regex, anchors] = await Promise.all(['rules/built-in.js', 'rules/regex/index.js', 'rules/compile/anchors.js'].map(loadInternal));
  const rules = builtIn.loadFolder(fileURLToPath(new URL('../../rules', import.meta.url))).filter((rule) => rule.on);
  const patterns = rules.flatMap((rule) => rule.patterns.flatMap((one) => {
    const ast = regex.parsePattern(one.source, one.at);
    const needsWord = rule.context?.without === 'drop';
    if (form === 'literal' && (anchors.anchorOf(ast) === null || needsWord)) return [];
    const pattern = regex.printPattern(ast.root).replaceAll('(?<secret>', '(?:');
    return [{ id: rule.id, pattern: form === 'words' && needsWord ? withWords(rule.context, pattern) : pattern }];
  }));
  return { rules, patterns, code: rules.filter((rule) => rule.patterns.length === 0).length };
}

/** Words that may stand on either side are looked for in front only: less work than the rule asks for. */
function withWords({ keywords, within, where }, pattern) {
  const words = `(?i:${keywords.map((word) => word.replace(/[^A-Za-z0-9]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)).join('|')})`;
  return where === 'after' ? `(?:${pattern})[\\s\\S]{0,${within}}${words}` : `${words}[\\s\\S]{0,${within}}(?:${pattern})`;
}

/**
 * { samples in GB per CPU second, … } of one text that stays in the cache. What was compiled, and what libhs refused and why,
 * is written beside the results.
 */
export async function scanWithLibhs(text, { rounds = 5, form = 'bare', keep } = {}) {
  const { HS_ALLOW_EMPTY, HS_MULTILINE, loadHyperscan } = await loadInternal('engine/hyperscan/library.js');
  const library = loadHyperscan();
  const { patterns, code } = await patternsOf(form);
  const kept = [];
  const refused = [];
  for (const one of patterns) {
    const reason = library.refuses({ expression: one.pattern, flags: HS_MULTILINE | HS_ALLOW_EMPTY });
    if (reason === null) kept.push(one);
    else refused.push({ ...one, reason });
  }
  const began = performance.now();
  const database = library.compile(kept.map((one) => ({ expression: one.pattern, flags: HS_MULTILINE | HS_ALLOW_EMPTY })));
  const buildSeconds = (performance.now() - began) / 1000;
  let matches = 0;
  database.scan(text, () => matches++);
  const { samples } = throughput(FORMS[form], () => (database.scan(text, null), 0), text.length, { rounds });
  const folder = keep ? RESULTS : `${RESULTS}local/`;
  mkdirSync(folder, { recursive: true });
  const file = `${folder}${keep ? `${keep}-` : ''}libhs-patterns-${form}.json`;
  writeFileSync(file, `${JSON.stringify({ version: library.version, kept, refused, code }, null, 1)}\n`);
  return { samples, matches, refused, version: library.version, buildSeconds, bytes: database.size, kept: kept.length, patterns: patterns.length, code, file: file.slice(file.indexOf('bench/results/')) };
}
