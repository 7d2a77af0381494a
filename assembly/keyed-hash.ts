// HMAC-SHA-256 for the host, which tells secrets apart by it: the engine's code is fast from the first secret on, that of
// a host is not before it has hashed many. A key costs its two blocks once; what is kept of it are the sums behind them.

import { HASH_ROOM } from './layout';
import { hmacBegin, hmacOuter, sha256Finish, sha256Keep, sha256Resume, sha256Update } from './checks/sha256';

const BLOCK: u32 = 64;
const INNER: usize = memory.data(32, 16);
const OUTER: usize = memory.data(32, 16);
const SUM: usize = memory.data(32, 16);
const DIGITS: usize = memory.data(64, 16);
const ROOM: usize = memory.data(HASH_ROOM, 16);

/** Where the host writes keys and messages of up to HASH_ROOM bytes. */
export function room(): usize { return ROOM; }

/** Takes the `length` bytes in the room as the key of what is hashed from now on. */
export function setKey(length: i32): void {
  if (length < 0 || length > HASH_ROOM) return;
  hmacBegin(ROOM, length);
  sha256Keep(INNER);
  hmacOuter();
  sha256Keep(OUTER);
  memory.fill(ROOM, 0, length);
}

/**
 * Address of the 64 hexadecimal digits of the hash of the `length` bytes in the room, which are wiped, and of the `more`
 * bytes at `at`, which stay; 0 when those in the room are too many.
 */
export function digits(length: i32, at: usize, more: i32): usize {
  if (length < 0 || length > HASH_ROOM || more < 0) return 0;
  sha256Resume(INNER, BLOCK);
  sha256Update(ROOM, length);
  sha256Update(at, more);
  sha256Finish(SUM);
  sha256Resume(OUTER, BLOCK);
  sha256Update(SUM, 32);
  sha256Finish(SUM);
  memory.fill(ROOM, 0, length);
  for (let i: usize = 0; i < 32; i++) {
    const c = load<u8>(SUM + i);
    store<u8>(DIGITS + i * 2, digit(c >> 4));
    store<u8>(DIGITS + i * 2, digit(c & 15), 1);
  }
  return DIGITS;
}

function digit(value: u8): u8 { return value < 10 ? 0x30 + value : 0x57 + value; }
