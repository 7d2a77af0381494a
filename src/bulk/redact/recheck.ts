// A second look at what is about to be written, around every place that was replaced: what stood glued to a secret, or
// in its shadow, may be a finding once the secret is gone. Looked at are NEAR bytes on both sides; text without findings
// passes through untouched.
//
//   held │ copied from the last call ├─ the parts of this call ─┤
//        released ────────────────────────────► │ NEAR and what could not be looked at yet is kept

import type { Finding } from '../../findings/finding.ts';
import { InputError } from '../../input/input-error.ts';
import type { BodyKind } from '../../input/visit.ts';
import { type Found, foundOf, type Group, Groups } from './groups.ts';
import type { Placeholders } from './placeholders.ts';
import { type ByteSink, writeParts } from './sink.ts';
import { encoded, mask } from './spelling.ts';

/** As far as the engine looks back from a finding. Blocks that are cut off, of low confidence, may lie farther. */
const NEAR = 4096;
const NEAR_OF_LOW = 65536;
/** How far around a replaced piece is looked. */
export function nearOf(least: 1 | 2 | 3): number {
  return least === 1 ? NEAR_OF_LOW : NEAR;
}

/** What begins or ends this close to where the look was cut may be half of something. */
const RIM = 64;
/** Replacing one thing may uncover another, but not for ever. */
const MOST_ROUNDS = 32;

/** A replaced piece: offsets in the output. */
export interface Edit {
  start: number;
  end: number;
}

export interface SecondLook {
  readonly least: 1 | 2 | 3;
  readonly placeholders: Placeholders;
  /** The findings of some bytes of the body, by themselves. */
  look(kind: BodyKind, bytes: Uint8Array): Promise<readonly Finding[]>;
  /** Hears of what is replaced in addition. */
  found(finding: Finding): void;
}

interface Stretch {
  bytes: Uint8Array;
  edits: Edit[];
}

export class Recheck {
  readonly #with: SecondLook;
  readonly #kind: BodyKind;
  readonly #to: ByteSink;
  readonly #near: number;
  readonly #within: boolean;
  #held: Uint8Array = new Uint8Array(0);
  /** Offset in the output of the first held byte, and replaced pieces that were not looked at. */
  #from = 0;
  #edits: Edit[] = [];

  /** `within`: what comes first is not the begin of the body. */
  constructor(second: SecondLook, kind: BodyKind, to: ByteSink, within = false) {
    this.#with = second;
    this.#kind = kind;
    this.#to = to;
    this.#near = nearOf(second.least);
    this.#within = within;
  }

  /** Offset in the output of the next byte to be taken. */
  get end(): number {
    return this.#from + this.#held.length;
  }

  /** The next bytes of the output, which stay as they are until the promise settles, and what in them was replaced. */
  take(parts: readonly Uint8Array[], edits: readonly Edit[], last = false): void | Promise<void> {
    this.#edits.push(...edits);
    if (this.#edits.length === 0) return this.#pass(parts, last);
    return this.#look(parts, last);
  }

  /** Nothing was replaced near: all but the last bytes goes on. */
  #pass(parts: readonly Uint8Array[], last: boolean): void | Promise<void> {
    const all = this.#held.length > 0 ? [this.#held, ...parts] : [...parts];
    const length = all.reduce((sum, part) => sum + part.length, 0);
    return this.#release(all, last ? length : Math.max(0, length - this.#near), length);
  }

  #release(all: readonly Uint8Array[], n: number, length: number): void | Promise<void> {
    const go: Uint8Array[] = [];
    const keep = new Uint8Array(length - n);
    let at = 0;
    for (const part of all) {
      const cut = Math.min(part.length, Math.max(0, n - at));
      if (cut > 0) go.push(cut === part.length ? part : part.subarray(0, cut));
      if (cut < part.length) keep.set(part.subarray(cut), Math.max(0, at - n));
      at += part.length;
    }
    this.#held = keep;
    this.#from += n;
    if (go.length > 0) return writeParts(this.#to, go);
  }

  async #look(parts: readonly Uint8Array[], last: boolean): Promise<void> {
    const all = [this.#held, ...parts];
    const length = all.reduce((sum, part) => sum + part.length, 0);
    const found = await this.#findings(all, length, this.#edits, last);
    if (found.length === 0) return this.#settle(all, length, last);
    const stretch: Stretch = { bytes: joined(all, 0, length), edits: this.#edits };
    let more = found;
    for (let round = 0; more.length > 0; round++) {
      if (round === MOST_ROUNDS) throw new InputError('internal', 'what is left after redaction goes on being a finding');
      await this.#replace(stretch, more);
      more = await this.#findings([stretch.bytes], stretch.bytes.length, stretch.edits, last);
    }
    this.#edits = stretch.edits;
    return this.#settle([stretch.bytes], stretch.bytes.length, last);
  }

  /** Everything that could be looked at was: lets go of all that no later look needs. */
  #settle(all: readonly Uint8Array[], length: number, last: boolean): void | Promise<void> {
    const end = this.#from + length;
    this.#edits = last ? [] : this.#edits.filter((edit) => edit.end + this.#near > end);
    const open = Math.min(end, this.#edits[0]?.start ?? end);
    return this.#release(all, last ? length : Math.max(0, open - this.#near - this.#from), length);
  }

  /** Findings around the pieces whose surroundings have come, by offset in `all`. */
  async #findings(all: readonly Uint8Array[], length: number, edits: readonly Edit[], last: boolean): Promise<Found[]> {
    const found: Found[] = [];
    let zone: { start: number; end: number } | null = null;
    const scan = async (): Promise<void> => {
      if (zone === null) return;
      const { start, end } = zone;
      const atStart = !this.#within && this.#from + start === 0;
      const atEnd = last && end === length;
      for (const finding of await this.#with.look(this.#kind, joined(all, start, end))) {
        if ((!atStart && finding.byte_start < RIM) || (!atEnd && finding.byte_end > end - start - RIM)) continue;
        this.#with.found(finding);
        const plain = foundOf(finding);
        found.push({ ...plain, start: plain.start + start, end: plain.end + start });
      }
    };
    for (const edit of edits) {
      const end = edit.end - this.#from;
      if (!last && end + this.#near > length) break;
      // UTF-16: whole units.
      const start = Math.max(0, edit.start - this.#from - this.#near) & ~1;
      const to = Math.min(length, end + this.#near);
      if (zone !== null && start <= zone.end) zone.end = Math.max(zone.end, to);
      else {
        await scan();
        zone = { start, end: to };
      }
    }
    await scan();
    return found;
  }

  async #replace(stretch: Stretch, found: readonly Found[]): Promise<void> {
    const { placeholders } = this.#with;
    const groups = new Groups();
    for (const one of found) groups.add(one);
    const parts: Uint8Array[] = [];
    const fresh: Edit[] = [];
    const moved: Edit[] = [];
    let at = 0;
    let grown = 0;
    const waiting = [...stretch.edits];
    const move = (before: number): void => {
      for (let edit = waiting[0]; edit !== undefined && edit.start - this.#from < before; edit = waiting[0]) {
        moved.push({ start: edit.start + grown, end: edit.end + grown });
        waiting.shift();
      }
    };
    const taken = groups.take(Number.POSITIVE_INFINITY);
    const bytesOf = (group: Group): Uint8Array => stretch.bytes.subarray(group.start, group.end);
    const masks = placeholders.style === 'mask';
    const texts = masks ? [] : await placeholders.texts(taken.map((group) => ({ group, bytes: bytesOf(group) })), this.#kind, true);
    for (const [i, group] of taken.entries()) {
      move(group.start);
      let text = bytesOf(group);
      if (masks) mask(text, this.#kind);
      else text = encoded(texts[i] as string, this.#kind);
      parts.push(stretch.bytes.subarray(at, group.start), text);
      const start = this.#from + group.start + grown;
      fresh.push({ start, end: start + text.length });
      while (waiting[0] !== undefined && waiting[0].start - this.#from < group.end) waiting.shift();
      grown += text.length - (group.end - group.start);
      at = group.end;
    }
    move(Number.POSITIVE_INFINITY);
    parts.push(stretch.bytes.subarray(at));
    stretch.bytes = new Uint8Array(Buffer.concat(parts));
    stretch.edits = [...moved, ...fresh].sort((a, b) => a.start - b.start);
  }
}

/** [start, end) of several parts as one piece; a view where it lies in one. */
function joined(all: readonly Uint8Array[], start: number, end: number): Uint8Array {
  let at = 0;
  const pieces: Uint8Array[] = [];
  for (const part of all) {
    const from = Math.max(start, at) - at;
    const to = Math.min(end, at + part.length) - at;
    if (from < to) pieces.push(part.subarray(from, to));
    at += part.length;
    if (at >= end) break;
  }
  return pieces.length === 1 ? (pieces[0] as Uint8Array) : new Uint8Array(Buffer.concat(pieces));
}
