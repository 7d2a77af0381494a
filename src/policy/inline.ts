// Comments in the text that allow a finding of their own line or of the line below: `wardline:allow RULE reason`.
// RULE is a rule's id; a reason is required, so that a reader of the audit learns why.

export interface InlineAllow {
  readonly rule: string;
  readonly reason: string;
  readonly line: number;
}

const MARK = 'wardline:allow';
const MOST = 200;

export function inlineAllows(text: string): readonly InlineAllow[] {
  let at = text.indexOf(MARK);
  if (at < 0) return [];
  const found: InlineAllow[] = [];
  let line = 1;
  let counted = 0;
  while (at >= 0 && found.length < MOST) {
    for (let i = text.indexOf('\n', counted); i >= 0 && i < at; i = text.indexOf('\n', i + 1)) {
      line++;
      counted = i + 1;
    }
    const rest = text.slice(at + MARK.length, at + MARK.length + 300).split('\n')[0] ?? '';
    const parts = /^\s+([a-z0-9][a-z0-9-]{1,80})\s+(.*\S)/.exec(rest);
    const reason = parts?.[2]?.replace(/\s*(?:-->|\*\/|#}|%>)\s*$/, '').trim() ?? '';
    if (parts !== null && reason.length >= 3) found.push({ rule: parts[1] as string, reason: reason.slice(0, 200), line });
    at = text.indexOf(MARK, at + MARK.length);
  }
  return found;
}

export function inlineAllowFor(allows: readonly InlineAllow[], rule: string, line: number): InlineAllow | null {
  return allows.find((one) => one.rule === rule && (one.line === line || one.line === line - 1)) ?? null;
}
