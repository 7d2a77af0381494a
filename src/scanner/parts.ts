// What scanners of the same engine and rules share: the rule table and a few idle engines.

import { Engine } from '../engine/engine.ts';
import { readProgram } from '../engine/program.ts';
import { createRuleTable } from '../findings/rule-table.ts';
import type { ScannerParts } from './scanner.ts';
import { SourcePool } from './source-pool.ts';

// Held by the module and the program themselves, so that nothing outlives them.
const shared = new WeakMap<WebAssembly.Module, WeakMap<Uint8Array, ScannerParts>>();

/** Parts for scanners: the same for the same module and the same program array. */
export function partsOf(module: WebAssembly.Module, program: Uint8Array): ScannerParts {
  let ofModule = shared.get(module);
  if (ofModule === undefined) shared.set(module, (ofModule = new WeakMap()));
  let parts = ofModule.get(program);
  if (parts === undefined) {
    const table = createRuleTable(readProgram(program).rules);
    parts = { table, pool: new SourcePool(() => Engine.instantiate(module, program)) };
    ofModule.set(program, parts);
  }
  return parts;
}
