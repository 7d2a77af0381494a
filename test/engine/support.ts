// Engines of every build, hits in a form that can be compared, and texts made of what all rules look for.

import { readFileSync } from 'node:fs';
import { Engine, type EngineBuild } from '../../src/engine/engine.ts';
import type { HitSource, RawHit } from '../../src/engine/types.ts';
import { loadFolder } from '../../src/rules/built-in.ts';
import { compileRules, type CompileOptions } from '../../src/rules/compile/compile.ts';
import { loadRules } from '../../src/rules/load/load.ts';
import type { Rule } from '../../src/rules/model.ts';
import { createRandom, type Random } from '../../src/testkit/random.ts';
import { sampleOf } from '../../src/testkit/sample.ts';
import { expand } from '../../src/testkit/template.ts';

const ROOT = new URL('../../', import.meta.url);
const FILES: Readonly<Record<EngineBuild, string>> = { simd: 'engine.wasm', scalar: 'engine-scalar.wasm', relaxed: 'engine-relaxed.wasm' };

export function wasmBytes(build: EngineBuild): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(`dist/${FILES[build]}`, ROOT)));
}

const modules = new Map<EngineBuild, WebAssembly.Module>();
export function moduleOf(build: EngineBuild): WebAssembly.Module {
  let module = modules.get(build);
  if (module === undefined) modules.set(build, (module = new WebAssembly.Module(wasmBytes(build))));
  return module;
}

export const relaxedRuns = WebAssembly.validate(wasmBytes('relaxed'));

let folder: readonly Rule[] | undefined;
/** Every built-in rule, those that are off in bulk scans included. */
export function allRules(): readonly Rule[] {
  return (folder ??= loadFolder(new URL('rules', ROOT).pathname));
}

let all: Uint8Array | undefined;
/** All of them, as the build compiled them. */
export function allProgram(): Uint8Array {
  return (all ??= new Uint8Array(readFileSync(new URL('dist/rules-all.bin', ROOT))));
}

/** Those of a bulk scan. */
export function bulkProgram(): Uint8Array {
  return new Uint8Array(readFileSync(new URL('dist/rules.bin', ROOT)));
}

/** A few rules of one's own: each a YAML mapping without its leading dash. */
export function programOf(bodies: readonly string[], options: CompileOptions = {}): Uint8Array {
  const text = `provider: Test\nrules:\n${bodies.map((body) => `  - ${body.trim().replaceAll('\n', '\n    ')}\n`).join('')}`;
  return compileRules(loadRules(text, 'test.yaml').rules, options).program;
}

export function engineOf(program: Uint8Array = allProgram(), build: EngineBuild = 'simd'): Engine {
  return Engine.instantiate(moduleOf(build), program);
}

/** A hit as text, so that lists of them can be sorted and compared; the secret as a hash only. */
export function hitText(hit: RawHit, source: HitSource): string {
  const secret = hashText(source.memory, hit.secretPtr, hit.secretLength);
  const key = hit.keyPtr === 0 ? '' : hashText(source.memory, hit.keyPtr, hit.keyEnd - hit.keyStart);
  return [
    `rule ${hit.rule}`, `${hit.start}-${hit.end}`, `confidence ${hit.confidence}`, `reasons ${hit.reasons.toString(16)}`, `key ${hit.keyStart}-${hit.keyEnd} ${key}`,
    `at ${hit.line}:${hit.column}-${hit.endLine}:${hit.endColumn}`, `secret ${hit.secretLength} ${secret}`,
    `chain ${hit.chain.map((one) => `${one.encoding}@${one.start}-${one.end}`).join(' ')}`,
  ].join(', ');
}

function hashText(memory: Uint8Array, at: number, length: number): string {
  let hash = 0x811c9dc5;
  for (const byte of memory.subarray(at, at + length)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16);
}

export type Cut = (rest: number) => number;
export const WHOLE: Cut = (rest) => rest;
export const BYTES: Cut = () => 1;

/** What an engine says of a text, in the order in which it says it; with `hold`, when it must. */
export function hitsOf(engine: Engine, text: Uint8Array, cut: Cut = WHOLE, offset = 0, hold = false): string[] {
  const found: string[] = [];
  const sink = (hits: readonly RawHit[], _: number, source: HitSource): void => {
    for (const hit of hits) found.push(hitText(hit, source));
  };
  engine.begin(offset);
  feed(engine, text, cut, sink, hold);
  engine.finish(sink);
  return found;
}

export function feed(engine: Engine, text: Uint8Array, cut: Cut, sink: Parameters<Engine['push']>[1], hold = false): void {
  for (let at = 0; at < text.length; ) {
    const room = engine.room();
    const n = Math.max(1, Math.min(cut(text.length - at), room.length, text.length - at));
    room.set(text.subarray(at, at + n));
    engine.push(n, sink, hold);
    at += n;
  }
}

export function randomCut(random: Random, most: number): Cut {
  return () => 1 + Math.floor(random() ** 3 * most);
}

/** One expanded example of a rule. */
export interface Example {
  readonly rule: string;
  readonly text: string;
}

/** The examples of all rules, each with a secret of its own. */
export function examples(seed: string, rules: readonly Rule[] = allRules()): readonly Example[] {
  return rules.flatMap((rule) =>
    rule.examples.map((template, index) => {
      const random = createRandom(`${seed}:${rule.id}:${index}`);
      return { rule: rule.id, text: expand(template, { random, secret: sampleOf(rule, `${seed}:${index}`), lengths: 'random' }) };
    }),
  );
}

const encoder = new TextEncoder();
export function bytes(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Lines in which there is nothing to find, exactly `length` bytes, ending with a line feed. */
export function clean(length: number, seed = 0): string {
  const line = `2026-01-01 00:00:0${seed % 10} info worker done in 12 ms, nothing to see here\n`;
  const text = line.repeat(Math.ceil(length / line.length)).slice(0, Math.max(0, length - 1));
  return length > 0 ? `${text}\n` : '';
}
