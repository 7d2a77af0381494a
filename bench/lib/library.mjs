// The built library, or a stub that finds nothing when it has not been built: the harness can then still be tried.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The build to measure: dist/ of the repository, or the folder named by WARDLINE_DIST. */
export const DIST = process.env.WARDLINE_DIST ? pathToFileURL(`${resolve(process.env.WARDLINE_DIST)}/`) : new URL('../../dist/', import.meta.url);
const ENTRY = new URL('src/index.js', DIST);

export function isBuilt() {
  return existsSync(ENTRY);
}

export async function loadLibrary() {
  if (isBuilt()) return import(ENTRY.href);
  console.error('note: dist/ is not built (`npm run build`); nothing will be found');
  return { createScanner: async () => ({ rules: [], scan: () => [], close() {} }) };
}

/** A scanner of the built library with the default rules. */
export async function makeScanner(options = {}) {
  const { createScanner } = await loadLibrary();
  // a key of our own: no need to make or read the installation's
  return createScanner({ key: new Uint8Array(32).fill(7), ...options });
}

/** A module of the build that is no entry point, e.g. `testkit/expand.js`. Null when it is not there. */
export async function loadInternal(path) {
  const url = new URL(`src/${path}`, DIST);
  return existsSync(url) ? import(url.href) : null;
}
