// Redacts one body of bytes: through the engine, the collector and the window into a sink.

import { Collector } from '../../findings/collector.ts';
import type { Finding } from '../../findings/finding.ts';
import type { RedactStyle, TokenNumbers } from '../../findings/redactor.ts';
import type { HitSink } from '../../engine/types.ts';
import { InputError } from '../../input/input-error.ts';
import { type Piece, Reader, type Source } from '../../input/source.ts';
import { Utf16Source } from '../../input/utf16.ts';
import type { BodyKind } from '../../input/visit.ts';
import { type ScanParts, Utf16Places } from '../body-scanner.ts';
import type { ByteSink } from './sink.ts';
import { Window } from './window.ts';

export interface RedactChoice {
  readonly least: 1 | 2 | 3;
  readonly style: RedactStyle;
  readonly tokens: TokenNumbers;
  readonly filter?: ((finding: Finding) => boolean) | undefined;
  /** Hears of every finding that is replaced. */
  readonly found: (finding: Finding) => void;
  readonly stopped: () => boolean;
}

export async function redactBody(parts: ScanParts, choice: RedactChoice, kind: BodyKind, reader: Reader, to: ByteSink): Promise<void> {
  const utf16 = kind === 'utf16le' || kind === 'utf16be';
  const encode = utf16 ? utf16Encoder(kind === 'utf16be') : (text: string) => Buffer.from(text, 'utf8');
  const window = new Window({ table: parts.table, style: choice.style, tokens: choice.tokens, encode }, to);
  const decoder = utf16 ? new Utf16Source(new Reader(tapped(reader, window)), kind === 'utf16be') : null;
  const places = decoder === null ? null : new Utf16Places(decoder);
  const collector = new Collector(parts.table, { least: choice.least, enabled: parts.enabled, fingerprinter: parts.fingerprinter, reveal: true }, (draft) => {
    const finding = places === null ? draft : places.moved(draft);
    if (choice.filter?.(finding) === false) return;
    choice.found(finding);
    window.finding(finding);
  });
  const sink: HitSink =
    places === null
      ? collector.sink
      : (hits, horizon, source) => {
          places.note(hits, source);
          collector.sink(hits, horizon, source);
          places.forget(Math.min(horizon, collector.settled));
        };
  const { source } = parts;
  const body = decoder === null ? reader : new Reader(decoder);
  source.begin(0);
  for (;;) {
    const more = body.more();
    if (!(more instanceof Promise ? await more : more)) break;
    const view = body.view;
    if (decoder === null) window.bytes(view);
    for (let at = 0; at < view.length; ) {
      const room = source.room();
      const n = Math.min(room.length, view.length - at);
      room.set(n === view.length ? view : view.subarray(at, at + n));
      source.push(n, sink);
      at += n;
    }
    body.consume(view.length);
    await window.settle(decoder === null ? collector.settled : decoder.storedBefore(collector.settled));
    if (choice.stopped()) throw new InputError('interrupted', 'stopped before its end');
  }
  source.finish(sink);
  collector.finish();
  await window.settle(Number.POSITIVE_INFINITY);
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

function utf16Encoder(bigEndian: boolean): (text: string) => Uint8Array {
  return (text) => {
    const bytes = Buffer.from(text, 'utf16le');
    return bigEndian ? bytes.swap16() : bytes;
  };
}
