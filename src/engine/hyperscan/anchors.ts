// Which literals a compiled program looks for, and where the engine expects their candidates: read from the program itself,
// so that an outside sieve works with any program.

import * as L from '../../../assembly/layout.ts';

export interface SieveAnchor {
  readonly bytes: Uint8Array;
  /** Letters of either case. */
  readonly fold: boolean;
  /** From the literal's first byte to its candidate, for literals that begin an even and an odd number of bytes into a page. */
  readonly even: number;
  readonly odd: number;
}

const NONE = 0xffff;

/**
 * The engine looks at even places only, so each literal has two windows: a whole one is found by its four bytes wherever
 * they stand in the literal; where there is none for a parity, the candidate is the literal's first byte or the one before.
 */
export function sieveAnchors(program: Uint8Array): readonly SieveAnchor[] {
  const view = new DataView(program.buffer, program.byteOffset, program.byteLength);
  if (view.getUint32(L.P_SIEVE_ON, true) === 0) return [];
  const anchors = new Map<string, { bytes: Uint8Array; fold: boolean; even: number; odd: number }>();
  const heads = view.getUint32(L.P_LITERAL_HEADS, true);
  const slots = 1 << (view.getUint32(L.P_WINDOW_BITS, true) >> 8);
  const records = view.getUint32(L.P_LITERALS, true);
  for (let slot = 0; slot < 2 * slots; slot++) {
    const whole = slot < slots;
    for (let record = view.getUint16(heads + slot * 2, true); record !== NONE; ) {
      const at = records + record * L.LITERAL_SIZE;
      const text = view.getUint32(at, true);
      const length = view.getUint8(at + 4);
      const window = view.getUint8(at + 5);
      const fold = view.getUint8(at + 6) !== 0;
      const key = `${text} ${length} ${fold}`;
      let anchor = anchors.get(key);
      if (!anchor) anchors.set(key, (anchor = { bytes: program.slice(text, text + length), fold, even: 0, odd: -1 }));
      if (whole && window % 2 === 0) anchor.even = window;
      else if (whole) anchor.odd = window;
      record = view.getUint16(at + 14, true);
    }
  }
  return [...anchors.values()];
}
