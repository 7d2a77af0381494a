// The bytes of a body that may still change. What is certain is written from where it lies, while the next bytes come
// into a second buffer: redacting costs one copy more than scanning, and writing goes on beside it.
//
//   buffer   ├─ held: [from, from + end) of the body ├─ free ─┤

import type { Finding } from '../../findings/finding.ts';
import type { BodyKind } from '../../input/visit.ts';
import { foundOf, type Group, Groups } from './groups.ts';
import type { Placeholders } from './placeholders.ts';
import { type ByteSink, writeParts } from './sink.ts';
import { asUtf16 } from './vault.ts';

const BUFFER_BYTES = 2 * 1048576;
/** Less than this is not worth a write. */
const FLUSH_BYTES = 1048576;

export class Window {
  readonly #placeholders: Placeholders;
  readonly #kind: BodyKind;
  readonly #to: ByteSink;
  readonly #groups = new Groups();
  #buffer: Uint8Array = new Uint8Array(BUFFER_BYTES);
  /** The buffer that is being written from, and until when. */
  #other: Uint8Array | null = null;
  #writing: Promise<void> | null = null;
  #end = 0;
  /** Offset of the first byte of the buffer in the body. */
  #from = 0;

  constructor(placeholders: Placeholders, kind: BodyKind, to: ByteSink) {
    this.#placeholders = placeholders;
    this.#kind = kind;
    this.#to = to;
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
    await this.#flush(this.#from + this.#end);
    await this.#written();
  }

  /** Nothing reads from the buffers any more, whatever became of the body. */
  async abandon(): Promise<void> {
    await this.#written().catch(() => {});
  }

  async #flush(certain: number): Promise<void> {
    const parts: Uint8Array[] = [];
    const buffer = this.#buffer;
    const from = this.#from;
    let at = 0;
    const copyTo = (to: number): void => {
      if (to > at) parts.push(buffer.subarray(at, to));
      at = Math.max(at, to);
    };
    for (const group of this.#groups.take(certain)) {
      const begin = group.start - from;
      const end = group.end - from;
      if (this.#placeholders.style === 'mask') {
        mask(buffer.subarray(begin, end), this.#kind);
        continue;
      }
      copyTo(begin);
      const text = this.#text(group, buffer.subarray(begin, end));
      parts.push(encoded(text instanceof Promise ? await text : text, this.#kind));
      at = end;
    }
    copyTo(Math.min(certain, this.#groups.open) - from);
    await this.#written();
    if (parts.length === 0) return;
    const pending = writeParts(this.#to, parts);
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

  #text(group: Group, bytes: Uint8Array): string | Promise<string> {
    return this.#placeholders.text(group, bytes, this.#kind);
  }

  async #written(): Promise<void> {
    const writing = this.#writing;
    this.#writing = null;
    if (writing !== null) await writing;
  }
}

const LF = 0x0a;
const CR = 0x0d;
const STAR = 0x2a;

/** As many stars as there were bytes; line ends stay. UTF-16 gets one for each unit. */
export function mask(bytes: Uint8Array, kind: BodyKind): void {
  if (kind === 'utf16le' || kind === 'utf16be') {
    const low = kind === 'utf16le' ? 0 : 1;
    for (let i = 0; i + 1 < bytes.length; i += 2) {
      const unit = (bytes[i + low] as number) | ((bytes[i + 1 - low] as number) << 8);
      if (unit === LF || unit === CR) continue;
      bytes[i + low] = STAR;
      bytes[i + 1 - low] = 0;
    }
    return;
  }
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== LF && bytes[i] !== CR) bytes[i] = STAR;
}

export function encoded(text: string, kind: BodyKind): Uint8Array {
  return kind === 'utf16le' || kind === 'utf16be' ? asUtf16(text, kind) : Buffer.from(text, 'utf8');
}
