// The form of a command, its options and its help. A command is one module under commands/, loaded when it is named.

import { parseArgs } from 'node:util';
import { WardlineError } from '../errors.ts';
import { nearestName } from '../nearest.ts';

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
    const near = nearestName(value, choices, 2);
    throw new WardlineError('usage', `\`${value}\` is nothing that \`--${name}\` knows`, { hint: `${near === null ? '' : `did you mean \`${near}\`? `}use one of ${choices.join(', ')}` });
  }

  /** A whole number, with K, M, G or T (powers of 1024) where `size` is set. */
  number(name: string, fallback: number, { size = false, min = 0 } = {}): number {
    const value = this.text(name);
    if (value === undefined) return fallback;
    const parts = /^(\d+(?:\.\d+)?)\s*([kmgt])?(?:i?b)?$/i.exec(value);
    const factor = parts?.[2] === undefined ? 1 : 1024 ** ('kmgt'.indexOf(parts[2].toLowerCase()) + 1);
    const n = parts === null || (factor !== 1 && !size) ? Number.NaN : Math.round(Number(parts[1]) * factor);
    if (Number.isSafeInteger(n) && n >= min) return n;
    throw new WardlineError('usage', `\`--${name}\` wants a ${size ? 'size' : 'number'}, not \`${value}\``, { hint: size ? 'give a size such as 64M or 2G' : `give a whole number of at least ${min}` });
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
    const near = nearestName(wanted, known, 2);
    return new WardlineError('usage', `unknown option \`${option}\``, { hint: near === null ? see : `did you mean \`--${near}\`? ${see}` });
  }
  if (option !== undefined) return new WardlineError('usage', `\`${option}\`: ${/does not take an argument/.test(error.message) ? 'takes no value' : 'needs a value'}`, { hint: see });
  return new WardlineError('usage', error.message.split('\n')[0] ?? 'wrong usage', { hint: see });
}

export interface HelpLook {
  readonly width: number;
  readonly color: boolean;
}

/** Where the words beside an option begin; in narrow terminals they stand below it. */
const HELP_COLUMN = 34;
const NARROW = 72;
const WIDEST = 120;

export function helpText(command: Command, look: HelpLook): string {
  const width = Math.max(40, Math.min(WIDEST, look.width));
  const heading = (text: string): string => (look.color ? `\u001b[1m${text}\u001b[22m` : text);
  const dim = (text: string): string => (look.color ? `\u001b[2m${text}\u001b[22m` : text);
  const name = (text: string): string => (look.color ? `\u001b[36m${text}\u001b[39m` : text);
  const lines = [...wrapped(command.summary, width), '', heading('Usage:'), `  wardline ${command.usage}`];
  // Details may hold lists: lines that are set in stay as they are, the others flow.
  if (command.details !== undefined) lines.push('', ...flowed(command.details, width));
  const groups = new Map<string, [string, Option][]>();
  for (const entry of Object.entries({ ...command.options, ...COMMON })) {
    const group = entry[1].group ?? 'Options';
    groups.set(group, [...(groups.get(group) ?? []), entry]);
  }
  for (const [group, options] of groups) {
    lines.push('', heading(`${group}:`));
    for (const [key, option] of options) {
      const flag = `${option.short === undefined ? '    ' : `-${option.short}, `}--${key}`;
      const value = option.type === 'string' ? ` ${option.value ?? 'VALUE'}` : '';
      const left = `  ${flag}${value}`;
      const beside = width >= NARROW && left.length < HELP_COLUMN;
      const column = width >= NARROW ? HELP_COLUMN + 1 : 8;
      const [first = '', ...rest] = wrapped(option.help, width - column);
      const painted = `  ${name(flag)}${dim(value)}`;
      if (beside) lines.push(`${painted}${' '.repeat(column - left.length)}${first}`);
      else lines.push(painted, `${' '.repeat(column)}${first}`);
      for (const line of rest) lines.push(`${' '.repeat(column)}${line}`);
    }
  }
  lines.push('', heading('Examples:'));
  for (const [example, what] of command.examples) lines.push(`  ${name(example)}`, ...wrapped(what, width - 6).map((line) => `      ${dim(line)}`));
  return `${lines.join('\n')}\n`;
}

function flowed(text: string, width: number): string[] {
  const out: string[] = [];
  let open = '';
  const flush = (): void => {
    if (open !== '') out.push(...wrapped(open, width));
    open = '';
  };
  for (const line of text.split('\n')) {
    if (line === '' || /^\s/.test(line)) {
      flush();
      out.push(line);
    } else open += open === '' ? line : ` ${line}`;
  }
  flush();
  return out;
}

/** Lines of at most `width` characters; longer words stay whole. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
