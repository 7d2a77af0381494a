// Rewrites a generated sample so that a check of its rule passes: right checksums, right tails, right inner structure.

import * as id from '../../assembly/checks/ids.ts';
import { WardlineError } from '../errors.ts';
import { CHECKS, packArgs } from '../rules/check-names.ts';
import { base64Like, base32, type Random, unbase32, unbase64 } from './checksums/codecs.ts';
import * as hashes from './checksums/hashes.ts';
import { completeObject, member, mendObject } from './checksums/json.ts';
import * as jwt from './checksums/jwt.ts';
import * as keys from './checksums/keys.ts';
import { mendCask, mendEntraTail, mendHisV1 } from './checksums/marvin.ts';
import * as sums from './checksums/sums.ts';
import * as texts from './checksums/texts.ts';

interface Job {
  readonly check: string;
  readonly part: string;
  readonly random: Random;
  /** Least and most bytes, when the rule gives them. */
  readonly range: readonly [number, number] | null;
  /** The argument that selects no part, '' when there is none. */
  readonly argument: string;
}

type Mender = (job: Job) => string;

const keep: Mender = ({ part }) => part;
const head: Mender = ({ part, argument, random }) => base64Like(part, texts.withHead(unbase64(part) ?? Buffer.alloc(0), argument, random));
const plain: Mender = ({ check, part, random }) => texts.mendPlain(check, part, random);
const whole = (length: number): readonly [number, number] => [length, length];

const MENDERS: Readonly<Record<string, Mender>> = {
  'crc32-base62': ({ part }) => sums.mendBase62(part),
  'crc32-base62-all': ({ part }) => sums.mendBase62(part),
  'crc32-hex': ({ part }) => sums.mendHex(part),
  'crc32-hex-upper-all': ({ part }) => sums.mendHexUpper(part),
  'crc32-hex-le-all': ({ part }) => sums.mendHexLittleEndian(part),
  'crc32-base64-le': ({ part }) => sums.mendBase64LittleEndian(part),
  'crc32-u64-base64': ({ random }) => sums.makeElasticCloud(random),
  'gitlab-routable': ({ part }) => sums.mendGitlab(part),
  'gitlab-routable-v0': ({ part }) => sums.mendGitlab(part),
  'gitlab-payload': ({ part, random }) => sums.mendGitlabPayload(part, random),
  'azure-devops-legacy': ({ random }) => sums.makeAzureDevopsLegacy(random),
  'stellar-seed': ({ random }) => sums.makeStellarSeed(random),
  'his-v1': ({ part, random }) => mendHisV1(part, random),
  'cask': ({ part, random }) => mendCask(part, random),
  'entra-tail': ({ part }) => mendEntraTail(part),
  'base58check': ({ part, range, random }) => sums.mendBase58check(part, false, range, random),
  'base58check-ripple': ({ part, range, random }) => sums.mendBase58check(part, true, range, random),
  'base58-bytes': ({ part, range, random }) => sums.mendBase58Bytes(part, range ?? whole(32), random),
  'bitcoin-wif': ({ part, random }) => sums.mendWif(part, random),
  'bech32': ({ part }) => sums.mendBech32(part, 1),
  'bech32m': ({ part }) => sums.mendBech32(part, 0x2bc830a3),
  'base32-bytes': ({ part, range, random }) => sums.mendBase32Bytes(part, range, random),
  'base32-head': ({ part, argument, random }) => mendBase32Head(part, argument, random),
  'canonical-base64': ({ part }) => sums.mendCanonicalBase64(part),
  'base64-bytes': ({ part, range, random }) => sums.mendBase64Bytes(part, range ?? whole(32), unbase64(part), random),
  'base64-head': head,
  'base64-printable': plain,
  'base64-user-password': plain,
  'base64-id-colon-key': plain,
  'base64-host-dollar': plain,
  'base64-json': ({ part, argument, random }) => mendBase64Json(part, argument, random),
  'base64-id-colon': ({ part, random }) => texts.mendIdColon(part, random),
  'base64-utf16': ({ part, random }) => texts.mendUtf16(part, random),
  'base64-pem-private': ({ random }) => keys.mendBase64Pem(random),
  'hex-bytes': keep,
  'protobuf': ({ part, random }) => texts.mendProtobuf(part, random),
  'json-object': ({ part, argument, random }) => mendJson(part, argument, random),
  'jwt-header': ({ part, random }) => jwt.mendHeader(part, random),
  'jwt-signature-length': ({ part, random }) => jwt.mendSignature(part, random),
  'jwt-claim': ({ part, argument, random }) => jwt.mendPayload(part, member(argument, random), random),
  'jwt-live': ({ part, random }) => jwt.mendPayload(part, jwt.ALIVE, random),
  'jwt-kubernetes': ({ part, random }) => jwt.mendPayload(part, jwt.KUBERNETES, random),
  'signed-url-live': ({ part }) => texts.mendSignedUrl(part),
  'pem-body': ({ part, random }) => keys.mendPem(part, random),
  'rsa-modulus': ({ part, random }) => keys.mendPem(part, random),
  'der': ({ part }) => keys.mendDer(part),
  'putty-mac': ({ part, random }) => keys.makePuttyKey(part.includes('File-2') ? 2 : 3, random),
  'ed25519-pair': ({ part, random }) => keys.makeEd25519(part, random),
  'secp256k1-range': ({ part, random }) => (/^(?:0|f)+$/iu.test(part.slice(-64)) ? part.slice(0, -64) + keys.makeRange(random) : part),
  'wireguard-clamp': ({ part, random }) => base64Like(part, keys.makeClamped(random)),
  'macaroon-v2': ({ part, random }) => keys.mendMacaroon(part, random),
  'bip39': ({ part, random }) => hashes.mendBip39(part, random),
  'electrum-seed': ({ random }) => hashes.makeElectrum(random),
  'monero-seed': ({ random }) => hashes.makeMonero(random),
  'uuid-v4': ({ part, random }) => texts.mendUuid(part, random),
  'object-id-time': ({ part, random }) => texts.mendObjectId(part, random),
  'friendly-token': ({ part }) => texts.mendFriendly(part),
  'openai-infix': ({ part, random }) => texts.mendOpenai(part, random),
  'aws-account': ({ part, random }) => texts.mendAwsId(part, random),
  'discord-token': ({ part, random }) => texts.mendDiscord(part, random),
  'telegram-token': ({ part }) => texts.mendTelegram(part),
  'bcrypt': ({ part, random }) => hashes.mendBcrypt(part, random),
  'phc': ({ part, random }) => hashes.mendPhc(part, random),
  'unix-crypt': ({ part, random }) => hashes.mendUnixCrypt(part, random),
  'scram': ({ part, random }) => hashes.makeScram(part.split('$')[0] ?? 'SCRAM-SHA-256', random),
  'cisco-type7': ({ part, random }) => hashes.mendCisco(part, random),
  'eip55': ({ part }) => hashes.mendEip55(part),
};

/** Checks whose part, when the rule selects none, is what follows the first `_`. */
const AFTER_UNDERSCORE = new Set(['crc32-base62', 'crc32-hex', 'crc32-u64-base64']);
/** Checks that always look at the whole secret. */
const ALWAYS_WHOLE = new Set(['crc32-base62-all', 'crc32-hex-upper-all', 'crc32-hex-le-all']);

/** Answers `secret` with what `checkName` looks at made right. What the check can't apply to stays as it is. */
export function mend(checkName: string, args: readonly string[], secret: string, random: Random): string {
  const packed = packArgs(checkName, args);
  const mender = MENDERS[checkName];
  if (!mender) throw new WardlineError('check-unmendable', `samples can't be mended for check \`${checkName}\``);
  const span = locate(checkName, packed, secret);
  if (!span) return secret;
  const [from, to] = span;
  const argument = args.find((a) => !/^(?:skip|last|part|from|after)=/u.test(a)) ?? '';
  const parameter = packed >> id.PARAM_SHIFT;
  const range: readonly [number, number] | null =
    CHECKS[checkName]?.parameter === 'bytes' && parameter !== 0 ? [parameter & ((1 << id.RANGE_BITS) - 1), parameter >> id.RANGE_BITS] : null;
  return secret.slice(0, from) + mender({ check: checkName, part: secret.slice(from, to), random, range, argument }) + secret.slice(to);
}

/** Start and end of the part a check looks at, as select() in assembly/checks/state.ts finds it. */
function locate(checkName: string, packed: number, secret: string): readonly [number, number] | null {
  const kind = (packed >> id.SEL_KIND_SHIFT) & 7;
  const value = packed & 0xff;
  const char = String.fromCharCode(value);
  const from = (n: number): readonly [number, number] | null => (n >= 0 && n < secret.length ? [n, secret.length] : null);
  const behind = (at: number): readonly [number, number] | null => (at < 0 ? null : from(at + 1));
  if (ALWAYS_WHOLE.has(checkName)) return from(0);
  switch (kind) {
    case id.SEL_SKIP:
      return from(value);
    case id.SEL_LAST:
      return from(secret.length - value);
    case id.SEL_AFTER_FIRST:
      return behind(secret.indexOf(char));
    case id.SEL_AFTER_LAST:
      return behind(secret.lastIndexOf(char));
    case id.SEL_PART: {
      const parts = secret.split('.');
      if (value >= parts.length) return null;
      const start = parts.slice(0, value).reduce((n, p) => n + p.length + 1, 0);
      return [start, start + (parts[value]?.length ?? 0)];
    }
    default:
      return AFTER_UNDERSCORE.has(checkName) ? behind(secret.indexOf('_')) : from(0);
  }
}

function mendBase32Head(part: string, argument: string, random: Random): string {
  const bytes = unbase32(part);
  if (!bytes) return part;
  const mended = base32(texts.withHead(bytes, argument, random)).slice(0, part.length);
  return part === part.toLowerCase() ? mended.toLowerCase() : mended;
}

/** The base64 that begins like an object, up to a `.` or to a `_` with a signature behind it. */
function mendBase64Json(part: string, argument: string, random: Random): string {
  const found = /(?<![A-Za-z0-9])e[yw][A-Za-z0-9+/_-]*={0,2}/u.exec(part);
  if (!found) return part;
  const cut = /^(.*)_[A-Za-z0-9+/]{40,}={0,2}$/u.exec(found[0])?.[1] ?? found[0];
  const members = argument === '' ? {} : member(argument, random);
  return part.slice(0, found.index) + mendObject(cut, members, random) + part.slice(found.index + cut.length);
}

function mendJson(part: string, argument: string, random: Random): string {
  const at = Math.max(0, part.indexOf('{'));
  const members = argument === '' ? {} : member(argument, random);
  try {
    const value: unknown = JSON.parse(part.slice(at));
    return part.slice(0, at) + JSON.stringify({ ...(value as object), ...members });
  } catch {
    return part.slice(0, at) + completeObject(part.slice(at), members, part.length - at, random);
  }
}
