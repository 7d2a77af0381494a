// zip archives: by the central directory where the input can seek (walkZipFile), else member by member as the local
// headers come, compared with the directory at the end (walkZipStream).

import { InputError } from './input-error.ts';
import { u16, u32, u64 } from './gzip.ts';
import { FileSource, type Meter, Reader, ReaderSource, readPiece, type Source } from './source.ts';
import { CheckedSource, zipDecoder } from './zip-body.ts';
import {
  ARCHIVE_EXTRA, CENTRAL_HEADER, DESCRIPTOR, DIGITAL_SIGNATURE, END_RECORD, LOCAL_HEADER, ZIP64_END_RECORD, ZIP64_LOCATOR,
  type ZipEntry, centralEntry, localEntry,
} from './zip-format.ts';

export interface ZipVisitor {
  /** One file. `stored` is the reader of its compressed bytes (for ratios). Errors of the member end here. */
  member(name: string, body: Source, stored: Reader, entry: ZipEntry): Promise<void>;
  /** A directory, for those who copy archives. */
  directory?(entry: ZipEntry): Promise<void>;
  /** A member that can't be opened, or an archive that disagrees with itself. */
  trouble(name: string | undefined, error: InputError): void;
  readonly maxWindowBytes: number;
}

const END_SEARCH_BYTES = 65557 + 20; // the longest comment, and the zip64 locator before it

interface Directory {
  readonly at: number;
  readonly bytes: number;
  readonly entries: number;
  /** What stands before the archive proper (self-extracting files): added to every offset. */
  readonly shift: number;
}

/** True when the file has a central directory, whose members were visited. Every byte of the file is told to the meter. */
export async function walkZipFile(fd: number, fileBytes: number, meter: Meter, visitor: ZipVisitor): Promise<boolean> {
  const directory = findDirectory(fd, fileBytes);
  if (directory === null) return false;
  let spans: Spans;
  try {
    spans = await memberSpans(fd, directory);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    visitor.trouble(undefined, error);
    return false;
  }
  const buffer = Buffer.allocUnsafeSlow(256 * 1024);
  let index = 0;
  try {
    await eachCentral(fd, directory, (entry) => fileMember(fd, entry, entry.offset + directory.shift, spans, index++, buffer, meter, visitor));
  } catch (error) {
    // The walk stops here; what it did not come to is counted as skipped below.
    if (!(error instanceof InputError)) throw error;
    visitor.trouble(undefined, error);
  }
  meter.scanned(fileBytes - directory.at);
  countGaps(spans, directory.at, meter);
  return true;
}

/** Visits one member and notes in `spans` how far its bytes are accounted for. */
async function fileMember(fd: number, entry: ZipEntry, from: number, spans: Spans, span: number, buffer: Buffer, meter: Meter, visitor: ZipVisitor): Promise<void> {
  const bound = spans.bound[span] as number;
  if (spans.overlaps[span] === 1) {
    visitor.trouble(entry.name, new InputError('corrupt', 'members of the zip archive overlap'));
    return;
  }
  const header = Buffer.alloc(30);
  if (readPiece(fd, header, 0, 30, from) < 30 || u32(header, 0) !== LOCAL_HEADER) {
    visitor.trouble(entry.name, new InputError('corrupt', 'a member of the zip archive is not where its directory says'));
    return;
  }
  const dataAt = from + 30 + u16(header, 26) + u16(header, 28);
  const dataEnd = dataAt + entry.compressed;
  if (dataEnd > bound) {
    visitor.trouble(entry.name, new InputError('corrupt', 'members of the zip archive overlap'));
    return;
  }
  meter.scanned(dataAt - from);
  spans.end[span] = dataEnd;
  const stored = new Reader(new FileSource(fd, dataAt, dataEnd, buffer, false), meter);
  let reason = 'not_a_file';
  try {
    if (entry.directory) await visitor.directory?.(entry);
    else if (entry.encrypted) throw new InputError('unsupported_format', 'encrypted zip members are not read');
    else {
      const body = new CheckedSource(await zipDecoder(entry, stored, visitor.maxWindowBytes), entry);
      reason = 'beyond_member';
      await visitor.member(entry.name, body, stored, entry);
      body.close();
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    reason = error.reason;
    if (reason === 'interrupted' || reason === 'limit_entries' || reason === 'limit_decoded') throw error;
    visitor.trouble(entry.name, error);
  } finally {
    const left = dataEnd - dataAt - stored.position;
    if (left > 0 && entry.directory) meter.scanned(left);
    else if (left > 0) meter.skipped(left, reason);
  }
}

/** The end record, by its signature from the end of the file; zip64's where it is used. */
function findDirectory(fd: number, fileBytes: number): Directory | null {
  const tailBytes = Math.min(fileBytes, END_SEARCH_BYTES);
  const tail = Buffer.alloc(tailBytes);
  const tailAt = fileBytes - tailBytes;
  let have = 0;
  while (have < tailBytes) {
    const n = readPiece(fd, tail, have, tailBytes - have, tailAt + have);
    if (n === 0) return null;
    have += n;
  }
  for (let at = tailBytes - 22; at >= 0; at--) {
    if (u32(tail, at) !== END_RECORD || at + 22 + u16(tail, at + 20) > tailBytes) continue;
    let entries = u16(tail, at + 10);
    let bytes = u32(tail, at + 12);
    let offset = u32(tail, at + 16);
    let end = tailAt + at;
    if ((entries === 0xffff || bytes === 0xffffffff || offset === 0xffffffff) && at >= 20 && u32(tail, at - 20) === ZIP64_LOCATOR) {
      const record = Buffer.alloc(56);
      const recordAt = u64(tail, at - 12);
      if (recordAt + 56 <= fileBytes && readPiece(fd, record, 0, 56, recordAt) === 56 && u32(record, 0) === ZIP64_END_RECORD) {
        entries = u64(record, 32);
        bytes = u64(record, 40);
        offset = u64(record, 48);
        end = recordAt;
      }
    }
    const shift = end - bytes - offset;
    if (shift < 0 || bytes > end) continue;
    return { at: offset + shift, bytes, entries, shift };
  }
  return null;
}

async function eachCentral(fd: number, directory: Directory, use: (entry: ZipEntry) => Promise<void> | void): Promise<void> {
  const reader = new Reader(new FileSource(fd, directory.at, directory.at + directory.bytes, Buffer.allocUnsafeSlow(256 * 1024), false));
  for (let i = 0; i < directory.entries; i++) {
    const fixed = reader.ensure(46);
    if ((fixed instanceof Promise ? await fixed : fixed) < 46) throw new InputError('corrupt', 'the directory of the zip archive is cut');
    let view = reader.view;
    if (u32(view, 0) !== CENTRAL_HEADER) throw new InputError('corrupt', 'the directory of the zip archive is damaged');
    const length = 46 + u16(view, 28) + u16(view, 30) + u16(view, 32);
    const whole = reader.ensure(length);
    if ((whole instanceof Promise ? await whole : whole) < length) throw new InputError('corrupt', 'the directory of the zip archive is cut');
    view = reader.view;
    const { entry } = centralEntry(view, 0);
    reader.consume(length);
    const used = use(entry);
    if (used instanceof Promise) await used;
  }
}

interface Spans {
  readonly start: Float64Array;
  /** Where the next member, or the directory, begins. */
  readonly bound: Float64Array;
  readonly end: Float64Array;
  /** 1 for members that share bytes with one before them: how small archives decode to petabytes. */
  readonly overlaps: Uint8Array;
}

async function memberSpans(fd: number, directory: Directory): Promise<Spans> {
  if (directory.entries > directory.bytes / 46) throw new InputError('corrupt', 'the directory of the zip archive is damaged');
  const count = directory.entries;
  const start = new Float64Array(count);
  const end = new Float64Array(count);
  const bound = new Float64Array(count);
  const least = new Float64Array(count);
  let i = 0;
  let sorted = true;
  await eachCentral(fd, directory, (entry) => {
    start[i] = entry.offset + directory.shift;
    least[i] = (start[i] as number) + 30 + entry.compressed;
    end[i] = start[i] as number; // what is read of it moves this on
    if (i > 0 && (start[i] as number) < (start[i - 1] as number)) sorted = false;
    i++;
  });
  const overlaps = new Uint8Array(count);
  const order = new Uint32Array(count).map((_, k) => k);
  if (!sorted) order.sort((a, b) => (start[a] as number) - (start[b] as number));
  let reach = 0;
  for (const k of order) {
    if ((start[k] as number) < reach) overlaps[k] = 1;
    else reach = least[k] as number;
    if ((least[k] as number) > directory.at) overlaps[k] = 1;
  }
  let next = directory.at;
  for (let at = count - 1; at >= 0; at--) {
    const k = order[at] as number;
    bound[k] = next;
    next = Math.min(next, start[k] as number);
  }
  return { start, end, bound, overlaps };
}

/** Bytes before, between and after the members belong to none of them; descriptors do. */
function countGaps(spans: Spans, directoryAt: number, meter: Meter): void {
  const order = new Uint32Array(spans.start.length).map((_, k) => k);
  order.sort((a, b) => (spans.start[a] as number) - (spans.start[b] as number));
  let reach = 0;
  const gap = (to: number): void => {
    const bytes = to - reach;
    if (bytes <= 0) return;
    if (reach > 0 && bytes <= 24) meter.scanned(bytes);
    else meter.skipped(bytes, 'outside_members');
  };
  for (const k of order) {
    gap(Math.min(spans.start[k] as number, directoryAt));
    reach = Math.max(reach, Math.min(spans.end[k] as number, directoryAt));
  }
  gap(directoryAt);
}

/** Walks a zip archive that can't seek, or whose directory is lost. */
export async function walkZipStream(reader: Reader, visitor: ZipVisitor): Promise<void> {
  let members = 0;
  let listed = 0;
  for (;;) {
    const have = await reader.ensure(4);
    if (have < 4) {
      if (have > 0 || listed < members || members === 0) throw new InputError('truncated', 'the zip archive ends before its directory');
      return;
    }
    const signature = u32(reader.view, 0);
    if (signature === LOCAL_HEADER) {
      await streamMember(reader, visitor);
      members++;
    } else if (signature === CENTRAL_HEADER) {
      await must(reader, 46);
      const view = reader.view;
      await pass(reader, 46 + u16(view, 28) + u16(view, 30) + u16(view, 32));
      listed++;
    } else if (signature === END_RECORD) {
      await must(reader, 22);
      await pass(reader, 22 + u16(reader.view, 20));
      if (listed !== members) visitor.trouble(undefined, new InputError('corrupt', `the directory of the zip archive lists ${listed} members, ${members} were found`));
      const more = reader.more();
      if (more instanceof Promise ? await more : more) throw new InputError('trailing_data', 'bytes follow the end of the zip archive that belong to nothing');
      return;
    } else if (signature === ZIP64_END_RECORD) {
      await must(reader, 12);
      await pass(reader, 12 + u64(reader.view, 4));
    } else if (signature === ZIP64_LOCATOR) await pass(reader, 20);
    else if (signature === DIGITAL_SIGNATURE) {
      await must(reader, 6);
      await pass(reader, 6 + u16(reader.view, 4));
    } else if (signature === ARCHIVE_EXTRA) {
      await must(reader, 8);
      await pass(reader, 8 + u32(reader.view, 4));
    } else if (signature === DESCRIPTOR && members === 0) await pass(reader, 4); // the mark of a split archive in one piece
    else throw new InputError('corrupt', 'the zip archive is damaged: no member begins where one should');
  }
}

async function streamMember(reader: Reader, visitor: ZipVisitor): Promise<void> {
  await must(reader, 30);
  const view = reader.view;
  const length = 30 + u16(view, 26) + u16(view, 28);
  await must(reader, length);
  const { entry } = localEntry(reader.view.slice(0, length));
  reader.consume(length);
  const sizesFollow = (entry.flags & 8) !== 0 && entry.compressed === 0;
  if (!sizesFollow) {
    const bounded = new ReaderSource(reader, entry.compressed);
    let reason = 'not_a_file';
    if (entry.directory) await visitor.directory?.(entry);
    else {
      try {
        if (entry.encrypted) throw new InputError('unsupported_format', 'encrypted zip members are not read');
        const stored = new Reader(bounded);
        const body = new CheckedSource(await zipDecoder(entry, stored, visitor.maxWindowBytes), entry);
        await visitor.member(entry.name, body, stored, entry);
        body.close();
      } catch (error) {
        if (!(error instanceof InputError) || error.reported || error.depth !== null) throw error;
        reason = error.reason;
        visitor.trouble(entry.name, error);
      }
    }
    bounded.close();
    const left = bounded.left;
    if (left > 0 && (await reader.skip(left, reason)) < left) throw new InputError('truncated', 'the zip archive ends within a member');
    if ((entry.flags & 8) !== 0) await passDescriptor(reader, null, entry.zip64);
    return;
  }
  if (entry.encrypted || entry.method !== 8) {
    const error = new InputError('unsupported_format', `${entry.encrypted ? 'an encrypted zip member' : 'a zip member'} of unknown length can't be passed without the directory`);
    visitor.trouble(entry.name, error);
    error.reported = true;
    throw error;
  }
  const body = new CheckedSource(await zipDecoder(entry, reader, visitor.maxWindowBytes), null);
  await visitor.member(entry.name, body, reader, entry);
  // What the visitor left must be decoded all the same: only the decoder knows where the member ends.
  for (;;) {
    const piece = body.pull();
    if ((piece instanceof Promise ? await piece : piece) === null) break;
  }
  body.close();
  await passDescriptor(reader, body, entry.zip64);
}

/** Sizes and CRC behind the data, with or without a signature, of 4 or 8 bytes each. */
async function passDescriptor(reader: Reader, body: CheckedSource | null, zip64: boolean): Promise<void> {
  if ((await reader.ensure(24)) < 12) throw new InputError('truncated', 'the zip archive ends within a member');
  const view = reader.view;
  const signed = u32(view, 0) === DESCRIPTOR;
  const crc = u32(view, signed ? 4 : 0);
  reader.consume((signed ? 4 : 0) + 4 + (zip64 ? 16 : 8));
  if (body !== null && body.crc !== crc) throw new InputError('checksum_mismatch', 'the checksum of a zip member does not match');
}

async function must(reader: Reader, n: number): Promise<void> {
  const have = reader.ensure(n);
  if ((have instanceof Promise ? await have : have) < n) throw new InputError('truncated', 'the zip archive ends too early');
}

async function pass(reader: Reader, n: number): Promise<void> {
  let left = n;
  while (left > 0) {
    const more = reader.more();
    if (!(more instanceof Promise ? await more : more)) throw new InputError('truncated', 'the zip archive ends too early');
    const step = Math.min(left, reader.buffered);
    reader.consume(step);
    left -= step;
  }
}
