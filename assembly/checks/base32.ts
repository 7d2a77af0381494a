// Base32 (RFC 4648, either case, padded or not) and the formats written in it.

import { CHECK_FAIL, CHECK_PASS, CHECK_UNKNOWN } from '../layout';
import { base32Value } from './text';
import { crc16, crc32 } from './crc';
import { hasHead } from './heads';
import { DECODED_MAX, inRange, parameter, partLen, partPtr, scratch, select } from './state';

/** Unused bits of the last character after a decode. */
export let unusedBits: u32 = 0;

/** Answers how many bytes were written to `out`, or -1 when a character is foreign. */
export function decodeBase32(ptr: usize, len: i32, out: usize): i32 {
  let end = len;
  while (end > 0 && len - end < 6 && load<u8>(ptr + <usize>(end - 1)) == 0x3d) end--;
  let acc: u32 = 0;
  let bits = 0;
  let n = 0;
  for (let i = 0; i < end; i++) {
    const v = base32Value(load<u8>(ptr + i));
    if (v < 0 || n >= DECODED_MAX) return -1;
    acc = (acc << 5) | <u32>v;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      store<u8>(out + n, acc >>> bits);
      n++;
    }
  }
  unusedBits = acc & ((1 << bits) - 1);
  return n;
}

export function checkBase32Bytes(arg: i32, ptr: usize, len: i32): i32 {
  if (scratch == 0 || !select(arg, ptr, len)) return CHECK_UNKNOWN;
  const n = decodeBase32(partPtr, partLen, scratch);
  return n > 0 && inRange(arg, n) && unusedBits == 0 ? CHECK_PASS : CHECK_FAIL;
}

export function checkBase32Head(arg: i32, ptr: usize, len: i32): i32 {
  if (scratch == 0 || !select(arg, ptr, len)) return CHECK_UNKNOWN;
  const n = decodeBase32(partPtr, partLen, scratch);
  return n > 0 && hasHead(parameter(arg), scratch, n) ? CHECK_PASS : CHECK_FAIL;
}

/** 35 bytes: 90 (a seed), the seed, CRC-16 with the least significant byte first. */
export function checkStellarSeed(arg: i32, ptr: usize, len: i32): i32 {
  if (scratch == 0 || !select(arg, ptr, len) || partLen != 56) return CHECK_UNKNOWN;
  if (decodeBase32(partPtr, 56, scratch) != 35 || load<u8>(scratch) != 0x90) return CHECK_FAIL;
  return <u32>load<u16>(scratch, 33) == crc16(scratch, 33) ? CHECK_PASS : CHECK_FAIL;
}

const TOKEN: usize = memory.data(32, 8);
const USER_SEED: u32 = 0xe0b9692d;
const APPLICATION_SEED: u32 = 0x1019f92e;

/** 32 bytes; those at 2, 7, 8 and 22 hold the CRC-32 of the other 28, most significant first, xor one of two constants. */
export function checkAzureDevopsLegacy(arg: i32, ptr: usize, len: i32): i32 {
  if (scratch == 0 || !select(arg, ptr, len) || partLen != 52) return CHECK_UNKNOWN;
  if (decodeBase32(partPtr, 52, scratch) != 32 || unusedBits != 0) return CHECK_FAIL;
  memory.copy(TOKEN, scratch, 2);
  memory.copy(TOKEN + 2, scratch + 3, 4);
  memory.copy(TOKEN + 6, scratch + 9, 13);
  memory.copy(TOKEN + 19, scratch + 23, 9);
  const written = <u32>load<u8>(scratch, 22) | (<u32>load<u8>(scratch, 8) << 8) | (<u32>load<u8>(scratch, 7) << 16) | (<u32>load<u8>(scratch, 2) << 24);
  const seed = crc32(TOKEN, 28) ^ written;
  return seed == USER_SEED || seed == APPLICATION_SEED ? CHECK_PASS : CHECK_FAIL;
}
