// One engine and the units it scans, in a worker or in the calling thread. Findings are sent home in packets.

import { asInputError } from '../input/input-error.ts';
import { BodyScanner, type ScanParts } from './body-scanner.ts';
import { FileScanner, type FileSink, type Part, type PartLines } from './file-scanner.ts';
import { Ledger, troubleOf } from './ledger.ts';
import { FINDINGS_A_PACKET, type Packet, type Parcel, STOP, type UnitResult, type UnitTask, type WorkerSetup } from './protocol.ts';
import { BATCH_BYTES, PART_BYTES } from './units.ts';

/** Where a unit is scanned, and where its packets go. */
export interface Home {
  /** Takes a packet, may wait before it does; `sent` packets of this unit came before. */
  post(packet: Packet, sent: number): void;
  /** For the progress line: so many bytes were done since it was last called. */
  alive(bytes: number): void;
  /** Asked between files and within long ones: a promise to wait for. */
  turn?(sent: number): Promise<void> | null;
}

const ALIVE_BYTES = 8 * 1048576;

export class UnitScanner {
  readonly #body: BodyScanner;
  readonly #scanner: FileScanner;
  readonly #ledger = new Ledger();
  readonly #control: Int32Array;
  readonly #home: Home;
  #file = 0;
  #packets = 0;
  #parcels: Parcel[] = [];
  #lines: PartLines = { feedsBefore: 0, feeds: 0, lastFeed: -1 };
  #reported = 0;
  #unsized = false;
  #given = false;

  constructor(parts: ScanParts, setup: WorkerSetup, home: Home) {
    this.#control = setup.control;
    this.#home = home;
    this.#body = new BodyScanner(parts, setup.body);
    this.#scanner = new FileScanner(this.#body, this.#ledger, setup, this.#sink());
  }

  #sink(): FileSink {
    const home = this.#home;
    return {
      finding: (finding, _path, entry, frame) => {
        const { secret, ...rest } = finding as typeof finding & { secret?: { reveal(): Uint8Array } };
        this.#parcels.push({ file: this.#file, entry, finding: rest, secret: secret?.reveal(), frame });
        if (this.#parcels.length >= FINDINGS_A_PACKET) this.#send();
      },
      trouble: (trouble) => {
        this.#send();
        this.#post({ type: 'trouble', file: this.#file, trouble });
      },
      giveBack: (size) => {
        this.#given = this.#unsized && size >= 2 * PART_BYTES;
        return this.#given;
      },
      stopped: () => {
        const done = this.#ledger.bytesScanned + this.#ledger.bytesSkipped;
        if (done - this.#reported > ALIVE_BYTES) {
          home.alive(done - this.#reported);
          this.#reported = done;
        }
        return this.#stopped();
      },
      ...(home.turn === undefined ? {} : { pause: () => this.#turn() }),
    };
  }

  #stopped(): boolean {
    return Atomics.load(this.#control, STOP) !== 0;
  }

  #turn(): Promise<void> | null {
    return this.#home.turn?.(this.#packets) ?? null;
  }

  /** Sends the findings collected so far. */
  #send(): void {
    if (this.#parcels.length === 0) return;
    const full = this.#parcels;
    this.#parcels = [];
    this.#post({ type: 'findings', parcels: full, feedsBefore: this.#lines.feedsBefore });
  }

  #post(packet: Packet): void {
    this.#home.post(packet, this.#packets);
    this.#packets++;
  }

  #giveBack(from: number, to: number): void {
    this.#send();
    this.#post({ type: 'rest', from, to });
  }

  #failed(error: unknown): void {
    this.#send();
    this.#post({ type: 'trouble', file: this.#file, trouble: troubleOf('', undefined, asInputError(error)) });
  }

  async #part(path: string, range: Part): Promise<void> {
    this.#file = 0;
    if (this.#stopped()) {
      this.#ledger.skipped(range.to - range.from, 'interrupted');
      return;
    }
    try {
      await this.#scanner.scanPart(path, '', range, this.#lines);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Scans files from the one at `from` on; answers a promise where one makes wait (the next is behind it), null at the end. */
  #files(paths: readonly string[], from: number, special: boolean): Promise<void> | null {
    for (this.#file = from; this.#file < paths.length; this.#file++) {
      if (this.#stopped()) return null;
      if (this.#unsized && this.#ledger.bytesScanned + this.#ledger.bytesSkipped > BATCH_BYTES) {
        this.#giveBack(this.#file, paths.length);
        return null;
      }
      this.#given = false;
      try {
        const pending = this.#scanner.scan(paths[this.#file] as string, '', special);
        if (pending !== undefined) return pending;
      } catch (error) {
        this.#failed(error);
      }
      if (this.#given) this.#giveBack(this.#file, this.#file + 1);
      const turn = this.#turn();
      if (turn !== null) return turn;
    }
    return null;
  }

  async run(task: UnitTask): Promise<UnitResult> {
    this.#packets = 0;
    this.#reported = 0;
    this.#parcels = [];
    this.#body.nextId = 1;
    this.#lines = { feedsBefore: 0, feeds: 0, lastFeed: -1 };
    this.#unsized = task.unsized;
    const { paths } = task;
    if (task.part !== null) await this.#part(paths[0] as string, task.part);
    else {
      for (let next = 0; next < paths.length; ) {
        const pending = this.#files(paths, next, task.special);
        next = this.#file + 1;
        if (pending === null) break;
        try {
          await pending;
        } catch (error) {
          this.#failed(error);
        }
      }
    }
    this.#send();
    return { books: this.#ledger.take(), lines: this.#lines, packets: this.#packets };
  }
}
