// What a policy is, as data. Files are read into this by parse.ts, laid over each other by merge.ts, applied by levels.ts.

import type { Confidence, Severity, ViolationType } from '../rules/model.ts';

export type Level = 0 | 1 | 2 | 3;

/** Where a policy comes from, strongest first. Each may tighten what those before it say; loosening can be locked. */
export type Layer = 'base' | 'org' | 'project' | 'user';
export const LAYERS: readonly Layer[] = ['base', 'org', 'project', 'user'];

export const CONTEXTS = [
  'infrastructure_documentation', 'security_research', 'agent_development', 'compliance_documentation', 'code', 'operations', 'general',
] as const;
export type Context = (typeof CONTEXTS)[number];

/** Of what use an address is to a stranger. Empty where there is none. */
export type AddressRange = '' | 'public' | 'private' | 'documentation' | 'loopback' | 'link_local' | 'reserved' | 'internal_name' | 'public_name' | 'example_name';

/** All that a decision may depend on, and all that is recorded of a violation. No content. */
export interface Features {
  readonly type: ViolationType;
  readonly kind: string;
  readonly rule: string;
  readonly provider: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly context: Context;
  readonly range: AddressRange;
  /** Another rule of the same type reports in the same message. */
  readonly corroborated: boolean;
  /** Violations of this type in the message. */
  readonly same_type: number;
  /** Language of the piece of text, e.g. `python`, `yaml`, `prose`. */
  readonly language: string;
  readonly surface: string;
  readonly path: string;
  readonly user: string;
  readonly groups: readonly string[];
}

/** Every field that is given must fit; lists mean one of. */
export interface Match {
  readonly type?: readonly string[];
  readonly kind?: readonly string[];
  readonly rule?: readonly string[];
  readonly provider?: readonly string[];
  readonly severity?: readonly string[];
  readonly confidence?: readonly string[];
  readonly context?: readonly string[];
  readonly range?: readonly string[];
  readonly language?: readonly string[];
  readonly surface?: readonly string[];
  readonly group?: readonly string[];
  readonly corroborated?: boolean;
  readonly min_same_type?: number;
}

export interface LevelRow {
  readonly id: string;
  readonly match: Match;
  /** CEL over the features. */
  readonly when?: string;
  readonly level: Level;
  readonly reason: string;
  /** What to tell people when this row decided. */
  readonly note?: string;
}

export interface Exception {
  readonly id: string;
  /** At least one of these; all that are given must fit. */
  readonly fingerprint?: string;
  readonly rule?: string;
  readonly path?: string;
  /** Fits the redacted form (`match`) and the host or address of network findings, with `*` for any run of characters. */
  readonly pattern?: string;
  readonly context?: string;
  readonly owner: string;
  readonly reason: string;
  readonly ticket: string;
  /** Days, `YYYY-MM-DD`. It works up to the end of the day it expires, UTC. */
  readonly created: string;
  readonly expires: string;
}

export interface PolicyExample {
  readonly name: string;
  /** A text, in which `{{class:n}}` templates draw fresh characters: no credential stands in a policy. */
  readonly text: string;
  readonly context?: string;
  /** Groups of the sender, and where the text comes from. */
  readonly groups?: readonly string[];
  readonly path?: string;
  readonly expect: { readonly level?: Level; readonly decision?: string; readonly context?: string; readonly types?: readonly string[] };
}

export interface Identity {
  readonly name: string;
  readonly roles: readonly string[];
  readonly groups: readonly string[];
  /** User of the operating system. */
  readonly user: string;
  /** Public key (`ed25519:…`) the person's grants are signed with. */
  readonly key: string;
}

export interface PolicyDocument {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly locks: readonly string[];
  readonly levels: readonly LevelRow[];
  readonly off: readonly string[];
  readonly exceptions: readonly Exception[];
  readonly identities: readonly Identity[];
  readonly examples: readonly PolicyExample[];
}

export interface PolicySource {
  readonly layer: Layer;
  /** Where it was read. */
  readonly file: string;
  /** SHA-256 of the file, 16 digits. */
  readonly hash: string;
  /** `pinned`: signed by the pinned key. */
  readonly signature: 'none' | 'pinned' | 'shipped';
  readonly document: PolicyDocument;
}
