// Typed access to YAML nodes with their places. Reading never throws for the user's mistakes: it notes a problem and
// answers null, so that the next field is still looked at.

import { isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import type { Position } from '../model.ts';
import { offsetsOf } from './locate.ts';
import type { Problems } from './problems.ts';
import { nearestName } from '../../nearest.ts';
import { type ParsedYaml, parseYaml } from './yaml.ts';

const MAX_ALIASES = 1000;

export class Reader {
  readonly file: string;
  readonly problems: Problems;
  private readonly text: string;
  private readonly yaml: ParsedYaml | null;
  private aliases = 0;

  constructor(text: string, file: string, problems: Problems) {
    this.text = text;
    this.file = file;
    this.problems = problems;
    this.yaml = parseYaml(text, file, problems);
  }

  /** The top of the document, or null when it is empty or no YAML. */
  root(): Node | null {
    return (this.yaml?.document.contents ?? null) as Node | null;
  }

  at(node: Node | null | undefined): Position {
    return this.atOffset(node?.range?.[0] ?? 0);
  }

  private atOffset(offset: number): Position {
    const { line, col } = this.yaml?.lines.linePos(offset) ?? { line: 1, col: 1 };
    return { file: this.file, line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  /** For errors inside a text scalar: exact through quoting where it can be followed, else the scalar's start. */
  locator(node: Node): (index: number) => Position {
    const resolved = this.resolve(node);
    if (!isScalar(resolved) || typeof resolved.value !== 'string' || !resolved.range) return () => this.at(node);
    const [start, end] = resolved.range;
    const offsets = offsetsOf(this.text, start, end, resolved.type, resolved.value);
    if (offsets === null) return () => this.at(resolved);
    return (index) => this.atOffset(offsets[index] ?? (offsets.at(-1) ?? start) + 1);
  }

  private resolve(node: unknown): unknown {
    if (!isAlias(node)) return node;
    if (++this.aliases > MAX_ALIASES) {
      this.problems.add(`more than ${MAX_ALIASES} aliases`, 'write the values out', this.at(node as Node));
      return null;
    }
    const target = this.yaml ? node.resolve(this.yaml.document) : undefined;
    if (target === undefined) this.problems.add(`\`*${shorten(node.source)}\` refers to nothing`, 'name an anchor (`&name`) that stands before it, or put text that begins with `*` into quotes', this.at(node as Node));
    return target ?? null;
  }

  /** A map's entries by key; unknown and repeated keys are problems. */
  mapOf(node: Node | null, known: readonly string[] | null, what: string): ReadonlyMap<string, Entry> | null {
    const resolved = this.resolve(node);
    if (!isMap(resolved)) {
      this.problems.add(`${what} must be a map, not ${describe(resolved)}`, 'write `key: value` lines', this.at(node));
      return null;
    }
    const entries = new Map<string, Entry>();
    for (const { key, value } of (resolved as YAMLMap<Node, Node | null>).items) {
      const name = isScalar(key) && typeof key.value === 'string' ? key.value : null;
      if (name === null) this.problems.add(`a key of ${what} must be a word`, 'quote it', this.at(key));
      else if (entries.has(name)) this.problems.add(`\`${shorten(name)}\` stands twice in ${what}`, 'keep one of them', this.at(key));
      else {
        const entry = { key, node: value ?? key, empty: value === null || (isScalar(value) && value.value === null) };
        entries.set(name, entry);
        if (known !== null && !known.includes(name)) this.unknownKey(name, known, what, key);
      }
    }
    return entries;
  }

  private unknownKey(name: string, known: readonly string[], what: string, key: Node): void {
    const near = nearestName(name, known);
    const hint = name === '<<' ? 'merge keys are not read; write the fields out' : near ? `did you mean \`${near}\`` : `known are ${known.join(', ')}`;
    this.problems.add(`unknown key \`${shorten(name)}\` in ${what}`, hint, this.at(key));
  }

  listOf(node: Node, what: string, limit: number): readonly Node[] | null {
    const resolved = this.resolve(node);
    if (!isSeq(resolved)) {
      this.problems.add(`${what} must be a list, not ${describe(resolved)}`, 'write `- value` lines or `[value, value]`', this.at(node));
      return null;
    }
    if (resolved.items.length > limit) {
      this.problems.add(`${what} has ${resolved.items.length} items, more than ${limit}`, 'split it', this.at(node));
      return null;
    }
    return resolved.items as readonly Node[];
  }

  textOf(node: Node, what: string, limit: number): string | null {
    const resolved = this.resolve(node);
    const value = isScalar(resolved) ? resolved.value : resolved;
    if (typeof value !== 'string') {
      const hint = typeof value === 'number' || typeof value === 'boolean' ? 'put it in quotes' : 'write a text';
      this.problems.add(`${what} must be a text, not ${describe(resolved)}`, hint, this.at(node));
      return null;
    }
    if (value === '') {
      this.problems.add(`${what} is empty`, 'write it out or leave the key out', this.at(node));
      return null;
    }
    if (value.length > limit) {
      this.problems.add(`${what} has ${value.length} characters, more than ${limit}`, 'shorten it', this.at(node));
      return null;
    }
    return value;
  }

  numberOf(node: Node, what: string, low: number, high: number, whole: boolean): number | null {
    const resolved = this.resolve(node);
    const value = isScalar(resolved) ? resolved.value : null;
    if (typeof value !== 'number' || !(value >= low && value <= high) || (whole && !Number.isInteger(value))) {
      this.problems.add(`${what} must be a ${whole ? 'whole ' : ''}number from ${low} to ${high}, not ${describe(resolved)}`, 'write the number without quotes', this.at(node));
      return null;
    }
    return value;
  }

  flagOf(node: Node, what: string): boolean | null {
    const resolved = this.resolve(node);
    const value = isScalar(resolved) ? resolved.value : null;
    if (typeof value !== 'boolean') {
      this.problems.add(`${what} must be true or false, not ${describe(resolved)}`, 'write true or false without quotes', this.at(node));
      return null;
    }
    return value;
  }

  choiceOf<T extends string>(node: Node, what: string, choices: readonly T[]): T | null {
    const resolved = this.resolve(node);
    const value = isScalar(resolved) ? resolved.value : null;
    const found = choices.find((one) => one === value);
    if (found !== undefined) return found;
    const near = typeof value === 'string' ? nearestName(value, choices) : null;
    this.problems.add(`${what} must be one of ${choices.join(', ')}, not ${describe(resolved)}`, near ? `did you mean \`${near}\`` : `write for example \`${choices[0]}\``, this.at(node));
    return null;
  }

  isText(node: Node): boolean {
    const resolved = this.resolve(node);
    return isScalar(resolved) && typeof resolved.value === 'string';
  }

  isNumber(node: Node): boolean {
    const resolved = this.resolve(node);
    return isScalar(resolved) && typeof resolved.value === 'number';
  }

  isList(node: Node): boolean {
    return isSeq(this.resolve(node));
  }
}

export interface Entry {
  readonly key: Node;
  /** The value, or the key when there is none. */
  readonly node: Node;
  readonly empty: boolean;
}

function describe(value: unknown): string {
  if (isMap(value)) return 'a map';
  if (isSeq(value)) return 'a list';
  const plain = isScalar(value) ? value.value : value;
  if (plain === null || plain === undefined) return 'nothing';
  if (typeof plain === 'string') return plain === '' ? 'an empty text' : `\`${shorten(plain)}\``;
  return `the ${typeof plain === 'boolean' ? 'flag' : 'number'} ${String(plain)}`;
}

/** Long values are cut: they may be anything, also a secret in the wrong place. */
function shorten(text: string): string {
  const line = text.split('\n')[0] ?? '';
  return line.length > 24 || line.length < text.length ? `${line.slice(0, 20)}…` : line;
}
