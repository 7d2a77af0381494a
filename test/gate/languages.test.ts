// The replacement for a value is written as its own file would write it: by language and format, with the name in the text.

import { beforeAll, describe, expect, it } from 'vitest';
import type { Gate } from '../../src/gate/index.ts';
import { BASE62, draw, held, HEX, makeGate } from './support.ts';

let gate: Gate;
beforeAll(async () => {
  gate = await makeGate();
});

const hex = (): string => draw(HEX, 40);
const password = (): string => draw(BASE62, 22);

describe('a value read at run time', () => {
  it.each<[name: string, text: (s: string) => string, line: string]>([
    ['Go, in a literal', (s) => `func newClient() *Client {\n\treturn &Client{ApiKey: "${s}"}\n}\n`, 'return &Client{ApiKey: os.Getenv("APP_API_KEY")}'],
    ['Go, a constant', (s) => `const stripeApiKey = "${s}"\n\nfunc pay(ctx context.Context) error {\n\treturn nil\n}\n`, 'var stripeApiKey = os.Getenv("STRIPE_API_KEY")'],
    ['Java, an argument', (s) => `@Bean\npublic Client client() {\n    return new Client().setApiKey("${s}");\n}\n`, 'return new Client().setApiKey(System.getenv("APP_API_KEY"));'],
    ['C#, a constant', (s) => `using System;\npublic class Db {\n  private const string ApiKey = "${s}";\n}\n`, 'private static readonly string ApiKey = Environment.GetEnvironmentVariable("APP_API_KEY");'],
    ['C#, var', (s) => `var apiKey = "${s}";\nvar client = new HttpClient();\n`, 'var apiKey = Environment.GetEnvironmentVariable("APP_API_KEY");'],
    ['PHP, a constant', (s) => `<?php\ndefine('STRIPE_API_KEY', '${s}');\n`, "define('STRIPE_API_KEY', getenv('STRIPE_API_KEY'));"],
    ['PHP, an array', (s) => `<?php\nreturn [\n  'api_key' => '${s}',\n];\n`, "'api_key' => getenv('APP_API_KEY'),"],
    ['Rust, let', (s) => `fn main() {\n    let api_key = "${s}";\n    let mut c = Client::new(api_key);\n}\n`, 'let api_key = std::env::var("APP_API_KEY")?;'],
    ['Rust, a constant', (s) => `const API_KEY: &str = "${s}";\n`, 'let API_KEY: String = std::env::var("APP_API_KEY")?;'],
    ['Swift', (s) => `let apiKey = "${s}"\nfunc load() -> String { return apiKey }\n`, 'let apiKey = ProcessInfo.processInfo.environment["APP_API_KEY"]'],
    ['PowerShell', (s) => `$ApiKey = "${s}"\nInvoke-RestMethod -Uri $uri -Headers $headers\n`, '$ApiKey = $env:APP_API_KEY'],
    ['PowerShell, which sets the environment', (s) => `$env:API_KEY = "${s}"\nWrite-Host "done"\n`, '$env:API_KEY = Get-Secret -Name app_api_key -AsPlainText'],
    ['a list of Docker Compose', (s) => `services:\n  db:\n    image: postgres\n    environment:\n      - DB_API_KEY=${s}\n`, '- DB_API_KEY=${DB_API_KEY:?set it in the environment}'],
    ['a manifest of a Secret', (s) => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\nstringData:\n  api_key: ${s}\n`, 'kubectl create secret generic app-secrets --from-literal=api_key="$APP_API_KEY"'],
    ['a kubeconfig', (s) => `apiVersion: v1\nkind: Config\nusers:\n- name: admin\n  user:\n    token: ${s}\n`, 'tokenFile: /run/secrets/kube_token'],
    ['a unit of systemd', (s) => `[Service]\nEnvironment="API_KEY=${s}"\nExecStart=/usr/bin/app\n`, 'LoadCredential=app_api_key:/etc/credstore/app_api_key   # read from $CREDENTIALS_DIRECTORY/app_api_key'],
    ['.npmrc', (s) => `//registry.acme-corp.net/:_authToken=${s}\nalways-auth=true\n`, '//registry.acme-corp.net/:_authToken=${AUTH_TOKEN}'],
    ['Java properties', (s) => `app.client.url=https://api.acme-corp.net\napp.client.api-key=${s}\n`, 'app.client.api-key=${APP_API_KEY}'],
    ['a connection string in JSON', (s) => `{\n  "Default": "Server=db;Database=app;User Id=sa;Password=${s}"\n}\n`, '"Default": "Server=db;Database=app;User Id=sa;Password=${CONNECTION_STRINGS_PASSWORD}"'],
  ])('%s', (_, text, line) => {
    const answer = held(gate.check(text(hex()), { context: 'code' }));
    expect(answer.alternatives.filter((one) => one.id === 'env_var').map((one) => one.example)).toEqual([line]);
  });

  it.each<[name: string, text: (s: string) => string, env: string, store: string]>([
    ['Ansible', (s) => `- hosts: web\n  vars:\n    db_password: ${s}\n  tasks:\n    - name: start\n`, 'db_password: "{{ vault_db_password }}"', 'ansible-vault encrypt_string --stdin-name vault_db_password   # prompts for the value'],
    ['Helm values', (s) => `replicaCount: 2\npostgresql:\n  auth:\n    username: app\n    password: ${s}\n`, 'helm upgrade app ./chart --set-string postgresql.auth.password="$APP_PASSWORD"', 'existingSecret: app-secrets   # holds app_password'],
  ])('%s', (_, text, env, store) => {
    const answer = held(gate.check(text(password())));
    expect(answer.alternatives.map((one) => one.example)).toEqual(expect.arrayContaining([env, store]));
  });

  it('who logs in is no name of the password', () => {
    const answer = held(gate.check(`curl -u admin:${password()} https://api.acme-corp.net/v1\n`));
    expect(answer.alternatives.find((one) => one.id === 'env_var')?.example).toBe('curl -u admin:"$APP_PASSWORD" https://api.acme-corp.net/v1');
  });

  it('a format that reads no environment is not told to', () => {
    const answer = held(gate.check(`91.20.3.7 : PSK "${password()}"\n`));
    expect(answer.alternatives.find((one) => one.id === 'env_var')?.example).toMatch(/^include \/etc\/ipsec\.d\/\w+\.secrets/);
  });
});

describe('public addresses', () => {
  const address = `84.1${draw('123456789', 1)}.44.9`;
  it.each([
    `ssh root@${address}`, `ssh -i key.pem -p 2222 deploy@${address} "uptime"`, `ssh ${address}`, `scp app.tar.gz deploy@${address}:/srv`, `rsync -a x/ ops@${address}:/y`, `DB_HOST=${address}`,
    `public_ip = "${address}"`, `ansible_host: ${address}`, `curl http://${address}:8080/health`, `proxy_pass http://${address}:3000;`, `upstream app {\n  server ${address}:8080;\n}`, `www 300 IN A ${address}`,
    `{"host": "${address}", "port": 22}`, `redis://:pw@${address}:6379/0`,
  ])('%s', (text) => {
    const answer = held(gate.check(text));
    expect(answer.violations).toEqual(expect.arrayContaining([expect.objectContaining({ violation_type: 'NETWORK_SECURITY', kind: 'network_address', level: 1 })]));
    expect(answer.sanitized).not.toContain(address);
  });

  it.each([
    `Chrome/${address} Safari`, `AssemblyVersion("${address}")`, `"version": "${address}"`, `server version ${address}`, `server ${address}.3`, 'host: 300.17.44.9', 'ssh root@203.0.113.9', 'server: 127.0.0.1',
    'listen: 0.0.0.0', 'nameserver 8.8.8.8', 'ping -c 3 1.1.1.1', `release v${address}`,
  ])('no: %s', (text) => expect(gate.check(text).decision).toBe('allow'));
});

it('a registry of agents in JSON', () => {
  const answer = held(gate.check('{\n  "agents": [\n    {"name": "planner", "port": 8443},\n    {"name": "coder", "port": 8444}\n  ]\n}\n'));
  expect(answer.violations).toEqual([expect.objectContaining({ violation_type: 'COORDINATION_CONCERN', kind: 'agent_registry', level: 1 })]);
});
