// Shannon entropy and the alphabet of a secret, in one walk over its bytes.

const counts = new Uint16Array(256);

// n · log2 n for the counts that occur in all but the longest secrets.
const TABLE_SIZE = 2048;
const table = new Float64Array(TABLE_SIZE);
for (let n = 2; n < TABLE_SIZE; n += 1) table[n] = n * Math.log2(n);

/** More than this is sampled from its head: the figure does not change any more. */
const MOST_BYTES = 16384;

/** What one walk over a secret tells. One object, overwritten by the next walk. */
export interface Measures {
  /** Shannon entropy in bits a character, to two decimals. */
  entropy: number;
  /** Length in characters of UTF-8 text; bytes that begin no character count as none. */
  characters: number;
  /** Whether every byte is a hexadecimal digit. */
  hex: boolean;
}

const measures: Measures = { entropy: 0, characters: 0, hex: false };

const HEX = 1;
const CONTINUES = 2;
const CLASS = new Uint8Array(256);
for (const c of '0123456789abcdefABCDEF') CLASS[c.charCodeAt(0)] = HEX;
CLASS.fill(CONTINUES, 0x80, 0xc0);

/** Measures `bytes[start, end)`. The result is valid until the next call. */
export function measure(bytes: Uint8Array, start: number, end: number): Measures {
  const length = end - start;
  measures.entropy = 0;
  measures.characters = 0;
  measures.hex = false;
  if (length < 1) return measures;
  const sampled = length > MOST_BYTES ? MOST_BYTES : length;
  const stop = start + sampled;
  let all = HEX;
  let continued = 0;
  for (let i = start; i < stop; i += 1) {
    const c = bytes[i]!;
    counts[c]! += 1;
    const kind = CLASS[c]!;
    all &= kind;
    continued += kind >> 1;
  }
  let sum = 0;
  // over the bytes that occur, or over all there are, whichever are fewer
  const short = sampled < counts.length;
  for (let i = 0; i < (short ? sampled : counts.length); i += 1) {
    const c = short ? bytes[start + i]! : i;
    const n = counts[c]!;
    if (n === 0) continue;
    if (n > 1) sum += n < TABLE_SIZE ? table[n]! : n * Math.log2(n);
    counts[c] = 0;
  }
  for (let i = stop; i < end; i += 1) {
    const kind = CLASS[bytes[i]!]!;
    all &= kind;
    continued += kind >> 1;
  }
  measures.entropy = Math.round((Math.log2(sampled) - sum / sampled) * 100) / 100;
  measures.characters = length - continued;
  measures.hex = all === HEX;
  return measures;
}
