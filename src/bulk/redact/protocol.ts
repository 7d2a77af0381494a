// What the main thread and the workers of a redaction say to each other. A task is a batch of files, each copied as a
// whole, or one part of a large plain file, which is written when its neighbour before it says where.

import type { MessagePort } from 'node:worker_threads';
import type { RedactStyle } from '../../findings/redactor.ts';
import type { Limits } from '../../input/limits.ts';
import type { BodyKind } from '../../input/visit.ts';
import type { Books, Trouble } from '../ledger.ts';
import type { SharedParts } from '../parts.ts';
import type { CopyJob } from './file-copier.ts';
import type { PartJob } from './part.ts';
import type { Place } from './placeholders.ts';

export const STOP = 0;

export interface WorkerSetup {
  readonly parts: SharedParts;
  readonly limits: Limits;
  readonly least: 1 | 2 | 3;
  readonly style: RedactStyle;
  readonly copies: boolean;
  /** What is replaced must be sent home. */
  readonly wantsBytes: boolean;
  readonly control: Int32Array;
}

export interface RedactTask {
  readonly port: MessagePort;
  readonly jobs: readonly CopyJob[];
  readonly part: PartJob | null;
}

/** From a worker. */
export type Said =
  /** Style `token`: what is written in these places? */
  | { readonly type: 'ask'; readonly places: readonly Place[]; readonly kind: BodyKind; readonly late: boolean }
  | { readonly type: 'trouble'; readonly trouble: Trouble }
  /** The part is ready to be written; `whole` false: it met no quiet point. */
  | { readonly type: 'part'; readonly whole: boolean; readonly b: number; readonly a: number; readonly length: number }
  | { readonly type: 'alive'; readonly bytes: number };

/** To a worker. */
export type Told =
  | { readonly type: 'texts'; readonly texts: readonly string[] }
  /** Write the part: at this offset of the file, or where the descriptor stands. */
  | { readonly type: 'write'; readonly fd: number; readonly position: number | null }
  | { readonly type: 'drop' };

export interface TaskDone {
  readonly books: Books;
  /** Replaced, by rule. */
  readonly rules: ReadonlyMap<string, number>;
  readonly messages: number;
}
