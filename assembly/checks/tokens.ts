// Structures of single providers that need no decoding to speak of.

import { CHECK_FAIL, CHECK_PASS, CHECK_UNKNOWN } from '../layout';
import { decodeBase64 } from './base64';
import { base32Value, digitValue, hexValue, isAlnum, same } from './text';
import { indexOf, now, partLen, partPtr, scratch, select } from './state';

/**
 * The first UUID in the part, written with dashes or as 32 hex digits: passes for version 4, fails for the other versions of
 * RFC 9562. Whatever has no version and variant of the RFC is random bytes in the form of one, as some issuers write: unknown.
 */
export function checkUuidV4(arg: i32, ptr: usize, len: i32): i32 {
  if (!select(arg, ptr, len)) return CHECK_UNKNOWN;
  let run = 0; // hex digits up to here
  for (let i = 0; i <= partLen; i++) {
    const c: i32 = i < partLen ? load<u8>(partPtr + i) : 0;
    if (c != 0 && hexValue(c) >= 0) {
      run++;
      continue;
    }
    const start = partPtr + <usize>(i - run);
    if (run == 32) return version4(load<u8>(start, 12), load<u8>(start, 16));
    if (run >= 8 && c == 0x2d && i + 28 <= partLen && dashed(start + <usize>(run - 8))) {
      const uuid = start + <usize>(run - 8);
      return version4(load<u8>(uuid, 14), load<u8>(uuid, 19));
    }
    run = 0;
  }
  return CHECK_UNKNOWN;
}

function version4(version: i32, variant: i32): i32 {
  const v = variant | 0x20;
  if (variant != 0x38 && variant != 0x39 && v != 0x61 && v != 0x62) return CHECK_UNKNOWN;
  if (version == 0x34) return CHECK_PASS;
  return version >= 0x31 && version <= 0x38 ? CHECK_FAIL : CHECK_UNKNOWN;
}

function dashed(ptr: usize): bool {
  for (let i = 0; i < 36; i++) {
    const c: i32 = load<u8>(ptr + i);
    if (i == 8 || i == 13 || i == 18 || i == 23 ? c != 0x2d : hexValue(c) < 0) return false;
  }
  return true;
}

/** 2010-01-01, and 2040-01-01 for want of a clock. */
const EARLIEST: u32 = 1262304000;
const LATEST: u32 = 2208988800;

/** The first 24 hex digits in a row of the part: the first eight are seconds since 1970. */
export function checkObjectIdTime(arg: i32, ptr: usize, len: i32): i32 {
  if (!select(arg, ptr, len)) return CHECK_UNKNOWN;
  let run = 0;
  for (let i = 0; i < partLen; i++) {
    run = hexValue(load<u8>(partPtr + i)) >= 0 ? run + 1 : 0;
    if (run != 24) continue;
    const start = partPtr + <usize>(i - 23);
    let seconds: u32 = 0;
    for (let k = 0; k < 8; k++) seconds = (seconds << 4) | <u32>hexValue(load<u8>(start + k));
    const latest = now == 0 ? LATEST : now + 86400;
    return seconds >= EARLIEST && seconds <= latest ? CHECK_PASS : CHECK_FAIL;
  }
  return CHECK_UNKNOWN;
}

const INFIX = memory.data<u8>([0x54, 0x33, 0x42, 0x6c, 0x62, 0x6b, 0x46, 0x4a]); // T3BlbkFJ, base64 of OpenAI

/** `sk-`, words of lower-case letters with dashes, then as many characters before the infix as behind it. */
export function checkOpenaiInfix(arg: i32, ptr: usize, len: i32): i32 {
  if (!select(arg, ptr, len) || partLen < 40) return CHECK_UNKNOWN;
  const middle = partLen - 8;
  // the prefix is at most 16 long, so the infix stands between the middle and 8 characters behind it
  for (let i = middle >> 1; i <= (middle >> 1) + 8 && i <= middle; i++) {
    if (!same(partPtr + <usize>i, INFIX, 8)) continue;
    const behind = partLen - i - 8;
    const prefix = i - behind;
    if (prefix < 0 || behind < 16) return CHECK_FAIL;
    return prefix == 0 || load<u8>(partPtr + <usize>(prefix - 1)) == 0x2d ? CHECK_PASS : CHECK_FAIL;
  }
  return CHECK_FAIL;
}

/**
 * Base32 behind the four-letter prefix; bits 1 to 40 are the account number. The first character of such ids is Q or later;
 * ids that begin I or J are older and hold none.
 */
export function checkAwsAccount(arg: i32, ptr: usize, len: i32): i32 {
  if (!select(arg, ptr, len) || partLen < 20) return CHECK_UNKNOWN;
  const first = load<u8>(partPtr, 4);
  let bits: u64 = 0;
  for (let i = 4; i < partLen; i++) {
    const c: i32 = load<u8>(partPtr + i);
    const v = base32Value(c);
    if (v < 0 || c >= 0x61) return CHECK_FAIL;
    if (i < 13) bits = (bits << 5) | <u64>v; // 45 bits: one unused, 40 of the account, 4 beyond
  }
  if (first == 0x49 || first == 0x4a) return CHECK_UNKNOWN;
  if (base32Value(first) < 16) return CHECK_FAIL;
  return ((bits >>> 4) & 0xffffffffff) <= 999999999999 ? CHECK_PASS : CHECK_FAIL;
}

/** Id in base64, time in base64url, signature of 27 or 38 characters. */
export function checkDiscordToken(arg: i32, ptr: usize, len: i32): i32 {
  if (scratch == 0 || !select(arg, ptr, len)) return CHECK_UNKNOWN;
  const dot = indexOf(partPtr, partLen, 0x2e);
  if (dot < 23 || dot > 28) return CHECK_FAIL;
  const n = decodeBase64(partPtr, dot, scratch);
  if (n < 17 || n > 20) return CHECK_FAIL;
  for (let i = 0; i < n; i++) if (digitValue(load<u8>(scratch + i)) < 0) return CHECK_FAIL;
  const rest = partPtr + <usize>(dot + 1);
  const restLen = partLen - dot - 1;
  const second = indexOf(rest, restLen, 0x2e);
  if (second < 5 || second > 7) return CHECK_FAIL;
  return restLen - second - 1 >= 27 ? CHECK_PASS : CHECK_FAIL;
}

/** Bot id, colon, 35 characters of base64url that begin AA. */
export function checkTelegramToken(arg: i32, ptr: usize, len: i32): i32 {
  if (!select(arg, ptr, len)) return CHECK_UNKNOWN;
  const colon = indexOf(partPtr, partLen, 0x3a);
  if (colon < 8 || colon > 10 || partLen - colon - 1 != 35) return CHECK_FAIL;
  for (let i = 0; i < colon; i++) if (digitValue(load<u8>(partPtr + i)) < 0) return CHECK_FAIL;
  for (let i = colon + 1; i < partLen; i++) {
    const c: i32 = load<u8>(partPtr + i);
    if (!isAlnum(c) && c != 0x2d && c != 0x5f) return CHECK_FAIL;
  }
  return load<u16>(partPtr + <usize>(colon + 1)) == 0x4141 ? CHECK_PASS : CHECK_FAIL;
}
