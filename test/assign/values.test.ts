// The tests of values alone: placeholders, noise, randomness.

import { describe, expect, test } from 'vitest';
import { load } from './engine.mjs';
import { BASE62, BASE64, HEX, source } from './random.ts';

const engine = load();

describe('placeholder', () => {
  test('certain ones', () => {
    for (const text of [
      '<your-token>', '<API_KEY>', '&lt;token&gt;', '$TOKEN', '${TOKEN}', '%TOKEN%', '$env:TOKEN', '$(pass show x)', '${{ secrets.X }}', '#{Octopus.Var}', '((concourse-var))',
      '{{ x }}', '{% x %}', '<%= x %>', '@x@', '__X__', '{x}', '{0}', '%s', '%(x)s', ':name', '?', 'op://vault/item/field', 'vault:secret/data/x#key', 'arn:aws:secretsmanager:x',
      'ENC[AES256_GCM,data:x]', 'ENC(abc)', '{cipher}abcdef', 'changeme', 'change_me', 'CHANGEME', 'todo', 'null', 'undefined', 'placeholder', 'redacted', 'your-token', 'YOUR_API_KEY',
      'yourtokenhere', 'my-api-key', 'insert_token_here', 'xxxxxxxx', '********', '--------', '........', 'aaaaaaaaaaaa', '0000000000000000', '[REDACTED]', '(sensitive value)', 'AKIA************MPLE', 'abc...xyz',
      'abc\u2026xyz', '\u2022\u2022\u2022\u2022\u2022\u2022', '00000000-0000-0000-0000-000000000000', 'string', 'SecretStr', 'password', 'secret',
    ]) expect(engine.placeholder(text), text).toBe(2);
  });
  test('likely ones', () => {
    for (const text of [
      '0123456789abcdef', '1234567890', 'abcdefghijklmnop', 'fedcba9876543210', 'a1b2c3d4e5f6g7h8', 'abcd1234abcd1234abcd1234', 'deadbeefdeadbeef', 'deadbeefcafebabe', 'qwerty', 'letmein',
      'admin123', 'Password1!', '00112233445566778899aabbccddeeff',
    ]) expect(engine.placeholder(text), text).toBe(1);
  });
  test('documented values are known by their hashes', () => {
    // The UUID that manuals print most, put together here.
    expect(engine.placeholder(['550e8400', 'e29b', '41d4', 'a716', '446655440000'].join('-'))).toBe(2);
  });
  test('random values are none', () => {
    const random = source(21);
    for (const [alphabet, length] of [[BASE62, 20], [BASE62, 32], [BASE64, 40], [HEX, 32], [HEX, 64]] as const) {
      let wrong = 0;
      for (let i = 0; i < 2000; i++) if (engine.placeholder(random.text(alphabet, length)) !== 0) wrong++;
      expect(wrong, `${length} of ${alphabet.length}`).toBeLessThan(12);
    }
  });
  test('an EXAMPLE in the body is certain, FAKE and the like lower', () => {
    const random = source(22);
    expect(engine.placeholder(`${random.text(BASE62, 13)}EXAMPLE`)).toBe(2);
    expect(engine.placeholder(`${random.text(HEX, 12)}FAKE${random.text(HEX, 12)}`)).toBe(1);
  });
});

describe('noise', () => {
  const random = source(23);
  const judge = (before: string, value: string, after: string) => engine.noise(before + value + after, before.length, before.length + value.length);
  test('certain by what stands around', () => {
    for (let i = 0; i < 50; i++) {
      const h = (n: number) => random.text(HEX, n);
      for (const [before, value, after] of [
        ['sha256:', h(64), ''], ['integrity="sha384-', random.text(BASE64, 64), '"'], ['commit ', h(40), ' (HEAD)'], ['"etag": "', h(32), '"'], ['trace_id=', h(32), ' x'],
        ['index ', h(40), '..'], ['main.', h(20), '.js'], ['', h(64), '  file.txt'], ['request id ', h(32), ''], ['', `00-${h(32)}-${h(16)}-01`, ''], ['', `iVBORw0KGgo${random.text(BASE64, 60)}`, ''],
        ['/blob/', h(40), '/src'], ['h1:', random.base64(32), ''],
      ] as const) expect(judge(before, value, after), before + value + after).toBe(2);
    }
  });
  test('probable, and none', () => {
    expect(judge('x ', random.uuid(), '')).toBe(1);
    expect(judge('files/', random.text(BASE62, 32), '')).toBe(1);
    expect(judge('api_key=', random.text(HEX, 32), '')).toBe(0);
    expect(judge('password: "', random.text(BASE62, 32), '"')).toBe(0);
  });
});

test('randomness tells random from words', () => {
  const random = source(24);
  const words = ['authorization_endpoint', 'getUserAccessToken', 'application-configuration', 'maximumConnectionLifetime', 'src/components/header', 'thequickbrownfox', 'DatabaseConnectionString', 'internationalization'];
  for (const word of words) expect(engine.randomness(word), word).toBeLessThan(0);
  for (const [alphabet, length] of [[BASE62, 20], [BASE64, 40], [HEX, 32]] as const) {
    let below = 0;
    for (let i = 0; i < 1000; i++) if (engine.randomness(random.text(alphabet, length)) < 8) below++;
    expect(below, `${length} of ${alphabet.length}`).toBeLessThan(5);
  }
});
