// libhs over the same text and, as far as it can express them, the same patterns: the measure that figure c is held against.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadInternal } from '../lib/library.mjs';

const HELPER = fileURLToPath(new URL('./libhs.py', import.meta.url));
const LOCAL = fileURLToPath(new URL('../results/local/', import.meta.url));
const PYTHON = process.env.LIBHS_PYTHON ?? 'python3';

export function hasLibhs() {
  return spawnSync(PYTHON, ['-c', 'import hyperscan'], { stdio: 'ignore' }).status === 0;
}

/** Every pattern of the default rules in a form that libhs reads; rules that are matched by code have none. */
async function writePatterns(file, withLiteral) {
  const [builtIn, regex, anchors] = await Promise.all(['rules/built-in.js', 'rules/regex/index.js', 'rules/compile/anchors.js'].map(loadInternal));
  const rules = builtIn.loadFolder(fileURLToPath(new URL('../../rules', import.meta.url))).filter((rule) => rule.on);
  const patterns = rules.flatMap((rule) => rule.patterns.flatMap((one) => {
    const ast = regex.parsePattern(one.source, one.at);
    if (withLiteral && (anchors.anchorOf(ast) === null || rule.context?.without === 'drop')) return [];
    return [{ id: rule.id, pattern: regex.printPattern(ast.root).replaceAll('(?<secret>', '(?:') }];
  }));
  writeFileSync(file, JSON.stringify(patterns, null, 1));
  return { patterns: patterns.length, code: rules.filter((rule) => rule.patterns.length === 0).length };
}

/**
 * { samples in GB per CPU second, … } of one text that stays in the cache. Formats that are nothing without words around them
 * (`[a-z0-9]{32}`) match all the time when libhs, which knows no context, looks for them: `withLiteral` leaves those out.
 */
export async function scanWithLibhs(text, { rounds = 5, seconds = 0.4, withLiteral = false } = {}) {
  mkdirSync(LOCAL, { recursive: true });
  const name = withLiteral ? 'libhs-patterns-with-literal.json' : 'libhs-patterns.json';
  const written = await writePatterns(`${LOCAL}${name}`, withLiteral);
  writeFileSync(`${LOCAL}libhs-text.bin`, text);
  const out = execFileSync(PYTHON, [HELPER, `${LOCAL}${name}`, `${LOCAL}libhs-text.bin`, String(rounds), String(seconds)], { encoding: 'utf8', maxBuffer: 1 << 26 });
  return { ...JSON.parse(out.trim().split('\n').at(-1)), written };
}
