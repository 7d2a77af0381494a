// Lines of the message with the violations marked. What is secret stands there as its placeholder.

import type { Held } from './answer.ts';

interface Painter {
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
}

export const MAX_MARKED = 20;
const WIDTH = 100;

export function markedLines(text: string, answer: Held, paint: Painter): string[] {
  const out: string[] = [];
  for (const violation of answer.violations.slice(0, MAX_MARKED)) {
    const lineStart = text.lastIndexOf('\n', violation.char_start - 1) + 1;
    const next = text.indexOf('\n', violation.char_start);
    const lineEnd = next < 0 ? text.length : next;
    const begin = Math.max(lineStart, violation.char_start - 50);
    const keep = violation.placeholder === '' || violation.char_end === violation.char_start;
    const head = hide(text, begin, violation.char_start, answer);
    const seen = violation.violation_type === 'CREDENTIAL_DETECTION' ? violation.placeholder : (text.slice(violation.char_start, Math.min(violation.char_end, lineEnd)) || violation.trigger_pattern);
    const tail = hide(text, Math.min(violation.char_end, lineEnd), lineEnd, answer).slice(0, Math.max(0, WIDTH - head.length - seen.length));
    const number = String(violation.line).padStart(5);
    out.push(`${number} | ${begin > lineStart ? '…' : ''}${head}${paint.red(seen)}${keep ? '' : tail}`.trimEnd());
    out.push(`${' '.repeat(5)} | ${' '.repeat(head.length + (begin > lineStart ? 1 : 0))}${paint.red('^'.repeat(Math.max(1, Math.min(seen.length, 60))))} ${violation.trigger_pattern}: ${violation.violation_type}, ${violation.confidence} confidence${paint.dim(` (${violation.level_reason})`)}`);
  }
  return out;
}

/** `text[from, to)` with the credentials in it replaced. */
function hide(text: string, from: number, to: number, answer: Held): string {
  let out = '';
  let at = from;
  for (const one of answer.violations) {
    if (one.violation_type !== 'CREDENTIAL_DETECTION' || one.char_end <= at || one.char_start >= to) continue;
    out += text.slice(at, Math.max(at, one.char_start)) + one.placeholder;
    at = Math.min(to, one.char_end);
  }
  return out + text.slice(at, Math.max(at, to));
}
