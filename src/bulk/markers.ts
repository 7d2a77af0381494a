// Remarks by which people tell a scanner that a secret is known: our own, and those of other scanners.

/** In the line of the secret. Ours may name a rule. */
export const ALLOW_MARKER =
  /\bwardline:\s?(?:allow|ignore)(?![-\w])(?:[ \t]+([a-z0-9][a-z0-9-]{1,80}))?|\b(?:gitleaks|betterleaks|kingfisher|trufflehog|keyhog):\s?(?:allow|ignore)(?![-\w])|\bpragma: ?(?:allow|white)list secret\b|\b(?:nosecret|ggignore|HashiCorpIgnore|secretlint-disable-line)\b/i;

/** In the line above it. */
export const NEXT_LINE_MARKER =
  /\bwardline: ?allow-next-line\b(?:[ \t]+([a-z0-9][a-z0-9-]{1,80}))?|\bpragma: ?(?:allow|white)list nextline secret\b|\bsecretlint-disable-next-line\b/i;

/** Null: there is no such remark. Nothing: it names no rule. The word may be the first of a reason, and no rule at all. */
export function ruleNamed(marker: RegExp, text: string): string | null {
  const found = marker.exec(text);
  return found === null ? null : (found[1] ?? '');
}
