// The version of the package, from its package.json, which lies at another height above sources and built files.

import { readFileSync } from 'node:fs';

let known = '';

export function version(): string {
  if (known !== '') return known;
  for (const place of ['../../package.json', '../../../package.json']) {
    try {
      const found = JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8')) as { name?: string; version?: string };
      if (found.name === 'wardline' && found.version !== undefined) {
        known = found.version;
        return known;
      }
    } catch {
      // look one floor up
    }
  }
  return 'unknown';
}
