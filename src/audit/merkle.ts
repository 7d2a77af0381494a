// The Merkle tree of RFC 6962 §2.1 over the audit's records.

import { digest } from './hash.ts';

const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);

export function leafHash(entry: Uint8Array): Buffer {
  return digest(LEAF, entry);
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return digest(NODE, left, right);
}

export const EMPTY_ROOT: Buffer = digest();

/** Roots of the full subtrees of a tree, largest first: all that is needed to append. INVARIANT: one for each bit of `size`. */
export class Frontier {
  size: number;
  readonly #roots: Buffer[];

  constructor(size = 0, roots: readonly Uint8Array[] = []) {
    this.size = size;
    this.#roots = roots.map((root) => Buffer.from(root));
    if (bits(size) !== roots.length) throw new Error('the frontier does not fit its size');
  }

  get roots(): readonly Buffer[] {
    return this.#roots;
  }

  append(leaf: Buffer): void {
    let node = leaf;
    for (let n = this.size; n % 2 === 1; n = (n - 1) / 2) node = nodeHash(this.#roots.pop() as Buffer, node);
    this.#roots.push(node);
    this.size += 1;
  }

  root(): Buffer {
    let root: Buffer | null = null;
    for (let i = this.#roots.length - 1; i >= 0; i -= 1) root = root === null ? (this.#roots[i] as Buffer) : nodeHash(this.#roots[i] as Buffer, root);
    return root ?? EMPTY_ROOT;
  }
}

function bits(n: number): number {
  let count = 0;
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}

/** Largest power of two below n; requires n > 1. */
export function splitPoint(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** Hash of the leaves [from, to); must know every range it is asked for. */
export type RangeHash = (from: number, to: number) => Buffer;

/** Hashes of ranges of a tree whose leaves before `base` are known by `frontier` alone. */
export function rangeHasher(leaves: readonly Buffer[], base = 0, frontier: readonly Uint8Array[] = []): RangeHash {
  const known = new Map<string, Buffer>();
  let at = 0;
  let rest = base;
  for (const root of frontier) {
    let size = 1;
    while (size * 2 <= rest) size *= 2;
    known.set(`${at}-${at + size}`, Buffer.from(root));
    at += size;
    rest -= size;
  }
  const hash: RangeHash = (from, to) => {
    const key = `${from}-${to}`;
    const seen = known.get(key);
    if (seen !== undefined) return seen;
    let value: Buffer;
    if (to - from === 1) {
      const leaf = leaves[from - base];
      if (leaf === undefined) throw new RangeError(`record ${from} is not kept any more`);
      value = leaf;
    } else if (to === from) value = EMPTY_ROOT;
    else {
      const k = from + splitPoint(to - from);
      value = nodeHash(hash(from, k), hash(k, to));
    }
    known.set(key, value);
    return value;
  };
  return hash;
}

/** Hashes from the leaf's sibling up to below the root. Requires 0 ≤ index < size. */
export function inclusionProof(hash: RangeHash, index: number, size: number): Buffer[] {
  const path = (m: number, from: number, to: number): Buffer[] => {
    if (to - from === 1) return [];
    const k = from + splitPoint(to - from);
    return m < k ? [...path(m, from, k), hash(k, to)] : [...path(m, k, to), hash(from, k)];
  };
  return path(index, 0, size);
}

/** RFC 6962 §2.1.2. Requires 0 < old ≤ size. */
export function consistencyProof(hash: RangeHash, old: number, size: number): Buffer[] {
  const sub = (m: number, from: number, to: number, whole: boolean): Buffer[] => {
    if (m === to) return whole ? [] : [hash(from, to)];
    const k = from + splitPoint(to - from);
    return m <= k ? [...sub(m, from, k, whole), hash(k, to)] : [...sub(m, k, to, false), hash(from, k)];
  };
  return sub(old, 0, size, true);
}

/** The root that a leaf and its proof lead to (RFC 9162 §2.1.3.2), or null when the proof has the wrong length. */
export function rootFromInclusion(leaf: Buffer, index: number, size: number, proof: readonly Uint8Array[]): Buffer | null {
  if (index >= size) return null;
  let fn = index;
  let sn = size - 1;
  let node = leaf;
  for (const sibling of proof) {
    if (sn === 0) return null;
    if (fn % 2 === 1 || fn === sn) {
      node = nodeHash(sibling, node);
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2);
        sn = Math.floor(sn / 2);
      }
    } else node = nodeHash(node, sibling);
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return sn === 0 ? node : null;
}
