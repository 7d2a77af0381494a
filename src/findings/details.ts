// Facts that a secret states openly about itself: who issued it, when it ends. Nothing here narrows down the secret part.

export type Details = Readonly<Record<string, string>>;
export type Detailer = (bytes: Uint8Array, start: number, end: number) => Details | undefined;

/** What is read from a secret of this rule, or null. Chosen once a rule, so that findings pay only for what they have. */
export function detailerFor(rule: { readonly id: string; readonly kind: string; readonly provider: string; readonly prefix: string }): Detailer | null {
  if (rule.kind === 'jwt' || /(?:^|-)jwt(?:-|$)/.test(rule.id)) return jwt;
  if (rule.kind === 'private_key') return pem;
  const provider = rule.provider.toLowerCase();
  if (provider === 'aws' || provider.startsWith('amazon')) return awsAccount;
  if (provider === 'telegram') return telegramBot;
  if (provider.includes('azure') && /sas|signed|signature/.test(rule.id)) return sasToken;
  return null;
}

const MAX_PART = 4096;
const MAX_VALUE = 120;
const decoder = new TextDecoder();

function text(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(bytes.subarray(start, end));
}

function put(into: Record<string, string>, name: string, value: unknown): void {
  if (typeof value !== 'string' || value.length === 0 || value.length > MAX_VALUE) return;
  for (let i = 0; i < value.length; i += 1) if (value.charCodeAt(i) < 0x20) return;
  into[name] = value;
}

function putTime(into: Record<string, string>, name: string, value: unknown): void {
  if (typeof value === 'number' && value > 0 && value < 253402300800) into[name] = new Date(value * 1000).toISOString();
}

function orUndefined(found: Record<string, string>): Details | undefined {
  for (const _ in found) return found;
  return undefined;
}

/** Algorithm, key id and type from the header; issuer and times from the payload. Never the subject or other claims. */
function jwt(bytes: Uint8Array, start: number, end: number): Details | undefined {
  const dot = bytes.indexOf(0x2e, start);
  if (dot < 0 || dot >= end) return undefined;
  const found: Record<string, string> = {};
  const header = jsonPart(bytes, start, dot);
  if (header) {
    put(found, 'alg', header['alg']);
    put(found, 'typ', header['typ']);
  }
  const second = bytes.indexOf(0x2e, dot + 1);
  const payload = jsonPart(bytes, dot + 1, second < 0 || second > end ? end : second);
  if (payload) {
    const issuer = payload['iss'];
    // An issuer is a host or a name; anything that could carry a key itself is left out.
    if (typeof issuer === 'string' && /^(?:https:\/\/)?[\w.:/-]{1,100}$/.test(issuer) && !/[\w-]{31}/.test(issuer)) put(found, 'iss', issuer);
    putTime(found, 'iat', payload['iat']);
    putTime(found, 'exp', payload['exp']);
  }
  return orUndefined(found);
}

function jsonPart(bytes: Uint8Array, start: number, end: number): Record<string, unknown> | null {
  if (end - start > MAX_PART || end - start < 2) return null;
  const decoded = base64(bytes, start, end);
  if (decoded === null || decoded[0] !== 0x7b) return null;
  try {
    const value: unknown = JSON.parse(decoder.decode(decoded));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

const DIGIT = new Int8Array(256).fill(-1);
[...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'].forEach((c, i) => {
  DIGIT[c.charCodeAt(0)] = i;
});
DIGIT[0x2b] = 62;
DIGIT[0x2d] = 62;
DIGIT[0x2f] = 63;
DIGIT[0x5f] = 63;

function base64(bytes: Uint8Array, start: number, end: number): Uint8Array | null {
  let stop = end;
  while (stop > start && bytes[stop - 1] === 0x3d) stop -= 1;
  const out = new Uint8Array(((stop - start) * 3) >> 2);
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let i = start; i < stop; i += 1) {
    const digit = DIGIT[bytes[i]!]!;
    if (digit < 0) return null;
    held = ((held << 6) | digit) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out[at++] = (held >> bits) & 255;
    }
  }
  return out;
}

/** The words between the dashes, and whether a passphrase guards it. */
function pem(bytes: Uint8Array, start: number, end: number): Details | undefined {
  const head = text(bytes, start, Math.min(end, start + 200));
  const label = /^-----BEGIN ([A-Z0-9 ]{3,60})-----/.exec(head)?.[1];
  if (label === undefined) return undefined;
  return { label, encrypted: label.includes('ENCRYPTED') || /\bENCRYPTED\b/.test(head.slice(label.length + 16)) ? 'yes' : 'no' };
}

/** The account number is 40 of the bits that follow the four letters of an access key id. */
function awsAccount(bytes: Uint8Array, start: number, end: number): Details | undefined {
  if (end - start !== 20) return undefined;
  const kind = bytes[start + 1];
  if (bytes[start] !== 0x41 || (kind !== 0x4b && kind !== 0x53) || bytes[start + 2] !== 0x49 || bytes[start + 3] !== 0x41) return undefined;
  let value = 0;
  for (let i = start + 4; i < start + 14; i += 1) {
    const c = bytes[i]!;
    const digit = c >= 0x41 && c <= 0x5a ? c - 0x41 : c >= 0x32 && c <= 0x37 ? c - 0x32 + 26 : -1;
    if (digit < 0) return undefined;
    value = value * 32 + digit;
  }
  // 50 bits were read, of which the account is bits 1 to 40 (bit 0 is the first).
  const account = Math.floor(value / 2 ** 9) % 2 ** 40;
  if (account > 999_999_999_999) return undefined;
  return { account: account.toString().padStart(12, '0'), credential: kind === 0x4b ? 'long-term' : 'temporary' };
}

function telegramBot(bytes: Uint8Array, start: number, end: number): Details | undefined {
  const bot = /^([0-9]{5,12}):/.exec(text(bytes, start, Math.min(end, start + 14)))?.[1];
  return bot === undefined ? undefined : { bot };
}

/** What a shared access signature allows and until when. */
function sasToken(bytes: Uint8Array, start: number, end: number): Details | undefined {
  const found: Record<string, string> = {};
  for (const part of text(bytes, start, Math.min(end, start + 2048)).split(/[?&]/)) {
    const [name, value] = part.split('=', 2);
    if (name === 'se' && value) put(found, 'exp', value.replaceAll('%3A', ':').replaceAll('%3a', ':'));
    if (name === 'sp' && value && /^[a-z]{1,16}$/.test(value)) put(found, 'permissions', value);
  }
  return orUndefined(found);
}
