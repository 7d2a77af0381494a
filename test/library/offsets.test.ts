// From bytes of UTF-8 back to positions in a string: near and far, across signs of every width and halves of pairs.

import { expect, it } from 'vitest';
import type { Draft } from '../../src/findings/build.ts';
import { addCharOffsets } from '../../src/scanner/text.ts';
import { createRandom } from '../../src/testkit/random.ts';

const SIGNS = ['a', 'ß', '€', '😀', '\ud83d', '\ude00', '\n'];

it('every position of long mixed texts', () => {
  const random = createRandom('offsets');
  for (let round = 0; round < 20; round++) {
    // Words between lone halves, so that no two of them make a pair by chance.
    const pieces = Array.from({ length: 4000 }, () => (random() < 0.6 ? 'word ' : `${SIGNS[Math.floor(random() * SIGNS.length)] as string} `));
    const text = pieces.join('');
    const starts: { unit: number; byte: number }[] = [];
    let unit = 0;
    let byte = 0;
    for (const piece of pieces) {
      if (random() < 0.004) starts.push({ unit, byte });
      unit += piece.length;
      byte += Buffer.byteLength(piece);
    }
    const findings = starts.map((one) => ({ byte_start: one.byte, byte_end: one.byte + 1 })) as Draft[];
    addCharOffsets(text, byte, findings);
    expect(findings.length).toBeGreaterThan(3);
    expect(findings.map((one) => one.char_start)).toEqual(starts.map((one) => one.unit));
  }
});
