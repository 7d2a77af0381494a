// Values whose form, or whose place, says what they are, although a word for secrets names them: digests with the name of their
// algorithm, results of calls, entries of a store, names of the program, texts of an interface. Beside each the secret that
// is written almost the same way and must still be found.

import { describe, expect, test } from 'vitest';
import { createScanner } from '../../src/index.ts';
import { BASE62, HEX, source } from '../assign/random.ts';

const ROUNDS = 40;
const draw = source(404);
const hex = (n: number): string => draw.text(HEX, n);
const pick = (list: readonly string[]): string => list[draw.below(list.length)]!;
const word = (): string => pick(['orders', 'billing', 'harbor', 'ledger', 'worker', 'gateway', 'braze', 'datadog', 'heroku', 'linode']);
const secret = (): string => draw.text(BASE62, 32);
const url64 = (bytes: number): string => draw.base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const version = (): string => `${draw.below(20)}.${draw.below(30)}.${draw.below(40)}`;
const POD = 'bcdfghjklmnpqrstvwxz2456789';
const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** Kind of text: what is clean, and what holds a secret (text and secret). */
const PAIRS: Readonly<Record<string, readonly [clean: () => string, found?: () => readonly [string, string]]>> = {
  'digests with their algorithm in the value': [
    () => `{"auth":{"client_token":"hmac-sha256:${hex(64)}"},"data":{"password":"hmac-sha256:${hex(64)}","api_key":"sha1:${hex(40)}"}}\n`,
    () => { const s = hex(64); return [`{"auth":{"client_token":"${s}"}}\n`, s]; },
  ],
  'sums as BSD and OpenSSL print them': [
    () => `SHA256 (${word()}-api-keys.tar.gz) = ${hex(64)}\nMD5 (privatekey.zip) = ${hex(32)}\nSHA2-256(secret.key)= ${hex(64)}\n`,
    () => { const s = hex(64); return [`privateKey(main) secret = ${s}\n`, s]; },
  ],
  'first columns of records': [
    () => `GET SigV4 AuthHeader ${word()}.s3.amazonaws.com TLSv1.2 - -\n${hex(64)} ${word()}-logs [12/Mar/2026:10:11:12 +0000] 10.1.2.3\n`,
    () => { const s = hex(64); return [`linode api token:\n${s}\n`, s]; },
  ],
  'results of calls': [
    () => ` * - sign('', 'test_secret') => '${hex(64)}'\n * - mac(x, 'secret') -> "${hex(64)}"\n`,
    () => { const s = hex(64); return [`'signing_secret' => '${s}',\n`, s]; },
  ],
  'entries of a store': [
    () => `"GET" "apikeys:session:${hex(32)}"\n"SETEX" "oauth-token:web:${hex(32)}" "3600"\n{key: "user/2:${hex(8)}:${hex(8)}:${hex(8)}"}\nINFO key=${word()}:${draw.uuid()} hit=true\n`,
    () => { const s = secret(); return [`"X-Auth-Token:${s}"\n`, s]; },
  ],
  'versions behind names in -token': [
    () => `  oauth-token ==${version()},\n${hex(12)}   auth-token:${version()}   "/entrypoint.sh"   Up\n`,
    () => { const s = secret(); return [`auth-token: ${s}\n`, s]; },
  ],
  'extensions and ids of an interface': [
    () => `      name: X-${word()}-Key\n      description: The ${word()} API key\n      x-id: ${draw.uuid()}\n`,
  ],
  'public keys of a service': [
    () => `https://o4${draw.below(99999)}.ingest.sentry.io/api/${draw.below(99999)}/envelope/?sentry_version=7&sentry_key=${hex(32)}&sentry_client=x\n`,
    () => { const s = hex(32); return [`https://api.acme-corp.io/envelope/?version=7&api_key=${s}&client=x\n`, s]; },
  ],
  'names of the program': [
    () => `{hexKey: hexPKCS8TestECKey, errorContains: "use"}, PrivateKey=EC_PRIME256V1_KEY, accessToken: oauth2GoogleRefreshToken, x\n`,
    () => { const s = secret(); return [`{apiKey: '${s}', errorContains: "use"}\n`, s]; },
  ],
  'names of variables in the value': [
    () => `_ACME_JSON_LICENSE_KEY = "${word().toUpperCase()}_LICENSE_JSON"\n`,
    () => { const s = draw.text('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 32); return [`_ACME_LICENSE_KEY = "${s}"\n`, s]; },
  ],
  'constants and literals of programs': [
    () => `validKeys := []uint64{0x${hex(16).toUpperCase()}, 0x${hex(16).toUpperCase()}}\nBACKUPKEY_RESTORE_GUID = string_to_bin("${draw.uuid().toUpperCase()}")\npassphrase = passphrase.encode('utf-16be')\n`,
    () => { const s = secret(); return [`validKeys := []string{"a"}\nbackup_key = string_to_bin("${s}")\n`.replace('backup_key', 'api_key'), s]; },
  ],
  'base64 of a JSON object': [
    () => `n.DEFAULT_TOKEN="${base64(`{"session_id": "${word()}"}`)}";\n`,
    () => { const s = draw.base64(32); return [`n.DEFAULT_TOKEN="${s}";\n`, s]; },
  ],
  'texts of an interface': [
    () => pick([
      "username:`nom d'usuari`,password:`contrasenya`,login:`Inicia la sessió`",
      '"username": "erabiltzaile izena",\n  "password": "pasahitza",\n',
      '{"password":"salasana","login":"Kirjaudu sisään"}',
    ]),
    () => { const s = draw.password(12); return [`{"username":"ada","password":"${s}","host":"db"}\n`, s]; },
  ],
  'what OpenSSL encrypted': [
    () => `  auth_pwd:\n    pwd: 'U2FsdGVkX1${draw.base64(24).slice(0, 31)}='\n    encrypted: true\n`,
  ],
  'ids in a sentence': [
    () => `  sample: "Encryption key ${draw.uuid()} is deleted successfully."\n`,
  ],
  'content ids': [
    () => `{'Key': 'Qm${draw.text(BASE58, 44)}', 'Size': 258} [{'Key': 'bafy${draw.text('abcdefghijklmnopqrstuvwxyz234567', 55)}'}]\n`,
    () => { const s = secret(); return [`{'ApiKey': '${s}', 'Size': 258}\n`, s]; },
  ],
  'badges': [
    () => `[![coverage](https://codecov.io/gh/acme/${word()}/branch/main/graph/badge.svg?token=${draw.text(BASE62, 10)})](https://codecov.io)\n\n![](https://circleci.com/gh/acme/x.svg?style=svg&circle-token=${hex(40)})\n`,
    () => { const s = secret(); return [`curl https://api.acme-corp.io/items?token=${s}\n`, s]; },
  ],
  'types of resources': [
    () => ` "AWS::Redshift::EndpointAuthorization": "${hex(16)}",\n "AWS::Config::AggregationAuthorization": "${hex(16)}",\n`,
    () => { const s = secret(); return [` "Authorization": "${s}",\n`, s]; },
  ],
  'data of a protocol, with the prefix of a format in it': [
    () => `{"attestationObject":"${url64(60)}-nk-${url64(40).slice(0, 43)}","state":"${url64(45)}-cio${draw.text(BASE62, 32)}-${url64(12)}"}\n`,
    () => { const s = `cio${draw.text(BASE62, 32)}`; return [`cargo login ${s}\n`, s]; },
  ],
  'names that speak about a secret': [
    () => `secret_name: ${hex(64)}\n\npassword_changed_by=${hex(64)}\n\nGET /hooks?shop=a&hmac=${hex(64)}&x=1\n\nsubject_key_identifier: ${draw.base64(20)}\n\n"s3_key": "${url64(30)}"\n`,
    () => { const s = hex(64); return [`password_salt_key: ${s}\n`, s]; },
  ],
  'headers of other tokens': [
    () => `< x-acme-next-token: ${url64(40)}\n< x-acme-sync-token: ${hex(40)}\n< x-acme-page-token: ${draw.base64(30)}\n`,
    () => { const s = url64(40); return [`< x-acme-session-token: ${s}\n`, s]; },
  ],
  'identified in a sentence': [
    () => ` * crashes on odd packets; problem identified by "${draw.text(BASE62, 9)}"\n`,
    () => { const s = draw.password(12); return [`alter user app identified by '${s}';\n`, s]; },
  ],
  'help and listings': [
    () => `       --ftp-password=LOZINKA     postavlja lozinku\n/etc/passwd:eli:x:2098:1000:Eli Smith:/home/eli:/bin/bash\n host = user = passwd = acct = None\n`,
    () => { const s = draw.password(12); return [`  wget --ftp-password=${s} ftp://acme-corp.io/\n`, s]; },
  ],
  'lines within a string': [
    () => `{"log":${JSON.stringify(`type: apiKey\nname: X-${word()}-Key\ndescription: The ${word()} API key\nexample ${draw.uuid()}\nSHA256 (privatekey.zip) = ${hex(64)}\nAuthHeader linode\n${hex(64)} logs [12/Mar]\n`)}}\n`,
    () => { const s = hex(64); return [`{"log":${JSON.stringify(`linode start\nlinode api token: ${s}\n`)}}\n`, s]; },
  ],
  'digests in a sentence': [
    () => `Update hmac-secret docker digest from \`${hex(64)}\` to \`${hex(64)}\`; private commit is ${hex(64)}.\n`,
    () => { const s = hex(64); return [`The signing secret is ${s}.\n`, s]; },
  ],
  'objects of Kubernetes': [
    () => `Warning  FailedMount  volume "kube-api-access-${draw.text(POD, 5)}" : secret "${word()}-token-${draw.text(POD, 5)}" not found\nserviceAccountToken: default-token-${draw.text(POD, 5)}\n`,
    () => { const s = secret(); return [`Warning  FailedMount  volume "a" : secret "${s}" not found\n`, s]; },
  ],
  'passes of programs': [
    () => 'A.pass=Le.CESIUM_3D_TILE,S.d=1;g.pass=z?Ie.TRANSLUCENT:Ie.OPAQUE,g.x=1;e.renderPass="translucent",x(e);var didUpdateDuringThisPass=didScheduleRenderPhaseUpdate=!0;\n',
    () => { const s = draw.password(12); return [`const a={dbPass:"${s}",renderPass:"translucent"};\n`, s]; },
  ],
  'names that a compiler wrote': [
    () => `\0\u0001y3_ZNSt3__213basic_istreamIwNS_11char_traitsIwEEE5seekgExNS_8ios_base7seekdir${draw.text('CDEv', 3)}\0\n`,
  ],
  'strings that are put together': [
    () => `this.transportKey=PM("${secret()}","${secret()}"),this.logSource=462;\n`,
    () => { const s = secret(); return [`this.apiKey=getenv("ACME_KEY","${s}"),this.logSource=462;\n`, s]; },
  ],
  'pins': [
    () => `curl --pinnedpubkey 'sha256//${draw.base64(32)}' https://acme-corp.io\n.add("api key", "sha256/${draw.base64(32)}")\n`,
  ],
  'names of packages beside digests': [
    () => `Fingerprinted api2cart.jar as ${hex(32)}\n/aws/lambda/api2cart 2026/03/12/[$LATEST]${hex(32)}\n`,
    () => { const s = hex(32); return [`api2cart api key: ${s}\n`, s]; },
  ],
};

describe('values by their spelling and place', async () => {
  const scanner = await createScanner({ key: new Uint8Array(32).fill(3) });
  for (const [kind, [clean, found]] of Object.entries(PAIRS)) {
    test(kind, () => {
      const text = Array.from({ length: ROUNDS }, clean).join('\n');
      expect(scanner.scan(text).findings.map((f) => `${f.rule_id} ${text.slice(f.char_start! - 40, f.char_end! + 10)}`)).toEqual([]);
    });
    if (found === undefined) continue;
    test(`but not: ${kind}`, () => {
      let seen = 0;
      for (let i = 0; i < ROUNDS; i++) {
        const [text, value] = found();
        if (scanner.scan(text).findings.some((f) => text.slice(f.char_start, f.char_end) === value)) seen++;
      }
      expect(seen).toBeGreaterThan(ROUNDS * 0.9);
    });
  }
});
