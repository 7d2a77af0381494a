// Collects what is wrong with a rule file, so that one run names up to twenty mistakes with their places.

import { WardlineError } from '../../errors.ts';
import type { Position } from '../model.ts';

export const MAX_PROBLEMS = 20;

export interface Problem {
  readonly message: string;
  readonly hint: string;
  readonly at: Position;
}

/** Code RULE_INVALID; `problems` holds what the message lists. */
export class RuleFileError extends WardlineError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const [first] = problems;
    if (problems.length === 1 && first) super('RULE_INVALID', first.message, { hint: first.hint, at: first.at });
    else super('RULE_INVALID', summary(problems));
    this.problems = problems;
  }
}

function summary(problems: readonly Problem[]): string {
  const count = problems.length >= MAX_PROBLEMS ? `the first ${problems.length}` : String(problems.length);
  const lines = problems.map(({ message, hint, at }) => `  ${at.file}:${at.line}:${at.column}: ${message}${hint ? `\n    hint: ${hint}` : ''}`);
  return `${count} problems in rules\n${lines.join('\n')}`;
}

/** Thrown once the list is full; caught where the list was made. */
class TooManyProblems extends Error {}

export class Problems {
  private readonly list: Problem[] = [];

  get count(): number {
    return this.list.length;
  }

  add(message: string, hint: string, at: Position): void {
    this.list.push({ message, hint, at });
    if (this.list.length >= MAX_PROBLEMS) throw new TooManyProblems();
  }

  /** Runs the reading; throws one RuleFileError when anything was added meanwhile. */
  static during<T>(read: (problems: Problems) => T): T {
    const problems = new Problems();
    let result: { readonly value: T } | null = null;
    try {
      result = { value: read(problems) };
    } catch (error) {
      if (!(error instanceof TooManyProblems)) throw error;
    }
    if (result === null || problems.list.length > 0) throw new RuleFileError(problems.list);
    return result.value;
  }
}
