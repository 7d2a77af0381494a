// What a scanner and a single call of it can be told, and the checks on that.

import { WardlineError } from '../errors.ts';
import type { Finding } from '../findings/finding.ts';
import type { Surface } from '../findings/placeholder.ts';
import { checkStyle, type RedactStyle, type TokenNumbers } from '../findings/redactor.ts';
import type { RuleSelection } from '../findings/selection.ts';
import type { Confidence } from '../rules/model.ts';

/** What a filter answers: keep the finding, or leave it out and say why. */
export type FilterVerdict = 'keep' | { readonly suppress: string };
export type FindingFilter = (finding: Finding) => FilterVerdict;

export interface ScannerOptions extends RuleSelection {
  /** Findings below it are counted, not given. Default `medium`. */
  readonly minConfidence?: Confidence;
  /** Judges every finding before it is given. */
  readonly filter?: FindingFilter;
  /** Key of the fingerprints, at least 16 bytes. */
  readonly key?: Uint8Array;
  /** Findings hold their secret in `secret`, which prints as `[secret]`. */
  readonly reveal?: boolean;
  /** Count lines and columns. Default true. */
  readonly lines?: boolean;
}

export interface ScanOptions {
  readonly signal?: AbortSignal | undefined;
  /** Instead of the scanner's own. */
  readonly minConfidence?: Confidence;
  readonly filter?: FindingFilter;
}

export interface RedactOptions extends ScanOptions {
  /** Default `label`. */
  readonly style?: RedactStyle;
  /** `message` uses the placeholders people read in messages (`[JWT_TOKEN]`). Default `bulk`. */
  readonly surface?: Surface;
  /** Share one to have the same numbers in several inputs (style `token`). */
  readonly tokens?: TokenNumbers;
  /** Hears of every finding that is replaced. */
  readonly onFinding?: (finding: Finding) => void;
}

const LEVELS: Readonly<Record<Confidence, 1 | 2 | 3>> = { low: 1, medium: 2, high: 3 };

export function levelOf(confidence: Confidence): 1 | 2 | 3 {
  const level = Object.hasOwn(LEVELS, confidence) ? LEVELS[confidence] : undefined;
  if (level !== undefined) return level;
  throw new WardlineError('bad_option', `\`minConfidence\` is \`${String(confidence)}\``, { hint: 'use low, medium or high' });
}

export function styleOf(options: RedactOptions): RedactStyle {
  return options.style === undefined ? 'label' : checkStyle(options.style);
}

const KNOWN = new Set(['all', 'only', 'except', 'minConfidence', 'filter', 'key', 'reveal', 'lines']);

/** Refuses options that are misspelled or of the wrong type, before anything is loaded. `more` names those of the entry point. */
export function checkOptions(options: ScannerOptions, more: readonly string[] = []): void {
  for (const name of Object.keys(options)) {
    if (KNOWN.has(name) || more.includes(name)) continue;
    throw new WardlineError('bad_option', `there is no option \`${name}\``, { hint: `the options are ${[...KNOWN, ...more].join(', ')}` });
  }
  if (options.minConfidence !== undefined) levelOf(options.minConfidence);
  if (options.filter !== undefined && typeof options.filter !== 'function') {
    throw new WardlineError('bad_option', '`filter` is not a function', { hint: "pass (finding) => 'keep' or { suppress: reason }" });
  }
  for (const name of ['only', 'except'] as const) {
    const list: unknown = options[name];
    if (list !== undefined && (!Array.isArray(list) || list.some((item) => typeof item !== 'string'))) {
      throw new WardlineError('bad_option', `\`${name}\` is not a list of names`, { hint: 'pass rule ids, types, kinds, families or providers' });
    }
  }
}

/** Applies a filter and checks its answer. The reason for leaving the finding out, or null to keep it. */
export function judge(filter: FindingFilter | undefined, finding: Finding): string | null {
  if (filter === undefined) return null;
  const verdict: unknown = filter(finding);
  if (verdict === 'keep') return null;
  if (typeof verdict === 'object' && verdict !== null && 'suppress' in verdict && typeof verdict.suppress === 'string') return verdict.suppress;
  throw new WardlineError('bad_filter_answer', 'the filter answered neither `keep` nor a reason', {
    hint: "return 'keep' or { suppress: 'why' }",
  });
}
