// Checks of what base64 says once it is decoded. The decoded bytes stand in scratch.

import { CHECK_FAIL, CHECK_PASS, CHECK_UNKNOWN } from '../layout';
import { decodeBase64, decodeSelected } from './base64';
import { hasHead } from './heads';
import { objectVerdict } from './json';
import { base64Value, digitValue, isAlnum, isPrintable, isPrintableUtf8 } from './text';
import { indexOf, lastIndexOf, parameter, partLen, partPtr, scratch, select } from './state';

function verdict(ok: bool): i32 { return ok ? CHECK_PASS : CHECK_FAIL; }

export function checkHead(arg: i32, ptr: usize, len: i32): i32 {
  if (scratch == 0) return CHECK_UNKNOWN;
  const n = decodeSelected(arg, ptr, len);
  return verdict(n > 0 && hasHead(parameter(arg), scratch, n));
}

export function checkPrintable(arg: i32, ptr: usize, len: i32): i32 {
  if (scratch == 0) return CHECK_UNKNOWN;
  const n = decodeSelected(arg, ptr, len);
  return verdict(n > 0 && isPrintableUtf8(scratch, n));
}

/** A name may be empty (some APIs send only a password), the password may not. */
export function checkUserPassword(arg: i32, ptr: usize, len: i32): i32 {
  if (scratch == 0) return CHECK_UNKNOWN;
  const n = decodeSelected(arg, ptr, len);
  if (n <= 0 || !isPrintableUtf8(scratch, n)) return CHECK_FAIL;
  const colon = indexOf(scratch, n, 0x3a);
  return verdict(colon >= 0 && colon < n - 1);
}

/**
 * Base64 of an object begins `ey` or `ew`: without a part named by the rule, it starts at the first such pair that no letter or
 * digit precedes. It ends where base64 ends, or else at the last `_`, behind which some formats put a signature.
 */
export function checkJson(arg: i32, ptr: usize, len: i32): i32 {
  if (scratch == 0 || !select(arg, ptr, len)) return CHECK_UNKNOWN;
  const start = jsonStart(partPtr, partLen);
  if (start < 0) return CHECK_FAIL;
  const text = partPtr + <usize>start;
  let end = 0;
  while (start + end < partLen && (base64Value(load<u8>(text + end)) >= 0 || load<u8>(text + end) == 0x25)) end++;
  while (start + end < partLen && load<u8>(text + end) == 0x3d) end++;
  const result = decodedObject(text, end, parameter(arg));
  if (result == CHECK_PASS) return result;
  const cut = lastIndexOf(text, end, 0x5f);
  return cut > 0 && decodedObject(text, cut, parameter(arg)) == CHECK_PASS ? CHECK_PASS : result;
}

function decodedObject(text: usize, len: i32, wanted: i32): i32 {
  const n = decodeBase64(text, len, scratch);
  return n > 0 ? objectVerdict(scratch, n, wanted) : CHECK_FAIL;
}

export function jsonStart(ptr: usize, len: i32): i32 {
  for (let i = 0; i + 2 < len; i++) {
    if (load<u8>(ptr + i) != 0x65) continue;
    const next: i32 = load<u8>(ptr + i + 1);
    if ((next == 0x79 || next == 0x77) && (i == 0 || !isAlnum(load<u8>(ptr + i - 1)))) return i;
  }
  return -1;
}

export function checkIdColon(arg: i32, ptr: usize, len: i32): i32 {
  if (scratch == 0) return CHECK_UNKNOWN;
  const n = decodeSelected(arg, ptr, len);
  let i = 0;
  while (i < n && digitValue(load<u8>(scratch + i)) >= 0) i++;
  return verdict(i > 0 && i + 8 < n && load<u8>(scratch + i) == 0x3a);
}

/** 20 characters of an id, a colon, 22 of a key, all base64url. */
export function checkIdColonKey(arg: i32, ptr: usize, len: i32): i32 {
  if (scratch == 0) return CHECK_UNKNOWN;
  const n = decodeSelected(arg, ptr, len);
  if (n != 43) return CHECK_FAIL;
  for (let i = 0; i < n; i++) {
    const c: i32 = load<u8>(scratch + i);
    if (i == 20 ? c != 0x3a : !(isAlnum(c) || c == 0x2d || c == 0x5f)) return CHECK_FAIL;
  }
  return CHECK_PASS;
}

export function checkHostDollar(arg: i32, ptr: usize, len: i32): i32 {
  if (scratch == 0) return CHECK_UNKNOWN;
  const n = decodeSelected(arg, ptr, len);
  if (n < 5 || load<u8>(scratch + <usize>(n - 1)) != 0x24) return CHECK_FAIL;
  let dots = 0;
  for (let i = 0; i < n - 1; i++) {
    const c: i32 = load<u8>(scratch + i);
    if (c == 0x2e) dots++;
    else if (!isAlnum(c) && c != 0x2d && c != 0x3a) return CHECK_FAIL;
  }
  return verdict(dots > 0);
}

/** UTF-16LE whose units are printable ASCII but for at most one in eight. */
export function checkUtf16(arg: i32, ptr: usize, len: i32): i32 {
  if (scratch == 0) return CHECK_UNKNOWN;
  const n = decodeSelected(arg, ptr, len);
  if (n < 4 || (n & 1) != 0) return CHECK_FAIL;
  let other = 0;
  for (let i = 0; i < n; i += 2) {
    const unit: i32 = load<u16>(scratch + i);
    if (unit < 0x20 || unit == 0x7f) return CHECK_FAIL;
    if (!isPrintable(unit)) other++;
  }
  return verdict(other * 16 <= n);
}

/** Walks the fields of a protobuf message to its end: at least two fields, known wire types, lengths that fit. */
export function checkProtobuf(arg: i32, ptr: usize, len: i32): i32 {
  if (scratch == 0) return CHECK_UNKNOWN;
  const n = decodeSelected(arg, ptr, len);
  let i = 0;
  let fields = 0;
  while (i < n) {
    const tag = varint(scratch, n, i);
    if (tag < 8) return CHECK_FAIL;
    i = varintEnd;
    const wire = tag & 7;
    if (wire == 0) {
      if (varint(scratch, n, i) < 0) return CHECK_FAIL;
      i = varintEnd;
    } else if (wire == 2) {
      const size = varint(scratch, n, i);
      if (size < 0 || size > n - varintEnd) return CHECK_FAIL;
      i = varintEnd + size;
    } else if (wire == 1 || wire == 5) {
      i += wire == 1 ? 8 : 4;
      if (i > n) return CHECK_FAIL;
    } else return CHECK_FAIL;
    fields++;
  }
  return verdict(fields >= 2);
}

export let varintEnd: i32 = 0;
/** Little-endian base 128 at offset `from`; -1 when it does not end or does not fit 31 bits. Longer ones that are only skipped count as 0. */
export function varint(ptr: usize, len: i32, from: i32): i32 {
  let value: u32 = 0;
  for (let k = 0; k < 10; k++) {
    if (from + k >= len) return -1;
    const b: u32 = load<u8>(ptr + from + k);
    if (k < 4) value |= (b & 0x7f) << (7 * k);
    if (b < 0x80) {
      varintEnd = from + k + 1;
      return k < 4 ? <i32>value : 0;
    }
  }
  return -1;
}
