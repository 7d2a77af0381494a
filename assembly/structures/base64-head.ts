// Decodes base64 (either alphabet) into one small static buffer, for a look at what stands inside.

import { base64At } from './text';

export const HEAD_ROOM: i32 = 4096;
const ROOM: usize = memory.data(4224, 16);

/** Where the decoded bytes are; valid until the next call. */
export function head(): usize { return ROOM; }

/** Decodes [p, e) up to `most` bytes; number of bytes. Stops at the first byte outside the alphabet. */
export function decodeHead(p: usize, e: usize, most: i32): i32 {
  let n = 0;
  let acc: u32 = 0;
  let bits = 0;
  if (most > HEAD_ROOM) most = HEAD_ROOM;
  for (; p < e && n < most; ++p) {
    const v = base64At(p);
    if (v > 63) break;
    acc = (acc << 6) | <u32>v;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      store<u8>(ROOM + n, acc >>> bits);
      ++n;
    }
  }
  memory.fill(ROOM + n, 0, 8);
  return n;
}
