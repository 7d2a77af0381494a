// The form of a command, its options and its help. A command is one module under commands/, loaded when it is named.

import { parseArgs } from 'node:util';
import { WardlineError } from '../errors.ts';

export interface Option {
  readonly type: 'boolean' | 'string';
  readonly short?: string;
  readonly multiple?: boolean;
  /** What the value is called in the help. */
  readonly value?: string;
  readonly help: string;
  /** Heading it stands under in the help. */
  readonly group?: string;
}

export interface Command {
  readonly usage: string;
  readonly summary: string;
  readonly details?: string;
  readonly options: Readonly<Record<string, Option>>;
  readonly examples: readonly (readonly [command: string, what: string])[];
  run(args: Args): Promise<number> | number;
}

export class Args {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly positionals: readonly string[];

  constructor(values: Readonly<Record<string, unknown>>, positionals: readonly string[]) {
    this.#values = values;
    this.positionals = positionals;
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === 'string' ? value : undefined;
  }

  /** All values of an option that may be repeated; commas separate as well where `split` is set. */
  list(name: string, split = false): string[] {
    const value = this.#values[name];
    const all = Array.isArray(value) ? (value as string[]) : typeof value === 'string' ? [value] : [];
    return split ? all.flatMap((text) => text.split(',')).map((text) => text.trim()).filter((text) => text !== '') : all;
  }

  choice<T extends string>(name: string, choices: readonly T[], fallback: T): T {
    const value = this.text(name);
    if (value === undefined) return fallback;
    if ((choices as readonly string[]).includes(value)) return value as T;
    throw new WardlineError('usage', `\`--${name}\` is \`${value}\``, { hint: `use one of ${choices.join(', ')}` });
  }

  /** A whole number, with K, M, G or T (powers of 1024) where `size` is set. */
  number(name: string, fallback: number, { size = false, min = 0 } = {}): number {
    const value = this.text(name);
    if (value === undefined) return fallback;
    const parts = /^(\d+(?:\.\d+)?)\s*([kmgt])?(?:i?b)?$/i.exec(value);
    const factor = parts?.[2] === undefined ? 1 : 1024 ** ('kmgt'.indexOf(parts[2].toLowerCase()) + 1);
    const n = parts === null || (factor !== 1 && !size) ? Number.NaN : Math.round(Number(parts[1]) * factor);
    if (Number.isSafeInteger(n) && n >= min) return n;
    throw new WardlineError('usage', `\`--${name}\` is \`${value}\``, { hint: size ? 'give a size such as 64M or 2G' : `give a whole number of at least ${min}` });
  }
}

/** Options that every command has. */
export const COMMON: Readonly<Record<string, Option>> = {
  help: { type: 'boolean', short: 'h', help: 'show this help', group: 'General' },
  version: { type: 'boolean', help: 'show the version', group: 'General' },
  'no-color': { type: 'boolean', help: 'no colours (also: NO_COLOR)', group: 'General' },
};

export function parse(name: string, command: Command, argv: readonly string[]): Args {
  const options = { ...command.options, ...COMMON };
  try {
    const { values, positionals } = parseArgs({
      args: [...argv], allowPositionals: true, strict: true,
      options: Object.fromEntries(
        Object.entries(options).map(([key, o]) => [key, { type: o.type, ...(o.short === undefined ? {} : { short: o.short }), ...(o.multiple === true ? { multiple: true } : {}) }]),
      ),
    });
    return new Args(values, positionals);
  } catch (error) {
    throw usageError(name, Object.keys(options), error as Error & { code?: string });
  }
}

function usageError(name: string, known: readonly string[], error: Error & { code?: string }): WardlineError {
  const see = `\`wardline ${name} --help\` lists the options`;
  const option = /'(-[^\s']*)/.exec(error.message)?.[1];
  if (error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' && option !== undefined) {
    const wanted = option.replace(/^-+/, '').replace(/=.*$/, '');
    const near = nearest(wanted, known);
    return new WardlineError('usage', `unknown option \`${option}\``, { hint: near === null ? see : `did you mean \`--${near}\`? ${see}` });
  }
  if (option !== undefined) return new WardlineError('usage', `\`${option}\`: ${/does not take an argument/.test(error.message) ? 'takes no value' : 'needs a value'}`, { hint: see });
  return new WardlineError('usage', error.message.split('\n')[0] ?? 'wrong usage', { hint: see });
}

/** The known word that differs least, when it differs little. */
export function nearest(word: string, known: Iterable<string>): string | null {
  let best: string | null = null;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const d = candidate.startsWith(word) && word.length >= 3 ? 1 : distance(word.slice(0, 40), candidate.slice(0, 40));
    if (d < least) {
      least = d;
      best = candidate;
    }
  }
  return best;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min((next[j - 1] as number) + 1, (row[j] as number) + 1, (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length] as number;
}

export function helpText(name: string, command: Command): string {
  const lines = [`${command.summary}`, '', 'Usage:', `  wardline ${command.usage}`];
  if (command.details !== undefined) lines.push('', command.details);
  const groups = new Map<string, [string, Option][]>();
  for (const entry of Object.entries({ ...command.options, ...COMMON })) {
    const group = entry[1].group ?? 'Options';
    groups.set(group, [...(groups.get(group) ?? []), entry]);
  }
  for (const [group, options] of groups) {
    lines.push('', `${group}:`);
    for (const [key, option] of options) {
      const left = `  ${option.short === undefined ? '    ' : `-${option.short}, `}--${key}${option.type === 'string' ? ` ${option.value ?? 'VALUE'}` : ''}`;
      lines.push(`${left.padEnd(34)} ${option.help}`);
    }
  }
  lines.push('', 'Examples:');
  for (const [example, what] of command.examples) lines.push(`  ${example}`, `      ${what}`);
  void name;
  return `${lines.join('\n')}\n`;
}
