// Text full of random-looking values and of words for secrets in which there is nothing to find, made in the forms that
// packages, builds, logs and configuration have. Beside each form stands one that holds a secret: a scanner that reports
// nothing at all would pass the first half only.

import { describe, expect, test } from 'vitest';
import { createScanner } from '../../src/index.ts';
import { BASE62, BASE64, HEX, source } from '../assign/random.ts';

const ROUNDS = 40;
const draw = source(77);
const hex = (n: number): string => draw.text(HEX, n);
const upper = (n: number): string => hex(n).toUpperCase();
const pick = (list: readonly string[]): string => list[draw.below(list.length)]!;
const WORDS = ['vault', 'render', 'parser', 'babel', 'orders', 'router', 'charts', 'editor', 'plugin', 'webpack', 'lodash', 'token', 'stripe', 'auth', 'secret', 'redis', 'crypto', 'datadog', 'key', 'mixpanel', 'password', 'twilio', 'session', 'deepgram'] as const;
const name = (): string => `${pick(WORDS)}-${pick(WORDS)}`;
const version = (): string => `${draw.below(20)}.${draw.below(30)}.${draw.below(40)}`;
const url64 = (bytes: number): string => draw.base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
const spki = (): string => `MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE${draw.base64(64).slice(0, 86)}==`;
const POD = 'bcdfghjklmnpqrstvwxz2456789';

const CLEAN: Readonly<Record<string, () => string>> = {
  'package-lock.json': () => `    "node_modules/${name()}": {\n      "version": "${version()}",\n      "integrity": "sha512-${draw.base64(64)}",\n      "dependencies": { "${name()}": "^${version()}" }\n    },\n`,
  'yarn.lock': () => `"${name()}@npm:^${version()}":\n  version: ${version()}\n  dependencies:\n    ${pick(WORDS)}: "npm:^${version()}"\n  checksum: 10c0/${hex(128)}\n\n`,
  'a lock file of coordinates': () => `com.acme:${name()}-password:${version()}=compileClasspath,runtimeClasspath\n`,
  'Cargo.lock': () => `[[package]]\nname = "${name()}"\nversion = "${version()}"\nchecksum = "${hex(64)}"\n\n`,
  'checksums by path, on one line': () => `"src/${pick(WORDS)}/${pick(WORDS)}.rs":"${hex(64)}","tests/${pick(WORDS)}.key":"${hex(64)}",`,
  'repositories with revisions': () => `github "${pick(WORDS)}/${name()}" "${hex(40)}"\n`,
  'go.sum': () => `example.org/${name()} v${version()} h1:${draw.base64(32)}\n`,
  'a table of digests': () => `${pick(WORDS)}-token,${hex(40)},${draw.below(9999)}\n`,
  'names of files after their digests': () => `  "S3Key": "${hex(64)}.zip",\n`,
  'chunks of a bundle': () => `"${name()}":"${hex(20)}","vendors-${pick(WORDS)}":"${hex(20)}",`,
  'an icon font': () => `"password":"${upper(4)}","party_mode":"${upper(4)}","pattern":"${upper(4)}","key":"${upper(4)}",`,
  'a handshake': () => `Sec-WebSocket-Key: ${draw.base64(16)}\r\nSec-WebSocket-Accept: ${draw.base64(20)}\r\n`,
  'a public key': () => `{"keytype": "ecdsa-sha2-nistp256", "key": "${spki()}"}\n`,
  'hashed hosts': () => `|1|${draw.base64(20)}|${draw.base64(20)} ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${draw.base64(32).slice(0, 43)}\n`,
  'addresses on a chain': () => `token: '0x${hex(40)}', holder: '0x${hex(40)}'\n`,
  'keys of a cache': () => `Restored from key: node-linux-${hex(64)}\nkey=users:${draw.below(999)}:${hex(32)} hit\n`,
  'names of pods': () => `pod="${pick(WORDS)}-worker-${draw.text(POD, 10)}-${draw.text(POD, 5)}" uid="${draw.uuid()}"\n`,
  'resource names': () => `secret_arn = "arn:aws:secretsmanager:eu-west-1:123412341234:secret:orders-${draw.text(BASE62, 6)}"\n`,
  'encrypted values': () => `${pick(WORDS)}_password: ENC[AES256_GCM,data:${draw.base64(30)},iv:${draw.base64(32)},tag:${draw.base64(16)},type:str]\n`,
  'files and their digests': () => `${hex(64)}  ./${pick(WORDS)}/${pick(WORDS)}.key\n`,
  'units of a journal': () => `{"MESSAGE":"Started ${pick(WORDS)}.service","INVOCATION_ID":"${hex(32)}","_BOOT_ID":"${hex(32)}"}\n`,
  'rows of a database': () => `ERROR: duplicate key violates "${pick(WORDS)}_pkey" DETAIL: Key (id)=(${draw.uuid()}) already exists.\n`,
  'objects': () => `Binder@${hex(7)} token=android.os.BinderProxy@${hex(7)} appToken=Window{${hex(7)} token=Token{${hex(8)} Record{${hex(8)}}}}\n`,
  'dates': () => `key${draw.below(9)} = 19${10 + draw.below(80)}-05-27T07:32:00Z\n`,
  'programs': () => `_.password=o.slice(x+1),_.password=f(_.password);var ok="pass"===t?"pass":!1===t||"no"===t;p={Key: pair.Secp256K1Key,};\n`,
  'a list of names': () => '"required":["DomainName","UserName","Password","DnsIps"]\n',
  'style sheets': () => `.tox-card--user .tox-card--icon{margin-left:-${draw.below(9)}px}.tox .tox-card{color:#${hex(6)}}\n`,
  'peers': () => `"enode://${hex(128)}@10.3.1.${draw.below(255)}:30303",\n`,
  'data in base64': () => `url(data:font/woff2;base64,d09GMg${draw.base64(60)}/EAA${draw.text(BASE62, 90)}+${draw.base64(60)})\n`,
  'lines of base64': () => `${draw.base64(57)}\n`,
  'headers of responses': () => `ETag: "${hex(32)}"\r\nX-Request-Id: ${draw.uuid()}\r\ntraceparent: 00-${hex(32)}-${hex(16)}-01\r\nContent-Security-Policy: script-src 'nonce-${draw.base64(16)}'\r\n`,
  'cursors': () => `GET /items?cursor=${url64(30)}&page_token=${url64(24)} 200\n`,
  'a source map': () => `{"version":3,"mappings":"${Array.from({ length: 30 }, () => draw.text(BASE64, 4 + draw.below(2))).join(',')};"}\n`,
  'names written twice': () => `("${pick(WORDS)}5_omni_token2wav", "Omni5Token2WavConfig"),\n`,
  'a key file, in a program': () => `var c="PuTTY-User-Key-File-2: ssh-rsa\\r\\n";c+="Encryption: "+a+"\\r\\n",c+="Private-Lines: "+n+"\\r\\nPrivate-MAC: "+m;\n`,
  'a sorted list of words': () => 'mnemonic: adapt brick cloud dance eager fabric garden habit idea jacket kitchen lemon\n',
};

/** What must still be found where the clean forms are dropped: text and secret. */
const SECRETS: Readonly<Record<string, () => readonly [string, string]>> = {
  'a key in a table of settings': () => { const s = hex(64); return [`  "api_key": "${s}",\n`, s]; },
  'a header': () => { const s = draw.text(BASE62, 32); return [`X-Auth-Token: ${s}\r\n`, s]; },
  'a pair': () => { const s = draw.text(BASE62, 24); return [`setCredentials("password", "${s}")\n`, s]; },
  'an element': () => { const s = draw.password(14); return [`<password>${s}</password>\n`, s]; },
  'a connection string': () => { const s = draw.password(14); return [`Server=db.acme-corp.io;User Id=app;Password=${s};Encrypt=True\n`, s]; },
  'the value of a named variable': () => { const s = hex(32); return [`  - name: DATADOG_API_KEY\n    value: ${s}\n`, s]; },
  'an id that is a secret': () => { const s = draw.uuid(); return [`setx VAULT_SECRET_ID "${s}"\n`, s]; },
  'an option': () => { const s = draw.password(14); return [`curl --user bob:${s} https://api.acme-corp.io\n`, s]; },
  'a secret that contains its scope': () => { const s = draw.text(BASE62, 40); return [`client_secret: prod-${s}\n`, `prod-${s}`]; },
};

describe('nothing to find', async () => {
  const scanner = await createScanner({ key: new Uint8Array(32).fill(3) });
  for (const [form, make] of Object.entries(CLEAN)) {
    test(form, () => {
      const text = Array.from({ length: ROUNDS }, make).join('');
      expect(scanner.scan(text).findings.map((f) => `${f.rule_id} ${text.slice(f.char_start! - 40, f.char_end! + 10)}`)).toEqual([]);
    });
  }
  for (const [form, make] of Object.entries(SECRETS)) {
    test(`but: ${form}`, () => {
      let found = 0;
      for (let i = 0; i < ROUNDS; i++) {
        const [text, secret] = make();
        if (scanner.scan(text).findings.some((f) => text.slice(f.char_start, f.char_end) === secret)) found++;
      }
      expect(found).toBeGreaterThan(ROUNDS * 0.95);
    });
  }
});
