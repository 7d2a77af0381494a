// Baselines of other scanners, so that changing over does not mean starting over: reports of gitleaks and its kin and of
// TruffleHog, .gitleaksignore files, baselines of detect-secrets and Kingfisher, matches that ggshield ignores. What they
// know by secret is matched by secret; what they know by place alone is matched by place.

import { createHash } from 'node:crypto';
import type { Located } from './summary.ts';

export interface ForeignBaseline {
  readonly format: 'gitleaks report' | 'gitleaksignore' | 'detect-secrets' | 'TruffleHog report' | 'Kingfisher' | 'ggshield';
  /** It knows secrets by themselves or by their hash: findings must come with theirs. */
  readonly needsSecret: boolean;
  /** Entries that can't be compared with anything here: hashes over more than the secret. */
  readonly unusable?: number;
  knows(located: Located): boolean;
}

/** Null when the text is none of them. */
export async function readForeignBaseline(text: string): Promise<ForeignBaseline | null> {
  const trimmed = text.trimStart();
  if (trimmed.startsWith('[') || trimmed.startsWith('{')) {
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      return truffleHogReport(text);
    }
    if (Array.isArray(parsed)) return gitleaksReport(parsed);
    if ((parsed as { SourceMetadata?: unknown }).SourceMetadata !== undefined) return truffleHogReport(text);
    return detectSecrets(parsed as Record<string, unknown>);
  }
  if (/^(?:ExactFindings|fingerprint_algorithm|repositories|secret|matches-ignore)\s*:/m.test(text)) return readYaml(text);
  return gitleaksIgnore(text);
}

async function readYaml(text: string): Promise<ForeignBaseline | null> {
  const { parse } = await import('yaml');
  let parsed: unknown;
  try {
    parsed = parse(text);
  } catch {
    return null;
  }
  if (typeof parsed !== 'object' || parsed === null) return null;
  return kingfisher(parsed as KingfisherBaseline) ?? ggshield(parsed as GgshieldConfig);
}

interface KingfisherBaseline {
  readonly ExactFindings?: { readonly matches?: unknown };
  readonly repositories?: unknown;
}

/** Its fingerprints hold offsets and can't be made here: the place is what is left. */
function kingfisher(parsed: KingfisherBaseline): ForeignBaseline | null {
  const groups: unknown[] = Array.isArray(parsed.repositories) ? parsed.repositories.map((r: { findings?: unknown } | null) => r?.findings) : [parsed.ExactFindings?.matches];
  if (groups.some((group) => !Array.isArray(group))) return null;
  const places = new Places();
  let unusable = 0;
  for (const entry of groups.flat() as readonly Record<string, unknown>[]) {
    const path = entry?.path ?? entry?.filepath;
    const line = entry?.line ?? entry?.linenum;
    if (typeof path === 'string' && typeof line === 'number') places.add(path, line);
    else unusable++;
  }
  return { format: 'Kingfisher', needsSecret: false, unusable, knows: (located) => places.has(located) };
}

interface GgshieldConfig {
  readonly secret?: { readonly ignored_matches?: unknown; readonly 'ignored-matches'?: unknown };
  readonly 'matches-ignore'?: unknown;
}

/** Secrets in clear are known; its hashes are made of the secret and of names that only its service gives. */
function ggshield(parsed: GgshieldConfig): ForeignBaseline | null {
  const list = parsed.secret?.ignored_matches ?? parsed.secret?.['ignored-matches'] ?? parsed['matches-ignore'];
  if (!Array.isArray(list)) return null;
  const texts = (list as readonly unknown[]).map((item) => (typeof item === 'string' ? item : (item as { match?: unknown } | null)?.match));
  const secrets = new Set(texts.filter((text): text is string => typeof text === 'string' && !/^[0-9a-f]{64}$/.test(text)));
  return { format: 'ggshield', needsSecret: secrets.size > 0, unusable: texts.length - secrets.size, knows: (located) => secrets.has(secretOf(located)) };
}

interface TruffleHogFinding {
  readonly SourceMetadata?: { readonly Data?: Readonly<Record<string, { readonly file?: unknown; readonly line?: unknown } | null>> };
  readonly Raw?: unknown;
  readonly RawV2?: unknown;
}

/** One finding a line. */
function truffleHogReport(text: string): ForeignBaseline | null {
  const secrets = new Set<string>();
  const places = new Places();
  let entries = 0;
  let unusable = 0;
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    let item: TruffleHogFinding;
    try {
      item = JSON.parse(line) as TruffleHogFinding;
    } catch {
      return null;
    }
    if (item.SourceMetadata === undefined) continue; // its own log lines
    entries++;
    const raw = [item.Raw, item.RawV2].filter((secret): secret is string => typeof secret === 'string' && secret !== '');
    const place = Object.values(item.SourceMetadata?.Data ?? {})[0];
    if (raw.length > 0) for (const secret of raw) secrets.add(secret);
    else if (typeof place?.file === 'string' && typeof place.line === 'number') places.add(place.file, place.line);
    else unusable++;
  }
  if (entries === 0) return null;
  return { format: 'TruffleHog report', needsSecret: secrets.size > 0, unusable, knows: (located) => secrets.has(secretOf(located)) || places.has(located) };
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
