// gzip (RFC 1952): members one after another, each checked by its CRC and length. Framing is done here, because Node's
// own stream ends silently at zero bytes between members and loses decoded data when garbage follows.

import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { InputError } from './input-error.ts';
import { AHEAD_OPTIONS, ZlibSource } from './zlib-source.ts';
import type { Piece, Reader, Source } from './source.ts';

const FLAG_HEADER_CRC = 2;
const FLAG_EXTRA = 4;
const FLAG_NAME = 8;
const FLAG_COMMENT = 16;
/** A header field longer than this is not a file name any more. */
const MAX_HEADER_TEXT = 65536;

export class GzipSource implements Source {
  readonly #reader: Reader;
  #body: ZlibSource | null = null;
  #crc = 0;
  #length = 0;
  #members = 0;
  #done = false;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  pull(): Piece | Promise<Piece> {
    if (this.#body === null) return this.#done ? null : this.#advance();
    const piece = this.#body.pull();
    if (piece instanceof Promise) return piece.then((p) => this.#count(p));
    return this.#count(piece);
  }

  close(): void {
    this.#body?.close();
  }

  #count(piece: Piece): Piece | Promise<Piece> {
    if (piece === null) return this.#endMember();
    this.#crc = crc32(piece, this.#crc);
    this.#length += piece.length;
    return piece;
  }

  async #endMember(): Promise<Piece> {
    this.#body?.close();
    this.#body = null;
    const trailer = await this.#reader.take(8);
    if (trailer === null) throw new InputError('truncated', 'gzip data ends too early');
    this.#check(trailer, this.#crc, this.#length);
    return this.#advance();
  }

  #check(trailer: Uint8Array, crc: number, length: number): void {
    if (u32(trailer, 0) !== crc >>> 0 || u32(trailer, 4) !== length % 0x100000000) {
      throw new InputError('checksum_mismatch', 'the checksum of the gzip data does not match');
    }
  }

  /** Goes to the first piece of the next member, or to the end. */
  async #advance(): Promise<Piece> {
    for (;;) {
      if (this.#members > 0 && !(await this.#nextMember())) {
        this.#done = true;
        return null;
      }
      const blockBytes = await this.#header();
      this.#members++;
      if (blockBytes > 0) {
        const piece = await this.#block(blockBytes);
        if (piece.length > 0) return piece;
        continue;
      }
      this.#crc = 0;
      this.#length = 0;
      this.#body = new ZlibSource(this.#reader, createInflateRaw(AHEAD_OPTIONS), 'gzip');
      return this.pull();
    }
  }

  /** True when another member follows; zero bytes in between are padding, anything else is reported. */
  async #nextMember(): Promise<boolean> {
    const reader = this.#reader;
    for (;;) {
      const more = reader.more();
      if (!(more instanceof Promise ? await more : more)) return false;
      const view = reader.view;
      let zeros = 0;
      while (zeros < view.length && view[zeros] === 0) zeros++;
      reader.consume(zeros);
      if (zeros < view.length) break;
    }
    if ((await reader.ensure(2)) < 2) throw new InputError('trailing_data', 'bytes follow the gzip data that belong to nothing');
    const view = reader.view;
    if (view[0] === 0x1f && view[1] === 0x8b) return true;
    throw new InputError('trailing_data', 'bytes follow the gzip data that belong to nothing');
  }

  /** Reads a header; answers the size of the compressed block when it says so itself (bgzf), else 0. */
  async #header(): Promise<number> {
    const fixed = await this.#reader.take(10);
    if (fixed === null) throw new InputError('truncated', 'gzip data ends within its header');
    if (fixed[0] !== 0x1f || fixed[1] !== 0x8b || fixed[2] !== 8) throw new InputError('corrupt', 'the gzip header is damaged');
    const flags = fixed[3] as number;
    if ((flags & 0xe0) !== 0) throw new InputError('corrupt', 'the gzip header has unknown flags');
    let blockBytes = 0;
    if ((flags & FLAG_EXTRA) !== 0) {
      const size = await this.#must(2);
      const length = (size[0] as number) | ((size[1] as number) << 8);
      const extra = await this.#must(length);
      if (flags === FLAG_EXTRA) blockBytes = bgzfBody(extra, length);
    }
    if ((flags & FLAG_NAME) !== 0) await this.#text();
    if ((flags & FLAG_COMMENT) !== 0) await this.#text();
    if ((flags & FLAG_HEADER_CRC) !== 0) await this.#must(2);
    return blockBytes;
  }

  async #must(n: number): Promise<Uint8Array> {
    const bytes = await this.#reader.take(n);
    if (bytes === null) throw new InputError('truncated', 'gzip data ends within its header');
    return bytes;
  }

  async #text(): Promise<void> {
    for (let i = 0; i < MAX_HEADER_TEXT; i++) {
      if ((await this.#must(1))[0] === 0) return;
    }
    throw new InputError('corrupt', 'the gzip header holds an endless name');
  }

  /** A bgzf block: at most 64 KiB on both sides, so decoded in one call. */
  async #block(bytes: number): Promise<Uint8Array> {
    const reader = this.#reader;
    if ((await reader.ensure(bytes + 8)) < bytes + 8) throw new InputError('truncated', 'gzip data ends too early');
    const view = reader.view;
    let decoded: Uint8Array;
    try {
      decoded = inflateRawSync(view.subarray(0, bytes), { maxOutputLength: 65536 });
    } catch {
      throw new InputError('corrupt', 'gzip data is damaged');
    }
    this.#check(view.subarray(bytes, bytes + 8), crc32(decoded), decoded.length);
    reader.consume(bytes + 8);
    return decoded;
  }
}

/** Size of the deflate data of a bgzf block (SAM specification, section 4.1: extra field BC holds block size − 1). */
function bgzfBody(extra: Uint8Array, length: number): number {
  for (let at = 0; at + 4 <= length; ) {
    const size = (extra[at + 2] as number) | ((extra[at + 3] as number) << 8);
    if (extra[at] === 0x42 && extra[at + 1] === 0x43 && size === 2 && at + 6 <= length) {
      const total = ((extra[at + 4] as number) | ((extra[at + 5] as number) << 8)) + 1;
      const body = total - 12 - length - 8;
      return body > 0 ? body : 0;
    }
    at += 4 + size;
  }
  return 0;
}

export function u32(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16)) + (bytes[at + 3] as number) * 0x1000000;
}

export function u16(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
}

/** Unsigned 64-bit, exact up to 2^53. */
export function u64(bytes: Uint8Array, at: number): number {
  return u32(bytes, at) + u32(bytes, at + 4) * 0x100000000;
}
