// Scans one outermost input: a plain file straight from the file into engine memory, anything else layer by layer.

import { closeSync, constants, fstatSync, openSync, statSync } from 'node:fs';
import type { Finding } from '../findings/finding.ts';
import { InputError, asInputError } from '../input/input-error.ts';
import type { Limits, Spent } from '../input/limits.ts';
import { osPath } from '../input/os-path.ts';
import { SNIFF_BYTES, type Sniffed, sniff } from '../input/sniff.ts';
import { FileSource, Reader, type Source, readPiece } from '../input/source.ts';
import type { BodyKind, ContentSink, Visit } from '../input/visit.ts';
import type { BodyScanner, OpenBody } from './body-scanner.ts';
import type { Block } from './block-marks.ts';
import type { Frame } from './frame.ts';
import { counted, type Ledger, type Trouble, troubleOf } from './ledger.ts';

/** Where the results of files go. */
export interface FileSink {
  finding(finding: Finding, path: string, entry: string | undefined, frame: Frame | undefined): void;
  trouble(trouble: Trouble): void;
  /** Asked before a large plain file is scanned: true leaves it to others, uncounted. */
  giveBack?(size: number): boolean;
  /** Asked between pieces: true ends the scan with what there is. */
  stopped(): boolean;
  /** Asked now and then within large files: a promise to wait for. */
  pause?(): Promise<void> | null;
}

export interface FileOptions {
  readonly limits: Limits;
  readonly skipBinary: boolean;
  /** There is a thread to spare: what would be decoded in this one is decoded there. */
  readonly apart?: boolean;
}

/** A range of a plain file that one worker scans. */
export interface Part {
  readonly from: number;
  readonly to: number;
  /** Where reading begins: a whole page and the engine's look-behind before `from`. */
  readonly begin: number;
  /** Where reading ends at the latest. */
  readonly end: number;
  /** Bytes that must have been pushed for everything before `from`, and before `to`, to be decided. */
  readonly decidedFrom: number;
  readonly decidedTo: number;
}

/** What a part needs to be put in its place: line feeds between its first page and `from`, and up to `to`. */
export interface PartLines {
  /** Known before the first finding of the part is given. */
  feedsBefore: number;
  feeds: number;
  /** Offset of the last line feed before `to`; means nothing when `feeds` is 0. */
  lastFeed: number;
  /** Whether a region of known findings is open at `to`; undefined: as it was at `from`. */
  block?: Block | undefined;
}

interface PlainState {
  readonly fd: number;
  readonly shown: string;
  readonly size: number;
  readonly limit: number;
  readonly body: OpenBody;
  at: number;
  /** Bytes lying in the source's room, not pushed yet. */
  next: number;
  problem: InputError | null;
  /** Whoever reads the findings has fallen behind. */
  pause: Promise<void> | null;
}

/** Whatever took a file's place since the walk must not make the open wait. */
const READING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
/** About 20 ms of work: signals are heard between such stretches. */
const PIECES_AT_ONCE = 48;

export class FileScanner {
  readonly #body: BodyScanner;
  readonly #ledger: Ledger;
  readonly #options: FileOptions;
  readonly #sink: FileSink;
  #head: Uint8Array = Buffer.alloc(0);

  constructor(body: BodyScanner, ledger: Ledger, options: FileOptions, sink: FileSink) {
    this.#body = body;
    this.#ledger = ledger;
    this.#options = options;
    this.#sink = sink;
  }

  /** Findings numbered so far. */
  get numbered(): number {
    return this.#body.nextId - 1;
  }

  /**
   * Scans the file at `path`, named `shown` in results. Answers a promise only where the file is not plain text. `special`:
   * a person named it although it is no ordinary file, and it is read for as long as it gives something.
   */
  scan(path: string, shown: string, special = false): void | Promise<void> {
    let fd: number;
    try {
      fd = openSync(osPath(path), READING);
    } catch (error) {
      this.#unopened(path, shown, error);
      return;
    }
    let pending: void | Promise<void>;
    try {
      pending = special ? this.#special(fd, path, shown) : this.#scanOpen(fd, path, shown);
    } catch (error) {
      closeSync(fd);
      throw error;
    }
    if (pending !== undefined) return pending.finally(() => closeSync(fd));
    closeSync(fd);
  }

  /** What can't be opened counts with the size it has, where the system tells it. */
  #unopened(path: string, shown: string, error: unknown): void {
    this.#ledger.files++;
    let size = 0;
    try {
      const stat = statSync(osPath(path));
      if (stat.isFile()) ({ size } = stat);
    } catch {
      // gone, or in a directory that can't be entered: nobody knows
    }
    this.#ledger.came(size);
    this.#ledger.skipped(size, 'unreadable');
    this.#sink.trouble(troubleOf(shown, undefined, asInputError(error)));
  }

  async #special(fd: number, path: string, shown: string): Promise<void> {
    const { PollSource } = await import('../input/pipe-source.ts');
    await this.scanStream(new PollSource(fd, path, () => this.#sink.stopped()), shown);
  }

  #scanOpen(fd: number, path: string, shown: string): void | Promise<void> {
    const { source } = this.#body;
    this.#ledger.files++;
    source.begin(0);
    const room = source.room();
    let first = 0;
    let whole = false;
    try {
      // Two reads tell the size of a small file, and its end, at the price of one fstat.
      first = readPiece(fd, room, 0, room.length, 0);
      if (first < room.length) {
        const more = first === 0 ? 0 : readPiece(fd, room, first, room.length - first, first);
        first += more;
        whole = more === 0;
      }
    } catch (error) {
      this.#unreadable(fd, shown, error);
      return;
    }
    const found = sniff(this.#headOf(room, first), path);
    const plain = found.kind === 'text' || (found.kind === 'binary' && !this.#options.skipBinary);
    if (whole && plain) {
      this.#ledger.came(first);
      return this.#small(shown, first);
    }
    const stat = fstatSync(fd);
    if (!stat.isFile()) {
      this.#sink.trouble(troubleOf(shown, undefined, new InputError('not_a_file', 'was no file any more when it was opened')));
      return;
    }
    const { size } = stat;
    if (plain && this.#sink.giveBack?.(size) === true) {
      this.#ledger.files--;
      return;
    }
    this.#ledger.came(size);
    // Files that say 0 and hold something (under /proc) are read to their end.
    const limit = size === 0 ? Number.POSITIVE_INFINITY : size;
    if (plain) return this.#plain(fd, shown, size, limit, Math.min(first, limit));
    return this.#layers(fd, shown, size, found);
  }

  /** The first bytes of `n` in the room. Most files are longer, and share a view. As a Buffer they are searched much faster. */
  #headOf(room: Uint8Array, n: number): Uint8Array {
    if (n < SNIFF_BYTES) return Buffer.from(room.buffer, room.byteOffset, n);
    if (this.#head.byteOffset !== room.byteOffset || this.#head.buffer !== room.buffer) this.#head = Buffer.from(room.buffer, room.byteOffset, SNIFF_BYTES);
    return this.#head;
  }

  #unreadable(fd: number, shown: string, error: unknown): void {
    const stat = fstatSync(fd);
    const size = stat.isFile() ? stat.size : 0;
    this.#ledger.came(size);
    this.#ledger.skipped(size, 'unreadable');
    this.#sink.trouble(troubleOf(shown, undefined, asInputError(error)));
  }

  /** All of the file lies in the source's room. */
  #small(shown: string, bytes: number): void {
    const body = this.#open(shown, undefined);
    if (bytes > 0) this.#body.source.push(bytes, body.sink);
    this.#ledger.scanned(bytes);
    this.#finish(body);
  }

  /** The fast way. The first `n` bytes already lie in the source's room. Large files let the event loop run now and then. */
  #plain(fd: number, shown: string, size: number, limit: number, first: number): void | Promise<void> {
    const state: PlainState = { fd, shown, size, limit, body: this.#open(shown, undefined), at: 0, next: first, problem: null, pause: null };
    if (this.#pump(state, PIECES_AT_ONCE)) return this.#plainEnd(state);
    return this.#plainOn(state);
  }

  async #plainOn(state: PlainState): Promise<void> {
    do {
      await new Promise((resolve) => setImmediate(resolve));
      if (state.pause !== null) await state.pause;
      state.pause = null;
    } while (!this.#pump(state, PIECES_AT_ONCE));
    this.#plainEnd(state);
  }

  /** Scans up to `pieces` pieces; true at the end of the file. */
  #pump(state: PlainState, pieces: number): boolean {
    const { source } = this.#body;
    const { sink } = state.body;
    const { fd, limit } = state;
    for (let i = 0; i < pieces; i++) {
      const n = state.next;
      if (n === 0) return true;
      source.push(n, sink, this.#body.holds);
      state.at += n;
      this.#ledger.scanned(n);
      if (state.at >= limit) return true;
      state.pause = this.#sink.pause?.() ?? null;
      if (this.#sink.stopped()) {
        state.problem = new InputError('interrupted', 'stopped before its end');
        return true;
      }
      const room = source.room();
      try {
        state.next = readPiece(fd, room, 0, Math.min(room.length, limit - state.at), state.at);
      } catch (error) {
        state.problem = asInputError(error);
        return true;
      }
      if (state.pause !== null) return false;
    }
    return false;
  }

  #plainEnd(state: PlainState): void {
    const { shown, size, at } = state;
    this.#finish(state.body);
    if (size === 0) this.#ledger.came(at);
    else if (at < size) {
      state.problem ??= new InputError('changed', `shrank from ${size} to ${at} bytes while it was read`);
      this.#ledger.skipped(size - at, state.problem.reason);
    }
    if (state.problem !== null) this.#sink.trouble(troubleOf(shown, undefined, state.problem));
  }

  /** A part of a plain file. Its bytes are counted by the part that owns them. */
  async scanPart(path: string, shown: string, part: Part, lines: PartLines): Promise<void> {
    let fd: number;
    try {
      fd = openSync(osPath(path), READING);
    } catch (error) {
      this.#ledger.skipped(part.to - part.from, 'unreadable');
      this.#sink.trouble(troubleOf(shown, undefined, asInputError(error)));
      return;
    }
    const { source } = this.#body;
    const body = this.#body.openPart((finding, frame) => this.#sink.finding(finding, shown, undefined, frame), part.begin, part.from, part.to);
    let at = part.begin;
    let problem: InputError | null = null;
    try {
      // Reads stop at the two places where the engine has decided exactly the pages before a border.
      const stops = [part.decidedFrom, part.decidedTo, part.end];
      for (const [i, stop] of stops.entries()) {
        while (at < stop) {
          const room = source.room();
          const n = readPiece(fd, room, 0, Math.min(room.length, stop - at), at);
          if (n === 0) break;
          source.push(n, body.sink, this.#body.holds);
          const own = Math.min(at + n, part.to) - Math.max(at, part.from);
          if (own > 0) this.#ledger.scanned(own);
          at += n;
          const pause = this.#sink.pause?.() ?? null;
          if (pause !== null) await pause;
          if (this.#sink.stopped()) {
            problem = new InputError('interrupted', 'stopped before its end');
            break;
          }
        }
        if (i === 0) lines.feedsBefore = part.from === 0 ? 0 : source.lines.count;
        if (i === 1) ({ count: lines.feeds, last: lines.lastFeed } = source.lines);
        if (problem !== null) break;
      }
    } catch (error) {
      problem = asInputError(error);
    } finally {
      closeSync(fd);
    }
    this.#finish(body);
    lines.block = this.#body.blockAt(part.to);
    if (at < part.to) {
      problem ??= new InputError('changed', `ended at byte ${at} while it was read`);
      this.#ledger.skipped(part.to - Math.max(at, part.from), problem.reason);
    }
    if (problem !== null) this.#sink.trouble(troubleOf(shown, undefined, problem));
  }

  /** An input that can't seek: standard input, a pipe. */
  async scanStream(source: Source, shown: string): Promise<void> {
    this.#ledger.files++;
    const ledger = this.#ledger;
    const reader = new Reader(counted(source, ledger), ledger);
    const { visitContent } = await import('../input/visit.ts');
    const visit = this.#visit(shown);
    await this.#run(shown, visit, () => visitContent(visit, reader, undefined, 0, shown));
    // Whatever is left must be read to be counted, unless the person wants to stop.
    if (!this.#sink.stopped()) {
      try {
        await reader.skip(Number.POSITIVE_INFINITY, 'not_understood');
      } catch (error) {
        this.#sink.trouble(troubleOf(shown, undefined, asInputError(error)));
      }
    } else if (reader.buffered > 0) await reader.skip(reader.buffered, 'interrupted');
    source.close();
  }

  async #layers(fd: number, shown: string, size: number, found: Sniffed): Promise<void> {
    const ledger = this.#ledger;
    const { visitSniffed, zipVisitor } = await import('../input/visit.ts');
    const visit = { ...this.#visit(shown), outermost: this.#options.apart === true ? await this.#apart(fd, size) : undefined };
    let reader: Reader | null = null;
    let done = false;
    const error = await this.#run(shown, visit, async () => {
      if (found.kind === 'zip') {
        const { walkZipFile } = await import('../input/zip.ts');
        done = await walkZipFile(fd, size, ledger, zipVisitor(visit, undefined, 0));
        if (done) return;
      }
      reader = new Reader(new FileSource(fd, 0, size, undefined, false), ledger);
      await visitSniffed(visit, reader, undefined, 0, found);
    });
    if (done) return;
    const left = size - ((reader as Reader | null)?.position ?? 0);
    if (left <= 0) return;
    ledger.skipped(left, error?.reason ?? 'not_understood');
    if (error === null) this.#sink.trouble(troubleOf(shown, undefined, new InputError('trailing_data', `${left} bytes at the end belong to nothing`)));
  }

  async #apart(fd: number, size: number): Promise<Visit['outermost']> {
    const { APART_BYTES, ApartSource, worthApart } = await import('../input/apart.ts');
    const { maxWindowBytes } = this.#options.limits;
    return (kind, reader) => (size >= APART_BYTES && worthApart(kind) ? new ApartSource(kind, fd, size, maxWindowBytes, reader) : null);
  }

  async #run(shown: string, visit: Visit, work: () => Promise<void>): Promise<InputError | null> {
    let failed: InputError | null = null;
    try {
      await work();
    } catch (thrown) {
      failed = asInputError(thrown);
      if (!failed.reported) this.#sink.trouble(troubleOf(shown, undefined, failed));
    }
    this.#ledger.entries += visit.spent.entries;
    this.#ledger.bytesDecoded += visit.spent.decodedBytes;
    return failed;
  }

  #visit(shown: string): Visit {
    const spent: Spent = { decodedBytes: 0, entries: 0 };
    const stopped = (): boolean => this.#sink.stopped();
    const sink: ContentSink = {
      skipBinary: this.#options.skipBinary,
      stopped,
      body: async (entry: string | undefined, kind: BodyKind, reader: Reader) => {
        try {
          await this.#body.read(kind, reader, (finding, frame) => this.#sink.finding(finding, shown, entry, frame), stopped, this.#sink.pause?.bind(this.#sink));
        } finally {
          this.#ledger.hidden += this.#body.hidden;
        }
      },
      trouble: (entry, error) => this.#sink.trouble(troubleOf(shown, entry, error)),
    };
    return { limits: this.#options.limits, spent, sink };
  }

  /** The source has begun already. */
  #open(shown: string, entry: string | undefined): OpenBody {
    return this.#body.begun((finding, frame) => this.#sink.finding(finding, shown, entry, frame));
  }

  #finish(body: OpenBody): void {
    this.#body.finish(body);
    this.#ledger.hidden += this.#body.hidden;
  }
}
