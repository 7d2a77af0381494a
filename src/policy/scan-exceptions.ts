// Exceptions of the policies for findings of a bulk scan, where no message, no surroundings and no person are known.

import type { Finding } from '../findings/finding.ts';
import { exceptionFor, stateOf } from './exceptions.ts';
import { decide } from './levels.ts';
import type { LoadedPolicy } from './load.ts';
import { CONTEXTS, type Features, type Level } from './model.ts';

export interface ScanExceptions {
  /** The exception that takes a finding away. */
  holds(finding: Finding, path: string, entry: string | undefined): string | null;
  /** Exceptions that can't hold here, in words. */
  readonly remarks: readonly string[];
}

/** Null when there is no exception. */
export function scanExceptions(loaded: LoadedPolicy, keyId: string, now: number): ScanExceptions | null {
  const { policy } = loaded;
  if (policy.exceptions.length === 0) return null;
  const remarks: string[] = [];
  for (const { exception } of policy.exceptions) {
    const key = /^hmac-sha256:([^:]+):/.exec(exception.fingerprint ?? '')?.[1];
    if (key !== undefined && key !== keyId && stateOf(exception, now, policy.settings['exceptions.max_days']) === 'active') {
      remarks.push(`exception \`${exception.id}\` was made with key \`${key}\`, this run uses \`${keyId}\`: it can't hold`);
    }
  }
  return {
    remarks,
    holds(finding, path, entry) {
      const place = path.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
      // A context is never known here: an exception that asks for one does not fit.
      const subject = { fingerprint: finding.fingerprint, rule: finding.rule_id, shown: [finding.match], context: '', level: 0 };
      const exception = exceptionFor(policy, { ...subject, path: place }, now) ?? (entry === undefined ? null : exceptionFor(policy, { ...subject, path: `${place}!${entry}` }, now));
      return exception === null || gravestLevel(loaded, finding, place) >= 3 ? null : exception.id;
    },
  };
}

/** In whatever context: what may have no exception has none. */
function gravestLevel(loaded: LoadedPolicy, finding: Finding, path: string): Level {
  const levels = CONTEXTS.map((context) => {
    const features: Features = {
      type: finding.violation_type, kind: finding.kind, rule: finding.rule_id, provider: finding.provider, severity: finding.severity, confidence: finding.confidence,
      context, range: '', corroborated: true, same_type: 1, language: '', surface: 'scan', path, user: '', groups: [],
    };
    return decide(loaded.policy, features, loaded.conditions).level;
  });
  return Math.max(...levels) as Level;
}
