// The build without vectors says what is right; the others must say the same, and must be what they claim to be.

import { describe, expect, test } from 'vitest';
import { PAGE } from '../../assembly/layout.ts';
import type { EngineBuild } from '../../src/engine/engine.ts';
import { below, createRandom, pick, type Random } from '../../src/testkit/random.ts';
import { bytes, engineOf, examples, hitsOf, relaxedRuns, wasmBytes } from './support.ts';
import { units, filled } from './hostile.ts';
import { mixed } from './texts.ts';

const VECTOR_BUILDS: readonly EngineBuild[] = relaxedRuns ? ['simd', 'relaxed'] : ['simd'];
const scalar = engineOf(undefined, 'scalar');

/** Bytes from a few alphabets, with runs of one byte, all 256 values, and ends anywhere. */
function randomBytes(random: Random, length: number): Uint8Array {
  const text = new Uint8Array(length);
  const alphabets = ['abcdefghijklmnopqrstuvwxyz', '0123456789abcdef', 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_', 'eyJ.%3A:/=@"\'', 'passwordtokensecretkey_:= "', '\\nu0x&#;quot', '\n '];
  for (let at = 0; at < length; ) {
    const alphabet = random() < 0.1 ? null : pick(random, alphabets);
    const n = Math.min(length - at, 1 + below(random, random() < 0.2 ? 2000 : 60));
    for (let i = 0; i < n; i++) text[at++] = alphabet === null ? below(random, 256) : alphabet.charCodeAt(below(random, alphabet.length));
  }
  return text;
}

describe('builds', () => {
  test('say which they are', () => {
    expect(scalar.build).toBe('scalar');
    expect(engineOf().build).toBe('simd');
    if (relaxedRuns) expect(engineOf(undefined, 'relaxed').build).toBe('relaxed');
  });

  test('import nothing', () => {
    for (const build of ['scalar', 'simd', 'relaxed'] as const) {
      if (build === 'relaxed' && !relaxedRuns) continue;
      expect(WebAssembly.Module.imports(new WebAssembly.Module(wasmBytes(build)))).toEqual([]);
    }
  });

  test('the build with vectors has some, the one without has none', () => {
    // Engines refuse vectors in a module that may not use them only by flags; the prefix byte of vector instructions tells.
    const vectors = (build: EngineBuild): number => wasmBytes(build).filter((byte) => byte === 0xfd).length;
    expect(vectors('simd')).toBeGreaterThan(vectors('scalar') + 200);
  });

  describe.each(VECTOR_BUILDS)('%s', (build) => {
    const engine = engineOf(undefined, build);

    test('finds what the scalar build finds in all examples', () => {
      const text = bytes(examples('builds').map((one) => one.text).join('\n'));
      const expected = hitsOf(scalar, text);
      expect(expected.length).toBeGreaterThan(1000);
      expect(hitsOf(engine, text)).toEqual(expected);
    });

    test.each([0, 1, 2, 3, 4, 5, 6, 7])('finds what the scalar build finds in texts of everything, seed %i', (seed) => {
      const text = bytes(mixed(createRandom(`builds ${seed}`), 4 * PAGE));
      expect(hitsOf(engine, text)).toEqual(hitsOf(scalar, text));
    });

    test('finds what the scalar build finds in random bytes, and looks at the same candidates', () => {
      const random = createRandom('bytes');
      let candidates = 0;
      for (let i = 0; i < 60; i++) {
        const text = randomBytes(random, below(random, 3 * PAGE));
        engine.takeCounters();
        scalar.takeCounters();
        expect(hitsOf(engine, text), `round ${i}`).toEqual(hitsOf(scalar, text));
        const counted = engine.takeCounters();
        expect(counted).toEqual(scalar.takeCounters());
        candidates += counted.candidates;
      }
      expect(candidates).toBeGreaterThan(1000);
    });

    test('finds what the scalar build finds in hostile text', () => {
      let index = 0;
      for (const [name, unit] of units()) {
        if (index++ % 5 !== 0) continue;
        const text = filled(unit, 3000 + (index % 64));
        expect(hitsOf(engine, text), name).toEqual(hitsOf(scalar, text));
      }
    });
  });
});
