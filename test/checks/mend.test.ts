// Every check passes what the test kit mends, and notices what it must.

import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../src/rules/check-names.ts';
import { mend } from '../../src/testkit/mend.ts';
import { engine, PASS, run, seeded } from './support.ts';
import { ROWS, type Row } from './samples.ts';

const ROUNDS = 25;
const title = (row: Row, i: number): string => `${i}: ${row.check} ${row.args.join(' ')}`;

/** Another character of the same kind, at a random place that is one. */
function change(text: string, random: () => number): string {
  for (;;) {
    const i = Math.floor(random() * text.length);
    const c = text[i] ?? '';
    const range = /[0-9]/u.test(c) ? '0123456789' : /[a-z]/u.test(c) ? 'abcdefghijklmnopqrstuvwxyz' : /[A-Z]/u.test(c) ? 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' : '';
    const other = range[Math.floor(random() * range.length)];
    if (other !== undefined && other !== c) return text.slice(0, i) + other + text.slice(i + 1);
  }
}

describe('mended samples', () => {
  engine.setNow(1_800_000_000);
  it('has a row for each check', () => {
    expect(new Set(ROWS.map((r) => r.check))).toEqual(new Set(Object.keys(CHECKS)));
  });
  it.each(ROWS.map((r, i) => [title(r, i), r] as const))('%s passes', (_, row) => {
    const random = seeded(7);
    for (let i = 0; i < ROUNDS; i++) {
      const secret = mend(row.check, row.args, row.draw(random), random);
      expect(run(row.check, row.args, secret), secret.slice(0, 12)).toBe(PASS);
      expect(run(row.check, row.args, secret, 0x3d), 'surroundings must not matter').toBe(PASS);
    }
  });
  it.each(ROWS.filter((r) => r.notices !== 'never').map((r, i) => [title(r, i), r] as const))('%s notices a changed character', (_, row) => {
    const random = seeded(11);
    let passed = 0;
    const rounds = row.check === 'ed25519-pair' ? 10 : 60;
    for (let i = 0; i < rounds; i++) {
      const secret = mend(row.check, row.args, row.draw(random), random);
      const from = /^(?:[a-z]+_|[A-Z]+-?)/u.exec(secret)?.[0].length ?? 0; // the prefix is not always covered
      const changed = secret.slice(0, from) + change(secret.slice(from), random);
      if (run(row.check, row.args, changed) === PASS) passed++;
    }
    expect(passed).toBeLessThanOrEqual(row.notices === 'always' ? 0 : rounds / 10);
  });
});
