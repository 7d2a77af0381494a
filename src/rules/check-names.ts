// Names of the checks a rule may use, what each proves, and how the arguments of a rule become the one number the engine gets.
// The numbers and the layout of the argument are in assembly/checks/ids.ts; docs/checks.md tells rule authors the same in prose.

import * as id from '../../assembly/checks/ids.ts';
import { WardlineError } from '../errors.ts';

/** What the parameter of a check is. `bytes`: N or MIN-MAX; `head`: one of HEADS; `member`: a JSON key, or key=value. */
export type CheckParameter = 'none' | 'bytes' | 'head' | 'member';

export interface CheckInfo {
  readonly id: number;
  /** Whether a failure may drop a finding: only where every genuine value is known to pass. */
  readonly rejectSafe: boolean;
  readonly proves: 'checksum' | 'structure' | 'alphabet';
  readonly about: string;
  readonly parameter: CheckParameter;
  /** Whether the parameter may be left out. */
  readonly optional: boolean;
}

type Proves = CheckInfo['proves'];

function check(number: number, proves: Proves, about: string, parameter: CheckParameter = 'none', optional = false): CheckInfo {
  return { id: number, rejectSafe: false, proves, about, parameter, optional };
}

/** A check that every genuine value passes. */
function sure(number: number, proves: Proves, about: string, parameter: CheckParameter = 'none', optional = false): CheckInfo {
  return { id: number, rejectSafe: true, proves, about, parameter, optional };
}

export const CHECKS: Readonly<Record<string, CheckInfo>> = {
  // CRC
  'crc32-base62': sure(id.CK_CRC32_BASE62, 'checksum', 'last 6: base62 of the CRC-32 of what stands between the first `_` and them (GitHub, npm, Vercel)'),
  'crc32-base62-all': check(id.CK_CRC32_BASE62_ALL, 'checksum', 'last 6: base62 of the CRC-32 of all before them, prefix included (Deno)'),
  'crc32-hex': check(id.CK_CRC32_HEX, 'checksum', 'last 8: lower-case hex of the CRC-32 of what stands between the first `_` and them (Cloudflare, Zuplo)'),
  'crc32-hex-upper-all': sure(id.CK_CRC32_HEX_UPPER_ALL, 'checksum', 'last 8: upper-case hex of the CRC-32 of all before them (Atlassian)'),
  'crc32-hex-le-all': sure(id.CK_CRC32_HEX_LE_ALL, 'checksum', 'last 8 after `_`: hex of the little-endian CRC-32 of all before the `_` (Grafana)'),
  'crc32-base64-le': check(id.CK_CRC32_BASE64_LE, 'checksum', 'last 6: base64 of the little-endian CRC-32 of the rest; give `skip` for the prefix (Confluent)'),
  'crc32-u64-base64': check(id.CK_CRC32_U64_BASE64, 'checksum', 'base64 after the first `_`; its last 8 bytes are the CRC-32 of the rest (Elastic Cloud)'),
  'gitlab-routable': sure(id.CK_GITLAB_ROUTABLE, 'checksum', 'routable GitLab token of version 1: length and base36 CRC-32'),
  'gitlab-routable-v0': check(id.CK_GITLAB_ROUTABLE_V0, 'checksum', 'routable GitLab token without version group'),
  'gitlab-payload': check(id.CK_GITLAB_PAYLOAD, 'structure', 'payload of a routable GitLab token holds routing lines'),
  'azure-devops-legacy': sure(id.CK_AZURE_DEVOPS_LEGACY, 'checksum', '52 base32 characters with a CRC-32 scattered among them'),
  'stellar-seed': check(id.CK_STELLAR_SEED, 'checksum', 'base32 of 35 bytes with a CRC-16'),
  // Marvin32
  'his-v1': check(id.CK_HIS_V1, 'checksum', 'identifiable Azure key: last 4 bytes are a Marvin32 under a seed that the signature names'),
  'cask': check(id.CK_CASK, 'checksum', 'common annotated key: layout, date letters and Marvin32'),
  'entra-tail': check(id.CK_ENTRA_TAIL, 'checksum', 'Entra client secret: never fails, as the construction is not confirmed'),
  // Base58, bech32
  'base58check': sure(id.CK_BASE58CHECK, 'checksum', 'last 4 bytes are the double SHA-256 of the rest', 'bytes', true),
  'base58check-ripple': sure(id.CK_BASE58CHECK_RIPPLE, 'checksum', 'base58check in the alphabet of the XRP ledger', 'bytes', true),
  'base58-bytes': check(id.CK_BASE58_BYTES, 'structure', 'base58 of so many bytes', 'bytes'),
  'bitcoin-wif': sure(id.CK_BITCOIN_WIF, 'checksum', 'base58check, version, length and range of a Bitcoin private key'),
  'bech32': sure(id.CK_BECH32, 'checksum', 'bech32 checksum', 'bytes', true),
  'bech32m': sure(id.CK_BECH32M, 'checksum', 'bech32m checksum', 'bytes', true),
  // Base32, base64, hex
  'base32-bytes': check(id.CK_BASE32_BYTES, 'structure', 'base32 of so many bytes with zero unused bits', 'bytes', true),
  'base32-head': check(id.CK_BASE32_HEAD, 'structure', 'decoded base32 begins with a known head', 'head'),
  'canonical-base64': check(id.CK_CANONICAL_BASE64, 'alphabet', 'unused low bits of the last base64 character are zero'),
  'base64-bytes': check(id.CK_BASE64_BYTES, 'structure', 'base64 of so many bytes', 'bytes'),
  'base64-head': check(id.CK_BASE64_HEAD, 'structure', 'decoded base64 begins with a known head', 'head'),
  'base64-printable': check(id.CK_BASE64_PRINTABLE, 'structure', 'base64 of printable text'),
  'base64-user-password': check(id.CK_BASE64_USER_PASSWORD, 'structure', 'base64 of user:password'),
  'base64-json': check(id.CK_BASE64_JSON, 'structure', 'base64 of a JSON object, which has the member if one is given', 'member', true),
  'base64-id-colon': check(id.CK_BASE64_ID_COLON, 'structure', 'base64 of a decimal id, a colon and more'),
  'base64-id-colon-key': check(id.CK_BASE64_ID_COLON_KEY, 'structure', 'base64 of a 20-character id, a colon and a 22-character key'),
  'base64-host-dollar': check(id.CK_BASE64_HOST_DOLLAR, 'structure', 'base64 of a host name and a dollar sign'),
  'base64-utf16': check(id.CK_BASE64_UTF16, 'structure', 'base64 of printable UTF-16LE'),
  'base64-pem-private': check(id.CK_BASE64_PEM_PRIVATE, 'structure', 'base64 of a PEM private key'),
  'hex-bytes': check(id.CK_HEX_BYTES, 'structure', 'hex of so many bytes, white space allowed', 'bytes'),
  'protobuf': check(id.CK_PROTOBUF, 'structure', 'base64 of a protobuf message'),
  // JSON, JWT
  'json-object': check(id.CK_JSON_OBJECT, 'structure', 'a JSON object, which has the member if one is given', 'member', true),
  'jwt-header': check(id.CK_JWT_HEADER, 'structure', 'header is a JSON object with alg, payload begins like one'),
  'jwt-signature-length': check(id.CK_JWT_SIGNATURE_LENGTH, 'structure', 'length of the signature fits alg'),
  'jwt-claim': check(id.CK_JWT_CLAIM, 'structure', 'payload has the member', 'member'),
  'jwt-live': check(id.CK_JWT_LIVE, 'structure', 'exp is not in the past; unknown without a clock'),
  'jwt-kubernetes': check(id.CK_JWT_KUBERNETES, 'structure', 'payload is that of a Kubernetes service account'),
  'signed-url-live': check(id.CK_SIGNED_URL_LIVE, 'structure', 'expiry in the query is not in the past; unknown without a clock'),
  // Key material
  'pem-body': check(id.CK_PEM_BODY, 'structure', 'body of a PEM block is what its label says'),
  'der': check(id.CK_DER, 'structure', 'base64 or hex of one DER sequence of the right length'),
  'rsa-modulus': check(id.CK_RSA_MODULUS, 'checksum', 'n = p·q in a PEM of an RSA key'),
  'putty-mac': check(id.CK_PUTTY_MAC, 'checksum', 'Private-MAC of an unencrypted PuTTY key'),
  'ed25519-pair': sure(id.CK_ED25519_PAIR, 'checksum', '64 bytes in base58, base64, hex or a JSON array: the second half is the public key of the first'),
  'secp256k1-range': check(id.CK_SECP256K1_RANGE, 'structure', '64 hex digits below the order of the curve and not zero'),
  'wireguard-clamp': check(id.CK_WIREGUARD_CLAMP, 'structure', '32 bytes with the bits of a Curve25519 private key; never fails for their sake'),
  'macaroon-v2': check(id.CK_MACAROON_V2, 'structure', 'packets of a version 2 macaroon up to a 32-byte signature'),
  // Words
  'bip39': check(id.CK_BIP39, 'checksum', '12 to 24 words of the English list with the checksum'),
  'electrum-seed': check(id.CK_ELECTRUM, 'checksum', 'HMAC of the words begins with a version of Electrum'),
  'monero-seed': check(id.CK_MONERO, 'checksum', 'the 25th word repeats the one its CRC-32 names'),
  // Structures of single providers
  'uuid-v4': check(id.CK_UUID_V4, 'structure', 'version and variant digits of a random UUID'),
  'object-id-time': check(id.CK_OBJECT_ID_TIME, 'structure', 'first 8 hex digits are a plausible time'),
  'friendly-token': check(id.CK_FRIENDLY_TOKEN, 'alphabet', 'last 20 characters hold none of l I O 0 (GitLab)'),
  'openai-infix': check(id.CK_OPENAI_INFIX, 'structure', 'infix T3BlbkFJ with as much before as behind'),
  'aws-account': check(id.CK_AWS_ACCOUNT, 'structure', 'base32 of a key id that holds an account number of 12 digits'),
  'discord-token': check(id.CK_DISCORD_TOKEN, 'structure', 'first part is base64 of a snowflake of 17 to 20 digits'),
  'telegram-token': check(id.CK_TELEGRAM_TOKEN, 'structure', '8 to 10 digits, colon, 35 characters beginning AA'),
  // Password hashes
  'bcrypt': check(id.CK_BCRYPT, 'structure', 'cost, unused bits and length of a bcrypt hash'),
  'phc': check(id.CK_PHC, 'structure', 'fields of a PHC string'),
  'unix-crypt': check(id.CK_UNIX_CRYPT, 'structure', 'fields of $1$, $apr1$, $5$ and $6$ hashes'),
  'scram': check(id.CK_SCRAM, 'structure', 'iterations, salt and keys of a SCRAM verifier'),
  'cisco-type7': check(id.CK_CISCO_TYPE7, 'structure', 'decodes to printable text'),
  'eip55': check(id.CK_EIP55, 'checksum', 'letter case of an Ethereum address'),
};

/** Names of the heads that `base64-head` and `base32-head` know. */
export const HEADS: Readonly<Record<string, number>> = {
  'bedrock-api-key': id.HEAD_BEDROCK,
  'bedrock-url': id.HEAD_BEDROCK_URL,
  'reftkn': id.HEAD_REFTKN,
  'tok': id.HEAD_TOK,
  'key': id.HEAD_KEY,
  'ses-smtp': id.HEAD_SES,
  'aws-sts': id.HEAD_STS,
  'vault-service': id.HEAD_VAULT_SERVICE,
  'vault-batch': id.HEAD_VAULT_BATCH,
  'fly-macaroon': id.HEAD_FLY,
  'data-protection': id.HEAD_DATA_PROTECTION,
  'nuget': id.HEAD_NUGET,
  'pem': id.HEAD_PEM,
  'openssh': id.HEAD_OPENSSH,
  'openai': id.HEAD_OPENAI,
  'pkcs12': id.HEAD_PKCS12,
};

const SELECTORS: Readonly<Record<string, number>> = {
  skip: id.SEL_SKIP,
  last: id.SEL_LAST,
  part: id.SEL_PART,
  from: id.SEL_AFTER_FIRST,
  after: id.SEL_AFTER_LAST,
};
const LARGEST_BYTES = (1 << id.RANGE_BITS) - 1;
const SELECTOR = /^(skip|last|part|from|after)=(.+)$/su;

/** Packs the arguments a rule gives to a check into the one number the engine gets. Throws a WardlineError with the reason. */
export function packArgs(name: string, args: readonly string[]): number {
  const info = Object.hasOwn(CHECKS, name) ? CHECKS[name] : undefined;
  if (!info) throw new WardlineError('check-unknown', `there is no check \`${name}\``, { hint: nearest(name) });
  let where = 0;
  let parameter: number | null = null;
  for (const arg of args) {
    const selector = SELECTOR.exec(arg);
    if (selector) {
      if (where !== 0) throw bad(name, `\`${arg}\` names a second part`, 'give one of skip, last, part, from, after');
      where = packSelector(name, selector[1] ?? '', selector[2] ?? '');
    } else if (parameter !== null) {
      throw bad(name, `\`${arg}\` is one argument too many`, argumentHelp(info));
    } else {
      parameter = packParameter(name, info, arg);
    }
  }
  if (parameter === null && info.parameter !== 'none' && !info.optional) throw bad(name, 'needs an argument', argumentHelp(info));
  return ((parameter ?? 0) << id.PARAM_SHIFT) | where;
}

function packSelector(name: string, kind: string, value: string): number {
  const code = (SELECTORS[kind] ?? 0) << id.SEL_KIND_SHIFT;
  if (kind === 'from' || kind === 'after') {
    const char = value.charCodeAt(0);
    if (value.length !== 1 || char < 0x20 || char > 0x7e) throw bad(name, `\`${kind}=${value}\` is not one ASCII character`, `write for instance \`${kind}=_\``);
    return code | char;
  }
  const number = wholeNumber(value);
  if (number === null || number > 255 || (kind === 'last' && number === 0)) {
    throw bad(name, `\`${kind}=${value}\` is not a number from ${kind === 'last' ? 1 : 0} to 255`, `write for instance \`${kind}=4\``);
  }
  return code | number;
}

function packParameter(name: string, info: CheckInfo, arg: string): number {
  switch (info.parameter) {
    case 'none':
      throw bad(name, `takes no argument like \`${arg}\``, argumentHelp(info));
    case 'bytes':
      return packRange(name, arg, info);
    case 'head': {
      const head = Object.hasOwn(HEADS, arg) ? HEADS[arg] : undefined;
      if (head === undefined) throw bad(name, `\`${arg}\` is not a known head`, argumentHelp(info));
      return head;
    }
    case 'member':
      if (!/^[!-~]{1,64}$/u.test(arg)) throw bad(name, `\`${arg}\` is not a member of 1 to 64 ASCII characters`, argumentHelp(info));
      return memberHash(arg);
  }
}

function packRange(name: string, arg: string, info: CheckInfo): number {
  const range = /^(\d{1,4})(?:-(\d{1,4}))?$/u.exec(arg);
  const least = Number(range?.[1] ?? 'x');
  const most = range?.[2] === undefined ? least : Number(range[2]);
  if (!range || least < 1 || most < least || most > LARGEST_BYTES) {
    throw bad(name, `\`${arg}\` is not a count of bytes from 1 to ${LARGEST_BYTES}, or a range of them`, argumentHelp(info));
  }
  return least | (most << id.RANGE_BITS);
}

/** FNV-1a folded to 20 bits: how the engine knows a member without holding its name (assembly/checks/json.ts does the same). */
export function memberHash(member: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < member.length; i++) hash = Math.imul(hash ^ member.charCodeAt(i), 0x01000193);
  const folded = (hash ^ (hash >>> id.PARAM_BITS)) & ((1 << id.PARAM_BITS) - 1);
  return folded === 0 ? 1 : folded;
}

function wholeNumber(text: string): number | null {
  return /^\d{1,3}$/u.test(text) ? Number(text) : null;
}

function argumentHelp(info: CheckInfo): string {
  const help: Readonly<Record<CheckParameter, string>> = {
    none: 'only skip=N, last=N, part=N, from=C or after=C',
    bytes: 'a count of bytes such as `32`, or a range such as `24-64`',
    head: `one of ${Object.keys(HEADS).join(', ')}`,
    member: 'a JSON key such as `role`, or key and text value such as `role=admin`',
  };
  return `expected ${help[info.parameter]}`;
}

function bad(name: string, message: string, hint: string): WardlineError {
  return new WardlineError('check-arguments', `check \`${name}\`: ${message}`, { hint });
}

/** The names that share most letters in order with what was written, for the hint of an error. */
function nearest(name: string): string {
  const pairs = (text: string): Set<string> => new Set(Array.from({ length: text.length - 1 }, (_, i) => text.slice(i, i + 2)));
  const wanted = pairs(name);
  const scored = Object.keys(CHECKS).map((other) => {
    const have = pairs(other);
    let shared = 0;
    for (const pair of wanted) if (have.has(pair)) shared++;
    return { other, score: (2 * shared) / (wanted.size + have.size || 1) };
  });
  scored.sort((a, b) => b.score - a.score);
  const close = scored.filter((s) => s.score >= 0.4).slice(0, 3).map((s) => s.other);
  return close.length > 0 ? `did you mean ${close.join(', ')}?` : 'docs/checks.md lists them';
}
