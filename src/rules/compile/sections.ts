// The sections of a program that are tables: literal records, lists of bare shapes, context words.

import * as L from '../../../assembly/layout.ts';
import { WardlineError } from '../../errors.ts';
import { Blob } from './blob.ts';
import { isSaidByKinds, kindsIn, kindsNeeded } from './kinds.ts';
import { addToFilter, windowHash, windowHash4 } from './sieve-tables.ts';
import { type LiteralRecord, NONE, type Writer } from './writer.ts';

/** Writes a section and answers where it begins. */
export function section(blob: Blob, write: () => void, align = 8): number {
  const at = blob.align(align);
  write();
  return at;
}

export function writeU16(blob: Blob, values: Uint16Array): void {
  for (const value of values) blob.u16(value);
}

export function writeRecords(blob: Blob, records: readonly LiteralRecord[]): void {
  for (const { text, length, hashed, fold, riders, target, targets, next, front, behind } of records) {
    blob.u32(text);
    blob.u8(length);
    blob.u8(hashed);
    blob.u8(fold ? 1 : 0);
    blob.u8(0);
    blob.u32(target);
    blob.u16(targets);
    blob.u16(next);
    writeFirst(blob, blob.slice(text, text + Math.min(length, 8)), fold);
    blob.u32(riders);
    blob.u32(front);
    blob.u32(behind);
  }
}

/** The first eight bytes of a text, as the engine compares them: bits to set, bits to compare, the bytes. */
function writeFirst(blob: Blob, bytes: readonly number[] | Uint8Array, fold: boolean): void {
  const isLetter = (byte: number): boolean => byte >= 0x61 && byte <= 0x7a;
  for (let i = 0; i < 8; i++) blob.u8(fold && isLetter(bytes[i] ?? 0) ? 0x20 : 0);
  for (let i = 0; i < 8; i++) blob.u8(i < bytes.length ? 0xff : 0);
  for (let i = 0; i < 8; i++) blob.u8(bytes[i] ?? 0);
}

export function writeBare(w: Writer): Record<number, number> {
  const heads = new Uint16Array(L.BARE_LENGTHS + 1).fill(NONE);
  const lists = new Blob();
  for (const [length, plans] of w.bare) {
    heads[length] = lists.length / L.BARE_ENTRY;
    const parts = plans.filter((plan) => !plan.whole);
    lists.u32(parts.reduce((bits, { left, right }) => bits | neighbour(left, left === 0 && right === 0), 0) >>> 0);
    lists.u32(parts.reduce((bits, { left, right }) => bits | neighbour(left === 0 ? right : 0, false), 0) >>> 0);
    lists.u16(parts.length);
    lists.raw([0, 0, 0, 0, 0, 0]);
    // those that are nothing without words come last: a run that can't be named skips them all
    const whole = plans.filter((plan) => plan.whole).sort((a, b) => Number(w.needsWords(a)) - Number(w.needsWords(b)));
    for (const plan of [...parts, ...whole]) {
      lists.u32(w.shapeOffset(plan) + (plan.whole ? (isSaidByKinds(plan.shape) ? L.BARE_SURE : 0) : plan.element * (1 << 24) + L.BARE_PART));
      lists.raw([plan.left, plan.right, kindsIn(plan.shape), plan.whole ? kindsNeeded(plan.shape) : 0]);
    }
    lists.raw([0, 0, 0, 0, 0, 0, 0, 0]);
  }
  return {
    [L.P_BARE_HEADS]: section(w.blob, () => writeU16(w.blob, heads)),
    [L.P_BARE_LISTS]: section(w.blob, () => w.blob.raw(lists.slice(0, lists.length))),
  };
}

/** The bit of a byte that must stand beside a run; all of them where any may. */
function neighbour(byte: number, isAny: boolean): number {
  if (isAny) return 0xffffffff;
  return byte === 0 ? 0 : 1 << (byte & 31);
}

/** Context words, looked up by their first four bytes; the few that have only three, by those. */
export function writeWords(w: Writer): Record<number, number> {
  const { blob } = w;
  const long = { filter: new Uint8Array(L.FILTER_SIZE), heads: new Uint16Array(L.LITERAL_SLOTS).fill(NONE) };
  const short = { filter: new Uint8Array(L.SHORT_WORD_FILTER), heads: new Uint16Array(L.SHORT_WORD_SLOTS).fill(NONE) };
  const encoder = new TextEncoder();
  const records: { text: number; bytes: readonly number[]; next: number }[] = [];
  for (const [text, index] of w.words) {
    const bytes = [...encoder.encode(text)];
    const [a = 0, b = 0, c = 0, d] = bytes;
    if (bytes.length < 3) throw new WardlineError('short_context_word', `context word \`${text}\` is shorter than three bytes`, { hint: 'use a longer word, or several' });
    const { filter, heads } = d === undefined ? short : long;
    const hash = d === undefined ? windowHash(a, b, c) : windowHash4(a, b, c, d);
    addToFilter(filter, hash);
    const slot = Math.floor(hash / (2 ** 32 / heads.length));
    records[index] = { text: w.text(bytes), bytes, next: heads[slot] ?? NONE };
    heads[slot] = index;
  }
  return {
    [L.P_WORD_FILTER]: section(blob, () => {
      blob.raw(long.filter);
      blob.raw(short.filter);
    }),
    [L.P_WORD_HEADS]: section(blob, () => {
      writeU16(blob, long.heads);
      writeU16(blob, short.heads);
    }),
    [L.P_WORDS]: section(blob, () => {
      for (const { text, bytes, next } of records) {
        blob.u32(text);
        blob.u16(bytes.length);
        blob.u16(next);
        writeFirst(blob, bytes, true);
      }
    }),
  };
}
