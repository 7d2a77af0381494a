// Records of the zip format (APPNOTE 6.3.10), as far as they are read here.

import { u16, u32, u64 } from './gzip.ts';
import { textOf } from './tar.ts';

export const LOCAL_HEADER = 0x04034b50;
export const CENTRAL_HEADER = 0x02014b50;
export const END_RECORD = 0x06054b50;
export const ZIP64_END_RECORD = 0x06064b50;
export const ZIP64_LOCATOR = 0x07064b50;
export const DESCRIPTOR = 0x08074b50;
export const ARCHIVE_EXTRA = 0x08064b50;
export const DIGITAL_SIGNATURE = 0x05054b50;

export interface ZipEntry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly compressed: number;
  readonly size: number;
  /** Of the local header. */
  readonly offset: number;
  readonly zip64: boolean;
  readonly directory: boolean;
  readonly encrypted: boolean;
  /** The name as it is stored, DOS time and date, "made by" and external attributes: for whoever writes the member again. */
  readonly rawName: Uint8Array;
  readonly time: number;
  readonly madeBy: number;
  readonly external: number;
}

/** A central directory record at `at`; the caller has checked that it is whole. */
export function centralEntry(v: Uint8Array, at: number): { entry: ZipEntry; length: number } {
  const nameLength = u16(v, at + 28);
  const extraLength = u16(v, at + 30);
  const flags = u16(v, at + 8);
  const name = entryName(v.subarray(at + 46, at + 46 + nameLength));
  const extra = v.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
  const sizes = zip64Sizes(extra, u32(v, at + 24), u32(v, at + 20), u32(v, at + 42));
  return {
    entry: {
      name, flags, method: u16(v, at + 10), crc: u32(v, at + 16), ...sizes,
      directory: name.endsWith('/') && sizes.size === 0, encrypted: (flags & 0x2041) !== 0,
      rawName: v.slice(at + 46, at + 46 + nameLength), time: u32(v, at + 12), madeBy: u16(v, at + 4), external: u32(v, at + 38),
    },
    length: 46 + nameLength + extraLength + u16(v, at + 32),
  };
}

/** A local header; `v` begins with it and holds its name and extra field. */
export function localEntry(v: Uint8Array): { entry: ZipEntry; length: number } {
  const nameLength = u16(v, 26);
  const extraLength = u16(v, 28);
  const flags = u16(v, 6);
  const name = entryName(v.subarray(30, 30 + nameLength));
  const sizes = zip64Sizes(v.subarray(30 + nameLength, 30 + nameLength + extraLength), u32(v, 22), u32(v, 18), 0);
  return {
    entry: {
      name, flags, method: u16(v, 8), crc: u32(v, 14), ...sizes, directory: name.endsWith('/'), encrypted: (flags & 0x2041) !== 0,
      rawName: v.slice(30, 30 + nameLength), time: u32(v, 10), madeBy: 20, external: 0,
    },
    length: 30 + nameLength + extraLength,
  };
}

function entryName(bytes: Uint8Array): string {
  return textOf(bytes);
}

/** Extra field 1 replaces those of the three numbers that are all ones, in this order. */
function zip64Sizes(extra: Uint8Array, size: number, compressed: number, offset: number): { size: number; compressed: number; offset: number; zip64: boolean } {
  let zip64 = false;
  for (let at = 0; at + 4 <= extra.length; ) {
    const id = u16(extra, at);
    const length = u16(extra, at + 2);
    let field = at + 4;
    const end = Math.min(extra.length, field + length);
    if (id === 1) {
      zip64 = true;
      if (size === 0xffffffff && field + 8 <= end) {
        size = u64(extra, field);
        field += 8;
      }
      if (compressed === 0xffffffff && field + 8 <= end) {
        compressed = u64(extra, field);
        field += 8;
      }
      if (offset === 0xffffffff && field + 8 <= end) offset = u64(extra, field);
    }
    at = at + 4 + length;
  }
  return { size, compressed, offset, zip64 };
}
