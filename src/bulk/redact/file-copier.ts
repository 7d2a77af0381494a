// One outermost file, rewritten to where it belongs. It appears there complete or not at all.

import { createHash } from 'node:crypto';
import {
  closeSync, constants, existsSync, fchmodSync, fchownSync, fstatSync, futimesSync, mkdirSync, openSync, readSync, renameSync, rmSync, type Stats, statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { InputError, asInputError } from '../../input/input-error.ts';
import type { Limits } from '../../input/limits.ts';
import { osPath, realName } from '../../input/os-path.ts';
import { SNIFF_BYTES, type Sniffed, sniff } from '../../input/sniff.ts';
import { FileSource, type Meter, Reader, type Source, readPiece } from '../../input/source.ts';
import type { BodyKind } from '../../input/visit.ts';
import { counted, Ledger, type Trouble, troubleOf } from '../ledger.ts';
import { rewriteContent, rewriteMember } from './rewrite.ts';
import type { BodyWriter, Rewrite } from './rewrite-model.ts';
import { type ByteSink, FdSink, notWritten, NOWHERE } from './sink.ts';

/** Whatever took a file's place since the walk must not make the open wait. */
export const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** A file to be copied: `out` null is standard output, `place` says that it replaces the input itself. */
export interface CopyJob {
  readonly path: string;
  /** A person named it although it is no ordinary file: it is read for as long as it gives something. */
  readonly special: boolean;
  readonly shown: string;
  readonly out: string | null;
  readonly place: boolean;
}

export interface Copying {
  readonly writer: BodyWriter & { file?(kind: BodyKind, fd: number, size: number, meter: Meter, to: ByteSink): Promise<number> };
  /** Learns whether a packed file would change at all; throws Changed at the first place. */
  readonly probe: BodyWriter | null;
  readonly limits: Limits;
  readonly ledger: Ledger;
  trouble(trouble: Trouble): void;
  stopped(): boolean;
  /** Before a file that is replaced is gone. */
  beforeReplace?(): void;
}

/** Thrown by a probe: the file has to be rewritten. */
export class Changed extends Error {}

export class FileCopier {
  readonly #with: Copying;
  #troubles = 0;

  constructor(copying: Copying) {
    this.#with = copying;
  }

  async copy(job: CopyJob): Promise<void> {
    const { ledger } = this.#with;
    let fd: number;
    try {
      fd = openSync(osPath(job.path), READ);
    } catch (error) {
      ledger.files++;
      this.#trouble(job.shown, undefined, asInputError(error));
      return;
    }
    try {
      if (job.out === null) await this.#guarded(job.shown, () => this.#open(fd, job, new FdSink(1)));
      else await this.#into(job.out, job.shown, job.place, fd, (sink) => this.#open(fd, job, sink));
    } finally {
      closeSync(fd);
    }
  }

  /** An input that can't seek. */
  async stream(source: Source, out: string | null): Promise<void> {
    const { ledger } = this.#with;
    ledger.files++;
    const reader = new Reader(counted(source, ledger), ledger);
    const whole = async (sink: FdSink): Promise<boolean> => {
      await this.#content(reader, '-', '-', sink);
      return true;
    };
    if (out === null) await this.#guarded('-', () => whole(new FdSink(1)));
    else await this.#into(out, '-', false, null, whole);
    if (reader.buffered > 0) await reader.skip(reader.buffered, 'not_redacted');
  }

  #trouble(shown: string, entry: string | undefined, error: InputError): void {
    this.#troubles++;
    this.#with.trouble(troubleOf(shown, entry, error));
  }

  /** Work on a descriptor that is no file of ours is done as it is; all else beside its target, then moved there. */
  async #into(wanted: string, shown: string, place: boolean, fd: number | null, work: (sink: FdSink) => Promise<boolean>): Promise<void> {
    let target: OpenTarget;
    try {
      target = openTarget(wanted, place, fd);
    } catch (error) {
      if (fd !== null) this.#unread(fd);
      this.#trouble(shown, undefined, error instanceof InputError ? error : notWritten(error));
      return;
    }
    const before = this.#with.writer.changes;
    const whole = await this.#guarded(shown, () => work(new FdSink(target.fd)));
    let keep = whole && !(place && this.#with.writer.changes === before);
    if (keep && place) {
      try {
        this.#with.beforeReplace?.();
      } catch (error) {
        keep = false;
        this.#trouble(shown, undefined, new InputError('not_written', (error as Error).message.split('\n')[0] ?? ''));
      }
    }
    const error = finishTarget(target, keep, fd, place);
    if (error !== null) this.#trouble(shown, undefined, error);
  }

  #unread(fd: number): void {
    const { ledger } = this.#with;
    const { size } = fstatSync(fd);
    ledger.files++;
    ledger.came(size);
    ledger.skipped(size, 'not_redacted');
  }

  async #guarded(shown: string, work: () => Promise<boolean>): Promise<boolean> {
    try {
      return await work();
    } catch (thrown) {
      const error = (thrown as { code?: unknown }).code === 'output_failed' ? new InputError('not_written', (thrown as Error).message.split('\n')[0] ?? '') : asInputError(thrown);
      if (!error.reported) this.#trouble(shown, undefined, error);
      return false;
    }
  }

  /** True when the whole file was rewritten. */
  async #open(fd: number, job: CopyJob, sink: FdSink): Promise<boolean> {
    const { ledger, writer } = this.#with;
    const stat = fstatSync(fd);
    ledger.files++;
    if (!stat.isFile() && !job.special) throw new InputError('not_a_file', 'was no file any more when it was opened');
    if (!stat.isFile() || stat.size === 0) {
      // Files that say 0 and hold something (under /proc) are read to their end.
      const source = stat.isFile() ? new FileSource(fd, 0, Number.POSITIVE_INFINITY, undefined, false) : await this.#poll(fd, job.path);
      await this.#content(new Reader(counted(source, ledger), ledger), job.shown, job.path, sink);
      return true;
    }
    ledger.came(stat.size);
    const head = Buffer.alloc(SNIFF_BYTES);
    const found = sniff(head.subarray(0, readPiece(fd, head, 0, SNIFF_BYTES, 0)), job.path);
    if (writer.file !== undefined && (found.kind === 'text' || found.kind === 'binary')) return this.#plain(fd, stat, found.kind, sink);
    if (found.kind !== 'text' && found.kind !== 'binary' && (await this.#same(fd, stat, job, found, sink))) return true;
    return this.#layers(fd, stat.size, job, found, sink);
  }

  async #poll(fd: number, path: string): Promise<Source> {
    const { PollSource } = await import('../../input/pipe-source.ts');
    return new PollSource(fd, path, this.#with.stopped);
  }

  async #plain(fd: number, stat: Stats, kind: BodyKind, sink: FdSink): Promise<boolean> {
    const { ledger } = this.#with;
    const before = ledger.bytesScanned;
    try {
      const read = await this.#with.writer.file?.(kind, fd, stat.size, ledger, sink) ?? 0;
      if (read < stat.size) throw new InputError('changed', `shrank from ${stat.size} to ${read} bytes while it was read`);
      return true;
    } finally {
      ledger.skipped(stat.size - (ledger.bytesScanned - before), 'not_redacted');
    }
  }

  /** A packed file in which nothing changes need not be packed anew: it is copied as it is, if it is still the same. */
  async #same(fd: number, stat: Stats, job: CopyJob, found: Sniffed, sink: FdSink): Promise<boolean> {
    const { probe, limits, ledger, stopped } = this.#with;
    if (probe === null) return false;
    const books = new Ledger();
    const trouble = (): void => {
      throw new Changed();
    };
    const rewrite: Rewrite = { writer: probe, limits, spent: { decodedBytes: 0, entries: 0 }, name: job.path, dry: true, stopped, trouble };
    try {
      await this.#walk(fd, stat.size, rewrite, found, books, NOWHERE);
    } catch {
      return false; // whatever it is, the real run meets it again and tells
    }
    if (books.bytesScanned + books.bytesSkipped !== stat.size) return false;
    if (!job.place) {
      await copyBytes(fd, stat.size, sink);
      const now = fstatSync(fd);
      if (now.size !== stat.size || now.mtimeMs !== stat.mtimeMs || now.ctimeMs !== stat.ctimeMs) throw new InputError('changed', 'was changed while it was read');
    }
    const { entries, decodedBytes } = rewrite.spent;
    ledger.add({ ...books.take(), files: 0, entries, bytesIn: 0, bytesDecoded: decodedBytes });
    return true;
  }

  async #layers(fd: number, size: number, job: CopyJob, found: Sniffed, sink: FdSink): Promise<boolean> {
    const { ledger } = this.#with;
    const troubles = this.#troubles;
    const before = ledger.bytesScanned + ledger.bytesSkipped;
    const rewrite = this.#rewrite(job.shown, job.path);
    try {
      await this.#walk(fd, size, rewrite, found, ledger, sink);
      // A zip archive without a directory that can be used is a zip archive of which members may be missing.
      return found.kind !== 'zip' || this.#troubles === troubles;
    } finally {
      ledger.entries += rewrite.spent.entries;
      ledger.bytesDecoded += rewrite.spent.decodedBytes;
      const left = size - (ledger.bytesScanned + ledger.bytesSkipped - before);
      if (left > 0) ledger.skipped(left, 'not_redacted');
    }
  }

  async #walk(fd: number, size: number, rewrite: Rewrite, found: Sniffed, meter: Meter, sink: ByteSink): Promise<void> {
    if (found.kind === 'zip') {
      const { rewriteZipFile } = await import('./zip-rewrite.ts');
      if (await rewriteZipFile(rewrite, fd, size, meter, sink, rewriteMember)) return;
    }
    const reader = new Reader(new FileSource(fd, 0, size, undefined, false), meter);
    await rewriteContent(rewrite, reader, undefined, 0, sink, rewrite.name);
    await nothingLeft(reader);
  }

  async #content(reader: Reader, shown: string, name: string, sink: ByteSink): Promise<void> {
    const { ledger } = this.#with;
    const rewrite = this.#rewrite(shown, name);
    try {
      await rewriteContent(rewrite, reader, undefined, 0, sink, rewrite.name);
    } finally {
      ledger.entries += rewrite.spent.entries;
      ledger.bytesDecoded += rewrite.spent.decodedBytes;
    }
    await nothingLeft(reader);
  }

  #rewrite(shown: string, name: string): Rewrite {
    const { writer, limits, stopped } = this.#with;
    return { writer, limits, spent: { decodedBytes: 0, entries: 0 }, name, dry: false, stopped, trouble: (entry, error) => this.#trouble(shown, entry, error) };
  }
}

async function nothingLeft(reader: Reader): Promise<void> {
  const more = reader.more();
  if (more instanceof Promise ? await more : more) throw new InputError('trailing_data', 'bytes at the end belong to nothing and were left out');
}

async function copyBytes(fd: number, size: number, sink: ByteSink): Promise<void> {
  const buffer = Buffer.allocUnsafeSlow(1048576);
  for (let at = 0; at < size; ) {
    const n = readSync(fd, buffer, 0, Math.min(buffer.length, size - at), at);
    if (n === 0) throw new InputError('changed', 'became shorter while it was read');
    await sink.write(buffer.subarray(0, n));
    at += n;
  }
}

export interface OpenTarget {
  readonly fd: number;
  /** Where it ends up, links followed. */
  readonly out: string;
  /** The name it is written under first; null where it is a device or a pipe. */
  readonly beside: string | null;
  /** Mode of a file that no input gives one. */
  readonly mode: number;
}

/** Opens what `wanted` names for writing. `input`: the descriptor that is read from. */
export function openTarget(wanted: string, place: boolean, input: number | null): OpenTarget {
  const there = existsSync(osPath(wanted));
  const out = there ? realName(wanted) : wanted;
  let mode = 0o666 & ~process.umask();
  if (there) {
    const stat = statSync(osPath(out));
    mode = stat.mode & 0o777;
    if (stat.isDirectory()) throw new InputError('not_written', `\`${wanted}\` is a directory`);
    if (!stat.isFile()) return { fd: openSync(osPath(out), 'w'), out, beside: null, mode };
    if (!place && input !== null && same(stat, fstatSync(input))) throw new InputError('not_written', 'would be written over itself: use `--in-place`');
  } else mkdirSync(osPath(dirname(out)), { recursive: true });
  // The name itself may be as long as names can be.
  const beside = join(dirname(out), `.${createHash('sha256').update(basename(out)).digest('hex').slice(0, 16)}.${process.pid}.redacting`);
  return { fd: openSync(osPath(beside), 'wx', 0o600), out, beside, mode };
}

/** Moves what was written to its place, or takes it away. Answers what went wrong. */
export function finishTarget({ fd, out, beside, mode }: OpenTarget, keep: boolean, input: number | null, place: boolean): InputError | null {
  let kept = false;
  try {
    if (!keep || beside === null) return null;
    if (input !== null) keepModes(fstatSync(input), fd);
    else fchmodSync(fd, mode);
    renameSync(osPath(beside), osPath(out));
    kept = true;
    // The file that was read has lost the name it was opened by.
    const names = place && input !== null ? fstatSync(input).nlink : 0;
    if (names > 0) return new InputError('hard_link', `${names} other ${names === 1 ? 'name' : 'names'} (hard links) of the file still ${names === 1 ? 'holds' : 'hold'} what was replaced here`);
    return null;
  } catch (error) {
    return notWritten(error);
  } finally {
    closeSync(fd);
    if (!kept && beside !== null) rmSync(osPath(beside), { force: true });
  }
}

export function same(a: Stats, b: Stats): boolean {
  return a.dev === b.dev && a.ino === b.ino;
}

/** Mode, owner and times of the input; through descriptors, so that no name can be swapped in between. */
function keepModes(stat: Stats, to: number): void {
  try {
    fchownSync(to, stat.uid, stat.gid);
  } catch {
    // only its owner or root may give a file away
  }
  fchmodSync(to, stat.mode & 0o7777); // after the owner: giving away clears set-user-id
  futimesSync(to, stat.atimeMs / 1000, stat.mtimeMs / 1000);
}
