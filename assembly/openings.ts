// Places where something encoded may begin, noted while a page or a piece is worked on and opened once it is done
// (assembly/pieces.ts).

import { ENC_BASE64, MAX_DECODE_DEPTH, OPT_DECODE } from './layout';
import { LIST_OPENINGS, LIST_STRIDE, MAX_OPENINGS, openings, pieceLists } from './memory';
import { options } from './program';
import { level } from './hits';

/** How many were noted at each level, the page being level 0. */
const counts: usize = memory.data((MAX_DECODE_DEPTH + 1) * 4, 4);

function listOf(depth: i32): usize {
  return depth == 0 ? openings : pieceLists + <usize>(depth - 1) * LIST_STRIDE + LIST_OPENINGS;
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

export function forgetOpenings(depth: i32): void { store<i32>(counts + depth * 4, 0); }
export function openingsAt(depth: i32): i32 { return load<i32>(counts + depth * 4); }
/** Address << 3 | kind. */
export function opening(depth: i32, i: i32): u32 { return load<u32>(listOf(depth) + <usize>i * 4); }
