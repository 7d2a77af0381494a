// Key material for tests: PEM blocks, DER, key pairs. Numbers are random, not usable keys, except where a check computes with them.

import { createHash, createHmac, createPrivateKey, createPublicKey } from 'node:crypto';
import { base58, base64Like, below, bigEndian, crc24, LOWER, type Random, randomBytes, randomText, unbase58, unbase64 } from './codecs.ts';

export function derElement(tag: number, content: Uint8Array): Buffer {
  const n = content.length;
  const size = n < 0x80 ? [n] : n < 0x100 ? [0x81, n] : [0x82, n >> 8, n & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function derInteger(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
  return derElement(2, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

const derSequence = (...parts: Uint8Array[]): Buffer => derElement(0x30, Buffer.concat(parts));

/** Random odd number of so many bytes with the top bit set. */
function oddNumber(random: Random, bytes: number): bigint {
  const raw = randomBytes(random, bytes);
  raw[0] = (raw[0] ?? 0) | 0xc0;
  raw[bytes - 1] = (raw[bytes - 1] ?? 0) | 1;
  return BigInt(`0x${raw.toString('hex')}`);
}

/** PKCS#1 with n = p·q; p and q are odd but not prime. */
function rsaKey(random: Random, bits = 1024): Buffer {
  const p = oddNumber(random, bits / 16);
  const q = oddNumber(random, bits / 16);
  const rest = Array.from({ length: 3 }, () => derInteger(oddNumber(random, bits / 16)));
  return derSequence(derInteger(0n), derInteger(p * q), derInteger(65537n), derInteger(oddNumber(random, bits / 8)), derInteger(p), derInteger(q), ...rest);
}

const RSA_ALGORITHM = derSequence(Buffer.from('06092a864886f70d010101', 'hex'), Buffer.from('0500', 'hex'));

function pkcs8(random: Random): Buffer {
  return derSequence(derInteger(0n), RSA_ALGORITHM, derElement(4, rsaKey(random)));
}

const text = (s: string | Uint8Array): Buffer => {
  const bytes = Buffer.from(s as string);
  return Buffer.concat([bigEndian(bytes.length), bytes]);
};

function opensshKey(random: Random): Buffer {
  const publicKey = Buffer.concat([text('ssh-ed25519'), text(randomBytes(random, 32))]);
  const check = randomBytes(random, 4);
  const secret = Buffer.concat([check, check, text('ssh-ed25519'), text(randomBytes(random, 32)), text(randomBytes(random, 64)), text('')]);
  const padding = Buffer.from(Array.from({ length: (8 - (secret.length % 8)) % 8 }, (_, i) => i + 1));
  return Buffer.concat([Buffer.from('openssh-key-v1\0'), text('none'), text('none'), text(''), bigEndian(1), text(publicKey), text(Buffer.concat([secret, padding]))]);
}

const lines = (s: string, width: number): string => s.replace(new RegExp(`(.{${width}})(?=.)`, 'gu'), '$1\n');

/** Body lines for a label, without the BEGIN and END lines. */
function pemLines(label: string, random: Random): string {
  if (label.includes('Static')) return lines(randomBytes(random, 256).toString('hex'), 32);
  let body: Buffer;
  let tail = '';
  if (label.includes('OPENSSH')) body = opensshKey(random);
  else if (label.includes('PGP')) {
    body = Buffer.concat([Buffer.from([0x95, 0x01, 0xd8, 0x04]), randomBytes(random, 471)]);
    tail = `\n=${bigEndian(crc24(body)).subarray(1).toString('base64')}`;
  } else if (/SIGSTORE|COSIGN/u.test(label)) body = Buffer.from(JSON.stringify({ kdf: { name: 'scrypt' }, ciphertext: randomBytes(random, 80).toString('base64') }));
  else if (label.includes('SSH2')) body = Buffer.concat([Buffer.from('3f6ff9eb', 'hex'), randomBytes(random, 300)]);
  else if (label.includes('NEBULA')) body = randomBytes(random, label.includes('ED25519') ? 64 : 32);
  else if (label.includes('ENCRYPTED')) body = derSequence(derSequence(Buffer.from('06092a864886f70d01050d', 'hex')), derElement(4, randomBytes(random, 320)));
  else if (label.includes('RSA')) body = rsaKey(random);
  else if (label.includes('EC ')) body = derSequence(derInteger(1n), derElement(4, randomBytes(random, 32)), Buffer.from('a00706052b8104000a', 'hex'));
  else body = pkcs8(random);
  return `${label.includes('PGP') ? '\n' : ''}${lines(body.toString('base64'), 64)}${tail}`;
}

export function makePem(label: string, random: Random): string {
  return `-----BEGIN ${label}-----\n${pemLines(label, random)}\n-----END ${label}-----`;
}

/** Gives a PEM block a right body for its label; other text stays. */
export function mendPem(block: string, random: Random): string {
  const label = /BEGIN ([A-Za-z0-9 -]*?) ?-{4,5}/u.exec(block)?.[1];
  return label === undefined ? block : makePem(label, random);
}

export function mendBase64Pem(random: Random): string {
  return Buffer.from(`${makePem('RSA PRIVATE KEY', random)}\n`).toString('base64');
}

/** Sets the length of the outer sequence. */
export function mendDer(sample: string): string {
  const hex = /^30[0-9a-f]+$/iu.test(sample) && sample.length % 2 === 0;
  const bytes = hex ? Buffer.from(sample, 'hex') : unbase64(sample);
  if (!bytes || bytes.length < 8) return sample;
  bytes[0] = 0x30;
  const long = bytes.length > 131;
  const content = bytes.subarray(long ? 4 : 2);
  if (bytes.length >= 130 && !long) return sample;
  // the first element inside must fit: a version number unless there is one already
  if (content[0] !== 2 || content[1] !== 1) content.set([2, 1, 0]);
  if (long) bytes.set([0x82, content.length >> 8, content.length & 255], 1);
  else bytes[1] = content.length;
  return hex ? bytes.toString('hex') : base64Like(sample, bytes);
}

// ---- Ed25519 ------------------------------------------------------------------------------------------------------------

/** Seed and the public key of it: 64 bytes. */
export function ed25519Pair(random: Random): Buffer {
  const seed = randomBytes(random, 32);
  const key = createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]), format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return Buffer.concat([seed, spki.subarray(-32)]);
}

/** Written the way `like` is: JSON array, hex, base64 or base58. */
export function makeEd25519(like: string, random: Random): string {
  if (like.startsWith('[')) return JSON.stringify([...ed25519Pair(random)]);
  if (/^[0-9a-f]{128}$/iu.test(like)) return ed25519Pair(random).toString('hex');
  const wantsBase58 = unbase58(like) !== null && !like.includes('=');
  if (!wantsBase58) return base64Like(like, ed25519Pair(random));
  for (let attempt = 0; attempt < 300; attempt++) {
    const made = base58(ed25519Pair(random));
    if (made.length === like.length) return made;
  }
  return base58(ed25519Pair(random));
}

// ---- PuTTY --------------------------------------------------------------------------------------------------------------

export function makePuttyKey(version: 2 | 3, random: Random): string {
  const publicBlob = Buffer.concat([text('ssh-ed25519'), text(randomBytes(random, 32))]);
  const privateBlob = text(randomBytes(random, 32));
  const comment = `${randomText(random, LOWER, 5)}-key`;
  const covered = Buffer.concat([text('ssh-ed25519'), text('none'), text(comment), text(publicBlob), text(privateBlob)]);
  const mac = version === 3
    ? createHmac('sha256', '').update(covered).digest('hex')
    : createHmac('sha1', createHash('sha1').update('putty-private-key-file-mac-key').digest()).update(covered).digest('hex');
  const block = (blob: Buffer): string => lines(blob.toString('base64'), 64);
  const count = (blob: Buffer): number => block(blob).split('\n').length;
  return [
    `PuTTY-User-Key-File-${version}: ssh-ed25519`, 'Encryption: none', `Comment: ${comment}`,
    `Public-Lines: ${count(publicBlob)}`, block(publicBlob), `Private-Lines: ${count(privateBlob)}`, block(privateBlob), `Private-MAC: ${mac}`,
  ].join('\n');
}

/** 32 bytes with the bits of a Curve25519 key. */
export function makeClamped(random: Random): Buffer {
  const key = randomBytes(random, 32);
  key[0] = (key[0] ?? 0) & 248;
  key[31] = ((key[31] ?? 0) & 63) | 64;
  return key;
}

/** Version 2 macaroon: location and identifier as the sample begins, a caveat, a signature of 32 bytes. */
export function mendMacaroon(sample: string, random: Random): string {
  const start = /(?:AgE|0201)/u.exec(sample)?.index ?? 0;
  const body = sample.slice(start);
  const hex = /^[0-9a-f]+$/iu.test(body);
  const bytes = hex ? Buffer.from(body, 'hex') : (unbase64(body) ?? unbase64(body.slice(0, -1)));
  if (!bytes) return sample;
  const location = bytes.subarray(0, 3 + (bytes[2] ?? 0));
  const room = Math.max(1, bytes.length - location.length - 38);
  const packet = (type: number, content: Uint8Array): Buffer => {
    const size = content.length < 128 ? [content.length] : [(content.length & 127) | 128, content.length >> 7];
    return Buffer.concat([Buffer.from([type, ...size]), content]);
  };
  const identifier = packet(2, randomBytes(random, Math.max(1, room > 130 ? room - 1 : room)));
  const made = Buffer.concat([location, identifier, Buffer.from([0, 0]), packet(6, randomBytes(random, 32))]);
  return sample.slice(0, start) + (hex ? made.toString('hex') : base64Like(body, made));
}

export function makeRange(random: Random): string {
  const key = randomBytes(random, 32);
  key[0] = below(random, 255);
  key[31] = 1;
  return key.toString('hex');
}
