// Which decoder opens which kind of compressed stream. Each is loaded when the first such input is met.

import type { Kind } from './sniff.ts';
import type { Reader, Source } from './source.ts';

export type CompressedKind = Extract<Kind, 'gzip' | 'zstd' | 'bzip2' | 'xz' | 'lz4' | 'brotli'>;

export function isCompressed(kind: Kind): kind is CompressedKind {
  return kind === 'gzip' || kind === 'zstd' || kind === 'bzip2' || kind === 'xz' || kind === 'lz4' || kind === 'brotli';
}

export interface DecoderOptions {
  readonly maxWindowBytes: number;
}

export async function openDecoder(kind: CompressedKind, reader: Reader, options: DecoderOptions): Promise<Source> {
  switch (kind) {
    case 'gzip':
      return new (await import('./gzip.ts')).GzipSource(reader);
    case 'zstd':
      return new (await import('./zstd.ts')).ZstdSource(reader, options.maxWindowBytes);
    case 'bzip2':
      return (await import('./bzip2.ts')).openBzip2(reader);
    case 'xz':
      return new (await import('./xz.ts')).XzSource(reader);
    case 'lz4':
      return new (await import('./lz4.ts')).Lz4Source(reader);
    case 'brotli':
      return new (await import('./brotli.ts')).BrotliSource(reader);
  }
}
