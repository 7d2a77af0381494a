// Every decoder against the reference tool of its format: whole, joined, cut at every kind of place, damaged, with a tail.

import { spawnSync } from 'node:child_process';
import { brotliCompressSync, deflateRawSync, crc32, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type CompressedKind, openDecoder } from '../../src/input/decoders.ts';
import { InputError } from '../../src/input/input-error.ts';
import { type Piece, Reader, type Source } from '../../src/input/source.ts';

/** Gives a buffer in pieces of a size, in one buffer that is overwritten each time as a file's is. */
class Pieces implements Source {
  readonly #bytes: Uint8Array;
  readonly #size: number;
  readonly #late: boolean;
  readonly #buffer: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array, size: number, late = false) {
    this.#bytes = bytes;
    this.#size = size;
    this.#late = late;
    this.#buffer = new Uint8Array(size);
  }

  pull(): Piece | Promise<Piece> {
    const from = this.#bytes.subarray(this.#at, this.#at + this.#size);
    this.#at += from.length;
    this.#buffer.fill(0xee);
    this.#buffer.set(from);
    const piece = from.length === 0 ? null : this.#buffer.subarray(0, from.length);
    return this.#late ? new Promise((resolve) => setImmediate(() => resolve(piece))) : piece;
  }

  close(): void {}
}

interface Outcome {
  readonly bytes: Buffer;
  readonly reason: string;
  readonly consumed: number;
}

async function decode(kind: CompressedKind, bytes: Uint8Array, size = 65536, late = false): Promise<Outcome> {
  const reader = new Reader(new Pieces(bytes, size, late));
  const source = await openDecoder(kind, reader, { maxWindowBytes: 128 * 1048576 });
  const parts: Buffer[] = [];
  let reason = '';
  try {
    for (;;) {
      const piece = await source.pull();
      if (piece === null) break;
      parts.push(Buffer.from(piece));
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    reason = error.reason;
  }
  source.close();
  return { bytes: Buffer.concat(parts), reason, consumed: reader.position };
}

let seed = 12345;
function random(n: number): number {
  seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
  return (seed >>> 8) % n;
}
function logText(lines: number): Buffer {
  const words = ['request', 'done', 'worker', 'retry', 'queue', 'empty', 'ünïcode', 'timeout', 'AAAAAAAAAAAAAAAAAAAAAAAA'];
  let text = '';
  for (let i = 0; i < lines; i++) text += `2026-04-20T10:${i % 60}:00Z INFO ${words[random(words.length)]} ${random(1e9)} ${words[random(words.length)]}\n`;
  return Buffer.from(text);
}
function noise(n: number): Buffer {
  return Buffer.from(Array.from({ length: n }, () => random(256)));
}

const tool = (command: string, args: string[]) => (data: Buffer) => {
  const out = spawnSync(command, args, { input: data, maxBuffer: 1 << 28 });
  if (out.status !== 0) throw new Error(`${command}: ${out.stderr.toString()}`);
  return out.stdout;
};
const has = (command: string): boolean => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;

const encoders: [CompressedKind, string, boolean, (data: Buffer) => Buffer][] = [
  ['gzip', 'level 6', true, (d) => gzipSync(d)],
  ['gzip', 'stored', true, (d) => gzipSync(d, { level: 0 })],
  ['brotli', 'quality 5', false, (d) => brotliCompressSync(d, { params: { 1: 5 } })],
];
if (has('bzip2')) encoders.push(['bzip2', '-9', true, tool('bzip2', ['-9', '-c'])], ['bzip2', '-1', true, tool('bzip2', ['-1', '-c'])]);
if (has('xz')) encoders.push(['xz', '-6', true, tool('xz', ['-6', '-c'])], ['xz', 'crc32 blocks', true, tool('xz', ['-1', '-c', '--check=crc32', '--block-size=100000'])]);
if (has('zstd')) encoders.push(['zstd', '-3', true, tool('zstd', ['-3', '-c', '-q'])], ['zstd', 'long 27', true, tool('zstd', ['-19', '--long=27', '-c', '-q'])], ['zstd', 'no check', true, tool('zstd', ['-1', '--no-check', '-c', '-q'])]);
if (has('lz4')) encoders.push(['lz4', 'default', true, tool('lz4', ['-c', '-q'])], ['lz4', 'linked -9', true, tool('lz4', ['-c', '-q', '-9', '-BD', '-B4', '-BX', '--content-size'])]);

describe.each(encoders)('%s %s', (kind, _name, joins, encode) => {
  const bodies: [string, Buffer][] = [
    ['empty', Buffer.alloc(0)],
    ['one byte', Buffer.from('x')],
    ['text', logText(20000)],
    ['noise', noise(70000)],
    ['zeros', Buffer.alloc(3_000_000)],
    ['runs', Buffer.concat(Array.from({ length: 2000 }, (_, i) => Buffer.alloc(1 + (i % 300), 65 + (i % 7))))],
  ];
  it.each(bodies)('decodes %s whatever the pieces', async (_what, body) => {
    const encoded = encode(body);
    for (const [size, late] of [[65536, false], [1 << 20, true], [encoded.length < 3000 ? 1 : 997, false]] as const) {
      const out = await decode(kind, encoded, size, late);
      expect(out.reason).toBe('');
      expect(out.bytes.equals(body)).toBe(true);
      expect(out.consumed).toBe(encoded.length);
    }
  });

  it.runIf(joins)('decodes joined streams, also where pieces end on the border', async () => {
    const a = logText(3000);
    const b = logText(100);
    const first = encode(a);
    const joined = Buffer.concat([first, encode(b), encode(Buffer.alloc(0)), encode(a)]);
    for (const size of [first.length, 4096, 1 << 20]) {
      const out = await decode(kind, joined, size);
      expect(out.reason).toBe('');
      expect(out.bytes.equals(Buffer.concat([a, b, a]))).toBe(true);
    }
  });

  it('says that a cut stream is cut and gives what came before', async () => {
    const body = logText(40000);
    const encoded = encode(body);
    for (const keep of [3, 20, Math.floor(encoded.length / 2), encoded.length - 1]) {
      const out = await decode(kind, encoded.subarray(0, keep));
      expect(['truncated', 'corrupt']).toContain(out.reason);
      expect(body.subarray(0, out.bytes.length).equals(out.bytes)).toBe(true);
      if (keep > encoded.length * 0.4 && kind !== 'bzip2') expect(out.bytes.length).toBeGreaterThan(body.length * 0.15);
    }
  });

  it('says that bytes follow', async () => {
    const body = logText(500);
    const out = await decode(kind, Buffer.concat([encode(body), Buffer.from('this is not compressed data, it only follows it')]));
    expect(out.bytes.equals(body)).toBe(true);
    expect(['trailing_data', 'truncated', 'corrupt']).toContain(out.reason);
  });

  it('never fails in another way when bits flip', async () => {
    const encoded = encode(logText(3000));
    for (let i = 0; i < 60; i++) {
      const bad = Buffer.from(encoded);
      const at = random(bad.length);
      bad[at] = (bad[at] as number) ^ (1 << random(8));
      const out = await decode(kind, bad, 4096);
      expect(out.bytes.length).toBeLessThan(1 << 26);
    }
  });
});

describe.runIf(has('xz'))('xz', () => {
  // The same data cut where it was damaged gives what can be decoded before the damage: not one byte less may come.
  it('gives everything before the damage, wherever it is met', async () => {
    const body = logText(30000);
    for (const args of [['-6', '-c'], ['-0', '-c'], ['-1', '-c', '--block-size=300000']]) {
      const encoded = tool('xz', args)(body);
      for (let i = 0; i < 12; i++) {
        const at = 100 + random(encoded.length - 400);
        const bad = Buffer.from(encoded);
        for (let k = 0; k < 40; k++) bad[at + k] = random(256);
        const whole = (await decode('xz', encoded.subarray(0, at))).bytes;
        expect(body.subarray(0, whole.length).equals(whole)).toBe(true);
        for (const size of [4096, 1 << 20]) {
          const out = await decode('xz', bad, size);
          expect(['corrupt', 'trailing_data', 'unsupported_format']).toContain(out.reason);
          expect(out.bytes.subarray(0, whole.length).equals(whole)).toBe(true);
        }
      }
    }
  });

  it('refuses by name what it can not decode', async () => {
    const body = logText(2000);
    expect((await decode('xz', tool('xz', ['-c', '--lzma2=preset=1,dict=100MiB'])(body))).reason).toBe('limit_window');
    expect((await decode('xz', tool('xz', ['-c', '--delta=dist=4', '--lzma2=preset=1'])(body))).reason).toBe('unsupported_format');
  });
});

describe('gzip', () => {
  it('reads bgzf blocks, zero padding between members, and header fields', async () => {
    const body = logText(9000);
    const block = (data: Buffer): Buffer => {
      const deflated = deflateRawSync(data);
      const head = Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, 6, 0, 0x42, 0x43, 2, 0, 0, 0]);
      head.writeUInt16LE(18 + deflated.length + 8 - 1, 16);
      const tail = Buffer.alloc(8);
      tail.writeUInt32LE(crc32(data), 0);
      tail.writeUInt32LE(data.length, 4);
      return Buffer.concat([head, deflated, tail]);
    };
    const blocks: Buffer[] = [];
    for (let at = 0; at < body.length; at += 60000) blocks.push(block(body.subarray(at, at + 60000)));
    const out = await decode('gzip', Buffer.concat([...blocks, block(Buffer.alloc(0)), Buffer.alloc(700), gzipSync('end')]), 5000);
    expect(out.reason).toBe('');
    expect(out.bytes.equals(Buffer.concat([body, Buffer.from('end')]))).toBe(true);
  });

  it('compares checksum and length', async () => {
    const encoded = gzipSync(logText(100));
    encoded[encoded.length - 6] = (encoded[encoded.length - 6] as number) ^ 1;
    expect((await decode('gzip', encoded)).reason).toBe('checksum_mismatch');
  });
});

describe.runIf(has('bzip2'))('bzip2', () => {
  it('decodes the same in its kernel and in its twin, also what is damaged', async () => {
    const { Bzip2Source } = await import('../../src/input/bzip2-script.ts');
    const { Bzip2KernelSource, openBzip2 } = await import('../../src/input/bzip2.ts');
    expect(openBzip2(new Reader(new Pieces(Buffer.alloc(0), 1)))).toBeInstanceOf(Bzip2KernelSource);
    const read = async (source: Source): Promise<[string, string]> => {
      const parts: Buffer[] = [];
      let reason = '';
      try {
        for (let piece = await source.pull(); piece !== null; piece = await source.pull()) parts.push(Buffer.from(piece));
      } catch (error) {
        reason = (error as InputError).reason;
      }
      source.close();
      return [Buffer.concat(parts).toString('latin1'), reason];
    };
    const encoded = tool('bzip2', ['-1', '-c'])(Buffer.concat([logText(4000), noise(150_000), Buffer.alloc(400_000, 7), logText(3000)]));
    for (let i = 0; i < 120; i++) {
      const bytes = Buffer.from(encoded);
      if (i > 0) bytes[random(bytes.length)] = random(256);
      const cut = i % 10 === 9 ? bytes.subarray(0, random(bytes.length)) : bytes;
      const kernel = await read(openBzip2(new Reader(new Pieces(cut, 70_000))));
      const twin = await read(new Bzip2Source(new Reader(new Pieces(cut, 70_000))));
      expect(kernel).toEqual(twin);
    }
  });
});

describe.runIf(has('zstd'))('zstd', () => {
  it('refuses a window over the limit by name', async () => {
    const encoded = tool('zstd', ['-19', '--long=28', '--ultra', '-c', '-q'])(logText(100));
    expect((await decode('zstd', encoded)).reason).toBe('limit_window');
  });
  it('passes skippable frames', async () => {
    const skip = Buffer.concat([Buffer.from([0x51, 0x2a, 0x4d, 0x18, 5, 0, 0, 0]), Buffer.from('hello')]);
    const body = logText(50);
    const frame = tool('zstd', ['-c', '-q'])(body);
    const out = await decode('zstd', Buffer.concat([skip, frame, skip, frame]));
    expect(out.reason).toBe('');
    expect(out.bytes.equals(Buffer.concat([body, body]))).toBe(true);
  });
});
