// Further copies of secrets: what was a finding once is replaced wherever it stands again behind, in the same body, also
// where nothing around it says what it is. Every byte is looked at once: a rolling hash of eight bytes leads to the
// secrets that end so.

import type { BodyKind } from '../../input/visit.ts';
import type { Group } from './groups.ts';

/** Shorter secrets are words; longer ones are found by their own form. */
const LEAST = 8;
export const LONGEST_COPY = 512;
/** From here on a secret is no word, wherever it stands. */
const SURE = 16;
/** Secrets of one body that are kept. */
const MOST = 65_536;
const MOST_BYTES = 16 * 1048576;
/** Secrets that end in the same eight bytes: with the length, what a place in the text costs at most. */
const MOST_ALIKE = 4;
const BITS = 20;
const FACTOR = 0x01000193;

interface Known {
  readonly bytes: Uint8Array;
  readonly rule: string;
  readonly weight: number;
  readonly fingerprint: string;
}

export class Copies {
  readonly #unit: 1 | 2;
  readonly #high: boolean;
  readonly #byEnd = new Map<number, Known[]>();
  readonly #bits = new Uint32Array(1 << (BITS - 5));
  readonly #outgoing: number;
  /** The two bytes in front of what `find` is given. */
  readonly before = new Uint8Array(2);
  #count = 0;
  #bytes = 0;

  constructor(kind: BodyKind) {
    this.#unit = kind === 'utf16le' || kind === 'utf16be' ? 2 : 1;
    this.#high = kind === 'utf16be';
    let factor = 1;
    for (let i = 1; i < LEAST; i++) factor = Math.imul(factor, FACTOR);
    this.#outgoing = factor;
  }

  /** What stands at `group` is a secret: its copies behind are wanted. */
  learn(bytes: Uint8Array, { rule, weight, fingerprint }: Group): void {
    const characters = bytes.length / this.#unit;
    if (characters < LEAST || bytes.length > LONGEST_COPY || (characters < SURE && !this.#mixed(bytes))) return;
    let hash = 0;
    for (let i = bytes.length - LEAST; i < bytes.length; i++) hash = (Math.imul(hash, FACTOR) + (bytes[i] as number)) | 0;
    const alike = this.#byEnd.get(hash);
    if (alike?.some((known) => same(known.bytes, bytes, 0)) === true) return;
    if (this.#count >= MOST || this.#bytes + bytes.length > MOST_BYTES || (alike !== undefined && alike.length >= MOST_ALIKE) || repeats(bytes)) return;
    const known = { bytes: bytes.slice(), rule, weight, fingerprint };
    if (alike === undefined) this.#byEnd.set(hash, [known]);
    else {
      alike.push(known);
      alike.sort((a, b) => b.bytes.length - a.bytes.length);
    }
    this.#count++;
    this.#bytes += bytes.length;
    const bit = hash >>> (32 - BITS);
    this.#bits[bit >>> 5] = (this.#bits[bit >>> 5] as number) | (1 << (bit & 31));
  }

  /** Copies that lie wholly in [from, to) of `bytes`, in order, none over another; `bytes` holds what follows up to `end`. Offsets of the answer count from `base`. */
  find(bytes: Uint8Array, from: number, to: number, end: number, base: number): Group[] {
    const found: Group[] = [];
    if (this.#count === 0 || to - from < LEAST) return found;
    const bits = this.#bits;
    let hash = 0;
    let begin = from;
    for (let i = from; i < to; i++) {
      if (i - begin >= LEAST) hash = (hash - Math.imul(bytes[i - LEAST] as number, this.#outgoing)) | 0;
      hash = (Math.imul(hash, FACTOR) + (bytes[i] as number)) | 0;
      const bit = hash >>> (32 - BITS);
      if (((bits[bit >>> 5] as number) & (1 << (bit & 31))) === 0 || i - begin < LEAST - 1) continue;
      const known = this.#byEnd.get(hash)?.find((one) => i + 1 - one.bytes.length >= begin && same(one.bytes, bytes, i + 1 - one.bytes.length) && this.#stands(bytes, i + 1 - one.bytes.length, i + 1, end));
      if (known === undefined) continue;
      const { rule, weight, fingerprint } = known;
      found.push({ start: base + i + 1 - known.bytes.length, end: base + i + 1, rule, weight, fingerprint });
      begin = i + 1;
      hash = 0;
    }
    return found;
  }

  /** What may be a word is replaced only where it stands alone. */
  #stands(bytes: Uint8Array, start: number, end: number, known: number): boolean {
    if ((end - start) / this.#unit >= SURE) return true;
    const left = start >= this.#unit ? this.#isWord(bytes, start - this.#unit) : this.#isWord(this.before, 2 - this.#unit);
    return !left && !(end + this.#unit <= known && this.#isWord(bytes, end));
  }

  #isWord(bytes: Uint8Array, at: number): boolean {
    if (this.#unit === 2 && bytes[this.#high ? at : at + 1] !== 0) return true;
    return isWordByte(bytes[this.#unit === 2 && this.#high ? at + 1 : at] as number);
  }

  /** Of more than one sort of characters. */
  #mixed(bytes: Uint8Array): boolean {
    let sorts = 0;
    for (let i = this.#high ? 1 : 0; i < bytes.length; i += this.#unit) {
      const byte = bytes[i] as number;
      sorts |= byte >= 0x30 && byte <= 0x39 ? 1 : isWordByte(byte) && byte !== 0x5f ? 2 : 4;
    }
    return (sorts & (sorts - 1)) !== 0;
  }
}

function isWordByte(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte === 0x5f || byte >= 0x80;
}

/** An end such as `aaaaaaaa` or `abababab` would be met at every byte of a text made of it. */
function repeats(bytes: Uint8Array): boolean {
  return [1, 2, 3].some((period) => same(bytes.subarray(bytes.length - LEAST + period), bytes, bytes.length - LEAST));
}

function same(secret: Uint8Array, bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < secret.length; i++) if (secret[i] !== bytes[at + i]) return false;
  return true;
}
