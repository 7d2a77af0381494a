// The structured matchers of the engine by name: their numbers, the literals that lead to them, and their variants.
// A rule says `matcher: { name: pem, variant: rsa }` (docs/structures.md); several rules may share a matcher, one a variant.

import * as id from '../../assembly/structures/ids.ts';

/** A literal the sieve looks for. The matcher is called with the address of its first byte. */
export interface MatcherLiteral {
  readonly text: string;
  /** Letters match in either case; `text` is in lower case then. */
  readonly fold: boolean;
}

export interface MatcherInfo {
  readonly number: number;
  readonly literals: readonly MatcherLiteral[];
  /** Variant names and the value of `result.detail` that tells them apart. */
  readonly variants: Readonly<Record<string, number>>;
  readonly about: string;
}

function exact(...texts: string[]): MatcherLiteral[] {
  return texts.map((text) => ({ text, fold: false }));
}

function folded(...texts: string[]): MatcherLiteral[] {
  return texts.map((text) => ({ text, fold: true }));
}

export const MATCHERS: Readonly<Record<string, MatcherInfo>> = {
  pem: {
    number: id.M_PEM,
    literals: exact('PRIVATE KEY', 'BEGIN OpenVPN '),
    variants: {
      pkcs8: id.PEM_PKCS8, rsa: id.PEM_RSA, ec: id.PEM_EC, dsa: id.PEM_DSA, openssh: id.PEM_OPENSSH, encrypted: id.PEM_ENCRYPTED, ssh2: id.PEM_SSH2,
      pgp: id.PEM_PGP, sigstore: id.PEM_SIGSTORE, tss2: id.PEM_TSS2, openvpn: id.PEM_OPENVPN, nebula: id.PEM_NEBULA, x25519: id.PEM_X25519,
      other: id.PEM_OTHER,
    },
    about: 'private key in PEM armour, from BEGIN to END, in files, strings and logs',
  },
  jwt: {
    number: id.M_JWT,
    literals: exact('eyJ', '.local.', '.public.'),
    variants: {
      signed: id.JWT_SIGNED, encrypted: id.JWT_ENCRYPTED, unsigned: id.JWT_UNSIGNED, truncated: id.JWT_TRUNCATED, 'paseto-local': id.PASETO_LOCAL,
      'paseto-public': id.PASETO_PUBLIC, 'paserk-local': id.PASERK_LOCAL,
    },
    about: 'JSON Web Token or PASETO',
  },
  url: {
    number: id.M_URL,
    literals: exact('://', ':\\/'),
    variants: { database: id.URL_DATABASE, broker: id.URL_BROKER, http: id.URL_HTTP, mail: id.URL_MAIL, other: id.URL_OTHER, token: id.URL_TOKEN },
    about: 'password (or token) in the user-info of a URL',
  },
  header: {
    number: id.M_HEADER,
    literals: [...folded('uthorization', 'bearer ', '-token'), ...exact(' -u ', '--user')],
    variants: {
      basic: id.HEAD_BASIC, bearer: id.HEAD_BEARER, scheme: id.HEAD_SCHEME, raw: id.HEAD_RAW, 'token-header': id.HEAD_TOKEN_HEADER,
      'curl-user': id.HEAD_CURL_USER,
    },
    about: 'HTTP Authorization and token headers, curl -u',
  },
};
