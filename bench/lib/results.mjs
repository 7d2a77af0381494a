// Raw samples of a benchmark run, kept as JSON with the machine they were taken on. `bench/compare.mjs` reads them.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../results/', import.meta.url));

export function machine() {
  const quiet = (command, args) => {
    try {
      return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim().split('\n')[0];
    } catch {
      return null;
    }
  };
  return {
    cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, memoryMib: Math.round(totalmem() / 1048576), load: loadavg().map((one) => Math.round(one * 10) / 10),
    node: process.version, v8: process.versions.v8, rg: quiet('rg', ['--version']), commit: quiet('git', ['rev-parse', '--short', 'HEAD']),
  };
}

/**
 * One record is { benchmark, unit, samples, expected, got }. Kept under results/local (not in the repository) unless `keep`
 * gives it a name there. Returns the file's path inside the repository.
 */
export function saveResults(name, records, keep) {
  const date = new Date().toISOString().slice(0, 19).replace(/[:T]/g, '-');
  const folder = keep ? FOLDER : `${FOLDER}local/`;
  mkdirSync(folder, { recursive: true });
  const file = `${folder}${keep ?? `${name}-${date}`}.json`;
  writeFileSync(file, `${JSON.stringify({ name, date, machine: machine(), records }, null, 1)}\n`);
  return file.slice(file.indexOf('bench/results/'));
}

export const readResults = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** A wrong result makes a time worthless: stop before it is believed. */
export function expectCount(benchmark, expected, got) {
  if (expected === got) return;
  throw new Error(`${benchmark}: expected a count of ${expected}, got ${got}; its time means nothing`);
}
