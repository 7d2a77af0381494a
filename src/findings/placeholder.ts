// What stands in a secret's place. One table for all: kinds in taxonomy.ts give the form, this file spells it.

import { kindWords } from '../taxonomy/taxonomy.ts';

export type Surface = 'bulk' | 'message';

/** What a placeholder needs to know of a rule. */
export interface PlaceholderRule {
  readonly id: string;
  readonly kind: string;
  /** The literal every secret of the rule begins with, or empty. Public: it is in the provider's documentation. */
  readonly prefix: string;
}

/** `stripe-secret-key` → `STRIPE_SECRET_KEY`. */
export function placeholderName(id: string): string {
  return id.replace(/[^A-Za-z0-9]+/g, '_').toUpperCase();
}

/** `[STRIPE_SECRET_KEY_REDACTED]`, or `[STRIPE_SECRET_KEY_REDACTED_<suffix>]` to tell secrets of one rule apart. */
export function bulkPlaceholder(rule: PlaceholderRule, suffix = ''): string {
  return `[${placeholderName(rule.id)}_REDACTED${suffix === '' ? '' : `_${suffix}`}]`;
}

/** The form that depends on the rule alone. In messages, rules with a public prefix have a better one: messagePlaceholder. */
export function placeholder(rule: PlaceholderRule, surface: Surface): string {
  if (surface === 'bulk') return bulkPlaceholder(rule);
  if (isBasic(rule)) return kindWords('basic_credentials').message;
  const own = kindWords(rule.kind).message;
  return own === '' ? bulkPlaceholder(rule) : own;
}

/** `[REDACTED_24_CHARS]` */
export function counted(characters: number): string {
  return `[REDACTED_${characters}_CHARS]`;
}

/** What to write into a message in place of one finding. Public prefixes stay, so that readers still know what it was. */
export function messagePlaceholder(rule: PlaceholderRule, match: string, isHexKey: boolean): string {
  if (isHexKey) return kindWords('hex_key').message;
  if (rule.prefix !== '' && kindWords(rule.kind).message === '' && match.startsWith(rule.prefix)) return match;
  return placeholder(rule, 'message');
}

function isBasic(rule: PlaceholderRule): boolean {
  return rule.kind === 'basic_credentials' || /(?:^|-)basic(?:-|$)/.test(rule.id);
}
