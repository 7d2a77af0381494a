// Measures this machine with `wardline bench` and puts the table into README.md, between the two marks.
// usage: node scripts/readme-figures.mjs [options of wardline bench]
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const BEGIN = '<!-- figures: npm run bench:readme -->';
const END = '<!-- end of figures -->';
const readme = fileURLToPath(new URL('../README.md', import.meta.url));
const main = fileURLToPath(new URL('../dist/src/cli/main.js', import.meta.url));

const args = process.argv.length > 2 ? process.argv.slice(2) : ['--vs', 'rg'];
const figures = execFileSync(process.execPath, [main, 'bench', '--markdown', ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
const text = readFileSync(readme, 'utf8');
const from = text.indexOf(BEGIN);
const to = text.indexOf(END);
if (from < 0 || to < from) throw new Error(`README.md does not hold \`${BEGIN}\` and \`${END}\``);
writeFileSync(readme, `${text.slice(0, from + BEGIN.length)}\n${figures}${text.slice(to)}`);
process.stdout.write(figures);
