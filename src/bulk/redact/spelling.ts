// Placeholders and stars in the encoding of the text they stand in.

import type { BodyKind } from '../../input/visit.ts';

const LF = 0x0a;
const CR = 0x0d;
const STAR = 0x2a;

/** As many stars as there were bytes; line ends stay. UTF-16 gets one for each unit. */
export function mask(bytes: Uint8Array, kind: BodyKind): void {
  if (kind === 'utf16le' || kind === 'utf16be') {
    const low = kind === 'utf16le' ? 0 : 1;
    for (let i = 0; i + 1 < bytes.length; i += 2) {
      const unit = (bytes[i + low] as number) | ((bytes[i + 1 - low] as number) << 8);
      if (unit === LF || unit === CR) continue;
      bytes[i + low] = STAR;
      bytes[i + 1 - low] = 0;
    }
    return;
  }
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== LF && bytes[i] !== CR) bytes[i] = STAR;
}

export function encoded(text: string, kind: BodyKind): Uint8Array {
  return kind === 'utf16le' || kind === 'utf16be' ? asUtf16(text, kind) : Buffer.from(text, 'utf8');
}

export function asUtf16(text: string, kind: 'utf16le' | 'utf16be'): Buffer {
  const bytes = Buffer.from(text, 'utf16le');
  return kind === 'utf16be' ? bytes.swap16() : bytes;
}
