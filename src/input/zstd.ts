// Zstandard (RFC 8878). Frames are walked here, one decoder a frame: that bounds the window before anything is allocated,
// works around runtimes whose decoder drops joined frames, and tells a cut file from a whole one.

import * as zlib from 'node:zlib';
import { InputError, asInputError } from './input-error.ts';
import { u32, u64 } from './gzip.ts';
import { type Piece, Reader, type Source } from './source.ts';
import { AHEAD_OPTIONS, type NodeDecoder, ZlibSource } from './zlib-source.ts';
import { type ZstdKernel, borrowKernel, returnKernel } from './zstd-kernel.ts';

const FRAME_MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;

interface ZstdZlib {
  createZstdDecompress?(options: { chunkSize?: number; readableHighWaterMark?: number; params?: Record<number, number> }): NodeDecoder;
  readonly constants: Record<string, number>;
}

interface FrameHeader {
  readonly headerBytes: number;
  readonly windowBytes: number;
  readonly checksum: boolean;
}

export class ZstdSource implements Source {
  readonly #reader: Reader;
  readonly #maxWindowBytes: number;
  readonly #native: boolean;
  #frame: Source | null = null;
  #cut: FrameCut | null = null;
  #frames = 0;
  #done = false;

  /** `native`: false leaves the runtime's own decoder aside. */
  constructor(reader: Reader, maxWindowBytes: number, native = true) {
    this.#reader = reader;
    this.#maxWindowBytes = maxWindowBytes;
    this.#native = native;
  }

  async pull(): Promise<Piece> {
    for (;;) {
      if (this.#frame !== null) {
        let piece: Piece;
        try {
          const pulled = this.#frame.pull();
          piece = pulled instanceof Promise ? await pulled : pulled;
        } catch (error) {
          // A cut frame shows in many ways inside a decoder; the walk over its blocks knows.
          if (this.#cut?.truncated === true) throw new InputError('truncated', 'zstd data ends too early');
          throw error;
        }
        if (piece !== null) return piece;
        this.#frame.close();
        this.#frame = null;
        if (this.#cut?.finished !== true) {
          const rest = await this.#drainFrame();
          if (!rest) throw new InputError('truncated', 'zstd data ends too early');
        }
        this.#cut = null;
      }
      if (this.#done || !(await this.#nextFrame())) {
        this.#done = true;
        return null;
      }
    }
  }

  close(): void {
    this.#frame?.close();
  }

  /** Reads what the decoder left of its frame (its checksum); false when the input ends before. */
  async #drainFrame(): Promise<boolean> {
    const cut = this.#cut as FrameCut;
    for (;;) {
      const pulled = cut.pull();
      let piece: Piece;
      try {
        piece = pulled instanceof Promise ? await pulled : pulled;
      } catch {
        return false;
      }
      if (piece === null) return cut.finished;
    }
  }

  async #nextFrame(): Promise<boolean> {
    const reader = this.#reader;
    for (;;) {
      const have = await reader.ensure(18);
      if (have === 0) return false;
      const view = reader.view;
      const magic = have >= 4 ? u32(view, 0) : 0;
      if (have >= 8 && (magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) {
        const size = u32(view, 4) + 8;
        await consumeAll(reader, size);
        continue;
      }
      if (magic !== FRAME_MAGIC) {
        if (this.#frames === 0) throw new InputError(have < 8 ? 'truncated' : 'corrupt', 'the zstd header is damaged');
        throw new InputError(have < 4 ? 'truncated' : 'trailing_data', 'bytes follow the zstd data that belong to nothing');
      }
      const header = frameHeader(view, have);
      if (header === null) throw new InputError('truncated', 'zstd data ends within its header');
      if (header.windowBytes > this.#maxWindowBytes) {
        throw new InputError('limit_window', `zstd data needs a window of ${mebibytes(header.windowBytes)} MiB, allowed are ${mebibytes(this.#maxWindowBytes)} (--max-window)`);
      }
      this.#frames++;
      const cut = new FrameCut(reader, header);
      this.#cut = cut;
      this.#frame = (this.#native ? nativeDecoder(cut) : null) ?? new KernelFrame(cut, header);
      return true;
    }
  }
}

async function consumeAll(reader: Reader, n: number): Promise<void> {
  let left = n;
  while (left > 0) {
    const more = reader.more();
    if (!(more instanceof Promise ? await more : more)) throw new InputError('truncated', 'zstd data ends too early');
    const step = Math.min(left, reader.buffered);
    reader.consume(step);
    left -= step;
  }
}

const mebibytes = (bytes: number): number => Math.ceil(bytes / 1048576);

/** RFC 8878, 3.1.1.1; null when the bytes at hand do not hold all of it. */
function frameHeader(view: Uint8Array, have: number): FrameHeader | null {
  if (have < 6) return null;
  const descriptor = view[4] as number;
  const sizeFlag = descriptor >> 6;
  const single = (descriptor & 0x20) !== 0;
  if ((descriptor & 8) !== 0) throw new InputError('corrupt', 'the zstd header is damaged');
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] as number;
  const sizeBytes = sizeFlag === 0 ? (single ? 1 : 0) : 1 << sizeFlag;
  const headerBytes = 5 + (single ? 0 : 1) + dictionaryBytes + sizeBytes;
  if (have < headerBytes) return null;
  let at = 5;
  let windowBytes = 0;
  if (!single) {
    const w = view[at++] as number;
    const base = 2 ** (10 + (w >> 3));
    windowBytes = base + (base / 8) * (w & 7);
  }
  for (let i = 0; i < dictionaryBytes; i++) {
    if (view[at + i] !== 0) throw new InputError('unsupported_format', 'zstd data that needs a dictionary is not read');
  }
  at += dictionaryBytes;
  if (single) {
    windowBytes =
      sizeBytes === 1 ? (view[at] as number) : sizeBytes === 2 ? (view[at] as number) + (view[at + 1] as number) * 256 + 256 : sizeBytes === 4 ? u32(view, at) : u64(view, at);
  }
  return { headerBytes, windowBytes, checksum: (descriptor & 4) !== 0 };
}

/** The bytes of exactly one frame, in pieces that end at block borders where they can. */
class FrameCut implements Source {
  readonly #reader: Reader;
  readonly #checksum: boolean;
  #left: number;
  #lastBlock = false;
  #handed = 0;
  finished = false;
  truncated = false;

  constructor(reader: Reader, header: FrameHeader) {
    this.#reader = reader;
    this.#checksum = header.checksum;
    this.#left = header.headerBytes;
  }

  pull(): Piece | Promise<Piece> {
    this.#settle();
    if (this.finished) return null;
    const have = this.#reader.ensure(this.#left === 0 ? 3 : 1);
    return have instanceof Promise ? have.then((n) => this.#hand(n)) : this.#hand(have);
  }

  /** One whole block with its header, and with the checksum behind the last one: for a decoder that wants whole blocks. */
  async block(): Promise<Piece> {
    this.#settle();
    if (this.finished) return null;
    if (this.#left > 0) {
      // the header of the frame, which was read already
      if ((await this.#reader.ensure(this.#left)) < this.#left) return this.#cutShort();
      this.#reader.consume(this.#left);
      this.#left = 0;
    }
    if ((await this.#reader.ensure(3)) < 3) return this.#cutShort();
    const size = this.#blockSize(this.#reader.view, 0);
    return this.#whole(3 + size + (this.#lastBlock && this.#checksum ? 4 : 0));
  }

  async #whole(n: number): Promise<Piece> {
    const have = this.#reader.ensure(n);
    if ((have instanceof Promise ? await have : have) < n) return this.#cutShort();
    this.#handed = n;
    this.finished = this.#lastBlock;
    return this.#reader.view.subarray(0, n);
  }

  #cutShort(): Piece {
    this.truncated = true;
    throw new InputError('truncated', 'zstd data ends too early');
  }

  #hand(have: number): Piece {
    if (have === 0) return this.#cutShort();
    const view = this.#reader.view;
    let at = 0;
    for (;;) {
      const step = Math.min(this.#left, view.length - at);
      at += step;
      this.#left -= step;
      if (this.#left > 0) break;
      if (this.#lastBlock) {
        this.finished = true;
        break;
      }
      if (view.length - at < 3) {
        if (at > 0) break;
        return this.#cutShort();
      }
      this.#left = 3 + this.#blockSize(view, at);
      if (this.#lastBlock && this.#checksum) this.#left += 4;
    }
    this.#handed = at;
    return view.subarray(0, at);
  }

  /** Bytes of the block's content in the stream; notes whether it is the last. */
  #blockSize(view: Uint8Array, at: number): number {
    const header = (view[at] as number) | ((view[at + 1] as number) << 8) | ((view[at + 2] as number) << 16);
    this.#lastBlock = (header & 1) === 1;
    const type = (header >> 1) & 3;
    const size = header >> 3;
    if (type === 3 || size > 131072) throw new InputError('corrupt', 'zstd data is damaged');
    return type === 1 ? 1 : size;
  }

  #settle(): void {
    if (this.#handed > 0) this.#reader.consume(this.#handed);
    this.#handed = 0;
  }

  close(): void {
    this.#settle();
  }
}

/** Decodes one frame in the kernel, a block at a time. */
class KernelFrame implements Source {
  readonly #cut: FrameCut;
  #kernel: ZstdKernel | null;
  readonly #checksum: boolean;
  #failure: InputError | null = null;

  constructor(cut: FrameCut, header: FrameHeader) {
    this.#cut = cut;
    this.#checksum = header.checksum;
    this.#kernel = borrowKernel(header.windowBytes, header.checksum);
  }

  async pull(): Promise<Piece> {
    const kernel = this.#kernel;
    if (kernel === null) return null;
    for (;;) {
      if (this.#failure !== null) throw this.#failure;
      const block = await this.#cut.block();
      if (block === null) return null;
      const n = this.#decode(kernel, block);
      if (this.#cut.finished && this.#checksum && kernel.checksum() >>> 0 !== u32(block, block.length - 4)) {
        // What was decoded is still given; the next pull says that it is not right.
        this.#failure = new InputError('checksum_mismatch', 'the checksum of the zstd data does not match');
      }
      if (n > 0) return new Uint8Array(kernel.memory.buffer, kernel.outputAddress(), n);
    }
  }

  #decode(kernel: ZstdKernel, block: Uint8Array): number {
    const header = (block[0] as number) | ((block[1] as number) << 8) | ((block[2] as number) << 16);
    const type = (header >> 1) & 3;
    const size = header >> 3;
    const stored = type === 1 ? 1 : size;
    new Uint8Array(kernel.memory.buffer, kernel.inputAddress(), stored).set(block.subarray(3, 3 + stored));
    let n: number;
    try {
      n = kernel.decode(type, stored, size);
    } catch {
      n = -1; // a read beyond its memory: nothing that is well formed leads there
    }
    if (n < 0) throw new InputError('corrupt', 'zstd data is damaged');
    return n;
  }

  close(): void {
    this.#cut.close();
    if (this.#kernel !== null) returnKernel(this.#kernel);
    this.#kernel = null;
  }
}

function nativeDecoder(cut: FrameCut): Source | null {
  const native = zlib as unknown as ZstdZlib;
  if (native.createZstdDecompress === undefined) return null;
  const logMax = native.constants.ZSTD_d_windowLogMax;
  try {
    const decoder = native.createZstdDecompress({ ...AHEAD_OPTIONS, ...(logMax === undefined ? {} : { params: { [logMax]: 31 } }) });
    return new ZlibSource(new Reader(cut), decoder, 'zstd');
  } catch (error) {
    throw asInputError(error);
  }
}
