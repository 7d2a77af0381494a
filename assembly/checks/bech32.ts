// Bech32 and bech32m (BIP 173, BIP 350), without their limit of 90 characters: age and Cardano write longer ones.

import { CHECK_FAIL, CHECK_PASS, CHECK_UNKNOWN } from '../layout';
import { isLower, isUpper } from './text';
import { inRange, lastIndexOf, partLen, partPtr, select } from './state';

const ALPHABET = memory.data<u8>([ // qpzry9x8gf2tvdw0s3jn54khce6mua7l
  0x71, 0x70, 0x7a, 0x72, 0x79, 0x39, 0x78, 0x38, 0x67, 0x66, 0x32, 0x74, 0x76, 0x64, 0x77, 0x30,
  0x73, 0x33, 0x6a, 0x6e, 0x35, 0x34, 0x6b, 0x68, 0x63, 0x65, 0x36, 0x6d, 0x75, 0x61, 0x37, 0x6c,
]);
const VALUES: usize = memory.data(128);
fillValues();

function fillValues(): void {
  memory.fill(VALUES, 0xff, 128);
  for (let i = 0; i < 32; i++) store<u8>(VALUES + <usize>load<u8>(ALPHABET + i), i);
}

function step(sum: u32, value: u32): u32 {
  const top = sum >>> 25;
  let c = ((sum & 0x1ffffff) << 5) ^ value;
  if ((top & 1) != 0) c ^= 0x3b6a57b2;
  if ((top & 2) != 0) c ^= 0x26508e6d;
  if ((top & 4) != 0) c ^= 0x1ea119fa;
  if ((top & 8) != 0) c ^= 0x3d4233dd;
  if ((top & 16) != 0) c ^= 0x2a1462b3;
  return c;
}

/** `constant` is 1 for bech32, 2BC830A3 for bech32m. The parameter, if any, is the number of data bytes. */
export function checkBech32(arg: i32, ptr: usize, len: i32, constant: u32): i32 {
  if (!select(arg, ptr, len) || partLen < 8) return CHECK_UNKNOWN;
  const separator = lastIndexOf(partPtr, partLen, 0x31);
  if (separator < 1 || separator + 7 > partLen) return CHECK_FAIL;
  if (!inRange(arg, ((partLen - separator - 7) * 5) >> 3)) return CHECK_FAIL;
  let lower = false;
  let upper = false;
  let sum: u32 = 1;
  for (let i = 0; i < separator; i++) {
    const c: i32 = load<u8>(partPtr + i);
    if (c < 33 || c > 126) return CHECK_FAIL;
    if (isLower(c)) lower = true;
    if (isUpper(c)) upper = true;
    sum = step(sum, <u32>(isUpper(c) ? c | 0x20 : c) >>> 5);
  }
  sum = step(sum, 0);
  for (let i = 0; i < separator; i++) sum = step(sum, load<u8>(partPtr + i) & 31);
  for (let i = separator + 1; i < partLen; i++) {
    const c: i32 = load<u8>(partPtr + i);
    if (c > 127) return CHECK_FAIL;
    if (isLower(c)) lower = true;
    if (isUpper(c)) upper = true;
    const v = load<u8>(VALUES + <usize>(isUpper(c) ? c | 0x20 : c));
    if (v == 0xff) return CHECK_FAIL;
    sum = step(sum, v);
  }
  return sum == constant && !(lower && upper) ? CHECK_PASS : CHECK_FAIL;
}
