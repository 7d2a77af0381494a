#!/usr/bin/env node
// The command line: finds the command, loads it, runs it, turns errors into words and exit codes.

import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { WardlineError } from '../errors.ts';
import { nearestName } from '../nearest.ts';
import { type Command, type HelpLook, helpText, parse } from './command.ts';
import { EXIT_FAILED, EXIT_OK, EXIT_USAGE } from './exit-codes.ts';
import { COMMANDS } from './table.ts';
import { version } from './version.ts';

function overview(): string {
  const lines = ['Wardline finds credentials and other things that must not leave, in logs and in messages to AI assistants.', '', 'Usage:', '  wardline COMMAND [OPTIONS]', '', 'Commands:'];
  for (const [name, { summary }] of Object.entries(COMMANDS)) lines.push(`  ${name.padEnd(12)} ${summary}`);
  lines.push('', 'Examples:', '  wardline scan /var/log', '  wardline scan logs.tar.gz --format jsonl', '  wardline redact app.log -o app.clean.log', '', '`wardline COMMAND --help` tells more about each.');
  return `${lines.join('\n')}\n`;
}

async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || (name === 'help' && rest.length === 0)) {
    process.stdout.write(overview());
    return name === undefined ? EXIT_USAGE : EXIT_OK;
  }
  if (name === '--version' || name === '-V') {
    process.stdout.write(`${version()}\n`);
    return EXIT_OK;
  }
  const wanted = name === 'help' ? (rest[0] as string) : name;
  const entry = Object.hasOwn(COMMANDS, wanted) ? COMMANDS[wanted] : undefined;
  if (entry === undefined) {
    const near = nearestName(wanted, Object.keys(COMMANDS), 2);
    throw new WardlineError('usage', `there is no command \`${wanted}\``, { hint: near === null ? '`wardline --help` lists the commands' : `did you mean \`${near}\`?` });
  }
  const command: Command = await entry.load();
  if (name === 'help' || rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(helpText(command, look(rest)));
    return EXIT_OK;
  }
  if (rest.includes('--version') && command.options.version === undefined) {
    process.stdout.write(`${version()}\n`);
    return EXIT_OK;
  }
  return command.run(parse(wanted, command, rest));
}

/** How help is set: as wide as the terminal, coloured where that is wanted. */
function look(argv: readonly string[]): HelpLook {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  const plain = argv.includes('--no-color') || (NO_COLOR !== undefined && NO_COLOR !== '') || TERM === 'dumb';
  const color = !plain && (process.stdout.isTTY === true || (FORCE_COLOR !== undefined && FORCE_COLOR !== '' && FORCE_COLOR !== '0'));
  return { width: process.stdout.columns ?? 100, color };
}

function fail(error: unknown): number {
  // By its name: a bundled command brings a class of its own.
  if (error instanceof Error && error.name === 'WardlineError') {
    const { code, at } = error as WardlineError;
    process.stderr.write(`wardline: ${error.message}\n`);
    return USAGE_CODES.has(code) || at !== null ? EXIT_USAGE : EXIT_FAILED;
  }
  const words = error instanceof Error ? (process.env.WARDLINE_DEBUG ? error.stack : error.message) : String(error);
  process.stderr.write(`wardline: failed inside: ${words}\n  hint: set WARDLINE_DEBUG=1 to see where\n`);
  return EXIT_FAILED;
}

const USAGE_CODES: ReadonlySet<string> = new Set([
  'usage', 'unknown_rule', 'unknown_style', 'bad_option', 'rule_file_unreadable', 'rule_file', 'rules_invalid', 'program_magic', 'program_version',
  'key_file_missing', 'key_file_unreadable', 'key_too_short', 'baseline_invalid', 'baseline_key', 'output_failed', 'not_built', 'vault_key', 'backend_missing',
  'policy_invalid', 'policy_unreadable', 'policy_missing', 'policy_signature', 'policy_include', 'policy_condition', 'bad_public_key', 'bad_private_key', 'message_too_long', 'override_refused',
]);

// The exit code of `check` is its answer: who stops reading its words must not take that for "allowed" (gate-output.ts).
if (process.argv[2] !== 'check') {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT_OK);
  });
}

// `wardline bench` asks its children for their peak memory this way.
const usageFile = process.env.WARDLINE_USAGE_FILE;
if (usageFile !== undefined && usageFile !== '') {
  process.on('exit', () => writeFileSync(usageFile, String(process.resourceUsage().maxRSS * 1024)));
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.exitCode = fail(error);
  },
);
