// Texts made to cost as much as they can: each is repeated, or goes on, for as long as wanted.

import { LOOK_AHEAD } from '../../assembly/layout.ts';
import { KEY_WORDS } from '../../src/rules/key-words.ts';
import { MATCHERS } from '../../src/rules/matchers.ts';
import { createRandom, drawText } from '../../src/testkit/random.ts';
import { sampleOf } from '../../src/testkit/sample.ts';
import { encoded } from './texts.ts';
import { allRules } from './support.ts';

const B62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** What a rule's secret begins with, as far as it is the same in all. */
function heads(): readonly string[] {
  const found = new Set<string>();
  for (const rule of allRules()) {
    const [one = '', two = '', three = ''] = ['a', 'b', 'c'].map((seed) => sampleOf(rule, seed));
    let n = 0;
    while (n < one.length && one[n] === two[n] && one[n] === three[n]) n++;
    if (n >= 3) found.add(one.slice(0, n));
  }
  return [...found];
}

/** Name and unit: the text is the unit again and again. */
export function* units(): Generator<readonly [name: string, unit: string]> {
  for (const head of heads()) {
    yield [`head ${head.slice(0, 4)}… again and again`, head];
    yield [`head ${head.slice(0, 4)}… and a run`, `${head}${drawText(createRandom(head), B62, 19)}-`];
  }
  for (const { text } of KEY_WORDS) {
    yield [`key word ${text}`, text];
    yield [`key word ${text} and operators`, `${text}=${text}: `];
    yield [`key word ${text} in quotes`, `"${text}":"`];
  }
  for (const [name, { literals }] of Object.entries(MATCHERS)) {
    for (const { text } of literals) {
      yield [`${name} anchor ${text}`, text];
      yield [`${name} anchor ${text} by lines`, `${text}\n`];
    }
  }
  const nested = encoded(createRandom(2), drawText(createRandom(3), B62, 200));
  for (const unit of [
    '-----BEGIN ', '-----BEGIN PRIVATE KEY-----\n', '-----BEGIN RSA PRIVATE KEY-----', '-----END ', 'eyJ', 'eyJhbGciOiJIUzI1NiJ9.', 'eyJhbGciOiJIUzI1NiJ9.eyJ', 'eyJ.',
    '%3A', '%3A%2F%2F', '%25', '%2525', '\\u003a', '\\\\', '\\n', '&quot;', '&#x2', '&amp;', '://', 'a://b:c@', 'http://a:b@c ', '://:@', 'https://', '@', ':', '=', '"', "'", '""', '{"', '{', '[', '<a>', '</a>',
    'password', 'password=', 'password="', 'password:\n', 'password = password = ', 'token=a ', 'SECRET_KEY', '--password ', '-p ', 'Authorization: Bearer ', 'Authorization: Basic ', 'Cookie: a=b; ', 'Set-Cookie: ',
    'AccountKey=', 'Password=;', 'Server=a;Password=b;', 'AGE-SECRET-KEY-1', 'PuTTY-User-Key-File-2', 'mnemonic ', 'mnemonic: word ', 'seed words ', 'legal winner thank year wave sausage worth useful ',
    'a', '-', '_', '0', 'f', '+', '/', 'A', '.', ' ', '\n', '\r\n', '\0', '\u00ff', 'aA0-', 'ab-', 'a.b.', 'a/b/', 'key', 'keykey=', 'key:key:', nested,
    `${drawText(createRandom(4), B62, 20)}-`, `${drawText(createRandom(5), B62, 31)} `, `${drawText(createRandom(6), '0123456789abcdef', 32)}\n`, `${drawText(createRandom(7), '0123456789abcdef', 64)} `,
    `${drawText(createRandom(8), `${B62}+/`, 40)}+`, `${drawText(createRandom(9), `${B62}+/`, 60)}/`, `${Buffer.from(drawText(createRandom(10), B62, 300)).toString('base64')}\n`,
    `token=${drawText(createRandom(11), B62, 32)} `, `"api_key": "${drawText(createRandom(12), B62, 40)}",`, `${drawText(createRandom(13), B62, 25)}--`,
  ]) yield [`unit ${JSON.stringify(unit.slice(0, 20))}`, unit];
}

/** Longer than any window, of one class. */
export function* runs(length = 4 * LOOK_AHEAD): Generator<readonly [name: string, text: string]> {
  const random = createRandom('runs');
  const alphabets = { lower: 'abcdefghijklmnopqrstuvwxyz', base62: B62, token: `${B62}-_`, hex: '0123456789abcdef', digits: '0123456789', base64: `${B62}+/`, printable: ' !"#$%&\'()*+,-./0123456789:;<=>?@ABC[]^_`abc{|}~', lines: 'ab \n', dashes: '-_', dots: 'ab.', base32: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567' };
  for (const [name, alphabet] of Object.entries(alphabets)) yield [`run of ${name}`, drawText(random, alphabet, length)];
}

export function filled(unit: string, length: number): Uint8Array {
  const one = new TextEncoder().encode(unit);
  const text = new Uint8Array(length);
  for (let at = 0; at < length; at += one.length) text.set(one.subarray(0, Math.min(one.length, length - at)), at);
  return text;
}
