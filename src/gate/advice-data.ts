// What to say and what to offer, as data. An entry is found by violation type, kind, context and level: the first that
// fits. Texts in braces are filled in for the text at hand (advice.ts): {name} the variable's own name, {ENV} a name for
// the environment, {env_line} the line with the value read from there, {placeholder_line} the line with the placeholder,
// {placeholder}, {label}, {labels}, {categories}, {hashes}, {scheme_line}, {example_line}.

import type { Context } from '../policy/model.ts';
import type { ViolationType } from '../rules/model.ts';
import type { Language } from './language.ts';

export interface EnvironmentForm {
  /** Takes the place of the quoted text with its quotes, or of the bare value. */
  readonly expression: string;
  /** Takes the place of a part of a text. */
  readonly inside: string;
}

/** Empty where the format can't read the environment: `env_var` then has a form of its own. */
export const ENVIRONMENT: Readonly<Record<Language, EnvironmentForm>> = {
  python: { expression: "os.getenv('{ENV}')", inside: "{os.environ['{ENV}']}" },
  javascript: { expression: 'process.env.{ENV}', inside: '${process.env.{ENV}}' },
  shell: { expression: '"${ENV}"', inside: '${ENV}' },
  powershell: { expression: '$env:{ENV}', inside: '$($env:{ENV})' },
  dotenv: { expression: '${{ENV}}', inside: '${{ENV}}' },
  go: { expression: 'os.Getenv("{ENV}")', inside: '" + os.Getenv("{ENV}") + "' },
  java: { expression: 'System.getenv("{ENV}")', inside: '" + System.getenv("{ENV}") + "' },
  csharp: { expression: 'Environment.GetEnvironmentVariable("{ENV}")', inside: '{Environment.GetEnvironmentVariable("{ENV}")}' },
  ruby: { expression: "ENV.fetch('{ENV}')", inside: "#{ENV.fetch('{ENV}')}" },
  php: { expression: "getenv('{ENV}')", inside: "' . getenv('{ENV}') . '" },
  rust: { expression: 'std::env::var("{ENV}")?', inside: '{}' },
  swift: { expression: 'ProcessInfo.processInfo.environment["{ENV}"]', inside: '\\(ProcessInfo.processInfo.environment["{ENV}"] ?? "")' },
  yaml: { expression: '${{ENV}}', inside: '${{ENV}}' },
  kubernetes: { expression: '{ valueFrom: { secretKeyRef: { name: app-secrets, key: {ENV} } } }', inside: '$({ENV})' },
  kubernetes_secret: { expression: '', inside: '' },
  kubeconfig: { expression: '', inside: '' },
  helm: { expression: '', inside: '' },
  ansible: { expression: '"{{ vault_{env} }}"', inside: '{{ vault_{env} }}' },
  gitlab_ci: { expression: '${ENV}', inside: '${ENV}' },
  github_actions: { expression: '${{ secrets.{ENV} }}', inside: '${{ secrets.{ENV} }}' },
  compose: { expression: '${{ENV}:?set it in the environment}', inside: '${{ENV}}' },
  json: { expression: '"${{ENV}}"', inside: '${{ENV}}' },
  toml: { expression: '"${{ENV}}"', inside: '${{ENV}}' },
  ini: { expression: '${{ENV}}', inside: '${{ENV}}' },
  systemd: { expression: '', inside: '' },
  netrc: { expression: '', inside: '' },
  ipsec: { expression: '', inside: '' },
  dockerfile: { expression: '', inside: '${ENV}' },
  terraform: { expression: 'var.{env}', inside: '${var.{env}}' },
  wireguard: { expression: '${ENV}', inside: '${ENV}' },
  http: { expression: '${ENV}', inside: '${ENV}' },
  url: { expression: '${{ENV}}', inside: '${{ENV}}' },
  prose: { expression: '${ENV}', inside: '${ENV}' },
};

/** What a line may not be any more once its value is read at run time. */
export const NO_CONSTANT: Readonly<Partial<Record<Language, readonly [what: RegExp, instead: string]>>> = {
  go: [/^const\b/, 'var'], csharp: [/\bconst\b/, 'static readonly'], java: [/\bconst\s+val\b/, 'val'], rust: [/^(?:pub\s+)?(?:const|static)\s+(\w+)\s*:\s*&(?:'static\s+)?str\s*=/, 'let $1: String ='],
};

/** Lines that set the environment themselves get their value from a file instead. */
export const SETS_ENVIRONMENT: Readonly<Partial<Record<Language, readonly [line: RegExp, form: EnvironmentForm]>>> = {
  powershell: [/^\s*\$env:/i, { expression: 'Get-Secret -Name {env} -AsPlainText', inside: '$(Get-Secret -Name {env} -AsPlainText)' }],
};

/** An alternative's example by language; `*` for all others. */
export const ALTERNATIVES = {
  placeholder: { '*': '{placeholder_line}' },
  env_var: {
    '*': '{env_line}', dockerfile: 'RUN --mount=type=secret,id={env} cat /run/secrets/{env}', kubernetes_secret: 'kubectl create secret generic app-secrets --from-literal={name}="${ENV}"',
    kubeconfig: '{kubeconfig_line}', helm: 'helm upgrade app ./chart --set-string {path}="${ENV}"', systemd: 'LoadCredential={env}:/etc/credstore/{env}   # read from $CREDENTIALS_DIRECTORY/{env}',
    netrc: 'printf \'machine %s login %s password %s\\n\' "$HOST" "$LOGIN" "${ENV}" > ~/.netrc   # mode 0600, written where it is used', ipsec: 'include /etc/ipsec.d/{env}.secrets   # mode 0600, made where it runs',
    gitlab_ci: 'no line here: {ENV} is a masked variable (Settings → CI/CD → Variables), read as ${ENV}',
  },
  reference_type: { '*': '"{key_phrase}"' },
  anonymize: { '*': '{placeholder}' },
  categorize: { '*': '"{categories}"' },
  hash_reference: { '*': '"Keys SHA256: {hashes}"' },
  key_derivation: {
    '*': '{name} = derive_key(agent_id, master_secret)', javascript: 'const {name} = deriveKey(agentId, masterSecret)', go: '{name} := DeriveKey(agentID, masterSecret)',
    java: 'byte[] {name} = Keys.deriveKey(agentId, masterSecret);', csharp: 'var {name} = Keys.DeriveKey(agentId, masterSecret);', rust: 'let {name} = derive_key(&agent_id, &master_secret);',
  },
  hsm: {
    '*': '{name} = hsm.get_key(key_id)', javascript: 'const {name} = await hsm.getKey(keyId)', go: '{name}, err := hsm.GetKey(ctx, keyID)', java: 'Key {name} = hsm.getKey(keyId);',
    csharp: 'var {name} = await hsm.GetKeyAsync(keyId);', rust: 'let {name} = hsm.get_key(&key_id)?;',
  },
  secret_store: {
    '*': '{name}: read from the secret store at run time (path app/{env})', python: "{name} = secrets_client.read('app/{env}')", javascript: "const {name} = await secrets.read('app/{env}')",
    go: '{name}, err := secrets.Read(ctx, "app/{env}")', java: 'String {name} = secrets.read("app/{env}");', csharp: 'var {name} = await secrets.ReadAsync("app/{env}");', ruby: "{name} = secrets.read('app/{env}')",
    php: "{name} = $secrets->read('app/{env}');", rust: 'let {name} = secrets.read("app/{env}").await?;', swift: 'let {name} = try keychain.read("app/{env}")', powershell: '{name} = Get-Secret -Name {env} -AsPlainText',
    ansible: "ansible-vault encrypt_string --stdin-name vault_{env}   # prompts for the value", helm: 'existingSecret: app-secrets   # holds {env}',
    kubernetes_secret: 'ExternalSecret: data: [{ secretKey: {name}, remoteRef: { key: app/{env} } }]', dockerfile: 'docker build --secret id={env},env={ENV} .',
    shell: '{ENV}="$(secret-tool lookup app {env})"', yaml: '{name}: ref+vault://app/{env}', kubernetes: '{name}: { valueFrom: { secretKeyRef: { name: app-secrets, key: {ENV} } } }',
    github_actions: '{name}: ${{ secrets.{ENV} }}', terraform: '{name} = data.vault_generic_secret.app.data["{env}"]', compose: 'secrets: [{env}]   # read from /run/secrets/{env}',
  },
  key_file: {
    '*': 'store it in a file of mode 0600 and name the file', wireguard: 'PostUp = wg set %i private-key /etc/wireguard/%i.key', python: "{name} = pathlib.Path('/run/secrets/{env}').read_text()",
    javascript: "const {name} = await readFile('/run/secrets/{env}', 'utf8')", shell: '{ENV}="$(cat /run/secrets/{env})"',
  },
  token_format: { '*': '"{scheme_line}" (without actual values)' },
  rotation_policy: { '*': '"Tokens rotate every 90 days per security policy"' },
  example_address: { '*': '{example_line}' },
  describe_roles: { '*': '"two web servers behind a gateway, one database" instead of hosts, addresses and ports' },
  owner_and_limits: { '*': '"Each agent authenticates with a key of its own; the platform team approves what it may do"' },
  review: { '*': '"A qualified professional reviews this before it is used; AI took part in it"' },
  say_purpose: { '*': '"For an authorised exercise, ordered by …, on systems of ours"' },
  leave_out: { '*': '{placeholder_line}' },
} as const satisfies Record<string, Partial<Record<Language | '*', string>>>;

export type AlternativeId = keyof typeof ALTERNATIVES;

export const ACTIONS = {
  edit: { label: 'Edit Message', does: 'open the message at the marked place and check it again' },
  edit_code: { label: 'Edit Code', does: 'open the message at the marked place and check it again' },
  learn_more: { label: 'Learn More', does: 'show what the violation types mean, why, and where the policy says so' },
  request_override: { label: 'Request Override', does: 'ask an approver to let exactly this message pass' },
  continue_with_override: { label: 'Continue with Override', does: 'use an override that was granted for this message' },
  contact_admin: { label: 'Contact Admin', does: 'show whom to ask, with the number of this answer' },
  contact_support: { label: 'Contact Support', does: 'show whom to ask, with the number of this answer' },
  sanitize: { label: 'Sanitize and Continue', does: 'print the message with placeholders' },
  mock_data: { label: 'Continue with Mock Data', does: 'print the message with made-up values of the same form' },
  show_patterns: { label: 'Show Secure Patterns', does: 'print the alternatives in full' },
  create_template: { label: 'Create Template', does: 'print a documentation template without values' },
  guidelines: { label: 'Compliance Guidelines', does: 'print the duties and controls that apply' },
  dispute: { label: 'Dispute', does: 'open a dispute: the finding is held to be wrong' },
  continue: { label: 'Continue', does: 'send the message as it is' },
} as const;

export type ActionId = keyof typeof ACTIONS;

export interface AdviceEntry {
  readonly type?: ViolationType;
  readonly kinds?: readonly string[];
  readonly contexts?: readonly Context[];
  readonly level?: number;
  readonly headline: string;
  readonly question?: string;
  /** Alternatives with the words they have here. */
  readonly offer: readonly (readonly [AlternativeId, label: string])[];
  readonly actions: readonly (ActionId | readonly [ActionId, label: string])[];
}

const GENERAL_ACTIONS: AdviceEntry['actions'] = ['edit', 'learn_more', 'request_override', 'contact_support'];

export const ADVICE: readonly AdviceEntry[] = [
  {
    type: 'CREDENTIAL_DETECTION', contexts: ['infrastructure_documentation'], headline: '⚠️ Potential {labels} detected. For documentation, consider:', question: 'Continue with actual keys?',
    offer: [['placeholder', 'Use placeholder'], ['reference_type', 'Reference key types'], ['env_var', 'Use environment variables'], ['key_file', 'Key file']],
    actions: [['request_override', 'Admin Override Required'], 'edit', 'learn_more'],
  },
  {
    type: 'CREDENTIAL_DETECTION', contexts: ['security_research'], headline: '🔍 API credential patterns detected. For security analysis:',
    offer: [['anonymize', 'Anonymize'], ['categorize', 'Categorize'], ['hash_reference', 'Hash reference']], actions: ['continue_with_override', 'sanitize', 'contact_admin'],
  },
  {
    type: 'CREDENTIAL_DETECTION', contexts: ['agent_development'], headline: '🔐 Hardcoded secret detected in agent code. Secure alternatives:', question: 'For development/testing with mock keys?',
    offer: [['env_var', 'Environment variable'], ['key_derivation', 'Key derivation'], ['hsm', 'Hardware security']], actions: ['mock_data', 'show_patterns', 'edit_code'],
  },
  {
    type: 'CREDENTIAL_DETECTION', contexts: ['compliance_documentation'], headline: '⚖️ Authentication credentials in compliance document. Best practices:', question: 'Generate compliant documentation template?',
    offer: [['token_format', 'Token format'], ['rotation_policy', 'Rotation policy']], actions: ['create_template', ['sanitize', 'Anonymize Current'], 'guidelines'],
  },
  {
    type: 'CREDENTIAL_DETECTION', contexts: ['code'], headline: '🔐 Hardcoded {label} detected in code. Secure alternatives:', question: 'For development/testing with mock keys?',
    offer: [['env_var', 'Environment variable'], ['secret_store', 'Secret store'], ['placeholder', 'Placeholder']], actions: ['sanitize', 'mock_data', 'show_patterns', 'edit_code'],
  },
  {
    type: 'CREDENTIAL_DETECTION', contexts: ['operations'], headline: '⚠️ {label} in logs, commands or configuration. Before it is shared:',
    offer: [['placeholder', 'Use placeholder'], ['env_var', 'Use environment variables'], ['secret_store', 'Secret store']], actions: ['sanitize', 'edit', 'request_override', 'learn_more'],
  },
  {
    type: 'CREDENTIAL_DETECTION', level: 1, headline: '⚠️ Potential credential detected in your message. If this is a real key, consider using a placeholder.', question: 'Continue anyway? [Y/N]',
    offer: [['placeholder', 'Use placeholder'], ['env_var', 'Use environment variables']], actions: ['continue', 'edit', 'sanitize', 'learn_more'],
  },
  {
    type: 'CREDENTIAL_DETECTION', headline: '🚫 Content appears to contain private credentials. Suggested approaches:',
    offer: [['placeholder', 'Use placeholder tokens'], ['reference_type', 'Reference credential types without actual values'], ['env_var', 'Use environment variable references']], actions: GENERAL_ACTIONS,
  },
  {
    type: 'NETWORK_SECURITY', headline: '🌐 Network detail detected ({labels}). To keep it private:', question: 'Continue with actual addresses? [Y/N]',
    offer: [['example_address', 'Use documentation addresses and names'], ['describe_roles', 'Describe roles']], actions: ['sanitize', 'mock_data', 'edit', 'learn_more'],
  },
  {
    type: 'COORDINATION_CONCERN', kinds: ['agent_concealment', 'agent_self_spread'], headline: '🤝 Agents are told to hide or to spread. Safer ways:',
    offer: [['leave_out', 'Leave it out'], ['owner_and_limits', 'Name owner and limits']], actions: ['edit', 'learn_more', 'request_override'],
  },
  {
    type: 'COORDINATION_CONCERN', headline: '🤝 Coordination of automated agents detected. Consider:', question: 'Continue anyway? [Y/N]',
    offer: [['owner_and_limits', 'Name owner and limits']], actions: ['continue', 'edit', 'show_patterns', 'learn_more'],
  },
  {
    type: 'CONTENT_POLICY', kinds: ['high_risk_legal', 'high_risk_medical', 'high_risk_insurance', 'high_risk_finance', 'high_risk_employment', 'high_risk_testing', 'high_risk_journalism'],
    headline: '📋 {label}: a high-risk domain of the usage policy. It asks for:', question: 'Continue anyway? [Y/N]', offer: [['review', 'Review and disclosure']], actions: ['continue', 'guidelines', 'edit', 'learn_more'],
  },
  {
    type: 'SAFETY_CONCERN', kinds: ['self_harm'], headline: '💬 If this is about you or someone near you: please speak to a doctor or a local crisis line now.', question: 'Continue anyway? [Y/N]',
    offer: [], actions: ['continue', 'learn_more', 'contact_support'],
  },
  {
    level: 3, headline: '⛔ {label}: there is no legitimate use for this.', offer: [], actions: ['edit', 'learn_more', 'dispute', 'contact_support'],
  },
  {
    headline: '⚠️ {label}: this may be against the usage policy. Consider:', question: 'Continue anyway? [Y/N]', offer: [['say_purpose', 'Say what it is for'], ['leave_out', 'Leave it out']],
    actions: ['continue', 'edit', 'learn_more', 'dispute'],
  },
];

/** How a key of a kind or rule is named without its value. */
export const KEY_PHRASES: Readonly<Record<string, string>> = {
  'wireguard-private-key': 'WireGuard private/public key pair', 'wireguard-preshared-key': 'WireGuard pre-shared key', jwt: 'JSON Web Token (signed session token)', basic_credentials: 'HTTP Basic credentials (user and password, base64)',
  connection_string: 'database connection string', private_key: '{name} key pair', hex_key: 'hexadecimal key',
};

/** Prefix of names for the environment where the name in the text says too little. */
export const ENV_PREFIX: Readonly<Partial<Record<Context, string>>> = { agent_development: 'AGENT', compliance_documentation: 'API' };
