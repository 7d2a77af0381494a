// Text in which there is nothing to find, made by families: placeholders, references, masks, digests, ids, public keys,
// media. Each generator gets a source of randomness and gives one piece; contexts put it where it would be taken for a secret.

const HEX = '0123456789abcdef';
const B62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const B64 = `${B62}+/`;
const KEYS = ['password', 'api_key', 'secret', 'token', 'DB_PASSWORD', 'clientSecret', 'auth_token', 'AWS_SECRET_ACCESS_KEY', 'accessKey', 'private_key'];

export function tools(random) {
  const below = (n) => Math.floor(random() * n);
  const pick = (list) => list[below(list.length)];
  const draw = (alphabet, n) => Array.from({ length: n }, () => alphabet[below(alphabet.length)]).join('');
  return {
    below, pick, draw,
    hex: (n) => draw(HEX, n), HEX: (n) => draw(HEX.toUpperCase(), n), b62: (n) => draw(B62, n), b64: (n) => draw(B64, n), d: (n) => draw('0123456789', n),
    word: () => pick(['amber', 'basin', 'cedar', 'delta', 'orchard', 'ledger', 'billing', 'harbor', 'worker', 'gateway', 'session', 'user', 'order']),
    uuid: () => [8, 4, 4, 4, 12].map((n, i) => (i === 2 ? `4${draw(HEX, 3)}` : i === 3 ? pick([...'89ab']) + draw(HEX, 3) : draw(HEX, n))).join('-'),
  };
}

/** Values that stand where a secret would. */
export const PLACEHOLDERS = {
  'angle brackets': (t) => pick3(t, `<your-${t.word()}-token>`, `<${t.word().toUpperCase()}_KEY>`, '&lt;token&gt;'),
  'shell variables': (t) => pick3(t, `\${${t.word().toUpperCase()}_TOKEN}`, `$${t.word().toUpperCase()}_KEY`, `%${t.word().toUpperCase()}_PASSWORD%`),
  'command substitution': (t) => `$(cat /run/secrets/${t.word()})`,
  'ci expressions': (t) => pick3(t, `\${{ secrets.${t.word().toUpperCase()} }}`, `$(Pipeline.${t.word()})`, `((${t.word()}-password))`),
  templates: (t) => pick3(t, `{{ ${t.word()}.password }}`, `<%= ENV["${t.word()}"] %>`, `@${t.word()}.password@`),
  'format directives': (t) => t.pick(['%s', '{0}', '%(password)s', ':password', '?', '{password}']),
  'secret managers': (t) => pick3(t, `op://${t.word()}/${t.word()}/password`, `vault:secret/data/${t.word()}#key`, `arn:aws:secretsmanager:eu-west-1:${t.d(12)}:secret:${t.word()}-AbC123`),
  'encrypted at rest': (t) => pick3(t, `ENC[AES256_GCM,data:${t.b64(24)},iv:${t.b64(43)}=,tag:${t.b64(22)}==,type:str]`, `ENC(${t.b64(32)})`, `{cipher}${t.hex(64)}`),
  words: (t) => t.pick(['changeme', 'change-this', 'REPLACE_ME', 'todo', 'null', 'undefined', 'dummy', 'example', 'placeholder', 'your-256-bit-secret', 'supersecret', 'none', 'insert_here', 'keyboard cat']),
  possessives: (t) => pick3(t, `your_${t.word()}_api_key`, `my-${t.word()}-token`, `YOUR_SECRET_KEY_HERE`),
  'same as the name': (t) => t.pick(['password', 'apiKey', 'api_key', 'token', 'secret', 'passwordLabel', 'PASSWORD_FIELD']),
  repeats: (t) => t.pick(['x', '0', '*', '-', 'a', 'X', '1']).repeat(8 + t.below(40)),
  'short periods': (t) => t.b62(2 + t.below(3)).repeat(10),
  sequences: (t) => t.pick(['0123456789abcdef', '1234567890', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiop', '0123456789abcdef0123456789abcdef', 'a1b2c3d4e5f6g7h8i9j0', '00112233445566778899aabbccddeeff']),
  'hex words': (t) => `${t.pick(['deadbeef', 'cafebabe', 'feedface'])}${t.pick(['deadbeef', 'cafebabe', 'baadf00d'])}`.repeat(2),
  examples: (t) => `${t.draw('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 9)}EXAMPLE`,
  ellipsis: (t) => t.pick(['sk-...', 'ghp_…', 'AKIA....', 'eyJ...', 'xoxb-...']),
  'calls and members': (t) => t.pick(['process.env.API_KEY', 'os.environ["API_KEY"]', 'getenv("TOKEN")', 'config.get("password")', 'System.getenv("SECRET")', 'settings.SECRET_KEY', 'self.password', 'request.headers["Authorization"]', 'import.meta.env.VITE_KEY']),
  types: (t) => t.pick(['String', 'string', 'str', '<string>', 'Optional[str]', 'SecretStr', 'boolean']),
  paths: (t) => pick3(t, `/etc/${t.word()}/${t.word()}.pem`, `./config/${t.word()}.key`, `C:\\Users\\${t.word()}\\secrets.json`),
  masks: (t) => pick3(t, `****${t.d(4)}`, `[REDACTED]`, `${t.b62(4)}${'*'.repeat(12)}${t.b62(4)}`),
  'filter words': (t) => t.pick(['[FILTERED]', '<redacted>', '(sensitive value)', '[MASKED]', 'xxxxx', '••••••••', 'DATA+OMITTED']),
};

function pick3(t, a, b, c) {
  return t.pick([a, b, c]);
}

/** Whole lines as logs, lock files and code hold them. */
export const LINES = {
  'git objects': (t) => t.pick([`commit ${t.hex(40)}`, `index ${t.hex(7)}..${t.hex(7)} 100644`, `HEAD is now at ${t.hex(7)} fix ${t.word()}`, `Merge ${t.hex(40)} into ${t.hex(40)}`, `github.com/acme/${t.word()} v0.0.0-2026${t.d(10)}-${t.hex(12)}`]),
  digests: (t) => t.pick([`sha256:${t.hex(64)}`, `md5sum ${t.hex(32)}  ${t.word()}.tar.gz`, `${t.hex(64)}  ${t.word()}.iso`, `checksum=${t.hex(40)}`, `--hash=sha256:${t.hex(64)}`, `ETag: "${t.hex(32)}"`, `sha512 ${t.hex(128)}`]),
  uuids: (t) => t.pick([`request_id=${t.uuid()}`, `"id": "${t.uuid()}"`, `urn:uuid:${t.uuid()}`, `user ${t.uuid()} logged in`]),
  traces: (t) => t.pick([`traceparent: 00-${t.hex(32)}-${t.hex(16)}-01`, `trace_id=${t.hex(32)} span_id=${t.hex(16)}`, `X-Amzn-Trace-Id: Root=1-${t.hex(8)}-${t.hex(24)}`, `X-B3-TraceId: ${t.hex(32)}`]),
  'request ids': (t) => t.pick([`x-amz-request-id: ${t.HEX(16)}`, `x-amz-id-2: ${t.b64(75)}=`, `cf-ray: ${t.hex(16)}-FRA`, `x-request-id: ${t.hex(32)}`]),
  containers: (t) => t.pick([`registry.acme.io/${t.word()}@sha256:${t.hex(64)}`, `${t.word()}-${t.draw('bcdfghjklmnpqrstvwxz2456789', 10)}-${t.draw('bcdfghjklmnpqrstvwxz2456789', 5)} 1/1 Running`, `Container ${t.hex(64)} started`]),
  'object ids': (t) => t.pick([`ObjectId("65${t.hex(22)}")`, `"_id": "65${t.hex(22)}"`]),
  network: (t) => t.pick([`ether ${Array.from({ length: 6 }, () => t.hex(2)).join(':')}`, `SHA256:${t.b64(43)}`, `MD5:${Array.from({ length: 16 }, () => t.hex(2)).join(':')}`]),
  memory: (t) => t.pick([`java.lang.Thread@${t.hex(8)}`, `<Foo object at 0x7f${t.hex(10)}>`, `goroutine 1 [running]: 0xc000${t.hex(6)}`, `0000${t.hex(4)}0: ${Array.from({ length: 8 }, () => t.hex(4)).join(' ')}`]),
  'block chain': (t) => t.pick([`tx 0x${t.hex(64)} mined`, `block hash=0x${t.hex(64)}`, `topic0: 0x${t.hex(64)}`, `to: 0x${t.hex(40)}`]),
  'hashed names': (t) => t.pick([`main.${t.hex(8)}.js`, `chunk-${t.hex(20)}.css`, `/nix/store/${t.draw('0123456789abcdfghijklmnpqrsvwxyz', 32)}-${t.word()}-1.2`, `index-${t.b62(8)}.js`]),
  integrity: (t) => t.pick([`"integrity": "sha512-${t.b64(86)}=="`, `integrity="sha384-${t.b64(64)}"`, `github.com/a/b v1.0.0 h1:${t.b64(43)}=`, `checksum = "${t.hex(64)}"`]),
  certificates: (t) => `-----BEGIN CERTIFICATE-----\n${Array.from({ length: 6 }, (_, i) => (i === 0 ? 'MIID' : '') + t.b64(i === 0 ? 60 : 64)).join('\n')}\n-----END CERTIFICATE-----`,
  'public keys': (t) => t.pick([`ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ${t.b64(300)} ${t.word()}@host`, `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${t.b64(43)}`, `-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA${t.b64(20)}\n${t.b64(64)}\n-----END PUBLIC KEY-----`]),
  media: (t) => t.pick([`data:image/png;base64,iVBORw0KGgo${t.b64(400)}`, `"image/png": "iVBORw0KGgoAAAANSUhEUg${t.b64(600)}"`, `url(data:font/woff2;base64,d09GMg${t.b64(300)})`]),
  'source maps': (t) => `{"version":3,"mappings":"${Array.from({ length: 40 }, () => t.draw(`${B62}+/`, 4 + t.below(4))).join(',')}"}`,
  alphabets: (t) => t.pick([`const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"`, `"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"`, `ABCDEFGHIJKLMNOPQRSTUVWXYZ234567`]),
  'public ids': (t) => t.pick([`GTM-${t.draw('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', 7)}`, `UA-${t.d(8)}-1`, `G-${t.draw('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', 10)}`, `ca-pub-${t.d(16)}`, `arn:aws:iam::${t.d(12)}:role/${t.word()}`, `AROA${t.draw('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 17)}`]),
  'hash arrays': (t) => Array.from({ length: 4 }, () => `  0x${t.hex(8)}, 0x${t.hex(8)}, 0x${t.hex(8)}, 0x${t.hex(8)},`).join('\n'),
  'minified code': (t) => `!function(e,t){"use strict";var n=e.${t.word()},r={a:${t.d(3)},b:"${t.word()}"};${Array.from({ length: 12 }, () => `${t.draw('abcdefgh', 1)}.${t.word()}=function(e){return e.${t.word()}&&t[${t.d(2)}]}`).join(';')}}(this,window);`,
  'package lists': (t) => `resolved "https://registry.acme.io/${t.word()}/-/${t.word()}-1.${t.d(1)}.0.tgz#${t.hex(40)}"`,
};

const CONTEXTS = [
  (key, value) => `${key} = "${value}"`,
  (key, value) => `${key}: ${value}`,
  (key, value) => `export ${key.toUpperCase()}=${value}`,
  (key, value) => `  "${key}": "${value}",`,
  (key, value) => `const ${key} = '${value}';`,
  (key, value) => `curl --token ${value} https://api.acme.io/v1`,
];

/** One text of a family, in a context of its kind. */
export function makeNoise(family, t) {
  const placeholder = PLACEHOLDERS[family];
  if (placeholder) return t.pick(CONTEXTS)(t.pick(KEYS), placeholder(t));
  return `2026-04-20T10:${t.d(2)}:00Z INFO ${t.word()} started\n${LINES[family](t)}\n2026-04-20T10:${t.d(2)}:01Z INFO ${t.word()} done\n`;
}

export const FAMILIES = [...Object.keys(PLACEHOLDERS), ...Object.keys(LINES)];
