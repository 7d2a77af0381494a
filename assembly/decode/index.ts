// Decoders by kind (ENC_* in layout.ts): the extent of an encoded piece around an anchor, its decoding, its position map.
//
//   findPiece(kind, at, lo, hi)          true: pieceStart, pieceEnd bound a piece that is worth decoding
//   decode(kind, out, room, map)         decodes that piece; pieceEnd is moved to where it really ended
//   mapStart, mapEnd (map.ts)            back to addresses in the encoded text
//
// Pieces are at most LOOK_AHEAD bytes long. An anchor inside the piece found last (of its kind) is not looked at again:
// resetDecoders() at each page and before each nested piece, as for the structured matchers.

import { ENC_BASE64, ENC_BASE64URL, ENC_ENTITY, ENC_ESCAPE, ENC_HEX, ENC_PERCENT } from '../layout';
import { byte, hexAt, is, C_BASE64, C_BASE64URL, C_HEX } from '../structures/text';
import { breakLength, consumed, decodeBase64, decodeBase64Utf16 } from './base64';
import { decodeEntity } from './entity';
import { decodeEscape } from './escape';
import { decodeHex } from './hex';
import { decodePercent } from './percent';
import { probeBase64, probeHex, LEAST_BASE64, LEAST_HEX, PROBE_NO, PROBE_TEXT, PROBE_UTF16_BIG } from './probe';

export { mapEnd, mapStart } from './origin';

/** Longest piece in encoded bytes, and how far before the anchor it may begin. */
const LONGEST: usize = 32768;
const BACK: usize = 4096;

export let pieceStart: usize = 0;
export let pieceEnd: usize = 0;
/** ENC_BASE64 or ENC_BASE64URL, whichever the piece turned out to be; the kind asked for otherwise. */
export let pieceKind: u32 = 0;
let textKind: i32 = 0;

/** Piece of each kind looked at last, whether worth it or not. */
const DONE: usize = memory.data(64, 16);

export function resetDecoders(): void { memory.fill(DONE, 0, 64); }

/** Where what is remembered lies, for a caller that works on a piece inside a piece and comes back. */
export const REMEMBERED: usize = DONE;
export const REMEMBERED_SIZE: usize = 64;

function seen(kind: u32, at: usize): bool {
  const d = DONE + (<usize>kind << 3);
  return at >= <usize>load<u32>(d) && at < <usize>load<u32>(d, 4);
}

function remember(kind: u32, from: usize, to: usize): void {
  const d = DONE + (<usize>kind << 3);
  store<u32>(d, <u32>from);
  store<u32>(d, <u32>to, 4);
}

export function findPiece(kind: u32, at: usize, lo: usize, hi: usize): bool {
  pieceKind = kind;
  if (kind == ENC_BASE64URL) kind = ENC_BASE64;
  if (seen(kind, at)) return false;
  if (kind == ENC_BASE64) return findBase64(at, lo, hi);
  if (kind == ENC_HEX) return findHex(at, lo, hi);
  if (kind == ENC_PERCENT) return findToken(at, lo, hi);
  if (kind == ENC_ESCAPE || kind == ENC_ENTITY) return findLine(kind, at, lo, hi);
  return false;
}

/** Decodes the piece found last. Number of bytes in `out`. */
export function decode(out: usize, room: i32, map: usize): i32 {
  let n = 0;
  switch (pieceKind) {
    case ENC_BASE64:
    case ENC_BASE64URL:
      n = textKind == PROBE_TEXT ? decodeBase64(pieceStart, pieceEnd, out, room, map)
        : decodeBase64Utf16(pieceStart, pieceEnd, out, room, map, textKind == PROBE_UTF16_BIG);
      pieceEnd = consumed;
      while (pieceEnd < limit && byte(pieceEnd) == 0x3d && pieceEnd - consumed < 2) ++pieceEnd;
      return n;
    case ENC_HEX: return decodeHex(pieceStart, pieceEnd, out, room, map);
    case ENC_PERCENT: return decodePercent(pieceStart, pieceEnd, out, room, map);
    case ENC_ESCAPE: return decodeEscape(pieceStart, pieceEnd, out, room, map);
    case ENC_ENTITY: return decodeEntity(pieceStart, pieceEnd, out, room, map);
    default: return 0;
  }
}

let limit: usize = 0;

/** Start of a token behind the rest of an escape: \nTOKEN, %3DTOKEN, \u003dTOKEN, 0xTOKEN. */
function behindEscape(s: usize, lo: usize): usize {
  if (s <= lo) return s;
  const b = byte(s - 1), c = byte(s);
  if (b == 0x5c) {
    if (c == 0x75) return s + 5;
    return c == 0x6e || c == 0x72 || c == 0x74 ? s + 1 : s;
  }
  if (b == 0x25 && (hexAt(s) | hexAt(s + 1)) < 16) return s + 2;
  return s;
}

function findBase64(at: usize, lo: usize, hi: usize): bool {
  const least = at - lo > BACK ? at - BACK : lo;
  limit = hi - at > LONGEST ? at + LONGEST : hi;
  let s = at;
  while (s > least && is(byte(s - 1), C_BASE64 | C_BASE64URL)) --s;
  let e = at;
  while (e < limit && is(byte(e), C_BASE64 | C_BASE64URL)) ++e;
  remember(ENC_BASE64, s, e);
  // The run may begin with something else glued to it by `/`, `-`, `_` (paths, names): try its start and what follows those.
  let from = behindEscape(s, lo);
  for (let tries = 0; tries < 4; ++tries) {
    if (from >= e || <i32>(e - from) < LEAST_BASE64) return false;
    textKind = probeBase64(from, <i32>(e - from));
    if (textKind != PROBE_NO) break;
    const most = from + 64 < e ? from + 64 : e;
    while (from < most && is(byte(from), C_BASE64URL) && byte(from) != 0x2d && byte(from) != 0x5f) ++from;
    if (from >= most) return false;
    ++from;
  }
  if (textKind == PROBE_NO) return false;
  pieceStart = from;
  // Wrapped lines belong to the piece while they are full lines of the same alphabet.
  let end = e;
  while (end < limit) {
    const skip = breakLength(end, limit);
    if (skip == 0) break;
    let q = end + skip;
    const line = q;
    while (q < limit && is(byte(q), C_BASE64 | C_BASE64URL)) ++q;
    const n = q - line;
    if (n == 0 || (byte(end) != 0x5c && (e - from < 48 || n > e - from + 4))) break;
    const short = n + 4 < e - from && byte(end) != 0x5c;
    if (short && !closesPiece(q, n)) break;
    end = q;
    if (short) break; // the last line
  }
  let url = false, plain = false;
  for (let q = from; q < end; ++q) {
    const c = byte(q);
    if (c == 0x2d || c == 0x5f) url = true;
    else if (c == 0x2b || c == 0x2f) plain = true;
  }
  pieceKind = url && !plain ? ENC_BASE64URL : ENC_BASE64;
  pieceEnd = end;
  remember(ENC_BASE64, s, end);
  return true;
}

/** Whether a short last line of n characters ends at q as whoever wraps base64 ends it: quartets, and nothing more on the line. */
function closesPiece(q: usize, n: usize): bool {
  if (q >= limit) return true;
  let pads: usize = 0;
  while (q < limit && pads < 2 && byte(q) == 0x3d) { ++q; ++pads; }
  if ((n + pads & 3) != 0) return false;
  while (q < limit && (byte(q) == 32 || byte(q) == 9)) ++q;
  return q >= limit || byte(q) == 0x22 || byte(q) == 0x27 || breakLength(q, limit) != 0;
}

function findHex(at: usize, lo: usize, hi: usize): bool {
  const least = at - lo > BACK ? at - BACK : lo;
  limit = hi - at > LONGEST ? at + LONGEST : hi;
  let s = at;
  while (s > least && is(byte(s - 1), C_HEX)) --s;
  let e = at;
  while (e < limit && is(byte(e), C_HEX)) ++e;
  remember(ENC_HEX, s, e);
  if (<i32>(e - s) < LEAST_HEX) return false;
  let length = <i32>(e - s);
  if ((length & 1) != 0) {
    // 0x… : the 0 is a digit as well
    if (byte(s) != 0x30) return false;
    ++s;
    --length;
  }
  if (probeHex(s, length) == PROBE_NO) return false;
  pieceStart = s;
  pieceEnd = e;
  return true;
}

/** Percent-encoded text: up to white space, quotes, angle brackets. */
function findToken(at: usize, lo: usize, hi: usize): bool {
  const least = at - lo > BACK ? at - BACK : lo;
  limit = hi - at > LONGEST ? at + LONGEST : hi;
  let s = at;
  while (s > least && inToken(byte(s - 1))) --s;
  let e = at;
  while (e < limit && inToken(byte(e))) ++e;
  remember(ENC_PERCENT, s, e);
  pieceStart = s;
  pieceEnd = e;
  return e - s >= 8;
}

function inToken(c: i32): bool { return c > 32 && c != 0x22 && c != 0x27 && c != 0x3c && c != 0x3e && c != 0x60 && c != 127; }

/** Escapes and entities: the line around. */
function findLine(kind: u32, at: usize, lo: usize, hi: usize): bool {
  const least = at - lo > BACK ? at - BACK : lo;
  limit = hi - at > LONGEST ? at + LONGEST : hi;
  let s = at;
  while (s > least && byte(s - 1) != 10) --s;
  let e = at;
  while (e < limit && byte(e) != 10) ++e;
  remember(kind, s, e);
  pieceStart = s;
  pieceEnd = e;
  return e - s >= 8;
}
