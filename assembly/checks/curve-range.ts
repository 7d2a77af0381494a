// Ranges of raw curve keys.

import { CHECK_FAIL, CHECK_PASS, CHECK_UNKNOWN } from '../layout';
import { hexValue } from './text';
import { decodeBase64 } from './base64';
import { partLen, partPtr, scratch, select } from './state';

/** Order of secp256k1, most significant byte first. */
const ORDER = memory.data<u8>([
  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe,
  0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41,
]);
const KEY: usize = memory.data(32, 8);

/** Whether the 32 bytes at `key`, most significant first, are above zero and below the order of secp256k1. */
export function inCurveOrder(key: usize): bool {
  if ((load<u64>(key) | load<u64>(key, 8) | load<u64>(key, 16) | load<u64>(key, 24)) == 0) return false;
  for (let i = 0; i < 32; i++) {
    const k = load<u8>(key + i);
    const n = load<u8>(ORDER + i);
    if (k != n) return k < n;
  }
  return false;
}

/** The last 64 of the selected bytes are the hex digits of the key. */
export function checkSecp256k1(arg: i32, ptr: usize, len: i32): i32 {
  if (!select(arg, ptr, len) || partLen < 64) return CHECK_UNKNOWN;
  const hex = partPtr + <usize>(partLen - 64);
  for (let i = 0; i < 32; i++) {
    const high = hexValue(load<u8>(hex + 2 * i));
    const low = hexValue(load<u8>(hex + 2 * i + 1));
    if ((high | low) < 0) return CHECK_UNKNOWN;
    store<u8>(KEY + i, (high << 4) | low);
  }
  return inCurveOrder(KEY) ? CHECK_PASS : CHECK_FAIL;
}

/** wg genkey clamps its keys, other tools may clamp later: unclamped 32 bytes prove nothing. One random value in 32 is clamped. */
export function checkWireguard(arg: i32, ptr: usize, len: i32): i32 {
  if (scratch == 0 || !select(arg, ptr, len)) return CHECK_UNKNOWN;
  if (decodeBase64(partPtr, partLen, scratch) != 32) return CHECK_FAIL;
  return (load<u8>(scratch) & 7) == 0 && (load<u8>(scratch + 31) & 0xc0) == 0x40 ? CHECK_PASS : CHECK_UNKNOWN;
}
