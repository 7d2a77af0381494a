// The sequences of a block: so many literals, then so many bytes from so far back (RFC 8878, 3.1.1.3.2 and 3.1.1.4).

import { CELL, INPUT, LITERAL_LENGTHS, MATCH_LENGTHS, MAX_BLOCK, OFFSETS, STATUS_CORRUPT } from './layout';
import { marked } from './bits';
import { literalCount, literals } from './huffman';
import { KIND_LITERAL_LENGTH, KIND_MATCH_LENGTH, KIND_OFFSET, makeCells, makeDefault, makeSingle, readProbabilities, tableLog } from './tables';

/** Logarithms of the tables in use; -1 while there is none to be repeated. */
let literalLog: i32 = -1;
let offsetLog: i32 = -1;
let matchLog: i32 = -1;
/** The last three offsets. */
let repeat0: u32 = 1;
let repeat1: u32 = 4;
let repeat2: u32 = 8;

/** A new frame begins with what the format says. */
export function forgetTables(): void {
  literalLog = offsetLog = matchLog = -1;
  repeat0 = 1;
  repeat1 = 4;
  repeat2 = 8;
}

/** One table as its mode says, at p; the bytes used, or STATUS_CORRUPT. `tableLog` says how large it is. */
function readTable(kind: i32, mode: i32, to: usize, mostSymbols: i32, mostLog: i32, p: usize, end: usize): i32 {
  if (mode == 0) {
    makeDefault(kind, to);
    return 0;
  }
  if (mode == 1) {
    if (p >= end || <i32>load<u8>(p) >= mostSymbols) return STATUS_CORRUPT;
    makeSingle(kind, <i32>load<u8>(p), to);
    return 1;
  }
  const used = readProbabilities(p, end, mostSymbols, mostLog);
  return used < 0 || !makeCells(kind, to) ? STATUS_CORRUPT : used;
}

/**
 * Writes the block out at `out`, from its sequences section [p, end) and the literals read before; bytes from `oldest` on may
 * be looked back at. The number of bytes, or STATUS_CORRUPT.
 */
export function writeSequences(p: usize, end: usize, oldest: usize, out: usize): i32 {
  if (p >= end) return STATUS_CORRUPT;
  let count = <i32>load<u8>(p++);
  if (count == 0) {
    if (p != end) return STATUS_CORRUPT;
    memory.copy(out, literals, <usize>literalCount);
    return literalCount;
  }
  if (count >= 128) {
    if (count == 255) {
      if (p + 2 > end) return STATUS_CORRUPT;
      count = <i32>load<u16>(p) + 0x7f00;
      p += 2;
    } else {
      if (p + 1 > end) return STATUS_CORRUPT;
      count = ((count - 128) << 8) + <i32>load<u8>(p++);
    }
  }
  if (p >= end) return STATUS_CORRUPT;
  const modes = <i32>load<u8>(p++);
  if (modes & 3) return STATUS_CORRUPT;
  if (modes >> 6 != 3) {
    const used = readTable(KIND_LITERAL_LENGTH, modes >> 6, LITERAL_LENGTHS, 36, 9, p, end);
    if (used < 0) return STATUS_CORRUPT;
    p += <usize>used;
    literalLog = tableLog;
  }
  if (((modes >> 4) & 3) != 3) {
    const used = readTable(KIND_OFFSET, (modes >> 4) & 3, OFFSETS, 32, 8, p, end);
    if (used < 0) return STATUS_CORRUPT;
    p += <usize>used;
    offsetLog = tableLog;
  }
  if (((modes >> 2) & 3) != 3) {
    const used = readTable(KIND_MATCH_LENGTH, (modes >> 2) & 3, MATCH_LENGTHS, 53, 9, p, end);
    if (used < 0) return STATUS_CORRUPT;
    p += <usize>used;
    matchLog = tableLog;
  }
  if (literalLog < 0 || offsetLog < 0 || matchLog < 0) return STATUS_CORRUPT;
  return execute(count, p, end, oldest, out);
}

function execute(count: i32, first: usize, end: usize, oldest: usize, start: usize): i32 {
  if (end <= first || load<u8>(end - 1) == 0) return STATUS_CORRUPT;
  let at = end - 8;
  let used = marked(<u32>load<u8>(end - 1));
  let held = load<u64>(at);
  let literalCell = LITERAL_LENGTHS + <usize>(((held << used) >> 1) >> <u64>(63 - literalLog)) * CELL;
  used += <u64>literalLog;
  let offsetCell = OFFSETS + <usize>(((held << used) >> 1) >> <u64>(63 - offsetLog)) * CELL;
  used += <u64>offsetLog;
  let matchCell = MATCH_LENGTHS + <usize>(((held << used) >> 1) >> <u64>(63 - matchLog)) * CELL;
  used += <u64>matchLog;
  let out = start;
  const stop = start + <usize>MAX_BLOCK;
  let from = literals;
  const literalsEnd = literals + <usize>literalCount;
  let r0 = repeat0;
  let r1 = repeat1;
  let r2 = repeat2;
  for (;;) {
    at -= <usize>(used >> 3);
    if (at + 24 < first) return STATUS_CORRUPT;
    used &= 7;
    held = load<u64>(at);
    const offsetEntry = load<u64>(offsetCell);
    const literalEntry = load<u64>(literalCell);
    const matchEntry = load<u64>(matchCell);
    const offsetBits = offsetEntry >> 56;
    let offset = <u32>offsetEntry + <u32>(((held << used) >> 1) >> (63 - offsetBits));
    used += offsetBits;
    at -= <usize>(used >> 3);
    used &= 7;
    held = load<u64>(at);
    const matchBits = matchEntry >> 56;
    const length = <usize>(<u32>matchEntry + <u32>(((held << used) >> 1) >> (63 - matchBits)));
    used += matchBits;
    const literalBits = literalEntry >> 56;
    const run = <usize>(<u32>literalEntry + <u32>(((held << used) >> 1) >> (63 - literalBits)));
    used += literalBits;

    if (offset > 3) {
      offset -= 3;
      r2 = r1;
      r1 = r0;
      r0 = offset;
    } else {
      const which = offset - 1 + <u32>(run == 0);
      if (which == 0) offset = r0;
      else {
        offset = which == 1 ? r1 : which == 2 ? r2 : r0 - 1;
        if (which != 1) r2 = r1;
        r1 = r0;
        r0 = offset;
      }
    }

    if (run > <usize>(literalsEnd - from) || run + length > stop - out) return STATUS_CORRUPT;
    // copies go in steps of 16 bytes over their end: what lies there is written later
    let to = out;
    out += run;
    do {
      store<u64>(to, load<u64>(from));
      store<u64>(to + 8, load<u64>(from, 8));
      to += 16;
      from += 16;
    } while (to < out);
    from -= to - out;
    if (offset == 0 || <usize>offset > out - oldest) return STATUS_CORRUPT;
    let back = out - <usize>offset;
    to = out;
    out += length;
    if (offset < 16) {
      // what repeats in less than 16 bytes is written byte by byte until a multiple of its length is behind it
      let distance = <usize>offset;
      while (distance < 16) distance += <usize>offset;
      for (let i: usize = 0; i < distance; ++i) store<u8>(to + i, load<u8>(back + i));
      to += distance;
      back = to - distance;
    }
    while (to < out) {
      store<u64>(to, load<u64>(back));
      store<u64>(to + 8, load<u64>(back, 8));
      to += 16;
      back += 16;
    }

    if (--count == 0) break;
    at -= <usize>(used >> 3);
    used &= 7;
    held = load<u64>(at);
    const literalStep = (literalEntry >> 48) & 255;
    literalCell = LITERAL_LENGTHS + <usize>((<u32>(literalEntry >> 32) & 0xffff) + <u32>(((held << used) >> 1) >> (63 - literalStep))) * CELL;
    used += literalStep;
    const matchStep = (matchEntry >> 48) & 255;
    matchCell = MATCH_LENGTHS + <usize>((<u32>(matchEntry >> 32) & 0xffff) + <u32>(((held << used) >> 1) >> (63 - matchStep))) * CELL;
    used += matchStep;
    const offsetStep = (offsetEntry >> 48) & 255;
    offsetCell = OFFSETS + <usize>((<u32>(offsetEntry >> 32) & 0xffff) + <u32>(((held << used) >> 1) >> (63 - offsetStep))) * CELL;
    used += offsetStep;
  }
  if ((<i32>at - <i32>first) * 8 + 64 != <i32>used) return STATUS_CORRUPT;
  repeat0 = r0;
  repeat1 = r1;
  repeat2 = r2;
  const rest = literalsEnd - from;
  if (rest > stop - out) return STATUS_CORRUPT;
  memory.copy(out, from, rest);
  return <i32>(out + rest - start);
}
