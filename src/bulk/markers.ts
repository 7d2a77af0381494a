// Remarks by which people tell a scanner that a secret is known: our own, and those of other scanners.

/** In the line of the secret. */
export const ALLOW_MARKER =
  /\b(?:wardline|gitleaks|betterleaks|kingfisher|trufflehog|keyhog):\s?(?:allow|ignore)\b|\bpragma: ?(?:allow|white)list secret\b|\b(?:nosecret|ggignore|HashiCorpIgnore|secretlint-disable-line)\b/i;

/** In the line above it. */
export const NEXT_LINE_MARKER = /\bpragma: ?(?:allow|white)list nextline secret\b|\bsecretlint-disable-next-line\b|\bwardline: ?allow-next-line\b/i;
