// PuTTY private keys: with `Encryption: none` the Private-MAC can be computed again. It covers, each with its length before it
// as four big-endian bytes: algorithm, encryption, comment, public blob, private blob.
//   version 3: HMAC-SHA-256 with an empty key
//   version 2: HMAC-SHA-1 with the SHA-1 of "putty-private-key-file-mac-key"

import { CHECK_FAIL, CHECK_PASS, CHECK_UNKNOWN } from '../layout';
import { decodeBase64 } from './base64';
import { decodeHex } from './der';
import { hmacBegin, hmacFinish, sha256Update } from './sha256';
import { hmacSha1Begin, hmacSha1Finish, sha1, sha1Update } from './sha512';
import { decimal, find, isSpace, same } from './text';
import { partLen, partPtr, scratch, select, work } from './state';

const FILE = memory.data<u8>([0x50, 0x75, 0x54, 0x54, 0x59, 0x2d, 0x55, 0x73, 0x65, 0x72, 0x2d, 0x4b, 0x65, 0x79, 0x2d, 0x46, 0x69, 0x6c, 0x65, 0x2d]); // PuTTY-User-Key-File-
const MAC_KEY = memory.data<u8>([ // putty-private-key-file-mac-key
  0x70, 0x75, 0x74, 0x74, 0x79, 0x2d, 0x70, 0x72, 0x69, 0x76, 0x61, 0x74, 0x65, 0x2d, 0x6b, 0x65, 0x79, 0x2d, 0x66, 0x69, 0x6c, 0x65, 0x2d, 0x6d, 0x61, 0x63, 0x2d, 0x6b, 0x65, 0x79,
]);
const NONE = memory.data<u8>([0x6e, 0x6f, 0x6e, 0x65]);
const LENGTH: usize = memory.data(4, 4);
const EMPTY: usize = memory.data(4, 4);
const MAC: usize = memory.data(32, 8);

// The line `line` has read: its value behind `name: `.
let cursor: usize = 0;
let end: usize = 0;
let valuePtr: usize = 0;
let valueLen: i32 = 0;

/** Reads the next line that is not blank; false at the end. The value is what follows the colon, or the whole line. */
function line(): bool {
  while (cursor < end && isSpace(load<u8>(cursor))) cursor++;
  if (cursor >= end) return false;
  const from = cursor;
  while (cursor < end && load<u8>(cursor) != 10 && load<u8>(cursor) != 13) cursor++;
  const n = <i32>(cursor - from);
  const colon = find(from, n, COLON, 1);
  const skip = colon < 0 ? 0 : colon + 2 <= n ? colon + 2 : colon + 1;
  valuePtr = from + <usize>skip;
  valueLen = n - skip;
  while (valueLen > 0 && isSpace(load<u8>(valuePtr + <usize>(valueLen - 1)))) valueLen--;
  return true;
}
const COLON = memory.data<u8>([0x3a]);

let sha256Used: bool = false;

function cover(ptr: usize, len: i32): void {
  store<u32>(LENGTH, bswap<u32>(<u32>len));
  if (sha256Used) {
    sha256Update(LENGTH, 4);
    sha256Update(ptr, len);
  } else {
    sha1Update(LENGTH, 4);
    sha1Update(ptr, len);
  }
}

/** Reads `Something-Lines: n` and n lines of base64; covers what they hold. */
function coverBlob(): bool {
  if (!line()) return false;
  const lines = decimal(valuePtr, valueLen);
  if (lines < 1 || lines > 400) return false;
  let n = 0;
  for (let i = 0; i < lines; i++) {
    if (!line() || n > 16384) return false;
    const got = decodeBase64(valuePtr, valueLen, scratch + <usize>n);
    if (got < 0) return false;
    n += got;
  }
  cover(scratch, n);
  return true;
}

export function checkPuttyMac(arg: i32, ptr: usize, len: i32): i32 {
  if (scratch == 0 || !select(arg, ptr, len)) return CHECK_UNKNOWN;
  const start = find(partPtr, partLen < 64 ? partLen : 64, FILE, 20);
  if (start < 0 || start + 22 > partLen) return CHECK_UNKNOWN;
  cursor = partPtr + <usize>start;
  end = partPtr + <usize>partLen;
  const version = load<u8>(cursor, 20);
  if (version != 0x32 && version != 0x33) return CHECK_UNKNOWN;
  if (!line()) return CHECK_UNKNOWN;
  const algorithm = valuePtr, algorithmLen = valueLen;
  if (!line() || valueLen != 4 || !same(valuePtr, NONE, 4)) return CHECK_UNKNOWN; // encrypted
  const encryption = valuePtr;
  if (!line()) return CHECK_UNKNOWN;
  sha256Used = version == 0x33;
  if (sha256Used) hmacBegin(EMPTY, 0);
  else {
    sha1(MAC_KEY, 30, work());
    hmacSha1Begin(work(), 20);
  }
  cover(algorithm, algorithmLen);
  cover(encryption, 4);
  cover(valuePtr, valueLen);
  if (!coverBlob() || !coverBlob() || !line()) return CHECK_UNKNOWN;
  const size = sha256Used ? 32 : 20;
  if (valueLen < 2 * size) return CHECK_UNKNOWN; // cut off
  if (valueLen != 2 * size || decodeHex(valuePtr, valueLen, scratch) != size) return CHECK_FAIL;
  if (sha256Used) hmacFinish(MAC);
  else hmacSha1Finish(work(), 20, MAC);
  return same(MAC, scratch, size) ? CHECK_PASS : CHECK_FAIL;
}
