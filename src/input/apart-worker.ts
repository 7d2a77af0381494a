// The thread of a decoder (apart.ts): decodes a file into the slots until it ends, fails, or nobody reads any more.

import { workerData } from 'node:worker_threads';
import { type ApartSetup, AN_END, AN_ERROR, A_PIECE, CLOSED, ENDED, FIRST_SLOT, SLOTS, SLOT_BYTES, TAKEN, WRITTEN } from './apart.ts';
import { openDecoder } from './decoders.ts';
import { asInputError } from './input-error.ts';
import { FileSource, Reader, type Source } from './source.ts';

const { kind, fd, size, maxWindowBytes, control, data, used } = workerData as ApartSetup;
const reader = new Reader(new FileSource(fd, 0, size, undefined, false));
let written = 0;

/** Fills the next slot when it is free; false when nobody reads any more. */
function put(type: number, bytes: Uint8Array): boolean {
  for (;;) {
    const taken = Atomics.load(control, TAKEN);
    if (Atomics.load(control, CLOSED) !== 0) return false;
    if (written - taken < SLOTS) break;
    Atomics.wait(control, TAKEN, taken, 1000);
  }
  const slot = written % SLOTS;
  data.set(bytes, slot * SLOT_BYTES);
  used[slot] = reader.position;
  control[FIRST_SLOT + 2 * slot] = type;
  control[FIRST_SLOT + 2 * slot + 1] = bytes.length;
  Atomics.store(control, WRITTEN, ++written);
  Atomics.notify(control, WRITTEN);
  return true;
}

async function decode(): Promise<void> {
  let decoder: Source | null = null;
  try {
    await reader.ensure(1024);
    decoder = await openDecoder(kind, reader, { maxWindowBytes });
    for (;;) {
      const pulled = decoder.pull();
      const piece = pulled instanceof Promise ? await pulled : pulled;
      if (piece === null) break;
      for (let at = 0; at < piece.length; at += SLOT_BYTES) if (!put(A_PIECE, piece.subarray(at, at + SLOT_BYTES))) return;
    }
    put(AN_END, new Uint8Array(0));
  } catch (error) {
    const { reason, message } = asInputError(error);
    put(AN_ERROR, Buffer.from(JSON.stringify([reason, message])).subarray(0, SLOT_BYTES));
  } finally {
    decoder?.close();
  }
}

void decode().finally(() => {
  Atomics.store(control, ENDED, 1);
  Atomics.notify(control, ENDED);
});
