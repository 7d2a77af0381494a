// xz by the decoder inside the xz-decompress package (WebAssembly, xz-embedded), driven step by step: its own stream drops
// what it has decoded when it meets damage. Decoders are kept on a free list; a .tar.xz that holds .xz files needs two.

import { createRequire } from 'node:module';
import { InputError } from './input-error.ts';
import type { Piece, Reader, Source } from './source.ts';

interface Decoder {
  readonly memory: WebAssembly.Memory;
  create_context(): number;
  destroy_context(context: number): void;
  supply_input(context: number, n: number): void;
  get_next_output(context: number): number;
}

interface XzPackage {
  readonly XzReadableStream: { _moduleInstance?: { readonly exports: unknown } | undefined; _getModuleInstance(): Promise<void> };
}

const require = createRequire(import.meta.url);
const free: Decoder[] = [];

async function borrow(): Promise<Decoder> {
  const ready = free.pop();
  if (ready !== undefined) return ready;
  const { XzReadableStream } = require('xz-decompress') as XzPackage;
  // Each call makes an instance of its own, and leaves it where the next one will overwrite it.
  for (;;) {
    await XzReadableStream._getModuleInstance();
    const made = XzReadableStream._moduleInstance;
    XzReadableStream._moduleInstance = undefined;
    if (made !== undefined) return made.exports as Decoder;
  }
}

// Words of a context.
const ROOM = 0;
const IN = 1;
const IN_POS = 2;
const IN_SIZE = 3;
const OUT = 4;
const OUT_POS = 5;
const STATE = 7;
/** Where the state points to the LZMA2 decoder, and where in that the dictionary is described. */
const LZMA2 = 1200;
const DICTIONARY = 24;
/** Bytes that must agree before the dictionary is believed to be one. */
const WITNESS = 32;

const OK = 0;
const STREAM_END = 1;
const NO_MEMORY = 3;
const WINDOW = 4;
const NO_XZ = 5;
const OPTIONS = 6;

export class XzSource implements Source {
  readonly #reader: Reader;
  #decoder: Decoder | null = null;
  #context = 0;
  #ended = false;
  #failure: InputError | null = null;
  #given = false;
  #witness = Buffer.alloc(0);
  #tail: readonly number[] = [];

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  async pull(): Promise<Piece> {
    if (this.#failure !== null) throw this.#failure;
    if (this.#decoder === null) {
      if (this.#ended) return null;
      this.#decoder = await borrow();
      this.#context = this.#decoder.create_context();
    }
    const decoder = this.#decoder;
    for (;;) {
      let words = this.#words(decoder);
      if (words[IN_POS] === words[IN_SIZE]) await this.#feed(decoder, words);
      const code = decoder.get_next_output(this.#context);
      words = this.#words(decoder);
      const n = words[OUT_POS] as number;
      words[OUT_POS] = 0;
      const out = Buffer.from(decoder.memory.buffer, words[OUT] as number, n);
      this.#given ||= n > 0;
      if (code === OK) {
        if (n > 0) return this.#give(out);
        if (!this.#ended || words[IN_POS] !== words[IN_SIZE]) continue;
        return this.#fail(decoder, out, new InputError('truncated', 'xz data ends too early'));
      }
      if (code === STREAM_END) {
        const clean = this.#tail[0] === 0x59 && this.#tail[1] === 0x5a;
        this.#ended = true;
        if (!clean) this.#failure = new InputError('trailing_data', 'bytes follow the xz data that were not decoded');
        const last = n > 0 ? Buffer.from(out) : null;
        this.#release(true);
        if (last === null && this.#failure !== null) throw this.#failure;
        return last;
      }
      return this.#fail(decoder, out, this.#trouble(code));
    }
  }

  close(): void {
    this.#release(false);
  }

  #words(decoder: Decoder): Uint32Array {
    return new Uint32Array(decoder.memory.buffer, this.#context, STATE + 1);
  }

  /** An empty piece tells the decoder that there is no more. */
  async #feed(decoder: Decoder, words: Uint32Array): Promise<void> {
    const more = this.#reader.more();
    const there = more instanceof Promise ? await more : more;
    if (!there) this.#ended = true;
    const piece = there ? this.#reader.view.subarray(0, words[ROOM]) : new Uint8Array(0);
    new Uint8Array(decoder.memory.buffer, words[IN], piece.length).set(piece);
    this.#remember(piece);
    decoder.supply_input(this.#context, piece.length);
    if (there) this.#reader.consume(piece.length);
  }

  #give(out: Buffer): Piece {
    // The decoder writes over its output with the next call only.
    this.#witness = Buffer.from(out.subarray(-WITNESS));
    return out;
  }

  /** What was decoded before the trouble comes first. */
  #fail(decoder: Decoder, out: Buffer, failure: InputError): Piece {
    const last = Buffer.concat([out, this.#undelivered(decoder, out)]);
    this.#failure = failure;
    this.#release(false);
    if (last.length > 0) return last;
    throw failure;
  }

  #trouble(code: number): InputError {
    if (code === WINDOW || code === NO_MEMORY) return new InputError('limit_window', 'xz data asks for a window of more than 64 MiB, which is not given');
    if (code === OPTIONS) return new InputError('unsupported_format', 'xz data uses a filter or an option that can not be decoded here');
    if (code === NO_XZ && this.#given) return new InputError('trailing_data', 'bytes follow the xz data that were not decoded');
    return new InputError('corrupt', 'xz data is damaged');
  }

  /**
   * Bytes that stand decoded in the dictionary and were not handed out: the decoder forgets them where the data goes wrong in
   * the middle of a chunk. They are taken only where what stands before them is what was handed out last.
   */
  #undelivered(decoder: Decoder, out: Buffer): Buffer {
    const memory = Buffer.from(decoder.memory.buffer);
    const word = (at: number): number => (at >= 0 && at + 4 <= memory.length ? memory.readUInt32LE(at) : 0);
    const state = word(this.#context + 4 * STATE);
    const dictionary = word(state + LZMA2) + DICTIONARY;
    const [buf, start, pos, full, size] = [0, 4, 8, 12, 20].map((at) => word(dictionary + at)) as [number, number, number, number, number];
    if (state === 0 || buf === 0 || start >= pos || pos > size || full > size || buf + size > memory.length) return Buffer.alloc(0);
    const before = out.length > 0 ? out.subarray(-WITNESS) : this.#witness;
    // A fresh dictionary holds nothing from before; one that is full goes on at its beginning.
    const end = start > 0 || full === pos ? start : size;
    const n = Math.min(before.length, end);
    const agrees = memory.subarray(buf + end - n, buf + end).equals(before.subarray(before.length - n));
    return agrees ? memory.subarray(buf + start, buf + pos) : Buffer.alloc(0);
  }

  /** Keeps the last two bytes that are not zero: a stream ends with the letters YZ, and zero bytes may follow it. */
  #remember(piece: Uint8Array): void {
    let end = piece.length;
    while (end > 0 && piece[end - 1] === 0) end--;
    if (end >= 2) this.#tail = [piece[end - 2] as number, piece[end - 1] as number];
    else if (end === 1) this.#tail = [this.#tail[1] ?? 0, piece[0] as number];
  }

  #release(whole: boolean): void {
    const decoder = this.#decoder;
    if (decoder === null) return;
    this.#decoder = null;
    decoder.destroy_context(this.#context);
    if (whole) free.push(decoder);
  }
}
