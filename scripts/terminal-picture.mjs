// Writes docs/images/scan.svg: what `wardline scan` prints over the sample archive, as a terminal shows it. Made from real
// output, so it is true as of the day it was made. usage: node scripts/terminal-picture.mjs
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const COLUMNS = 104;
const MOST_LINES = 24;
const CELL = 8.43;
const LINE = 20;
const COLOURS = { 31: '#ff7b8a', 32: '#7bd88f', 33: '#f1c453', 34: '#84a9ff', 36: '#6fd3e3', 35: '#d39bff' };

const run = spawnSync(process.execPath, [join(root, 'dist/src/cli/main.js'), 'scan', 'samples/app-logs.tar.gz'], {
  cwd: root, encoding: 'utf8', env: { ...process.env, FORCE_COLOR: '1', COLUMNS: String(COLUMNS), WARDLINE_KEY: '0'.repeat(64) },
});
if (run.status !== 1) throw new Error(`the sample was not scanned: ${run.stderr}`);
const all = run.stdout.trimEnd().split('\n');
const last = all.at(-1).replace(/ in [\d.]+ s$/, '');
// Whole groups only.
const cut = all.slice(0, MOST_LINES).findLastIndex((line, i) => line.includes('\u001b[4m') && i > 0);
const shown = ['\u001b[2m$\u001b[22m npx wardline scan samples/app-logs.tar.gz', '', ...all.slice(0, cut), '\u001b[2m…\u001b[22m', '', last];

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Pieces of a line with their style. */
function pieces(line) {
  const out = [];
  const style = { bold: false, dim: false, underline: false, colour: null };
  for (const [, codes, text] of `\u001b[0m${line}`.matchAll(/\u001b\[([\d;]*)m([^\u001b]*)/g)) {
    for (const code of codes.split(';').map(Number)) {
      if (code === 0) Object.assign(style, { bold: false, dim: false, underline: false, colour: null });
      else if (code === 1) style.bold = true;
      else if (code === 2) style.dim = true;
      else if (code === 4) style.underline = true;
      else if (code === 22) style.bold = style.dim = false;
      else if (code === 24) style.underline = false;
      else if (code === 39) style.colour = null;
      else if (COLOURS[code]) style.colour = COLOURS[code];
    }
    if (text !== '') out.push({ text, ...style });
  }
  return out;
}

const rows = shown.map((line, y) => {
  let x = 0;
  let room = COLUMNS;
  return pieces(line).map(({ text, bold, dim, underline, colour }) => {
    const part = [...text].slice(0, Math.max(0, room)).join('');
    const words = part.trim();
    const at = x + [...part].length - [...part.trimStart()].length;
    x += [...part].length;
    room -= [...part].length;
    if (words === '') return '';
    const attributes = [`x="${(24 + at * CELL).toFixed(1)}"`, `y="${62 + y * LINE}"`, `textLength="${([...words].length * CELL).toFixed(1)}"`];
    if (colour) attributes.push(`fill="${colour}"`);
    if (dim) attributes.push('opacity=".6"');
    if (bold) attributes.push('font-weight="700"');
    if (underline) attributes.push('text-decoration="underline"');
    return `<text ${attributes.join(' ')}>${escaped(words)}</text>`;
  }).join('');
});
const width = Math.ceil(48 + COLUMNS * CELL);
const height = 62 + shown.length * LINE + 6;
writeFileSync(join(root, 'docs/images/scan.svg'), `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="wardline scan in a terminal: findings grouped by file, each underlined in its line, with what to write instead">
<rect width="${width}" height="${height}" rx="12" fill="#161a21"/>
<circle cx="26" cy="22" r="6" fill="#ff5f57"/><circle cx="46" cy="22" r="6" fill="#febc2e"/><circle cx="66" cy="22" r="6" fill="#28c840"/>
<g fill="#dfe5ee" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">
${rows.filter((row) => row !== '').join('\n')}
</g>
</svg>
`);
console.log(`docs/images/scan.svg: ${shown.length} lines`);
