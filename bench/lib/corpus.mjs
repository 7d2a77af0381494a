// Where benchmark text comes from: a folder that is given, the shared generator when it is beside this repository, or a
// small corpus of our own making. A folder holds logs-clean.log, logs-seeded.log and logs-seeded.json (planted secrets).

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeLogs } from './make-logs.mjs';

const SHARED = fileURLToPath(new URL('../../../shared/checks/corpus.sh', import.meta.url));

/** Folder of the corpus of about this size in MiB. */
export async function findCorpus({ folder, mib = 256 } = {}) {
  const given = folder ?? process.env.WARDLINE_CORPUS;
  if (given) {
    if (!existsSync(join(given, 'logs-clean.log'))) throw new Error(`\`${given}\` holds no logs-clean.log`);
    return given;
  }
  if (existsSync(SHARED)) return execFileSync(SHARED, [String(mib)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim().split('\n').at(-1);
  const own = join(tmpdir(), `wardline-bench-${Math.min(mib, 64)}`);
  if (!existsSync(join(own, 'logs-seeded.json'))) {
    mkdirSync(own, { recursive: true });
    await makeLogs(own, Math.min(mib, 64));
  }
  return own;
}

export const clean = (folder) => join(folder, 'logs-clean.log');
export const seeded = (folder) => join(folder, 'logs-seeded.log');
export const truth = (folder) => join(folder, 'logs-seeded.json');
export const sizeOf = (file) => statSync(file).size;
