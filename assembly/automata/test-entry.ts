// Entry of the module that test/automata compiles: memory below 1 MiB is the tests' own.

import { resetVisits, visits as seen } from './context';
import { end, start } from '../result';

export { nextMatch, openQueue, queueAnchor, rejectMatch } from './queue';
export { matchEnd, matchStart, runAutomaton, runAutomatonRanges, setAutomataScratch, setAutomataText } from './run';
export function spanStart(): usize { return start; }
export function spanEnd(): usize { return end; }
export function visits(): u64 { return seen; }
export function clearVisits(): void { resetVisits(); }
export function heapBase(): usize { return __heap_base; }
