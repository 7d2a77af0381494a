// A decoder in a thread of its own gives what it gives in this one: the same bytes, the same trouble at the same place.

import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { ApartSource, SLOTS, SLOT_BYTES } from '../../src/input/apart.ts';
import { type CompressedKind, openDecoder } from '../../src/input/decoders.ts';
import { asInputError } from '../../src/input/input-error.ts';
import { FileSource, Reader, type Source } from '../../src/input/source.ts';

const folder = mkdtempSync(join(tmpdir(), 'apart-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const WINDOW = 1 << 27;
/** More than all slots hold, and no multiple of one. */
const text = Buffer.from(Array.from({ length: 30_000 }, (_, i) => `2026-04-20T10:00:00Z INFO worker-${(i * 7919) % 1009} request ${i} done in ${(i * 31) % 997} ms\n`).join(''));

interface Outcome {
  readonly bytes: Buffer;
  readonly trouble: string;
  readonly used: number;
}

async function drain(source: Source, reader: Reader): Promise<Outcome> {
  const parts: Buffer[] = [];
  let trouble = '';
  try {
    for (let piece = await source.pull(); piece !== null; piece = await source.pull()) parts.push(Buffer.from(piece));
    expect(await source.pull()).toBe(null);
  } catch (error) {
    const { reason, message } = asInputError(error);
    trouble = `${reason}: ${message}`;
  }
  source.close();
  return { bytes: Buffer.concat(parts), trouble, used: reader.position };
}

async function both(kind: CompressedKind, packed: Buffer): Promise<[here: Outcome, apart: Outcome]> {
  const path = join(folder, kind);
  writeFileSync(path, packed);
  const open = async (work: (fd: number) => Promise<Outcome>): Promise<Outcome> => {
    const fd = openSync(path, 'r');
    try {
      return await work(fd);
    } finally {
      closeSync(fd);
    }
  };
  const here = await open(async (fd) => {
    const reader = new Reader(new FileSource(fd, 0, packed.length, undefined, false));
    return drain(await openDecoder(kind, reader, { maxWindowBytes: WINDOW }), reader);
  });
  const apart = await open((fd) => {
    const reader = new Reader(new FileSource(fd, 0, packed.length, undefined, false));
    return drain(new ApartSource(kind, fd, packed.length, WINDOW, reader), reader);
  });
  return [here, apart];
}

const kinds: [CompressedKind, (bytes: Buffer) => Buffer][] = [['gzip', (bytes) => gzipSync(bytes)]];
for (const [kind, args] of [['bzip2', ['-1', '-c']], ['xz', ['-1', '-c']], ['zstd', ['-q', '-c']], ['lz4', ['-q', '-c']]] as const) {
  if (spawnSync('sh', ['-c', `command -v ${kind}`]).status === 0) kinds.push([kind, (bytes) => spawnSync(kind, [...args], { input: bytes, maxBuffer: 1 << 28 }).stdout]);
}

describe.each(kinds)('%s in a thread of its own', (kind, pack) => {
  const packed = pack(text);

  it('gives all bytes and says how far it has read', async () => {
    expect(text.length).toBeGreaterThan(SLOTS * SLOT_BYTES);
    const [, apart] = await both(kind, packed);
    expect(apart.trouble).toBe('');
    expect(apart.bytes.equals(text)).toBe(true);
    expect(apart.used).toBe(packed.length);
  });

  it('gives what came before damage, and names it', async () => {
    const damaged = Buffer.from(packed);
    damaged.fill(0x55, packed.length >> 1, (packed.length >> 1) + 64);
    for (const bytes of [packed.subarray(0, packed.length >> 1), damaged, Buffer.concat([packed, Buffer.from('what is this')])]) {
      const [here, apart] = await both(kind, bytes);
      expect(here.trouble).not.toBe('');
      expect(apart.trouble).toBe(here.trouble);
      expect(apart.bytes.equals(here.bytes)).toBe(true);
      expect(apart.used).toBe(here.used);
    }
  });

  it('can be left early', async () => {
    const path = join(folder, kind);
    writeFileSync(path, packed);
    const fd = openSync(path, 'r');
    const source = new ApartSource(kind, fd, packed.length, WINDOW, new Reader(new FileSource(fd, 0, packed.length, undefined, false)));
    expect((await source.pull())?.length).toBeGreaterThan(0);
    const begun = performance.now();
    source.close();
    expect(performance.now() - begun).toBeLessThan(2000);
    closeSync(fd);
  });
});

it('a thread that does not come up is told', async () => {
  const fd = openSync(join(folder, 'none'), 'w+');
  const source = new ApartSource('nothing' as CompressedKind, fd, 10, WINDOW, new Reader(new FileSource(fd, 0, 0, undefined, false)));
  await expect((async () => source.pull())()).rejects.toMatchObject({ reason: 'internal' });
  source.close();
  closeSync(fd);
});
