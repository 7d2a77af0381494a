// Encoded pieces: decoded into scratch memory and put through the same stages, to MAX_DECODE_DEPTH.
//
//   page ──► candidates ──► openings (address, kind) ─┐   kept until the page itself is done, because what the matchers
//                                                     ▼   remember of addresses is lost inside a piece
//                         find ─► decode ─► piece ──► candidates ──► openings ──► …
//
// Work is bounded: no byte is decoded twice by the same kind at one level, and a level's pieces are never longer together
// than the text they come from.

import {
  ENC_BASE64, ENC_HEX, MAX_DECODE_DEPTH, OPT_DECODE, PIECE_CAPACITY, SLACK,
} from './layout';
import {
  LIST_OPENINGS, LIST_RUNS, LIST_STRIDE, MAP_STRIDE, MAX_OPENINGS, openings, pieceLists, pieceMaps, pieces, PIECE_STRIDE,
} from './memory';
import { options } from './program';
import { decode, findPiece, pieceEnd, pieceKind, pieceStart, REMEMBERED, REMEMBERED_SIZE, resetDecoders } from './decode/index';
import { literalCount, run, runCount } from './sieve';
import { drainAutomata, onLiteral } from './core';
import { forgetRegion } from './forget';
import { first, highEnd, last, lowEnd, setRegion } from './region';
import { onRun } from './runs';
import { enterPiece as enterQueue, leavePiece as leaveQueue } from './automata/queue';
import { enterPiece, leavePiece, level } from './hits';
import { visit } from './result';

/** Shortest decoded text worth a look. */
const LEAST: i32 = 12;
/** Openings noted at each level, the page being level 0. */
const counts: usize = memory.data((MAX_DECODE_DEPTH + 1) * 4, 4);
/** What the decoders remember of each level. */
const remembered: usize = memory.data((MAX_DECODE_DEPTH + 1) * 64, 16);

function listOf(depth: i32): usize {
  return depth == 0 ? openings : pieceLists + <usize>(depth - 1) * LIST_STRIDE + LIST_OPENINGS;
}

/** A new page: nothing is waiting, nothing is remembered. */
export function clearOpenings(): void {
  store<u32>(counts, 0);
  resetDecoders();
}

/** Something encoded may stand at `at`. */
export function noteOpening(kind: u32, at: usize): void {
  if (!(options & OPT_DECODE) || level == MAX_DECODE_DEPTH) return;
  const count = load<i32>(counts + level * 4);
  if (count == MAX_OPENINGS) return;
  store<u32>(listOf(level) + <usize>count * 4, <u32>at << 3 | kind);
  store<i32>(counts + level * 4, count + 1);
}

/** A run that is no known format by itself. */
export function noteRun(s: usize): void {
  noteOpening(ENC_BASE64, s);
}

/** Looks into the next opening of the page; false when there is none left. `at` counts them. */
export function openNext(at: i32): bool {
  if (at >= load<i32>(counts)) return false;
  open(load<u32>(openings + <usize>at * 4));
  return true;
}

function open(opening: u32): void {
  const at = <usize>(opening >> 3);
  const kind = opening & 7;
  if (findPiece(kind, at, lowEnd(at), highEnd(at))) enter();
  if (kind == ENC_BASE64 && findPiece(ENC_HEX, at, lowEnd(at), highEnd(at))) enter();
}

/** Decodes the piece found last and puts it through the stages. */
function enter(): void {
  const decoded = pieces + SLACK + <usize>level * PIECE_STRIDE;
  const map = pieceMaps + <usize>level * MAP_STRIDE;
  const n = decode(decoded, PIECE_CAPACITY, map);
  visit(n);
  if (n < LEAST) return;
  const end = decoded + <usize>n;
  memory.fill(decoded - SLACK, 0, SLACK);
  memory.fill(end, 0, SLACK);

  const outerFirst = first, outerLast = last;
  const kept = remembered + <usize>level * REMEMBERED_SIZE;
  memory.copy(kept, REMEMBERED, REMEMBERED_SIZE);
  const lists = pieceLists + <usize>level * LIST_STRIDE;
  enterPiece(pieceStart, pieceEnd, pieceKind, decoded, end, map);
  enterQueue(decoded, end);
  setRegion(decoded, end);
  forgetRegion();
  resetDecoders();
  store<u32>(counts + level * 4, 0);

  run(decoded, end, lists, lists + LIST_RUNS);
  const literals = literalCount, runs = runCount;
  for (let i = 0; i < literals; ++i) onLiteral(load<u32>(lists + <usize>i * 4));
  for (let i = 0; i < runs; ++i) onRun(load<u32>(lists + LIST_RUNS + <usize>i * 4), end, false);
  drainAutomata(true);
  const list = listOf(level);
  const inner = load<i32>(counts + level * 4);
  for (let i = 0; i < inner; ++i) open(load<u32>(list + <usize>i * 4));

  leaveQueue();
  leavePiece();
  setRegion(outerFirst, outerLast);
  memory.copy(REMEMBERED, kept, REMEMBERED_SIZE);
  forgetRegion();
}
