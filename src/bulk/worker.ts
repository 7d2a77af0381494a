// A worker of the pool: one engine, units of files or parts of files, findings sent home in packets.

import { workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { createRuleTable } from '../findings/rule-table.ts';
import { readProgram } from '../engine/program.ts';
import { BodyScanner } from './body-scanner.ts';
import { FileScanner, type FileSink, type Part, type PartLines } from './file-scanner.ts';
import { Ledger, troubleOf } from './ledger.ts';
import { openParts } from './parts.ts';
import { FINDINGS_A_PACKET, FIRST_SLOT, PACKETS_AHEAD, READY, STOP, type Packet, type Parcel, type UnitResult, type UnitTask, type WorkerSetup } from './protocol.ts';
import { BATCH_BYTES, PART_BYTES } from './units.ts';
import { asInputError } from '../input/input-error.ts';

// Piscina hands its own data in front of ours.
const setup = (Array.isArray(workerData) ? workerData[1] : workerData) as WorkerSetup;
const { control } = setup;
const table = createRuleTable(readProgram(setup.parts.program).rules);
const body = new BodyScanner(openParts(setup.parts, table), setup.body);
const ledger = new Ledger();

let port: MessagePort | null = null;
let slot = 0;
let file = 0;
let packets = 0;
let parcels: Parcel[] = [];
let lines: PartLines = { feedsBefore: 0, feeds: 0, lastFeed: -1 };
let reported = 0;
let unsized = false;
let given = false;

const sink: FileSink = {
  finding(finding, _path, entry, frame) {
    const { secret, ...rest } = finding as typeof finding & { secret?: { reveal(): Uint8Array } };
    parcels.push({ file, entry, finding: rest, secret: secret?.reveal(), frame });
    if (parcels.length >= FINDINGS_A_PACKET) send();
  },
  trouble(trouble) {
    send();
    post({ type: 'trouble', file, trouble });
  },
  giveBack(size) {
    given = unsized && size >= 2 * PART_BYTES;
    return given;
  },
  stopped() {
    const done = ledger.bytesScanned + ledger.bytesSkipped;
    if (done - reported > 8 * 1048576) {
      port?.postMessage({ type: 'alive', bytes: done - reported } satisfies Packet);
      reported = done;
    }
    return Atomics.load(control, STOP) !== 0;
  },
};
const scanner = new FileScanner(body, ledger, setup, sink);
Atomics.add(control, READY, 1);

/** Sends the findings collected so far; waits while too many packets are unprinted. */
function send(): void {
  if (parcels.length === 0) return;
  const full = parcels;
  parcels = [];
  post({ type: 'findings', parcels: full, feedsBefore: lines.feedsBefore });
}

function post(packet: Packet): void {
  for (;;) {
    const printed = Atomics.load(control, FIRST_SLOT + slot);
    if (packets - printed < PACKETS_AHEAD || Atomics.load(control, STOP) !== 0) break;
    Atomics.wait(control, FIRST_SLOT + slot, printed, 1000);
  }
  packets++;
  port?.postMessage(packet);
}

function giveBack(from: number, to: number): void {
  send();
  post({ type: 'rest', from, to });
}

function part(path: string, range: Part): void {
  file = 0;
  if (Atomics.load(control, STOP) !== 0) {
    ledger.skipped(range.to - range.from, 'interrupted');
    return;
  }
  try {
    scanner.scanPart(path, '', range, lines);
  } catch (error) {
    sink.trouble(troubleOf('', undefined, asInputError(error)));
  }
}

/** Scans files from the one at `from` on; answers a promise where one makes wait (the next is behind it), null at the end. */
function files(paths: readonly string[], from: number, special: boolean): Promise<void> | null {
  for (file = from; file < paths.length; file++) {
    if (Atomics.load(control, STOP) !== 0) return null;
    if (unsized && ledger.bytesScanned + ledger.bytesSkipped > BATCH_BYTES) {
      giveBack(file, paths.length);
      return null;
    }
    given = false;
    try {
      const pending = scanner.scan(paths[file] as string, '', special);
      if (pending !== undefined) return pending;
    } catch (error) {
      sink.trouble(troubleOf('', undefined, asInputError(error)));
    }
    if (given) giveBack(file, file + 1);
  }
  return null;
}

export default async function unit(task: UnitTask): Promise<UnitResult> {
  ({ port, slot } = task);
  packets = 0;
  reported = 0;
  parcels = [];
  body.nextId = 1;
  lines = { feedsBefore: 0, feeds: 0, lastFeed: -1 };
  ({ unsized } = task);
  const paths = task.paths.split('\0');
  if (task.part !== null) part(paths[0] as string, task.part);
  else {
    for (let next = 0; next < paths.length; ) {
      const pending = files(paths, next, task.special);
      next = file + 1;
      if (pending === null) break;
      try {
        await pending;
      } catch (error) {
        sink.trouble(troubleOf('', undefined, asInputError(error)));
      }
    }
  }
  send();
  port.close();
  port = null;
  return { books: ledger.take(), lines, packets };
}
