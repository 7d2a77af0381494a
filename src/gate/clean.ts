// The message without its violations: with placeholders, or with made-up values of the same form.

import { exampleOf } from './network.ts';
import type { Violation } from './violation.ts';

/** Everything that is no violation of level 1 or above stays as it was. */
export function sanitize(text: string, violations: readonly Violation[]): string {
  return replaceAll(text, violations, (violation) => violation.placeholder);
}

/** Values that can be seen to be made up, of the same length and alphabet; the same secret gets the same value. */
export function withMockData(text: string, violations: readonly Violation[]): string {
  const seen = new Map<string, string>();
  return replaceAll(text, violations, (violation) => {
    const secret = text.slice(violation.start, violation.end);
    let mock = seen.get(secret);
    if (mock === undefined) {
      mock = violation.range === '' ? mockOf(secret, seen.size) : exampleOf(secret, seen.size);
      seen.set(secret, mock);
    }
    return mock;
  });
}

function replaceAll(text: string, violations: readonly Violation[], make: (violation: Violation) => string): string {
  let out = '';
  let at = 0;
  const order = violations.filter((one) => one.hidden).sort((a, b) => a.start - b.start || b.end - a.end);
  for (let i = 0; i < order.length; i++) {
    const violation = order[i] as Violation;
    if (violation.start < at) continue;
    let end = violation.end;
    let gravest = violation;
    for (let j = i + 1; j < order.length && (order[j] as Violation).start < end; j++) {
      const other = order[j] as Violation;
      if (other.level > gravest.level) gravest = other;
      end = Math.max(end, other.end);
    }
    out += text.slice(at, violation.start) + make(gravest);
    at = end;
  }
  return out + text.slice(at);
}

const HEAD = /^(?:[A-Za-z]{1,12}[_-])+/;

/** A public head stays, the rest becomes a run that says of itself that it is made up. */
function mockOf(secret: string, number: number): string {
  if (secret.includes('\n')) return `[MOCK_KEY_${number + 1}]`;
  const head = HEAD.exec(secret)?.[0] ?? '';
  const rest = secret.slice(head.length);
  if (/^[0-9a-f]+$/i.test(rest) && rest.length >= 16) return head + '0'.repeat(rest.length - 1) + ((number + 1) % 10);
  const filler = `MOCK${number + 1}`.padEnd(Math.max(5, rest.length), 'X');
  return head + filler.slice(0, Math.max(5, rest.length));
}
