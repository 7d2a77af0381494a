// wardline redact: a copy of the input with every finding replaced, streaming, in the formats it came in.

import process from 'node:process';
import { loadParts } from '../../bulk/parts.ts';
import { runRedact, runRestore } from '../../bulk/redact/redact.ts';
import type { RedactRequest } from '../../bulk/redact/run.ts';
import { targetOf } from '../../bulk/redact/target.ts';
import { WardlineError } from '../../errors.ts';
import type { Vault } from '../../bulk/redact/vault.ts';
import type { Summary } from '../../bulk/summary.ts';
import { keyId } from '../../findings/key.ts';
import { installationKey } from '../../findings/key-file.ts';
import { checkStyle, REDACT_STYLES, TokenNumbers } from '../../findings/redactor.ts';
import { plural, sizeWords } from '../../report/pretty.ts';
import { onInterrupt, progressMode, stdinSource, storedBytes, troubleWords } from '../bulk-run.ts';
import type { Args, Command } from '../command.ts';
import { EXIT_INCOMPLETE, EXIT_INTERRUPTED, EXIT_OK } from '../exit-codes.ts';
import { INPUT_OPTIONS, RULE_OPTIONS, RUN_OPTIONS, expand, keyOf, leastOf, limitsOf, ruleChoice, threadsOf, walkOptions } from '../scan-options.ts';
import { Progress } from '../progress.ts';
import { compileLate } from '../tiering.ts';

const { 'skip-binary': _binary, ...WALK_OPTIONS } = INPUT_OPTIONS;

export const command: Command = {
  usage: 'redact [PATH…|-] [-o OUT] [OPTIONS]',
  summary: 'Copy files, directories, archives or standard input with every finding replaced by a placeholder.',
  details: `Everything else stays byte for byte as it was. Archives are packed again in their own format; what can't be written here
is refused by name and does not appear in the output. Exit codes: 0 done, 2 wrong usage, 3 not everything could be redacted
(each part is named), 130 interrupted.`,
  options: {
    output: { type: 'string', short: 'o', value: 'OUT', help: 'a file, or a directory for a mirror of the input (default: stdout)', group: 'Output' },
    'in-place': { type: 'boolean', short: 'i', help: 'replace the files themselves, each at once; mode and time stay', group: 'Output' },
    style: { type: 'string', value: 'STYLE', help: `${REDACT_STYLES.join(', ')} (default label)`, group: 'Output' },
    copies: { type: 'boolean', help: 'also where a secret that was found stands again behind, in the same file or member', group: 'Output' },
    vault: { type: 'string', value: 'FILE', help: 'with --style token: keep what each token stands for, encrypted', group: 'Vault' },
    'vault-key': { type: 'string', value: 'FILE', help: 'the key of the vault; keep it apart from the vault', group: 'Vault' },
    restore: { type: 'boolean', help: 'put the secrets of a vault back where their tokens stand', group: 'Vault' },
    ...RUN_OPTIONS,
    ...WALK_OPTIONS,
    ...RULE_OPTIONS,
  },
  examples: [
    ['wardline redact app.log -o app.clean.log', 'one file'],
    ['kubectl logs pod | wardline redact - | tee safe.log', 'a pipe'],
    ['wardline redact logs/ -o logs-clean/', 'a directory with its archives, as a mirror'],
    ['wardline redact app.log -o sent.log --style token --vault v --vault-key k', 'and, for those who hold the key: wardline redact --restore sent.log --vault v --vault-key k'],
    ['wardline redact app.log -o sent.log --copies', 'also where the same secret stands again with nothing around it that says so'],
    ['wardline redact --in-place --style token logs/', 'the same secret gets the same number everywhere'],
  ],
  run: redact,
};

async function redact(args: Args): Promise<number> {
  if (args.positionals.length === 0 && process.stdin.isTTY === true) throw new WardlineError('usage', 'nothing to redact: no file is named, and nothing comes from a pipe', { hint: 'name a file or a directory, or `-` to type text here' });
  const paths = await expand(args.positionals.length > 0 ? args.positionals : ['-']);
  const target = targetOf(paths, args.text('output'), args.flag('in-place'));
  if (typeof target === 'string') throw new WardlineError('usage', target, { hint: '`wardline redact --help` shows examples' });
  const style = checkStyle(args.text('style') ?? (args.text('vault') === undefined ? 'label' : 'token'));
  const vault = await openVault(args, style);
  const tokens = new TokenNumbers();
  vault?.seed(tokens);
  const least = leastOf(args);
  const key = keyOf(args);
  compileLate();
  const { parts, table } = await loadParts(ruleChoice(args), key);
  const stop = new AbortController();
  const release = onInterrupt(() => stop.abort());
  const quiet = args.flag('quiet');
  const progress = new Progress(progressMode(args, quiet, target.to !== 'stdout'));
  const request: RedactRequest = {
    paths, target, limits: limitsOf(args), walk: await walkOptions(args, paths), parts, table, keyId: keyId(key), threads: threadsOf(args),
    least, style, copies: args.flag('copies'), tokens, vault, signal: stop.signal, stdin: () => stdinSource(stop.signal),
    trouble(trouble) {
      progress.clear();
      process.stderr.write(`wardline: ${troubleWords(trouble)}\n`);
    },
    progress: (done, ledger, tally) => progress.update(done, ledger, tally),
  };
  if (progress.wanted) void storedBytes(paths, request.walk, () => stop.signal.aborted || progress.over, (bytes) => (progress.total = bytes));
  let summary: Summary;
  let unknown = 0;
  let done: string;
  try {
    if (args.flag('restore')) {
      const restored = await runRestore(request as RedactRequest & { vault: Vault });
      ({ unknown } = restored);
      summary = restored;
      done = `${plural(restored.restored, 'token')} restored`;
    } else {
      // Tokens that were written must not be lost, whatever happens.
      summary = await runRedact(request).finally(() => vault?.save());
      done = `${plural(summary.findings, 'finding')} replaced`;
    }
  } finally {
    progress.end();
    release();
  }
  if (unknown > 0) process.stderr.write(`wardline: ${plural(unknown, 'token')} not in the vault: left as they are\n`);
  if (!quiet && target.to !== 'stdout') {
    process.stderr.write(`wardline: ${done} in ${plural(summary.files, 'file')}, ${sizeWords(summary.bytes_in)} in ${summary.seconds.toFixed(2)} s\n`);
    if (summary.links > 0 && target.to === 'tree') process.stderr.write(`wardline: ${plural(summary.links, 'symbolic link')} not copied (--follow copies what they lead to)\n`);
  }
  if (summary.interrupted) return EXIT_INTERRUPTED;
  return summary.complete && unknown === 0 ? EXIT_OK : EXIT_INCOMPLETE;
}

async function openVault(args: Args, style: string): Promise<Vault | null> {
  const path = args.text('vault');
  const keyFile = args.text('vault-key');
  if (path === undefined && keyFile === undefined && !args.flag('restore')) return null;
  if (path === undefined || keyFile === undefined) throw new WardlineError('usage', 'a vault needs `--vault FILE` and `--vault-key FILE`', { hint: 'make a key with `openssl rand -hex 32 > FILE && chmod 600 FILE`' });
  if (style !== 'token') throw new WardlineError('usage', `a vault holds tokens, the style is \`${style}\``, { hint: 'leave `--style` out or use `--style token`' });
  const { Vault: Opened } = await import('../../bulk/redact/vault.ts');
  if (!args.flag('restore')) (await import('../../bulk/replace-file.ts')).mustBeWritable(path);
  return new Opened(path, installationKey({ file: keyFile }).key);
}
