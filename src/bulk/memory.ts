// What a scan remembers between runs: baselines (which findings are known) and resume states (which files are done).

import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { WardlineError } from '../errors.ts';
import { osPath } from '../input/os-path.ts';
import { readPiece } from '../input/source.ts';
import { type ForeignBaseline, readForeignBaseline } from './foreign-baseline.ts';
import { ALLOW_MARKER } from './markers.ts';
import type { Walked } from '../input/walk.ts';
import type { Verdict } from './run.ts';
import type { Located, Summary } from './summary.ts';

type WalkedFile = Extract<Walked, { type: 'file' }>;

export interface MemoryChoice {
  readonly baseline: string | undefined;
  readonly writeBaseline: string | undefined;
  readonly resume: string | undefined;
  /** Remarks in the line itself count. */
  readonly markers: boolean;
  readonly keyId: string;
}

const BASELINE_SCHEMA = 'wardline/baseline@1';
const RESUME_SCHEMA = 'wardline/resume@1';

interface BaselineEntry {
  readonly fingerprint: string;
  readonly rule_id: string;
  readonly path: string;
  readonly entry?: string | undefined;
  readonly line: number;
}

export interface ScanMemory {
  /** Findings must come with their secret, or with the line around them. */
  readonly needsSecret: boolean;
  readonly needsFrame: boolean;
  readonly filter: ((located: Located) => Verdict) | undefined;
  readonly unchanged: ((file: WalkedFile) => boolean) | undefined;
  readonly fileDone: ((file: WalkedFile) => void) | undefined;
  finding(located: Located): void;
  /** What the person should know about the baseline, for stderr. */
  notes(complete: boolean): readonly string[];
  end(summary: Summary): void;
}

export async function openScanMemory(choice: MemoryChoice): Promise<ScanMemory> {
  const text = choice.baseline === undefined ? null : readText(choice.baseline);
  const foreign = text === null || isOwn(text) ? null : await readForeignBaseline(text);
  const known = choice.baseline === undefined || foreign !== null ? null : readBaseline(choice.baseline, choice.keyId);
  const used = new Set<string>();
  const fresh = choice.writeBaseline === undefined ? null : new Map<string, BaselineEntry>();
  const state = choice.resume === undefined ? null : new ResumeState(choice.resume);
  return {
    needsSecret: foreign?.needsSecret === true,
    needsFrame: choice.markers,
    filter: filterOf(known, foreign, choice.markers, used),
    notes: (complete) => notesOf(choice.baseline ?? '', known, foreign, used, complete),
    unchanged: state === null ? undefined : (file) => state.knows(file),
    fileDone: state === null ? undefined : (file) => state.note(file),
    finding({ finding, path, entry }) {
      if (fresh === null || fresh.has(finding.fingerprint)) return;
      fresh.set(finding.fingerprint, { fingerprint: finding.fingerprint, rule_id: finding.rule_id, path, entry, line: finding.line });
    },
    end(summary) {
      if (choice.writeBaseline !== undefined && fresh !== null) {
        // What an older baseline knows stays known.
        const kept = choice.baseline === undefined || foreign !== null ? [] : readEntries(choice.baseline, choice.keyId);
        for (const entry of kept) if (!fresh.has(entry.fingerprint)) fresh.set(entry.fingerprint, entry);
        const findings = [...fresh.values()].sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
        replaceFile(choice.writeBaseline, `${JSON.stringify({ schema: BASELINE_SCHEMA, key_id: choice.keyId, complete: summary.complete, findings }, null, 1)}\n`);
      }
      state?.save();
    },
  };
}

function filterOf(known: ReadonlySet<string> | null, foreign: ForeignBaseline | null, markers: boolean, used: Set<string>): ScanMemory['filter'] {
  if (known === null && foreign === null && !markers) return undefined;
  return (located) => {
    if (known?.has(located.finding.fingerprint) === true) {
      used.add(located.finding.fingerprint);
      return { suppress: 'baseline' };
    }
    if (foreign?.knows(located) === true) return { suppress: `baseline (${foreign.format})` };
    if (markers && located.frame !== undefined && (located.frame.allowedAbove === true || ALLOW_MARKER.test(located.frame.after) || ALLOW_MARKER.test(located.frame.before))) return { suppress: 'marker' };
    return 'keep';
  };
}

function notesOf(path: string, known: ReadonlySet<string> | null, foreign: ForeignBaseline | null, used: ReadonlySet<string>, complete: boolean): readonly string[] {
  if (foreign !== null && (foreign.unusable ?? 0) > 0) return [`${foreign.unusable} entries of \`${path}\` (${foreign.format}) can't be compared: they hold neither a secret nor a place`];
  // What a resumed or broken run did not look at may still be there.
  if (known === null || !complete || used.size === known.size) return [];
  return [`${known.size - used.size} of ${known.size} entries of \`${path}\` were not met again; --write-baseline without --baseline writes one without them`];
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new WardlineError('baseline_invalid', `the baseline \`${path}\` can't be read`, { hint: 'write one with `wardline scan … --write-baseline FILE`', cause });
  }
}

function isOwn(text: string): boolean {
  return text.slice(0, 200).includes(BASELINE_SCHEMA);
}

function readBaseline(path: string, keyId: string): Set<string> {
  return new Set(readEntries(path, keyId).map((entry) => entry.fingerprint));
}

function readEntries(path: string, keyId: string): readonly BaselineEntry[] {
  let parsed: { schema?: unknown; key_id?: unknown; findings?: unknown };
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8')) as typeof parsed;
  } catch (cause) {
    throw new WardlineError('baseline_invalid', `the baseline \`${path}\` can't be read`, { hint: 'write one with `wardline scan … --write-baseline FILE`', cause });
  }
  if (parsed.schema !== BASELINE_SCHEMA || !Array.isArray(parsed.findings)) {
    throw new WardlineError('baseline_invalid', `\`${path}\` is no baseline of Wardline or of a scanner it knows`, { hint: 'write one with `wardline scan … --write-baseline FILE`; reports and baselines of gitleaks, betterleaks, TruffleHog, detect-secrets, Kingfisher and ggshield are taken as well' });
  }
  if (parsed.key_id !== keyId) {
    throw new WardlineError('baseline_key', `the baseline \`${path}\` was made with key \`${String(parsed.key_id)}\`, this run uses \`${keyId}\``, {
      hint: 'give the same key with --key-file or WARDLINE_KEY',
    });
  }
  return parsed.findings as readonly BaselineEntry[];
}

/** Files smaller than this are compared by content as well as by size and time. */
const HASHED_BYTES = 65536;

/** Done files by path. Every line carries its own checksum, so that a state that was cut while being written shows. */
class ResumeState {
  readonly #path: string;
  readonly #known = new Map<string, string>();
  readonly #fresh = new Map<string, string>();
  #lastSave = performance.now();

  constructor(path: string) {
    this.#path = path;
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw new WardlineError('usage', `the resume state \`${path}\` can't be read`, { hint: 'check its permissions, or name another file' });
    }
    const lines = text.split('\n');
    const end = JSON.parse(lines.at(-2) ?? 'null') as { schema?: string; hash?: string } | null;
    const body = lines.slice(0, -2).join('\n');
    if (end?.schema !== RESUME_SCHEMA || end.hash !== hashOf(body)) {
      throw new WardlineError('usage', `the resume state \`${path}\` is damaged or no state of Wardline`, { hint: 'remove it to begin anew' });
    }
    for (const line of lines.slice(0, -2)) {
      const [name, mark] = JSON.parse(line) as [string, string];
      this.#known.set(name, mark);
    }
  }

  knows(file: WalkedFile): boolean {
    const mark = this.#known.get(file.path);
    if (mark === undefined) return false;
    const same = mark === markOf(file);
    if (same) this.#fresh.set(file.path, mark);
    return same;
  }

  note(file: WalkedFile): void {
    this.#fresh.set(file.path, markOf(file));
    if (performance.now() - this.#lastSave > 30_000) this.save();
  }

  save(): void {
    this.#lastSave = performance.now();
    const all = new Map([...this.#known, ...this.#fresh]);
    const body = [...all].map((pair) => JSON.stringify(pair)).join('\n');
    replaceFile(this.#path, `${body}\n${JSON.stringify({ schema: RESUME_SCHEMA, hash: hashOf(body) })}\n`);
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

/** Written beside the target and moved there: readers see the old file or the new one. */
function replaceFile(path: string, text: string): void {
  const beside = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(beside, text, { mode: 0o600 });
    renameSync(beside, path);
  } catch (error) {
    throw new WardlineError('output_failed', `\`${path}\` could not be written (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`, { hint: 'check the space and the permissions of its directory' });
  }
}
