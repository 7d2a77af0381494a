// One row a check: arguments, and a sample as a rule's template would draw it, before mending.

import { BASE36, BASE58, BASE58_RIPPLE, BASE62, randomBytes, randomText, type Random, UPPER, below } from '../../src/testkit/checksums/codecs.ts';
import { IDENTIFIABLE } from '../../src/testkit/checksums/marvin.ts';

export interface Row {
  readonly check: string;
  readonly args: readonly string[];
  readonly draw: (random: Random) => string;
  /** What a changed character must lead to: `always` another verdict than PASS, `mostly` in at least 9 of 10, `never` is looked at. */
  readonly notices: 'always' | 'mostly' | 'never';
}

const HEX = '0123456789abcdef';
const BASE64URL = `${BASE62}-_`;
const BASE64 = `${BASE62}+/`;
const BECH = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const B32 = `${UPPER}234567`;
const b62 = (n: number) => (r: Random): string => randomText(r, BASE62, n);
const uuid = (r: Random): string => [8, 4, 4, 4, 12].map((n) => randomText(r, HEX, n)).join('-');
const jwt = (r: Random): string => `eyJ${randomText(r, BASE64URL, 40)}.eyJ${randomText(r, BASE64URL, 90)}.${randomText(r, BASE64URL, 43)}`;
const pem = (label: string) => (): string => `-----BEGIN ${label}-----\nAAAA\n-----END ${label}-----`;
const row = (check: string, args: readonly string[], notices: Row['notices'], draw: (random: Random) => string): Row => ({ check, args, notices, draw });

export const ROWS: readonly Row[] = [
  row('crc32-base62', [], 'always', (r) => `ghp_${b62(36)(r)}`),
  row('crc32-base62', [], 'always', (r) => `ghr_${b62(76)(r)}`),
  row('crc32-base62', ['skip=4'], 'always', (r) => `npm_${b62(36)(r)}`),
  row('crc32-base62-all', [], 'always', (r) => `ddp_${b62(36)(r)}`),
  row('crc32-hex', [], 'always', (r) => `cfut_${b62(40)(r)}00000000`),
  row('crc32-hex', [], 'always', (r) => `zpka_${randomText(r, HEX, 32)}_00000000`),
  row('crc32-hex-upper-all', [], 'always', (r) => `ATATT3xFfGF0${randomText(r, BASE64URL, 171)}=00000000`),
  row('crc32-hex-le-all', [], 'always', (r) => `glsa_${b62(32)(r)}_00000000`),
  row('crc32-base64-le', ['skip=4'], 'mostly', (r) => `cflt${b62(60)(r)}`),
  row('crc32-u64-base64', [], 'always', (r) => `essu_${b62(91)(r)}=`),
  row('gitlab-routable', [], 'always', (r) => `glpat-${randomText(r, BASE64URL, 40)}.01.${randomText(r, BASE36, 9)}`),
  row('gitlab-routable', [], 'always', (r) => `glrt-t1_${randomText(r, BASE64URL, 60)}.01.${randomText(r, BASE36, 9)}`),
  row('gitlab-routable-v0', [], 'always', (r) => `glpat-${randomText(r, BASE64URL, 40)}.${randomText(r, BASE36, 9)}`),
  row('gitlab-payload', [], 'never', (r) => `glpat-${randomText(r, BASE64URL, 40)}.01.${randomText(r, BASE36, 9)}`),
  row('azure-devops-legacy', [], 'always', (r) => randomText(r, B32, 52).toLowerCase()),
  row('stellar-seed', [], 'mostly', (r) => `S${randomText(r, B32, 55)}`),
  ...Object.entries(IDENTIFIABLE).map(([signature, { bytes }]) =>
    row('his-v1', [], 'mostly', (r) => {
      const text = randomBytes(r, bytes).toString('base64').replaceAll(/=/gu, '');
      return text.slice(0, -10) + signature + text.slice(-6) + '='.repeat((4 - (text.length % 4)) % 4);
    }),
  ),
  row('cask', [], 'mostly', (r) => `${b62(52)(r)}JQQJ99${b62(26)(r)}`),
  row('cask', [], 'mostly', (r) => `${b62(52)(r)}JQQJ99${b62(28)(r)}==`),
  row('entra-tail', [], 'mostly', (r) => `${b62(3)(r)}8Q~${b62(34)(r)}`),
  row('base58check', [], 'always', (r) => `edsk${randomText(r, BASE58, 50)}`),
  row('base58check', ['78'], 'always', (r) => `xprv${randomText(r, BASE58, 107)}`),
  row('base58check-ripple', [], 'always', (r) => `s${randomText(r, BASE58_RIPPLE, 28)}`),
  row('base58-bytes', ['64'], 'never', (r) => randomText(r, BASE58, 88)),
  row('base58-bytes', ['16'], 'never', (r) => randomText(r, BASE58, 22)),
  row('bitcoin-wif', [], 'always', (r) => `K${randomText(r, BASE58, 51)}`),
  row('bitcoin-wif', [], 'always', (r) => `5${randomText(r, BASE58, 50)}`),
  row('bech32', ['32'], 'always', (r) => `nsec1${randomText(r, BECH, 58)}`),
  row('bech32', [], 'always', (r) => `AGE-SECRET-KEY-1${randomText(r, BECH, 58).toUpperCase()}`),
  row('bech32m', [], 'always', (r) => `abc1${randomText(r, BECH, 58)}`),
  row('base32-bytes', ['20'], 'never', (r) => randomText(r, B32, 32)),
  row('base32-bytes', [], 'never', (r) => randomText(r, B32, 26)),
  row('base32-head', ['nuget'], 'never', (r) => `oy2${randomText(r, B32, 43).toLowerCase()}`),
  row('canonical-base64', [], 'never', (r) => `AIzaSy${randomText(r, BASE64URL, 33)}`),
  row('canonical-base64', ['part=1'], 'never', (r) => `SG.${randomText(r, BASE64URL, 22)}.${randomText(r, BASE64URL, 43)}`),
  row('base64-bytes', ['32'], 'never', (r) => `${randomText(r, BASE64, 43)}=`),
  row('base64-bytes', ['24-64', 'after=_'], 'never', (r) => `whsec_${randomText(r, BASE64, 44)}`),
  row('base64-bytes', ['16', 'after=:'], 'never', (r) => `0.${uuid(r)}.${b62(30)(r)}:${randomText(r, BASE64, 22)}==`),
  row('base64-head', ['bedrock-api-key', 'skip=4'], 'never', (r) => `ABSK${randomText(r, BASE64, 128)}`),
  ...['bedrock-url', 'reftkn', 'tok', 'key', 'ses-smtp', 'aws-sts', 'vault-service', 'vault-batch', 'fly-macaroon', 'data-protection', 'pem', 'openssh', 'openai', 'pkcs12'].map((h) =>
    row('base64-head', [h], 'never', (r) => randomText(r, BASE64, 88)),
  ),
  row('base64-printable', [], 'never', (r) => randomText(r, BASE64, 32)),
  row('base64-user-password', [], 'never', (r) => randomText(r, BASE64, 40)),
  row('base64-json', [], 'never', (r) => `ops_eyJ${randomText(r, BASE64, 200)}`),
  row('base64-json', ['iat'], 'never', (r) => `sntrys_eyJ${randomText(r, BASE64, 120)}_${randomText(r, BASE64, 43)}`),
  row('base64-json', ['u', 'part=1'], 'never', (r) => `sk.eyJ1Ijoi${randomText(r, BASE64URL, 60)}.${randomText(r, BASE64URL, 22)}`),
  row('base64-json', ['a'], 'never', (r) => `eyJhIjoi${randomText(r, BASE64, 160)}`),
  row('base64-id-colon', [], 'never', (r) => randomText(r, BASE64, 44)),
  row('base64-id-colon-key', [], 'never', (r) => `${randomText(r, BASE64, 58)}==`),
  row('base64-host-dollar', ['skip=8'], 'never', (r) => `pk_live_${randomText(r, BASE64, 40)}`),
  row('base64-utf16', [], 'never', (r) => `${randomText(r, BASE64, 42)}==`),
  row('base64-pem-private', [], 'never', (r) => `LS0tLS1CRUdJTi${randomText(r, BASE64, 802)}`),
  row('hex-bytes', ['32'], 'never', (r) => randomText(r, HEX, 64)),
  row('protobuf', ['skip=4'], 'never', (r) => `hvs.CAESI${randomText(r, BASE64URL, 90)}`),
  row('json-object', ['type'], 'never', (r) => `{"type":"${b62(5)(r)}`),
  row('jwt-header', [], 'never', jwt),
  row('jwt-header', [], 'never', (r) => `glcbt-${jwt(r)}`),
  row('jwt-header', [], 'never', (r) => `ghs_1234567_${jwt(r)}`),
  row('jwt-header', [], 'never', (r) => `eyJhbGciOiJSUzI1NiIsImtpZCI6I${randomText(r, BASE64URL, 50)}.eyJ${randomText(r, BASE64URL, 300)}.${randomText(r, BASE64URL, 342)}`),
  row('jwt-header', [], 'never', (r) => `eyJ${randomText(r, BASE64URL, 50)}..${randomText(r, BASE64URL, 16)}.${randomText(r, BASE64URL, 50)}.${randomText(r, BASE64URL, 22)}`),
  row('jwt-signature-length', [], 'never', jwt),
  row('jwt-claim', ['role=service_role'], 'never', jwt),
  row('jwt-claim', ['tid'], 'never', (r) => `eyJhbGciOiJIUzI1NiJ9.eyJ0aWQiOj${randomText(r, BASE64URL, 120)}.${randomText(r, BASE64URL, 43)}`),
  row('jwt-live', [], 'never', jwt),
  row('jwt-kubernetes', [], 'never', jwt),
  row('signed-url-live', [], 'never', (r) => `https://x.blob.example/a?sv=2024-01-01&se=2020-05-06T07%3A08%3A09Z&sig=${randomText(r, BASE64URL, 43)}`),
  row('signed-url-live', [], 'never', (r) => `https://x.example/a?X-Amz-Date=20200506T070809Z&X-Amz-Expires=600&X-Amz-Signature=${randomText(r, HEX, 64)}`),
  ...['PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY', 'ENCRYPTED PRIVATE KEY', 'OPENSSH PRIVATE KEY', 'PGP PRIVATE KEY BLOCK', 'ENCRYPTED SIGSTORE PRIVATE KEY',
    'OpenVPN Static key V1', 'NEBULA X25519 PRIVATE KEY', 'ANY PRIVATE KEY'].map((label) => row('pem-body', [], 'never', pem(label))),
  row('der', [], 'never', (r) => `MIIB${randomText(r, BASE64, 400)}`),
  row('der', [], 'never', (r) => `302e020100300506032b657004220420${randomText(r, HEX, 64)}`),
  row('rsa-modulus', [], 'never', pem('RSA PRIVATE KEY')),
  row('rsa-modulus', [], 'never', pem('PRIVATE KEY')),
  row('putty-mac', [], 'never', () => 'PuTTY-User-Key-File-3:'),
  row('putty-mac', [], 'never', () => 'PuTTY-User-Key-File-2:'),
  row('ed25519-pair', [], 'always', (r) => randomText(r, BASE58, 88)),
  row('ed25519-pair', ['after=:'], 'mostly', (r) => `key-1:${randomText(r, BASE64, 86)}==`),
  row('ed25519-pair', [], 'always', (r) => randomText(r, HEX, 128)),
  row('ed25519-pair', [], 'mostly', () => '[1]'),
  row('secp256k1-range', [], 'never', () => `0x${'f'.repeat(64)}`),
  row('wireguard-clamp', [], 'never', (r) => `${randomText(r, BASE64, 43)}=`),
  row('macaroon-v2', [], 'never', (r) => `pypi-AgEIcHlwaS5vcmc${randomText(r, BASE64URL, 150)}`),
  row('macaroon-v2', [], 'never', (r) => `0201036c6e64${randomText(r, HEX, 300)}`),
  row('bip39', [], 'never', () => ''.padEnd(12, 'x').split('').join(' ')),
  row('bip39', [], 'never', () => ''.padEnd(24, 'x').split('').join(' ')),
  row('electrum-seed', [], 'always', () => 'a'),
  row('monero-seed', [], 'never', () => 'a'),
  row('uuid-v4', [], 'never', (r) => `sk-lf-${uuid(r)}`),
  row('uuid-v4', [], 'never', (r) => `lsv2_pt_${randomText(r, HEX, 32)}_${randomText(r, HEX, 10)}`),
  row('object-id-time', [], 'never', (r) => `PMAK-${randomText(r, HEX, 24)}-${randomText(r, HEX, 34)}`),
  row('friendly-token', [], 'never', (r) => `glpat-${randomText(r, BASE64URL, 20)}`),
  row('openai-infix', [], 'never', (r) => `sk-proj-${randomText(r, BASE64URL, 156)}`),
  row('openai-infix', [], 'never', (r) => `sk-${b62(48)(r)}`),
  row('aws-account', [], 'never', (r) => `AKIA${randomText(r, B32, 16)}`),
  row('discord-token', [], 'never', (r) => `${randomText(r, BASE64, 24)}.${randomText(r, BASE64URL, 6)}.${randomText(r, BASE64URL, 27)}`),
  row('discord-token', [], 'never', (r) => `${randomText(r, BASE64, 26)}.${randomText(r, BASE64URL, 6)}.${randomText(r, BASE64URL, 38)}`),
  row('telegram-token', [], 'never', (r) => `${1 + below(r, 9)}${randomText(r, '0123456789', 8)}:${randomText(r, BASE64URL, 35)}`),
  row('bcrypt', [], 'never', (r) => `$2b$12$${b62(53)(r)}`),
  row('phc', [], 'never', (r) => `$argon2id$v=19$m=65536,t=3,p=4$${randomText(r, BASE64, 22)}$${randomText(r, BASE64, 43)}`),
  row('unix-crypt', [], 'never', (r) => `$6$rounds=5000$${b62(16)(r)}$${b62(86)(r)}`),
  row('unix-crypt', [], 'never', (r) => `$5$${b62(16)(r)}$${b62(43)(r)}`),
  row('unix-crypt', [], 'never', (r) => `$apr1$${b62(8)(r)}$${b62(22)(r)}`),
  row('scram', [], 'never', () => 'SCRAM-SHA-256$'),
  row('cisco-type7', [], 'never', (r) => `password 7 ${'05'}${randomText(r, HEX, 16).toUpperCase()}`),
  row('eip55', [], 'never', (r) => `0x${randomText(r, HEX, 40)}`),
];

