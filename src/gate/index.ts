// `wardline/gate`: judge messages in process.

import { keyedDigest } from '../audit/hash.ts';
import { createScanner } from '../index.ts';
import { installationKey } from '../findings/key-file.ts';
import { type LoadedPolicy, loadPolicy } from '../policy/load.ts';
import { findPlaces, type Places } from '../policy/places.ts';
import { AuditLogSink } from './audit-log-sink.ts';
import type { AuditSink } from './audit-sink.ts';
import { Gate, type OverrideChecker } from './gate.ts';
import { requestId } from './request-id.ts';

export type { Allowed, Answer, AnswerViolation, Decision, Held } from './answer.ts';
export type { AuditSink, CheckRecord } from './audit-sink.ts';
export { type Classifier, type ClassifierVerdict, classifyWith, httpClassifier } from './classifier.ts';
export type { CheckOptions } from './check-options.ts';
export { Gate, MAX_MESSAGE } from './gate.ts';

export interface GateOptions {
  /** Where policies are looked for. Default: the process's directory and environment. */
  readonly places?: Places;
  /** Instead of looking for policies. */
  readonly policy?: LoadedPolicy;
  /** Key of the fingerprints. Default: the installation's. */
  readonly key?: Uint8Array;
  /** `false`: nothing is recorded. Default: what the policy says, in the state directory. */
  readonly audit?: AuditSink | false;
  /** Takes override tokens: `overrideChecker` of wardline's policy. Without one, tokens are refused. */
  readonly overrides?: OverrideChecker;
  readonly now?: () => number;
}

/** A gate with the policies that hold here. */
export async function createGate(options: GateOptions = {}): Promise<Gate> {
  const places = options.places ?? findPlaces();
  const key = options.key ?? installationKey().key;
  const [scanner, loaded] = await Promise.all([createScanner({ all: true, minConfidence: 'low', key }), options.policy ?? loadPolicy(places)]);
  const now = options.now ?? Date.now;
  let audit: AuditSink | null = null;
  if (options.audit !== undefined) audit = options.audit === false ? null : options.audit;
  else if (loaded.policy.settings['audit.enabled']) audit = await AuditLogSink.open(places.state, loaded.policy.settings, key, now);
  const messageMac = (text: string): string => `hmac-sha256:${scanner.keyId}:${keyedDigest(key, `message\0${text}`)}`;
  return new Gate({ scanner, loaded, messageMac, audit, overrides: options.overrides ?? null, now, requestId });
}
