// Compiles a pattern to an automaton of the engine: program, skips and bit-parallel tables, written as drawn in
// assembly/automata/format.ts.

import * as F from '../../../assembly/automata/format.ts';
import { minLength } from '../regex/analyse.ts';
import type { PatternAst } from '../regex/ast.ts';
import { type ByteSet, emptySet, hasByte, setOf, singleton } from '../regex/byteset.ts';
import { bitParallel, type Group, type Masks } from './automaton-masks.ts';
import { assemble, firstFrom, type Instruction, type Program, tooBig } from './automaton-program.ts';
import { findSkips } from './automaton-skips.ts';
import { Blob } from './blob.ts';

export interface AutomatonOptions {
  /** Leaves out the bit-parallel part: for tests. */
  readonly threadsOnly?: boolean;
}

export function compileAutomaton(ast: PatternAst, options: AutomatonOptions = {}): Uint8Array {
  if (ast.positions > F.MAX_CLASS_POSITIONS) throw tooBig(ast, `${ast.positions} positions`);
  const program = assemble(ast);
  return encode(program, ast, options.threadsOnly ? null : bitParallel(program));
}

/** Numbers bytes so that bytes which no set tells apart share a class. */
function byteClasses(sets: readonly ByteSet[]): { readonly classOf: Uint8Array; readonly members: readonly number[] } {
  const classOf = new Uint8Array(256);
  const members: number[] = [];
  const known = new Map<string, number>();
  for (let byte = 0; byte < 256; byte++) {
    const key = sets.map((set) => (hasByte(set, byte) ? '1' : '0')).join('');
    let number = known.get(key);
    if (number === undefined) {
      number = members.push(byte) - 1;
      known.set(key, number);
    }
    classOf[byte] = number;
  }
  return { classOf, members };
}

function encode(program: Program, ast: PatternAst, masks: Masks | null): Uint8Array {
  const { code, sets } = program;
  const skips = findSkips(program);
  const splitters = program.asserts ? [...sets, setOf('A-Za-z0-9_'), singleton(10)] : sets;
  const { classOf, members } = byteClasses(splitters);
  const words = masks?.words ?? 0;
  const out = new Blob(4096);
  for (let i = 0; i < F.AUTOMATON_HEAD; i += 4) out.u32(0);
  const put = (field: number, value: number): void => out.setU32(field, value);
  put(F.A_MAGIC, F.AUTOMATON_MAGIC);
  put(F.A_INSTRUCTIONS, code.length);
  put(F.A_START, program.start);
  put(F.A_FLAGS, (ast.hasSecret ? F.AF_SECRET : 0) | (program.asserts ? F.AF_ASSERTS : 0));
  put(F.A_CLASSES, members.length);
  put(F.A_SHORTEST, minLength(ast.root));
  put(F.A_WORDS, words);

  put(F.A_CLASS_OF, out.raw(classOf));
  put(F.A_CODE, out.align(8));
  for (const { op, arg, next } of code) {
    out.u32(op | (arg << 8));
    out.u32(next);
  }
  put(F.A_SKIPS, out.align(8));
  for (const skip of skips) {
    out.u32((skip?.set ?? F.NO_SKIP) | ((skip?.stride ?? 0) << 16));
    out.u32(skip?.count ?? 0);
  }
  put(F.A_SETS, out.align(8));
  for (const set of sets) {
    out.words(foldToClasses(set, members));
  }
  put(F.A_FIRST, out.align(8));
  out.words(firstFrom(program, program.start));
  if (masks) {
    put(F.A_BYTE_MASKS, out.align(8));
    for (const member of members) {
      const places = masks.consuming.flatMap((pc, place) => (hasByte(sets[(code[pc] as Instruction).arg] as ByteSet, member) ? [place] : []));
      out.mask(places, words);
    }
    put(F.A_MASKS, out.align(8));
    out.mask(masks.step, words);
    out.mask(masks.accept, words);
    out.mask(masks.first, words);
    const table = (count: number, field: number, groups: readonly Group[], sources: boolean, targets: boolean): void => {
      put(count, groups.length);
      put(field, out.align(8));
      for (const group of groups) {
        out.u32(group.asserts);
        out.u32(0);
        if (sources) out.mask(group.sources, words);
        if (targets) out.mask(group.targets, words);
      }
    };
    table(F.A_SUCCESSOR_COUNT, F.A_SUCCESSORS, masks.successors, true, true);
    table(F.A_ACCEPT_COUNT, F.A_ACCEPTS, masks.accepts, true, false);
    table(F.A_BEGIN_COUNT, F.A_BEGINS, masks.begins, false, true);
  }
  put(F.A_BYTES, out.align(8));
  return out.finish();
}

function foldToClasses(set: ByteSet, members: readonly number[]): Uint32Array {
  const folded = emptySet();
  members.forEach((byte, number) => {
    if (hasByte(set, byte)) folded[number >> 5] = (folded[number >> 5] ?? 0) | (1 << (number & 31));
  });
  return folded;
}
