import { describe, expect, it } from 'vitest';
import { inferContext as infer, walkWords } from '../../src/gate/context.ts';
import { exampleOf, rangeOf } from '../../src/gate/network.ts';
import { environmentName } from '../../src/gate/surroundings.ts';

const inferContext = (text: string, signs: never[], declared?: 'code') => infer(walkWords(text), signs, declared);

describe('rangeOf', () => {
  it.each([
    ['10.0.0.1/24', 'private'], ['172.16.0.1', 'private'], ['172.32.0.1', 'public'], ['192.168.1.1', 'private'], ['100.64.0.1', 'private'], ['127.0.0.1', 'loopback'], ['169.254.1.1', 'link_local'],
    ['192.0.2.7', 'documentation'], ['198.51.100.1', 'documentation'], ['203.0.113.9', 'documentation'], ['8.8.8.8', 'public'], ['224.0.0.1', 'reserved'], ['300.1.1.1', ''],
    ['::1', 'loopback'], ['fe80::1', 'link_local'], ['fd12:3456::1', 'private'], ['2001:db8::1', 'documentation'], ['2a00:1450::200e', 'public'], ['[fd00:1::5]:51820', 'private'],
    ['vpn.example.com:51820', 'example_name'], ['db.test', 'example_name'], ['db1.prod.internal', 'internal_name'], ['vpn.acme.io:443', 'public_name'],
  ])('%s is %s', (text, range) => expect(rangeOf(text)).toBe(range));

  it('examples stay in ranges for examples', () => {
    for (const text of ['10.0.0.1/24', '8.8.8.8', 'fd12:3456::1', 'vpn.acme.io:443', 'db1.prod.internal']) expect(['documentation', 'example_name']).toContain(rangeOf(exampleOf(text, 3)));
  });
});

describe('inferContext', () => {
  it('says what spoke for it, in words of the table', () => {
    const found = inferContext('A penetration test showed the compromised host.', []);
    expect(found).toMatchObject({ context: 'security_research', source: 'inferred' });
    expect(found.evidence[0]?.because).toContain('`penetration test`');
  });
  it('nothing speaks for anything', () => expect(inferContext('What a nice day it is today', [])).toMatchObject({ context: 'general', source: 'none' }));
  it('declared wins', () => expect(inferContext('GDPR processor agreement', [], 'code')).toMatchObject({ context: 'code', source: 'declared' }));
  it('is linear', () => {
    const begun = performance.now();
    inferContext('agent '.repeat(2_000_000), []);
    expect(performance.now() - begun).toBeLessThan(500);
  });
});

it.each([['my_secret', 'AGENT', 'AGENT_SECRET'], ['PrivateKey', 'VPN', 'VPN_PRIVATE_KEY'], ['dbPassword', 'APP', 'DB_PASSWORD'], ['config.api_key', 'APP', 'APP_API_KEY'], ['', 'APP', 'X']])('%s', (name, prefix, env) => {
  expect(environmentName(name, prefix, 'X')).toBe(env);
});
