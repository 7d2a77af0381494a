// What the compiler collects before it writes: shapes, classes, texts, words and literals, each stored once however many
// rules share it, and the records of the literals once their places are known.

import * as L from '../../../assembly/layout.ts';
import { WardlineError } from '../../errors.ts';
import type { Rule } from '../model.ts';
import { bytesOf, type ByteSet } from '../regex/byteset.ts';
import { perMillion } from './anchors.ts';
import { Blob } from './blob.ts';
import { CLASS_COUNT_MAX } from './limits.ts';
import type { Element, Shape } from './lower.ts';
import { type LiteralEntry, LiteralTable, type Target } from './literal-table.ts';
import type { AnchorPlace, Plan } from './plan.ts';
import type { Rider } from './riders.ts';
import { addToFilter, hashOf, isWhole, windowHash } from './sieve-tables.ts';

/** No record: the end of a chain, or a variant that no rule takes. */
export const NONE = 0xffff;

/** As the engine has it (LITERAL_SIZE). */
export interface LiteralRecord {
  readonly text: number;
  readonly length: number;
  /** Where the hashed bytes stand in it. */
  readonly hashed: number;
  readonly fold: boolean;
  readonly target: number;
  readonly targets: number;
  readonly next: number;
  readonly riders: number;
  readonly front: number;
  readonly behind: number;
}

type WordBits = readonly [low: number, high: number];

export class Writer {
  readonly blob = new Blob();
  readonly sieve = new LiteralTable();
  readonly prefixes = new LiteralTable();
  readonly words = new Map<string, number>();
  private readonly classes = new Map<string, { index: number; set: ByteSet }>();
  private readonly texts = new Map<string, number>();
  private readonly shapes = new Map<string, { shape: Shape; owners: number[]; before: number; after: number; words: WordBits; needsWords: boolean; offset: number }>();
  private readonly shapeOfPlan = new Map<Plan, string>();
  readonly automata: { offset: number; plan: Extract<Plan, { form: 'automaton' }>; rule: number }[] = [];
  readonly befores = new LiteralTable();
  readonly bare = new Map<number, Extract<Plan, { form: 'bare' }>[]>();

  tableOf(where: AnchorPlace): LiteralTable {
    return where === 'sieve' ? this.sieve : where === 'run' ? this.prefixes : this.befores;
  }

  classIndex(set: ByteSet): number {
    const key = set.join(',');
    let entry = this.classes.get(key);
    if (!entry) {
      if (this.classes.size === CLASS_COUNT_MAX) {
        throw new WardlineError('too_many_classes', `rules use more than ${CLASS_COUNT_MAX} different character classes`, { hint: 'use the same classes in sibling rules' });
      }
      entry = { index: this.classes.size, set };
      this.classes.set(key, entry);
    }
    return entry.index;
  }

  text(bytes: readonly number[]): number {
    const key = String.fromCharCode(...bytes);
    let at = this.texts.get(key);
    if (at === undefined) {
      at = this.blob.raw(bytes);
      this.texts.set(key, at);
    }
    return at;
  }

  word(text: string): number {
    // the engine looks words up where one begins (assembly/context.ts)
    const key = text.toLowerCase().replace(/^[^a-z0-9\u0080-\uffff]+/, '');
    let index = this.words.get(key);
    if (index === undefined) {
      index = this.words.size;
      this.words.set(key, index);
    }
    return index;
  }

  /** A bit for the low six bits of each context word's number, in two halves. */
  wordBits(rule: Rule): WordBits {
    const bits: [number, number] = [0, 0];
    for (const keyword of rule.context?.keywords ?? []) {
      const bit = this.word(keyword) & 63;
      bits[bit >> 5 === 0 ? 0 : 1] |= 1 << (bit & 31);
    }
    return bits;
  }

  shape(plan: Extract<Plan, { form: 'shape' | 'bare' }>, rule: Rule, index: number): void {
    const { shape } = plan;
    // bare shapes are tried as a whole value, anchored ones from their anchor: they are kept apart
    const needsWords = rule.context?.without === 'drop';
    const key = `${plan.form}|${needsWords}|${shape.secretFrom}|${shape.secretTo}|${shape.elements.map((e) => this.elementKey(e)).join('|')}`;
    let entry = this.shapes.get(key);
    if (!entry) {
      entry = { shape, owners: [], before: 0, after: 0, words: [0, 0], needsWords, offset: 0 };
      this.shapes.set(key, entry);
    }
    if (!entry.owners.includes(index)) entry.owners.push(index);
    if (rule.context) {
      const [low, high] = this.wordBits(rule);
      entry.words = [entry.words[0] | low, entry.words[1] | high];
      if (rule.context.where !== 'after') entry.before = Math.max(entry.before, rule.context.within);
      if (rule.context.where !== 'before') entry.after = Math.max(entry.after, rule.context.within);
    }
    this.shapeOfPlan.set(plan, key);
    if (plan.form === 'bare') {
      for (let n = plan.minLength; n <= plan.maxLength; n++) {
        const list = this.bare.get(n) ?? [];
        if (!list.some((other) => other.element === plan.element && this.shapeOfPlan.get(other) === key)) list.push(plan);
        this.bare.set(n, list);
      }
    }
  }

  private elementKey(e: Element): string {
    return e.kind === 'literal' ? `l${e.fold ? 'i' : ''}${String.fromCharCode(...e.bytes)}` : `c${this.classIndex(e.set)},${e.min},${e.max}`;
  }

  /** Writes all shapes; from then on their offsets are known. */
  writeShapes(): number {
    const texts = new Map<Element, number>();
    for (const { shape } of this.shapes.values()) for (const e of shape.elements) if (e.kind === 'literal') texts.set(e, this.text(e.bytes));
    const section = this.blob.align(8);
    this.blob.u32(0); // no shape has offset 0
    this.blob.u32(0);
    for (const entry of this.shapes.values()) {
      entry.offset = this.blob.align(4) - section;
      this.blob.u16(entry.shape.elements.length);
      this.blob.u8(entry.shape.secretFrom);
      this.blob.u8(entry.shape.secretTo);
      this.blob.u32(entry.owners.length + (entry.needsWords ? L.SHAPE_NEEDS_WORDS : 0));
      this.blob.u16(entry.before);
      this.blob.u16(entry.after);
      for (const half of entry.words) this.blob.u32(half >>> 0);
      for (const owner of entry.owners) this.blob.u32(owner);
      for (const e of entry.shape.elements) {
        this.blob.u8(e.kind === 'literal' ? L.EL_LITERAL : L.EL_CLASS);
        this.blob.u8(e.kind === 'literal' && e.fold ? L.EL_FOLD : 0);
        this.blob.u16(e.kind === 'literal' ? 0 : this.classIndex(e.set));
        this.blob.u32(e.kind === 'literal' ? e.bytes.length : e.min);
        this.blob.u32(e.kind === 'literal' ? (texts.get(e) ?? 0) : e.max);
      }
    }
    return section;
  }

  needsWords(plan: Plan): boolean {
    return this.shapes.get(this.shapeOfPlan.get(plan) ?? '')?.needsWords ?? false;
  }

  shapeOffset(plan: Plan): number {
    return this.shapes.get(this.shapeOfPlan.get(plan) ?? '')?.offset ?? 0;
  }

  writeClasses(): number {
    const section = this.blob.align(8);
    for (const { set } of this.classes.values()) {
      const table = new Uint8Array(256);
      for (const byte of bytesOf(set)) table[byte] = 1;
      this.blob.raw(table);
    }
    return section;
  }

  get classCount(): number {
    return this.classes.size;
  }

  /** Literal records of the sieve, one for each of their windows, and their targets. Windows that lack a byte have heads of their own. */
  writeLiterals(windows: readonly (readonly number[])[], headBits: number, riders: readonly Rider[], targets: Target[]): LiteralSection {
    const section = new LiteralSection(this, 1 << headBits);
    for (const { entry, carrier, offset } of riders) {
      carrier.targets.unshift({ kind: L.TARGET_RIDER, a: section.records.length, b: offset | telling(entry, carrier, offset) });
      section.addRider(entry, targets.length);
      targets.push(...entry.targets);
    }
    let index = 0;
    for (const entry of this.sieve.entries.values()) {
      for (const window of windows[index++] ?? []) {
        const { anchor } = entry;
        section.add(entry, isWhole(anchor, window) ? section.heads : section.short, hashOf(anchor, window), Math.max(window, 0), targets.length);
      }
      targets.push(...entry.targets);
    }
    return section;
  }

  /** Records of literals that are looked up by three of their bytes: the first for prefixes, the last for what stands before a run. */
  writePrefixes(table: LiteralTable, which: 'first' | 'last', targets: Target[]): LiteralSection {
    const section = new LiteralSection(this, which === 'first' ? L.LITERAL_SLOTS : L.BEFORE_SLOTS);
    for (const entry of table.entries.values()) {
      const { bytes } = entry.anchor;
      const at = which === 'first' ? 0 : bytes.length - 3;
      section.add(entry, section.heads, windowHash(bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0), at, targets.length);
      targets.push(...entry.targets);
    }
    return section;
  }
}

const FRONT = 0xff;

/** The byte of the rider in front of its carrier or behind it, whichever is the rarer there, packed for TARGET_RIDER: by it the engine tells most places from the rider. */
function telling(rider: LiteralEntry, carrier: LiteralEntry, offset: number): number {
  const { bytes, fold } = rider.anchor;
  const end = offset + carrier.anchor.bytes.length;
  const inFront = offset === 0 ? Infinity : perMillion(bytes.slice(offset - 1, end), fold);
  const isBehind = end < bytes.length && perMillion(bytes.slice(offset, end + 1), fold) < inFront;
  const byte = bytes[isBehind ? end : offset - 1] ?? 0;
  return ((isBehind ? end - offset : FRONT) << 8) | ((byte | 0x20) << 16);
}

/** How many of the targets are riders, and the telling bytes of these: a bit for the low five of each. */
function ridersAmong(targets: readonly Target[]): Pick<LiteralRecord, 'riders' | 'front' | 'behind'> {
  let riders = 0, front = 0, behind = 0;
  for (const { kind, b } of targets) {
    if (kind !== L.TARGET_RIDER) continue;
    riders++;
    const bit = 1 << ((b >> 16) & 31);
    if (((b >> 8) & 0xff) === FRONT) front |= bit;
    else behind |= bit;
  }
  return { riders, front: front >>> 0, behind: behind >>> 0 };
}

class LiteralSection {
  readonly heads: Uint16Array;
  readonly short: Uint16Array;
  readonly records: LiteralRecord[] = [];
  /** The hashes, finer than the heads. */
  readonly filter = new Uint8Array(L.FILTER_SIZE);
  private readonly writer: Writer;

  constructor(writer: Writer, slots: number) {
    this.writer = writer;
    this.heads = new Uint16Array(slots).fill(NONE);
    this.short = new Uint16Array(slots).fill(NONE);
  }

  /** A record that no hash leads to. */
  addRider(entry: LiteralEntry, target: number): void {
    this.records.push(this.record(entry, 0, target, NONE));
  }

  private record({ anchor, targets }: LiteralEntry, hashed: number, target: number, next: number): LiteralRecord {
    return { text: this.writer.text(anchor.bytes), length: anchor.bytes.length, hashed, fold: anchor.fold, target, targets: targets.length, next, ...ridersAmong(targets) };
  }

  add(entry: LiteralEntry, slots: Uint16Array, hash: number, at: number, target: number): void {
    const slot = Math.floor(hash / (2 ** 32 / slots.length));
    this.records.push(this.record(entry, at, target, slots[slot] ?? NONE));
    slots[slot] = this.records.length - 1;
    addToFilter(this.filter, hash);
    if (this.records.length >= NONE) throw new WardlineError('too_many_literals', `the rules need more than ${NONE - 1} literal records`);
  }
}
