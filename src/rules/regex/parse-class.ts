// Character classes and escapes in the text of a pattern.

import { addRange, addSet, type ByteSet, complement, emptySet, foldCase } from './byteset.ts';
import { ESCAPE_BYTES, ESCAPE_CLASSES, POSIX_CLASSES } from './classes.ts';
import type { PatternCursor } from './cursor.ts';
import { unsupportedEscape } from './pattern-error.ts';

/** Control characters other dialects can escape (`\b` only reaches this in brackets). */
const FOREIGN_ESCAPES: ReadonlyMap<string, number> = new Map([
  ['a', 0x07],
  ['b', 0x08],
  ['e', 0x1b],
  ['0', 0x00],
]);

/** A byte or a class after a backslash, in and out of brackets. */
export function escapedSet(cursor: PatternCursor, start: number): number | ByteSet {
  const letter = cursor.source[start + 1];
  if (letter === undefined) {
    return cursor.fail('lone backslash', 'the pattern ends in a backslash', 'write `\\\\` if the character is meant', start);
  }
  cursor.index = start + 2;
  const set = ESCAPE_CLASSES.get(letter);
  if (set) return set;
  const control = ESCAPE_BYTES.get(letter) ?? (cursor.foreign ? FOREIGN_ESCAPES.get(letter) : undefined);
  if (control !== undefined) return control;
  if (letter === 'x') {
    const digits = /^[0-9A-Fa-f]{2}/.exec(cursor.source.slice(cursor.index, cursor.index + 2)) ?? (cursor.foreign ? /^\{0{0,6}([0-7][0-9A-Fa-f])\}/.exec(cursor.source.slice(cursor.index, cursor.index + 12)) : null);
    if (!digits) return cursor.fail('bad escape', '`\\x` needs two hexadecimal digits', 'write for example `\\x1b`; for characters beyond ASCII the character itself', start);
    cursor.index += digits[0].length;
    return Number.parseInt(digits[1] ?? digits[0], 16);
  }
  if (/[0-9A-Za-z]/.test(letter)) {
    const what = unsupportedEscape(letter);
    return cursor.fail(what.construct, `\`\\${letter}\` is not supported`, what.hint, start);
  }
  if (letter > '\x7f') return cursor.fail('unknown escape', `\`\\${letter}\` is not supported`, 'take the backslash out', start);
  return letter.charCodeAt(0);
}

/** The bytes of a class in brackets. */
export function bracketSet(cursor: PatternCursor, ignoreCase: boolean): ByteSet {
  const start = cursor.index++;
  const negated = cursor.peek('^');
  if (negated) cursor.index++;
  const set = emptySet();
  for (let first = true; first || !cursor.peek(']'); first = false) {
    if (cursor.index >= cursor.source.length) {
      cursor.fail('unclosed class', 'the character class is not closed', 'add `]`; write `\\[` if the character is meant', start);
    }
    bracketItem(cursor, set);
  }
  cursor.index++;
  const folded = ignoreCase ? foldCase(set) : set;
  const result = negated ? complement(folded) : folded;
  if (result.every((word) => word === 0)) cursor.fail('empty class', 'the class holds no byte at all', 'name at least one character', start);
  return result;
}

function bracketItem(cursor: PatternCursor, set: ByteSet): void {
  const start = cursor.index;
  if (cursor.peek('[:')) {
    const posix = /^\[:(\^?)([a-z]*):\]/.exec(cursor.source.slice(start, start + 20));
    const named = posix ? POSIX_CLASSES.get(posix[2] ?? '') : undefined;
    if (!posix || !named) {
      return cursor.fail('unknown class', `\`${posix?.[0] ?? '[:'}\` is no class`, `known are ${[...POSIX_CLASSES.keys()].join(', ')}; write \`\\[\` if the character is meant`, start);
    }
    cursor.index += posix[0].length;
    return addSet(set, posix[1] === '^' ? complement(named) : named);
  }
  const low = bracketByte(cursor);
  if (typeof low !== 'number') return addSet(set, low);
  if (!cursor.peek('-') || cursor.source[cursor.index + 1] === ']' || cursor.index + 1 >= cursor.source.length) return addRange(set, low, low);
  const dash = cursor.index++;
  const high = cursor.peek('[:') ? emptySet() : bracketByte(cursor);
  if (typeof high !== 'number') {
    return cursor.fail('bad range', `\`${cursor.source.slice(start, cursor.index)}\` is no range`, 'put the `-` first or last in the class', dash);
  }
  if (high < low) cursor.fail('reversed range', `\`${cursor.source.slice(start, cursor.index)}\` has its ends the wrong way round`, 'swap them, or put the `-` first or last in the class', start);
  addRange(set, low, high);
}

function bracketByte(cursor: PatternCursor): number | ByteSet {
  const start = cursor.index;
  if (cursor.peek('\\')) {
    const letter = cursor.source[start + 1] ?? '';
    if (letter === 'b' && !cursor.foreign) cursor.fail('backspace escape', '`\\b` is no character inside a class', 'write `\\x08` for the backspace', start);
    return escapedSet(cursor, start);
  }
  const char = cursor.character();
  if (char > '\x7f') {
    cursor.fail('non-ASCII class', `\`${char}\` takes several bytes, a class is one byte`, `write it as an alternative: \`(?:[…]|${char})\``, start);
  }
  return char.charCodeAt(0);
}
