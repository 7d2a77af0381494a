// PEM bodies as real key generators write them, in the forms in which logs hold them.

import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makePem, makePuttyKey } from '../../src/testkit/checksums/keys.ts';
import { FAIL, PASS, run, seeded, UNKNOWN } from './support.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const dsa = generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 }).privateKey;
const ed25519 = generateKeyPairSync('ed25519').privateKey;
const x25519 = generateKeyPairSync('x25519').privateKey;
const pkcs8 = (key: typeof rsa): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const pkcs1 = rsa.export({ type: 'pkcs1', format: 'pem' }).toString();
const encrypted = rsa.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString();
const legacy = rsa.export({ type: 'pkcs1', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'x' }).toString();

const KEYS: Readonly<Record<string, string>> = {
  'PKCS#8 RSA': pkcs8(rsa), 'PKCS#8 EC': pkcs8(ec), 'PKCS#8 DSA': pkcs8(dsa), 'PKCS#8 Ed25519': pkcs8(ed25519), 'PKCS#8 X25519': pkcs8(x25519), 'PKCS#1': pkcs1,
  'SEC1': ec.export({ type: 'sec1', format: 'pem' }).toString(), 'PKCS#8 encrypted': encrypted,
};
const FORMS: Readonly<Record<string, (pem: string) => string>> = {
  'as it is': (p) => p,
  'without the last line end': (p) => p.trimEnd(),
  'CRLF': (p) => p.replaceAll('\n', '\r\n'),
  'in JSON': (p) => JSON.stringify(p).slice(1, -1),
  'in JSON in JSON': (p) => JSON.stringify(JSON.stringify(p)).slice(3, -3),
  'on one line': (p) => p.replaceAll('\n', ' '),
  'without any separator': (p) => p.replaceAll('\n', ''),
  'indented': (p) => p.replaceAll('\n', '\n      '),
  'quoted mail': (p) => p.replaceAll('\n', '\n> '),
  'joined strings': (p) => `${p.trimEnd().split('\n').join('\\n" +\n  "')}`,
  'comma-separated strings': (p) => `${p.trimEnd().split('\n').join("',\n  '")}`,
  'percent-encoded': (p) => `-----BEGIN ${p.slice(11).replace(/-----[^]*$/u, '')}-----${encodeURIComponent(p.replace(/^-----[^-]*-----/u, ''))}`,
  'escaped slashes': (p) => JSON.stringify(p).slice(1, -1).replaceAll('/', '\\/'),
  'unicode escapes': (p) => p.replaceAll('\n', '\\u000a').replaceAll('+', '\\u002b').replaceAll('=', '\\u003d'),
};

describe.each(Object.entries(KEYS))('%s', (_, pem) => {
  it.each(Object.entries(FORMS))('passes %s', (__, form) => {
    expect(run('pem-body', [], form(pem))).toBe(PASS);
  });
  it('does not say more than it knows of a block that is cut off', () => {
    for (let n = 30; n < pem.length - 30; n += 7) expect(run('pem-body', [], pem.slice(0, n)), `cut at ${n}`).not.toBe(PASS);
    expect(run('pem-body', [], pem.slice(0, 80))).toBe(UNKNOWN);
  });
  it('fails when lines are missing, doubled or invented', () => {
    const lines = pem.trimEnd().split('\n');
    const body = lines[1] ?? '';
    expect(run('pem-body', [], [lines[0], ...lines.slice(2)].join('\n'))).toBe(FAIL);
    expect(run('pem-body', [], [lines[0], body, ...lines.slice(1)].join('\n'))).toBe(FAIL);
    expect(run('pem-body', [], [lines[0], body.toLowerCase(), ...lines.slice(2)].join('\n'))).toBe(FAIL);
  });
});

describe('pem-body', () => {
  const random = seeded(1);
  it.each(['...', '<key>', '***', '[REDACTED]', '…'])('fails a body of %s', (body) => {
    expect(run('pem-body', [], Buffer.from(`-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----`))).toBe(FAIL);
  });
  it('fails an empty body, and words', () => {
    expect(run('pem-body', [], '-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----')).toBe(FAIL);
    expect(run('pem-body', [], '-----BEGIN RSA PRIVATE KEY-----\nthisismykeyitisnotreal\n-----END RSA PRIVATE KEY-----')).toBe(FAIL);
  });
  it('can not say anything of a body under an old encryption header', () => {
    expect(legacy).toContain('ENCRYPTED');
    expect(run('pem-body', [], legacy)).toBe(UNKNOWN);
  });
  it('tells the check numbers of OpenSSH', () => {
    const key = makePem('OPENSSH PRIVATE KEY', random);
    const body = Buffer.from(key.split('\n').slice(1, -1).join(''), 'base64');
    const at = body.lastIndexOf('ssh-ed25519') - 12; // two check numbers and a length stand before
    expect(run('pem-body', [], key)).toBe(PASS);
    body[at + 1] = (body[at + 1] ?? 0) ^ 1;
    expect(run('pem-body', [], `-----BEGIN OPENSSH PRIVATE KEY-----\n${body.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----`)).toBe(FAIL);
  });
  it('notices a changed byte under the sum of OpenPGP, and does without the sum', () => {
    const key = makePem('PGP PRIVATE KEY BLOCK', random);
    expect(run('pem-body', [], key)).toBe(PASS);
    expect(run('pem-body', [], key.replace(/\n=.{4}/u, ''))).toBe(PASS);
    const line = key.split('\n')[4] ?? '';
    expect(run('pem-body', [], key.replace(line, [...line].reverse().join('')))).toBe(FAIL);
    expect(run('pem-body', [], key.replace('KEY BLOCK-----\n\n', 'KEY BLOCK-----\nVersion: 1\nComment: https://example.com\n\n'))).toBe(PASS);
  });
  it('leaves what is no PEM alone', () => {
    expect(run('pem-body', [], 'hello world')).toBe(UNKNOWN);
  });
});

describe('rsa-modulus', () => {
  it('passes real keys of several sizes', () => {
    for (const modulusLength of [1024, 2048, 3072, 4096]) {
      const key = generateKeyPairSync('rsa', { modulusLength }).privateKey;
      expect(run('rsa-modulus', [], key.export({ type: 'pkcs1', format: 'pem' }).toString()), `${modulusLength}`).toBe(PASS);
      expect(run('rsa-modulus', [], JSON.stringify(pkcs8(key)).slice(1, -1))).toBe(PASS);
    }
  });
  it('fails when one digit of the modulus or of a prime has changed', () => {
    const lines = pkcs1.split('\n');
    const line = lines[3] ?? '';
    const changed = line.startsWith('A') ? `B${line.slice(1)}` : `A${line.slice(1)}`;
    expect(run('rsa-modulus', [], lines.with(3, changed).join('\n'))).toBe(FAIL);
  });
  it('does not know other keys, nor encrypted ones', () => {
    for (const pem of [pkcs8(ec), pkcs8(ed25519), encrypted, legacy, pkcs1.slice(0, 900)]) expect(run('rsa-modulus', [], pem)).toBe(UNKNOWN);
  });
});

describe('base64-pem-private', () => {
  it('tells a private key from a certificate in the same form', () => {
    const wrap = (s: string): string => Buffer.from(s).toString('base64');
    expect(run('base64-pem-private', [], wrap(pkcs1))).toBe(PASS);
    expect(run('base64-pem-private', [], wrap(pkcs1.replaceAll('RSA PRIVATE KEY', 'CERTIFICATE')))).toBe(FAIL);
  });
});

describe('putty-mac', () => {
  const random = seeded(2);
  it.each([2, 3] as const)('version %i notices a changed key and comment', (version) => {
    const key = makePuttyKey(version, random);
    expect(run('putty-mac', [], key)).toBe(PASS);
    expect(run('putty-mac', [], key.replaceAll('\n', '\r\n'))).toBe(PASS);
    expect(run('putty-mac', [], key.replace('-key\n', '-kez\n'))).toBe(FAIL);
    const secret = /Private-Lines: 1\n(.*)/u.exec(key)?.[1] ?? '';
    expect(run('putty-mac', [], key.replace(secret, [...secret.slice(0, -1)].reverse().join('') + secret.slice(-1)))).not.toBe(PASS);
    expect(run('putty-mac', [], key.replace('Encryption: none', 'Encryption: aes256-cbc'))).toBe(UNKNOWN);
    expect(run('putty-mac', [], key.slice(0, -10))).toBe(UNKNOWN);
  });
});
