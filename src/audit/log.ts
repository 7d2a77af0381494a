// The audit on disk: JSON Lines in numbered files, each record chained to the one before and committed in one Merkle tree.
//
//   audit/log-000001.jsonl   records, one a line; the last field, `hash`, is the leaf hash of the line without it
//   audit/head.json          where the log ends, to append without reading it; can be made anew from the records
//   audit/checkpoint         the newest signed checkpoint;  audit/checkpoints  all of them
//   audit/log.key, log.pub   the key that signs checkpoints, and what verifiers need
//   audit/set-aside/         what was found torn or broken; never deleted, never written over
//
// Order of work: lock → look whether the log ends where head.json says → write → fsync → head.json → unlock. A crash at
// any byte leaves at most one torn line at the end, which the next writer sets aside and says so in a record.

import { closeSync, existsSync, fstatSync, fsyncSync, ftruncateSync, readSync, readdirSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { WardlineError } from '../errors.ts';
import { makeDirectory } from '../findings/directory.ts';
import { openPlain, readPlain } from './files.ts';
import { withLock } from './lock.ts';
import { Frontier, leafHash } from './merkle.ts';

export const NO_HASH = '0'.repeat(64);

export interface AuditEvent {
  readonly event: string;
  readonly [field: string]: unknown;
}

export interface Head {
  readonly segment: number;
  /** Bytes of the segment that are part of the log. */
  readonly bytes: number;
  /** Records in the log: the tree's size. */
  readonly size: number;
  readonly last: string;
  readonly frontier: readonly string[];
}

export interface LogOptions {
  readonly segmentBytes: number;
  readonly now: () => number;
  readonly sync: boolean;
}

export function auditDirectory(state: string): string {
  return join(state, 'audit');
}

export function segmentName(number: number): string {
  return `log-${String(number).padStart(6, '0')}.jsonl`;
}

export function segments(directory: string): readonly number[] {
  try {
    return readdirSync(directory).flatMap((name) => /^log-(\d{6,})\.jsonl$/.exec(name)?.[1] ?? []).map(Number).sort((a, b) => a - b);
  } catch {
    return [];
  }
}

/** The record's line without its end, and its leaf hash. */
export function sealRecord(fields: Readonly<Record<string, unknown>>): { readonly line: string; readonly hash: Buffer } {
  const entry = JSON.stringify(fields);
  const hash = leafHash(Buffer.from(entry));
  return { line: `${entry.slice(0, -1)},"hash":"${hash.toString('hex')}"}`, hash };
}

const TAIL = /,"hash":"([0-9a-f]{64})"\}$/;

/** The entry that was hashed and the hash that the line states; null when the line has not the form of a record. */
export function openRecord(line: string): { readonly entry: string; readonly hash: string; readonly fields: Readonly<Record<string, unknown>> } | null {
  const tail = TAIL.exec(line);
  if (tail === null) return null;
  const entry = `${line.slice(0, tail.index)}}`;
  try {
    const fields: unknown = JSON.parse(entry);
    return typeof fields === 'object' && fields !== null ? { entry, hash: tail[1] as string, fields: fields as Record<string, unknown> } : null;
  } catch {
    return null;
  }
}

/** Appends events as records, all or none of them as far as the lock's holder can see. Answers the head after it. */
export function appendEvents(directory: string, events: readonly AuditEvent[], options: LogOptions): Head {
  makeDirectory(directory);
  return withLock(join(directory, 'audit.lock'), () => {
    const found = findEnd(directory);
    let { segment, bytes } = found.head;
    const frontier = new Frontier(found.head.size, found.head.frontier.map((hex) => Buffer.from(hex, 'hex')));
    let last = found.head.last;
    const all = [...found.notes, ...events];
    if (bytes >= options.segmentBytes || found.fresh) {
      if (!found.fresh) segment += 1;
      bytes = 0;
      // A file tells by itself where in the tree it begins, so that older files can be taken away.
      all.unshift({ event: 'segment', segment, first: frontier.size, frontier: frontier.roots.map((root) => root.toString('hex')) });
    }
    const time = new Date(options.now()).toISOString();
    let text = '';
    for (const event of all) {
      const { line, hash } = sealRecord({ v: 1, seq: frontier.size, time, prev: last, ...event });
      text += `${line}\n`;
      frontier.append(hash);
      last = hash.toString('hex');
    }
    const handle = openPlain(join(directory, segmentName(segment)), 'append');
    try {
      const data = Buffer.from(text);
      for (let at = 0; at < data.length; ) at += writeSync(handle, data, at);
      bytes += data.length;
      if (options.sync) fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    const head: Head = { segment, bytes, size: frontier.size, last, frontier: frontier.roots.map((root) => root.toString('hex')) };
    writeHead(directory, head);
    return head;
  });
}

function writeHead(directory: string, head: Head): void {
  const temporary = join(directory, `head.json.${process.pid}`);
  const handle = openPlain(temporary, 'replace');
  try {
    writeSync(handle, JSON.stringify(head));
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, join(directory, 'head.json'));
}

export function readHead(directory: string): Head | null {
  const text = readPlain(join(directory, 'head.json'));
  try {
    const head = JSON.parse(text ?? 'null') as Head;
    return Number.isInteger(head.size) && Array.isArray(head.frontier) ? head : null;
  } catch {
    return null;
  }
}

interface End {
  readonly head: Head;
  /** There is no file to go on with. */
  readonly fresh: boolean;
  /** Records about what was found. */
  readonly notes: readonly AuditEvent[];
}

function findEnd(directory: string): End {
  const known = readHead(directory);
  const numbers = segments(directory);
  const newest = numbers[numbers.length - 1];
  if (newest === undefined) {
    const notes = known === null ? [] : [{ event: 'records_missing', expected: known.size, found: 0 }];
    return { head: known === null ? { segment: 1, bytes: 0, size: 0, last: NO_HASH, frontier: [] } : { ...known, segment: known.segment + 1, bytes: 0 }, fresh: true, notes };
  }
  const file = join(directory, segmentName(newest));
  const handle = openPlain(file, 'change');
  try {
    const size = fstatSync(handle).size;
    if (known !== null && known.segment === newest && known.bytes === size) return { head: known, fresh: false, notes: [] };
    const end = recover(directory, newest, handle, size, known !== null && known.segment === newest && known.bytes < size ? known : null);
    // What head.json knew is gone. Said in the log itself, for head.json is written anew now.
    return known !== null && known.size > end.head.size ? { ...end, notes: [...end.notes, { event: 'records_missing', expected: known.size, found: end.head.size }] } : end;
  } finally {
    closeSync(handle);
  }
}

/** Reads on from `from`, or the file from its begin, and cuts what is no record off into a file of its own. */
function recover(directory: string, segment: number, handle: number, size: number, from: Head | null): End {
  const start = from?.bytes ?? 0;
  const data = Buffer.alloc(size - start);
  for (let at = 0; at < data.length; ) {
    const got = readSync(handle, data, at, data.length - at, start + at);
    if (got === 0) break;
    at += got;
  }
  let frontier = from === null ? new Frontier() : new Frontier(from.size, from.frontier.map((hex) => Buffer.from(hex, 'hex')));
  let last = from?.last ?? NO_HASH;
  let good = 0;
  let begun = from !== null;
  for (;;) {
    const end = data.indexOf(0x0a, good);
    if (end < 0) break;
    const record = openRecord(data.subarray(good, end).toString('utf8'));
    if (record === null) break;
    if (!begun) {
      const { event, first, frontier: roots, prev } = record.fields;
      if (event === 'segment' && Number.isInteger(first) && Array.isArray(roots)) frontier = new Frontier(first as number, roots.map((hex) => Buffer.from(String(hex), 'hex')));
      last = String(prev);
      begun = true;
    }
    const hash = leafHash(Buffer.from(record.entry));
    // What does not follow is left as it is: `audit verify` names it. The chain goes on from what stands there.
    frontier.append(hash);
    last = hash.toString('hex');
    good = end + 1;
  }
  const notes: AuditEvent[] = [];
  if (good < data.length) {
    const aside = join(directory, 'set-aside');
    makeDirectory(aside);
    let name = '';
    for (let i = 1; name === '' || existsSync(join(aside, name)); i += 1) name = `torn-${String(segment).padStart(6, '0')}-at-${start + good}-${i}.bin`;
    writeFileSync(join(aside, name), data.subarray(good), { mode: 0o600, flag: 'wx' });
    ftruncateSync(handle, start + good);
    fsyncSync(handle);
    notes.push({ event: 'recovered', segment, at: start + good, bytes: data.length - good, set_aside: name });
  }
  return { head: { segment, bytes: start + good, size: frontier.size, last, frontier: frontier.roots.map((root) => root.toString('hex')) }, fresh: start + good === 0, notes };
}

/** All lines of a segment, with where they begin. The last one may be torn. */
export function readSegment(directory: string, number: number): { readonly lines: readonly string[]; readonly torn: boolean } {
  let text: string | null;
  try {
    text = readPlain(join(directory, segmentName(number)));
  } catch (cause) {
    if (cause instanceof WardlineError) throw cause;
    throw new WardlineError('audit_unreadable', `the audit file \`${segmentName(number)}\` can't be read`, { hint: 'check its owner and mode', cause });
  }
  const lines = (text ?? '').split('\n');
  const rest = lines.pop() ?? '';
  return { lines, torn: rest !== '' };
}
