// Baselines: which findings are known, by their keyed fingerprints. Those of other scanners are read by foreign-baseline.ts.

import { readFileSync } from 'node:fs';
import { WardlineError } from '../errors.ts';
import { type ForeignBaseline, readForeignBaseline } from './foreign-baseline.ts';

export interface BaselineEntry {
  readonly fingerprint: string;
  readonly rule_id: string;
  readonly path: string;
  readonly entry?: string | undefined;
  readonly line: number;
}

export type Baseline = { readonly own: readonly BaselineEntry[]; readonly foreign: null } | { readonly own: null; readonly foreign: ForeignBaseline };

const SCHEMA = 'wardline/baseline@1';
const FINGERPRINT = /^hmac-sha256:[0-9a-f]+:[0-9a-f]{64}$/;
const MADE_BY = { hint: 'write one with `wardline scan … --write-baseline FILE`' };

export async function readBaseline(path: string, keyId: string): Promise<Baseline> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (cause) {
    throw new WardlineError('baseline_invalid', `the baseline \`${path}\` can't be read`, { ...MADE_BY, cause });
  }
  if (text.trim() === '') throw new WardlineError('baseline_invalid', `the baseline \`${path}\` is empty`, MADE_BY);
  if (text.slice(0, 200).includes(SCHEMA)) return { own: entriesOf(text, path, keyId), foreign: null };
  // What breaks its reader has another form.
  const foreign = await readForeignBaseline(text).catch(() => null);
  if (foreign !== null) return { own: null, foreign };
  throw new WardlineError('baseline_invalid', `\`${path}\` is no baseline of Wardline or of a scanner it knows`, {
    hint: 'write one with `wardline scan … --write-baseline FILE`; reports and baselines of gitleaks, betterleaks, TruffleHog, detect-secrets, Kingfisher and ggshield are taken as well',
  });
}

function entriesOf(text: string, path: string, keyId: string): readonly BaselineEntry[] {
  const damaged = (what: string, cause?: unknown): WardlineError =>
    new WardlineError('baseline_invalid', `the baseline \`${path}\` is damaged: ${what}`, { hint: 'take it from a copy, or write it anew with --write-baseline', cause });
  let parsed: { schema?: unknown; key_id?: unknown; findings?: unknown } | null;
  try {
    parsed = JSON.parse(text) as typeof parsed;
  } catch (cause) {
    throw damaged('it is no whole JSON', cause);
  }
  if (parsed?.schema !== SCHEMA || !Array.isArray(parsed.findings)) throw damaged('it holds no list of findings');
  if (parsed.key_id !== keyId) {
    throw new WardlineError('baseline_key', `the baseline \`${path}\` was made with key \`${String(parsed.key_id)}\`, this run uses \`${keyId}\``, {
      hint: 'give the same key with --key-file or WARDLINE_KEY',
    });
  }
  const entries = parsed.findings as readonly (BaselineEntry | null)[];
  const wrong = entries.findIndex((entry) => typeof entry?.fingerprint !== 'string' || !FINGERPRINT.test(entry.fingerprint));
  if (wrong >= 0) throw damaged(`its entry ${wrong + 1} has no fingerprint`);
  return entries as readonly BaselineEntry[];
}

export function baselineText(entries: Iterable<BaselineEntry>, keyId: string, complete: boolean): string {
  const findings = [...entries].sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
  return `${JSON.stringify({ schema: SCHEMA, key_id: keyId, complete, findings }, null, 1)}\n`;
}
