// The native backend finds what the engine finds: over texts full of anchors and runs, however they are cut.

import { afterEach, describe, expect, it, vi } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import { sieveAnchors } from '../../src/engine/hyperscan/anchors.ts';
import { hyperscanMissing } from '../../src/engine/hyperscan/library.ts';
import { hyperscanEngine } from '../../src/engine/hyperscan/sieve.ts';
import type { HitSource } from '../../src/engine/types.ts';
import { createRandom } from '../../src/testkit/random.ts';
import { builtIn } from './built-in.ts';

const missing = hyperscanMissing();

function scan(source: HitSource, text: Uint8Array, cut: number, offset = 0): string[] {
  const hits: string[] = [];
  const sink: Parameters<HitSource['push']>[1] = (batch) => {
    for (const hit of batch) hits.push([hit.rule, hit.confidence, hit.reasons, hit.start, hit.end, hit.keyStart, hit.keyEnd, hit.line, hit.column, hit.endLine, hit.endColumn, hit.chain.length].join(' '));
  };
  source.begin(offset);
  for (let at = 0; at < text.length; ) {
    const room = source.room();
    const n = Math.min(room.length, text.length - at, cut);
    room.set(text.subarray(at, at + n));
    source.push(n, sink);
    at += n;
  }
  source.finish(sink);
  return hits;
}

const TOKEN = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Pieces that ask for something: anchors, runs of every length and parity, samples of rules, blanks, line feeds, any bytes. */
function makeText(seed: number, length: number): Uint8Array {
  const random = createRandom(`hyperscan ${seed}`);
  const below = (n: number): number => Math.floor(random() * n);
  const { anchors, samples } = builtIn();
  const parts: string[] = [];
  for (let size = 0; size < length; ) {
    let piece: string;
    switch (below(8)) {
      case 0: piece = anchors[below(anchors.length)] ?? ''; break;
      case 1: piece = (anchors[below(anchors.length)] ?? '').toUpperCase(); break;
      case 2: piece = Array.from({ length: 14 + below(30) }, () => TOKEN[below(TOKEN.length)]).join(''); break;
      case 3: piece = samples[below(samples.length)] ?? ''; break;
      case 4: piece = ' \n="\':/,;.'[below(11)] ?? ' '; break;
      case 5: piece = `${anchors[below(anchors.length)] ?? ''} = "${Array.from({ length: 8 + below(40) }, () => TOKEN[below(TOKEN.length)]).join('')}"`; break;
      case 6: piece = String.fromCharCode(below(256)); break;
      default: piece = ['GET /api HTTP/1.1', ' the ', '2026-01-01T00:00:00Z INFO ', '\0\0', '    '][below(5)] ?? '';
    }
    parts.push(piece);
    size += piece.length;
  }
  return Uint8Array.from(parts.join(''), (c) => c.charCodeAt(0) & 255);
}

describe.skipIf(missing !== null)(`backend hyperscan${missing === null ? '' : ` (skipped: ${missing.split('\n')[0]})`}`, () => {
  const { module, program } = builtIn();
  const own = Engine.instantiate(module, program);
  const native = missing === null ? hyperscanEngine(module, program) : own;

  it.each([1, 2, 3, 4, 5, 6])('finds the same in generated text %i', (seed) => {
    const text = makeText(seed, 300_000 + seed * 7919);
    const wanted = scan(own, text, 1 << 20);
    expect(wanted.length).toBeGreaterThan(100);
    expect(scan(native, text, 1 << 20)).toEqual(wanted);
  });

  it('finds the same however the text is cut and wherever it begins', () => {
    const text = makeText(99, 90_000);
    for (const offset of [0, 1, 32_767, 1_000_001]) {
      const wanted = scan(own, text, 1 << 20, offset);
      for (const cut of [1 << 20, 32_768, 4097, 61]) expect(scan(native, text, cut, offset), `pieces of ${cut} from ${offset} on`).toEqual(wanted);
    }
  });

  it.each([0, 1, 17, 18, 19, 31, 32, 33, 64])('finds the same in %i bytes', (length) => {
    for (let seed = 0; seed < 40; seed++) {
      const text = makeText(1000 + seed, 80).subarray(0, length);
      expect(scan(native, text, 1 << 20)).toEqual(scan(own, text, 1 << 20));
    }
  });

  it('looks at the same candidates that lead anywhere: no more than the sieve of the engine', () => {
    const text = makeText(7, 200_000);
    own.takeCounters();
    native.takeCounters();
    scan(own, text, 1 << 20);
    scan(native, text, 1 << 20);
    const [a, b] = [own.takeCounters().candidates, native.takeCounters().candidates];
    expect(b).toBeLessThanOrEqual(a);
    expect(b).toBeGreaterThan(a / 4);
  });
});

describe('anchors of a program', () => {
  it('have a window for each parity', () => {
    const { program } = builtIn();
    const anchors = sieveAnchors(program);
    expect(anchors.length).toBeGreaterThan(10);
    for (const anchor of anchors) {
      const name = String.fromCharCode(...anchor.bytes);
      expect(anchor.even % 2, name).toBe(0);
      expect(Math.abs(anchor.odd % 2), name).toBe(1);
      expect(Math.max(anchor.even, anchor.odd) + 3, name).toBeLessThanOrEqual(anchor.bytes.length + 1);
    }
  });
});

describe('what is missing', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.resetModules();
  });

  it('is said by name', async () => {
    vi.stubEnv('WARDLINE_LIBHS', '/nowhere/libhs.so.5');
    vi.resetModules();
    const { hyperscanMissing: again } = await import('../../src/engine/hyperscan/library.ts');
    expect(again()).toMatch(/`\/nowhere\/libhs\.so\.5`|`koffi`/);
    expect(again()).toContain('hint: install koffi');
  });
});
