// The one place where the core calls the libraries of tests and matchers beside it.

import { AUTOMATA_SCRATCH } from './layout';
import { automataScratch, checkScratch } from './memory';
import { setScratch } from './checks/index';
import { matchEnd, matchStart, setAutomataScratch } from './automata/run';
import { resetStructures } from './structures/index';
import { resetValues } from './assign/index';

export { openPage, runCheck } from './checks/index';
export { merelyRegular, partlyRegular, placeholder } from './assign/placeholder';
export { followsKnownId } from './assign/noise';
export { isMangled, isSetting, isWorded, standsAsNoise, standsInBlob } from './assign/named';
export { saysNothing } from './assign/words';
export { assignFromKey, assignFromValue, leftToFormats } from './assign/index';
export { matchStructure, nextStructure } from './structures/index';
export { nextMatch, openQueue, queueAnchor, rejectMatch } from './automata/queue';

/** Gives the libraries their scratch memory; memory has been laid out. */
export function setUpLibraries(): void {
  setAutomataScratch(automataScratch, AUTOMATA_SCRATCH);
  setScratch(checkScratch);
}
export function automatonStart(): usize { return matchStart; }
export function automatonEnd(): usize { return matchEnd; }
/** A new page, or a new piece: what matchers remember of addresses is void. */
export function newPage(): void {
  resetStructures();
  resetValues();
}
