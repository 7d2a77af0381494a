// Pairs: a key id and its secret, found near each other, name each other; the half that is nothing by itself gains by it.

import * as layout from '../../assembly/layout.ts';
import { CONFIDENCE_WORDS, type Draft } from './build.ts';
import { AGAINST, reasonWords } from './reasons.ts';
import type { RuleEntry } from './rule-table.ts';

/** Halves of a pair stand at most this many bytes apart. */
export const PAIR_WINDOW = 512;
const MOST_LOOKED_AT = 64;

/** A built finding that waits until its neighbourhood is known. */
export class Waiting {
  readonly draft: Draft;
  readonly rule: RuleEntry;
  reasons: number;
  confidence: number;
  mates: Waiting[] | null = null;
  /** Given when its place in the order is certain. */
  number = 0;

  constructor(draft: Draft, rule: RuleEntry, reasons: number, confidence: number) {
    this.draft = draft;
    this.rule = rule;
    this.reasons = reasons;
    this.confidence = confidence;
  }

  get known(): number {
    return this.draft.byte_end + PAIR_WINDOW;
  }
}

/** Links the newest of `queue` with the nearest earlier finding of each partner rule that has no mate of its rule yet. */
export function linkNewest(queue: readonly Waiting[]): void {
  const newest = queue[queue.length - 1]!;
  const partners = newest.rule.partners;
  if (partners === null) return;
  const from = newest.draft.byte_start - PAIR_WINDOW;
  const stop = Math.max(0, queue.length - 1 - MOST_LOOKED_AT);
  for (let i = queue.length - 2; i >= stop; i -= 1) {
    const other = queue[i]!;
    if (other.draft.byte_end < from) continue;
    if (!partners.has(other.rule.index) || hasMateOf(newest, other.rule) || hasMateOf(other, newest.rule)) continue;
    if (!mayPair(newest, other)) continue;
    (newest.mates ??= []).push(other);
    (other.mates ??= []).push(newest);
    raise(newest);
    raise(other);
  }
}

function hasMateOf(item: Waiting, rule: RuleEntry): boolean {
  if (item.mates === null) return false;
  for (const mate of item.mates) if (mate.rule === rule) return true;
  return false;
}

/** At least one half must stand by itself, and the other must lack nothing but company. */
function mayPair(a: Waiting, b: Waiting): boolean {
  const least = Math.min(a.confidence, b.confidence);
  if (least >= layout.CONF_MEDIUM) return true;
  if (Math.max(a.confidence, b.confidence) < layout.CONF_MEDIUM) return false;
  const weaker = a.confidence < b.confidence ? a : b;
  return (weaker.reasons & AGAINST) === 0;
}

function raise(item: Waiting): void {
  if (item.confidence < layout.CONF_MEDIUM) item.confidence = layout.CONF_MEDIUM;
  item.reasons = (item.reasons | layout.R_PAIR) & ~layout.R_NO_CONTEXT;
  item.draft.confidence = CONFIDENCE_WORDS[item.confidence]!;
  item.draft.reasons = reasonWords(item.reasons);
}
