// DER (X.690), as much as telling a key from anything else needs.

import { CHECK_FAIL, CHECK_PASS, CHECK_UNKNOWN } from '../layout';
import { decodeBase64 } from './base64';
import { hexValue } from './text';
import { DECODED_MAX, partLen, partPtr, scratch, select } from './state';

export const SEQUENCE = 0x30;
export const INTEGER = 0x02;
export const OCTETS = 0x04;

/** The element `element` has read: offset and length of its content. */
export let contentAt: i32 = 0;
export let contentLen: i32 = 0;

/** Reads the element at offset `from`. Answers its tag, or -1 when its header is cut off or wrong. The content may go beyond `len`. */
export function element(ptr: usize, len: i32, from: i32): i32 {
  if (from + 2 > len) return -1;
  const tag: i32 = load<u8>(ptr + from);
  let size: i32 = load<u8>(ptr + from + 1);
  let at = from + 2;
  if (size >= 0x80) {
    const bytes = size & 0x7f;
    if (bytes == 0 || bytes > 3 || at + bytes > len) return -1;
    size = 0;
    for (let i = 0; i < bytes; i++) size = (size << 8) | <i32>load<u8>(ptr + at + i);
    if (size < 0x80) return -1; // not the shortest form
    at += bytes;
  }
  contentAt = at;
  contentLen = size;
  return tag;
}

/** Whether `len` bytes are one SEQUENCE of exactly that length, whose content begins with a well-formed element inside it. */
export function isOneSequence(ptr: usize, len: i32): bool {
  if (element(ptr, len, 0) != SEQUENCE || contentAt + contentLen != len || contentLen < 2) return false;
  const from = contentAt;
  return element(ptr, len, from) >= 0 && contentAt + contentLen <= len;
}

/** Hex when all characters are hex digits and the text begins 30, base64 otherwise. */
export function checkDer(arg: i32, ptr: usize, len: i32): i32 {
  if (scratch == 0 || !select(arg, ptr, len) || partLen < 16) return CHECK_UNKNOWN;
  let n = decodeHex(partPtr, partLen, scratch);
  if (n < 0 || load<u8>(scratch) != SEQUENCE) n = decodeBase64(partPtr, partLen, scratch);
  if (n < 0) return CHECK_FAIL;
  if (isOneSequence(scratch, n)) return CHECK_PASS;
  return CHECK_FAIL;
}

/** Answers how many bytes were written, -1 when a character is no hex digit or there is an odd number of them. */
export function decodeHex(ptr: usize, len: i32, out: usize): i32 {
  if ((len & 1) != 0 || len > 2 * DECODED_MAX) return -1;
  for (let i = 0; i < len; i += 2) {
    const high = hexValue(load<u8>(ptr + i));
    const low = hexValue(load<u8>(ptr + i + 1));
    if ((high | low) < 0) return -1;
    store<u8>(out + <usize>(i >> 1), (high << 4) | low);
  }
  return len >> 1;
}
