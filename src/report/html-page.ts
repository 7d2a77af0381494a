// The page of the HTML report: markup and style before the data, the script behind it.

export const PAGE_HEAD = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<title>Wardline report</title>
<style>
:root { color-scheme: light dark; --line: #8883; --dim: #777; --critical: #c0172b; --high: #d9480f; --medium: #b08400; --low: #1971c2; --good: #2b8a3e; }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 75rem; padding: 1.5rem; }
h1 { font-size: 1.4rem; margin: 0; } h2 { font-size: 1rem; margin: 0 0 .4rem; }
header p, .dim { color: var(--dim); margin: .2rem 0; }
.tiles { display: flex; flex-wrap: wrap; gap: .6rem; margin: 1rem 0; }
.tile { border: 1px solid var(--line); border-radius: 8px; padding: .5rem .9rem; min-width: 7rem; }
.tile b { display: block; font-size: 1.4rem; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1rem; margin: 1rem 0; }
.chart { border: 1px solid var(--line); border-radius: 8px; padding: .8rem; }
svg text { fill: currentColor; font: 11px system-ui, sans-serif; }
form { display: flex; flex-wrap: wrap; gap: .5rem; position: sticky; top: 0; padding: .6rem 0; background: Canvas; border-bottom: 1px solid var(--line); }
input, select, button { font: inherit; padding: .3rem .5rem; border: 1px solid var(--line); border-radius: 6px; background: Field; color: FieldText; }
input[type=search] { flex: 1 1 16rem; }
article { border-bottom: 1px solid var(--line); padding: .7rem 0; }
.severity { font-weight: 600; } .critical { color: var(--critical); } .high { color: var(--high); } .medium { color: var(--medium); } .low { color: var(--low); }
pre { margin: .3rem 0; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.5 ui-monospace, monospace; }
mark { background: none; color: var(--critical); text-decoration: underline wavy 1px; text-underline-offset: 3px; }
.instead { color: var(--good); } code { font: 13px ui-monospace, monospace; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; padding: .2rem .6rem .2rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
</style>
</head>
<body>
<header><h1>Wardline report</h1><p id="about"></p></header>
<section class="tiles" id="tiles" aria-label="Figures"></section>
<section class="charts" aria-label="Charts"><div class="chart"><h2>When (time in the log line)</h2><div id="timeline"></div></div><div class="chart"><h2>What</h2><div id="histogram"></div></div></section>
<section id="problems"></section>
<form id="filter" role="search"><input type="search" id="text" placeholder="Search path, rule, text" aria-label="Search"><select id="severity" aria-label="Severity"></select><select id="type" aria-label="Type"></select><select id="rule" aria-label="Rule"></select><select id="file" aria-label="File"></select><button type="reset">Reset</button><span id="count" class="dim" role="status"></span></form>
<main id="list"></main>
<p><button id="more" hidden>Show more</button></p>
<noscript><p>This report needs scripts; all of its data is in this file as JSON.</p></noscript>
`;

export const PAGE_TAIL = `<script>
'use strict';
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const names = ['severity', 'confidence', 'rule', 'pattern', 'type', 'path', 'entry', 'line', 'column', 'byte', 'match', 'before', 'after', 'advice', 'label', 'hour'];
const rows = read('rows').map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]])));
const sum = read('summary');
const at = (id) => document.getElementById(id);
const make = (tag, text, className) => { const e = document.createElement(tag); if (text !== undefined) e.textContent = text; if (className) e.className = className; return e; };
const number = (n) => n.toLocaleString('en');
const size = (n) => { const u = ['B', 'KiB', 'MiB', 'GiB', 'TiB']; let i = 0; while (n >= 1024 && i < 4) { n /= 1024; i++; } return (i ? n.toFixed(1) : n) + ' ' + u[i]; };
at('about').textContent = 'Made ' + sum.made + ' by Wardline ' + sum.version + (sum.complete ? '' : ' — not everything was scanned');
for (const [label, value] of [['findings', number(sum.findings)], ...['critical', 'high', 'medium', 'low'].filter((s) => sum.by_severity[s]).map((s) => [s, number(sum.by_severity[s])]), ['files', number(sum.files)], ['archive members', number(sum.entries)], ['read', size(sum.bytes_in)], ['skipped', size(sum.bytes_skipped)]]) {
  const tile = make('div', undefined, 'tile'); tile.append(make('b', value, label), label); at('tiles').append(tile);
}
if (sum.errors.length) {
  const table = make('table'); table.append(make('caption', 'Not scanned, or not to the end'));
  for (const e of sum.errors.slice(0, 500)) { const tr = make('tr'); tr.append(make('td', e.path + (e.entry ? ' › ' + e.entry : '')), make('td', e.reason), make('td', e.detail)); table.append(tr); }
  at('problems').append(table);
}
const svg = (tag, attributes) => { const e = document.createElementNS('http://www.w3.org/2000/svg', tag); for (const k in attributes) e.setAttribute(k, attributes[k]); return e; };
function bars(id, entries, horizontal) {
  const box = at(id);
  if (!entries.length) { box.append(make('p', 'Nothing to show.', 'dim')); return; }
  const most = Math.max(...entries.map((e) => e[1]));
  if (horizontal) {
    const picture = svg('svg', { viewBox: '0 0 400 ' + (entries.length * 20 + 4), width: '100%', role: 'img', 'aria-label': entries.map((e) => e[0] + ' ' + e[1]).join(', ') });
    entries.forEach(([label, n], i) => {
      picture.append(svg('rect', { x: 190, y: i * 20 + 4, height: 13, width: Math.max(2, n / most * 165), rx: 2, fill: '#4c6ef5' }));
      const name = svg('text', { x: 185, y: i * 20 + 15, 'text-anchor': 'end' }); name.textContent = label.length > 30 ? label.slice(0, 29) + '…' : label;
      const value = svg('text', { x: 195 + Math.max(2, n / most * 165), y: i * 20 + 15 }); value.textContent = number(n);
      picture.append(name, value);
    });
    box.append(picture);
    return;
  }
  const picture = svg('svg', { viewBox: '0 0 400 150', width: '100%', role: 'img', 'aria-label': 'findings over time' });
  const width = 400 / entries.length;
  entries.forEach(([label, n], i) => {
    const bar = svg('rect', { x: i * width, y: 125 - n / most * 115, width: Math.max(.6, width - 1), height: n / most * 115, fill: '#4c6ef5' });
    const tip = svg('title', {}); tip.textContent = label + ': ' + n; bar.append(tip); picture.append(bar);
  });
  const first = svg('text', { x: 0, y: 145 }); first.textContent = entries[0][0];
  const last = svg('text', { x: 400, y: 145, 'text-anchor': 'end' }); last.textContent = entries[entries.length - 1][0];
  picture.append(first, last); box.append(picture);
}
const tally = (name) => { const m = new Map(); for (const r of rows) if (r[name] !== '') m.set(r[name], (m.get(r[name]) || 0) + 1); return [...m]; };
let hours = tally('hour').sort((a, b) => a[0] < b[0] ? -1 : 1);
if (hours.length > 200) { const days = new Map(); for (const [h, n] of hours) days.set(h.slice(0, 10), (days.get(h.slice(0, 10)) || 0) + n); hours = [...days]; }
bars('timeline', hours.slice(-400), false);
bars('histogram', Object.entries(sum.by_rule).sort((a, b) => b[1] - a[1]).slice(0, 12), true);
function options(id, label, values) { const s = at(id); s.append(new Option(label, '')); for (const v of values) s.append(new Option(v.length > 60 ? '…' + v.slice(-59) : v, v)); }
options('severity', 'Any severity', ['critical', 'high', 'medium', 'low'].filter((s) => rows.some((r) => r.severity === s)));
options('type', 'Any type', tally('type').map((e) => e[0]).sort());
options('rule', 'Any rule', tally('rule').map((e) => e[0]).sort());
options('file', 'Any file', tally('path').map((e) => e[0]).sort().slice(0, 2000));
let shown = 0, chosen = rows;
function card(r) {
  const a = make('article'); const head = make('div');
  head.append(make('span', r.severity, 'severity ' + r.severity), ' ' + r.pattern + ' ', make('span', r.rule + (r.confidence === 'high' ? '' : ', ' + r.confidence + ' confidence'), 'dim'));
  const place = make('code', r.path + (r.entry ? ' › ' + r.entry : '') + (r.line ? ':' + r.line + ':' + r.column : ' byte ' + r.byte));
  const line = make('pre'); line.append(r.before, make('mark', r.match), r.after);
  const instead = make('div', undefined, 'dim'); instead.append(make('span', r.label, 'instead'), ' ' + r.advice);
  a.append(head, place, line, instead); return a;
}
function more() { const part = chosen.slice(shown, shown + 200); shown += part.length; at('list').append(...part.map(card)); at('more').hidden = shown >= chosen.length; }
function apply() {
  const words = at('text').value.toLowerCase().split(/\\s+/).filter(Boolean);
  const is = (id, v) => at(id).value === '' || at(id).value === v;
  chosen = rows.filter((r) => is('severity', r.severity) && is('type', r.type) && is('rule', r.rule) && is('file', r.path) && words.every((w) => (r.path + ' ' + r.entry + ' ' + r.rule + ' ' + r.pattern + ' ' + r.before + r.match + r.after).toLowerCase().includes(w)));
  at('list').replaceChildren(); shown = 0; more();
  at('count').textContent = number(chosen.length) + ' of ' + number(sum.findings) + (sum.shown < sum.findings ? ' (the first ' + number(sum.shown) + ' are in this file)' : '');
}
at('filter').addEventListener('input', apply);
at('filter').addEventListener('submit', (e) => e.preventDefault());
at('filter').addEventListener('reset', () => setTimeout(apply));
at('more').addEventListener('click', more);
apply();
</script>
</body>
</html>
`;
