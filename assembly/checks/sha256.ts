// SHA-256 (FIPS 180-4) and HMAC-SHA-256 over memory. Also used for fingerprints.

const K = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);
const W: usize = memory.data(256, 16);
/** Block being filled, and the two key blocks of HMAC. */
const BLOCK: usize = memory.data(64, 16);
const INNER_KEY: usize = memory.data(64, 16);
const OUTER_KEY: usize = memory.data(64, 16);
const INNER_SUM: usize = memory.data(32, 16);

let h0: u32 = 0, h1: u32 = 0, h2: u32 = 0, h3: u32 = 0, h4: u32 = 0, h5: u32 = 0, h6: u32 = 0, h7: u32 = 0;
let total: u32 = 0;
let filled: i32 = 0;

/** Incremental use: begin, update any number of times, finish. One sum at a time. */
export function sha256Begin(): void {
  h0 = 0x6a09e667; h1 = 0xbb67ae85; h2 = 0x3c6ef372; h3 = 0xa54ff53a;
  h4 = 0x510e527f; h5 = 0x9b05688c; h6 = 0x1f83d9ab; h7 = 0x5be0cd19;
  total = 0;
  filled = 0;
}

export function sha256Update(ptr: usize, len: i32): void {
  let at = ptr;
  let left = len;
  total += <u32>len;
  if (filled > 0) {
    const n = left < 64 - filled ? left : 64 - filled;
    memory.copy(BLOCK + <usize>filled, at, n);
    filled += n;
    at += <usize>n;
    left -= n;
    if (filled < 64) return;
    block(BLOCK);
    filled = 0;
  }
  while (left >= 64) {
    block(at);
    at += 64;
    left -= 64;
  }
  if (left > 0) memory.copy(BLOCK, at, left);
  filled = left;
}

/** Writes 32 bytes to `out`, which may lie in the input. */
export function sha256Finish(out: usize): void {
  store<u8>(BLOCK + <usize>filled, 0x80);
  memory.fill(BLOCK + <usize>(filled + 1), 0, 63 - filled);
  if (filled > 55) {
    block(BLOCK);
    memory.fill(BLOCK, 0, 64);
  }
  store<u64>(BLOCK, bswap<u64>(<u64>total << 3), 56);
  block(BLOCK);
  store<u32>(out, bswap<u32>(h0), 0);
  store<u32>(out, bswap<u32>(h1), 4);
  store<u32>(out, bswap<u32>(h2), 8);
  store<u32>(out, bswap<u32>(h3), 12);
  store<u32>(out, bswap<u32>(h4), 16);
  store<u32>(out, bswap<u32>(h5), 20);
  store<u32>(out, bswap<u32>(h6), 24);
  store<u32>(out, bswap<u32>(h7), 28);
}

/** Keeps the sum so far, of whole blocks only, in the 32 bytes at `out`. */
export function sha256Keep(out: usize): void {
  store<u32>(out, h0, 0); store<u32>(out, h1, 4); store<u32>(out, h2, 8); store<u32>(out, h3, 12);
  store<u32>(out, h4, 16); store<u32>(out, h5, 20); store<u32>(out, h6, 24); store<u32>(out, h7, 28);
}

/** Goes on from what was kept behind `length` bytes. */
export function sha256Resume(kept: usize, length: u32): void {
  h0 = load<u32>(kept, 0); h1 = load<u32>(kept, 4); h2 = load<u32>(kept, 8); h3 = load<u32>(kept, 12);
  h4 = load<u32>(kept, 16); h5 = load<u32>(kept, 20); h6 = load<u32>(kept, 24); h7 = load<u32>(kept, 28);
  total = length;
  filled = 0;
}

/** SHA-256 of `len` bytes at `ptr`, 32 bytes to `out`. */
export function sha256(ptr: usize, len: i32, out: usize): void {
  sha256Begin();
  sha256Update(ptr, len);
  sha256Finish(out);
}

/** HMAC-SHA-256 (RFC 2104): 32 bytes to `out`. */
export function hmacSha256(key: usize, keyLen: i32, ptr: usize, len: i32, out: usize): void {
  hmacBegin(key, keyLen);
  sha256Update(ptr, len);
  hmacFinish(out);
}

/** Incremental use: hmacBegin, sha256Update any number of times, hmacFinish. */
export function hmacBegin(key: usize, keyLen: i32): void {
  memory.fill(INNER_KEY, 0, 64);
  if (keyLen > 64) sha256(key, keyLen, INNER_KEY);
  else memory.copy(INNER_KEY, key, keyLen);
  for (let i = 0; i < 64; i += 8) {
    const k = load<u64>(INNER_KEY + i);
    store<u64>(OUTER_KEY + i, k ^ 0x5c5c5c5c5c5c5c5c);
    store<u64>(INNER_KEY + i, k ^ 0x3636363636363636);
  }
  sha256Begin();
  sha256Update(INNER_KEY, 64);
}

export function hmacFinish(out: usize): void {
  sha256Finish(INNER_SUM);
  hmacOuter();
  sha256Update(INNER_SUM, 32);
  sha256Finish(out);
}

/** Begins the outer sum of the key of hmacBegin. */
export function hmacOuter(): void {
  sha256Begin();
  sha256Update(OUTER_KEY, 64);
}

function block(ptr: usize): void {
  for (let i = 0; i < 64; i += 4) store<u32>(W + i, bswap<u32>(load<u32>(ptr + i)));
  for (let i = 64; i < 256; i += 4) {
    const a = load<u32>(W + i - 60);
    const b = load<u32>(W + i - 8);
    const s0 = rotr<u32>(a, 7) ^ rotr<u32>(a, 18) ^ (a >>> 3);
    const s1 = rotr<u32>(b, 17) ^ rotr<u32>(b, 19) ^ (b >>> 10);
    store<u32>(W + i, load<u32>(W + i - 64) + s0 + load<u32>(W + i - 28) + s1);
  }
  let a = h0, b = h1, c = h2, d = h3, e = h4, f = h5, g = h6, h = h7;
  for (let i = 0; i < 256; i += 4) {
    const s1 = rotr<u32>(e, 6) ^ rotr<u32>(e, 11) ^ rotr<u32>(e, 25);
    const t1 = h + s1 + ((e & f) ^ (~e & g)) + load<u32>(K + i) + load<u32>(W + i);
    const s0 = rotr<u32>(a, 2) ^ rotr<u32>(a, 13) ^ rotr<u32>(a, 22);
    const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
    h = g; g = f; f = e; e = d + t1;
    d = c; c = b; b = a; a = t1 + t2;
  }
  h0 += a; h1 += b; h2 += c; h3 += d; h4 += e; h5 += f; h6 += g; h7 += h;
}
