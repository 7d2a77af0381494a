// Every setting of a policy in one table: its type, its default, which of two values is the tighter one, what it does.
// The JSON Schema, `policy show`, the linter and the docs are made from it.

export type SettingType = 'boolean' | 'count' | 'text' | 'list' | readonly string[];

export interface Setting {
  readonly type: SettingType;
  readonly value: unknown;
  /** `false`, `true`, `less`, `more`: the tighter value; a list: tighter values first; absent: neither is. */
  readonly tighter?: 'false' | 'true' | 'less' | 'more' | readonly string[];
  /** A repository that one has only opened must not say it. */
  readonly notFromProject?: true;
  readonly help: string;
}

export const SETTINGS = {
  failure: { type: ['closed', 'open'], value: 'closed', tighter: ['closed', 'open'], help: 'what a check answers when it fails inside: `closed` blocks, `open` lets pass and says so' },
  'inline_allow.enabled': { type: 'boolean', value: true, tighter: 'false', help: 'whether `wardline:allow RULE reason` in the text is heard' },
  'inline_allow.max_level': { type: 'count', value: 2, tighter: 'less', help: 'highest level that an inline comment can take away' },
  'exceptions.max_days': { type: 'count', value: 365, tighter: 'less', help: 'longest life of an exception, in days' },
  phrases: { type: ['on', 'off'], value: 'on', tighter: ['on', 'off'], help: 'the rules on content, safety and coordination' },
  'network.enabled': { type: 'boolean', value: true, tighter: 'true', help: 'the rules on addresses, hosts and network configuration' },
  deployments: { type: 'list', value: [], help: 'what the assistant is part of: chatbot, minors, agent, mcp_server; each adds its disclosure' },
  'aup.max_age_days': { type: 'count', value: 270, help: 'age of the acceptable-use policy from which answers say that it may have changed' },
  'project_policy': { type: ['tighten_only', 'full'], value: 'full', tighter: ['tighten_only', 'full'], help: 'whether a project may loosen what base and organization leave unlocked' },
  'classifier.url': { type: 'text', value: '', notFromProject: true, help: 'address of an own classifier (docs/policy.md); empty: none. Not from a project' },
  'classifier.timeout_ms': { type: 'count', value: 300, help: 'how long a classifier may take' },
  'classifier.on_failure': { type: ['block', 'warn', 'ignore'], value: 'warn', tighter: ['block', 'warn', 'ignore'], help: 'what a classifier that fails or is late means' },
  'overrides.enabled': { type: 'boolean', value: true, tighter: 'false', help: 'whether overrides are taken' },
  'overrides.max_hours': { type: 'count', value: 24, tighter: 'less', help: 'longest life of an override' },
  'overrides.max_uses': { type: 'count', value: 1, tighter: 'less', help: 'how often one override may be used' },
  'overrides.four_eyes': { type: 'boolean', value: false, tighter: 'true', help: 'two different approvers are needed' },
  'overrides.level3': { type: 'boolean', value: false, tighter: 'false', help: 'whether hard blocks can be overridden' },
  'overrides.per_person_day': { type: 'count', value: 5, tighter: 'less', help: 'overrides that one person may use in a day (UTC)' },
  'overrides.contact': { type: 'text', value: 'contact_admin', help: 'whom to ask; the answer field `organizational_override`' },
  'audit.enabled': { type: 'boolean', value: true, tighter: 'true', help: 'whether decisions are recorded' },
  'audit.durability': { type: ['sync', 'batch'], value: 'batch', tighter: ['sync', 'batch'], help: '`sync`: on disk before the answer; `batch`: within 50 ms of it (the command line always waits for what it blocked)' },
  'audit.segment_mib': { type: 'count', value: 64, help: 'size from which a new audit file is begun' },
  'audit.retention_days': { type: 'count', value: 2555, tighter: 'more', help: 'how long audit files are kept before `audit prune` may delete them' },
  'audit.person': { type: ['pseudonym', 'name'], value: 'pseudonym', help: 'how people stand in the audit' },
  'support.contact': { type: 'text', value: '', help: 'whom to ask for help; shown with answers' },
  'learn_more': { type: 'text', value: '', help: 'training page of the organization; shown with answers' },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;

/** Settings with their values; the types are held by checkSetting. */
export type Settings = { readonly [K in SettingName]: (typeof SETTINGS)[K]['value'] extends readonly unknown[] ? readonly string[] : Widen<(typeof SETTINGS)[K]> };
type Widen<S extends Setting> = S['type'] extends readonly (infer T)[] ? T : S['value'] extends boolean ? boolean : S['value'] extends number ? number : string;

export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];

/** What was expected instead, or null when the value fits. */
export function checkSetting(name: SettingName, value: unknown): string | null {
  const { type } = SETTINGS[name] as Setting;
  if (type === 'boolean') return typeof value === 'boolean' ? null : 'true or false';
  if (type === 'count') return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 1_000_000 ? null : 'a whole number';
  if (type === 'text') return typeof value === 'string' && value.length <= 500 ? null : 'a text of at most 500 characters';
  if (type === 'list') return Array.isArray(value) && value.every((item) => typeof item === 'string') ? null : 'a list of words';
  return (type as readonly unknown[]).includes(value) ? null : `one of ${(type as readonly string[]).join(', ')}`;
}

/** Whether going from `before` to `after` loosens. */
export function loosens(name: SettingName, before: unknown, after: unknown): boolean {
  const { tighter } = SETTINGS[name] as Setting;
  if (tighter === undefined || before === after) return false;
  if (tighter === 'true') return before === true;
  if (tighter === 'false') return before === false;
  if (tighter === 'less') return Number(after) > Number(before);
  if (tighter === 'more') return Number(after) < Number(before);
  return tighter.indexOf(String(after)) > tighter.indexOf(String(before));
}
