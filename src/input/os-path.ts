// File names are bytes to most systems. Those that are no UTF-8 are carried in strings with each of their odd bytes as a
// lone surrogate (0xff as U+DCFF), so that they can be shown, compared and posted, and turned back to be opened.

import { isUtf8 } from 'node:buffer';
import { realpathSync } from 'node:fs';

const ODD = 0xdc00;
const LONE = /[\udc80-\udcff]/;

/** What the system takes for a path. */
export function osPath(path: string): string | Buffer {
  if (!LONE.test(path)) return path;
  const parts: Buffer[] = [];
  for (const char of path) {
    const code = char.codePointAt(0) as number;
    parts.push(code >= ODD + 0x80 && code <= ODD + 0xff ? Buffer.of(code - ODD) : Buffer.from(char));
  }
  return Buffer.concat(parts);
}

/** A name as it is carried. */
export function nameOf(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString();
  let name = '';
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] as number;
    const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    const char = bytes.subarray(at, at + length);
    if (char.length === length && isUtf8(char)) {
      name += char.toString();
      at += length;
    } else {
      name += String.fromCharCode(ODD + first);
      at++;
    }
  }
  return name;
}

/** Where a path leads, links followed. */
export function realName(path: string): string {
  // The other realpathSync makes text of bytes on the way.
  return nameOf(realpathSync.native(osPath(path), { encoding: 'buffer' }));
}
