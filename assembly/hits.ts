// Hit records (drawing in layout.ts), and what turns an address in the input buffer or in a decoded piece into a position
// of the stream.

import {
  ARENA_CAPACITY, CHAIN_SIZE, HIT_CHAIN, HIT_CHAIN_LENGTH, HIT_CONFIDENCE, HIT_END, HIT_END_COLUMN, HIT_END_LINE, HIT_KEY_LENGTH,
  HIT_KEY_START, HIT_LINE, HIT_COLUMN, HIT_REASONS, HIT_RULE, HIT_SECRET_LENGTH, HIT_SECRET_PTR, HIT_SIZE, HIT_START,
  HITS_CAPACITY, HITS_RESERVE, MAX_DECODE_DEPTH, OPT_LINES, R_DECODED,
} from './layout';
import { arena, hits } from './memory';
import { options } from './program';
import { countLines, lastLineFeed } from './lines';

export let count: i32 = 0;
/** Hits that found no free record; never more than a host that drains in time will see as 0. */
export let lost: u32 = 0;
let arenaUsed: usize = 0;

// ---- where the resident bytes lie in the stream ----
let base: usize = 0; // address …
let baseOffset: f64 = 0; // … and its stream offset
let floor: usize = 0; // first resident address
let page: usize = 0; // address of the page being worked on
let linesBefore: f64 = 0; // line feeds of the stream before that page
let lastFeed: f64 = -1; // offset of the last one

export function setPosition(address: usize, offset: f64, first: usize): void { base = address; baseOffset = offset; floor = first; }
export function setPage(address: usize, feeds: f64, feed: f64): void { page = address; linesBefore = feeds; lastFeed = feed; }

// ---- pieces: decoded text, and where it came from ----
const CHAIN: usize = memory.data(64, 8); // per level: address of the piece in its parent u32, end u32, encoding u32, -
export let level: i32 = 0;

export function enterPiece(start: usize, end: usize, encoding: u32): void {
  const c = CHAIN + level * 16;
  store<u32>(c, <u32>start);
  store<u32>(c, <u32>end, 4);
  store<u32>(c, encoding, 8);
  ++level;
}
export function leavePiece(): void { --level; }
/** Narrows the innermost piece to what a hit covers, for encodings whose characters can be replaced one by one. */
export function narrowPiece(depth: i32, start: usize, end: usize): void {
  store<u32>(CHAIN + depth * 16, <u32>start);
  store<u32>(CHAIN + depth * 16, <u32>end, 4);
}
export function pieceStart(depth: i32): usize { return load<u32>(CHAIN + depth * 16); }
export function pieceEnd(depth: i32): usize { return load<u32>(CHAIN + depth * 16, 4); }
export function pieceEncoding(depth: i32): u32 { return load<u32>(CHAIN + depth * 16, 8); }

export function clearHits(): void { count = 0; arenaUsed = 0; }
export function roomLeft(): bool { return count <= HITS_CAPACITY - HITS_RESERVE && arenaUsed <= <usize>(ARENA_CAPACITY / 2); }

function offsetOf(p: usize): f64 { return baseOffset + (<f64>p - <f64>base); }

/** Line feeds of the stream before p. */
function feedsBefore(p: usize): f64 {
  return p >= page ? linesBefore + <f64>countLines(page, p) : linesBefore - <f64>countLines(p, page);
}

function columnOf(p: usize): f64 {
  const feed = lastLineFeed(floor, p);
  const last = feed ? offsetOf(feed) : lastFeed < offsetOf(floor) ? lastFeed : -1;
  return offsetOf(p) - last;
}

/**
 * Stores a hit on [start, end) with its key [keyStart, keyEnd) (0, 0: none). Addresses are those of the innermost piece,
 * or of the input outside of pieces. The same hit twice in a row is stored once.
 */
export function emit(rule: i32, confidence: i32, reasons: u32, start: usize, end: usize, keyStart: usize, keyEnd: usize): void {
  const from = level ? pieceStart(0) : start;
  const to = level ? pieceEnd(0) : end;
  const startOffset = offsetOf(from);
  const endOffset = offsetOf(to);
  // one anchor inside another leads to the same hit again
  for (let i = count - 1, stop = count > 8 ? count - 8 : 0; i >= stop; --i) {
    const h = hits + <usize>i * HIT_SIZE;
    if (load<u32>(h, HIT_RULE) == <u32>rule && load<f64>(h, HIT_START) == startOffset && load<f64>(h, HIT_END) == endOffset && load<u32>(h, HIT_SECRET_LENGTH) == <u32>(end - start)) {
      if (<i32>load<u8>(h, HIT_CONFIDENCE) < confidence) {
        store<u8>(h, confidence, HIT_CONFIDENCE);
        store<u32>(h, reasons, HIT_REASONS);
      }
      return;
    }
  }
  if (count == HITS_CAPACITY) { ++lost; return; }
  const h = hits + <usize>count * HIT_SIZE;
  let secret = start;
  if (level) {
    const length = end - start;
    if (arenaUsed + length > <usize>ARENA_CAPACITY) { ++lost; return; }
    secret = arena + arenaUsed;
    memory.copy(secret, start, length);
    arenaUsed += length;
    reasons |= R_DECODED;
  }
  store<u32>(h, rule, HIT_RULE);
  store<u32>(h, reasons, HIT_REASONS);
  store<u8>(h, confidence, HIT_CONFIDENCE);
  store<u8>(h, level, HIT_CHAIN_LENGTH);
  store<u32>(h, <u32>secret, HIT_SECRET_PTR);
  store<u32>(h, <u32>(end - start), HIT_SECRET_LENGTH);
  const hasKey = !level && keyEnd > keyStart;
  store<u32>(h, hasKey ? <u32>(keyEnd - keyStart) : 0, HIT_KEY_LENGTH);
  store<f64>(h, hasKey ? offsetOf(keyStart) : startOffset, HIT_KEY_START);
  store<f64>(h, startOffset, HIT_START);
  store<f64>(h, endOffset, HIT_END);
  if (options & OPT_LINES) {
    const line = feedsBefore(from);
    const inside = countLines(from, to);
    store<f64>(h, line + 1, HIT_LINE);
    store<f64>(h, columnOf(from), HIT_COLUMN);
    store<f64>(h, line + <f64>inside + 1, HIT_END_LINE);
    store<f64>(h, columnOf(to), HIT_END_COLUMN);
  } else {
    memory.fill(h + HIT_LINE, 0, 32);
  }
  for (let i = 0; i < level && i < MAX_DECODE_DEPTH; ++i) {
    const c = h + HIT_CHAIN + <usize>i * CHAIN_SIZE;
    // the outermost piece has a place in the stream; the inner ones are given where they lie in it as a whole
    store<f64>(c, startOffset);
    store<u32>(c, <u32>(to - from), 8);
    store<u32>(c, pieceEncoding(i), 12);
  }
  ++count;
}
