// wardline rules bench: what each rule costs, alone in the engine, over the same text.

import { mkdtempSync, openSync, closeSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { makeLogs } from '../../bulk/bench/data.ts';
import { builtFile } from '../../bulk/parts.ts';
import { Engine } from '../../engine/engine.ts';
import { feedBytes } from '../../engine/feed.ts';
import { WardlineError } from '../../errors.ts';
import { readPiece } from '../../input/source.ts';
import { compileRules } from '../../rules/compile/compile.ts';
import type { Rule } from '../../rules/model.ts';

export interface RuleCost {
  readonly rule: string;
  /** CPU time a byte, the least of the rounds. */
  readonly ns_per_byte: number;
  /** Before overlapping hits are joined and doubtful ones hidden. */
  readonly hits: number;
}

export const SAMPLE_BYTES = 16 << 20;
const ROUNDS = 3;

/** Rounds are interleaved: a busy moment of the machine falls on all rules alike. */
export function ruleCosts(rules: readonly Rule[], sample: Uint8Array): readonly RuleCost[] {
  const module = new WebAssembly.Module(readFileSync(builtFile('engine.wasm')));
  // A partner that is not there would be an error; alone it makes no pair.
  const programs = rules.map((rule) => ({ rule, program: compileRules([{ ...rule, pairs: [] }]).program, least: Number.POSITIVE_INFINITY, hits: 0 }));
  for (let round = 0; round < ROUNDS; round++) {
    for (const one of programs) {
      const engine = Engine.instantiate(module, one.program);
      one.hits = 0;
      const begun = process.cpuUsage();
      engine.begin();
      const sink = (hits: readonly unknown[]): void => void (one.hits += hits.length);
      feedBytes(engine, sample, sink);
      engine.finish(sink);
      one.least = Math.min(one.least, (process.cpuUsage(begun).user * 1000) / sample.length);
    }
  }
  return programs.map(({ rule, least, hits }) => ({ rule: rule.id, ns_per_byte: Math.round(least * 1000) / 1000, hits })).sort((a, b) => b.ns_per_byte - a.ns_per_byte);
}

/** The beginning of a file of one's own, or generated logs. */
export function sampleText(file: string | undefined): Uint8Array {
  if (file !== undefined) return head(file);
  const folder = mkdtempSync(join(tmpdir(), 'wardline-'));
  try {
    const path = join(folder, 'logs');
    makeLogs(path, SAMPLE_BYTES, 1, 0, () => '');
    return head(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function head(path: string): Uint8Array {
  const buffer = Buffer.alloc(SAMPLE_BYTES);
  let n = 0;
  try {
    const fd = openSync(path, 'r');
    try {
      for (let got = 1; got > 0 && n < buffer.length; n += got) got = readPiece(fd, buffer, n, buffer.length - n, n);
    } finally {
      closeSync(fd);
    }
  } catch (cause) {
    throw new WardlineError('usage', `\`${path}\` can't be read`, { hint: 'check its path and permissions', cause });
  }
  if (n === 0) throw new WardlineError('usage', `\`${path}\` is empty`, { hint: 'name a text to measure with, the larger the better' });
  return buffer.subarray(0, n);
}
