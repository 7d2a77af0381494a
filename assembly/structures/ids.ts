// Numbers of the structured matchers and of their variants. Plain constants: the engine and the rule compiler read this file.
// A variant is what `result.detail` holds after a match; at most 32 matchers with 32 variants each (assembly/layout.ts).

/** Number 0 is the assignment matcher (assembly/assign); its variants are in src/rules/compile/assignment.ts. */
export const M_PEM = 1;
export const M_KEYFILE = 2;
export const M_JWT = 3;
export const M_URL = 4;
export const M_CONNSTR = 5;
export const M_HEADER = 6;
export const M_COOKIE = 7;
export const M_CONFIG = 8;
export const M_SEED = 9;

// pem
export const PEM_PKCS8 = 0;
export const PEM_RSA = 1;
export const PEM_EC = 2;
export const PEM_DSA = 3;
export const PEM_OPENSSH = 4;
/** Any block whose key is sealed by a pass phrase: PKCS#8 ENCRYPTED, Proc-Type, OpenSSH with a cipher. */
export const PEM_ENCRYPTED = 5;
export const PEM_SSH2 = 6;
export const PEM_PGP = 7;
export const PEM_SIGSTORE = 8;
export const PEM_TSS2 = 9;
export const PEM_OPENVPN = 10;
export const PEM_NEBULA = 11;
export const PEM_X25519 = 12;
export const PEM_OTHER = 13;
/** The private_key of a Google service account's JSON. */
export const PEM_SERVICE_ACCOUNT = 14;

// keyfile
export const KEY_PPK = 0;
export const KEY_PPK_ENCRYPTED = 1;
export const KEY_AGE = 2;
export const KEY_WIREGUARD_PRIVATE = 3;
export const KEY_WIREGUARD_PRESHARED = 4;
export const KEY_OPENVPN_USER_PASS = 5;
export const KEY_JWK = 6;
export const KEY_JWK_SYMMETRIC = 7;
export const KEY_SOLANA = 8;

// jwt
export const JWT_SIGNED = 0;
export const JWT_ENCRYPTED = 1;
export const JWT_UNSIGNED = 2;
export const JWT_TRUNCATED = 3;
export const PASETO_LOCAL = 4;
export const PASETO_PUBLIC = 5;
export const PASERK_LOCAL = 6;

// url
export const URL_DATABASE = 0;
export const URL_BROKER = 1;
export const URL_HTTP = 2;
export const URL_MAIL = 3;
export const URL_OTHER = 4;
/** The user name is the token: https://TOKEN@host */
export const URL_TOKEN = 5;

// connstr
export const CONN_PASSWORD = 0;
export const CONN_AZURE_STORAGE = 1;
export const CONN_AZURE_SHARED_ACCESS = 2;
export const CONN_AZURE_SECRET = 3;
export const CONN_QUERY = 4;
export const CONN_LIBPQ = 5;
export const CONN_ORACLE = 6;
/** user:password@tcp(host:3306)/database, as Go's MySQL driver has it. */
export const CONN_DSN = 7;

// header
export const HEAD_BASIC = 0;
export const HEAD_BEARER = 1;
export const HEAD_SCHEME = 2;
export const HEAD_RAW = 3;
export const HEAD_TOKEN_HEADER = 4;
export const HEAD_CURL_USER = 5;

// cookie
export const COOKIE_SESSION = 0;
export const COOKIE_TOKEN = 1;

// config
export const CONF_KUBE_KEY = 0;
export const CONF_DOCKER_AUTH = 1;
export const CONF_NETRC = 2;
export const CONF_PGPASS = 3;

// seed
export const SEED_WORDS = 0;
