// What is found depends on the bytes of the stream, not on how they came: whole, in blocks of any size, or one by one.

import { describe, expect, test } from 'vitest';
import { LOOK_AHEAD, LOOK_BEHIND, PAGE } from '../../assembly/layout.ts';
import type { RawHit } from '../../src/engine/types.ts';
import { createRandom, drawText } from '../../src/testkit/random.ts';
import { BYTES, bytes, clean, engineOf, examples, feed, hitsOf, programOf, randomCut, WHOLE } from './support.ts';
import { mixed, pem, run } from './texts.ts';

const engine = engineOf();

function sameHowever(text: Uint8Array, seed: number): string[] {
  const whole = hitsOf(engine, text);
  expect(hitsOf(engine, text, BYTES), 'byte by byte').toEqual(whole);
  const random = createRandom(seed);
  expect(hitsOf(engine, text, randomCut(random, 300)), 'small blocks').toEqual(whole);
  expect(hitsOf(engine, text, randomCut(random, 3 * PAGE)), 'blocks about as large as pages').toEqual(whole);
  expect(hitsOf(engine, text, randomCut(random, 3 * PAGE), 0, true), 'blocks, hits held').toEqual(whole);
  return whole;
}

describe('hits do not depend on how the input is cut', () => {
  test('all examples of all rules', () => {
    const all = examples('cuts');
    const text = bytes(all.map((one) => one.text).join('\n'));
    expect(text.length).toBeGreaterThan(4 * PAGE);
    expect(sameHowever(text, 1).length).toBeGreaterThan(all.length);
  });

  test.each(Array.from({ length: 10 }, (_, seed) => seed))('texts of everything, seed %i', (seed) => {
    const hits = sameHowever(bytes(mixed(createRandom(`mixed ${seed}`), 6 * PAGE)), seed);
    expect(hits.length).toBeGreaterThan(20);
  });

  test.each([PAGE - 1, PAGE, PAGE + 1, LOOK_AHEAD + LOOK_BEHIND, 2 * PAGE + 17, 5 * PAGE])('one structure of %i characters, across pages', (length) => {
    const random = createRandom(length);
    for (const long of [pem(random, length), pem(random, length, '\\n'), run(random, length), `password=${run(random, length)}`, `eyJhbGciOiJIUzI1NiJ9.${drawText(random, 'abcXYZ019', length)}.x`, Buffer.from(mixed(random, length)).toString('base64')]) {
      sameHowever(bytes(`${clean(PAGE - 40)}${long}\n${clean(100)}`), length);
    }
  });

  test('every length around a page and a window', () => {
    const tail = `password = ${drawText(createRandom(5), 'ABCDEFabcdef0123456789', 40)}\n`;
    for (let length = -4; length <= 70; length++) {
      for (const border of [PAGE, PAGE + LOOK_AHEAD]) {
        const text = bytes(`${clean(border - length)}${tail}`);
        expect(hitsOf(engine, text, (rest) => (rest > 200 ? rest - 150 : 1))).toEqual(hitsOf(engine, text));
      }
    }
  });
});

// Rules of a test's own, that reach as far as a window does.
const FAR = programOf([
  "id: endless\nname: Endless\nkind: api_token\nseverity: high\nboundary: {left: word, right: none}\npattern: 'zqx_[a-z]{20,}'\nsample: 'zqx_{l:30}'\nexamples: ['{secret}']\nnegatives: ['zqx_']",
  "id: wide\nname: Wide\nkind: api_token\nseverity: high\npattern: 'QWORDQ:[a-z ]{20,}!'\nsample: 'QWORDQ:{l:30}!'\nexamples: ['{secret}']\nnegatives: ['QWORDQ']",
  "id: longer\nname: Longer\nkind: api_token\nseverity: high\nboundary: {left: word, right: none}\npattern: 'zqw_[a-z]{20}:[a-z ]{5,}'\nsample: 'zqw_{l:20}:{l:20}'\nexamples: ['{secret}']\nnegatives: ['zqw_']",
  "id: value\nname: Value\nkind: api_token\nseverity: high\nmatcher: { name: assignment, variant: secret }\nexamples: ['CLIENT_SECRET={b62:32}']\nnegatives: ['secret']",
  "id: before\nname: Before\nkind: api_token\nseverity: high\npattern: '(?<secret>[A-Z]{24})[.\\n]{1,999}[.]{1,999}QANCHORQ'\nsample: '{up:24}'\nexamples: ['{secret}..QANCHORQ']\nnegatives: ['QANCHORQ']",
]);
const letters = (length: number): string => drawText(createRandom(length), 'abcdefghijklmnopqrstuvwxyz', length);

describe('at the edges of what a page sees', () => {
  const far = engineOf(FAR);
  const cases: Readonly<Record<string, (n: number) => string>> = {
    'a value in the next page that begins something longer than its window': (n) => `${clean(PAGE - 45 + n)}client_secret = zqw_${letters(20)}:${letters(30)} ${letters(LOOK_AHEAD + 900)} \n${clean(PAGE)}`,
    'a run as long as the window': (n) => `${clean(PAGE - 12)}zqx_${letters(LOOK_AHEAD - 20 + n)} \n${clean(PAGE)}`,
    'a pattern as long as the window': (n) => `${clean(PAGE - 3000)}QWORDQ:${letters(LOOK_AHEAD - 80 + 2 * n)}! \n${clean(PAGE)}`,
    'a pattern as long as what there is': (n) => `${clean(PAGE - 12)}QWORDQ:${letters(LOOK_AHEAD - 100 + 2 * n)}!`,
    'a secret before the page of its anchor, on a line that began long before': (n) => `${clean(PAGE)}${'.'.repeat(PAGE - 520 + 25 * n)}KQZNVHTRWPXCBMJDLGFSYEUA.\n${'.'.repeat(1000)}QANCHORQ\n${clean(PAGE)}`,
  };
  test.each(Object.entries(cases))('%s', (_, text) => {
    let found = 0;
    for (let n = 0; n < 40; n += 2) {
      const one = bytes(text(n));
      const whole = hitsOf(far, one);
      expect(hitsOf(far, one, BYTES), `n = ${n}`).toEqual(whole);
      found += whole.length;
    }
    expect(found).toBeGreaterThan(0);
  });
});

/** A hit without the place where its text stands. Which of several keys is named first may depend on where a page begins. */
function local(hit: RawHit, start: number): string {
  const columns = `${hit.column}-${hit.endLine - hit.line}:${hit.endColumn}`;
  return `rule ${hit.rule}, ${hit.start - start}-${hit.end - start}, confidence ${hit.confidence}, reasons ${hit.reasons.toString(16)}, columns ${columns}, chain ${hit.chain.map((one) => one.encoding)}`;
}

describe('hits do not depend on where a text stands', () => {
  test('at every alignment', () => {
    const text = bytes(examples('aligned').map((one) => one.text).join('\n'));
    let expected: readonly string[] = [];
    for (let shift = 0; shift < 64; shift++) {
      const moved = new Uint8Array(text.length + shift).fill(10);
      moved.set(text, shift);
      const found = new Set<string>();
      const sink = (hits: readonly RawHit[]): void => {
        for (const hit of hits) found.add(local(hit, shift));
      };
      engine.begin();
      feed(engine, moved, WHOLE, sink);
      engine.finish(sink);
      if (shift === 0) expected = [...found].sort();
      else expect([...found].sort(), `moved by ${shift}`).toEqual(expected);
    }
    expect(expected.length).toBeGreaterThan(1000);
  });

  test('wherever a page border cuts it', () => {
    const all = examples('borders').map((one) => bytes(one.text)).filter((one) => one.length < 2000);
    const random = createRandom('borders');
    const round = (before: (length: number) => number): readonly string[] => {
      const text = new Uint8Array((all.length + 1) * PAGE).fill(46);
      for (let at = 63; at < text.length; at += 64) text[at] = 10;
      const starts = all.map((one, index) => {
        const start = (index + 1) * PAGE - before(one.length);
        text.fill(46, start - 100, start + one.length + 100);
        text.set(one, start);
        text[start - 1] = text[start + one.length] = 10;
        return start;
      });
      const found = all.map(() => new Set<string>());
      const sink = (hits: readonly RawHit[]): void => {
        for (const hit of hits) {
          const index = Math.round(hit.start / PAGE) - 1;
          found[index]?.add(local(hit, starts[index] ?? 0));
        }
      };
      engine.begin();
      feed(engine, text, WHOLE, sink);
      engine.finish(sink);
      return found.map((one) => [...one].sort().join('\n'));
    };
    const whole = round(() => 4000);
    expect(whole.filter((one) => one !== '').length).toBeGreaterThan(0.9 * all.length);
    for (let i = 0; i < 20; i++) {
      const cut = round((length) => Math.floor(random() * (length + 40)) - 20);
      cut.forEach((one, index) => expect(one, `round ${i}, example ${index}`).toBe(whole[index]));
    }
  });
});

describe('lines and columns', () => {
  test.each([0, 1, 2, 3])('are those of the text, seed %i', (seed) => {
    const random = createRandom(`lines ${seed}`);
    // long lines and many short ones, so that pages begin in both
    const text = bytes(`${mixed(random, PAGE)}\n${'.'.repeat(3 * PAGE)} ${mixed(random, PAGE)}${'\n'.repeat(500)}${mixed(random, 2 * PAGE)}`);
    let wrong = 0;
    let seen = 0;
    const place = (offset: number): string => {
      let line = 1;
      let last = -1;
      for (let at = text.indexOf(10); at >= 0 && at < offset; at = text.indexOf(10, at + 1)) {
        line++;
        last = at;
      }
      return `${line}:${offset - last}`;
    };
    const sink = (hits: readonly RawHit[]): void => {
      for (const hit of hits.filter((_, index) => index % 3 === 0)) {
        seen++;
        if (place(hit.start) !== `${hit.line}:${hit.column}` || place(hit.end) !== `${hit.endLine}:${hit.endColumn}`) wrong++;
      }
    };
    engine.begin();
    feed(engine, text, randomCut(random, PAGE), sink);
    engine.finish(sink);
    expect(seen).toBeGreaterThan(15);
    expect(wrong).toBe(0);
  });

  test('are 0 when lines are not counted', () => {
    const silent = engineOf(programOf(["id: one\nname: One\nkind: api_token\nseverity: high\npattern: 'qzv_[a-z0-9]{24}'\nsample: 'qzv_{b36:24}'\nexamples: ['{secret}']\nnegatives: ['qzv_']"], { lines: false }));
    const [hit] = hitsOf(silent, bytes(`a\nb ${`qzv_${drawText(createRandom(1), 'abcdefghij0123456789', 24)}`}\n`));
    expect(hit).toContain('at 0:0-0:0');
  });
});

describe('hits that are held', () => {
  const line = (i: number): string => `client_secret = "${drawText(createRandom(`held ${i}`), 'ABCDEFabcdef0123456789', 40)}"\n`;

  test('come together, and the horizon waits for them', () => {
    const text = bytes(Array.from({ length: 40 }, (_, i) => `${clean(PAGE - 500, i)}${line(i)}`).join(''));
    let calls = 0;
    let told = 0;
    let horizon = 0;
    const sink = (hits: readonly RawHit[], until: number): void => {
      calls += 1;
      told += hits.length;
      horizon = until;
    };
    engine.begin();
    for (let at = 0; at < text.length; at += 2 * PAGE) {
      const piece = text.subarray(at, at + 2 * PAGE);
      engine.room().set(piece);
      engine.push(piece.length, sink, true);
    }
    expect(calls).toBe(0);
    // No hit was given, so nothing behind the first of them may count as known.
    expect(engine.horizon).toBeLessThan(2 * PAGE);
    engine.finish(sink);
    expect(calls).toBe(1);
    expect(told).toBeGreaterThanOrEqual(40);
    // Nothing comes behind the last of them.
    expect(horizon).toBe(Number.POSITIVE_INFINITY);
    expect(engine.horizon).toBeGreaterThan(text.length - LOOK_BEHIND - PAGE);
  });

  test('are given when they are many', () => {
    const text = bytes(Array.from({ length: 2000 }, (_, i) => clean(200, i) + line(i)).join(''));
    let most = 0;
    let told = 0;
    let calls = 0;
    engine.begin();
    feed(engine, text, () => PAGE / 4, (hits) => {
      most = Math.max(most, hits.length);
      told += hits.length;
      calls += 1;
    }, true);
    engine.finish((hits) => (told += hits.length));
    expect(told).toBeGreaterThanOrEqual(2000);
    expect(calls).toBeGreaterThan(2);
    expect(most).toBeLessThan(2000);
    expect(engine.hitsLost).toBe(0);
  });
});
