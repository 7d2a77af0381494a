// Secrets, archives and runs for the tests of bulk scanning. Everything is made when the test runs.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll } from 'vitest';
import { loadParts } from '../../src/bulk/parts.ts';
import type { ScanRequest } from '../../src/bulk/run.ts';
import { runScan } from '../../src/bulk/scan.ts';
import type { Trouble } from '../../src/bulk/ledger.ts';
import type { Located, Summary } from '../../src/bulk/summary.ts';
import { DEFAULT_LIMITS } from '../../src/input/limits.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'bulk-test-'));
  folders.push(made);
  return made;
}

/** Small deterministic generator. */
export function random(seed: number): (n: number) => number {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A GitHub token whose checksum is right. */
export function token(seed: number): string {
  const draw = random(seed);
  let body = '';
  for (let i = 0; i < 30; i++) body += DIGITS[draw(62)];
  let sum = crc32(Buffer.from(body));
  let check = '';
  for (let i = 0; i < 6; i++) {
    check = DIGITS[sum % 62] + check;
    sum = Math.floor(sum / 62);
  }
  return `ghp_${body}${check}`;
}

/** Log lines around one token; `at` is its offset in bytes of the UTF-8 text. */
export function logWith(secret: string, seed: number, linesBefore = 300, linesAfter = 40): { text: string; at: number; line: number } {
  const draw = random(seed);
  const line = (i: number): string => `2026-04-20T10:${String(i % 60).padStart(2, '0')}:00Z INFO worker-${i} größe ${draw(999)} ms done\n`;
  let before = '';
  for (let i = 0; i < linesBefore; i++) before += line(i);
  const lead = 'git remote https://x-access-token:';
  let after = '';
  for (let i = 0; i < linesAfter; i++) after += line(i);
  return { text: `${before}${lead}${secret}@git.acme.test/a.git\n${after}`, at: Buffer.byteLength(before + lead), line: linesBefore + 1 };
}

export interface Member {
  readonly name: string;
  readonly data: Buffer;
  readonly type?: string;
}

export function tar(members: readonly Member[]): Buffer {
  const parts: Buffer[] = [];
  const header = (name: string, size: number, type: string): Buffer => {
    const h = Buffer.alloc(512);
    h.write(name.slice(0, 100), 0, 'utf8');
    h.write('0000644\0', 100);
    h.write('0000000\0', 108);
    h.write('0000000\0', 116);
    h.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
    h.write('00000000000\0', 136);
    h.fill(0x20, 148, 156);
    h.write(type, 156);
    h.write('ustar\0', 257);
    h.write('00', 263);
    let sum = 0;
    for (const b of h) sum += b;
    h.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return h;
  };
  const put = (data: Buffer): void => {
    parts.push(data, Buffer.alloc((512 - (data.length % 512)) % 512));
  };
  for (const { name, data, type = '0' } of members) {
    if (Buffer.byteLength(name) > 100) {
      parts.push(header('././@LongLink', Buffer.byteLength(name) + 1, 'L'));
      put(Buffer.from(`${name}\0`));
    }
    parts.push(header(name, data.length, type));
    put(data);
  }
  parts.push(Buffer.alloc(1024));
  return Buffer.concat(parts);
}

export interface ZipOptions {
  /** Sizes and CRC after the data, as streaming writers do. */
  readonly descriptors?: boolean;
  readonly stored?: boolean;
  readonly encrypted?: boolean;
  /** Bytes in front of the archive. */
  readonly prefix?: Buffer;
}

export function zip(members: readonly Member[], options: ZipOptions = {}): Buffer {
  const parts: Buffer[] = [options.prefix ?? Buffer.alloc(0)];
  const central: Buffer[] = [];
  let at = parts[0]?.length ?? 0;
  const base = at;
  for (const { name, data } of members) {
    const packed = options.stored ? data : deflateRawSync(data);
    const flags = (options.descriptors ? 8 : 0) | (options.encrypted ? 1 : 0) | 0x800;
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(flags, 2);
    fields.writeUInt16LE(options.stored ? 0 : 8, 4);
    fields.writeUInt32LE(crc32(data), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(data.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.from(fields);
    if (options.descriptors) local.fill(0, 10, 22);
    const entry = [Buffer.from([0x50, 0x4b, 3, 4]), local, Buffer.from(name), packed];
    if (options.descriptors) {
      const tail = Buffer.alloc(16);
      tail.writeUInt32LE(0x08074b50, 0);
      tail.writeUInt32LE(crc32(data), 4);
      tail.writeUInt32LE(packed.length, 8);
      tail.writeUInt32LE(data.length, 12);
      entry.push(tail);
    }
    const record = Buffer.alloc(46);
    record.writeUInt32LE(0x02014b50, 0);
    record.writeUInt16LE(20, 4);
    fields.copy(record, 6);
    record.writeUInt32LE(at - base, 42);
    central.push(record, Buffer.from(name));
    const whole = Buffer.concat(entry);
    parts.push(whole);
    at += whole.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at - base, 16);
  return Buffer.concat([...parts, directory, end]);
}

export interface Scanned {
  readonly findings: readonly Located[];
  readonly troubles: readonly Trouble[];
  readonly summary: Summary;
}

export const KEY = new Uint8Array(32).fill(7);

export async function request(paths: readonly string[], more: Partial<ScanRequest> = {}): Promise<ScanRequest & { readonly findings: Located[]; readonly troubles: Trouble[] }> {
  const { parts, table } = await loadParts({}, KEY);
  const findings: Located[] = [];
  const troubles: Trouble[] = [];
  return {
    paths, walk: { follow: false }, limits: DEFAULT_LIMITS, skipBinary: false, body: { least: 2, reveal: true, frames: false }, threads: 1,
    parts, table, keyId: 'test', finding: (located) => findings.push(located), trouble: (trouble) => troubles.push(trouble), findings, troubles, ...more,
  };
}

/** Scans and checks what must hold of every run: the books agree. */
export async function scan(paths: readonly string[], more: Partial<ScanRequest> = {}): Promise<Scanned> {
  const made = await request(paths, more);
  const summary = await runScan(made);
  if (summary.bytes_in !== summary.bytes_scanned + summary.bytes_skipped) {
    throw new Error(`books: ${summary.bytes_in} in, ${summary.bytes_scanned} scanned, ${summary.bytes_skipped} skipped`);
  }
  return { findings: made.findings, troubles: made.troubles, summary };
}

export function file(name: string, data: Buffer | string, where = folder()): string {
  const path = join(where, name);
  writeFileSync(path, data);
  return path;
}
