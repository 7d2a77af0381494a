// A growing little-endian byte buffer with sections, for writing the binary program.

export class Blob {
  private bytes: Uint8Array;
  private view: DataView;
  length = 0;

  /** `room` in bytes to begin with; it grows. */
  constructor(room = 1 << 16) {
    this.bytes = new Uint8Array(room);
    this.view = new DataView(this.bytes.buffer);
  }

  private reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more));
    grown.set(this.bytes);
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }

  align(to: number): number {
    while (this.length % to) this.u8(0);
    return this.length;
  }

  u8(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  u16(value: number): void {
    this.reserve(2);
    this.view.setUint16(this.length, value, true);
    this.length += 2;
  }

  u32(value: number): void {
    this.reserve(4);
    this.view.setUint32(this.length, value >>> 0, true);
    this.length += 4;
  }

  /** A copy of what was written at [from, to). */
  slice(from: number, to: number): Uint8Array {
    return this.bytes.slice(from, to);
  }

  raw(data: ArrayLike<number>): number {
    this.reserve(data.length);
    this.bytes.set(data, this.length);
    const at = this.length;
    this.length += data.length;
    return at;
  }

  words(values: Uint32Array): void {
    for (const value of values) this.u32(value);
  }

  /** Words of 64 bits of which those with these numbers are set. */
  mask(bits: readonly number[], words: number): void {
    const at = this.raw(new Uint8Array(words * 8));
    for (const bit of bits) {
      const byte = at + (bit >> 3);
      this.bytes[byte] = (this.bytes[byte] ?? 0) | (1 << (bit & 7));
    }
  }

  setU32(at: number, value: number): void {
    this.view.setUint32(at, value >>> 0, true);
  }

  setU16(at: number, value: number): void {
    this.view.setUint16(at, value, true);
  }

  finish(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }
}
