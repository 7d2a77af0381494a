// Copies a tar archive with its members redacted. Headers stay as they are, but for the size and checksum of members
// whose length changed.

import { InputError } from '../../input/input-error.ts';
import { isTarHeader } from '../../input/sniff.ts';
import { Reader, ReaderSource } from '../../input/source.ts';
import { BLOCK, isZero, nameOf, numberField, paxRecords, textOf, trimZeros } from '../../input/tar.ts';
import { memberName, type Rewrite, type WriteMember } from './rewrite-model.ts';
import { type ByteSink, NOWHERE, Spool } from './sink.ts';

const MAX_META_BYTES = 1048576;

interface Meta {
  readonly type: number;
  readonly header: Uint8Array;
  readonly data: Uint8Array;
}

export async function rewriteTar(rewrite: Rewrite, reader: Reader, entry: string | undefined, depth: number, to: ByteSink, writeMember: WriteMember): Promise<void> {
  let metas: Meta[] = [];
  let members = 0;
  for (;;) {
    const have = await reader.ensure(BLOCK);
    if (have === 0) return;
    const header = await reader.take(BLOCK);
    if (header === null) throw new InputError('truncated', 'the tar archive ends within a header');
    if (isZero(header)) {
      await to.write(header);
      continue;
    }
    if (!isTarHeader(header)) throw new InputError(members === 0 ? 'corrupt' : 'trailing_data', 'the tar archive is damaged: no member begins where one should');
    members++;
    const type = header[156] as number;
    if (type === 0x4c || type === 0x4b || type === 0x78 || type === 0x67 || type === 0x58) {
      metas.push({ type, header, data: await metaData(reader, numberField(header, 124, 12)) });
      continue;
    }
    await rewriteEntry(rewrite, reader, entry, depth, to, header, metas, writeMember);
    metas = [];
  }
}

async function metaData(reader: Reader, size: number): Promise<Uint8Array> {
  if (!(size >= 0 && size <= MAX_META_BYTES)) throw new InputError('corrupt', 'the tar archive is damaged: a name is too long');
  const bytes = await reader.take(padded(size));
  if (bytes === null) throw new InputError('truncated', 'the tar archive ends within a header');
  return bytes.subarray(0, size);
}

const padded = (size: number): number => Math.ceil(size / BLOCK) * BLOCK;

async function rewriteEntry(rewrite: Rewrite, reader: Reader, entry: string | undefined, depth: number, to: ByteSink, header: Uint8Array, metas: readonly Meta[], writeMember: WriteMember): Promise<void> {
  const type = header[156] as number;
  const pax = new Map(metas.filter((m) => m.type !== 0x4c && m.type !== 0x4b).flatMap((m) => [...paxRecords(m.data)]));
  const longName = metas.find((m) => m.type === 0x4c);
  const paxSize = pax.get('size');
  const size = paxSize === undefined ? numberField(header, 124, 12) : Number(paxSize);
  const name = memberName(entry, pax.get('path') ?? (longName === undefined ? nameOf(header) : textOf(trimZeros(longName.data))));
  const isFile = type === 0x30 || type === 0 || type === 0x37;
  const sparse = type === 0x53 || pax.has('GNU.sparse.major') || pax.has('GNU.sparse.map');
  if (!Number.isSafeInteger(size) || size < 0) throw new InputError('corrupt', 'the tar archive is damaged: a member has no sensible size');
  const stored = type >= 0x31 && type <= 0x36 && type !== 0x35 ? 0 : size;
  if (sparse) {
    rewrite.trouble(name, new InputError('unsupported_format', 'a sparse file in a tar archive is left out: it can\'t be redacted'));
    await reader.skip(padded(stored), 'unsupported_format');
    return;
  }
  if (!isFile || stored === 0) {
    await writeHeaders(to, header, metas, stored, stored);
    for (let left = padded(stored); left > 0; ) {
      const block = await reader.take(Math.min(left, 65536));
      if (block === null) throw new InputError('truncated', 'the tar archive ends within a member');
      await to.write(block);
      left -= block.length;
    }
    return;
  }
  const body = new ReaderSource(reader, stored);
  const inner = new Reader(body);
  const spool = new Spool();
  try {
    const kept = await writeMember(rewrite, inner, name, depth, rewrite.dry ? NOWHERE : spool);
    body.giveBack(inner.buffered);
    body.close();
    const { left } = body;
    if (left > 0 && (await reader.skip(left, 'left_out')) < left) {
      const cut = new InputError('truncated', 'the tar archive ends within this member');
      rewrite.trouble(name, cut);
      cut.reported = true;
      throw cut;
    }
    await reader.skip(padded(stored) - stored, 'padding');
    if (!kept || rewrite.dry) return;
    await writeHeaders(to, header, metas, stored, spool.size);
    await spool.copyTo(to);
    await to.write(new Uint8Array(padded(spool.size) - spool.size));
  } finally {
    spool.drop();
  }
}

async function writeHeaders(to: ByteSink, header: Uint8Array, metas: readonly Meta[], oldSize: number, newSize: number): Promise<void> {
  for (const meta of metas) {
    const data = newSize !== oldSize && meta.type === 0x78 ? withSize(meta.data, newSize) : meta.data;
    await to.write(data === meta.data ? meta.header : resized(meta.header, data.length));
    await to.write(data);
    await to.write(new Uint8Array(padded(data.length) - data.length));
  }
  await to.write(newSize === oldSize ? header : resized(header, newSize));
}

/** A header with another size and the checksum that goes with it. */
function resized(header: Uint8Array, size: number): Uint8Array {
  const copy = Buffer.from(header);
  if (size < 8 ** 11) copy.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  else {
    copy[124] = 0x80;
    let rest = size;
    for (let i = 11; i >= 1; i--) {
      copy[124 + i] = rest % 256;
      rest = Math.floor(rest / 256);
    }
  }
  copy.fill(0x20, 148, 156);
  let sum = 0;
  for (const byte of copy) sum += byte;
  copy.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return copy;
}

/** pax records with another `size`, if they have one. */
function withSize(data: Uint8Array, size: number): Uint8Array {
  const records = paxRecords(data);
  if (!records.has('size')) return data;
  records.set('size', String(size));
  const text = [...records].map(([key, value]) => {
    const rest = Buffer.byteLength(` ${key}=${value}\n`);
    let length = rest + 1;
    while (String(length).length + rest !== length) length = String(length).length + rest;
    return `${length} ${key}=${value}\n`;
  });
  return Buffer.from(text.join(''));
}
