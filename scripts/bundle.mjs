// dist/bundle: the command line, and the commands whose start-up people wait for, each in one file. A hundred small
// modules cost a fresh process as much as all its work, and ES modules that use Node's own cost more than CommonJS does,
// for every member of these is looked at. What is loaded only when it is needed stays in files of its own. Everything
// also runs without this folder, from dist/src.
import { isAbsolute, join } from 'node:path';
import { rmSync } from 'node:fs';
import { rolldown } from 'rolldown';

/** Less to read at every start. Names of classes and functions are not relied on anywhere but in stack traces. */
const MINIFY = { compress: true, mangle: false, codegen: { removeWhitespace: true } };

const BUNDLES = [
  // The commands are found beside it, or in dist/src.
  { name: 'wardline', input: 'main.js', external: (id) => /\/commands\/[\w-]+\.js$/.test(id) },
  { name: 'check', input: 'commands/check.js', external: () => false },
  { name: 'scan', input: 'commands/scan.js', external: () => false },
  { name: 'redact', input: 'commands/redact.js', external: () => false },
  // What threads load.
  { name: 'worker', input: '../bulk/worker.js', external: () => false },
  { name: 'redact-worker', input: '../bulk/redact/worker.js', external: () => false },
  { name: 'decode', input: '../input/apart-worker.js', external: () => false },
];

export async function bundleCommands(root) {
  const dir = join(root, 'dist/bundle');
  rmSync(dir, { recursive: true, force: true });
  for (const { name, input, external } of BUNDLES) {
    const bundle = await rolldown({
      input: join(root, 'dist/src/cli', input), platform: 'node', logLevel: 'silent',
      plugins: [{ name: 'commands', renderChunk: (code) => code.replaceAll('./commands/', '../src/cli/commands/') }],
      external: (id) => external(id) || (!id.startsWith('.') && !isAbsolute(id)),
    });
    const form = { dir, format: 'cjs', entryFileNames: `${name}.cjs`, chunkFileNames: `${name}-[name]-[hash].cjs`, minify: MINIFY };
    const needed = modulesAtStart((await bundle.generate(form)).output);
    // Else what is needed at once is cut into as many files as other parts share.
    await bundle.write({ ...form, codeSplitting: { groups: [{ name: 'start', test: (id) => needed.has(id) }] } });
    await bundle.close();
  }
}

/** Modules that the entry loads before anything else happens. */
function modulesAtStart(output) {
  const chunks = new Map(output.filter((one) => one.type === 'chunk').map((one) => [one.fileName, one]));
  const modules = new Set();
  const seen = new Set();
  const visit = (chunk) => {
    if (chunk === undefined || seen.has(chunk.fileName)) return;
    seen.add(chunk.fileName);
    for (const id of chunk.moduleIds) modules.add(id);
    for (const file of chunk.imports) visit(chunks.get(file));
  };
  visit([...chunks.values()].find((one) => one.isEntry));
  return modules;
}
