// What is written in the place of a group of findings.

import { bulkReplacement, type RedactStyle, type TokenNumbers } from '../../findings/redactor.ts';
import type { RuleTable } from '../../findings/rule-table.ts';
import type { BodyKind } from '../../input/visit.ts';
import type { Group } from './groups.ts';
import type { Vault } from './vault.ts';

export interface Placeholders {
  readonly style: RedactStyle;
  /** True where what is replaced must be handed over. */
  readonly wantsBytes: boolean;
  /** For every style but `mask`. `bytes`: what stands there now; they may be reused once the answer is there. */
  text(group: Group, bytes: Uint8Array, kind: BodyKind): string | Promise<string>;
}

export function ownPlaceholders(table: RuleTable, style: RedactStyle, tokens: TokenNumbers, vault: Vault | null): Placeholders {
  return {
    style,
    wantsBytes: vault !== null,
    text: (group, bytes, kind) =>
      vault === null ? bulkReplacement(table, group.rule, group.fingerprint, style, tokens) : vault.token(table, group, bytes, kind, tokens),
  };
}

/** Only these styles tell secrets apart: for the others no fingerprint need be made. */
export function needsFingerprint(style: RedactStyle): boolean {
  return style === 'hash' || style === 'token';
}
