// Fills the advice of advice-data.ts for the text at hand. All that is shown of the text has its findings replaced.

import type { Context, Level } from '../policy/model.ts';
import { kindWords } from '../taxonomy/taxonomy.ts';
import { ADVICE, ACTIONS, type ActionId, ALTERNATIVES, type AlternativeId, type AdviceEntry, ENV_PREFIX, ENVIRONMENT, KEY_PHRASES, NO_CONSTANT, SETS_ENVIRONMENT } from './advice-data.ts';
import type { Language } from './language.ts';
import { exampleOf } from './network.ts';
import { environmentName, type Surroundings, surroundingsOf, yamlPath } from './surroundings.ts';
import type { Violation } from './violation.ts';

export interface Alternative {
  readonly id: AlternativeId;
  readonly label: string;
  readonly example: string;
  /** Ids of the violations it is for. */
  readonly for: readonly string[];
}

export interface Action {
  readonly id: ActionId;
  readonly label: string;
  readonly does: string;
}

export interface Advice {
  readonly headline: string;
  readonly question: string;
  readonly alternatives: readonly Alternative[];
  readonly actions: readonly Action[];
}

const MOST_ALTERNATIVES = 12;
/** Violations that alternatives are made for: nobody reads more, and a log has hundreds. */
const MOST_ADVISED = 24;
const MAX_LINE = 240;

export function adviceEntry(violation: Violation, context: Context): AdviceEntry {
  const found = ADVICE.find(
    (entry) =>
      (entry.type === undefined || entry.type === violation.type) && (entry.kinds === undefined || entry.kinds.includes(violation.kind)) &&
      (entry.contexts === undefined || entry.contexts.includes(context)) && (entry.level === undefined || entry.level === violation.level),
  );
  return found as AdviceEntry;
}

/** `gravest` leads; the others add what they need. */
export function advise(text: string, violations: readonly Violation[], gravest: Violation, context: Context): Advice {
  const lead = adviceEntry(gravest, context);
  const alternatives: { id: AlternativeId; label: string; example: string; for: string[] }[] = [];
  const all = new Filler(text, violations, context);
  const sameType = violations.filter((one) => one.type === gravest.type);
  // Those of the gravest's type first, each offer together, in order of position within it.
  const ranked: { readonly rank: number; readonly violation: Violation; readonly id: AlternativeId; readonly label: string }[] = [];
  const others = violations.filter((one) => one.type !== gravest.type);
  const first = sameType.slice(0, MOST_ADVISED);
  // The gravest leads, wherever it stands.
  if (!first.includes(gravest)) first.unshift(gravest);
  for (const violation of [...first, ...others.slice(0, MOST_ADVISED)]) {
    adviceEntry(violation, context).offer.forEach(([id, label], index) => ranked.push({ rank: violation.type === gravest.type ? index : 100, violation, id, label }));
  }
  for (const { violation, id, label } of ranked.sort((a, b) => a.rank - b.rank)) {
    const example = all.fill(violation, id);
    if (example === '') continue;
    const name = id === 'token_format' && violation.kind === 'basic_credentials' ? 'Encoding type' : label;
    // In some languages two ways are one, such as the environment and the secret store.
    const same = alternatives.find((one) => one.example === example);
    if (same !== undefined) {
      if (!same.for.includes(violation.id)) same.for.push(violation.id);
    }
    else if (alternatives.length < MOST_ALTERNATIVES) alternatives.push({ id, label: name, example, for: [violation.id] });
  }
  const headline = lead.headline.replace('{labels}', all.labels(gravest.type)).replace('{label}', all.labelOf(gravest));
  return { headline: headline.replace(/^(\P{L}*)(\p{L})/u, (_, mark: string, letter: string) => mark + letter.toUpperCase()), question: lead.question ?? '', alternatives, actions: actionsOf(lead, gravest.level) };
}

function actionsOf(lead: AdviceEntry, level: Level): readonly Action[] {
  const actions = lead.actions.map((one) => (typeof one === 'string' ? { id: one, ...ACTIONS[one] } : { id: one[0], label: one[1], does: ACTIONS[one[0]].does }));
  const add = (id: ActionId): void => {
    if (!actions.some((one) => one.id === id)) actions.push({ id, ...ACTIONS[id] });
  };
  if (level === 1) add('continue');
  if (level === 2) add('request_override');
  if (level < 3) add('sanitize');
  add('dispute');
  return actions.filter((one) => (one.id !== 'continue' || level === 1) && (level < 3 || (one.id !== 'request_override' && one.id !== 'mock_data')));
}

interface Place {
  readonly around: Surroundings;
  /** Not asked for yet: null. */
  env: string | null;
}

class Filler {
  readonly #text: string;
  readonly #violations: readonly Violation[];
  readonly #context: Context;
  readonly #vpn: boolean;
  readonly #known = new Map<Violation, Place>();

  constructor(text: string, violations: readonly Violation[], context: Context) {
    this.#text = text;
    this.#violations = violations;
    this.#context = context;
    this.#vpn = violations.some((one) => one.kind === 'vpn_configuration');
  }

  labelOf(violation: Violation): string {
    return violation.type === 'CREDENTIAL_DETECTION' ? violation.pattern : kindWords(violation.kind).label;
  }

  labels(type: string): string {
    const labels = new Set(this.#violations.filter((one) => one.type === type).map((one) => plural(kindWords(one.kind).label)));
    return [...labels].slice(0, 3).join(', ');
  }

  fill(violation: Violation, id: AlternativeId): string {
    const language = violation.features.language as Language;
    const forms: Partial<Record<Language | '*', string>> = ALTERNATIVES[id];
    const form = forms[language] ?? forms['*'] ?? '';
    if (id === 'key_file' && language !== 'wireguard' && forms[language] === undefined) return '';
    if (id === 'example_address' && violation.range === '') return '';
    if (!form.includes('{')) return form;
    const { around } = this.#place(violation);
    const filled = form.replace(/\{(\w+)\}/g, (whole, key: string) => {
      switch (key) {
        case 'name': return this.#name(violation, language);
        case 'ENV': return this.#env(violation);
        case 'env': return this.#env(violation).toLowerCase();
        case 'placeholder': return violation.placeholder;
        case 'placeholder_line': return this.#line(violation, around, violation.placeholder, false);
        case 'env_line': return this.#environmentLine(violation, around, this.#env(violation), language);
        case 'example_line': return this.#line(violation, around, exampleOf(this.#text.slice(violation.start, violation.end), this.#violations.indexOf(violation)), false);
        case 'kubeconfig_line': return kubeconfigLine(this.#name(violation, language), this.#env(violation).toLowerCase());
        case 'path': return yamlPath(this.#text, violation.start) || this.#name(violation, language);
        case 'scheme_line': return schemeLine(around, violation.placeholder);
        case 'key_phrase': return keyPhrase(violation);
        case 'categories': return this.#categories();
        case 'hashes': return this.#hashes();
        default: return whole;
      }
    });
    return id === 'hash_reference' && this.#hashes() === '' ? '' : filled;
  }

  /** The variable's own name; where there is none, one after what it holds. */
  #name(violation: Violation, language: Language): string {
    const { around } = this.#place(violation);
    const called = around.name === '' ? this.#env(violation).toLowerCase() : around.name;
    return language === 'php' && !called.startsWith('$') ? `$${called}` : called;
  }

  /** What its variable is called in the environment. */
  #env(violation: Violation): string {
    const place = this.#place(violation);
    place.env ??= environmentName(place.around.name, prefixOf(violation, this.#context, this.#vpn), fallbackName(violation));
    return place.env;
  }

  /** Where the violation stands; looked at once. */
  #place(violation: Violation): Place {
    let place = this.#known.get(violation);
    if (place === undefined) {
      place = { around: surroundingsOf(this.#text, violation.start, violation.end, violation.key), env: null };
      this.#known.set(violation, place);
    }
    return place;
  }

  #environmentLine(violation: Violation, around: Surroundings, env: string, language: Language): string {
    const own = SETS_ENVIRONMENT[language];
    const { expression, inside } = own !== undefined && own[0].test(around.line) ? own[1] : ENVIRONMENT[language];
    const put = (form: string): string => form.replaceAll('{ENV}', env).replaceAll('{env}', env.toLowerCase());
    if (around.quoted) {
      const line = this.#line(violation, around, put(expression), true);
      const constant = NO_CONSTANT[language];
      return constant === undefined ? line : line.replace(constant[0], constant[1]);
    }
    const before = around.line.slice(0, around.from);
    const bare = around.from === 0 || (/[=:]\s*$/.test(before) && before.split('"').length % 2 === 1);
    return this.#line(violation, around, put(bare && language !== 'url' ? expression : inside), false);
  }

  /** The violation's line with `replacement` in its place and the other findings of the line hidden. */
  #line(violation: Violation, around: Surroundings, replacement: string, quotes: boolean): string {
    const base = violation.start - around.from;
    const hide = (from: number, to: number): string => {
      let out = '';
      let at = from;
      for (const other of this.#violations) {
        if (other === violation || !other.hidden || other.end <= at || other.start >= to) continue;
        out += this.#text.slice(at, Math.max(at, other.start)) + other.placeholder;
        at = Math.min(to, other.end);
      }
      return out + this.#text.slice(at, Math.max(at, to));
    };
    const head = hide(base, base + (quotes ? around.quoteFrom : around.from));
    const tail = hide(base + (quotes ? around.quoteTo : around.to), base + around.line.length);
    // A secret over several lines has no line of its own.
    const line = `${head}${replacement}${tail.includes('\n') ? '' : tail}`.trim();
    return line.length > MAX_LINE ? replacement : line;
  }

  #categories(): string {
    const names = new Set<string>();
    for (const one of this.#violations) if (one.type === 'CREDENTIAL_DETECTION') names.add(one.category);
    return [...names].slice(0, 8).join(', ');
  }

  #hashes(): string {
    return this.#violations.flatMap((one) => (one.hashReference === '' ? [] : [`${one.hashReference}...`])).slice(0, 8).join(', ');
  }
}

function prefixOf(violation: Violation, context: Context, vpn: boolean): string {
  if (violation.provider !== '' && !/^(?:generic|http|jose|network|wireguard|coordination|files)$/i.test(violation.provider)) return violation.provider.replace(/[^A-Za-z0-9]+/g, '_').toUpperCase();
  if (vpn || /^(?:wireguard|ipsec|openvpn)/.test(violation.rule)) return 'VPN';
  if (violation.features.language === 'kubeconfig') return 'KUBE';
  return ENV_PREFIX[context] ?? 'APP';
}

function fallbackName(violation: Violation): string {
  const named = violation.provider !== '' && !/^(?:generic|http|jose)$/i.test(violation.provider) ? violation.rule : violation.kind;
  return named.replace(/[^A-Za-z0-9]+/g, '_').toUpperCase();
}

function keyPhrase(violation: Violation): string {
  const phrase = KEY_PHRASES[violation.rule] ?? KEY_PHRASES[violation.kind] ?? '{name}';
  return phrase.replace('{name}', violation.pattern);
}

/** A client's configuration names files; whatever else it needs a helper asks for. */
function kubeconfigLine(name: string, env: string): string {
  if (name === 'token') return `tokenFile: /run/secrets/${env}`;
  if (name.endsWith('-data')) return `${name.slice(0, -5)}: /run/secrets/${env.replace(/_data$/, '')}`;
  return 'exec: { apiVersion: client.authentication.k8s.io/v1, command: kubelogin, interactiveMode: IfAvailable }';
}

/** `- Staging: Basic …` → `Basic [BASE64_ENCODED_CREDENTIALS]`. */
function schemeLine(around: Surroundings, placeholder: string): string {
  const scheme = /\b(Bearer|Basic|Token|Digest|ApiKey)\s+["']?$/i.exec(around.line.slice(0, around.from))?.[1];
  return scheme === undefined ? (around.name === '' ? placeholder : `${around.name}: ${placeholder}`) : `${scheme} ${placeholder}`;
}

function plural(label: string): string {
  const lower = /^[A-Z]{2}|^JSON/.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1);
  if (/[^aeiou]y$/.test(lower)) return `${lower.slice(0, -1)}ies`;
  return /(?:s|ials|y of agents)$/.test(lower) ? (lower.endsWith('address') ? `${lower}es` : lower) : `${lower}s`;
}
