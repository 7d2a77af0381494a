// bzip2 blocks in plain TypeScript: the twin of assembly/bzip2, for where its file is missing, and what it is tested against.

import { InputError } from './input-error.ts';
import type { Piece, Reader, Source } from './source.ts';

const OUT_BYTES = 256 * 1024;
const GROUP = 50; // symbols a Huffman table is used for before the next selector
const MAX_CODE = 20;
/** More than the largest block can take: 900,000 symbols of 20 bits, selectors and tables. */
const BLOCK_INPUT_BYTES = 2_400_000;

/** CRC-32, most significant bit first, polynomial 0x04c11db7. */
const CRC_TABLE = new Int32Array(256);
for (let i = 0; i < 256; i++) {
  let c = i << 24;
  for (let k = 0; k < 8; k++) c = c < 0 ? (c << 1) ^ 0x04c11db7 : c << 1;
  CRC_TABLE[i] = c;
}

/** Canonical Huffman decoding tables of one of up to six codes. */
interface Code {
  readonly limit: Int32Array; // largest code of each length
  readonly base: Int32Array; // index of the first symbol of each length, less its code
  readonly symbols: Uint16Array;
  minLength: number;
}

export class Bzip2Source implements Source {
  readonly #reader: Reader;
  #chunk: Uint8Array = new Uint8Array(0);
  #at = 0;
  #bits = 0;
  #held = 0;
  #blockLimit = 0;
  #tt: Int32Array = new Int32Array(0);
  readonly #codes: Code[] = [];
  readonly #selectors = new Uint8Array(32768);
  readonly #out = Buffer.allocUnsafeSlow(OUT_BYTES);
  #streamCrc = 0;
  #started = false;
  // state of the block whose bytes are being written out
  #left = 0;
  #position = 0;
  #run = 0; // equal bytes seen in a row, 0–4
  #last = -1;
  #repeat = 0;
  #crc = 0;
  #wantedCrc = 0;
  #randomized = false;
  #inBlock = false;
  #done = false;
  #failure: InputError | null = null;

  constructor(reader: Reader) {
    this.#reader = reader;
    for (let i = 0; i < 6; i++) {
      this.#codes.push({ limit: new Int32Array(MAX_CODE + 2), base: new Int32Array(MAX_CODE + 2), symbols: new Uint16Array(258), minLength: 1 });
    }
  }

  async pull(): Promise<Piece> {
    if (this.#failure !== null) throw this.#failure;
    while (!this.#done) {
      if (!this.#inBlock && !(await this.#nextBlock())) break;
      const n = this.#emit();
      if (n > 0) return this.#out.subarray(0, n);
      if (this.#failure !== null) throw this.#failure;
    }
    return null;
  }

  close(): void {}

  // ---- bits -------------------------------------------------------------------------------------------------------

  /** Makes everything a block can take present (less only at the end of the input), so that decoding it is synchronous. */
  async #fill(): Promise<void> {
    this.#settle();
    const have = this.#reader.ensure(BLOCK_INPUT_BYTES);
    if (have instanceof Promise) await have;
    this.#chunk = this.#reader.view;
  }

  /** Passes what was read as consumed. */
  #settle(): void {
    this.#reader.consume(this.#at);
    this.#chunk = this.#chunk.subarray(this.#at);
    this.#at = 0;
  }

  #byte(): number {
    if (this.#at >= this.#chunk.length) throw new InputError('truncated', 'bzip2 data ends too early');
    return this.#chunk[this.#at++] as number;
  }

  /** Up to 24 bits. */
  #take(n: number): number {
    while (this.#held < n) {
      this.#bits = ((this.#bits << 8) | this.#byte()) >>> 0;
      this.#held += 8;
    }
    this.#held -= n;
    const value = (this.#bits >>> this.#held) & ((1 << n) - 1);
    this.#bits &= this.#held === 0 ? 0 : (1 << this.#held) - 1;
    return value;
  }

  // ---- structure --------------------------------------------------------------------------------------------------

  /** Reads the next block; false at the end of the last stream. */
  async #nextBlock(): Promise<boolean> {
    if (!this.#started) {
      if (!(await this.#streamHeader())) {
        this.#done = true;
        return false;
      }
      this.#started = true;
    }
    for (;;) {
      await this.#fill();
      const high = this.#take(24);
      const low = this.#take(24);
      if (high === 0x314159 && low === 0x265359) {
        this.#block();
        this.#settle();
        return true;
      }
      if (high !== 0x177245 || low !== 0x385090) throw new InputError('corrupt', 'bzip2 data is damaged');
      const wanted = ((this.#take(16)) << 16) | (this.#take(16));
      if (wanted !== this.#streamCrc) throw new InputError('checksum_mismatch', 'the checksum of the bzip2 data does not match');
      this.#held = 0;
      this.#bits = 0;
      this.#settle();
      if (!(await this.#streamHeader())) {
        this.#done = true;
        return false;
      }
    }
  }

  /** `BZh` and the block size; false when the input ends before it. */
  async #streamHeader(): Promise<boolean> {
    await this.#fill();
    if (this.#chunk.length === 0) {
      if (this.#started) return false;
      throw new InputError('truncated', 'bzip2 data ends too early');
    }
    const first = this.#byte();
    if (this.#started && first !== 0x42) {
      this.#at--;
      throw new InputError('trailing_data', 'bytes follow the bzip2 data that belong to nothing');
    }
    const z = this.#byte();
    const h = this.#byte();
    const level = (this.#byte()) - 0x30;
    if (first !== 0x42 || z !== 0x5a || h !== 0x68 || level < 1 || level > 9) throw new InputError(this.#started ? 'trailing_data' : 'corrupt', 'the bzip2 header is damaged');
    this.#blockLimit = level * 100_000;
    if (this.#tt.length < this.#blockLimit) this.#tt = new Int32Array(this.#blockLimit);
    this.#streamCrc = 0;
    return true;
  }

  #block(): void {
    this.#wantedCrc = ((this.#take(16)) << 16) | (this.#take(16));
    this.#randomized = (this.#take(1)) === 1;
    if (this.#randomized) throw new InputError('unsupported_format', 'bzip2 blocks of the randomised kind (before version 0.9.5) are not read');
    const origin = this.#take(24);
    const symbols = new Uint8Array(256);
    const used = this.#usedSymbols(symbols);
    const tables = this.#take(3);
    const selectors = this.#take(15);
    if (used === 0 || tables < 2 || tables > 6 || selectors === 0) throw new InputError('corrupt', 'bzip2 data is damaged');
    this.#readSelectors(tables, selectors);
    for (let t = 0; t < tables; t++) this.#readCode(this.#codes[t] as Code, used + 2);
    const { count, counts } = this.#symbolsOf(used, symbols, selectors);
    if (origin >= count) throw new InputError('corrupt', 'bzip2 data is damaged');
    this.#invert(counts, count);
    this.#position = (this.#tt[origin] as number) >>> 8;
    this.#left = count;
    this.#run = 0;
    this.#last = -1;
    this.#repeat = 0;
    this.#crc = -1;
    this.#inBlock = true;
  }

  #usedSymbols(symbols: Uint8Array): number {
    const groups = this.#take(16);
    let used = 0;
    for (let g = 0; g < 16; g++) {
      if ((groups & (0x8000 >> g)) === 0) continue;
      const members = this.#take(16);
      for (let m = 0; m < 16; m++) if ((members & (0x8000 >> m)) !== 0) symbols[used++] = g * 16 + m;
    }
    return used;
  }

  /** Selectors are written as positions in a move-to-front list. */
  #readSelectors(tables: number, count: number): void {
    const order = [0, 1, 2, 3, 4, 5];
    for (let i = 0; i < count; i++) {
      let j = 0;
      while ((this.#take(1)) === 1) {
        if (++j >= tables) throw new InputError('corrupt', 'bzip2 data is damaged');
      }
      const table = order[j] as number;
      for (; j > 0; j--) order[j] = order[j - 1] as number;
      order[0] = table;
      this.#selectors[i] = table;
    }
  }

  /** Code lengths are written as differences; codes are canonical. */
  #readCode(code: Code, alphabet: number): void {
    const lengths = new Uint8Array(258);
    let length = this.#take(5);
    for (let s = 0; s < alphabet; s++) {
      for (;;) {
        if (length < 1 || length > MAX_CODE) throw new InputError('corrupt', 'bzip2 data is damaged');
        if ((this.#take(1)) === 0) break;
        length += (this.#take(1)) === 0 ? 1 : -1;
      }
      lengths[s] = length;
    }
    const perLength = new Int32Array(MAX_CODE + 2);
    for (let s = 0; s < alphabet; s++) perLength[lengths[s] as number] = (perLength[lengths[s] as number] as number) + 1;
    let next = 0;
    let first = 0;
    let min = 0;
    for (let l = 1; l <= MAX_CODE; l++) {
      code.base[l] = first - next;
      next += perLength[l] as number;
      first += perLength[l] as number;
      code.limit[l] = perLength[l] === 0 ? -1 : next - 1;
      if (min === 0 && perLength[l] !== 0) min = l;
      next *= 2;
    }
    code.minLength = min;
    let at = 0;
    for (let l = 1; l <= MAX_CODE; l++) for (let s = 0; s < alphabet; s++) if (lengths[s] === l) code.symbols[at++] = s;
  }

  /** Huffman, run lengths of zeros and move-to-front undone: fills tt with the block's bytes. */
  #symbolsOf(used: number, symbols: Uint8Array, selectors: number): { count: number; counts: Int32Array } {
    const tt = this.#tt;
    const chunk = this.#chunk;
    const limit = this.#blockLimit;
    const counts = new Int32Array(256);
    const endSymbol = used + 1;
    const front = symbols.slice();
    let count = 0;
    let zeros = 0;
    let weight = 1;
    let bits = this.#bits;
    let held = this.#held;
    for (let group = 0; group < selectors; group++) {
      const { limit: limits, base, symbols: coded, minLength } = this.#codes[this.#selectors[group] as number] as Code;
      for (let i = 0; i < GROUP; i++) {
        let length = minLength;
        while (held < length) {
          if (this.#at >= chunk.length) throw new InputError('truncated', 'bzip2 data ends too early');
          bits = (bits << 8) | (chunk[this.#at++] as number);
          held += 8;
        }
        let value = (bits >>> (held - length)) & ((1 << length) - 1);
        while (value > (limits[length] as number)) {
          if (++length > MAX_CODE) throw new InputError('corrupt', 'bzip2 data is damaged');
          if (held < length) {
            if (this.#at >= chunk.length) throw new InputError('truncated', 'bzip2 data ends too early');
            bits = (bits << 8) | (chunk[this.#at++] as number);
            held += 8;
          }
          value = (bits >>> (held - length)) & ((1 << length) - 1);
        }
        held -= length;
        bits &= (1 << held) - 1;
        const symbol = coded[value + (base[length] as number)] as number;
        if (symbol <= 1) {
          // a number written in bijective base 2: how many of the front byte follow
          zeros += weight << symbol;
          weight <<= 1;
          if (zeros > limit) throw new InputError('corrupt', 'bzip2 data is damaged');
          continue;
        }
        if (zeros > 0) {
          if (count + zeros > limit) throw new InputError('corrupt', 'bzip2 data is damaged');
          const byte = front[0] as number;
          counts[byte] = (counts[byte] as number) + zeros;
          tt.fill(byte, count, count + zeros);
          count += zeros;
          zeros = 0;
          weight = 1;
        }
        if (symbol === endSymbol) {
          this.#bits = bits;
          this.#held = held;
          return { count, counts };
        }
        if (count >= limit || symbol > endSymbol) throw new InputError('corrupt', 'bzip2 data is damaged');
        const from = symbol - 1;
        const byte = front[from] as number;
        front.copyWithin(1, 0, from);
        front[0] = byte;
        counts[byte] = (counts[byte] as number) + 1;
        tt[count++] = byte;
      }
    }
    throw new InputError('corrupt', 'bzip2 data is damaged');
  }

  /** Undoes the Burrows–Wheeler transform: the upper 24 bits of each cell become the link to its successor. */
  #invert(counts: Int32Array, count: number): void {
    const tt = this.#tt;
    let sum = 0;
    for (let b = 0; b < 256; b++) {
      const n = counts[b] as number;
      counts[b] = sum;
      sum += n;
    }
    for (let i = 0; i < count; i++) {
      const byte = (tt[i] as number) & 255;
      const to = counts[byte] as number;
      counts[byte] = to + 1;
      tt[to] = (tt[to] as number) | (i << 8);
    }
  }

  /** Writes the block out until the buffer is full or the block ends; answers the bytes written. */
  #emit(): number {
    const out = this.#out;
    const tt = this.#tt;
    let n = 0;
    let { position, left, run, last, repeat, crc } = { position: this.#position, left: this.#left, run: this.#run, last: this.#last, repeat: this.#repeat, crc: this.#crc };
    while (n < OUT_BYTES) {
      if (repeat > 0) {
        const m = Math.min(repeat, OUT_BYTES - n);
        for (let k = 0; k < m; k++) {
          out[n++] = last;
          crc = (crc << 8) ^ (CRC_TABLE[(crc >>> 24) ^ last] as number);
        }
        repeat -= m;
        continue;
      }
      if (left === 0) break;
      const cell = tt[position] as number;
      position = cell >>> 8;
      left--;
      const byte = cell & 255;
      if (run === 4) {
        repeat = byte;
        run = 0;
        continue;
      }
      run = byte === last ? run + 1 : 1;
      last = byte;
      out[n++] = byte;
      crc = (crc << 8) ^ (CRC_TABLE[(crc >>> 24) ^ byte] as number);
    }
    this.#position = position;
    this.#left = left;
    this.#run = run;
    this.#last = last;
    this.#repeat = repeat;
    this.#crc = crc;
    if (left === 0 && repeat === 0) {
      this.#inBlock = false;
      if (~crc !== this.#wantedCrc) this.#failure = new InputError('checksum_mismatch', 'the checksum of a bzip2 block does not match');
      this.#streamCrc = ((this.#streamCrc << 1) | (this.#streamCrc >>> 31)) ^ ~crc;
    }
    return n;
  }
}
