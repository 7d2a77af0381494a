// Compiles checked rules into one binary program (layout: assembly/layout.ts).
//
//   rules ─► plans (how each is found) ─► shapes, automata, literals, words (each stored once) ─► tables ─► bytes

import * as L from '../../../assembly/layout.ts';
import { WardlineError } from '../../errors.ts';
import { CHECKS, packArgs } from '../check-names.ts';
import { KEY_WORDS } from '../key-words.ts';
import { MATCHERS } from '../matchers.ts';
import { ASSIGNMENT_VARIANTS } from './assignment.ts';
import type { Boundary, Rule } from '../model.ts';
import { compileAutomaton } from './automaton.ts';
import { minLengthOf, maxLengthOf } from './lower.ts';
import type { Target } from './literal-table.ts';
import { type LiteralAnchor, type Plan, planRule } from './plan.ts';
import { moveToHosts, shareParts, takeRiders } from './riders.ts';
import { section, writeBare, writeRecords, writeU16, writeWords } from './sections.ts';
import { placeLiterals } from './sieve-tables.ts';
import { NONE, Writer } from './writer.ts';

export interface CompileOptions {
  /** Count lines and columns; default true. */
  readonly lines?: boolean;
  /** Look inside encoded pieces; default true. */
  readonly decode?: boolean;
  /** How many moves to try when literals are placed in the sieve; more make a faster program. */
  readonly moves?: number;
}

export interface RuleReport {
  readonly id: string;
  /** How the rule is found, one entry a plan: `shape via sieve "SG."`, `bare 32`, … */
  readonly found: readonly string[];
}

export interface Compiled {
  readonly program: Uint8Array;
  readonly report: readonly RuleReport[];
  /** Literals the sieve looks for, and what it expects to pass per million bytes of ordinary text. */
  readonly sieve: { readonly literals: number; readonly cost: number };
}

/** Signs of encoded text. Base64 and hex are reached through their runs, the rest mostly through the key words inside (assembly/core.ts). */
const ENCODING_SIGNS: readonly { readonly text: string; readonly kind: number }[] = [{ text: '%3a%2f%2f', kind: L.ENC_PERCENT }];
const BOUNDARY: Readonly<Record<Boundary, number>> = { none: L.BOUNDARY_NONE, word: L.BOUNDARY_WORD, token: L.BOUNDARY_TOKEN };
const CONFIDENCE = { low: L.CONF_LOW, medium: L.CONF_MEDIUM, high: L.CONF_HIGH } as const;
const ACTION = { keep: L.ACT_KEEP, low: L.ACT_LOW, medium: L.ACT_MEDIUM, high: L.ACT_HIGH, drop: L.ACT_DROP } as const;
const PROVES = { checksum: L.PROVES_CHECKSUM, structure: L.PROVES_STRUCTURE, alphabet: L.PROVES_ALPHABET } as const;

export function compileRules(rules: readonly Rule[], options: CompileOptions = {}): Compiled {
  if (rules.length >= NONE) throw new WardlineError('too_many_rules', `${rules.length} rules are more than the ${NONE - 1} a program may hold`);
  const w = new Writer();
  const { blob } = w;
  for (let i = 0; i < L.PROGRAM_HEAD; i += 4) blob.u32(0);

  const report: RuleReport[] = [];
  const planned = rules.map((rule) => planRule(rule));
  planned.forEach((plans, index) => {
    const rule = rules[index] as Rule;
    for (const plan of plans) {
      if (plan.form === 'automaton') {
        const code = compileAutomaton(plan.ast);
        blob.align(8);
        w.automata.push({ offset: blob.raw(code), plan, rule: index });
      } else {
        w.shape(plan, rule, index);
      }
    }
    report.push({ id: rule.id, found: plans.map(describe) });
  });

  const shapes = w.writeShapes();
  const classes = w.writeClasses();

  // automaton records { automaton, min offset, max offset, rule }
  for (const automaton of w.automata) {
    const record = blob.align(8);
    blob.u32(automaton.offset);
    blob.u32(automaton.plan.minOffset);
    blob.u32(automaton.plan.maxOffset);
    blob.u32(automaton.rule);
    for (const anchor of automaton.plan.anchors) w.tableOf(automaton.plan.where).add(anchor, { kind: L.TARGET_AUTOMATON, a: record, b: automaton.plan.offset ?? 0 });
  }
  for (const plan of planned.flat()) {
    if (plan.form !== 'shape') continue;
    w.tableOf(plan.where).add(plan.anchor, { kind: L.TARGET_SHAPE, a: w.shapeOffset(plan), b: (plan.element << 16) | (plan.offset ?? 0) });
  }

  const matcherTable = new Uint16Array(L.MATCHER_COUNT * L.MATCHER_VARIANTS).fill(NONE);
  const matchersOn = fillMatchers(rules, matcherTable);
  for (const [name, matcher] of Object.entries(MATCHERS)) {
    if (!matchersOn.has(name)) continue;
    for (const literal of matcher.literals) {
      const table = literal.startsRun ? w.prefixes : w.sieve;
      table.add(anchorText(literal.text, literal.fold), { kind: L.TARGET_MATCHER, a: matcher.number, b: 0 });
    }
  }
  if (matchersOn.has('assignment') || w.bare.size > 0) {
    for (const key of KEY_WORDS) w.sieve.add(anchorText(key.text, true), { kind: L.TARGET_KEY_WORD, a: key.text.length, b: 0 });
  }

  if (options.decode !== false) {
    for (const { text, kind } of ENCODING_SIGNS) w.sieve.add(anchorText(text, true), { kind: L.TARGET_ENCODING, a: kind, b: 0 });
  }

  // behind every `://` stands a host that a rule may know
  if (w.prefixes.entries.size > 0) {
    w.sieve.add(anchorText('://', false), { kind: L.TARGET_HOST, a: 0, b: 0 });
    moveToHosts(w.sieve, w.prefixes);
  }

  shareParts(w.sieve);
  const riders = takeRiders(w.sieve);
  const sieveLiterals = [...w.sieve.entries.values()].map((e) => e.anchor);
  const tables = placeLiterals(sieveLiterals, options.moves);
  const targets: Target[] = [];
  const literals = w.writeLiterals(tables.windows, tables.headBits, riders, targets);
  const prefixes = w.writePrefixes(w.prefixes, 'first', targets);

  const befores = w.writePrefixes(w.befores, 'last', targets);

  const ruleRecords = rules.map((rule, index) => ruleRecord(w, rule, planned[index] ?? []));
  const wordTables = writeWords(w);

  const head = {
    [L.P_RULES]: section(blob, () => ruleRecords.forEach((write) => write())),
    [L.P_SIEVE]: section(blob, () => blob.raw(tables.nibbles), 16),
    [L.P_FILTER]: section(blob, () => {
      blob.raw(tables.pairFilter);
      blob.raw(tables.filter);
      blob.raw(tables.shortFilter);
    }),
    [L.P_LITERAL_HEADS]: section(blob, () => {
      writeU16(blob, literals.heads);
      writeU16(blob, literals.short);
    }),
    [L.P_LITERALS]: section(blob, () => writeRecords(blob, literals.records)),
    [L.P_PREFIX_HEADS]: section(blob, () => writeU16(blob, prefixes.heads)),
    [L.P_PREFIXES]: section(blob, () => writeRecords(blob, prefixes.records)),
    [L.P_PREFIX_FILTER]: section(blob, () => blob.raw(prefixes.filter)),
    [L.P_BEFORE_HEADS]: section(blob, () => writeU16(blob, befores.heads)),
    [L.P_BEFORES]: section(blob, () => writeRecords(blob, befores.records)),
    [L.P_TARGETS]: section(blob, () => {
      for (const t of targets) {
        blob.u32(t.kind);
        blob.u32(t.a);
        blob.u32(t.b);
      }
    }),
    [L.P_SHAPES]: shapes,
    [L.P_CLASSES]: classes,
    ...writeBare(w),
    ...wordTables,
    [L.P_MATCHERS]: section(blob, () => writeU16(blob, matcherTable)),
  };
  for (const [field, offset] of Object.entries(head)) blob.setU32(Number(field), offset);
  const metadata = new TextEncoder().encode(JSON.stringify({ rules: rules.map((rule, i) => metadataOf(rule, planned[i] ?? [])) }));
  blob.setU32(L.P_METADATA, blob.align(8));
  blob.raw(metadata);
  blob.setU32(L.P_METADATA_LENGTH, metadata.length);
  blob.align(4);
  blob.setU32(L.P_RULE_COUNT, rules.length);
  blob.setU32(L.P_CLASS_COUNT, w.classCount);
  blob.setU32(L.P_WINDOW_BITS, tables.filterBits | (tables.headBits << 8));
  blob.setU32(L.P_SIEVE_ON, sieveLiterals.length > 0 ? 1 : 0);
  blob.setU32(L.P_OPTIONS, (options.lines === false ? 0 : L.OPT_LINES) | (options.decode === false ? 0 : L.OPT_DECODE));
  blob.setU32(0, L.PROGRAM_MAGIC);
  blob.setU32(4, L.PROGRAM_VERSION);
  blob.setU32(8, blob.length);
  const program = blob.finish();
  new DataView(program.buffer).setUint32(12, digest(program, 16), true);
  return { program, report, sieve: { literals: sieveLiterals.length, cost: tables.cost } };
}

function describe(plan: Plan): string {
  if (plan.form === 'bare' && !plan.whole) return `shape via a run of ${plan.minLength} to ${plan.maxLength}`;
  if (plan.form === 'bare') return plan.minLength === plan.maxLength ? `value of ${plan.minLength}` : `value of ${plan.minLength} to ${plan.maxLength}`;
  if (plan.form === 'automaton') return `automaton via ${plan.where} ${plan.anchors.map((a) => JSON.stringify(String.fromCharCode(...a.bytes))).join(', ')}`;
  return `shape via ${plan.where} ${JSON.stringify(String.fromCharCode(...plan.anchor.bytes))}`;
}

function anchorText(text: string, fold: boolean): LiteralAnchor {
  const bytes = [...new TextEncoder().encode(fold ? text.toLowerCase() : text)];
  return { bytes, fold };
}

function fillMatchers(rules: readonly Rule[], table: Uint16Array): Set<string> {
  const on = new Set<string>();
  rules.forEach((rule, index) => {
    if (!rule.matcher) return;
    const { name, args } = rule.matcher;
    const variants = name === 'assignment' ? ASSIGNMENT_VARIANTS : MATCHERS[name]?.variants;
    if (!variants) {
      throw new WardlineError('unknown_matcher', `rule \`${rule.id}\`: there is no matcher \`${name}\``, { at: rule.at, hint: `matchers are: assignment, ${Object.keys(MATCHERS).join(', ')}` });
    }
    const number = name === 'assignment' ? 0 : (MATCHERS[name]?.number ?? 0);
    const wanted = args['variant'] ?? variants[0] ?? '';
    for (const variant of Array.isArray(wanted) ? wanted : [String(wanted)]) {
      const v = variants.indexOf(variant);
      if (v < 0) {
        throw new WardlineError('unknown_matcher', `rule \`${rule.id}\`: matcher \`${name}\` has no variant \`${variant}\``, { at: rule.at, hint: `variants are: ${variants.filter(Boolean).join(', ')}` });
      }
      table[number * L.MATCHER_VARIANTS + v] = index;
    }
    on.add(name);
  });
  return on;
}

/** Everything a rule record needs is written first; the record itself is written by the function returned. */
function ruleRecord(w: Writer, rule: Rule, plans: readonly Plan[]): () => void {
  const { blob } = w;
  const checks = blob.align(4);
  for (const check of rule.checks) {
    const info = CHECKS[check.name];
    if (!info) throw new WardlineError('unknown_check', `rule \`${rule.id}\`: there is no check \`${check.name}\``, { at: check.at, hint: 'docs/checks.md lists them all' });
    blob.u32(info.id);
    blob.u32(packArgs(check.name, check.args));
    blob.u8(ACTION[check.fail]);
    blob.u8(ACTION[check.pass]);
    blob.u8(PROVES[info.proves]);
    blob.u8(0);
  }
  let context = 0;
  if (rule.context) {
    context = blob.align(4);
    const { within, where, keywords } = rule.context;
    blob.u16(where === 'after' ? 0 : Math.min(within, L.CONTEXT_REACH));
    blob.u16(where === 'before' ? 0 : Math.min(within, L.CONTEXT_REACH));
    blob.u32(keywords.length);
    for (const keyword of keywords) blob.u32(w.word(keyword));
  }
  const shapes = plans.flatMap((plan) => (plan.form === 'automaton' ? [] : [plan.shape]));
  const shortest = Math.min(...shapes.map(minLengthOf), 0xffff);
  const longest = Math.max(...shapes.map(maxLengthOf), 0);
  const wordLeft = shapes.length > 0 && shapes.every((s) => s.wordLeft);
  const wordRight = shapes.length > 0 && shapes.every((s) => s.wordRight);
  const left = BOUNDARY[rule.boundary.left] || (wordLeft ? L.BOUNDARY_WORD : L.BOUNDARY_NONE);
  const right = BOUNDARY[rule.boundary.right] || (wordRight ? L.BOUNDARY_WORD : L.BOUNDARY_NONE);
  const reasons =
    (publicPrefix(plans).length >= 2 ? L.R_PREFIX : 0) | (shortest === longest ? L.R_LENGTH : 0) | (shapes.length > 0 ? L.R_ALPHABET : 0);
  const words = w.wordBits(rule);
  const without = rule.context ? ACTION[rule.context.without] : 0;
  // Structured matchers judge placeholders themselves: in their places a word may be a weak password, and chance repeats mean nothing in a long key.
  const structured = rule.matcher !== null && rule.matcher.name !== 'assignment';
  const plain = structured || rule.type !== 'CREDENTIAL_DETECTION' || rule.kind === 'hash';
  return () => {
    blob.u8(CONFIDENCE[rule.confidence]);
    blob.u8(left);
    blob.u8(right);
    blob.u8(without);
    blob.u16(Math.round(rule.entropy * 256));
    blob.u16(rule.checks.length);
    blob.u32(checks);
    blob.u32(context);
    blob.u32(reasons);
    blob.u32(plain ? L.RULE_PLAIN : 0);
    for (const half of words) blob.u32(half >>> 0);
  };
}

/** The literal that every secret of the rule begins with: public, so it may be shown. */
function publicPrefix(plans: readonly Plan[]): string {
  let prefix: string | null = null;
  for (const plan of plans) {
    if (plan.form === 'automaton') return '';
    const first = plan.shape.elements[plan.shape.secretFrom];
    const own = first?.kind === 'literal' && !first.fold ? String.fromCharCode(...first.bytes) : '';
    if (prefix === null) prefix = own;
    else {
      let n = 0;
      while (n < prefix.length && prefix[n] === own[n]) n++;
      prefix = prefix.slice(0, n);
    }
  }
  return prefix ?? '';
}

function metadataOf(rule: Rule, plans: readonly Plan[]): object {
  return {
    id: rule.id,
    name: rule.name,
    provider: rule.provider,
    kind: rule.kind,
    type: rule.type,
    severity: rule.severity,
    family: rule.family,
    advice: rule.advice,
    pairs: rule.pairs,
    prefix: publicPrefix(plans),
    on: rule.on,
    form: rule.matcher ? rule.matcher.name : (plans[0]?.form ?? 'none'),
  };
}

/** FNV-1a over whole words, as the engine computes it (assembly/program.ts). */
export function digest(bytes: Uint8Array, from: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let h = 0x811c9dc5;
  let p = from;
  for (; p + 4 <= bytes.length; p += 4) h = Math.imul(h ^ view.getUint32(p, true), 0x01000193);
  for (; p < bytes.length; p++) h = Math.imul(h ^ (bytes[p] ?? 0), 0x01000193);
  return h >>> 0;
}
