// Inclusion proofs that a stranger can check: the record, its place, the hashes beside its path, the signed checkpoint.

import { WardlineError } from '../errors.ts';
import { openRecord, readSegment, segments } from './log.ts';
import { inclusionProof, leafHash, rangeHasher, rootFromInclusion } from './merkle.ts';

export interface Leaves {
  readonly first: number;
  readonly frontier: readonly Buffer[];
  readonly hashes: readonly Buffer[];
  readonly entries: readonly string[];
}

export function readLeaves(directory: string): Leaves {
  const hashes: Buffer[] = [];
  const entries: string[] = [];
  let first = 0;
  let frontier: Buffer[] = [];
  for (const number of segments(directory)) {
    for (const line of readSegment(directory, number).lines) {
      const record = openRecord(line);
      if (record === null) throw new WardlineError('audit_broken', 'the audit has a line that is no record', { hint: '`wardline audit verify` says which' });
      if (entries.length === 0 && record.fields['event'] === 'segment') {
        first = Number(record.fields['first'] ?? 0);
        frontier = ((record.fields['frontier'] as unknown[] | undefined) ?? []).map((hex) => Buffer.from(String(hex), 'hex'));
      }
      hashes.push(leafHash(Buffer.from(record.entry)));
      entries.push(record.entry);
    }
  }
  return { first, frontier, hashes, entries };
}

export interface Proof {
  readonly type: 'wardline/audit-proof@1';
  readonly algorithm: string;
  readonly index: number;
  readonly size: number;
  readonly entry: string;
  readonly leaf_hash: string;
  readonly path: readonly string[];
  readonly root: string;
  readonly checkpoint: string;
}

export const PROOF_ALGORITHM =
  'RFC 6962 2.1: leaf = SHA-256(0x00 || entry); for each hash of path: if index is odd or is the last of its level, node = SHA-256(0x01 || hash || node) ' +
  '(skipping levels where it is the last and even), else SHA-256(0x01 || node || hash); index and last halve at each step; the result is root, in base64 the third line of checkpoint';

export function proveRecord(directory: string, index: number, checkpoint: string, size: number): Proof {
  const leaves = readLeaves(directory);
  const end = leaves.first + leaves.hashes.length;
  if (!Number.isInteger(index) || index < leaves.first || index >= end) {
    throw new WardlineError('usage', `there is no record ${index}`, { hint: end === 0 ? 'the audit is empty' : `records ${leaves.first} to ${end - 1} are there` });
  }
  const hash = rangeHasher(leaves.hashes, leaves.first, leaves.frontier);
  const entry = leaves.entries[index - leaves.first] as string;
  return {
    type: 'wardline/audit-proof@1', algorithm: PROOF_ALGORITHM, index, size, entry, leaf_hash: leafHash(Buffer.from(entry)).toString('hex'),
    path: inclusionProof(hash, index, size).map((one) => one.toString('hex')), root: hash(0, size).toString('hex'), checkpoint,
  };
}

/** What a stranger does with a proof. Null when it holds; else why not. */
export function checkProof(proof: Proof): string | null {
  const leaf = leafHash(Buffer.from(proof.entry));
  if (leaf.toString('hex') !== proof.leaf_hash) return 'the entry does not have the leaf hash';
  const root = rootFromInclusion(leaf, proof.index, proof.size, proof.path.map((hex) => Buffer.from(hex, 'hex')));
  if (root === null) return 'the path has the wrong length';
  if (root.toString('hex') !== proof.root) return 'the path does not lead to the root';
  return null;
}
