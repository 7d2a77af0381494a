// Which of several hits on the same bytes becomes the finding.
//
// Within one violation type, hits that overlap give one finding. In order of weight:
//   1. a hit worth showing (medium or high) beats one that is not, except that a specific rule which recognises a
//      documented example, or whose checksum does not hold, keeps its say;
//   2. something large that proves its own structure (a private key, a web hook address) beats a chance match inside it;
//   3. the more specific rule: a checksum, then a literal or a structure of its own, then the provider's other rules,
//      then what only its place gives away (assignment, URL, header); between equals a provider's rule beats a general one;
//   4. higher confidence; 5. the longer; 6. the earlier; 7. the rule id.
// Losers are named in `also` of the one that beat them.

import * as layout from '../../assembly/layout.ts';
import type { RawHit } from '../engine/types.ts';
import type { RuleEntry } from './rule-table.ts';

const UNDECIDED = 0;
const WINNER = 1;
const LOSER = 2;

/** A hit on its way to becoming a finding. */
export class Candidate {
  readonly hit: RawHit;
  readonly rule: RuleEntry;
  /** How specific, see specificity(). */
  readonly specificity: number;
  readonly shown: boolean;
  /** Number of the batch whose engine memory `hit.secretPtr` points into. */
  readonly batch: number;
  /** Used while a cluster is settled. */
  state: 0 | 1 | 2;
  /** The secret's bytes, once the candidate had to outlive its batch. */
  secret: Uint8Array | null;
  key: string | undefined;
  also: RuleEntry[] | null;

  constructor(hit: RawHit, rule: RuleEntry, batch: number) {
    this.hit = hit;
    this.rule = rule;
    this.batch = batch;
    this.state = UNDECIDED;
    this.secret = null;
    this.key = undefined;
    this.also = null;
    this.specificity = specificity(hit.reasons, rule);
    this.shown = hit.confidence >= layout.CONF_MEDIUM || ((hit.reasons & FINAL) !== 0 && this.specificity >= SPEC_OWN_SHAPE);
  }
}

/** Said of a value by the rule that knows its format: no general rule knows better. */
const FINAL = layout.R_EXAMPLE | layout.R_CHECKSUM_FAILED;
const BY_PLACE = layout.R_ASSIGNMENT | layout.R_URL | layout.R_HEADER;
export const SPEC_OWN_SHAPE = 4;
const SPEC_CHECKSUM = 6;
const SPEC_PROVIDER = 2;

/** 6–7 checksum, 4–5 literal or structure of its own, 2–3 other rules of a provider or kind, 0–1 by its place alone. */
export function specificity(reasons: number, rule: { readonly specific: 0 | 1 }): number {
  if ((reasons & layout.R_CHECKSUM) !== 0) return SPEC_CHECKSUM + rule.specific;
  const byPlace = (reasons & BY_PLACE) !== 0;
  if ((reasons & layout.R_PREFIX) !== 0 || ((reasons & layout.R_STRUCTURE) !== 0 && !byPlace)) return SPEC_OWN_SHAPE + rule.specific;
  return byPlace && rule.specific === 0 ? 0 : SPEC_PROVIDER + rule.specific;
}

/** Order of findings: where they begin, then the rule's id, then where they end. */
export function byPosition(a: Candidate, b: Candidate): number {
  return a.hit.start - b.hit.start || byId(a.rule, b.rule) || a.hit.end - b.hit.end || b.hit.confidence - a.hit.confidence;
}

function byId(a: RuleEntry, b: RuleEntry): number {
  return a === b ? 0 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

function byWeight(a: Candidate, b: Candidate): number {
  if (a.shown !== b.shown) return a.shown ? -1 : 1;
  return (
    b.specificity - a.specificity ||
    b.hit.confidence - a.hit.confidence ||
    b.hit.end - b.hit.start - (a.hit.end - a.hit.start) ||
    a.hit.start - b.hit.start ||
    byId(a.rule, b.rule)
  );
}

/** Whether two hits claim the same bytes. Two secrets in one encoded piece share its span but not their own bytes. */
function overlap(a: Candidate, b: Candidate): boolean {
  if (a.hit.start >= b.hit.end || b.hit.start >= a.hit.end) return false;
  const bothDecoded = a.hit.chain.length > 0 && b.hit.chain.length > 0;
  if (!bothDecoded || a.batch !== b.batch || a.hit.start !== b.hit.start || a.hit.end !== b.hit.end) return true;
  return a.hit.secretPtr < b.hit.secretPtr + b.hit.secretLength && b.hit.secretPtr < a.hit.secretPtr + a.hit.secretLength;
}

type Lost = ((loser: Candidate, winner: Candidate) => void) | null;

/** Clusters up to this size, which is nearly all, are settled by comparing each with each: no list is made. */
const SMALL = 16;

/**
 * The winners among candidates that touch each other, in order of position. `cluster` is in order of position and may
 * hold several violation types; each is settled by itself. `lost` hears of every loser.
 */
export function settle(cluster: readonly Candidate[], lost: Lost): readonly Candidate[] {
  if (cluster.length <= SMALL) return settleSmall(cluster, lost);
  const winners: Candidate[] = [];
  const byType = new Map<string, Candidate[]>();
  for (const candidate of cluster) {
    const group = byType.get(candidate.rule.type);
    if (group === undefined) byType.set(candidate.rule.type, [candidate]);
    else group.push(candidate);
  }
  for (const group of byType.values()) settleType(group, winners, lost);
  return winners.length > 1 ? winners.sort(byPosition) : winners;
}

/**
 * The winner of the candidates [from, to) where there is but one, which is how nearly all clusters end: the weightiest lies
 * in nothing larger, and all the others claim bytes of it. Null where it takes more to tell; nobody has been named then.
 */
export function onlyWinner(candidates: readonly Candidate[], from: number, to: number): Candidate | null {
  let best = candidates[from]!;
  for (let i = from + 1; i < to; i += 1) if (byWeight(candidates[i]!, best) < 0) best = candidates[i]!;
  for (let i = from; i < to; i += 1) {
    const other = candidates[i]!;
    if (other === best) continue;
    if (other.rule.type !== best.rule.type || !overlap(other, best) || (isContainer(other) && contains(other, best))) return null;
  }
  for (let i = from; i < to; i += 1) name(best, candidates[i]!.rule);
  return best;
}

function settleSmall(cluster: readonly Candidate[], lost: Lost): readonly Candidate[] {
  const n = cluster.length;
  const winners: Candidate[] = [];
  for (;;) {
    // The weightiest of those undecided, those inside a larger one last.
    let best: Candidate | null = null;
    let bestInside = false;
    for (let i = 0; i < n; i += 1) {
      const candidate = cluster[i]!;
      if (candidate.state !== UNDECIDED) continue;
      const inside = isInside(candidate, cluster);
      if (best === null || (inside !== bestInside ? bestInside : byWeight(candidate, best) < 0)) {
        best = candidate;
        bestInside = inside;
      }
    }
    if (best === null) break;
    best.state = WINNER;
    winners.push(best);
    for (let i = 0; i < n; i += 1) {
      const candidate = cluster[i]!;
      if (candidate.state !== UNDECIDED || candidate.rule.type !== best.rule.type || !overlap(candidate, best)) continue;
      candidate.state = LOSER;
      name(best, candidate.rule);
      if (lost !== null) lost(candidate, best);
    }
  }
  return winners.length > 1 ? winners.sort(byPosition) : winners;
}

function isInside(candidate: Candidate, cluster: readonly Candidate[]): boolean {
  for (let i = 0; i < cluster.length; i += 1) {
    const other = cluster[i]!;
    if (other.rule.type === candidate.rule.type && isContainer(other) && contains(other, candidate)) return true;
  }
  return false;
}

/** Has a shape of its own, so that what lies inside it is there by chance. */
function isContainer(candidate: Candidate): boolean {
  return candidate.shown && candidate.specificity >= SPEC_OWN_SHAPE && (candidate.hit.reasons & layout.R_DECODED) === 0;
}

function contains(container: Candidate, candidate: Candidate): boolean {
  const { start, end } = candidate.hit;
  return (
    end <= container.hit.end && start >= container.hit.start && 2 * (end - start) < container.hit.end - container.hit.start &&
    candidate.specificity < SPEC_CHECKSUM
  );
}

function settleType(group: Candidate[], into: Candidate[], lost: Lost): void {
  const contained = containers(group);
  const order = [...group].sort(byWeight);
  // Disjoint, in order of start; candidates of one encoded piece may share a place.
  const chosen: Candidate[] = [];
  const beaten: [Candidate, Candidate | null][] = [];
  for (const candidate of order) {
    if (contained.has(candidate)) {
      beaten.push([candidate, null]);
      continue;
    }
    const at = place(chosen, candidate.hit.start);
    const rival = rivalNear(chosen, at, candidate);
    if (rival === null) chosen.splice(at, 0, candidate);
    else beaten.push([candidate, rival]);
  }
  for (const [loser, rival] of beaten) {
    const at = place(chosen, loser.hit.start);
    const winner = rival ?? rivalNear(chosen, at, loser);
    if (winner === null) {
      // What it lay inside lost to something else that leaves it alone.
      chosen.splice(at, 0, loser);
      continue;
    }
    name(winner, loser.rule);
    if (lost !== null) lost(loser, winner);
  }
  for (const winner of chosen) into.push(winner);
}

/** Candidates that lie inside something twice as long with a shape of its own. One walk; only the furthest container counts. */
function containers(group: readonly Candidate[]): ReadonlySet<Candidate> {
  let container: Candidate | null = null;
  const inside = new Set<Candidate>();
  for (const candidate of group) {
    if (container !== null && contains(container, candidate)) inside.add(candidate);
    else if (isContainer(candidate) && (container === null || candidate.hit.end > container.hit.end)) container = candidate;
  }
  return inside;
}

/** First position in `chosen` whose start is greater than `start`. */
function place(chosen: readonly Candidate[], start: number): number {
  let low = 0;
  let high = chosen.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (chosen[middle]!.hit.start <= start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A chosen candidate that overlaps, looked for on both sides of the place. */
function rivalNear(chosen: readonly Candidate[], at: number, candidate: Candidate): Candidate | null {
  for (let i = at - 1; i >= 0; i -= 1) {
    const other = chosen[i]!;
    if (overlap(other, candidate)) return other;
    if (other.hit.end <= candidate.hit.start) break;
  }
  for (let i = at; i < chosen.length; i += 1) {
    const other = chosen[i]!;
    if (overlap(other, candidate)) return other;
    if (other.hit.start >= candidate.hit.end) break;
  }
  return null;
}

const MOST_ALSO = 8;

function name(winner: Candidate, rule: RuleEntry): void {
  if (rule === winner.rule) return;
  winner.also ??= [];
  if (winner.also.length < MOST_ALSO && !winner.also.includes(rule)) winner.also.push(rule);
}
