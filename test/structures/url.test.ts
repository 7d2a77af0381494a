import { describe, expect, test } from 'vitest';

import { CONF_HIGH, CONF_LOW, CONF_MEDIUM } from '../../assembly/layout.ts';
import { BASE62, HEX, scan, seeded } from './harness.ts';

const URL_ONLY = { only: ['url'] };
const random = seeded(11);

describe('url', () => {
  test('random passwords are found exactly, in every scheme', () => {
    const schemes: [string, string][] = [
      ['postgres', 'database'], ['postgresql', 'database'], ['postgresql+psycopg2', 'database'], ['mysql', 'database'], ['mongodb+srv', 'database'], ['redis', 'database'],
      ['rediss', 'database'], ['clickhouse', 'database'], ['snowflake', 'database'], ['mssql', 'database'], ['jdbc:mysql', 'database'], ['amqp', 'broker'], ['amqps', 'broker'],
      ['nats', 'broker'], ['kafka', 'broker'], ['http', 'http'], ['https', 'http'], ['git+https', 'http'], ['socks5', 'http'], ['smtp', 'mail'], ['smtps', 'mail'], ['imap', 'mail'],
      ['ldap', 'other'], ['ftp', 'other'], ['sftp', 'other'], ['anything', 'other'],
    ];
    let high = 0;
    for (let i = 0; i < 520; i++) {
      const [scheme, variant] = schemes[i % schemes.length]!;
      const password = random.text(BASE62, 12 + (i % 20));
      const text = `${scheme}://${random.text('abcdefgh', 5)}:${password}@db-${i}.corp.io:5432/app`;
      const found = scan(`level=info url=${text} pool=10`, URL_ONLY);
      expect(found.map((f) => [f.text, f.variant]), text).toEqual([[password, variant]]);
      expect(found[0]!.confidence, password).toBeGreaterThanOrEqual(CONF_MEDIUM);
      if (found[0]!.confidence === CONF_HIGH) high++;
    }
    expect(high / 520).toBeGreaterThan(0.97);
  });

  const SECRET = `Q${random.text(BASE62, 18)}7`;
  const FORMS: [name: string, text: string, found: string][] = [
    ['quoted', `"redis://u:${SECRET}@r.corp.io/0"`, SECRET],
    ['no user', `redis://:${SECRET}@r.corp.io/0`, SECRET],
    ['JSON with escaped slashes', `{"u":"https:\\/\\/bob:${SECRET}@git.corp.io\\/a"}`, SECRET],
    ['escaped quote behind', `{\\"u\\":\\"https://bob:${SECRET}@git.corp.io\\"}`, SECRET],
    ['IPv6 host', `http://bob:${SECRET}@[2a00::1]:80/`, SECRET],
    ['percent-encoded', `http://bob:${SECRET}%40%2F@h.corp.io/`, `${SECRET}%40%2F`],
    ['slash, question mark and hash in it', `postgres://u:${SECRET}/a?b#c@h.corp.io/db`, `${SECRET}/a?b#c`],
    ['at sign in it', `http://u:${SECRET}@x@h.corp.io/`, `${SECRET}@x`],
    ['mail address as user', `smtp://me@corp.com:${SECRET}@smtp.corp.com`, SECRET],
    ['several hosts', `mongodb://u:${SECRET}@a.corp.io:1,b.corp.io:2/x?replicaSet=r`, SECRET],
    ['shell single quotes', `curl 'https://u:${SECRET}@h.corp.io/x'`, SECRET],
    ['markdown', `[x](https://u:${SECRET}@h.corp.io/x)`, SECRET],
    ['XML', `<url>https://u:${SECRET}@h.corp.io/x</url>`, SECRET],
    ['host in a variable', `"postgres://u:${SECRET}@" + host`, SECRET],
    ['token as user', `git clone https://${SECRET}${SECRET}@github.com/a/b.git`, SECRET + SECRET],
    ['token with the fixed password', `https://${SECRET}${SECRET}:x-oauth-basic@github.com/a/b`, SECRET + SECRET],
    ['token with an empty password', `https://${SECRET}${SECRET}:@api.corp.io/v1`, SECRET + SECRET],
    ['fixed user', `https://x-access-token:${SECRET}@github.com/a/b`, SECRET],
  ];
  for (const [name, text, secret] of FORMS) {
    test(`${name}: the password alone`, () => {
      const found = scan(`before ${text} after`, URL_ONLY);
      expect(found.map((f) => f.text)).toEqual([secret]);
      expect(found[0]!.confidence).toBeGreaterThanOrEqual(CONF_MEDIUM);
    });
  }

  test('words with digits are a password at a database that is there, and an explanation beside `user` at most doubtful', () => {
    const word = ['Orchard', 'Secret', String(100 + 3 * 7)].join('');
    expect(scan(`mysql://billing:${word}@db.corp.io/x`, URL_ONLY)[0]?.confidence).toBe(CONF_MEDIUM);
    expect(scan(`https://user:secret${100 + 3 * 7}@api.corp.io/x`, URL_ONLY)[0]?.confidence).toBe(CONF_LOW);
    expect(scan('https://user:pass@api.corp.io/x', URL_ONLY)).toEqual([]);
    expect(scan('https://user:1111@api.corp.io/x', URL_ONLY)).toEqual([]);
  });

  test('weaker cases are lowered, not lost', () => {
    const local = scan(`postgres://u:${SECRET}@localhost/x`, URL_ONLY)[0]!;
    expect([local.confidence, local.reasons.includes('R_LOCAL_HOST')]).toEqual([CONF_MEDIUM, true]);
    const example = scan(`postgres://u:${SECRET}@db.example.com/x`, URL_ONLY)[0]!;
    expect([example.confidence, example.reasons.includes('R_EXAMPLE')]).toEqual([CONF_MEDIUM, true]);
    for (const weak of ['postgres://admin:changeme@db.corp.io/x', 'amqp://guest:guest@mq.corp.io/', 'http://root:password123@10.1.2.3/', 'http://a:1234@h.corp.io/']) {
      const [f] = scan(weak, URL_ONLY);
      expect([f?.confidence, f?.reasons.includes('R_WEAK')], weak).toEqual([CONF_LOW, true]);
    }
    expect(scan('mongodb://app:Sommer-2024!@db.corp.io/', URL_ONLY)[0]!.confidence).toBe(CONF_MEDIUM);
  });

  for (const text of [
    'https://user:pass@example.com/', 'https://username:password@host/', 'mysql://${USER}:${PASS}@h/x', 'mysql://root:<password>@h/x', 'mysql://root:***@h/x', 'mysql://root:{password}@h/x',
    'mysql://root:$DB_PASS@h/x', 'mysql://root:%s@h/x', 'mysql://root:xxxxx@h/x', 'mysql://root:[REDACTED]@h/x', 'mysql://root:YOUR_PASSWORD@h/x', 'https://host:8080/a@b', 'https://medium.com/@user/x',
    'http://localhost:3000/@vite/client', 'https://git@host:org/repo', 'ssh://git@github.com:22/a/b', 'http://[::1]:8080/', 'https://packages.acme.test/@scope/pkg/-/pkg-1.0.0.tgz',
    `https://${random.text(HEX, 32)}@o12.ingest.sentry.io/1`, 'docker-pullable://k8s.gcr.io/kube-proxy@sha256:abc', 'mailto:a@b.c', 'https://a.b/c?email=me@x.y', 'https://a.b/c#me@x.y', 'see https://bob@corp.io/',
    'file:///C:/x@y', 'http://a.b:80?x=me@c.d', 'https://maps.corp.io/@12.3,45.6,7z',
  ]) test(`nothing in ${text}`, () => expect(scan(text, URL_ONLY)).toEqual([]));
});
