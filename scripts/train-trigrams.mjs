// Writes src/rules/compile/trigrams.ts: the commonest groups of three bytes in log and code text, by which the compiler
// places literals in the sieve. usage: node scripts/train-trigrams.mjs PATH… (files or folders; every second file is
// left out, to judge the tables on)
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const KEEP = 3000;
const counts = new Uint32Array(1 << 24);
let total = 0;
let index = 0;

function* files(path) {
  if (statSync(path).isDirectory()) for (const name of readdirSync(path).sort()) yield* files(join(path, name));
  else yield path;
}

for (const path of process.argv.slice(2)) {
  for (const file of files(path)) {
    if (index++ % 2) continue;
    const text = readFileSync(file).subarray(0, 1 << 20);
    for (let i = 2; i < text.length; i++) counts[(text[i - 2] << 16) | (text[i - 1] << 8) | text[i]]++;
    total += text.length;
  }
}
if (total === 0) throw new Error('no text given: name folders with logs and code');

const order = [...counts.keys()].filter((t) => counts[t] > 0).sort((a, b) => counts[b] - counts[a]).slice(0, KEEP);
const bytes = new Uint8Array(order.length * 5);
let covered = 0;
order.forEach((t, i) => {
  const weight = Math.max(1, Math.min(65535, Math.round((counts[t] / total) * 1e6)));
  bytes.set([t >> 16, (t >> 8) & 255, t & 255, weight >> 8, weight & 255], i * 5);
  covered += counts[t];
});
writeFileSync(
  new URL('../src/rules/compile/trigrams.ts', import.meta.url),
  `// Made by scripts/train-trigrams.mjs from ${(total / 1e6).toFixed(1)} MB of text: the ${order.length} commonest groups of three bytes\n` +
    `// (${((covered / total) * 100).toFixed(0)} % of all), five bytes each: the group, then its occurrences per million bytes, big-endian.\n\n` +
    `export const TRIGRAMS = '${Buffer.from(bytes).toString('base64')}';\n`,
);
