// Findings → violations: refined, seen as a whole, given a context and a level.

import { hashReference } from '../findings/fingerprint.ts';
import type { Finding } from '../findings/finding.ts';
import { decide, isOff } from '../policy/levels.ts';
import type { LoadedPolicy } from '../policy/load.ts';
import type { EffectivePolicy } from '../policy/merge.ts';
import type { Context, Features, Level } from '../policy/model.ts';
import type { Scanner } from '../scanner/scanner.ts';
import { kindWords } from '../taxonomy/taxonomy.ts';
import { type InferredContext, inferContext, type Sign, walkWords } from './context.ts';
import { derivedFindings } from './derive.ts';
import { type Language, LanguageReader } from './language.ts';
import { isPublicResolver, rangeOf } from './network.ts';
import type { Violation } from './violation.ts';

export interface Circumstances {
  readonly surface: string;
  readonly path: string;
  readonly user: string;
  readonly groups: readonly string[];
  readonly context?: Context | undefined;
}

export interface Judged {
  readonly context: InferredContext;
  /** Of level 1 and above, in order of position. */
  readonly violations: readonly Violation[];
  /** Seen, and of level 0 by the table. */
  readonly noted: readonly Violation[];
}

const CODE: ReadonlySet<Language> = new Set<Language>(['python', 'javascript', 'go', 'java', 'csharp', 'ruby', 'php', 'rust', 'swift', 'powershell', 'terraform', 'ansible', 'helm', 'gitlab_ci', 'kubernetes_secret', 'dockerfile', 'github_actions', 'kubernetes', 'compose']);

export function judgeFindings(text: string, found: Iterable<Finding>, scanner: Scanner, loaded: LoadedPolicy, circumstances: Circumstances): Judged {
  const { policy } = loaded;
  const findings: Finding[] = [];
  for (const finding of found) {
    if (isOff(policy, finding.violation_type, finding.kind, finding.rule_id)) continue;
    if (finding.kind === 'network_address' && !isAddress(text, finding)) continue;
    findings.push(refine(finding, scanner, policy));
  }
  const words = walkWords(text);
  findings.push(...derivedFindings(text, findings, words).filter((one) => !isOff(policy, one.violation_type, one.kind, one.rule_id)));
  if (findings.length === 0) return NOTHING;
  findings.sort((a, b) => (a.char_start ?? 0) - (b.char_start ?? 0));
  const reader = new LanguageReader(text, circumstances.path);
  const languages = findings.map((finding) => reader.at(finding.char_start ?? 0));
  const context = inferContext(words, signsOf(findings, languages), circumstances.context);
  const violations: Violation[] = [];
  const noted: Violation[] = [];
  const byType = new Map<string, { count: number; rules: Set<string>; places: Set<number> }>();
  for (const finding of findings) {
    const entry = byType.get(finding.violation_type) ?? { count: 0, rules: new Set<string>(), places: new Set<number>() };
    entry.count++;
    entry.rules.add(finding.rule_id);
    byType.set(finding.violation_type, entry);
  }
  findings.forEach((finding, index) => {
    const same = byType.get(finding.violation_type);
    const features: Features = {
      type: finding.violation_type, kind: finding.kind, rule: finding.rule_id, provider: finding.provider, severity: finding.severity, confidence: finding.confidence,
      context: context.context, range: rangeFor(text, finding), corroborated: (same?.rules.size ?? 0) > 1, same_type: same?.count ?? 1, language: languages[index] ?? 'prose',
      surface: circumstances.surface, path: circumstances.path, user: circumstances.user, groups: circumstances.groups,
    };
    const verdict = decide(policy, features, loaded.conditions);
    const violation = makeViolation(text, finding, features, verdict, scanner, context.context);
    (verdict.level > 0 ? violations : noted).push(violation);
  });
  return { context, violations, noted };
}

const NOTHING: Judged = { context: { context: 'general', source: 'none', evidence: [] }, violations: [], noted: [] };

/** What only its place gave away, but a rule with a shape of its own saw as well, is what that rule says it is. */
function refine(finding: Finding, scanner: Scanner, policy: EffectivePolicy): Finding {
  if (finding.also === undefined || !finding.rule_id.startsWith('generic-')) return finding;
  for (const id of finding.also) {
    const rule = scanner.table.entryOf(id);
    if (rule === undefined || rule.specific === 0 || rule.type !== finding.violation_type || isOff(policy, rule.type, rule.kind, rule.id)) continue;
    return {
      ...finding, rule_id: rule.id, kind: rule.kind, provider: rule.provider, severity: rule.severity, trigger_pattern: rule.name, suggested_resolution: rule.suggestion,
      confidence: 'medium', also: [finding.rule_id, ...finding.also.filter((other) => other !== id)],
    };
  }
  return finding;
}

function rangeFor(text: string, finding: Finding): Features['range'] {
  return finding.kind === 'network_address' || finding.kind === 'network_endpoint' ? rangeOf(text.slice(finding.char_start, finding.char_end)) : '';
}

/** Four numbers are no address when a fifth follows, or when one is too large; a resolver for all the world tells nothing. */
function isAddress(text: string, finding: Finding): boolean {
  const end = finding.char_end ?? 0;
  const address = text.slice(finding.char_start, end);
  return !/^\.\d/.test(text.slice(end, end + 2)) && rangeOf(address) !== '' && !isPublicResolver(address);
}

function signsOf(findings: readonly Finding[], languages: readonly Language[]): Sign[] {
  const signs: Sign[] = [];
  const once = (name: string, context: Context, weight: number): void => {
    if (!signs.some((sign) => sign.name === name)) signs.push({ name, context, weight });
  };
  findings.forEach((finding, index) => {
    const language = languages[index] as Language;
    if (finding.kind === 'vpn_configuration') once('a VPN configuration', 'infrastructure_documentation', 3);
    else if (finding.kind === 'infrastructure_topology' || finding.kind === 'firewall_rules' || finding.kind === 'routing') once('network configuration', 'infrastructure_documentation', 2);
    else if (finding.violation_type === 'COORDINATION_CONCERN') once('phrases about agents', 'agent_development', 3);
    if (CODE.has(language)) once(`${language} code`, 'code', 2);
    if (language === 'shell' || language === 'http') once(`${language} text`, 'operations', 2);
  });
  return signs;
}

function makeViolation(text: string, finding: Finding, features: Features, verdict: ReturnType<typeof decide>, scanner: Scanner, context: Context): Violation {
  const start = finding.char_start ?? 0;
  const end = finding.char_end ?? start;
  const placeholder = placeholderFor(text, finding, scanner, start, end);
  const credential = finding.violation_type === 'CREDENTIAL_DETECTION';
  return {
    finding, id: finding.id, type: finding.violation_type, kind: finding.kind, rule: finding.rule_id, provider: finding.provider, pattern: finding.trigger_pattern,
    category: categoryOf(text, finding, start, end), start, end, key: finding.key, range: features.range, features, verdict, level: verdict.level as Level, placeholder,
    hidden: verdict.level > 0 && kindWords(finding.kind).clean !== 'keep' && end > start,
    hashReference: credential && context === 'security_research' ? (hashReference(new TextEncoder().encode(text.slice(start, end)), finding.entropy) ?? '') : '',
  };
}

/** A public head such as `ak_prod_` says what a key is for and stays readable. */
const PUBLIC_HEAD = /^[a-z]{2,8}_(?:live|prod|production|test|sandbox|dev|staging)_(?=\S{12})/;

function placeholderFor(text: string, finding: Finding, scanner: Scanner, start: number, end: number): string {
  const words = kindWords(finding.kind);
  const known = scanner.table.entryOf(finding.rule_id);
  if (known === undefined || finding.violation_type !== 'CREDENTIAL_DETECTION') return words.message === '' ? `[${finding.kind.toUpperCase()}]` : words.message;
  if (finding.kind === 'network_address' && text.slice(start, end).includes('/')) return '[IP_NETWORK]';
  const head = known.prefix === '' && words.message === '' ? (PUBLIC_HEAD.exec(text.slice(start, Math.min(end, start + 40)))?.[0] ?? '') : '';
  if (head !== '') return `${head}[REDACTED_${[...text.slice(start + head.length, end)].length}_CHARS]`;
  return scanner.placeholder(finding, { surface: 'message' });
}

function categoryOf(text: string, finding: Finding, start: number, end: number): string {
  if (!/^(?:generic|)$/i.test(finding.provider)) return finding.trigger_pattern;
  const head = PUBLIC_HEAD.exec(text.slice(start, Math.min(end, start + 40)))?.[0];
  const label = kindWords(finding.kind).label;
  return head === undefined ? label : `${label} of no known provider (prefix ${head})`;
}
