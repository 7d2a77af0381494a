// Numbers of the checks and the layout of their argument. Plain constants only: the engine switches on them, the host side
// (src/rules/check-names.ts) gives them names. A number is never used again for another check.

// ---- The argument of a check ------------------------------------------------------------------------------------------
//
//   31 30                    11 10     8 7            0
//   ┌──┬───────────────────────┬────────┬──────────────┐
//   │ 0│ parameter (20 bits)   │ where  │ where: value │
//   └──┴───────────────────────┴────────┴──────────────┘
//
// `where` says which part of the secret the check looks at. SEL_DEFAULT leaves that to the check (mostly: all of it).
export const SEL_DEFAULT = 0;
export const SEL_SKIP = 1; // everything but the first `value` bytes
export const SEL_LAST = 2; // the last `value` bytes
export const SEL_PART = 3; // the `value`-th part between dots, from 0
export const SEL_AFTER_FIRST = 4; // what follows the first byte `value`
export const SEL_AFTER_LAST = 5; // what follows the last byte `value`
export const SEL_KIND_SHIFT = 8;
export const PARAM_SHIFT = 11;
export const PARAM_BITS = 20;
/** A parameter that holds a range of byte counts: least in the low ten bits, most in the high ten. */
export const RANGE_BITS = 10;

// ---- CRC ----------------------------------------------------------------------------------------------------------------
export const CK_CRC32_BASE62 = 1;
export const CK_CRC32_BASE62_ALL = 2;
export const CK_CRC32_HEX = 3;
export const CK_CRC32_HEX_UPPER_ALL = 4;
export const CK_CRC32_HEX_LE_ALL = 5;
export const CK_CRC32_BASE64_LE = 6;
export const CK_CRC32_U64_BASE64 = 7;
export const CK_GITLAB_ROUTABLE = 8;
export const CK_GITLAB_ROUTABLE_V0 = 9;
export const CK_GITLAB_PAYLOAD = 10;
export const CK_AZURE_DEVOPS_LEGACY = 11;
export const CK_STELLAR_SEED = 12;
// ---- Marvin32 -----------------------------------------------------------------------------------------------------------
export const CK_HIS_V1 = 20;
export const CK_CASK = 21;
export const CK_ENTRA_TAIL = 22;
// ---- Base58, bech32 -----------------------------------------------------------------------------------------------------
export const CK_BASE58CHECK = 30;
export const CK_BASE58CHECK_RIPPLE = 31;
export const CK_BASE58_BYTES = 32;
export const CK_BITCOIN_WIF = 33;
export const CK_BECH32 = 34;
export const CK_BECH32M = 35;
// ---- Base32, base64 -----------------------------------------------------------------------------------------------------
export const CK_BASE32_BYTES = 40;
export const CK_BASE32_HEAD = 41;
export const CK_CANONICAL_BASE64 = 42;
export const CK_BASE64_BYTES = 43;
export const CK_BASE64_HEAD = 44;
export const CK_BASE64_PRINTABLE = 45;
export const CK_BASE64_USER_PASSWORD = 46;
export const CK_BASE64_JSON = 47;
export const CK_BASE64_ID_COLON = 48;
export const CK_BASE64_ID_COLON_KEY = 49;
export const CK_BASE64_HOST_DOLLAR = 50;
export const CK_BASE64_UTF16 = 51;
export const CK_BASE64_PEM_PRIVATE = 52;
export const CK_HEX_BYTES = 53;
export const CK_PROTOBUF = 54;
// ---- JSON, JWT ----------------------------------------------------------------------------------------------------------
export const CK_JSON_OBJECT = 60;
export const CK_JWT_HEADER = 61;
export const CK_JWT_SIGNATURE_LENGTH = 62;
export const CK_JWT_CLAIM = 63;
export const CK_JWT_LIVE = 64;
export const CK_JWT_KUBERNETES = 65;
export const CK_SIGNED_URL_LIVE = 66;
// ---- Key material -------------------------------------------------------------------------------------------------------
export const CK_PEM_BODY = 70;
export const CK_DER = 71;
export const CK_RSA_MODULUS = 72;
export const CK_PUTTY_MAC = 73;
export const CK_ED25519_PAIR = 74;
export const CK_SECP256K1_RANGE = 75;
export const CK_WIREGUARD_CLAMP = 76;
export const CK_MACAROON_V2 = 77;
// ---- Words --------------------------------------------------------------------------------------------------------------
export const CK_BIP39 = 80;
export const CK_ELECTRUM = 81;
export const CK_MONERO = 82;
// ---- Structures of single providers -------------------------------------------------------------------------------------
export const CK_UUID_V4 = 90;
export const CK_OBJECT_ID_TIME = 91;
export const CK_FRIENDLY_TOKEN = 92;
export const CK_OPENAI_INFIX = 93;
export const CK_AWS_ACCOUNT = 94;
export const CK_DISCORD_TOKEN = 95;
export const CK_TELEGRAM_TOKEN = 96;
// ---- Password hashes ----------------------------------------------------------------------------------------------------
export const CK_BCRYPT = 100;
export const CK_PHC = 101;
export const CK_UNIX_CRYPT = 102;
export const CK_SCRAM = 103;
export const CK_CISCO_TYPE7 = 104;
export const CK_EIP55 = 105;

// ---- Heads of decoded text, parameter of base64-head and base32-head (bytes in heads.ts) --------------------------------
export const HEAD_BEDROCK = 1;
export const HEAD_BEDROCK_URL = 2;
export const HEAD_REFTKN = 3;
export const HEAD_TOK = 4;
export const HEAD_KEY = 5;
export const HEAD_SES = 6;
export const HEAD_STS = 7;
export const HEAD_VAULT_SERVICE = 8;
export const HEAD_VAULT_BATCH = 9;
export const HEAD_FLY = 10;
export const HEAD_DATA_PROTECTION = 11;
export const HEAD_NUGET = 12;
export const HEAD_PEM = 13;
export const HEAD_OPENSSH = 14;
export const HEAD_OPENAI = 15;
export const HEAD_PKCS12 = 16;
