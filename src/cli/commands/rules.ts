// wardline rules: what is looked for, and whether one's own rules are right.

import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { builtFile, loadParts } from '../../bulk/parts.ts';
import { WardlineError } from '../../errors.ts';
import { makeKey } from '../../findings/key.ts';
import { nearest } from '../../findings/selection.ts';
import type { ForeignNote } from '../../rules/foreign/index.ts';
import type { Position, Rule } from '../../rules/model.ts';
import type { Args, Command } from '../command.ts';
import { EXIT_FAILED, EXIT_INCOMPLETE, EXIT_OK } from '../exit-codes.ts';
import { RULE_OPTIONS, ruleChoice } from '../scan-options.ts';

export const command: Command = {
  usage: 'rules list|show|test|bench|compile [ARGUMENT…] [OPTIONS]',
  summary: 'Look at, test, measure and compile rules, the built-in ones and your own.',
  details: `  list [TEXT]       all rules, or those with TEXT in their id, name, provider or kind
  show ID           one rule with its patterns and checks
  test [FILE…]      try rules on their own examples and counter-examples
  bench FILE…       what each rule of these files costs, alone in the engine, over generated logs or --on FILE
  compile FILE…     compile rule files together with the built-in rules into a program (-o FILE)`,
  options: {
    json: { type: 'boolean', help: 'as JSON' },
    output: { type: 'string', short: 'o', value: 'FILE', help: 'where `compile` writes' },
    'no-built-in': { type: 'boolean', help: '`compile` and `test`: your rules alone' },
    on: { type: 'string', value: 'FILE', help: '`bench`: a text of your own to measure with (its first 16 MiB)' },
    seed: { type: 'string', value: 'N', help: '`test`: seed of the samples (default 1)' },
    rules: RULE_OPTIONS.rules as NonNullable<(typeof RULE_OPTIONS)['rules']>,
  },
  examples: [
    ['wardline rules list github', 'what is known of GitHub'],
    ['wardline rules show github-pat-classic', 'one rule'],
    ['wardline rules test my-rules.yaml', 'before you use them'],
    ['wardline rules bench my-rules.yaml --on app.log', 'which of them are expensive on your logs'],
    ['wardline rules compile my-rules.yaml -o rules.bin', 'a program for the library'],
  ],
  run: rules,
};

async function rules(args: Args): Promise<number> {
  const [verb, ...rest] = args.positionals;
  switch (verb) {
    case 'list':
      return list(args, rest);
    case 'show':
      return show(args, rest);
    case 'test':
      return test(args, rest);
    case 'bench':
      return bench(args, rest);
    case 'compile':
      return compile(args, rest);
    default:
      throw new WardlineError('usage', verb === undefined ? 'say what to do with rules' : `\`rules ${verb}\` is unknown`, { hint: 'use list, show, test, bench or compile' });
  }
}

async function list(args: Args, [text = '']: readonly string[]): Promise<number> {
  const { table } = await loadParts({ ...ruleChoice(args), all: true }, makeKey());
  const wanted = text.toLowerCase();
  const found = table.rules.filter((r) => [r.id, r.name, r.provider, r.kind, r.type].some((t) => t.toLowerCase().includes(wanted)));
  if (args.flag('json')) {
    const plain = found.map(({ id, name, provider, kind, type, severity, family, on }) => ({ id, name, provider, kind, violation_type: type, severity, family, on }));
    process.stdout.write(`${JSON.stringify(plain, null, 2)}\n`);
    return EXIT_OK;
  }
  const width = Math.max(0, ...found.map((r) => r.id.length));
  for (const rule of found) process.stdout.write(`${rule.id.padEnd(width)}  ${rule.severity.padEnd(8)}  ${rule.on ? '  ' : '- '}${rule.name}\n`);
  process.stderr.write(`${found.length} rules${found.some((r) => !r.on) ? '; those with - are off unless asked for (--all-rules, --only)' : ''}\n`);
  return EXIT_OK;
}

function builtIn(): readonly Rule[] {
  return (JSON.parse(readFileSync(builtFile('rules.json'), 'utf8')) as { rules: readonly Rule[] }).rules;
}

interface Chosen {
  readonly rules: readonly Rule[];
  /** What rules of other tools lost. */
  readonly notes: readonly ForeignNote[];
  /** Files of other tools. */
  readonly foreign: ReadonlySet<string>;
}

async function ownAndBuiltIn(args: Args, files: readonly string[]): Promise<Chosen> {
  const [{ readRuleFile }, { joinRules, mergeRules }] = await Promise.all([import('../../rules/load/any.ts'), import('../../rules/load/merge.ts')]);
  const read = files.map((file) => readRuleFile(text(file), file));
  const own = joinRules(read);
  return {
    rules: args.flag('no-built-in') ? own.rules : mergeRules(builtIn(), own),
    notes: read.flatMap((one) => one.notes),
    foreign: new Set(read.filter((one) => one.format !== null).map((one) => one.file)),
  };
}

const place = ({ at }: { readonly at: Position }): string => `${at.file}:${at.line}:${at.column}`;

function noteLine(note: ForeignNote): string {
  return `${place(note)}: ${note.rule === '' ? '' : `${note.rule}: `}${note.message} (${note.construct}: ${note.effect})\n`;
}

function text(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new WardlineError('rule_file_unreadable', `the rule file \`${file}\` can't be read`, { hint: 'check its path and permissions' });
  }
}

async function show(args: Args, [id]: readonly string[]): Promise<number> {
  if (id === undefined) throw new WardlineError('usage', 'name the rule to show', { hint: '`wardline rules list` shows the ids' });
  const all = await ownAndBuiltIn(args, args.list('rules'));
  const rule = all.rules.find((r) => r.id === id);
  if (rule === undefined) {
    const { table } = await loadParts({ all: true }, makeKey());
    const near = nearest(table, id);
    throw new WardlineError('unknown_rule', `there is no rule \`${id}\``, { hint: near === null ? '`wardline rules list` shows the ids' : `did you mean \`${near}\`?` });
  }
  const { at: _at, patterns, checks, ...plain } = rule;
  const shown = { ...plain, patterns: patterns.map((p) => p.source), checks: checks.map(({ at: _where, ...check }) => check) };
  if (args.flag('json')) process.stdout.write(`${JSON.stringify(shown, null, 2)}\n`);
  else process.stdout.write((await import('yaml')).stringify(shown));
  return EXIT_OK;
}

async function bench(args: Args, files: readonly string[]): Promise<number> {
  if (files.length === 0) throw new WardlineError('usage', '`rules bench` needs rule files', { hint: 'wardline rules bench my-rules.yaml' });
  const { ruleCosts, sampleText } = await import('./rules-bench.ts');
  const own = (await ownAndBuiltIn(args, files)).rules.filter((rule) => files.includes(rule.at.file));
  const sample = sampleText(args.text('on'));
  const costs = ruleCosts(own, sample);
  if (args.flag('json')) {
    process.stdout.write(`${JSON.stringify({ bytes: sample.length, rules: costs }, null, 2)}\n`);
    return EXIT_OK;
  }
  const width = Math.max(4, ...costs.map(({ rule }) => rule.length));
  process.stdout.write(`${'rule'.padEnd(width)}  ns a byte      hits\n`);
  for (const { rule, ns_per_byte, hits } of costs) process.stdout.write(`${rule.padEnd(width)}  ${ns_per_byte.toFixed(3).padStart(9)}  ${String(hits).padStart(8)}\n`);
  return EXIT_OK;
}

async function test(args: Args, files: readonly string[]): Promise<number> {
  const { testRules } = await import('../../testkit/run.ts');
  const { engineScan } = await import('../../testkit/engine-scan.ts');
  const { rules: all, notes, foreign }: Chosen = files.length === 0 ? { rules: builtIn(), notes: [], foreign: new Set() } : await ownAndBuiltIn(args, files);
  const own = files.length === 0 ? all : all.filter((rule) => files.includes(rule.at.file));
  const module = new WebAssembly.Module(readFileSync(builtFile('engine.wasm')));
  const scan = engineScan(all, module);
  const seed = args.text('seed') ?? '1';
  const mine = testRules(own.filter((rule) => !foreign.has(rule.at.file)), scan, seed);
  const theirs = testRules(own.filter((rule) => foreign.has(rule.at.file)), scan, seed, { allowLiterals: true });
  const report = {
    rules: mine.rules + theirs.rules, texts: mine.texts + theirs.texts,
    failures: [...mine.failures, ...theirs.failures], warnings: [...mine.warnings, ...theirs.warnings], notes,
  };
  if (args.flag('json')) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else {
    for (const note of notes) process.stdout.write(noteLine(note));
    for (const failure of report.failures) process.stdout.write(`${place(failure)}: ${failure.rule}: ${failure.message} [${failure.code}]\n  hint: ${failure.hint}\n`);
    for (const warning of report.warnings) process.stdout.write(`${place(warning)}: ${warning.rule}: ${warning.message} (warning)\n`);
    process.stdout.write(`${report.rules} rules, ${report.texts} texts, ${report.failures.length} failures, ${report.warnings.length} warnings${foreign.size > 0 ? `, ${droppedOf(notes)} rules of other tools left out` : ''}\n`);
  }
  return report.failures.length > 0 ? EXIT_FAILED : EXIT_OK;
}

async function compile(args: Args, files: readonly string[]): Promise<number> {
  const out = args.text('output');
  if (files.length === 0 || out === undefined) throw new WardlineError('usage', '`rules compile` needs rule files and -o FILE', { hint: 'wardline rules compile my-rules.yaml -o rules.bin' });
  const { compileRules } = await import('../../rules/compile/compile.ts');
  const { rules, notes } = await ownAndBuiltIn(args, files);
  const { program } = compileRules(rules);
  writeFileSync(out, program);
  for (const note of notes) if (note.effect !== 'ignored') process.stderr.write(noteLine(note));
  const dropped = droppedOf(notes);
  process.stderr.write(`${rules.length} rules, ${program.length} bytes written to ${out}${dropped > 0 ? `; ${dropped} rules of other tools left out` : ''}\n`);
  return dropped > 0 ? EXIT_INCOMPLETE : EXIT_OK;
}

function droppedOf(notes: readonly ForeignNote[]): number {
  return notes.filter((note) => note.effect === 'dropped').length;
}
