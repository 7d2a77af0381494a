// Chooses what leads to a pattern: a set of literals one of which stands in every match, as rare as possible in ordinary text.

import { LOOK_BEHIND } from '../../../assembly/layout.ts';
import { type LiteralSet, literals, type PatternAst } from '../regex/index.ts';
import { TRIGRAMS } from './trigrams.ts';

export interface AnchorLiteral {
  /** Lower case when `fold`. */
  readonly bytes: readonly number[];
  /** Both cases of its letters count. */
  readonly fold: boolean;
}

export interface Anchor {
  readonly literals: readonly AnchorLiteral[];
  /** Distance from the match's start to the literal; at most LOOK_BEHIND - 1, matches that begin earlier are cut there. */
  readonly minOffset: number;
  readonly maxOffset: number;
  /** Estimated occurrences of all the literals together in a million bytes of logs and code. */
  readonly perMillion: number;
}

export const MIN_ANCHOR = 3;
export const MAX_ANCHOR_LITERALS = 64;
/** Occurrences in a million bytes of a group of three that the table does not list: its rarest have about 60. */
const UNLISTED = 12;
/** What each further group of three lets through: neighbouring groups depend on each other, so much more than its own share. */
const FURTHER = 0.35;
/** A rare anchor far from the start costs a long pass; an unbounded distance is worth this factor of rarity. */
const FAR = 2;

/** Literals shorter than this have no whole window for each parity (sieve-tables.ts), and crowd the sieve. */
const CROWDING = 5;
const CROWDED = 200;

/** The best anchor of a pattern, or null when no literal of MIN_ANCHOR bytes stands in every match. */
export function anchorOf(ast: PatternAst): Anchor | null {
  let best: Anchor | null = null;
  let bestCost = Infinity;
  for (const set of literals(ast.root)) {
    const anchor = toAnchor(set);
    if (anchor === null) continue;
    const spread = anchor.maxOffset - anchor.minOffset;
    const short = anchor.literals.some((literal) => literal.bytes.length < CROWDING) ? CROWDED : 0;
    const cost = (anchor.perMillion + 1 + short) * (1 + (FAR * spread) / LOOK_BEHIND);
    if (cost < bestCost) {
      best = anchor;
      bestCost = cost;
    }
  }
  return best;
}

function toAnchor(set: LiteralSet): Anchor | null {
  if (set.minOffset >= LOOK_BEHIND || set.alternatives.length > MAX_ANCHOR_LITERALS) return null;
  const unique = new Map<string, AnchorLiteral>();
  for (const { bytes, folded } of set.alternatives) {
    // the sieve sees ASCII only
    if (bytes.length < MIN_ANCHOR || bytes.some((byte) => byte > 127)) return null;
    unique.set(`${folded}:${bytes.join()}`, { bytes, fold: folded });
  }
  const list = [...unique.values()];
  return {
    literals: list,
    minOffset: set.minOffset,
    maxOffset: Math.min(set.maxOffset, LOOK_BEHIND - 1),
    perMillion: list.reduce((sum, one) => sum + perMillion(one.bytes, one.fold), 0),
  };
}

/** Estimated occurrences of a literal in a million bytes of logs and code: its rarest group of three decides. */
export function perMillion(bytes: readonly number[], fold: boolean): number {
  const table = fold ? foldedCounts() : counts();
  let rarest = Infinity;
  let windows = 0;
  for (let i = 0; i + 3 <= bytes.length; i++) {
    const key = keyOf(bytes[i] ?? 0, bytes[i + 1] ?? 0, bytes[i + 2] ?? 0, fold);
    rarest = Math.min(rarest, table.get(key) ?? UNLISTED);
    windows++;
  }
  return windows === 0 ? Infinity : rarest * FURTHER ** (windows - 1);
}

const lower = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte);

function keyOf(a: number, b: number, c: number, fold: boolean): number {
  return fold ? lower(a) | (lower(b) << 8) | (lower(c) << 16) : a | (b << 8) | (c << 16);
}

let exact: Map<number, number> | null = null;
let folded: Map<number, number> | null = null;

function counts(): Map<number, number> {
  return (exact ??= read(false));
}

function foldedCounts(): Map<number, number> {
  return (folded ??= read(true));
}

function read(fold: boolean): Map<number, number> {
  const packed = Uint8Array.from(atob(TRIGRAMS), (c) => c.charCodeAt(0));
  const table = new Map<number, number>();
  for (let i = 0; i + 5 <= packed.length; i += 5) {
    const key = keyOf(packed[i] ?? 0, packed[i + 1] ?? 0, packed[i + 2] ?? 0, fold);
    table.set(key, (table.get(key) ?? 0) + (((packed[i + 3] ?? 0) << 8) | (packed[i + 4] ?? 0)));
  }
  return table;
}
