// What the commands that read files in bulk share while they run: interrupts, standard input, the bar, the words of troubles.

import process from 'node:process';
import { visible } from '../bulk/frame.ts';
import type { Trouble } from '../bulk/ledger.ts';
import { pipeSource } from '../input/pipe-source.ts';
import type { Source } from '../input/source.ts';
import { type WalkOptions, walk } from '../input/walk.ts';
import type { Args } from './command.ts';
import { EXIT_INTERRUPTED } from './exit-codes.ts';
import type { ProgressMode } from './progress.ts';

/** Between two turns of the event loop. */
const WALK_MS = 20;

/** What there is to read, for the time that is left: a walk over names and sizes beside the scan, made only when somebody sees it. */
export async function storedBytes(paths: readonly string[], options: WalkOptions, over: () => boolean, known: (bytes: number) => void): Promise<void> {
  if (paths.includes('-')) return;
  let bytes = 0;
  let turn = performance.now();
  for (const found of walk(paths, options)) {
    if (found.type === 'file' || found.type === 'trouble') bytes += found.size;
    if (performance.now() - turn < WALK_MS) continue;
    await new Promise((resolve) => setImmediate(resolve));
    if (over()) return;
    turn = performance.now();
  }
  known(bytes);
}

export function troubleWords(trouble: Trouble): string {
  const place = visible(trouble.entry === undefined ? trouble.path : `${trouble.path} › ${trouble.entry}`);
  return `${place}: ${visible(trouble.detail)} [${trouble.reason}]`;
}

/** `free`: nothing that can't make room is written to the terminal of the bar. */
export function progressMode(args: Args, quiet: boolean, free = true): ProgressMode {
  const wanted = args.choice('progress', ['auto', 'bar', 'plain', 'none'] as const, 'auto');
  if (wanted !== 'auto') return wanted;
  return !quiet && process.stderr.isTTY === true && free ? 'bar' : 'none';
}

/** The first interrupt stops in order, a second one at once. */
export function onInterrupt(stop: () => void): () => void {
  let asked = false;
  const listener = (): void => {
    if (asked) process.exit(EXIT_INTERRUPTED);
    asked = true;
    stop();
  };
  process.on('SIGINT', listener);
  process.on('SIGTERM', listener);
  return () => {
    process.off('SIGINT', listener);
    process.off('SIGTERM', listener);
  };
}

export function stdinSource(signal: AbortSignal): Promise<Source> {
  return pipeSource(0, signal);
}
