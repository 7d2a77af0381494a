// Builds everything into dist/: three engines, the JavaScript, the compiled built-in rules.
// usage: node scripts/build.mjs [engine|code|rules|policy …]   (all when none is named)
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const wanted = process.argv.slice(2);
const all = wanted.length === 0;
process.chdir(root);
mkdirSync('dist', { recursive: true });

function run(script, ...args) {
  execFileSync(process.execPath, [join(root, 'node_modules', script), ...args], { stdio: 'inherit' });
}

if (all || wanted.includes('engine')) {
  for (const target of ['simd', 'scalar', 'relaxed']) run('assemblyscript/bin/asc.js', '--config', 'asconfig.json', '--target', target);
  for (const decoder of ['bzip2', 'zstd']) run('assemblyscript/bin/asc.js', '--config', `assembly/${decoder}/asconfig.json`, '--target', 'release');
}
if (all || wanted.includes('code')) {
  run('typescript/bin/tsc', '-p', 'tsconfig.json');
  await (await import('./bundle.mjs')).bundleCommands(root);
}
if (all || wanted.includes('rules') || wanted.includes('policy')) {
  const { buildBasePolicy } = await import(pathToFileURL(join(root, 'dist/src/policy/build.js')).href);
  buildBasePolicy(join(root, 'policies/base.yaml'), join(root, 'dist/base-policy.json'));
}
if (all || wanted.includes('rules')) {
  const { buildBuiltIn } = await import(pathToFileURL(join(root, 'dist/src/rules/built-in.js')).href);
  const { rules, bytes, milliseconds, literals } = buildBuiltIn(join(root, 'rules'), join(root, 'dist'));
  console.log(`${rules} rules, ${bytes} bytes, ${literals} sieve literals, compiled in ${milliseconds} ms`);
}
if (all) await import('./make-sample.mjs');
