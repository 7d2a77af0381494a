// The calling thread as one of the workers: where files are small, what it has to do beside them leaves it idle, and a
// thread less is one less to start and to warm up.

import type { RuleTable } from '../findings/rule-table.ts';
import { openParts } from './parts.ts';
import { FIRST_SLOT, PACKETS_AHEAD, type Packet, STARTED, STOP, type UnitResult, type UnitTask, type WorkerSetup } from './protocol.ts';
import { UnitScanner } from './unit-scanner.ts';

/** The longest stretch without a turn of the event loop, in which workers get their next units. */
const TURN_MS = 1.5;
/** Between two looks whether packets were printed. */
const NAP_MS = 2;

export class OwnLane {
  readonly #control: Int32Array;
  readonly #scanner: UnitScanner;
  #slot = 0;
  #turned = 0;
  #send: (packet: Packet) => void = () => {};
  /** Units are scanned one at a time. */
  busy = false;

  constructor(setup: WorkerSetup, table: RuleTable) {
    this.#control = setup.control;
    this.#scanner = new UnitScanner(openParts(setup.parts, table), setup, {
      post: (packet) => this.#send(packet),
      alive: (bytes) => this.#send({ type: 'alive', bytes }),
      turn: (sent) => (performance.now() - this.#turned < TURN_MS ? null : this.#turn(sent)),
    });
  }

  /** Workers that have started: before, what is given to them is better done here. */
  get started(): number {
    return Atomics.load(this.#control, STARTED);
  }

  /** `send` takes the packets of the unit. */
  async run(task: UnitTask, send: (packet: Packet) => void): Promise<UnitResult> {
    this.busy = true;
    this.#slot = task.slot;
    this.#send = send;
    try {
      await this.#turn(0);
      return await this.#scanner.run(task);
    } finally {
      this.busy = false;
    }
  }

  /** A turn of the event loop, and as many more as it takes until not too many packets are unprinted. */
  async #turn(sent: number): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (sent - Atomics.load(this.#control, FIRST_SLOT + this.#slot) >= PACKETS_AHEAD && Atomics.load(this.#control, STOP) === 0) {
      await new Promise((resolve) => setTimeout(resolve, NAP_MS));
    }
    this.#turned = performance.now();
  }
}
