// What is written anew, layer by layer, and by whom.

import type { InputError } from '../../input/input-error.ts';
import type { Limits, Spent } from '../../input/limits.ts';
import type { Reader } from '../../input/source.ts';
import type { BodyKind } from '../../input/visit.ts';
import type { ByteSink } from './sink.ts';

/** What becomes of bodies: redacted (body.ts), or restored (restore.ts). */
export interface BodyWriter {
  body(kind: BodyKind, reader: Reader, to: ByteSink): Promise<void>;
  /** Places where a body came out different so far. */
  readonly changes: number;
}

export interface Rewrite {
  readonly writer: BodyWriter;
  readonly limits: Limits;
  readonly spent: Spent;
  readonly name: string;
  /** Nothing is packed or kept: only to learn whether anything would change. */
  readonly dry: boolean;
  stopped(): boolean;
  /** A member that can't be redacted, and was left out. */
  trouble(entry: string | undefined, error: InputError): void;
}

/** Writes one member of an archive, which may be an archive itself. False when it can't be redacted: it was told, and must be left out. */
export type WriteMember = (rewrite: Rewrite, reader: Reader, entry: string, depth: number, to: ByteSink) => Promise<boolean>;

export function memberName(outer: string | undefined, name: string): string {
  return outer === undefined ? name : `${outer}!${name}`;
}
