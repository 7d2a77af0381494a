// Baselines of other scanners, so that changing over does not mean starting over: reports of gitleaks and its kin,
// .gitleaksignore files, and detect-secrets baselines. What they know by secret is matched by secret; what they know by
// place alone is matched by place.

import { createHash } from 'node:crypto';
import type { Located } from './summary.ts';

export interface ForeignBaseline {
  readonly format: 'gitleaks report' | 'gitleaksignore' | 'detect-secrets';
  /** It knows secrets by themselves or by their hash: findings must come with theirs. */
  readonly needsSecret: boolean;
  knows(located: Located): boolean;
}

/** Null when the text is none of them. */
export function readForeignBaseline(text: string): ForeignBaseline | null {
  const trimmed = text.trimStart();
  if (trimmed.startsWith('[') || trimmed.startsWith('{')) {
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      return null;
    }
    if (Array.isArray(parsed)) return gitleaksReport(parsed);
    return detectSecrets(parsed as Record<string, unknown>);
  }
  return gitleaksIgnore(text);
}

interface GitleaksFinding {
  readonly File?: unknown;
  readonly StartLine?: unknown;
  readonly Secret?: unknown;
}

function gitleaksReport(list: readonly unknown[]): ForeignBaseline | null {
  const secrets = new Set<string>();
  const places = new Places();
  for (const item of list as readonly GitleaksFinding[]) {
    if (typeof item !== 'object' || item === null || typeof item.File !== 'string') return null;
    // Reports written with redaction hold no secret: then only the place is known.
    if (typeof item.Secret === 'string' && item.Secret !== '' && !/REDACTED|^\*+$|\.\.\.$/.test(item.Secret)) secrets.add(item.Secret);
    else if (typeof item.StartLine === 'number') places.add(item.File, item.StartLine);
  }
  return {
    format: 'gitleaks report', needsSecret: secrets.size > 0,
    knows: (located) => secrets.has(secretOf(located)) || places.has(located),
  };
}

/** `commit:path:rule:line` or `path:rule:line`, one a line. */
function gitleaksIgnore(text: string): ForeignBaseline | null {
  const places = new Places();
  let entries = 0;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const parts = /^(?:[0-9a-f]{7,64}:)?(.+):([^:]+):(\d+)$/.exec(line);
    if (parts === null) return null;
    places.add(parts[1] as string, Number(parts[3]));
    entries++;
  }
  return entries === 0 ? null : { format: 'gitleaksignore', needsSecret: false, knows: (located) => places.has(located) };
}

function detectSecrets(parsed: Record<string, unknown>): ForeignBaseline | null {
  const results = parsed.results;
  if (typeof results !== 'object' || results === null || Array.isArray(results)) return null;
  const hashes = new Set<string>();
  for (const list of Object.values(results)) {
    if (!Array.isArray(list)) return null;
    for (const item of list as readonly { hashed_secret?: unknown }[]) if (typeof item.hashed_secret === 'string') hashes.add(item.hashed_secret);
  }
  return {
    format: 'detect-secrets', needsSecret: true,
    knows: (located) => hashes.has(createHash('sha1').update(secretOf(located)).digest('hex')),
  };
}

function secretOf({ finding }: Located): string {
  return (finding as { secret?: { revealText(): string } }).secret?.revealText() ?? '';
}

/** Paths as the other tool wrote them are relative to where it ran: they are compared from their end. */
class Places {
  readonly #byLine = new Map<number, string[]>();

  add(path: string, line: number): void {
    const clean = path.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
    const known = this.#byLine.get(line);
    if (known === undefined) this.#byLine.set(line, [clean]);
    else known.push(clean);
  }

  has({ path, entry, finding }: Located): boolean {
    const full = entry === undefined ? path : `${path}!${entry}`;
    return this.#byLine.get(finding.line)?.some((known) => full === known || full.endsWith(`/${known}`)) ?? false;
  }
}

/** Remarks in a line by which people told other scanners that its secret is known. */
export const ALLOW_MARKER = /\b(?:wardline|gitleaks|betterleaks|kingfisher):\s?(?:allow|ignore)\b|\btrufflehog:\s?ignore\b|\bpragma: ?allowlist(?: nextline)? secret\b|\bnosecret\b/i;
