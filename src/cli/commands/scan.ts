// wardline scan: everything a person names, through the engine, into one or several reports.

import process from 'node:process';
import type { ScanMemory } from '../../bulk/memory.ts';
import { loadParts, type SharedParts } from '../../bulk/parts.ts';
import { runScan } from '../../bulk/scan.ts';
import type { Summary } from '../../bulk/summary.ts';
import { WardlineError } from '../../errors.ts';
import { keyId } from '../../findings/key.ts';
import type { RuleTable } from '../../findings/rule-table.ts';
import type { ScanExceptions } from '../../policy/scan-exceptions.ts';
import { fileOut, FdOut } from '../../report/out.ts';
import { FORMATS, type Format, FRAMED, openReporter } from '../../report/formats.ts';
import { onInterrupt, progressMode, stdinSource, storedBytes, troubleWords } from '../bulk-run.ts';
import type { Args, Command } from '../command.ts';
import { EXIT_FINDINGS, EXIT_INCOMPLETE, EXIT_INTERRUPTED, EXIT_OK, EXIT_USAGE } from '../exit-codes.ts';
import { keepOld, type Output, Outputs } from '../outputs.ts';
import { Progress } from '../progress.ts';
import { SEVERITIES } from '../../rules/model.ts';
import { BACKEND_OPTION, INPUT_OPTIONS, RULE_OPTIONS, RUN_OPTIONS, backendOf, expand, keyOf, leastOf, limitsOf, ruleChoice, threadsOf, walkOptions } from '../scan-options.ts';
import { compileLate, compileSoon } from '../tiering.ts';
import { version } from '../version.ts';

export const command: Command = {
  usage: 'scan [PATH…] [OPTIONS]',
  summary: 'Scan files, directories and archives for credentials; `-` is standard input, the default is the current directory.',
  details: `Archives and compressed files are opened by what they hold, not by their names: gz, zst, bz2, xz, lz4, br (by name),
tar and zip, also inside each other. Exit codes: 0 nothing found, 1 findings, 2 wrong usage, 3 not everything could be
scanned (each part is named), 130 interrupted.`,
  options: {
    format: { type: 'string', short: 'f', value: 'FORMAT', help: `on stdout: ${FORMATS.join(', ')} (default pretty) or none`, group: 'Output' },
    report: { type: 'string', multiple: true, value: 'FORMAT=FILE', help: 'a report into a file; can be repeated', group: 'Output' },
    output: { type: 'string', short: 'o', value: 'FILE', help: 'write to a file instead of stdout', group: 'Output' },
    'fail-on': { type: 'string', value: 'SEVERITY', help: 'exit with 1 from this severity on (default low)', group: 'Output' },
    reveal: { type: 'boolean', help: 'show the secrets themselves (machine formats only)', group: 'Output' },
    ...RUN_OPTIONS,
    ...BACKEND_OPTION,
    ...INPUT_OPTIONS,
    ...RULE_OPTIONS,
    baseline: { type: 'string', value: 'FILE', help: 'leave out findings that this file knows (also gitleaks, TruffleHog, detect-secrets, Kingfisher, ggshield)', group: 'Memory' },
    'allow-markers': { type: 'boolean', help: 'leave out lines and regions marked `wardline:allow`, `wardline:ignore-start`, `gitleaks:allow` and the like (docs/bulk.md)', group: 'Memory' },
    'no-exceptions': { type: 'boolean', help: 'report also what an exception of a policy trusts (`wardline exception list`)', group: 'Memory' },
    'write-baseline': { type: 'string', value: 'FILE', help: 'write all findings of this run as a baseline', group: 'Memory' },
    resume: { type: 'string', value: 'STATE', help: 'skip files that are unchanged since they were scanned; keep notes in STATE', group: 'Memory' },
  },
  examples: [
    ['wardline scan /var/log', 'everything below a directory, on all cores'],
    ['wardline scan backup.tar.zst --format jsonl > findings.jsonl', 'one line of JSON for each finding, then a summary'],
    ['wardline scan logs --report sarif=out.sarif --report html=out.html', 'several reports in one run'],
    ['journalctl -o short | wardline scan -', 'standard input'],
    ['wardline scan logs --write-baseline known.json && wardline scan logs --baseline known.json', 'only what is new'],
  ],
  run: scan,
};

async function scan(args: Args): Promise<number> {
  compileLate();
  const format = args.choice('format', [...FORMATS, 'none'] as const, 'pretty');
  const failOn = args.choice('fail-on', SEVERITIES, 'low');
  const paths = await expand(args.positionals.length > 0 ? args.positionals : ['.']);
  const reports = args.list('report').map(reportChoice);
  const quiet = args.flag('quiet');
  const reveal = args.flag('reveal');
  const least = leastOf(args);
  const key = keyOf(args);
  const { parts, table } = await loadParts(ruleChoice(args), key, backendOf(args));
  const walk = await walkOptions(args, paths);
  const limits = limitsOf(args);
  const threads = threadsOf(args);

  let outputs: Outputs | null = null;
  const memory = await openMemory(args, { keyId: keyId(key), parts, table, least, beforeSave: () => outputs?.flush() ?? false });
  const color = wantsColor(args);
  const open = async (kind: Format, file: string | null): Promise<Output> => {
    if (file !== null && memory.goesOn) keepOld(file);
    const out = (file === null ? new FdOut(1) : fileOut(file)) as FdOut;
    const reporter = await openReporter(kind, {
      out, table, version: version(), reveal, color: color && file === null, width: process.stdout.columns ?? (Number(process.env.COLUMNS) || 100),
    });
    return { reporter, out, file };
  };
  const opened: Output[] = [];
  if (format !== 'none') opened.push(await open(format, args.text('output') ?? null));
  for (const { kind, file } of reports) opened.push(await open(kind, file));

  const exceptions = args.flag('no-exceptions') ? null : await openExceptions(keyId(key));
  const stop = new AbortController();
  const release = onInterrupt(() => stop.abort());
  const progress = new Progress(progressMode(args, quiet));
  if (progress.wanted) void storedBytes(paths, walk, () => stop.signal.aborted || progress.over, (bytes) => (progress.total = bytes));
  const main = opened[0]?.out;
  const all = new Outputs(opened, () => progress.clear());
  outputs = all;
  // Findings and bar stand on one terminal: what is found goes out at once, and the bar comes back below it.
  const shared = main !== undefined && format !== 'none' && args.text('output') === undefined && process.stdout.isTTY === true;
  if (shared) main.before = () => progress.clear();
  // Whoever reads from a pipe that goes on wants to hear of it before its end.
  const flushing = paths.includes('-') ? setInterval(() => all.flush(main), FLUSH_MS) : undefined;
  let summary: Summary;
  try {
    summary = await runScan({
      paths, walk, limits, threads, parts, table, keyId: keyId(key), signal: stop.signal,
      skipBinary: args.flag('skip-binary'),
      body: { least, reveal: reveal || memory.needsSecret, blocks: args.flag('allow-markers'), frames: memory.needsFrame || [...(format === 'none' ? [] : [format]), ...reports.map((r) => r.kind)].some((kind) => FRAMED.has(kind)) },
      stdin: () => stdinSource(stop.signal),
      manySmall: compileSoon,
      filter: joined(memory.filter, exceptions),
      unchanged: memory.unchanged,
      fileDone: memory.fileDone,
      finding(located) {
        memory.finding(located);
        all.finding(located);
        if (shared) all.flush(main);
        if (all.lost || (main !== undefined && !main.open)) stop.abort();
      },
      trouble(trouble) {
        progress.clear();
        if (trouble.reason !== 'interrupted') process.stderr.write(`wardline: ${troubleWords(trouble)}\n`);
      },
      progress: (done, ledger, tally) => progress.update(done, ledger, tally),
    });
  } finally {
    progress.end();
    release();
    clearInterval(flushing);
  }
  all.end(summary);
  memory.end(summary, !all.failed && main?.open !== false);
  if (!quiet) for (const note of [...(exceptions?.remarks ?? []), ...memory.notes(summary.complete && args.text('resume') === undefined)]) process.stderr.write(`wardline: ${note}\n`);
  if (all.failed) return EXIT_USAGE;
  if (main !== undefined && !main.open) return EXIT_OK;
  if (summary.interrupted) {
    if (!quiet) process.stderr.write('wardline: interrupted; the reports hold what was found until then\n');
    return EXIT_INTERRUPTED;
  }
  if (!summary.complete) return EXIT_INCOMPLETE;
  const counted = SEVERITIES.slice(SEVERITIES.indexOf(failOn)).reduce((n, severity) => n + (summary.by_severity[severity] ?? 0), 0);
  return counted > 0 ? EXIT_FINDINGS : EXIT_OK;
}

const FLUSH_MS = 200;

function reportChoice(text: string): { kind: Format; file: string } {
  const at = text.indexOf('=');
  const kind = at < 0 ? text : text.slice(0, at);
  if (at <= 0 || at === text.length - 1 || !(FORMATS as readonly string[]).includes(kind)) {
    throw new WardlineError('usage', `\`--report ${text}\` names no report`, { hint: `write FORMAT=FILE, with one of ${FORMATS.join(', ')}` });
  }
  return { kind: kind as Format, file: text.slice(at + 1) };
}

export function wantsColor(args: Args): boolean {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (args.flag('no-color') || (NO_COLOR !== undefined && NO_COLOR !== '')) return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '0') return true;
  return process.stdout.isTTY === true && process.env.TERM !== 'dumb';
}

const NO_MEMORY: ScanMemory = { goesOn: false, needsSecret: false, needsFrame: false, filter: undefined, unchanged: undefined, fileDone: undefined, finding: () => {}, notes: () => [], end: () => {} };

interface Looking {
  readonly keyId: string;
  readonly parts: SharedParts;
  readonly table: RuleTable;
  readonly least: number;
  readonly beforeSave: () => boolean;
}

async function openMemory(args: Args, { keyId, parts, table, least, beforeSave }: Looking): Promise<ScanMemory> {
  const names = ['baseline', 'write-baseline', 'resume'];
  if (names.every((name) => args.text(name) === undefined) && !args.flag('allow-markers')) return NO_MEMORY;
  const { openScanMemory } = await import('../../bulk/memory.ts');
  const { createHash } = await import('node:crypto');
  const lookedFor = createHash('sha256').update(parts.program).update(parts.enabled).update(`${least} ${args.flag('allow-markers')} ${args.flag('no-exceptions')} ${version()}`).digest('hex').slice(0, 16);
  const markers = args.flag('allow-markers') ? new Set(table.rules.map((rule) => rule.id)) : null;
  return openScanMemory({ baseline: args.text('baseline'), writeBaseline: args.text('write-baseline'), resume: args.text('resume'), markers, keyId, lookedFor, beforeSave });
}

/** The policies that hold here may trust some findings. Where there are none, nothing of it is loaded. */
async function openExceptions(keyId: string): Promise<ScanExceptions | null> {
  const { findPlaces } = await import('../../policy/places.ts');
  const places = findPlaces();
  if (places.org === null && places.project === null && places.user === null) return null;
  const { loadPolicy } = await import('../../policy/load.ts');
  const { scanExceptions } = await import('../../policy/scan-exceptions.ts');
  return scanExceptions(await loadPolicy(places), keyId, Date.now());
}

function joined(filter: ScanMemory['filter'], exceptions: ScanExceptions | null): ScanMemory['filter'] {
  if (exceptions === null) return filter;
  return (located) => {
    const verdict = filter?.(located) ?? 'keep';
    if (verdict !== 'keep') return verdict;
    const id = exceptions.holds(located.finding, located.path, located.entry);
    return id === null ? 'keep' : { suppress: `exception ${id}` };
  };
}
