// Where redacted files go: from what the person wrote to a path for each file, and what must be refused before any work.

import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { same } from './file-copier.ts';

export type Target =
  | { readonly to: 'stdout' }
  | { readonly to: 'file'; readonly path: string }
  | { readonly to: 'tree'; readonly path: string }
  | { readonly to: 'place' };

/** A target, or words that say why there is none. */
export function targetOf(paths: readonly string[], output: string | undefined, inPlace: boolean): Target | string {
  if (inPlace) return output !== undefined ? '`--in-place` and `--output` exclude each other' : paths.includes('-') ? 'standard input has no place to be written back to' : { to: 'place' };
  const one = paths.length === 1 && (paths[0] === '-' || !isDirectory(paths[0] as string));
  if (output === undefined || output === '-') return one ? { to: 'stdout' } : 'several files need `--output DIRECTORY` or `--in-place`';
  if (one && !isDirectory(output) && !/[/\\]$/.test(output)) {
    if (paths[0] !== '-' && samePath(paths[0] as string, output)) return 'the output is the input: use `--in-place`';
    return { to: 'file', path: output };
  }
  return troubleWithTree(paths, output) ?? { to: 'tree', path: output };
}

function troubleWithTree(paths: readonly string[], output: string): string | null {
  if (existsSync(output) && !isDirectory(output)) return `\`${output}\` is no directory`;
  const target = real(output);
  const names = new Map<string, string>();
  for (const path of paths) {
    if (path === '-') return 'standard input has no name below a directory: name a file';
    const root = real(path);
    if (isDirectory(path)) {
      if (target === root) return 'the output is the input: use `--in-place`';
      if (target.startsWith(root.endsWith(sep) ? root : root + sep)) return `the output \`${output}\` lies inside the input \`${path}\``;
    }
    if (paths.length === 1) continue;
    const name = basename(root);
    const other = names.get(name);
    if (other !== undefined && real(other) !== root) return `\`${other}\` and \`${path}\` would both become \`${join(output, name)}\``;
    names.set(name, path);
  }
  return null;
}

/** Where a file found below `root` goes. Of several roots each keeps its name. */
export function placeIn(target: string, root: string, several: boolean, path: string): string {
  const inside = relative(resolve(root), resolve(path));
  if (inside === '') return join(target, basename(resolve(path)));
  return join(target, several ? basename(resolve(root)) : '', inside);
}

/** Links followed as far as there is something; the rest as it is written. */
function real(path: string): string {
  const whole = resolve(path);
  if (existsSync(whole)) return realpathSync(whole);
  const above = dirname(whole);
  return above === whole ? whole : join(real(above), basename(whole));
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
    return same(statSync(a), statSync(b));
  } catch {
    return false;
  }
}
