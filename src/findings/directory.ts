// Making directories for keys and state. Node only.

import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { WardlineError } from '../errors.ts';

/**
 * Makes `path` and what is missing above it, readable by its owner alone. Each part is made once: Node's own `recursive`
 * does not end where a file system answers "no such entry" for ever, as /proc does.
 */
export function makeDirectory(path: string, mode = 0o700): void {
  const missing: string[] = [];
  for (let at = resolve(path); ; at = dirname(at)) {
    const found = statSync(at, { throwIfNoEntry: false });
    if (found?.isDirectory()) break;
    if (found !== undefined) throw failed(path, `\`${at}\` is no directory`);
    missing.push(at);
    if (dirname(at) === at) break;
  }
  for (const part of missing.reverse()) {
    try {
      mkdirSync(part, { mode });
    } catch (cause) {
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'failed';
      if (code !== 'EEXIST') throw failed(path, `\`${part}\`: ${code}`, cause);
    }
  }
}

function failed(path: string, why: string, cause?: unknown): WardlineError {
  return new WardlineError('directory_failed', `the directory \`${path}\` can't be made: ${why}`, {
    hint: 'set WARDLINE_STATE_DIR (audit, overrides, disputes) or WARDLINE_CONFIG_DIR (key, policy) to a directory that you can write to', cause,
  });
}
