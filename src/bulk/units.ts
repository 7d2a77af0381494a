// Cuts the work into units: a part of a large plain file, one large archive, or many small files. Where the cuts lie
// depends on the files alone, never on the number of threads.

import { closeSync, openSync } from 'node:fs';
import { LOOK_AHEAD, LOOK_BEHIND, PAGE, SLACK } from '../../assembly/layout.ts';
import { osPath } from '../input/os-path.ts';
import { SNIFF_BYTES, sniff } from '../input/sniff.ts';
import { readPiece } from '../input/source.ts';
import { UNSIZED, type Walked } from '../input/walk.ts';
import type { Part } from './file-scanner.ts';

export type WalkedFile = Extract<Walked, { type: 'file' }>;

/** A file that an earlier run has scanned. */
export interface Unchanged {
  readonly type: 'unchanged';
  readonly size: number;
}

export type Found = Walked | Unchanged;

export interface Unit {
  readonly files: readonly WalkedFile[];
  /** What was met before them, or between them where order does not matter. */
  readonly notes: readonly Found[];
  readonly part: Part | null;
  readonly lastPart: boolean;
}

/** Files from twice this size on are cut into parts of it. */
export const PART_BYTES = 32 * 1048576;
/** What a part reads before and behind itself: hits are joined with what overlaps them, which is never farther. */
export const MARGIN = Math.ceil((LOOK_AHEAD + PAGE) / PAGE) * PAGE;
/** A batch of files whose sizes are known holds at most so much; a worker that meets more in another gives the rest back. */
export const BATCH_BYTES = 8 * 1048576;
const BATCH_FILES = 512;
/** A unit between whose printing and the next the event loop has its turn. */
const NOTHING: Unit = { files: [], notes: [], part: null, lastPart: true };

export function* units(files: Iterable<Found>, skipBinary: boolean, partBytes = PART_BYTES): Generator<Unit, void, void> {
  let batch: WalkedFile[] = [];
  let notes: Found[] = [];
  let bytes = 0;
  function* flush(): Generator<Unit, void, void> {
    if (batch.length > 0 || notes.length > 0) yield { files: batch, notes, part: null, lastPart: true };
    batch = [];
    notes = [];
    bytes = 0;
  }
  for (const found of files) {
    if (found.type === 'turn') {
      yield NOTHING;
      continue;
    }
    if (found.type !== 'file') {
      // What is reported is kept in order with the files around it.
      if (batch.length > 0 && found.type !== 'unchanged') yield* flush();
      notes.push(found);
      if (notes.length >= BATCH_FILES) yield* flush();
      continue;
    }
    if (cutsIntoParts(found, skipBinary, partBytes)) {
      yield* flush();
      yield* parts(found, partBytes);
      continue;
    }
    // A pipe may keep its worker waiting: it is a unit of its own.
    if (batch.length > 0 && (bytes + found.size > BATCH_BYTES || found.special)) yield* flush();
    batch.push(found);
    if (found.size !== UNSIZED) bytes += found.size;
    if (bytes >= BATCH_BYTES || batch.length >= BATCH_FILES || found.special) yield* flush();
  }
  yield* flush();
}

function* parts(file: WalkedFile, partBytes: number): Generator<Unit, void, void> {
  const { size } = file;
  for (let from = 0; from < size; ) {
    // The last part takes what would be too small for one.
    const to = size - from < 2 * partBytes ? size : from + partBytes;
    yield { files: [file], notes: [], part: partOf(from, to, size), lastPart: to === size };
    from = to;
  }
}

export function partOf(from: number, to: number, size: number): Part {
  return {
    from, to,
    begin: Math.max(0, from - MARGIN - LOOK_BEHIND - SLACK),
    end: Math.min(size, to + MARGIN + LOOK_AHEAD),
    decidedFrom: from === 0 ? 0 : Math.min(size, from + LOOK_AHEAD),
    decidedTo: Math.min(size, to + LOOK_AHEAD),
  };
}

/** A plain file so large that it is worth several units. */
export function cutsIntoParts(file: WalkedFile, skipBinary: boolean, partBytes = PART_BYTES): boolean {
  return file.size >= 2 * partBytes && !file.special && isPlain(file, skipBinary);
}

/** Plain text or binary, by its first bytes. What can't be read is left to the worker to report. */
function isPlain(file: WalkedFile, skipBinary: boolean): boolean {
  let fd: number;
  try {
    fd = openSync(osPath(file.path), 'r');
  } catch {
    return false;
  }
  try {
    const head = Buffer.alloc(SNIFF_BYTES);
    const n = readPiece(fd, head, 0, SNIFF_BYTES, 0);
    const { kind } = sniff(head.subarray(0, n), file.path);
    return kind === 'text' || (kind === 'binary' && !skipBinary);
  } catch {
    return false;
  } finally {
    closeSync(fd);
  }
}
