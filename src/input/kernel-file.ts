// Decoders that are WebAssembly modules of their own lie in dist, which is two floors above the built files and beside the
// sources' folder.

import { readFileSync } from 'node:fs';

/** Null where the file is missing or can't be run. */
export function loadKernel(name: string): WebAssembly.Module | null {
  for (const place of ['../../', '../../dist/']) {
    try {
      return new WebAssembly.Module(readFileSync(new URL(place + name, import.meta.url)));
    } catch {
      // the next place
    }
  }
  return null;
}
