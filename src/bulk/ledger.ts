// The books of a run, in stored bytes of the outermost inputs. What came in is counted when an input is opened, what
// was scanned when it is passed on to the engine or a decoder, what was skipped when it is passed over: three counters,
// none worked out from the others, that must agree.

import { InputError, type InputReason } from '../input/input-error.ts';
import type { Meter, Piece, Source } from '../input/source.ts';

export interface Trouble {
  readonly path: string;
  readonly entry?: string | undefined;
  readonly reason: InputReason;
  readonly detail: string;
  /** Decoded bytes of the part that could be used, where there are any. */
  readonly decoded_bytes?: number | undefined;
}

/** What a ledger holds, as plain data: workers send it home. */
export interface Books {
  readonly files: number;
  readonly entries: number;
  readonly bytesIn: number;
  readonly bytesScanned: number;
  readonly bytesSkipped: number;
  readonly skipped: Readonly<Record<string, number>>;
  readonly bytesDecoded: number;
  readonly hidden: number;
}

export class Ledger implements Meter {
  files = 0;
  entries = 0;
  bytesIn = 0;
  bytesScanned = 0;
  bytesSkipped = 0;
  bytesDecoded = 0;
  /** Hits below the least confidence. */
  hidden = 0;
  skippedBy: Record<string, number> = {};

  came(bytes: number): void {
    this.bytesIn += bytes;
  }

  scanned(bytes: number): void {
    this.bytesScanned += bytes;
  }

  skipped(bytes: number, reason: string): void {
    if (bytes === 0) return;
    this.bytesSkipped += bytes;
    this.skippedBy[reason] = (this.skippedBy[reason] ?? 0) + bytes;
  }

  /** Hands the books over and begins new ones. */
  take(): Books {
    const { files, entries, bytesIn, bytesScanned, bytesSkipped, bytesDecoded, hidden, skippedBy } = this;
    this.files = this.entries = this.bytesIn = this.bytesScanned = this.bytesSkipped = this.bytesDecoded = this.hidden = 0;
    this.skippedBy = {};
    return { files, entries, bytesIn, bytesScanned, bytesSkipped, skipped: skippedBy, bytesDecoded, hidden };
  }

  add(books: Books): void {
    this.files += books.files;
    this.entries += books.entries;
    this.bytesIn += books.bytesIn;
    this.bytesScanned += books.bytesScanned;
    this.bytesSkipped += books.bytesSkipped;
    this.bytesDecoded += books.bytesDecoded;
    this.hidden += books.hidden;
    for (const [reason, bytes] of Object.entries(books.skipped)) this.skippedBy[reason] = (this.skippedBy[reason] ?? 0) + bytes;
  }

  /** Null when every byte that came was scanned or skipped. */
  get disagreement(): Trouble | null {
    const { bytesIn, bytesScanned, bytesSkipped } = this;
    if (bytesIn === bytesScanned + bytesSkipped) return null;
    return troubleOf('', undefined, new InputError('internal', `the books do not agree: ${bytesIn} bytes came in, ${bytesScanned} were scanned, ${bytesSkipped} skipped`));
  }
}

export function troubleOf(path: string, entry: string | undefined, error: InputError): Trouble {
  return { path, ...(entry === undefined ? {} : { entry }), reason: error.reason, detail: error.message };
}

/** A source of unknown size: what it gives is entered as it comes. */
export function counted(source: Source, ledger: Ledger): Source {
  const count = (piece: Piece): Piece => {
    if (piece !== null) ledger.came(piece.length);
    return piece;
  };
  return {
    pull() {
      const piece = source.pull();
      return piece instanceof Promise ? piece.then(count) : count(piece);
    },
    close: () => source.close(),
  };
}
