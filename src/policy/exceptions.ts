// Which exception takes a violation away. All selectors that an exception has must fit; an expired one never does.

import { dayIsOver, daysBetween, parseDay } from './dates.ts';
import type { EffectivePolicy } from './merge.ts';
import type { Exception } from './model.ts';

export interface ExceptionSubject {
  readonly fingerprint: string;
  readonly rule: string;
  readonly path: string;
  /** Redacted form, and for network findings the host or address in clear. */
  readonly shown: readonly string[];
  readonly context: string;
  readonly level: number;
}

export type ExceptionState = 'active' | 'expired' | 'not_yet' | 'too_long';

export function stateOf(exception: Exception, now: number, maxDays: number): ExceptionState {
  if (dayIsOver(exception.expires, now)) return 'expired';
  if ((parseDay(exception.created) ?? Number.POSITIVE_INFINITY) > now) return 'not_yet';
  return daysBetween(exception.created, parseDay(exception.expires) ?? 0) > maxDays ? 'too_long' : 'active';
}

/** `*` stands for any run of characters. Two pointers, no regular expression: the cost is bounded by the product of the lengths. */
export function globFits(pattern: string, text: string): boolean {
  if (text.length > 4096) return false;
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      mark = t;
    } else if (p < pattern.length && pattern[p] === text[t]) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

function fits(exception: Exception, subject: ExceptionSubject): boolean {
  if (exception.fingerprint !== undefined && exception.fingerprint !== subject.fingerprint) return false;
  if (exception.rule !== undefined && exception.rule !== subject.rule) return false;
  if (exception.path !== undefined && (subject.path === '' || !globFits(exception.path, subject.path))) return false;
  if (exception.pattern !== undefined && !subject.shown.some((text) => globFits(exception.pattern as string, text))) return false;
  return exception.context === undefined || exception.context === subject.context;
}

/** Level 3 is never excepted: what has no legitimate use has no trusted pattern. */
export function exceptionFor(policy: EffectivePolicy, subject: ExceptionSubject, now: number): Exception | null {
  if (policy.exceptions.length === 0 || subject.level >= 3) return null;
  for (const { exception } of policy.exceptions) {
    if (fits(exception, subject) && stateOf(exception, now, policy.settings['exceptions.max_days']) === 'active') return exception;
  }
  return null;
}
