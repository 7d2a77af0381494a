// bzip2. Streams one after another (pbzip2 writes many); every block and stream is checked by its CRC. Blocks are decoded
// by a kernel of WebAssembly (assembly/bzip2); where its file is missing, by its twin in TypeScript.

import { Bzip2Source } from './bzip2-script.ts';
import { InputError } from './input-error.ts';
import { loadKernel } from './kernel-file.ts';
import type { Piece, Reader, Source } from './source.ts';

interface Kernel {
  readonly memory: WebAssembly.Memory;
  init(): void;
  inputAddress(): number;
  inputCapacity(): number;
  outputAddress(): number;
  decode(length: number, skip: number, limit: number): number;
  emit(): number;
  bitsUsed(): number;
  blockCrc(): number;
  wantedCrc(): number;
  blockLeft(): number;
}

let module: WebAssembly.Module | null | undefined;
/** Kernels that are not in use: each holds 7 MB. */
const free: Kernel[] = [];

export function openBzip2(reader: Reader): Source {
  const kernel = free.pop() ?? newKernel();
  return kernel === null ? new Bzip2Source(reader) : new Bzip2KernelSource(reader, kernel);
}

function newKernel(): Kernel | null {
  if (module === undefined) module = loadKernel('bzip2.wasm');
  if (module === null) return null;
  const kernel = new WebAssembly.Instance(module).exports as unknown as Kernel;
  kernel.init();
  return kernel;
}

const DONE = 0;
const TRUNCATED = 2;
const RANDOMISED = 3;

export class Bzip2KernelSource implements Source {
  readonly #reader: Reader;
  #kernel: Kernel | null;
  /** Bits of the first buffered byte that are used already. */
  #bit = 0;
  #limit = 0;
  #streamCrc = 0;
  #started = false;
  #inBlock = false;
  #done = false;
  #failure: InputError | null = null;

  constructor(reader: Reader, kernel: Kernel) {
    this.#reader = reader;
    this.#kernel = kernel;
  }

  async pull(): Promise<Piece> {
    const kernel = this.#kernel;
    if (kernel === null) return null;
    for (;;) {
      if (this.#failure !== null) throw this.#failure;
      if (this.#done || (!this.#inBlock && !(await this.#nextBlock(kernel)))) {
        this.#done = true;
        return null;
      }
      const n = kernel.emit();
      if (kernel.blockLeft() === 0) this.#endBlock(kernel);
      if (n > 0) return new Uint8Array(kernel.memory.buffer, kernel.outputAddress(), n);
    }
  }

  close(): void {
    if (this.#kernel !== null && free.length < 4) free.push(this.#kernel);
    this.#kernel = null;
  }

  #endBlock(kernel: Kernel): void {
    this.#inBlock = false;
    const crc = kernel.blockCrc() | 0;
    // What was decoded is still given; the next pull says that it is not right.
    if (crc !== (kernel.wantedCrc() | 0)) this.#failure = new InputError('checksum_mismatch', 'the checksum of a bzip2 block does not match');
    this.#streamCrc = ((this.#streamCrc << 1) | (this.#streamCrc >>> 31)) ^ crc;
  }

  async #nextBlock(kernel: Kernel): Promise<boolean> {
    const reader = this.#reader;
    if (!this.#started && !(await this.#streamHeader())) return false;
    for (;;) {
      const have = await reader.ensure(kernel.inputCapacity());
      const view = reader.view;
      if (have * 8 < this.#bit + 48) throw tooShort();
      const high = bitsAt(view, this.#bit, 24);
      const low = bitsAt(view, this.#bit + 24, 24);
      if (high === 0x314159 && low === 0x265359) {
        const length = Math.min(have, kernel.inputCapacity());
        new Uint8Array(kernel.memory.buffer).set(view.subarray(0, length), kernel.inputAddress());
        const status = kernel.decode(length, this.#bit + 48, this.#limit);
        if (status === TRUNCATED && length < kernel.inputCapacity()) throw tooShort();
        if (status === RANDOMISED) throw new InputError('unsupported_format', 'bzip2 blocks of the randomised kind (before version 0.9.5) are not read');
        if (status !== DONE) throw damaged();
        this.#pass(kernel.bitsUsed());
        this.#inBlock = true;
        return true;
      }
      if (high !== 0x177245 || low !== 0x385090) throw damaged();
      if (have * 8 < this.#bit + 80) throw tooShort();
      const wanted = (bitsAt(view, this.#bit + 48, 16) << 16) | bitsAt(view, this.#bit + 64, 16);
      if (wanted !== this.#streamCrc) throw new InputError('checksum_mismatch', 'the checksum of the bzip2 data does not match');
      // the next stream begins at a whole byte
      this.#pass(Math.ceil((this.#bit + 80) / 8) * 8);
      if (!(await this.#streamHeader())) return false;
    }
  }

  /** Passes bits of the buffered bytes. */
  #pass(bits: number): void {
    this.#reader.consume(Math.floor(bits / 8));
    this.#bit = bits % 8;
  }

  /** `BZh` and the block size; false when the input ends before another stream. */
  async #streamHeader(): Promise<boolean> {
    const reader = this.#reader;
    const have = await reader.ensure(4);
    if (have === 0 && this.#started) return false;
    const view = reader.view;
    if (have >= 1 && view[0] !== 0x42) throw this.#started ? new InputError('trailing_data', 'bytes follow the bzip2 data that belong to nothing') : damaged();
    if (have < 4) throw tooShort();
    const level = (view[3] as number) - 0x30;
    if (view[1] !== 0x5a || view[2] !== 0x68 || level < 1 || level > 9) {
      throw this.#started ? new InputError('trailing_data', 'bytes follow the bzip2 data that belong to nothing') : damaged();
    }
    reader.consume(4);
    this.#started = true;
    this.#limit = level * 100_000;
    this.#streamCrc = 0;
    return true;
  }
}

const tooShort = (): InputError => new InputError('truncated', 'bzip2 data ends too early');
const damaged = (): InputError => new InputError('corrupt', 'bzip2 data is damaged');

/** `n` bits, at most 24, from a bit position. */
function bitsAt(view: Uint8Array, bit: number, n: number): number {
  let value = 0;
  for (let i = 0; i < n; i++) value = value * 2 + (((view[(bit + i) >> 3] as number) >> (7 - ((bit + i) & 7))) & 1);
  return value;
}
