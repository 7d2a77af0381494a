import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';

import { CONF_HIGH, CONF_LOW, CONF_MEDIUM } from '../../assembly/layout.ts';
import { MATCHERS } from '../../src/rules/matchers.ts';
import { BASE62, scan, seeded } from './harness.ts';

const random = seeded(41);
const b64 = (n: number): string => randomBytes(n).toString('base64');

describe('key files', () => {
  const ONLY = { only: ['keyfile'] };

  test('PuTTY', () => {
    for (const [encryption, variant] of [['none', 'ppk'], ['aes256-cbc', 'ppk-encrypted']] as const) {
      for (const mac of [20, 32]) {
        const text = `PuTTY-User-Key-File-${mac === 20 ? 2 : 3}: ssh-ed25519\nEncryption: ${encryption}\nComment: a key\nPublic-Lines: 2\n${b64(48)}\n${b64(9)}\nPrivate-Lines: 1\n${b64(36)}\nPrivate-MAC: ${randomBytes(mac).toString('hex')}`;
        for (const form of [text, `log\n${text}\nmore`, JSON.stringify({ k: text }), text.replaceAll('\n', '\r\n')]) {
          const [f] = scan(form, ONLY);
          expect([f?.variant, f?.confidence, f?.text.startsWith('PuTTY-User'), f?.text.endsWith(text.slice(-20))]).toEqual([variant, CONF_HIGH, true, true]);
        }
        const cut = scan(text.slice(0, text.indexOf('Private-MAC')), ONLY)[0]!;
        expect([cut.confidence, cut.reasons.includes('R_TRUNCATED')]).toEqual([CONF_MEDIUM, true]);
      }
    }
    expect(scan('PuTTY-User-Key-File-2: ssh-rsa\nPublic-Lines: 6\n', ONLY)).toEqual([]);
  });

  test('age', () => {
    const key = `AGE-SECRET-KEY-1${random.text('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58)}`;
    expect(scan(`# public key: age1x\n${key}\n`, ONLY).map((f) => [f.text, f.confidence])).toEqual([[key, CONF_HIGH]]);
    expect(scan(key.slice(0, 50), ONLY)[0]!.confidence).toBe(CONF_MEDIUM);
    expect(scan('AGE-SECRET-KEY-1...', ONLY)).toEqual([]);
  });

  test('WireGuard: private and preshared, never public', () => {
    const [priv, pub, psk] = [b64(32), b64(32), b64(32)];
    const conf = `[Interface]\nPrivateKey = ${priv}\nAddress = 10.0.0.1/24\n\n[Peer]\nPublicKey = ${pub}\nPresharedKey = ${psk}\nAllowedIPs = 0.0.0.0/0\n`;
    for (const form of [conf, JSON.stringify({ conf }), conf.replaceAll(' = ', '=')]) {
      expect(scan(form, ONLY).map((f) => [f.text, f.variant, f.confidence])).toEqual([[priv, 'wireguard-private', CONF_HIGH], [psk, 'wireguard-preshared', CONF_HIGH]]);
    }
    expect(scan(`private_key: "${priv}"`, ONLY)[0]!.confidence).toBe(CONF_MEDIUM);
    const long = b64(33);
    expect(scan(`[Interface]\nPrivateKey = ${long}\n`, ONLY)[0]).toMatchObject({ text: long, confidence: CONF_MEDIUM, reasons: expect.arrayContaining(['R_STRUCTURE_FAILED']) });
    expect(scan('PrivateKey = <your private key>', ONLY)).toEqual([]);
    expect(scan(`privateKey: "${b64(20)}"`, ONLY)).toEqual([]);
  });

  test('OpenVPN user and password', () => {
    const p = random.text(BASE62, 14);
    for (const form of [`<auth-user-pass>\nbob\n${p}\n</auth-user-pass>`, `"<auth-user-pass>\\nbob\\n${p}\\n</auth-user-pass>"`]) expect(scan(form, ONLY).map((f) => f.text)).toEqual([p]);
    expect(scan('auth-user-pass\n<auth-user-pass></auth-user-pass>', ONLY)).toEqual([]);
  });

  test('JWK: the private member', () => {
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
    const okp = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
    for (const jwk of [ec, rsa, okp]) {
      for (const form of [JSON.stringify(jwk), JSON.stringify(jwk, null, 2), JSON.stringify({ keys: [{ ...jwk, d: undefined }, jwk] }), JSON.stringify({ x: JSON.stringify(jwk) }), JSON.stringify({ d: jwk.d, ...jwk })]) {
        expect(scan(form, ONLY).map((f) => [f.text, f.variant, f.confidence])).toEqual([[jwk.d, 'jwk', CONF_HIGH]]);
      }
      expect(scan(JSON.stringify({ ...jwk, d: undefined }), ONLY)).toEqual([]);
    }
    const k = randomBytes(32).toString('base64url');
    expect(scan(JSON.stringify({ kty: 'oct', k, alg: 'HS256' }), ONLY).map((f) => [f.text, f.variant])).toEqual([[k, 'jwk-symmetric']]);
  });

  test('byte arrays', () => {
    const list = [...randomBytes(64)];
    const text = `[${list.join(',')}]`;
    expect(scan(`const secretKey = Uint8Array.from(${text})`, ONLY).map((f) => [f.text, f.confidence])).toEqual([[text, CONF_HIGH]]);
    expect(scan(`new Uint8Array([${list.slice(1).join(', ')}])`, ONLY)).toEqual([]);
    expect(scan(`new Uint8Array([${list.map((_, i) => i).join(', ')}])`, ONLY)).toEqual([]);
  });
});

describe('configuration files', () => {
  const ONLY = { only: ['config'] };

  test('kubeconfig', () => {
    const key = Buffer.from(`-----BEGIN RSA PRIVATE KEY-----\n${b64(900)}\n-----END RSA PRIVATE KEY-----\n`).toString('base64');
    const text = `users:\n- name: admin\n  user:\n    client-certificate-data: ${Buffer.from('-----BEGIN CERTIFICATE-----\n').toString('base64')}\n    client-key-data: ${key}\n`;
    expect(scan(text, ONLY).map((f) => [f.text, f.variant, f.confidence])).toEqual([[key, 'kube-key', CONF_HIGH]]);
    expect(scan('client-key-data: REDACTED', ONLY)).toEqual([]);
    expect(scan('client-key-data: DATA+OMITTED', ONLY)).toEqual([]);
  });

  test('Docker', () => {
    const auth = Buffer.from(`bob:${random.text(BASE62, 20)}`).toString('base64');
    expect(scan(JSON.stringify({ auths: { 'ghcr.io': { auth } } }), ONLY).map((f) => [f.text, f.confidence])).toEqual([[auth, CONF_HIGH]]);
    for (const text of ['{"auth": "basic"}', '{"auth": {"user": "a"}}', `{"auth": "${b64(30)}"}`, '"authenticated": true']) expect(scan(text, ONLY)).toEqual([]);
  });

  test('netrc', () => {
    const p = random.text(BASE62, 16);
    for (const text of [`machine api.corp.io login bob password ${p}`, `machine api.corp.io\n\tlogin bob\n\tpassword ${p}\n`, `machine api.corp.io password ${p} login bob`]) expect(scan(text, ONLY).map((f) => f.text)).toEqual([p]);
    expect(scan('machine api.corp.io login bob password $TOKEN', ONLY)).toEqual([]);
    expect(scan('machine learning login page password policy', ONLY)).toEqual([]);
    expect(scan('the machine was restarted', ONLY)).toEqual([]);
  });

  test('pgpass', () => {
    const p = random.text(BASE62, 16);
    for (const text of [`db.corp.io:5432:app:bob:${p}`, `*:*:*:bob:${p}\n`, `# comment\nlocalhost:5432:*:bob:${p}\n`]) expect(scan(text, ONLY).map((f) => f.text)).toEqual([p]);
    for (const text of ['a:*:b', 'listening on 0.0.0.0:5432: ok', '10:22:33 a:*:b:c:d', `x db.corp.io:5432:app:bob:${p} y`]) expect(scan(text, ONLY), text).toEqual([]);
  });

  test('the key of a service account is told from other PEM', () => {
    const pem = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    const account = { type: 'service_account', project_id: 'x', private_key_id: createHash('sha1').update('x').digest('hex'), private_key: pem, client_email: 'a@x.iam.gserviceaccount.com' };
    for (const text of [JSON.stringify(account), JSON.stringify(account, null, 2), JSON.stringify({ j: JSON.stringify(account) })]) {
      expect(scan(text, { only: ['pem'] }).map((f) => [f.variant, f.confidence])).toEqual([['service-account', CONF_HIGH]]);
    }
    expect(scan(JSON.stringify({ private_key: pem }), { only: ['pem'] }).map((f) => f.variant)).toEqual(['pkcs8']);
  });
});

describe('seed phrases', () => {
  const ONLY = { only: ['seed'] };
  const WORDS = ['apple', 'river', 'stone', 'cloud', 'tiger', 'maple', 'ocean', 'pilot', 'velvet', 'zebra', 'bottle', 'silver', 'garden', 'window', 'hammer', 'puzzle', 'rocket', 'candle', 'forest', 'magnet', 'pepper', 'ladder', 'mirror', 'walnut'];

  for (const n of [12, 15, 18, 21, 24]) {
    test(`${n} words`, () => {
      const words = WORDS.slice(0, n);
      const forms = [`mnemonic: "${words.join(' ')}"`, `MNEMONIC=${words.join(' ')}\nnext=1`, `seed phrase = ["${words.join('", "')}"]`, `recovery phrase:\n${words.map((w, i) => `${i + 1}. ${w}`).join('\n')}`, `Mnemonic phrase is: ${words.join(' ')}.`];
      for (const form of forms) {
        const [f] = scan(form, ONLY);
        expect([f?.text.match(/[a-z]+/gu)?.length, f?.text.startsWith('apple'), f?.confidence], form).toEqual([n, true, CONF_MEDIUM]);
      }
    });
  }

  for (const text of [`mnemonic: ${WORDS.slice(0, 11).join(' ')}`, 'Your seed phrase is a list of words which you must never give away to anybody at all because they own it', 'the phrase used', `the list ${WORDS.join(' ')}`]) {
    test(`nothing in ${text.slice(0, 50)}`, () => expect(scan(text, ONLY)).toEqual([]));
  }
  test('one word over and over is an example', () => expect(scan(`mnemonic = ${Array.from({ length: 12 }, () => 'test').join(' ')}`, ONLY)[0]!.confidence).toBe(CONF_LOW));
});

test('the table of matchers is sound', () => {
  const numbers = Object.values(MATCHERS).map((m) => m.number);
  expect(new Set(numbers).size).toBe(numbers.length);
  for (const m of Object.values(MATCHERS)) {
    expect(m.number).toBeGreaterThan(0);
    expect(m.variants.length).toBeLessThanOrEqual(32);
    expect(m.variants.every((v) => /^[a-z0-9-]+$/u.test(v))).toBe(true);
    for (const l of m.literals) {
      expect(l.text.length).toBeGreaterThanOrEqual(3);
      if (l.fold) expect(l.text).toBe(l.text.toLowerCase());
    }
  }
});
