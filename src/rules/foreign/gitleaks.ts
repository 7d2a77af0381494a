// Rule files of gitleaks and of betterleaks, which grew out of it (TOML). Formats: the configuration section of their READMEs.

import { parse, TomlError } from 'smol-toml';
import { WardlineError } from '../../errors.ts';
import type { Position } from '../model.ts';
import type { ForeignRules } from './model.ts';
import { Translator } from './translate.ts';

const MAX_LENGTH = 4 * 1024 * 1024;
const MAX_RULES = 20_000;
type Table = Readonly<Record<string, unknown>>;

/** Fields that are read, or change nothing about what is found. */
const SILENT = new Set([
  'id', 'description', 'regex', 'secretGroup', 'valueGroup', 'entropy', 'keywords', 'path', 'tags', 'allowlist', 'allowlists', 'filter', 'confidence', 'skipReport', 'components', 'specificity',
]);
/** Fields by which the other tool asks a service. */
const ONLINE = new Set(['validate', 'analyze', 'revoke', 'oauthError']);

/** Throws WardlineError RULE_INVALID when the file is no such file; what single rules lack is in the notes. */
export function readGitleaks(text: string, file: string): ForeignRules {
  const top = parseToml(text, file);
  const list = top['rules'];
  const lines = headerLines(text, file);
  const start: Position = { file, line: 1, column: 1 };
  if (!Array.isArray(list)) throw new WardlineError('RULE_INVALID', 'the file has no `[[rules]]`', { at: start, hint: 'is it a rule file of gitleaks?' });
  if (list.length > MAX_RULES) throw new WardlineError('RULE_INVALID', `the file has ${list.length} rules, more than ${MAX_RULES}`, { at: start, hint: 'split it' });
  const translator = new Translator('gitleaks');
  fileNotes(translator, top, start);
  list.forEach((rule, index) => {
    if (isTable(rule)) readRule(translator, rule, lines[index] ?? start);
    else translator.note('', 'malformed rule', 'dropped', `rule ${index + 1} is no table`, start);
  });
  return { rules: translator.rules, notes: translator.notes };
}

function parseToml(text: string, file: string): Table {
  if (text.length > MAX_LENGTH) {
    throw new WardlineError('RULE_INVALID', `the file has ${text.length} characters, more than ${MAX_LENGTH}`, { at: { file, line: 1, column: 1 }, hint: 'split it' });
  }
  try {
    return parse(text.replace(/^\ufeff/, ''), { maxDepth: 32 });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // The message goes on with the lines around the place; those may hold anything.
    const message = (error.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '');
    throw new WardlineError('RULE_INVALID', `not valid TOML: ${message}`, { at: { file, line: error.line, column: error.column }, hint: "regular expressions need '''…'''" });
  }
}

/** Where the rules begin: the parser keeps no places. A header inside a multi-line string would shift what follows. */
function headerLines(text: string, file: string): readonly Position[] {
  return text.split('\n').flatMap((line, index) => (/^[ \t]*\[\[[ \t]*rules[ \t]*\]\]/.test(line) ? [{ file, line: index + 1, column: line.indexOf('[') + 1 }] : []));
}

function fileNotes(translator: Translator, top: Table, at: Position): void {
  for (const name of ['filter', 'prefilter']) {
    if (typeof top[name] === 'string' && top[name].trim() !== '') translator.note('', name, 'looser', 'what it leaves out is not read; write what is to be left alone as exceptions', at);
  }
  if (isTable(top['extend'])) {
    translator.note('', 'extend', 'ignored', 'other rule files are not read along; name them on their own', at);
    if (texts(top['extend']['disabledRules']).length > 0) translator.note('', 'disabledRules', 'looser', 'rules of the extended file are not in this one', at);
  }
  for (const name of ['allowlist', 'allowlists']) {
    for (const list of tables(top[name])) allowlistNotes(translator, '', list, at);
  }
}

/** What an allowlist keeps out there, it does not keep out here: exceptions of the policy do that. */
function allowlistNotes(translator: Translator, rule: string, list: Table, at: Position): void {
  const parts: readonly (readonly [field: string, construct: string])[] = [
    ['regexes', 'allowlist regexes'],
    ['stopwords', 'stopwords'],
    ['paths', 'allowlist paths'],
    ['commits', 'allowlist commits'],
  ];
  for (const [field, construct] of parts) {
    const count = texts(list[field]).length;
    if (count > 0) translator.note(rule, construct, field === 'commits' ? 'ignored' : 'looser', `${count} of them; write what is to be left alone as exceptions`, at);
  }
}

function readRule(translator: Translator, rule: Table, at: Position): void {
  const id = typeof rule['id'] === 'string' && rule['id'] !== '' ? rule['id'] : '';
  if (id === '') return translator.note('', 'no id', 'dropped', 'the rule has no `id`', at);
  const pattern = rule['regex'];
  const path = rule['path'];
  if (typeof pattern !== 'string' || pattern === '') {
    return typeof path === 'string' ? translator.note(id, 'path-only rule', 'dropped', 'the rule is about names of files, not about text', at) : translator.note(id, 'no pattern', 'dropped', 'the rule has no `regex`', at);
  }
  if (typeof path === 'string' && path !== '') translator.note(id, 'path', 'looser', 'the rule is for certain files only; here it is for all, with low confidence', at);
  for (const name of ['allowlist', 'allowlists']) for (const list of tables(rule[name])) allowlistNotes(translator, id, list, at);
  for (const name of Object.keys(rule)) {
    if (ONLINE.has(name)) translator.note(id, name, 'ignored', 'nothing is sent anywhere to ask about a secret', at);
    else if (!SILENT.has(name)) translator.note(id, `field ${name}`, 'looser', `\`${name}\` is not known`, at);
  }
  const group = rule['valueGroup'] ?? rule['secretGroup'];
  const filter = readFilter(typeof rule['filter'] === 'string' ? rule['filter'] : '');
  if (filter.more) translator.note(id, 'filter', 'looser', 'what the filter leaves out besides low entropy is not read', at);
  const components = tables(rule['components']).map((component) => component['id']).filter((one): one is string => typeof one === 'string');
  if (components.length > 0) translator.note(id, 'components', 'looser', 'the other rules are named as a pair, not required', at);
  const { confidence } = rule;
  translator.add({
    id,
    name: typeof rule['description'] === 'string' ? rule['description'] : id,
    pattern,
    secretGroup: typeof group === 'number' && group > 0 ? group : 'first',
    confidence: typeof path === 'string' && path !== '' ? 'low' : confidence === 'low' || confidence === 'medium' || confidence === 'high' ? confidence : null,
    entropy: typeof rule['entropy'] === 'number' ? rule['entropy'] : filter.entropy,
    keywords: texts(rule['keywords']),
    pairs: components,
    on: rule['skipReport'] !== true,
    examples: [],
    negatives: [],
    references: [],
    at,
  });
}

/** `entropy(finding["secret"]) < 3 || …` leaves out what has less: the first part of an alternative can be said here. */
function readFilter(filter: string): { readonly entropy: number; readonly more: boolean } {
  const text = filter.trim();
  const first = /^entropy\(finding\["secret"\]\)\s*<=?\s*(\d{1,2}(?:\.\d{1,6})?)\s*(\|\||$)/.exec(text);
  if (first === null) return { entropy: 0, more: text !== '' };
  return { entropy: Number(first[1]), more: first[2] !== '' };
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** A table or a list of tables. */
function tables(value: unknown): readonly Table[] {
  return (Array.isArray(value) ? value : [value]).filter(isTable);
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}
