// wardline/bulk: scanning files, directories and archives from a program.
//
//   for await (const { path, entry, finding } of scanPaths(['/var/log'])) …

import { availableParallelism } from 'node:os';
import { keyId } from '../findings/key.ts';
import { installationKey } from '../findings/key-file.ts';
import { DEFAULT_LIMITS, type Limits } from '../input/limits.ts';
import type { Source } from '../input/source.ts';
import type { Confidence } from '../rules/model.ts';
import { levelOf } from '../scanner/options.ts';
import type { Trouble } from './ledger.ts';
import { loadParts, type RuleChoice } from './parts.ts';
import type { Verdict } from './run.ts';
import { runScan } from './scan.ts';
import type { Located, Summary } from './summary.ts';

export { DEFAULT_LIMITS, type Limits } from '../input/limits.ts';
export type { Trouble } from './ledger.ts';
export type { Frame } from './frame.ts';
export type { RuleChoice } from './parts.ts';
export type { Verdict } from './run.ts';
export type { Located, Summary } from './summary.ts';

export interface ScanPathsOptions extends RuleChoice {
  /** Default: one for each core. 1 scans in the calling thread, which is one of several where files are small. */
  readonly threads?: number;
  readonly limits?: Partial<Limits>;
  /** Default `medium`. */
  readonly minConfidence?: Confidence;
  /** Findings hold their secret in `secret`, which prints as `[secret]`. */
  readonly reveal?: boolean;
  /** Findings come with the (redacted) line around them. */
  readonly frames?: boolean;
  /** Default: the installation's key. */
  readonly key?: Uint8Array;
  /** Follow symbolic links inside directories. */
  readonly follow?: boolean;
  readonly skipBinary?: boolean;
  readonly excluded?: (path: string, directory: boolean) => boolean;
  readonly filter?: (located: Located) => Verdict;
  /** What `-` among the paths reads. */
  readonly stdin?: () => Source | Promise<Source>;
  /** Hears at once of every input that can't be (wholly) read; all of them are in the summary as well. */
  readonly onTrouble?: (trouble: Trouble) => void;
  readonly signal?: AbortSignal;
}

/** Findings in order, as they become certain, and the summary when they have all been read. */
export interface PathScan extends AsyncIterable<Located> {
  readonly summary: Promise<Summary>;
}

/** Findings that may wait for a slow reader. */
const MOST_WAITING = 2048;

export function scanPaths(paths: readonly string[], options: ScanPathsOptions = {}): PathScan {
  const waiting: Located[] = [];
  let wake = (): void => {};
  let drained = (): void => {};
  let ended = false;
  const stop = new AbortController();
  const onAbort = (): void => stop.abort();
  if (options.signal?.aborted === true) stop.abort();
  options.signal?.addEventListener('abort', onAbort);
  const summary = begin(paths, options, stop.signal, (located) => {
    waiting.push(located);
    wake();
  }, () => (waiting.length < MOST_WAITING || stop.signal.aborted ? null : new Promise<void>((resolve) => (drained = resolve)))).finally(() => {
    ended = true;
    options.signal?.removeEventListener('abort', onAbort);
    wake();
  });
  // Whoever only iterates hears of a failure there.
  summary.catch(() => {});
  return {
    summary,
    async *[Symbol.asyncIterator]() {
      try {
        for (;;) {
          while (waiting.length > 0) yield waiting.shift() as Located;
          drained();
          if (ended) break;
          await new Promise<void>((resolve) => (wake = resolve));
        }
        await summary;
      } finally {
        stop.abort();
        drained();
      }
    },
  };
}

async function begin(
  paths: readonly string[], options: ScanPathsOptions, signal: AbortSignal, finding: (located: Located) => void, pause: () => Promise<void> | null,
): Promise<Summary> {
  const { only, except, all, files, noBuiltIn } = options;
  const key = options.key ?? installationKey().key;
  const choice: RuleChoice = {
    ...(only === undefined ? {} : { only }), ...(except === undefined ? {} : { except }), ...(all === undefined ? {} : { all }), files, noBuiltIn,
  };
  const { parts, table } = await loadParts(choice, key);
  return runScan({
    paths, parts, table, keyId: keyId(key), signal, finding, pause,
    walk: { follow: options.follow === true, excluded: options.excluded },
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    skipBinary: options.skipBinary === true,
    body: { least: levelOf(options.minConfidence ?? 'medium'), reveal: options.reveal === true, frames: options.frames === true },
    threads: options.threads ?? availableParallelism(),
    filter: options.filter, stdin: options.stdin,
    trouble: options.onTrouble ?? (() => {}),
  });
}
