// All commands. Each is loaded when it is named: start-up pays for one.

import { createRequire } from 'node:module';
import type { Command } from './command.ts';

export interface TableEntry {
  readonly summary: string;
  load(): Promise<Command>;
}

type Loaded = Promise<{ readonly command: Command }>;
const entry = (summary: string, load: () => Loaded): TableEntry => ({ summary, load: async () => (await load()).command });

export const COMMANDS: Readonly<Record<string, TableEntry>> = {
  scan: entry('scan files, directories, archives or standard input', () => bundled('scan') ?? import('./commands/scan.ts')),
  redact: entry('copy the input with every finding replaced', () => bundled('redact') ?? import('./commands/redact.ts')),
  bench: entry('measure this machine, on generated data or on given paths', () => import('./commands/bench.ts')),
  check: entry('judge one message before it is sent', () => bundled('check') ?? import('./commands/check.ts')),
  explain: entry('what a rule or a violation type means, and what to do instead', () => import('./commands/explain.ts')),
  rules: entry('look at, test and compile rules', () => import('./commands/rules.ts')),
  policy: entry('check a policy, show the effective one, try, compare and sign it', () => import('./commands/policy.ts')),
  exception: entry('trusted patterns, with owner, reason and expiry', () => import('./commands/exception.ts')),
  override: entry('let one message pass by a signed grant', () => import('./commands/override.ts')),
  dispute: entry('contest a finding that is held to be wrong', () => import('./commands/dispute.ts')),
  audit: entry('the tamper-evident record: show, verify, prove, export', () => import('./commands/audit.ts')),
};

/** The command in one file, where the package is built (scripts/bundle.mjs): messages are judged by fresh processes, and start-up is what they wait for. */
function bundled(name: string): Loaded | null {
  const require = createRequire(import.meta.url);
  // Seen from the bundled command line, and from dist/src/cli.
  for (const place of [`./${name}.cjs`, `../../bundle/${name}.cjs`]) {
    try {
      return Promise.resolve(require(place) as { command: Command });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND')) throw error;
    }
  }
  return null;
}
