// Script of the HTML report: runs in the browser, over the data that stands in front of it.

export const HTML_SCRIPT = `
'use strict';
const $ = (id) => document.getElementById(id);
const read = (id) => JSON.parse($(id).textContent);
const NAMES = ['severity', 'confidence', 'rule', 'pattern', 'type', 'path', 'entry', 'line', 'column', 'byte', 'match', 'before', 'after', 'advice', 'label', 'hour', 'provider', 'fingerprint', 'reference'];
const LEVELS = ['critical', 'high', 'medium', 'low'];
const rows = read('rows').map((row, i) => { const r = { i }; NAMES.forEach((name, k) => { r[name] = row[k]; }); return r; });
const sum = read('summary');
const make = (tag, className, ...content) => { const e = document.createElement(tag); if (className) e.className = className; e.append(...content); return e; };
const number = (n) => n.toLocaleString('en');
const size = (n) => { const u = ['B', 'KiB', 'MiB', 'GiB', 'TiB']; let i = 0; while (n >= 1024 && i < 4) { n /= 1024; i++; } return (i ? n.toFixed(n < 10 ? 2 : 1) : n) + ' ' + u[i]; };
const whole = (r) => r.path + (r.entry ? ' › ' + r.entry : '');
const place = (r) => (r.line ? r.line + ':' + r.column : 'byte ' + r.byte);

// What is asked for: kept in the address, so that a view can be sent.
const FIELDS = ['text', 'type', 'rule', 'file', 'hour'];
const wanted = { text: '', type: '', rule: '', file: '', hour: '', levels: new Set() };

$('about').textContent = 'Made ' + new Date(sum.made).toISOString().slice(0, 16).replace('T', ' ') + ' UTC by Wardline ' + sum.version + ', in ' + sum.seconds.toFixed(sum.seconds < 10 ? 2 : 0) + ' s';
if (!sum.complete) { $('incomplete').hidden = false; $('incomplete').textContent = sum.interrupted ? 'The scan was interrupted: this is what was found until then.' : 'Not everything could be scanned: ' + number(sum.errors_total) + (sum.errors_total === 1 ? ' input' : ' inputs') + ' below.'; }
const tile = (label, value, tag, className) => { const t = make(tag || 'div', 'tile ' + (className || ''), make('b', '', value), label); $('tiles').append(t); return t; };
tile(sum.findings === 1 ? 'finding' : 'findings', number(sum.findings));
for (const level of LEVELS) if (sum.by_severity[level]) { const t = tile(level, number(sum.by_severity[level]), 'button', 'level ' + level); t.type = 'button'; t.dataset.level = level; t.onclick = () => toggle(level); }
tile(sum.files === 1 ? 'file' : 'files', number(sum.files));
if (sum.entries) tile('archive members', number(sum.entries));
tile('read', size(sum.bytes_in));
if (sum.bytes_skipped) tile('skipped', size(sum.bytes_skipped));
if (sum.hidden_low_confidence) tile('of low confidence, not listed', number(sum.hidden_low_confidence));
if (sum.errors.length) {
  $('problems').hidden = false; $('problems').open = sum.errors.length <= 5;
  $('problems').querySelector('summary').textContent = 'Not scanned, or not to the end: ' + number(sum.errors_total);
  for (const e of sum.errors.slice(0, 500)) $('problems').querySelector('tbody').append(make('tr', '', make('td', '', e.path + (e.entry ? ' › ' + e.entry : '')), make('td', '', e.reason), make('td', '', e.detail)));
}

const tally = (name) => { const m = new Map(); for (const r of rows) if (r[name] !== '') m.set(r[name], (m.get(r[name]) || 0) + 1); return [...m]; };
const worst = (name) => { const m = new Map(); for (const r of rows) if (!m.has(r[name]) || LEVELS.indexOf(r.severity) < LEVELS.indexOf(m.get(r[name]))) m.set(r[name], r.severity); return m; };
function bars(id, entries, field, className) {
  if (!entries.length) { $(id).append(make('p', 'dim', 'Nothing to show.')); return; }
  const most = entries[0][1], level = worst(field === 'file' ? 'path' : field);
  for (const [label, n] of entries) {
    const bar = make('button', 'bar ' + className + ' ' + (level.get(label) || ''), make('span', '', label + (className ? '\\u200e' : '')), make('i'), make('span', '', number(n)));
    bar.type = 'button'; bar.title = label; bar.children[1].style.width = Math.max(1, n / most * 100) + '%';
    bar.onclick = () => { wanted[field] = wanted[field] === label ? '' : label; apply(); };
    $(id).append(bar);
  }
}
bars('byrule', Object.entries(sum.by_rule).sort((a, b) => b[1] - a[1]).slice(0, 10), 'rule', '');
bars('byfile', tally('path').sort((a, b) => b[1] - a[1]).slice(0, 10), 'file', 'path');

// The timeline: hours, or days where they are many; severities on top of each other.
const hours = [...new Set(rows.map((r) => r.hour))].filter(Boolean).sort();
const byDay = hours.length > 120;
const slot = (r) => (r.hour && byDay ? r.hour.slice(0, 10) : r.hour);
(function timeline() {
  const slots = new Map();
  for (const r of rows) { const s = slot(r); if (!s) continue; if (!slots.has(s)) slots.set(s, { critical: 0, high: 0, medium: 0, low: 0, all: 0 }); slots.get(s)[r.severity]++; slots.get(s).all++; }
  // Slots without findings are part of the picture.
  const names = [...slots.keys()].sort();
  const step = byDay ? 864e5 : 36e5, stamp = (s) => Date.parse(s.slice(0, 10) + 'T' + (s.slice(11) || '00') + ':00:00Z');
  const last = names.length ? stamp(names[names.length - 1]) : 0;
  if (names.length && (last - stamp(names[0])) / step < 366) for (let t = stamp(names[0]); t < last; t += step) { const s = new Date(t).toISOString().slice(0, byDay ? 10 : 13).replace('T', ' '); if (!slots.has(s)) slots.set(s, { all: 0 }); }
  const entries = [...slots].sort((a, b) => (a[0] < b[0] ? -1 : 1)).slice(-366);
  if (!entries.length) { $('timeline').append(make('p', 'dim', rows.length ? 'The lines carry no time that could be read.' : 'Nothing to show.')); return; }
  const W = 1000, H = 120, most = Math.max(...entries.map((e) => e[1].all)), width = Math.min(40, W / entries.length);
  const svg = (tag, attributes) => { const e = document.createElementNS('http://www.w3.org/2000/svg', tag); for (const k in attributes) e.setAttribute(k, attributes[k]); return e; };
  const picture = svg('svg', { viewBox: '0 0 ' + W + ' ' + (H + 20), role: 'img', 'aria-label': 'Findings over time, at most ' + most + ' at once' });
  entries.forEach(([label, n], i) => {
    const g = svg('g', {}); let y = H;
    for (const level of [...LEVELS].reverse()) { if (!n[level]) continue; const h = Math.max(1.5, n[level] / most * (H - 6)); y -= h; g.append(svg('rect', { x: i * width + .5, y, width: Math.max(.8, width - 1.5), height: h, rx: Math.min(2, width / 6), style: 'fill: var(--' + level + ')' })); }
    const hit = svg('rect', { class: 'hit', x: i * width, y: 0, width, height: H }); const tip = svg('title', {}); tip.textContent = label + (byDay ? '' : ':00') + ' — ' + number(n.all); hit.append(tip);
    g.append(hit); g.onclick = () => { wanted.hour = wanted.hour === label ? '' : label; apply(); };
    picture.append(g);
  });
  picture.append(svg('line', { x1: 0, x2: W, y1: H + .5, y2: H + .5, stroke: 'var(--line)' }));
  const text = (x, t, anchor) => { const e = svg('text', { x, y: H + 15, 'text-anchor': anchor }); e.textContent = t; picture.append(e); };
  text(0, entries[0][0] + (byDay ? '' : ':00'), 'start');
  if (entries.length > 4) text(entries.length * width, entries[entries.length - 1][0] + (byDay ? '' : ':00'), 'end');
  $('timeline').append(picture);
})();

function options(id, label, values) { const s = $(id); s.append(new Option(label, '')); for (const v of values) s.append(new Option(v.length > 60 ? '…' + v.slice(-59) : v, v)); s.hidden = values.length < 2; }
options('type', 'Any type', tally('type').map((e) => e[0]).sort());
options('rule', 'Any rule', tally('rule').map((e) => e[0]).sort());
options('file', 'Any file', tally('path').map((e) => e[0]).sort().slice(0, 5000));
for (const level of LEVELS.filter((l) => rows.some((r) => r.severity === l))) { const b = make('button', level, level); b.type = 'button'; b.dataset.level = level; b.onclick = () => toggle(level); $('levels').append(b); }
$('filter').hidden = rows.length === 0; $('charts').hidden = rows.length === 0;
function toggle(level) { if (!wanted.levels.delete(level)) wanted.levels.add(level); apply(); }

let chosen = rows, shown = 0, at = -1, lastFile = null;
function haystack(r) { return (r.hay ??= (whole(r) + ' ' + r.rule + ' ' + r.pattern + ' ' + r.type + ' ' + r.provider + ' ' + r.before + r.match + r.after).toLowerCase()); }
function card(r) {
  const where = make('button', 'place', place(r)); where.type = 'button'; where.title = 'Copy the place'; where.onclick = () => copy(r, where);
  const head = make('div', 'head', make('span', 'pill', r.severity), make('b', '', r.pattern), make('span', 'dim', r.rule + (r.confidence === 'high' ? '' : ' · ' + r.confidence + ' confidence')), where);
  const line = make('pre', '', ...(r.line ? [make('span', '', r.line + ' │ ')] : []), r.before, make('mark', '', r.match), r.after);
  const a = make('article', r.severity, head, line, make('div', 'instead dim', ...(r.advice.includes(r.label) ? [] : [make('code', '', r.label), ' ']), r.advice));
  a.dataset.i = r.i; a.onclick = (e) => { if (!e.target.closest('button, a') && !String(getSelection())) { focusOn(chosen.indexOf(r), false); details(a, r); } };
  return a;
}
function details(a, r) {
  const open = a.querySelector('dl');
  if (open) { open.remove(); return; }
  const list = make('dl');
  for (const [name, value] of [['File', r.path], ['Member', r.entry], ['Place', place(r) + (r.line ? ', byte ' + number(r.byte) : '')], ['Type', r.type], ['Provider', r.provider], ['Confidence', r.confidence], ['Fingerprint', r.fingerprint], ['Policy', r.reference]]) if (value !== '' && value != null) list.append(make('dt', '', name), make('dd', '', String(value)));
  a.append(list);
}
async function copy(r, button) {
  const text = whole(r) + ':' + place(r);
  try { await navigator.clipboard.writeText(text); } catch { const t = make('textarea', '', text); document.body.append(t); t.select(); document.execCommand('copy'); t.remove(); }
  if (button) { button.textContent = 'copied'; setTimeout(() => { button.textContent = place(r); }, 900); }
}
function more() {
  const part = chosen.slice(shown, shown + 100), nodes = []; shown += part.length;
  for (const r of part) {
    const name = whole(r);
    if (name !== lastFile) { lastFile = name; nodes.push(make('h2', 'file', r.path, ...(r.entry ? [make('em', '', ' › ' + r.entry)] : []))); }
    nodes.push(card(r));
  }
  $('list').append(...nodes);
  $('end').textContent = chosen.length > 100 && shown >= chosen.length ? 'That is all.' : '';
}
function apply() {
  const words = wanted.text.toLowerCase().split(/\\s+/).filter(Boolean);
  chosen = rows.filter((r) => (wanted.levels.size === 0 || wanted.levels.has(r.severity)) && (!wanted.type || r.type === wanted.type) && (!wanted.rule || r.rule === wanted.rule) && (!wanted.file || r.path === wanted.file) && (!wanted.hour || slot(r) === wanted.hour) && words.every((w) => haystack(r).includes(w)));
  $('list').replaceChildren(); shown = 0; at = -1; lastFile = null; more();
  if (!chosen.length) $('list').append(rows.length ? make('p', 'empty', 'Nothing fits. Esc shows everything again.') : make('p', 'empty', make('b', '', 'No findings'), sum.complete ? 'Everything was read, and nothing was found.' : 'Nothing was found in what could be read.'));
  $('count').textContent = number(chosen.length) + ' of ' + number(sum.findings) + (wanted.hour ? ' · ' + wanted.hour : '') + (sum.shown < sum.findings ? ' (the first ' + number(sum.shown) + ' are in this file)' : '');
  for (const b of document.querySelectorAll('[data-level]')) b.setAttribute('aria-pressed', String(wanted.levels.has(b.dataset.level)));
  for (const id of ['text', 'type', 'rule', 'file']) if ($(id).value !== wanted[id]) $(id).value = wanted[id];
  const view = new URLSearchParams(FIELDS.filter((f) => wanted[f]).map((f) => [f, wanted[f]])); if (wanted.levels.size) view.set('severity', [...wanted.levels].join(' '));
  try { history.replaceState(null, '', view.size ? '#' + view : location.pathname + location.search); } catch { /* not from disk everywhere */ }
}
function focusOn(i, scroll) {
  if (i < 0 || i >= chosen.length) return;
  while (shown <= i) more();
  document.querySelector('article.at')?.classList.remove('at'); at = i;
  const a = document.querySelector('article[data-i="' + chosen[i].i + '"]'); a.classList.add('at');
  if (scroll) a.scrollIntoView({ block: 'center' });
}
let typing = 0;
$('text').oninput = () => { clearTimeout(typing); typing = setTimeout(() => { wanted.text = $('text').value; apply(); }, rows.length > 3000 ? 120 : 0); };
for (const id of ['type', 'rule', 'file']) $(id).onchange = () => { wanted[id] = $(id).value; apply(); };
const reset = () => { for (const f of FIELDS) wanted[f] = ''; wanted.levels.clear(); apply(); };
$('filter').onsubmit = (e) => e.preventDefault();
$('filter').onreset = (e) => { e.preventDefault(); reset(); };
new IntersectionObserver((seen) => { if (seen[0].isIntersecting && shown < chosen.length) more(); }, { rootMargin: '1200px' }).observe($('end'));
addEventListener('scroll', () => { if (shown < chosen.length && innerHeight + scrollY > document.body.scrollHeight - 1600) more(); }, { passive: true });
const dark = () => { const t = document.documentElement.dataset.theme; return t ? t === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches; };
const theme = () => { document.documentElement.dataset.theme = dark() ? 'light' : 'dark'; try { localStorage.setItem('wardline-theme', document.documentElement.dataset.theme); } catch { /* no storage from disk */ } };
try { const kept = localStorage.getItem('wardline-theme'); if (kept) document.documentElement.dataset.theme = kept; } catch { /* none */ }
$('theme').onclick = theme;
addEventListener('keydown', (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey) return;
  if (e.key === 'Escape') { $('text').blur(); reset(); return; }
  if (e.target.closest('input, select')) { if (e.key === 'Enter') $('text').blur(); return; }
  if (e.key === '/') { e.preventDefault(); $('text').focus(); $('text').select(); }
  else if (e.key === 'j') focusOn(at + 1, true);
  else if (e.key === 'k') focusOn(Math.max(0, at - 1), true);
  else if (e.key === 't') theme();
  else if (at >= 0 && e.key === 'c') copy(chosen[at], document.querySelector('article.at .place'));
  else if (at >= 0 && e.key === 'Enter' && !e.target.closest('button')) details(document.querySelector('article.at'), chosen[at]);
});
for (const [f, v] of new URLSearchParams(location.hash.slice(1))) if (f === 'severity') for (const l of v.split(' ')) wanted.levels.add(l); else if (FIELDS.includes(f)) wanted[f] = v;
apply();
`;
