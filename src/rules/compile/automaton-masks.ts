// Bit-parallel tables of an automaton: for every byte-consuming instruction (a place) the places that may follow it, grouped.

import * as F from '../../../assembly/automata/format.ts';
import type { Instruction, Program } from './automaton-program.ts';

/** Successor groups beyond this many cost more than they save; the threads then do it alone. */
const MAX_GROUPS = 48;
const MAX_SUCCESSORS = 60_000;

/** Where empty steps from one place lead: places (bit numbers) and ends, each under the assertions on the way. */
interface Reach {
  readonly places: Map<number, Set<number>>; // assertions → places
  readonly ends: Set<number>; // assertions under which the match may end here
}

export interface Group {
  readonly asserts: number;
  readonly sources: number[];
  readonly targets: readonly number[];
}

export interface Masks {
  readonly words: number;
  readonly consuming: readonly number[]; // place → instruction
  readonly step: readonly number[];
  readonly accept: readonly number[];
  readonly first: readonly number[];
  readonly successors: readonly Group[];
  readonly accepts: readonly Group[];
  readonly begins: readonly Group[];
}

/** Null where the threads alone are cheaper, or there is nothing to consume. */
export function bitParallel(program: Program): Masks | null {
  const { code } = program;
  // written backwards, so places are numbered from the end to make successors of successive instructions adjacent
  const consuming: number[] = [];
  const placeOf = new Map<number, number>();
  for (let pc = code.length - 1; pc >= 0; pc--) {
    if (code[pc]?.op !== F.OP_CLASS) continue;
    placeOf.set(pc, consuming.length);
    consuming.push(pc);
  }
  if (consuming.length === 0) return null;

  let work = 0;
  const reach = (from: number): Reach => {
    const places = new Map<number, Set<number>>();
    const ends = new Set<number>();
    const seen = new Set<number>();
    const todo: [number, number][] = [[from, 0]];
    for (let entry = todo.pop(); entry; entry = todo.pop()) {
      const [pc, held] = entry;
      const key = pc * 64 + held;
      if (seen.has(key)) continue;
      seen.add(key);
      work++;
      const { op, arg, next } = code[pc] as Instruction;
      if (op === F.OP_CLASS) {
        const list = places.get(held) ?? new Set();
        list.add(placeOf.get(pc) as number);
        places.set(held, list);
      } else if (op === F.OP_MATCH) ends.add(held);
      else if (op === F.OP_ASSERT) todo.push([next, held | arg]);
      else {
        todo.push([next, held]);
        if (op === F.OP_SPLIT) todo.push([arg, held]);
      }
    }
    return { places, ends };
  };

  const step: number[] = [];
  const accept: number[] = [];
  const successors = new Map<string, Group>();
  const accepts = new Map<number, Group>();
  for (let place = 0; place < consuming.length; place++) {
    const { places, ends } = reach((code[consuming[place] as number] as Instruction).next);
    if (work > MAX_SUCCESSORS * 8) return null;
    for (const held of ends) {
      if (held === 0) accept.push(place);
      else if (!ends.has(0)) grouped(accepts, held, held, place, []);
    }
    for (const [held, targets] of places) {
      const list = [...targets].sort((a, b) => a - b);
      if (held === 0 && targets.has(place + 1)) {
        step.push(place);
        list.splice(list.indexOf(place + 1), 1);
      }
      if (list.length === 0) continue;
      grouped(successors, `${held}:${list.join()}`, held, place, list);
    }
    if (successors.size + accepts.size > MAX_GROUPS) return null;
  }
  const begin = reach(program.start).places;
  const first = [...(begin.get(0) ?? [])];
  const begins = [...begin].filter(([held]) => held !== 0).map(([asserts, targets]) => ({ asserts, sources: [], targets: [...targets] }));
  return {
    words: wordsFor(consuming.length), consuming, step, accept, first,
    successors: [...successors.values()], accepts: [...accepts.values()], begins,
  };
}

/** One or two words, else an even number of them: the engine works on vectors of two. */
function wordsFor(places: number): number {
  return places <= 64 ? 1 : 2 * Math.ceil(places / 128);
}

function grouped<K>(groups: Map<K, Group>, key: K, asserts: number, source: number, targets: readonly number[]): void {
  const group = groups.get(key);
  if (group) group.sources.push(source);
  else groups.set(key, { asserts, sources: [source], targets });
}
