// Which kinds of bytes may a shape hold, and which must it? The engine compares them with those of a value before it walks
// the shape.

import {
  KIND_A_TO_F, KIND_DASH, KIND_DIGIT, KIND_G_TO_Z, KIND_OTHER, KIND_SMALL_A_TO_F, KIND_SMALL_G_TO_Z, KIND_UNDERSCORE,
} from '../../../assembly/layout.ts';
import { bytesOf, hasByte } from '../regex/byteset.ts';
import type { Element, Shape } from './lower.ts';

/** KIND_* bits of all bytes that may stand in a match. */
export function kindsIn(shape: Shape): number {
  return kindsOf(shape.elements.flatMap(bytesIn));
}

/** KIND_* bits of which every match holds a byte. */
export function kindsNeeded(shape: Shape): number {
  return shape.elements.reduce((needed, element) => needed | neededBy(element), 0);
}

/** The shape is one class, all of it secret, and the class holds all bytes of its kinds: a value of their kinds matches. */
export function isSaidByKinds(shape: Shape): boolean {
  const [element, ...others] = shape.elements;
  if (element?.kind !== 'class' || others.length > 0 || shape.secretFrom !== 0 || shape.secretTo !== 1) return false;
  const kinds = kindsIn(shape);
  return (kinds & KIND_OTHER) === 0 && Array.from({ length: 256 }, (_, byte) => byte).every((byte) => (kindOf(byte) & kinds) === 0 || hasByte(element.set, byte));
}

function neededBy(element: Element): number {
  if (element.kind === 'literal' && !element.fold) return kindsOf(element.bytes);
  if (element.kind === 'class' && element.min === 0) return 0;
  const kinds = kindsOf(bytesIn(element));
  const isOne = (kinds & (kinds - 1)) === 0;
  return isOne ? kinds : 0;
}

function kindsOf(bytes: readonly number[]): number {
  return bytes.reduce((kinds, byte) => kinds | kindOf(byte), 0);
}

function bytesIn(element: Element): readonly number[] {
  if (element.kind === 'class') return bytesOf(element.set);
  return element.fold ? element.bytes.flatMap((byte) => (byte >= 0x61 && byte <= 0x7a ? [byte, byte & ~0x20] : [byte])) : element.bytes;
}

function kindOf(byte: number): number {
  const character = String.fromCharCode(byte);
  if (/[0-9]/.test(character)) return KIND_DIGIT;
  if (/[A-Z]/.test(character)) return character <= 'F' ? KIND_A_TO_F : KIND_G_TO_Z;
  if (/[a-z]/.test(character)) return character <= 'f' ? KIND_SMALL_A_TO_F : KIND_SMALL_G_TO_Z;
  return character === '-' ? KIND_DASH : character === '_' ? KIND_UNDERSCORE : KIND_OTHER;
}
