// Tree → text of the dialect. `parsePattern(printPattern(tree))` gives an equal tree; importers write rules with it.

import type { PatternNode } from './ast.ts';
import { type ByteSet, bytesOf, complement, countBytes, equalSets, hasByte, soleLetterOrByte } from './byteset.ts';
import { ESCAPE_CLASSES, NOT_NEWLINE } from './classes.ts';

const ASSERTS = { lineStart: '^', lineEnd: '$', textStart: '\\A', textEnd: '\\z', wordBoundary: '\\b', notWordBoundary: '\\B' } as const;

export function printPattern(node: PatternNode): string {
  switch (node.type) {
    case 'empty':
      return '';
    case 'assert':
      return ASSERTS[node.kind];
    case 'class':
      return printSet(node.set);
    case 'group':
      return `(?<secret>${printPattern(node.node)})`;
    case 'alt':
      return node.items.map(printPattern).join('|');
    case 'repeat': {
      const inner = printPattern(node.node);
      return `${node.node.type === 'class' ? inner : `(?:${inner})`}${quantifier(node.min, node.max)}`;
    }
    case 'cat':
      return printSequence(node.items);
  }
}

/** Runs of two and more letters in both cases are written `(?i:word)`. */
function printSequence(items: readonly PatternNode[]): string {
  let text = '';
  let run = '';
  let letters = 0;
  const flush = () => {
    text += letters > 1 ? `(?i:${run})` : run.replace(/[a-z]/g, (char) => `[${char.toUpperCase()}${char}]`);
    run = '';
    letters = 0;
  };
  for (const item of items) {
    const sole = item.type === 'class' ? soleLetterOrByte(item.set) : null;
    if (sole?.folded) {
      run += String.fromCharCode(sole.byte);
      letters++;
      continue;
    }
    if (letters > 0) flush();
    text += item.type === 'alt' ? `(?:${printPattern(item)})` : printPattern(item);
  }
  if (letters > 0) flush();
  return text;
}

function quantifier(min: number, max: number): string {
  if (min === 0 && max === 1) return '?';
  if (max === Infinity) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

function printSet(set: ByteSet): string {
  if (equalSets(set, NOT_NEWLINE)) return '.';
  for (const [letter, known] of ESCAPE_CLASSES) if (equalSets(set, known)) return `\\${letter}`;
  const bytes = bytesOf(set);
  if (bytes.length === 1) return printByte(bytes[0] ?? 0, /[\\^$.|?*+()[\]{}]/);
  const inverse = complement(set);
  const negate = hasByte(set, 0) && hasByte(set, 0xff) && countBytes(inverse) > 0;
  return `[${negate ? '^' : ''}${printRanges(negate ? inverse : set)}]`;
}

function printRanges(set: ByteSet): string {
  let text = '';
  let dash = '';
  const bytes = bytesOf(set);
  for (let i = 0; i < bytes.length; ) {
    let end = i;
    while (end + 1 < bytes.length && bytes[end + 1] === (bytes[end] ?? 0) + 1) end++;
    const low = bytes[i] ?? 0;
    const high = bytes[end] ?? 0;
    if (high - low >= 2) text += `${printByte(low, IN_CLASS)}-${printByte(high, IN_CLASS)}`;
    else {
      for (let byte = low; byte <= high; byte++) {
        if (byte === 0x2d) dash = '-';
        else text += printByte(byte, IN_CLASS);
      }
    }
    i = end + 1;
  }
  return text + dash;
}

const IN_CLASS = /[\\\]^[-]/;

function printByte(byte: number, special: RegExp): string {
  const named: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 12: '\\f', 13: '\\r' };
  const char = String.fromCharCode(byte);
  if (named[byte] !== undefined) return named[byte];
  if (byte < 0x20 || byte > 0x7e) return `\\x${byte.toString(16).padStart(2, '0')}`;
  return special.test(char) ? `\\${char}` : char;
}
