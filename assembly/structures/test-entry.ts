// Entry of the test build: the matchers by number, the result registers, and room for the text.

import * as result from '../result';
import { matchStructure, nextStructure, resetStructures } from './index';
import { resetValues } from '../assign/index';
import { looksRandom, standIn } from './judge';

const ROOM: i32 = 262144;
const SLACK: i32 = 64;
const BUFFER: usize = memory.data(262272, 16);

export function buffer(): usize { return BUFFER + SLACK; }
export function room(): i32 { return ROOM; }
export function match(matcher: i32, at: i32, lo: i32, hi: i32): i32 {
  const b = buffer();
  return matchStructure(matcher, b + at, b + lo, b + hi) ? 1 : 0;
}
export function next(matcher: i32, lo: i32, hi: i32): i32 { return nextStructure(matcher, buffer() + lo, buffer() + hi) ? 1 : 0; }
export function reset(): void {
  resetStructures();
  resetValues();
}
export function start(): i32 { return <i32>(result.start - buffer()); }
export function end(): i32 { return <i32>(result.end - buffer()); }
export function keyStart(): i32 { return result.keyStart == 0 ? -1 : <i32>(result.keyStart - buffer()); }
export function keyEnd(): i32 { return result.keyEnd == 0 ? -1 : <i32>(result.keyEnd - buffer()); }
export function confidence(): i32 { return result.confidence; }
export function reasons(): u32 { return result.reasons; }
export function detail(): i32 { return result.detail; }
export function random(s: i32, e: i32): i32 { return looksRandom(buffer() + s, buffer() + e); }
export function stand(s: i32, e: i32): i32 {
  resetValues();
  return standIn(buffer() + s, buffer() + e);
}
