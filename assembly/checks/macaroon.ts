// Version 2 macaroons, in base64, base64url or hex:
//
//   02 | [01 location] 02 identifier 00 | caveats: ([01 …] 02 … [04 …] 00)* | 00 | 06 20 <32 bytes>
//
// A field is its type, its length as a varint, and so many bytes.

import { CHECK_FAIL, CHECK_PASS, CHECK_UNKNOWN } from '../layout';
import { decodeBase64 } from './base64';
import { varint, varintEnd } from './decoded';
import { decodeHex } from './der';
import { partLen, partPtr, scratch, select } from './state';

const BASE64_HEAD: u32 = 0x456741; // AgE, little-endian
const HEX_HEAD: u32 = 0x31303230; // 0201

/** Without a part named by the rule, the text begins at the first `AgE` or `0201` of the first 32 characters. */
export function checkMacaroon(arg: i32, ptr: usize, len: i32): i32 {
  if (scratch == 0 || !select(arg, ptr, len)) return CHECK_UNKNOWN;
  for (let i = 0; i < 32 && i + 40 < partLen; i++) {
    const head = load<u32>(partPtr + i);
    const text = partPtr + <usize>i;
    if ((head & 0xffffff) == BASE64_HEAD) return fieldsVerdict(decodeBase64(text, partLen - i, scratch));
    if (head == HEX_HEAD) return fieldsVerdict(decodeHex(text, partLen - i, scratch));
  }
  return CHECK_UNKNOWN;
}

function fieldsVerdict(n: i32): i32 {
  if (n < 4 || load<u8>(scratch) != 2) return CHECK_FAIL;
  let i = 1;
  let identifiers = 0;
  let sectionEnded = false; // the field before was an end of section
  while (i < n) {
    const type: i32 = load<u8>(scratch + i);
    i++;
    if (type == 0) {
      // two in a row close the list of caveats: the signature follows
      if (sectionEnded || (i < n && load<u8>(scratch + i) == 6)) return identifiers > 0 && signatureAt(i, n) ? CHECK_PASS : CHECK_FAIL;
      sectionEnded = true;
      continue;
    }
    sectionEnded = false;
    if (type != 1 && type != 2 && type != 4) return CHECK_FAIL;
    const size = varint(scratch, n, i);
    if (size < 0 || size > n - varintEnd) return CHECK_FAIL;
    i = varintEnd + size;
    if (type == 2) identifiers++;
  }
  return CHECK_FAIL;
}

function signatureAt(i: i32, n: i32): bool { return i + 34 == n && load<u8>(scratch + i) == 6 && load<u8>(scratch + i + 1) == 32; }
