// The way back from decoded bytes to the encoded ones they come from, over the maps that the decoders write.

import { ENC_ENTITY, ENC_ESCAPE, ENC_HEX, ENC_PERCENT } from '../layout';
import { entityLength } from './entity';
import { escapeLength } from './escape';
import { entry, fresh, MODE_BYTES, MODE_CHARS } from './map';
import { percentLength } from './percent';

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
