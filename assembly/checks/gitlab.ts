// GitLab: routable tokens and the alphabet of the older ones.
//
//   glpat-<payload>.01.<length><checksum>      version 1
//   glpat-<payload>.<length><checksum>         version 0
//
// length: two base36 digits, the characters of the payload; checksum: seven base36 digits, CRC-32 of all before them.
// payload: base64url of 16 random bytes, routing lines, one byte with the length of the lines.

import { CHECK_FAIL, CHECK_PASS, CHECK_UNKNOWN } from '../layout';
import { decodeBase64 } from './base64';
import { crc32 } from './crc';
import { base36Value } from './text';
import { indexOf, partLen, partPtr, scratch, select } from './state';

/** Offsets that `locate` finds in the selected part. */
let payloadStart: i32 = 0;
let payloadEnd: i32 = 0;
let version: i32 = 0;

/** False when the text is no routable token at all. */
function locate(): bool {
  payloadEnd = indexOf(partPtr, partLen, 0x2e);
  if (payloadEnd < 0) return false;
  const rest = partLen - payloadEnd;
  if (rest == 10) version = 0;
  else if (rest == 13 && load<u8>(partPtr + <usize>(payloadEnd + 3)) == 0x2e) version = 1;
  else return false;
  payloadStart = indexOf(partPtr, payloadEnd, 0x2d) + 1;
  if (payloadStart == 0) return false;
  // the type group of runner tokens, t1_
  if (payloadEnd - payloadStart > 3 && load<u8>(partPtr + <usize>payloadStart) == 0x74 && load<u8>(partPtr + <usize>(payloadStart + 2)) == 0x5f) payloadStart += 3;
  return payloadEnd - payloadStart >= 22;
}

export function checkRoutable(arg: i32, ptr: usize, len: i32, wanted: i32): i32 {
  if (!select(arg, ptr, len) || !locate() || version != wanted) return CHECK_UNKNOWN;
  const tail = partPtr + <usize>(partLen - 9);
  let length = 0;
  let sum: i64 = 0;
  for (let i = 0; i < 9; i++) {
    const v = base36Value(load<u8>(tail + i));
    if (v < 0) return CHECK_FAIL;
    if (i < 2) length = length * 36 + v;
    else sum = sum * 36 + <i64>v;
  }
  if (length != payloadEnd - payloadStart) return CHECK_FAIL;
  return <i64>crc32(partPtr, partLen - 7) == sum ? CHECK_PASS : CHECK_FAIL;
}

/** Lines `k:v` with k one of c g o p u t in ascending order, v in base36; o must be there. */
export function checkPayload(arg: i32, ptr: usize, len: i32): i32 {
  if (scratch == 0 || !select(arg, ptr, len) || !locate()) return CHECK_UNKNOWN;
  const n = decodeBase64(partPtr + <usize>payloadStart, payloadEnd - payloadStart, scratch);
  if (n < 20 || n > 159) return CHECK_FAIL;
  const lines = <i32>load<u8>(scratch + <usize>(n - 1));
  const from = n - 1 - lines;
  if (lines < 3 || from < 16) return CHECK_FAIL;
  let previous = 0;
  let organisation = false;
  let i = from;
  while (i < n - 1) {
    const key: i32 = load<u8>(scratch + i);
    if (key <= previous || !isRoutingKey(key) || load<u8>(scratch + i + 1) != 0x3a) return CHECK_FAIL;
    previous = key;
    if (key == 0x6f) organisation = true;
    i += 2;
    const value = i;
    while (i < n - 1 && base36Value(load<u8>(scratch + i)) >= 0) i++;
    if (i == value || (i < n - 1 && load<u8>(scratch + i) != 10)) return CHECK_FAIL;
    i++;
  }
  return organisation ? CHECK_PASS : CHECK_FAIL;
}

function isRoutingKey(c: i32): bool { return c == 0x63 || c == 0x67 || c == 0x6f || c == 0x70 || c == 0x74 || c == 0x75; }

/** The generator replaces l, I, O and 0: a random string of 20 passes in 28 of 100 cases. */
export function checkFriendlyToken(arg: i32, ptr: usize, len: i32): i32 {
  if (!select(arg, ptr, len) || partLen < 20) return CHECK_UNKNOWN;
  for (let i = partLen - 20; i < partLen; i++) {
    const c = load<u8>(partPtr + i);
    if (c == 0x6c || c == 0x49 || c == 0x4f || c == 0x30) return CHECK_FAIL;
  }
  return CHECK_PASS;
}
