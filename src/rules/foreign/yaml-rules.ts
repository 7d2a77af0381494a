// Rule files of Nosey Parker and of Kingfisher 1.x (YAML; the second grew out of the first). Formats: their RULES.md.

import { isMap, isScalar, isSeq, type Node } from 'yaml';
import type { Confidence, Position } from '../model.ts';
import { Problems } from '../load/problems.ts';
import { parseYaml } from '../load/yaml.ts';
import type { ForeignNote, ForeignRules } from './model.ts';
import { Translator } from './translate.ts';

const MAX_RULES = 20_000;
const MAX_TEXT = 8192;
type Fields = ReadonlyMap<string, unknown>;

/** Fields that need a note, and what leaving them out means. */
const NOTED: ReadonlyMap<string, readonly [effect: ForeignNote['effect'], message: string]> = new Map([
  ['validation', ['ignored', 'nothing is sent anywhere to try a secret']],
  ['revocation', ['ignored', 'nothing is sent anywhere to revoke a secret']],
  ['depends_on_rule', ['looser', 'the other rule is named as a pair, not required']],
  ['pattern_requirements', ['looser', 'minimal counts of characters and words to leave out are not read']],
  ['checksum', ['looser', 'write the rule anew with one of the `checks`']],
  ['prevalidated', ['ignored', 'confidence comes from the pattern']],
]);
const READ = new Set(['name', 'id', 'pattern', 'description', 'examples', 'negative_examples', 'references', 'categories', 'min_entropy', 'confidence', 'visible', 'tls_mode']);

/** Throws RuleFileError when the file is no such file; what single rules lack is in the notes. */
export function readYamlRules(text: string, file: string, tool: 'noseyparker' | 'kingfisher'): ForeignRules {
  return Problems.during((problems) => {
    const none: ForeignRules = { rules: [], notes: [] };
    const yaml = parseYaml(text.replace(/^\ufeff/, ''), file, problems);
    if (yaml === null || problems.count > 0) return none;
    const place = (node: unknown): Position => {
      const { line, col } = yaml.lines.linePos((node as Node | null)?.range?.[0] ?? 0);
      return { file, line: Math.max(1, line), column: Math.max(1, col) };
    };
    const top = yaml.document.contents;
    const list = isMap(top) ? top.get('rules', true) : null;
    if (!isSeq(list)) {
      problems.add('the file has no list `rules`', tool === 'noseyparker' ? 'rulesets of Nosey Parker are not read, its rules are' : 'is it a rule file of Kingfisher?', place(top));
      return none;
    }
    if (list.items.length > MAX_RULES) {
      problems.add(`the file has ${list.items.length} rules, more than ${MAX_RULES}`, 'split it', place(list));
      return none;
    }
    const translator = new Translator(tool);
    for (const item of list.items) {
      const at = place(item);
      if (isMap(item)) readRule(translator, tool, new Map(item.items.map(({ key, value }) => [isScalar(key) ? String(key.value) : '', plain(value, 0)])), at);
      else translator.note('', 'malformed rule', 'dropped', 'the rule is no map', at);
    }
    return { rules: translator.rules, notes: translator.notes };
  });
}

/** Values without anchors and aliases, which these files do not use; they become null. */
function plain(node: unknown, depth: number): unknown {
  if (isScalar(node)) return node.value;
  if (depth > 8) return null;
  if (isSeq(node)) return node.items.map((item) => plain(item, depth + 1));
  if (isMap(node)) return new Map(node.items.map(({ key, value }) => [isScalar(key) ? String(key.value) : '', plain(value, depth + 1)]));
  return null;
}

function readRule(translator: Translator, tool: 'noseyparker' | 'kingfisher', fields: Fields, at: Position): void {
  const id = textOf(fields, 'id') || textOf(fields, 'name');
  if (id === '') return translator.note('', 'no id', 'dropped', 'the rule has neither `id` nor `name`', at);
  const pattern = textOf(fields, 'pattern');
  if (pattern === '') return translator.note(id, 'no pattern', 'dropped', 'the rule has no `pattern`', at);
  for (const name of fields.keys()) {
    const noted = NOTED.get(name);
    if (noted) translator.note(id, name, noted[0], noted[1], at);
    else if (!READ.has(name)) translator.note(id, `field ${name}`, 'looser', `\`${name}\` is not known`, at);
  }
  const entropy = fields.get('min_entropy');
  translator.add({
    id,
    name: textOf(fields, 'name') || id,
    // Literal blocks end in a line break that verbose mode would skip; elsewhere it is hardly meant.
    pattern: pattern.replace(/\n+$/, ''),
    secretGroup: /\(\?P?<TOKEN>/.test(pattern) ? 'TOKEN' : tool === 'noseyparker' ? 'last' : 'first',
    confidence: confidenceOf(fields.get('confidence')),
    entropy: typeof entropy === 'number' ? entropy : 0,
    keywords: [],
    pairs: dependencies(fields.get('depends_on_rule')),
    on: fields.get('visible') !== false,
    examples: texts(fields.get('examples')),
    negatives: texts(fields.get('negative_examples')),
    references: texts(fields.get('references')),
    at,
  });
}

function textOf(fields: Fields, name: string): string {
  const value = fields.get(name);
  return typeof value === 'string' ? value : '';
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string' && one.length <= MAX_TEXT) : [];
}

function confidenceOf(value: unknown): Confidence | null {
  return value === 'low' || value === 'medium' || value === 'high' ? value : null;
}

function dependencies(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.flatMap((one) => (one instanceof Map && typeof one.get('rule_id') === 'string' ? [one.get('rule_id') as string] : [])) : [];
}
