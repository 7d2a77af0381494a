// From the paths a person names to the files to be read, in the order of their path segments. Links are not followed
// unless asked for; what is neither file nor directory is told, never opened.

import { type Dirent, type Stats, lstatSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { InputError, asInputError } from './input-error.ts';
import { nameOf, osPath, realName } from './os-path.ts';

export interface WalkOptions {
  readonly follow: boolean;
  /** True leaves a file or directory out. `path` is relative to the named directory, with `/`. */
  readonly excluded?: ((path: string, directory: boolean) => boolean) | undefined;
  readonly maxFileBytes?: number | undefined;
  /** Asked for each file; false: it is given without size and time (UNSIZED), which saves a system call. */
  readonly sizes?: (() => boolean) | undefined;
}

/** Size of a file that was not asked for its size. */
export const UNSIZED = -1;

export type Walked =
  | { readonly type: 'file'; readonly path: string; readonly shown: string; readonly size: number; readonly mtimeMs: number; readonly special: boolean }
  | { readonly type: 'trouble'; readonly shown: string; readonly error: InputError; readonly size: number }
  | { readonly type: 'link'; readonly shown: string };

export function* walk(paths: readonly string[], options: WalkOptions): Generator<Walked, void, void> {
  for (const path of inOrder(paths)) yield* named(path, options);
}

/** Without doubles, by segments. */
function inOrder(paths: readonly string[]): string[] {
  const split = (path: string): string[] => path.replaceAll('\\', '/').split('/');
  return [...new Set(paths)].sort((a, b) => compareSegments(split(a), split(b)));
}

function compareSegments(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const order = compareText(a[i] as string, b[i] as string);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A path the person wrote: links are followed here, pipes and devices read. */
function* named(path: string, options: WalkOptions): Generator<Walked, void, void> {
  let stat: Stats;
  try {
    stat = statSync(osPath(path));
  } catch (error) {
    yield { type: 'trouble', shown: shownPath(path), error: loopAware(error), size: 0 };
    return;
  }
  if (stat.isDirectory()) {
    let real = path;
    try {
      real = realName(path);
    } catch {
      // the walk will say what is wrong with it
    }
    yield* directory(path, shownPath(path).replace(/\/+$/, ''), '', options, [real]);
  } else yield file(path, shownPath(path), stat, options);
}

export function shownPath(path: string): string {
  return process.platform === 'win32' ? path.replaceAll('\\', '/') : path;
}

function file(path: string, shown: string, stat: Stats, options: WalkOptions): Walked {
  if (options.maxFileBytes !== undefined && stat.size > options.maxFileBytes) {
    return { type: 'trouble', shown, size: stat.size, error: new InputError('limit_size', `is larger than ${options.maxFileBytes} bytes (--max-file-size)`) };
  }
  return { type: 'file', path, shown, size: stat.size, mtimeMs: stat.mtimeMs, special: !stat.isFile() };
}

function* directory(path: string, shown: string, relative: string, options: WalkOptions, above: readonly string[]): Generator<Walked, void, void> {
  let names: Dirent[];
  try {
    names = readdirSync(osPath(path), { withFileTypes: true });
    if (names.some(({ name }) => name.includes('\ufffd'))) names = inBytes(path);
  } catch (error) {
    yield { type: 'trouble', shown: shown === '' ? '/' : shown, error: asInputError(error), size: 0 };
    return;
  }
  names.sort((a, b) => compareText(a.name, b.name));
  const base = join(path, sep);
  for (const entry of names) {
    const inner = base + entry.name;
    const innerShown = `${shown}/${entry.name}`;
    const innerRelative = relative === '' ? entry.name : `${relative}/${entry.name}`;
    if (options.excluded?.(innerRelative, entry.isDirectory()) === true) continue;
    if (entry.isDirectory()) yield* directory(inner, innerShown, innerRelative, options, [...above, join(above[above.length - 1] as string, entry.name)]);
    else if (entry.isSymbolicLink()) yield* link(inner, innerShown, innerRelative, options, above);
    else if (entry.isFile() && options.sizes?.() === false && options.maxFileBytes === undefined) {
      yield { type: 'file', path: inner, shown: innerShown, size: UNSIZED, mtimeMs: 0, special: false };
    } else if (entry.isFile()) {
      try {
        yield file(inner, innerShown, lstatSync(osPath(inner)), options);
      } catch (error) {
        yield { type: 'trouble', shown: innerShown, error: asInputError(error), size: 0 };
      }
    } else yield { type: 'trouble', shown: innerShown, size: 0, error: new InputError('not_a_file', `is a ${specialWords(entry)} and was not opened`) };
  }
}

/** The same where names are no UTF-8. */
function inBytes(path: string): Dirent[] {
  const entries = readdirSync(osPath(path), { withFileTypes: true, encoding: 'buffer' }) as unknown as (Dirent & { name: string | Buffer })[];
  for (const entry of entries) entry.name = nameOf(entry.name as unknown as Buffer);
  return entries;
}

/** A link inside a directory. One that leads back to where we came from is named, followed or not. */
function* link(path: string, shown: string, relative: string, options: WalkOptions, above: readonly string[]): Generator<Walked, void, void> {
  let stat: Stats;
  let real: string;
  try {
    real = realName(path);
    stat = statSync(osPath(path));
  } catch (error) {
    const trouble = loopAware(error);
    // A link to nothing hides nothing.
    if (trouble.reason === 'symlink_loop' || options.follow) yield { type: 'trouble', shown, error: trouble, size: 0 };
    else yield { type: 'link', shown };
    return;
  }
  if (stat.isDirectory() && above.some((a) => a === real || a.startsWith(`${real}/`))) {
    yield { type: 'trouble', shown, size: 0, error: new InputError('symlink_loop', `leads back to \`${targetWords(path)}\`, which holds it`) };
    return;
  }
  if (!options.follow) {
    yield { type: 'link', shown };
    return;
  }
  if (stat.isDirectory()) yield* directory(path, shown, relative, options, [...above, real]);
  else if (stat.isFile()) yield file(path, shown, stat, options);
  else yield { type: 'trouble', shown, size: 0, error: new InputError('not_a_file', 'leads to something that is no file and was not opened') };
}

function targetWords(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return basename(resolve(dirname(path)));
  }
}

function loopAware(error: unknown): InputError {
  return (error as NodeJS.ErrnoException).code === 'ELOOP' ? new InputError('symlink_loop', 'symbolic links go round in a circle (ELOOP)') : asInputError(error);
}

function specialWords(entry: Dirent): string {
  if (entry.isFIFO()) return 'named pipe';
  if (entry.isSocket()) return 'socket';
  if (entry.isCharacterDevice() || entry.isBlockDevice()) return 'device';
  return 'special file';
}
