// Places literals in the sieve: which four bytes of each stand for it (its window), and in which of eight groups.
// The sieve looks at even offsets only, so every literal has two windows, one for each parity of its place. A literal of
// three or four bytes lacks a whole window of one parity: that one begins a byte early, with a byte that may be any.
// A group lets through every combination of its low and high nibbles, so windows that share nibbles belong together.
// Cost of a placement = how often text (text-windows.ts) would pass; placed greedily, then each window again.

import { TEXT_WINDOWS } from './text-windows.ts';

export interface SieveLiteral {
  /** Lower case when `fold`. */
  readonly bytes: readonly number[];
  readonly fold: boolean;
}

export interface SieveTables {
  /** Where windows begin in their literal, -1 being the byte before it; of each literal, in their order, two. */
  readonly windows: readonly (readonly [number, number])[];
  /** Eight tables of 16: low and high nibble of the first to fourth byte of the window; bit n: group n. */
  readonly nibbles: Uint8Array;
  /** 8 KiB bitmap over the hashed first three bytes of whole windows … */
  readonly filter: Uint8Array;
  /** … and of the three bytes after the first, for windows that begin a byte early. */
  readonly earlyFilter: Uint8Array;
  /** Expected candidates per million bytes of ordinary text, before the bitmaps. */
  readonly cost: number;
}

export const WINDOW = 4;
/** Bytes that are hashed. */
export const HASHED = 3;
const GROUPS = 8;
const HASH = 0x9e3779b1;
const FARTHEST = 60;

/** The engine's windowHash (assembly/sieve.ts): both must agree. */
export function windowHash(a: number, b: number, c: number): number {
  return Math.imul((a | (b << 8) | (c << 16)) | 0x202020, HASH) >>> 0;
}

/** Hash by which a literal is found through a window: of the window's first bytes, or of the literal's own for an early one. */
export function hashOf(literal: SieveLiteral, window: number): number {
  const at = Math.max(window, 0);
  return windowHash(literal.bytes[at] ?? 0, literal.bytes[at + 1] ?? 0, literal.bytes[at + 2] ?? 0);
}

// ---- ordinary text, as bit sets over its commonest windows ----

interface Text {
  readonly words: number;
  readonly weights: Float64Array;
  /** [position * 32 + nibble]: windows whose byte there has this low nibble; + 16: this high one. */
  readonly sets: readonly Uint32Array[];
}

let cachedText: Text | null = null;

function text(): Text {
  if (cachedText) return cachedText;
  const packed = Uint8Array.from(atob(TEXT_WINDOWS), (c) => c.charCodeAt(0));
  const count = packed.length / 6;
  const words = Math.ceil(count / 32);
  const weights = new Float64Array(words * 32);
  const sets = Array.from({ length: WINDOW * 32 }, () => new Uint32Array(words));
  for (let i = 0; i < count; i++) {
    const bytes = packed.subarray(i * 6, i * 6 + WINDOW);
    if (bytes.some((byte) => byte > 127)) continue;
    weights[i] = ((packed[i * 6 + 4] ?? 0) << 8) | (packed[i * 6 + 5] ?? 0);
    bytes.forEach((byte, k) => {
      mark(sets[k * 32 + (byte & 15)], i);
      mark(sets[k * 32 + 16 + ((byte >> 3) & 15)], i);
    });
  }
  cachedText = { words, weights, sets };
  return cachedText;
}

function mark(set: Uint32Array | undefined, i: number): void {
  if (set) set[i >> 5] = (set[i >> 5] ?? 0) | (1 << (i & 31));
}

// ---- groups ----

/** Nibbles a group lets through: a 16-bit set for low and high of each position. */
type Nibbles = readonly number[];
const NO_NIBBLES: Nibbles = Array.from({ length: WINDOW * 2 }, () => 0);
const ANY: readonly number[] = Array.from({ length: 128 }, (_, byte) => byte);

/** Bytes that may stand at a place of a literal's window. */
function choices(literal: SieveLiteral, at: number): readonly number[] {
  const byte = literal.bytes[at];
  if (byte === undefined) return ANY;
  return literal.fold && byte >= 0x61 && byte <= 0x7a ? [byte, byte & ~0x20] : [byte];
}

function nibblesOf(literal: SieveLiteral, window: number): Nibbles {
  const nibbles = [...NO_NIBBLES];
  for (let k = 0; k < WINDOW; k++) {
    for (const byte of choices(literal, window + k)) {
      nibbles[k * 2] = (nibbles[k * 2] ?? 0) | (1 << (byte & 15));
      nibbles[k * 2 + 1] = (nibbles[k * 2 + 1] ?? 0) | (1 << ((byte >> 3) & 15));
    }
  }
  return nibbles;
}

function join(a: Nibbles, b: Nibbles): Nibbles {
  return a.map((bits, i) => bits | (b[i] ?? 0));
}

function countBits(n: number): number {
  let count = 0;
  for (let x = n; x; x &= x - 1) count++;
  return count;
}

/** Expected passes per million bytes: the known windows, and a share of all that are not among them. */
class Costs {
  private readonly text = text();
  private readonly pass = new Uint32Array(this.text.words);
  private readonly known = new Map<string, number>();

  of(nibbles: Nibbles): number {
    const key = nibbles.join();
    let cost = this.known.get(key);
    if (cost === undefined) {
      cost = this.compute(nibbles);
      this.known.set(key, cost);
    }
    return cost;
  }

  private compute(nibbles: Nibbles): number {
    const { words, weights, sets } = this.text;
    this.pass.fill(0xffffffff);
    for (let i = 0; i < nibbles.length; i++) {
      const bits = nibbles[i] ?? 0;
      if (bits === 0) return 0;
      if (bits === 0xffff) continue;
      const own: Uint32Array[] = [];
      for (let n = 0; n < 16; n++) if ((bits >> n) & 1) own.push(sets[(i >> 1) * 32 + (i & 1) * 16 + n] as Uint32Array);
      for (let w = 0; w < words; w++) {
        const left = this.pass[w] as number;
        if (left === 0) continue;
        let any = 0;
        for (const set of own) any |= set[w] as number;
        this.pass[w] = left & any;
      }
    }
    let cost = 0;
    for (let w = 0; w < words; w++) {
      for (let left = this.pass[w] as number; left; left &= left - 1) cost += weights[w * 32 + (31 - Math.clz32(left & -left))] as number;
    }
    let volume = 250_000;
    for (let k = 0; k < WINDOW; k++) volume *= Math.min(1, (countBits(nibbles[k * 2] ?? 0) * countBits(nibbles[k * 2 + 1] ?? 0)) / 128);
    return cost + volume;
  }
}

// ---- placing ----

interface Place {
  readonly literal: SieveLiteral;
  readonly options: readonly { readonly window: number; readonly nibbles: Nibbles }[];
  choice: number;
  group: number;
}

/** Windows of one parity that a literal offers: whole ones, or, where there is none, the early one. */
function windowsOf(literal: SieveLiteral, parity: 0 | 1): readonly number[] {
  const last = Math.min(literal.bytes.length - WINDOW, FARTHEST);
  const whole: number[] = [];
  for (let window: number = parity; window <= last; window += 2) whole.push(window);
  return whole.length > 0 ? whole : [parity === 1 ? -1 : 0];
}

export function placeLiterals(literals: readonly SieveLiteral[]): SieveTables {
  const costs = new Costs();
  const groups: Nibbles[] = Array.from({ length: GROUPS }, () => NO_NIBBLES);
  const places: Place[] = literals.flatMap((literal) =>
    ([0, 1] as const).map((parity) => ({
      literal,
      options: windowsOf(literal, parity).map((window) => ({ window, nibbles: nibblesOf(literal, window) })),
      choice: 0,
      group: -1,
    })),
  );
  // few windows to choose from first: the rest can go around them
  const order = [...places].sort((a, b) => a.options.length - b.options.length);
  const rounds = literals.length > 300 ? 1 : 4;
  for (let round = 0; round < rounds; round++) {
    for (const place of order) {
      const old = place.group;
      if (old >= 0) {
        place.group = -1;
        groups[old] = places.filter((p) => p.group === old).reduce((all, p) => join(all, p.options[p.choice]?.nibbles ?? NO_NIBBLES), NO_NIBBLES);
      }
      let best = Number.POSITIVE_INFINITY;
      place.options.forEach(({ nibbles }, choice) => {
        groups.forEach((group, g) => {
          const grown = costs.of(join(group, nibbles)) - costs.of(group);
          if (grown < best) {
            best = grown;
            place.group = g;
            place.choice = choice;
          }
        });
      });
      groups[place.group] = join(groups[place.group] ?? NO_NIBBLES, place.options[place.choice]?.nibbles ?? NO_NIBBLES);
    }
  }

  const nibbles = new Uint8Array(32 * WINDOW);
  groups.forEach((group, g) => {
    group.forEach((bits, i) => {
      for (let n = 0; n < 16; n++) if ((bits >> n) & 1) nibbles[i * 16 + n] = (nibbles[i * 16 + n] ?? 0) | (1 << g);
    });
  });
  const filter = new Uint8Array(8192);
  const earlyFilter = new Uint8Array(8192);
  const windowAt = (i: number): number => places[i]?.options[places[i]?.choice ?? 0]?.window ?? 0;
  for (let i = 0; i < places.length; i++) {
    const window = windowAt(i);
    addToFilter(window < 0 ? earlyFilter : filter, hashOf((places[i] as Place).literal, window));
  }
  const windows = literals.map((_, i): [number, number] => [windowAt(2 * i), windowAt(2 * i + 1)]);
  return { windows, nibbles, filter, earlyFilter, cost: groups.reduce((sum, group) => sum + costs.of(group), 0) };
}

export function addToFilter(filter: Uint8Array, hash: number): void {
  const h = hash >>> 16;
  filter[h >> 3] = (filter[h >> 3] ?? 0) | (1 << (h & 7));
}
