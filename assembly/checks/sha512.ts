// SHA-512 and SHA-1 (FIPS 180-4) in one call each, over short messages given in pieces, and the HMACs that seeds and PuTTY keys use.

const K = memory.data<u64>([
  0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc, 0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
  0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2, 0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694,
  0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65, 0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
  0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4, 0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70,
  0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df, 0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
  0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30, 0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
  0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8, 0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
  0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec, 0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b,
  0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178, 0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
  0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c, 0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
]);
const W: usize = memory.data(640, 16);
const H: usize = memory.data(64, 16);
const BLOCK: usize = memory.data(128, 16);
const KEY_BLOCK: usize = memory.data(128, 16);
const INNER: usize = memory.data(64, 16);

const START512 = memory.data<u64>([
  0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1, 0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
]);

let total: u32 = 0;

export function sha512Begin(): void {
  memory.copy(H, START512, 64);
  total = 0;
}

export function sha512Update(ptr: usize, len: i32): void {
  for (let i = 0; i < len; i++) {
    store<u8>(BLOCK + <usize>(total & 127), load<u8>(ptr + i));
    total++;
    if ((total & 127) == 0) block512();
  }
}

export function sha512Finish(out: usize): void {
  const bits = <u64>total << 3;
  let at = <i32>(total & 127);
  store<u8>(BLOCK + <usize>at, 0x80);
  at++;
  memory.fill(BLOCK + <usize>at, 0, 128 - at);
  if (at > 112) {
    block512();
    memory.fill(BLOCK, 0, 128);
  }
  store<u64>(BLOCK, bswap<u64>(bits), 120);
  block512();
  for (let i = 0; i < 64; i += 8) store<u64>(out + i, bswap<u64>(load<u64>(H + i)));
}

export function sha512(ptr: usize, len: i32, out: usize): void {
  sha512Begin();
  sha512Update(ptr, len);
  sha512Finish(out);
}

/** HMAC-SHA-512 with a key of at most 128 bytes; 64 bytes to `out`. */
export function hmacSha512(key: usize, keyLen: i32, ptr: usize, len: i32, out: usize): void {
  padKey(key, keyLen, 128, 0x36);
  sha512Begin();
  sha512Update(KEY_BLOCK, 128);
  sha512Update(ptr, len);
  sha512Finish(INNER);
  padKey(key, keyLen, 128, 0x5c);
  sha512Begin();
  sha512Update(KEY_BLOCK, 128);
  sha512Update(INNER, 64);
  sha512Finish(out);
}

function padKey(key: usize, keyLen: i32, size: i32, pad: i32): void {
  for (let i = 0; i < size; i++) store<u8>(KEY_BLOCK + i, (i < keyLen ? <i32>load<u8>(key + i) : 0) ^ pad);
}

function block512(): void {
  for (let i = 0; i < 128; i += 8) store<u64>(W + i, bswap<u64>(load<u64>(BLOCK + i)));
  for (let i = 128; i < 640; i += 8) {
    const a = load<u64>(W + i - 120);
    const b = load<u64>(W + i - 16);
    const s0 = rotr<u64>(a, 1) ^ rotr<u64>(a, 8) ^ (a >>> 7);
    const s1 = rotr<u64>(b, 19) ^ rotr<u64>(b, 61) ^ (b >>> 6);
    store<u64>(W + i, load<u64>(W + i - 128) + s0 + load<u64>(W + i - 56) + s1);
  }
  let a = load<u64>(H, 0), b = load<u64>(H, 8), c = load<u64>(H, 16), d = load<u64>(H, 24);
  let e = load<u64>(H, 32), f = load<u64>(H, 40), g = load<u64>(H, 48), h = load<u64>(H, 56);
  for (let i = 0; i < 640; i += 8) {
    const s1 = rotr<u64>(e, 14) ^ rotr<u64>(e, 18) ^ rotr<u64>(e, 41);
    const t1 = h + s1 + ((e & f) ^ (~e & g)) + load<u64>(K + i) + load<u64>(W + i);
    const s0 = rotr<u64>(a, 28) ^ rotr<u64>(a, 34) ^ rotr<u64>(a, 39);
    const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
    h = g; g = f; f = e; e = d + t1;
    d = c; c = b; b = a; a = t1 + t2;
  }
  add(0, a); add(8, b); add(16, c); add(24, d); add(32, e); add(40, f); add(48, g); add(56, h);
}

function add(at: i32, value: u64): void { store<u64>(H + at, load<u64>(H + at) + value); }

// ---- SHA-1 --------------------------------------------------------------------------------------------------------------

export function sha1Begin(): void {
  store<u32>(H, 0x67452301, 0);
  store<u32>(H, 0xefcdab89, 4);
  store<u32>(H, 0x98badcfe, 8);
  store<u32>(H, 0x10325476, 12);
  store<u32>(H, 0xc3d2e1f0, 16);
  total = 0;
}

export function sha1Update(ptr: usize, len: i32): void {
  for (let i = 0; i < len; i++) {
    store<u8>(BLOCK + <usize>(total & 63), load<u8>(ptr + i));
    total++;
    if ((total & 63) == 0) block1();
  }
}

export function sha1Finish(out: usize): void {
  const bits = <u64>total << 3;
  let at = <i32>(total & 63);
  store<u8>(BLOCK + <usize>at, 0x80);
  at++;
  memory.fill(BLOCK + <usize>at, 0, 64 - at);
  if (at > 56) {
    block1();
    memory.fill(BLOCK, 0, 64);
  }
  store<u64>(BLOCK, bswap<u64>(bits), 56);
  block1();
  for (let i = 0; i < 20; i += 4) store<u32>(out + i, bswap<u32>(load<u32>(H + i)));
}

export function sha1(ptr: usize, len: i32, out: usize): void {
  sha1Begin();
  sha1Update(ptr, len);
  sha1Finish(out);
}

/** HMAC-SHA-1 over what `sha1Update` is given between the two calls; the key has at most 64 bytes. */
export function hmacSha1Begin(key: usize, keyLen: i32): void {
  padKey(key, keyLen, 64, 0x36);
  sha1Begin();
  sha1Update(KEY_BLOCK, 64);
}

export function hmacSha1Finish(key: usize, keyLen: i32, out: usize): void {
  sha1Finish(INNER);
  padKey(key, keyLen, 64, 0x5c);
  sha1Begin();
  sha1Update(KEY_BLOCK, 64);
  sha1Update(INNER, 20);
  sha1Finish(out);
}

function block1(): void {
  for (let i = 0; i < 64; i += 4) store<u32>(W + i, bswap<u32>(load<u32>(BLOCK + i)));
  for (let i = 64; i < 320; i += 4) {
    store<u32>(W + i, rotl<u32>(load<u32>(W + i - 12) ^ load<u32>(W + i - 32) ^ load<u32>(W + i - 56) ^ load<u32>(W + i - 64), 1));
  }
  let a = load<u32>(H, 0), b = load<u32>(H, 4), c = load<u32>(H, 8), d = load<u32>(H, 12), e = load<u32>(H, 16);
  for (let i = 0; i < 80; i++) {
    let f: u32 = 0, k: u32 = 0;
    if (i < 20) { f = (b & c) | (~b & d); k = 0x5a827999; }
    else if (i < 40) { f = b ^ c ^ d; k = 0x6ed9eba1; }
    else if (i < 60) { f = (b & c) | (b & d) | (c & d); k = 0x8f1bbcdc; }
    else { f = b ^ c ^ d; k = 0xca62c1d6; }
    const t = rotl<u32>(a, 5) + f + e + k + load<u32>(W + (<usize>i << 2));
    e = d; d = c; c = rotl<u32>(b, 30); b = a; a = t;
  }
  add32(0, a); add32(4, b); add32(8, c); add32(12, d); add32(16, e);
}

function add32(at: i32, value: u32): void { store<u32>(H + at, load<u32>(H + at) + value); }
