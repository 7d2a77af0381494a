// What a fresh process costs: `wardline check` of a message that is let pass and of one that is held, and `wardline scan`
// of a file of 1 KB, beside `node -e 0`, taken in turns. The least of many is compared: what is more is other programs.
// usage: node bench/gate/startup.mjs [rounds]      WARDLINE_NODE: another node to run them with
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { createRandom, drawText } = await import(pathToFileURL(join(root, 'dist/src/testkit/random.js')).href);
const rounds = Number(process.argv[2] ?? 20);
const node = process.env.WARDLINE_NODE ?? process.execPath;
const main = join(root, 'dist/bundle/wardline.cjs');
const home = mkdtempSync(join(tmpdir(), 'startup-'));
const write = (name, text) => {
  writeFileSync(join(home, name), text);
  return join(home, name);
};
const random = createRandom('startup');
const passes = write('passes.txt', 'Could you look at why the service stops?\n');
const held = write('held.py', `def f():\n    api_secret = '${drawText(random, '0123456789abcdef', 64)}'\n    return api_secret\n`);
const log = write('app.log', '2026-04-20T10:00:00Z INFO request took 12 ms and was fine\n'.repeat(18));
const COMMANDS = {
  'node -e 0': [['-e', '0'], 0, 1],
  'check, let pass': [[main, 'check', passes], 0, 2.5],
  'check, held': [[main, 'check', held], 20, 2.5],
  'scan of 1 KB': [[main, 'scan', log], 0, 3],
};
const env = { ...process.env, WARDLINE_CONFIG_DIR: home, WARDLINE_ORG_POLICY: '' };
const samples = Object.fromEntries(Object.keys(COMMANDS).map((name) => [name, []]));
for (let i = 0; i <= rounds; i++) {
  for (const [name, [args, code]] of Object.entries(COMMANDS)) {
    const begun = performance.now();
    const done = spawnSync(node, args, { env, stdio: ['ignore', 'ignore', 'ignore'] });
    // The first round makes the key and the audit.
    if (i > 0) samples[name].push(performance.now() - begun);
    if (done.status !== code) throw new Error(`${name}: exit code ${done.status}, expected ${code}`);
  }
}
rmSync(home, { recursive: true, force: true });
const least = (name) => Math.min(...samples[name]);
console.log(`${spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim()}, ${rounds} rounds in turns, load ${loadavg()[0].toFixed(1)}`);
for (const [name, [, , most]] of Object.entries(COMMANDS)) {
  const sorted = [...samples[name]].sort((a, b) => a - b);
  const ratio = least(name) / least('node -e 0');
  console.log(`${name.padEnd(16)} least ${least(name).toFixed(1).padStart(6)} ms, median ${(sorted[sorted.length >> 1] ?? 0).toFixed(1).padStart(6)} ms, ${ratio.toFixed(2)} × node -e 0${most === 1 ? '' : `   ${ratio <= most ? 'within' : 'NOT within'} ${most}`}`);
}
