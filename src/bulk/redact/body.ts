// Redacts one body of bytes: through the engine, the collector and the redactor into a sink.

import { Collector } from '../../findings/collector.ts';
import type { Finding } from '../../findings/finding.ts';
import { Redactor, type RedactStyle, type TokenNumbers } from '../../findings/redactor.ts';
import type { HitSink } from '../../engine/types.ts';
import { InputError } from '../../input/input-error.ts';
import { type Piece, Reader, type Source } from '../../input/source.ts';
import { Utf16Source } from '../../input/utf16.ts';
import type { BodyKind } from '../../input/visit.ts';
import { type ScanParts, Utf16Places } from '../body-scanner.ts';
import type { ByteSink } from './sink.ts';

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
  const out: Uint8Array[] = [];
  const encode = utf16 ? utf16Encoder(kind === 'utf16be') : undefined;
  const redactor = new Redactor(parts.table, { style: choice.style, tokens: choice.tokens, ...(encode === undefined ? {} : { encode }) }, (bytes) => out.push(bytes));
  const decoder = utf16 ? new Utf16Source(new Reader(tapped(reader, redactor)), kind === 'utf16be') : null;
  const places = decoder === null ? null : new Utf16Places(decoder);
  const collector = new Collector(parts.table, { least: choice.least, enabled: parts.enabled, fingerprinter: parts.fingerprinter, reveal: true }, (draft) => {
    const finding = places === null ? draft : places.moved(draft);
    if (choice.filter?.(finding) === false) return;
    choice.found(finding);
    redactor.finding(finding);
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
    if (decoder === null) redactor.bytes(view);
    for (let at = 0; at < view.length; ) {
      const room = source.room();
      const n = Math.min(room.length, view.length - at);
      room.set(n === view.length ? view : view.subarray(at, at + n));
      source.push(n, sink);
      at += n;
    }
    body.consume(view.length);
    redactor.settle(decoder === null ? collector.settled : decoder.storedBefore(collector.settled));
    await flush(out, to);
    if (choice.stopped()) throw new InputError('interrupted', 'stopped before its end');
  }
  source.finish(sink);
  collector.finish();
  redactor.finish();
  await flush(out, to);
}

async function flush(out: Uint8Array[], to: ByteSink): Promise<void> {
  for (const bytes of out) {
    const pending = to.write(bytes);
    if (pending instanceof Promise) await pending;
  }
  out.length = 0;
}

/** The stored bytes of a body that is scanned in another encoding go to the redactor as they are read. */
function tapped(reader: Reader, redactor: Redactor): Source {
  let handed = 0;
  const pass = (more: boolean): Piece => {
    if (!more) return null;
    const view = reader.view;
    handed = view.length;
    redactor.bytes(view);
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
