// One finding as one line of JSON (docs/findings.md). The parts that all findings of a rule share are spelled once, in
// the rule table; what remains is put together by hand, because a general serializer costs more than finding the secret.

import type { DecodedSpan, Finding } from './finding.ts';
import { namesJson, type RuleTable } from './rule-table.ts';

export interface LinePlace {
  readonly path?: string | undefined;
  /** Members of nested archives are joined by `!`. */
  readonly entry?: string | undefined;
}

/** What `path` and `entry` look like inside a line: made once an input, used for each of its findings. */
export function placeJson(place: LinePlace): string {
  let text = '';
  if (place.path !== undefined) text += `,"path":${JSON.stringify(place.path)}`;
  if (place.entry !== undefined && place.entry !== '') text += `,"entry":${JSON.stringify(place.entry)}`;
  return text;
}

const reasonTexts = new WeakMap<readonly string[], string>();

function reasonsJson(reasons: readonly string[]): string {
  let text = reasonTexts.get(reasons);
  if (text === undefined) {
    text = JSON.stringify(reasons);
    reasonTexts.set(reasons, text);
  }
  return text;
}

/**
 * The line of a finding, without the line feed. `place` comes from placeJson. The secret itself is written only when
 * `reveal` is set and the finding holds it.
 */
export function findingLine(table: RuleTable, finding: Finding, place: string, reveal = false): string {
  const rule = table.entryOf(finding.rule_id);
  if (rule === undefined) throw new Error(`rule \`${finding.rule_id}\` is not in the table`);
  const names = finding.provider === rule.provider ? rule.jsonNames : namesJson(rule.kind, finding.provider, rule.severity);
  const own = finding.trigger_pattern === rule.name && names === rule.jsonNames;
  const head = own ? rule.jsonOwnHead : rule.jsonHead + quote(finding.trigger_pattern) + names;
  let line = `${head}${finding.confidence}","reasons":${reasonsJson(finding.reasons)}${place},"byte_start":${finding.byte_start},"byte_end":${finding.byte_end}`;
  if (finding.char_start !== undefined) line += `,"char_start":${finding.char_start},"char_end":${finding.char_end}`;
  if (finding.line > 0) {
    line += `,"line":${finding.line},"column":${finding.column},"end_line":${finding.end_line},"end_column":${finding.end_column}`;
  }
  line +=
    `,"id":"${finding.id}","match":${quote(finding.match)},"length":${finding.length},"entropy":${finding.entropy}` +
    `,"fingerprint":"${finding.fingerprint}"`;
  if (finding.also !== undefined) line += `,"also":${JSON.stringify(finding.also)}`;
  if (finding.related !== undefined) line += `,"related":${JSON.stringify(finding.related)}`;
  if (finding.decoded !== undefined) line += `,"decoded":${decodedJson(finding.decoded)}`;
  if (finding.key !== undefined) line += `,"key":${quote(finding.key)}`;
  if (finding.details !== undefined) line += `,"details":${JSON.stringify(finding.details)}`;
  if (reveal && finding.secret !== undefined) line += `,"secret":${JSON.stringify(finding.secret.revealText())}`;
  const advice = finding.suggested_resolution;
  return line + (advice === rule.suggestion ? rule.jsonOwnTail : `,"suggested_resolution":${quote(advice)}${rule.jsonTail}`);
}

function decodedJson(pieces: readonly DecodedSpan[]): string {
  return `[${pieces.map((p) => `{"as":"${p.as}","byte_start":${p.byte_start},"byte_end":${p.byte_end}}`).join(',')}]`;
}

// Texts that come back with every finding of a rule.
const MOST_QUOTED = 8192;
const quoted = new Map<string, string>();

function quote(text: string): string {
  const known = quoted.get(text);
  if (known !== undefined) return known;
  const fresh = JSON.stringify(text);
  if (quoted.size < MOST_QUOTED) quoted.set(text, fresh);
  return fresh;
}

/** The same finding under another number: for hosts that number findings over several inputs. `related` follows. */
export function renumber(finding: Finding, shift: number): Finding {
  if (shift === 0) return finding;
  const moved = (id: string): string => `f${Number(id.slice(1)) + shift}`;
  const id = moved(finding.id);
  return finding.related === undefined ? { ...finding, id } : { ...finding, id, related: finding.related.map(moved) };
}
