// When V8 is to compile code for speed. That of Node 20 does so as soon as code has run a little, which suits a server that
// goes on for days: most of the code that findings run through is compiled when a scan is nearly over, at a price higher
// than that of all its findings. What long scans need is compiled all the same, a moment later.

import process from 'node:process';
import { setFlagsFromString } from 'node:v8';

/** Bytes of bytecode that a function runs through between two looks at whether it is worth compiling; V8 11's own is the second. */
const SCRIPT_BUDGET = 2_000_000;
const OWN_SCRIPT_BUDGET = 132 * 1024;
/** The same for the engine's functions, which are compiled once, quickly, before; V8 11's own: 1.8 million. This is that of V8 13. */
const ENGINE_BUDGET = 13_000_000;

/**
 * For commands that scan and end; before the engine is loaded. Later versions of V8 have a compiler between the two, and
 * other names for their budgets: an unknown name would be told on stderr, so they are left as they are.
 */
export function compileLate(): void {
  if (!process.versions.v8.startsWith('11.')) return;
  setFlagsFromString(`--interrupt-budget=${SCRIPT_BUDGET}`);
  setFlagsFromString(`--wasm-tiering-budget=${ENGINE_BUDGET}`);
}

/** What small files run through is the same for each of so many that it is worth compiling at once. */
export function compileSoon(): void {
  if (process.versions.v8.startsWith('11.')) setFlagsFromString(`--interrupt-budget=${OWN_SCRIPT_BUDGET}`);
}
