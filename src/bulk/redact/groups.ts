// Findings become replacements: those that overlap give one, named after the gravest.

import type { Finding } from '../../findings/finding.ts';
import { SEVERITY_WEIGHT } from '../../rules/model.ts';

/** What of a finding is needed to replace it: many may wait at once. */
export interface Found {
  readonly start: number;
  readonly end: number;
  readonly rule: string;
  readonly weight: number;
  /** Empty where the style needs none. */
  readonly fingerprint: string;
}

/** A span to be replaced as one. */
export interface Group {
  readonly start: number;
  end: number;
  rule: string;
  weight: number;
  fingerprint: string;
}

export function foundOf({ byte_start, byte_end, rule_id, severity, fingerprint }: Finding): Found {
  return { start: byte_start, end: byte_end, rule: rule_id, weight: SEVERITY_WEIGHT[severity], fingerprint };
}

/** Takes findings in order of `start`, gives groups in the same order once nothing can join them any more. */
export class Groups {
  #waiting: Found[] = [];
  /** Groups up to here are closed: the findings in front of it were given away. */
  #done = 0;

  add(found: Found): void {
    this.#waiting.push(found);
  }

  /** Where the first group begins that was not given away; infinite when there is none. */
  get open(): number {
    return this.#waiting[this.#done]?.start ?? Number.POSITIVE_INFINITY;
  }

  /** The groups that end at `limit` or before it, when all findings that begin before `limit` were added. */
  take(limit: number): Group[] {
    const waiting = this.#waiting;
    const groups: Group[] = [];
    let at = this.#done;
    while (at < waiting.length) {
      const group: Group = { ...(waiting[at] as Found) };
      let next = at + 1;
      for (let other = waiting[next]; other !== undefined && other.start < group.end; other = waiting[++next]) {
        group.end = Math.max(group.end, other.end);
        if (other.weight > group.weight) ({ rule: group.rule, weight: group.weight, fingerprint: group.fingerprint } = other);
      }
      if (group.end > limit) break;
      groups.push(group);
      at = next;
    }
    if (at === waiting.length) {
      this.#waiting = [];
      this.#done = 0;
    } else if (at > 4096) {
      this.#waiting = waiting.slice(at);
      this.#done = 0;
    } else this.#done = at;
    return groups;
  }
}
