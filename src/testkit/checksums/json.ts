// Turns a sample whose head is base64 of the beginning of a JSON object, and whose rest is random, into base64 of a whole one.

import { base64Like, LOWER, type Random, randomText, unbase64 } from './codecs.ts';

export type Members = Readonly<Record<string, string | number>>;

/** The object a part holds, or null. */
export function readObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(unbase64(text)?.toString('utf8') ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** `key` or `key=value` as rules write it. */
export function member(argument: string, random: Random): Members {
  const equals = argument.indexOf('=');
  return equals < 0 ? { [argument]: randomText(random, LOWER, 8) } : { [argument.slice(0, equals)]: argument.slice(equals + 1) };
}

/**
 * Answers base64 of an object that has `members`, begins as `text` does, and is as long where there is room.
 * Left as it is when it is one already.
 */
export function mendObject(text: string, members: Members, random: Random): string {
  const present = readObject(text);
  if (present && Object.entries(members).every(([k, v]) => (typeof v === 'number' || v === present[k] || present[k] !== undefined) && k in present)) {
    if (Object.entries(members).every(([k, v]) => typeof v === 'number' ? present[k] === v : true)) return text;
  }
  const bytes = unbase64(text) ?? Buffer.from('{');
  const json = completeObject(bytes.toString('latin1'), members, bytes.length, random);
  return base64Like(text, Buffer.from(json));
}

/** Keeps the longest beginning of `draft` that a flat JSON object can have, and completes it to about `length` characters. */
export function completeObject(draft: string, members: Members, length: number, random: Random): string {
  const step = /^(\{)?(?:("[A-Za-z_][A-Za-z0-9_.:/-]*":)("[A-Za-z0-9_.:/ -]*"|[0-9]+(?=,))(,))*/u.exec(draft)?.[0] ?? '';
  let text = step === '' ? '{' : step;
  const open = /^(?:"([A-Za-z_][A-Za-z0-9_.:/-]*)?(?:(":)(?:("[A-Za-z0-9_.:/ -]*)|([0-9]+))?)?)?/u.exec(draft.slice(step.length));
  const started = open?.[0] ?? '';
  let last = '';
  if (started !== '') {
    const colon = open?.[2] !== undefined;
    const numeric = open?.[4] !== undefined;
    last = started;
    if (!colon) last += `${open?.[1] === undefined ? randomText(random, LOWER, 3) : ''}":`;
    last += open?.[3] === undefined && !numeric ? '"' : '';
    const missing = missingMembers(text + last, members);
    const room = length - text.length - last.length - missing.length - 3;
    if (!numeric) last += `${randomText(random, LOWER, Math.max(1, room))}"`;
    return `${text}${last}${missing === '' ? '' : `,${missing}`}}`;
  }
  const missing = missingMembers(text, members);
  const room = length - text.length - missing.length - 8;
  text += missing;
  if (room > 0 || missing === '') text += `${missing === '' ? '' : ','}"x":"${randomText(random, LOWER, Math.max(1, room))}"`;
  return `${text}}`;
}

function missingMembers(text: string, members: Members): string {
  return Object.entries(members)
    .filter(([k]) => !text.includes(`"${k}":`))
    .map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`)
    .join(',');
}
