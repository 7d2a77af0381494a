// Accuracy on text made from facts:  npm run bench:facts -- [--facts FILE] [--count 20] [--all] [--json]
//
//   positives   right secrets of every rule (checksums mended by the test kit), in the rule's own example contexts
//   near misses the same secrets with one thing wrong: length, alphabet, checksum, case of the prefix; not counted where the
//               format has a range and the text lies within it
//   noise       families of placeholders, references, masks, digests, ids (noise.mjs): nothing may be found
//
// With --facts, a jsonl of formats (id, shape, secret, context_keywords): positives of those shapes as well, found or not.
// Goal: recall 99 % and false alarms under 0.5 % for each rule. Recall counts at low, alarms at the default.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs, usage } from '../lib/args.mjs';
import { loadInternal, makeScanner } from '../lib/library.mjs';
import { percent, show, table } from '../lib/table.mjs';
import { FAMILIES, makeNoise, tools } from './noise.mjs';

const { options } = parseArgs({ facts: 'value', count: 'number', all: 'flag', json: 'flag', rule: 'value', seed: 'value', misses: 'flag' });
const COUNT = options.count ?? 20;
const SEED = options.seed ?? 'facts';
/** How many times as many texts a rule gets that missed one. */
const MORE = 20;
const RECALL_GOAL = 99;
const ALARM_GOAL = 0.5;

const [template, sample, randomness, builtIn] = await Promise.all(
  ['testkit/template.js', 'testkit/sample.js', 'testkit/random.js', 'rules/built-in.js'].map(loadInternal),
);
if (!template || !sample || !randomness || !builtIn) usage('the test kit is not built; run `npm run build`');
const scanner = await makeScanner({ all: true });
const rules = builtIn.loadFolder(fileURLToPath(new URL('../../rules', import.meta.url)));
// identifiers are off unless asked for: in noise they are no alarms
const usual = await makeScanner();
const byId = new Map(rules.map((rule) => [rule.id, rule]));
const scan = (text, minConfidence) => [...scanner.scan(text, { minConfidence })];
const names = (finding, id) => finding.rule_id === id || finding.also?.includes(id);
const RANK = { none: 0, low: 1, medium: 2, high: 3 };

function positives(rule, fact, count = COUNT) {
  const result = { tried: 0, own: 0, any: 0, exact: 0, missed: [] };
  const examples = rule?.examples.length ? rule.examples : contexts(fact);
  for (let i = 0; i < count; i++) {
    const secret = sample.sampleOf(fact ? { ...(rule ?? BARE), id: fact.id, sample: templateOf(fact, i) } : rule, `${SEED}:${i}`);
    const random = randomness.createRandom(`${SEED}:${rule?.id ?? fact.id}:${i}`);
    const { text, secrets } = template.expandWithSpans(examples[i % examples.length], { random, secret });
    const findings = scan(text, 'low').filter((one) => secrets.length === 0 || secrets.some((span) => one.byte_start < span.end && one.byte_end > span.start));
    result.tried++;
    if (findings.length > 0) result.any++;
    if (rule && findings.some((one) => names(one, rule.id))) result.own++;
    if (secrets.length === 0 || findings.some((one) => secrets.some((span) => span.encoded || (one.byte_start === span.start && one.byte_end === span.end)))) result.exact++;
    if (findings.length === 0) result.missed.push(examples[i % examples.length]);
  }
  return result;
}

/** One miss of 20 says nothing of 99 %: whoever has one is measured with more. */
function measured(rule) {
  const right = positives(rule);
  return right.own === right.tried ? right : positives(rule, undefined, COUNT * MORE);
}

const BESIDE = { word: 'A-Za-z0-9_', token: 'A-Za-z0-9_-' };

/**
 * Whether the text, or a part of it between boundaries, is a right secret by the rule's own pattern. Formats have ranges of
 * lengths: one character less is another right secret then, and so is what stands in front of a `!` in its middle. Nobody can
 * tell such a text from a right one, so it is no near miss. How many there are is printed, and with --facts what the formats'
 * own lengths say of them: a pattern that is laxer than its format shows up there.
 */
function fits(rule, text) {
  const { left, right } = rule.boundary;
  const before = BESIDE[left] ? `(?<![${BESIDE[left]}])` : '';
  const behind = BESIDE[right] ? `(?![${BESIDE[right]}])` : '';
  return rule.patterns.some(({ source }) => {
    const folded = source.startsWith('(?i)');
    return new RegExp(`${before}(?:${folded ? source.slice(4) : source})${behind}`, folded ? 'i' : '').test(text);
  });
}

/** The facts' own notation in the words of the test kit: {P} one of the prefixes, {…pct:n} percent-encoded. */
function templateOf(fact, i) {
  return fact.shape
    .replaceAll('{P}', fact.prefixes[i % fact.prefixes.length] ?? '')
    .replace(/\{(b64|b62)pct:([0-9-]+)\}/g, '{pctenc:"{$1:$2}"}')
    .replace(/\{uuid32:[^}]*\}/g, '{uuid32}');
}

const BARE = { checks: [], boundary: { left: 'word', right: 'word' } };

/** How somebody would write a secret of this format down. */
function contexts(fact) {
  const key = (fact.context_keywords[0] ?? fact.provider).replace(/[^A-Za-z0-9]+/g, '_').toLowerCase();
  return [`${key}_token = "{secret}"`, `export ${key.toUpperCase()}_KEY={secret}`, `"${key}Secret": "{secret}",`];
}

function wrongOnes(rule) {
  const result = { tried: 0, alarms: 0, within: 0, kinds: {} };
  for (let i = 0; i < Math.ceil(COUNT / 4); i++) {
    for (const miss of sample.nearMisses(rule, `${SEED}:${i}`)) {
      // structured matchers have no pattern and read what any length and alphabet may be: only their checksums can be wrong
      if (miss.kind === 'checksum' ? false : rule.patterns.length === 0 ? rule.checks.every((check) => check.fail === 'keep') : fits(rule, miss.text)) {
        result.within++;
        continue;
      }
      const text = `2026-04-20T10:00:00Z INFO step ${i} saw ${miss.text} and went on\n`;
      const worst = scan(text, 'medium').filter((one) => names(one, rule.id)).reduce((most, one) => Math.max(most, RANK[one.confidence]), 0);
      result.tried++;
      if (worst <= Math.max(RANK.low, RANK[miss.atMost])) continue;
      result.alarms++;
      result.kinds[miss.kind] = (result.kinds[miss.kind] ?? 0) + 1;
    }
  }
  return result;
}

const perRule = rules.filter((rule) => rule.sample !== '' && rule.examples.length > 0 && (options.rule === undefined || rule.id === options.rule))
  .map((rule) => ({ rule, right: measured(rule), wrong: wrongOnes(rule) }));

const noise = options.rule ? [] : FAMILIES.map((family) => {
  const t = tools(randomness.createRandom(`${SEED}:${family}`));
  const raised = {};
  let alarms = 0;
  for (let i = 0; i < COUNT * 5; i++) {
    const findings = [...usual.scan(makeNoise(family, t), { minConfidence: 'medium' })].filter((one) => one.violation_type === 'CREDENTIAL_DETECTION');
    if (findings.length > 0) alarms++;
    for (const one of findings) raised[one.rule_id] = (raised[one.rule_id] ?? 0) + 1;
  }
  return { family, tried: COUNT * 5, alarms, raised };
});

const facts = options.facts ? measureFacts(options.facts) : null;
if (options.json) console.log(JSON.stringify({ perRule: perRule.map(({ rule, right, wrong }) => ({ rule: rule.id, ...right, near: wrong })), noise, facts }, null, 1));
else report();

function measureFacts(file) {
  if (!existsSync(file)) usage(`there is no file \`${file}\``);
  const rows = readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line)).filter((row) => row.secret !== false && row.shape && !row.shape.startsWith('{lit:')); // {lit:…}: only a head is given
  return rows.map((fact) => {
    try {
      const right = positives(byId.get(fact.id), fact);
      return { id: fact.id, rule: byId.has(fact.id), tried: right.tried, any: right.any, exact: right.exact, lax: laxer(fact) };
    } catch (error) {
      return { id: fact.id, rule: byId.has(fact.id), tried: 0, any: 0, exact: 0, error: error.message };
    }
  });
}

/** Lengths that the format does not have and its rule takes all the same, where the fact gives one length. */
function laxer(fact) {
  const rule = byId.get(fact.id);
  if (!rule || rule.patterns.length === 0 || typeof fact.length !== 'number') return [];
  const misses = sample.nearMisses({ ...rule, sample: templateOf(fact, 0) }, SEED).filter((miss) => miss.kind === 'short' || miss.kind === 'long');
  return misses.filter((miss) => scan(`saw ${miss.text} and went on\n`, 'medium').some((one) => names(one, rule.id))).map((miss) => miss.kind);
}

function report() {
  const weak = ({ right, wrong }) => percent(right.own, right.tried) < RECALL_GOAL || (percent(wrong.alarms, wrong.tried) ?? 0) >= ALARM_GOAL;
  const shown = options.all || options.rule ? perRule : perRule.filter(weak);
  if (shown.length > 0) {
    console.log(table(
      ['rule', 'recall', 'any rule', 'exact', 'near misses', 'alarms', 'of kind'],
      shown.map(({ rule, right, wrong }) => [
        rule.id, show(percent(right.own, right.tried)), show(percent(right.any, right.tried)), show(percent(right.exact, right.tried)), wrong.tried,
        show(percent(wrong.alarms, wrong.tried)), Object.entries(wrong.kinds).map(([kind, n]) => `${kind} ${n}`).join(', '),
      ]),
    ));
    if (options.misses) for (const { rule, right } of shown) for (const missed of new Set(right.missed)) console.log(`missed  ${rule.id}: ${missed}`);
  }
  const loud = noise.filter((one) => options.all || one.alarms > 0);
  if (loud.length > 0) {
    console.log('\n' + table(['noise family', 'texts', 'alarms %', 'raised by'], loud.map(({ family, tried, alarms, raised }) => [family, tried, show(percent(alarms, tried)), Object.entries(raised).map(([id, n]) => `${id} ${n}`).join(', ')])));
  }
  const sum = (list, field) => list.reduce((total, one) => total + field(one), 0);
  const recall = percent(sum(perRule, (r) => r.right.own), sum(perRule, (r) => r.right.tried));
  const alarms = percent(sum(perRule, (r) => r.wrong.alarms) + sum(noise, (n) => n.alarms), sum(perRule, (r) => r.wrong.tried) + sum(noise, (n) => n.tried));
  const bad = perRule.filter(weak).length;
  const within = sum(perRule, (r) => r.wrong.within);
  console.log(`\n${within} derived texts lie within the ranges of their own rules and are no near misses (see fits)`);
  console.log(`${perRule.length} rules: recall ${show(recall, 2)} % (goal ${RECALL_GOAL}), false alarms ${show(alarms, 2)} % (goal < ${ALARM_GOAL}), ${bad} rules miss a goal${bad > 0 && !options.all ? ' (those are shown)' : ''}`);
  if (facts) {
    const failed = facts.filter((one) => one.error);
    const missed = facts.filter((one) => !one.error && one.any < one.tried);
    console.log(`${facts.length} formats: ${facts.filter((one) => one.rule).length} have a rule of the same name, found in any way ${show(percent(sum(facts, (f) => f.any), sum(facts, (f) => f.tried)), 2)} %`);
    if (missed.length > 0) console.log(table(['format', 'own rule', 'found %'], missed.map((one) => [one.id, one.rule ? 'yes' : 'no', show(percent(one.any, one.tried), 0)])));
    const lax = facts.filter((one) => one.lax?.length > 0);
    if (lax.length > 0) console.log(`${lax.length} rules take lengths that their facts do not give: ${lax.map((one) => `${one.id} (${one.lax.join(', ')})`).join(', ')}`);
    for (const one of failed) console.log(`no text from ${one.id}: ${one.error.split('\n')[0]}`);
  }
  if (recall < RECALL_GOAL || alarms >= ALARM_GOAL || bad > 0) process.exitCode = 1;
}
