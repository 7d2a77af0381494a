// The page of the HTML report: markup before the data, the script behind it. Style and script are files of their own.

import { HTML_SCRIPT } from './html-script.ts';
import { HTML_STYLE } from './html-style.ts';

export const PAGE_HEAD = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>Wardline report</title>
<style>${HTML_STYLE}</style>
</head>
<body>
<header class="top"><div><h1><span class="mark" aria-hidden="true"></span>Wardline report</h1><p id="about" class="dim"></p></div><button id="theme" type="button" title="Light or dark (t)" aria-label="Switch between light and dark">◐</button></header>
<p id="incomplete" class="banner" hidden></p>
<section class="tiles" id="tiles" aria-label="Figures"></section>
<section class="charts" id="charts" aria-label="Charts">
<figure class="wide"><figcaption>When <span class="dim">time in the log line</span></figcaption><div id="timeline"></div></figure>
<figure><figcaption>What <span class="dim">rules with most findings</span></figcaption><div id="byrule"></div></figure>
<figure><figcaption>Where <span class="dim">files with most findings</span></figcaption><div id="byfile"></div></figure>
</section>
<details id="problems" class="problems" hidden><summary></summary><table><thead><tr><th>Input</th><th>Reason</th><th>What happened</th></tr></thead><tbody></tbody></table></details>
<form id="filter" role="search" autocomplete="off"><input type="search" id="text" placeholder="Search path, rule, text   (press /)" aria-label="Search"><span id="levels" class="levels" role="group" aria-label="Severity"></span><select id="type" aria-label="Type"></select><select id="rule" aria-label="Rule"></select><select id="file" aria-label="File"></select><button type="reset" title="Show everything (Esc)">Reset</button><span id="count" class="dim" role="status"></span></form>
<main id="list"></main>
<p id="end"></p>
<footer class="dim"><kbd>/</kbd> search &nbsp; <kbd>j</kbd> <kbd>k</kbd> next, previous &nbsp; <kbd>Enter</kbd> details &nbsp; <kbd>c</kbd> copy the place &nbsp; <kbd>t</kbd> light or dark &nbsp; <kbd>Esc</kbd> reset<br>No secret stands in this file: each is shown as its public part and its length.</footer>
<noscript><p class="banner">This report needs scripts to be shown; all of its data is in this file as JSON.</p></noscript>
`;

export const PAGE_TAIL = `<script>${HTML_SCRIPT}</script>
</body>
</html>
`;
