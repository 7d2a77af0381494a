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
  | { readonly type: 'link'; readonly shown: string }
  /** Much was walked: signals and timers want to be heard. */
  | { readonly type: 'turn' };

/** Names without anything to tell before one of these. */
const TURN_NAMES = 512;
const TURN: Walked = { type: 'turn' };

/** What a turn is worth where bytes are counted: walking is work, too. */
export const TURN_BYTES = 1048576;

/** A directory that is being walked. */
interface Open {
  /** With a separator at its end. */
  readonly base: string;
  readonly shown: string;
  /** To the named directory, with a separator at its end, or empty. */
  readonly relative: string;
  /** The real names of this directory and of those around it. */
  readonly above: readonly string[];
  readonly entries: readonly Dirent[];
  at: number;
}

// One loop with a stack of its own: generators in generators would pass every file on through each of them.
export function* walk(paths: readonly string[], options: WalkOptions): Generator<Walked, void, void> {
  const stack: Open[] = [];
  let quiet = 0;
  for (const path of inOrder(paths)) {
    let found: Walked | Open | null = named(path, options);
    for (;;) {
      if (found !== null && 'entries' in found) stack.push(found);
      else if (found !== null) {
        quiet = 0;
        yield found;
      }
      if (++quiet === TURN_NAMES) {
        quiet = 0;
        yield TURN;
      }
      const inner = stack[stack.length - 1];
      if (inner === undefined) break;
      const entry = inner.entries[inner.at++];
      if (entry === undefined) {
        stack.pop();
        found = null;
      } else found = member(inner, entry, options);
    }
  }
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
function named(path: string, options: WalkOptions): Walked | Open {
  let stat: Stats;
  try {
    stat = statSync(osPath(path));
  } catch (error) {
    return { type: 'trouble', shown: shownPath(path), error: loopAware(error), size: 0 };
  }
  if (!stat.isDirectory()) return file(path, shownPath(path), stat, options);
  let real = path;
  try {
    real = realName(path);
  } catch {
    // the walk will say what is wrong with it
  }
  return directory(path, shownPath(path).replace(/\/+$/, ''), '', [real]);
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

function directory(path: string, shown: string, relative: string, above: readonly string[]): Walked | Open {
  let entries: Dirent[];
  try {
    entries = readdirSync(osPath(path), { withFileTypes: true });
    if (entries.some(({ name }) => name.includes('\ufffd'))) entries = inBytes(path);
  } catch (error) {
    return { type: 'trouble', shown: shown === '' ? '/' : shown, error: asInputError(error), size: 0 };
  }
  entries.sort((a, b) => compareText(a.name, b.name));
  return { base: join(path, sep), shown: `${shown}/`, relative: relative === '' ? '' : `${relative}/`, above, entries, at: 0 };
}

/** What one entry of a directory leads to; null: nothing. */
function member(inside: Open, entry: Dirent, options: WalkOptions): Walked | Open | null {
  const path = inside.base + entry.name;
  const shown = inside.shown === inside.base ? path : inside.shown + entry.name;
  const isDirectory = entry.isDirectory();
  const relative = inside.relative + entry.name;
  if (options.excluded?.(relative, isDirectory) === true) return null;
  if (entry.isFile()) {
    if (options.sizes?.() === false && options.maxFileBytes === undefined) return { type: 'file', path, shown, size: UNSIZED, mtimeMs: 0, special: false };
    try {
      return file(path, shown, lstatSync(osPath(path)), options);
    } catch (error) {
      return { type: 'trouble', shown, error: asInputError(error), size: 0 };
    }
  }
  if (isDirectory) return directory(path, shown, relative, [...inside.above, join(inside.above[inside.above.length - 1] as string, entry.name)]);
  if (entry.isSymbolicLink()) return link(path, shown, relative, options, inside.above);
  return { type: 'trouble', shown, size: 0, error: new InputError('not_a_file', `is a ${specialWords(entry)} and was not opened`) };
}

/** The same where names are no UTF-8. */
function inBytes(path: string): Dirent[] {
  const entries = readdirSync(osPath(path), { withFileTypes: true, encoding: 'buffer' }) as unknown as (Dirent & { name: string | Buffer })[];
  for (const entry of entries) entry.name = nameOf(entry.name as unknown as Buffer);
  return entries;
}

/** A link inside a directory. One that leads back to where we came from is named, followed or not. */
function link(path: string, shown: string, relative: string, options: WalkOptions, above: readonly string[]): Walked | Open {
  let stat: Stats;
  let real: string;
  try {
    real = realName(path);
    stat = statSync(osPath(path));
  } catch (error) {
    const trouble = loopAware(error);
    // A link to nothing hides nothing.
    return trouble.reason === 'symlink_loop' || options.follow ? { type: 'trouble', shown, error: trouble, size: 0 } : { type: 'link', shown };
  }
  if (stat.isDirectory() && above.some((a) => a === real || a.startsWith(`${real}/`))) {
    return { type: 'trouble', shown, size: 0, error: new InputError('symlink_loop', `leads back to \`${targetWords(path)}\`, which holds it`) };
  }
  if (!options.follow) return { type: 'link', shown };
  if (stat.isDirectory()) return directory(path, shown, relative, [...above, real]);
  if (stat.isFile()) return file(path, shown, stat, options);
  return { type: 'trouble', shown, size: 0, error: new InputError('not_a_file', 'leads to something that is no file and was not opened') };
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
