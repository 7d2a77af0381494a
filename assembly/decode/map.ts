// Position maps: where in the encoded text a decoded byte comes from.
//
//   map │ 0 mode u32 │ 4 entries u32 …
//
//   MODE_EVEN     no entries: four characters give three bytes (base64), two give one (hex)
//   MODE_CHARS    base64 with line breaks or escapes inside: entry k is the offset of the k-th character of the alphabet
//   MODE_BYTES    entry i is the offset of the unit (`%3D`, `\u003d`, `&quot;`, a plain byte) that decoded byte i comes from;
//                 one more entry at the end, the length of the piece
//
// Offsets count from the start of the piece. A map needs 4 × (decoded length or number of characters) + 8 bytes.

import { ENC_BASE64, ENC_BASE64URL, ENC_ENTITY, ENC_ESCAPE, ENC_HEX, ENC_PERCENT } from '../layout';
import { entityLength } from './entity';
import { escapeLength } from './escape';
import { percentLength } from './percent';

export const MODE_EVEN: u32 = 0;
export const MODE_CHARS: u32 = 1;
export const MODE_BYTES: u32 = 2;

/** Bit of an entry of UTF-16 in base64: the unit does not share its first character with the unit before. */
export const FRESH: u32 = 0x80000000;

export function setMode(map: usize, mode: u32): void { store<u32>(map, mode); }
export function setEntry(map: usize, i: i32, offset: usize): void { store<u32>(map + 4 + (<usize>i << 2), <u32>offset); }
function entry(map: usize, i: i32): usize { return <usize>(load<u32>(map + 4 + (<usize>i << 2)) & ~FRESH); }
function fresh(map: usize, i: i32): bool { return (load<u32>(map + 4 + (<usize>i << 2)) & FRESH) != 0; }

/** Address of the first encoded byte of decoded byte i. `start` and `end` bound the encoded piece, n decoded bytes came of it. */
export function mapStart(kind: u32, map: usize, start: usize, i: i32): usize {
  const mode = load<u32>(map);
  if (mode == MODE_BYTES) return start + entry(map, i);
  if (kind == ENC_HEX) return start + <usize>(i << 1);
  const k = i * 4 / 3; // character that holds the first bit of byte i
  return start + (mode == MODE_CHARS ? entry(map, k) : <usize>k);
}

/** Address behind the last encoded byte of decoded byte i - 1, i from 1 to n. */
export function mapEnd(kind: u32, map: usize, start: usize, end: usize, i: i32): usize {
  const mode = load<u32>(map);
  if (mode == MODE_BYTES) {
    const p = start + entry(map, i - 1);
    if (kind == ENC_PERCENT) return p + percentLength(p, end);
    if (kind == ENC_ESCAPE) return p + escapeLength(p, end);
    if (kind == ENC_ENTITY) return p + entityLength(p, end);
    // UTF-16 in base64: up to where the next character begins
    let j = i;
    while (j < i + 4 && entry(map, j) == entry(map, i - 1)) ++j;
    return start + entry(map, j) + (fresh(map, j) ? 0 : 1);
  }
  if (kind == ENC_HEX) return start + <usize>(i << 1);
  const k = (i * 8 - 1) / 6; // character that holds the last bit of byte i - 1
  return start + (mode == MODE_CHARS ? entry(map, k) : <usize>k) + 1;
}

/** Whether a kind is one of the base64 alphabets (the decoder takes both). */
export function isBase64(kind: u32): bool { return kind == ENC_BASE64 || kind == ENC_BASE64URL; }
