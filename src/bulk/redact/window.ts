// The bytes of a body that may still change. What is certain is written from where it lies, while the next bytes come
// into a second buffer: redacting costs one copy more than scanning, and writing goes on beside it.
//
//   buffer   ├─ held: [from, from + end) of the body ├─ free ─┤

import type { Finding } from '../../findings/finding.ts';
import type { BodyKind } from '../../input/visit.ts';
import { type Copies, LONGEST_COPY } from './copies.ts';
import { foundOf, type Group, Groups } from './groups.ts';
import type { Placeholders } from './placeholders.ts';
import { type Edit, Recheck, type SecondLook } from './recheck.ts';
import type { ByteSink } from './sink.ts';
import { encoded, mask } from './spelling.ts';

const BUFFER_BYTES = 2 * 1048576;
/** Whether a copy stands alone is known once the character behind it is. */
const UNSEEN = 2;
/** Less than this is not worth a write. */
const FLUSH_BYTES = 1048576;

export class Window {
  readonly #placeholders: Placeholders;
  readonly #kind: BodyKind;
  readonly #recheck: Recheck;
  readonly #groups = new Groups();
  readonly #copies: Copies | null;
  readonly #copied: (copy: Group) => void;
  #buffer: Uint8Array = new Uint8Array(BUFFER_BYTES);
  /** The buffer that is being written from, and until when. */
  #other: Uint8Array | null = null;
  #writing: Promise<void> | null = null;
  #end = 0;
  /** Offset of the first byte of the buffer in the body. */
  #from = 0;

  /** `from`: offset of the first byte that will come. `copied` hears of every further copy that `copies` finds. */
  constructor(second: SecondLook, kind: BodyKind, to: ByteSink, from = 0, copies: Copies | null = null, copied: (copy: Group) => void = () => {}) {
    this.#copies = copies;
    this.#copied = copied;
    this.#placeholders = second.placeholders;
    this.#kind = kind;
    this.#from = from;
    this.#recheck = new Recheck(second, kind, to, from > 0);
  }

  /** Where the next `n` bytes of the body go; `took` says how many came. */
  room(n: number): Uint8Array {
    if (this.#end + n > this.#buffer.length) {
      // Only where a finding is longer than the buffer, or much is undecided.
      const larger = new Uint8Array(2 * (this.#end + n));
      larger.set(this.#buffer.subarray(0, this.#end));
      this.#buffer = larger;
    }
    return this.#buffer.subarray(this.#end, this.#end + n);
  }

  took(n: number): void {
    this.#end += n;
  }

  /** The next bytes of the body: copied. */
  bytes(chunk: Uint8Array): void {
    this.room(chunk.length).set(chunk);
    this.#end += chunk.length;
  }

  finding(finding: Finding): void {
    this.#groups.add(foundOf(finding));
  }

  /** All findings that begin before `offset` were told. Writes what is certain once that is enough to be worth it. */
  settle(offset: number): void | Promise<void> {
    const certain = Math.min(offset, this.#from + this.#end);
    if (Math.min(certain, this.#groups.open) - this.#from < FLUSH_BYTES && this.#end < BUFFER_BYTES - FLUSH_BYTES) return;
    return this.#flush(certain);
  }

  /** The body is over: all of it is written when this settles. */
  async finish(): Promise<void> {
    await this.#flush(this.#from + this.#end, true);
    await this.#written();
    await this.#recheck.take([], [], true);
  }

  /** Nothing reads from the buffers any more, whatever became of the body. */
  async abandon(): Promise<void> {
    await this.#written().catch(() => {});
  }

  async #flush(certain: number, last = false): Promise<void> {
    await this.#written();
    const parts: Uint8Array[] = [];
    const edits: Edit[] = [];
    let out = this.#recheck.end;
    const buffer = this.#buffer;
    const from = this.#from;
    let at = 0;
    const copyTo = (to: number): void => {
      if (to <= at) return;
      parts.push(buffer.subarray(at, to));
      out += to - at;
      at = to;
    };
    const groups = this.#withCopies(this.#groups.take(certain), certain, last);
    // What may be the beginning of a copy waits for its end.
    const whole = Math.min(certain, this.#groups.open);
    const limit = this.#copies === null || last ? whole : Math.min(whole, certain - LONGEST_COPY - UNSEEN);
    if (this.#copies !== null) this.#remember(Math.max(limit, groups.at(-1)?.end ?? 0) - from);
    const masks = this.#placeholders.style === 'mask';
    const places = masks ? [] : groups.map((group) => ({ group, bytes: buffer.subarray(group.start - from, group.end - from) }));
    const asked = places.length === 0 ? [] : this.#placeholders.texts(places, this.#kind, false);
    const texts = asked instanceof Promise ? await asked : asked;
    for (const [i, group] of groups.entries()) {
      const begin = group.start - from;
      const end = group.end - from;
      if (masks) {
        mask(buffer.subarray(begin, end), this.#kind);
        edits.push({ start: out + begin - at, end: out + end - at });
        continue;
      }
      copyTo(begin);
      const bytes = encoded(texts[i] as string, this.#kind);
      parts.push(bytes);
      edits.push({ start: out, end: out + bytes.length });
      out += bytes.length;
      at = end;
    }
    copyTo(limit - from);
    if (parts.length === 0) return;
    const pending = this.#recheck.take(parts, edits);
    const left = this.#end - at;
    if (pending instanceof Promise) {
      this.#writing = pending;
      pending.catch(() => {}); // heard of where it is awaited
      if (this.#other === null || this.#other.length < buffer.length) this.#other = new Uint8Array(buffer.length);
      this.#other.set(buffer.subarray(at, this.#end));
      [this.#buffer, this.#other] = [this.#other, buffer];
    } else buffer.copyWithin(0, at, this.#end);
    this.#from += at;
    this.#end = left;
  }

  /** The groups, and the further copies of what they hold that stand behind them, up to `certain`. */
  #withCopies(groups: Group[], certain: number, last: boolean): Group[] {
    const copies = this.#copies;
    if (copies === null) return groups;
    const from = this.#from;
    const end = certain - from;
    const all: Group[] = [];
    let at = 0;
    const between = (to: number): void => {
      for (const copy of copies.find(this.#buffer, at, to, end, from)) {
        all.push(copy);
        this.#copied(copy);
      }
    };
    for (const group of groups) {
      between(group.start - from);
      all.push(group);
      at = group.end - from;
      copies.learn(this.#buffer.subarray(group.start - from, at), group);
    }
    between(Math.min(last ? end : end - UNSEEN, this.#groups.open - from));
    return all;
  }

  /** The bytes before the ones that stay. */
  #remember(at: number): void {
    if (at >= 2) this.#copies?.before.set(this.#buffer.subarray(at - 2, at));
    else if (at === 1) this.#copies?.before.set([this.#copies.before[1] as number, this.#buffer[0] as number]);
  }

  async #written(): Promise<void> {
    const writing = this.#writing;
    this.#writing = null;
    if (writing !== null) await writing;
  }
}
