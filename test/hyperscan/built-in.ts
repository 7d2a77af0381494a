// The engine built from the sources, and a program of the built-in rules: what the tests of this folder compare with.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sieveAnchors } from '../../src/engine/hyperscan/anchors.ts';
import { loadFolder } from '../../src/rules/built-in.ts';
import { compileRules } from '../../src/rules/compile/compile.ts';
import { sampleOf } from '../../src/testkit/sample.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface BuiltIn {
  readonly module: WebAssembly.Module;
  readonly program: Uint8Array;
  /** Literals of the sieve, as text of one character a byte. */
  readonly anchors: readonly string[];
  readonly samples: readonly string[];
}

let cached: BuiltIn | null = null;

export function builtIn(): BuiltIn {
  cached ??= make();
  return cached;
}

function make(): BuiltIn {
  const wasm = join(root, 'build/hyperscan-test.wasm');
  mkdirSync(join(root, 'build'), { recursive: true });
  execFileSync(process.execPath, [join(root, 'node_modules/assemblyscript/bin/asc.js'), 'assembly/index.ts', '-o', wasm, '--runtime', 'stub', '-O3', '--noAssert', '--enable', 'simd', '--initialMemory', '32'], { cwd: root, stdio: 'pipe' });
  const rules = loadFolder(join(root, 'rules')).filter((rule) => rule.on);
  const { program } = compileRules(rules);
  return {
    module: new WebAssembly.Module(readFileSync(wasm)),
    program,
    anchors: sieveAnchors(program).map(({ bytes }) => String.fromCharCode(...bytes)),
    samples: rules.filter((_, i) => i % 7 === 0).map((rule) => sampleOf(rule, 1)),
  };
}
