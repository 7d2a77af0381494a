import { describe, expect, test } from 'vitest';

import { CONF_HIGH, CONF_LOW, CONF_MEDIUM } from '../../assembly/layout.ts';
import { BASE62, BASE64URL, scan, seeded } from './harness.ts';

const HEADER = { only: ['header'] };
const COOKIE = { only: ['cookie'] };
const random = seeded(21);
const basic = (user: string, password: string): string => Buffer.from(`${user}:${password}`).toString('base64');

const FORMS: [string, (scheme: string, token: string) => string][] = [
  ['header line', (s, t) => `Authorization: ${s} ${t}`],
  ['lower case', (s, t) => `authorization: ${s.toLowerCase()} ${t}\r\nhost: a`],
  ['JSON', (s, t) => `{"Authorization":"${s} ${t}"}`],
  ['JSON with a blank', (s, t) => `"authorization": "${s} ${t}",`],
  ['JSON in JSON', (s, t) => `{\\"Authorization\\":\\"${s} ${t}\\"}`],
  ['Python', (s, t) => `headers = {'Authorization': '${s} ${t}'}`],
  ['set', (s, t) => `req.headers.set('Authorization', '${s} ${t}')`],
  ['Go', (s, t) => `req.Header.Add("Authorization", "${s} ${t}")`],
  ['curl', (s, t) => `curl -H "Authorization: ${s} ${t}" https://a.corp.io`],
  ['Ruby', (s, t) => `'Authorization' => '${s} ${t}'`],
  ['assignment', (s, t) => `authorization = "${s} ${t}"`],
  ['list of headers', (s, t) => `"Authorization": ["${s} ${t}"]`],
  ['escaped blank', (s, t) => `authorization=${s}%20${t}`],
  ['proxy', (s, t) => `Proxy-Authorization: ${s} ${t}`],
];

describe('Authorization', () => {
  for (const [name, write] of FORMS) {
    test(`${name}: the token alone`, () => {
      for (const [scheme, variant] of [['Bearer', 'bearer'], ['Token', 'scheme'], ['ApiKey', 'scheme'], ['Basic', 'basic']] as const) {
        for (let i = 0; i < 10; i++) {
          const token = scheme === 'Basic' ? basic('bob', random.text(BASE62, 16)) : random.text(BASE64URL, 30 + i).replace(/^[-_]|[-_]$/gu, 'x');
          const found = scan(write(scheme, token), HEADER);
          expect(found.map((f) => [f.text, f.variant]), token).toEqual([[token, variant]]);
          expect(found[0]!.confidence).toBeGreaterThanOrEqual(CONF_MEDIUM);
          expect(found[0]!.key.toLowerCase()).toContain('authorization');
        }
      }
    });
  }

  test('Basic is judged by what it decodes to', () => {
    expect(scan(`Authorization: Basic ${basic('bob', random.text(BASE62, 14))}`, HEADER)[0]!.confidence).toBe(CONF_HIGH);
    expect(scan(`Authorization: Basic ${basic('admin', 'password')}`, HEADER)[0]).toMatchObject({ confidence: CONF_LOW });
    expect(scan(`Authorization: Basic ${random.text(BASE62, 26)}==`, HEADER)[0]).toMatchObject({ confidence: CONF_MEDIUM, reasons: expect.arrayContaining(['R_STRUCTURE_FAILED']) });
    const token = basic('bob', random.text(BASE62, 14));
    expect(scan(`expected Basic ${token} here`, HEADER).map((f) => f.text)).toEqual([token]);
  });

  test('without the name of the header', () => {
    const token = random.text(BASE62, 40);
    expect(scan(`using Bearer ${token} now`, HEADER).map((f) => [f.text, f.variant])).toEqual([[token, 'bearer']]);
    expect(scan(`Authorization: ${token}`, HEADER).map((f) => [f.text, f.variant])).toEqual([[token, 'raw']]);
    for (const name of ['X-Auth-Token', 'PRIVATE-TOKEN', 'X-Vault-Token']) expect(scan(`-H '${name}: ${token}'`, HEADER).map((f) => [f.text, f.key])).toEqual([[token, name]]);
  });

  test('curl -u', () => {
    const password = random.text(BASE62, 16);
    for (const text of [`curl -u bob:${password} https://a`, `curl -s --user bob:${password} x`, `curl --user="bob:${password}" x`, `curl -u 'bob:${password}' x`]) expect(scan(text, HEADER).map((f) => f.text), text).toEqual([password]);
    expect(scan('curl -u bob:Sommer-24 x', HEADER)[0]!.confidence).toBe(CONF_MEDIUM);
  });

  const NOTHING = [
    'Authorization: Bearer $TOKEN', 'Authorization: Bearer ${TOKEN}', 'Authorization: Bearer <token>', "'Authorization': f'Bearer {token}'", '"Authorization": "Bearer " + token', 'Authorization: Bearer {{ token }}',
    'Authorization: Bearer YOUR_TOKEN_HERE', 'Authorization: Bearer [REDACTED]', 'Authorization: Bearer ***', 'authorization is required for this', 'Authorization: required', 'The Authorization header must be a Bearer token',
    'WWW-Authenticate: Bearer realm="x", error="invalid_token"', 'WWW-Authenticate: Basic realm="x"', 'Authorization: Digest username="a"', 'Authorization: AWS4-HMAC-SHA256 Credential=a/b', 'basic authentication',
    'docker run -u 1000:1000 x', 'git push -u origin main', 'sort -u a:b', 'X-CSRF-Token: abcdefghij', 'next-token: null', 'authorization_code', 'Authorization: Basic Og==',
  ];
  for (const text of NOTHING) test(`nothing in ${text}`, () => expect(scan(text, HEADER)).toEqual([]));
});

describe('cookies', () => {
  test('all session cookies of a line, and no others', () => {
    for (let i = 0; i < 50; i++) {
      const [a, b, c] = [random.text(BASE62, 32), random.text(BASE62, 24), random.text(BASE62, 40)];
      const found = scan(`Cookie: theme=dark; sessionid=${a}; _ga=GA1.2.1234567890.1234567890; csrftoken=${c}; remember_token=${b}; lang=de`, COOKIE);
      expect(found.map((f) => [f.key, f.text])).toEqual([['sessionid', a], ['remember_token', b]]);
    }
  });

  test('Set-Cookie, JSON, curl', () => {
    const id = random.text(BASE62, 32);
    for (const text of [`Set-Cookie: JSESSIONID=${id}; Path=/; HttpOnly`, `"cookie":"PHPSESSID=${id}"`, `-H 'Cookie: connect.sid=${id}'`, `cookie: "_session_id=${id}"`, `Cookie: a=b; HttpOnly; sid=${id}`]) {
      expect(scan(text, COOKIE).map((f) => f.text), text).toEqual([id]);
    }
  });

  for (const text of ['cookie policy: session=none', 'Cookie: sessionid=deleted', 'cookies: accept', 'Cookie: session=${SESSION}', 'Cookie: _ga=GA1.2.1234567890.1234567890', 'the cookie = biscuit']) test(`nothing in ${text}`, () => expect(scan(text, COOKIE)).toEqual([]));
});
