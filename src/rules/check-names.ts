// Names of the checks a rule may use and their numbers in the engine (assembly/checks/index.ts switches on the same numbers).
// One table: name → number, whether a failure may drop a finding (reject-safe), what it proves.

export interface CheckInfo {
  readonly id: number;
  readonly rejectSafe: boolean;
  readonly proves: 'checksum' | 'structure' | 'alphabet';
  readonly about: string;
}

export const CHECKS: Readonly<Record<string, CheckInfo>> = {};
