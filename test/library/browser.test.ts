// The core in a browser: loaded as modules from a server that knows nothing but files. Needs Chromium.

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { token } from '../bulk/helper.ts';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));
const BROWSER = ['chromium', 'chromium-browser', 'google-chrome'].find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0);
const TYPES: Readonly<Record<string, string>> = { js: 'text/javascript', wasm: 'application/wasm', bin: 'application/octet-stream' };

const PAGE = (text: string): string => `<!doctype html><meta charset="utf-8"><pre id="out">nothing</pre><script type="module">
const out = document.getElementById('out');
try {
  const { createScanner } = await import('/src/core.js');
  const scanner = await createScanner({ wasm: await (await fetch('/engine.wasm')).arrayBuffer(), program: new URL('/rules.bin', location.href) });
  const text = ${JSON.stringify(text)};
  const inText = scanner.scan(text).findings.map((f) => [f.rule_id, f.char_start, f.line, f.match]);
  const streamed = [];
  for await (const finding of scanner.scanStream(new Blob([text]).stream())) streamed.push(finding.byte_start);
  out.textContent = JSON.stringify({ inText, streamed, redacted: scanner.redact(text) });
} catch (error) {
  out.textContent = String(error && error.stack || error);
}
document.title = 'done';
</script>`;

test.skipIf(BROWSER === undefined)('the core scans, streams and redacts in a browser', async () => {
  const secret = token(5);
  const text = `größe\nGITHUB_TOKEN=${secret}\n`;
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] as string;
    asked.push(path);
    try {
      const body = path === '/' ? PAGE(text) : readFileSync(join(DIST, path));
      response.writeHead(200, { 'content-type': path === '/' ? 'text/html' : (TYPES[path.split('.').at(-1) as string] ?? 'text/plain') });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const profile = mkdtempSync(join(tmpdir(), 'browser-test-'));
  onTestFinished(() => {
    server.close();
    rmSync(profile, { recursive: true, force: true });
  });
  const { port } = server.address() as AddressInfo;
  const child = spawn(BROWSER as string, ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', `--user-data-dir=${profile}`, '--virtual-time-budget=20000', '--dump-dom', `http://127.0.0.1:${port}/`], { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let dom = '';
  child.stdout.on('data', (piece: Buffer) => (dom += piece.toString()));
  await new Promise((resolve) => child.on('close', resolve));
  const said = /<pre id="out">([^<]*)<\/pre>/.exec(dom)?.[1]?.replaceAll('&quot;', '"');
  const at = text.indexOf(secret);
  expect(JSON.parse(said ?? 'null')).toEqual({
    inText: [['github-pat-classic', at, 2, 'ghp_[REDACTED_36_CHARS]']], streamed: [Buffer.byteLength(text.slice(0, at))], redacted: expect.stringContaining('_REDACTED]') as unknown,
  });
  expect(asked.filter((path) => path.includes('node'))).toEqual([]);
}, 120_000);
