import { createHash, createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import * as layout from '../../assembly/layout.ts';
import { detailerFor } from '../../src/findings/details.ts';
import { measure } from '../../src/findings/entropy.ts';
import { familyBytes, Fingerprinter, hashReference, parseFingerprint } from '../../src/findings/fingerprint.ts';
import { installationKey } from '../../src/findings/key-file.ts';
import { keyId, parseKey } from '../../src/findings/key.ts';
import { bulkPlaceholder, messagePlaceholder, placeholder } from '../../src/findings/placeholder.ts';
import { reasonMeaning, reasonWords } from '../../src/findings/reasons.ts';
import { Secret } from '../../src/findings/secret.ts';
import { HmacSha256, sha256, sha256Hex } from '../../src/findings/sha256.ts';
import { KIND_NAMES, kindWords, suggestion, VIOLATION_TYPE_NAMES } from '../../src/taxonomy/taxonomy.ts';
import { BASE62, random } from './fake-source.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('hashing', () => {
  test('SHA-256 agrees with the system at every length around a block', () => {
    for (let n = 0; n < 200; n += 1) {
      const data = new Uint8Array(randomBytes(n));
      const expected = createHash('sha256').update(data).digest('hex');
      expect(sha256Hex(data)).toBe(expected);
      expect(Buffer.from(sha256(data)).toString('hex')).toBe(expected);
    }
  });

  test('HMAC agrees with the system', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.uint8Array({ maxLength: 63 }), fc.uint8Array({ maxLength: 400 }), (key, head, data) => {
        const expected = createHmac('sha256', key).update(head).update(data).digest('hex');
        expect(new HmacSha256(key).hex(head, data, 0, data.length)).toBe(expected);
      }),
    );
  });

  test('a fingerprint names its key and depends on key, family and secret', () => {
    const a = new Fingerprinter(new Uint8Array(32).fill(1));
    const b = new Fingerprinter(new Uint8Array(32).fill(2));
    const secret = utf8('..what is hidden..');
    const of = (f: Fingerprinter, family: string): string => f.of(familyBytes(family), secret, 2, secret.length - 2);
    expect(parseFingerprint(of(a, 'x'))).toEqual({ keyId: a.keyId, digest: createHmac('sha256', Buffer.alloc(32, 1)).update('x\0what is hidden').digest('hex') });
    expect(new Set([of(a, 'x'), of(a, 'y'), of(b, 'x')]).size).toBe(3);
    expect(of(a, 'x')).toBe(of(new Fingerprinter(new Uint8Array(32).fill(1)), 'x'));
    expect(parseFingerprint('sha256:1234')).toBeNull();
  });

  test('a plain hash is shown of long random secrets only', () => {
    expect(hashReference(utf8('short'), 2.3)).toBeNull();
    const long = utf8(random(5)(BASE62, 40));
    expect(hashReference(long, 4.8)).toBe(createHash('sha256').update(long).digest('hex').slice(0, 16));
  });
});

describe('entropy', () => {
  test('agrees with the definition', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        let expected = 0;
        for (const value of new Set(bytes)) {
          const p = bytes.filter((b) => b === value).length / bytes.length;
          expected -= p * Math.log2(p);
        }
        expect(measure(bytes, 0, bytes.length).entropy).toBeCloseTo(expected, 1);
      }),
    );
  });

  test('leaves nothing behind', () => {
    expect(measure(utf8('aaaa'), 0, 4).entropy).toBe(0);
    expect(measure(utf8('abcd'), 0, 4).entropy).toBe(2);
    expect(measure(utf8('aaaa'), 0, 4).entropy).toBe(0);
  });

  test('hexadecimal digits and characters', () => {
    expect(measure(utf8('09afAF'), 0, 6).hex).toBe(true);
    expect(measure(utf8('09afg'), 0, 5).hex).toBe(false);
    expect(measure(utf8('pässwörd'), 0, 10).characters).toBe(8);
    const long = utf8('ab9'.repeat(9000));
    expect(measure(long, 0, long.length)).toEqual({ entropy: 1.58, characters: 27000, hex: true });
  });
});

describe('secrets do not print', () => {
  test('in no way that values are usually printed', () => {
    const secret = new Secret(utf8('do not show'));
    for (const text of [String(secret), `${secret}`, JSON.stringify({ secret }), inspect({ secret }), inspect(secret, { showHidden: true, depth: 9 }), JSON.stringify(structuredClone({ ...secret }))]) {
      expect(text).not.toMatch(/do not show|100,111|64 6f/);
    }
    expect(secret.revealText()).toBe('do not show');
    secret.erase();
    expect(secret.reveal()).toEqual(new Uint8Array(11));
  });
});

describe('words', () => {
  test('every reason bit has a word and every word a meaning', () => {
    const bits = Object.entries(layout).filter(([name]) => /^R_/.test(name)).map(([, bit]) => bit as number);
    for (const bit of bits) {
      const words = reasonWords(bit);
      expect(words).toHaveLength(1);
      expect(reasonMeaning(words[0]!)).not.toBe(words[0]);
    }
    expect(reasonWords(bits.reduce((a, b) => a | b, 0))).toHaveLength(bits.length);
  });

  test('placeholders of the two surfaces', () => {
    const stripe = { id: 'stripe-secret-key', kind: 'api_key', prefix: 'sk_live_' };
    expect(placeholder(stripe, 'bulk')).toBe('[STRIPE_SECRET_KEY_REDACTED]');
    expect(messagePlaceholder(stripe, 'sk_live_[REDACTED_32_CHARS]', false)).toBe('sk_live_[REDACTED_32_CHARS]');
    expect(placeholder({ id: 'wireguard-key', kind: 'private_key', prefix: '' }, 'message')).toBe('[REDACTED_PRIVATE_KEY]');
    expect(placeholder({ id: 'jwt', kind: 'jwt', prefix: 'eyJ' }, 'message')).toBe('[JWT_TOKEN]');
    expect(messagePlaceholder({ id: 'jwt', kind: 'jwt', prefix: 'eyJ' }, 'eyJ[REDACTED_90_CHARS]', false)).toBe('[JWT_TOKEN]');
    expect(placeholder({ id: 'http-basic-auth', kind: 'password', prefix: '' }, 'message')).toBe('[BASE64_ENCODED_CREDENTIALS]');
    expect(messagePlaceholder({ id: 'generic', kind: 'api_key', prefix: '' }, '[REDACTED_64_CHARS]', true)).toBe('[HEX_KEY_REDACTED]');
    expect(bulkPlaceholder(stripe, '3')).toBe('[STRIPE_SECRET_KEY_REDACTED_3]');
  });

  test('every type and kind has a suggestion', () => {
    for (const type of VIOLATION_TYPE_NAMES) for (const kind of KIND_NAMES) expect(suggestion(type, kind, '[X]', '').length).toBeGreaterThan(20);
    expect(suggestion('CREDENTIAL_DETECTION', 'hex_key', '[HEX_KEY_REDACTED]', '')).toMatch(/^Replace with placeholder \(e\.g\., \[HEX_KEY_REDACTED\]\)/);
    expect(kindWords('made-up')).toBe(kindWords('other'));
    expect(kindWords('toString')).toBe(kindWords('other'));
  });
});

describe('details', () => {
  const detail = (rule: Partial<Parameters<typeof detailerFor>[0]>, bytes: Uint8Array) =>
    detailerFor({ id: 'x', kind: 'api_key', provider: '', prefix: '', ...rule })?.(bytes, 0, bytes.length);
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

  test('of a JSON Web Token: algorithm, issuer and times, nothing else', () => {
    const token = utf8(`${part({ alg: 'ES256', typ: 'JWT' })}.${part({ iss: 'https://login.acme.test/', sub: 'someone', exp: 1800000000, role: 'admin' })}.${random(2)(BASE62, 43)}`);
    expect(detail({ kind: 'jwt' }, token)).toEqual({ alg: 'ES256', typ: 'JWT', iss: 'https://login.acme.test/', exp: '2027-01-15T08:00:00.000Z' });
  });

  test('an issuer that could be a key is left out', () => {
    const token = utf8(`${part({ alg: 'none' })}.${part({ iss: random(4)(BASE62, 40) })}.`);
    expect(detail({ kind: 'jwt' }, token)).toEqual({ alg: 'none' });
  });

  test('what does not parse has none', () => {
    for (const text of ['', '.', '..', 'eyJ.eyJ.x', 'a.b.c', '%%%.%%%.']) expect(detail({ kind: 'jwt' }, utf8(text))).toBeUndefined();
  });

  test('of an AWS key id: the account', () => {
    // Forty bits of the account after one leading bit, in base32.
    const account = 123456789012n;
    const bits = `0${account.toString(2).padStart(40, '0')}${'1'.repeat(39)}`;
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
    let id = '';
    for (let i = 0; i < 80; i += 5) id += alphabet[Number.parseInt(bits.slice(i, i + 5), 2)];
    expect(detail({ provider: 'AWS' }, utf8(`AKIA${id}`))).toEqual({ account: '123456789012', credential: 'long-term' });
    expect(detail({ provider: 'AWS' }, utf8(`AROA${id}`))).toBeUndefined();
  });

  test('of a private key: its label and whether it is encrypted', () => {
    const block = (label: string): Uint8Array => utf8(`-----BEGIN ${label}-----\nx\n-----END ${label}-----`);
    expect(detail({ kind: 'private_key' }, block('EC PRIVATE KEY'))).toEqual({ label: 'EC PRIVATE KEY', encrypted: 'no' });
    expect(detail({ kind: 'private_key' }, block('ENCRYPTED PRIVATE KEY'))?.['encrypted']).toBe('yes');
  });
});

describe('the installation key', () => {
  const base = mkdtempSync(join(tmpdir(), 'wardline-key-'));
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  test('is made once, with mode 0600, and read afterwards', () => {
    const directory = join(base, 'a');
    const made = installationKey({ env: {}, directory });
    expect(made.source).toBe('made');
    expect(statSync(join(directory, 'key')).mode & 0o777).toBe(0o600);
    const read = installationKey({ env: {}, directory });
    expect(read.source).toBe('file');
    expect(read.warning).toBe('');
    expect(read.key).toEqual(made.key);
    expect(readFileSync(join(directory, 'key'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
  });

  test('a key given by file or environment comes first', () => {
    const file = join(base, 'given');
    writeFileSync(file, `${'ab'.repeat(32)}\n`, { mode: 0o600 });
    chmodSync(file, 0o644);
    const given = installationKey({ file, env: { WARDLINE_KEY: 'x'.repeat(20) } });
    expect(keyId(given.key)).toBe(keyId(new Uint8Array(32).fill(0xab)));
    expect(given.warning).toContain('chmod 600');
    expect(installationKey({ env: { WARDLINE_KEY: 'x'.repeat(20) } }).key).toEqual(utf8('x'.repeat(20)));
  });

  test('a missing file and a short key are errors; no place to write is a warning', () => {
    expect(() => installationKey({ file: join(base, 'nowhere') })).toThrow(expect.objectContaining({ code: 'key_file_missing' }));
    expect(() => parseKey('abc', '`--key-file`')).toThrow(expect.objectContaining({ code: 'key_too_short' }));
    const nowhere = installationKey({ env: {}, directory: join(base, 'given', 'below-a-file') });
    expect(nowhere.source).toBe('ephemeral');
    expect(nowhere.warning).toContain('WARDLINE_KEY');
  });
});
