import { createHash, createPublicKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { consistencyProof, EMPTY_ROOT, Frontier, inclusionProof, leafHash, nodeHash, rangeHasher, rootFromInclusion } from '../../src/audit/merkle.ts';
import { checkpointText, parseCheckpoint, parseVerifier, verifyNote } from '../../src/audit/note.ts';

/** RFC 6962 §2.1 word for word; exists only to check the fast one. */
function referenceRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return createHash('sha256').digest();
  if (leaves.length === 1) return leaves[0] as Buffer;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(referenceRoot(leaves.slice(0, k)), referenceRoot(leaves.slice(k)));
}

const leaves = Array.from({ length: 40 }, (_, i) => leafHash(Buffer.from(`entry ${i}`)));

describe('the tree', () => {
  it('empty', () => expect(EMPTY_ROOT.toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'));
  it('appending gives the root of the definition at every size', () => {
    const frontier = new Frontier();
    for (let n = 0; n <= leaves.length; n += 1) {
      expect(frontier.root()).toEqual(referenceRoot(leaves.slice(0, n)));
      expect(new Frontier(frontier.size, frontier.roots).root()).toEqual(frontier.root());
      if (n < leaves.length) frontier.append(leaves[n] as Buffer);
    }
  });
  it('every inclusion proof holds, and for no other index, size or leaf', () => {
    for (let size = 1; size <= leaves.length; size += 1) {
      const hash = rangeHasher(leaves.slice(0, size));
      const root = hash(0, size);
      for (let index = 0; index < size; index += 1) {
        const proof = inclusionProof(hash, index, size);
        expect(rootFromInclusion(leaves[index] as Buffer, index, size, proof)).toEqual(root);
        expect(rootFromInclusion(leaves[(index + 1) % 40] as Buffer, index, size, proof)).not.toEqual(root);
        if (index + 1 < size) expect(rootFromInclusion(leaves[index] as Buffer, index + 1, size, proof)).not.toEqual(root);
        expect(rootFromInclusion(leaves[index] as Buffer, index, size, [...proof, root])).toBeNull();
        if (proof.length > 0) expect(rootFromInclusion(leaves[index] as Buffer, index, size, proof.slice(1))).not.toEqual(root);
      }
    }
  });
  it('proofs work when the first leaves are known by their frontier alone', () => {
    for (let base = 1; base < 30; base += 1) {
      const frontier = new Frontier();
      for (const leaf of leaves.slice(0, base)) frontier.append(leaf);
      const hash = rangeHasher(leaves.slice(base), base, frontier.roots);
      for (let index = base; index < 40; index += 1) expect(rootFromInclusion(leaves[index] as Buffer, index, 40, inclusionProof(hash, index, 40))).toEqual(referenceRoot(leaves));
    }
  });
  it('consistency proofs have the length of RFC 6962 (seven leaves)', () => {
    const hash = rangeHasher(leaves.slice(0, 7));
    expect(consistencyProof(hash, 3, 7)).toEqual([leaves[2], leaves[3], hash(0, 2), hash(4, 7)]);
    expect(consistencyProof(hash, 4, 7)).toEqual([hash(4, 7)]);
    expect(consistencyProof(hash, 6, 7)).toEqual([hash(4, 6), leaves[6], hash(0, 4)]);
  });
});

describe('signed notes', () => {
  // Test vector of the C2SP signed-note specification.
  const verifier = parseVerifier('example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k');
  const note = 'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';
  const key = createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), verifier?.raw ?? Buffer.alloc(0)]), format: 'der', type: 'spki' });
  it('the vector of the specification', () => {
    expect(verifyNote(note, verifier as never, key).verdict).toBe('good');
    expect(verifyNote(note.replace('example message', 'other message'), verifier as never, key).verdict).toBe('bad_signature');
    expect(verifyNote(note.replace('foo Uw2', 'bar Uw2'), verifier as never, key).verdict).toBe('unknown_key');
    expect(verifyNote('nothing', verifier as never, key).verdict).toBe('malformed');
  });
  it('checkpoints', () => {
    const checkpoint = { origin: 'a/b', size: 7, root: EMPTY_ROOT };
    expect(parseCheckpoint(checkpointText(checkpoint))).toEqual(checkpoint);
    expect(parseCheckpoint('a/b\n07\nxx\n')).toBeNull();
  });
});
