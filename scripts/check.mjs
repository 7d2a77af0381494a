// Everything a change must pass, in the order of how fast it answers. usage: npm run check
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => join(root, 'node_modules/.bin', name);
const steps = [
  ['types', bin('tsc'), '--noEmit', '-p', 'tsconfig.json'],
  ['types of the tests', bin('tsc'), '--noEmit', '-p', 'tsconfig.test.json'],
  ['lint', bin('oxlint'), '--deny-warnings', 'src', 'test', 'scripts', 'bench'],
  ['unused', bin('knip')],
  ['build', process.execPath, 'scripts/build.mjs'],
  ['package', bin('publint')],
  ['detector table', process.execPath, 'scripts/detectors-table.mjs', '--check'],
  ['tests', process.execPath, 'scripts/test.mjs'],
];

const failed = [];
for (const [name, command, ...args] of steps) {
  console.log(`\n── ${name}`);
  if (spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status !== 0) failed.push(name);
}
console.log(failed.length > 0 ? `\nfailed: ${failed.join(', ')}` : '\nall checks passed');
process.exitCode = failed.length > 0 ? 1 : 0;
