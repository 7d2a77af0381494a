// Bits read backwards, as both entropy coders of zstd are written: the last byte holds a mark above the first bit. Eight
// bytes are at hand; those before the beginning of the stream are whatever lies there and show as bits that are missing.
// For tables and other small things: the loops over literals and sequences hold the same state in variables of their own.

let from: usize = 0;
let at: usize = 0;
let held: u64 = 0;
let used: u64 = 0;

/** Opens the stream [first, end); false when it holds no mark. */
export function openBits(first: usize, end: usize): bool {
  if (end <= first) return false;
  const last = <u32>load<u8>(end - 1);
  if (last == 0) return false;
  from = first;
  at = end - 8;
  held = load<u64>(at);
  used = marked(last);
  return true;
}

/** Bits of the last byte down to its mark, the mark included. */
export function marked(last: u32): u64 { return <u64>(clz<u32>(last) - 23); }

/** The next n bits, at most 31. */
export function take(n: u64): u32 {
  at -= <usize>(used >> 3);
  used &= 7;
  held = load<u64>(at);
  const value = ((held << used) >> 1) >> (63 - n);
  used += n;
  return <u32>value;
}

/** Bits that are left; negative when more were taken than there were. */
export function bitsLeft(): i32 { return (<i32>at - <i32>from) * 8 + 64 - <i32>used; }
