// What goes wrong around an engine, and that it goes on all the same.

import { describe, expect, test } from 'vitest';
import { ABI_VERSION, HITS_CAPACITY, PAGE, P_METADATA, P_RULES, PROGRAM_HEAD } from '../../assembly/layout.ts';
import { Engine } from '../../src/engine/engine.ts';
import { readProgram } from '../../src/engine/program.ts';
import type { HitSink, RawHit } from '../../src/engine/types.ts';
import { digest } from '../../src/rules/compile/compile.ts';
import { below, createRandom } from '../../src/testkit/random.ts';
import { allProgram, bytes, clean, engineOf, feed, hitsOf, moduleOf, programOf, randomCut, WHOLE } from './support.ts';
import { filled } from './hostile.ts';
import { mixed } from './texts.ts';

const ONE = (id: string, pattern: string): string => `id: ${id}\nname: One\nkind: hash\nseverity: high\nboundary: none\npattern: '${pattern}'\nsample: 'qzv_{b36:24}'\nexamples: ['{secret}']\nnegatives: ['qzv_']`;
const small = programOf([ONE('small', 'QZX')]);
const ignore: HitSink = () => {};

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  return 'nothing was thrown';
}

describe('a program that is none', () => {
  const load = (change: (program: Uint8Array, view: DataView) => Uint8Array | void): string => {
    const copy = allProgram().slice();
    const changed = change(copy, new DataView(copy.buffer)) ?? copy;
    return codeOf(() => Engine.instantiate(moduleOf('simd'), changed));
  };
  const resealed = (program: Uint8Array, view: DataView): void => view.setUint32(12, digest(program, 16), true);

  test('is refused by length, magic, version and hash, each with a code of its own', () => {
    expect(load(() => new Uint8Array(0))).toBe('program_length');
    expect(load((program) => program.subarray(0, PROGRAM_HEAD - 1))).toBe('program_length');
    expect(load((program) => program.subarray(0, program.length - 1))).toBe('program_length');
    expect(load((program) => new Uint8Array([...program, 0]))).toBe('program_length');
    expect(load((_, view) => view.setUint32(0, 0x464c457f, true))).toBe('program_magic');
    expect(load((program, view) => (view.setUint32(4, 99, true), resealed(program, view)))).toBe('program_version');
    expect(load((program) => void (program[P_RULES] = (program[P_RULES] ?? 0) ^ 1))).toBe('program_damaged');
  });

  test('is refused wherever a bit of it is wrong', () => {
    const random = createRandom('bits');
    for (let i = 0; i < 40; i++) {
      const at = 16 + below(random, allProgram().length - 16);
      expect(load((program) => void (program[at] = (program[at] ?? 0) ^ (1 << below(random, 8)))), `byte ${at}`).toBe('program_damaged');
    }
  });

  test('is refused by the host, too', () => {
    expect(codeOf(() => readProgram(new Uint8Array(10)))).toBe('program_magic');
    expect(codeOf(() => readProgram(bytes('x'.repeat(200))))).toBe('program_magic');
    const other = allProgram().slice();
    new DataView(other.buffer).setUint32(4, 99, true);
    expect(codeOf(() => readProgram(other))).toBe('program_version');
    const cut = allProgram().slice();
    new DataView(cut.buffer).setUint32(P_METADATA, cut.length - 1, true);
    expect(codeOf(() => readProgram(cut))).toBe('program_length');
  });

  test('leaves the next one unharmed', () => {
    expect(load((program) => program.fill(0))).toBe('program_magic');
    expect(hitsOf(engineOf(small), bytes('..QZX..'))).toHaveLength(1);
  });
});

describe('an engine that is none', () => {
  test('is refused by its version', () => {
    const empty = new WebAssembly.Module(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
    expect(codeOf(() => Engine.instantiate(empty, small))).toBe('engine_version');
    expect(ABI_VERSION).toBeGreaterThan(0);
  });
});

describe('used wrongly', () => {
  const wasm = (): Record<string, (...args: number[]) => number> => new WebAssembly.Instance(moduleOf('simd')).exports as never;

  test('before a program is loaded, all answers are errors', () => {
    const raw = wasm();
    for (const [name, ...args] of [['begin', 0], ['push', 0], ['finish']] as const) expect(raw[name]?.(...(args as number[])), name).toBe(-5);
    expect(raw['room']?.()).toBe(0);
    expect(raw['roomSize']?.()).toBe(0);
    expect(raw['load']?.(PROGRAM_HEAD)).toBeLessThan(0);
  });

  test('more bytes than there is room for, or fewer than none', () => {
    const engine = engineOf(small);
    engine.begin();
    expect(codeOf(() => engine.push(engine.room().length + 1, ignore))).toBe('engine_room');
    expect(codeOf(() => engine.push(-1, ignore))).toBe('engine_room');
    expect(hitsOf(engine, bytes('..QZX..'))).toHaveLength(1);
  });

  test('finish twice, push nothing, begin twice', () => {
    const engine = engineOf(small);
    let found = 0;
    const sink = (hits: readonly RawHit[]): void => void (found += hits.length);
    engine.begin();
    engine.begin();
    engine.push(0, sink);
    feed(engine, bytes('..QZX..'), WHOLE, sink);
    engine.push(0, sink);
    engine.finish(sink);
    engine.finish(sink);
    expect(found).toBe(1);
  });
});

describe('small inputs', () => {
  test('nothing at all', () => {
    const engine = engineOf();
    expect(hitsOf(engine, new Uint8Array(0))).toEqual([]);
    expect(hitsOf(engine, new Uint8Array(0), WHOLE, 2 ** 40)).toEqual([]);
    expect(engine.decided).toBe(2 ** 40);
  });

  test('every length up to a hundred, of every byte', () => {
    const engine = engineOf();
    for (let length = 0; length <= 100; length++) for (const byte of [0, 0x0a, 0x2d, 0x41, 0xff]) hitsOf(engine, new Uint8Array(length).fill(byte));
    expect(hitsOf(engineOf(small), bytes('QZX'))).toHaveLength(1);
  });
});

describe('a stream that is broken off', () => {
  const text = bytes(mixed(createRandom('broken'), 8 * PAGE));

  test('leaves nothing to the next one', () => {
    const engine = engineOf();
    const other = bytes(mixed(createRandom('other'), 3 * PAGE));
    const expected = hitsOf(engineOf(), other);
    const random = createRandom('abort');
    for (let i = 0; i < 30; i++) {
      engine.begin(i % 3 === 0 ? below(random, 1e9) : 0);
      feed(engine, text.subarray(0, below(random, text.length)), randomCut(random, 2 * PAGE), ignore);
      expect(hitsOf(engine, other), `round ${i}`).toEqual(expected);
    }
  });

  test('by a sink that throws leaves the engine usable', () => {
    const engine = engineOf();
    const expected = hitsOf(engineOf(), text);
    for (let after = 0; after < 6; after++) {
      let calls = 0;
      const thrower = (hits: readonly RawHit[]): void => {
        if (hits.length > 0 && calls++ === after) throw new Error('enough');
      };
      engine.begin();
      expect(() => {
        feed(engine, text, () => PAGE, thrower);
        engine.finish(thrower);
      }).toThrow('enough');
      expect(hitsOf(engine, text)).toEqual(expected);
    }
  });

  test('by a sink that throws may also be gone on with: only the hits handed over are gone', () => {
    const engine = engineOf();
    const expected = hitsOf(engineOf(), text).length;
    let lost = 0;
    let found = 0;
    let calls = 0;
    const sink = (hits: readonly RawHit[]): void => {
      if (hits.length > 0 && calls++ % 4 === 1) {
        lost += hits.length;
        throw new Error('not this time');
      }
      found += hits.length;
    };
    engine.begin();
    for (let at = 0; at < text.length; ) {
      const room = engine.room();
      const n = Math.min(room.length, text.length - at, 50_000);
      room.set(text.subarray(at, at + n));
      at += n;
      try {
        engine.push(n, sink);
      } catch {
        // the next push takes up the work
      }
    }
    for (let tries = 0; tries < 100; tries++) {
      try {
        engine.finish(sink);
        break;
      } catch {
        // again
      }
    }
    expect(lost).toBeGreaterThan(0);
    expect(found + lost).toBe(expected);
  });
});

describe('more hits than the records hold', () => {
  const dense = (program: Uint8Array, text: Uint8Array): { found: number; batches: number; lost: number; places: number } => {
    const engine = engineOf(program);
    const places = new Set<string>();
    let found = 0;
    let batches = 0;
    const sink = (hits: readonly RawHit[]): void => {
      found += hits.length;
      if (hits.length > 0) batches++;
      expect(hits.length).toBeLessThanOrEqual(HITS_CAPACITY);
      for (const hit of hits) places.add(`${hit.rule}@${hit.start}`);
    };
    engine.begin();
    feed(engine, text, WHOLE, sink);
    engine.finish(sink);
    return { found, batches, lost: engine.hitsLost, places: places.size };
  };

  test('all are delivered', () => {
    const expected = Math.floor((4 * PAGE) / 3);
    expect(PAGE / 3).toBeGreaterThan(HITS_CAPACITY);
    const one = dense(small, filled('QZX', 4 * PAGE));
    expect(one).toEqual({ found: expected, batches: one.batches, lost: 0, places: expected });
    expect(one.batches).toBeGreaterThan(4);
    expect(dense(programOf([ONE('a', 'QZX'), ONE('b', 'QZ[X]'), ONE('c', '[Q]ZX')]), filled('QZX', 4 * PAGE))).toMatchObject({ places: 3 * expected, lost: 0 });
  });

  test('of automata, whose anchors wait for each other', () => {
    const rules = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ONE(name, `QZX(?:${name}{3}Y|(?:ZZ|k${name})!)?`));
    expect(dense(programOf(rules), filled('QZX', 2 * PAGE))).toMatchObject({ places: 6 * Math.floor((2 * PAGE) / 3), lost: 0 });
  });

  test('in decoded pieces', () => {
    const nested = (unit: string): Uint8Array => bytes(`${Buffer.from(filled(unit, 24_000)).toString('base64')}\n`.repeat(6));
    for (const unit of ['/u3+7QAAAAIAAAAB', '10.0.0.1 ', 'token=', 'password: "', 'eyJhbGciOiJIUzI1NiJ9.']) expect(dense(allProgram(), nested(unit)).lost, unit).toBe(0);
  });

  test('come out the same however the text is cut', () => {
    const engine = engineOf(small);
    const text = filled('QZX', 3 * PAGE + 5);
    const expected = hitsOf(engine, text);
    expect(hitsOf(engine, text, randomCut(createRandom(1), 5000))).toEqual(expected);
  });
});

describe('memory', () => {
  test('does not grow with the input', () => {
    const engine = engineOf();
    const size = engine.memory.length;
    const text = bytes(mixed(createRandom('memory'), 8 * PAGE));
    engine.begin();
    for (let i = 0; i < 40; i++) feed(engine, text, WHOLE, ignore);
    engine.finish(ignore);
    expect(engine.memory.length).toBe(size);
    expect(engine.memory.buffer.byteLength).toBe(size);
    expect(size).toBeLessThan(8 * 2 ** 20);
  });

  test('of a thousand engines, made and dropped, is given back', async () => {
    const text = bytes(`${clean(100)}QZX\n`);
    const collect = (globalThis as { gc?: () => void }).gc ?? (await forcedCollector());
    const settle = async (): Promise<number> => {
      for (let i = 0; i < 4; i++) {
        collect();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return process.memoryUsage.rss();
    };
    const make = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++) {
        expect(hitsOf(engineOf(small), text)).toHaveLength(1);
        if (i % 25 === 24) {
          collect();
          await new Promise((resolve) => setTimeout(resolve, 0));
        }
      }
    };
    await make(100);
    const before = await settle();
    await make(1000);
    // a thousand engines are more than 3 GB, were they kept
    expect((await settle()) - before).toBeLessThan(300 * 2 ** 20);
  }, 60_000);
});

async function forcedCollector(): Promise<() => void> {
  const { setFlagsFromString } = await import('node:v8');
  const { runInNewContext } = await import('node:vm');
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
