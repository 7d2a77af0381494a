// Policy file → checked document. All mistakes of a file are named with file:line:column; nothing of a file with a
// mistake is used.

import type { Node } from 'yaml';
import { WardlineError } from '../errors.ts';
import { Problems, RuleFileError } from '../rules/load/problems.ts';
import { type Entry, Reader } from '../rules/load/reader.ts';
import { CONFIDENCES, type Position, SEVERITIES } from '../rules/model.ts';
import { KIND_NAMES, VIOLATION_TYPE_NAMES } from '../taxonomy/taxonomy.ts';
import { MAX_CONDITION } from './conditions.ts';
import { parseDay } from './dates.ts';
import { CONTEXTS, type Exception, type Identity, type Level, type LevelRow, type Match, type PolicyDocument, type PolicyExample } from './model.ts';
import { checkSetting, SETTING_NAMES, type SettingName } from './settings.ts';

export const POLICY_FORMAT = 'policy@1';
export const TOP_KEYS = ['wardline', 'id', 'version', 'title', 'include', 'settings', 'locks', 'levels', 'rules', 'exceptions', 'identities', 'examples'] as const;
export const ROW_KEYS = ['id', 'match', 'when', 'level', 'reason', 'note'] as const;
export const MATCH_LISTS = ['type', 'kind', 'rule', 'provider', 'severity', 'confidence', 'context', 'range', 'language', 'surface', 'group'] as const;
export const MATCH_KEYS = [...MATCH_LISTS, 'corroborated', 'min_same_type'] as const;
export const EXCEPTION_KEYS = ['id', 'fingerprint', 'rule', 'path', 'pattern', 'context', 'owner', 'reason', 'ticket', 'created', 'expires'] as const;
export const IDENTITY_KEYS = ['name', 'user', 'roles', 'groups', 'key'] as const;
export const EXAMPLE_KEYS = ['name', 'text', 'context', 'groups', 'path', 'expect'] as const;
export const ROLES = ['member', 'approver', 'policy_editor', 'auditor'] as const;

export const CHOICES: Readonly<Record<string, readonly string[]>> = {
  type: VIOLATION_TYPE_NAMES, kind: KIND_NAMES, severity: SEVERITIES, confidence: CONFIDENCES, context: CONTEXTS,
  range: ['public', 'private', 'documentation', 'loopback', 'link_local', 'reserved', 'internal_name', 'public_name', 'example_name'],
};
const MOST = 5000;

export class PolicyFileError extends WardlineError {}

export interface ParsedPolicy {
  readonly document: PolicyDocument;
  readonly includes: readonly { readonly file: string; readonly at: Position }[];
  /** Where each condition stands. */
  readonly conditions: readonly { readonly text: string; readonly at: Position }[];
}

/** Says what is wrong with the text of an example. Who only applies a policy does without: examples decide nothing. */
export type TextProblem = (text: string) => { readonly message: string; readonly hint: string } | null;

export function parsePolicy(text: string, file: string, textProblem?: TextProblem): ParsedPolicy {
  try {
    return Problems.during((problems) => read(new Reader(text, file, problems), textProblem));
  } catch (error) {
    if (!(error instanceof RuleFileError)) throw error;
    const [first] = error.problems;
    if (error.problems.length === 1 && first) throw new PolicyFileError('policy_invalid', first.message, { hint: first.hint, at: first.at });
    const lines = error.problems.map(({ message, hint, at }) => `  ${at.file}:${at.line}:${at.column}: ${message}${hint ? `\n    hint: ${hint}` : ''}`);
    throw new PolicyFileError('policy_invalid', `${error.problems.length} problems in \`${file}\`\n${lines.join('\n')}`);
  }
}

type Fields = ReadonlyMap<string, Entry>;

function read(r: Reader, textProblem?: TextProblem): ParsedPolicy {
  const includes: { file: string; at: Position }[] = [];
  const conditions: { text: string; at: Position }[] = [];
  const top = r.mapOf(r.root(), TOP_KEYS, 'the policy') ?? new Map<string, Entry>();
  const format = top.get('wardline');
  if (format === undefined) r.problems.add('`wardline` is missing', `begin with \`wardline: ${POLICY_FORMAT}\``, r.at(r.root()));
  else r.choiceOf(format.node, '`wardline`', [POLICY_FORMAT]);
  const settings: Record<string, unknown> = {};
  readSettings(r, top.get('settings'), '', settings);
  const document: PolicyDocument = {
    id: word(r, top, 'id', 'the policy', /^[a-z0-9][a-z0-9_.-]{0,63}$/, 'lower-case words joined by `-`') ?? '',
    version: text(r, top, 'version', 64) ?? '0',
    title: text(r, top, 'title', 200) ?? '',
    settings,
    locks: items(r, top, 'locks', 200).flatMap((node) => lock(r, node)),
    levels: unique(r, items(r, top, 'levels', MOST), 'levels', (node) => row(r, node, conditions)),
    off: rulesOff(r, top),
    exceptions: unique(r, items(r, top, 'exceptions', MOST), 'exceptions', (node) => exception(r, node)),
    identities: items(r, top, 'identities', MOST).flatMap((node) => identity(r, node)),
    examples: items(r, top, 'examples', 500).flatMap((node) => example(r, node, textProblem)),
  };
  for (const node of items(r, top, 'include', 50)) {
    const name = r.textOf(node, 'an include', 500);
    if (name !== null) includes.push({ file: name, at: r.at(node) });
  }
  return { document, includes, conditions };
}

function text(r: Reader, fields: Fields, key: string, limit: number): string | null {
  const entry = fields.get(key);
  return entry === undefined ? null : r.textOf(entry.node, `\`${key}\``, limit);
}

function word(r: Reader, fields: Fields, key: string, what: string, form: RegExp, words: string): string | null {
  const entry = fields.get(key);
  if (entry === undefined) {
    r.problems.add(`\`${key}\` is missing in ${what}`, `write \`${key}: …\`, ${words}`, r.at([...fields.values()][0]?.key ?? r.root()));
    return null;
  }
  const value = r.textOf(entry.node, `\`${key}\``, 200);
  if (value === null || form.test(value)) return value;
  r.problems.add(`\`${key}\` of ${what} is not well formed`, words, r.at(entry.node));
  return null;
}

function items(r: Reader, fields: Fields, key: string, limit: number): readonly Node[] {
  const entry = fields.get(key);
  return entry === undefined || entry.empty ? [] : (r.listOf(entry.node, `\`${key}\``, limit) ?? []);
}

function unique<T extends { readonly id: string }>(r: Reader, nodes: readonly Node[], what: string, one: (node: Node) => T | null): T[] {
  const seen = new Set<string>();
  return nodes.flatMap((node) => {
    const made = one(node);
    if (made === null) return [];
    if (seen.has(made.id)) r.problems.add(`\`${made.id}\` stands twice in ${what}`, 'give each an id of its own', r.at(node));
    seen.add(made.id);
    return [made];
  });
}

/** Settings can be written with dots or as maps: `audit.person: name` or `audit: { person: name }`. */
function readSettings(r: Reader, entry: Entry | undefined, prefix: string, into: Record<string, unknown>): void {
  if (entry === undefined || entry.empty) return;
  const names = SETTING_NAMES.filter((name) => name.startsWith(prefix));
  const groups = new Set(names.flatMap((name) => (name.slice(prefix.length).includes('.') ? [name.slice(prefix.length).split('.')[0] as string] : [])));
  const known = [...names.map((name) => name.slice(prefix.length)), ...groups];
  for (const [key, value] of r.mapOf(entry.node, known, prefix === '' ? '`settings`' : `\`settings.${prefix.slice(0, -1)}\``) ?? []) {
    const name = (prefix + key) as SettingName;
    if (groups.has(key)) readSettings(r, value, `${name}.`, into);
    else if (SETTING_NAMES.includes(name)) setting(r, name, value.node, into);
  }
}

function setting(r: Reader, name: SettingName, node: Node, into: Record<string, unknown>): void {
  const value = plain(r, node);
  const expected = checkSetting(name, value);
  if (expected === null) into[name] = value;
  else r.problems.add(`\`${name}\` must be ${expected}`, 'docs/policy.md lists the settings', r.at(node));
}

function plain(r: Reader, node: Node): unknown {
  return (node as Node & { toJS(document: unknown): unknown }).toJS((r as unknown as { yaml: { document: unknown } }).yaml.document);
}

function lock(r: Reader, node: Node): string[] {
  const name = r.textOf(node, 'a lock', 120);
  if (name === null) return [];
  const [first, second, third] = name.split('.');
  const fine =
    SETTING_NAMES.some((setting_) => setting_ === name || setting_.startsWith(`${name}.`)) || name === 'rules' || name === 'exceptions' || name === 'levels' ||
    (first === 'levels' && (/^[123]$/.test(second ?? '') || ((VIOLATION_TYPE_NAMES as readonly string[]).includes(second ?? '') && (third === undefined || (KIND_NAMES as readonly string[]).includes(third)))));
  if (fine) return [name];
  r.problems.add(`\`${name}\` can't be locked`, 'lock a setting, `levels`, `levels.TYPE`, `levels.TYPE.kind`, `levels.3`, `rules` or `exceptions`', r.at(node));
  return [];
}

function rulesOff(r: Reader, top: Fields): string[] {
  const entry = top.get('rules');
  if (entry === undefined) return [];
  const fields = r.mapOf(entry.node, ['off'], '`rules`');
  return fields === null ? [] : items(r, fields, 'off', MOST).flatMap((node) => r.textOf(node, 'a rule', 120) ?? []);
}

function level(r: Reader, node: Node): Level | null {
  return r.numberOf(node, '`level`', 0, 3, true) as Level | null;
}

function row(r: Reader, node: Node, conditions: { text: string; at: Position }[]): LevelRow | null {
  const fields = r.mapOf(node, ROW_KEYS, 'a row of `levels`');
  if (fields === null) return null;
  const id = word(r, fields, 'id', 'a row of `levels`', /^[a-z0-9][a-z0-9_.-]{0,63}$/, 'lower-case words joined by `-`');
  const reason = word(r, fields, 'reason', 'a row of `levels`', /./s, 'a sentence that answers show');
  const levelEntry = fields.get('level');
  if (levelEntry === undefined) r.problems.add('`level` is missing in a row of `levels`', 'write 0, 1, 2 or 3', r.at(node));
  const value = levelEntry === undefined ? null : level(r, levelEntry.node);
  const matchEntry = fields.get('match');
  const match = matchEntry === undefined ? {} : readMatch(r, matchEntry.node);
  const whenEntry = fields.get('when');
  const when = whenEntry === undefined ? null : r.textOf(whenEntry.node, '`when`', MAX_CONDITION);
  if (when !== null && whenEntry !== undefined) conditions.push({ text: when, at: r.at(whenEntry.node) });
  const note = text(r, fields, 'note', 500);
  if (id === null || reason === null || value === null) return null;
  return { id, match, level: value, reason, ...(when === null ? {} : { when }), ...(note === null ? {} : { note }) };
}

function readMatch(r: Reader, node: Node): Match {
  const match: Record<string, unknown> = {};
  for (const [key, { node: value }] of r.mapOf(node, MATCH_KEYS, '`match`') ?? []) {
    if (key === 'corroborated') match[key] = r.flagOf(value, '`corroborated`') ?? undefined;
    else if (key === 'min_same_type') match[key] = r.numberOf(value, '`min_same_type`', 1, 1000, true) ?? undefined;
    else if ((MATCH_LISTS as readonly string[]).includes(key)) {
      const nodes = r.isList(value) ? (r.listOf(value, `\`${key}\``, 500) ?? []) : [value];
      const choices = CHOICES[key];
      match[key] = nodes.flatMap((one) => (choices === undefined ? r.textOf(one, `\`${key}\``, 120) : r.choiceOf(one, `\`${key}\``, choices)) ?? []);
    }
  }
  return match as Match;
}

function day(r: Reader, fields: Fields, key: string): string | null {
  const entry = fields.get(key);
  if (entry === undefined) {
    r.problems.add(`\`${key}\` is missing in an exception`, 'write a day such as 2026-12-31', r.at([...fields.values()][0]?.key));
    return null;
  }
  const value = plain(r, entry.node);
  if (typeof value === 'string' && parseDay(value) !== null) return value;
  r.problems.add(`\`${key}\` is no day`, 'write it as YYYY-MM-DD, for example 2026-12-31', r.at(entry.node));
  return null;
}

function exception(r: Reader, node: Node): Exception | null {
  const fields = r.mapOf(node, EXCEPTION_KEYS, 'an exception');
  if (fields === null) return null;
  const required = (key: string): string => word(r, fields, key, 'an exception', /\S/, 'every exception has an owner, a reason, a ticket and an expiry') ?? '';
  const made: Record<string, string> = { id: required('id'), owner: required('owner'), reason: required('reason'), ticket: required('ticket'), created: day(r, fields, 'created') ?? '', expires: day(r, fields, 'expires') ?? '' };
  let selectors = 0;
  for (const key of ['fingerprint', 'rule', 'path', 'pattern', 'context']) {
    const value = text(r, fields, key, 500);
    if (value === null) continue;
    selectors++;
    made[key] = value;
  }
  const print = fields.get('fingerprint');
  if (print !== undefined && made['fingerprint'] !== undefined && !/^hmac-sha256:[0-9a-f]{8}:[0-9a-f]{64}$/.test(made['fingerprint'])) {
    r.problems.add('`fingerprint` is not well formed', 'copy it from an answer: `hmac-sha256:KEYID:DIGEST`; never the secret itself', r.at(print.node));
  }
  if (made['context'] !== undefined && !(CONTEXTS as readonly string[]).includes(made['context'])) {
    r.problems.add(`\`context\` must be one of ${CONTEXTS.join(', ')}`, 'choose one', r.at(fields.get('context')?.node));
  }
  if (selectors === 0) r.problems.add('an exception names nothing', 'give it fingerprint, rule, path, pattern or context', r.at(node));
  if (selectors === 1 && made['context'] !== undefined) r.problems.add('an exception by context alone would let everything pass', 'add rule, path, pattern or fingerprint', r.at(node));
  if (made['created'] !== '' && made['expires'] !== '' && (made['created'] as string) > (made['expires'] as string)) {
    r.problems.add('the exception expires before it was created', 'check both days', r.at(fields.get('expires')?.node));
  }
  return made as unknown as Exception;
}

function identity(r: Reader, node: Node): Identity[] {
  const fields = r.mapOf(node, IDENTITY_KEYS, 'an identity');
  if (fields === null) return [];
  const name = word(r, fields, 'name', 'an identity', /\S/, 'the name that audit and overrides use');
  const roles = items(r, fields, 'roles', 20).flatMap((one) => r.choiceOf(one, 'a role', ROLES) ?? []);
  const groups = items(r, fields, 'groups', 100).flatMap((one) => r.textOf(one, 'a group', 120) ?? []);
  const key = text(r, fields, 'key', 200) ?? '';
  if (key !== '' && !/^ed25519:[A-Za-z0-9+/_-]{43}=?$/.test(key)) r.problems.add('`key` is no public key', 'copy it from `wardline override key`: `ed25519:…`', r.at(fields.get('key')?.node));
  return name === null ? [] : [{ name, user: text(r, fields, 'user', 120) ?? '', roles, groups, key }];
}

function example(r: Reader, node: Node, textProblem?: TextProblem): PolicyExample[] {
  const fields = r.mapOf(node, EXAMPLE_KEYS, 'an example');
  if (fields === null) return [];
  const name = word(r, fields, 'name', 'an example', /\S/, 'a few words');
  const body = word(r, fields, 'text', 'an example', /[\s\S]/, 'the message to try');
  const wrong = body === null ? null : (textProblem?.(body) ?? null);
  if (wrong !== null) r.problems.add(wrong.message, wrong.hint, r.at(fields.get('text')?.node));
  const contextEntry = fields.get('context');
  const context = contextEntry === undefined ? null : r.choiceOf(contextEntry.node, '`context`', CONTEXTS);
  const groups = items(r, fields, 'groups', 100).flatMap((one) => r.textOf(one, 'a group', 120) ?? []);
  const path = text(r, fields, 'path', 500);
  const expectEntry = fields.get('expect');
  if (expectEntry === undefined) r.problems.add('`expect` is missing in an example', 'write `expect: { level: 2 }`', r.at(node));
  const expect: Record<string, unknown> = {};
  for (const [key, { node: value }] of expectEntry === undefined ? [] : (r.mapOf(expectEntry.node, ['level', 'decision', 'context', 'types'], '`expect`') ?? [])) {
    if (key === 'level') expect[key] = level(r, value) ?? undefined;
    else if (key === 'decision') expect[key] = r.choiceOf(value, '`decision`', ['allow', 'warn', 'soft_block', 'hard_block']) ?? undefined;
    else if (key === 'context') expect[key] = r.choiceOf(value, '`context`', CONTEXTS) ?? undefined;
    else if (key === 'types') expect[key] = (r.listOf(value, '`types`', 5) ?? []).flatMap((one) => r.choiceOf(one, 'a type', VIOLATION_TYPE_NAMES) ?? []);
  }
  return name === null || body === null ? [] : [{ name, text: body, ...(context === null ? {} : { context }), ...(groups.length === 0 ? {} : { groups }), ...(path === null ? {} : { path }), expect: expect as PolicyExample['expect'] }];
}
