// Text made of anchors and of half-finished structures: no matcher may cost more than a small multiple of plain text, none
// may read outside its window, none may trap.

import { describe, expect, test } from 'vitest';

import { LOOK_AHEAD, LOOK_BEHIND } from '../../assembly/layout.ts';
import { MATCHERS } from '../../src/rules/matchers.ts';
import { cost, place, scan, seeded, wasm } from './harness.ts';

const SIZE = 65536;
const PIECES = [
  '-----BEGIN ', '-----BEGIN PRIVATE KEY-----', '-----BEGIN PRIVATE KEY-----\n', '-----BEGIN RSA PRIVATE KEY-----\\n', 'PRIVATE KEY', 'BEGIN OpenVPN ', `-----BEGIN PRIVATE KEY-----${'A'.repeat(40)}\n`,
  'eyJ', '-eyJ', '.eyJ', 'eyJhbGciOiJIUzI1NiJ9.', 'eyJhbGciOiJIUzI1NiJ9.eyJ-', '.local.', 'v4.local.', 'v2.public.AAAAAAAAAAAAAAAAAAAAAAAA', '-eyJhbGciOiJIUzI1NiJ9',
  '://', '://a:', '://a:b', 'x://a@', '://:@', ':\\/\\/', '://a:b/', 'a:b@', '://u:p?', '@tcp(', ':thin:', 'thin:a/', ':@tcp(',
  'password=', ';password=', 'pwd=;', 'AccountKey=', 'SharedAccessKey=;', ';secret=', 'a=b;password=c;', 'host= user= password= ', 'password="', "password='",
  'Authorization: ', 'authorization', 'Authorization: Basic ', 'Bearer ', 'bearer AAAAAAAA', '-token', '-token:', ' -u ', ' -u a:', '--user', '--user=', 'basic QUFB',
  'cookie', 'cookie:', 'Cookie: a=b; ', 'cookie=sid=1;', 'cookie: sessionid=',
  'PuTTY-User-Key-File-', 'PuTTY-User-Key-File-3: x\nPrivate-Lines:', 'PuTTY-User-Key-File-3:P', 'AGE-SECRET-KEY-', 'AGE-SECRET-KEY-1', 'PrivateKey=', 'private_key: ', 'privateKey=AAAA', '{"kty', '"kty":"RSA"', '"kty', '{"kty":"oct"',
  '<auth-user-pass>', '<auth-user-pass>\n', 'Uint8Array[', 'Uint8Array([1,', 'key: [1,', 'client-key-data: ', 'client-key-data: "', '"auth":"', '"auth":', 'machine ', 'machine a login ', 'machine a.b login c password ', ':5432:', ':*:', '*:*:*:', 'a:1:*:b:',
  'mnemonic ', 'phrase', 'mnemonic a ', 'phrase abc ', 'mnemonic abc def ',
  '\\', '\\n', '"', '&#10;', '{', '}', '-', '=', 'A', ' ', '\n',
];

describe('cost', () => {
  for (const name of Object.keys(MATCHERS)) {
    test(`${name}: linear in hostile text`, () => {
      for (const piece of PIECES) {
        const text = piece.repeat(Math.ceil(SIZE / piece.length)).slice(0, SIZE);
        expect(cost(text, { only: [name] }), JSON.stringify(piece)).toBeLessThan(100);
      }
    });
  }

  test('one anchor before a long tail of each kind', () => {
    for (const name of Object.keys(MATCHERS)) {
      for (const tail of ['A', 'A\n', ' ', '\\', 'key ', 'abc ', '"', ';', '1,', 'a=b;', '{']) {
        for (const literal of MATCHERS[name]!.literals) {
          const text = `${literal.text} ${tail.repeat(40)}`.repeat(Math.ceil(SIZE / (literal.text.length + 1 + tail.length * 40))).slice(0, SIZE);
          expect(cost(text, { only: [name] }), `${name} ${JSON.stringify(literal.text + tail)}`).toBeLessThan(100);
        }
      }
    }
  });
});

describe('windows', () => {
  const random = seeded(7);
  const soup = (n: number): string => Array.from({ length: n }, () => (random.next() < 0.5 ? random.pick(PIECES) : random.text('aB3/+=_-.:;@"\'\\{}[] \n', 1 + Math.floor(random.next() * 12)))).join('');

  test('any mixture, cut anywhere: spans inside the window', () => {
    for (let i = 0; i < 400; i++) {
      const text = soup(120);
      const from = Math.floor(random.next() * text.length * 0.5);
      scan(text.slice(from, from + Math.floor(random.next() * (text.length - from))));
    }
  });

  test('what stands outside the window changes nothing', () => {
    for (let i = 0; i < 150; i++) {
      const bytes = Buffer.from(soup(60), 'latin1');
      const cut = [Math.floor(random.next() * bytes.length * 0.3), bytes.length - Math.floor(random.next() * bytes.length * 0.3)] as const;
      for (const [name, info] of Object.entries(MATCHERS)) {
        for (const literal of info.literals) {
          const hay = literal.fold ? Buffer.from(bytes.toString('latin1').toLowerCase(), 'latin1') : bytes;
          const at = hay.indexOf(literal.text, cut[0], 'latin1');
          if (at < 0 || at + literal.text.length > cut[1]) continue;
          const lo = Math.max(cut[0], at - LOOK_BEHIND);
          const hi = Math.min(cut[1], at + LOOK_AHEAD);
          const answers = [0x41, 0x00, 0x3d].map((filler) => {
            const view = Buffer.alloc(bytes.length, filler);
            bytes.copy(view, lo, lo, hi);
            place(view, filler);
            wasm.reset();
            const yes = wasm.match(info.number, at, lo, hi);
            return yes === 0 ? 'no' : [wasm.start(), wasm.end(), wasm.confidence(), wasm.reasons(), wasm.detail()].join();
          });
          expect(new Set(answers).size, `${name} ${JSON.stringify(bytes.toString('latin1', lo, hi))} at ${at - lo}`).toBe(1);
        }
      }
    }
  });

  test('nothing is remembered across a reset', () => {
    for (let i = 0; i < 60; i++) {
      const text = soup(60);
      const once = JSON.stringify(scan(text));
      scan(soup(60));
      expect(JSON.stringify(scan(text))).toBe(once);
    }
  });
});
