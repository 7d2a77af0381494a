// The library over the real engine and the built-in rules. Needs `npm run build`.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { crc32 } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import * as core from '../../src/core.ts';
import { createScanner } from '../../src/index.ts';
import { BASE62, HEX, random } from '../findings/fake-source.ts';

const draw = random(2026);
const KEY = new Uint8Array(32).fill(9);

/** A token of the shape that ends in a checksum. */
function github(): string {
  const body = draw(BASE62, 30);
  let sum = '';
  for (let n = crc32(body) >>> 0; n > 0; n = Math.floor(n / 62)) sum = BASE62[n % 62]! + sum;
  return `ghp_${body}${sum.padStart(6, '0')}`;
}
const stripe = (): string => `sk_live_${draw(BASE62, 24)}`;
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const jwt = (): string => `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ iss: 'https://id.acme-corp.io', exp: 1900000000 })}.${draw(`${BASE62}-_`, 43)}`;

async function all<T>(input: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of input) list.push(item);
  return list;
}

describe('findings of the real engine', () => {
  test('what looks like a placeholder and has the right sum is doubtful, not gone', async () => {
    const s = await createScanner({ key: KEY });
    const summed = (body: string): string => {
      let sum = '';
      for (let n = crc32(body) >>> 0; n > 0; n = Math.floor(n / 62)) sum = BASE62[n % 62]! + sum;
      return `ghp_${body}${sum.padStart(6, '0')}`;
    };
    const text = `${summed('X'.repeat(30))}\n`;
    expect(s.scan(text, { minConfidence: 'low' }).findings.map((f) => [f.confidence, f.reasons.includes('example'), f.reasons.includes('checksum')])).toEqual([['low', true, true]]);
    expect(s.scan(text).hidden).toBe(1);
    expect(s.scan(`ghp_${'X'.repeat(36)}\n`, { minConfidence: 'low' }).findings).toHaveLength(0);
  });

  test('one finding a secret, under its most specific name', async () => {
    const s = await createScanner({ key: KEY });
    const token = github();
    const cases: readonly (readonly [string, string])[] = [
      [`git clone https://ci-bot:${token}@git.acme-corp.io/a.git`, token],
      [`GITHUB_TOKEN=${token}`, token],
      [`{"auth":"${token}"}`, token],
    ];
    for (const [text, secret] of cases) {
      const found = s.scan(text).findings;
      expect(found.map((f) => f.rule_id)).toEqual(['github-pat-classic']);
      expect(text.slice(found[0]?.char_start, found[0]?.char_end)).toBe(secret);
      expect(found[0]?.match).toBe('ghp_[REDACTED_36_CHARS]');
      expect(found[0]?.confidence).toBe('high');
    }
    const bearer = jwt();
    const header = s.scan(`Authorization: Bearer ${bearer}\n`).findings;
    expect(header.map((f) => f.kind)).toEqual(['jwt']);
    expect(header[0]?.details).toMatchObject({ alg: 'HS256', iss: 'https://id.acme-corp.io', exp: '2030-03-17T17:46:40.000Z' });
  });

  test('the same secret has the same fingerprint everywhere, another key another one', async () => {
    const s = await createScanner({ key: KEY });
    const token = stripe();
    const [a, b] = s.scan(`first ${token}\nAPI_KEY="${token}"`).findings;
    expect(a?.fingerprint).toBe(b?.fingerprint);
    const other = await createScanner({ key: new Uint8Array(32) });
    expect(other.scan(token).findings[0]?.fingerprint.slice(-64)).not.toBe(a?.fingerprint.slice(-64));
    expect(a?.fingerprint.split(':')[1]).toBe(s.keyId);
  });

  test('positions in long input: at page ends, behind many bytes, on many lines', async () => {
    const s = await createScanner({ key: KEY });
    const token = stripe();
    for (const before of [0, 1, 4095, 65500, 65530, 65536, 131_060, 1_000_000]) {
      const text = `${'log line\n'.repeat(Math.floor(before / 9))}${' '.repeat(before % 9)}${token} end\n${'x\n'.repeat(40_000)}`;
      const [found] = s.scan(text).findings;
      expect([found?.byte_start, found?.line, found?.column]).toEqual([before, Math.floor(before / 9) + 1, (before % 9) + 1]);
    }
  });

  test('a stream gives what the whole gives, however it is cut', async () => {
    const s = await createScanner({ key: KEY });
    const lines = Array.from({ length: 3000 }, (_, i) => (i % 97 === 0 ? `user=ci token=${github()} ok` : i % 89 === 0 ? `key ${stripe()}` : `2026-04-20 INFO step ${i} done in ${i % 7} ms`));
    const bytes = new TextEncoder().encode(lines.join('\n'));
    const whole = s.scan(bytes).findings;
    expect(whole.length).toBeGreaterThan(50);
    for (const size of [7919, 65_536, 200_000]) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, i * size + size));
      expect(await all(s.scanStream(chunks))).toEqual(whole);
    }
  });

  test('clean stretches go through while the stream goes on, and findings do not wait for others', async () => {
    const s = await createScanner({ key: KEY });
    const chunk = new TextEncoder().encode('2026-04-20 INFO nothing to see here\n'.repeat(1000));
    let into = 0;
    let most = 0;
    let out = 0;
    const input = (async function* () {
      yield new TextEncoder().encode(`${stripe()} ${'-'.repeat(200)}\n`);
      for (let i = 0; i < 60; i += 1) {
        into += chunk.length;
        most = Math.max(most, into - out);
        yield chunk;
      }
    })();
    for await (const bytes of s.redactStream(input)) out += bytes.length;
    expect(most).toBeLessThan(4 * 65_536);
    let asked = 0;
    const slow = (async function* () {
      yield `${stripe()}\n`;
      for (; asked < 60; asked += 1) yield chunk;
    })();
    for await (const _ of s.scanStream(slow)) break;
    expect(asked).toBeLessThan(6);
  });

  test('redacted text holds no secret, is found clean, and does not change again', async () => {
    const s = await createScanner({ key: KEY });
    const secrets = [github(), stripe(), jwt(), draw(HEX, 64), draw(BASE62, 32)];
    const text = `a ${secrets[0]}\n{"stripe_key":"${secrets[1]}"}\nAuthorization: Bearer ${secrets[2]}\nmy_secret = '${secrets[3]}'\nDB_PASSWORD=${secrets[4]}\n`;
    expect(s.scan(text)).toHaveLength(5);
    for (const style of core.REDACT_STYLES) {
      for (const surface of ['bulk', 'message'] as const) {
        const once = s.redact(text, { style, surface });
        for (const secret of secrets) expect(once).not.toContain(secret.slice(8));
        expect(s.scan(once).findings).toEqual([]);
        expect(s.redact(once, { style, surface })).toBe(once);
        expect(once.split('\n')).toHaveLength(text.split('\n').length);
      }
    }
    const message = s.redact(text, { surface: 'message' });
    for (const form of ['sk_live_[REDACTED_24_CHARS]', 'Bearer [JWT_TOKEN]', "my_secret = '[HEX_KEY_REDACTED]'"]) expect(message).toContain(form);
  });

  test('a plain hexadecimal key is described by its shape', async () => {
    const s = await createScanner({ key: KEY });
    const [found] = s.scan(`    my_secret = '${draw(HEX, 64)}'\n`).findings;
    expect(found?.trigger_pattern).toBe('64-character hexadecimal string');
    expect(found?.key).toBe('my_secret');
  });

  test('an encoded secret is replaced with the whole piece', async () => {
    const s = await createScanner({ key: KEY });
    const piece = Buffer.from(`{"password": "unused", "token": "${github()}"}`).toString('base64');
    const text = `payload: ${piece} end`;
    const [found] = s.scan(text).findings;
    expect(found?.decoded?.[0]).toMatchObject({ as: 'base64', byte_start: 9, byte_end: 9 + piece.length });
    expect(s.redact(text)).toBe('payload: [GITHUB_PAT_CLASSIC_REDACTED] end');
  });
});

describe('entry points', () => {
  const dist = new URL('../../dist/', import.meta.url);

  test('core needs nothing but bytes, and none of it imports node:', async () => {
    const wasm = readFileSync(new URL('engine.wasm', dist));
    const program = readFileSync(new URL('rules.bin', dist));
    const s = await core.createScanner({ wasm, program });
    expect(s.scan(`x ${stripe()}`)).toHaveLength(1);
    await expect(core.createScanner({} as never)).rejects.toMatchObject({ code: 'bad_option' });
    await expect(core.createScanner({ wasm: new Uint8Array(8), program })).rejects.toMatchObject({ code: 'engine_unusable' });
    await expect(core.createScanner({ wasm, program: new Uint8Array(99) })).rejects.toMatchObject({ code: 'program_magic' });
    const seen = new Set<string>();
    const visit = (url: URL): void => {
      if (seen.has(url.href)) return;
      seen.add(url.href);
      for (const [, name] of readFileSync(url, 'utf8').matchAll(/^(?:import|export)[^;]*?from '([^']+)'/gms)) {
        expect(name, url.pathname).not.toMatch(/^node:/);
        if (name!.startsWith('.')) visit(new URL(name!, url));
      }
    };
    visit(new URL('../../src/core.ts', import.meta.url));
    expect(seen.size).toBeGreaterThan(15);
  });

  test('every backend that runs here gives the same findings', async () => {
    const text = `${github()} ${jwt()} DB_PASSWORD=${draw(BASE62, 24)}`;
    const expected = (await createScanner({ key: KEY })).scan(text).findings;
    expect(expected).toHaveLength(3);
    for (const backend of ['simd', 'scalar'] as const) expect((await createScanner({ key: KEY, backend })).scan(text).findings).toEqual(expected);
    await expect(createScanner({ backend: 'gpu' as never })).rejects.toMatchObject({ code: 'bad_option' });
  });

  test('rules of one\'s own, as a file and as an object', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wardline-rules-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const rule = {
      id: 'acme-pass', name: 'Acme pass', kind: 'api_token', severity: 'high', pattern: 'acmepass_[A-Za-z0-9]{24}', sample: 'acmepass_{b62:24}',
      examples: ['pass {secret}'], negatives: ['acmepass_{b62:9}'],
    };
    const file = join(folder, 'acme.yaml');
    writeFileSync(file, JSON.stringify({ provider: 'Acme', rules: [{ ...rule, id: 'acme-file' }] }));
    const text = `pass acmepass_${draw(BASE62, 24)} and ${stripe()}`;
    for (const [rules, id] of [[[rule], 'acme-pass'], [[file], 'acme-file']] as const) {
      const s = await createScanner({ key: KEY, rules });
      expect(s.scan(text).findings.map((f) => f.rule_id)).toEqual([id, 'stripe-secret-key']);
    }
    await expect(createScanner({ key: KEY, rules: [{ id: 'Bad Id' }] })).rejects.toMatchObject({ name: 'WardlineError' });
  }, 60_000);

  test('types that are off can be asked for', async () => {
    const text = 'Endpoint = vpn.acme-corp.io:51820\n';
    expect((await createScanner({ key: KEY })).scan(text)).toHaveLength(0);
    const asked = (await createScanner({ key: KEY, only: ['NETWORK_SECURITY'], minConfidence: 'low' })).scan(text).findings;
    expect(asked.length).toBeGreaterThan(0);
    expect(new Set(asked.map((f) => f.violation_type))).toEqual(new Set(['NETWORK_SECURITY']));
  });

  test('a thousand scanners hold no more than a few', async () => {
    const token = stripe();
    const run = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i += 1) {
        const s = await createScanner({ key: KEY });
        if (s.scan(`x ${token}`).length !== 1) throw new Error('not found');
        s.close();
      }
    };
    await run(50);
    const before = process.memoryUsage().rss;
    await run(1000);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 << 20);
  }, 60_000);

  test('the built package runs as it is published', () => {
    const code = `import { createScanner } from ${JSON.stringify(new URL('src/index.js', dist).href)};
      const s = await createScanner({ key: new Uint8Array(32) });
      console.log([...s.scan('k ' + process.argv[1])].map((f) => f.rule_id + ' ' + f.match).join());`;
    const out = execFileSync(process.execPath, ['--input-type=module', '-e', code, stripe()], { encoding: 'utf8' });
    expect(out.trim()).toBe('stripe-secret-key sk_live_[REDACTED_24_CHARS]');
  });
});
