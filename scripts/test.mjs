// Runs all tests and ends with one plain line, `N passed, N failed` (and skipped ones). usage: node scripts/test.mjs [FILTER …]
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const report = join(root, 'build/test-report.json');
mkdirSync(join(root, 'build'), { recursive: true });
rmSync(report, { force: true });

const run = spawnSync(
  process.execPath,
  [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)],
  { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
);

let counts = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numFailedTestSuites: 0 };
try {
  counts = { ...counts, ...JSON.parse(readFileSync(report, 'utf8')) };
} catch (error) {
  console.error(`no test report was written: ${error.message}`);
}
// a file that fails to load has no test of its own that could fail
const failed = counts.numFailedTests + (counts.numFailedTests === 0 && (run.status !== 0 || counts.numFailedTestSuites > 0) ? 1 : 0);
const skipped = counts.numPendingTests > 0 ? `, ${counts.numPendingTests} skipped` : '';
console.log(`${counts.numPassedTests} passed, ${failed} failed${skipped}`);
process.exitCode = failed > 0 || counts.numPassedTests === 0 ? 1 : 0;
