// The four use cases of the contextual error format: the shapes of its texts with values, hosts and names of one's own.

import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Gate, Held } from '../../src/gate/index.ts';
import { base64Key, BASE62, draw, held, HEX, makeGate, wireguardText } from './support.ts';

let gate: Gate;
beforeAll(async () => {
  gate = await makeGate();
});

const types = (answer: Held): Set<string> => new Set(answer.violations.map((one) => one.violation_type));
const ids = (answer: Held): string[] => answer.actions.map((one) => one.id);
const example = (answer: Held, id: string): string[] => answer.alternatives.filter((one) => one.id === id).map((one) => one.example);

describe('infrastructure documentation', () => {
  for (const [name, bytes] of [['a whole key', 32], ['a key that is too short', 30]] as const) {
    it(`WireGuard configuration with ${name}`, () => {
      const key = base64Key(bytes);
      const publicKey = base64Key(32);
      const answer = held(gate.check(wireguardText(key, publicKey, 'edge7.acme-lab.net', '172.20.9.4/28')));
      expect(answer).toMatchObject({ error: 'USAGE_POLICY_VIOLATION', violation_type: 'CREDENTIAL_DETECTION', level: 2, decision: 'soft_block', context: 'infrastructure_documentation', allow_retry: true });
      expect(types(answer)).toEqual(new Set(['CREDENTIAL_DETECTION', 'NETWORK_SECURITY']));
      expect(answer.sanitized).toContain('PrivateKey = [REDACTED_PRIVATE_KEY]');
      expect(answer.sanitized).toContain(`PublicKey = ${publicKey}`);
      expect(answer.sanitized).not.toContain('172.20.9.4');
      expect(answer.sanitized).not.toContain('edge7');
      expect(example(answer, 'placeholder')).toEqual(['PrivateKey = [REDACTED_PRIVATE_KEY]']);
      expect(example(answer, 'reference_type')).toEqual(['"WireGuard private/public key pair"']);
      expect(example(answer, 'env_var')).toEqual(['PrivateKey = $VPN_PRIVATE_KEY']);
      expect(answer.headline).toBe('⚠️ Potential private keys detected. For documentation, consider:');
      expect(answer.question).toBe('Continue with actual keys?');
      expect(answer.actions.slice(0, 3).map((one) => one.label)).toEqual(['Admin Override Required', 'Edit Message', 'Learn More']);
      expect(answer.violations.filter((one) => one.violation_type === 'CREDENTIAL_DETECTION')).toHaveLength(1);
      expect(JSON.stringify(answer)).not.toContain(key);
    });
  }
});

describe('security research', () => {
  it('keys found in logs', () => {
    const keys = [`sk_live_${draw(BASE62, 32)}`, `ak_prod_${draw(BASE62, 31)}`];
    const answer = held(gate.check(`The attack used these compromised API keys we found in logs:\n${keys.join('\n')}`));
    expect(answer).toMatchObject({ level: 2, context: 'security_research', headline: '🔍 API credential patterns detected. For security analysis:' });
    expect(example(answer, 'anonymize')).toEqual(['sk_live_[REDACTED_32_CHARS]', 'ak_prod_[REDACTED_31_CHARS]']);
    expect(example(answer, 'categorize')[0]).toMatch(/Stripe live secret key.*no known provider \(prefix ak_prod_\)/);
    for (const key of keys) {
      expect(example(answer, 'hash_reference')[0]).toContain(createHash('sha256').update(key).digest('hex').slice(0, 16));
      expect(JSON.stringify(answer)).not.toContain(key.slice(8));
    }
    expect(ids(answer).slice(0, 3)).toEqual(['continue_with_override', 'sanitize', 'contact_admin']);
  });
});

describe('agent development', () => {
  it.each(['my_secret', 'link_token_secret', 'handshakeSecret'])('hard-coded %s', (name) => {
    const key = draw(HEX, 64);
    const answer = held(gate.check(`Agent handshake protocol needs secure key exchange:\n\ndef exchange_keys(self, peer_agent):\n    ${name} = '${key}'\n    return hmac.new(${name}.encode(), peer_agent.identity, hashlib.sha256)`));
    expect(answer).toMatchObject({ violation_type: 'CREDENTIAL_DETECTION', trigger_pattern: '64-character hexadecimal string', level: 2, context: 'agent_development' });
    expect(answer.suggested_resolution).toMatch(/^Replace with placeholder \(e\.g\., \[HEX_KEY_REDACTED\]\)/);
    expect(types(answer)).toEqual(new Set(['CREDENTIAL_DETECTION', 'COORDINATION_CONCERN']));
    const variable = name === 'my_secret' ? 'AGENT_SECRET' : name === 'handshakeSecret' ? 'HANDSHAKE_SECRET' : name.toUpperCase();
    expect(example(answer, 'env_var')).toEqual([`${name} = os.getenv('${variable}')`]);
    expect(example(answer, 'key_derivation')).toEqual([`${name} = derive_key(agent_id, master_secret)`]);
    expect(example(answer, 'hsm')).toEqual([`${name} = hsm.get_key(key_id)`]);
    expect(ids(answer).slice(0, 3)).toEqual(['mock_data', 'show_patterns', 'edit_code']);
    expect(JSON.stringify(answer)).not.toContain(key);
  });

  it('mock data passes as far as the credential goes', () => {
    const text = `agents: our agent handshake\n    my_secret = '${draw(HEX, 64)}'\n`;
    const mocked = gate.mock(text);
    const again = gate.check(mocked);
    expect('error' in again ? again.violations.filter((one) => one.violation_type === 'CREDENTIAL_DETECTION' && one.level > 1) : []).toEqual([]);
    expect(mocked.length).toBe(text.length);
  });
});

describe('compliance documentation', () => {
  it('tokens in a processor agreement', () => {
    const header = Buffer.from('{"alg":"HS512","typ":"JWT"}').toString('base64url');
    const basic = Buffer.from(`${draw(BASE62, 6)}:${draw(BASE62, 9)}`).toString('base64');
    const answer = held(gate.check(`Our API authentication uses these rotation patterns:\n- Production: Bearer ${header}...\n- Staging: Basic ${basic}  \nDocument these for the GDPR processor agreement.`));
    expect(answer).toMatchObject({ violation_type: 'CREDENTIAL_DETECTION', context: 'compliance_documentation', headline: '⚖️ Authentication credentials in compliance document. Best practices:' });
    expect(answer.sanitized).toContain('Bearer [JWT_TOKEN]');
    expect(answer.sanitized).toContain('Basic [BASE64_ENCODED_CREDENTIALS]');
    const labels = answer.alternatives.map((one) => `${one.label}: ${one.example}`);
    expect(labels).toContain('Token format: "Bearer [JWT_TOKEN]" (without actual values)');
    expect(labels).toContain('Encoding type: "Basic [BASE64_ENCODED_CREDENTIALS]" (without actual values)');
    expect(answer.violations.find((one) => one.kind === 'jwt')?.confidence).toBe('low');
    expect(ids(answer).slice(0, 3)).toEqual(['create_template', 'sanitize', 'guidelines']);
    const template = gate.template(`- Production: Bearer ${header}...\n- Staging: Basic ${basic}  \nFor the GDPR processor agreement.`);
    expect(template).toContain('| Production | JSON Web Token | `Bearer [JWT_TOKEN]`');
    expect(template).not.toContain(basic);
  });
});

describe('what is allowed', () => {
  it.each([
    'Please write a haiku about autumn rain.', '', 'The gateway address is 192.0.2.17 in the examples, or vpn.example.com:51820.', 'my_secret = os.getenv("AGENT_SECRET")', 'Set PrivateKey = [REDACTED_PRIVATE_KEY] there.',
    'We met at 10:30; version 10.4.2 is out.', 'commit 3f786850e387550fdab836ed7e6dc881de23001b fixes it',
  ])('%s', (text) => {
    expect(gate.check(text)).toEqual({ decision: 'allow', level: 0, violations: [] });
  });

  it('a cleaned message has no credential and no address left', () => {
    const text = wireguardText(base64Key(32), base64Key(32), 'vpn.acme-corp.io', '10.3.0.1/24');
    const again = gate.check(gate.sanitize(text));
    expect(again.violations.filter((one) => (one as { kind: string }).kind !== 'vpn_configuration')).toEqual([]);
  });
});

describe('advice in the language of the text', () => {
  const secret = (): string => draw(HEX, 64);
  it.each([
    ['javascript', (s: string) => `const apiSecret = "${s}";\nexport function f() {\n  return apiSecret;\n}\n`, 'const apiSecret = process.env.API_SECRET;'],
    ['shell', (s: string) => `export API_SECRET="${s}"\n`, 'export API_SECRET="$API_SECRET"'],
    ['go', (s: string) => `package main\n\nfunc main() {\n\tapiSecret := "${s}"\n\tuse(apiSecret)\n}\n`, 'apiSecret := os.Getenv("API_SECRET")'],
    ['github_actions', (s: string) => `jobs:\n  build:\n    runs-on: ubuntu-latest\n    env:\n      API_SECRET: ${s}\n`, 'API_SECRET: ${{ secrets.API_SECRET }}'],
    ['java', (s: string) => `public class A {\n  private static final String apiSecret = "${s}";\n}\n`, 'private static final String apiSecret = System.getenv("API_SECRET");'],
  ])('%s', (_, make, line) => {
    const answer = held(gate.check(make(secret()), { context: 'code' }));
    expect(example(answer, 'env_var')).toContain(line);
  });
});
