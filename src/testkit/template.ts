// Templates → text (docs/rules.md, "Templates"). The same seed gives the same text.

import { ALPHABETS, USERS, WORDS } from './alphabets.ts';
import { below, between, drawText, pick, type Random } from './random.ts';
import { type Encoding, parseTemplate, TemplateError, type TemplatePart } from './template-parse.ts';

export { parseTemplate, TemplateError, type TemplatePart } from './template-parse.ts';

export interface ExpandOptions {
  readonly random: Random;
  /** What `{secret}` stands for. */
  readonly secret?: string;
  /** How long `{class:a-b}` becomes. */
  readonly lengths?: 'random' | 'least' | 'most';
}

/** Half-open, in bytes of the UTF-8 text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Expansion {
  readonly text: string;
  /** Where the secret stands; with `encoded` it is somewhere inside the span, which is the whole encoded piece. */
  readonly secrets: readonly (Span & { readonly encoded: boolean })[];
  /** What was drawn at random, the secret included. */
  readonly drawn: readonly Span[];
}

/** Throws TemplateError (RULE_TEMPLATE). */
export function expand(template: string, options: ExpandOptions): string {
  return expandWithSpans(template, options).text;
}

export function expandWithSpans(template: string, options: ExpandOptions): Expansion {
  return renderParts(parseTemplate(template), options);
}

/** Whether the expansion differs from seed to seed, and the texts that never do. */
export function literalsOf(template: string): { readonly hasRandomness: boolean; readonly texts: readonly string[] } {
  const texts: string[] = [];
  const visit = (parts: readonly TemplatePart[]): boolean =>
    parts.reduce((random, part) => {
      if (part.type === 'text') texts.push(part.text);
      else if (part.type === 'encode') return visit(part.parts) || random;
      else if (part.type !== 'repeat' && part.type !== 'sequence') return true;
      return random;
    }, false);
  return { hasRandomness: visit(parseTemplate(template)), texts };
}

export function renderParts(parts: readonly TemplatePart[], options: ExpandOptions): Expansion {
  const pieces: string[] = [];
  const secrets: (Span & { encoded: boolean })[] = [];
  const drawn: Span[] = [];
  let end = 0;
  for (const part of parts) {
    const start = end;
    let piece: string;
    if (part.type === 'encode') {
      const inner = renderParts(part.parts, options);
      piece = encode(inner.text, part.encoding);
      end = start + Buffer.byteLength(piece);
      if (inner.secrets.length > 0) secrets.push({ start, end, encoded: true });
      if (inner.drawn.length > 0) drawn.push({ start, end });
    } else {
      piece = renderPart(part, options);
      end = start + Buffer.byteLength(piece);
      if (part.type === 'secret') secrets.push({ start, end, encoded: false });
      if (part.type !== 'text' && part.type !== 'repeat' && part.type !== 'sequence') drawn.push({ start, end });
    }
    pieces.push(piece);
  }
  return { text: pieces.join(''), secrets, drawn };
}

function renderPart(part: Exclude<TemplatePart, { type: 'encode' }>, { random, secret, lengths = 'random' }: ExpandOptions): string {
  switch (part.type) {
    case 'text':
      return part.text;
    case 'draw':
      return drawText(random, part.alphabet, lengths === 'least' ? part.min : lengths === 'most' ? part.max : between(random, part.min, part.max));
    case 'uuid':
      return uuid(random, part.dashes);
    case 'oid':
      return objectId(random);
    case 'snowflake':
      return snowflake(random, part.length);
    case 'repeat':
      return part.text.repeat(part.count);
    case 'sequence':
      return ascending(part.length);
    case 'words':
      return Array.from({ length: part.count }, () => pick(random, WORDS)).join(' ');
    case 'host':
      return `${pick(random, WORDS)}-${below(random, 10)}.${pick(random, WORDS)}${pick(random, WORDS)}.io`;
    case 'user':
      return pick(random, USERS);
    case 'secret':
      if (secret === undefined) throw new TemplateError('`{secret}` is used where there is no sample', 'give the rule a `sample`', 0);
      return secret;
  }
}

const HEX = ALPHABETS.get('hex') ?? '';

/** Version 4, variant 1. */
function uuid(random: Random, dashes: boolean): string {
  const hex = `${drawText(random, HEX, 12)}4${drawText(random, HEX, 3)}${pick(random, [...'89ab'])}${drawText(random, HEX, 15)}`;
  return dashes ? hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') : hex;
}

/** MongoDB: four bytes of time (2015 to 2026 here), then eight of randomness and counter. */
function objectId(random: Random): string {
  return between(random, 1_420_070_400, 1_767_225_600).toString(16).padStart(8, '0') + drawText(random, HEX, 16);
}

/** Base64 of a decimal id of Discord's range, without padding: 17 to 19 digits fill 23 to 26 characters. */
function snowflake(random: Random, length: number): string {
  const digits = Math.max(1, Math.floor((length * 3) / 4));
  return Buffer.from(`${between(random, 1, 9)}${drawText(random, '0123456789', digits - 1)}`).toString('base64url').slice(0, length);
}

function ascending(length: number): string {
  const run = '0123456789abcdefghijklmnopqrstuvwxyz';
  return run.repeat(Math.ceil(length / run.length)).slice(0, length);
}

function encode(text: string, encoding: Encoding): string {
  const bytes = Buffer.from(text, 'utf8');
  switch (encoding) {
    case 'b64enc':
      return bytes.toString('base64');
    case 'b64uenc':
      return bytes.toString('base64url');
    case 'hexenc':
      return bytes.toString('hex');
    case 'pctenc':
      return [...bytes].map((byte) => (isUnreserved(byte) ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)).join('');
    case 'escenc':
      return JSON.stringify(text).slice(1, -1).replace(/[^\x20-\x7e]|[&<>'/=+]/g, (char) => (char === '/' ? '\\/' : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`));
    case 'entenc':
      return text.replace(/[^0-9A-Za-z_ .-]/gu, (char) => NAMED_ENTITIES.get(char) ?? `&#x${(char.codePointAt(0) ?? 0).toString(16)};`);
  }
}

const NAMED_ENTITIES: ReadonlyMap<string, string> = new Map([['&', '&amp;'], ['<', '&lt;'], ['>', '&gt;'], ['"', '&quot;'], ["'", '&#39;']]);

function isUnreserved(byte: number): boolean {
  return /[A-Za-z0-9._~-]/.test(String.fromCharCode(byte));
}
