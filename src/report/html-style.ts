// Style of the HTML report. Light and dark follow the system until the person chooses.

export const HTML_STYLE = `
:root { color-scheme: light; --bg: #f6f7f9; --card: #fff; --ink: #1b1f24; --dim: #667080; --line: #dfe3e8; --accent: #3b5bdb; --code: #f3f4f7; --critical: #c2183c; --high: #d9580d; --medium: #a87900; --low: #2779bd; --good: #2b7a3f; --tint: 12%; }
@media (prefers-color-scheme: dark) { :root:not([data-theme=light]) { color-scheme: dark; --bg: #14171c; --card: #1c2027; --ink: #e3e7ed; --dim: #8d97a6; --line: #2e343e; --accent: #84a0ff; --code: #14171c; --critical: #ff6b81; --high: #ff9a4d; --medium: #e5bd3d; --low: #66b3f0; --good: #6fcf87; --tint: 18%; } }
:root[data-theme=dark] { color-scheme: dark; --bg: #14171c; --card: #1c2027; --ink: #e3e7ed; --dim: #8d97a6; --line: #2e343e; --accent: #84a0ff; --code: #14171c; --critical: #ff6b81; --high: #ff9a4d; --medium: #e5bd3d; --low: #66b3f0; --good: #6fcf87; --tint: 18%; }
* { box-sizing: border-box; } [hidden] { display: none !important; }
body { font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; background: var(--bg); color: var(--ink); margin: 0 auto; max-width: 78rem; padding: 1.6rem 1.2rem 4rem; }
h1 { font-size: 1.45rem; margin: 0; letter-spacing: -.01em; display: flex; align-items: center; gap: .55rem; }
.mark { width: .55rem; height: 1.5rem; border-radius: 3px; background: linear-gradient(var(--critical) 0 34%, var(--high) 34% 67%, var(--accent) 67%); }
.dim { color: var(--dim); font-weight: 400; }
.top { display: flex; justify-content: space-between; align-items: start; gap: 1rem; }
.top p { margin: .15rem 0 0; }
button, input, select { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .35rem .65rem; }
button { cursor: pointer; } button:hover, select:hover { border-color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.banner { background: color-mix(in srgb, var(--medium) var(--tint), var(--card)); border: 1px solid color-mix(in srgb, var(--medium) 45%, var(--line)); border-radius: 10px; padding: .6rem .9rem; }
.tiles { display: flex; flex-wrap: wrap; gap: .7rem; margin: 1.1rem 0; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: .55rem 1rem .6rem; min-width: 7rem; flex: 1 1 auto; text-align: left; font-size: .86rem; color: var(--dim); }
.tile b { display: block; font-size: 1.55rem; line-height: 1.25; color: var(--ink); font-variant-numeric: tabular-nums; letter-spacing: -.02em; }
.tile.level b { color: var(--c); } .tile[aria-pressed=true] { border-color: var(--c); box-shadow: inset 0 -3px 0 var(--c); }
.critical { --c: var(--critical); } .high { --c: var(--high); } .medium { --c: var(--medium); } .low { --c: var(--low); }
.charts { display: grid; grid-template-columns: 1fr 1fr; gap: .8rem; margin: 0 0 1rem; }
figure { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: .8rem 1rem; margin: 0; min-width: 0; }
figure.wide { grid-column: 1 / -1; } figcaption { font-weight: 600; margin-bottom: .5rem; }
svg { display: block; width: 100%; } svg text { fill: var(--dim); font: 11px system-ui, sans-serif; } svg rect.hit { fill: transparent; cursor: pointer; } svg g:hover .hit { fill: color-mix(in srgb, var(--accent) 12%, transparent); }
.bar { display: grid; grid-template-columns: minmax(8rem, 42%) 1fr 3.6rem; gap: .6rem; align-items: center; width: 100%; border: 0; background: none; padding: .12rem .2rem; border-radius: 6px; text-align: left; font-size: .88rem; }
.bar:hover { background: var(--bg); } .bar span:first-child { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.bar.path span:first-child { direction: rtl; } .bar i { height: .7rem; border-radius: 3px; background: var(--c, var(--accent)); display: block; min-width: 2px; } .bar span:last-child { text-align: right; font-variant-numeric: tabular-nums; color: var(--dim); }
.problems { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: .6rem 1rem; margin-bottom: 1rem; } summary { cursor: pointer; font-weight: 600; }
table { border-collapse: collapse; width: 100%; margin-top: .5rem; font-size: .9rem; } td, th { text-align: left; padding: .25rem .8rem .25rem 0; border-top: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; } th { border: 0; color: var(--dim); font-weight: 500; }
form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; position: sticky; top: 0; z-index: 2; padding: .7rem 0; background: var(--bg); }
input[type=search] { flex: 1 1 17rem; } select { max-width: 13rem; } #count { margin-left: auto; font-size: .88rem; font-variant-numeric: tabular-nums; }
.levels { display: inline-flex; } .levels button { border-radius: 0; margin-left: -1px; color: var(--dim); } .levels button:first-child { border-radius: 8px 0 0 8px; margin: 0; } .levels button:last-child { border-radius: 0 8px 8px 0; } .levels button:only-child { border-radius: 8px; }
.levels button[aria-pressed=true] { color: var(--c); background: color-mix(in srgb, var(--c) var(--tint), var(--card)); font-weight: 600; }
.file { font: 600 .92rem/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; margin: 1.2rem 0 .4rem; } .file em { font-style: normal; color: var(--dim); }
article { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--c); border-radius: 10px; padding: .55rem .9rem .6rem; margin: .4rem 0; content-visibility: auto; contain-intrinsic-size: auto 7rem; }
article.at { box-shadow: 0 0 0 2px var(--accent); }
.head { display: flex; flex-wrap: wrap; gap: .15rem .7rem; align-items: baseline; } .head b { font-weight: 600; }
.pill { color: var(--c); background: color-mix(in srgb, var(--c) var(--tint), transparent); border-radius: 99px; padding: 0 .55rem; font-size: .78rem; font-weight: 600; }
.place { margin-left: auto; border: 0; background: none; padding: 0 .2rem; color: var(--dim); font: .84rem ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre { margin: .4rem 0 .3rem; background: var(--code); border-radius: 7px; padding: .35rem .6rem; white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.55 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre span { color: var(--dim); } mark { color: var(--c); background: color-mix(in srgb, var(--c) var(--tint), transparent); border-radius: 3px; padding: 0 .15rem; font-weight: 600; }
.instead { font-size: .9rem; } .instead code { color: var(--good); } code { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .5rem 0 0; font-size: .88rem; } dt { color: var(--dim); } dd { margin: 0; overflow-wrap: anywhere; }
.empty { text-align: center; padding: 3.5rem 1rem; color: var(--dim); } .empty b { display: block; font-size: 1.3rem; color: var(--good); }
#end { text-align: center; color: var(--dim); } footer { font-size: .84rem; margin-top: 2rem; } kbd { font: 600 .78rem ui-monospace, monospace; border: 1px solid var(--line); border-bottom-width: 2px; border-radius: 5px; padding: 0 .35rem; background: var(--card); }
@media (max-width: 46rem) { .charts { grid-template-columns: 1fr; } #count { margin: 0; } .place { margin-left: 0; } form { position: static; } }
@media print { form, footer, #theme { display: none; } article { break-inside: avoid; content-visibility: visible; } }
`;
