// The field of 2^255 - 19: ten signed limbs of 26 and 25 bits in turn, stored as i32 (40 bytes an element). A product of
// two elements whose limbs are sums of at most three products fits i64. Nothing here is constant-time: the "secret" was
// found in a log.

export const ELEMENT = 40;
const T0: usize = memory.data(40, 16), T1: usize = memory.data(40, 16), T2: usize = memory.data(40, 16), T3: usize = memory.data(40, 16);
const H: usize = memory.data(40, 16);

export function add(out: usize, a: usize, b: usize): void {
  for (let i = 0; i < ELEMENT; i += 4) store<i32>(out + i, load<i32>(a + i) + load<i32>(b + i));
}

export function subtract(out: usize, a: usize, b: usize): void {
  for (let i = 0; i < ELEMENT; i += 4) store<i32>(out + i, load<i32>(a + i) - load<i32>(b + i));
}

/** Out may be one of the factors. */
export function multiply(out: usize, a: usize, b: usize): void {
  const b0 = <i64>load<i32>(b), b1 = <i64>load<i32>(b, 4), b2 = <i64>load<i32>(b, 8), b3 = <i64>load<i32>(b, 12), b4 = <i64>load<i32>(b, 16);
  const b5 = <i64>load<i32>(b, 20), b6 = <i64>load<i32>(b, 24), b7 = <i64>load<i32>(b, 28), b8 = <i64>load<i32>(b, 32), b9 = <i64>load<i32>(b, 36);
  let h0: i64 = 0, h1: i64 = 0, h2: i64 = 0, h3: i64 = 0, h4: i64 = 0, h5: i64 = 0, h6: i64 = 0, h7: i64 = 0, h8: i64 = 0, h9: i64 = 0;
  // Two odd limbs meet half a bit too low: twice. Beyond the tenth limb 2^255 is 19.
  let x = <i64>load<i32>(a);
  h0 += x * b0; h1 += x * b1; h2 += x * b2; h3 += x * b3; h4 += x * b4; h5 += x * b5; h6 += x * b6; h7 += x * b7; h8 += x * b8; h9 += x * b9;
  x = <i64>load<i32>(a, 4);
  let d = x + x, w = 19 * x, v = w + w;
  h1 += x * b0; h2 += d * b1; h3 += x * b2; h4 += d * b3; h5 += x * b4; h6 += d * b5; h7 += x * b6; h8 += d * b7; h9 += x * b8; h0 += v * b9;
  x = <i64>load<i32>(a, 8); w = 19 * x;
  h2 += x * b0; h3 += x * b1; h4 += x * b2; h5 += x * b3; h6 += x * b4; h7 += x * b5; h8 += x * b6; h9 += x * b7; h0 += w * b8; h1 += w * b9;
  x = <i64>load<i32>(a, 12); d = x + x; w = 19 * x; v = w + w;
  h3 += x * b0; h4 += d * b1; h5 += x * b2; h6 += d * b3; h7 += x * b4; h8 += d * b5; h9 += x * b6; h0 += v * b7; h1 += w * b8; h2 += v * b9;
  x = <i64>load<i32>(a, 16); w = 19 * x;
  h4 += x * b0; h5 += x * b1; h6 += x * b2; h7 += x * b3; h8 += x * b4; h9 += x * b5; h0 += w * b6; h1 += w * b7; h2 += w * b8; h3 += w * b9;
  x = <i64>load<i32>(a, 20); d = x + x; w = 19 * x; v = w + w;
  h5 += x * b0; h6 += d * b1; h7 += x * b2; h8 += d * b3; h9 += x * b4; h0 += v * b5; h1 += w * b6; h2 += v * b7; h3 += w * b8; h4 += v * b9;
  x = <i64>load<i32>(a, 24); w = 19 * x;
  h6 += x * b0; h7 += x * b1; h8 += x * b2; h9 += x * b3; h0 += w * b4; h1 += w * b5; h2 += w * b6; h3 += w * b7; h4 += w * b8; h5 += w * b9;
  x = <i64>load<i32>(a, 28); d = x + x; w = 19 * x; v = w + w;
  h7 += x * b0; h8 += d * b1; h9 += x * b2; h0 += v * b3; h1 += w * b4; h2 += v * b5; h3 += w * b6; h4 += v * b7; h5 += w * b8; h6 += v * b9;
  x = <i64>load<i32>(a, 32); w = 19 * x;
  h8 += x * b0; h9 += x * b1; h0 += w * b2; h1 += w * b3; h2 += w * b4; h3 += w * b5; h4 += w * b6; h5 += w * b7; h6 += w * b8; h7 += w * b9;
  x = <i64>load<i32>(a, 36); w = 19 * x; v = w + w;
  h9 += x * b0; h0 += v * b1; h1 += w * b2; h2 += v * b3; h3 += w * b4; h4 += v * b5; h5 += w * b6; h6 += v * b7; h7 += w * b8; h8 += v * b9;
  // limbs back to their widths, each once; what leaves the last comes back into the first as 19 times as much, and little of that goes on
  let c = (h0 + (1 << 25)) >> 26; h0 -= c << 26; h1 += c;
  c = (h1 + (1 << 24)) >> 25; h1 -= c << 25; h2 += c;
  c = (h2 + (1 << 25)) >> 26; h2 -= c << 26; h3 += c;
  c = (h3 + (1 << 24)) >> 25; h3 -= c << 25; h4 += c;
  c = (h4 + (1 << 25)) >> 26; h4 -= c << 26; h5 += c;
  c = (h5 + (1 << 24)) >> 25; h5 -= c << 25; h6 += c;
  c = (h6 + (1 << 25)) >> 26; h6 -= c << 26; h7 += c;
  c = (h7 + (1 << 24)) >> 25; h7 -= c << 25; h8 += c;
  c = (h8 + (1 << 25)) >> 26; h8 -= c << 26; h9 += c;
  c = (h9 + (1 << 24)) >> 25; h9 -= c << 25; h0 += 19 * c;
  c = (h0 + (1 << 25)) >> 26; h0 -= c << 26; h1 += c;
  store<i32>(out, <i32>h0); store<i32>(out, <i32>h1, 4); store<i32>(out, <i32>h2, 8); store<i32>(out, <i32>h3, 12); store<i32>(out, <i32>h4, 16);
  store<i32>(out, <i32>h5, 20); store<i32>(out, <i32>h6, 24); store<i32>(out, <i32>h7, 28); store<i32>(out, <i32>h8, 32); store<i32>(out, <i32>h9, 36);
}

function squares(out: usize, a: usize, n: i32): void {
  multiply(out, a, a);
  for (let i = 1; i < n; i++) multiply(out, out, out);
}

/** 1/a: a to the power of 2^255 - 21. */
export function invert(out: usize, a: usize): void {
  squares(T0, a, 1); // 2
  squares(T1, T0, 2); // 8
  multiply(T1, a, T1); // 9
  multiply(T0, T0, T1); // 11
  squares(T2, T0, 1); // 22
  multiply(T1, T1, T2); // 2^5 - 1
  squares(T2, T1, 5);
  multiply(T1, T2, T1); // 2^10 - 1
  squares(T2, T1, 10);
  multiply(T2, T2, T1); // 2^20 - 1
  squares(T3, T2, 20);
  multiply(T2, T3, T2); // 2^40 - 1
  squares(T2, T2, 10);
  multiply(T1, T2, T1); // 2^50 - 1
  squares(T2, T1, 50);
  multiply(T2, T2, T1); // 2^100 - 1
  squares(T3, T2, 100);
  multiply(T2, T3, T2); // 2^200 - 1
  squares(T2, T2, 50);
  multiply(T1, T2, T1); // 2^250 - 1
  squares(T1, T1, 5);
  multiply(out, T1, T0); // 2^255 - 21
}

/** 32 bytes, least significant first, of the one representative between 0 and 2^255 - 20. */
export function pack(out: usize, a: usize): void {
  memory.copy(H, a, ELEMENT);
  let q = (19 * load<i32>(H, 36) + (1 << 24)) >> 25;
  for (let i = 0; i < 10; i++) q = (load<i32>(H + (<usize>i << 2)) + q) >> ((i & 1) != 0 ? 25 : 26);
  store<i32>(H, load<i32>(H) + 19 * q);
  let acc: u64 = 0;
  let bits = 0;
  let n = 0;
  let c = 0;
  for (let i = 0; i < 10; i++) {
    const width = (i & 1) != 0 ? 25 : 26;
    const v = load<i32>(H + (<usize>i << 2)) + c;
    c = v >> width;
    acc |= <u64>(v - (c << width)) << bits;
    bits += width;
    while (bits >= 8) {
      store<u8>(out + n, <u8>acc);
      acc >>>= 8;
      bits -= 8;
      n++;
    }
  }
  store<u8>(out + 31, <u8>acc); // 255 bits: the last byte is not full
}

/** Element of 32 bytes, least significant first. */
export function unpack(out: usize, bytes: usize): void {
  let acc: u64 = 0;
  let bits = 0;
  let at = bytes;
  for (let i = 0; i < 10; i++) {
    const width = (i & 1) != 0 ? 25 : 26;
    while (bits < width) {
      acc |= <u64>(at < bytes + 32 ? load<u8>(at) : 0) << bits;
      at++;
      bits += 8;
    }
    store<i32>(out + (<usize>i << 2), <i32>(acc & ((<u64>1 << width) - 1)));
    acc >>>= width;
    bits -= width;
  }
}
