// What the main thread and its workers say to each other.
//
// A unit of work is a task of the pool. While it runs, its findings come home in packets through a port of its own; a
// worker that is far ahead of what is being printed waits for credit. The shared control words:
//
//   [0] stop: 1 ends all work with what there is        [2 + slot] packets of that slot's unit that were printed
//   [1] workers that have started

import type { MessagePort } from 'node:worker_threads';
import type { Finding } from '../findings/finding.ts';
import type { Limits } from '../input/limits.ts';
import type { BodyOptions } from './body-scanner.ts';
import type { Part, PartLines } from './file-scanner.ts';
import type { Frame } from './frame.ts';
import type { Books, Trouble } from './ledger.ts';
import type { SharedParts } from './parts.ts';

export const STOP = 0;
export const STARTED = 1;
export const FIRST_SLOT = 2;
/** Packets a unit may be ahead of the printer. */
export const PACKETS_AHEAD = 12;
export const FINDINGS_A_PACKET = 256;
/** Printed packets of a unit that nobody waits for any more. */
export const NO_LIMIT = 0x3fffffff;

export interface WorkerSetup {
  readonly parts: SharedParts;
  readonly body: BodyOptions;
  readonly limits: Limits;
  readonly skipBinary: boolean;
  readonly control: Int32Array;
}

export interface UnitTask {
  readonly slot: number;
  readonly paths: readonly string[];
  /** The sizes of the files are not known: what turns out to be much is given back. */
  readonly unsized: boolean;
  /** The file is a pipe or device. */
  readonly special: boolean;
  /** Set when the unit is one part of one file. */
  readonly part: Part | null;
}

/** The same for a worker, with the port through which its packets come. */
export interface PostedTask extends Omit<UnitTask, 'paths'> {
  /** With a zero byte between them: one text is posted much faster than many. */
  readonly paths: string;
  readonly port: MessagePort;
}

/** A finding on its way between threads: `file` is its index in the unit. */
export interface Parcel {
  readonly file: number;
  readonly entry: string | undefined;
  readonly finding: Omit<Finding, 'secret'>;
  readonly secret: Uint8Array | undefined;
  readonly frame: Frame | undefined;
}

export type Packet =
  | { readonly type: 'findings'; readonly parcels: readonly Parcel[]; readonly feedsBefore: number }
  /** Its path is filled in by the one who prints it. */
  | { readonly type: 'trouble'; readonly file: number; readonly trouble: Trouble }
  /** Files from … to before … are too much for this unit and were not scanned. */
  | { readonly type: 'rest'; readonly from: number; readonly to: number }
  /** Bytes done since the last of these, for the progress line only. */
  | { readonly type: 'alive'; readonly bytes: number };

export interface UnitResult {
  readonly books: Books;
  readonly lines: PartLines;
  /** Numbers given to findings, including those that other parts own. */
  readonly packets: number;
}
