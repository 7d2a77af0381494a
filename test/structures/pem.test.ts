import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';

import { CONF_HIGH, CONF_LOW, CONF_MEDIUM } from '../../assembly/layout.ts';
import { cost, scan, seeded } from './harness.ts';

const PEM = { only: ['pem'] };

function wrapLines(text: string, width: number): string {
  return text.match(new RegExp(`.{1,${width}}`, 'gu'))!.join('\n');
}

function armour(label: string, body: Buffer | string, width = 64): string {
  const text = typeof body === 'string' ? body : body.toString('base64');
  return `-----BEGIN ${label}-----\n${wrapLines(text, width)}\n-----END ${label}-----`;
}

function u32(n: number): Buffer { const b = Buffer.alloc(4); b.writeUInt32BE(n); return b; }
function str(b: Buffer | string): Buffer { const v = Buffer.from(b as string); return Buffer.concat([u32(v.length), v]); }

/** An OpenSSH container in the layout of PROTOCOL.key; the key inside is random. */
function openssh(cipher: string, publicSize: number): string {
  const secret = randomBytes(136);
  const body = Buffer.concat([Buffer.from('openssh-key-v1\0'), str(cipher), str(cipher === 'none' ? 'none' : 'bcrypt'), str(cipher === 'none' ? '' : randomBytes(24)), u32(1), str(randomBytes(publicSize)), str(secret)]);
  return armour('OPENSSH PRIVATE KEY', body, 70);
}

function crc24(bytes: Buffer): Buffer {
  let c = 0xb704ce;
  for (const b of bytes) {
    c ^= b << 16;
    for (let i = 0; i < 8; i++) { c <<= 1; if (c & 0x1000000) c ^= 0x1864cfb; }
  }
  return Buffer.from([(c >> 16) & 255, (c >> 8) & 255, c & 255]);
}

function pgp(sum: 'right' | 'wrong' | 'none'): string {
  const body = Buffer.concat([Buffer.from([0x95, 0x03, 0xbe, 0x04]), randomBytes(960)]);
  const tail = sum === 'none' ? '' : `\n=${(sum === 'right' ? crc24(body) : randomBytes(3)).toString('base64')}`;
  return `-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\nComment: made for a test\n\n${wrapLines(body.toString('base64'), 64)}${tail}\n-----END PGP PRIVATE KEY BLOCK-----`;
}

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const ed = generateKeyPairSync('ed25519').privateKey;
const dsa = generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 }).privateKey;
const trim = (s: string | Buffer): string => s.toString().trim();

const KINDS: [name: string, pem: string, variant: string][] = [
  ['PKCS#8 RSA', trim(rsa.export({ type: 'pkcs8', format: 'pem' })), 'pkcs8'],
  ['PKCS#8 ed25519', trim(ed.export({ type: 'pkcs8', format: 'pem' })), 'pkcs8'],
  ['PKCS#8 EC', trim(ec.export({ type: 'pkcs8', format: 'pem' })), 'pkcs8'],
  ['PKCS#1', trim(rsa.export({ type: 'pkcs1', format: 'pem' })), 'rsa'],
  ['SEC1', trim(ec.export({ type: 'sec1', format: 'pem' })), 'ec'],
  ['DSA', trim(dsa.export({ type: 'pkcs8', format: 'pem' })), 'pkcs8'],
  ['encrypted PKCS#8', trim(rsa.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })), 'encrypted'],
  ['encrypted PKCS#1', trim(rsa.export({ type: 'pkcs1', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'x' })), 'encrypted'],
  ['OpenSSH', openssh('none', 51), 'openssh'],
  ['OpenSSH RSA', openssh('none', 535), 'openssh'],
  ['OpenSSH with a pass phrase', openssh('aes256-ctr', 51), 'encrypted'],
  ['PGP', pgp('right'), 'pgp'],
  ['PGP without a sum', pgp('none'), 'pgp'],
  ['OpenVPN', `-----BEGIN OpenVPN Static key V1-----\n${wrapLines(randomBytes(256).toString('hex'), 32)}\n-----END OpenVPN Static key V1-----`, 'openvpn'],
  ['OpenVPN v2', armour('OpenVPN tls-crypt-v2 client key', randomBytes(400)), 'openvpn'],
  ['Nebula', armour('NEBULA X25519 PRIVATE KEY', randomBytes(32)), 'nebula'],
  ['Sigstore', armour('ENCRYPTED SIGSTORE PRIVATE KEY', Buffer.from(JSON.stringify({ kdf: { name: 'scrypt', salt: randomBytes(32).toString('base64') }, ciphertext: randomBytes(200).toString('base64') }))), 'sigstore'],
  ['TSS2', armour('TSS2 PRIVATE KEY', Buffer.concat([Buffer.from([0x30, 0x82, 0x01, 0x00, 0x02, 0x01, 0x00]), randomBytes(253)])), 'tss2'],
  ['SSH2', `---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: "a key"\n${wrapLines(Buffer.concat([Buffer.from('3f6ff9eb', 'hex'), randomBytes(500)]).toString('base64'), 70)}\n---- END SSH2 ENCRYPTED PRIVATE KEY ----`, 'ssh2'],
  ['a label nobody knows', armour('ANYTHING PRIVATE KEY', ec.export({ type: 'sec1', format: 'der' })), 'other'],
];

// How keys stand in other files. `text` gets the PEM and must keep it in one piece; `raw` says what of it is to be covered.
const FORMS: [name: string, write: (pem: string) => string][] = [
  ['alone', (p) => p],
  ['with text around', (p) => `config loaded\n${p}\nnext line\n`],
  ['CRLF', (p) => p.replaceAll('\n', '\r\n')],
  ['JSON string', (p) => JSON.stringify({ type: 'x', private_key: `${p}\n`, next: 1 })],
  ['JSON in JSON', (p) => JSON.stringify({ blob: JSON.stringify({ private_key: `${p}\n` }) })],
  ['JSON with escaped slashes', (p) => JSON.stringify({ k: p }).replaceAll('/', '\\/')],
  ['JSON with \\u002B', (p) => JSON.stringify({ k: p }).replaceAll('+', '\\u002B').replaceAll('=', '\\u003D')],
  ['env on one line', (p) => `TLS_KEY="${p.replaceAll('\n', '\\n')}"`],
  ['YAML block', (p) => `key: |\n${p.split('\n').map((l) => `    ${l}`).join('\n')}\nother: 1`],
  ['log prefixes', (p) => p.split('\n').map((l, i) => `2026-04-20T10:00:${String(i % 60).padStart(2, '0')}Z app[web.1] INFO: ${l}`).join('\n')],
  ['docker-compose prefixes', (p) => p.split('\n').map((l) => `web_1  | ${l}`).join('\n')],
  ['sum of strings', (p) => `String k = ${p.split('\n').map((l) => `"${l}\\n"`).join(' +\n    ')};`],
  ['strings side by side', (p) => `k = (${p.split('\n').map((l) => `'${l}\\n'`).join('\n     ')})`],
  ['list of strings', (p) => `[${p.split('\n').map((l) => `"${l}"`).join(', ')}].join("\\n")`],
  ['line continuation', (p) => `k = "${p.split('\n').join('\\n\\\n')}"`],
  ['XML attribute', (p) => `<key value="${p.replaceAll('\n', '&#10;')}"/>`],
  ['quoted mail', (p) => p.split('\n').map((l) => `> ${l}`).join('\n')],
  ['patch', (p) => p.split('\n').map((l) => `+${l}`).join('\n')],
];
const SPACES: [string, (pem: string) => string] = ['blanks for line ends', (p) => p.replaceAll('\n', ' ')];

describe('pem', () => {
  for (const [kind, pem, variant] of KINDS) {
    test(`${kind}: found whole in every form`, () => {
      const headers = pem.includes(': ');
      for (const [form, write] of headers ? FORMS : [...FORMS, SPACES]) {
        const text = write(pem);
        const found = scan(text, PEM);
        expect(found.length, form).toBe(1);
        const [f] = found;
        expect(f!.text.slice(0, 10), form).toBe(pem.slice(0, 10));
        expect(f!.text.slice(-12), form).toBe(pem.slice(-12));
        if (form !== 'patch') expect([f!.confidence, f!.variant, f!.reasons.includes('R_STRUCTURE')], `${form}: ${f!.reasons}`).toEqual([CONF_HIGH, variant, true]);
      }
    });
  }

  test('a wrong CRC-24 lowers, a right one proves', () => {
    expect(scan(pgp('right'), PEM)[0]!.reasons).toContain('R_CHECKSUM');
    const wrong = scan(pgp('wrong'), PEM)[0]!;
    expect([wrong.confidence, wrong.reasons.includes('R_CHECKSUM_FAILED')]).toEqual([CONF_MEDIUM, true]);
  });

  test('cut off: reported as truncated', () => {
    const pem = KINDS[3]![1];
    for (const keep of [0.4, 0.9]) {
      const cut = scan(`before\n${pem.slice(0, pem.length * keep)}`, PEM);
      expect(cut.length).toBe(1);
      expect(cut[0]!.confidence).toBeLessThanOrEqual(CONF_MEDIUM);
      expect(cut[0]!.reasons).toContain('R_TRUNCATED');
      expect(cut[0]!.text.startsWith('-----BEGIN RSA')).toBe(true);
    }
    const next = scan(`${pem.slice(0, 700)}\n${pem}`, PEM);
    expect(next.map((f) => f.reasons.includes('R_TRUNCATED'))).toEqual([true, false]);
  });

  test('a body that is not what the label says', () => {
    const random = scan(armour('RSA PRIVATE KEY', randomBytes(900)), PEM)[0]!;
    expect([random.confidence, random.reasons.includes('R_STRUCTURE_FAILED')]).toEqual([CONF_MEDIUM, true]);
    const short = scan(armour('RSA PRIVATE KEY', randomBytes(30)), PEM)[0]!;
    expect(short.confidence).toBe(CONF_LOW);
    const elided = scan('-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEAx7\n...\n-----END RSA PRIVATE KEY-----', PEM);
    for (const f of elided) expect(f.confidence).toBe(CONF_LOW);
  });

  const NOTHING: [string, string][] = [
    ['header mentioned in code', `if (text.includes("-----BEGIN RSA PRIVATE KEY-----")) {\n  throw new Error('keys do not belong here');\n}\n${'const answer = compute(input, options);\n'.repeat(40)}`],
    ['both lines mentioned', 'between "-----BEGIN PRIVATE KEY-----" and "-----END PRIVATE KEY-----" stands the key'],
    ['dots', '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----'],
    ['a word', '-----BEGIN PRIVATE KEY-----\n<key>\n-----END PRIVATE KEY-----'],
    ['a sentence', '-----BEGIN PRIVATE KEY-----\nthis is where your own key must be put\n-----END PRIVATE KEY-----'],
    ['x', `-----BEGIN RSA PRIVATE KEY-----\n${'x'.repeat(64)}\n${'x'.repeat(64)}\n-----END RSA PRIVATE KEY-----`],
    ['a certificate', armour('CERTIFICATE', randomBytes(800))],
    ['a public key', trim(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }))],
    ['an encrypted message', armour('PGP MESSAGE', randomBytes(800))],
    ['the words alone', 'our PRIVATE KEY policy: never send a PRIVATE KEY'],
    ['END alone', '-----END PRIVATE KEY-----'],
    ['a pattern', 'const re = /-----BEGIN (?:RSA |EC )?PRIVATE KEY-----[\\s\\S]+?-----END/'],
  ];
  for (const [name, text] of NOTHING) test(`nothing in: ${name}`, () => expect(scan(text, PEM)).toEqual([]));

  test('cut anywhere: never traps, never reads past the window', () => {
    const random = seeded(5);
    for (const [, pem] of KINDS) {
      const text = JSON.stringify({ k: pem });
      for (let i = 0; i < 60; i++) {
        const from = Math.floor(random.next() * 60);
        scan(text.slice(from, from + Math.floor(random.next() * text.length)), PEM);
      }
    }
  });

  test('hostile text costs no more than plain text', () => {
    const unit = 65536;
    const hostile = ['-----BEGIN PRIVATE KEY-----', '-----BEGIN PRIVATE KEY-----\n', '-----BEGIN PRIVATE KEY----- A', 'PRIVATE KEY', '----BEGIN RSA PRIVATE KEY----x\n', '-----BEGIN PRIVATE KEY-----\\'];
    for (const piece of hostile) {
      const ms = cost(piece.repeat(Math.ceil(unit / piece.length)).slice(0, unit), PEM);
      expect(ms, piece).toBeLessThan(120);
    }
  });
});
