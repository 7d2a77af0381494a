// What counts as an assignment: syntaxes (with exact spans), harmless mentions, values that are no secrets.

import { describe, expect, test } from 'vitest';
import { load } from './engine.mjs';
import { BASE62, BASE64, HEX, source } from './random.ts';

const engine = load();
const CLASS = { password: 1, secret: 2, token: 3, key: 4, credential: 5, auth: 6, salt: 7, passphrase: 8, apiKey: 9 };
const [LOW, MEDIUM, HIGH] = [1, 2, 3];
const R_ASSIGNMENT = 1 << 8;
const R_HEADER = 1 << 10;
const R_QUOTED = 1 << 13;
const R_EXAMPLE = 1 << 19;

/** Each syntax with a place for the value; the finding must cover the value and nothing else. */
const SYNTAXES: readonly (readonly [name: string, text: string, keyClass: number])[] = [
  ['environment', 'export DB_PASSWORD=VALUE', CLASS.password],
  ['environment in a log line', 'env MINIO_SECRET_ACCESS_KEY=VALUE region=eu-west-1', CLASS.apiKey],
  ['properties', 'spring.datasource.password=VALUE', CLASS.password],
  ['INI with spaces', '[db]\npassword = VALUE\nport = 1', CLASS.password],
  ['YAML', 'db:\n  password: VALUE\n  port: 1', CLASS.password],
  ['YAML, quoted', "  apiKey: 'VALUE' # production", CLASS.apiKey],
  ['YAML name and value', '- name: DB_PASSWORD\n  value: VALUE\n', CLASS.password],
  ['JSON', '{"service":"x","api_key":"VALUE","retry":3}', CLASS.apiKey],
  ['JSON with spaces', '{ "client_secret" : "VALUE" }', CLASS.secret],
  ['JSON in a string', '{"body":"{\\"password\\":\\"VALUE\\"}"}', CLASS.password],
  ['JSON name and value', '{"name":"DB_PASSWORD","value":"VALUE"}', CLASS.password],
  ['HTML entities', '{&quot;token&quot;:&quot;VALUE&quot;}', CLASS.token],
  ['JavaScript', 'const apiToken = "VALUE";', CLASS.token],
  ['TypeScript', "const secretKey: string = 'VALUE';", CLASS.apiKey],
  ['template literal', 'const apiToken = `VALUE`;', CLASS.token],
  ['object property', "{ user: 'u', password: 'VALUE', port: 1 }", CLASS.password],
  ['Python keyword', 'connect(host="h", password="VALUE", port=1)', CLASS.password],
  ['Python bytes', "SECRET_KEY = b'VALUE'", CLASS.apiKey],
  ['Python default', 'key = os.environ.get("API_KEY", "VALUE")', CLASS.apiKey],
  ['PHP array', "'password' => 'VALUE',", CLASS.password],
  ['PHP define', "define('DB_PASSWORD', 'VALUE');", CLASS.password],
  ['Go', 'authToken := "VALUE"', CLASS.token],
  ['Go, bytes', 'authToken := []byte("VALUE")', CLASS.token],
  ['Go, typed', 'var authToken string = "VALUE"', CLASS.token],
  ['Rust', 'let api_key: &str = "VALUE";', CLASS.apiKey],
  ['Java setter', 'dataSource.setPassword("VALUE");', CLASS.password],
  ['Scala', 'password = Some("VALUE"),', CLASS.password],
  ['C macro', '#define WIFI_PASSWORD "VALUE"', CLASS.password],
  ['XML element', '<password>VALUE</password>', CLASS.password],
  ['XML attribute', '<user name="a" password="VALUE"/>', CLASS.password],
  ['XML key and value', '<add key="ApiKey" value="VALUE" />', CLASS.apiKey],
  ['Android string', '<string name="api_key">VALUE</string>', CLASS.apiKey],
  ['property list', '<key>ApiToken</key>\n<string>VALUE</string>', CLASS.token],
  ['SQL', "ALTER USER app IDENTIFIED BY 'VALUE';", CLASS.password],
  ['PostgreSQL', "CREATE USER app WITH PASSWORD 'VALUE';", CLASS.password],
  ['query', 'GET /cb?access_token=VALUE&state=1 HTTP/1.1', CLASS.token],
  ['connection string', 'Server=db;User Id=sa;Password=VALUE;Encrypt=true', CLASS.password],
  ['flag', 'deploy --token VALUE --verbose', CLASS.token],
  ['flag with =', 'deploy --password=VALUE --verbose', CLASS.password],
  ['header', 'X-Api-Key: VALUE\r\nHost: x', CLASS.apiKey],
  ['authorization header', 'curl -H "Authorization: Bearer VALUE" https://h', CLASS.auth],
  ['netrc', 'machine h login u password VALUE', CLASS.password],
  ['npmrc', '//registry.h/:_authToken=VALUE', CLASS.token],
  ['shell default', 'TOKEN=${API_TOKEN:-VALUE}', CLASS.token],
  ['Dockerfile', 'FROM x\nENV DB_PASSWORD VALUE\n', CLASS.password],
  ['pass, bare', 'pass=VALUE', CLASS.password],
  ['pass, glued', 'userpass: VALUE', CLASS.password],
  ['pass with spaces', '$pass = "VALUE";', CLASS.password],
  ['pass in single quotes', "'pass' => 'VALUE',", CLASS.password],
  ['YAML block', 'db:\n  password: |\n    VALUE\n  port: 1', CLASS.password],
  ['YAML folded block', 'db:\n  client_secret: >-\n    VALUE\n', CLASS.secret],
  ['JSON, value in an object', '"adminPassword": { "value": "VALUE" }', CLASS.password],
  ['JSON, default among other fields', '"clientSecret": { "type": "securestring", "defaultValue": "VALUE" }', CLASS.secret],
  ['JSON, value before the name', '{"value": "VALUE", "name": "DB_PASSWORD"}', CLASS.password],
  ['JSON, a field between name and value', '{"key":"api_key","type":"text","value":"VALUE"}', CLASS.apiKey],
  ['HTML, value before the name', '<input value="VALUE" name="auth_token" type="hidden">', CLASS.token],
  ['HCL variable', 'variable "db_password" {\n  type = string\n  default = "VALUE"\n}', CLASS.password],
  ['escaped XML', '&lt;password&gt;VALUE&lt;/password&gt;', CLASS.password],
  ['Spring default', '@Value("${db.password:VALUE}")', CLASS.password],
  ['C array', 'static char db_password[] = "VALUE";', CLASS.password],
  ['C++ braces', 'std::string authToken{"VALUE"};', CLASS.token],
  ['C# property', 'public string Password { get; set; } = "VALUE";', CLASS.password],
  ['Basic', 'Dim authToken As String = "VALUE"', CLASS.token],
  ['TypeScript assertion', 'const authToken = <string>"VALUE";', CLASS.token],
  ['Rust conversion', 'db_password: "VALUE".to_string(),', CLASS.password],
  ['Perl hash', "$cfg->{'auth_token'} = 'VALUE';", CLASS.token],
  ['Perl hash, bare', '$config{auth_token} = "VALUE";', CLASS.token],
  ['Ruby set', 'set :auth_token, "VALUE"', CLASS.token],
  ['Erlang', '{auth_token, <<"VALUE">>}.', CLASS.token],
  ['Gradle', 'buildConfigField "String", "API_KEY", "\\"VALUE\\""', CLASS.apiKey],
  ['ABAP', "lv_password = 'VALUE'.", CLASS.password],
  ['CUE', 'dbPassword: *"VALUE" | string', CLASS.password],
  ['Jsonnet', "db_password:: 'VALUE',", CLASS.password],
  ['PHP dump', '  ["db_password"]=>\n  string(12) "VALUE"', CLASS.password],
  ['PHP serialised', 's:11:"db_password";s:12:"VALUE";', CLASS.password],
  ['arrow', 'api_key -> VALUE\n', CLASS.apiKey],
  ['fish', 'set -gx API_KEY VALUE\n', CLASS.apiKey],
  ['csh', 'setenv DB_PASSWORD VALUE\n', CLASS.password],
  ['command', 'npm config set authToken VALUE\n', CLASS.token],
  ['robot', '\n${DB_PASSWORD}    VALUE\n', CLASS.password],
];

describe('syntaxes', () => {
  const random = source(11);
  for (const [name, text, keyClass] of SYNTAXES) {
    test(name, () => {
      for (let i = 0; i < 20; i++) {
        const value = keyClass === CLASS.password ? random.text(BASE62, 10) + random.text('0123456789', 3) : random.text(BASE62, 32);
        const whole = text.replace('VALUE', value);
        const hits = engine.scan(whole).filter((hit) => hit.value === value);
        expect(hits.map((hit) => [hit.start, hit.confidence >= MEDIUM, (hit.reasons & R_ASSIGNMENT) !== 0, hit.detail]), whole).toEqual([[whole.indexOf(value), true, true, keyClass]]);
      }
    });
  }
});

describe('random values of every usual form are found whole', () => {
  const random = source(12);
  const forms: readonly (readonly [string, () => string, string])[] = [
    ['32 base62', () => random.text(BASE62, 32), '{"service":"a","api_key":"VALUE","retry":3}'],
    ['32 base62, bare', () => random.text(BASE62, 32), 'TWILIO_API_SECRET=VALUE sent'],
    ['40 base64', () => random.text(BASE64, 40), 'AWS_SECRET_ACCESS_KEY=VALUE region'],
    ['64 bytes in base64', () => random.base64(64), 'AccountName=a;AccountKey=VALUE;EndpointSuffix=core'],
    ['32 hex', () => random.text(HEX, 32), 'api_key: VALUE'],
    ['64 hex', () => random.text(HEX, 64), 'client_secret = "VALUE"'],
    ['20 base62', () => random.text(BASE62, 20), 'password=VALUE'],
  ];
  for (const [name, make, text] of forms) {
    test(name, () => {
      const rounds = 500;
      let exact = 0;
      let sure = 0;
      for (let i = 0; i < rounds; i++) {
        const value = make();
        const hit = engine.scan(`${text.replace('VALUE', value)}\n`).find((h) => h.value === value);
        if (hit) exact++;
        if (hit && hit.confidence >= MEDIUM) sure++;
      }
      expect(exact).toBeGreaterThanOrEqual(rounds - 1);
      expect(sure).toBeGreaterThanOrEqual(rounds * 0.99);
    });
  }
});

const reasonsOf = (text: string): number => engine.scan(text)[0]?.reasons ?? 0;

test('reasons say how the value stands', () => {
  const value = source(13).text(BASE62, 32);
  expect(reasonsOf(`"secret": "${value}"`) & R_QUOTED).not.toBe(0);
  expect(reasonsOf(`run --token ${value} x`) & R_HEADER).not.toBe(0);
  expect(engine.scan(`"secret": "${value}"`)[0]).toMatchObject({ key: 'secret', confidence: HIGH });
});

test('weak passwords are low, mixed ones medium', () => {
  const random = source(14);
  expect(engine.scan('password: "sunshine"')[0]?.confidence).toBe(LOW);
  expect(engine.scan('password: "letmein"')[0]).toMatchObject({ confidence: LOW });
  expect(reasonsOf('password: "letmein"') & R_EXAMPLE).not.toBe(0);
  for (let i = 0; i < 50; i++) expect(engine.scan(`password: "${random.password()}"`)[0]?.confidence).toBeGreaterThanOrEqual(MEDIUM);
});

/** Text that is common and harmless. */
const HARMLESS = [
  'Failed password for root from 10.0.0.1 port 22 ssh2',
  'Failed password for invalid user admin from 10.0.0.1',
  'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=10.0.0.1',
  'pam_unix(chpasswd:chauthtok): password changed for git',
  'Accepted publickey for git from 10.0.0.1',
  'session token=null user=anonymous',
  'token: undefined',
  'TTY=pts/0 ; PWD=/home/git/work ; USER=root ; COMMAND=/bin/ls',
  'password=',
  'password=&user=x',
  'password: string;',
  'password: string,',
  'def login(user, password=None):',
  'const password = req.body.password;',
  'const token = await getToken(user);',
  'this.password = password;',
  'apiKey: process.env.API_KEY,',
  'api_key = os.environ["API_KEY"]',
  "api_key = os.getenv('API_KEY')",
  'password = config.get("database.password")',
  'String password = System.getProperty("db.password");',
  'PASSWORD: ${PASSWORD}',
  'PASSWORD=$PASSWORD',
  'token: ${{ secrets.GITHUB_TOKEN }}',
  'password: {{ vault_password }}',
  'password: <%= ENV["PASSWORD"] %>',
  'password: "<your-password>"',
  'apiKey: "YOUR_API_KEY"',
  'apiKey: "your-api-key-here"',
  'secret: "changeme"',
  'password: "********"',
  'password: [REDACTED]',
  'token: "sk_live_[REDACTED_24_CHARS]"',
  'password: "Enter your password"',
  'passwordLabel: "Kennwort"',
  'forgotPassword: "reset1234x"',
  'password_file: /run/secrets/db_password',
  'PASSWORD_HASH_ALGORITHM = "argon2id"',
  'secretName: my-app-tls',
  'tokenUrl: "https://h/oauth/token"',
  'token_type: "bearer"',
  'max_tokens: 4096',
  'tokenizer: "cl100k_base"',
  'keyboard: "qwerty12345"',
  'primary_key = "user_id_2024"',
  'publicKey: "x"',
  'monkey: "banana12345678"',
  'author: "a1b2c3d4e5f6"',
  '"password": "password"',
  'password: userPassword,',
  'op://vault/item/password',
  'password: ENC[AES256_GCM,data:x,iv:y]',
  'if (password.length < 8) {',
  'placeholder="Password" type="password"',
  "input[name='password']",
  'AWS::SecretsManager::Secret',
  'bypass=Q7w8e9r0t1',
  'compass: north12345',
  'passwd\t1:4.13+dfsg1-1+deb12u1\tapt',
  'href="${token}" class="x1y2z3"',
  'if [ "${PASSWORD}" = "$OTHER_1" ]; then',
  'echo ${TOKEN:0:12}',
  'we set password policies for users',
  'password :: String',
  '"password": { "type": "string", "minLength": 12 }',
  '{"value": "12", "name": "max_tokens"}',
  'std::vector<Token>{first, second1}',
  'char password[32];',
  'this->token->next1(x2);',
  'public string Password { get; set; }',
  'Dim password As String',
];
test('harmless mentions give nothing', () => {
  for (const text of HARMLESS) expect(engine.scan(`${text}\n`).map((h) => h.value), text).toEqual([]);
});

describe('what stands around decides about digests and ids', () => {
  const random = source(15);
  const hex = (n: number) => random.text(HEX, n);
  test('lock files, images, git, traces', () => {
    for (let i = 0; i < 20; i++) {
      const lines = [
        `"integrity": "sha512-${random.base64(64)}",`,
        `token-lib@sha256:${hex(64)}`,
        `secret-service v1.2.3 h1:${random.base64(32)}`,
        `checksum = "${hex(64)}"`,
        `key-lib-1.2.tgz#${hex(40)}`,
        `commit ${hex(40)} (HEAD -> token-fix)`,
        `traceparent: 00-${hex(32)}-${hex(16)}-01 token checked`,
        `${hex(64)}  secrets.tar.gz`,
        `token_id=${random.uuid()}`,
        `etag: "${hex(32)}"`,
        `password_md5: "${hex(32)}"`,
        `ssh_key: "AAAAB3NzaC1yc2E${random.text(BASE64, 60)}"`,
        `src="/static/token.${hex(20)}.js"`,
      ];
      for (const line of lines) expect(engine.scan(`${line}\n`).map((h) => h.value), line).toEqual([]);
    }
  });
  test('a table of equally long hex is data', () => {
    const table = Array.from({ length: 8 }, (_, i) => `  "App${i}Token": "${hex(32)}",`).join('\n');
    expect(engine.scan(table).filter((h) => h.confidence >= MEDIUM).length).toBe(0);
  });
});

describe('hex of one length on lines next to each other', () => {
  const random = source(18);
  const hex = () => random.text(HEX, 32);
  test('settings with names of their own are settings', () => {
    const names = ['FOO_API_KEY', 'BAR_CLIENT_SECRET', 'BAZ_TOKEN', 'QUX_PASSWORD', 'APP_SECRET', 'BOT_TOKEN'];
    const hits = engine.scan(names.map((name) => `${name}=${hex()}`).join('\n'));
    expect(hits.filter((hit) => hit.confidence >= MEDIUM).map((hit) => hit.key)).toEqual(names);
  });
  test('one such name among packages is the name of a package', () => {
    const names = ['alamofire', 'snapkit', 'api-secret', 'kingfisher', 'realm', 'lottie'];
    expect(engine.scan(names.map((name) => `  ${name}: ${hex()}`).join('\n'))).toEqual([]);
  });
});

describe('robust', () => {
  test('any bytes: no trap, and spans inside the window', () => {
    const random = source(16);
    const pieces = ['password', 'token', 'secret', 'key', '=', ':', '"', "'", '\\', '&quot;', '{', '}', '${', '(', ')', '\n', ' ', '<', '>', 'Bearer ', 'xY9', '\u00e4', '%22', ',', '|', 'sha256:'];
    for (let i = 0; i < 3000; i++) {
      let text = '';
      for (let n = random.below(30); n > 0; n--) text += random.below(4) === 0 ? random.text(BASE62, random.below(40)) : pieces[random.below(pieces.length)];
      const length = Buffer.byteLength(text);
      for (const hit of engine.scan(text)) {
        expect(hit.start).toBeGreaterThanOrEqual(0);
        expect(hit.end).toBeLessThanOrEqual(length);
        expect(hit.end).toBeGreaterThan(hit.start);
        expect([LOW, MEDIUM, HIGH]).toContain(hit.confidence);
      }
    }
  });
  test('time grows linearly with hostile input', () => {
    const cost = (text: string): number => {
      const started = process.hrtime.bigint();
      engine.scan(text);
      return Number(process.hrtime.bigint() - started) / text.length;
    };
    for (const unit of ['password="', 'token=', 'key:', 'secret_', '"key":"aaaa', 'password: {']) {
      cost(unit.repeat(2000));
      expect(cost(unit.repeat(20_000)), unit).toBeLessThan(20_000);
    }
  });
});

describe('values that look made up are low', () => {
  const random = source(17);
  const level = (text: string) => Math.max(0, ...engine.scan(text).map((hit) => hit.confidence));
  const letter = () => random.text(BASE62.slice(26, 52), 1);
  const digit = () => random.text('0123456789', 1);
  test('letter and digit in turn, of no length that keys have', () => {
    for (let i = 0; i < 50; i++) {
      const value = Array.from({ length: 15 }, () => letter() + digit()).join('');
      expect(level(`api_key=${value}`), value).toBe(LOW);
      const parted = (value + value.slice(0, 4)).replace(/(.{4})(?=.)/g, '$1-');
      expect(level(`api_key=${parted}`), parted).toBeLessThanOrEqual(LOW);
    }
  });
  test('a piece that comes again', () => {
    for (let i = 0; i < 50; i++) {
      const piece = random.text(BASE62, 19);
      expect(level(`api_key=${piece}${piece.slice(0, 10)}`), piece).toBe(LOW);
      expect(level(`api_key=${random.text(BASE62, 29)}`)).toBe(HIGH);
    }
  });
  test('hex in both cases', () => {
    const value = () => `${random.text(HEX, 19)}A${random.text(HEX, 19)}b`;
    for (let i = 0; i < 20; i++) expect(level(`api_key=${value()}`)).toBe(LOW);
  });
  test('a long stretch of the alphabet in a random text', () => {
    for (let i = 0; i < 20; i++) {
      // enough beside it for a key that was altered before it was posted
      expect(level(`api_key=${random.text(BASE62, 14)}ghijklmno${random.text(BASE62, 14)}`)).toBe(MEDIUM);
      expect(level(`api_key=${random.text(BASE62, 5)}abcdefghijklmnop${random.text(BASE62, 5)}`)).toBe(LOW);
    }
  });
  test('example words with letters changed', () => {
    for (const value of ['super$ecret', 'S3cretP@ssw0rd', 'p4ssw0rd!']) expect(level(`password = '${value}'`), value).toBe(LOW);
  });
  test('names that say so', () => {
    for (const key of ['fakeToken', 'dummy_api_key', 'nonMatchingToken', 'EXAMPLE_SECRET', 'bogus_client_secret']) expect(level(`${key} = "${random.text(BASE62, 32)}"`), key).toBe(LOW);
  });
  test('AWS secret keys of another length or alphabet', () => {
    expect(level(`AWS_SECRET_ACCESS_KEY=${random.text(BASE64, 40)}`)).toBeGreaterThanOrEqual(MEDIUM);
    expect(level(`AWS_SECRET_ACCESS_KEY=${random.text(HEX, 42)}`)).toBe(LOW);
    expect(level(`aws_secret_access_key = ${random.base64(40)}`)).toBe(LOW);
    expect(level(`MINIO_SECRET_ACCESS_KEY=${random.text(BASE62, 32)}`)).toBeGreaterThanOrEqual(MEDIUM);
  });
});
