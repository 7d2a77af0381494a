// What an input is, by its first bytes. Names decide nothing, except for brotli, which has no magic number.

export type Kind =
  | 'text' | 'utf16le' | 'utf16be' | 'binary' // fed to the engine
  | 'gzip' | 'zstd' | 'bzip2' | 'xz' | 'lz4' | 'brotli' // one compressed stream
  | 'tar' | 'zip' // containers
  | 'unsupported';

export interface Sniffed {
  readonly kind: Kind;
  /** What a person calls it, for `unsupported`. */
  readonly format: string;
}

/** Bytes that sniff wants to see when the input has them. */
export const SNIFF_BYTES = 1024;

const TEXT: Sniffed = { kind: 'text', format: 'text' };
const kindOf = (kind: Kind, format: string = kind): Sniffed => ({ kind, format });

const GZIP = kindOf('gzip');
const ZSTD = kindOf('zstd');
const BZIP2 = kindOf('bzip2');
const XZ = kindOf('xz');
const LZ4 = kindOf('lz4');
const ZIP = kindOf('zip');
const TAR = kindOf('tar');
const BROTLI = kindOf('brotli');
const BINARY = kindOf('binary');
const UTF16LE = kindOf('utf16le');
const UTF16BE = kindOf('utf16be');

export function sniff(head: Uint8Array, name: string): Sniffed {
  const n = head.length;
  if (n >= 2) {
    const magic = containerMagic(head, n);
    if (magic !== null) return magic;
  }
  if (name.endsWith('.br')) return BROTLI;
  return encodingOf(head);
}

function containerMagic(h: Uint8Array, n: number): Sniffed | null {
  const a = h[0], b = h[1], c = h[2], d = h[3];
  if (a === 0x1f && b === 0x8b && (n < 3 || c === 8)) return GZIP;
  if (n >= 4) {
    if (b === 0xb5 && c === 0x2f && d === 0xfd && a === 0x28) return ZSTD;
    if (((a as number) & 0xf0) === 0x50 && b === 0x2a && c === 0x4d && d === 0x18) return skippableOf(h, n);
    if (a === 0x42 && b === 0x5a && c === 0x68 && (d as number) >= 0x31 && (d as number) <= 0x39 && bzip2Block(h, n)) return BZIP2;
    if (a === 0x04 && b === 0x22 && c === 0x4d && d === 0x18) return LZ4;
    if (a === 0x02 && b === 0x21 && c === 0x4c && d === 0x18) return kindOf('unsupported', 'legacy lz4');
    if (a === 0x50 && b === 0x4b && ((c === 3 && d === 4) || (c === 5 && d === 6) || (c === 7 && d === 8))) return ZIP;
  }
  if (n >= 6) {
    if (a === 0xfd && ascii(h, 1, '7zXZ') && h[5] === 0) return XZ;
    if (a === 0x37 && b === 0x7a && c === 0xbc && d === 0xaf && h[4] === 0x27 && h[5] === 0x1c) return kindOf('unsupported', '7z');
    if (ascii(h, 0, 'Rar!') && h[4] === 0x1a && h[5] === 0x07) return kindOf('unsupported', 'rar');
  }
  if (n >= 8) {
    if (ascii(h, 0, 'ElfFile') && h[7] === 0) return kindOf('unsupported', 'Windows event log (evtx)');
    if (ascii(h, 0, 'LPKSHHRH')) return kindOf('unsupported', 'systemd journal');
    if (ascii(h, 0, 'MSCF') && h[4] === 0) return kindOf('unsupported', 'cabinet');
    if (ascii(h, 0, 'LZIP') && h[4] === 1) return kindOf('unsupported', 'lzip');
    if (a === 0x89 && ascii(h, 1, 'LZO') && h[4] === 0) return kindOf('unsupported', 'lzop');
    if (a === 0x5d && b === 0 && c === 0 && (d === 0 || d === 0x80) && n >= 13 && lzmaAlone(h)) return kindOf('unsupported', 'lzma');
    if (a === 0x1f && b === 0x9d && ((c as number) & 0x80) !== 0) return kindOf('unsupported', 'compress (.Z)');
    if (ascii(h, 0, 'PAR1') && n >= 8 && (h[4] === 0x15)) return kindOf('unsupported', 'parquet');
  }
  if (n >= 512 && isTarHeader(h)) return TAR;
  return null;
}

/** A zstd skippable frame; lz4 uses the same magic numbers. What follows it decides when it is in reach. */
function skippableOf(h: Uint8Array, n: number): Sniffed {
  if (n >= 8) {
    const next = 8 + ((h[4] as number) | ((h[5] as number) << 8) | ((h[6] as number) << 16)) + (h[7] as number) * 0x1000000;
    if (next + 4 <= n && h[next] === 0x04 && h[next + 1] === 0x22) return LZ4;
  }
  return ZSTD;
}

/** `BZh9` is followed by the block magic (pi) or by the end magic; text that starts with BZh1 is not. */
function bzip2Block(h: Uint8Array, n: number): boolean {
  if (n < 10) return n < 5;
  return (h[4] === 0x31 && h[5] === 0x41 && h[6] === 0x59) || (h[4] === 0x17 && h[5] === 0x72 && h[6] === 0x45);
}

function lzmaAlone(h: Uint8Array): boolean {
  let unknown = true;
  for (let i = 5; i < 13; i++) if (h[i] !== 0xff) unknown = false;
  return unknown || (h[9] === 0 && h[10] === 0 && h[11] === 0 && h[12] === 0);
}

function ascii(h: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (h[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** A tar header proves itself by its checksum: the sum of its bytes with the checksum field read as spaces. */
export function isTarHeader(h: Uint8Array): boolean {
  if (h[0] === 0) return false;
  let stored = 0;
  let digits = 0;
  for (let i = 148; i < 156; i++) {
    const v = h[i] as number;
    if (v >= 0x30 && v <= 0x37) {
      stored = stored * 8 + (v - 0x30);
      digits++;
    } else if (v !== 0x20 && v !== 0) return false;
    else if (digits > 0) break;
  }
  if (digits === 0) return false;
  let unsigned = 256;
  let signed = 256;
  for (let i = 0; i < 512; i++) {
    if (i >= 148 && i < 156) continue;
    const v = h[i] as number;
    unsigned += v;
    signed += v < 128 ? v : v - 256;
  }
  return stored === unsigned || stored === signed;
}

/** UTF-16 by its mark or by where its zero bytes stand; anything else with zero bytes is binary. */
export function encodingOf(head: Uint8Array): Sniffed {
  const n = Math.min(head.length, SNIFF_BYTES) & ~1;
  if (n >= 2) {
    if (head[0] === 0xff && head[1] === 0xfe && !(n >= 4 && head[2] === 0 && head[3] === 0)) return UTF16LE;
    if (head[0] === 0xfe && head[1] === 0xff) return UTF16BE;
  }
  if (head.indexOf(0) < 0) return TEXT;
  let evenZeros = 0;
  let oddZeros = 0;
  let pairsLE = 0; // units that are ordinary Latin text when read little-endian
  let pairsBE = 0;
  for (let i = 0; i < n; i += 2) {
    const even = head[i] as number;
    const odd = head[i + 1] as number;
    if (even === 0) evenZeros++;
    if (odd === 0) oddZeros++;
    if (odd === 0 && plain(even)) pairsLE++;
    if (even === 0 && plain(odd)) pairsBE++;
  }
  // A zero that stands alone behind the last pair.
  if (evenZeros + oddZeros === 0) return head.length < SNIFF_BYTES ? BINARY : TEXT;
  const units = n / 2;
  if (units >= 4) {
    if (pairsLE >= units * 0.3 && evenZeros <= units * 0.02 && oddZeros - pairsLE <= units * 0.02) return UTF16LE;
    if (pairsBE >= units * 0.3 && oddZeros <= units * 0.02 && evenZeros - pairsBE <= units * 0.02) return UTF16BE;
  }
  return BINARY;
}

/** Printable ASCII, tab, line ends, and the letters of Latin-1. */
function plain(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 9 || byte === 10 || byte === 13 || byte >= 0xa0;
}
