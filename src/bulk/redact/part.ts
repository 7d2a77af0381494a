// One part of a large plain file, redacted in memory, so that several can be at work on one file.
//
//   ──────┬─ b ─────────────────────────┬─ a ──────
//        from                           to
//
// Parts meet at quiet points: the first place behind a cut with nothing replaced near it. Both neighbours find the same
// one, each for itself, from what it has read around the cut. What lies between two such places comes out as it would if
// the file were read from start to end.

import { LOOK_AHEAD, LOOK_BEHIND, SLACK } from '../../../assembly/layout.ts';
import { feedBytes } from '../../engine/feed.ts';
import { Collector } from '../../findings/collector.ts';
import { InputError } from '../../input/input-error.ts';
import { readPiece } from '../../input/source.ts';
import type { BodyKind } from '../../input/visit.ts';
import { MARGIN } from '../units.ts';
import { type Found, foundOf, Groups } from './groups.ts';
import type { RedactChoice } from './body.ts';
import { type Edit, nearOf, Recheck, type SecondLook } from './recheck.ts';
import type { ByteSink } from './sink.ts';
import { encoded, mask } from './spelling.ts';

export const PART_BYTES = 8 * 1048576;
/** Farther from a cut no quiet point is looked for: such a file is dense with findings, and read by one thread. */
const MOST_SEARCH = 1048576;
/** As dense is a part with more findings than these: they would have to be held. */
const MOST_FOUNDS = 16_384;
const PIECE_BYTES = 256 * 1024;
const STEP_BYTES = 32 * 1024;

export interface PartJob {
  readonly fd: number;
  readonly kind: BodyKind;
  readonly size: number;
  readonly from: number;
  readonly to: number;
}

/** `parts` come in the place of [b, a); null where no quiet point was found. */
export interface PartDone {
  readonly b: number;
  readonly a: number;
  readonly parts: readonly Uint8Array[];
  readonly length: number;
  /** Rules of what was replaced. */
  readonly rules: ReadonlyMap<string, number>;
  readonly hidden: number;
}

export function* cuts(size: number, partBytes: number): Generator<{ from: number; to: number }, void, void> {
  const n = Math.ceil(size / partBytes);
  for (let i = 0; i < n; i++) yield { from: Math.floor((size * i) / n), to: Math.floor((size * (i + 1)) / n) };
}

export class PartRedactor {
  readonly #choice: RedactChoice;
  readonly #second: Omit<SecondLook, 'found'>;
  #hold = Buffer.alloc(0);

  constructor(choice: RedactChoice, second: Omit<SecondLook, 'found'>) {
    this.#choice = choice;
    this.#second = second;
  }

  async redact({ fd, kind, size, from, to }: PartJob): Promise<PartDone | null> {
    const { parts: { source, table, enabled, fingerprinter }, least, stopped } = this.#choice;
    const near = nearOf(least);
    const low = Math.max(0, from - 2 * near);
    const begin = Math.max(0, low - MARGIN - LOOK_BEHIND - SLACK);
    const most = Math.min(size, to + MOST_SEARCH + 2 * near + MARGIN + LOOK_AHEAD);
    if (this.#hold.length < most - begin) this.#hold = Buffer.allocUnsafeSlow(most - begin + PIECE_BYTES);
    const hold = this.#hold;
    const founds: Found[] = [];
    let hidden = 0;
    const collector = new Collector(
      table,
      {
        least, enabled, fingerprinter, reveal: false,
        trace: (fate) => {
          if (fate.outcome === 'hidden' && fate.hit.start >= from && fate.hit.start < to) hidden++;
        },
      },
      (draft) => {
        if (draft.byte_start >= low) founds.push(foundOf(draft));
      },
    );
    source.begin(begin);
    let at = begin;
    let a: number | null = to === size ? size : null;
    const pull = (n: number): void => {
      const got = readPiece(fd, hold, at - begin, n, at);
      if (got === 0) throw new InputError('changed', `ended at byte ${at} while it was read`);
      const view = hold.subarray(at - begin, at - begin + got);
      feedBytes(source, view, collector.sink);
      at += got;
      collector.advance(source);
      if (stopped()) throw new InputError('interrupted', 'stopped before its end');
    };
    while (at < to) {
      pull(Math.min(PIECE_BYTES, to - at));
      if (founds.length > MOST_FOUNDS) return null;
    }
    while (at < size && a === null) {
      if (collector.settled >= to + near) a = quietPoint(founds, to, near, collector.settled);
      if (a === null) {
        if (at >= most) return null;
        pull(Math.min(STEP_BYTES, most - at));
      }
    }
    if (at === size) {
      source.finish(collector.sink);
      collector.finish();
      a ??= quietPoint(founds, to, near, Number.POSITIVE_INFINITY) ?? size;
    }
    const b = from === 0 ? 0 : quietPoint(founds, from, near, collector.settled);
    if (b === null || a === null || b > to) return null;
    return this.#written(kind, hold, begin, at, founds, b, Math.min(a, size), hidden, near);
  }

  async #written(kind: BodyKind, hold: Buffer, begin: number, end: number, founds: readonly Found[], b: number, a: number, hidden: number, near: number): Promise<PartDone> {
    const rules = new Map<string, number>();
    const count = (rule: string): void => {
      rules.set(rule, (rules.get(rule) ?? 0) + 1);
    };
    const groups = new Groups();
    for (const found of founds) {
      if (found.start < b || found.start >= a) continue;
      groups.add(found);
      count(found.rule);
    }
    const out: Uint8Array[] = [];
    const keep = (bytes: Uint8Array): void => {
      out.push(bytes);
    };
    const sink: ByteSink = { write: keep, writeParts: (pieces) => pieces.forEach(keep), end: () => {} };
    const recheck = new Recheck({ ...this.#second, found: (finding) => count(finding.rule_id) }, kind, sink, b !== 0);
    const view = (from: number, to: number): Uint8Array => hold.subarray(from - begin, to - begin);
    // Nothing is replaced near the ends: what stands there is the same before and after.
    const before = Math.min(b, near);
    const after = Math.min(near, end - a);
    const parts: Uint8Array[] = [view(b - before, b)];
    const edits: Edit[] = [];
    let length = before;
    let at = b;
    const copyTo = (to: number): void => {
      if (to <= at) return;
      parts.push(view(at, to));
      length += to - at;
      at = to;
    };
    const { placeholders } = this.#choice;
    const taken = groups.take(Number.POSITIVE_INFINITY);
    const masks = placeholders.style === 'mask';
    const texts = masks || taken.length === 0 ? [] : await placeholders.texts(taken.map((group) => ({ group, bytes: view(group.start, group.end) })), kind, false);
    for (const [i, group] of taken.entries()) {
      copyTo(group.start);
      let text: Uint8Array = view(group.start, group.end);
      if (masks) mask(text, kind);
      else text = encoded(texts[i] as string, kind);
      parts.push(text);
      edits.push({ start: length, end: length + text.length });
      length += text.length;
      at = group.end;
    }
    copyTo(a);
    parts.push(view(a, a + after));
    await recheck.take(parts, edits, true);
    const whole = out.reduce((sum, part) => sum + part.length, 0);
    return { b, a, parts: clipped(out, before, whole - after), length: whole - before - after, rules, hidden };
  }
}

/** The first place from `wanted` on with nothing replaced within `near` bytes; null when it is not known yet. */
function quietPoint(founds: readonly Found[], wanted: number, near: number, settled: number): number | null {
  let place = wanted;
  for (const { start, end } of founds) if (end > place - near && start < place + near) place = Math.max(place, end + near);
  return place + near <= settled ? place : null;
}

function clipped(parts: readonly Uint8Array[], from: number, to: number): Uint8Array[] {
  const kept: Uint8Array[] = [];
  let at = 0;
  for (const part of parts) {
    const start = Math.max(from, at) - at;
    const end = Math.min(to, at + part.length) - at;
    if (start < end) kept.push(part.subarray(start, end));
    at += part.length;
  }
  return kept;
}
