// A stream begun in the middle gives the hits of the pages behind its beginning, just as the whole stream does.

import { describe, expect, test } from 'vitest';
import { LOOK_AHEAD, LOOK_BEHIND, PAGE, SLACK } from '../../assembly/layout.ts';
import type { RawHit } from '../../src/engine/types.ts';
import { createRandom } from '../../src/testkit/random.ts';
import { bytes, clean, engineOf, feed, hitsOf, hitText, WHOLE } from './support.ts';
import { mixed, pem } from './texts.ts';

const engine = engineOf();
/** What a shard reads before its first page: what that page may look at. */
const BEFORE = LOOK_BEHIND + 2 * SLACK;

interface Shard {
  readonly hits: readonly string[];
  readonly feeds: number;
  readonly lastFeed: number;
}

/** The hits of the pages in [from, to), their lines and columns as those of a stream that has `feeds` line feeds before. */
function shard(text: Uint8Array, from: number, to: number, before: { feeds: number; lastFeed: number }, offset = 0): Shard {
  const begin = Math.max(0, from - BEFORE);
  const hits: string[] = [];
  const sink = (found: readonly RawHit[]): void => {
    for (const hit of found) {
      const column = (line: number, column: number): number => (line === 1 ? column + offset + from - 1 - before.lastFeed : column);
      const moved = { ...hit, line: hit.line + before.feeds, column: column(hit.line, hit.column), endLine: hit.endLine + before.feeds, endColumn: column(hit.endLine, hit.endColumn) };
      hits.push(hitText(moved, engine));
    }
  };
  engine.begin(offset + begin);
  const end = Math.min(text.length, to + LOOK_AHEAD);
  feed(engine, text.subarray(begin, end), (rest) => Math.min(rest, 7 * PAGE + 5), sink);
  if (to >= text.length) engine.finish(sink);
  else expect(engine.decided).toBe(offset + to);
  const { count, last } = engine.lines;
  return { hits, feeds: before.feeds + count, lastFeed: count > 0 ? last : before.lastFeed };
}

function shards(text: Uint8Array, pages: number, offset = 0, feeds = 0, lastFeed = offset - 1): readonly string[] {
  const found: string[] = [];
  let state = { feeds, lastFeed };
  for (let from = 0, to = 0; from < text.length; from = to) {
    // the last takes what is too short for a page and its look-ahead
    to = from + pages * PAGE + LOOK_AHEAD > text.length ? text.length : from + pages * PAGE;
    const one = shard(text, from, to, state, offset);
    found.push(...one.hits);
    state = one;
  }
  return found;
}

describe('shards', () => {
  test.each([0, 1, 2, 3, 4, 5])('of any size give what the whole gives, seed %i', (seed) => {
    const random = createRandom(`shards ${seed}`);
    const text = bytes(`${mixed(random, 5 * PAGE)}${'.'.repeat(2 * PAGE)}${pem(random, 3 * PAGE)} ${mixed(random, 5 * PAGE)}`);
    const whole = hitsOf(engine, text);
    expect(whole.length).toBeGreaterThan(50);
    for (const pages of [1, 2, 3, 5, 8]) expect(shards(text, pages), `${pages} pages each`).toEqual(whole);
  });

  test.each([1, 63, PAGE - 1, PAGE + 1, 5 * PAGE + 4097])('a stream begun at offset %i leaves its first piece of a page to others', (offset) => {
    const text = bytes(mixed(createRandom(offset), 6 * PAGE));
    const firstPage = Math.ceil(offset / PAGE) * PAGE;
    const starts: number[] = [];
    engine.begin(offset);
    const sink = (hits: readonly RawHit[]): void => void starts.push(...hits.map((hit) => hit.end));
    feed(engine, text, WHOLE, sink);
    engine.finish(sink);
    expect(starts.length).toBeGreaterThan(10);
    expect(Math.min(...starts)).toBeGreaterThan(firstPage - BEFORE);
    expect(engine.decided).toBe(offset + text.length);
  });
});

describe('offsets', () => {
  test.each([2 ** 32, 2 ** 32 - 3 * PAGE, 2 ** 40, 2 ** 52])('beyond 32 bits are exact: %i', (base) => {
    const text = bytes(mixed(createRandom(base), 6 * PAGE));
    const move = (by: number) => (hit: RawHit): string => `rule ${hit.rule}, ${hit.start - by}-${hit.end - by}, key ${hit.keyStart - by}-${hit.keyEnd - by}, at ${hit.line}:${hit.column}, ${hit.confidence} ${hit.reasons} ${hit.chain.map((one) => `${one.encoding}@${one.start - by}`)}`;
    const scan = (by: number): string[] => {
      const found: string[] = [];
      const sink = (hits: readonly RawHit[]): void => void found.push(...hits.map(move(by)));
      engine.begin(by);
      feed(engine, text, WHOLE, sink);
      expect(engine.addressOf(by + text.length - 1)).toBeGreaterThan(0);
      expect(engine.addressOf(by + text.length)).toBe(-1);
      expect(engine.addressOf(0)).toBe(by === 0 ? engine.addressOf(0) : -1);
      engine.finish(sink);
      return found;
    };
    const expected = scan(0);
    expect(expected.length).toBeGreaterThan(20);
    expect(scan(base)).toEqual(expected);
  });

  test('lines are counted over more pages than stay in memory', () => {
    const line = clean(64);
    const text = bytes(`${line.repeat(40_000)}${mixed(createRandom(3), 100)}`);
    engine.begin();
    feed(engine, text, WHOLE, () => {});
    engine.finish(() => {});
    let feeds = 0;
    for (const byte of text) if (byte === 10) feeds++;
    expect(engine.lines.count).toBe(feeds);
    expect(engine.lines.last).toBe(text.lastIndexOf(10));
  });
});
