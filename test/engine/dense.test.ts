// Where there are many hits, none gets lost: what is found of a line does not depend on what stands far behind it, and each
// of many secrets of one format is found as it is alone.

import { expect, test } from 'vitest';
import type { RawHit } from '../../src/engine/types.ts';
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
