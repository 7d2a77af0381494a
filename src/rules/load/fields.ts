// Readers of single fields of a rule. Each answers null after noting a problem.

import type { Node } from 'yaml';
import { WardlineError } from '../../errors.ts';
import { parseTemplate, TemplateError } from '../../testkit/template-parse.ts';
import { CHECKS, packArgs } from '../check-names.ts';
import type { Boundary, Check, Context, Pattern, Rule } from '../model.ts';
import { isNullable, type PatternAst, parsePattern, PatternError } from '../regex/index.ts';
import type { Entry, Reader } from './reader.ts';
import { nearestName } from '../../nearest.ts';

export type Fields = ReadonlyMap<string, Entry>;

const MAX_PATTERNS = 64;
const MAX_CHECKS = 16;
const MAX_TEMPLATES = 200;
/** LOOK_BEHIND of the engine. */
const MAX_WITHIN = 4096;
const BOUNDARIES = ['token', 'word', 'none'] as const;

/** The one text of a field that has to be there. */
export function requiredText(reader: Reader, fields: Fields, name: string, rule: Node, limit: number): string | null {
  const entry = fields.get(name);
  if (!entry || entry.empty) {
    reader.problems.add(`the rule has no \`${name}\``, `add \`${name}: …\``, reader.at(rule));
    return null;
  }
  return reader.textOf(entry.node, `\`${name}\``, limit);
}

export function texts(reader: Reader, node: Node, what: string, limit: number, length: number): readonly string[] | null {
  const items = reader.listOf(node, what, limit);
  if (items === null) return null;
  const values = items.map((item) => reader.textOf(item, `an item of ${what}`, length));
  return values.every((value) => value !== null) ? values : null;
}

export interface ReadPattern extends Pattern {
  readonly ast: PatternAst;
}

export function patterns(reader: Reader, fields: Fields): readonly ReadPattern[] | null {
  const one = fields.get('pattern');
  const many = fields.get('patterns');
  if (one && many) {
    reader.problems.add('the rule has both `pattern` and `patterns`', 'keep one of them', reader.at(many.key));
    return null;
  }
  const nodes = one ? [one.node] : many ? reader.listOf(many.node, '`patterns`', MAX_PATTERNS) : [];
  if (many && nodes?.length === 0) reader.problems.add('`patterns` is empty', 'name at least one pattern', reader.at(many.node));
  const read = nodes?.map((node) => pattern(reader, node)) ?? [null];
  return read.every((value) => value !== null) ? read : null;
}

function pattern(reader: Reader, node: Node): ReadPattern | null {
  const source = reader.textOf(node, 'a pattern', Infinity);
  if (source === null) return null;
  const locate = reader.locator(node);
  const at = locate(0);
  if (source.endsWith('\n')) {
    reader.problems.add('the pattern ends in a line break', 'write `|-` instead of `|`, or quote the pattern on one line', at);
    return null;
  }
  try {
    const ast = parsePattern(source, at, { locate });
    const secret = ast.root.type === 'cat' ? ast.root.items.find((item) => item.type === 'group') : ast.root;
    if (isNullable(secret?.type === 'group' ? secret : ast.root)) {
      reader.problems.add(`the ${ast.hasSecret ? 'secret group' : 'pattern'} can match nothing at all`, 'let at least one part of it be required', at);
      return null;
    }
    return { source, at, ast };
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    reader.problems.add(withoutPlace(error), error.hint, error.at ?? at);
    return null;
  }
}

/** The message alone: the constructor of WardlineError wraps it in place and hint. */
function withoutPlace(error: WardlineError): string {
  const where = error.at ? `${error.at.file}:${error.at.line}:${error.at.column}: ` : '';
  const hint = error.hint ? `\n  hint: ${error.hint}` : '';
  return error.message.slice(where.length, error.message.length - hint.length);
}

export function matcher(reader: Reader, node: Node): Rule['matcher'] {
  if (reader.isText(node)) {
    const name = reader.textOf(node, '`matcher`', 64);
    return name === null ? null : { name, args: {} };
  }
  const entries = reader.mapOf(node, null, '`matcher`');
  if (entries === null) return null;
  const nameNode = entries.get('name');
  if (!nameNode || nameNode.empty) {
    reader.problems.add('`matcher` has no `name`', 'write `matcher: { name: pem, … }`', reader.at(node));
    return null;
  }
  const name = reader.textOf(nameNode.node, '`name` of `matcher`', 64);
  const args: Record<string, string | number | readonly string[]> = {};
  for (const [key, entry] of entries) {
    if (key === 'name') continue;
    const what = `\`${key}\` of \`matcher\``;
    let value: string | number | readonly string[] | null;
    if (reader.isNumber(entry.node)) value = reader.numberOf(entry.node, what, -1e9, 1e9, false);
    else if (reader.isList(entry.node)) value = texts(reader, entry.node, what, 256, 256);
    else value = reader.textOf(entry.node, what, 1024);
    if (value !== null) Object.defineProperty(args, key, { value, enumerable: true });
  }
  return name === null ? null : { name, args };
}

export function boundary(reader: Reader, entry: Entry, fallback: Rule['boundary']): Rule['boundary'] {
  if (reader.isText(entry.node)) {
    const both = reader.choiceOf<Boundary>(entry.node, '`boundary`', BOUNDARIES);
    return both === null ? fallback : { left: both, right: both };
  }
  const sides = reader.mapOf(entry.node, ['left', 'right'], '`boundary`');
  const side = (name: 'left' | 'right'): Boundary => {
    const found = sides?.get(name);
    return (found && reader.choiceOf<Boundary>(found.node, `\`${name}\` of \`boundary\``, BOUNDARIES)) || fallback[name];
  };
  return { left: side('left'), right: side('right') };
}

export function context(reader: Reader, node: Node): Context | null {
  const entries = reader.mapOf(node, ['keywords', 'within', 'where', 'without'], '`context`');
  if (entries === null) return null;
  const words = entries.get('keywords');
  if (!words || words.empty) {
    reader.problems.add('`context` has no `keywords`', 'write `context: { keywords: [word, …] }`', reader.at(node));
    return null;
  }
  const keywords = texts(reader, words.node, '`keywords`', 64, 64);
  if (keywords?.length === 0) reader.problems.add('`keywords` is empty', 'name at least one word', reader.at(words.node));
  for (const word of keywords ?? []) {
    if (word.trim() === '') reader.problems.add('a keyword is blank', 'take it out', reader.at(words.node));
  }
  const within = entries.get('within');
  const where = entries.get('where');
  const without = entries.get('without');
  return {
    keywords: keywords ?? [],
    within: (within && reader.numberOf(within.node, '`within`', 1, MAX_WITHIN, true)) ?? 64,
    where: (where && reader.choiceOf(where.node, '`where`', ['before', 'after', 'around'] as const)) || 'around',
    without: (without && reader.choiceOf(without.node, '`without`', ['drop', 'low', 'medium'] as const)) || 'drop',
  };
}

export function checks(reader: Reader, node: Node): readonly Check[] {
  const items = reader.listOf(node, '`checks`', MAX_CHECKS);
  return (items ?? []).flatMap((item) => check(reader, item) ?? []);
}

function check(reader: Reader, node: Node): Check | null {
  if (reader.isText(node)) {
    const name = reader.textOf(node, 'a check', 64);
    return name === null ? null : finished(reader, { name, args: [], fail: 'low', pass: 'high', at: reader.at(node) });
  }
  const entries = reader.mapOf(node, null, 'a check');
  if (entries === null) return null;
  const [first, ...others] = entries;
  if (!first || others.length > 0) {
    reader.problems.add('a check must be one name, or one name with its settings', 'write `- name: { fail: drop }`, each check an item of its own', reader.at(node));
    return null;
  }
  const [name, entry] = first;
  const settings = entry.empty ? new Map<string, Entry>() : reader.mapOf(entry.node, ['args', 'fail', 'pass'], `check \`${name}\``);
  if (settings === null) return null;
  const argsNode = settings.get('args')?.node;
  const fail = settings.get('fail');
  const pass = settings.get('pass');
  return finished(reader, {
    name,
    args: argsNode ? args(reader, argsNode, name) : [],
    fail: (fail && reader.choiceOf(fail.node, '`fail`', ['drop', 'low', 'medium', 'keep'] as const)) || 'low',
    pass: (pass && reader.choiceOf(pass.node, '`pass`', ['high', 'medium', 'keep'] as const)) || 'high',
    at: reader.at(entry.key),
  });
}

/** Numbers are taken as they are written: `args: [32]`. */
function args(reader: Reader, node: Node, name: string): readonly string[] {
  const what = `\`args\` of \`${name}\``;
  return (reader.listOf(node, what, 8) ?? []).flatMap((item) => {
    const value = reader.isNumber(item) ? reader.numberOf(item, what, 0, 1e9, false) : reader.textOf(item, `an item of ${what}`, 64);
    return value === null ? [] : [String(value)];
  });
}

function finished(reader: Reader, read: Check): Check | null {
  const names = Object.keys(CHECKS);
  if (names.length === 0) return read;
  const info = Object.hasOwn(CHECKS, read.name) ? CHECKS[read.name] : undefined;
  if (!info) {
    const near = nearestName(read.name, names);
    reader.problems.add(`there is no check \`${read.name}\``, near ? `did you mean \`${near}\`` : `known are ${names.join(', ')}`, read.at);
    return null;
  }
  if (read.fail === 'drop' && !info.rejectSafe) {
    reader.problems.add(`check \`${read.name}\` is not reject-safe: genuine values may fail it`, 'write `fail: low`', read.at);
    return null;
  }
  try {
    packArgs(read.name, read.args);
  } catch (error) {
    if (!(error instanceof WardlineError)) throw error;
    reader.problems.add(withoutPlace(error), error.hint, read.at);
    return null;
  }
  return read;
}

export function template(reader: Reader, node: Node, what: string): string | null {
  const text = reader.textOf(node, what, Infinity);
  if (text === null) return null;
  try {
    parseTemplate(text);
    return text;
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    reader.problems.add(`${what}: ${withoutPlace(error)}`, error.hint, reader.locator(node)(error.index));
    return null;
  }
}

export function templates(reader: Reader, fields: Fields, name: 'examples' | 'negatives', rule: Node): readonly string[] {
  const entry = fields.get(name);
  if (!entry || entry.empty) {
    const hint = name === 'examples' ? "add `examples: ['KEY={secret}']`: text in which the rule finds its sample" : 'add `negatives: […]`: near misses that the rule must leave alone';
    reader.problems.add(`the rule has no \`${name}\``, hint, reader.at(rule));
    return [];
  }
  const items = reader.listOf(entry.node, `\`${name}\``, MAX_TEMPLATES);
  if (items?.length === 0) reader.problems.add(`\`${name}\` is empty`, 'add at least one', reader.at(entry.node));
  return (items ?? []).flatMap((item) => template(reader, item, `an item of \`${name}\``) ?? []);
}
