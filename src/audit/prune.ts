// Retention: whole files go, oldest first, never the newest one. The next file tells where in the tree it begins, so that
// what is left can still be verified and proved.

import { unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.ts';
import { openRecord, readSegment, segmentName, segments } from './log.ts';

export function pruneLog(directory: string, days: number, now: number): string[] {
  return withLock(join(directory, 'audit.lock'), () => {
    const numbers = segments(directory);
    const gone: string[] = [];
    for (const number of numbers.slice(0, -1)) {
      const { lines } = readSegment(directory, number);
      const last = openRecord(lines[lines.length - 1] ?? '');
      const time = last === null ? Number.NaN : Date.parse(String(last.fields['time']));
      // What can't be read is no reason to delete it.
      if (!(now - time > days * 86_400_000)) break;
      unlinkSync(join(directory, segmentName(number)));
      gone.push(segmentName(number));
    }
    return gone;
  });
}
