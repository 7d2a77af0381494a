// Shannon entropy and the alphabet of a secret, in one walk over its bytes.

const counts = new Uint16Array(256);

// n · log2 n for the counts that occur in all but the longest secrets.
const TABLE_SIZE = 2048;
const table = new Float64Array(TABLE_SIZE);
for (let n = 2; n < TABLE_SIZE; n += 1) table[n] = n * Math.log2(n);

/** More than this is sampled from its head: the figure does not change any more. */
const MOST_BYTES = 16384;

/** Bits a character of `bytes[start, end)`, to two decimals. 0 for nothing. */
export function entropy(bytes: Uint8Array, start: number, end: number): number {
  const stop = end - start > MOST_BYTES ? start + MOST_BYTES : end;
  const length = stop - start;
  if (length < 1) return 0;
  for (let i = start; i < stop; i += 1) counts[bytes[i]!]! += 1;
  let sum = 0;
  for (let i = start; i < stop; i += 1) {
    const n = counts[bytes[i]!]!;
    if (n > 1) sum += n < TABLE_SIZE ? table[n]! : n * Math.log2(n);
    counts[bytes[i]!] = 0;
  }
  return Math.round((Math.log2(length) - sum / length) * 100) / 100;
}

const HEX = 1;
const ASCII = 2;
const CLASS = new Uint8Array(256);
for (let c = 0; c < 128; c += 1) CLASS[c] = ASCII;
for (const c of '0123456789abcdefABCDEF') CLASS[c.charCodeAt(0)]! |= HEX;

/** Whether every byte is a hexadecimal digit. */
export function isHex(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i += 1) if ((CLASS[bytes[i]!]! & HEX) === 0) return false;
  return end > start;
}

/** Length in characters of UTF-8 text; bytes that begin no character count as none. */
export function characters(bytes: Uint8Array, start: number, end: number): number {
  let n = end - start;
  for (let i = start; i < end; i += 1) if ((bytes[i]! & 0xc0) === 0x80) n -= 1;
  return n;
}
