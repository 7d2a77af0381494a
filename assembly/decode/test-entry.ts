// Entry of the test build: each decoder over a buffer, and the maps.

import * as core from './index';
import { decodeBase64, decodeBase64Utf16 } from './base64';
import { decodeEntity } from './entity';
import { decodeEscape } from './escape';
import { decodeHex } from './hex';
import { mapEnd, mapStart } from './origin';
import { decodePercent } from './percent';
import { probeBase64, probeHex } from './probe';

const INPUT: usize = memory.data(131328, 16);
const OUTPUT: usize = memory.data(65536, 16);
const MAP: usize = memory.data(262208, 16);
const ROOM: i32 = 65472;
let last: usize = 0;

export function input(): usize { return INPUT + 64; }
export function output(): usize { return OUTPUT; }
export function base64(length: i32): i32 { last = <usize>length; return decodeBase64(input(), input() + length, OUTPUT, ROOM, MAP); }
export function utf16(length: i32, big: i32): i32 { last = <usize>length; return decodeBase64Utf16(input(), input() + length, OUTPUT, ROOM, MAP, big != 0); }
export function hex(length: i32): i32 { last = <usize>length; return decodeHex(input(), input() + length, OUTPUT, ROOM, MAP); }
export function percent(length: i32): i32 { last = <usize>length; return decodePercent(input(), input() + length, OUTPUT, ROOM, MAP); }
export function escape(length: i32): i32 { last = <usize>length; return decodeEscape(input(), input() + length, OUTPUT, ROOM, MAP); }
export function entity(length: i32): i32 { last = <usize>length; return decodeEntity(input(), input() + length, OUTPUT, ROOM, MAP); }
export function mappedStart(kind: u32, i: i32): i32 { return <i32>(mapStart(kind, MAP, input(), i) - input()); }
export function mappedEnd(kind: u32, i: i32): i32 { return <i32>(mapEnd(kind, MAP, input(), input() + last, i) - input()); }
export function probe64(length: i32): i32 { return probeBase64(input(), length); }
export function probe16(length: i32): i32 { return probeHex(input(), length); }
/** Probes the same text `times` times; the sum keeps the loop alive. */
export function probeMany(length: i32, times: i32): i32 {
  let sum = 0;
  for (let i = 0; i < times; ++i) sum += probeBase64(input() + <usize>(i & 31), length);
  return sum;
}
export function find(kind: u32, at: i32, lo: i32, hi: i32): i32 { return core.findPiece(kind, input() + at, input() + lo, input() + hi) ? 1 : 0; }
export function decodeFound(): i32 { return core.decode(OUTPUT, ROOM, MAP); }
export function pieceStart(): i32 { return <i32>(core.pieceStart - input()); }
export function pieceEnd(): i32 { return <i32>(core.pieceEnd - input()); }
export function pieceKind(): u32 { return core.pieceKind; }
export function foundStart(i: i32): i32 { return <i32>(mapStart(core.pieceKind, MAP, core.pieceStart, i) - input()); }
export function foundEnd(i: i32): i32 { return <i32>(mapEnd(core.pieceKind, MAP, core.pieceStart, core.pieceEnd, i) - input()); }
export function reset(): void { core.resetDecoders(); }
