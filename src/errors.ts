// The one error class of the project: a stable code, a message that says what was expected, where, and what to do.

import type { Position } from './rules/model.ts';

export interface ErrorDetail {
  /** What to do about it. */
  readonly hint?: string;
  readonly at?: Position;
  readonly cause?: unknown;
}

export class WardlineError extends Error {
  readonly code: string;
  readonly hint: string;
  readonly at: Position | null;

  constructor(code: string, message: string, detail: ErrorDetail = {}) {
    const where = detail.at ? `${detail.at.file}:${detail.at.line}:${detail.at.column}: ` : '';
    const hint = detail.hint ? `\n  hint: ${detail.hint}` : '';
    super(`${where}${message}${hint}`, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = 'WardlineError';
    this.code = code;
    this.hint = detail.hint ?? '';
    this.at = detail.at ?? null;
  }
}
