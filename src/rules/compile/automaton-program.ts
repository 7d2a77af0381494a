// Pattern → Thompson program: instructions that consume a byte of a class, choose, assert, or mark the secret. It is written
// from the end backwards, so that every piece knows where it leads and no jumps are needed.

import * as F from '../../../assembly/automata/format.ts';
import { WardlineError } from '../../errors.ts';
import type { AssertKind, PatternAst, PatternNode } from '../regex/ast.ts';
import { addSet, type ByteSet, emptySet } from '../regex/byteset.ts';

export interface Instruction {
  readonly op: number;
  arg: number;
  next: number;
}

export interface Program {
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

export function tooBig(ast: PatternAst, what: string): WardlineError {
  return new WardlineError('RULE_PATTERN', `pattern \`${shorten(ast.source)}\` needs ${what}, more than an automaton may have`, {
    hint: `repeats are written out (\`x{1000}\` is 1,000 positions, of ${F.MAX_CLASS_POSITIONS}): lower the counts, use \`*\` or \`+\`, or split the pattern into several`,
    at: ast.at,
  });
}

function shorten(source: string): string {
  return source.length > 80 ? `${source.slice(0, 77)}...` : source;
}

export function assemble(ast: PatternAst): Program {
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

/** Bytes that can be consumed first from this place on, whatever assertions stand on the way. */
export function firstFrom({ code, sets }: Program, from: number): ByteSet {
  const first = emptySet();
  walkToFirst(code, from, ({ op, arg }) => {
    if (op === F.OP_CLASS) addSet(first, sets[arg] as ByteSet);
  });
  return first;
}

/** Whether an assertion stands between this place and the first byte. */
export function isAsserted({ code }: Program, from: number): boolean {
  let asserted = false;
  walkToFirst(code, from, ({ op }) => {
    if (op === F.OP_ASSERT) asserted = true;
  });
  return asserted;
}

/** Visits all that empty steps lead to, up to and with the instructions that consume a byte. */
function walkToFirst(code: readonly Instruction[], from: number, visit: (instruction: Instruction) => void): void {
  const seen = new Set<number>();
  const todo = [from];
  for (let pc = todo.pop(); pc !== undefined; pc = todo.pop()) {
    if (seen.has(pc)) continue;
    seen.add(pc);
    const instruction = code[pc] as Instruction;
    visit(instruction);
    if (instruction.op === F.OP_CLASS || instruction.op === F.OP_MATCH) continue;
    todo.push(instruction.next);
    if (instruction.op === F.OP_SPLIT) todo.push(instruction.arg);
  }
}
