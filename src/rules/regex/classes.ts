// Named character classes of the dialect. All are ASCII; the negated ones hold every other byte.

import { type ByteSet, complement, setOf } from './byteset.ts';

const DIGIT = setOf('0-9');
export const WORD: ByteSet = setOf('0-9A-Za-z_');
/** As in RE2: no vertical tab. */
const SPACE = setOf('\t\n\f\r ');

/** After a backslash. */
export const ESCAPE_CLASSES: ReadonlyMap<string, ByteSet> = new Map([
  ['d', DIGIT],
  ['w', WORD],
  ['s', SPACE],
  ['D', complement(DIGIT)],
  ['W', complement(WORD)],
  ['S', complement(SPACE)],
]);

/** Between `[:` and `:]`. */
export const POSIX_CLASSES: ReadonlyMap<string, ByteSet> = new Map([
  ['alnum', setOf('0-9A-Za-z')],
  ['alpha', setOf('A-Za-z')],
  ['ascii', setOf('\x00-\x7f')],
  ['blank', setOf('\t ')],
  ['cntrl', setOf('\x00-\x1f\x7f')],
  ['digit', DIGIT],
  ['graph', setOf('!-~')],
  ['lower', setOf('a-z')],
  ['print', setOf(' -~')],
  ['punct', setOf('!-/:-@[-`{-~')],
  ['space', setOf('\t-\r ')],
  ['upper', setOf('A-Z')],
  ['word', WORD],
  ['xdigit', setOf('0-9A-Fa-f')],
]);

/** Single characters after a backslash that stand for a control character. */
export const ESCAPE_BYTES: ReadonlyMap<string, number> = new Map([
  ['n', 0x0a],
  ['t', 0x09],
  ['r', 0x0d],
  ['f', 0x0c],
  ['v', 0x0b],
]);

export const NOT_NEWLINE: ByteSet = complement(setOf('\n'));
export const ANY_BYTE: ByteSet = complement(setOf(''));
