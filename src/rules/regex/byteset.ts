// Sets of byte values: 256 bits in eight 32-bit words, bit `b & 31` of word `b >> 5` for byte b.

export type ByteSet = Uint32Array;

export function emptySet(): ByteSet {
  return new Uint32Array(8);
}

export function addByte(set: ByteSet, byte: number): void {
  set[byte >> 5] = (set[byte >> 5] ?? 0) | (1 << (byte & 31));
}

/** Both ends belong to the range. */
export function addRange(set: ByteSet, low: number, high: number): void {
  for (let byte = low; byte <= high; byte++) addByte(set, byte);
}

export function addSet(set: ByteSet, other: ByteSet): void {
  for (let i = 0; i < 8; i++) set[i] = (set[i] ?? 0) | (other[i] ?? 0);
}

export function hasByte(set: ByteSet, byte: number): boolean {
  return (((set[byte >> 5] ?? 0) >>> (byte & 31)) & 1) === 1;
}

export function singleton(byte: number): ByteSet {
  const set = emptySet();
  addByte(set, byte);
  return set;
}

/** From text such as `0-9A-Z_`: a dash between two characters is a range, elsewhere itself. ASCII only. */
export function setOf(spec: string): ByteSet {
  const set = emptySet();
  for (let i = 0; i < spec.length; i++) {
    if (spec[i + 1] === '-' && i + 2 < spec.length) {
      addRange(set, spec.charCodeAt(i), spec.charCodeAt(i + 2));
      i += 2;
    } else addByte(set, spec.charCodeAt(i));
  }
  return set;
}

export function complement(set: ByteSet): ByteSet {
  return set.map((word) => ~word);
}

export function union(a: ByteSet, b: ByteSet): ByteSet {
  const set = a.slice();
  addSet(set, b);
  return set;
}

export function equalSets(a: ByteSet, b: ByteSet): boolean {
  return a.every((word, i) => word === b[i]);
}

export function isSubset(inner: ByteSet, outer: ByteSet): boolean {
  return inner.every((word, i) => (word & ~(outer[i] ?? 0)) === 0);
}

export function countBytes(set: ByteSet): number {
  let count = 0;
  for (let byte = 0; byte < 256; byte++) if (hasByte(set, byte)) count++;
  return count;
}

export function bytesOf(set: ByteSet): number[] {
  const bytes: number[] = [];
  for (let byte = 0; byte < 256; byte++) if (hasByte(set, byte)) bytes.push(byte);
  return bytes;
}

function isLetter(byte: number): boolean {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

/** Adds the other case of every ASCII letter. */
export function foldCase(set: ByteSet): ByteSet {
  const folded = set.slice();
  for (let byte = 0x41; byte <= 0x5a; byte++) {
    if (hasByte(set, byte)) addByte(folded, byte | 0x20);
    if (hasByte(set, byte | 0x20)) addByte(folded, byte);
  }
  return folded;
}

/** The one byte of the set, or the lower-case letter when the set is exactly both cases of one; else null. */
export function soleLetterOrByte(set: ByteSet): { readonly byte: number; readonly folded: boolean } | null {
  const bytes = bytesOf(set);
  if (bytes.length === 1) return { byte: bytes[0] ?? 0, folded: false };
  const [upper, lower] = bytes;
  if (bytes.length === 2 && upper !== undefined && lower === (upper | 0x20) && upper !== lower && isLetter(upper)) {
    return { byte: lower, folded: true };
  }
  return null;
}
