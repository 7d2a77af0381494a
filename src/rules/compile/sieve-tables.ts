// Places literals in the sieve: which four bytes of each stand for it (its window), and in which of eight groups.
// The sieve looks at even offsets only, so every literal has two windows, one for each parity of its place. A literal of
// three or four bytes lacks a whole window of one parity: that one begins a byte early, with a byte that may be any.
// A group lets through every combination of its low and high nibbles, so windows that share nibbles belong together.
// Cost of a placement = how often text (text-windows.ts) would pass; placed greedily, then improved by annealing: windows
// are moved at random, for the worse too while it is warm.

import { PAIR_FILTER } from '../../../assembly/layout.ts';
import { TEXT_WINDOWS } from './text-windows.ts';

export interface SieveLiteral {
  /** Lower case when `fold`. */
  readonly bytes: readonly number[];
  readonly fold: boolean;
}

export interface SieveTables {
  /** Where windows begin in their literal, -1 being the byte before it; of each literal, in their order, two. */
  readonly windows: readonly (readonly number[])[];
  /** Eight tables of 16: low and high nibble of the first to fourth byte of the window, bit n: group n. */
  readonly nibbles: Uint8Array;
  /** Bits of a hash by which the bitmaps, and the heads of literal records, are looked up. */
  readonly filterBits: number;
  readonly headBits: number;
  /** Bitmaps over the hashed bytes of whole windows … */
  readonly filter: Uint8Array;
  /** … and over the first three bytes of literals whose window takes in a neighbour. */
  readonly shortFilter: Uint8Array;
  /** … and over the second and third byte of all windows, not hashed. */
  readonly pairFilter: Uint8Array;
  /** Expected candidates per million bytes of ordinary text, before the bitmaps. */
  readonly cost: number;
}

export const WINDOW = 4;
const GROUPS = 8;
const LEAST_FILTER_BITS = 14;
const LEAST_HEAD_BITS = 10;
const HASH = 0x9e3779b1;
const FARTHEST = 60;

/** The engine's windowHash (assembly/sieve.ts): both must agree. */
export function windowHash(a: number, b: number, c: number): number {
  return Math.imul((a | (b << 8) | (c << 16)) | 0x202020, HASH) >>> 0;
}

/** The same of four bytes. */
export function windowHash4(a: number, b: number, c: number, d: number): number {
  return Math.imul((a | (b << 8) | (c << 16) | (d << 24)) | 0x20202020, HASH) >>> 0;
}

/** Hash by which a literal is found through a window: of its four bytes, or of the literal's first three where one is missing. */
export function hashOf(literal: SieveLiteral, window: number): number {
  const [a = 0, b = 0, c = 0] = literal.bytes.slice(Math.max(window, 0));
  if (!isWhole(literal, window)) return windowHash(a, b, c);
  return windowHash4(a, b, c, literal.bytes[window + 3] ?? 0);
}

/** Whether all four bytes of the window belong to the literal. */
export function isWhole(literal: SieveLiteral, window: number): boolean {
  return window >= 0 && window + WINDOW <= literal.bytes.length;
}

// ---- ordinary text, as bit sets over its commonest windows ----

interface Text {
  readonly words: number;
  readonly weights: Float64Array;
  /** Its windows in lower case, with their weights: what the hashes can't tell apart. */
  readonly folded: ReadonlyMap<string, number>;
  /** Share of each byte. */
  readonly shares: Float64Array;
  /** [position * 32 + nibble]: windows whose byte there has this low nibble; + 16: this high one. */
  readonly sets: readonly Uint32Array[];
}

const cachedTexts = new Map<number, Text>();

/** The commonest windows, at most so many. */
function text(most: number): Text {
  return cachedTexts.get(most) ?? readText(most);
}

function readText(most: number): Text {
  const packed = Uint8Array.from(atob(TEXT_WINDOWS), (c) => c.charCodeAt(0));
  const count = Math.min(most, packed.length / 6);
  const words = Math.ceil(count / 32);
  const weights = new Float64Array(words * 32);
  const folded = new Map<string, number>();
  const shares = new Float64Array(128);
  const sets = Array.from({ length: WINDOW * 32 }, () => new Uint32Array(words));
  for (let i = 0; i < count; i++) {
    const bytes = packed.subarray(i * 6, i * 6 + WINDOW);
    if (bytes.some((byte) => byte > 127)) continue;
    const weight = ((packed[i * 6 + 4] ?? 0) << 8) | (packed[i * 6 + 5] ?? 0);
    weights[i] = weight;
    for (const size of [WINDOW, WINDOW - 1]) {
      const key = fold(bytes.subarray(0, size));
      folded.set(key, (folded.get(key) ?? 0) + weight);
    }
    shares[bytes[0] ?? 0] = (shares[bytes[0] ?? 0] ?? 0) + weight;
    bytes.forEach((byte, k) => {
      mark(sets[k * 32 + (byte & 15)], i);
      mark(sets[k * 32 + 16 + ((byte >> 3) & 15)], i);
    });
  }
  const total = shares.reduce((sum, share) => sum + share, 0);
  const made: Text = { words, weights, folded, shares: shares.map((share) => share / total), sets };
  cachedTexts.set(most, made);
  return made;
}

function fold(bytes: Iterable<number>): string {
  return Array.from(bytes, (byte) => byte | 0x20).join();
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


/** Expected passes per million bytes: the known windows, and a share of all that are not among them. */
class Costs {
  private readonly text: Text;
  private readonly pass: Uint32Array;
  private readonly known = new Map<string, number>();
  private readonly knownShares = new Map<number, number>();

  constructor(windows: number) {
    this.text = text(windows);
    this.pass = new Uint32Array(this.text.words);
  }

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
    for (let i = 0; i < WINDOW * 2; i++) {
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
    for (let k = 0; k < WINDOW; k++) volume *= this.shareOf(nibbles, k);
    return cost + volume;
  }

  /** Share of text whose bytes pass as byte k of a window. */
  private shareOf(nibbles: Nibbles, k: number): number {
    const low = nibbles[k * 2] ?? 0;
    const high = nibbles[k * 2 + 1] ?? 0;
    const key = (low << 16) | high;
    let share = this.knownShares.get(key);
    if (share === undefined) {
      share = 0;
      this.text.shares.forEach((own, byte) => {
        if ((low >> (byte & 15)) & (high >> ((byte >> 3) & 15)) & 1) share = (share ?? 0) + own;
      });
      this.knownShares.set(key, share);
    }
    return share;
  }

  /** How often the bytes that a window is looked up by stand in text, in capitals or not. */
  occurrences(literal: SieveLiteral, window: number): number {
    const from = Math.max(window, 0);
    const known = literal.bytes.slice(from, from + (isWhole(literal, window) ? WINDOW : WINDOW - 1));
    return this.text.folded.get(fold(known)) ?? 0;
  }
}

// ---- placing ----

interface Place {
  /** Literals that are placed together: one, or a bundle. */
  readonly literals: readonly SieveLiteral[];
  readonly options: readonly { readonly window: number; readonly nibbles: Nibbles; readonly frequency: number }[];
  choice: number;
  group: number;
}

/** What a window that really occurs costs, against one that only passes the nibbles. */
const REAL = 6;
/** Moves tried, and windows of text they are judged by: enough for good tables when rules are compiled as somebody waits. */
const MOVES = 15_000;
const FEW_WINDOWS = 4000;

/** Windows of one parity that a literal offers: whole ones, or, where there is none, the early one. */
function windowsOf(literal: SieveLiteral, parity: 0 | 1): readonly number[] {
  const last = Math.min(literal.bytes.length - WINDOW, FARTHEST);
  const whole: number[] = [];
  for (let window: number = parity; window <= last; window += 2) whole.push(window);
  return whole.length > 0 ? whole : [parity === 1 ? -1 : 0];
}

function chosen(place: Place): Place['options'][number] {
  return place.options[place.choice] as Place['options'][number];
}

/** Placing under way: the groups, who is in them, and what it all costs. */
class Placing {
  readonly places: readonly Place[];
  readonly groups: Nibbles[] = Array.from({ length: GROUPS }, () => NO_NIBBLES);
  private readonly costs: Costs;

  constructor(wanted: readonly { readonly literals: readonly SieveLiteral[]; readonly windows: readonly number[] }[], costs: Costs) {
    this.costs = costs;
    this.places = wanted.map(({ literals, windows }) => ({
      literals,
      options: windows.map((window) => {
        const each = literals.map((literal) => nibblesOf(literal, window));
        return { window, nibbles: each.reduce(join), frequency: literals.reduce((sum, literal) => sum + this.costs.occurrences(literal, window), 0) };
      }),
      choice: 0,
      group: -1,
    }));
  }

  get cost(): number {
    return this.groups.reduce((sum, group) => sum + this.costs.of(group), 0);
  }

  /** Each place where it costs least by now; those with few windows to choose from first. */
  greedily(): void {
    for (const place of [...this.places].sort((a, b) => a.options.length - b.options.length)) {
      let best = Number.POSITIVE_INFINITY;
      let at = [0, 0];
      place.options.forEach((option, choice) => {
        this.groups.forEach((group, g) => {
          const grown = this.costs.of(join(group, option.nibbles)) - this.costs.of(group) + REAL * option.frequency;
          if (grown < best) {
            best = grown;
            at = [choice, g];
          }
        });
      });
      [place.choice, place.group] = at as [number, number];
      this.groups[place.group] = join(this.groups[place.group] as Nibbles, chosen(place).nibbles);
    }
  }

  anneal(moves: number): void {
    let seed = 20_260_101;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    for (let move = 0; move < moves; move++) {
      const heat = 3000 * (1 - move / moves) ** 3;
      const place = this.places[random(this.places.length)] as Place;
      const choice = random(place.options.length);
      const g = random(GROUPS);
      if (choice === place.choice && g === place.group) continue;
      const was = { choice: place.choice, group: place.group, nibbles: this.groups[place.group] as Nibbles };
      const before = this.costs.of(was.nibbles) + (g === was.group ? 0 : this.costs.of(this.groups[g] as Nibbles)) + REAL * chosen(place).frequency;
      place.choice = choice;
      place.group = g;
      const left = this.membersOf(was.group);
      const entered = g === was.group ? left : join(this.groups[g] as Nibbles, chosen(place).nibbles);
      const after = this.costs.of(entered) + (g === was.group ? 0 : this.costs.of(left)) + REAL * chosen(place).frequency;
      if (after - before > heat * (random(1000) / 1000)) {
        place.choice = was.choice;
        place.group = was.group;
      } else {
        this.groups[was.group] = left;
        this.groups[g] = entered;
      }
    }
  }

  private membersOf(g: number): Nibbles {
    const all = [...NO_NIBBLES];
    for (const place of this.places) {
      if (place.group !== g) continue;
      chosen(place).nibbles.forEach((bits, i) => {
        all[i] = (all[i] ?? 0) | bits;
      });
    }
    return all;
  }
}

/** First bytes that text holds so seldom that literals with them are best kept to themselves: hashes (`$2b$`), signatures (`+ASt`), schemes (`{SSHA}`). */
const BUNDLED: ReadonlySet<number> = new Set([0x24, 0x2b, 0x7b]);

function bundle(literals: readonly SieveLiteral[]): readonly (readonly SieveLiteral[])[] {
  const bundles = new Map<number | SieveLiteral, SieveLiteral[]>();
  for (const literal of literals) {
    const first = literal.bytes[0] ?? 0;
    const key = BUNDLED.has(first) ? first : literal;
    bundles.set(key, [...(bundles.get(key) ?? []), literal]);
  }
  return [...bundles.values()];
}

/** `moves`: how long to look for better places; tables only get faster by it, never different in what they find. */
export function placeLiterals(literals: readonly SieveLiteral[], moves = MOVES): SieveTables {
  const wanted = bundle(literals).flatMap((one) =>
    ([0, 1] as const).map((parity) => ({
      literals: one,
      windows: one.length === 1 ? windowsOf(one[0] as SieveLiteral, parity) : [parity === 0 ? 0 : one.some((l) => l.bytes.length < WINDOW + 1) ? -1 : 1],
    })),
  );
  const placing = new Placing(wanted, new Costs(moves > MOVES ? Number.POSITIVE_INFINITY : FEW_WINDOWS));
  placing.greedily();
  if (literals.length > 8) placing.anneal(Math.min(moves, Math.floor((moves * 400) / literals.length)));
  const { places, groups } = placing;

  const nibbles = new Uint8Array(32 * WINDOW);
  groups.forEach((group, g) => {
    group.forEach((bits, i) => {
      for (let n = 0; n < 16; n++) if ((bits >> n) & 1) nibbles[i * 16 + n] = (nibbles[i * 16 + n] ?? 0) | (1 << g);
    });
  });
  // one bit in 64 set, one record a head: small enough to stay in the first cache beside the text, where literals are few
  const bits = Math.ceil(Math.log2(Math.max(2 * literals.length, 1)));
  const filterBits = Math.min(Math.max(bits + 6, LEAST_FILTER_BITS), 20);
  const headBits = Math.min(Math.max(bits + 2, LEAST_HEAD_BITS), 16);
  const filter = new Uint8Array(2 ** filterBits / 8);
  const shortFilter = new Uint8Array(2 ** filterBits / 8);
  const pairFilter = new Uint8Array(PAIR_FILTER);
  const windows = new Map<SieveLiteral, number[]>();
  for (const place of places) {
    const { window } = chosen(place);
    for (const literal of place.literals) {
      addToFilter(isWhole(literal, window) ? filter : shortFilter, hashOf(literal, window));
      const [second = 0, third = 0] = literal.bytes.slice(window + 1);
      const pair = second | (third << 8) | 0x2020;
      pairFilter[pair >> 3] = (pairFilter[pair >> 3] ?? 0) | (1 << (pair & 7));
      windows.set(literal, [...(windows.get(literal) ?? []), window]);
    }
  }
  return { windows: literals.map((literal) => windows.get(literal) ?? []), nibbles, filterBits, headBits, filter, shortFilter, pairFilter, cost: placing.cost };
}

export function addToFilter(filter: Uint8Array, hash: number): void {
  const h = Math.floor(hash / (2 ** 32 / (filter.length * 8)));
  filter[h >> 3] = (filter[h >> 3] ?? 0) | (1 << (h & 7));
}
