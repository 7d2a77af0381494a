// Copies a zip archive with its members redacted. Stored members stay stored, all others are deflated.

import { crc32 } from 'node:zlib';
import { LayerSource } from '../../input/limits.ts';
import { type Meter, Reader } from '../../input/source.ts';
import { CENTRAL_HEADER, END_RECORD, LOCAL_HEADER, ZIP64_END_RECORD, ZIP64_LOCATOR, type ZipEntry } from '../../input/zip-format.ts';
import { walkZipFile, walkZipStream, type ZipVisitor } from '../../input/zip.ts';
import { memberName, type Rewrite, type WriteMember } from './rewrite-model.ts';
import { type ByteSink, deflater, NOWHERE, Spool } from './sink.ts';

export async function rewriteZipStream(rewrite: Rewrite, reader: Reader, entry: string | undefined, depth: number, to: ByteSink, writeMember: WriteMember): Promise<void> {
  const writer = new ZipWriter(to);
  await walkZipStream(reader, visitorOf(rewrite, writer, entry, depth, writeMember));
  await writer.end();
}

/** The same for a file that can seek; false when it has no directory. */
export async function rewriteZipFile(rewrite: Rewrite, fd: number, size: number, meter: Meter, to: ByteSink, writeMember: WriteMember): Promise<boolean> {
  const writer = new ZipWriter(to);
  if (!(await walkZipFile(fd, size, meter, visitorOf(rewrite, writer, undefined, 0, writeMember)))) return false;
  await writer.end();
  return true;
}

function visitorOf(rewrite: Rewrite, writer: ZipWriter, outer: string | undefined, depth: number, writeMember: WriteMember): ZipVisitor {
  const { limits, spent } = rewrite;
  return {
    maxWindowBytes: limits.maxWindowBytes,
    async member(name, body, stored, entry) {
      const layer = new LayerSource(body, stored, depth + 1, limits, spent);
      if (rewrite.dry) {
        await writeMember(rewrite, new Reader(layer), memberName(outer, name), depth, NOWHERE);
        return;
      }
      const spool = new Spool();
      const packed = new Counting(entry.method === 0 ? spool : deflater(spool));
      try {
        const kept = await writeMember(rewrite, new Reader(layer), memberName(outer, name), depth, packed);
        await packed.end();
        if (kept) await writer.member(entry, spool, packed);
      } finally {
        spool.drop();
      }
    },
    directory: (entry) => writer.member(entry, new Spool(), new Counting(new Spool())),
    trouble(name, error) {
      if (!error.reported) rewrite.trouble(name === undefined ? outer : memberName(outer, name), error);
      error.reported = true;
    },
  };
}

/** CRC and length of what is written, before it is packed. */
class Counting implements ByteSink {
  readonly #to: ByteSink;
  crc = 0;
  size = 0;

  constructor(to: ByteSink) {
    this.#to = to;
  }

  write(bytes: Uint8Array): void | Promise<void> {
    this.crc = crc32(bytes, this.crc);
    this.size += bytes.length;
    return this.#to.write(bytes);
  }

  end(): void | Promise<void> {
    return this.#to.end();
  }
}

const MAX32 = 0xffffffff;

class ZipWriter {
  readonly #to: ByteSink;
  readonly #central: Buffer[] = [];
  #at = 0;

  constructor(to: ByteSink) {
    this.#to = to;
  }

  async member(entry: ZipEntry, packed: Spool, plain: Counting): Promise<void> {
    const method = entry.method === 0 || entry.directory ? 0 : 8;
    const big = packed.size >= MAX32 || plain.size >= MAX32;
    const far = this.#at >= MAX32;
    const flags = entry.flags & 0x800; // names in UTF-8
    const local = Buffer.alloc(30 + entry.rawName.length + (big ? 20 : 0));
    local.writeUInt32LE(LOCAL_HEADER, 0);
    common(local, 4, big, flags, method, entry, plain, packed.size);
    local.writeUInt16LE(entry.rawName.length, 26);
    local.writeUInt16LE(big ? 20 : 0, 28);
    local.set(entry.rawName, 30);
    if (big) extra64(local, 30 + entry.rawName.length, [plain.size, packed.size]);
    const extras = [...(big ? [plain.size, packed.size] : []), ...(far ? [this.#at] : [])];
    const extraBytes = extras.length === 0 ? 0 : 4 + 8 * extras.length;
    const central = Buffer.alloc(46 + entry.rawName.length + extraBytes);
    central.writeUInt32LE(CENTRAL_HEADER, 0);
    central.writeUInt16LE(entry.madeBy, 4);
    common(central, 6, big, flags, method, entry, plain, packed.size);
    central.writeUInt16LE(entry.rawName.length, 28);
    central.writeUInt16LE(extraBytes, 30);
    central.writeUInt32LE(entry.external, 38);
    central.writeUInt32LE(far ? MAX32 : this.#at, 42);
    central.set(entry.rawName, 46);
    if (extraBytes > 0) extra64(central, 46 + entry.rawName.length, extras);
    this.#central.push(central);
    await this.#to.write(local);
    await packed.copyTo(this.#to);
    this.#at += local.length + packed.size;
  }

  async end(): Promise<void> {
    const begin = this.#at;
    let bytes = 0;
    for (const record of this.#central) {
      await this.#to.write(record);
      bytes += record.length;
    }
    const count = this.#central.length;
    if (count >= 0xffff || begin >= MAX32 || bytes >= MAX32) {
      const record = Buffer.alloc(56 + 20);
      record.writeUInt32LE(ZIP64_END_RECORD, 0);
      put64(record, 4, 44);
      record.writeUInt16LE(45, 12);
      record.writeUInt16LE(45, 14);
      put64(record, 24, count);
      put64(record, 32, count);
      put64(record, 40, bytes);
      put64(record, 48, begin);
      record.writeUInt32LE(ZIP64_LOCATOR, 56);
      put64(record, 64, begin + bytes);
      record.writeUInt32LE(1, 72);
      await this.#to.write(record);
    }
    const end = Buffer.alloc(22);
    end.writeUInt32LE(END_RECORD, 0);
    end.writeUInt16LE(Math.min(count, 0xffff), 8);
    end.writeUInt16LE(Math.min(count, 0xffff), 10);
    end.writeUInt32LE(Math.min(bytes, MAX32), 12);
    end.writeUInt32LE(Math.min(begin, MAX32), 16);
    await this.#to.write(end);
  }
}

/** The fields that local and central headers share, from "version needed" to the sizes. */
function common(header: Buffer, at: number, big: boolean, flags: number, method: number, entry: ZipEntry, plain: Counting, packed: number): void {
  header.writeUInt16LE(big ? 45 : 20, at);
  header.writeUInt16LE(flags, at + 2);
  header.writeUInt16LE(method, at + 4);
  header.writeUInt32LE(entry.time, at + 6);
  header.writeUInt32LE(plain.crc >>> 0, at + 10);
  header.writeUInt32LE(big ? MAX32 : packed, at + 14);
  header.writeUInt32LE(big ? MAX32 : plain.size, at + 18);
}

function extra64(header: Buffer, at: number, values: readonly number[]): void {
  header.writeUInt16LE(1, at);
  header.writeUInt16LE(8 * values.length, at + 2);
  for (const [i, value] of values.entries()) put64(header, at + 4 + 8 * i, value);
}

function put64(buffer: Buffer, at: number, value: number): void {
  buffer.writeBigUInt64LE(BigInt(value), at);
}
