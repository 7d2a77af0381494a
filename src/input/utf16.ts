// UTF-16 → UTF-8, and back from places in the UTF-8 text to places in the stored bytes.
//
// Every MARK_UNITS code units both offsets are noted; the way from the mark before a place to the place itself is
// walked over the UTF-8 bytes, which the engine still holds when it reports a hit (LOOK_BEHIND is larger than what a
// mark can span). Marks are dropped when the engine has passed them: memory does not grow with the file.

import type { Piece, Reader, Source } from './source.ts';

const UNITS = 32768;
/** 3 bytes of UTF-8 a unit at most: 1536 bytes between marks. */
const MARK_UNITS = 512;

export class Utf16Source implements Source {
  readonly #reader: Reader;
  readonly #high: 0 | 1;
  readonly #out = Buffer.allocUnsafeSlow(UNITS * 3 + 8);
  #started = false;
  #pendingHigh = 0;
  #done = false;
  /** Next UTF-8 and stored offsets. */
  #utf8 = 0;
  #stored = 0;
  #markUtf8: number[] = [];
  #markStored: number[] = [];

  /** `bigEndian`: the first byte of a unit is its high one. */
  constructor(reader: Reader, bigEndian: boolean) {
    this.#reader = reader;
    this.#high = bigEndian ? 0 : 1;
  }

  pull(): Piece | Promise<Piece> {
    if (this.#done) return null;
    const have = this.#reader.ensure(2);
    return have instanceof Promise ? have.then((n) => this.#convert(n)) : this.#convert(have);
  }

  close(): void {}

  #convert(have: number): Piece | Promise<Piece> {
    const reader = this.#reader;
    if (have < 2) {
      this.#done = true;
      if (have === 0 && this.#pendingHigh === 0) return null;
      // Half a unit or half a pair at the end stands for one replacement character.
      reader.consume(have);
      this.#pendingHigh = 0;
      this.#stored += have;
      return this.#out.subarray(0, replacement(this.#out, 0));
    }
    const view = reader.view;
    let at = 0;
    if (!this.#started) {
      this.#started = true;
      if (view[this.#high] === 0xfe && view[1 - this.#high] === 0xff) at = 2;
      this.#stored = at;
    }
    const n = this.#units(view, at, Math.min(view.length & ~1, at + UNITS * 2));
    reader.consume(Math.min(view.length & ~1, at + UNITS * 2));
    if (n === 0) return this.pull();
    return this.#out.subarray(0, n);
  }

  #units(view: Uint8Array, from: number, to: number): number {
    const out = this.#out;
    const high = this.#high;
    const low = 1 - high;
    let n = 0;
    let pending = this.#pendingHigh;
    let sinceMark = 0;
    const storedBase = this.#stored - from;
    for (let i = from; i < to; i += 2) {
      if (sinceMark === 0 && pending === 0) {
        this.#markUtf8.push(this.#utf8 + n);
        this.#markStored.push(storedBase + i);
        sinceMark = MARK_UNITS;
      } else if (sinceMark > 0) sinceMark--;
      const unit = ((view[i + high] as number) << 8) | (view[i + low] as number);
      if (pending !== 0) {
        if (unit >= 0xdc00 && unit < 0xe000) {
          const code = 0x10000 + ((pending - 0xd800) << 10) + (unit - 0xdc00);
          out[n++] = 0xf0 | (code >> 18);
          out[n++] = 0x80 | ((code >> 12) & 63);
          out[n++] = 0x80 | ((code >> 6) & 63);
          out[n++] = 0x80 | (code & 63);
          pending = 0;
          continue;
        }
        n = replacement(out, n);
        pending = 0;
      }
      if (unit < 0x80) out[n++] = unit;
      else if (unit < 0x800) {
        out[n++] = 0xc0 | (unit >> 6);
        out[n++] = 0x80 | (unit & 63);
      } else if (unit >= 0xd800 && unit < 0xdc00) pending = unit;
      else if (unit >= 0xdc00 && unit < 0xe000) n = replacement(out, n);
      else {
        out[n++] = 0xe0 | (unit >> 12);
        out[n++] = 0x80 | ((unit >> 6) & 63);
        out[n++] = 0x80 | (unit & 63);
      }
    }
    this.#pendingHigh = pending;
    this.#utf8 += n;
    this.#stored = storedBase + to;
    return n;
  }

  /** The stored offset of a UTF-8 offset. `bytes` gives the UTF-8 text from an offset that is still held, at least up to `offset`. */
  storedOffset(offset: number, byteAt: (offset: number) => number): number {
    const at = this.#markOf(offset);
    let utf8 = this.#markUtf8[at] ?? 0;
    let stored = this.#markStored[at] ?? 0;
    while (utf8 < offset) {
      const byte = byteAt(utf8);
      if (byte < 0x80) {
        utf8 += 1;
        stored += 2;
      } else if (byte < 0xe0) {
        utf8 += 2;
        stored += 2;
      } else if (byte < 0xf0) {
        utf8 += 3;
        stored += 2;
      } else {
        utf8 += 4;
        stored += 4;
      }
    }
    return stored;
  }

  /** A stored offset that is not behind the place of this UTF-8 offset, and not far before it. */
  storedBefore(offset: number): number {
    const at = this.#markOf(offset);
    return (this.#markUtf8[at] ?? 0) <= offset ? (this.#markStored[at] ?? 0) : 0;
  }

  /** Number of the last mark that is not behind this UTF-8 offset; the first one when all are. */
  #markOf(offset: number): number {
    const marks = this.#markUtf8;
    let lo = 0;
    let hi = marks.length - 1;
    while (lo < hi) {
      const mid = (lo + hi + 1) >> 1;
      if ((marks[mid] as number) <= offset) lo = mid;
      else hi = mid - 1;
    }
    return lo;
  }

  /** Places before this UTF-8 offset will not be asked for any more. */
  forget(before: number): void {
    const marks = this.#markUtf8;
    if (marks.length < 256) return;
    let keep = 0;
    while (keep + 1 < marks.length && (marks[keep + 1] as number) <= before) keep++;
    if (keep < 128) return;
    this.#markUtf8 = marks.slice(keep);
    this.#markStored = this.#markStored.slice(keep);
  }
}

function replacement(out: Uint8Array, at: number): number {
  out[at] = 0xef;
  out[at + 1] = 0xbf;
  out[at + 2] = 0xbd;
  return at + 3;
}
