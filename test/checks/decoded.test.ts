// Checks that read what an encoding holds: right ones in unusual dress, and near misses.

import { describe, expect, it } from 'vitest';
import { packArgs } from '../../src/rules/check-names.ts';
import { makeBip39, WORDS } from '../../src/testkit/checksums/hashes.ts';
import { BASE58, base58check } from '../../src/testkit/checksums/codecs.ts';
import { engine, FAIL, PASS, run, seeded, UNKNOWN } from './support.ts';

const b64 = (s: string | Uint8Array): string => Buffer.from(s as string).toString('base64');
const url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const bytes = (n: number): Uint8Array => Uint8Array.from({ length: n }, (_, i) => (i * 37 + 11) & 255);

describe('JWT', () => {
  const token = (header: unknown, payload: unknown, signature: number): string => `${url(header)}.${url(payload)}.${Buffer.from(bytes(signature)).toString('base64url')}`;
  const right = token({ alg: 'HS256', typ: 'JWT' }, { sub: '1', role: 'anon', nested: { role: 'service_role', list: [1, { a: [] }] }, exp: 1900000000 }, 32);
  it('reads header, claims and time', () => {
    expect(run('jwt-header', [], right)).toBe(PASS);
    expect(run('jwt-header', [], token({ typ: 'JWT' }, {}, 32))).toBe(FAIL);
    expect(run('jwt-header', [], token({ alg: '' }, {}, 32))).toBe(FAIL);
    expect(run('jwt-header', [], token({ alg: 5 }, {}, 32))).toBe(FAIL);
    expect(run('jwt-header', [], `eyJhbGciOiJIUzI1NiIsInR5cCI6Ikxx.${url({})}.x`)).toBe(FAIL);
    expect(run('jwt-claim', ['role'], right)).toBe(PASS);
    expect(run('jwt-claim', ['role=anon'], right)).toBe(PASS);
    expect(run('jwt-claim', ['role=service_role'], right), 'a nested member is none of the payload').toBe(FAIL);
    expect(run('jwt-claim', ['aud'], right)).toBe(FAIL);
  });
  it.each([['HS256', 32], ['HS384', 48], ['HS512', 64], ['ES256', 64], ['ES384', 96], ['ES512', 132], ['EdDSA', 64], ['RS256', 256], ['PS512', 512], ['none', 0]] as const)(
    'a signature of %s has %i bytes', (alg, n) => {
      expect(run('jwt-signature-length', [], token({ alg }, {}, n))).toBe(PASS);
      expect(run('jwt-signature-length', [], token({ alg }, {}, n === 0 ? 32 : n === 512 ? 20 : 31))).toBe(FAIL);
    });
  it('knows no length for a made-up algorithm', () => {
    expect(run('jwt-signature-length', [], token({ alg: 'XX999' }, {}, 32))).toBe(UNKNOWN);
  });
  it('judges time only with a clock', () => {
    engine.setNow(0);
    expect(run('jwt-live', [], right)).toBe(UNKNOWN);
    engine.setNow(1_900_000_000);
    expect(run('jwt-live', [], right)).toBe(PASS);
    engine.setNow(1_900_000_001);
    expect(run('jwt-live', [], right)).toBe(FAIL);
    expect(run('jwt-live', [], token({ alg: 'HS256' }, { sub: 'x' }, 32))).toBe(UNKNOWN);
    engine.setNow(0);
  });
  it('knows service accounts of clusters by issuer or claim', () => {
    expect(run('jwt-kubernetes', [], token({ alg: 'RS256' }, { iss: 'kubernetes/serviceaccount' }, 256))).toBe(PASS);
    expect(run('jwt-kubernetes', [], token({ alg: 'RS256' }, { iss: 'https://x', 'kubernetes.io': { namespace: 'a' } }, 256))).toBe(PASS);
    expect(run('jwt-kubernetes', [], token({ alg: 'RS256' }, { iss: 'https://x' }, 256))).toBe(FAIL);
  });
});

describe('JSON', () => {
  const whole = ['{}', '{"a":1}', ' { "a" : [ ] , "b" : { "c" : [ 1 , -2.5e3 , true , false , null , "\\"}" ] } } ', '{"a":"\\u00e9\\\\"}'];
  const broken = ['{"a":1,}', '{"a"}', '{a:1}', '{"a":1 "b":2}', '{"a":[1,]}', '{"a":tru}', '{"a":1}}', '{,}', '{"a":1]'];
  it.each(whole)('passes %s', (text) => {
    expect(() => JSON.parse(text)).not.toThrow();
    expect(run('json-object', [], text)).toBe(PASS);
    if (text !== '{}') expect(run('base64-json', [], b64(text.trim()))).toBe(PASS);
  });
  it.each(broken)('fails %s', (text) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(run('json-object', [], text)).toBe(FAIL);
  });
  it('does not know about text that ends too early', () => {
    const text = '{"type":"service_account","n":[1,{"x":null}],"s":"abc"}';
    for (let n = 1; n < text.length; n++) expect(run('json-object', [], text.slice(0, n)), text.slice(0, n)).toBe(UNKNOWN);
  });
  it('finds members of the top level only', () => {
    const text = '{"a":{"type":"x"},"kind":"Secret"}';
    expect(run('json-object', ['kind'], text)).toBe(PASS);
    expect(run('json-object', ['kind=Secret'], text)).toBe(PASS);
    expect(run('json-object', ['type'], text)).toBe(FAIL);
  });
  it('gives up on nesting deeper than it follows', () => {
    expect(run('json-object', [], `${'{"a":'.repeat(200)}1${'}'.repeat(200)}`)).toBe(UNKNOWN);
  });
});

describe('base64', () => {
  it('counts bytes in either alphabet, padded, bare or percent-encoded', () => {
    for (const n of [16, 21, 29, 32, 33, 45, 64]) {
      const text = b64(bytes(n));
      for (const written of [text, text.replace(/=+$/u, ''), text.replaceAll('+', '-').replaceAll('/', '_'), encodeURIComponent(text)]) {
        expect(run('base64-bytes', [`${n}`], written), written).toBe(PASS);
        expect(run('base64-bytes', [`${n + 1}`], written)).toBe(FAIL);
        expect(run('base64-bytes', [`${n - 2}-${n + 2}`], written)).toBe(PASS);
      }
    }
    expect(run('base64-bytes', ['32'], `${b64(bytes(32))}=`)).toBe(FAIL);
    expect(run('base64-bytes', ['32'], b64(bytes(32)).replace('=', '!'))).toBe(FAIL);
  });
  it('sees the unused bits of the tail', () => {
    for (const n of [16, 29, 32, 64]) {
      const text = Buffer.from(bytes(n)).toString('base64url');
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
      const passing = [...alphabet].filter((c) => run('canonical-base64', [], text.slice(0, -1) + c) === PASS);
      expect(passing).toHaveLength(text.length % 4 === 2 ? 4 : 16);
      expect(run('canonical-base64', [], text)).toBe(PASS);
    }
    expect(run('canonical-base64', [], b64(bytes(30)))).toBe(UNKNOWN);
    expect(run('canonical-base64', [], 'A'.repeat(41))).toBe(FAIL);
  });
  it('reads users and passwords', () => {
    expect(run('base64-user-password', [], b64('robot:pässword'))).toBe(PASS);
    expect(run('base64-user-password', [], b64(':only'))).toBe(PASS);
    expect(run('base64-user-password', [], b64('robot:'))).toBe(FAIL);
    expect(run('base64-user-password', [], b64('robot'))).toBe(FAIL);
    expect(run('base64-printable', [], b64(bytes(32)))).toBe(FAIL);
    expect(run('base64-printable', [], b64('line one\nline two ✓'))).toBe(PASS);
  });
});

describe('specification values', () => {
  it('base58check: private key 1 of Bitcoin', () => {
    const key = Buffer.concat([Buffer.from([0x80]), Buffer.alloc(31), Buffer.from([1])]);
    for (const wif of [base58check(key), base58check(Buffer.concat([key, Buffer.from([1])]))]) {
      expect(run('bitcoin-wif', [], wif)).toBe(PASS);
      expect(run('base58check', [`${wif.length === 51 ? 33 : 34}`], wif)).toBe(PASS);
    }
    expect(run('bitcoin-wif', [], base58check(Buffer.concat([Buffer.from([0x80]), Buffer.alloc(32, 255)]))), 'beyond the order').toBe(FAIL);
    expect(run('bitcoin-wif', [], base58check(Buffer.concat([Buffer.from([0x30]), key.subarray(1)])))).toBe(FAIL);
    expect(run('base58check', [], BASE58)).toBe(FAIL);
  });
  it('base58check: leading zeros are ones', () => {
    for (let zeros = 0; zeros < 12; zeros++) {
      expect(run('base58check', ['20'], base58check(Buffer.concat([Buffer.alloc(zeros), Buffer.from(bytes(20 - zeros))])))).toBe(PASS);
    }
  });
  it('BIP 39: indexes 0 eleven times and 3; 2047 eleven times and 2037', () => {
    const words = (indexes: readonly number[]): string => indexes.map((i) => WORDS[i]).join(' ');
    const first = Array<number>(11).fill(0);
    const last = Array<number>(11).fill(2047);
    expect(run('bip39', [], words([...first, 3]))).toBe(PASS);
    expect(run('bip39', [], words([...last, 2037]))).toBe(PASS);
    expect(run('bip39', [], words([...first, 0]))).toBe(FAIL);
    expect(run('bip39', [], words(first))).toBe(UNKNOWN);
    expect(run('bip39', [], words([...first, 3]).replaceAll(' ', ', ').toUpperCase())).toBe(PASS);
    expect(run('bip39', [], `${words(first)} wardline`)).toBe(FAIL);
  });
  it('BIP 39: every count of words, every word', () => {
    const random = seeded(9);
    for (const n of [12, 15, 18, 21, 24]) for (let i = 0; i < 20; i++) expect(run('bip39', [], makeBip39(n, random))).toBe(PASS);
    for (const word of WORDS) {
      const seed = Array<string>(12).fill(word).join(' ');
      expect(run('bip39', [], seed)).not.toBe(UNKNOWN);
      expect(run('bip39', [], seed.replace(word, `${word}x`))).toBe(FAIL);
    }
  });
  it('UUID: version and variant digits, dashed or not', () => {
    for (const v of '0123456789abcdef') for (const w of '0123456789abcdef') {
      const uuid = `12345678-9abc-${v}def-${w}123-456789abcdef`;
      const expected = !'89ab'.includes(w) || !'12345678'.includes(v) ? UNKNOWN : v === '4' ? PASS : FAIL;
      expect(run('uuid-v4', [], uuid)).toBe(expected);
      expect(run('uuid-v4', [], `lsv2_pt_${uuid.replaceAll('-', '')}_0123456789`)).toBe(expected);
      expect(run('uuid-v4', [], `pat-na1-${uuid.toUpperCase()}`)).toBe(expected);
      expect(run('uuid-v4', [], `deadbeef-${uuid}`)).toBe(expected);
    }
  });
  it('object ids: from 2010 to the day after the clock', () => {
    const id = (seconds: number): string => `PMAK-${seconds.toString(16).padStart(8, '0')}${'ab'.repeat(8)}-${'0'.repeat(34)}`;
    expect(run('object-id-time', [], id(1_262_304_000))).toBe(PASS);
    expect(run('object-id-time', [], id(1_262_303_999))).toBe(FAIL);
    engine.setNow(1_700_000_000);
    expect(run('object-id-time', [], id(1_700_086_400))).toBe(PASS);
    expect(run('object-id-time', [], id(1_700_086_401))).toBe(FAIL);
    engine.setNow(0);
  });
  it('secp256k1: zero and the order are no keys, one and the last are', () => {
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const hex = (n: bigint): string => `0x${n.toString(16).padStart(64, '0')}`;
    expect([0n, 1n, order - 1n, order].map((n) => run('secp256k1-range', [], hex(n)))).toEqual([FAIL, PASS, PASS, FAIL]);
  });
  it('AWS: account number of a key id', () => {
    // Bit 0 set, 40 bits of account, then the rest
    const id = (account: bigint): string => {
      let bits = (1n << 79n) | (account << 39n);
      let text = '';
      for (let i = 0; i < 16; i++, bits >>= 5n) text = ('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number(bits & 31n)] ?? '') + text;
      return `AKIA${text}`;
    };
    expect(run('aws-account', [], id(609_629_065_308n))).toBe(PASS);
    expect(run('aws-account', [], id(999_999_999_999n))).toBe(PASS);
    expect(run('aws-account', [], id(1_000_000_000_000n))).toBe(FAIL);
    expect(run('aws-account', [], `AKIAI${'A'.repeat(15)}`)).toBe(UNKNOWN);
    expect(run('aws-account', [], `AKIAB${'A'.repeat(15)}`)).toBe(FAIL);
    expect(run('aws-account', [], `AKIAQ${'1'.repeat(15)}`)).toBe(FAIL);
  });
});

describe('variants a check is not made for', () => {
  it.each([
    ['gitlab-routable', `glpat-${'a'.repeat(20)}`], ['gitlab-routable', `glpat-${'a'.repeat(30)}.0u1234567`], ['gitlab-routable-v0', `glpat-${'a'.repeat(30)}.01.0u1234567`],
    ['his-v1', b64(bytes(64))], ['his-v1', 'short'], ['cask', 'A'.repeat(84)], ['stellar-seed', 'S'.repeat(55)], ['azure-devops-legacy', 'a'.repeat(51)],
    ['crc32-base62', 'ghp_short'], ['crc32-base62', 'nounderscorehereatallnounderscore'], ['base58check', 'z'.repeat(300)], ['bitcoin-wif', 'K'.repeat(50)],
    ['ed25519-pair', 'z'.repeat(44)], ['monero-seed', 'a b c'], ['eip55', `0x${'a'.repeat(40)}`], ['macaroon-v2', 'x'.repeat(90)], ['jwt-header', 'eyJhbGciOiJIUzI1NiJ9'],
    ['wireguard-clamp', b64(Buffer.from(bytes(32)).fill(1, 0, 1))], ['entra-tail', `abc8Q~${'x'.repeat(34)}`],
  ])('%s does not know %s', (name, text) => {
    expect(run(name, [], text)).toBe(UNKNOWN);
  });
});

describe('parts', () => {
  const seed = b64(bytes(32));
  it.each([
    ['skip=4', `abc_${seed}`], ['last=44', `anything.here-${seed}`], ['part=2', `SG.part.${seed}`], ['from=:', `a:${seed}`], ['after=$', `pbkdf2$1$salt$${seed}`],
  ])('%s', (selector, text) => {
    expect(run('base64-bytes', ['32', selector], text)).toBe(PASS);
    expect(run('base64-bytes', ['31', selector], text)).toBe(FAIL);
  });
  it('is unknown when the secret has no such part', () => {
    for (const selector of ['skip=90', 'last=90', 'part=7', 'from=~', 'after=~']) expect(run('base64-bytes', ['32', selector], seed)).toBe(UNKNOWN);
  });
  it('stays a positive number', () => {
    expect(packArgs('base64-bytes', ['1023', 'after=~'])).toBeGreaterThan(0);
    expect(packArgs('jwt-claim', ['role=service_role', 'skip=255'])).toBeGreaterThan(0);
  });
});
