// Base58: the decoder and base58check in the alphabets of Bitcoin and of the XRP ledger.

import { CHECK_FAIL, CHECK_PASS, CHECK_UNKNOWN } from '../layout';
import { sha256 } from './sha256';
import { inRange, partLen, partPtr, select } from './state';
import { inCurveOrder } from './curve-range';

/** Longest text that is decoded: the work grows with the square. */
const LONGEST = 256;
/** Most bytes LONGEST characters hold, with room for leading zeros. */
const NUMBER: usize = memory.data(256, 8);
const SUM: usize = memory.data(32, 8);
const BITCOIN_VALUES: usize = memory.data(128);
const RIPPLE_VALUES: usize = memory.data(128);
const RIPPLE = memory.data<u8>([ // rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz
  0x72, 0x70, 0x73, 0x68, 0x6e, 0x61, 0x66, 0x33, 0x39, 0x77, 0x42, 0x55, 0x44, 0x4e, 0x45, 0x47, 0x48, 0x4a, 0x4b, 0x4c,
  0x4d, 0x34, 0x50, 0x51, 0x52, 0x53, 0x54, 0x37, 0x56, 0x57, 0x58, 0x59, 0x5a, 0x32, 0x62, 0x63, 0x64, 0x65, 0x43, 0x67,
  0x36, 0x35, 0x6a, 0x6b, 0x6d, 0x38, 0x6f, 0x46, 0x71, 0x69, 0x31, 0x74, 0x75, 0x76, 0x41, 0x78, 0x79, 0x7a,
]);
fillValues();

function fillValues(): void {
  memory.fill(BITCOIN_VALUES, 0xff, 128);
  memory.fill(RIPPLE_VALUES, 0xff, 128);
  let n = 0;
  // 1-9 A-Z a-z in ASCII order without I, O and l
  for (let c = 0x31; c <= 0x7a; c++) {
    const letterOrDigit = c <= 0x39 || (c >= 0x41 && c <= 0x5a) || c >= 0x61;
    if (!letterOrDigit || c == 0x49 || c == 0x4f || c == 0x6c) continue;
    store<u8>(BITCOIN_VALUES + c, n);
    n++;
  }
  for (let i = 0; i < 58; i++) store<u8>(RIPPLE_VALUES + <usize>load<u8>(RIPPLE + i), i);
}

/** Where the decoded bytes of the last call stand. */
export let decoded: usize = 0;

/** Decodes to static memory; answers how many bytes, or -1: foreign character, or too long. */
export function decodeBase58(ptr: usize, len: i32, ripple: bool): i32 {
  if (len > LONGEST) return -1;
  const values = ripple ? RIPPLE_VALUES : BITCOIN_VALUES;
  for (let i = 0; i < len; i++) {
    const c: i32 = load<u8>(ptr + i);
    if (c > 127 || load<u8>(values + c) == 0xff) return -1;
  }
  let zeros = 0;
  while (zeros < len && load<u8>(values + <usize>load<u8>(ptr + zeros)) == 0) zeros++;
  // little-endian words, least significant last: the number grows downwards from the end of NUMBER
  const top = NUMBER + 256;
  let words = 0;
  for (let i = zeros; i < len; i++) {
    let carry: u64 = load<u8>(values + <usize>load<u8>(ptr + i));
    for (let k = 1; k <= words; k++) {
      const at = top - (<usize>k << 2);
      carry += <u64>load<u32>(at) * 58;
      store<u32>(at, <u32>carry);
      carry >>>= 32;
    }
    if (carry != 0) {
      words++;
      store<u32>(top - (<usize>words << 2), <u32>carry);
    }
  }
  for (let k = 1; k <= words; k++) {
    const at = top - (<usize>k << 2);
    store<u32>(at, bswap<u32>(load<u32>(at)));
  }
  let start = top - (<usize>words << 2);
  while (start < top && load<u8>(start) == 0) start++;
  const n = <i32>(top - start);
  if (zeros + n > 256) return -1;
  decoded = start - <usize>zeros;
  memory.fill(decoded, 0, zeros);
  return zeros + n;
}

/** Payload length of base58check text, or -1. */
export function base58checkPayload(ptr: usize, len: i32, ripple: bool): i32 {
  const n = decodeBase58(ptr, len, ripple);
  if (n < 5) return -1;
  sha256(decoded, n - 4, SUM);
  sha256(SUM, 32, SUM);
  return load<u32>(SUM) == load<u32>(decoded + <usize>(n - 4)) ? n - 4 : -1;
}

export function checkBase58check(arg: i32, ptr: usize, len: i32, ripple: bool): i32 {
  if (!select(arg, ptr, len) || partLen < 8 || partLen > LONGEST) return CHECK_UNKNOWN;
  const n = base58checkPayload(partPtr, partLen, ripple);
  return n > 0 && inRange(arg, n) ? CHECK_PASS : CHECK_FAIL;
}

export function checkBase58Bytes(arg: i32, ptr: usize, len: i32): i32 {
  if (!select(arg, ptr, len) || partLen > LONGEST) return CHECK_UNKNOWN;
  const n = decodeBase58(partPtr, partLen, false);
  return n > 0 && inRange(arg, n) ? CHECK_PASS : CHECK_FAIL;
}

/** Version 80 or EF, 32 bytes of key in the range of the curve, and 01 behind it when the public key is to be compressed. */
export function checkWif(arg: i32, ptr: usize, len: i32): i32 {
  if (!select(arg, ptr, len) || partLen < 51 || partLen > 52) return CHECK_UNKNOWN;
  const n = base58checkPayload(partPtr, partLen, false);
  if (n != 33 && !(n == 34 && load<u8>(decoded + 33) == 1)) return CHECK_FAIL;
  const version = load<u8>(decoded);
  if (version != 0x80 && version != 0xef) return CHECK_FAIL;
  return inCurveOrder(decoded + 1) ? CHECK_PASS : CHECK_FAIL;
}
