// The offline checks of the engine by number (ids.ts). A check reads only the bytes of the secret, allocates nothing and never
// traps: CHECK_UNKNOWN is the answer to whatever it was not made for.

import { CHECK_UNKNOWN } from '../layout';
import * as id from './ids';
import { setClock, setScratchAddress } from './state';
import * as crc from './crc';
import * as gitlab from './gitlab';
import * as base32 from './base32';
import * as marvin from './marvin';
import * as base58 from './base58';
import * as base64 from './base64';
import * as decoded from './decoded';
import * as json from './json';
import * as jwt from './jwt';
import * as pem from './pem';
import * as der from './der';
import * as curve from './curve-range';
import * as tokens from './tokens';
import * as mnemonic from './mnemonic';
import * as hashes from './hashes';
import { checkBech32 } from './bech32';
import { checkEd25519Pair } from './ed25519';
import { checkEip55 } from './keccak';
import { checkMacaroon } from './macaroon';
import { checkPuttyMac } from './putty';
import { checkRsaModulus } from './rsa';
import { checkSignedUrl } from './signed-url';

/** 64 KiB that the checks may write to. Without it, those that must decode answer CHECK_UNKNOWN. */
export function setScratch(ptr: usize): void { setScratchAddress(ptr); }

/** Seconds since 1970 for the checks that ask whether something has expired; 0 (the default) makes them answer CHECK_UNKNOWN. */
export function setNow(seconds: u32): void { setClock(seconds); }

export { openPage } from './state';

/** Runs check number `check` with its packed argument on the `len` bytes at `ptr`. */
export function runCheck(check: i32, arg: i32, ptr: usize, len: i32): i32 {
  if (len <= 0) return CHECK_UNKNOWN;
  switch (check) {
    case id.CK_CRC32_BASE62_ALL: return crc.checkBase62All(ptr, len);
    case id.CK_CRC32_HEX_UPPER_ALL: return crc.checkHexUpperAll(ptr, len);
    case id.CK_CRC32_HEX_LE_ALL: return crc.checkHexLittleEndianAll(ptr, len);
    case id.CK_GITLAB_ROUTABLE: return gitlab.checkRoutable(arg, ptr, len, 1);
    case id.CK_GITLAB_ROUTABLE_V0: return gitlab.checkRoutable(arg, ptr, len, 0);
    case id.CK_BASE58CHECK: return base58.checkBase58check(arg, ptr, len, false);
    case id.CK_BASE58CHECK_RIPPLE: return base58.checkBase58check(arg, ptr, len, true);
    case id.CK_BECH32: return checkBech32(arg, ptr, len, 1);
    case id.CK_BECH32M: return checkBech32(arg, ptr, len, 0x2bc830a3);
  }
  const place = placeOf(check);
  return place < 0 ? CHECK_UNKNOWN : call_indirect<i32>(place, arg, ptr, len);
}

/**
 * The function of a check, by its place in the function table; -1 where there is none. Called through the table, the checks
 * stay functions of their own. Written out into one function, that one is so large that a host compiles all of them anew,
 * for the few that a scan runs often.
 */
function placeOf(check: i32): i32 {
  switch (check) {
    case id.CK_CRC32_BASE62: return crc.checkBase62.index;
    case id.CK_CRC32_HEX: return crc.checkHex.index;
    case id.CK_CRC32_BASE64_LE: return crc.checkBase64LittleEndian.index;
    case id.CK_CRC32_U64_BASE64: return crc.checkU64InBase64.index;
    case id.CK_GITLAB_PAYLOAD: return gitlab.checkPayload.index;
    case id.CK_AZURE_DEVOPS_LEGACY: return base32.checkAzureDevopsLegacy.index;
    case id.CK_STELLAR_SEED: return base32.checkStellarSeed.index;

    case id.CK_HIS_V1: return marvin.checkHisV1.index;
    case id.CK_CASK: return marvin.checkCask.index;
    case id.CK_ENTRA_TAIL: return marvin.checkEntraTail.index;

    case id.CK_BASE58_BYTES: return base58.checkBase58Bytes.index;
    case id.CK_BITCOIN_WIF: return base58.checkWif.index;

    case id.CK_BASE32_BYTES: return base32.checkBase32Bytes.index;
    case id.CK_BASE32_HEAD: return base32.checkBase32Head.index;
    case id.CK_CANONICAL_BASE64: return base64.checkCanonical.index;
    case id.CK_BASE64_BYTES: return base64.checkBytes.index;
    case id.CK_BASE64_HEAD: return decoded.checkHead.index;
    case id.CK_BASE64_PRINTABLE: return decoded.checkPrintable.index;
    case id.CK_BASE64_USER_PASSWORD: return decoded.checkUserPassword.index;
    case id.CK_BASE64_JSON: return decoded.checkJson.index;
    case id.CK_BASE64_ID_COLON: return decoded.checkIdColon.index;
    case id.CK_BASE64_ID_COLON_KEY: return decoded.checkIdColonKey.index;
    case id.CK_BASE64_HOST_DOLLAR: return decoded.checkHostDollar.index;
    case id.CK_BASE64_UTF16: return decoded.checkUtf16.index;
    case id.CK_BASE64_PEM_PRIVATE: return pem.checkBase64Pem.index;
    case id.CK_HEX_BYTES: return base64.checkHexBytes.index;
    case id.CK_PROTOBUF: return decoded.checkProtobuf.index;

    case id.CK_JSON_OBJECT: return json.checkJsonObject.index;
    case id.CK_JWT_HEADER: return jwt.checkHeader.index;
    case id.CK_JWT_SIGNATURE_LENGTH: return jwt.checkSignatureLength.index;
    case id.CK_JWT_CLAIM: return jwt.checkClaim.index;
    case id.CK_JWT_LIVE: return jwt.checkLive.index;
    case id.CK_JWT_KUBERNETES: return jwt.checkKubernetes.index;
    case id.CK_SIGNED_URL_LIVE: return checkSignedUrl.index;

    case id.CK_PEM_BODY: return pem.checkPemBody.index;
    case id.CK_DER: return der.checkDer.index;
    case id.CK_RSA_MODULUS: return checkRsaModulus.index;
    case id.CK_PUTTY_MAC: return checkPuttyMac.index;
    case id.CK_ED25519_PAIR: return checkEd25519Pair.index;
    case id.CK_SECP256K1_RANGE: return curve.checkSecp256k1.index;
    case id.CK_WIREGUARD_CLAMP: return curve.checkWireguard.index;
    case id.CK_MACAROON_V2: return checkMacaroon.index;

    case id.CK_BIP39: return mnemonic.checkBip39.index;
    case id.CK_ELECTRUM: return mnemonic.checkElectrum.index;
    case id.CK_MONERO: return mnemonic.checkMonero.index;

    case id.CK_UUID_V4: return tokens.checkUuidV4.index;
    case id.CK_OBJECT_ID_TIME: return tokens.checkObjectIdTime.index;
    case id.CK_FRIENDLY_TOKEN: return gitlab.checkFriendlyToken.index;
    case id.CK_OPENAI_INFIX: return tokens.checkOpenaiInfix.index;
    case id.CK_AWS_ACCOUNT: return tokens.checkAwsAccount.index;
    case id.CK_DISCORD_TOKEN: return tokens.checkDiscordToken.index;
    case id.CK_TELEGRAM_TOKEN: return tokens.checkTelegramToken.index;

    case id.CK_BCRYPT: return hashes.checkBcrypt.index;
    case id.CK_PHC: return hashes.checkPhc.index;
    case id.CK_UNIX_CRYPT: return hashes.checkUnixCrypt.index;
    case id.CK_SCRAM: return hashes.checkScram.index;
    case id.CK_CISCO_TYPE7: return hashes.checkCisco.index;
    case id.CK_EIP55: return checkEip55.index;
    default: return -1;
  }
}
