// tar: ustar, pax, GNU long names, base-256 sizes. Walked forward over any source; members come as they stand.

import { InputError } from './input-error.ts';
import { isTarHeader } from './sniff.ts';
import { Reader, ReaderSource } from './source.ts';

export const BLOCK = 512;
/** Long names and pax headers beyond this are damage. */
const MAX_META_BYTES = 1048576;

export interface TarMember {
  readonly name: string;
  readonly size: number;
  /** A sparse file: its stored parts are joined. */
  readonly sparse: boolean;
}

export interface TarVisitor {
  /** A regular file. Whatever the visitor leaves of the body is skipped with the reason it returns. */
  member(member: TarMember, body: ReaderSource): Promise<string>;
}

export async function walkTar(reader: Reader, visitor: TarVisitor): Promise<void> {
  let longName: string | null = null;
  let pax = new Map<string, string>();
  let global = new Map<string, string>();
  let members = 0;
  for (;;) {
    const have = reader.ensure(BLOCK);
    const n = have instanceof Promise ? await have : have;
    if (n === 0) {
      if (members === 0) throw new InputError('truncated', 'the tar archive ends too early');
      return; // some writers leave the end marks out
    }
    if (n < BLOCK) throw new InputError('truncated', 'the tar archive ends within a header');
    const header = reader.view.subarray(0, BLOCK);
    if (isZero(header)) {
      if (await onlyZerosFollow(reader)) return;
      continue;
    }
    if (!isTarHeader(header)) throw new InputError(members === 0 ? 'corrupt' : 'trailing_data', 'the tar archive is damaged: no member begins where one should');
    members++;
    const type = header[156] as number;
    let size = numberField(header, 124, 12);
    const plainName = nameOf(header);
    const sparseMore = type === 0x53 && header[482] === 1;
    reader.consume(BLOCK);
    if (type === 0x4c || type === 0x4b || type === 0x78 || type === 0x67 || type === 0x58) {
      const meta = await metaBlock(reader, size);
      if (type === 0x4c) longName = textOf(trimZeros(meta));
      else if (type === 0x67) global = new Map([...global, ...paxRecords(meta)]);
      else if (type !== 0x4b) pax = paxRecords(meta);
      continue;
    }
    const record = (key: string): string | undefined => pax.get(key) ?? global.get(key);
    const paxSize = record('size');
    if (paxSize !== undefined) size = Number(paxSize);
    if (!Number.isSafeInteger(size) || size < 0) throw new InputError('corrupt', 'the tar archive is damaged: a member has no sensible size');
    const name = record('GNU.sparse.name') ?? record('path') ?? longName ?? plainName;
    const sparse = type === 0x53 || record('GNU.sparse.major') !== undefined || record('GNU.sparse.map') !== undefined;
    longName = null;
    pax = new Map();
    if (sparseMore) await skipSparseMap(reader);
    const isFile = (type === 0x30 || type === 0 || type === 0x37 || type === 0x53) && !(type !== 0x53 && plainName.endsWith('/'));
    if (isLinkOrDirectory(type)) size = type === 0x35 ? size : 0;
    const body = new ReaderSource(reader, size);
    const reason = isFile ? await visitor.member({ name, size, sparse }, body) : 'not_a_file';
    body.close();
    const left = body.left;
    if (left > 0 && (await reader.skip(left, reason)) < left) {
      const cut = new InputError('truncated', 'the tar archive ends within this member');
      cut.member = name;
      throw cut;
    }
    await passPadding(reader, (BLOCK - (size % BLOCK)) % BLOCK);
  }
}

function isLinkOrDirectory(type: number): boolean {
  return type >= 0x31 && type <= 0x36;
}

export function isZero(block: Uint8Array): boolean {
  for (let i = 0; i < block.length; i++) if (block[i] !== 0) return false;
  return true;
}

/** Passes zero blocks; false when something else follows (archives one after another). */
async function onlyZerosFollow(reader: Reader): Promise<boolean> {
  for (;;) {
    const have = reader.ensure(BLOCK);
    const n = Math.min(have instanceof Promise ? await have : have, BLOCK);
    if (n === 0) return true;
    const block = reader.view.subarray(0, n);
    if (!isZero(block)) {
      if (n < BLOCK || !isTarHeader(block)) throw new InputError('trailing_data', 'bytes follow the end of the tar archive that belong to nothing');
      return false;
    }
    reader.consume(n);
  }
}

async function passPadding(reader: Reader, n: number): Promise<void> {
  if (n === 0) return;
  const have = reader.ensure(n);
  reader.consume(Math.min(n, have instanceof Promise ? await have : have));
}

async function metaBlock(reader: Reader, size: number): Promise<Uint8Array> {
  if (!(size >= 0 && size <= MAX_META_BYTES)) throw new InputError('corrupt', 'the tar archive is damaged: a name is too long');
  const bytes = await reader.take(size);
  if (bytes === null) throw new InputError('truncated', 'the tar archive ends within a header');
  await passPadding(reader, (BLOCK - (size % BLOCK)) % BLOCK);
  return bytes;
}

/** Old GNU sparse files: more map blocks while the flag at 504 is set. */
async function skipSparseMap(reader: Reader): Promise<void> {
  for (;;) {
    const block = await reader.take(BLOCK);
    if (block === null) throw new InputError('truncated', 'the tar archive ends within a header');
    if (block[504] !== 1) return;
  }
}

/** Octal digits, or base 256 when the first bit is set. */
export function numberField(header: Uint8Array, at: number, length: number): number {
  const first = header[at] as number;
  if ((first & 0x80) !== 0) {
    let value = first & 0x7f;
    for (let i = 1; i < length; i++) value = value * 256 + (header[at + i] as number);
    return value;
  }
  let value = 0;
  let seen = false;
  for (let i = 0; i < length; i++) {
    const byte = header[at + i] as number;
    if (byte >= 0x30 && byte <= 0x37) {
      value = value * 8 + (byte - 0x30);
      seen = true;
    } else if (seen || (byte !== 0x20 && byte !== 0)) break;
  }
  return value;
}

export function nameOf(header: Uint8Array): string {
  const name = textOf(trimZeros(header.subarray(0, 100)));
  const ustar = header[257] === 0x75 && header[258] === 0x73 && header[259] === 0x74 && header[260] === 0x61 && header[261] === 0x72;
  // GNU's own variant ("ustar  ") uses the prefix field for other things.
  if (!ustar || header[262] !== 0 || header[345] === 0) return name;
  return `${textOf(trimZeros(header.subarray(345, 500)))}/${name}`;
}

export function trimZeros(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** UTF-8, or Latin-1 when it is not. */
export function textOf(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}

/** `length key=value\n` records. */
export function paxRecords(bytes: Uint8Array): Map<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    let space = at;
    while (space < bytes.length && bytes[space] !== 0x20) space++;
    const length = Number(Buffer.from(bytes.subarray(at, space)).toString('latin1'));
    if (!Number.isInteger(length) || length < 5 || at + length > bytes.length) break;
    const equals = bytes.indexOf(0x3d, space);
    if (equals < 0 || equals >= at + length) break;
    records.set(textOf(bytes.subarray(space + 1, equals)), textOf(bytes.subarray(equals + 1, at + length - 1)));
    at += length;
  }
  return records;
}
