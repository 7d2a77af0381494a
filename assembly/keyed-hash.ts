// HMAC-SHA-256 for the host, which tells secrets apart by it: the engine's code is fast from the first secret on, that of
// a host is not before it has hashed many.

import { HASH_ROOM } from './layout';
import { hmacBegin, hmacFinish, sha256, sha256Update } from './checks/sha256';

const LONGEST_KEY: i32 = 64;
const KEY: usize = memory.data(64, 16);
const SUM: usize = memory.data(32, 16);
const DIGITS: usize = memory.data(64, 16);
const ROOM: usize = memory.data(HASH_ROOM, 16);
let keyLength: i32 = 0;

/** Where the host writes keys and messages of up to HASH_ROOM bytes. */
export function room(): usize { return ROOM; }

/** Takes the `length` bytes in the room as the key of what is hashed from now on. */
export function setKey(length: i32): void {
  if (length < 0 || length > HASH_ROOM) return;
  keyLength = length > LONGEST_KEY ? 32 : length;
  if (length > LONGEST_KEY) sha256(ROOM, length, KEY);
  else memory.copy(KEY, ROOM, length);
  memory.fill(ROOM, 0, length);
}

/** Address of the 64 hexadecimal digits of the hash of the `length` bytes in the room, which are wiped; 0 when they are too many. */
export function digits(length: i32): usize {
  if (length < 0 || length > HASH_ROOM) return 0;
  hmacBegin(KEY, keyLength);
  sha256Update(ROOM, length);
  hmacFinish(SUM);
  memory.fill(ROOM, 0, length);
  for (let i: usize = 0; i < 32; i++) {
    const c = load<u8>(SUM + i);
    store<u8>(DIGITS + i * 2, digit(c >> 4));
    store<u8>(DIGITS + i * 2, digit(c & 15), 1);
  }
  return DIGITS;
}

function digit(value: u8): u8 { return value < 10 ? 0x30 + value : 0x57 + value; }
