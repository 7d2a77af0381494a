// Values that were judged before. Logs say the same thing again and again, and what a value is by itself does not depend on
// where it stands: its verdicts are kept with a copy of it, and found again by comparing every byte.
//
//   slot = find(p, n)      the value's slot, its verdicts known or not; 0 for values that are not kept
//   … load and store at K_*, each with its bit in K_KNOWN

/** Shorter ones are judged as quickly, longer ones seldom come twice. */
const SHORTEST: i32 = 8;
const LONGEST: i32 = 96;

// A slot: 0 the value │ 96 its length u32 │ 100 what is known u32 │ 104 placeholder verdict u8, merely, partly regular, disguised u8 │
// 108 class of the key and quotes u32 │ 112 confidence i32 │ 116 reasons u32 │ 120 features
const SLOT: usize = 192;
const SLOTS: usize = memory.data(64 * 192, 16);
const K_LENGTH: usize = 96;
export const K_KNOWN: usize = 100;
export const K_PLACEHOLDER: usize = 104;
export const K_ASKED: usize = 108;
export const K_CONFIDENCE: usize = 112;
export const K_REASONS: usize = 116;
export const K_FEATURES: usize = 120;

/** Bits of K_KNOWN. */
export const KNOWS_PLACEHOLDER: u32 = 1;
export const KNOWS_JUDGEMENT: u32 = 2;

/** The slot of the n bytes at p: as it was left, or taken from another value with nothing known. 0: it has none. */
export function find(p: usize, n: i32): usize {
  if (n < SHORTEST || n > LONGEST) return 0;
  const tail = p + <usize>n - 8;
  const h = (load<u64>(p) ^ load<u64>(tail) * 0x9e3779b97f4a7c15 ^ load<u64>(p + (<usize>n - 8 >> 1)) * 0xc2b2ae3d27d4eb4f ^ <u64>n) * 0xd6e8feb86659fd93;
  const slot = SLOTS + <usize>(h >> 58) * SLOT;
  if (load<i32>(slot, K_LENGTH) == n && isSame(p, slot, n)) return slot;
  copy(slot, p, n);
  store<i32>(slot, n, K_LENGTH);
  store<u32>(slot, 0, K_KNOWN);
  return slot;
}

function isSame(a: usize, b: usize, n: i32): bool {
  const last = <usize>n - 8;
  for (let i: usize = 0; i < last; i += 8) if (load<u64>(a + i) != load<u64>(b + i)) return false;
  return load<u64>(a + last) == load<u64>(b + last);
}

/** In words, the last of which overlaps: hosts copy by a call that takes longer. */
function copy(to: usize, from: usize, n: i32): void {
  const last = <usize>n - 8;
  for (let i: usize = 0; i < last; i += 8) store<u64>(to + i, load<u64>(from + i));
  store<u64>(to + last, load<u64>(from + last));
}
