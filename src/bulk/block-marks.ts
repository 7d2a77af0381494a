// Remarks that open and close a region whose findings are known: `wardline:ignore-start` … `wardline:ignore-end`, and
// secretlint's. They are looked for in the bytes on their way into the engine, so nothing is read twice.

import type { HitSource } from '../engine/types.ts';

/** Whether a place lies in such a region; unknown where a part of a file holds no remark before it. */
export type Block = 'in' | 'out';

interface Mark {
  readonly at: number;
  readonly block: Block;
}

const WORDS: readonly { readonly word: Buffer; readonly block: Block; readonly alone: boolean }[] = [
  { word: Buffer.from('wardline:ignore-start'), block: 'in', alone: false },
  { word: Buffer.from('wardline:ignore-end'), block: 'out', alone: false },
  { word: Buffer.from('secretlint-disable'), block: 'in', alone: true },
  { word: Buffer.from('secretlint-enable'), block: 'out', alone: true },
];
const STEMS = ['wardline:ignore-', 'secretlint-'].map((stem) => Buffer.from(stem));
/** Bytes that decide about a place. */
const CARRY = Math.max(...WORDS.map(({ word }) => word.length));
/** Findings are given at most so far behind what was read. */
const KEPT = 4 * 1048576;
const MANY = 1024;
const DASH = 0x2d;

/** A source whose bytes are watched. */
export class BlockWatch {
  readonly source: HitSource;
  #marks: Mark[] = [];
  #tail: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(inner: HitSource) {
    const hash = inner.hash?.bind(inner);
    this.source = {
      get memory() { return inner.memory; },
      get horizon() { return inner.horizon; },
      get lines() { return inner.lines; },
      begin: (offset = 0) => {
        this.#begin(offset);
        inner.begin(offset);
      },
      room: () => inner.room(),
      push: (n, sink, hold) => {
        this.#look(inner.room().subarray(0, n));
        inner.push(n, sink, hold);
      },
      finish: (sink) => {
        this.#find(Buffer.from(this.#tail), this.#at - this.#tail.length, this.#tail.length, false);
        inner.finish(sink);
      },
      addressOf: (offset) => inner.addressOf(offset),
      ...(hash === undefined ? {} : { hash }),
    };
  }

  /** What the last remark before `offset` says. */
  blockAt(offset: number): Block | undefined {
    let from = 0;
    for (let to = this.#marks.length; from < to; ) {
      const middle = (from + to) >> 1;
      if ((this.#marks[middle] as Mark).at < offset) from = middle + 1;
      else to = middle;
    }
    return this.#marks[from - 1]?.block;
  }

  #begin(offset: number): void {
    this.#marks = [];
    this.#tail = new Uint8Array(0);
    this.#at = offset;
  }

  #look(bytes: Uint8Array): void {
    const joint = Buffer.concat([this.#tail, bytes.subarray(0, CARRY)]);
    const joined = this.#tail.length;
    const base = this.#at - joined;
    // Words that begin in the tail, then those that begin in the new bytes; the last of them wait for what follows.
    if (joined > 0) this.#find(joint, base, joined, bytes.length < CARRY);
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    if (bytes.length >= CARRY) this.#find(view, this.#at, bytes.length - CARRY + 1, false);
    const kept = bytes.length >= CARRY ? view.subarray(bytes.length - CARRY + 1) : joint.subarray(Math.max(0, joint.length - CARRY + 1));
    this.#tail = kept.slice();
    this.#at += bytes.length;
    this.#forget();
  }

  /** Words that begin before `before`. `short`: what may go on behind the bytes is left for the next time. */
  #find(bytes: Buffer, base: number, before: number, short: boolean): void {
    const found: Mark[] = [];
    const limit = short ? Math.min(before, bytes.length - CARRY + 1) : before;
    for (const stem of STEMS) {
      for (let at = bytes.indexOf(stem); at >= 0 && at < limit; at = bytes.indexOf(stem, at + stem.length)) {
        const mark = WORDS.find(({ word, alone }) => bytes.compare(word, 0, word.length, at, Math.min(bytes.length, at + word.length)) === 0 && !(alone && bytes[at + word.length] === DASH));
        if (mark !== undefined) found.push({ at: base + at, block: mark.block });
      }
    }
    for (const mark of found.sort((a, b) => a.at - b.at)) if (this.#marks.at(-1)?.block !== mark.block) this.#marks.push(mark);
  }

  #forget(): void {
    if (this.#marks.length < MANY) return;
    const first = this.#marks.findLastIndex((mark) => mark.at < this.#at - KEPT);
    if (first > 0) this.#marks = this.#marks.slice(first);
  }
}
