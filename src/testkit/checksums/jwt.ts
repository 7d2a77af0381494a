// Right JSON Web Tokens out of samples whose parts are random behind their fixed heads.

import { type Random, randomBytes } from './codecs.ts';
import { type Members, mendObject, readObject } from './json.ts';
import { mendCanonicalBase64 } from './sums.ts';

interface Token {
  /** What stands before the header: `ghs_123_`. */
  readonly before: string;
  readonly parts: readonly string[];
}

function split(text: string): Token | null {
  const start = /(?<![A-Za-z0-9])e[yw]/u.exec(text)?.index ?? -1;
  if (start < 0) return null;
  return { before: text.slice(0, start), parts: text.slice(start).split('.') };
}

function join(token: Token, header: string, payload: string): string {
  return token.before + [header, payload, ...token.parts.slice(2)].join('.');
}

/** Algorithm whose signature has this many characters. */
function algorithmFor(length: number): string {
  const known: Readonly<Record<number, string>> = { 0: 'none', 43: 'HS256', 64: 'HS384', 86: 'ES256', 128: 'ES384', 176: 'ES512' };
  return known[length] ?? (length >= 171 ? 'RS256' : 'HS256');
}

export function mendHeader(text: string, random: Random): string {
  const token = split(text);
  if (!token) return text;
  const [header = '', payload = '', third = ''] = token.parts;
  const encrypted = token.parts.length === 5;
  const members: Members = encrypted ? { alg: 'dir', enc: 'A256GCM' } : { alg: algorithmFor(third.length), typ: 'JWT' };
  const mended = mendObject(header, members, random);
  return join(token, mended, encrypted || readObject(payload) ? payload : mendObject(payload, {}, random));
}

export function mendSignature(text: string, random: Random): string {
  const token = split(mendHeader(text, random));
  if (!token || token.parts.length !== 3) return text;
  const alg = String(readObject(token.parts[0] ?? '')?.['alg'] ?? 'HS256');
  const lengths: Readonly<Record<string, number>> = { none: 0, HS256: 32, HS384: 48, HS512: 64, ES256: 64, ES384: 96, ES512: 132, EdDSA: 64, RS256: 256, RS384: 256, RS512: 256, PS256: 256 };
  const bytes = lengths[alg] ?? 32;
  const rsa = /^[RP]S/u.test(alg) && (token.parts[2]?.length ?? 0) >= 171;
  const signature = token.parts[2]?.length === Math.ceil((bytes * 4) / 3) || rsa ? (token.parts[2] ?? '') : randomBytes(random, bytes).toString('base64url');
  return token.before + [token.parts[0], token.parts[1], rsa ? signature : mendCanonicalBase64(signature)].join('.');
}

export function mendPayload(text: string, members: Members, random: Random): string {
  const token = split(mendHeader(text, random));
  if (!token) return text;
  const [header = '', payload = ''] = token.parts;
  const present = readObject(payload);
  const merged = present ? Buffer.from(JSON.stringify({ ...present, ...members })).toString('base64url') : mendObject(payload, members, random);
  return join(token, header, merged);
}

/** A time far from now, and the issuer of cluster tokens. */
export const ALIVE: Members = { exp: 4102444800 };
export const KUBERNETES: Members = { iss: 'kubernetes/serviceaccount' };

