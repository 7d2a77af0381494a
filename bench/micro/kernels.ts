// AssemblyScript: single kernels of the engine, exported so that they can be timed alone (bench/micro/run.mjs).

import { entropy } from '../../assembly/entropy';
import { countLines } from '../../assembly/lines';
import { openQueue, queueAnchor, nextMatch } from '../../assembly/automata/queue';
import { runAutomatonRanges, setAutomataScratch } from '../../assembly/automata/run';

export { countLines, nextMatch, openQueue, queueAnchor, runAutomatonRanges, setAutomataScratch };
export function heapBase(): usize { return __heap_base; }

/** Ceiling: every byte is loaded and summed. */
export function sumBytes(from: usize, to: usize): i32 {
  let sum = i64x2.splat(0);
  for (let p = from; p + 16 <= to; p += 16) sum = i64x2.add(sum, v128.load(p));
  return <i32>(i64x2.extract_lane(sum, 0) ^ i64x2.extract_lane(sum, 1));
}

/** Sum of the entropies of all windows of this length, side by side. */
export function entropies(from: usize, to: usize, length: i32): i32 {
  let sum = 0;
  for (let p = from; p + <usize>length <= to; p += <usize>length) sum += entropy(p, length);
  return sum;
}
