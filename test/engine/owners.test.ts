// Many rules with one shape, told apart by the words before a value: each finds its own, however many words stand there, and
// a class that is cut out of the kinds of bytes is not taken for all of them.

import { expect, test } from 'vitest';
import { createRandom, drawText, type Random } from '../../src/testkit/random.ts';
import { bytes, engineOf, feed, programOf, WHOLE } from './support.ts';

const RULES = 70;
const HEX = '0123456789abcdef';
const word = (i: number): string => `vendor${String.fromCharCode(97 + (i % 26))}${String.fromCharCode(97 + Math.floor(i / 26))}`;

function rule(id: string, pattern: string, keyword: string): string {
  return `id: ${id}
name: ${id}
kind: api_key
severity: high
pattern: '${pattern}'
context: { keywords: [${keyword}], within: 60, where: before }
sample: '{d:32}'
examples: ['${keyword} {secret}']
negatives: ['${keyword} {d:4}']`;
}

const engine = engineOf(programOf([
  ...Array.from({ length: RULES }, (_, i) => rule(`vendor-${i}`, '[0-9a-f]{32}', word(i))),
  rule('cut-out', '[0-9a-e]{32}', 'cutout'),
], { decode: false }));

/** The rules of the hits whose value this is. */
function rulesAt(text: string, value: string): readonly number[] {
  const found: number[] = [];
  const start = text.indexOf(value);
  engine.begin();
  const sink = (hits: readonly { rule: number; start: number }[]): void => {
    for (const hit of hits) if (hit.start === start) found.push(hit.rule);
  };
  feed(engine, bytes(text), WHOLE, sink);
  engine.finish(sink);
  return found.sort((a, b) => a - b);
}

const key = (random: Random): string => drawText(random, HEX, 32);

test('each of many rules with one shape finds the value behind its word', () => {
  const random = createRandom('owners');
  for (let i = 0; i < RULES; i++) {
    const value = key(random);
    expect(rulesAt(`${word(i)} ${value}\n`, value)).toEqual([i]);
  }
});

test('several words before a value name all their rules, in whatever order they came before', () => {
  const random = createRandom('several');
  for (const count of [2, 3, 5, 6, 3, 2]) {
    const numbers = Array.from({ length: count }, (_, i) => (i * 29 + count) % RULES).sort((a, b) => a - b);
    const value = key(random);
    expect(rulesAt(`${numbers.map(word).join(' ')} ${value}\n`, value)).toEqual(numbers);
    expect(rulesAt(`${numbers.toReversed().map(word).join(' ')} ${value}\n`, value)).toEqual(numbers);
  }
});

test('a word too far away names nothing, though it did before', () => {
  const random = createRandom('far');
  for (let i = 0; i < 8; i++) {
    const value = key(random);
    const far = `${word(i)} ${' '.repeat(40)}${'and '.repeat(6)}${word(i + 8)} `;
    expect(rulesAt(`${word(i)} ${word(i + 8)} ${value}\n`, value)).toEqual([i, i + 8]);
    expect(rulesAt(`${far}${value}\n`, value)).toEqual([i + 8]);
  }
});

test('a class without all bytes of its kinds is walked', () => {
  const random = createRandom('cut out');
  const inside = drawText(random, '0123456789abcde', 32);
  expect(rulesAt(`cutout ${inside}\n`, inside)).toEqual([RULES]);
  const outside = `${inside.slice(0, 20)}f${inside.slice(21)}`;
  expect(rulesAt(`cutout ${outside}\n`, outside)).toEqual([]);
});
