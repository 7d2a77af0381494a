// Seeded randomness for test data: the same seed gives the same samples on every machine. Not for keys.

/** Like Math.random: a number in [0, 1). */
export type Random = () => number;

/** A generator from a seed; texts are hashed, so that a rule's id can be part of it. */
export function createRandom(seed: number | string): Random {
  let [a, b, c, d] = hashSeed(String(seed));
  // sfc32: 128 bits of state, passes the usual batteries, four lines (Doty-Humphrey, PractRand).
  const next = (): number => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 0x1_0000_0000;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}

/** Four words from FNV-1a with different offsets, stirred once more. */
function hashSeed(text: string): [number, number, number, number] {
  const word = (offset: number): number => {
    let hash = 0x811c9dc5 ^ offset;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    return (hash ^ (hash >>> 13)) | 0;
  };
  return [word(0), word(0x9e3779b9), word(0x3c6ef372), 1];
}

/** A whole number from 0 to below `limit`. */
export function below(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

/** A whole number, both ends included. */
export function between(random: Random, low: number, high: number): number {
  return low + below(random, high - low + 1);
}

export function pick<T>(random: Random, list: readonly T[]): T {
  const one = list[below(random, list.length)];
  if (one === undefined) throw new RangeError('nothing to pick from');
  return one;
}

export function drawText(random: Random, alphabet: string, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) text += alphabet.charAt(below(random, alphabet.length));
  return text;
}
