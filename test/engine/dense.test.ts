// Where there are many hits, none gets lost: what is found of a line does not depend on what stands far behind it, and each
// of many secrets of one format is found as it is alone.

import { expect, test } from 'vitest';
import type { RawHit } from '../../src/engine/types.ts';
import { between, createRandom, drawText } from '../../src/testkit/random.ts';
import { sampleOf } from '../../src/testkit/sample.ts';
import { allRules, bytes, clean, engineOf, feed, WHOLE } from './support.ts';

const MANY = 40;
const every = engineOf();

/** `rule start` of every hit, once. */
function places(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  const sink = (hits: readonly RawHit[]): void => {
    for (const hit of hits) found.add(`${hit.rule} ${hit.start}`);
  };
  every.begin();
  feed(every, bytes(text), WHOLE, sink);
  every.finish(sink);
  return found;
}

test('hits do not depend on what is found far behind them', () => {
  const between = `\n${clean(2048)}`;
  let seen = 0;
  for (const rule of allRules()) {
    const samples = Array.from({ length: MANY }, (_, i) => sampleOf(rule, `dense ${i}`));
    if ((samples[0] ?? '').includes('\n')) continue;
    const lines = samples.map((sample) => `at ${sample}\n`).join('');
    const alone = places(`${lines}${between}`);
    const among = places(`${lines}${between}\ntoken = "${samples[0]}"\nsecret ${samples[1]}\n`);
    const lost = [...alone].filter((place) => !among.has(place));
    expect(lost, rule.id).toEqual([]);
    seen += alone.size;
  }
  expect(every.hitsLost).toBe(0);
  expect(seen).toBeGreaterThan(20 * MANY);
}, 60_000);

test('where a hit ends does not depend on what else was looked at', () => {
  const random = createRandom('ends');
  const value = (): string => `"${Buffer.from(drawText(random, 'abcdefghijklmnopqrstuvwxyz0123456789', between(random, 16, 48))).toString('base64')}"`;
  const spans = (text: string, from: number): readonly string[] => {
    const found = new Set<string>();
    const sink = (hits: readonly RawHit[]): void => {
      for (const hit of hits) if (hit.start >= from) found.add(`${hit.rule} ${hit.start - from}-${hit.end - from}`);
    };
    every.begin();
    feed(every, bytes(text), WHOLE, sink);
    every.finish(sink);
    return [...found].sort();
  };
  let seen = 0;
  for (const rule of allRules()) {
    const sample = sampleOf(rule, 'ends');
    if (sample.includes('\n')) continue;
    const gap = `\n${clean(1024)}`;
    const line = `{"text": "${sample}", "secret": "${sample}", "label": "x"}${gap}`;
    const before = Array.from({ length: 8 }, () => `secret_key: ${value()}, ${value()}${gap}`).join('');
    const behind = `token = ${value()}\n`;
    const alone = spans(line, 0);
    const among = spans(`${before}${line}${line}${behind}`, before.length).filter((span) => Number(span.split('-')[1]) <= line.length);
    expect(among, rule.id).toEqual(alone);
    seen += alone.length;
  }
  expect(seen).toBeGreaterThan(500);
}, 60_000);
