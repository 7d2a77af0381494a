// What is written in the place of a group of findings.

import { bulkReplacement, type RedactStyle, type TokenNumbers } from '../../findings/redactor.ts';
import type { RuleTable } from '../../findings/rule-table.ts';
import type { BodyKind } from '../../input/visit.ts';
import type { Group } from './groups.ts';
import type { Vault } from './vault.ts';

/** A group, and what stands there now. */
export interface Place {
  readonly group: Group;
  readonly bytes: Uint8Array;
}

export interface Placeholders {
  readonly style: RedactStyle;
  /**
   * For every style but `mask`: what is written in these places. The bytes may be reused once the answer is there.
   * `late`: found only when something else was replaced. Those get no number, which would depend on how far the text had
   * been read by then, but digits of their fingerprint.
   */
  texts(places: readonly Place[], kind: BodyKind, late: boolean): readonly string[] | Promise<readonly string[]>;
}

export function ownPlaceholders(table: RuleTable, style: RedactStyle, tokens: TokenNumbers, vault: Vault | null): Placeholders {
  const one = ({ group, bytes }: Place, kind: BodyKind, late: boolean): string => {
    const plain = bulkReplacement(table, group.rule, group.fingerprint, late && style === 'token' ? 'hash' : style, tokens);
    return vault === null ? plain : vault.token(plain, group.fingerprint, bytes, kind);
  };
  return { style, texts: (places, kind, late) => places.map((place) => one(place, kind, late)) };
}

/** Only these styles tell secrets apart: for the others no fingerprint need be made. */
export function needsFingerprint(style: RedactStyle): boolean {
  return style === 'hash' || style === 'token';
}
