// All commands. Each is loaded when it is named: start-up pays for one.

import type { Command } from './command.ts';

export interface TableEntry {
  readonly summary: string;
  load(): Promise<Command>;
}

export const COMMANDS: Readonly<Record<string, TableEntry>> = {
  scan: { summary: 'scan files, directories, archives or standard input', load: async () => (await import('./commands/scan.ts')).command },
  redact: { summary: 'copy the input with every finding replaced', load: async () => (await import('./commands/redact.ts')).command },
  bench: { summary: 'measure this machine, on generated data or on given paths', load: async () => (await import('./commands/bench.ts')).command },
  check: { summary: 'judge one message before it is sent', load: loadCheck },
  explain: { summary: 'what a rule or a violation type means, and what to do instead', load: async () => (await import('./commands/explain.ts')).command },
  rules: { summary: 'look at, test and compile rules', load: async () => (await import('./commands/rules.ts')).command },
  policy: { summary: 'check a policy, show the effective one, try, compare and sign it', load: async () => (await import('./commands/policy.ts')).command },
  exception: { summary: 'trusted patterns, with owner, reason and expiry', load: async () => (await import('./commands/exception.ts')).command },
  override: { summary: 'let one message pass by a signed grant', load: async () => (await import('./commands/override.ts')).command },
  dispute: { summary: 'contest a finding that is held to be wrong', load: async () => (await import('./commands/dispute.ts')).command },
  audit: { summary: 'the tamper-evident record: show, verify, prove, export', load: async () => (await import('./commands/audit.ts')).command },
};

/** In one file where the package is built: messages are judged by fresh processes, and start-up is what they wait for. */
async function loadCheck(): Promise<Command> {
  const bundled = '../../bundle/check.js';
  try {
    return ((await import(bundled)) as { command: Command }).command;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) throw error;
    return (await import('./commands/check.ts')).command;
  }
}
