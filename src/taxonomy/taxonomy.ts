// The words of the project in one table: violation types, kinds of secrets, what is said about them and what to put in
// their place. Everything that names one of these (rules, findings, policy, responses) takes it from here.

/** The five violation types of the contextual error format, gravest first. */
export const VIOLATION_TYPES = {
  CREDENTIAL_DETECTION: {
    label: 'Credential',
    summary: 'Potential private key, token, or secret detected',
    why: 'Whoever reads this text can act as its owner until the credential is revoked.',
    reference: 'https://anthropic.com/legal/aup#credentials',
    remedy: 'Replace it with a placeholder, revoke it where it was issued, and load the new one from the environment or a secret store.',
  },
  NETWORK_SECURITY: {
    label: 'Network configuration',
    summary: 'Network configuration or access pattern flagged',
    why: 'Addresses, endpoints and access paths tell an attacker where to begin.',
    reference: 'https://anthropic.com/legal/aup#network-security',
    remedy: 'Use documentation addresses (192.0.2.0/24, 2001:db8::/32) and reserved host names (vpn.example.com) instead of the real ones.',
  },
  COORDINATION_CONCERN: {
    label: 'Automated coordination',
    summary: 'Multi-agent or automated system coordination',
    why: 'Systems that act for each other need an owner, limits and keys that are not in the text.',
    reference: 'https://anthropic.com/legal/aup#agentic-use',
    remedy: 'Say who is responsible for the agents and what limits them; keep their keys outside the message.',
  },
  CONTENT_POLICY: {
    label: 'Content policy',
    summary: 'Content violates acceptable use guidelines',
    why: 'The usage policy asks for care with this kind of content.',
    reference: 'https://anthropic.com/legal/aup#universal-usage-standards',
    remedy: 'Leave out the part that is marked, or say what it is needed for.',
  },
  SAFETY_CONCERN: {
    label: 'Safety concern',
    summary: 'Potential harm or misuse scenario identified',
    why: 'The words stand where harm to people or systems is planned or described.',
    reference: 'https://anthropic.com/legal/aup#high-risk-use-cases',
    remedy: 'Describe the goal and the safeguards; ask the responsible team before going on.',
  },
} as const satisfies Record<string, TypeWords>;

interface TypeWords {
  readonly label: string;
  readonly summary: string;
  readonly why: string;
  readonly reference: string;
  readonly remedy: string;
}

/** How the redacted `match` of a kind is written: what is public of it, then a count; or a label alone. */
export type MatchForm = 'counted' | 'label';

interface KindWords {
  readonly label: string;
  readonly match: MatchForm;
  /** Placeholder in messages; empty: the public prefix and a count, or the rule's own label. */
  readonly message: string;
  /** What to do after the placeholder is in place. */
  readonly remedy: string;
}

/** Kinds of what a rule finds. `other` serves for kinds that a user's own rules make up. */
export const KINDS = {
  api_key: { label: 'API key', match: 'counted', message: '', remedy: 'revoke the key and read the new one from the environment or a secret store' },
  api_token: { label: 'API token', match: 'counted', message: '', remedy: 'revoke the token and issue one that expires and can do less' },
  private_key: { label: 'Private key', match: 'label', message: '[REDACTED_PRIVATE_KEY]', remedy: 'make a new key pair and keep the private half in a file or key store outside the text' },
  password: { label: 'Password', match: 'counted', message: '[PASSWORD]', remedy: 'change the password and refer to it by the name of a variable' },
  connection_string: { label: 'Connection string', match: 'counted', message: '[PASSWORD]', remedy: 'change the password and build the address from variables' },
  webhook: { label: 'Webhook address', match: 'counted', message: '[WEBHOOK_URL]', remedy: 'make a new webhook address and delete this one' },
  cookie: { label: 'Session cookie', match: 'counted', message: '[SESSION_COOKIE]', remedy: 'end the session' },
  seed: { label: 'Seed', match: 'label', message: '[SEED_PHRASE]', remedy: 'move what it guards to a new seed' },
  hash: { label: 'Password hash', match: 'label', message: '[PASSWORD_HASH]', remedy: 'change the password if the hash was meant to stay private' },
  signed_url: { label: 'Signed URL', match: 'counted', message: '[SIGNED_URL]', remedy: 'let it expire or rotate the key that signed it' },
  jwt: { label: 'JSON Web Token', match: 'counted', message: '[JWT_TOKEN]', remedy: 'end the session or rotate the signing key' },
  basic_credentials: { label: 'Basic credentials', match: 'counted', message: '[BASE64_ENCODED_CREDENTIALS]', remedy: 'change the password that is encoded in it' },
  hex_key: { label: 'Hexadecimal key', match: 'counted', message: '[HEX_KEY_REDACTED]', remedy: 'derive or load the key at run time' },
  identifier: { label: 'Identifier', match: 'counted', message: '', remedy: 'check that the secret which belongs to it is not in the text as well' },
  network_address: { label: 'Network address', match: 'label', message: '[IP_ADDRESS]', remedy: 'use a documentation address' },
  network_endpoint: { label: 'Network endpoint', match: 'label', message: '[ENDPOINT]', remedy: 'use a reserved host name' },
  phrase: { label: 'Phrase', match: 'label', message: '', remedy: 'leave it out or say what it is needed for' },
  other: { label: 'Secret', match: 'counted', message: '', remedy: 'take it out of the text' },
} as const satisfies Record<string, KindWords>;

export type ViolationTypeName = keyof typeof VIOLATION_TYPES;
export type KnownKind = keyof typeof KINDS;

export const VIOLATION_TYPE_NAMES = Object.keys(VIOLATION_TYPES) as readonly ViolationTypeName[];
export const KIND_NAMES = Object.keys(KINDS) as readonly KnownKind[];

/** The table's row for a kind; kinds it does not know are treated as `other`. */
export function kindWords(kind: string): KindWords {
  return Object.hasOwn(KINDS, kind) ? KINDS[kind as KnownKind] : KINDS.other;
}

export function typeWords(type: ViolationTypeName): TypeWords {
  return VIOLATION_TYPES[type];
}

/** The sentence that `suggested_resolution` holds: the placeholder first, as the contextual error format has it. */
export function suggestion(type: ViolationTypeName, kind: string, placeholder: string, advice: string): string {
  const first = `Replace with placeholder (e.g., ${placeholder})`;
  if (advice !== '') return `${first}; ${advice}`;
  if (type !== 'CREDENTIAL_DETECTION') return VIOLATION_TYPES[type].remedy;
  return `${first}; ${kindWords(kind).remedy}`;
}
