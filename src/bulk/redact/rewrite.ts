// Copies an input layer by layer: opened, redacted, and packed again in the same formats.

import { isCompressed, openDecoder } from '../../input/decoders.ts';
import { InputError, asInputError } from '../../input/input-error.ts';
import { LayerSource } from '../../input/limits.ts';
import { SNIFF_BYTES, type Sniffed, sniff } from '../../input/sniff.ts';
import { Reader } from '../../input/source.ts';
import type { Rewrite } from './rewrite-model.ts';
import { type ByteSink, NOWHERE, openEncoder } from './sink.ts';

export async function rewriteContent(rewrite: Rewrite, reader: Reader, entry: string | undefined, depth: number, to: ByteSink, name: string): Promise<void> {
  const have = reader.ensure(SNIFF_BYTES);
  if (have instanceof Promise) await have;
  const found = sniff(reader.view.subarray(0, SNIFF_BYTES), name);
  await rewriteSniffed(rewrite, reader, entry, depth, to, found);
}

async function rewriteSniffed(rewrite: Rewrite, reader: Reader, entry: string | undefined, depth: number, to: ByteSink, found: Sniffed): Promise<void> {
  const { kind } = found;
  const { limits, spent } = rewrite;
  if (kind === 'text' || kind === 'binary' || kind === 'utf16le' || kind === 'utf16be') return rewrite.writer.body(kind, reader, to);
  if (kind === 'unsupported') throw at(new InputError('unsupported_format', `${found.format} can't be opened`), depth);
  if (depth >= limits.maxDepth) throw at(new InputError('limit_depth', `lies deeper than ${limits.maxDepth} layers (--max-depth)`), depth);
  if (isCompressed(kind)) {
    const inner = new LayerSource(await openDecoder(kind, reader, limits), reader, depth, limits, spent);
    const encoder = rewrite.dry ? NOWHERE : openEncoder(kind, to);
    try {
      await rewriteContent(rewrite, new Reader(inner), entry, depth + 1, encoder, '');
    } finally {
      inner.close();
      await Promise.resolve(encoder.end()).catch((error: unknown) => {
        throw at(asInputError(error), depth);
      });
    }
    return;
  }
  try {
    if (kind === 'tar') await (await import('./tar-rewrite.ts')).rewriteTar(rewrite, reader, entry, depth, to, rewriteMember);
    else await (await import('./zip-rewrite.ts')).rewriteZipStream(rewrite, reader, entry, depth, to, rewriteMember);
  } catch (error) {
    throw error instanceof InputError ? at(error, depth) : error;
  }
}

function at(error: InputError, depth: number): InputError {
  error.depth ??= depth;
  return error;
}

/** As `WriteMember`. */
export async function rewriteMember(rewrite: Rewrite, reader: Reader, entry: string, depth: number, to: ByteSink): Promise<boolean> {
  if (rewrite.stopped()) throw new InputError('interrupted', 'stopped before its end');
  if (++rewrite.spent.entries > rewrite.limits.maxEntries) throw new InputError('limit_entries', `holds more than ${rewrite.limits.maxEntries} members (--max-entries)`);
  try {
    await rewriteContent(rewrite, reader, entry, depth + 1, to, entry);
    return true;
  } catch (thrown) {
    const error = asInputError(thrown);
    if (error.reason === 'interrupted' || error.reason === 'limit_entries' || error.reason === 'limit_decoded') throw error;
    if (!error.reported) rewrite.trouble(entry, error);
    error.reported = true;
    if (error.depth === null || error.depth <= depth) throw error;
    return false;
  }
}
