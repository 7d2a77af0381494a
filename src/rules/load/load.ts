// Rule files (docs/rules.md) → checked rules. Import this lazily: it brings the YAML parser with it.

import type { Node } from 'yaml';
import { parseTemplate, type TemplatePart } from '../../testkit/template-parse.ts';
import { KIND_NAMES, VIOLATION_TYPE_NAMES } from '../../taxonomy/taxonomy.ts';
import { type Boundary, type Position, type Rule, SEVERITIES } from '../model.ts';
import { firstBytes, lastBytes } from '../regex/analyse.ts';
import type { PatternNode } from '../regex/ast.ts';
import { type ByteSet, emptySet, hasByte, union } from '../regex/byteset.ts';
import { WORD } from '../regex/classes.ts';
import { boundary, checks, context, type Fields, matcher, patterns, type ReadPattern, requiredText, template, templates, texts } from './fields.ts';
import { type Disabled, type LoadedRules, MAX_RULES, noteId } from './merge.ts';
import { Problems } from './problems.ts';
import { Reader } from './reader.ts';

export { type Disabled, joinRules, type LoadedRules } from './merge.ts';

const ID = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const RULE_KEYS = [
  'id', 'name', 'provider', 'kind', 'type', 'severity', 'family', 'pattern', 'patterns', 'matcher', 'boundary', 'confidence', 'context',
  'entropy', 'checks', 'on', 'pairs', 'sample', 'examples', 'negatives', 'references', 'advice', 'disabled',
] as const;

/** Throws one RuleFileError (code RULE_INVALID) that lists up to twenty problems with their places. */
export function loadRules(text: string, file: string): LoadedRules {
  return Problems.during((problems) => {
    const reader = new Reader(text.replace(/^\ufeff/, ''), file, problems);
    const root = reader.root();
    if (problems.count > 0) return { rules: [], disabled: [] };
    const top = root === null ? null : reader.mapOf(root, ['provider', 'rules'], 'the file');
    const list = top?.get('rules');
    if (!list || list.empty) {
      if (root === null || top !== null) problems.add('the file has no `rules`', 'add `rules:` with a list of rules', reader.at(root));
      return { rules: [], disabled: [] };
    }
    const provider = top?.get('provider');
    const defaultProvider = provider ? reader.textOf(provider.node, '`provider`', 80) : null;
    const rules: Rule[] = [];
    const disabled: Disabled[] = [];
    const places = new Map<string, Position>();
    for (const node of reader.listOf(list.node, '`rules`', MAX_RULES) ?? []) {
      const read = readRule(reader, node, defaultProvider);
      if (read === null) continue;
      noteId(problems, places, read);
      if ('name' in read) rules.push(read);
      else disabled.push(read);
    }
    return { rules, disabled };
  });
}

function readRule(reader: Reader, node: Node, defaultProvider: string | null): Rule | Disabled | null {
  const before = reader.problems.count;
  const fields = reader.mapOf(node, RULE_KEYS, 'a rule');
  if (fields === null) return null;
  const at = reader.at(node);
  const id = idOf(reader, fields, node);
  if (disables(reader, fields)) return id === null ? null : { id, at };

  const name = requiredText(reader, fields, 'name', node, 120);
  const own = fields.get('provider');
  const provider = own ? reader.textOf(own.node, '`provider`', 80) : defaultProvider;
  if (provider === null && !own) reader.problems.add('the rule has no `provider`, nor has the file', 'add `provider: …` at the top of the file', at);
  const kind = choiceIn(reader, fields, 'kind', KIND_NAMES, node);
  const severity = choiceIn(reader, fields, 'severity', SEVERITIES, node);
  const type = choiceIn(reader, fields, 'type', VIOLATION_TYPE_NAMES, null) ?? 'CREDENTIAL_DETECTION';
  const confidence = choiceIn(reader, fields, 'confidence', ['high', 'medium', 'low'] as const, null) ?? 'high';
  const family = fields.has('family') ? idLike(reader, fields, 'family') : id;

  const read = patterns(reader, fields);
  const matcherEntry = fields.get('matcher');
  if (matcherEntry && (fields.has('pattern') || fields.has('patterns'))) {
    reader.problems.add('the rule has both a pattern and a `matcher`', 'keep one of them', reader.at(matcherEntry.key));
  } else if (!matcherEntry && read?.length === 0) {
    reader.problems.add('the rule has neither `pattern` nor `matcher`', "add `pattern: '…'`", at);
  }
  const structured = matcherEntry ? matcher(reader, matcherEntry.node) : null;
  const rest = readRest(reader, fields, node, type === 'CREDENTIAL_DETECTION', matcherEntry !== undefined);
  const sides = defaultBoundary(read ?? []);
  const boundaryEntry = fields.get('boundary');
  const edges = boundaryEntry ? boundary(reader, boundaryEntry, sides) : sides;
  if (reader.problems.count > before || id === null || name === null || provider === null || kind === null || severity === null || family === null) return null;
  return {
    id, name, provider, kind, type, severity, family,
    patterns: (read ?? []).map(({ source, at: place }) => ({ source, at: place })),
    matcher: structured,
    boundary: edges,
    confidence,
    ...rest,
    at,
  };
}

type Rest = Pick<Rule, 'context' | 'entropy' | 'checks' | 'on' | 'pairs' | 'sample' | 'examples' | 'negatives' | 'references' | 'advice'>;

/** The fields that do not depend on each other. */
function readRest(reader: Reader, fields: Fields, node: Node, isCredential: boolean, isStructured: boolean): Rest {
  const contextEntry = fields.get('context');
  const entropy = fields.get('entropy');
  const checkList = fields.get('checks');
  const on = fields.get('on');
  const advice = fields.get('advice');
  const examples = templates(reader, fields, 'examples', node);
  const negatives = templates(reader, fields, 'negatives', node);
  return {
    context: contextEntry ? context(reader, contextEntry.node) : null,
    entropy: (entropy && reader.numberOf(entropy.node, '`entropy`', 0, 8, false)) ?? 0,
    checks: checkList ? checks(reader, checkList.node) : [],
    on: (on && reader.flagOf(on.node, '`on`')) ?? isCredential,
    pairs: pairs(reader, fields),
    sample: sample(reader, fields, node, [...examples, ...negatives], isStructured),
    examples,
    negatives,
    references: references(reader, fields),
    advice: (advice && reader.textOf(advice.node, '`advice`', 300)) ?? '',
  };
}

function sample(reader: Reader, fields: Fields, node: Node, users: readonly string[], isStructured: boolean): string {
  const entry = fields.get('sample');
  if (entry && !entry.empty) {
    const text = template(reader, entry.node, '`sample`');
    if (text !== null && usesSecret(parseTemplate(text))) reader.problems.add('`sample` refers to `{secret}`, which is the sample itself', 'write its characters as templates', reader.at(entry.node));
    return text ?? '';
  }
  if (!isStructured) reader.problems.add('the rule has no `sample`', "add `sample: 'prefix_{b62:32}'`: a template of a right secret", reader.at(node));
  else if (users.some((text) => usesSecret(parseTemplate(text)))) reader.problems.add('`{secret}` is used, but the rule has no `sample`', 'add one', reader.at(node));
  return '';
}

function usesSecret(parts: readonly TemplatePart[]): boolean {
  return parts.some((part) => part.type === 'secret' || (part.type === 'encode' && usesSecret(part.parts)));
}

function idOf(reader: Reader, fields: Fields, node: Node): string | null {
  if (fields.get('id')?.empty === false) return idLike(reader, fields, 'id');
  reader.problems.add('the rule has no `id`', 'add `id: lower-case-words`', reader.at(node));
  return null;
}

function idLike(reader: Reader, fields: Fields, name: string): string | null {
  const entry = fields.get(name);
  const text = entry ? reader.textOf(entry.node, `\`${name}\``, 80) : null;
  if (entry && text !== null && !ID.test(text)) {
    reader.problems.add(`\`${name}\` must be lower-case letters and digits joined by \`-\``, 'for example `acme-api-key`', reader.at(entry.node));
    return null;
  }
  return text;
}

function disables(reader: Reader, fields: Fields): boolean {
  const entry = fields.get('disabled');
  if (!entry || reader.flagOf(entry.node, '`disabled`') !== true) return false;
  for (const [key, other] of fields) {
    if (key !== 'id' && key !== 'disabled') {
      reader.problems.add(`a disabled rule needs no \`${key}\``, 'keep `id` and `disabled` alone, or take `disabled` out', reader.at(other.key));
      break;
    }
  }
  return true;
}

/** With `rule` the field is required. */
function choiceIn<T extends string>(reader: Reader, fields: Fields, name: string, choices: readonly T[], rule: Node | null): T | null {
  const entry = fields.get(name);
  if (entry) return reader.choiceOf(entry.node, `\`${name}\``, choices);
  if (rule !== null) reader.problems.add(`the rule has no \`${name}\``, `add \`${name}:\` with one of ${choices.join(', ')}`, reader.at(rule));
  return null;
}

function pairs(reader: Reader, fields: Fields): readonly string[] {
  const entry = fields.get('pairs');
  const ids = entry ? (texts(reader, entry.node, '`pairs`', 32, 80) ?? []) : [];
  for (const id of ids) if (entry && !ID.test(id)) reader.problems.add('an item of `pairs` is no rule id', 'for example `acme-key-id`', reader.at(entry.node));
  return ids;
}

function references(reader: Reader, fields: Fields): readonly string[] {
  const entry = fields.get('references');
  const urls = entry ? (texts(reader, entry.node, '`references`', 32, 500) ?? []) : [];
  for (const url of urls) if (entry && !/^https?:\/\/\S+$/.test(url)) reader.problems.add('an item of `references` is no URL', 'write `https://…`', reader.at(entry.node));
  return urls;
}

/** `word`; on the right `token` where the match may end in `-`; nothing beside bytes that are never part of a word. */
export function defaultBoundary(read: readonly Pick<ReadPattern, 'ast'>[]): Rule['boundary'] {
  if (read.length === 0) return { left: 'none', right: 'none' };
  const side = (edge: (node: PatternNode) => ByteSet, dashed: Boundary): Boundary => {
    const all = read.map(({ ast }) => edge(ast.root)).reduce(union, emptySet());
    if (!all.some((word, i) => (word & (WORD[i] ?? 0)) !== 0)) return 'none';
    return hasByte(all, 0x2d) ? dashed : 'word';
  };
  return { left: side(firstBytes, 'word'), right: side(lastBytes, 'token') };
}
