// LZ4 frame format (version 1.6): frames one after another, linked or independent blocks, all checksums verified.

import { InputError } from './input-error.ts';
import { u32 } from './gzip.ts';
import type { Piece, Reader, Source } from './source.ts';
import { XxHash32, xxh32 } from './xxh32.ts';

const FRAME_MAGIC = 0x184d2204;
const SKIPPABLE_MAGIC = 0x184d2a50;
const WINDOW = 65536;

export class Lz4Source implements Source {
  readonly #reader: Reader;
  /** The window of the last 64 KiB, followed by the block being decoded. */
  #buffer: Uint8Array = new Uint8Array(0);
  #history = 0;
  #blockMax = 0;
  #blockChecksum = false;
  #contentChecksum: XxHash32 | null = null;
  #linked = false;
  #contentBytes = -1;
  #decoded = 0;
  #inFrame = false;
  #frames = 0;
  #end = 0;
  #failure: InputError | null = null;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  async pull(): Promise<Piece> {
    for (;;) {
      if (this.#failure !== null) throw this.#failure;
      if (!this.#inFrame && !(await this.#frame())) return null;
      const piece = await this.#block();
      if (piece !== null && piece.length > 0) return piece;
    }
  }

  close(): void {}

  async #frame(): Promise<boolean> {
    const reader = this.#reader;
    for (;;) {
      const have = await reader.ensure(4);
      if (have === 0 && this.#frames > 0) return false;
      if (have < 4) throw new InputError(this.#frames > 0 ? 'trailing_data' : 'truncated', 'lz4 data ends within its header');
      const magic = u32(reader.view, 0);
      if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) {
        const head = await this.#must(8);
        let left = u32(head, 4);
        while (left > 0) {
          const more = reader.more();
          if (!(more instanceof Promise ? await more : more)) throw tooShort();
          const step = Math.min(left, reader.buffered);
          reader.consume(step);
          left -= step;
        }
        this.#frames++;
        continue;
      }
      if (magic !== FRAME_MAGIC) throw new InputError(this.#frames > 0 ? 'trailing_data' : 'corrupt', 'bytes follow the lz4 data that belong to nothing');
      await this.#header();
      return true;
    }
  }

  async #header(): Promise<void> {
    await this.#must(4);
    const fixed = await this.#must(2);
    const flags = fixed[0] as number;
    const descriptor = fixed[1] as number;
    const version = flags >> 6;
    const blockId = (descriptor >> 4) & 7;
    if (version !== 1 || blockId < 4 || (flags & 2) !== 0 || (descriptor & 0x8f) !== 0) throw new InputError('corrupt', 'the lz4 header is damaged');
    const optional = await this.#must(((flags & 8) !== 0 ? 8 : 0) + ((flags & 1) !== 0 ? 4 : 0));
    const check = (await this.#must(1))[0];
    const hashed = new Uint8Array(2 + optional.length);
    hashed.set(fixed);
    hashed.set(optional, 2);
    if (((xxh32(hashed) >>> 8) & 255) !== check) throw new InputError('checksum_mismatch', 'the checksum of the lz4 header does not match');
    if ((flags & 1) !== 0) throw new InputError('unsupported_format', 'lz4 data that needs a dictionary is not read');
    this.#linked = (flags & 0x20) === 0;
    this.#blockChecksum = (flags & 0x10) !== 0;
    this.#contentChecksum = (flags & 4) !== 0 ? new XxHash32() : null;
    this.#contentBytes = (flags & 8) !== 0 ? u32(optional, 0) + u32(optional, 4) * 0x100000000 : -1;
    this.#blockMax = 1 << (8 + 2 * blockId);
    if (this.#buffer.length < WINDOW + this.#blockMax) this.#buffer = new Uint8Array(WINDOW + this.#blockMax);
    this.#history = 0;
    this.#decoded = 0;
    this.#inFrame = true;
    this.#frames++;
  }

  /** One block; null at the end of the frame. */
  async #block(): Promise<Piece> {
    const reader = this.#reader;
    const size = u32(await this.#must(4), 0);
    if (size === 0) {
      if (this.#contentChecksum !== null && this.#contentChecksum.digest() !== u32(await this.#must(4), 0)) {
        throw new InputError('checksum_mismatch', 'the checksum of the lz4 data does not match');
      }
      if (this.#contentBytes >= 0 && this.#contentBytes !== this.#decoded) throw new InputError('corrupt', 'lz4 data has another length than it says');
      this.#inFrame = false;
      return null;
    }
    const stored = size >= 0x80000000;
    const bytes = size % 0x80000000;
    if (bytes > this.#blockMax) throw new InputError('corrupt', 'lz4 data is damaged');
    const total = bytes + (this.#blockChecksum ? 4 : 0);
    const have = reader.ensure(total);
    if ((have instanceof Promise ? await have : have) < total) return this.#cutBlock(stored);
    const view = reader.view;
    const block = view.subarray(0, bytes);
    if (this.#blockChecksum && xxh32(block) !== u32(view, bytes)) throw new InputError('checksum_mismatch', 'the checksum of an lz4 block does not match');
    const out = this.#slideWindow();
    let end: number;
    if (stored) {
      this.#buffer.set(block, out);
      end = out + bytes;
    } else {
      end = decodeBlock(block, this.#buffer, out - this.#history, out, out + this.#blockMax);
      if (end < 0) throw new InputError('corrupt', 'lz4 data is damaged');
    }
    reader.consume(total);
    return this.#deliver(out, end);
  }

  /** The input ends within a block: what it holds is given, the next pull says that it was cut. */
  #cutBlock(stored: boolean): Piece {
    const view = this.#reader.view;
    const out = this.#slideWindow();
    if (stored) this.#buffer.set(view, out);
    else decodeBlock(view, this.#buffer, out - this.#history, out, out + this.#blockMax);
    const end = stored ? out + view.length : reached;
    this.#reader.consume(view.length);
    this.#failure = tooShort();
    return this.#deliver(out, end);
  }

  #deliver(out: number, end: number): Piece {
    const piece = this.#buffer.subarray(out, end);
    this.#history = Math.min(WINDOW, this.#history + piece.length);
    this.#decoded += piece.length;
    this.#end = end;
    this.#contentChecksum?.update(piece);
    return piece;
  }

  /** Moves the last 64 KiB to the front of the buffer; answers where the next block goes. */
  #slideWindow(): number {
    if (!this.#linked) this.#history = 0;
    else if (this.#history > 0) this.#buffer.copyWithin(WINDOW - this.#history, this.#end - this.#history, this.#end);
    return WINDOW;
  }

  async #must(n: number): Promise<Uint8Array> {
    const bytes = await this.#reader.take(n);
    if (bytes === null) throw tooShort();
    return bytes;
  }
}

const tooShort = (): InputError => new InputError('truncated', 'lz4 data ends too early');

/** How far the last block was decoded when its input ended. */
let reached = 0;

/** Decodes one block to `out[at…limit)`, references reaching back to `low`; answers the end, or -1 for damage. */
function decodeBlock(block: Uint8Array, out: Uint8Array, low: number, start: number, limit: number): number {
  const n = block.length;
  let at = start;
  reached = start;
  let i = 0;
  while (i < n) {
    reached = at;
    const token = block[i++] as number;
    let literals = token >> 4;
    if (literals === 15) {
      let more: number;
      do {
        if (i >= n) return -1;
        more = block[i++] as number;
        literals += more;
      } while (more === 255);
    }
    if (literals > 0) {
      if (i + literals > n || at + literals > limit) return -1;
      if (literals < 24) for (let k = 0; k < literals; k++) out[at + k] = block[i + k] as number;
      else out.set(block.subarray(i, i + literals), at);
      i += literals;
      at += literals;
    }
    if (i >= n) return i === n ? at : -1;
    if (i + 2 > n) return -1;
    const distance = (block[i] as number) | ((block[i + 1] as number) << 8);
    i += 2;
    let length = (token & 15) + 4;
    if ((token & 15) === 15) {
      let more: number;
      do {
        if (i >= n) return -1;
        more = block[i++] as number;
        length += more;
      } while (more === 255);
    }
    const from = at - distance;
    if (distance === 0 || from < low || at + length > limit) return -1;
    if (distance >= length && length > 24) out.copyWithin(at, from, from + length);
    else for (let k = 0; k < length; k++) out[at + k] = out[from + k] as number;
    at += length;
  }
  return at;
}
