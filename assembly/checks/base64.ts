// Base64 and base64url: the decoder, and checks of how text is written rather than of what it says (decoded.ts does that).

import { CHECK_FAIL, CHECK_PASS, CHECK_UNKNOWN } from '../layout';
import { base64Value, hexValue } from './text';
import { DECODED_MAX, inRange, partLen, partPtr, scratch, select } from './state';

/**
 * Decodes `len` characters of either base64 alphabet, padded or not, to `out`; answers how many bytes, or -1 when it is not base64.
 * Percent escapes of `+`, `/` and `=` are read as what they stand for. At most DECODED_MAX bytes are written.
 * `out` may be `ptr`: writing never overtakes reading.
 */
export function decodeBase64(ptr: usize, len: i32, out: usize): i32 {
  let acc: u32 = 0;
  let bits = 0;
  let n = 0;
  let characters = 0;
  let padding = 0;
  for (let i = 0; i < len; i++) {
    let c: i32 = load<u8>(ptr + i);
    if (c == 0x25) { // %2B %2F %3D
      if (i + 2 >= len) return -1;
      const high = hexValue(load<u8>(ptr + i + 1));
      const low = hexValue(load<u8>(ptr + i + 2));
      if ((high | low) < 0) return -1;
      c = (high << 4) | low;
      i += 2;
    }
    if (c == 0x3d) {
      if (++padding > 2) return -1;
      continue;
    }
    const v = base64Value(c);
    if (v < 0 || padding != 0) return -1;
    characters++;
    acc = (acc << 6) | <u32>v;
    bits += 6;
    if (bits >= 8) {
      if (n >= DECODED_MAX) return -1;
      bits -= 8;
      store<u8>(out + n, acc >>> bits);
      n++;
    }
  }
  if ((characters & 3) == 1) return -1;
  if (padding != 0 && ((characters + padding) & 3) != 0) return -1;
  return n;
}

/** Decodes the selected part to scratch; -1 when it can't. */
export function decodeSelected(arg: i32, ptr: usize, len: i32): i32 {
  if (scratch == 0 || !select(arg, ptr, len)) return -1;
  return decodeBase64(partPtr, partLen, scratch);
}

/** Unused low bits of the last character are zero; no impossible length. Fails for 3 of 4 (or 15 of 16) random look-alikes. */
export function checkCanonical(arg: i32, ptr: usize, len: i32): i32 {
  if (!select(arg, ptr, len)) return CHECK_UNKNOWN;
  let end = partLen;
  while (end > 0 && partLen - end < 2 && load<u8>(partPtr + <usize>(end - 1)) == 0x3d) end--;
  if (end < 4) return CHECK_UNKNOWN;
  if (end != partLen && (partLen & 3) != 0) return CHECK_FAIL;
  const last = base64Value(load<u8>(partPtr + <usize>(end - 1)));
  const rest = end & 3;
  if (last < 0 || rest == 1) return CHECK_FAIL;
  if (rest == 0) return CHECK_UNKNOWN; // no unused bits: nothing to see
  return (last & (rest == 2 ? 15 : 3)) == 0 ? CHECK_PASS : CHECK_FAIL;
}

export function checkBytes(arg: i32, ptr: usize, len: i32): i32 {
  if (scratch == 0 || !select(arg, ptr, len)) return CHECK_UNKNOWN;
  const n = decodeBase64(partPtr, partLen, scratch);
  return n >= 0 && inRange(arg, n) ? CHECK_PASS : CHECK_FAIL;
}

/** Hex digits of either case, with white space between lines. */
export function checkHexBytes(arg: i32, ptr: usize, len: i32): i32 {
  if (!select(arg, ptr, len)) return CHECK_UNKNOWN;
  let digits = 0;
  for (let i = 0; i < partLen; i++) {
    const c: i32 = load<u8>(partPtr + i);
    if (hexValue(c) >= 0) digits++;
    else if (c != 0x20 && c != 10 && c != 13 && c != 9) return CHECK_FAIL;
  }
  return (digits & 1) == 0 && digits > 0 && inRange(arg, digits >> 1) ? CHECK_PASS : CHECK_FAIL;
}
