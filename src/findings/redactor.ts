// Copies a stream with every finding replaced; all other bytes come out as they went in.
//
// The redactor is told three things, in any rhythm: bytes, findings in order of byte_start, and up to which offset all
// findings are known. It holds bytes from that offset on, and those of a finding whose end it has not seen.

import { WardlineError } from '../errors.ts';
import { SEVERITY_WEIGHT } from '../rules/model.ts';
import type { Finding } from './finding.ts';
import { bulkPlaceholder, messagePlaceholder, type Surface } from './placeholder.ts';
import type { RuleEntry, RuleTable } from './rule-table.ts';

/**
 * label  `[GITHUB_PAT_CLASSIC_REDACTED]`
 * mask   as many `*` as there were bytes; line ends stay
 * hash   `[GITHUB_PAT_CLASSIC_REDACTED_<16 digits of the keyed fingerprint>]`
 * token  `[GITHUB_PAT_CLASSIC_REDACTED_3]`: the same secret gets the same number, in order of appearance
 */
export type RedactStyle = 'label' | 'mask' | 'hash' | 'token';
export const REDACT_STYLES: readonly RedactStyle[] = ['label', 'mask', 'hash', 'token'];

export function checkStyle(style: string): RedactStyle {
  if ((REDACT_STYLES as readonly string[]).includes(style)) return style as RedactStyle;
  throw new WardlineError('unknown_style', `unknown redaction style \`${style}\``, { hint: `use one of ${REDACT_STYLES.join(', ')}` });
}

const MOST_TOKENS = 100_000;

/** Numbers of the style `token`. Share one between inputs whose numbers shall agree. */
export class TokenNumbers {
  readonly #numbers = new Map<string, number>();

  /** The number of a fingerprint; 0 when there are too many different ones to remember. */
  of(fingerprint: string): number {
    const known = this.#numbers.get(fingerprint);
    if (known !== undefined) return known;
    if (this.#numbers.size >= MOST_TOKENS) return 0;
    const fresh = this.#numbers.size + 1;
    this.#numbers.set(fingerprint, fresh);
    return fresh;
  }
}

/** What stands in the place of a finding, for every style but `mask`. */
export function replacementText(table: RuleTable, finding: Finding, style: RedactStyle, surface: Surface, tokens: TokenNumbers): string {
  if (surface === 'message' && style === 'label') return messagePlaceholder(ruleOf(table, finding.rule_id), finding.match, finding.details?.['alphabet'] === 'hexadecimal');
  return bulkReplacement(table, finding.rule_id, finding.fingerprint, style, tokens);
}

/** The same in logs, from what such a placeholder is made of. */
export function bulkReplacement(table: RuleTable, ruleId: string, fingerprint: string, style: RedactStyle, tokens: TokenNumbers): string {
  const rule = ruleOf(table, ruleId);
  if (style === 'hash') return bulkPlaceholder(rule, fingerprintDigits(fingerprint));
  if (style !== 'token') return rule.label;
  const number = tokens.of(fingerprint);
  return bulkPlaceholder(rule, number === 0 ? fingerprintDigits(fingerprint) : String(number));
}

function ruleOf(table: RuleTable, id: string): RuleEntry {
  const rule = table.entryOf(id);
  if (rule === undefined) throw new Error(`rule \`${id}\` is not in the table`);
  return rule;
}

function fingerprintDigits(fingerprint: string): string {
  const at = fingerprint.lastIndexOf(':') + 1;
  return fingerprint.slice(at, at + 16);
}

export interface RedactorOptions {
  readonly style?: RedactStyle;
  readonly surface?: Surface;
  readonly tokens?: TokenNumbers;
  /** How a placeholder is written, for input that is not UTF-8. */
  readonly encode?: (text: string) => Uint8Array;
}

const LF = 0x0a;
const CR = 0x0d;

export class Redactor {
  /** Findings replaced. Those inside another one count as well. */
  replaced = 0;

  readonly #table: RuleTable;
  readonly #style: RedactStyle;
  readonly #surface: Surface;
  readonly #tokens: TokenNumbers;
  readonly #encode: (text: string) => Uint8Array;
  readonly #write: (bytes: Uint8Array) => void;
  #chunks: Uint8Array[] = [];
  /** Offset of the first byte of #chunks[0], and of the end of the input so far. */
  #from = 0;
  #to = 0;
  #findings: Finding[] = [];

  /** `write` gets output in order; the arrays are its to keep. */
  constructor(table: RuleTable, options: RedactorOptions, write: (bytes: Uint8Array) => void) {
    this.#table = table;
    this.#style = options.style ?? 'label';
    this.#surface = options.surface ?? 'bulk';
    this.#tokens = options.tokens ?? new TokenNumbers();
    const encoder = new TextEncoder();
    this.#encode = options.encode ?? ((text) => encoder.encode(text));
    this.#write = write;
  }

  /** Bytes held back. */
  get held(): number {
    return this.#to - this.#from;
  }

  /** The next bytes of the input. They are copied. */
  bytes(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    // not `slice`: that of a Buffer is a view
    this.#chunks.push(new Uint8Array(chunk));
    this.#to += chunk.length;
  }

  /** The next finding, in order of byte_start. */
  finding(finding: Finding): void {
    this.#findings.push(finding);
  }

  /** All findings that begin before `offset` have been told: writes what can be written. */
  settle(offset: number): void {
    const findings = this.#findings;
    let done = 0;
    while (done < findings.length) {
      const first = findings[done]!;
      let end = first.byte_end;
      let next = done + 1;
      while (next < findings.length && findings[next]!.byte_start < end) end = Math.max(end, findings[next++]!.byte_end);
      // Another finding may still begin inside this one, or its end has not come yet.
      if (offset !== Number.POSITIVE_INFINITY && (end > offset || end > this.#to)) break;
      this.#copy(Math.max(first.byte_start, this.#from));
      this.#replace(gravest(findings, done, next), end);
      this.replaced += next - done;
      done = next;
    }
    if (done > 0) this.#findings = findings.slice(done);
    const open = this.#findings[0];
    this.#copy(Math.min(offset, this.#to, open === undefined ? offset : open.byte_start));
  }

  /** The input is over: writes all that is left. */
  finish(): void {
    this.settle(Number.POSITIVE_INFINITY);
  }

  #replace(finding: Finding, end: number): void {
    if (this.#style === 'mask') {
      const star = this.#encode('*');
      const wide = star.length > 1;
      let at = 0;
      this.#each(end, (part) => {
        for (let i = 0; i < part.length; i += 1) {
          if (wide || (part[i] !== LF && part[i] !== CR)) part[i] = star[at % star.length]!;
          at += 1;
        }
        this.#write(part);
      });
      return;
    }
    this.#each(end, ignore);
    this.#write(this.#encode(replacementText(this.#table, finding, this.#style, this.#surface, this.#tokens)));
  }

  #copy(to: number): void {
    this.#each(to, this.#write);
  }

  /** Takes the held bytes up to `to` away, piece by piece. */
  #each(to: number, use: (part: Uint8Array) => void): void {
    let used = 0;
    while (this.#from < to && used < this.#chunks.length) {
      const chunk = this.#chunks[used]!;
      const size = to - this.#from;
      if (size >= chunk.length) {
        use(chunk);
        this.#from += chunk.length;
        used += 1;
      } else {
        use(chunk.subarray(0, size));
        this.#chunks[used] = chunk.subarray(size);
        this.#from = to;
      }
    }
    if (used > 0) this.#chunks.splice(0, used);
  }
}

function ignore(): void {}

/** Of findings that overlap, the one whose name is put in their place. */
function gravest(findings: readonly Finding[], from: number, to: number): Finding {
  let best = findings[from]!;
  for (let i = from + 1; i < to; i += 1) {
    const other = findings[i]!;
    if (SEVERITY_WEIGHT[other.severity] > SEVERITY_WEIGHT[best.severity]) best = other;
  }
  return best;
}
