// Places literals in the sieve: which three bytes of each stand for it (its window), and in which of eight groups.
// A group lets through every combination of its low and high nibbles, so literals that share nibbles belong together.
// Cost of a placement = how often text (trigrams.ts) would pass; placed greedily, then each literal once more.

import { TRIGRAMS } from './trigrams.ts';

export interface SieveLiteral {
  /** Lower case when `fold`. */
  readonly bytes: readonly number[];
  readonly fold: boolean;
}

export interface SieveTables {
  /** Window offset of each literal, in their order. */
  readonly windows: readonly number[];
  /** Six tables of 16: low and high nibble of the first, second, third byte of the window; bit n: group n. */
  readonly nibbles: Uint8Array;
  /** 8 KiB bitmap over hashed windows. */
  readonly filter: Uint8Array;
  /** Expected candidates per million bytes of ordinary text, before the bitmap. */
  readonly cost: number;
}

export const WINDOW = 3;
const GROUPS = 8;
const HASH = 0x9e3779b1;

/** The engine's windowHash (assembly/sieve.ts): both must agree. */
export function windowHash(a: number, b: number, c: number): number {
  return Math.imul((a | (b << 8) | (c << 16)) | 0x202020, HASH) >>> 0;
}

interface Trigram {
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly weight: number;
}

let cachedTrigrams: readonly Trigram[] | null = null;

function trigrams(): readonly Trigram[] {
  if (cachedTrigrams) return cachedTrigrams;
  const packed = Uint8Array.from(atob(TRIGRAMS), (c) => c.charCodeAt(0));
  const list: Trigram[] = [];
  for (let i = 0; i + 5 <= packed.length; i += 5) {
    const bytes = [packed[i] ?? 0, packed[i + 1] ?? 0, packed[i + 2] ?? 0];
    if (bytes.some((b) => b > 127)) continue;
    list.push({ low: bytes.map((b) => b & 15), high: bytes.map((b) => (b >> 3) & 15), weight: ((packed[i + 3] ?? 0) << 8) | (packed[i + 4] ?? 0) });
  }
  cachedTrigrams = list;
  return list;
}

/** What one group lets through: a bit set of low and of high nibbles per position. */
interface Group {
  readonly low: number[];
  readonly high: number[];
  cost: number;
}

function spellings(byte: number, fold: boolean): number[] {
  return fold && byte >= 0x61 && byte <= 0x7a ? [byte, byte & ~0x20] : [byte];
}

function widen(group: Group, literal: SieveLiteral, window: number): Group {
  const low = [...group.low];
  const high = [...group.high];
  for (let k = 0; k < WINDOW; k++) {
    for (const byte of spellings(literal.bytes[window + k] ?? 0, literal.fold)) {
      low[k] = (low[k] ?? 0) | (1 << (byte & 15));
      high[k] = (high[k] ?? 0) | (1 << ((byte >> 3) & 15));
    }
  }
  return { low, high, cost: costOf(low, high) };
}

function bits(n: number): number {
  let count = 0;
  for (let x = n; x; x &= x - 1) count++;
  return count;
}

/** Expected passes per million bytes: known groups of three, and a little for all that is not among them. */
function costOf(low: readonly number[], high: readonly number[]): number {
  const [l0 = 0, l1 = 0, l2 = 0] = low;
  const [h0 = 0, h1 = 0, h2 = 0] = high;
  let cost = 0;
  for (const t of trigrams()) {
    if ((l0 >> (t.low[0] ?? 0)) & 1 && (h0 >> (t.high[0] ?? 0)) & 1 && (l1 >> (t.low[1] ?? 0)) & 1 && (h1 >> (t.high[1] ?? 0)) & 1 && (l2 >> (t.low[2] ?? 0)) & 1 && (h2 >> (t.high[2] ?? 0)) & 1) {
      cost += t.weight;
    }
  }
  let volume = 1;
  for (let k = 0; k < WINDOW; k++) volume *= (bits(low[k] ?? 0) * bits(high[k] ?? 0)) / 256;
  return cost + volume * 180_000;
}

export function placeLiterals(literals: readonly SieveLiteral[]): SieveTables {
  const groups: Group[] = Array.from({ length: GROUPS }, () => ({ low: [0, 0, 0], high: [0, 0, 0], cost: 0 }));
  const windows = literals.map(() => 0);
  const places = literals.map(() => -1);
  // few windows to choose from first: the rest can go around them
  const order = literals.map((_, i) => i).sort((a, b) => (literals[a]?.bytes.length ?? 0) - (literals[b]?.bytes.length ?? 0));
  const rounds = literals.length > 400 ? 1 : 3;
  for (let round = 0; round < rounds; round++) {
    for (const i of order) {
      const literal = literals[i] as SieveLiteral;
      const old = places[i] ?? -1;
      if (old >= 0) {
        places[i] = -1;
        groups[old] = rebuild(literals, windows, places, old);
      }
      let best = Number.POSITIVE_INFINITY;
      const last = Math.min(literal.bytes.length - WINDOW, 12);
      for (let window = 0; window <= last; window++) {
        for (let g = 0; g < GROUPS; g++) {
          const group = groups[g] as Group;
          const grown = widen(group, literal, window).cost - group.cost;
          if (grown < best) {
            best = grown;
            places[i] = g;
            windows[i] = window;
          }
        }
      }
      const g = places[i] ?? 0;
      groups[g] = widen(groups[g] as Group, literal, windows[i] ?? 0);
    }
  }
  const nibbles = new Uint8Array(96);
  const filter = new Uint8Array(8192);
  groups.forEach((group, g) => {
    for (let k = 0; k < WINDOW; k++) {
      for (let n = 0; n < 16; n++) {
        if (((group.low[k] ?? 0) >> n) & 1) nibbles[k * 32 + n] = (nibbles[k * 32 + n] ?? 0) | (1 << g);
        if (((group.high[k] ?? 0) >> n) & 1) nibbles[k * 32 + 16 + n] = (nibbles[k * 32 + 16 + n] ?? 0) | (1 << g);
      }
    }
  });
  literals.forEach((literal, i) => addToFilter(filter, literal.bytes, windows[i] ?? 0));
  return { windows, nibbles, filter, cost: groups.reduce((sum, group) => sum + group.cost, 0) };
}

function rebuild(literals: readonly SieveLiteral[], windows: readonly number[], places: readonly number[], g: number): Group {
  let group: Group = { low: [0, 0, 0], high: [0, 0, 0], cost: 0 };
  const low = [0, 0, 0];
  const high = [0, 0, 0];
  literals.forEach((literal, i) => {
    if (places[i] !== g) return;
    for (let k = 0; k < WINDOW; k++) {
      for (const byte of spellings(literal.bytes[(windows[i] ?? 0) + k] ?? 0, literal.fold)) {
        low[k] = (low[k] ?? 0) | (1 << (byte & 15));
        high[k] = (high[k] ?? 0) | (1 << ((byte >> 3) & 15));
      }
    }
  });
  group = { low, high, cost: costOf(low, high) };
  return group;
}

export function addToFilter(filter: Uint8Array, bytes: readonly number[], window: number): void {
  const h = windowHash(bytes[window] ?? 0, bytes[window + 1] ?? 0, bytes[window + 2] ?? 0) >>> 16;
  filter[h >> 3] = (filter[h >> 3] ?? 0) | (1 << (h & 7));
}
