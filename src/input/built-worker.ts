// Threads run built files: one bundled into a single file starts in half the time.

import { existsSync } from 'node:fs';

/** Seen from dist/bundle, from two floors below dist (dist/src/bulk), and from the sources. */
const PLACES = ['./', '../../bundle/', '../../dist/bundle/'];
const MODULES = ['../', '../../dist/src/'];

/** Address of the file for a thread: the bundle of that name, else the module at `path` in dist/src. */
export function builtWorker(bundle: string, path: string): string {
  const places = [...PLACES.map((place) => `${place}${bundle}.cjs`), ...MODULES.map((place) => place + path)].map((place) => new URL(place, import.meta.url));
  return (places.find((url) => existsSync(url)) ?? (places[0] as URL)).href;
}
