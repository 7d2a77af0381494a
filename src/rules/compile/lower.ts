// Lowers a pattern to shapes: sequences of literals and class repeats that can be walked without choice.
// What has no such form is left to the automaton.

import type { PatternAst, PatternNode } from '../regex/ast.ts';
import { bytesOf, countBytes, equalSets, isSubset, soleLetterOrByte, type ByteSet } from '../regex/byteset.ts';

export type Element =
  | { readonly kind: 'literal'; readonly bytes: readonly number[]; readonly fold: boolean }
  | { readonly kind: 'class'; readonly set: ByteSet; readonly min: number; readonly max: number };

export interface Shape {
  readonly elements: readonly Element[];
  /** Indices of the first element of the secret and of the one behind its last. */
  readonly secretFrom: number;
  readonly secretTo: number;
  /** `\b` stood at this end. */
  readonly wordLeft: boolean;
  readonly wordRight: boolean;
}

export const MAX_ALTERNATIVES = 64;
const MAX_ATOMS = 400;
const MAX_REACH = 32768;

type Atom =
  | { readonly type: 'set'; readonly set: ByteSet; readonly min: number; readonly max: number }
  | { readonly type: 'secretStart' | 'secretEnd' | 'word' };

/** All shapes of a pattern, or null when one of its alternatives has none. */
export function lowerToShapes(ast: PatternAst): readonly Shape[] | null {
  const sequences = expand(ast.root);
  if (!sequences || sequences.length > MAX_ALTERNATIVES) return null;
  const shapes: Shape[] = [];
  for (const sequence of sequences) {
    const shape = build(sequence);
    if (!shape || !walksWithoutChoice(shape.elements)) return null;
    shapes.push(shape);
  }
  return shapes;
}

/** The sequences of atoms that the node stands for; null when there are too many, or a form that is no sequence. */
function expand(node: PatternNode): Atom[][] | null {
  switch (node.type) {
    case 'empty':
      return [[]];
    case 'class':
      return [[{ type: 'set', set: node.set, min: 1, max: 1 }]];
    case 'assert':
      return node.kind === 'wordBoundary' ? [[{ type: 'word' }]] : null;
    case 'group': {
      const inner = expand(node.node);
      return inner && inner.map((atoms) => [{ type: 'secretStart' } as Atom, ...atoms, { type: 'secretEnd' } as Atom]);
    }
    case 'alt': {
      const all: Atom[][] = [];
      for (const item of node.items) {
        const one = expand(item);
        if (!one || all.length + one.length > MAX_ALTERNATIVES) return null;
        all.push(...one);
      }
      return all;
    }
    case 'cat': {
      let all: Atom[][] = [[]];
      for (const item of node.items) {
        const one = expand(item);
        if (!one || all.length * one.length > MAX_ALTERNATIVES) return null;
        all = all.flatMap((head) => one.map((tail) => [...head, ...tail]));
        if (all.some((atoms) => atoms.length > MAX_ATOMS)) return null;
      }
      return all;
    }
    case 'repeat': {
      if (node.node.type === 'class') {
        return [[{ type: 'set', set: node.node.set, min: node.min, max: Math.min(node.max, MAX_REACH) }]];
      }
      if (node.max - node.min > 2 || node.max > 40) return null;
      const inner = expand(node.node);
      if (!inner || inner.length > 4) return null;
      const all: Atom[][] = [];
      for (let count = node.min; count <= node.max; count++) {
        let some: Atom[][] = [[]];
        for (let i = 0; i < count; i++) {
          if (some.length * inner.length > MAX_ALTERNATIVES) return null;
          some = some.flatMap((head) => inner.map((tail) => [...head, ...tail]));
        }
        all.push(...some);
        if (all.length > MAX_ALTERNATIVES) return null;
      }
      return all;
    }
  }
}

function build(atoms: readonly Atom[]): Shape | null {
  const elements: Element[] = [];
  let secretFrom = -1;
  let secretTo = -1;
  let wordLeft = false;
  let wordRight = false;
  let sealed = 0; // elements before this index take no more bytes
  let left = atoms.length;
  for (const atom of atoms) {
    left--;
    if (atom.type === 'secretStart') secretFrom = sealed = elements.length;
    else if (atom.type === 'secretEnd') secretTo = sealed = elements.length;
    else if (atom.type === 'word') {
      if (elements.length === 0) wordLeft = true;
      else if (atoms.slice(atoms.length - left).every((later) => later.type !== 'set')) wordRight = true;
      else return null;
    } else if (atom.type === 'set' && atom.max > 0) append(elements, atom, sealed);
  }
  if (elements.length === 0) return null;
  if (secretFrom < 0) {
    secretFrom = 0;
    secretTo = elements.length;
  }
  return secretTo > secretFrom ? { elements, secretFrom, secretTo, wordLeft, wordRight } : null;
}

function append(elements: Element[], atom: Atom & { type: 'set' }, sealed: number): void {
  const last = elements.length > sealed ? elements[elements.length - 1] : undefined;
  const one = atom.min === atom.max && atom.min <= 32 ? soleLetterOrByte(atom.set) : null;
  if (one) {
    const bytes = Array.from({ length: atom.min }, () => one.byte);
    const letter = isLetter(one.byte);
    if (last?.kind === 'literal' && last.bytes.length + bytes.length <= 255) {
      // a literal is compared with or without case as a whole; bytes that are no letters go with either
      const lastHasLetter = last.bytes.some(isLetter);
      if (!letter || !lastHasLetter || last.fold === one.folded) {
        const fold = last.fold || one.folded;
        elements[elements.length - 1] = { kind: 'literal', bytes: [...last.bytes, ...bytes], fold };
        return;
      }
    }
    elements.push({ kind: 'literal', bytes, fold: one.folded });
    return;
  }
  if (last?.kind === 'class' && equalSets(last.set, atom.set)) {
    elements[elements.length - 1] = { kind: 'class', set: last.set, min: last.min + atom.min, max: Math.min(last.max + atom.max, MAX_REACH) };
    return;
  }
  elements.push({ kind: 'class', set: atom.set, min: atom.min, max: atom.max });
}

function isLetter(byte: number): boolean {
  return (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
}

/** Walked forward, a repeat of variable length must stop by itself: nothing that may follow it begins inside its class. */
function walksWithoutChoice(elements: readonly Element[]): boolean {
  return elements.every((element, i) => element.kind === 'literal' || element.min === element.max || apart(elements, element.set, i, 1));
}

/** Whether the elements in front of `index` can be walked backward from it without choice. */
export function walksBack(shape: Shape, index: number): boolean {
  return shape.elements.slice(0, index).every((element, i) => element.kind === 'literal' || element.min === element.max || apart(shape.elements, element.set, i, -1));
}

function apart(elements: readonly Element[], set: ByteSet, from: number, step: 1 | -1): boolean {
  for (let i = from + step; i >= 0 && i < elements.length; i += step) {
    const other = elements[i] as Element;
    if (intersects(edgeSet(other, step), set)) return false;
    if (other.kind === 'literal' || other.min > 0) return true;
  }
  return true;
}

/** Bytes with which an element begins (step 1) or ends (step -1). */
function edgeSet(element: Element, step: 1 | -1): ByteSet {
  if (element.kind === 'class') return element.set;
  const byte = element.bytes[step === 1 ? 0 : element.bytes.length - 1] ?? 0;
  const set = new Uint32Array(8);
  for (const b of element.fold && isLetter(byte) ? [byte | 0x20, byte & ~0x20] : [byte]) set[b >> 5] = (set[b >> 5] ?? 0) | (1 << (b & 31));
  return set;
}

function intersects(a: ByteSet, b: ByteSet): boolean {
  return a.some((word, i) => (word & (b[i] ?? 0)) !== 0);
}

export function minLengthOf(shape: Shape): number {
  return shape.elements.reduce((sum, e) => sum + (e.kind === 'literal' ? e.bytes.length : e.min), 0);
}

export function maxLengthOf(shape: Shape): number {
  return shape.elements.reduce((sum, e) => sum + (e.kind === 'literal' ? e.bytes.length : e.max), 0);
}

/** The same shape with a literal that crosses into token characters (`:AA`) cut in two there, so that a run can begin at an element. */
export function cutLiterals(shape: Shape, token: ByteSet): Shape {
  const isToken = (byte: number): boolean => ((token[byte >> 5] ?? 0) >>> (byte & 31) & 1) === 1;
  const elements: Element[] = [];
  let { secretFrom, secretTo } = shape;
  shape.elements.forEach((element, index) => {
    if (index === shape.secretFrom) secretFrom = elements.length;
    if (index === shape.secretTo) secretTo = elements.length;
    let cut = element.kind === 'literal' ? element.bytes.length : 0;
    if (element.kind === 'literal') while (cut > 0 && isToken(element.bytes[cut - 1] ?? 0)) cut--;
    if (element.kind === 'literal' && cut > 0 && cut < element.bytes.length) {
      elements.push({ ...element, bytes: element.bytes.slice(0, cut) }, { ...element, bytes: element.bytes.slice(cut) });
    } else {
      elements.push(element);
    }
  });
  if (shape.secretTo === shape.elements.length) secretTo = elements.length;
  return { ...shape, elements, secretFrom, secretTo };
}

export interface Run {
  /** How many bytes of the set every match has in a row from the element on. */
  readonly min: number;
  readonly max: number;
  /** The run lasts to the shape's end. */
  readonly toEnd: boolean;
  /** Elements the run is made of, and whether it ends exactly between two of them. */
  readonly elements: number;
  readonly whole: boolean;
}

/** The run of bytes of `token` that begins at element `from`. */
export function runFrom(shape: Shape, from: number, token: ByteSet): Run {
  let min = 0;
  let max = 0;
  let elements = 0;
  for (const element of shape.elements.slice(from)) {
    if (element.kind === 'class') {
      if (!isSubset(element.set, token)) {
        const mixed = intersects(element.set, token);
        return { min, max: mixed ? Number.POSITIVE_INFINITY : max, toEnd: false, elements, whole: !mixed };
      }
      min += element.min;
      max += element.max;
    } else {
      for (const [i, byte] of element.bytes.entries()) {
        if (((token[byte >> 5] ?? 0) >>> (byte & 31) & 1) === 0) return { min, max, toEnd: false, elements, whole: i === 0 };
        min++;
        max++;
      }
    }
    elements++;
  }
  return { min, max, toEnd: true, elements, whole: true };
}

/** Whether no byte of `token` can stand directly before element `index`. */
export function cutBefore(shape: Shape, index: number, token: ByteSet): boolean {
  const before = shape.elements[index - 1];
  if (!before) return false;
  return !intersects(edgeSet(before, -1), token) && (before.kind === 'literal' || before.min > 0);
}

/** Byte strings of `size` or more with which every match goes on at element `from`; null when there are more than `most`. */
export function headsFrom(shape: Shape, from: number, size: number, most: number): readonly { bytes: number[]; fold: boolean }[] | null {
  let heads: { bytes: number[]; fold: boolean }[] = [{ bytes: [], fold: false }];
  for (const element of shape.elements.slice(from)) {
    const need = size - (heads[0]?.bytes.length ?? 0);
    if (need <= 0) break;
    if (element.kind === 'literal') {
      heads = heads.map((h) => ({ bytes: [...h.bytes, ...element.bytes], fold: h.fold || element.fold }));
      continue;
    }
    if (element.min !== element.max && element.min < need) return null;
    for (let i = 0; i < Math.min(need, element.min); i++) {
      if (heads.length * countBytes(element.set) > most) return null;
      const choices = bytesOf(element.set);
      heads = heads.flatMap((h) => choices.map((b) => ({ bytes: [...h.bytes, b], fold: h.fold })));
    }
  }
  return (heads[0]?.bytes.length ?? 0) >= size ? heads : null;
}
