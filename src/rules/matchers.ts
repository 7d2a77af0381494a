// The structured matchers of the engine by name: their numbers, the literals that lead to them, and their variants.
// A rule says `matcher: { name: pem, variant: rsa }` (docs/structures.md); several rules may share a matcher, one a variant.

import * as id from '../../assembly/structures/ids.ts';
import { WardlineError } from '../errors.ts';

/** A literal the sieve looks for. The matcher is called with the address of its first byte. */
export interface MatcherLiteral {
  readonly text: string;
  /** Letters match in either case; `text` is in lower case then. */
  readonly fold: boolean;
  /** Looked up where runs and values begin, not by the sieve: it begins a run of 20 or more token characters. */
  readonly startsRun?: boolean;
}

export interface MatcherInfo {
  readonly number: number;
  readonly literals: readonly MatcherLiteral[];
  /** Variant names by the value of `result.detail` that tells them apart. */
  readonly variants: readonly string[];
  readonly about: string;
}

function exact(...texts: string[]): MatcherLiteral[] {
  return texts.map((text) => ({ text, fold: false }));
}

function folded(...texts: string[]): MatcherLiteral[] {
  return texts.map((text) => ({ text, fold: true }));
}

/** Names in the order of their numbers; a gap would be a mistake here. */
function ordered(variants: Readonly<Record<string, number>>): string[] {
  const names: string[] = [];
  for (const [name, number] of Object.entries(variants)) names[number] = name;
  if (names.length !== Object.keys(variants).length) throw new WardlineError('matcher-table', 'variants of a matcher must be numbered without gaps');
  return names;
}

// Literals that the assignment matcher looks for as well (`key`, `token`, `passw`, …) cost the sieve nothing more.
export const MATCHERS: Readonly<Record<string, MatcherInfo>> = {
  pem: {
    number: id.M_PEM,
    literals: [...folded('key'), ...exact('BEGIN OpenVPN ')],
    variants: ordered({
      pkcs8: id.PEM_PKCS8, rsa: id.PEM_RSA, ec: id.PEM_EC, dsa: id.PEM_DSA, openssh: id.PEM_OPENSSH, encrypted: id.PEM_ENCRYPTED, ssh2: id.PEM_SSH2,
      pgp: id.PEM_PGP, sigstore: id.PEM_SIGSTORE, tss2: id.PEM_TSS2, openvpn: id.PEM_OPENVPN, nebula: id.PEM_NEBULA, x25519: id.PEM_X25519,
      other: id.PEM_OTHER, 'service-account': id.PEM_SERVICE_ACCOUNT,
    }),
    about: 'private key in PEM armour, from BEGIN to END, in files, strings and logs',
  },
  jwt: {
    number: id.M_JWT,
    literals: [{ text: 'eyJ', fold: false, startsRun: true }, ...exact('.local.', '.public.')],
    variants: ordered({
      signed: id.JWT_SIGNED, encrypted: id.JWT_ENCRYPTED, unsigned: id.JWT_UNSIGNED, truncated: id.JWT_TRUNCATED, 'paseto-local': id.PASETO_LOCAL,
      'paseto-public': id.PASETO_PUBLIC, 'paserk-local': id.PASERK_LOCAL,
    }),
    about: 'JSON Web Token or PASETO',
  },
  url: {
    number: id.M_URL,
    literals: exact('://', ':\\/\\/'),
    variants: ordered({ database: id.URL_DATABASE, broker: id.URL_BROKER, http: id.URL_HTTP, mail: id.URL_MAIL, other: id.URL_OTHER, token: id.URL_TOKEN }),
    about: 'password (or token) in the user-info of a URL',
  },
  header: {
    number: id.M_HEADER,
    literals: [...folded('authoriz', 'bearer ', 'basic ', 'token'), ...exact('curl ', '--user')],
    variants: ordered({
      basic: id.HEAD_BASIC, bearer: id.HEAD_BEARER, scheme: id.HEAD_SCHEME, raw: id.HEAD_RAW, 'token-header': id.HEAD_TOKEN_HEADER,
      'curl-user': id.HEAD_CURL_USER,
    }),
    about: 'HTTP Authorization and token headers, curl -u',
  },
  connstr: {
    number: id.M_CONNSTR,
    literals: [...folded('passw', 'pwd', 'key', 'secret'), ...exact(':thin:', '@tcp(')],
    variants: ordered({
      password: id.CONN_PASSWORD, 'azure-storage': id.CONN_AZURE_STORAGE, 'azure-shared-access': id.CONN_AZURE_SHARED_ACCESS,
      'azure-secret': id.CONN_AZURE_SECRET, query: id.CONN_QUERY, libpq: id.CONN_LIBPQ, oracle: id.CONN_ORACLE, dsn: id.CONN_DSN,
    }),
    about: 'password or key in a connection string',
  },
  keyfile: {
    number: id.M_KEYFILE,
    literals: [...folded('key'), ...exact('"kty"', 'kty\\"', '<auth-user-pass>', 'Uint8Array')],
    variants: ordered({
      ppk: id.KEY_PPK, 'ppk-encrypted': id.KEY_PPK_ENCRYPTED, age: id.KEY_AGE, 'wireguard-private': id.KEY_WIREGUARD_PRIVATE,
      'wireguard-preshared': id.KEY_WIREGUARD_PRESHARED, 'openvpn-user-pass': id.KEY_OPENVPN_USER_PASS, jwk: id.KEY_JWK,
      'jwk-symmetric': id.KEY_JWK_SYMMETRIC, solana: id.KEY_SOLANA,
    }),
    about: 'PuTTY, age, WireGuard and JWK keys, OpenVPN passwords, byte arrays of key pairs',
  },
  cookie: {
    number: id.M_COOKIE,
    literals: folded('cookie'),
    variants: ordered({ session: id.COOKIE_SESSION, token: id.COOKIE_TOKEN }),
    about: 'session identifiers and tokens in Cookie and Set-Cookie',
  },
  config: {
    number: id.M_CONFIG,
    literals: [...folded('key'), ...exact('"auth', 'machine ', ':5432:', ':*:*:')],
    variants: ordered({ 'kube-key': id.CONF_KUBE_KEY, 'docker-auth': id.CONF_DOCKER_AUTH, netrc: id.CONF_NETRC, pgpass: id.CONF_PGPASS }),
    about: 'kubeconfig client keys, Docker auths, netrc and pgpass',
  },
  seed: {
    number: id.M_SEED,
    literals: folded('mnemonic', 'phrase', 'seed words'),
    variants: ordered({ words: id.SEED_WORDS }),
    about: 'a run of 12 to 25 words behind a word such as mnemonic or recovery phrase',
  },
};
