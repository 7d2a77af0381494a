// The options that scan and redact share, and what they mean to a run.

import { availableParallelism } from 'node:os';
import process from 'node:process';
import { WardlineError } from '../errors.ts';
import { installationKey } from '../findings/key-file.ts';
import type { Backend, RuleChoice } from '../bulk/parts.ts';
import { DEFAULT_LIMITS, type Limits } from '../input/limits.ts';
import type { WalkOptions } from '../input/walk.ts';
import { CONFIDENCES } from '../rules/model.ts';
import type { Args, Option } from './command.ts';

export const RULE_OPTIONS: Readonly<Record<string, Option>> = {
  rules: { type: 'string', multiple: true, value: 'FILE', help: 'more rules of your own (docs/rules.md)', group: 'Rules' },
  only: { type: 'string', multiple: true, value: 'NAME,…', help: 'only these rules, types, kinds or providers', group: 'Rules' },
  except: { type: 'string', multiple: true, value: 'NAME,…', help: 'not these rules, types, kinds or providers', group: 'Rules' },
  'all-rules': { type: 'boolean', help: 'also the rules that are off unless asked for', group: 'Rules' },
  'min-confidence': { type: 'string', value: 'LEVEL', help: 'low, medium (default) or high', group: 'Rules' },
  'key-file': { type: 'string', value: 'FILE', help: 'key of the fingerprints (default: made at first use)', group: 'Rules' },
};

export const INPUT_OPTIONS: Readonly<Record<string, Option>> = {
  include: { type: 'string', multiple: true, value: 'GLOB', help: 'only files that fit', group: 'Input' },
  exclude: { type: 'string', multiple: true, value: 'GLOB', help: 'no files or directories that fit', group: 'Input' },
  gitignore: { type: 'boolean', help: 'leave out what a .gitignore in the scanned directory names', group: 'Input' },
  'ignore-file': { type: 'string', multiple: true, value: 'FILE', help: 'leave out what this file names, in .gitignore form', group: 'Input' },
  follow: { type: 'boolean', short: 'L', help: 'follow symbolic links inside directories', group: 'Input' },
  'skip-binary': { type: 'boolean', help: 'leave files with NUL bytes out (and say so)', group: 'Input' },
  'max-file-size': { type: 'string', value: 'SIZE', help: 'leave larger files out (and say so)', group: 'Limits' },
  'max-depth': { type: 'string', value: 'N', help: `layers of archives and compression (default ${DEFAULT_LIMITS.maxDepth})`, group: 'Limits' },
  'max-ratio': { type: 'string', value: 'N', help: `decoded bytes for each stored one (default ${DEFAULT_LIMITS.maxRatio})`, group: 'Limits' },
  'max-decoded': { type: 'string', value: 'SIZE', help: 'decoded bytes of one input (default 1T)', group: 'Limits' },
  'max-entries': { type: 'string', value: 'N', help: 'members of one archive (default 5000000)', group: 'Limits' },
  'max-window': { type: 'string', value: 'SIZE', help: 'window a decoder may ask for (default 128M)', group: 'Limits' },
};

export const RUN_OPTIONS: Readonly<Record<string, Option>> = {
  progress: { type: 'string', value: 'MODE', help: 'bar, plain or none (default: bar on a terminal)', group: 'Output' },
  quiet: { type: 'boolean', short: 'q', help: 'nothing on stderr but errors', group: 'Output' },
  threads: { type: 'string', short: 'j', value: 'N', help: 'workers (default: one for each core)', group: 'Input' },
};

export function ruleChoice(args: Args): RuleChoice {
  const only = args.list('only', true);
  const except = args.list('except', true);
  return {
    files: args.list('rules'), all: args.flag('all-rules'), warn: (text) => process.stderr.write(`wardline: ${text}\n`),
    ...(only.length > 0 ? { only } : {}), ...(except.length > 0 ? { except } : {}),
  };
}

export function limitsOf(args: Args): Limits {
  return {
    maxDepth: args.number('max-depth', DEFAULT_LIMITS.maxDepth),
    maxRatio: args.number('max-ratio', DEFAULT_LIMITS.maxRatio, { min: 1 }),
    maxDecodedBytes: args.number('max-decoded', DEFAULT_LIMITS.maxDecodedBytes, { size: true, min: 1 }),
    maxEntries: args.number('max-entries', DEFAULT_LIMITS.maxEntries, { min: 1 }),
    maxWindowBytes: args.number('max-window', DEFAULT_LIMITS.maxWindowBytes, { size: true, min: 1024 }),
  };
}

export function threadsOf(args: Args): number {
  return Math.min(256, args.number('threads', availableParallelism(), { min: 1 }));
}

/** What looks through the bytes first. Both find the same. */
export const BACKEND_OPTION: Readonly<Record<string, Option>> = {
  backend: { type: 'string', value: 'NAME', help: 'wasm (default), or hyperscan where koffi and libhs are installed', group: 'Input' },
};

export function backendOf(args: Args): Backend {
  return args.choice('backend', ['wasm', 'hyperscan'] as const, 'wasm');
}

export function leastOf(args: Args): 1 | 2 | 3 {
  return (CONFIDENCES.indexOf(args.choice('min-confidence', CONFIDENCES, 'medium')) + 1) as 1 | 2 | 3;
}

export function keyOf(args: Args): Uint8Array {
  const { key, warning } = installationKey({ file: args.text('key-file') });
  if (warning !== '') process.stderr.write(`wardline: ${warning}\n`);
  return key;
}

export async function walkOptions(args: Args, paths: readonly string[]): Promise<WalkOptions> {
  const maxFileBytes = args.text('max-file-size') === undefined ? undefined : args.number('max-file-size', 0, { size: true });
  const include = args.list('include');
  const exclude = args.list('exclude');
  const files = args.list('ignore-file');
  const needed = include.length > 0 || exclude.length > 0 || files.length > 0 || args.flag('gitignore');
  const excluded = needed ? await (await import('./path-filter.ts')).pathFilter({ include, exclude, files, gitignore: args.flag('gitignore') }, paths) : undefined;
  return { follow: args.flag('follow'), maxFileBytes, excluded };
}

/** Paths as the person meant them: a quoted glob is expanded when no such file exists. */
export async function expand(paths: readonly string[]): Promise<string[]> {
  if (!paths.some((path) => /[*?[{]/.test(path))) return [...paths];
  const { existsSync } = await import('node:fs');
  const out: string[] = [];
  for (const path of paths) {
    if (!/[*?[{]/.test(path) || existsSync(path)) {
      out.push(path);
      continue;
    }
    const { glob } = await import('tinyglobby');
    // Patterns know no backslash but as an escape; there it separates.
    const found = await glob(process.platform === 'win32' ? path.replaceAll('\\', '/') : path, { dot: true, onlyFiles: true, followSymbolicLinks: false });
    if (found.length === 0) throw new WardlineError('usage', `nothing fits \`${path}\``, { hint: 'check the pattern; quote it only when the shell should not expand it' });
    out.push(...found);
  }
  return out;
}
