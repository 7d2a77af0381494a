import { createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';

import { CONF_HIGH, CONF_LOW, CONF_MEDIUM } from '../../assembly/layout.ts';
import { scan } from './harness.ts';

const ONLY = { only: ['jwt'] };
const json = (o: unknown): string => Buffer.from(JSON.stringify(o)).toString('base64url');
const claims = { sub: 'user-77', iat: 1_700_000_000, exp: 1_800_000_000 };

function token(header: Record<string, unknown>, signature: Buffer | string, payload: unknown = claims): string {
  return `${json(header)}.${json(payload)}.${typeof signature === 'string' ? signature : signature.toString('base64url')}`;
}

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const SIGNED: [string, string][] = [
  ['HS256', token({ alg: 'HS256', typ: 'JWT' }, createHmac('sha256', randomBytes(16)).update('x').digest())],
  ['HS384', token({ alg: 'HS384', typ: 'JWT' }, randomBytes(48))],
  ['HS512', token({ typ: 'JWT', alg: 'HS512' }, randomBytes(64))],
  ['RS256', token({ alg: 'RS256', kid: 'k1', typ: 'JWT' }, sign('sha256', Buffer.from('x'), rsa))],
  ['ES256', token({ alg: 'ES256' }, randomBytes(64))],
  ['ES384', token({ alg: 'ES384' }, randomBytes(96))],
  ['ES512', token({ alg: 'ES512' }, randomBytes(132))],
  ['EdDSA', token({ alg: 'EdDSA', typ: 'at+jwt' }, randomBytes(64))],
  ['white space in the header', `${Buffer.from('{"typ": "JWT",\n "alg" : "HS256"}').toString('base64url')}.${json(claims)}.${randomBytes(32).toString('base64url')}`],
  ['detached', `${json({ alg: 'HS256' })}..${randomBytes(32).toString('base64url')}`],
  ['a long chain of certificates', token({ alg: 'RS256', x5c: [randomBytes(900).toString('base64')] }, sign('sha256', Buffer.from('x'), rsa))],
];

describe('jwt', () => {
  for (const [name, jwt] of SIGNED) {
    test(`${name}: high, whole, in every surrounding`, () => {
      for (const text of [jwt, `Bearer ${jwt}`, `"${jwt}"`, `token=${jwt}&x=1`, `token%3D${jwt}`, `\\n${jwt}\\n`, `jwt: ${jwt}, next`, `(${jwt}).`, `x_${jwt}`]) {
        const found = scan(text, ONLY);
        expect(found.map((f) => [f.text, f.variant, f.confidence, f.reasons.includes('R_STRUCTURE')]), text.slice(0, 20)).toEqual([[jwt, 'signed', CONF_HIGH, true]]);
      }
    });
  }

  test('encrypted ones have five parts', () => {
    const jwe = `${json({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.${[256, 12, 80, 16].map((n) => randomBytes(n).toString('base64url')).join('.')}`;
    expect(scan(`x ${jwe} y`, ONLY).map((f) => [f.text, f.variant, f.confidence])).toEqual([[jwe, 'encrypted', CONF_HIGH]]);
    const direct = `${json({ alg: 'dir', enc: 'A128GCM' })}..${[12, 80, 16].map((n) => randomBytes(n).toString('base64url')).join('.')}`;
    expect(scan(direct, ONLY).map((f) => f.text)).toEqual([direct]);
  });

  test('less than whole is less than sure', () => {
    const [, jwt] = SIGNED[0]!;
    const [header, payload] = jwt.split('.') as [string, string];
    const expected: [string, string, number][] = [
      [`${jwt.slice(0, -4)}`, 'signed', CONF_MEDIUM],
      [`${header}.${payload}.${randomBytes(8).toString('base64url')}`, 'signed', CONF_LOW],
      [`${header}.${payload}...`, 'truncated', CONF_LOW],
      [`${header}.${payload.slice(0, 20)}...`, 'truncated', CONF_LOW],
      [`${header}...`, 'truncated', CONF_LOW],
      [`${header}.${payload}`, 'truncated', CONF_LOW],
      [`${json({ alg: 'none' })}.${payload}.`, 'unsigned', CONF_LOW],
    ];
    for (const [text, variant, confidence] of expected) expect(scan(text, ONLY).map((f) => [f.variant, f.confidence]), text.slice(-30)).toEqual([[variant, confidence]]);
    const example = token({ alg: 'HS256' }, randomBytes(32), { sub: '1234567890', name: 'John Doe' });
    expect(scan(example, ONLY)[0]).toMatchObject({ confidence: CONF_LOW, reasons: expect.arrayContaining(['R_EXAMPLE']) });
    const broken = `eyJ${randomBytes(30).toString('base64url')}.eyJ${randomBytes(30).toString('base64url')}.${randomBytes(32).toString('base64url')}`;
    expect(scan(broken, ONLY)[0]).toMatchObject({ confidence: CONF_LOW, reasons: expect.arrayContaining(['R_STRUCTURE_FAILED']) });
  });

  test('PASETO and PASERK', () => {
    const local = `v4.local.${randomBytes(120).toString('base64url')}`;
    const open = `v4.public.${Buffer.concat([Buffer.from(JSON.stringify(claims)), randomBytes(64)]).toString('base64url')}.${json({ kid: '1' })}`;
    const key = `k4.local.${randomBytes(32).toString('base64url')}`;
    expect(scan(`${local} ${open} ${key}`, ONLY).map((f) => [f.text, f.variant, f.confidence])).toEqual([[local, 'paseto-local', CONF_HIGH], [open, 'paseto-public', CONF_HIGH], [key, 'paserk-local', CONF_HIGH]]);
  });

  for (const text of [json({ version: 3, sources: [] }), `${json({ a: 1 })}.js`, 'eyJ', 'eyJust a word', `data:${json({ iv: 'a', value: 'b', mac: 'c' })}`, 'printer.local.lan', 'db.public.users', 'v5.local.abc', 'v4.local.short']) {
    test(`nothing in ${text.slice(0, 40)}`, () => expect(scan(text, ONLY)).toEqual([]));
  }
});
