// What scanners of the same engine and rules share: the rule table and a few idle engines.

import { Engine } from '../engine/engine.ts';
import { readProgram } from '../engine/program.ts';
import { createRuleTable } from '../findings/rule-table.ts';
import type { ScannerParts } from './scanner.ts';
import { SourcePool } from './source-pool.ts';

/** Makes an engine with a program in it. */
export type MakeEngine = (module: WebAssembly.Module, program: Uint8Array) => Engine;

const makeEngine: MakeEngine = (module, program) => Engine.instantiate(module, program);

// Held by the module and the program themselves, so that nothing outlives them.
const shared = new WeakMap<MakeEngine, WeakMap<WebAssembly.Module, WeakMap<Uint8Array, ScannerParts>>>();

/** Parts for scanners: the same for the same module and the same program array. */
export function partsOf(module: WebAssembly.Module, program: Uint8Array, make: MakeEngine = makeEngine): ScannerParts {
  let ofMake = shared.get(make);
  if (ofMake === undefined) shared.set(make, (ofMake = new WeakMap()));
  let ofModule = ofMake.get(module);
  if (ofModule === undefined) ofMake.set(module, (ofModule = new WeakMap()));
  let parts = ofModule.get(program);
  if (parts === undefined) {
    const table = createRuleTable(readProgram(program).rules);
    parts = { table, pool: new SourcePool(() => make(module, program)) };
    ofModule.set(program, parts);
  }
  return parts;
}
