// What overrides and disputes need of the state directory: events in the audit, which is also where their state is read
// from. There is no second record that could say something else.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { appendEvents, auditDirectory, type AuditEvent, openRecord, readSegment, segments } from '../audit/log.ts';
import { openSigner } from '../audit/signer.ts';
import type { EffectivePolicy } from './merge.ts';

export function recordEvents(state: string, policy: EffectivePolicy, events: readonly AuditEvent[], now: number = Date.now()): void {
  appendEvents(auditDirectory(state), events, { segmentBytes: policy.settings['audit.segment_mib'] * 1024 * 1024, now: () => now, sync: true });
}

export interface Recorded {
  readonly seq: number;
  readonly time: number;
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** All records whose event begins with `prefix`, in order. Lines are looked at before they are parsed. */
export function recorded(state: string, prefix: string): readonly Recorded[] {
  const directory = auditDirectory(state);
  const mark = `"event":"${prefix}`;
  const found: Recorded[] = [];
  for (const number of segments(directory)) {
    for (const line of readSegment(directory, number).lines) {
      if (!line.includes(mark)) continue;
      const record = openRecord(line);
      const event = record?.fields['event'];
      if (record === null || typeof event !== 'string' || !event.startsWith(prefix)) continue;
      found.push({ seq: Number(record.fields['seq']), time: Date.parse(String(record.fields['time'])), event, fields: record.fields });
    }
  }
  return found;
}

/** Names the log of a state directory by its key, so that what belongs to one is not taken for another's. A copy of the whole directory has the same name. */
export function logIdentity(state: string): string {
  return createHash('sha256').update(openSigner(auditDirectory(state)).raw).digest('hex').slice(0, 32);
}

/** Time of the newest record; 0 when there is none. */
export function newestTime(state: string): number {
  const directory = auditDirectory(state);
  const last = segments(directory).at(-1);
  const line = last === undefined ? undefined : readSegment(directory, last).lines.at(-1);
  const time = line === undefined ? Number.NaN : Date.parse(String(openRecord(line)?.fields['time']));
  return Number.isNaN(time) ? 0 : time;
}

export function stateLock(state: string, name: string): string {
  return join(state, `${name}.lock`);
}
