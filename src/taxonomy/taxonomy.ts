// The words of the project in one table: violation types, kinds of secrets, what is said about them and what to put in
// their place. Everything that names one of these (rules, findings, policy, responses) takes it from here.

export type Tier = 'universal' | 'high_risk' | 'additional';

/** The five violation types of the contextual error format, gravest first. */
export const VIOLATION_TYPES = {
  CREDENTIAL_DETECTION: {
    label: 'Credential',
    summary: 'Potential private key, token, or secret detected',
    why: 'Whoever reads this text can act as its owner until the credential is revoked.',
    reference: 'https://anthropic.com/legal/aup#credentials',
    remedy: 'Replace it with a placeholder, revoke it where it was issued, and load the new one from the environment or a secret store.',
    tier: 'universal',
    section: 'Do not compromise computer or network systems; do not compromise privacy',
    controls: { 'NIST SP 800-53': ['IA-5', 'IA-5(6)', 'IA-5(7)', 'SC-28', 'AC-4'], 'SOC 2': ['CC6.1', 'CC6.7'], 'ISO/IEC 27001': ['5.17', '8.11', '8.12', '8.24'], 'GDPR': ['32'], 'PCI DSS': ['8.6.2'], 'SOX ITGC': ['logical access'] },
  },
  NETWORK_SECURITY: {
    label: 'Network configuration',
    summary: 'Network configuration or access pattern flagged',
    why: 'Addresses, endpoints and access paths tell an attacker where to begin.',
    reference: 'https://anthropic.com/legal/aup#network-security',
    remedy: 'Use documentation addresses (192.0.2.0/24, 2001:db8::/32) and reserved host names (vpn.example.com) instead of the real ones.',
    tier: 'universal',
    section: 'Do not compromise critical infrastructure; do not compromise computer or network systems',
    controls: { 'NIST SP 800-53': ['AC-4', 'SC-7', 'CM-6', 'AC-20'], 'SOC 2': ['CC6.6', 'CC6.7'], 'ISO/IEC 27001': ['5.14', '8.12', '8.20', '8.21', '8.22'] },
  },
  COORDINATION_CONCERN: {
    label: 'Automated coordination',
    summary: 'Multi-agent or automated system coordination',
    why: 'Systems that act for each other need an owner, limits and keys that are not in the text.',
    reference: 'https://anthropic.com/legal/aup#agentic-use',
    remedy: 'Say who is responsible for the agents and what limits them; keep their keys outside the message.',
    tier: 'additional',
    section: 'Agentic use',
    controls: { 'NIST SP 800-53': ['AC-6', 'IA-9', 'SI-4', 'AC-3'], 'SOC 2': ['CC6.1', 'CC7.2'], 'ISO/IEC 27001': ['5.15', '8.16'], 'OWASP LLM': ['excessive agency'], 'NIST AI RMF': ['GOVERN', 'MANAGE'] },
  },
  CONTENT_POLICY: {
    label: 'Content policy',
    summary: 'Content violates acceptable use guidelines',
    why: 'The usage policy asks for care with this kind of content.',
    reference: 'https://anthropic.com/legal/aup#universal-usage-standards',
    remedy: 'Leave out the part that is marked, or say what it is needed for.',
    tier: 'high_risk',
    section: 'High-risk use case requirements; universal usage standards',
    controls: { 'NIST SP 800-53': ['PL-4', 'AC-20'], 'SOC 2': ['CC2.2', 'CC5.3'], 'ISO/IEC 27001': ['5.10', '5.36'], 'EU AI Act': ['transparency (hint only)'] },
  },
  SAFETY_CONCERN: {
    label: 'Safety concern',
    summary: 'Potential harm or misuse scenario identified',
    why: 'The words stand where harm to people or systems is planned or described.',
    reference: 'https://anthropic.com/legal/aup#high-risk-use-cases',
    remedy: 'Describe the goal and the safeguards; ask the responsible team before going on.',
    tier: 'universal',
    section: 'Universal usage standards',
    controls: { 'NIST SP 800-53': ['PL-4', 'IR-6'], 'SOC 2': ['CC7.3'], 'ISO/IEC 27001': ['5.24', '5.25', '5.26'] },
  },
} as const satisfies Record<string, TypeWords>;

interface TypeWords {
  readonly label: string;
  readonly summary: string;
  readonly why: string;
  readonly reference: string;
  readonly remedy: string;
  /** Tier of the acceptable-use policy it stands in, and the section in own words. */
  readonly tier: Tier;
  readonly section: string;
  /** Where it stands in control frameworks, by framework. */
  readonly controls: Readonly<Record<string, readonly string[]>>;
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
  /** `keep`: cleaning a message leaves the words as they are, for they are a topic and no data. */
  readonly clean?: 'keep';
  /** High-risk domain or deployment whose duties of `AUP` apply. */
  readonly duty?: string;
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
  vpn_configuration: { label: 'VPN configuration', match: 'label', message: '[VPN_CONFIGURATION]', clean: 'keep', remedy: 'show the form of the configuration with placeholders for keys, addresses and end points' },
  firewall_rules: { label: 'Firewall rules', match: 'label', message: '[FIREWALL_RULE]', remedy: 'describe what is allowed by zone, not by address' },
  routing: { label: 'Routing table', match: 'label', message: '[ROUTE]', remedy: 'use documentation addresses' },
  infrastructure_topology: { label: 'Infrastructure topology', match: 'label', message: '[TOPOLOGY]', clean: 'keep', remedy: 'name roles (web, database), not hosts, addresses and ports together' },
  agent_handshake: { label: 'Authentication between agents', match: 'label', message: '[AGENT_HANDSHAKE]', clean: 'keep', remedy: 'keep the key of each agent outside the text and say who answers for the agents' },
  agent_registry: { label: 'Registry of agents', match: 'label', message: '[AGENT_REGISTRY]', clean: 'keep', remedy: 'describe roles of agents; leave their addresses and keys out' },
  agent_shared_secret: { label: 'Secret shared between agents', match: 'label', message: '[AGENT_SHARED_SECRET]', clean: 'keep', remedy: 'give every agent a key of its own, derived or issued at run time' },
  agent_instruction: { label: 'Orders of one agent to another', match: 'label', message: '[AGENT_INSTRUCTION]', clean: 'keep', remedy: 'say which person approves what the agents do' },
  agent_concealment: { label: 'Agents told to hide what they do', match: 'label', message: '[AGENT_INSTRUCTION_REMOVED]', remedy: 'leave it out: agents have to stay visible to the people who answer for them' },
  agent_self_spread: { label: 'Agents that copy themselves', match: 'label', message: '[AGENT_INSTRUCTION_REMOVED]', remedy: 'leave it out: where an agent runs is decided by people' },
  weapons: { label: 'Making of weapons', match: 'label', message: '[REMOVED]', remedy: 'leave it out' },
  mass_weapons: { label: 'Weapons of mass harm', match: 'label', message: '[REMOVED]', remedy: 'leave it out' },
  malware: { label: 'Making of malware', match: 'label', message: '[REMOVED]', remedy: 'say what it is to defend, in which authorised work; leave out what would make it run' },
  intrusion: { label: 'Breaking into systems', match: 'label', message: '[REMOVED]', remedy: 'say whose systems they are and who authorised the test' },
  critical_infrastructure: { label: 'Attack on critical infrastructure', match: 'label', message: '[REMOVED]', remedy: 'leave it out' },
  self_harm: { label: 'Self-harm', match: 'label', message: '[REMOVED]', clean: 'keep', remedy: 'if this is about you or someone near you, speak to a doctor or a local crisis line now' },
  violence: { label: 'Violence', match: 'label', message: '[REMOVED]', remedy: 'leave it out' },
  child_safety: { label: 'Safety of children', match: 'label', message: '[REMOVED]', remedy: 'leave it out' },
  deception: { label: 'Deception of people', match: 'label', message: '[REMOVED]', remedy: 'say which authorised exercise it is for and who ordered it' },
  election_integrity: { label: 'Deception about elections', match: 'label', message: '[REMOVED]', remedy: 'leave it out' },
  hate: { label: 'Hate', match: 'label', message: '[REMOVED]', remedy: 'leave it out' },
  extremism: { label: 'Violent extremism', match: 'label', message: '[REMOVED]', remedy: 'leave it out' },
  trafficking: { label: 'Forbidden trade', match: 'label', message: '[REMOVED]', remedy: 'leave it out' },
  fraud: { label: 'Fraud', match: 'label', message: '[REMOVED]', remedy: 'leave it out' },
  surveillance: { label: 'Covert surveillance', match: 'label', message: '[REMOVED]', remedy: 'say on which legal ground and with whose consent' },
  profiling: { label: 'Profiling by protected traits', match: 'label', message: '[REMOVED]', remedy: 'leave the protected trait out' },
  guardrail_evasion: { label: 'Getting around safeguards', match: 'label', message: '[REMOVED]', remedy: 'say what you need instead; if you study such texts, quote them as material' },
  high_risk_legal: { label: 'Legal advice', match: 'label', message: '', clean: 'keep', duty: 'legal', remedy: 'have a qualified lawyer review the answer before it is used' },
  high_risk_medical: { label: 'Medical advice', match: 'label', message: '', clean: 'keep', duty: 'medical', remedy: 'have a qualified clinician review the answer before it is used' },
  high_risk_insurance: { label: 'Insurance decisions', match: 'label', message: '', clean: 'keep', duty: 'insurance', remedy: 'have a qualified professional decide' },
  high_risk_finance: { label: 'Financial decisions', match: 'label', message: '', clean: 'keep', duty: 'finance', remedy: 'have a qualified professional decide' },
  high_risk_employment: { label: 'Decisions on employment and housing', match: 'label', message: '', clean: 'keep', duty: 'employment_and_housing', remedy: 'have a qualified person decide and give reasons' },
  high_risk_testing: { label: 'Decisions on tests and admission', match: 'label', message: '', clean: 'keep', duty: 'testing', remedy: 'have a qualified person decide' },
  high_risk_journalism: { label: 'Text for publication as news', match: 'label', message: '', clean: 'keep', duty: 'journalism', remedy: 'have an editor check the facts before it is published' },
  phrase: { label: 'Phrase', match: 'label', message: '', remedy: 'leave it out or say what it is needed for' },
  other: { label: 'Secret', match: 'counted', message: '', remedy: 'take it out of the text' },
} as const satisfies Record<string, KindWords>;

/**
 * The acceptable-use policy these words refer to: which text was read (version and begin of its SHA-256), its tiers, and
 * what they ask for, in own words.
 */
export const AUP = {
  title: 'Acceptable Use Policy',
  url: 'https://www.anthropic.com/legal/aup',
  version: '2026-04-08',
  sha256: '705aa0dc156c',
  /** From this age on, answers say that the policy may have changed. */
  maxAgeDays: 270,
  tiers: {
    universal: 'Universal usage standards: for everybody',
    high_risk: 'High-risk use case requirements: review by a qualified professional before an output is passed on, and disclosure that AI took part, at least at the start of each session',
    additional: 'Additional use case guidelines: chatbots, products for minors, agents, MCP servers',
  },
  /** High-risk domains. */
  domains: ['legal', 'medical', 'insurance', 'finance', 'employment_and_housing', 'testing', 'journalism'],
  duties: {
    review: 'A qualified professional of the field reviews the output before it is passed on.',
    disclosure: 'Say to the people who get the output that AI took part in it, at least at the start of each session.',
  },
  /** What a deployment of each form has to tell, set by `settings.deployments`. */
  deployments: {
    chatbot: 'Tell people at the start of each session that they talk to an AI.',
    minors: 'Products for minors need additional safeguards and say that AI takes part.',
    agent: 'A person answers for what the agent does and can stop it; the policy holds for its actions, too.',
    mcp_server: 'An MCP server does and says only what its description discloses.',
  },
  enforcement: 'The provider can block or change outputs, slow down, suspend or end access when its policy is broken.',
  contracts: 'Contracts, for instance of governmental customers, can tailor restrictions; an organization writes that down as a policy overlay.',
} as const;

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
