// Microsoft's Marvin32 and the key formats built on it: identifiable keys (HIS v1) and common annotated keys (CASK, HIS v2).
// A seed is eight ASCII characters read as a big-endian number; its low word starts the first half of the state.

import { CHECK_FAIL, CHECK_PASS, CHECK_UNKNOWN } from '../layout';
import { base62Value, base64Value } from './text';
import { decodeBase64 } from './base64';
import { partLen, partPtr, scratch, select } from './state';

let low: u32 = 0;
let high: u32 = 0;

function mix(): void {
  high ^= low;
  low = rotl<u32>(low, 20) + high;
  high = rotl<u32>(high, 9) ^ low;
  low = rotl<u32>(low, 27) + high;
  high = rotl<u32>(high, 19);
}

export function marvin32(seed: u64, ptr: usize, len: i32): u32 {
  low = <u32>seed;
  high = <u32>(seed >>> 32);
  const whole = len & ~3;
  for (let i = 0; i < whole; i += 4) {
    low += load<u32>(ptr + i);
    mix();
  }
  let tail: u32 = 0x80;
  for (let i = len - 1; i >= whole; i--) tail = (tail << 8) | <u32>load<u8>(ptr + i);
  low += tail;
  mix();
  mix();
  return low ^ high;
}

const DEFAULT0: u64 = 0x44656661756c7430;

// Seeds in groups that a signature selects.
const SEEDS = memory.data<u64>([
  0x44656661756c7430, // 0 Default0
  0x4d61737452573030, 0x4d617374524f3030, 0x5379737452573030, 0x53797374524f3030, 0x537973416c6c3030, 0x5265736f75723030, 0x456e637279703030, // 1 MastRW00 MastRO00 SystRW00 SystRO00 SysAll00 Resour00 Encryp00
  0x4162416363743030, // 8 AbAcct00
  0x436c617373696330, // 9 Classic0
  0x54656e616e743030, 0x496f544875623030, 0x4761746577793030, 0x4769744b65793030, // 10 Tenant00 IoTHub00 Gatewy00 GitKey00
  0x53656e6430303030, 0x4c697374656e3030, 0x4d616e6167653030, 0x53797374656d3030, // 14 Send0000 Listen00 Manage00 System00
  0x496f544875623030, 0x4470734b65793030, 0x4465766963653030, // 18 IoTHub00 DpsKey00 Device00
  0x4163636573733030, // 21 Access00
  0x53656e6452656376, 0x44656661756c7430, // 22 SendRecv Default0
  0x5041646d696e3030, 0x5175657279303030, // 24 PAdmin00 Query000
  0x41435244666c7430, // 26 ACRDflt0
  0x46756e6374693030, 0x4d61737465723030, 0x53797374656d3030, // 27 Functi00 Master00 System00
]);

// Signature as four little-endian characters, length of the key in bytes, first seed, number of seeds.
const SIGNATURES = memory.data<u32>([
  0x7453412b, 64, 0, 1, // +ASt storage
  0x62444341, 64, 1, 7, // ACDb Cosmos DB
  0x6142412b, 64, 8, 1, // +ABa Batch
  0x434d412b, 64, 9, 1, // +AMC ML classic
  0x4d495041, 64, 10, 4, // APIM API Management
  0x6253412b, 32, 14, 4, // +ASb Service Bus
  0x6845412b, 32, 14, 4, // +AEh Event Hubs
  0x6d52412b, 32, 14, 4, // +ARm Relay
  0x546f4941, 32, 18, 3, // AIoT IoT
  0x61437a41, 32, 21, 1, // AzCa Cache for Redis
  0x47455a41, 32, 22, 2, // AZEG Event Grid
  0x65537a41, 39, 24, 2, // AzSe AI Search
  0x5243412b, 39, 26, 1, // +ACR Container Registry
  0x75467a41, 40, 27, 3, // AzFu Functions
]);
const SIGNATURE_COUNT = 14;

export function checkHisV1(arg: i32, ptr: usize, len: i32): i32 {
  if (scratch == 0 || !select(arg, ptr, len)) return CHECK_UNKNOWN;
  let end = partLen;
  while (end > 0 && partLen - end < 2 && load<u8>(partPtr + <usize>(end - 1)) == 0x3d) end--;
  if (end < 43 || end > 86) return CHECK_UNKNOWN;
  const signature = load<u32>(partPtr + <usize>(end - 10));
  let row: usize = 0;
  for (let i = 0; i < SIGNATURE_COUNT; i++) {
    const at = SIGNATURES + (<usize>i << 4);
    if (load<u32>(at) == signature) row = at;
  }
  if (row == 0) return CHECK_UNKNOWN;
  const n = decodeBase64(partPtr, partLen, scratch);
  if (n < 0) return CHECK_FAIL;
  if (n != <i32>load<u32>(row, 4)) return CHECK_UNKNOWN;
  const written = load<u32>(scratch + <usize>(n - 4));
  const first = load<u32>(row, 8);
  const count = load<u32>(row, 12);
  for (let i: u32 = 0; i < count; i++) {
    if (marvin32(load<u64>(SEEDS + (<usize>(first + i) << 3)), scratch, n - 4) == written) return CHECK_PASS;
  }
  return CHECK_FAIL;
}

const MARK: u32 = 0x4a51514a; // JQQJ
const DIGITS = memory.data(8);

/**
 *  0        52   56 57 58   59    60       72       76        80
 *  | secret | JQQJ | 9 kind year month platform provider signature checksum |
 *
 * Kind is 9 (key), D (derived) or H (hash), year a base64 digit from 2024 on, month A to L. 84 characters, or 88 ending `==`.
 * Checksum: Marvin32 of the first 60 bytes, its bytes read as a big-endian number, base62 filled up with 0 on the right;
 * older ones: the bytes in base64.
 */
export function checkCask(arg: i32, ptr: usize, len: i32): i32 {
  if (scratch == 0 || !select(arg, ptr, len)) return CHECK_UNKNOWN;
  if (partLen != 84 && partLen != 88) return CHECK_UNKNOWN;
  if (load<u32>(partPtr, 52) != MARK) return CHECK_UNKNOWN;
  const kind = load<u8>(partPtr, 57);
  if (load<u8>(partPtr, 56) != 0x39 || (kind != 0x39 && kind != 0x44 && kind != 0x48)) return CHECK_UNKNOWN;
  const month = load<u8>(partPtr, 59);
  if (base64Value(load<u8>(partPtr, 58)) < 0 || month < 0x41 || month > 0x4c) return CHECK_FAIL;
  if (partLen == 88 && load<u16>(partPtr, 86) != 0x3d3d) return CHECK_FAIL;
  if (decodeBase64(partPtr, 80, scratch) != 60) return CHECK_FAIL;
  const sum = marvin32(DEFAULT0, scratch, 60);
  const tail = partPtr + 80;
  const n = partLen == 84 ? 4 : 6;
  return base62Matches(bswap<u32>(sum), tail, n) || base64Matches(sum, tail, n) ? CHECK_PASS : CHECK_FAIL;
}

function base62Matches(value: u32, ptr: usize, n: i32): bool {
  let digits = 0;
  for (let v = value; v != 0; v /= 62) digits++;
  let rest = value;
  for (let i = digits - 1; i >= 0; i--) {
    store<u8>(DIGITS + i, rest % 62);
    rest /= 62;
  }
  for (let i = 0; i < n; i++) {
    if (base62Value(load<u8>(ptr + i)) != (i < digits ? <i32>load<u8>(DIGITS + i) : 0)) return false;
  }
  return true;
}

function base64Matches(sum: u32, ptr: usize, n: i32): bool {
  const bits = <u64>bswap<u32>(sum) << 4; // 36 bits, six digits
  for (let i = 0; i < n; i++) {
    if (base64Value(load<u8>(ptr + i)) != <i32>((bits >>> (30 - 6 * i)) & 63)) return false;
  }
  return true;
}

const AADPWD00: u64 = 0x4161645077643030;

/** The library that makes these says so; samples do not agree. So this passes or does not know. */
export function checkEntraTail(arg: i32, ptr: usize, len: i32): i32 {
  if (!select(arg, ptr, len) || partLen != 40) return CHECK_UNKNOWN;
  let sum = marvin32(AADPWD00, partPtr, 37);
  sum /= 66 * 66 * 66; // the first three of six digits
  for (let i = 39; i >= 37; i--) {
    if (entraValue(load<u8>(partPtr + i)) != <i32>(sum % 66)) return CHECK_UNKNOWN;
    sum /= 66;
  }
  return CHECK_PASS;
}

/** a-z A-Z 1-9 0 . - _ ~ */
function entraValue(c: i32): i32 {
  if (c >= 0x61 && c <= 0x7a) return c - 0x61;
  if (c >= 0x41 && c <= 0x5a) return c - 0x41 + 26;
  if (c >= 0x31 && c <= 0x39) return c - 0x31 + 52;
  if (c == 0x30) return 61;
  return c == 0x2e ? 62 : c == 0x2d ? 63 : c == 0x5f ? 64 : c == 0x7e ? 65 : -1;
}
