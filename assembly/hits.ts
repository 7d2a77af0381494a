// Hit records (drawing in layout.ts), and what turns an address in the input buffer or in a decoded piece into a position
// of the stream.

import {
  ARENA_CAPACITY, CHAIN_SIZE, ENC_ENTITY, ENC_ESCAPE, ENC_PERCENT, HELD_BYTES, HELD_MOST, HIT_CHAIN, HIT_CHAIN_LENGTH, HIT_CONFIDENCE, HIT_END, HIT_END_COLUMN, HIT_END_LINE, HIT_HELD, HIT_KEY_LENGTH,
  HIT_KEY_START, HIT_LINE, HIT_COLUMN, HIT_REASONS, HIT_RULE, HIT_SECRET_LENGTH, HIT_SECRET_PTR, HIT_SIZE, HIT_START,
  HITS_CAPACITY, HITS_RESERVE, MAX_DECODE_DEPTH, OPT_LINES, R_DECODED,
} from './layout';
import { mapEnd, mapStart } from './decode/origin';
import { arena, hits } from './memory';
import { options } from './program';
import { countLines, lastLineFeed } from './lines';

export let count: i32 = 0;
/** Hits that found no free record; never more than a host that drains in time will see as 0. */
export let lost: u32 = 0;
let arenaUsed: usize = 0;
// what was there when the page was begun; pages neither see hits of others nor have more or less room because of them
let pageFirst: i32 = 0;
let pageArena: usize = 0;
/** Hits whose bytes have been copied, see hold(). */
let held: i32 = 0;

// ---- where the resident bytes lie in the stream ----
let base: usize = 0; // address …
let baseOffset: f64 = 0; // … and its stream offset
let page: usize = 0; // address of the page being worked on
let linesBefore: f64 = 0; // line feeds of the stream before that page
let lastFeed: f64 = -1; // offset of the last one
// A hit may begin a little before the page: line feeds are looked for from here on, …
let linesFrom: usize = 0;
let farFeed: f64 = -1; // … and this is the offset of the last one in front
// a place in the page, what lies before it in the page: line feeds, and the address of the last of them or 0
let knownAt: usize = 0;
let knownFeeds: i32 = 0;
let knownFeed: usize = 0;

export function setPosition(address: usize, offset: f64): void { base = address; baseOffset = offset; }
export function setPage(address: usize, feeds: f64, feed: f64, from: usize, feedBeforeFrom: f64): void {
  page = knownAt = address;
  knownFeeds = 0;
  knownFeed = 0;
  linesBefore = feeds;
  lastFeed = feed;
  pageFirst = count;
  pageArena = arenaUsed;
  linesFrom = from;
  farFeed = feedBeforeFrom;
}

// ---- pieces: decoded text, and where it came from ----
// per level: 0 start and 4 end of the piece in the text around it, 8 encoding, 12 address of the decoded text, 16 its map,
// 20 its end, 24 address of its copy for the host, 0 until there is a hit in it
const CHAIN: usize = memory.data(96, 8);
const CHAIN_ENTRY: usize = 28;
export let level: i32 = 0;

export function enterPiece(start: usize, end: usize, encoding: u32, decoded: usize, decodedEnd: usize, map: usize): void {
  const c = CHAIN + <usize>level * CHAIN_ENTRY;
  store<u32>(c, <u32>start);
  store<u32>(c, <u32>end, 4);
  store<u32>(c, encoding, 8);
  store<u32>(c, <u32>decoded, 12);
  store<u32>(c, <u32>map, 16);
  store<u32>(c, <u32>decodedEnd, 20);
  store<u32>(c, 0, 24);
  ++level;
}
export function leavePiece(): void { --level; }

// the span of a hit, taken back from the innermost piece to the stream
let outerStart: usize = 0;
let outerEnd: usize = 0;

/**
 * A hit inside base64 or hex stands for the whole piece: no part of it could be replaced. In the other encodings each
 * character has its own place.
 */
function takeBack(start: usize, end: usize): void {
  for (let i = level - 1; i >= 0; --i) {
    const c = CHAIN + <usize>i * CHAIN_ENTRY;
    const pieceStart: usize = load<u32>(c), pieceEnd: usize = load<u32>(c, 4);
    const kind = load<u32>(c, 8);
    if (kind == ENC_PERCENT || kind == ENC_ESCAPE || kind == ENC_ENTITY) {
      const decoded: usize = load<u32>(c, 12), map: usize = load<u32>(c, 16);
      const from = <i32>(start - decoded), to = <i32>(end - decoded);
      start = mapStart(kind, map, pieceStart, from);
      end = mapEnd(kind, map, pieceStart, pieceEnd, to);
    } else {
      start = pieceStart;
      end = pieceEnd;
    }
  }
  outerStart = start;
  outerEnd = end;
}

export function clearHits(): void { count = pageFirst = held = 0; arenaUsed = pageArena = 0; }

/** Hits of earlier pages leave enough room for one more page. */
export function mayBegin(): bool { return count <= HELD_MOST && arenaUsed <= <usize>HELD_BYTES; }
export function roomLeft(): bool {
  return count - pageFirst <= HITS_CAPACITY - HITS_RESERVE - HELD_MOST && arenaUsed - pageArena <= <usize>(ARENA_CAPACITY / 2 - HELD_BYTES);
}

/**
 * Copies what hits point at in the input, so that they can wait while it moves on: the secret, and the name of its key
 * behind it. False when they are too many or too long and must be drained now.
 */
export function hold(): bool {
  if (!mayBegin()) return false;
  for (; held < count; ++held) {
    const h = hits + <usize>held * HIT_SIZE;
    if (load<u8>(h, HIT_CHAIN_LENGTH)) continue; // lies in the arena already
    const length = <usize>load<u32>(h, HIT_SECRET_LENGTH), keyLength = <usize>load<u32>(h, HIT_KEY_LENGTH);
    if (arenaUsed + length + keyLength > <usize>HELD_BYTES) return false;
    const copy = arena + arenaUsed;
    memory.copy(copy, load<u32>(h, HIT_SECRET_PTR), length);
    if (keyLength) memory.copy(copy + length, base + <usize>(load<f64>(h, HIT_KEY_START) - baseOffset), keyLength);
    arenaUsed += length + keyLength;
    store<u32>(h, <u32>copy, HIT_SECRET_PTR);
    store<u8>(h, 1, HIT_HELD);
  }
  return true;
}

function offsetOf(p: usize): f64 { return baseOffset + (<f64>p - <f64>base); }

// what findLine found out
let feedsBefore: f64 = 0;
let feedBefore: f64 = 0;

/** Counts the line feeds of the stream before p and finds the last; from the place asked for before, when it is near. */
function findLine(p: usize): void {
  if (p < page) {
    feedsBefore = linesBefore - <f64>countLines(p, page);
    const feed = p > linesFrom ? lastLineFeed(linesFrom, p) : 0;
    feedBefore = feed ? offsetOf(feed) : farFeed;
    return;
  }
  if (p >= knownAt) {
    const feed = lastLineFeed(knownAt, p);
    if (feed) {
      knownFeeds += countLines(knownAt, feed + 1);
      knownFeed = feed;
    }
  } else {
    knownFeeds -= countLines(p, knownAt);
    if (knownFeed >= p) knownFeed = lastLineFeed(page, p);
  }
  knownAt = p;
  feedsBefore = linesBefore + <f64>knownFeeds;
  feedBefore = knownFeed ? offsetOf(knownFeed) : lastFeed;
}

/** Line feeds of the page, which ends at p: those counted for its hits are not counted again. */
export function feedsOfPage(p: usize): i32 { return p < knownAt ? knownFeeds - countLines(p, knownAt) : knownFeeds + countLines(knownAt, p); }

/**
 * Where the host finds the text at p of the innermost piece: in a copy of the whole piece, so that hits share what they
 * share. Pieces of one opening are never longer together than half of the arena, which is free when it is opened.
 */
function inCopy(p: usize): usize {
  const c = CHAIN + <usize>(level - 1) * CHAIN_ENTRY;
  const decoded: usize = load<u32>(c, 12);
  let copy: usize = load<u32>(c, 24);
  if (copy == 0) {
    const length = <usize>load<u32>(c, 20) - decoded;
    if (arenaUsed + length > <usize>ARENA_CAPACITY) return 0;
    copy = arena + arenaUsed;
    memory.copy(copy, decoded, length);
    arenaUsed += length;
    store<u32>(c, <u32>copy, 24);
  }
  return copy + (p - decoded);
}

/**
 * Stores a hit on [start, end) with its key [keyStart, keyEnd) (0, 0: none). Addresses are those of the innermost piece,
 * or of the input outside of pieces. The same hit twice in a row is stored once.
 */
export function emit(rule: i32, confidence: i32, reasons: u32, start: usize, end: usize, keyStart: usize, keyEnd: usize): void {
  takeBack(start, end);
  const from = outerStart, to = outerEnd;
  const startOffset = offsetOf(from);
  const endOffset = offsetOf(to);
  // one anchor inside another leads to the same hit again
  for (let i = count - 1, stop = count - pageFirst > 8 ? count - 8 : pageFirst; i >= stop; --i) {
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
    secret = inCopy(start);
    if (secret == 0) { ++lost; return; }
    reasons |= R_DECODED;
  }
  store<u32>(h, rule, HIT_RULE);
  store<u32>(h, reasons, HIT_REASONS);
  store<u8>(h, confidence, HIT_CONFIDENCE);
  store<u8>(h, level, HIT_CHAIN_LENGTH);
  store<u8>(h, 0, HIT_HELD);
  store<u32>(h, <u32>secret, HIT_SECRET_PTR);
  store<u32>(h, <u32>(end - start), HIT_SECRET_LENGTH);
  const hasKey = !level && keyEnd > keyStart;
  store<u32>(h, hasKey ? <u32>(keyEnd - keyStart) : 0, HIT_KEY_LENGTH);
  store<f64>(h, hasKey ? offsetOf(keyStart) : startOffset, HIT_KEY_START);
  store<f64>(h, startOffset, HIT_START);
  store<f64>(h, endOffset, HIT_END);
  if (options & OPT_LINES) {
    findLine(from);
    const feed = lastLineFeed(from, to);
    store<f64>(h, feedsBefore + 1, HIT_LINE);
    store<f64>(h, startOffset - feedBefore, HIT_COLUMN);
    store<f64>(h, feedsBefore + <f64>(feed ? countLines(from, feed + 1) : 0) + 1, HIT_END_LINE);
    store<f64>(h, endOffset - (feed ? offsetOf(feed) : feedBefore), HIT_END_COLUMN);
  } else {
    memory.fill(h + HIT_LINE, 0, 32);
  }
  for (let i = 0; i < level && i < MAX_DECODE_DEPTH; ++i) {
    const c = h + HIT_CHAIN + <usize>i * CHAIN_SIZE;
    // inner pieces have no place of their own in the stream: all are given the outermost one's
    store<f64>(c, startOffset);
    store<u32>(c, <u32>(to - from), 8);
    store<u32>(c, load<u32>(CHAIN + <usize>i * CHAIN_ENTRY, 8), 12);
  }
  ++count;
}
