// Keccak-256 as Ethereum uses it, for the letter case of addresses (EIP 55).

import { CHECK_FAIL, CHECK_PASS, CHECK_UNKNOWN } from '../layout';
import { hexValue, isLetter, isUpper } from './text';
import { partLen, partPtr, select } from './state';

const STATE: usize = memory.data(200, 16);
const COLUMNS: usize = memory.data(40, 16);
const DIGITS: usize = memory.data(40, 8);
const CONSTANTS = memory.data<u64>([
  0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
  0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a, 0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003,
  0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a, 0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
]);
const TURNS = memory.data<u8>([1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44]);
const LANES = memory.data<u8>([10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1]);
const RATE = 136;

function lane(i: i32): u64 { return load<u64>(STATE + (<usize>i << 3)); }
function setLane(i: i32, value: u64): void { store<u64>(STATE + (<usize>i << 3), value); }

/** Keccak-256 of at most 135 bytes; the digest is the first 32 bytes of STATE. */
function keccak(ptr: usize, len: i32): void {
  memory.fill(STATE, 0, 200);
  memory.copy(STATE, ptr, len);
  store<u8>(STATE + <usize>len, 1);
  store<u8>(STATE, load<u8>(STATE, RATE - 1) | 0x80, RATE - 1);
  for (let round = 0; round < 24; round++) {
    for (let x = 0; x < 5; x++) store<u64>(COLUMNS + (<usize>x << 3), lane(x) ^ lane(x + 5) ^ lane(x + 10) ^ lane(x + 15) ^ lane(x + 20));
    for (let x = 0; x < 5; x++) {
      const t = load<u64>(COLUMNS + (<usize>((x + 4) % 5) << 3)) ^ rotl<u64>(load<u64>(COLUMNS + (<usize>((x + 1) % 5) << 3)), 1);
      for (let y = 0; y < 25; y += 5) setLane(x + y, lane(x + y) ^ t);
    }
    let moving = lane(1);
    for (let i = 0; i < 24; i++) {
      const to = <i32>load<u8>(LANES + i);
      const next = lane(to);
      setLane(to, rotl<u64>(moving, load<u8>(TURNS + i)));
      moving = next;
    }
    for (let y = 0; y < 25; y += 5) {
      memory.copy(COLUMNS, STATE + (<usize>y << 3), 40);
      for (let x = 0; x < 5; x++) {
        setLane(x + y, load<u64>(COLUMNS + (<usize>x << 3)) ^ (~load<u64>(COLUMNS + (<usize>((x + 1) % 5) << 3)) & load<u64>(COLUMNS + (<usize>((x + 2) % 5) << 3))));
      }
    }
    setLane(0, lane(0) ^ load<u64>(CONSTANTS + (<usize>round << 3)));
  }
}

/** The last 40 characters: a letter is upper case where the digest of the lower-case digits has a digit of 8 or more. */
export function checkEip55(arg: i32, ptr: usize, len: i32): i32 {
  if (!select(arg, ptr, len) || partLen < 40) return CHECK_UNKNOWN;
  const hex = partPtr + <usize>(partLen - 40);
  let upper = 0;
  let lower = 0;
  for (let i = 0; i < 40; i++) {
    const c: i32 = load<u8>(hex + i);
    if (hexValue(c) < 0) return CHECK_UNKNOWN;
    if (isUpper(c)) upper++;
    else if (isLetter(c)) lower++;
    store<u8>(DIGITS + i, isUpper(c) ? c | 0x20 : c);
  }
  if (upper == 0 || lower == 0) return CHECK_UNKNOWN; // written without checksum
  keccak(DIGITS, 40);
  for (let i = 0; i < 40; i++) {
    const c: i32 = load<u8>(hex + i);
    if (!isLetter(c)) continue;
    const byte: i32 = load<u8>(STATE + <usize>(i >> 1));
    const digit = (i & 1) != 0 ? byte & 15 : byte >> 4;
    if (isUpper(c) != digit >= 8) return CHECK_FAIL;
  }
  return CHECK_PASS;
}
