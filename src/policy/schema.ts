// The JSON Schema of policy files, made from the same tables that the reader checks with.

import { MAX_CONDITION } from './conditions.ts';
import { CHOICES, EXCEPTION_KEYS, IDENTITY_KEYS, MATCH_LISTS, POLICY_FORMAT, ROLES } from './parse.ts';
import { CONTEXTS } from './model.ts';
import { type Setting, SETTINGS } from './settings.ts';

type Schema = Readonly<Record<string, unknown>>;

const text = (maxLength = 500): Schema => ({ type: 'string', minLength: 1, maxLength });
const day: Schema = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' };
const listOf = (items: Schema): Schema => ({ type: 'array', items });
const id: Schema = { type: 'string', pattern: '^[a-z0-9][a-z0-9_.-]{0,63}$' };

function settingSchema(setting: Setting): Schema {
  const { type, value, help } = setting;
  const base =
    type === 'boolean' ? { type: 'boolean' } : type === 'count' ? { type: 'integer', minimum: 0, maximum: 1_000_000 } : type === 'text' ? { type: 'string', maxLength: 500 }
    : type === 'list' ? listOf({ type: 'string' }) : { enum: type };
  return { ...base, default: value, description: help };
}

function settingsSchema(): Schema {
  const properties: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(SETTINGS)) {
    properties[name] = settingSchema(setting);
    const [group, rest] = name.split('.') as [string, string | undefined];
    if (rest === undefined) continue;
    const holder = (properties[group] ??= { type: 'object', additionalProperties: false, properties: {} }) as { properties: Record<string, unknown> };
    holder.properties[rest] = settingSchema(setting);
  }
  return { type: 'object', additionalProperties: false, properties };
}

function matchSchema(): Schema {
  const properties: Record<string, unknown> = { corroborated: { type: 'boolean' }, min_same_type: { type: 'integer', minimum: 1, maximum: 1000 } };
  for (const key of MATCH_LISTS) {
    const one: Schema = CHOICES[key] === undefined ? text(120) : { enum: CHOICES[key] };
    properties[key] = { anyOf: [one, listOf(one)] };
  }
  return { type: 'object', additionalProperties: false, properties };
}

export function policySchema(): Schema {
  const level: Schema = { type: 'integer', minimum: 0, maximum: 3 };
  const exception = Object.fromEntries(EXCEPTION_KEYS.map((key) => [key, key === 'created' || key === 'expires' ? day : key === 'context' ? { enum: CONTEXTS } : text()]));
  return {
    $schema: 'http://json-schema.org/draft-07/schema#', title: 'Wardline policy', type: 'object', additionalProperties: false, required: ['wardline', 'id'],
    properties: {
      wardline: { const: POLICY_FORMAT }, id, version: text(64), title: text(200), include: listOf(text()), settings: settingsSchema(), locks: listOf(text(120)),
      levels: listOf({ type: 'object', additionalProperties: false, required: ['id', 'level', 'reason'], properties: { id, match: matchSchema(), when: { ...text(MAX_CONDITION), description: 'CEL over the features of a violation' }, level, reason: text(200), note: text() } }),
      rules: { type: 'object', additionalProperties: false, properties: { off: listOf(text(120)) } },
      exceptions: listOf({ type: 'object', additionalProperties: false, required: ['id', 'owner', 'reason', 'ticket', 'created', 'expires'], properties: exception }),
      identities: listOf({ type: 'object', additionalProperties: false, required: ['name'], properties: Object.fromEntries(IDENTITY_KEYS.map((key) => [key, key === 'roles' ? listOf({ enum: ROLES }) : key === 'groups' ? listOf(text(120)) : text(200)])) }),
      examples: listOf({
        type: 'object', additionalProperties: false, required: ['name', 'text', 'expect'],
        properties: { name: text(200), text: text(), context: { enum: CONTEXTS }, groups: listOf(text(120)), path: text(), expect: { type: 'object', additionalProperties: false, properties: { level, decision: { enum: ['allow', 'warn', 'soft_block', 'hard_block'] }, context: { enum: CONTEXTS }, types: listOf({ enum: CHOICES['type'] }) } } },
      }),
    },
  };
}
