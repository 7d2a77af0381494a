// KEY_WORDS of src/rules/key-words.ts, read without a TypeScript loader so that measure.mjs runs on every Node version.
import { readFileSync } from 'node:fs';

const source = readFileSync(new URL('../../src/rules/key-words.ts', import.meta.url), 'utf8');
export const KEY_WORDS = [...source.matchAll(/\{ text: (['"])(.+?)\1, keyClass: (\d+) \}/g)].map((m) => ({ text: m[2], keyClass: Number(m[3]) }));
