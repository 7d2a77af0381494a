// Structures of password hashes, and what Cisco calls type 7, which is no hash.

import { CHECK_FAIL, CHECK_PASS, CHECK_UNKNOWN } from '../layout';
import { decodeBase64 } from './base64';
import { base64Value, decimal, digitValue, hexValue, isAlnum, isCryptChar, isLower, isPrintable } from './text';
import { indexOf, lastIndexOf, partLen, partPtr, scratch, select } from './state';

function verdict(ok: bool): i32 { return ok ? CHECK_PASS : CHECK_FAIL; }
function at(i: i32): i32 { return load<u8>(partPtr + <usize>i); }

function allCrypt(from: i32, to: i32): bool {
  for (let i = from; i < to; i++) if (!isCryptChar(at(i))) return false;
  return true;
}

/** Value in the alphabet of bcrypt: . / A-Z a-z 0-9. */
function bcryptValue(c: i32): i32 {
  if (c == 0x2e || c == 0x2f) return c - 0x2e;
  const v = base64Value(c);
  return v + 2;
}

/** $2b$12$, 22 characters of salt with four unused bits, 31 of digest with two. */
export function checkBcrypt(arg: i32, ptr: usize, len: i32): i32 {
  if (!select(arg, ptr, len) || partLen < 7) return CHECK_UNKNOWN;
  if (partLen != 60 || at(0) != 0x24 || at(1) != 0x32 || at(6) != 0x24) return CHECK_FAIL;
  const cost = decimal(partPtr + 4, 2);
  if (cost < 4 || cost > 31 || !allCrypt(7, 60)) return CHECK_FAIL;
  return verdict((bcryptValue(at(28)) & 15) == 0 && (bcryptValue(at(59)) & 3) == 0);
}

/** Value in the alphabet of crypt(3): . / 0-9 A-Z a-z. */
function cryptValue(c: i32): i32 {
  if (c <= 0x39) return c - 0x2e;
  return c <= 0x5a ? c - 0x41 + 12 : c - 0x61 + 38;
}

/** $1$, $apr1$, $5$ and $6$: salt of 1 to 16, digest of the length of its kind, unused bits of the last character zero. */
export function checkUnixCrypt(arg: i32, ptr: usize, len: i32): i32 {
  if (!select(arg, ptr, len) || partLen < 8 || at(0) != 0x24) return CHECK_UNKNOWN;
  const last = lastIndexOf(partPtr, partLen, 0x24);
  const kind = at(1);
  const apache = kind == 0x61;
  const digest = kind == 0x35 ? 43 : kind == 0x36 ? 86 : kind == 0x31 || apache ? 22 : 0;
  if (digest == 0) return CHECK_UNKNOWN;
  let salt = indexOf(partPtr + 1, partLen - 1, 0x24) + 2;
  if (salt != (apache ? 6 : 3)) return CHECK_FAIL;
  if (at(salt) == 0x72 && last > salt + 8 && at(salt + 6) == 0x3d) { // rounds=
    const rounds = indexOf(partPtr + <usize>salt, partLen - salt, 0x24);
    if (rounds < 8 || decimal(partPtr + <usize>(salt + 7), rounds - 7) < 1) return CHECK_FAIL;
    salt += rounds + 1;
  }
  const saltLen = last - salt;
  if (saltLen < 1 || saltLen > (digest == 22 ? 8 : 16)) return CHECK_FAIL;
  if (partLen - last - 1 != digest || !allCrypt(last + 1, partLen)) return CHECK_FAIL;
  return verdict(cryptValue(at(partLen - 1)) < (digest == 43 ? 16 : 4));
}

/** $name[$v=n]$key=value,…$salt[$hash]: names of lower-case letters, digits and dashes, salt and hash base64 of possible length. */
export function checkPhc(arg: i32, ptr: usize, len: i32): i32 {
  if (!select(arg, ptr, len) || partLen < 16 || at(0) != 0x24) return CHECK_UNKNOWN;
  let fields = 0;
  let parameters = 0;
  let encoded = 0;
  let i = 1;
  while (i <= partLen) {
    const rest = partLen - i;
    const n = indexOf(partPtr + <usize>i, rest, 0x24);
    const end = n < 0 ? partLen : i + n;
    if (end == i) return CHECK_FAIL;
    const equals = indexOf(partPtr + <usize>i, end - i, 0x3d);
    if (fields == 0) {
      for (let k = i; k < end; k++) if (!isLower(at(k)) && digitValue(at(k)) < 0 && at(k) != 0x2d) return CHECK_FAIL;
    } else if (equals > 0 && equals < end - i - 2) {
      if (encoded > 0 || !isParameters(i, end)) return CHECK_FAIL;
      parameters++;
    } else {
      for (let k = i; k < end; k++) if (base64Value(at(k)) < 0 && at(k) != 0x2e && at(k) != 0x3d) return CHECK_FAIL;
      if (((end - i) & 3) == 1 && fields > 2) return CHECK_FAIL;
      encoded++;
    }
    fields++;
    i = end + 1;
  }
  return verdict(parameters > 0 && encoded > 0 && encoded <= 2);
}

/** name=value pairs joined by commas. */
function isParameters(from: i32, to: i32): bool {
  let equals = 0;
  let length = 0;
  for (let i = from; i <= to; i++) {
    const c = i < to ? at(i) : 0x2c;
    if (c == 0x2c) {
      if (equals != 1 || length == 0) return false;
      equals = 0;
      length = 0;
    } else if (c == 0x3d) {
      if (length == 0 || equals > 0) return false;
      equals++;
      length = 0;
    } else {
      if (!isAlnum(c) && c != 0x2d && c != 0x2b && c != 0x2f && c != 0x2e) return false;
      length++;
    }
  }
  return true;
}

/** SCRAM-SHA-256$4096:salt$stored:server */
export function checkScram(arg: i32, ptr: usize, len: i32): i32 {
  if (scratch == 0 || !select(arg, ptr, len)) return CHECK_UNKNOWN;
  const first = indexOf(partPtr, partLen, 0x24);
  const second = lastIndexOf(partPtr, partLen, 0x24);
  if (first < 10 || second <= first) return CHECK_FAIL;
  const middle = indexOf(partPtr + <usize>first, second - first, 0x3a);
  const last = indexOf(partPtr + <usize>second, partLen - second, 0x3a);
  if (middle < 0 || last < 0 || decimal(partPtr + <usize>(first + 1), middle - 1) < 1) return CHECK_FAIL;
  const salt = decodeBase64(partPtr + <usize>(first + middle + 1), second - first - middle - 1, scratch);
  const stored = decodeBase64(partPtr + <usize>(second + 1), last - 1, scratch);
  const server = decodeBase64(partPtr + <usize>(second + last + 1), partLen - second - last - 1, scratch);
  return verdict(salt >= 8 && stored == server && (stored == 20 || stored == 32 || stored == 64));
}

/** The fixed text of type 7. */
const XLAT = memory.data<u8>([
  0x64, 0x73, 0x66, 0x64, 0x3b, 0x6b, 0x66, 0x6f, 0x41, 0x2c, 0x2e, 0x69, 0x79, 0x65, 0x77, 0x72, 0x6b, 0x6c, 0x64, 0x4a, 0x4b, 0x44, 0x48, 0x53, 0x55, 0x42, 0x73,
  0x67, 0x76, 0x63, 0x61, 0x36, 0x39, 0x38, 0x33, 0x34, 0x6e, 0x63, 0x78, 0x76, 0x39, 0x38, 0x37, 0x33, 0x32, 0x35, 0x34, 0x6b, 0x3b, 0x66, 0x67, 0x38, 0x37,
]);
const XLAT_LEN = 53;

/** The hex digits at the end of the part, the first two of which are a decimal offset of 0 to 15. */
export function checkCisco(arg: i32, ptr: usize, len: i32): i32 {
  if (!select(arg, ptr, len)) return CHECK_UNKNOWN;
  let from = partLen;
  while (from > 0 && hexValue(at(from - 1)) >= 0) from--;
  const n = partLen - from;
  if (n < 6 || (n & 1) != 0) return CHECK_UNKNOWN;
  const offset = decimal(partPtr + <usize>from, 2);
  if (offset < 0 || offset > 15) return CHECK_FAIL;
  for (let i = 2; i < n; i += 2) {
    const byte = (hexValue(at(from + i)) << 4) | hexValue(at(from + i + 1));
    const key = load<u8>(XLAT + <usize>((offset + (i >> 1) - 1) % XLAT_LEN));
    if (!isPrintable(byte ^ key)) return CHECK_FAIL;
  }
  return CHECK_PASS;
}
