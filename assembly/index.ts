// What the engine exports: its whole surface, described in docs/abi.md.

import { ABI_VERSION, DONE, ERR_STATE, HIT_SIZE } from './layout';
import * as memoryMap from './memory';
import * as program from './program';
import * as stream from './stream';
import * as hits from './hits';
import * as shape from './shape';
import * as core from './core';
import * as result from './result';
import { resetVisits, visits as automataVisits } from './automata/context';
import { setUpLibraries } from './links';
import { forgetOwners } from './owners';
import * as outside from './outside';
import * as keyedHash from './keyed-hash';

let loaded: bool = false;

export function abiVersion(): i32 { return ABI_VERSION; }

/** 0 scalar, 1 SIMD, 2 relaxed SIMD: which build this is. */
export function build(): i32 { return ASC_FEATURE_RELAXED_SIMD ? 2 : ASC_FEATURE_SIMD ? 1 : 0; }

/** Room for a program of `length` bytes; 0 when memory can't grow. Ends any stream. Detaches all views of memory. */
export function reserve(length: i32): usize {
  loaded = false;
  return memoryMap.layOut(length) ? memoryMap.program : 0;
}

/** Checks and opens the program written at reserve(). */
export function load(length: i32): i32 {
  const status = program.open(length);
  loaded = status == DONE;
  if (loaded) {
    setUpLibraries();
    forgetOwners();
    shape.setUpClasses(program.classCount);
    stream.begin(0);
  }
  return status;
}

export function begin(offset: f64): i32 {
  if (!loaded) return ERR_STATE;
  stream.begin(offset);
  return DONE;
}
export function room(): usize { return loaded ? stream.room() : 0; }
export function roomSize(): i32 { return loaded ? stream.roomSize() : 0; }
export function push(n: i32): i32 { return loaded && n >= 0 && n <= stream.roomSize() ? stream.push(n) : ERR_STATE; }
export function finish(): i32 { return loaded ? stream.finish() : ERR_STATE; }

export function hitsAddress(): usize { return memoryMap.hits; }
export function hitCount(): i32 { return hits.count; }
export function hitSize(): i32 { return HIT_SIZE; }
export function clearHits(): void { hits.clearHits(); }
/** 1: what hits point at has been copied, and they may wait while room() moves the input; 0: they must be drained before. */
export function hold(): i32 { return i32(hits.hold()); }
/** Hits that found no free record since the engine was made; 0 unless the host ignores DRAIN. */
export function hitsLost(): u32 { return hits.lost; }

/** Stream offset below which everything has been decided. */
export function decided(): f64 { return stream.decided(); }
/** Resident bytes: stream offset and address of the first, address behind the last. */
export function residentOffset(): f64 { return stream.firstOffset(); }
export function residentStart(): usize { return stream.firstAddress(); }
export function residentEnd(): usize { return stream.fillAddress(); }
/** Line feeds in the pages worked on, and the offset of the last (one less than the first page's offset when there was none). */
export function lineFeeds(): f64 { return stream.feeds; }
export function lastLineFeed(): f64 { return stream.lastFeed; }

/** Work counters since the last call of clearCounters: bytes walked for candidates, by whatever stage; candidates looked at. */
export function visits(): u32 { return shape.visits + result.visits + <u32>automataVisits; }
export function candidates(): u32 { return core.candidates; }
export function clearCounters(): void {
  shape.clearVisits();
  result.clearVisits();
  resetVisits();
  core.clearCandidates();
}

// ---- HMAC-SHA-256 for the host (keyed-hash.ts) ----
export function hashRoom(): usize { return keyedHash.room(); }
export function hashKey(length: i32): void { keyedHash.setKey(length); }
export function hashDigits(length: i32, at: usize, more: i32): usize { return keyedHash.digits(length, at, more); }

// ---- a sieve outside of the engine (outside.ts) ----
/** 1: the host offers each page's candidates when push or finish answers WANT; 0: the engine's own sieve finds them. */
export function sieveOutside(on: i32): void { outside.setOutside(on != 0); }
/** The page that waits for its candidates, by address. */
export function wantedFrom(): usize { return outside.wantedFrom; }
export function wantedTo(): usize { return outside.wantedTo; }
/** Where candidates are to be written, u32 each, ascending. */
export function literalsAddress(): usize { return memoryMap.literalList; }
export function runsAddress(): usize { return memoryMap.runList; }
export function offerCandidates(literals: i32, runs: i32): i32 { return loaded ? outside.offer(literals, runs) : ERR_STATE; }
