// Compiles a pattern to an automaton of the engine. The binary is drawn in assembly/automata/format.ts.
//
// First a Thompson program is written from the end backwards, so that every piece knows where it leads and no jumps are
// needed. From it come the bit-parallel tables: for every byte-consuming instruction the places that may follow it, grouped.

import * as F from '../../../assembly/automata/format.ts';
import { WardlineError } from '../../errors.ts';
import { minLength } from '../regex/analyse.ts';
import type { AssertKind, PatternAst, PatternNode } from '../regex/ast.ts';
import { addSet, type ByteSet, emptySet, hasByte, setOf, singleton } from '../regex/byteset.ts';

export interface AutomatonOptions {
  /** Leaves out the bit-parallel part: for tests. */
  readonly threadsOnly?: boolean;
}

interface Instruction {
  readonly op: number;
  arg: number;
  next: number;
}

interface Program {
  readonly code: Instruction[];
  readonly sets: ByteSet[];
  readonly start: number;
  readonly asserts: boolean;
}

const ASSERT_BITS: Readonly<Record<AssertKind, number>> = {
  lineStart: F.AS_LINE_START,
  lineEnd: F.AS_LINE_END,
  textStart: F.AS_TEXT_START,
  textEnd: F.AS_TEXT_END,
  wordBoundary: F.AS_WORD,
  notWordBoundary: F.AS_NOT_WORD,
};

/** Successor groups beyond this many cost more than they save; the threads then do it alone. */
const MAX_GROUPS = 48;
const MAX_SUCCESSORS = 60_000;

export function compileAutomaton(ast: PatternAst, options: AutomatonOptions = {}): Uint8Array {
  if (ast.positions > F.MAX_CLASS_POSITIONS) throw tooBig(ast, `${ast.positions} positions`);
  const program = assemble(ast);
  return encode(program, ast, options.threadsOnly ? null : bitParallel(program));
}

function tooBig(ast: PatternAst, what: string): WardlineError {
  return new WardlineError('RULE_PATTERN', `pattern \`${shorten(ast.source)}\` needs ${what}, more than an automaton may have`, {
    hint: `repeats are written out (\`x{1000}\` is 1,000 positions, of ${F.MAX_CLASS_POSITIONS}): lower the counts, use \`*\` or \`+\`, or split the pattern into several`,
    at: ast.at,
  });
}

function shorten(source: string): string {
  return source.length > 80 ? `${source.slice(0, 77)}...` : source;
}

function assemble(ast: PatternAst): Program {
  const code: Instruction[] = [];
  const sets: ByteSet[] = [];
  const setIndex = new Map<string, number>();
  let asserts = false;
  let splits = 0;

  const emit = (op: number, arg: number, next: number): number => {
    if (op === F.OP_SPLIT && ++splits > F.MAX_SPLITS) throw tooBig(ast, `over ${F.MAX_SPLITS} choices`);
    if (code.length >= F.MAX_INSTRUCTIONS) throw tooBig(ast, `over ${F.MAX_INSTRUCTIONS} steps`);
    return code.push({ op, arg, next }) - 1;
  };
  const indexOf = (set: ByteSet): number => {
    const key = set.join();
    const known = setIndex.get(key);
    if (known !== undefined) return known;
    setIndex.set(key, sets.length);
    return sets.push(set) - 1;
  };
  /** Writes the node; a match of it goes on at `next`. Returns where it begins. */
  const write = (node: PatternNode, next: number): number => {
    switch (node.type) {
      case 'empty':
        return next;
      case 'class':
        return emit(F.OP_CLASS, indexOf(node.set), next);
      case 'cat':
        return node.items.reduceRight((to, item) => write(item, to), next);
      case 'alt':
        return node.items.reduceRight((other, item) => (other < 0 ? write(item, next) : emit(F.OP_SPLIT, other, write(item, next))), -1);
      case 'assert':
        asserts = true;
        return emit(F.OP_ASSERT, ASSERT_BITS[node.kind], next);
      case 'group':
        return emit(F.OP_SECRET_START, 0, write(node.node, emit(F.OP_SECRET_END, 0, next)));
      case 'repeat':
        return writeRepeat(node.node, node.min, node.max, next);
    }
  };
  const writeRepeat = (node: PatternNode, min: number, max: number, next: number): number => {
    let entry = next;
    let copies = min;
    if (max === Infinity) {
      const loop = emit(F.OP_SPLIT, next, -1);
      const body = write(node, loop);
      (code[loop] as Instruction).next = body;
      entry = min === 0 ? loop : body;
      copies = Math.max(min - 1, 0);
    } else {
      for (let i = min; i < max; i++) entry = emit(F.OP_SPLIT, next, write(node, entry));
    }
    for (let i = 0; i < copies; i++) entry = write(node, entry);
    return entry;
  };

  const end = emit(F.OP_MATCH, 0, 0);
  const start = write(ast.root, end);
  return { code, sets, start, asserts };
}

// ---- Skips ------------------------------------------------------------------------------------------------------------------

interface Skip {
  readonly set: number;
  readonly stride: number;
  readonly count: number;
}

/**
 * Places where a lone thread may take many bytes at once, see format.ts. Taking them must leave exactly one thread: at an
 * optional repeat that holds for bytes that can't begin what follows it. New class sets may be added to the program's.
 */
function findSkips({ code, sets }: Program): readonly (Skip | null)[] {
  const skips: (Skip | null)[] = [];
  const exits = new Map<number, ByteSet | null>();
  const added = new Map<string, number>();
  const without = (set: number, exit: number): number | null => {
    if (!exits.has(exit)) exits.set(exit, firstAfter(code, sets, exit));
    const first = exits.get(exit);
    if (!first) return null;
    const rest = (sets[set] as ByteSet).map((word, i) => word & ~(first[i] ?? 0));
    if (rest.every((word) => word === 0)) return null;
    const key = rest.join();
    const index = added.get(key) ?? sets.push(rest) - 1;
    added.set(key, index);
    return index;
  };
  code.forEach(({ op, arg, next }, pc) => {
    let skip: Skip | null = null;
    const before = skips[pc - 1] ?? null;
    if (op === F.OP_CLASS && next === pc - 1 && code[next]?.op === F.OP_CLASS && code[next].arg === arg) {
      skip = { set: arg, stride: 1, count: (before?.stride === 1 ? before.count : 0) + 1 };
    } else if (op === F.OP_SPLIT && code[next]?.op === F.OP_CLASS) {
      const body = code[next] as Instruction;
      const inner = code[pc - 2];
      if (body.next === pc) {
        const set = without(body.arg, arg);
        if (set !== null) skip = { set, stride: 0, count: F.ENDLESS };
      } else if (next === pc - 1 && body.next === pc - 2 && inner?.op === F.OP_SPLIT && inner.arg === arg && inner.next === pc - 3 && code[pc - 3]?.arg === body.arg && code[pc - 3]?.op === F.OP_CLASS) {
        const set = without(body.arg, arg);
        const innerSkip = skips[pc - 2];
        if (set !== null) skip = { set, stride: 2, count: (innerSkip?.stride === 2 && innerSkip.set === set ? innerSkip.count : 0) + 1 };
      }
    }
    skips.push(skip);
  });
  return skips;
}

/** Bytes that can be consumed first from this place on; null when an assertion stands on the way. */
function firstAfter(code: readonly Instruction[], sets: readonly ByteSet[], from: number): ByteSet | null {
  const first = emptySet();
  const seen = new Set<number>();
  const todo = [from];
  for (let pc = todo.pop(); pc !== undefined; pc = todo.pop()) {
    if (seen.has(pc)) continue;
    seen.add(pc);
    const { op, arg, next } = code[pc] as Instruction;
    if (op === F.OP_ASSERT) return null;
    if (op === F.OP_CLASS) addSet(first, sets[arg] as ByteSet);
    else if (op !== F.OP_MATCH) {
      todo.push(next);
      if (op === F.OP_SPLIT) todo.push(arg);
    }
  }
  return first;
}

// ---- Bit-parallel tables ------------------------------------------------------------------------------------------------

/** Where empty steps from one place lead: places (bit numbers) and ends, each under the assertions on the way. */
interface Reach {
  readonly places: Map<number, Set<number>>; // assertions → places
  readonly ends: Set<number>; // assertions under which the match may end here
}

interface Group {
  readonly asserts: number;
  readonly sources: number[];
  readonly targets: readonly number[];
}

interface Masks {
  readonly words: number;
  readonly consuming: readonly number[]; // place → instruction
  readonly step: readonly number[];
  readonly accept: readonly number[];
  readonly first: readonly number[];
  readonly successors: readonly Group[];
  readonly accepts: readonly Group[];
  readonly begins: readonly Group[];
}

function bitParallel(program: Program): Masks | null {
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

// ---- Binary ---------------------------------------------------------------------------------------------------------------

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
  const out = new Writer();
  out.reserve(F.AUTOMATON_HEAD);
  const put = (field: number, value: number): void => out.set(field, value);
  put(F.A_MAGIC, F.AUTOMATON_MAGIC);
  put(F.A_INSTRUCTIONS, code.length);
  put(F.A_START, program.start);
  put(F.A_FLAGS, (ast.hasSecret ? F.AF_SECRET : 0) | (program.asserts ? F.AF_ASSERTS : 0));
  put(F.A_CLASSES, members.length);
  put(F.A_SHORTEST, minLength(ast.root));
  put(F.A_WORDS, words);

  put(F.A_CLASS_OF, out.bytes(classOf));
  put(F.A_CODE, out.align());
  for (const { op, arg, next } of code) {
    out.u32(op | (arg << 8));
    out.u32(next);
  }
  put(F.A_SKIPS, out.align());
  for (const skip of skips) {
    out.u32((skip?.set ?? F.NO_SKIP) | ((skip?.stride ?? 0) << 16));
    out.u32(skip?.count ?? 0);
  }
  put(F.A_SETS, out.align());
  for (const set of sets) {
    out.words32(foldToClasses(set, members));
  }
  put(F.A_FIRST, out.align());
  out.words32(firstBytes(program));
  if (masks) {
    put(F.A_BYTE_MASKS, out.align());
    for (const member of members) {
      const places = masks.consuming.flatMap((pc, place) => (hasByte(sets[(code[pc] as Instruction).arg] as ByteSet, member) ? [place] : []));
      out.mask(places, words);
    }
    put(F.A_MASKS, out.align());
    out.mask(masks.step, words);
    out.mask(masks.accept, words);
    out.mask(masks.first, words);
    const table = (count: number, field: number, groups: readonly Group[], sources: boolean, targets: boolean): void => {
      put(count, groups.length);
      put(field, out.align());
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
  put(F.A_BYTES, out.align());
  return out.done();
}

function foldToClasses(set: ByteSet, members: readonly number[]): Uint32Array {
  const folded = emptySet();
  members.forEach((byte, number) => {
    if (hasByte(set, byte)) folded[number >> 5] = (folded[number >> 5] ?? 0) | (1 << (number & 31));
  });
  return folded;
}

/** Bytes that a non-empty match can begin with. */
function firstBytes({ code, sets, start }: Program): ByteSet {
  const first = emptySet();
  const seen = new Set<number>();
  const todo = [start];
  for (let pc = todo.pop(); pc !== undefined; pc = todo.pop()) {
    if (seen.has(pc)) continue;
    seen.add(pc);
    const { op, arg, next } = code[pc] as Instruction;
    if (op === F.OP_CLASS) addSet(first, sets[arg] as ByteSet);
    else if (op !== F.OP_MATCH) {
      todo.push(next);
      if (op === F.OP_SPLIT) todo.push(arg);
    }
  }
  return first;
}

class Writer {
  private buffer = new Uint8Array(4096);
  private view = new DataView(this.buffer.buffer);
  private length = 0;

  reserve(size: number): number {
    const at = this.length;
    this.length += size;
    if (this.length > this.buffer.length) {
      const grown = new Uint8Array(this.length * 2);
      grown.set(this.buffer);
      this.buffer = grown;
      this.view = new DataView(grown.buffer);
    }
    return at;
  }
  align(): number {
    this.reserve((8 - (this.length & 7)) & 7);
    return this.length;
  }
  set(at: number, value: number): void {
    this.view.setUint32(at, value >>> 0, true);
  }
  u32(value: number): void {
    this.set(this.reserve(4), value);
  }
  bytes(values: Uint8Array): number {
    const at = this.reserve(values.length);
    this.buffer.set(values, at);
    return at;
  }
  words32(values: Uint32Array): void {
    for (const value of values) this.u32(value);
  }
  mask(bits: readonly number[], words: number): void {
    const at = this.reserve(words * 8);
    for (const bit of bits) {
      const byte = at + (bit >> 3);
      this.buffer[byte] = (this.buffer[byte] ?? 0) | (1 << (bit & 7));
    }
  }
  done(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }
}
