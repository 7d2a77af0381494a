// An override as it is handed to its user: what it allows, signed by those who granted it.
//
//   wo1.BASE64URL(payload).APPROVER~SIGNATURE[.APPROVER~SIGNATURE]     names and signatures in BASE64URL
//
// Each approver signs a head line, the own name and the payload as it stands in the token: a second approver adds a
// signature to what the first one has fixed.

import type { KeyObject } from 'node:crypto';
import { WardlineError } from '../errors.ts';
import { parsePublicKey, signBytes, verifyBytes } from './keys.ts';
import type { Identity } from './model.ts';
import { samePerson } from './people.ts';

export interface OverridePayload {
  readonly id: string;
  /** The log it was asked for in and where its uses are counted: it is good nowhere else. */
  readonly log: string;
  /** Keyed fingerprint of the one message it is for. */
  readonly message: string;
  /** Who may use it. */
  readonly who: string;
  readonly level: number;
  readonly rules: readonly string[];
  readonly reason: string;
  readonly uses: number;
  /** Milliseconds since 1970, UTC. */
  readonly granted: number;
  readonly expires: number;
}

export interface ReadToken extends OverridePayload {
  readonly approvers: readonly string[];
}

const HEAD = 'wardline override v1\n';
const MAX_TOKEN = 8192;

function signed(name: string, body: string): Buffer {
  return Buffer.from(`${HEAD}${name}\n${body}`);
}

/** The token with the first approver's signature. */
export function makeToken(payload: OverridePayload, name: string, key: KeyObject): string {
  return addSignature(`wo1.${Buffer.from(JSON.stringify(payload)).toString('base64url')}`, name, key);
}

/** The token with one signature more. */
export function addSignature(token: string, name: string, key: KeyObject): string {
  const body = token.split('.')[1] as string;
  return `${token}.${Buffer.from(name).toString('base64url')}~${signBytes(key, signed(name, body)).toString('base64url')}`;
}

function refused(message: string, hint: string): WardlineError {
  return new WardlineError('override_refused', message, { hint });
}

/** The payload of a token whose signatures are those of approvers that the policy names. */
export function readToken(token: string, identities: readonly Identity[]): ReadToken {
  const parts = token.length > MAX_TOKEN ? [] : token.trim().split('.');
  const [head, body, ...signatures] = parts;
  if (head !== 'wo1' || body === undefined || signatures.length === 0 || signatures.length > 4) throw refused('the token is no override', 'copy it whole: `wo1.…`');
  const payload = readPayload(body);
  if (payload === null) throw refused('the token is damaged', 'ask for it again');
  const approvers: string[] = [];
  for (const part of signatures) {
    const [name64 = '', signature = ''] = part.split('~');
    const name = Buffer.from(name64, 'base64url').toString('utf8');
    const identity = identities.find((one) => one.name === name);
    if (identity === undefined || !identity.roles.includes('approver') || identity.key === '') throw refused(`\`${name.slice(0, 60)}\` is no approver by the policy`, 'the policy\'s `identities` name approvers and their keys');
    if (samePerson(identities, name, payload.who)) throw refused('the token was granted by the person it is for', 'somebody else has to approve');
    if (approvers.some((other) => samePerson(identities, other, name))) throw refused('the token names an approver twice', 'two different people have to approve');
    const key = parsePublicKey(identity.key, `the identity \`${name}\``);
    if (!verifyBytes(key, signed(name, body), Buffer.from(signature, 'base64url'))) throw refused(`the signature of \`${name.slice(0, 60)}\` is wrong`, 'the token was changed or made by somebody else');
    approvers.push(name);
  }
  return { ...payload, approvers };
}

function readPayload(body: string): OverridePayload | null {
  try {
    const bytes = Buffer.from(body, 'base64url');
    // One payload has one writing; another one of the same bytes is a forgery.
    if (bytes.toString('base64url') !== body) return null;
    const value = JSON.parse(bytes.toString('utf8')) as Record<string, unknown>;
    const texts = ['id', 'log', 'message', 'who', 'reason'].every((key) => typeof value[key] === 'string');
    const numbers = ['level', 'uses', 'granted', 'expires'].every((key) => Number.isFinite(value[key]));
    const lists = Array.isArray(value['rules']) && value['rules'].every((one) => typeof one === 'string');
    return texts && numbers && lists ? (value as unknown as OverridePayload) : null;
  } catch {
    return null;
  }
}
