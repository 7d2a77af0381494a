// Mending of the formats that carry a CRC, a base58check or a bech32 checksum. Each function gets the selected part of a sample.

import {
  BASE36, BASE58, BASE58_RIPPLE, BASE62, BASE64, base32, base58, base58check, base64Like, bech32Checksum, bech32Trim, below, bigEndian, crc16, crc32, inBase,
  littleEndian, type Random, randomBytes, randomText, unbase32, unbase58,
} from './codecs.ts';

export const mendBase62 = (text: string): string => text.slice(0, -6) + inBase(crc32(text.slice(0, -6)), BASE62, 6);

export const mendHexUpper = (text: string): string => text.slice(0, -8) + bigEndian(crc32(text.slice(0, -8))).toString('hex').toUpperCase();

export function mendHex(text: string): string {
  const body = text.slice(0, -8);
  return body + bigEndian(crc32(body.replace(/_$/u, ''))).toString('hex');
}

export const mendHexLittleEndian = (text: string): string => `${text.slice(0, -9)}_${littleEndian(crc32(text.slice(0, -9))).toString('hex')}`;

export const mendBase64LittleEndian = (text: string): string => text.slice(0, -6) + littleEndian(crc32(text.slice(0, -6))).toString('base64').slice(0, 6);

export function makeElasticCloud(random: Random): string {
  const inner = Buffer.from(`${randomText(random, BASE62, 20)}:${randomText(random, BASE62, 22)}`).toString('base64');
  return Buffer.concat([Buffer.from(inner), Buffer.alloc(4), bigEndian(crc32(inner))]).toString('base64');
}

export function mendGitlab(text: string): string {
  const tail = /^(.*?-(?:t\d_)?)([^.]+)(\.(?:[0-9a-z]{2}\.)?)[0-9a-z]{9}$/su.exec(text);
  if (!tail) return text;
  const [, prefix = '', payload = '', version = ''] = tail;
  const covered = `${prefix}${payload}${version}${inBase(payload.length, BASE36, 2)}`;
  return covered + inBase(crc32(covered), BASE36, 7);
}

export function mendGitlabPayload(text: string, random: Random): string {
  const start = /^.*?-(?:t\d_)?/su.exec(text)?.[0].length ?? 0;
  const dot = text.indexOf('.');
  const keys = ['c', 'g', 'o', 'p', 'u'].filter((k) => k === 'o' || random() < 0.5);
  const routing = Buffer.from(keys.map((k) => `${k}:${inBase(1 + below(random, 5000), BASE36)}`).join('\n'));
  const payload = Buffer.concat([randomBytes(random, 16), routing, Buffer.from([routing.length])]).toString('base64url');
  return mendGitlab(text.slice(0, start) + payload + text.slice(dot));
}

export function makeAzureDevopsLegacy(random: Random): string {
  const token = randomBytes(random, 28);
  const sum = bigEndian(crc32(token) ^ (random() < 0.5 ? 0xe0b9692d : 0x1019f92e));
  const bytes = [...token];
  for (const [at, from] of [[2, 0], [7, 1], [8, 2], [22, 3]] as const) bytes.splice(at, 0, sum[from] ?? 0);
  return base32(Buffer.from(bytes)).toLowerCase();
}

export function makeStellarSeed(random: Random): string {
  const body = Buffer.concat([Buffer.from([0x90]), randomBytes(random, 32)]);
  const sum = crc16(body);
  return base32(Buffer.concat([body, Buffer.from([sum & 255, sum >> 8])]));
}

const within = (range: readonly [number, number] | null, n: number): boolean => !range || (n >= range[0] && n <= range[1]);

/** Keeps the head of the text where the decoded length allows it. */
export function mendBase58check(text: string, ripple: boolean, range: readonly [number, number] | null, random: Random): string {
  const alphabet = ripple ? BASE58_RIPPLE : BASE58;
  const head = text.slice(0, 4);
  for (let attempt = 0; attempt < 200; attempt++) {
    const candidate = attempt === 0 ? text : head + randomText(random, alphabet, text.length - head.length);
    const bytes = unbase58(candidate, alphabet);
    if (!bytes || bytes.length < 8 || !within(range, bytes.length - 4)) continue;
    const mended = base58check(bytes.subarray(0, -4), alphabet);
    if (mended.length === text.length) return mended;
  }
  return base58check(randomBytes(random, range?.[0] ?? 33), alphabet);
}

export function mendBase58Bytes(text: string, range: readonly [number, number], random: Random): string {
  if (within(range, unbase58(text)?.length ?? -1)) return text;
  for (let attempt = 0; attempt < 500; attempt++) {
    const made = base58(randomBytes(random, range[0]));
    if (made.length === text.length) return made;
  }
  return base58(randomBytes(random, range[0]));
}

export function mendWif(text: string, random: Random): string {
  const version = /^[9c]/u.test(text) ? 0xef : 0x80;
  const key = randomBytes(random, 32);
  key[0] = 1 + below(random, 200);
  return base58check(Buffer.concat([Buffer.from([version]), key, Buffer.from(text.length >= 52 ? [1] : [])]));
}

export function mendBech32(text: string, constant: number): string {
  const lower = text.toLowerCase();
  const separator = lower.lastIndexOf('1');
  if (separator < 1) return text;
  const data = bech32Trim(lower.slice(separator + 1, -6));
  const human = lower.slice(0, separator);
  const mended = `${human}1${data}${bech32Checksum(human, data, constant)}`;
  return text === lower ? mended : mended.toUpperCase();
}

export function mendBase32Bytes(text: string, range: readonly [number, number] | null, random: Random): string {
  const bytes = unbase32(text);
  const right = bytes && within(range, bytes.length) ? bytes : randomBytes(random, range?.[0] ?? 20);
  return text === text.toLowerCase() ? base32(right).toLowerCase() : base32(right);
}

/** Zeroes the unused bits of the last character. */
export function mendCanonicalBase64(text: string): string {
  const bare = text.replace(/=+$/u, '');
  const unused = bare.length % 4 === 2 ? 4 : bare.length % 4 === 3 ? 2 : 0;
  const value = BASE64.indexOf((bare.at(-1) ?? 'A').replace('-', '+').replace('_', '/'));
  if (unused === 0) return text;
  return bare.slice(0, -1) + BASE64[(value >> unused) << unused] + text.slice(bare.length);
}

export function mendBase64Bytes(text: string, range: readonly [number, number], decoded: Buffer | null, random: Random): string {
  if (decoded && within(range, decoded.length)) return text;
  return base64Like(text, randomBytes(random, range[0]));
}
