// Resume states: which files were scanned without trouble, and by what. A state that is damaged is refused; one that was
// made with other rules knows nothing.

import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { WardlineError } from '../errors.ts';
import { osPath } from '../input/os-path.ts';
import { readPiece } from '../input/source.ts';
import { mustBeWritable, replaceFile } from './replace-file.ts';
import type { WalkedFile } from './units.ts';

const SCHEMA = 'wardline/resume@2';
/** Files smaller than this are compared by content as well as by size and time. */
const HASHED_BYTES = 65536;
const SAVE_MS = 30_000;

interface Seal {
  readonly schema?: unknown;
  readonly looked_for?: unknown;
  readonly hash?: unknown;
}

/** Done files by path. The last line seals the others, so that a state that was cut while being written shows. */
export class ResumeState {
  readonly #path: string;
  /** What decides about findings: rules, confidence, engine. */
  readonly #lookedFor: string;
  readonly #known = new Map<string, string>();
  readonly #fresh = new Map<string, string>();
  #lastSave = performance.now();
  /** Files that were scanned before, with other rules. */
  readonly outdated: number = 0;

  constructor(path: string, lookedFor: string) {
    this.#path = path;
    this.#lookedFor = lookedFor;
    mustBeWritable(path);
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw new WardlineError('usage', `the resume state \`${path}\` can't be read`, { hint: 'check its permissions, or name another file' });
    }
    const files = opened(text);
    if (files === null) throw new WardlineError('usage', `the resume state \`${path}\` is damaged or no state of Wardline`, { hint: 'remove it to begin anew' });
    if (files.lookedFor !== lookedFor) this.outdated = files.marks.length;
    else for (const [name, mark] of files.marks) this.#known.set(name, mark);
  }

  knows(file: WalkedFile): boolean {
    const mark = this.#known.get(file.path);
    if (mark === undefined) return false;
    const same = mark === markOf(file);
    if (same) this.#fresh.set(file.path, mark);
    return same;
  }

  /** `reported`: called before anything is written down as done, which it then is if that answers true. */
  note(file: WalkedFile, reported: () => boolean): void {
    this.#fresh.set(file.path, markOf(file));
    if (performance.now() - this.#lastSave < SAVE_MS) return;
    try {
      if (reported()) this.save();
    } catch (error) {
      // A full disk need not end the scan: the last save tells.
      if (!(error instanceof WardlineError)) throw error;
    }
  }

  /** Files are known from an earlier run. */
  get goesOn(): boolean {
    return this.#known.size > 0;
  }

  /** What this run has done is not reported: it counts as not done. */
  forget(): void {
    this.#fresh.clear();
  }

  save(): void {
    this.#lastSave = performance.now();
    const all = new Map([...this.#known, ...this.#fresh]);
    const body = [...all].map((pair) => JSON.stringify(pair)).join('\n');
    replaceFile(this.#path, `${body}\n${JSON.stringify({ schema: SCHEMA, looked_for: this.#lookedFor, hash: hashOf(this.#lookedFor + body) } satisfies Seal)}\n`);
  }
}

/** Null for what is no whole state. */
function opened(text: string): { readonly lookedFor: string; readonly marks: readonly (readonly [string, string])[] } | null {
  const lines = text.split('\n');
  const body = lines.slice(0, -2);
  try {
    const seal = JSON.parse(lines.at(-2) ?? 'null') as Seal | null;
    if (lines.at(-1) !== '' || seal?.schema !== SCHEMA || typeof seal.looked_for !== 'string' || seal.hash !== hashOf(seal.looked_for + body.join('\n'))) return null;
    return { lookedFor: seal.looked_for, marks: body.filter((line) => line !== '').map((line) => JSON.parse(line) as [string, string]) };
  } catch {
    return null;
  }
}

function markOf(file: WalkedFile): string {
  return `${file.size}:${file.mtimeMs}:${file.size <= HASHED_BYTES ? contentHash(file.path) : ''}`;
}

function contentHash(path: string): string {
  try {
    const fd = openSync(osPath(path), 'r');
    try {
      const buffer = Buffer.alloc(HASHED_BYTES);
      const n = readPiece(fd, buffer, 0, buffer.length, 0);
      return createHash('sha256').update(buffer.subarray(0, n)).digest('hex').slice(0, 16);
    } finally {
      closeSync(fd);
    }
  } catch {
    return 'unreadable';
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
