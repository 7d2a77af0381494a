// A worker of the pool: scans units and posts what it finds.

import { type MessagePort, workerData } from 'node:worker_threads';
import { openParts } from './parts.ts';
import { FIRST_SLOT, PACKETS_AHEAD, type Packet, type PostedTask, STARTED, STOP, type UnitResult, type WorkerSetup } from './protocol.ts';
import { UnitScanner } from './unit-scanner.ts';

// Piscina hands its own data in front of ours.
const setup = (Array.isArray(workerData) ? workerData[1] : workerData) as WorkerSetup;
const { control } = setup;

let port: MessagePort | null = null;
let slot = 0;

const scanner = new UnitScanner(openParts(setup.parts), setup, {
  /** Waits while too many packets are unprinted. */
  post(packet, sent) {
    for (;;) {
      const printed = Atomics.load(control, FIRST_SLOT + slot);
      if (sent - printed < PACKETS_AHEAD || Atomics.load(control, STOP) !== 0) break;
      Atomics.wait(control, FIRST_SLOT + slot, printed, 1000);
    }
    port?.postMessage(packet);
  },
  alive(bytes) {
    port?.postMessage({ type: 'alive', bytes } satisfies Packet);
  },
});

Atomics.add(control, STARTED, 1);

export default async function unit(task: PostedTask): Promise<UnitResult> {
  ({ port, slot } = task);
  const result = await scanner.run({ ...task, paths: task.paths.split('\0') });
  port.close();
  port = null;
  return result;
}
