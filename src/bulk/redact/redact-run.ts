// A whole redaction: every file named, to a file, a mirror tree, standard output, or in its own place. A file appears
// at its target complete or not at all.

import {
  chmodSync, chownSync, closeSync, constants, copyFileSync, existsSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, statSync, utimesSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { Finding } from '../../findings/finding.ts';
import { InputError, asInputError } from '../../input/input-error.ts';
import type { Limits } from '../../input/limits.ts';
import { SNIFF_BYTES, sniff } from '../../input/sniff.ts';
import { FileSource, Reader, type Source, readPiece } from '../../input/source.ts';
import { type Walked, type WalkOptions, walk } from '../../input/walk.ts';
import { Ledger, type Trouble, troubleOf } from '../ledger.ts';
import type { ScanParts } from '../body-scanner.ts';
import { type Located, type Summary, Tally } from '../summary.ts';
import type { RedactChoice } from './body.ts';
import { type Rewrite, rewriteContent } from './rewrite.ts';
import { FdSink } from './sink.ts';

export type Target =
  | { readonly to: 'stdout' }
  | { readonly to: 'file'; readonly path: string }
  | { readonly to: 'tree'; readonly path: string }
  | { readonly to: 'place' };

export interface RedactRequest {
  readonly paths: readonly string[];
  readonly stdin?: (() => Source) | undefined;
  readonly target: Target;
  readonly walk: WalkOptions;
  readonly limits: Limits;
  readonly parts: ScanParts;
  readonly keyId: string;
  readonly choice: Omit<RedactChoice, 'found' | 'stopped'>;
  readonly signal?: AbortSignal | undefined;
  found?: ((located: Located) => void) | undefined;
  trouble(trouble: Trouble): void;
  progress?: ((doneBytes: number, ledger: Ledger, tally: Tally) => void) | undefined;
}

type WalkedFile = Extract<Walked, { type: 'file' }>;

export async function runRedact(request: RedactRequest): Promise<Summary> {
  return new RedactRun(request).all();
}

class RedactRun {
  readonly #request: RedactRequest;
  readonly #ledger = new Ledger();
  readonly #tally = new Tally();

  constructor(request: RedactRequest) {
    this.#request = request;
  }

  async all(): Promise<Summary> {
    const request = this.#request;
    for (const path of request.paths) {
      if (this.#stopped()) break;
      if (path === '-') await this.#stdin();
      else for (const found of walk([path], request.walk)) {
        if (this.#stopped()) break;
        if (found.type === 'link') this.#tally.links++;
        else if (found.type === 'trouble') this.#told(found);
        else await this.#file(found, path);
        this.#progress();
      }
    }
    if (this.#stopped()) this.#tally.interrupted = true;
    return this.#tally.summary(this.#ledger, request.keyId);
  }

  #stopped(): boolean {
    return this.#request.signal?.aborted === true;
  }

  #progress(): void {
    this.#request.progress?.(this.#ledger.bytesScanned + this.#ledger.bytesSkipped, this.#ledger, this.#tally);
  }

  #told(found: Extract<Walked, { type: 'trouble' }>): void {
    this.#ledger.files++;
    this.#ledger.came(found.size);
    this.#ledger.skipped(found.size, found.error.reason);
    this.#trouble(troubleOf(found.shown, undefined, found.error));
  }

  #trouble(trouble: Trouble): void {
    this.#tally.trouble(trouble);
    this.#request.trouble(trouble);
  }

  async #stdin(): Promise<void> {
    const source = this.#request.stdin?.();
    if (source === undefined) return;
    const { target } = this.#request;
    this.#ledger.files++;
    const count = (piece: Uint8Array | null): Uint8Array | null => {
      if (piece !== null) this.#ledger.came(piece.length);
      return piece;
    };
    const counted: Source = {
      pull: () => {
        const piece = source.pull();
        return piece instanceof Promise ? piece.then(count) : count(piece);
      },
      close: () => source.close(),
    };
    const reader = new Reader(counted, this.#ledger);
    if (target.to === 'file') await this.#intoFile(target.path, null, (sink) => this.#content(reader, '-', '-', sink));
    else await this.#guarded('-', () => this.#content(reader, '-', '-', new FdSink(1)));
    if (reader.buffered > 0) await reader.skip(reader.buffered, 'not_redacted');
  }

  async #file(file: WalkedFile, root: string): Promise<void> {
    const { target } = this.#request;
    let fd: number;
    try {
      fd = openSync(file.path, constants.O_RDONLY);
    } catch (error) {
      this.#ledger.files++;
      this.#trouble(troubleOf(file.shown, undefined, asInputError(error)));
      return;
    }
    try {
      if (target.to === 'stdout') await this.#guarded(file.shown, () => this.#open(fd, file, new FdSink(1)));
      else {
        const out = target.to === 'file' ? target.path : target.to === 'place' ? file.path : join(target.path, placeIn(root, file.path));
        await this.#intoFile(out, file, (sink) => this.#open(fd, file, sink));
      }
    } finally {
      closeSync(fd);
    }
  }

  /** Writes beside the target, then moves it there. What fails leaves the target as it was. */
  async #intoFile(out: string, file: WalkedFile | null, work: (sink: FdSink) => Promise<boolean>): Promise<void> {
    const beside = join(dirname(out), `.${basename(out)}.${process.pid}.redacting`);
    const shown = file?.shown ?? '-';
    const before = this.#tally.findings;
    let fd = -1;
    let done = false;
    try {
      mkdirSync(dirname(out), { recursive: true });
      fd = openSync(beside, 'wx', 0o600);
      const opened = fd;
      const whole = await this.#guarded(shown, async () => work(new FdSink(opened)));
      closeSync(fd);
      fd = -1;
      if (!whole) return;
      const unchanged = this.#tally.findings === before;
      if (file !== null) {
        if (unchanged && this.#request.target.to === 'place') return;
        // Nothing was replaced: a packed file need not be packed anew.
        if (unchanged) copyFileSync(file.path, beside);
        keepModes(file.path, beside);
      }
      renameSync(beside, out);
      done = true;
    } catch (error) {
      const words = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
      this.#trouble(troubleOf(shown, undefined, new InputError('unreadable', `\`${out}\` could not be written (${words})`)));
    } finally {
      if (fd >= 0) closeSync(fd);
      if (!done) rmSync(beside, { force: true });
    }
  }

  async #guarded(shown: string, work: () => Promise<boolean>): Promise<boolean> {
    try {
      return await work();
    } catch (thrown) {
      const error = asInputError(thrown);
      if (!error.reported) this.#trouble(troubleOf(shown, undefined, error));
      return false;
    }
  }

  /** True when the whole file was redacted. */
  async #open(fd: number, file: WalkedFile, sink: FdSink): Promise<boolean> {
    const stat = fstatSync(fd);
    this.#ledger.files++;
    if (!stat.isFile()) {
      const reader = new Reader(new FileSource(fd, null, Number.POSITIVE_INFINITY, undefined, false), null);
      return this.#content(reader, file.shown, file.path, sink);
    }
    this.#ledger.came(stat.size);
    const head = Buffer.alloc(SNIFF_BYTES);
    const n = readPiece(fd, head, 0, SNIFF_BYTES, 0);
    if (sniff(head.subarray(0, n), file.path).kind === 'zip') {
      const { rewriteZipFile } = await import('./zip-rewrite.ts');
      const troubles = this.#tally.errorsTotal;
      if (await rewriteZipFile(this.#rewrite(file.shown, file.path), fd, stat.size, this.#ledger, sink)) return this.#tally.errorsTotal === troubles;
    }
    const reader = new Reader(new FileSource(fd, 0, stat.size, undefined, false), this.#ledger);
    try {
      return await this.#content(reader, file.shown, file.path, sink);
    } finally {
      const left = stat.size - reader.position;
      if (left > 0) this.#ledger.skipped(left, 'not_redacted');
    }
  }

  async #content(reader: Reader, shown: string, name: string, sink: FdSink): Promise<boolean> {
    const rewrite = this.#rewrite(shown, name);
    await rewriteContent(rewrite, reader, undefined, 0, sink);
    this.#ledger.entries += rewrite.spent.entries;
    this.#ledger.bytesDecoded += rewrite.spent.decodedBytes;
    const more = reader.more();
    if (more instanceof Promise ? await more : more) throw new InputError('trailing_data', 'bytes at the end belong to nothing and were left out');
    return true;
  }

  #rewrite(shown: string, name: string): Rewrite {
    const request = this.#request;
    return {
      parts: request.parts, limits: request.limits, spent: { decodedBytes: 0, entries: 0 }, name,
      choice: {
        ...request.choice,
        found: (finding: Finding) => {
          this.#tally.count(finding);
          request.found?.({ finding, path: shown, entry: undefined, frame: undefined });
        },
        stopped: () => {
          this.#progress();
          return this.#stopped();
        },
      },
      trouble: (entry, error) => this.#trouble(troubleOf(shown, entry, error)),
    };
  }
}

/** Where a file of a mirrored root goes below the target. */
function placeIn(root: string, path: string): string {
  const inside = relative(resolve(root), resolve(path));
  return inside === '' ? basename(path) : inside;
}

function keepModes(from: string, to: string): void {
  const stat = statSync(from);
  chmodSync(to, stat.mode & 0o7777);
  try {
    chownSync(to, stat.uid, stat.gid);
  } catch {
    // only its owner or root may give a file away
  }
  utimesSync(to, stat.atime, stat.mtime);
}

/** Where the output goes, from what the person wrote. */
export function targetOf(paths: readonly string[], output: string | undefined, inPlace: boolean): Target | string {
  if (inPlace) return output !== undefined ? '`--in-place` and `--output` exclude each other' : paths.includes('-') ? 'standard input has no place to be written back to' : { to: 'place' };
  const one = paths.length === 1 && (paths[0] === '-' || !isDirectory(paths[0] as string));
  if (output === undefined || output === '-') return one ? { to: 'stdout' } : 'several files need `--output DIRECTORY` or `--in-place`';
  if (one && !(existsSync(output) && isDirectory(output)) && !output.endsWith('/')) {
    if (paths[0] !== '-' && samePath(paths[0] as string, output)) return 'the output is the input: use `--in-place`';
    return { to: 'file', path: output };
  }
  return { to: 'tree', path: output };
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function samePath(a: string, b: string): boolean {
  try {
    const x = statSync(a);
    const y = statSync(b);
    return x.dev === y.dev && x.ino === y.ino;
  } catch {
    return false;
  }
}
