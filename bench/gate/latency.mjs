// How long `gate.check` takes for a message of 10 KB with all built-in rules and the audit on, as a histogram.
// usage: node bench/gate/latency.mjs [rounds]      The audit's durability is `batch`: written within 25 ms, then fsync.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const dist = (name) => import(pathToFileURL(join(new URL('.', import.meta.url).pathname, '../../dist/src', name)).href);
const [{ createGate }, { createRandom, drawText }] = await Promise.all([dist('gate/index.js'), dist('testkit/random.js')]);
const rounds = Number(process.argv[2] ?? 4000);
const random = createRandom('gate latency');
const draw = (alphabet, n) => drawText(random, alphabet, n);
const word = () => draw('abcdefghijklmnopqrstuvwxyz', 3 + Math.floor(random() * 7));
const HEX = '0123456789abcdef';

function message(piece) {
  let text = '';
  for (let i = 0; text.length < 10_000; i++) {
    text += i % 3 === 0 ? `Could you look at why the ${word()} service stops after the ${word()} has been updated? It worked until yesterday.\n`
      : i % 3 === 1 ? `function ${word()}(${word()}) {\n  return ${word()}.map((one) => one.${word()} + ${draw('0123456789', 2)});\n}\n`
      : `2026-04-20T10:${draw('012345', 2)}:00Z INFO [${word()}] request ${draw(HEX, 8)} took ${draw('0123456789', 3)} ms\n`;
    if (i === 20) text += piece;
  }
  return text.slice(0, 10_000);
}

const state = mkdtempSync(join(tmpdir(), 'gate-bench-'));
const gate = await createGate({ places: { org: null, project: null, user: null, pin: null, config: state, state }, key: new Uint8Array(32).fill(1) });
const base64 = (n) => Buffer.from(Array.from({ length: n }, () => Math.floor(random() * 256))).toString('base64');
const cases = {
  'nothing in it': message(''),
  'one credential': message(`api_secret = '${draw(HEX, 64)}'\n`),
  'a VPN configuration': message(`[Interface]\nPrivateKey = ${base64(32)}\nAddress = 10.0.0.1/24\n\n[Peer]\nPublicKey = ${base64(32)}\nEndpoint = vpn.${word()}.net:51820\n`),
};
const BOUNDS = [0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, Infinity];
const results = {};
for (const [name, text] of Object.entries(cases)) {
  for (let i = 0; i < 1500; i++) gate.check(text);
  await gate.flush();
  const samples = [];
  for (let i = 0; i < rounds; i++) {
    const begun = performance.now();
    const answer = gate.check(text);
    samples.push(performance.now() - begun);
    if ((name === 'nothing in it') !== (answer.level === 0)) throw new Error(`${name}: level ${answer.level}`);
    // Timers run between messages, as in a server: batches of the audit are written there.
    if (i % 8 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await gate.flush();
  samples.sort((a, b) => a - b);
  const at = (q) => samples[Math.min(samples.length - 1, Math.floor(q * samples.length))];
  const counts = BOUNDS.map((bound, i) => samples.filter((ms) => ms <= bound && (i === 0 || ms > BOUNDS[i - 1])).length);
  const most = Math.max(...counts);
  results[name] = { p50: at(0.5), p90: at(0.9), p99: at(0.99), p999: at(0.999), counts };
  console.log(`\n10 KB, ${name}: p50 ${at(0.5).toFixed(3)} ms, p90 ${at(0.9).toFixed(3)}, p99 ${at(0.99).toFixed(3)}, p99.9 ${at(0.999).toFixed(3)}   ${at(0.5) < 0.2 && at(0.99) < 1 ? 'within' : 'NOT within'} p50 < 0.2, p99 < 1`);
  counts.forEach((count, i) => console.log(`  ≤ ${String(BOUNDS[i]).padEnd(8)} ms ${String(count).padStart(6)} ${'█'.repeat(Math.ceil((40 * count) / most))}`));
}
await gate.close();
rmSync(state, { recursive: true, force: true });
