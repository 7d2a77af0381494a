// How accurate the scanner is on case files of other projects:  npm run accuracy -- DIR [--suite S] [--misses S] [--alarms S] [--level low|medium] [--json]
//
// Recall counts at low, alarms at the default (medium and up); both are shown the other way round as well, so that reporting
// everything as low, or nothing at low, is no way out. Exit code 1 when a goal is not reached and --strict is given.

import { readFileSync } from 'node:fs';
import { parseArgs, usage } from '../lib/args.mjs';
import { makeScanner } from '../lib/library.mjs';
import { show, table } from '../lib/table.mjs';
import { loadSuites, measure } from './suites.mjs';

const { options, rest } = parseArgs({ suite: 'value', misses: 'value', alarms: 'value', level: 'value', rule: 'value', json: 'flag', strict: 'flag', limit: 'number' });
if (rest.length !== 1) usage('give the folder of the case files, e.g. `npm run accuracy -- ../shared/cases`');

const peers = JSON.parse(readFileSync(new URL('./peers.json', import.meta.url), 'utf8'));
const suites = loadSuites(rest[0]);
if (suites.size === 0) usage(`\`${rest[0]}\` holds no case files (*.jsonl with text and label)`);
const scanner = await makeScanner();
const at = (level) => (text) => scanner.scan(text, { minConfidence: level });

const listed = options.misses ?? options.alarms;
const wanted = listed ?? options.suite;
if (wanted !== undefined && !suites.has(wanted)) usage(`there is no suite \`${wanted}\`; there are ${[...suites.keys()].join(', ')}`);

if (listed) study(listed, options.misses !== undefined);
else report();

function report() {
  const results = [];
  for (const [suite, rows] of suites) {
    if (wanted !== undefined && suite !== wanted) continue;
    const low = measure(rows, at('low'));
    const normal = measure(rows, at('medium'));
    results.push({ suite, cases: rows.length, low, normal, ...judge(suite, low, normal) });
  }
  if (options.json) {
    const figures = ({ macro, micro, alarmRate, provider, tp, found, fp, alarmCount }) => ({ macro, micro, alarmRate, provider, tp, found, fp, alarms: alarmCount });
    console.log(JSON.stringify(results.map(({ suite, cases, low, normal, checks }) => ({ suite, cases, low: figures(low), default: figures(normal), checks })), null, 1));
  } else print(results);
  if (options.strict && results.some((one) => one.checks.some((check) => !check.ok))) process.exitCode = 1;
}

function judge(suite, low, normal) {
  const goal = peers.goals[suite];
  const checks = [];
  if (!goal) return { checks };
  const least = (what, value, bound) => checks.push({ what, value, bound, ok: value !== null && value >= bound });
  const most = (what, value, bound) => checks.push({ what, value, bound, ok: value !== null && value <= bound });
  least('recall at low', low[goal.by], goal.recall);
  least('recall at default', normal[goal.by], goal.recall * peers.bothWays.recallAtDefault);
  if (goal.alarms !== undefined) {
    checks.push({ what: 'alarms at default', value: normal.alarmRate, bound: goal.alarms, ok: normal.alarmRate !== null && normal.alarmRate < goal.alarms });
    most('alarms at low', low.alarmRate, goal.alarms * peers.bothWays.alarmsAtLow);
  }
  return { checks };
}

function print(results) {
  console.log(table(
    ['suite', 'tp', 'fp', 'macro low', 'micro low', 'alarms def', 'macro def', 'micro def', 'alarms low', 'provider', 'goal', 'reached'],
    results.map(({ suite, low, normal, checks }) => {
      const goal = peers.goals[suite];
      const failed = checks.filter((check) => !check.ok).map((check) => `${check.what} ${show(check.value)} (${show(check.bound)})`);
      return [
        suite, low.tp, low.fp, show(low.macro), show(low.micro), show(normal.alarmRate), show(normal.macro), show(normal.micro), show(low.alarmRate), show(low.provider, 0),
        goal ? `${goal.by} ${goal.recall}${goal.alarms === undefined ? '' : `/${goal.alarms}`}` : '', goal ? (failed.length === 0 ? 'yes' : `NO: ${failed.join(', ')}`) : '',
      ];
    }),
  ));
  console.log('\nBeside others (macro recall / alarms, %; in brackets: the suite is its own)\n');
  console.log(table(
    ['suite', 'this one', ...peers.scanners],
    results.filter(({ suite }) => peers.suites[suite]).map(({ suite, low, normal }) => [
      suite, `${show(low.macro, 0)}/${show(normal.alarmRate, 0)}`,
      ...peers.suites[suite].map(([recall, alarms], i) => (peers.own[suite] === peers.scanners[i] ? `(${recall}/${alarms})` : `${recall}/${alarms}`)),
    ]),
  ));
  for (const { suite, normal } of results) {
    if (normal.contradicted > 0) console.log(`\n${suite}: ${normal.contradicted} of ${normal.alarmCount} alarms are texts that the suite itself calls secrets under another rule; they are counted all the same`);
  }
  for (const { suite, low } of results) {
    if (low.failures.length > 0) console.log(`\n${suite}: ${low.failures.length} scans threw, the first: ${low.failures[0].row.id}: ${low.failures[0].error.stack}`);
  }
}

/** Lists what is missed or raised, grouped by rule, for study on the terminal. */
function study(suite, missing) {
  const result = measure(suites.get(suite), at(options.level ?? (missing ? 'low' : 'medium')));
  const groups = Map.groupBy ? Map.groupBy(missing ? result.misses : result.alarms, ({ row }) => row.rule) : groupBy(missing ? result.misses : result.alarms);
  const order = [...groups].sort(([, a], [, b]) => b.length - a.length);
  if (options.json) {
    console.log(JSON.stringify(order.map(([rule, list]) => ({ rule, count: list.length, ids: list.map(({ row }) => row.id) })), null, 1));
    return;
  }
  for (const [rule, list] of order) {
    if (options.rule !== undefined && rule !== options.rule) continue;
    const { tp, fp } = result.rules.get(rule);
    console.log(`\n${rule}: ${list.length} of ${missing ? tp : fp}`);
    for (const { row, hits, others } of list.slice(0, options.limit ?? 5)) {
      const text = row.text.length > 400 ? around(row) : row.text;
      console.log(`  ${row.id}${row.secret ? `  secret: ${row.secret.slice(0, 100)}` : ''}`);
      console.log(`    ${text.replace(/\n/g, '\n    ')}`);
      for (const hit of (hits ?? others ?? []).slice(0, 4)) console.log(`    → ${hit.rule_id} (${hit.confidence}) ${hit.char_start}–${hit.char_end} ${row.text.slice(hit.char_start, Math.min(hit.char_end, hit.char_start + 60))} [${hit.reasons?.join(' ')}]`);
    }
  }
}

function around(row) {
  const at = row.secret ? row.text.indexOf(row.secret) : 0;
  return `…${row.text.slice(Math.max(0, at - 150), at + 250)}…`;
}

function groupBy(list) {
  const groups = new Map();
  for (const one of list) groups.set(one.row.rule, [...(groups.get(one.row.rule) ?? []), one]);
  return groups;
}
