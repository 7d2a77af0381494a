// Reads the host's part of a compiled program: who its rules are.

import * as L from '../../assembly/layout.ts';
import { WardlineError } from '../errors.ts';
import type { Severity, ViolationType } from '../rules/model.ts';

export interface ProgramRule {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly kind: string;
  readonly type: ViolationType;
  readonly severity: Severity;
  readonly family: string;
  readonly advice: string;
  /** Ids or families of the rules whose secret makes a pair with this one's. */
  readonly pairs: readonly string[];
  /** Literal that every secret of the rule begins with: public, so it may be shown. */
  readonly prefix: string;
  /** Reported by bulk scans without being asked for. */
  readonly on: boolean;
  /** How it is found: `shape`, `bare`, `automaton`, or the name of its structured matcher. */
  readonly form: string;
}

export interface ProgramInfo {
  readonly rules: readonly ProgramRule[];
}

export function readProgram(program: Uint8Array): ProgramInfo {
  const view = new DataView(program.buffer, program.byteOffset, program.byteLength);
  if (program.length < L.PROGRAM_HEAD || view.getUint32(0, true) !== L.PROGRAM_MAGIC) {
    throw new WardlineError('program_magic', 'this is no compiled rule program', { hint: 'compile one with: wardline rules compile' });
  }
  if (view.getUint32(4, true) !== L.PROGRAM_VERSION) {
    throw new WardlineError('program_version', `the rule program has version ${view.getUint32(4, true)}, wanted ${L.PROGRAM_VERSION}`, { hint: 'compile the rules again: wardline rules compile' });
  }
  const at = view.getUint32(L.P_METADATA, true);
  const length = view.getUint32(L.P_METADATA_LENGTH, true);
  if (at + length > program.length) throw new WardlineError('program_length', 'the rule program is cut short');
  return JSON.parse(new TextDecoder().decode(program.subarray(at, at + length))) as ProgramInfo;
}
