// The fewer literals the sieve looks for, the faster it is. Literals that hold another one ride on it: where that one was
// found, the engine compares the rest of them. Three ways to have fewer:
//
//   moveToHosts   `://hooks.acme.com/`   behind every `://` prefixes are looked up anyway
//   shareParts    `pass=` `_pass` `passw` …   the part they share is looked for instead, where text holds it seldom enough
//   takeRiders    `password_hash`   holds a key word that is looked for anyway

import * as L from '../../../assembly/layout.ts';
import { perMillion } from './anchors.ts';
import type { LiteralEntry, LiteralTable } from './literal-table.ts';

export interface Rider {
  readonly entry: LiteralEntry;
  readonly carrier: LiteralEntry;
  /** Where the carrier stands in it. */
  readonly offset: number;
}

/** Takes out literals that hold `://`: what they have behind it is enough to lead to their shapes. */
export function moveToHosts(sieve: LiteralTable, prefixes: LiteralTable): void {
  for (const [key, { anchor, targets }] of [...sieve.entries]) {
    const behind = textOf(anchor.bytes).indexOf('://') + 3;
    const matched = targets.every((target) => target.kind === L.TARGET_SHAPE || target.kind === L.TARGET_AUTOMATON);
    if (behind < 3 || anchor.bytes.length - behind < 3 || !matched) continue;
    for (const target of targets) prefixes.add({ bytes: anchor.bytes.slice(behind), fold: anchor.fold }, { ...target, b: target.b + behind });
    sieve.entries.delete(key);
  }
}

const SHORTEST_PART = 4;
const LONGEST_PART = 8;
/** A literal less is worth this many more places in a million bytes that have to be looked at. */
const WORTH = 20;

/** Each place of a part costs a look for every literal that shares it. */
const MOST_SHARING = 12;

/** Adds the parts that literals share, as long as that pays. Parts of prose are left alone: their places are many there. */
export function shareParts(table: LiteralTable): void {
  let left = [...table.entries.values()].map((entry) => ({ text: textOf(entry.anchor.bytes).toLowerCase(), fold: entry.anchor.fold }));
  for (;;) {
    const holders = new Map<string, typeof left>();
    for (const literal of left) for (const part of partsOf(literal.text)) holders.set(part, [...(holders.get(part) ?? []), literal]);
    let best: { part: string; score: number } | null = null;
    for (const [part, literals] of holders) {
      if (literals.length < 2 || literals.length > MOST_SHARING || part.includes(' ')) continue;
      const score = (literals.length - 1) * WORTH - places(part) + literals.reduce((sum, { text }) => sum + places(text), 0);
      if (score > (best?.score ?? 0)) best = { part, score };
    }
    if (!best) return;
    const { part } = best;
    table.entryOf({ bytes: bytesIn(part), fold: true });
    left = [...left.filter(({ text }) => !text.includes(part)), { text: part, fold: true }];
  }
}

function partsOf(text: string): ReadonlySet<string> {
  const parts = new Set<string>();
  for (let length = SHORTEST_PART; length <= LONGEST_PART; length++) for (let i = 0; i + length <= text.length; i++) parts.add(text.slice(i, i + length));
  return parts;
}

function places(text: string): number {
  return perMillion(bytesIn(text), true);
}

/** Takes the literals out of the table that hold another one of it; a rider comes before the rider that it rides on. */
export function takeRiders(table: LiteralTable): readonly Rider[] {
  // longer ones first: a rider takes the longest, which may itself ride on a shorter one
  const entries = [...table.entries].sort(([, a], [, b]) => b.anchor.bytes.length - a.anchor.bytes.length);
  const riders: Rider[] = [];
  for (const [key, entry] of entries) {
    const carrier = entries.find(([, other]) => other !== entry && carries(other, entry))?.[1];
    if (!carrier) continue;
    riders.push({ entry, carrier, offset: textFor(carrier, entry).indexOf(textOf(carrier.anchor.bytes)) });
    table.entries.delete(key);
  }
  return riders;
}

function carries(carrier: LiteralEntry, rider: LiteralEntry): boolean {
  if (rider.anchor.fold && !carrier.anchor.fold) return false;
  return rider.anchor.bytes.length > carrier.anchor.bytes.length && textFor(carrier, rider).includes(textOf(carrier.anchor.bytes));
}

/** The rider as the carrier sees it. */
function textFor(carrier: LiteralEntry, rider: LiteralEntry): string {
  const text = textOf(rider.anchor.bytes);
  return carrier.anchor.fold ? text.toLowerCase() : text;
}

function textOf(bytes: readonly number[]): string {
  return String.fromCharCode(...bytes);
}

function bytesIn(text: string): readonly number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}
