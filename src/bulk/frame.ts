// The line around a finding, for people to read, with every secret in it masked. Taken from engine memory while the
// bytes are there, at most CONTEXT bytes on either side; given out only when all hits within reach are known.

import type { HitSource, RawHit } from '../engine/types.ts';
import type { Finding } from '../findings/finding.ts';
import type { Block } from './block-marks.ts';
import { NEXT_LINE_MARKER, ruleNamed } from './markers.ts';

export interface Frame {
  readonly before: string;
  readonly after: string;
  /** The line above says that this one is known: the rule that it names, or nothing for all. */
  readonly allowedAbove?: string;
  /** What the last remark before it says about the region it stands in. */
  readonly block?: Block;
}

const CONTEXT = 120;
const LF = 10;
/** Length of the shortest remark. */
const LEAST_MARKER = 16;
const MASK = '[REDACTED]';

interface Capture {
  readonly start: number;
  readonly end: number;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  readonly allowedAbove: string | null;
  /** Places in the context where the same secret stands again. */
  readonly echoes: readonly Span[];
}

interface Span {
  readonly start: number;
  readonly end: number;
}

interface Waiting {
  readonly finding: Finding;
  readonly from: number;
  readonly to: number;
}

export class FrameKeeper {
  readonly #emit: (finding: Finding, frame: Frame | undefined) => void;
  readonly #blockAt: ((offset: number) => Block | undefined) | null;
  #captures: Capture[] = [];
  #spans: Span[] = [];
  #waiting: Waiting[] = [];

  constructor(emit: (finding: Finding, frame: Frame | undefined) => void, blockAt: ((offset: number) => Block | undefined) | null = null) {
    this.#emit = emit;
    this.#blockAt = blockAt;
  }

  /** Copies the surroundings of new hits. */
  capture(hits: readonly RawHit[], source: HitSource): void {
    for (const hit of hits) {
      this.#spans.push({ start: hit.start, end: hit.end });
      const at = source.addressOf(hit.start);
      if (at < 0) continue;
      const memory = source.memory;
      let from = at;
      for (let i = 0; i < CONTEXT && source.addressOf(hit.start - i - 1) >= 0 && memory[at - i - 1] !== LF; i++) from--;
      const behind = at + (hit.end - hit.start);
      let to = behind;
      for (let i = 0; i < CONTEXT && source.addressOf(hit.end + i) >= 0 && memory[behind + i] !== LF; i++) to++;
      const before = memory.slice(from, at);
      const above = hit.start - (at - from) - 1;
      const allowedAbove = memory[from - 1] === LF && source.addressOf(above) >= 0 ? marksNext(source, above) : null;
      const after = memory.slice(behind, to);
      const secret = memory.slice(hit.secretPtr, hit.secretPtr + hit.secretLength);
      const shown = memory.slice(at, behind);
      const texts = Buffer.compare(shown, secret) === 0 ? [secret] : [secret, shown];
      const echoes = texts.flatMap((text) => [...echoesOf(before, text, hit.start - before.length), ...echoesOf(after, text, hit.end)]);
      this.#captures.push({ start: hit.start, end: hit.end, before, after, allowedAbove, echoes });
    }
  }

  /** A finding whose frame is wanted. `from` and `to` are its span as the engine gave it. */
  wait(finding: Finding, from: number, to: number): void {
    this.#waiting.push({ finding, from, to });
  }

  /** Gives out the findings whose whole context lies before the horizon. */
  release(horizon: number): void {
    let done = 0;
    for (const { finding, from, to } of this.#waiting) {
      if (to + CONTEXT > horizon) break;
      done++;
      this.#emit(finding, this.#frame(from, to));
    }
    if (done > 0) this.#waiting = this.#waiting.slice(done);
    const keep = Math.min(horizon, this.#waiting[0]?.from ?? horizon) - 2 * CONTEXT - 65536;
    if (this.#spans.length > 512) {
      this.#spans = this.#spans.filter((span) => span.end >= keep);
      this.#captures = this.#captures.filter((capture) => capture.end >= keep);
    }
  }

  #frame(from: number, to: number): Frame | undefined {
    const capture = this.#captures.find((c) => c.start === from && c.end === to);
    const block = this.#blockAt?.(from);
    if (capture === undefined) return block === undefined ? undefined : { before: '', after: '', block };
    const first = from - capture.before.length;
    const last = to + capture.after.length;
    // What overlaps the finding was settled in its favour: redaction leaves the rest of it as well.
    const spans = this.#spans.filter(({ start, end }) => end > first && start < last && (end <= from || start >= to));
    for (const { start, end, echoes } of this.#captures) if (start - CONTEXT < last && end + CONTEXT > first) spans.push(...echoes);
    return {
      before: masked(capture.before, first, spans),
      after: masked(capture.after, to, spans),
      ...(capture.allowedAbove === null ? {} : { allowedAbove: capture.allowedAbove }),
      ...(block === undefined ? {} : { block }),
    };
  }
}

/** The remark about the next line in the one that ends at `end`, within CONTEXT bytes of its end: the rule it names, or nothing for all. */
function marksNext(source: HitSource, end: number): string | null {
  let n = 0;
  while (n < CONTEXT && source.addressOf(end - n - 1) >= 0 && source.memory[source.addressOf(end - n - 1)] !== LF) n++;
  if (n < LEAST_MARKER) return null;
  const at = source.addressOf(end - n);
  return ruleNamed(NEXT_LINE_MARKER, Buffer.from(source.memory.buffer, source.memory.byteOffset + at, n).toString('latin1'));
}

/** Shortest secret, and shortest piece of one at the edge of what is shown, that is looked for. */
const LEAST_ECHO = 6;

/** Where the secret stands again; at the edges also its end or its beginning, which the context cuts off. */
function echoesOf(bytes: Uint8Array, secret: Uint8Array, offset: number): Span[] {
  if (secret.length < LEAST_ECHO) return [];
  const found: Span[] = [];
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const head = secret.subarray(0, LEAST_ECHO);
  for (let at = buffer.indexOf(head); at >= 0; at = buffer.indexOf(head, at + 1)) {
    const n = buffer.length - at;
    if (n < secret.length && buffer.compare(secret, 0, n, at) === 0) found.push({ start: offset + at, end: offset + buffer.length });
  }
  const tail = secret.subarray(secret.length - LEAST_ECHO);
  for (let at = buffer.indexOf(tail); at >= 0; at = buffer.indexOf(tail, at + 1)) {
    const n = at + LEAST_ECHO;
    if (n < secret.length && buffer.compare(secret, secret.length - n, secret.length, 0, n) === 0) found.push({ start: offset, end: offset + n });
  }
  for (let at = buffer.indexOf(secret); at >= 0; at = buffer.indexOf(secret, at + secret.length)) {
    found.push({ start: offset + at, end: offset + at + secret.length });
  }
  return found;
}

/** Bytes as text that is safe to print, with what the spans cover replaced. */
function masked(bytes: Uint8Array, offset: number, spans: readonly Span[]): string {
  const end = offset + bytes.length;
  const inside = spans.filter((s) => s.start < end && s.end > offset).sort((a, b) => a.start - b.start);
  let text = '';
  let at = offset;
  for (const span of inside) {
    if (span.end <= at) continue;
    if (span.start > at) text += printable(bytes.subarray(at - offset, span.start - offset));
    text += MASK;
    at = span.end;
  }
  if (at < end) text += printable(bytes.subarray(at - offset));
  return text;
}

/** Control characters would move the cursor of whoever reads the report. */
export function printable(bytes: Uint8Array): string {
  return visible(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'));
}

export function visible(text: string): string {
  return text.replace(/\t/g, '  ').replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff\ufffd]/g, '·');
}
