// Structured matchers of the engine (assembly/structures): number, the literals that lead to them, and their variants.

export interface MatcherInfo {
  /** From 1; 0 is the assignment matcher. */
  readonly number: number;
  readonly literals: readonly { readonly text: string; readonly fold: boolean }[];
  /** Names by detail number. */
  readonly variants: readonly string[];
}

export const MATCHERS: Readonly<Record<string, MatcherInfo>> = {};
