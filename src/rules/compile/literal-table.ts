// Literals and what they lead to, before their places in the program are known.

import type { LiteralAnchor } from './plan.ts';

export interface Target {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
}

export interface LiteralEntry {
  readonly anchor: LiteralAnchor;
  readonly targets: Target[];
}

/** Collects literals with their targets; the same text is stored once. */
export class LiteralTable {
  readonly entries = new Map<string, LiteralEntry>();

  add(anchor: LiteralAnchor, target: Target): void {
    const { targets } = this.entryOf(anchor);
    if (!targets.some((t) => t.kind === target.kind && t.a === target.a && t.b === target.b)) targets.push(target);
  }

  /** The literal's entry; a new one leads nowhere yet. */
  entryOf(anchor: LiteralAnchor): LiteralEntry {
    const key = `${anchor.fold ? 'i' : 'x'}${String.fromCharCode(...anchor.bytes)}`;
    let entry = this.entries.get(key);
    if (!entry) this.entries.set(key, (entry = { anchor, targets: [] }));
    return entry;
  }
}
