// Further copies of what was found are replaced behind it, the same however the bytes arrive.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { loadParts } from '../../src/bulk/parts.ts';
import { Copies, LONGEST_COPY } from '../../src/bulk/redact/copies.ts';
import type { SecondLook } from '../../src/bulk/redact/recheck.ts';
import { runRedact } from '../../src/bulk/redact/redact.ts';
import type { ByteSink } from '../../src/bulk/redact/sink.ts';
import { Window } from '../../src/bulk/redact/window.ts';
import { type RedactStyle, TokenNumbers } from '../../src/findings/redactor.ts';
import type { Piece, Source } from '../../src/input/source.ts';
import { DEFAULT_LIMITS } from '../../src/input/limits.ts';
import { below, createRandom } from '../../src/testkit/random.ts';
import { file, folder, KEY, scan, token } from './helper.ts';

const { parts, table } = await loadParts({}, KEY);

interface Choice {
  readonly style?: RedactStyle;
  readonly threads?: number;
  readonly stdin?: () => Source;
}

async function redact(path: string, { style = 'label', threads = 1, stdin }: Choice = {}): Promise<{ readonly bytes: Buffer; readonly findings: number }> {
  const out = join(folder(), 'out');
  const summary = await runRedact({
    paths: [path], target: { to: 'file', path: out }, walk: { follow: false }, limits: DEFAULT_LIMITS, parts, table, keyId: 'test', threads, least: 2, style,
    copies: true, tokens: new TokenNumbers(), vault: null, stdin, trouble: () => {},
  });
  expect(summary.errors).toEqual([]);
  return { bytes: readFileSync(out), findings: summary.findings };
}

function inPieces(data: Buffer, size: () => number): Source {
  let at = 0;
  return {
    pull(): Piece {
      if (at >= data.length) return null;
      const piece = data.subarray(at, (at += size()));
      return piece;
    },
    close() {},
  };
}

/** A log with passwords that are found by the name in front of them, and the same where nothing says what they are. */
function log(seed: string, bytes: number): { readonly text: string; readonly passwords: readonly string[] } {
  const random = createRandom(seed);
  const any = (alphabet: string, n: number): string => Array.from({ length: n }, () => alphabet[below(random, alphabet.length)] as string).join('');
  const passwords = Array.from({ length: 20 }, (_, i) => any('abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789', 10 + i));
  const lines: string[] = [];
  for (let at = 0; at < bytes; ) {
    const password = passwords[below(random, 20)] as string;
    const line = [`db password = "${password}" set`, `operator typed ${password} into the form`, `x${password}y`, 'an ordinary line of a log', `(${password})(${password})`][below(random, 24)] ?? 'nothing to be seen here, moving on to what comes next';
    lines.push(line);
    at += line.length + 1;
  }
  return { text: `${lines.join('\n')}\n`, passwords };
}

describe('copies', () => {
  it('behind a finding are replaced, those in front and other words are not', async () => {
    const secret = 'Xk7d9GhQ2mZp4';
    const text = `before ${secret}\npassword = "${secret}"\nthen ${secret}, ${secret}; a${secret} ${secret}b\ntoken ${token(1)} and ${token(1)}.\n`;
    const { bytes, findings } = await redact(file('a.log', text));
    expect(bytes.toString()).toBe(`before ${secret}\npassword = "[GENERIC_PASSWORD_REDACTED]"\nthen [GENERIC_PASSWORD_REDACTED], [GENERIC_PASSWORD_REDACTED]; a${secret} ${secret}b\ntoken [GITHUB_PAT_CLASSIC_REDACTED] and [GITHUB_PAT_CLASSIC_REDACTED].\n`);
    expect(findings).toBe(5);
    expect((await redact(file('m.log', text), { style: 'mask' })).bytes.toString()).toContain(`then ${'*'.repeat(13)}, ${'*'.repeat(13)}; a${secret}`);
    for (const encoding of ['le', 'be'] as const) {
      const wide = (t: string): Buffer => (encoding === 'le' ? Buffer.from(`\ufeff${t}`, 'utf16le') : Buffer.from(`\ufeff${t}`, 'utf16le').swap16());
      expect((await redact(file('w.log', wide(text)))).bytes.equals(wide(bytes.toString()))).toBe(true);
    }
  });

  it('are the same in pieces of any size, packed, and on any number of threads', async () => {
    const { text, passwords } = log('copies', 6_000_000);
    const data = Buffer.from(text);
    const path = file('big.log', data);
    const { bytes, findings } = await redact(path, { style: 'token' });
    const random = createRandom('pieces');
    const piped = await redact('-', { style: 'token', stdin: () => inPieces(data, () => 1 + below(random, 200_000)) });
    expect(piped.bytes.equals(bytes)).toBe(true);
    expect(piped.findings).toBe(findings);
    expect(gunzipSync((await redact(file('big.gz', gzipSync(data, { level: 1 })), { style: 'token' })).bytes).equals(bytes)).toBe(true);
    // what is large enough to be cut stays whole
    const more = file('more.log', Buffer.concat([data, data, data, data]));
    const [one, three] = [await redact(more, { style: 'token' }), await redact(more, { style: 'token', threads: 3 })];
    expect(three.bytes.equals(one.bytes)).toBe(true);
    // of 16 characters and more nothing is left behind the first finding
    for (const password of passwords.filter((p) => p.length >= 16)) {
      const first = text.indexOf(`password = "${password}"`);
      const left = text.slice(0, first).split(password).length - 1;
      expect(bytes.toString().split(password).length - 1).toBe(left);
    }
    expect((await redact(file('again.log', bytes), { style: 'token' })).bytes.equals(bytes)).toBe(true);
    expect((await scan([file('out.log', bytes)], { threads: 1 })).findings).toHaveLength(0);
  });

  it('of the greatest length are found wherever the window is cut', async () => {
    const secret = [...log('long', 1).passwords, ...log('longer', 1).passwords].join('').slice(0, LONGEST_COPY);
    const text = Buffer.from(`${'.'.repeat(1_200_000)}${secret}${'.'.repeat(2000)}`);
    const expected = Buffer.from(text.toString().replace(secret, '*'.repeat(LONGEST_COPY)));
    const second: SecondLook = { least: 2, placeholders: { style: 'mask', texts: () => [] }, look: async () => [], found: () => {} };
    for (let cut = -LONGEST_COPY - 3; cut <= 3; cut += cut === -LONGEST_COPY + 3 ? LONGEST_COPY - 6 : 1) {
      const out: Buffer[] = [];
      const copies = new Copies('text');
      copies.learn(Buffer.from(secret), { start: 0, end: 0, rule: 'r', weight: 1, fingerprint: '' });
      const sink: ByteSink = { write: (bytes) => void out.push(Buffer.from(bytes)), end: () => {} };
      const window = new Window(second, 'text', sink, 0, copies);
      window.bytes(text);
      await window.settle(text.length - 2000 + cut);
      await window.finish();
      expect(Buffer.concat(out).equals(expected), `cut at ${cut}`).toBe(true);
    }
  });

  it('are not looked for where their end would be met at every byte', () => {
    const copies = new Copies('text');
    const group = { start: 0, end: 0, rule: 'r', weight: 1, fingerprint: '' };
    for (const secret of ['a'.repeat(400), 'ab'.repeat(200), 'abc'.repeat(100), `${'a'.repeat(300)}Zq7`]) copies.learn(Buffer.from(secret), group);
    const hostile = Buffer.from(`${'a'.repeat(LONGEST_COPY - 1)}Zq7b`.repeat(4000));
    expect(copies.find(hostile, 0, hostile.length, hostile.length, 0)).toHaveLength(4000);
    expect(copies.find(Buffer.from('a'.repeat(1000)), 0, 1000, 1000, 0)).toEqual([]);
  });
});
