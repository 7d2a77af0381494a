// What a scan remembers between runs: baselines (which findings are known) and resume states (which files are done); and
// the remarks by which a finding is known in its own text.

import { existsSync } from 'node:fs';
import { type Baseline, type BaselineEntry, baselineText, readBaseline } from './baseline.ts';
import { ALLOW_MARKER, ruleNamed } from './markers.ts';
import { mustBeWritable, replaceFile } from './replace-file.ts';
import { ResumeState } from './resume.ts';
import type { Verdict } from './run.ts';
import type { Located, Summary } from './summary.ts';
import type { WalkedFile } from './units.ts';

export interface MemoryChoice {
  readonly baseline: string | undefined;
  readonly writeBaseline: string | undefined;
  readonly resume: string | undefined;
  /** Remarks beside a finding count; the ids of all rules, to know which of their words is one. */
  readonly markers: ReadonlySet<string> | null;
  readonly keyId: string;
  /** Changes with everything that decides about findings. */
  readonly lookedFor: string;
  /** Called before files are written down as done: false when their findings have not reached all reports. */
  readonly beforeSave: () => boolean;
}

export interface ScanMemory {
  /** Findings must come with their secret, or with the line around them and what they know of regions. */
  readonly needsSecret: boolean;
  readonly needsFrame: boolean;
  readonly filter: ((located: Located) => Verdict) | undefined;
  readonly unchanged: ((file: WalkedFile) => boolean) | undefined;
  readonly fileDone: ((file: WalkedFile) => void) | undefined;
  /** Files of an earlier run are left out of this one: its reports don't repeat their findings. */
  readonly goesOn: boolean;
  finding(located: Located): void;
  /** What the person should know about the baseline, for stderr. */
  notes(complete: boolean): readonly string[];
  /** `reported`: all findings have reached their reports. */
  end(summary: Summary, reported: boolean): void;
}

const NOTHING: Baseline = { own: [], foreign: null };

export async function openScanMemory(choice: MemoryChoice): Promise<ScanMemory> {
  const { baseline, writeBaseline } = choice;
  if (writeBaseline !== undefined) mustBeWritable(writeBaseline);
  const old = baseline === undefined ? NOTHING : await readBaseline(baseline, choice.keyId);
  const known = new Set(old.own?.map((entry) => entry.fingerprint));
  const used = new Set<string>();
  const fresh = writeBaseline === undefined ? null : new Map<string, BaselineEntry>();
  const state = choice.resume === undefined ? null : new ResumeState(choice.resume, choice.lookedFor);
  // What an older baseline knows stays known, and what a run before this one found in files that are left out now.
  const kept = [old.own ?? []];
  if (state?.goesOn === true && writeBaseline !== undefined && existsSync(writeBaseline)) kept.push((await readBaseline(writeBaseline, choice.keyId)).own ?? []);
  const writeDown = (complete: boolean): void => {
    if (writeBaseline === undefined || fresh === null) return;
    const all = new Map([...kept.flat().map((entry) => [entry.fingerprint, entry] as const), ...fresh]);
    replaceFile(writeBaseline, baselineText(all.values(), choice.keyId, complete));
  };
  const beforeSave = (): boolean => {
    if (!choice.beforeSave()) return false;
    writeDown(false);
    return true;
  };
  return {
    needsSecret: old.foreign?.needsSecret === true,
    needsFrame: choice.markers !== null,
    filter: filterOf(known, old.foreign, choice.markers, used),
    notes: (complete) => [
      ...notesOf(baseline ?? '', old, known.size, used.size, complete),
      ...(state !== null && state.outdated > 0 ? [`\`${choice.resume}\` was made with other rules or options: its ${state.outdated} files were scanned again`] : []),
    ],
    unchanged: state === null ? undefined : (file) => state.knows(file),
    fileDone: state === null ? undefined : (file) => state.note(file, beforeSave),
    goesOn: state?.goesOn === true,
    finding({ finding, path, entry }) {
      if (fresh === null || fresh.has(finding.fingerprint)) return;
      fresh.set(finding.fingerprint, { fingerprint: finding.fingerprint, rule_id: finding.rule_id, path, entry, line: finding.line });
    },
    end(summary, reported) {
      writeDown(summary.complete);
      if (!reported) state?.forget();
      state?.save();
    },
  };
}

function filterOf(known: ReadonlySet<string>, foreign: Baseline['foreign'], markers: ReadonlySet<string> | null, used: Set<string>): ScanMemory['filter'] {
  if (known.size === 0 && foreign === null && markers === null) return undefined;
  return (located) => {
    if (known.has(located.finding.fingerprint)) {
      used.add(located.finding.fingerprint);
      return { suppress: 'baseline' };
    }
    if (foreign?.knows(located) === true) return { suppress: `baseline (${foreign.format})` };
    if (markers !== null && isMarked(located, markers)) return { suppress: 'marker' };
    return 'keep';
  };
}

function isMarked({ finding, frame }: Located, rules: ReadonlySet<string>): boolean {
  if (frame === undefined) return false;
  if (frame.block === 'in') return true;
  // A remark that names a rule is about findings of that rule.
  return [frame.allowedAbove ?? null, ruleNamed(ALLOW_MARKER, frame.after), ruleNamed(ALLOW_MARKER, frame.before)].some(
    (rule) => rule !== null && (!rules.has(rule) || rule === finding.rule_id || finding.also?.includes(rule) === true),
  );
}

function notesOf(path: string, { foreign }: Baseline, known: number, used: number, complete: boolean): readonly string[] {
  if (foreign !== null && (foreign.unusable ?? 0) > 0) return [`${foreign.unusable} entries of \`${path}\` (${foreign.format}) can't be compared: they hold neither a secret nor a place`];
  // What a resumed or broken run did not look at may still be there.
  if (!complete || used === known) return [];
  return [`${known - used} of ${known} entries of \`${path}\` were not met again; --write-baseline without --baseline writes one without them`];
}
