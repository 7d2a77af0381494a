// The engine and the rules of a run, in a form that can be handed to workers: a compiled module, a program, the choice.

import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Engine } from '../engine/engine.ts';
import { loadHyperscan } from '../engine/hyperscan/library.ts';
import { hyperscanEngine } from '../engine/hyperscan/sieve.ts';
import { readProgram } from '../engine/program.ts';
import { WardlineError } from '../errors.ts';
import { Fingerprinter } from '../findings/fingerprint.ts';
import { createRuleTable, type RuleTable } from '../findings/rule-table.ts';
import { type RuleSelection, selectRules } from '../findings/selection.ts';
import type { ScanParts } from './body-scanner.ts';

export interface RuleChoice extends RuleSelection {
  /** Rule files of one's own, added to the built-in rules. */
  readonly files?: readonly string[] | undefined;
  /** Leave the built-in rules out. */
  readonly noBuiltIn?: boolean | undefined;
  /** Hears what rule files of other tools lost on the way; without it the process warns. */
  readonly warn?: (text: string) => void;
}

/** What finds the candidates: the engine itself, or libhs (engine/hyperscan). */
export type Backend = 'wasm' | 'hyperscan';

/** Can be posted to a worker. */
export interface SharedParts {
  readonly module: WebAssembly.Module;
  /** In shared memory where there are workers. */
  readonly program: Uint8Array;
  readonly enabled: Uint8Array;
  readonly key: Uint8Array;
  readonly backend: Backend;
}

/** Built files lie beside dist/src; seen from the sources they lie in dist. */
export function builtFile(name: string): string {
  for (const place of ['../../', '../../dist/']) {
    const url = new URL(`${place}${name}`, import.meta.url);
    if (existsSync(url)) return fileURLToPath(url);
  }
  throw new WardlineError('not_built', `\`${name}\` is missing from the package`, { hint: 'install the package again, or run `npm run build`' });
}

export async function loadParts(choice: RuleChoice, key: Uint8Array, backend: Backend = 'wasm'): Promise<{ parts: SharedParts; table: RuleTable }> {
  if (backend === 'hyperscan') loadHyperscan(); // what is missing is said before the work begins
  const module = chooseModule();
  const program = await chooseProgram(choice);
  const table = createRuleTable(readProgram(program).rules);
  return { parts: { module, program, enabled: selectRules(table, choice), key, backend }, table };
}

/** The fastest engine that this machine can run. Node before 22 does not know relaxed SIMD: it is not even asked. */
function chooseModule(): WebAssembly.Module {
  const relaxed = Number(process.versions.node.split('.')[0]) >= 22;
  for (const name of relaxed ? ['engine-relaxed.wasm', 'engine.wasm'] : ['engine.wasm']) {
    try {
      return new WebAssembly.Module(readFileSync(builtFile(name)));
    } catch (error) {
      if (!(error instanceof WebAssembly.CompileError)) throw error;
    }
  }
  return new WebAssembly.Module(readFileSync(builtFile('engine-scalar.wasm')));
}

function warnProcess(text: string): void { process.emitWarning(text, { code: 'WARDLINE_RULES' }); }

async function chooseProgram(choice: RuleChoice): Promise<Uint8Array> {
  if (choice.files !== undefined && choice.files.length > 0) {
    const { compileOwnRules } = await import('./own-rules.ts');
    return compileOwnRules(choice.files, choice.noBuiltIn === true ? null : builtFile('rules.json'), choice.all === true || choice.only !== undefined, choice.warn ?? warnProcess);
  }
  // Rules that are off unless asked for are in the larger program only.
  const more = choice.all === true || choice.only !== undefined;
  return readFileSync(builtFile(more ? 'rules-all.bin' : 'rules.bin'));
}

/** An engine of one's own, for this thread. */
export function openParts(parts: SharedParts, table?: RuleTable): ScanParts {
  return {
    source: parts.backend === 'hyperscan' ? hyperscanEngine(parts.module, parts.program) : Engine.instantiate(parts.module, parts.program),
    table: table ?? createRuleTable(readProgram(parts.program).rules),
    enabled: parts.enabled,
    fingerprinter: new Fingerprinter(parts.key),
  };
}
