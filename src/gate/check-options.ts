// What a caller may say of a message beside its text.

import type { Context } from '../policy/model.ts';

export interface CheckOptions {
  /** Declared instead of inferred. */
  readonly context?: Context;
  /** Where the message comes from, e.g. a file's path: for exceptions and for the language of the text. */
  readonly path?: string;
  readonly surface?: string;
  /** Who sends it. */
  readonly user?: string;
  readonly groups?: readonly string[];
  readonly session?: string;
  /** A granted override; see docs/policy.md. */
  readonly override?: string;
}
