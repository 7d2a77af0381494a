// CRC-32 families. The sum is always the IEEE one (reflected polynomial EDB88320, as in zlib); formats differ in what it
// covers and how it is written.

import { CHECK_FAIL, CHECK_PASS, CHECK_UNKNOWN } from '../layout';
import { base62Value, base64Value, hexValue } from './text';
import { decodeBase64 } from './base64';
import { indexOf, partLen, partPtr, scratch, select, selected } from './state';

const TABLE: usize = memory.data(1024, 4);
fillTable();

function fillTable(): void {
  for (let i: u32 = 0; i < 256; i++) {
    let c = i;
    for (let k = 0; k < 8; k++) c = (c & 1) != 0 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    store<u32>(TABLE + (<usize>i << 2), c);
  }
}

/** Takes and gives the inverted state: start with FFFFFFFF, invert the end. For sums over several pieces. */
export function crc32Update(state: u32, ptr: usize, len: i32): u32 {
  let c = state;
  for (let i = 0; i < len; i++) c = load<u32>(TABLE + (<usize>((c ^ <u32>load<u8>(ptr + i)) & 0xff) << 2)) ^ (c >>> 8);
  return c;
}

export function crc32(ptr: usize, len: i32): u32 { return ~crc32Update(0xffffffff, ptr, len); }

/** CRC-16/XMODEM: polynomial 1021, start 0. */
export function crc16(ptr: usize, len: i32): u32 {
  let c: u32 = 0;
  for (let i = 0; i < len; i++) {
    c ^= <u32>load<u8>(ptr + i) << 8;
    for (let k = 0; k < 8; k++) c = (c & 0x8000) != 0 ? ((c << 1) ^ 0x1021) & 0xffff : (c << 1) & 0xffff;
  }
  return c;
}

/** CRC-24 of OpenPGP: polynomial 864CFB, start B704CE. */
export function crc24(ptr: usize, len: i32): u32 {
  let c: u32 = 0xb704ce;
  for (let i = 0; i < len; i++) {
    c ^= <u32>load<u8>(ptr + i) << 16;
    for (let k = 0; k < 8; k++) {
      c <<= 1;
      if ((c & 0x1000000) != 0) c ^= 0x1864cfb;
    }
  }
  return c & 0xffffff;
}

/** Shortest covered text a checksum is taken serious for. */
const LEAST_BODY = 16;

/** Sets the part to what follows the first `_`, unless the rule named a part. */
function selectBody(arg: i32, ptr: usize, len: i32): bool {
  if (selected(arg)) return select(arg, ptr, len);
  const at = indexOf(ptr, len < 24 ? len : 24, 0x5f);
  return select(0, ptr + <usize>(at + 1), len - at - 1) && at >= 0;
}

function base62Equals(sum: u32, ptr: usize, len: i32): i32 {
  if (len < LEAST_BODY + 6) return CHECK_UNKNOWN;
  let written: u64 = 0;
  for (let i = len - 6; i < len; i++) {
    const v = base62Value(load<u8>(ptr + i));
    if (v < 0) return CHECK_FAIL;
    written = written * 62 + <u64>v;
  }
  return written == <u64>sum ? CHECK_PASS : CHECK_FAIL;
}

export function checkBase62(arg: i32, ptr: usize, len: i32): i32 {
  if (!selectBody(arg, ptr, len) || partLen < LEAST_BODY + 6) return CHECK_UNKNOWN;
  return base62Equals(crc32(partPtr, partLen - 6), partPtr, partLen);
}

export function checkBase62All(ptr: usize, len: i32): i32 {
  if (len < LEAST_BODY + 6) return CHECK_UNKNOWN;
  return base62Equals(crc32(ptr, len - 6), ptr, len);
}

/** Eight hex digits as a number; -1 when one is not, or has the wrong case. */
function hex32(ptr: usize, lower: bool, upper: bool): i64 {
  let value: i64 = 0;
  for (let i = 0; i < 8; i++) {
    const c: i32 = load<u8>(ptr + i);
    const v = hexValue(c);
    if (v < 0 || (v > 9 && ((c & 0x20) != 0 ? !lower : !upper))) return -1;
    value = (value << 4) | <i64>v;
  }
  return value;
}

/** Lower-case hex of the sum; a `_` right before the digits separates and is not covered. */
export function checkHex(arg: i32, ptr: usize, len: i32): i32 {
  if (!selectBody(arg, ptr, len) || partLen < LEAST_BODY + 8) return CHECK_UNKNOWN;
  const written = hex32(partPtr + <usize>(partLen - 8), true, false);
  if (written < 0) return CHECK_FAIL;
  const covered = load<u8>(partPtr + <usize>(partLen - 9)) == 0x5f ? partLen - 9 : partLen - 8;
  return <i64>crc32(partPtr, covered) == written ? CHECK_PASS : CHECK_FAIL;
}

export function checkHexUpperAll(ptr: usize, len: i32): i32 {
  if (len < LEAST_BODY + 8) return CHECK_UNKNOWN;
  const written = hex32(ptr + <usize>(len - 8), false, true);
  return written >= 0 && <i64>crc32(ptr, len - 8) == written ? CHECK_PASS : CHECK_FAIL;
}

export function checkHexLittleEndianAll(ptr: usize, len: i32): i32 {
  if (len < LEAST_BODY + 9) return CHECK_UNKNOWN;
  const written = hex32(ptr + <usize>(len - 8), true, true);
  if (written < 0 || load<u8>(ptr + <usize>(len - 9)) != 0x5f) return CHECK_FAIL;
  return bswap<u32>(crc32(ptr, len - 9)) == <u32>written ? CHECK_PASS : CHECK_FAIL;
}

/** The last six characters are the base64 of the four little-endian bytes without padding, so two low bits are unused. */
export function checkBase64LittleEndian(arg: i32, ptr: usize, len: i32): i32 {
  if (!select(arg, ptr, len) || partLen < LEAST_BODY + 6) return CHECK_UNKNOWN;
  const at = partPtr + <usize>(partLen - 6);
  let written: u64 = 0;
  for (let i = 0; i < 6; i++) {
    const v = base64Value(load<u8>(at + i));
    if (v < 0) return CHECK_FAIL;
    written = (written << 6) | <u64>v;
  }
  return <u64>bswap<u32>(crc32(partPtr, partLen - 6)) << 4 == written ? CHECK_PASS : CHECK_FAIL;
}

/** Base64 whose last eight bytes are the sum of the bytes before them as an unsigned 64-bit number, most significant first. */
export function checkU64InBase64(arg: i32, ptr: usize, len: i32): i32 {
  if (scratch == 0 || !selectBody(arg, ptr, len) || partLen < 32) return CHECK_UNKNOWN;
  const n = decodeBase64(partPtr, partLen, scratch);
  if (n < LEAST_BODY + 8) return CHECK_FAIL;
  return bswap<u64>(load<u64>(scratch + <usize>(n - 8))) == <u64>crc32(scratch, n - 8) ? CHECK_PASS : CHECK_FAIL;
}
