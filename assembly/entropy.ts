// Shannon entropy in 1/256 bits a character, from a histogram of bytes and a table of n·log2 n.

const histogram: usize = memory.data(256, 16);
// n·log2(n) × 256 for n = 0 … 255, and by how much it grows from n to n + 1; filled at the first call
const table: usize = memory.data(256 * 4, 16);
const growth: usize = memory.data(256 * 4, 16);
let ready: bool = false;

/** log2 of n × 65536 by squaring: 16 fractional bits, no floating point needed in the loop that uses the table. */
function log2Fixed(n: u32): u32 {
  const whole = 31 - clz(n);
  let x: u64 = (<u64>n << 31) >> whole; // 1 ≤ x < 2 with 31 fractional bits
  let result = <u32>whole << 16;
  for (let bit: u32 = 1 << 15; bit; bit >>= 1) {
    x = (x * x) >> 31;
    if (x >= (<u64>2 << 31)) { x >>= 1; result |= bit; }
  }
  return result;
}

function prepare(): void {
  for (let n: u32 = 1; n < 256; ++n) {
    store<u32>(table + n * 4, <u32>((<u64>n * <u64>log2Fixed(n) + 128) >> 8));
    store<u32>(growth + (n - 1) * 4, load<u32>(table + n * 4) - load<u32>(table + (n - 1) * 4));
  }
  ready = true;
}

/** Entropy of [p, p + length) × 256, over its first 255 bytes. */
export function entropy(p: usize, length: i32): i32 {
  if (!ready) prepare();
  const n = length > 255 ? 255 : length;
  if (n <= 0) return 0;
  let sum: u32 = 0;
  for (let i = 0; i < n; ++i) {
    const slot = histogram + <usize>load<u8>(p + i);
    const k = <u32>load<u8>(slot);
    store<u8>(slot, k + 1);
    sum += load<u32>(growth + k * 4);
  }
  for (let i = 0; i < n; ++i) store<u8>(histogram + <usize>load<u8>(p + i), 0);
  return <i32>((load<u32>(table + n * 4) - sum) / <u32>n);
}
