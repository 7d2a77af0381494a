// Opens what an input holds, layer by layer, and hands every body of text or binary to the sink with the name of the
// archive member it stands in. Trouble of one member is told and the rest goes on.

import { type CompressedKind, isCompressed, openDecoder } from './decoders.ts';
import { InputError, asInputError } from './input-error.ts';
import { LayerSource, type Limits, type Spent } from './limits.ts';
import { type Kind, SNIFF_BYTES, type Sniffed, sniff } from './sniff.ts';
import { Reader, type ReaderSource, type Source } from './source.ts';

export type BodyKind = Extract<Kind, 'text' | 'utf16le' | 'utf16be' | 'binary'>;

export interface ContentSink {
  /** Reads the body to its end. An error from the reader is to be thrown on after what came before it was used. */
  body(entry: string | undefined, kind: BodyKind, reader: Reader): Promise<void> | void;
  /** A part of the input that can't be (wholly) read. */
  trouble(entry: string | undefined, error: InputError): void;
  /** A member that is left alone without being an error (a link, a directory, what a filter rejects). */
  readonly skipBinary: boolean;
  /** True stops the walk with the reason `interrupted`. */
  stopped(): boolean;
}

export interface Visit {
  readonly limits: Limits;
  readonly spent: Spent;
  readonly sink: ContentSink;
  /** Opens the decoder around everything in a way of its own, or answers null. */
  readonly outermost?: ((kind: CompressedKind, reader: Reader) => Source | null) | undefined;
}

/**
 * Visits what the reader gives, to its end. `name`: what this layer itself is called; what comes out of a decoder has none.
 * Throws InputError when this layer or one around it fails.
 */
export async function visitContent(visit: Visit, reader: Reader, entry: string | undefined, depth: number, name: string): Promise<void> {
  const have = reader.ensure(SNIFF_BYTES);
  if (have instanceof Promise) await have;
  const head = reader.view;
  await visitSniffed(visit, reader, entry, depth, sniff(head.subarray(0, SNIFF_BYTES), name));
}

/** The same for an input whose kind is known. */
export async function visitSniffed(visit: Visit, reader: Reader, entry: string | undefined, depth: number, found: Sniffed): Promise<void> {
  const { sink, limits, spent } = visit;
  const kind = found.kind;
  if (kind === 'text' || kind === 'utf16le' || kind === 'utf16be' || kind === 'binary') {
    if (kind === 'binary' && sink.skipBinary) throw at(new InputError('binary', 'holds binary data (--skip-binary)'), depth);
    await sink.body(entry, kind, reader);
    return;
  }
  if (kind === 'unsupported') throw at(new InputError('unsupported_format', `${found.format} is not opened`), depth);
  if (depth >= limits.maxDepth) throw at(new InputError('limit_depth', `lies deeper than ${limits.maxDepth} layers (--max-depth)`), depth);
  if (isCompressed(kind)) {
    const own = depth === 0 ? (visit.outermost?.(kind, reader) ?? null) : null;
    const inner = new LayerSource(own ?? (await openDecoder(kind, reader, limits)), reader, depth, limits, spent);
    try {
      await visitContent(visit, new Reader(inner), entry, depth + 1, '');
    } finally {
      inner.close();
    }
    return;
  }
  await (kind === 'tar' ? visitTar(visit, reader, entry, depth) : visitZip(visit, reader, entry, depth));
}

function at(error: InputError, depth: number): InputError {
  error.depth ??= depth;
  return error;
}

function memberName(outer: string | undefined, name: string): string {
  return outer === undefined ? name : `${outer}!${name}`;
}

/** One member of a container at `depth`: its own trouble is told here, trouble of the layers around goes up. */
async function visitMember(visit: Visit, reader: Reader, entry: string, depth: number): Promise<string> {
  countEntry(visit);
  try {
    await visitContent(visit, reader, entry, depth + 1, entry);
    return 'beyond_member';
  } catch (thrown) {
    const error = asInputError(thrown);
    if (error.reason === 'interrupted' || error.reason === 'limit_entries' || error.reason === 'limit_decoded') throw error;
    const own = error.depth === null ? false : error.depth > depth;
    if (!error.reported) visit.sink.trouble(entry, error);
    error.reported = true;
    if (!own) throw error;
    return error.reason;
  }
}

function countEntry(visit: Visit): void {
  if (visit.sink.stopped()) throw new InputError('interrupted', 'stopped before its end');
  if (++visit.spent.entries > visit.limits.maxEntries) throw new InputError('limit_entries', `holds more than ${visit.limits.maxEntries} members (--max-entries)`);
}

async function visitTar(visit: Visit, reader: Reader, entry: string | undefined, depth: number): Promise<void> {
  const { walkTar } = await import('./tar.ts');
  try {
    await walkTar(reader, {
      async member(member, body: ReaderSource) {
        const name = memberName(entry, member.name);
        if (member.sparse) {
          visit.sink.trouble(name, new InputError('unsupported_format', 'a sparse file in a tar archive is scanned without its holes: offsets count stored bytes'));
        }
        if (member.size === 0) {
          countEntry(visit);
          return 'beyond_member';
        }
        const inner = new Reader(body);
        const reason = await visitMember(visit, inner, name, depth);
        body.giveBack(inner.buffered);
        return reason;
      },
    });
  } catch (error) {
    if (error instanceof InputError && error.member !== null && !error.reported) {
      visit.sink.trouble(memberName(entry, error.member), error);
      error.reported = true;
    }
    throw error instanceof InputError ? at(error, depth) : error;
  }
}

async function visitZip(visit: Visit, reader: Reader, entry: string | undefined, depth: number): Promise<void> {
  const { walkZipStream } = await import('./zip.ts');
  try {
    await walkZipStream(reader, zipVisitor(visit, entry, depth));
  } catch (error) {
    throw error instanceof InputError ? at(error, depth) : error;
  }
}

/** What a zip walk needs to know; also used for zip files that can seek. */
export function zipVisitor(visit: Visit, entry: string | undefined, depth: number): import('./zip.ts').ZipVisitor {
  const { limits, spent, sink } = visit;
  return {
    maxWindowBytes: limits.maxWindowBytes,
    async member(name, body: Source, stored: Reader) {
      const layer = new LayerSource(body, stored, depth + 1, limits, spent);
      await visitMember(visit, new Reader(layer), memberName(entry, name), depth);
    },
    trouble(name, error) {
      if (!error.reported) sink.trouble(name === undefined ? entry : memberName(entry, name), error);
      error.reported = true;
    },
  };
}
