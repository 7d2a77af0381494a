// Expiry that signed URLs carry in their query: Azure (`se`), AWS (`X-Amz-Date` and `X-Amz-Expires`), and plain `Expires` seconds.

import { CHECK_FAIL, CHECK_PASS, CHECK_UNKNOWN } from '../layout';
import { decimal, digitValue, find } from './text';
import { now, partLen, partPtr, select } from './state';

const SE = memory.data<u8>([0x73, 0x65, 0x3d]); // se=
const AMZ_DATE = memory.data<u8>([0x58, 0x2d, 0x41, 0x6d, 0x7a, 0x2d, 0x44, 0x61, 0x74, 0x65, 0x3d]); // X-Amz-Date=
const AMZ_EXPIRES = memory.data<u8>([0x58, 0x2d, 0x41, 0x6d, 0x7a, 0x2d, 0x45, 0x78, 0x70, 0x69, 0x72, 0x65, 0x73, 0x3d]); // X-Amz-Expires=
const EXPIRES = memory.data<u8>([0x45, 0x78, 0x70, 0x69, 0x72, 0x65, 0x73, 0x3d]); // Expires=

/** Offset of the value of a query parameter, or -1. */
function value(name: usize, n: i32): i32 {
  let from = 0;
  while (from < partLen) {
    const at = find(partPtr + <usize>from, partLen - from, name, n);
    if (at < 0) return -1;
    const start = from + at;
    const before = start == 0 ? 0x26 : <i32>load<u8>(partPtr + <usize>(start - 1));
    if (before == 0x26 || before == 0x3f || before == 0x3b) return start + n;
    from = start + 1;
  }
  return -1;
}

/** Decimal digits from `i` on, as many as there are, at most 10; -1 when there are none. */
function digits(i: i32): i64 {
  let n: i64 = 0;
  let count = 0;
  while (i + count < partLen && count < 10 && digitValue(load<u8>(partPtr + <usize>(i + count))) >= 0) {
    n = n * 10 + <i64>digitValue(load<u8>(partPtr + <usize>(i + count)));
    count++;
  }
  return count == 0 ? -1 : n;
}

function number(i: i32, n: i32): i32 { return i + n <= partLen ? decimal(partPtr + <usize>i, n) : -1; }

/** Days from 1970 to a date of the Gregorian calendar. */
function days(year: i32, month: i32, day: i32): i64 {
  const y = month <= 2 ? year - 1 : year;
  const era = y / 400;
  const ofEra = y - era * 400;
  const ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return <i64>era * 146097 + <i64>(ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear) - 719468;
}

/** 2030-01-31 or 20300131, then perhaps T07:08:09 with `:` also as %3A, or T070809. -1 when it is no date. */
function timestamp(i: i32): i64 {
  const dashed = i + 4 < partLen && load<u8>(partPtr + <usize>(i + 4)) == 0x2d;
  const year = number(i, 4);
  const month = number(i + (dashed ? 5 : 4), 2);
  const day = number(i + (dashed ? 8 : 6), 2);
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 31) return -1;
  let at = i + (dashed ? 10 : 8);
  let seconds = days(year, month, day) * 86400;
  if (at >= partLen || load<u8>(partPtr + <usize>at) != 0x54) return seconds + 86399; // the whole day
  at++;
  let unit = 3600;
  for (let k = 0; k < 3; k++) {
    const n = number(at, 2);
    if (n < 0) break;
    seconds += <i64>(n * unit);
    unit /= 60;
    at += 2;
    if (at < partLen && load<u8>(partPtr + <usize>at) == 0x3a) at++;
    else if (at < partLen && load<u8>(partPtr + <usize>at) == 0x25) at += 3;
  }
  return seconds;
}

export function checkSignedUrl(arg: i32, ptr: usize, len: i32): i32 {
  if (now == 0 || !select(arg, ptr, len)) return CHECK_UNKNOWN;
  let expiry: i64 = -1;
  const date = value(AMZ_DATE, 11);
  const lifetime = value(AMZ_EXPIRES, 14);
  const se = value(SE, 3);
  const plain = value(EXPIRES, 8);
  if (date >= 0 && lifetime >= 0) {
    const start = timestamp(date);
    const lasts = digits(lifetime);
    if (start >= 0 && lasts >= 0) expiry = start + lasts;
  } else if (se >= 0) expiry = timestamp(se);
  else if (plain >= 0) expiry = digits(plain);
  if (expiry < 0) return CHECK_UNKNOWN;
  return expiry >= <i64>now ? CHECK_PASS : CHECK_FAIL;
}
