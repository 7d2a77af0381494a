import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';

import { CONF_HIGH, CONF_LOW, CONF_MEDIUM } from '../../assembly/layout.ts';
import { BASE62, scan, seeded } from './harness.ts';

const ONLY = { only: ['connstr'] };
const random = seeded(31);

const LISTS: [string, (p: string) => string, string][] = [
  ['ADO.NET', (p) => `Server=tcp:db.corp.net,1433;Initial Catalog=x;User ID=app;Password=${p};Encrypt=True;`, 'password'],
  ['password first', (p) => `Password=${p};Server=db.corp.net;User ID=app`, 'password'],
  ['quoted value', (p) => `Server=db.corp.net;Uid=app;Pwd='${p}';`, 'password'],
  ['ODBC braces', (p) => `Driver={ODBC Driver 17};Server=db.corp.net;UID=app;PWD={${p}};`, 'password'],
  ['blanks around the sign', (p) => `Data Source = db.corp.net; User Id = app; Password = ${p};`, 'password'],
  ['XML attribute', (p) => `<add name="x" connectionString="Server=db.corp.net;Database=y;User Id=sa;Password=${p}" providerName="x"/>`, 'password'],
  ['JSON', (p) => `{"Default":"Host=db.corp.net;Username=app;Password=${p}","other":1}`, 'password'],
  ['JSON in JSON', (p) => `{\\"Default\\":\\"Host=db.corp.net;Username=app;Password=${p}\\"}`, 'password'],
  ['libpq', (p) => `dsn="host=db.corp.net user=app password=${p} dbname=x sslmode=require"`, 'libpq'],
  ['JDBC query', (p) => `jdbc:postgresql://db.corp.net/x?user=u&password=${p}&ssl=true`, 'query'],
  ['JDBC list', (p) => `jdbc:sqlserver://db.corp.net:1433;user=sa;password=${p};encrypt=true`, 'password'],
  ['Redis', (p) => `cache.corp.net:6380,password=${p},ssl=True,abortConnect=False`, 'password'],
  ['Oracle', (p) => `jdbc:oracle:thin:scott/${p}@db.corp.net:1521/x`, 'oracle'],
  ['Go', (p) => `sql.Open("mysql", "app:${p}@tcp(db.corp.net:3306)/x?parseTime=true")`, 'dsn'],
];

describe('connection strings', () => {
  for (const [name, write, variant] of LISTS) {
    test(`${name}: the password alone`, () => {
      for (let i = 0; i < 20; i++) {
        const p = random.text(BASE62, 14 + i);
        const found = scan(`conn ${write(p)} end`, ONLY);
        expect(found.map((f) => [f.text, f.variant]), p).toEqual([[p, variant]]);
        expect(found[0]!.confidence).toBeGreaterThanOrEqual(CONF_MEDIUM);
      }
      const weak = scan(write('changeme'), ONLY);
      for (const f of weak) expect(f.confidence).toBe(CONF_LOW);
    });
  }

  test('Azure keys', () => {
    const storage = randomBytes(64).toString('base64');
    const shared = randomBytes(32).toString('base64');
    const cases: [string, string, string][] = [
      [`DefaultEndpointsProtocol=https;AccountName=abc9;AccountKey=${storage};EndpointSuffix=core.windows.net`, storage, 'azure-storage'],
      [`Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=${shared}`, shared, 'azure-shared-access'],
      [`HostName=a.azure-devices.net;DeviceId=d;SharedAccessKey=${shared}`, shared, 'azure-shared-access'],
      [`Endpoint=https://a.azconfig.io;Id=ab-l1-s0:xyz;Secret=${shared}`, shared, 'azure-secret'],
    ];
    for (const [text, secret, variant] of cases) expect(scan(`"${text}"`, ONLY).map((f) => [f.text, f.variant, f.confidence])).toEqual([[secret, variant, CONF_HIGH]]);
    expect(scan(`AccountKey=${storage}`, ONLY)[0]!.confidence).toBe(CONF_MEDIUM);
  });

  test('local hosts are medium at most', () => {
    const p = random.text(BASE62, 20);
    for (const host of ['localhost', '(local)', '.', '127.0.0.1', 'db']) expect(scan(`Server=${host};Uid=a;Pwd=${p};`, ONLY).map((f) => [f.confidence, f.reasons.includes('R_LOCAL_HOST')]), host).toEqual([[CONF_MEDIUM, true]]);
  });

  for (const text of [
    'password=foo', 'Server=x;User Id=z;Password={0};', 'Server=x;User Id=z;Password=<password>;', 'Server=s.corp.io;Integrated Security=true;Password=', 'Server=x;Uid=y;Pwd=${PWD};', 'Server=x;Uid=y;Password=********;',
    'UseDevelopmentStorage=true', 'AccountKey=abc', 'PWD=/home/user', 'sudo: bob : TTY=pts/0 ; PWD=/home/bob ; USER=root ; COMMAND=/bin/ls', 'if (password == other) {', 'a.corp.io:x@tcp(', 'the key = value', 'https://a.b/login?password=',
  ]) test(`nothing in ${text}`, () => expect(scan(text, ONLY)).toEqual([]));
});
