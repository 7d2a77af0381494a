// Runs commands in turn and keeps what each took: wall time, CPU time of the whole process, peak memory.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

export interface Contender {
  readonly name: string;
  /** What it is measured by: the whole process from the outside, or a function in here. */
  readonly command?: readonly string[];
  readonly inside?: () => void | Promise<void>;
  /** Bytes it goes through; decoded bytes for packed input. */
  readonly bytes: number;
  readonly okCodes?: readonly number[];
  /** It is one of ours and says its peak memory. */
  readonly own?: boolean;
}

export interface Sample {
  readonly wall: number;
  readonly cpu: number;
  readonly peak: number;
}

export interface Measured {
  readonly name: string;
  readonly bytes: number;
  readonly samples: readonly Sample[];
  readonly failed: string;
}

/** All contenders take turns, so that a busy machine is busy for all of them. The first round warms up. */
export async function measure(contenders: readonly Contender[], rounds: number, onSample: (name: string, round: number) => void): Promise<Measured[]> {
  const samples = new Map<string, Sample[]>(contenders.map((c) => [c.name, []]));
  const failed = new Map<string, string>();
  for (let round = 0; round <= rounds; round++) {
    for (const contender of contenders) {
      if (failed.has(contender.name)) continue;
      onSample(contender.name, round);
      const sample = contender.command === undefined ? await inside(contender) : outside(contender, contender.command);
      if (typeof sample === 'string') failed.set(contender.name, sample);
      else if (round > 0) samples.get(contender.name)?.push(sample);
    }
  }
  return contenders.map((c) => ({ name: c.name, bytes: c.bytes, samples: samples.get(c.name) ?? [], failed: failed.get(c.name) ?? '' }));
}

async function inside(contender: Contender): Promise<Sample> {
  const before = process.cpuUsage();
  const begun = performance.now();
  await contender.inside?.();
  const wall = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(before);
  return { wall, cpu: (user + system) / 1e6, peak: 0 };
}

/** The shell's `times` gives the CPU time of the child, to a hundredth of a second, on every POSIX system. */
function outside(contender: Contender, command: readonly string[]): Sample | string {
  const folder = mkdtempSync(join(tmpdir(), 'wardline-bench-'));
  const usage = join(folder, 'usage');
  try {
    const begun = performance.now();
    const child = spawnSync('sh', ['-c', '"$@" >/dev/null 2>/dev/null; code=$?; times; exit $code', 'sh', ...command], {
      encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, WARDLINE_USAGE_FILE: usage },
    });
    const wall = (performance.now() - begun) / 1000;
    if (child.status === null || !(contender.okCodes ?? [0, 1]).includes(child.status)) return `exit code ${String(child.status)}`;
    const last = child.stdout.trim().split('\n').at(-1) ?? '';
    const cpu = [...last.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, m, s]) => sum + Number(m) * 60 + Number(s), 0);
    const peak = contender.own === true && existsSync(usage) ? Number(readFileSync(usage, 'utf8')) : 0;
    return { wall, cpu, peak };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length === 0 ? Number.NaN : sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
