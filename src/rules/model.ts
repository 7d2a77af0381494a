// The checked form of a rule: what the YAML loader produces and the compiler consumes.

import type { ViolationTypeName } from '../taxonomy/taxonomy.ts';

/** How sure a finding is, from the least. */
export const CONFIDENCES = ['low', 'medium', 'high'] as const;
export type Confidence = (typeof CONFIDENCES)[number];
/** How grave it is, from the least. */
export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];
/** For comparing: more is graver. */
export const SEVERITY_WEIGHT: Readonly<Record<Severity, number>> = { low: 1, medium: 2, high: 3, critical: 4 };
export type ViolationType = ViolationTypeName;

/** Where a piece of rule text stands, for errors: `file:line:column`. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Pattern {
  readonly source: string;
  readonly at: Position;
}

/** One qualifier. `fail` says what a failed check does to the finding; `pass` what a passed one does. */
export interface Check {
  readonly name: string;
  readonly args: readonly string[];
  /** 'drop' only for formats whose check is reject-safe. */
  readonly fail: 'drop' | 'low' | 'medium' | 'keep';
  readonly pass: 'high' | 'medium' | 'keep';
  readonly at: Position;
}

/** Words that must (or may) stand near a match. Case-insensitive. */
export interface Context {
  readonly keywords: readonly string[];
  /** Distance in bytes; `line` limits it to the same line as well. */
  readonly within: number;
  readonly where: 'before' | 'after' | 'around';
  /** Confidence of a match without any of the words; `drop` when it is nothing without them. */
  readonly without: Confidence | 'drop';
}

export interface Rule {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly kind: string;
  readonly type: ViolationType;
  readonly severity: Severity;
  /** Fingerprint family: the same secret under sibling rules gets the same fingerprint. */
  readonly family: string;
  /** Patterns of the dialect (docs/rules.md), alternatives of each other. Empty when `matcher` is set. */
  readonly patterns: readonly Pattern[];
  /** A built-in structured matcher instead of patterns: `pem`, `jwt`, `url`, `assignment`, … with its arguments. */
  readonly matcher: { readonly name: string; readonly args: Readonly<Record<string, string | number | readonly string[]>> } | null;
  /** What may not stand directly beside a match: `token` [A-Za-z0-9_-], `word` [A-Za-z0-9_], `none`. */
  readonly boundary: { readonly left: Boundary; readonly right: Boundary };
  /** What the format alone is worth. */
  readonly confidence: Confidence;
  readonly context: Context | null;
  /** Least Shannon entropy of the secret in bits a character, 0 for none. */
  readonly entropy: number;
  readonly checks: readonly Check[];
  /** Off in bulk scans unless asked for. */
  readonly on: boolean;
  /** Rule ids or families whose presence near makes a pair with this one. */
  readonly pairs: readonly string[];
  /** Template of a right secret (docs/rules.md, templates); examples refer to it as `{secret}`. */
  readonly sample: string;
  readonly examples: readonly string[];
  readonly negatives: readonly string[];
  readonly references: readonly string[];
  /** One sentence: what to do about a finding of this kind, if the taxonomy's own is not enough. */
  readonly advice: string;
  readonly at: Position;
}

export type Boundary = 'token' | 'word' | 'none';
