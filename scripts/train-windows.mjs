// Writes src/rules/compile/text-windows.ts and trigrams.ts: the commonest groups of four and of three bytes in log and code
// text. By the first the compiler places literals in the sieve, by the second it chooses which literal leads to a pattern.
// usage: node scripts/train-windows.mjs PATH… (files or folders; every second file is left out, to judge the tables on)
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const TABLES = [
  { size: 4, keep: 14000, file: 'text-windows.ts', name: 'TEXT_WINDOWS', words: 'four bytes', record: 'six bytes' },
  { size: 3, keep: 3000, file: 'trigrams.ts', name: 'TRIGRAMS', words: 'three bytes', record: 'five bytes' },
].map((table) => ({ ...table, counts: new Map() }));
let total = 0;
let index = 0;

function* files(path) {
  if (statSync(path).isDirectory()) for (const name of readdirSync(path).sort()) yield* files(join(path, name));
  else yield path;
}

function count({ size, counts }, text) {
  const mask = 2 ** (8 * size) - 1;
  let group = 0;
  for (let i = 0; i < text.length; i++) {
    group = (((group << 8) | text[i]) & mask) >>> 0;
    if (i >= size - 1) counts.set(group, (counts.get(group) ?? 0) + 1);
  }
}

function write({ size, keep, file, name, words, record, counts }) {
  const order = [...counts].sort((a, b) => b[1] - a[1]).slice(0, keep);
  const bytes = Buffer.alloc(order.length * (size + 2));
  let covered = 0;
  order.forEach(([group, times], i) => {
    bytes.writeUIntBE(group, i * (size + 2), size);
    bytes.writeUInt16BE(Math.max(1, Math.min(65535, Math.round((times / total) * 1e6))), i * (size + 2) + size);
    covered += times;
  });
  writeFileSync(
    new URL(`../src/rules/compile/${file}`, import.meta.url),
    `// Made by scripts/train-windows.mjs from ${(total / 1e6).toFixed(1)} MB of text: the ${order.length} commonest groups of ${words}\n` +
      `// (${((covered / total) * 100).toFixed(0)} % of all), ${record} each: the group, then its occurrences per million bytes, big-endian.\n\n` +
      `export const ${name} = '${bytes.toString('base64')}';\n`,
  );
}

for (const path of process.argv.slice(2)) {
  for (const file of files(path)) {
    if (index++ % 2) continue;
    const text = readFileSync(file).subarray(0, 1 << 20);
    for (const table of TABLES) count(table, text);
    total += text.length;
  }
}
if (total === 0) throw new Error('no text given: name folders with logs and code');
for (const table of TABLES) write(table);
