// One candidate and its bytes → one finding. Runs once a finding, so: no regular expressions, no closures, one object.

import type { RawHit } from '../engine/types.ts';
import type { Confidence } from '../rules/model.ts';
import { measure } from './entropy.ts';
import type { DecodedSpan, Finding } from './finding.ts';
import type { Fingerprinter, Hasher } from './fingerprint.ts';
import type { Candidate } from './overlap.ts';
import { providerOfKey } from './provider-names.ts';
import { reasonWords } from './reasons.ts';
import { matchText, type RuleEntry } from './rule-table.ts';
import { Secret } from './secret.ts';

/** A finding before it is handed out. */
export type Draft = { -readonly [K in keyof Finding]-?: undefined extends Finding[K] ? Finding[K] | undefined : Finding[K] };

export const CONFIDENCE_WORDS: readonly Confidence[] = ['low', 'low', 'medium', 'high'];
const ENCODINGS: readonly DecodedSpan['as'][] = ['base64', 'base64', 'base64url', 'hex', 'percent', 'escape', 'entity'];
const LEAST_HEX_DIGITS = 32;

export interface BuildOptions {
  /** Without one, `fingerprint` stays empty. */
  readonly fingerprinter: Fingerprinter | null;
  readonly reveal: boolean;
}

/** The finding of `candidate`, whose secret is `bytes[start, end)`. Its id is given when it is handed out. */
export function build(candidate: Candidate, bytes: Uint8Array, start: number, end: number, options: BuildOptions, engine?: Hasher): Draft {
  const { hit, rule } = candidate;
  const length = end - start;
  const measures = measure(bytes, start, end);
  const hexKey = measures.hex && rule.specific === 0 && length >= LEAST_HEX_DIGITS && isHexKind(rule);
  const details = hexKey ? HEX_DETAILS : rule.detailer === null ? undefined : rule.detailer(bytes, start, end);
  // Every finding has every field, in this order, so that all are of one shape to those who read them.
  return {
    rule_id: rule.id,
    violation_type: rule.type,
    trigger_pattern: hexKey ? hexName(length) : rule.name,
    kind: rule.kind,
    provider: providerOf(candidate),
    severity: rule.severity,
    confidence: CONFIDENCE_WORDS[hit.confidence]!,
    reasons: reasonWords(hit.reasons),
    byte_start: hit.start,
    byte_end: hit.end,
    char_start: undefined,
    char_end: undefined,
    line: hit.line,
    column: hit.column,
    end_line: hit.endLine,
    end_column: hit.endColumn,
    id: '',
    match: matchText(rule, bytes, start, end, measures.characters),
    length,
    entropy: measures.entropy,
    fingerprint: options.fingerprinter === null ? '' : options.fingerprinter.of(rule.familyBytes, bytes, start, end, engine),
    suggested_resolution: hexKey ? rule.hexSuggestion : rule.suggestion,
    policy_reference: rule.reference,
    also: candidate.also === null ? undefined : alsoIds(candidate.also),
    related: undefined,
    decoded: hit.chain.length === 0 ? undefined : decodedSpans(hit),
    key: candidate.key,
    details,
    secret: options.reveal ? new Secret(bytes.subarray(start, end)) : undefined,
  };
}

/** Whose secret it is: of general rules, and of those that know a place only, the service that the key names, or whose format gave way. */
function providerOf(candidate: Candidate): string {
  const { rule, key, also } = candidate;
  if (rule.owned) return rule.provider;
  const named = key === undefined ? '' : providerOfKey(key);
  if (named !== '') return named;
  if (also !== null) for (const other of also) if (other.owned) return other.provider;
  return rule.provider;
}

const HEX_DETAILS = Object.freeze({ alphabet: 'hexadecimal' });
const hexNames: string[] = [];

function hexName(length: number): string {
  return length <= 256 ? (hexNames[length] ??= `${length}-character hexadecimal string`) : `${length}-character hexadecimal string`;
}

/** Keys that nobody's format claims and that are plain hexadecimal are called what they look like. */
function isHexKind(rule: RuleEntry): boolean {
  switch (rule.kind) {
    case 'private_key':
    case 'seed':
    case 'hash':
    case 'connection_string':
    case 'webhook':
    case 'signed_url':
      return false;
    default:
      return rule.type === 'CREDENTIAL_DETECTION';
  }
}

function alsoIds(rules: readonly RuleEntry[]): string[] {
  if (rules.length === 1) return [rules[0]!.id];
  return rules.map((rule) => rule.id).sort();
}

function decodedSpans(hit: RawHit): DecodedSpan[] {
  return hit.chain.map((piece) => ({ as: ENCODINGS[piece.encoding] ?? 'base64', byte_start: piece.start, byte_end: piece.end }));
}

const MOST_KEY_BYTES = 64;

/**
 * Name of the variable or header of a hit, read from engine memory at `at`; undefined when it is long or holds
 * anything but what names are made of, since it is shown as it is.
 */
export function keyText(memory: Uint8Array, at: number, length: number): string | undefined {
  if (length < 1 || length > MOST_KEY_BYTES) return undefined;
  let run = 0;
  for (let i = at; i < at + length; i += 1) {
    const c = memory[i]!;
    const letter = (c >= 0x61 && c <= 0x7a) || (c >= 0x41 && c <= 0x5a);
    const digit = c >= 0x30 && c <= 0x39;
    if (!letter && !digit && c !== 0x5f && c !== 0x2d && c !== 0x2e && c !== 0x20 && c !== 0x24 && c !== 0x5b && c !== 0x5d) return undefined;
    // Eight digits in a row belong to a value, not to a name.
    run = digit ? run + 1 : 0;
    if (run >= 8) return undefined;
  }
  return String.fromCharCode.apply(null, memory.subarray(at, at + length) as unknown as number[]);
}

