// Feeds one body of bytes after another through one engine and hands its findings out.

import { feedBytes } from '../engine/feed.ts';
import type { HitSink, HitSource } from '../engine/types.ts';
import { Collector } from '../findings/collector.ts';
import type { Finding } from '../findings/finding.ts';
import type { Fingerprinter } from '../findings/fingerprint.ts';
import type { RuleTable } from '../findings/rule-table.ts';
import { InputError } from '../input/input-error.ts';
import { Reader } from '../input/source.ts';
import { Utf16Source } from '../input/utf16.ts';
import type { BodyKind } from '../input/visit.ts';
import { type Block, BlockWatch } from './block-marks.ts';
import { type Frame, FrameKeeper } from './frame.ts';

export interface ScanParts {
  readonly source: HitSource;
  readonly table: RuleTable;
  readonly enabled: Uint8Array;
  readonly fingerprinter: Fingerprinter | null;
}

export interface BodyOptions {
  readonly least: 1 | 2 | 3;
  readonly reveal: boolean;
  /** Findings come with the line around them. */
  readonly frames: boolean;
  /** Their frames tell whether a remark before them opens a region of known findings. */
  readonly blocks?: boolean;
}

export type Emit = (finding: Finding, frame: Frame | undefined) => void;

export class BodyScanner {
  readonly source: HitSource;
  /** Hits may wait in the engine: nothing is read of the text around them. Many at once cost less than one by one. */
  readonly holds: boolean;
  readonly #parts: ScanParts;
  readonly #options: BodyOptions;
  readonly #lazy = new LazyBody();
  readonly #watch: BlockWatch | null;
  /** Number of the next finding's id. */
  nextId = 1;
  /** Hits below the least confidence, of the last body. */
  hidden = 0;

  constructor(parts: ScanParts, options: BodyOptions) {
    this.#watch = options.blocks === true ? new BlockWatch(parts.source) : null;
    this.source = this.#watch?.source ?? parts.source;
    this.holds = !options.frames;
    this.#parts = parts;
    this.#options = options;
  }

  /** A body whose source has begun already: what is pushed with the sink belongs to it until `finish`. */
  begun(emit: Emit): OpenBody {
    return this.#lazy.open(() => this.#body(emit, null, null));
  }

  /** A part of a larger body: findings that begin in [from, to) are its own. */
  openPart(emit: Emit, offset: number, from: number, to: number): OpenBody {
    this.source.begin(offset);
    return this.#lazy.open(() => this.#body(emit, { from, to }, null));
  }

  /** Reads a whole body. On an error of the reader, what came before it is scanned first. */
  async read(kind: BodyKind, reader: Reader, emit: Emit, stopped: () => boolean, pause?: () => Promise<void> | null): Promise<void> {
    if (kind === 'text' || kind === 'binary') {
      this.source.begin(0);
      return this.#feed(reader, this.begun(emit), stopped, pause);
    }
    const utf16 = new Utf16Source(reader, kind === 'utf16be');
    this.source.begin(0);
    return this.#feed(new Reader(utf16), this.#body(emit, null, utf16), stopped, pause);
  }

  async #feed(reader: Reader, body: OpenBody, stopped: () => boolean, pause?: () => Promise<void> | null): Promise<void> {
    const { source } = this;
    try {
      for (;;) {
        const more = reader.more();
        if (!(more instanceof Promise ? await more : more)) break;
        const view = reader.view;
        feedBytes(source, view, body.sink);
        reader.consume(view.length);
        const wait = pause?.() ?? null;
        if (wait !== null) await wait;
        if (stopped()) throw new InputError('interrupted', 'stopped before its end');
      }
    } finally {
      this.finish(body);
    }
  }

  /** What the last remark before a place of the body says about regions. */
  blockAt(offset: number): Block | undefined {
    return this.#watch?.blockAt(offset);
  }

  finish(body: OpenBody): void {
    this.source.finish(body.sink);
    body.end();
    this.nextId += body.emitted();
    this.hidden = body.hidden();
  }

  #body(emit: Emit, part: { from: number; to: number } | null, utf16: Utf16Source | null): OpenBody {
    const { least, reveal, frames } = this.#options;
    const { table, enabled, fingerprinter } = this.#parts;
    let hiddenInPart = 0;
    const watch = this.#watch;
    const blockAt = watch === null ? null : (offset: number) => watch.blockAt(offset);
    let out: (finding: Finding) => void = (finding) => emit(finding, undefined);
    let keeper: FrameKeeper | null = null;
    if (frames) {
      keeper = new FrameKeeper(emit, blockAt);
      const waiting = keeper;
      out = (finding) => waiting.wait(finding, finding.byte_start, finding.byte_end);
    }
    if (part !== null) {
      const inner = out;
      out = (finding) => {
        if (finding.byte_start >= part.from && finding.byte_start < part.to) inner(finding);
      };
    }
    let places: Utf16Places | null = null;
    if (utf16 !== null) {
      places = new Utf16Places(utf16);
      const known = places;
      if (keeper !== null) keeper = new FrameKeeper((finding, frame) => emit(known.moved(finding), frame), blockAt);
      const waiting = keeper;
      out = waiting === null ? (finding) => emit(known.moved(finding), undefined) : (finding) => waiting.wait(finding, finding.byte_start, finding.byte_end);
    }
    const collector = new Collector(
      table,
      {
        least, reveal, enabled, fingerprinter, firstId: this.nextId,
        ...(part === null
          ? {}
          : {
              trace: (fate) => {
                if (fate.outcome === 'hidden' && fate.hit.start >= part.from && fate.hit.start < part.to) hiddenInPart++;
              },
            }),
      },
      out,
    );
    let sink: HitSink = collector.sink;
    if (keeper !== null || places !== null) {
      const framing = keeper;
      const placing = places;
      sink = (hits, horizon, source) => {
        framing?.capture(hits, source);
        placing?.note(hits, source);
        collector.sink(hits, horizon, source);
        framing?.release(horizon);
        placing?.forget(Math.min(horizon, collector.settled));
      };
    }
    return {
      sink,
      emitted: () => collector.emitted,
      hidden: () => (part === null ? collector.hidden : hiddenInPart),
      end: () => {
        collector.finish();
        keeper?.release(Number.POSITIVE_INFINITY);
      },
    };
  }
}

export interface OpenBody {
  readonly sink: HitSink;
  /** Findings given so far. */
  emitted(): number;
  hidden(): number;
  end(): void;
}

/** Most bodies hold nothing: what collects findings is made when the first hit comes. One after another. */
class LazyBody implements OpenBody {
  readonly sink: HitSink;
  #make: (() => OpenBody) | null = null;
  #made: OpenBody | null = null;

  constructor() {
    this.sink = (hits, horizon, source) => {
      if (this.#made === null) {
        if (hits.length === 0 || this.#make === null) return;
        this.#made = this.#make();
      }
      this.#made.sink(hits, horizon, source);
    };
  }

  open(make: () => OpenBody): this {
    this.#make = make;
    this.#made = null;
    return this;
  }

  emitted(): number {
    return this.#made?.emitted() ?? 0;
  }

  hidden(): number {
    return this.#made?.hidden() ?? 0;
  }

  end(): void {
    this.#made?.end();
  }
}

/** Where the places of hits in transcoded text stand in the stored bytes; worked out while the text is at hand. */
export class Utf16Places {
  readonly #utf16: Utf16Source;
  readonly #stored = new Map<number, number>();

  constructor(utf16: Utf16Source) {
    this.#utf16 = utf16;
  }

  note(hits: Parameters<HitSink>[0], source: HitSource): void {
    const byteAt = (offset: number): number => {
      const at = source.addressOf(offset);
      return at < 0 ? 0 : (source.memory[at] as number);
    };
    const put = (offset: number): void => {
      if (!this.#stored.has(offset)) this.#stored.set(offset, this.#utf16.storedOffset(offset, byteAt));
    };
    for (const hit of hits) {
      put(hit.start);
      put(hit.end);
      for (const piece of hit.chain) {
        put(piece.start);
        put(piece.end);
      }
    }
  }

  forget(before: number): void {
    if (before === Number.POSITIVE_INFINITY) return;
    this.#utf16.forget(before - 8192);
    if (this.#stored.size < 4096) return;
    // Findings may wait for their frame: what they need lies close behind.
    for (const offset of this.#stored.keys()) if (offset < before - 262144) this.#stored.delete(offset);
  }

  moved(finding: Finding): Finding {
    const place = (offset: number): number => this.#stored.get(offset) ?? offset * 2;
    const moved = { ...finding, byte_start: place(finding.byte_start), byte_end: place(finding.byte_end) };
    if (finding.decoded === undefined) return moved;
    return { ...moved, decoded: finding.decoded.map((d) => ({ ...d, byte_start: place(d.byte_start), byte_end: place(d.byte_end) })) };
  }
}
