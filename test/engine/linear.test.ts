// Counted work stays in proportion to the text, however it is made. What the engine counts: bytes that any stage walked for
// its candidates – shapes, automata, what stands around a value and what it is made of, decoded pieces – and candidates that
// were looked at.

import { describe, expect, test } from 'vitest';
import { PAGE } from '../../assembly/layout.ts';
import { bulkProgram, bytes, clean, engineOf, examples, feed, WHOLE } from './support.ts';
import { filled, runs, units } from './hostile.ts';

const every = engineOf();

interface Work {
  readonly visits: number;
  readonly candidates: number;
}

function work(text: Uint8Array, engine = every): Work {
  engine.takeCounters();
  engine.begin();
  feed(engine, text, WHOLE, () => {});
  engine.finish(() => {});
  const { visits, candidates } = engine.takeCounters();
  return { visits: visits / text.length, candidates: candidates / text.length };
}

// Most of it are the instructions of automata: of phrases, which bulk scans leave out. Credentials alone stay far below.
const MOST_VISITS = 72;
const MOST_VISITS_OF_BULK = 24;
const MOST_CANDIDATES = 2;

describe('work for each byte is bounded', () => {
  const length = 2 * PAGE;
  const all = [...units()];

  test('of anything repeated', () => {
    expect(all.length).toBeGreaterThan(500);
    const names = new Set<string>();
    for (const [name, unit] of all) {
      names.add(name);
      const { visits, candidates } = work(filled(unit, length));
      expect(visits, `visits: ${name}`).toBeLessThan(MOST_VISITS);
      expect(candidates, `candidates: ${name}`).toBeLessThan(MOST_CANDIDATES);
    }
    expect(every.hitsLost).toBe(0);
  }, 120_000);

  test('and far less by the rules of bulk scans', () => {
    const bulk = engineOf(bulkProgram());
    for (const [name, unit] of all) expect(work(filled(unit, PAGE), bulk).visits, `visits: ${name}`).toBeLessThan(MOST_VISITS_OF_BULK);
  }, 120_000);

  test('of runs without end', () => {
    for (const [name, text] of runs()) {
      const { visits, candidates } = work(bytes(text));
      expect(visits, `visits: ${name}`).toBeLessThan(MOST_VISITS);
      expect(candidates, `candidates: ${name}`).toBeLessThan(MOST_CANDIDATES);
    }
  });

  test('and does not grow with the length of the text', () => {
    // the worst of the first test, four and sixteen times as long
    const worst = all.map(([name, unit]) => ({ name, unit, visits: work(filled(unit, PAGE / 2)).visits })).sort((a, b) => b.visits - a.visits).slice(0, 10);
    expect(worst[0]?.visits).toBeGreaterThan(0);
    for (const { name, unit, visits } of worst) expect(work(filled(unit, 8 * PAGE)).visits, name).toBeLessThan(2 * visits + 1);
  }, 120_000);
});

describe('it really ran', () => {
  test('the sieve has candidates where there are some, and next to none in clean text', () => {
    const full = work(bytes(examples('linear').map((one) => one.text).join('\n')));
    expect(full.candidates).toBeGreaterThan(0.005);
    expect(full.visits).toBeGreaterThan(0.05);
    expect(work(bytes(clean(4 * PAGE)), engineOf(bulkProgram())).candidates).toBeLessThan(0.02);
  });

  test('the build with vectors did it', () => {
    expect(every.build).toBe('simd');
  });
});
