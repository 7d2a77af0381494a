// wardline redact: a copy of the input with every finding replaced, streaming, in the formats it came in.

import process from 'node:process';
import { loadParts, openParts } from '../../bulk/parts.ts';
import { runRedact, targetOf } from '../../bulk/redact/redact-run.ts';
import { WardlineError } from '../../errors.ts';
import { keyId } from '../../findings/key.ts';
import { checkStyle, REDACT_STYLES, TokenNumbers } from '../../findings/redactor.ts';
import { plural, sizeWords } from '../../report/pretty.ts';
import type { Args, Command } from '../command.ts';
import { EXIT_INCOMPLETE, EXIT_INTERRUPTED, EXIT_OK } from '../exit-codes.ts';
import { onInterrupt, stdinSource, troubleWords } from './scan.ts';
import { INPUT_OPTIONS, RULE_OPTIONS, expand, keyOf, leastOf, limitsOf, ruleChoice, walkOptions } from '../scan-options.ts';
import { Progress } from '../progress.ts';

const { 'skip-binary': _binary, ...WALK_OPTIONS } = INPUT_OPTIONS;

export const command: Command = {
  usage: 'redact [PATH…|-] [-o OUT] [OPTIONS]',
  summary: 'Copy files, directories, archives or standard input with every finding replaced by a placeholder.',
  details: `Everything else stays byte for byte as it was. Archives are packed again in their own format; what can't be written here
is refused by name (exit code 3) and does not appear in the output.`,
  options: {
    output: { type: 'string', short: 'o', value: 'OUT', help: 'a file, or a directory for a mirror of the input (default: stdout)', group: 'Output' },
    'in-place': { type: 'boolean', short: 'i', help: 'replace the files themselves, each at once; mode and time stay', group: 'Output' },
    style: { type: 'string', value: 'STYLE', help: `${REDACT_STYLES.join(', ')} (default label)`, group: 'Output' },
    quiet: { type: 'boolean', short: 'q', help: 'nothing on stderr but errors', group: 'Output' },
    ...WALK_OPTIONS,
    ...RULE_OPTIONS,
  },
  examples: [
    ['wardline redact app.log -o app.clean.log', 'one file'],
    ['kubectl logs pod | wardline redact - | tee safe.log', 'a pipe'],
    ['wardline redact logs/ -o logs-clean/', 'a directory with its archives, as a mirror'],
    ['wardline redact --in-place --style token logs/', 'the same secret gets the same number everywhere'],
  ],
  run: redact,
};

async function redact(args: Args): Promise<number> {
  const paths = await expand(args.positionals.length > 0 ? args.positionals : ['-']);
  const target = targetOf(paths, args.text('output'), args.flag('in-place'));
  if (typeof target === 'string') throw new WardlineError('usage', target, { hint: '`wardline redact --help` shows examples' });
  const style = checkStyle(args.text('style') ?? 'label');
  const least = leastOf(args);
  const key = keyOf(args);
  const { parts, table } = await loadParts(ruleChoice(args), key);
  const stop = new AbortController();
  const release = onInterrupt(() => stop.abort());
  const quiet = args.flag('quiet');
  const progress = new Progress(!quiet && process.stderr.isTTY === true && target.to !== 'stdout' ? 'bar' : 'none');
  let summary: Awaited<ReturnType<typeof runRedact>>;
  try {
    summary = await runRedact({
      paths, target, limits: limitsOf(args), walk: await walkOptions(args, paths), parts: openParts(parts, table), keyId: keyId(key),
      choice: { least, style, tokens: new TokenNumbers() }, signal: stop.signal, stdin: () => stdinSource(stop.signal),
      trouble(trouble) {
        progress.clear();
        process.stderr.write(`wardline: ${troubleWords(trouble)}\n`);
      },
      progress: (done, ledger, tally) => progress.update(done, ledger, tally),
    });
  } finally {
    progress.clear();
    release();
  }
  if (!quiet && target.to !== 'stdout') {
    process.stderr.write(`wardline: ${plural(summary.findings, 'finding')} replaced in ${plural(summary.files, 'file')}, ${sizeWords(summary.bytes_in)} in ${summary.seconds.toFixed(2)} s\n`);
  }
  if (summary.interrupted) return EXIT_INTERRUPTED;
  return summary.complete ? EXIT_OK : EXIT_INCOMPLETE;
}
