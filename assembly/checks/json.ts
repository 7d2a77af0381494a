// A JSON walker that allocates nothing: validates one object and finds members of its top level.

import { CHECK_FAIL, CHECK_PASS, CHECK_UNKNOWN } from '../layout';
import { PARAM_BITS } from './ids';
import { digitValue, isLower, isSpace, same } from './text';
import { indexOf, parameter, partLen, partPtr, select } from './state';

export const JSON_BROKEN = 0;
export const JSON_WHOLE = 1;
export const JSON_CUT = 2;

/** Deepest nesting that is followed; one bit of a u64 a level. */
const DEEPEST = 60;

/** After a walk: whether the wanted member was met, and the value of the member looked for by name (strings without quotes). */
export let memberMet: bool = false;
/** The member looked for by name is there; its value is remembered only when it is no container. */
export let nameMet: bool = false;
export let valuePtr: usize = 0;
export let valueLen: i32 = 0;
export let valueIsString: bool = false;
/** Offset behind the object. */
export let walkEnd: i32 = 0;

const FNV_START: u32 = 0x811c9dc5;
function fnv(hash: u32, ptr: usize, len: i32): u32 {
  let h = hash;
  for (let i = 0; i < len; i++) h = (h ^ <u32>load<u8>(ptr + i)) * 0x01000193;
  return h;
}
/** The 20 bits by which a rule names a member (memberHash in src/rules/check-names.ts). */
function fold(hash: u32): i32 {
  const folded = <i32>((hash ^ (hash >>> PARAM_BITS)) & ((1 << PARAM_BITS) - 1));
  return folded == 0 ? 1 : folded;
}

const BROKEN = -1;
const CUT = -2;

function skipSpace(ptr: usize, len: i32, from: i32): i32 {
  let i = from;
  while (i < len && isSpace(load<u8>(ptr + i))) i++;
  return i;
}

/** `from` stands behind the opening quote; answers the offset behind the closing one. */
function skipString(ptr: usize, len: i32, from: i32): i32 {
  for (let i = from; i < len; i++) {
    const c: i32 = load<u8>(ptr + i);
    if (c == 0x22) return i + 1;
    if (c == 0x5c) i++;
    else if (c < 0x20) return BROKEN;
  }
  return CUT;
}

/** A number or one of true, false, null: only its characters are looked at. */
function skipScalar(ptr: usize, len: i32, from: i32): i32 {
  let i = from;
  while (i < len) {
    const c: i32 = load<u8>(ptr + i);
    if (digitValue(c) < 0 && !isLower(c) && c != 0x2d && c != 0x2b && c != 0x2e && c != 0x45) break;
    i++;
  }
  if (i == from) return i == len ? CUT : BROKEN;
  const c: i32 = load<u8>(ptr + from);
  if (digitValue(c) < 0 && c != 0x2d) {
    const n = i - from;
    if (!((n == 4 && (c == 0x74 || c == 0x6e)) || (n == 5 && c == 0x66))) return i == len ? CUT : BROKEN;
  }
  return i;
}

/**
 * Walks the object at `ptr`. `wanted`: 20-bit hash of a member to meet, 0 for none. `name`, `nameLen`: a top-level key whose
 * value is remembered. Answers JSON_BROKEN, JSON_WHOLE (walkEnd says where it ends) or JSON_CUT (ran out of bytes).
 */
export function walkObject(ptr: usize, len: i32, wanted: i32, name: usize, nameLen: i32): i32 {
  memberMet = false;
  nameMet = false;
  valueLen = -1;
  walkEnd = 0;
  let i = skipSpace(ptr, len, 0);
  if (i == len) return JSON_CUT;
  if (load<u8>(ptr + i) != 0x7b) return JSON_BROKEN;
  i++;
  let objects: u64 = 1; // bit 0 is the innermost open container: 1 object, 0 array
  let depth = 1;
  let first = true; // nothing of the innermost container has been read
  let comma = false; // a comma stands before
  while (depth > 0) {
    i = skipSpace(ptr, len, i);
    if (i >= len) return JSON_CUT;
    const c: i32 = load<u8>(ptr + i);
    const inObject = (objects & 1) != 0;
    if (c == (inObject ? 0x7d : 0x5d)) {
      if (comma) return JSON_BROKEN;
      objects >>>= 1;
      depth--;
      first = false;
      i++;
      continue;
    }
    if (!first && !comma) {
      if (c != 0x2c) return JSON_BROKEN;
      comma = true;
      i++;
      continue;
    }
    first = false;
    comma = false;
    let hash: u32 = 0;
    let remember: bool = false;
    if (inObject) {
      if (c != 0x22) return JSON_BROKEN;
      const key = i + 1;
      i = skipString(ptr, len, key);
      if (i < 0) return i == CUT ? JSON_CUT : JSON_BROKEN;
      if (depth == 1) {
        const keyLen = i - 1 - key;
        hash = fnv(FNV_START, ptr + key, keyLen);
        if (wanted != 0 && fold(hash) == wanted) memberMet = true;
        remember = keyLen == nameLen && same(ptr + key, name, nameLen);
        if (remember) nameMet = true;
      }
      i = skipSpace(ptr, len, i);
      if (i >= len) return JSON_CUT;
      if (load<u8>(ptr + i) != 0x3a) return JSON_BROKEN;
      i = skipSpace(ptr, len, i + 1);
      if (i >= len) return JSON_CUT;
    }
    const v: i32 = load<u8>(ptr + i);
    if (v == 0x7b || v == 0x5b) {
      if (depth == DEEPEST) return JSON_CUT;
      objects = (objects << 1) | (v == 0x7b ? 1 : 0);
      depth++;
      first = true;
      i++;
      continue;
    }
    const start = v == 0x22 ? i + 1 : i;
    i = v == 0x22 ? skipString(ptr, len, start) : skipScalar(ptr, len, start);
    if (i < 0) return i == CUT ? JSON_CUT : JSON_BROKEN;
    if (depth == 1 && inObject) {
      const n = (v == 0x22 ? i - 1 : i) - start;
      if (wanted != 0 && !memberMet && v == 0x22) memberMet = fold(fnv((hash ^ 0x3d) * 0x01000193, ptr + start, n)) == wanted;
      if (remember) {
        valuePtr = ptr + start;
        valueLen = n;
        valueIsString = v == 0x22;
      }
    }
  }
  walkEnd = i;
  return JSON_WHOLE;
}

/** Verdict on an object that fills `len` bytes but for white space behind it. `wanted` as in walkObject. */
export function objectVerdict(ptr: usize, len: i32, wanted: i32): i32 {
  const result = walkObject(ptr, len, wanted, 0, -1);
  if (result == JSON_CUT) return CHECK_UNKNOWN;
  if (result == JSON_BROKEN || skipSpace(ptr, len, walkEnd) != len) return CHECK_FAIL;
  return wanted == 0 || memberMet ? CHECK_PASS : CHECK_FAIL;
}

/** From the first brace of the selected part on. */
export function checkJsonObject(arg: i32, ptr: usize, len: i32): i32 {
  if (!select(arg, ptr, len)) return CHECK_UNKNOWN;
  const at = indexOf(partPtr, partLen, 0x7b);
  return at < 0 ? CHECK_FAIL : objectVerdict(partPtr + <usize>at, partLen - at, parameter(arg));
}
