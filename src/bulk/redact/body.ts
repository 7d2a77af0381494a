// Redacts one body of bytes: through the engine, the collector and the window into a sink.

import { LOOK_BEHIND, SLACK } from '../../../assembly/layout.ts';
import { feedBytes } from '../../engine/feed.ts';
import type { HitSink } from '../../engine/types.ts';
import { Collector } from '../../findings/collector.ts';
import type { Finding } from '../../findings/finding.ts';
import { InputError } from '../../input/input-error.ts';
import { MemorySource, type Meter, type Piece, Reader, type Source, readPiece } from '../../input/source.ts';
import { Utf16Source } from '../../input/utf16.ts';
import type { BodyKind } from '../../input/visit.ts';
import { type BodyScanner, type ScanParts, Utf16Places } from '../body-scanner.ts';
import { MARGIN } from '../units.ts';
import { Copies } from './copies.ts';
import type { BodyWriter } from './rewrite-model.ts';
import type { Placeholders } from './placeholders.ts';
import type { SecondLook } from './recheck.ts';
import type { ByteSink } from './sink.ts';
import { Window } from './window.ts';

export interface RedactChoice {
  /** Makes fingerprints only where the style needs them. */
  readonly parts: ScanParts;
  /** A second engine with the same rules; asked for when something is replaced. */
  readonly again: () => BodyScanner;
  readonly least: 1 | 2 | 3;
  readonly placeholders: Placeholders;
  /** Hears of every finding that is replaced. */
  readonly found: (finding: Finding) => void;
  /** Replaces further copies of what was found, too, and hears of each by its rule. */
  readonly copied?: ((rule: string) => void) | null | undefined;
  readonly stopped: () => boolean;
}

const PIECE_BYTES = 256 * 1024;
/** Signals are heard between such stretches. */
const TURN_BYTES = 16 * 1048576;

/** Writes bodies with their findings replaced. */
export class Redaction implements BodyWriter {
  readonly #choice: RedactChoice;
  /** What a second look at the output needs. */
  readonly second: SecondLook;
  /** Findings replaced so far, and hits that were too uncertain. */
  changes = 0;
  hidden = 0;

  constructor(choice: RedactChoice) {
    this.#choice = choice;
    this.second = {
      least: choice.least,
      placeholders: choice.placeholders,
      found: (finding) => {
        this.changes++;
        choice.found(finding);
      },
      async look(kind, bytes) {
        const found: Finding[] = [];
        await choice.again().read(kind, new Reader(new MemorySource(bytes)), (finding) => found.push(finding), choice.stopped);
        return found;
      },
    };
  }

  async body(kind: BodyKind, reader: Reader, to: ByteSink): Promise<void> {
    const { source } = this.#choice.parts;
    const utf16 = kind === 'utf16le' || kind === 'utf16be';
    const window = this.#window(kind, to, 0);
    const decoder = utf16 ? new Utf16Source(new Reader(tapped(reader, window)), kind === 'utf16be') : null;
    const places = decoder === null ? null : new Utf16Places(decoder);
    const { collector, sink } = this.#open(window, places);
    const body = decoder === null ? reader : new Reader(decoder);
    await this.#written(window, collector, sink, async () => {
      source.begin(0);
      for (;;) {
        const more = body.more();
        if (!(more instanceof Promise ? await more : more)) break;
        const view = body.view;
        if (decoder === null) window.bytes(view);
        feedBytes(source, view, sink);
        body.consume(view.length);
        collector.advance(source); // text without hits must not wait for the next one
        places?.forget(collector.settled);
        const wait = window.settle(decoder === null ? collector.settled : decoder.storedBefore(collector.settled));
        if (wait instanceof Promise) await wait;
        this.#mayStop();
      }
    });
  }

  /** A plain file that can seek, from `start` on, where nothing is replaced near: read straight into the window. Answers where it ended. */
  async file(kind: BodyKind, fd: number, size: number, meter: Meter, to: ByteSink, start = 0): Promise<number> {
    const { source } = this.#choice.parts;
    const window = this.#window(kind, to, start);
    const { collector, sink } = this.#open(window, null, start);
    let at = start;
    let turn = start + TURN_BYTES;
    await this.#written(window, collector, sink, async () => {
      this.#before(fd, start, sink);
      while (at < size) {
        const room = window.room(Math.min(PIECE_BYTES, size - at));
        const n = readPiece(fd, room, 0, room.length, at);
        if (n === 0) break;
        window.took(n);
        feedBytes(source, n === room.length ? room : room.subarray(0, n), sink);
        at += n;
        meter.scanned(n);
        collector.advance(source);
        const wait = window.settle(collector.settled);
        if (wait instanceof Promise) await wait;
        if (at >= turn) {
          turn = at + TURN_BYTES;
          await new Promise((resolve) => setImmediate(resolve));
        }
        this.#mayStop();
      }
    });
    return at;
  }

  #window(kind: BodyKind, to: ByteSink, start: number): Window {
    const copied = this.#choice.copied ?? null;
    if (copied === null) return new Window(this.second, kind, to, start);
    return new Window(this.second, kind, to, start, new Copies(kind), ({ rule }) => {
      this.changes++;
      copied(rule);
    });
  }

  /** Reads the body, brings what it holds to its end, and leaves no half of it when that fails. */
  async #written(window: Window, collector: Collector, sink: HitSink, read: () => Promise<void>): Promise<void> {
    try {
      await read();
      this.#choice.parts.source.finish(sink);
      collector.finish();
      await window.finish();
      this.hidden += collector.hidden;
    } catch (error) {
      await window.abandon();
      throw error;
    }
  }

  /** Shows the engine what stands before `start`. */
  #before(fd: number, start: number, sink: HitSink): void {
    const begin = Math.max(0, start - MARGIN - LOOK_BEHIND - SLACK);
    const { source } = this.#choice.parts;
    source.begin(begin);
    const context = new Uint8Array(start - begin);
    for (let at = 0; at < context.length; ) {
      const n = readPiece(fd, context, at, context.length - at, begin + at);
      if (n === 0) return;
      at += n;
    }
    feedBytes(source, context, sink);
  }

  #open(window: Window, places: Utf16Places | null, start = 0): { collector: Collector; sink: HitSink } {
    const { parts, least, found } = this.#choice;
    const collector = new Collector(parts.table, { least, enabled: parts.enabled, fingerprinter: parts.fingerprinter, reveal: false }, (draft) => {
      const finding = places === null ? draft : places.moved(draft);
      if (finding.byte_start < start) return;
      this.changes++;
      found(finding);
      window.finding(finding);
    });
    if (places === null) return { collector, sink: collector.sink };
    return {
      collector,
      sink: (hits, horizon, source) => {
        places.note(hits, source);
        collector.sink(hits, horizon, source);
      },
    };
  }

  #mayStop(): void {
    if (this.#choice.stopped()) throw new InputError('interrupted', 'stopped before its end');
  }
}

/** The stored bytes of a body that is scanned in another encoding go to the window as they are read. */
function tapped(reader: Reader, window: Window): Source {
  let handed = 0;
  const pass = (more: boolean): Piece => {
    if (!more) return null;
    const view = reader.view;
    handed = view.length;
    window.bytes(view);
    return view;
  };
  return {
    pull() {
      reader.consume(handed);
      handed = 0;
      const more = reader.more();
      return more instanceof Promise ? more.then(pass) : pass(more);
    },
    close() {},
  };
}
