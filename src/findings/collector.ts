// Hits → findings, in order, with bounded memory.
//
//   hits (unsorted batches + horizon)
//     │ duplicates out, rules that are off out
//     ▼
//   pending ──── clusters of overlapping hits that end before the horizon are settled (overlap.ts)
//     ▼
//   build.ts ─── match, entropy, fingerprint, details, from engine memory or from the copy that outlived its batch
//     ▼
//   queue ────── only while a rule with a partner is near: pairs (pairs.ts)
//     ▼
//   emit(finding), in order of byte_start, then rule id
//
// What is held: hits beyond the horizon, and findings within PAIR_WINDOW of one that may have a mate.

import * as layout from '../../assembly/layout.ts';
import type { HitSink, HitSource, RawHit } from '../engine/types.ts';
import { type BuildOptions, build, type Draft, keyText } from './build.ts';
import type { Fingerprinter } from './fingerprint.ts';
import { byPosition, Candidate, onlyWinner, settle } from './overlap.ts';
import { linkNewest, Waiting } from './pairs.ts';
import type { RuleTable } from './rule-table.ts';

/** What became of a hit, for `explain`. */
export type Fate =
  | { readonly outcome: 'off' | 'duplicate' | 'hidden' | 'reported'; readonly hit: RawHit }
  | { readonly outcome: 'beaten'; readonly hit: RawHit; readonly by: string };

export interface CollectorOptions {
  /** Hits below it are counted in `hidden`, not emitted. Default: medium (CONF_MEDIUM). */
  readonly least?: 1 | 2 | 3;
  readonly fingerprinter?: Fingerprinter | null;
  /** One byte a rule, 0 for those whose hits are dropped. Default: the rules that are on. */
  readonly enabled?: Uint8Array;
  readonly reveal?: boolean;
  /** Number of the first finding's id. Default 1. */
  readonly firstId?: number;
  /** Hears of every hit. Costs time. */
  readonly trace?: (fate: Fate) => void;
}

const NO_HITS: readonly RawHit[] = [];

/** What is read of the engine while hits are told. */
type Resident = Pick<HitSource, 'memory' | 'hash'>;
const NO_SOURCE: Resident = { memory: new Uint8Array(0) };

/** Longest that overlapping hits may hang together before they are settled as far as they are known. */
const MOST_CLUSTER_BYTES = 2 * layout.PAGE;
const MOST_CLUSTER_HITS = 512;
const MOST_WAITING = 1024;
/** Places that hits are moved on average before they are sorted in another way. */
const MOST_MOVES = 8;
/** Spans of hits that were just passed; a key that touches one of them is not shown. */
const RECENT = 16;

export class Collector {
  /** Hits that stayed below the least confidence. */
  hidden = 0;
  /** Findings handed out. */
  emitted = 0;
  /** All findings that begin before this offset have been handed out. */
  settled = 0;
  /** To be given to HitSource.push and finish. */
  readonly sink: HitSink;

  readonly #table: RuleTable;
  readonly #emit: (finding: Draft) => void;
  readonly #least: number;
  readonly #enabled: Uint8Array;
  readonly #options: BuildOptions;
  readonly #trace: ((fate: Fate) => void) | null;
  readonly #recentStart = new Float64Array(RECENT);
  readonly #recentEnd = new Float64Array(RECENT);
  #recent = 0;
  #pending: Candidate[] = [];
  #queue: Waiting[] = [];
  #batch = 0;
  #next: number;

  constructor(table: RuleTable, options: CollectorOptions, emit: (finding: Draft) => void) {
    this.#table = table;
    this.#emit = emit;
    this.#least = options.least ?? layout.CONF_MEDIUM;
    this.#enabled = options.enabled ?? Uint8Array.from(table.rules, (rule) => (rule.on ? 1 : 0));
    this.#options = { fingerprinter: options.fingerprinter ?? null, reveal: options.reveal ?? false };
    this.#trace = options.trace ?? null;
    this.#next = options.firstId ?? 1;
    this.sink = (hits, horizon, source) => this.#take(hits, horizon, source);
  }

  /** Hands out what became certain although no hits came. Call after HitSource.push where findings must not wait. */
  advance(source: HitSource): void {
    this.#take(NO_HITS, source.horizon, source);
  }

  /** No more hits will come: hands out what is left. Call after HitSource.finish. */
  finish(): void {
    // What is left here has its secret copied: it was held over from an earlier batch.
    if (this.#pending.length > 0) this.#settlePending(Number.POSITIVE_INFINITY, NO_SOURCE);
    this.#drainQueue(Number.POSITIVE_INFINITY);
    this.settled = Number.POSITIVE_INFINITY;
  }

  #take(hits: readonly RawHit[], horizon: number, source: HitSource): void {
    this.#batch += 1;
    const pending = this.#pending;
    if (hits.length > 0) {
      for (let i = 0; i < hits.length; i += 1) {
        const hit = hits[i]!;
        if (this.#enabled[hit.rule] !== 1) {
          if (this.#trace !== null) this.#trace({ outcome: 'off', hit });
          continue;
        }
        pending.push(new Candidate(hit, this.#table.entry(hit.rule), this.#batch));
      }
      sort(pending);
    }
    if (pending.length > 0) this.#settlePending(horizon, source);
    if (this.#queue.length > 0) this.#drainQueue(horizon);
    const first = this.#pending[0];
    const waiting = this.#queue[0];
    let settled = horizon;
    if (first !== undefined && first.hit.start < settled) settled = first.hit.start;
    if (waiting !== undefined && waiting.draft.byte_start < settled) settled = waiting.draft.byte_start;
    if (settled > this.settled) this.settled = settled;
  }

  /** Settles every cluster that can't change any more; copies the secrets of what remains. */
  #settlePending(horizon: number, source: Resident): void {
    const pending = this.#pending;
    const count = pending.length;
    let from = 0;
    while (from < count) {
      const start = pending[from]!.hit.start;
      let end = pending[from]!.hit.end;
      if (end > horizon) break;
      let to = from + 1;
      while (to < count && pending[to]!.hit.start < end) {
        const next = pending[to]!.hit.end;
        if (next > horizon) break;
        if (next > end) end = next;
        to += 1;
      }
      // Cut by a hit that reaches beyond what is known: wait for it, but not for ever.
      const cut = to < count && pending[to]!.hit.start < end;
      if (cut && to - from < MOST_CLUSTER_HITS && horizon - start < MOST_CLUSTER_BYTES) break;
      if (to === from + 1) this.#pass(pending[from]!, source);
      else this.#passCluster(pending, from, to, source);
      from = to;
    }
    if (from === count) {
      pending.length = 0;
      return;
    }
    if (from > 0) this.#pending = pending.slice(from);
    for (const candidate of this.#pending) {
      if (candidate.secret !== null) continue;
      const { secretPtr, secretLength } = candidate.hit;
      candidate.secret = source.memory.slice(secretPtr, secretPtr + secretLength);
      candidate.key = keyOf(candidate.hit, source);
    }
  }

  #passCluster(pending: readonly Candidate[], from: number, to: number, source: Resident): void {
    for (let i = from; i < to; i += 1) this.#remember(pending[i]!);
    if (this.#trace === null) {
      const winner = onlyWinner(pending, from, to);
      if (winner !== null) return this.#pass(winner, source);
    }
    const cluster: Candidate[] = [];
    for (let i = from; i < to; i += 1) {
      const candidate = pending[i]!;
      const last = cluster[cluster.length - 1];
      if (last !== undefined && isSame(last, candidate)) {
        if (this.#trace !== null) this.#trace({ outcome: 'duplicate', hit: candidate.hit });
      } else cluster.push(candidate);
    }
    const trace = this.#trace;
    const lost = trace === null ? null : (loser: Candidate, winner: Candidate): void => trace({ outcome: 'beaten', hit: loser.hit, by: winner.rule.id });
    for (const winner of settle(cluster, lost)) this.#pass(winner, source);
  }

  /** A hit that won its place: hidden, queued or handed out. */
  #pass(candidate: Candidate, source: Resident): void {
    const { hit, rule } = candidate;
    const paired = rule.partners !== null;
    if (hit.confidence < this.#least && !paired) {
      this.hidden += 1;
      this.#remember(candidate);
      if (this.#trace !== null) this.#trace({ outcome: 'hidden', hit });
      return;
    }
    const kept = candidate.secret;
    if (hit.keyEnd > hit.keyStart) {
      if (kept === null) candidate.key = keyOf(hit, source);
      if (candidate.key !== undefined && this.#touchesRecent(hit.keyStart, hit.keyEnd)) candidate.key = undefined;
    }
    this.#remember(candidate);
    const draft =
      kept !== null
        ? build(candidate, kept, 0, kept.length, this.#options, source)
        : build(candidate, source.memory, hit.secretPtr, hit.secretPtr + hit.secretLength, this.#options, source);
    if (!paired && this.#queue.length === 0) {
      if (this.#trace !== null) this.#trace({ outcome: 'reported', hit });
      this.#hand(draft, this.#next++);
      return;
    }
    this.#queue.push(new Waiting(draft, rule, hit.reasons, hit.confidence));
    if (this.#trace !== null) this.#trace({ outcome: hit.confidence < this.#least ? 'hidden' : 'reported', hit });
    if (paired) linkNewest(this.#queue);
    if (this.#queue.length > MOST_WAITING) this.#drainQueue(draft.byte_start, true);
  }

  /**
   * Hands out the longest run from the front of the queue whose neighbourhood is known and whose mates are all within
   * the run, so that every id is known before it is named.
   */
  #drainQueue(horizon: number, force = false): void {
    const queue = this.#queue;
    let ready = 0;
    let needed = 0;
    for (let i = 0; i < queue.length; i += 1) {
      const item = queue[i]!;
      if (item.rule.partners !== null && item.known > horizon && !force) break;
      if (item.mates !== null) for (const mate of item.mates) needed = Math.max(needed, queue.indexOf(mate, i) + 1);
      if (needed <= i + 1) ready = i + 1;
    }
    if (ready === 0) return;
    for (let i = 0; i < ready; i += 1) {
      const item = queue[i]!;
      if (item.confidence >= this.#least) item.number = this.#next++;
      else this.hidden += 1;
    }
    for (let i = 0; i < ready; i += 1) {
      const item = queue[i]!;
      if (item.number === 0) continue;
      const { draft, mates } = item;
      if (mates !== null) {
        const related = mates.filter((mate) => mate.number > 0).sort((a, b) => a.number - b.number);
        if (related.length > 0) draft.related = related.map((mate) => `f${mate.number}`);
      }
      this.#hand(draft, item.number);
    }
    this.#queue = queue.slice(ready);
  }

  #hand(draft: Draft, number: number): void {
    draft.id = `f${number}`;
    this.emitted += 1;
    this.#emit(draft);
  }

  #remember(candidate: Candidate): void {
    const at = this.#recent;
    this.#recentStart[at] = candidate.hit.start;
    this.#recentEnd[at] = candidate.hit.end;
    this.#recent = (at + 1) % RECENT;
  }

  /** A name that is itself part of a hit must not be shown. */
  #touchesRecent(start: number, end: number): boolean {
    for (let i = 0; i < RECENT; i += 1) if (this.#recentStart[i]! < end && start < this.#recentEnd[i]!) return true;
    return false;
  }
}

function keyOf(hit: RawHit, source: Resident): string | undefined {
  return hit.keyPtr === 0 ? undefined : keyText(source.memory, hit.keyPtr, hit.keyEnd - hit.keyStart);
}

/** By position. Hits come nearly in order, and behind what was held: where they don't, they are sorted as anything is. */
function sort(pending: Candidate[]): void {
  let moves = pending.length * MOST_MOVES;
  for (let i = 1; i < pending.length; i += 1) {
    const candidate = pending[i]!;
    let at = i;
    while (at > 0 && byPosition(pending[at - 1]!, candidate) > 0) {
      pending[at] = pending[at - 1]!;
      at -= 1;
    }
    pending[at] = candidate;
    moves -= i - at;
    if (moves < 0) {
      pending.sort(byPosition);
      return;
    }
  }
}

function isSame(a: Candidate, b: Candidate): boolean {
  return (
    a.rule === b.rule && a.hit.start === b.hit.start && a.hit.end === b.hit.end &&
    (a.batch !== b.batch || a.hit.chain.length === 0 || a.hit.secretPtr === b.hit.secretPtr)
  );
}
