// XXH64 with the seed 0 over what a frame decodes to; its lower half is the checksum of the frame (RFC 8878, 3.1.1).

const PRIME_1: u64 = 0x9e3779b185ebca87;
const PRIME_2: u64 = 0xc2b2ae3d27d4eb4f;
const PRIME_3: u64 = 0x165667b19e3779f9;
const PRIME_4: u64 = 0x85ebca77c2b2ae63;
const PRIME_5: u64 = 0x27d4eb2f165667c5;

let v1: u64 = 0;
let v2: u64 = 0;
let v3: u64 = 0;
let v4: u64 = 0;
let total: u64 = 0;

export function beginHash(): void {
  v1 = PRIME_1 + PRIME_2;
  v2 = PRIME_2;
  v3 = 0;
  v4 = 0 - PRIME_1;
  total = 0;
}

function round(v: u64, word: u64): u64 { return rotl(v + word * PRIME_2, 31) * PRIME_1; }

/** Takes in all whole stripes of 32 bytes of [p, end); where the rest begins. */
export function hash(p: usize, end: usize): usize {
  let a = v1, b = v2, c = v3, d = v4;
  const from = p;
  for (; p + 32 <= end; p += 32) {
    a = round(a, load<u64>(p));
    b = round(b, load<u64>(p, 8));
    c = round(c, load<u64>(p, 16));
    d = round(d, load<u64>(p, 24));
  }
  v1 = a;
  v2 = b;
  v3 = c;
  v4 = d;
  total += <u64>(p - from);
  return p;
}

/** The sum, with the last less than 32 bytes [p, end). */
export function endHash(p: usize, end: usize): u32 {
  let h: u64;
  if (total) {
    h = rotl(v1, 1) + rotl(v2, 7) + rotl(v3, 12) + rotl(v4, 18);
    h = (h ^ round(0, v1)) * PRIME_1 + PRIME_4;
    h = (h ^ round(0, v2)) * PRIME_1 + PRIME_4;
    h = (h ^ round(0, v3)) * PRIME_1 + PRIME_4;
    h = (h ^ round(0, v4)) * PRIME_1 + PRIME_4;
  } else h = PRIME_5;
  h += total + <u64>(end - p);
  for (; p + 8 <= end; p += 8) h = rotl(h ^ round(0, load<u64>(p)), 27) * PRIME_1 + PRIME_4;
  if (p + 4 <= end) {
    h = rotl(h ^ (<u64>load<u32>(p) * PRIME_1), 23) * PRIME_2 + PRIME_3;
    p += 4;
  }
  for (; p < end; ++p) h = rotl(h ^ (<u64>load<u8>(p) * PRIME_5), 11) * PRIME_1;
  h = (h ^ (h >> 33)) * PRIME_2;
  h = (h ^ (h >> 29)) * PRIME_3;
  return <u32>(h ^ (h >> 32));
}
