// Texts to try an engine on: what rules look for, whole and broken, in every dress, at every place.

import { below, between, drawText, pick, type Random } from '../../src/testkit/random.ts';
import { type Example, examples } from './support.ts';

const B62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const HEX = '0123456789abcdef';
const B64 = `${B62}+/`;
const KEYS = ['password', 'api_key', 'SECRET_KEY', 'token', 'client-secret', 'db.passwd', '"accessToken"', 'Authorization'];
const OPERATORS = ['=', ': ', ' := ', '":"', ' => ', '%3D', '\\u003d', '=&quot;'];

let known: readonly Example[] | undefined;
export function anyExample(random: Random): string {
  return pick(random, (known ??= examples('texts'))).text;
}

export function pem(random: Random, length: number, newline = '\n'): string {
  const kind = pick(random, ['RSA ', 'EC ', 'OPENSSH ', 'ENCRYPTED ', '']);
  const body = drawText(random, B64, length).replace(/.{64}/g, `$&${newline}`);
  const end = random() < 0.8 ? `${newline}-----END ${kind}PRIVATE KEY-----` : '';
  return `-----BEGIN ${kind}PRIVATE KEY-----${newline}${body}${end}`;
}

export function jwt(random: Random, length: number): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: drawText(random, B62, length), exp: 1_700_000_000 })}.${drawText(random, `${B62}-_`, 43)}`;
}

/** Wrapped in up to four layers. */
export function encoded(random: Random, text: string): string {
  for (let depth = between(random, 1, 4); depth > 0; depth--) {
    const raw = Buffer.from(text);
    text = pick<(raw: Buffer) => string>(random, [
      (b) => b.toString('base64'), (b) => b.toString('base64url'), (b) => b.toString('hex'), (b) => encodeURIComponent(b.toString()),
      (b) => JSON.stringify(b.toString()).replace(/[="]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`),
      (b) => b.toString().replace(/[&"'=]/g, (c) => `&#x${c.charCodeAt(0).toString(16)};`),
    ])(raw);
    if (text.length > 20_000) break;
  }
  return text;
}

export function assignment(random: Random): string {
  const quote = pick(random, ['', '"', "'"]);
  const value = drawText(random, pick(random, [B62, HEX, B64, `${B62}!@%^*-_`]), between(random, 6, 90));
  return `${pick(random, KEYS)}${pick(random, OPERATORS)}${quote}${value}${quote}`;
}

/** One character, or few, for very long. */
export function run(random: Random, length: number): string {
  const alphabet = pick(random, ['a', '-', '_', 'eyJ', B62, HEX, B64, `${B62}-_`, '\\n', '%3A', '\n', ' ', '.', '0', '"', '/', '=']);
  return alphabet.length > 8 ? drawText(random, alphabet, length) : alphabet.repeat(Math.ceil(length / alphabet.length));
}

export function noise(random: Random, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) text += String.fromCharCode(below(random, 4) === 0 ? 10 + below(random, 23) : 32 + below(random, 95));
  return text;
}

/** About `length` characters of all that. */
export function mixed(random: Random, length: number): string {
  const parts: string[] = [];
  for (let size = 0; size < length; ) {
    const chance = random();
    const part =
      chance < 0.45 ? anyExample(random)
      : chance < 0.6 ? assignment(random)
      : chance < 0.7 ? encoded(random, random() < 0.5 ? anyExample(random) : assignment(random))
      : chance < 0.76 ? jwt(random, Math.floor(10 ** (1 + 3.6 * random())))
      : chance < 0.82 ? pem(random, Math.floor(10 ** (2 + 2.7 * random())), pick(random, ['\n', '\\n', '\r\n', '" +\n  "']))
      : chance < 0.87 ? run(random, Math.floor(10 ** (1 + 3.8 * random())))
      : noise(random, between(random, 1, 300));
    parts.push(part, pick(random, ['\n', '\n', '\n', ' ', ', ', '', '"', '\r\n']));
    size += part.length + 1;
  }
  return parts.join('');
}
