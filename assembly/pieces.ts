// Encoded pieces: decoded into scratch memory and put through the same stages, to MAX_DECODE_DEPTH.
//
//   page ──► candidates ──► openings (address, kind) ─┐   kept until the page itself is done, because what the matchers
//                                                     ▼   remember of addresses is lost inside a piece
//                         find ─► decode ─► piece ──► candidates ──► openings ──► …
//
// Work is bounded: no byte is decoded twice by the same kind at one level, and a level's pieces are never longer together
// than the text they come from.

import {
  ENC_BASE64, ENC_HEX, MAX_DECODE_DEPTH, PIECE_CAPACITY, SLACK,
} from './layout';
import {
  LIST_RUNS, LIST_STRIDE, MAP_STRIDE, pieceLists, pieceMaps, pieces, PIECE_STRIDE,
} from './memory';
import { decode, findPiece, pieceEnd, pieceKind, pieceStart, REMEMBERED, REMEMBERED_SIZE, resetDecoders } from './decode/index';
import { literalCount, run, runCount } from './sieve';
import { drainAutomata, onLiteral } from './core';
import { forgetRegion } from './forget';
import { forgetOpenings, opening, openingsAt } from './openings';
import { first, highEnd, last, lowEnd, setRegion } from './region';
import { onRun } from './runs';
import { enterPiece as enterQueue, leavePiece as leaveQueue } from './automata/queue';
import { enterPiece, leavePiece, level } from './hits';
import { visit } from './result';

/** Shortest decoded text worth a look. */
const LEAST: i32 = 12;
/** What the decoders remember of each level. */
const remembered: usize = memory.data((MAX_DECODE_DEPTH + 1) * 64, 16);

/** A new page: nothing is waiting, nothing is remembered. */
export function clearOpenings(): void {
  forgetOpenings(0);
  resetDecoders();
}

/** Looks into the next opening of the page; false when there is none left. `at` counts them. */
export function openNext(at: i32): bool {
  if (at >= openingsAt(0)) return false;
  open(opening(0, at));
  return true;
}

function open(noted: u32): void {
  const at = <usize>(noted >> 3);
  const kind = noted & 7;
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
  forgetOpenings(level);

  run(decoded, end, lists, lists + LIST_RUNS);
  const literals = literalCount, runs = runCount;
  for (let i = 0; i < literals; ++i) onLiteral(load<u32>(lists + <usize>i * 4));
  for (let i = 0; i < runs; ++i) onRun(load<u32>(lists + LIST_RUNS + <usize>i * 4), end, false);
  drainAutomata(true);
  const inner = openingsAt(level);
  for (let i = 0; i < inner; ++i) open(opening(level, i));

  leaveQueue();
  leavePiece();
  setRegion(outerFirst, outerLast);
  memory.copy(REMEMBERED, kept, REMEMBERED_SIZE);
  forgetRegion();
}
