// Mending of encoded texts and of the structures of single providers.

import { BASE32, BASE62, base64Like, below, DIGITS, LOWER, pick, type Random, randomBytes, randomText, unbase64 } from './codecs.ts';

const HEAD_BYTES: Readonly<Record<string, string>> = {
  'bedrock-api-key': '426564726f636b4150494b65792d',
  'bedrock-url': '626564726f636b2e616d617a6f6e6177732e636f6d',
  'reftkn': '72656674' + '6b6e3a',
  'tok': '746f6b3a',
  'key': '6b65795f',
  'ses-smtp': '04',
  'aws-sts': '210a096f726967696e5f656310',
  'vault-service': '08011220',
  'vault-batch': '0000000102',
  'fly-macaroon': '9493c4',
  'data-protection': '09f0c9f0',
  'nuget': '763400',
  'pem': '2d2d2d2d2d424547494e20',
  'openssh': '6f70656e7373682d6b65792d763100',
  'openai': '4f70656e4149',
  'pkcs12': '30820100020103308200f0',
};

/** Puts the head over the first bytes, which grow to the least length it asks for. */
export function withHead(bytes: Buffer, head: string, random: Random): Buffer {
  const wanted = Buffer.from(HEAD_BYTES[head] ?? '', 'hex');
  const least = head === 'ses-smtp' ? 33 : Math.max(bytes.length, wanted.length + 40);
  const grown = bytes.length >= least ? bytes.subarray(0, head === 'ses-smtp' ? 33 : bytes.length) : Buffer.concat([bytes, randomBytes(random, least - bytes.length)]);
  return Buffer.concat([wanted, grown.subarray(wanted.length)]);
}

/** Text that is to stand in base64 of about `n` bytes. */
const PLAIN: Readonly<Record<string, (n: number, random: Random) => string>> = {
  'base64-printable': (n, random) => randomText(random, BASE62, Math.max(4, n)),
  'base64-user-password': (n, random) => `${randomText(random, LOWER, 4)}:${randomText(random, BASE62, Math.max(8, n - 5))}`,
  'base64-id-colon-key': (_, random) => `${randomText(random, BASE62, 20)}:${randomText(random, BASE62, 22)}`,
  'base64-host-dollar': (n, random) => `${randomText(random, LOWER, Math.max(3, n - 5))}.dev$`,
};

const PLAIN_TEST: Readonly<Record<string, RegExp>> = {
  'base64-printable': /^[\t\n\r\x20-\x7e]+$/u,
  'base64-user-password': /^[\x20-\x39\x3b-\x7e]*:[\x20-\x7e]+$/u,
  'base64-id-colon-key': /^[\w-]{20}:[\w-]{22}$/u,
  'base64-host-dollar': /^[A-Za-z0-9-]+\.[A-Za-z0-9.-]+\$$/u,
};

export function mendPlain(check: string, part: string, random: Random): string {
  const bytes = unbase64(part) ?? Buffer.alloc(Math.floor((part.length * 3) / 4));
  if (PLAIN_TEST[check]?.test(bytes.toString('latin1'))) return part;
  return base64Like(part, Buffer.from(PLAIN[check]?.(bytes.length, random) ?? ''));
}

export function mendIdColon(part: string, random: Random): string {
  const bytes = unbase64(part) ?? Buffer.alloc(33);
  const head = Buffer.from(`${1 + below(random, 9)}${randomText(random, DIGITS, 11)}:`);
  const make = (): string => base64Like(part, Buffer.concat([head, randomBytes(random, Math.max(8, bytes.length - head.length))]));
  // A sample without `+` and `/` does not say which alphabet is meant: stay in what both share.
  let text = make();
  while (/[-_]/u.test(text) && !/[-_]/u.test(part)) text = make();
  return text;
}

export function mendUtf16(part: string, random: Random): string {
  const n = Math.max(6, Math.floor((part.length * 3) / 8));
  return base64Like(part, Buffer.from(randomText(random, BASE62, n), 'utf16le'));
}

export function mendProtobuf(part: string, random: Random): string {
  const n = Math.max(60, Math.floor((part.length * 3) / 4));
  const rest = n - 4 - 32 - 2;
  const inner = rest > 127 ? [0x1a, ((rest - 1) & 127) | 128, (rest - 1) >> 7] : [0x1a, rest];
  return base64Like(part, Buffer.concat([Buffer.from([8, 1, 0x12, 0x20]), randomBytes(random, 32), Buffer.from(inner), randomBytes(random, rest > 127 ? rest - 1 : rest)]));
}

export function mendUuid(sample: string, random: Random): string {
  const variant = pick(random, ['8', '9', 'a', 'b']);
  return sample
    .replace(/([0-9a-f]{8}-[0-9a-f]{4}-)[0-9a-f]([0-9a-f]{3}-)[0-9a-f]([0-9a-f]{3}-[0-9a-f]{12})/iu, `$14$2${variant}$3`)
    .replace(/(?<![0-9a-f])([0-9a-f]{12})[0-9a-f]([0-9a-f]{3})[0-9a-f]([0-9a-f]{15})(?![0-9a-f])/iu, `$14$2${variant}$3`);
}

export function mendObjectId(sample: string, random: Random): string {
  const seconds = 1_500_000_000 + below(random, 200_000_000);
  return sample.replace(/[0-9a-f]{8}(?=[0-9a-f]{16})/iu, seconds.toString(16));
}

export function mendFriendly(part: string): string {
  const map: Readonly<Record<string, string>> = { l: 's', I: 'x', O: 'y', 0: 'z' };
  return part.slice(0, -20) + part.slice(-20).replace(/[lIO0]/gu, (c) => map[c] ?? c);
}

export function mendOpenai(sample: string, random: Random): string {
  const prefix = /^sk-(?:[a-z]+-)?/u.exec(sample)?.[0] ?? '';
  const side = Math.max(16, Math.floor((sample.length - prefix.length - 8) / 2));
  const at = sample.indexOf('T3BlbkFJ');
  if (at - prefix.length === side && sample.length === prefix.length + 2 * side + 8) return sample;
  return `${prefix}${randomText(random, BASE62, side)}T3BlbkFJ${randomText(random, BASE62, side)}`;
}

/** An id of the present kind: bit 0 is set, the account below 10^12. */
export function mendAwsId(sample: string, random: Random): string {
  const account = below(random, 1_000_000) * 1_000_000 + below(random, 1_000_000);
  let bits = (1n << 44n) | (BigInt(account) << 4n) | BigInt(below(random, 16));
  let text = '';
  for (let i = 0; i < 9; i++) {
    text = (BASE32[Number(bits & 31n)] ?? '') + text;
    bits >>= 5n;
  }
  return sample.slice(0, 4) + text + sample.slice(13).replace(/[^A-Z2-7]/gu, 'A');
}

export function mendDiscord(sample: string, random: Random): string {
  const [first = '', ...rest] = sample.split('.');
  const digits = first.length >= 26 ? 19 : 18;
  const id = `${1 + below(random, 9)}${randomText(random, DIGITS, digits - 1)}`;
  return [Buffer.from(id).toString('base64').replace(/=+$/u, ''), ...rest].join('.');
}

export function mendTelegram(sample: string): string {
  return sample.replace(/:../u, ':AA');
}

/** Later than any clock a test sets: 2099. */
export function mendSignedUrl(sample: string): string {
  return sample
    .replace(/([?&;]se=)\d{4}/u, '$12099')
    .replace(/(X-Amz-Date=)\d{4}/u, '$12099')
    .replace(/([?&;]Expires=)\d+/u, '$14070908800');
}
