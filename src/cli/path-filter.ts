// Which files of a directory are left out: globs of the command line and files in .gitignore form.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ignore from 'ignore';
import { WardlineError } from '../errors.ts';

export interface FilterChoice {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly files: readonly string[];
  readonly gitignore: boolean;
}

export async function pathFilter(choice: FilterChoice, roots: readonly string[]): Promise<(path: string, directory: boolean) => boolean> {
  const left = ignore().add([...choice.exclude]);
  for (const file of choice.files) left.add(text(file));
  if (choice.gitignore) {
    for (const root of roots) {
      try {
        left.add(readFileSync(join(root, '.gitignore'), 'utf8'));
      } catch {
        // most directories have none
      }
    }
  }
  // An include pattern is an ignore pattern turned round; directories are always entered.
  const wanted = choice.include.length > 0 ? ignore().add([...choice.include]) : null;
  return (path, directory) => {
    if (left.ignores(directory ? `${path}/` : path)) return true;
    return !directory && wanted !== null && !wanted.ignores(path);
  };
}

function text(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new WardlineError('usage', `the ignore file \`${file}\` can't be read`, { hint: 'check its path' });
  }
}
