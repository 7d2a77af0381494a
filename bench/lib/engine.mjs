// The engine with the default program, as the library puts it together, for loops that feed it themselves.

import { readFileSync } from 'node:fs';
import { DIST, loadInternal } from './library.mjs';

const dist = (name) => readFileSync(new URL(name, DIST));
const FILES = { simd: 'engine.wasm', scalar: 'engine-scalar.wasm', relaxed: 'engine-relaxed.wasm' };

/** The fastest build that this runtime takes, unless one is named. */
export function chooseBuild(wanted) {
  if (wanted) return wanted;
  return ['relaxed', 'simd', 'scalar'].find((build) => WebAssembly.validate(dist(FILES[build])));
}

export function loadProgram() {
  return new Uint8Array(dist('rules.bin'));
}

export async function makeEngine({ build, program = loadProgram() } = {}) {
  const { Engine } = await loadInternal('engine/engine.js');
  return Engine.instantiate(new WebAssembly.Module(dist(FILES[chooseBuild(build)])), program);
}

/** Engine, and the collector that makes findings of its hits. */
export async function makeParts({ build, least = 2 } = {}) {
  const [{ partsOf }, { Collector }, { Fingerprinter }, { selectRules }] = await Promise.all(
    ['scanner/parts.js', 'findings/collector.js', 'findings/fingerprint.js', 'findings/selection.js'].map(loadInternal),
  );
  const module = new WebAssembly.Module(dist(FILES[chooseBuild(build)]));
  const { table, pool } = partsOf(module, loadProgram());
  const findings = [];
  const settings = { least, fingerprinter: new Fingerprinter(new Uint8Array(32).fill(7)), enabled: selectRules(table, {}), reveal: false };
  const source = pool.acquire();
  return { source, table, findings, collector: new Collector(table, settings, (finding) => findings.push(finding)) };
}
