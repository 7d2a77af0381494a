// SHA-256 and HMAC-SHA-256, synchronous and without a host library, so that the same code runs in browsers and workers.
// A keyed hash of a short message costs two compressions: the states after the key's pads are computed once a key.
// Node's own HMAC was measured: one object a secret costs as much as this, with what the system spends on compiling this.

const K = new Int32Array(64);
const INITIAL = new Int32Array(8);

// The constants are the fractional bits of the square and cube roots of the first primes (FIPS 180-4).
(function fill(): void {
  let found = 0;
  for (let n = 2; found < 64; n += 1) {
    let prime = true;
    for (let d = 2; d * d <= n; d += 1) if (n % d === 0) prime = false;
    if (!prime) continue;
    if (found < 8) INITIAL[found] = fraction(Math.sqrt(n));
    K[found] = fraction(Math.cbrt(n));
    found += 1;
  }
})();

function fraction(x: number): number {
  return ((x - Math.floor(x)) * 4294967296) | 0;
}

const W = new Int32Array(64);

/** One compression of the 16 words in W into `state`. */
function compress(state: Int32Array): void {
  const w = W;
  const k = K;
  for (let t = 16; t < 64; t += 1) {
    const x = w[t - 15]!;
    const y = w[t - 2]!;
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[t] = (w[t - 16]! + s0 + w[t - 7]! + s1) | 0;
  }
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let e = state[4]!;
  let f = state[5]!;
  let g = state[6]!;
  let h = state[7]!;
  for (let t = 0; t < 64; t += 1) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + k[t]! + w[t]!) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] = (state[0]! + a) | 0;
  state[1] = (state[1]! + b) | 0;
  state[2] = (state[2]! + c) | 0;
  state[3] = (state[3]! + d) | 0;
  state[4] = (state[4]! + e) | 0;
  state[5] = (state[5]! + f) | 0;
  state[6] = (state[6]! + g) | 0;
  state[7] = (state[7]! + h) | 0;
}

function load(block: Uint8Array, at: number): void {
  for (let t = 0, p = at; t < 16; t += 1, p += 4) {
    W[t] = (block[p]! << 24) | (block[p + 1]! << 16) | (block[p + 2]! << 8) | block[p + 3]!;
  }
}

const tail = new Uint8Array(128);

/**
 * Finishes a hash whose state already covers `before` bytes (a multiple of 64) over `head` followed by
 * `data[start, end)`. Leaves the digest in `state`. `head` must be shorter than 64 bytes.
 */
function finish(state: Int32Array, before: number, head: Uint8Array, data: Uint8Array, start: number, end: number): void {
  const total = before + head.length + (end - start);
  let fill = head.length;
  for (let i = 0; i < fill; i += 1) tail[i] = head[i]!;
  let p = start;
  if (fill + (end - p) >= 64) {
    const take = 64 - fill;
    for (let i = 0; i < take; i += 1) tail[fill + i] = data[p + i]!;
    load(tail, 0);
    compress(state);
    p += take;
    fill = 0;
    for (; end - p >= 64; p += 64) {
      load(data, p);
      compress(state);
    }
  }
  for (; p < end; p += 1) tail[fill++] = data[p]!;
  tail[fill++] = 0x80;
  const size = fill > 56 ? 128 : 64;
  for (let i = fill; i < size; i += 1) tail[i] = 0;
  const high = Math.floor(total / 0x20000000);
  const low = (total << 3) >>> 0;
  for (let i = 0; i < 4; i += 1) {
    tail[size - 8 + i] = high >>> (24 - 8 * i);
    tail[size - 4 + i] = low >>> (24 - 8 * i);
  }
  load(tail, 0);
  compress(state);
  if (size === 128) {
    load(tail, 64);
    compress(state);
  }
  // The buffer is shared: no secret stays in it.
  for (let i = 0; i < size; i += 1) tail[i] = 0;
}

const NOTHING = new Uint8Array(0);
const scratch = new Int32Array(8);

const NIBBLE_PAIRS: readonly string[] = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'));

function hex(state: Int32Array): string {
  const two = NIBBLE_PAIRS;
  let text = '';
  for (let i = 0; i < 8; i += 1) {
    const x = state[i]!;
    text += two[x >>> 24]! + two[(x >>> 16) & 255]! + two[(x >>> 8) & 255]! + two[x & 255]!;
  }
  return text;
}

function toBytes(state: Int32Array): Uint8Array {
  const bytes = new Uint8Array(32);
  for (let i = 0; i < 32; i += 1) bytes[i] = state[i >> 2]! >>> (24 - 8 * (i & 3));
  return bytes;
}

/** SHA-256 of `data` as 64 hexadecimal digits. */
export function sha256Hex(data: Uint8Array): string {
  scratch.set(INITIAL);
  finish(scratch, 0, NOTHING, data, 0, data.length);
  W.fill(0);
  return hex(scratch);
}

export function sha256(data: Uint8Array): Uint8Array {
  scratch.set(INITIAL);
  finish(scratch, 0, NOTHING, data, 0, data.length);
  W.fill(0);
  return toBytes(scratch);
}

/** HMAC-SHA-256 under one key; the key's own work is done once, in the constructor. */
export class HmacSha256 {
  readonly #inner = new Int32Array(8);
  readonly #outer = new Int32Array(8);

  constructor(key: Uint8Array) {
    const block = new Uint8Array(64);
    block.set(key.length > 64 ? sha256(key) : key);
    for (let i = 0; i < 64; i += 1) block[i]! ^= 0x36;
    this.#inner.set(INITIAL);
    load(block, 0);
    compress(this.#inner);
    for (let i = 0; i < 64; i += 1) block[i]! ^= 0x36 ^ 0x5c;
    this.#outer.set(INITIAL);
    load(block, 0);
    compress(this.#outer);
    block.fill(0);
    W.fill(0);
  }

  /** HMAC of `head` followed by `data[start, end)`, as 64 hexadecimal digits. `head` must be shorter than 64 bytes. */
  hex(head: Uint8Array, data: Uint8Array, start: number, end: number): string {
    const state = scratch;
    state.set(this.#inner);
    finish(state, 64, head, data, start, end);
    for (let i = 0; i < 8; i += 1) W[i] = state[i]!;
    W[8] = 0x80000000 | 0;
    for (let i = 9; i < 15; i += 1) W[i] = 0;
    W[15] = (64 + 32) * 8;
    state.set(this.#outer);
    compress(state);
    return hex(state);
  }
}
