// dist/bundle/check.js: `wardline check` and what it needs at once in one file, because seventy small modules cost a
// fresh process as much as all the rest. Nothing else is bundled; without this file the command loads its modules.
import { join, isAbsolute } from 'node:path';
import { rmSync } from 'node:fs';
import { rolldown } from 'rolldown';

export async function bundleCheck(root) {
  const dir = join(root, 'dist/bundle');
  rmSync(dir, { recursive: true, force: true });
  const bundle = await rolldown({
    input: join(root, 'dist/src/cli/commands/check.js'), platform: 'node', logLevel: 'warn',
    external: (id) => !id.startsWith('.') && !isAbsolute(id),
  });
  await bundle.write({ dir, format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' });
  await bundle.close();
}
