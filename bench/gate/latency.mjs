// How long `gate.check` takes for messages of 10 KB with all built-in rules and the audit on, as histograms: by the clock,
// and by the CPU time of this process, which on a busy machine is what the code itself costs.
// usage: node bench/gate/latency.mjs [rounds]      The audit's durability is `batch`: written within 25 ms, then fsync.
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
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
/** What is asked of each: the level, and how many findings at least. */
const cases = {
  'nothing in it': [message(''), 0, 0],
  'one credential': [message(`api_secret = '${draw(HEX, 64)}'\n`), 2, 1],
  'a VPN configuration': [message(`[Interface]\nPrivateKey = ${base64(32)}\nAddress = 10.0.0.1/24\n\n[Peer]\nPublicKey = ${base64(32)}\nEndpoint = vpn.${word()}.net:51820\n`), 2, 4],
  'an incident report': [message(`The attack used these compromised API keys we found in logs:\nak_prod_${draw(HEX, 40)}\nak_prod_${draw(HEX, 40)}\n`), 2, 2],
  'agents and their keys': [message(`Agent handshake protocol:\ndef exchange_keys(self, peer_agent):\n    my_secret = '${draw(HEX, 64)}'\n    return hmac.new(my_secret.encode(), peer_agent.identity)\n`), 2, 3],
  'a compliance document': [message(`For the GDPR processor agreement:\n- Staging: Basic ${Buffer.from(`svc:${draw('abcdefghijkmnpqrstuvwxyz23456789', 18)}`).toString('base64')}\n`), 1, 1],
  'ten addresses': [message(Array.from({ length: 10 }, (_, i) => `host 10.4.${i}.${10 + i} answers\n`).join('')), 1, 10],
};
const BOUNDS = [0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, Infinity];
/** `process.cpuUsage` costs something itself, and counts whole microseconds. */
function costOfClock() {
  const samples = Array.from({ length: 2000 }, () => {
    const used = process.cpuUsage(process.cpuUsage());
    return (used.user + used.system) / 1000;
  }).sort((a, b) => a - b);
  return samples[1000];
}
costOfClock();
const clock = costOfClock();
console.log(`load ${loadavg()[0].toFixed(1)}; the CPU clock's own ${clock.toFixed(3)} ms are taken off`);
let wrong = 0;
for (const [name, [text, level, least]] of Object.entries(cases)) {
  for (let i = 0; i < 1500; i++) gate.check(text);
  await gate.flush();
  const wall = [];
  const cpu = [];
  for (let i = 0; i < rounds; i++) {
    // One clock a round: reading the other would be part of it.
    const used = i % 2 === 0 ? null : process.cpuUsage();
    const begun = performance.now();
    const answer = gate.check(text);
    if (used === null) wall.push(performance.now() - begun);
    else {
      const { user, system } = process.cpuUsage(used);
      cpu.push(Math.max(0, (user + system) / 1000 - clock));
    }
    if (answer.level < level || answer.violations.length < least || (level === 0 && answer.level !== 0)) throw new Error(`${name}: level ${answer.level}, ${answer.violations.length} findings`);
    // Timers run between messages, as in a server: batches of the audit are written there.
    if (i % 8 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await gate.flush();
  const at = (samples, q) => samples[Math.min(samples.length - 1, Math.floor(q * samples.length))];
  console.log(`\n10 KB, ${name}:`);
  for (const [kind, samples] of [['wall', wall], ['cpu', cpu]]) {
    samples.sort((a, b) => a - b);
    const within = at(samples, 0.5) < 0.2 && at(samples, 0.99) < 1;
    if (kind === 'cpu' && !within) wrong++;
    console.log(`  ${kind.padEnd(4)} p50 ${at(samples, 0.5).toFixed(3)} ms, p90 ${at(samples, 0.9).toFixed(3)}, p99 ${at(samples, 0.99).toFixed(3)}, p99.9 ${at(samples, 0.999).toFixed(3)}   ${within ? 'within' : 'NOT within'} p50 < 0.2, p99 < 1`);
  }
  const counts = BOUNDS.map((bound, i) => wall.filter((ms) => ms <= bound && (i === 0 || ms > BOUNDS[i - 1])).length);
  const most = Math.max(...counts);
  counts.forEach((count, i) => console.log(`    ≤ ${String(BOUNDS[i]).padEnd(8)} ms ${String(count).padStart(6)} ${'█'.repeat(Math.ceil((40 * count) / most))}`));
}
process.exitCode = wrong === 0 ? 0 : 1;
await gate.close();
rmSync(state, { recursive: true, force: true });
