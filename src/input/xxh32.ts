// xxHash, 32 bits, seed 0: what lz4 frames are checked with.

const P1 = 0x9e3779b1 | 0;
const P2 = 0x85ebca77 | 0;
const P3 = 0xc2b2ae3d | 0;
const P4 = 0x27d4eb2f | 0;
const P5 = 0x165667b1 | 0;

const rotate = (x: number, n: number): number => (x << n) | (x >>> (32 - n));
const round = (lane: number, word: number): number => Math.imul(rotate((lane + Math.imul(word, P2)) | 0, 13), P1);

function word(b: Uint8Array, at: number): number {
  return (b[at] as number) | ((b[at + 1] as number) << 8) | ((b[at + 2] as number) << 16) | ((b[at + 3] as number) << 24);
}

export class XxHash32 {
  #a = (P1 + P2) | 0;
  #b = P2;
  #c = 0;
  #d = -P1 | 0;
  #total = 0;
  readonly #held = new Uint8Array(16);
  #heldBytes = 0;

  update(bytes: Uint8Array): void {
    let at = 0;
    this.#total += bytes.length;
    if (this.#heldBytes > 0) {
      const n = Math.min(16 - this.#heldBytes, bytes.length);
      this.#held.set(bytes.subarray(0, n), this.#heldBytes);
      this.#heldBytes += n;
      at = n;
      if (this.#heldBytes < 16) return;
      this.#stripes(this.#held, 0, 16);
      this.#heldBytes = 0;
    }
    const end = at + ((bytes.length - at) & ~15);
    this.#stripes(bytes, at, end);
    this.#held.set(bytes.subarray(end));
    this.#heldBytes = bytes.length - end;
  }

  #stripes(bytes: Uint8Array, from: number, to: number): void {
    let { a, b, c, d } = { a: this.#a, b: this.#b, c: this.#c, d: this.#d };
    for (let at = from; at < to; at += 16) {
      a = round(a, word(bytes, at));
      b = round(b, word(bytes, at + 4));
      c = round(c, word(bytes, at + 8));
      d = round(d, word(bytes, at + 12));
    }
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#d = d;
  }

  digest(): number {
    let h = this.#total >= 16 ? (rotate(this.#a, 1) + rotate(this.#b, 7) + rotate(this.#c, 12) + rotate(this.#d, 18)) | 0 : P5;
    h = (h + this.#total) | 0;
    let at = 0;
    for (; at + 4 <= this.#heldBytes; at += 4) h = Math.imul(rotate((h + Math.imul(word(this.#held, at), P3)) | 0, 17), P4);
    for (; at < this.#heldBytes; at++) h = Math.imul(rotate((h + Math.imul(this.#held[at] as number, P5)) | 0, 11), P1);
    h = Math.imul(h ^ (h >>> 15), P2);
    h = Math.imul(h ^ (h >>> 13), P3);
    return (h ^ (h >>> 16)) >>> 0;
  }
}

export function xxh32(bytes: Uint8Array): number {
  const hash = new XxHash32();
  hash.update(bytes);
  return hash.digest();
}
