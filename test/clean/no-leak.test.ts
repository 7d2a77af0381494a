// No report shows a secret: a secret of every rule, in every kind of surroundings, in every format. A piece of PIECE bytes
// of a secret that was reported, as it is or as it was encoded, may stand nowhere in what is written. Pieces that every secret
// of the rule has (public prefixes, the names of fields) are no secret.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadFolder } from '../../src/rules/built-in.ts';
import type { Rule } from '../../src/rules/model.ts';
import { FORMATS, FRAMED } from '../../src/report/formats.ts';
import { sampleOf } from '../../src/testkit/sample.ts';
import { file, folder } from '../bulk/helper.ts';

const PIECE = 12;
const GAP = `${'INFO nothing here\n'.repeat(6)}-----\n`;
const MAIN = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));

/** What a secret is written as, and the text around it. `name` names the provider and a key. */
interface Surroundings {
  readonly encode: (secret: string) => string;
  readonly around: (name: string, written: string) => string;
}

const json = (text: string): string => JSON.stringify(text).slice(1, -1);
const hex = (text: string): string => Buffer.from(text).toString('hex');
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const percent = (text: string): string => encodeURIComponent(text);
const xml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const same = (text: string): string => text;

const SURROUNDINGS: Readonly<Record<string, Surroundings>> = {
  json: { encode: json, around: (name, s) => `{"user": "u", "${name}": "${s}", "next": 1}\n` },
  yaml: { encode: same, around: (name, s) => (s.includes('\n') ? `${name}: |\n${s.replace(/^/gm, '  ')}\n` : `${name}: ${s}\n`) },
  env: { encode: same, around: (name, s) => `export ${name.toUpperCase()}=${s}\n` },
  url: { encode: percent, around: (name, s) => `GET https://api.acme-corp.io/v1/items?${name}=${s}&limit=5 HTTP/1.1\n` },
  userinfo: { encode: percent, around: (_, s) => `fatal: https://svc-web:${s}@git.acme-corp.io/a.git not found\n` },
  shell: { encode: same, around: (name, s) => `curl -sS -H 'X-${name}: ${s}' --data '{}' https://api.acme-corp.io\n` },
  xml: { encode: xml, around: (name, s) => `<config><${name}>${s}</${name}><add key="${name}" value="${s}"/></config>\n` },
  log: { encode: same, around: (name, s) => `2026-03-14T09:26:53Z ERROR worker-3 request with ${name} ${s} rejected: status=401\n` },
  again: { encode: same, around: (name, s) => `ERROR ${name}=${s} is expired, renew the one that begins as ${s} and ends as ${s}\n` },
  quoted: { encode: same, around: (name, s) => `const ${name} = '${s}';\n` },
  escaped: { encode: (s) => json(json(s)), around: (name, s) => `body="{\\"${name}\\":\\"${s}\\"}"\n` },
  percent: { encode: percent, around: (name, s) => `payload=${percent(`{"${name}":"`)}${s}%22%7D\n` },
  base64: { encode: base64, around: (name, s) => `${name}: ${s}\n` },
  hex: { encode: hex, around: (name, s) => `${name}: ${s}\n` },
};

const rules = loadFolder(fileURLToPath(new URL('../../rules/', import.meta.url))).filter((rule) => rule.sample !== '' && rule.type === 'CREDENTIAL_DETECTION');

function nameOf(rule: Rule): string {
  const word = rule.context?.keywords[0] ?? rule.provider;
  return `${word.toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^_|_$/g, '')}_key`;
}

// ---- pieces: a set of hashes of PIECE bytes, looked up at every byte of a report ---------------------------------------
const BITS = 24;
const table = new Int32Array(1 << BITS).fill(-1);
const pieces: { readonly text: string; readonly place: string }[] = [];
const BASE = 0x01000193;
let top = 1;
for (let i = 0; i < PIECE; i++) top = Math.imul(top, BASE);

function windows(bytes: Uint8Array, each: (hash: number, at: number) => void): void {
  let hash = 0;
  for (let i = 0; i < bytes.length; i++) {
    hash = (Math.imul(hash, BASE) + (bytes[i]! + 1)) | 0;
    if (i >= PIECE) hash = (hash - Math.imul(top, bytes[i - PIECE]! + 1)) | 0;
    if (i >= PIECE - 1) each(hash, i - PIECE + 1);
  }
}

const slot = (hash: number): number => (hash ^ (hash >>> 9)) >>> (32 - BITS);

function remember(text: string, other: string, place: string): void {
  const constant = new Set<string>();
  for (let i = 0; i + PIECE <= other.length; i++) constant.add(other.slice(i, i + PIECE));
  const bytes = Buffer.from(text, 'latin1');
  windows(bytes, (hash, at) => {
    const piece = text.slice(at, at + PIECE);
    if (constant.has(piece) || new Set(piece).size < 5) return;
    table[slot(hash)] = pieces.push({ text: piece, place }) - 1;
  });
}

/** What of the secrets stands in the text. */
function leaks(report: Buffer): string[] {
  const found = new Map<string, string>();
  windows(report, (hash, at) => {
    const piece = pieces[table[slot(hash)]!];
    if (piece === undefined || found.has(piece.place) || report.toString('latin1', at, at + PIECE) !== piece.text) return;
    found.set(piece.place, `${piece.place}: ${report.toString('latin1', Math.max(0, at - 60), at).replace(/[^ -~]/g, '.')} and then a piece of the secret`);
  });
  return [...found.values()];
}

describe('no piece of a secret in any report', () => {
  const source = folder();
  const where = folder();
  const env = { ...process.env, WARDLINE_KEY: '0'.repeat(64), FORCE_COLOR: '1' };
  let texts = 0;

  beforeAll(() => {
    const samples = rules.map((rule) => ({ rule, secret: sampleOf(rule, 'leak'), other: sampleOf(rule, 'other') }));
    for (const { rule, secret, other } of samples) remember(secret, other, `${rule.id}: as it is`);
    for (const [kind, { encode, around }] of Object.entries(SURROUNDINGS)) {
      let text = '';
      for (const { rule, secret, other } of samples) {
        const written = encode(secret);
        text += around(nameOf(rule), written) + GAP;
        texts++;
        if (written !== secret) remember(written, encode(other), `${rule.id}: encoded for ${kind}`);
      }
      file(`${kind}.txt`, text, source);
    }
  }, 60_000);

  // What is hidden for its low confidence may still stand in the lines that are shown.
  for (const [confidence, formats] of [['low', FORMATS], ['medium', ['jsonl', ...FRAMED]]] as const) {
    test(`reported from ${confidence} on`, { timeout: 120_000 }, () => {
      const out = join(where, confidence);
      mkdirSync(out);
      const reports = formats.flatMap((format) => ['--report', `${format}=${join(out, format)}`]);
      const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'scan', '--all-rules', '--min-confidence', confidence, source, ...reports], { encoding: 'buffer', env, maxBuffer: 1 << 28 });
      expect(status).toBe(1);
      const summary = JSON.parse(readFileSync(join(out, 'jsonl'), 'utf8').trimEnd().split('\n').at(-1)!) as { findings: number };
      expect(summary.findings).toBeGreaterThan(texts / 2);
      for (const format of formats) expect(leaks(readFileSync(join(out, format))), format).toEqual([]);
      expect(leaks(stdout)).toEqual([]);
      expect(leaks(stderr)).toEqual([]);
    });
  }

  // What stands again without a name beside it is no finding of its own, and redaction replaces findings.
  test('redacted copies', { timeout: 120_000 }, () => {
    const out = join(where, 'redacted');
    const { status } = spawnSync(process.execPath, [MAIN, 'redact', '--all-rules', '--min-confidence', 'low', source, '-o', out], { encoding: 'buffer', env });
    expect(status).toBe(0);
    let changed = 0;
    const left: string[] = [];
    for (const kind of Object.keys(SURROUNDINGS).filter((kind) => kind !== 'again')) {
      const before = readFileSync(join(source, `${kind}.txt`), 'latin1').split('here\n-----\n');
      const after = readFileSync(join(out, `${kind}.txt`), 'latin1').split('here\n-----\n');
      expect(after).toHaveLength(before.length);
      rules.forEach((rule, i) => {
        if (before[i] === after[i]) return;
        changed++;
        left.push(...leaks(Buffer.from(after[i]!, 'latin1')).filter((leak) => leak.startsWith(`${rule.id}:`)));
        if (!after[i]!.endsWith(before[i]!.slice(-(GAP.length - 10)))) left.push(`${rule.id} in ${kind}: the lines behind it were changed`);
      });
    }
    expect(changed).toBeGreaterThan(texts / 2);
    expect(left).toEqual([]);
  });
});
