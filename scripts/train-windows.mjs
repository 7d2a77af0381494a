// Writes src/rules/compile/text-windows.ts: the commonest groups of four bytes in log and code text, by which the compiler
// places literals in the sieve. usage: node scripts/train-windows.mjs PATH… (files or folders; every second file is
// left out, to judge the tables on)
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const KEEP = 4000;
const counts = new Map();
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
    let window = 0;
    for (const byte of text) {
      window = ((window << 8) | byte) >>> 0;
      counts.set(window, (counts.get(window) ?? 0) + 1);
    }
    total += text.length;
  }
}
if (total === 0) throw new Error('no text given: name folders with logs and code');

const order = [...counts].sort((a, b) => b[1] - a[1]).slice(0, KEEP);
const bytes = new Uint8Array(order.length * 6);
const view = new DataView(bytes.buffer);
let covered = 0;
order.forEach(([window, count], i) => {
  view.setUint32(i * 6, window);
  view.setUint16(i * 6 + 4, Math.max(1, Math.min(65535, Math.round((count / total) * 1e6))));
  covered += count;
});
writeFileSync(
  new URL('../src/rules/compile/text-windows.ts', import.meta.url),
  `// Made by scripts/train-windows.mjs from ${(total / 1e6).toFixed(1)} MB of text: the ${order.length} commonest groups of four bytes\n` +
    `// (${((covered / total) * 100).toFixed(0)} % of all), six bytes each: the group, then its occurrences per million bytes, big-endian.\n\n` +
    `export const TEXT_WINDOWS = '${Buffer.from(bytes).toString('base64')}';\n`,
);
